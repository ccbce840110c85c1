//! The facts about a user as a phrase.

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::user::{AccountState, Attribute, MfaPreference, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{CredentialStamp, User};

#[track_caller]
fn check(status: UserStatus, password: Password, change: impl Fn(&mut User), phrase: &str) {
    let mut user = User::new(status, password, CredentialStamp(1));
    change(&mut user);
    assert_eq!(user.facts().to_string(), phrase);
}

#[test]
fn the_facts_about_a_user_read_as_a_phrase() {
    check(UserStatus::Confirmed, Password::Absent, |_| (), "a confirmed user with no password");
    check(
        UserStatus::ForceChangePassword,
        Password::Temporary,
        |user| user.email = Attribute::Unverified,
        "a user with a temporary password and an unverified email address",
    );
    check(
        UserStatus::Confirmed,
        Password::Permanent,
        |user| {
            (user.email, user.totp) = (Attribute::Verified, Totp::Verified);
            user.preference = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Totp]), None);
        },
        "a confirmed user with a permanent password, a verified email address, a verified TOTP token and TOTP enabled",
    );
    check(
        UserStatus::ResetRequired,
        Password::Permanent,
        |user| {
            user.access = AccountState::Disabled;
            user.passkeys = Passkeys::CanVerify;
            let enabled = FactorSet::of(&[Factor::Sms, Factor::Passkey]);
            user.preference = MfaPreference::with_valid_preferred(enabled, Some(CodeFactor::Sms));
        },
        "a disabled user in password reset with a permanent password, a passkey that can verify the user, SMS enabled \
         (preferred) and passkey MFA enabled",
    );
}
