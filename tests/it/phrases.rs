//! The facts about a user read as a phrase.

use std::collections::HashSet;

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::user::{AccountState, Attribute, MfaPreference, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{User, UserFacts};

#[track_caller]
fn check(user: User, expected: &str) {
    assert_eq!(user.facts().to_string(), expected);
}

fn enabling(user: User, enabled: &[Factor], preferred: Option<CodeFactor>) -> User {
    user.with_preference(MfaPreference::new(FactorSet::of(enabled), preferred).unwrap())
}

#[test]
fn the_facts_about_a_user_read_as_a_phrase() {
    let of = |status, password| User::new(status, password, crate::STAMP);
    let plain = crate::plain_user();
    check(plain, "a confirmed user with a permanent password");
    check(of(UserStatus::Confirmed, Password::Absent), "a confirmed user with no password");
    check(of(UserStatus::Unconfirmed, Password::Permanent), "an unconfirmed user with a permanent password");
    check(of(UserStatus::ForceChangePassword, Password::Temporary), "a user with a temporary password");
    check(of(UserStatus::ResetRequired, Password::Permanent), "a user in password reset with a permanent password");
    check(of(UserStatus::ExternalProvider, Password::Absent), "a federated user");
    check(plain.with_access(AccountState::Disabled), "a disabled confirmed user with a permanent password");
    let with_totp = plain.with_email(Attribute::Verified).with_totp(Totp::Verified);
    check(with_totp, "a confirmed user with a permanent password, a verified email address and a verified TOTP token");
    check(
        enabling(with_totp, &[Factor::Totp], None),
        "a confirmed user with a permanent password, a verified email address and TOTP enabled",
    );
    let with_passkey = plain.with_phone(Attribute::Unverified).with_passkeys(Passkeys::CannotVerify);
    check(
        enabling(with_passkey, &[Factor::Sms, Factor::Email, Factor::Passkey], Some(CodeFactor::Sms)),
        "a confirmed user with a permanent password, an unverified phone number, a passkey that can't verify the user, \
         SMS enabled (preferred), EMAIL enabled but no email address and passkey MFA enabled",
    );
    let disabled = of(UserStatus::ResetRequired, Password::Permanent)
        .with_access(AccountState::Disabled)
        .with_passkeys(Passkeys::CanVerify);
    check(
        enabling(disabled, &[Factor::Sms, Factor::Passkey], Some(CodeFactor::Sms)),
        "a disabled user in password reset with a permanent password, a passkey that can verify the user, SMS enabled \
         (preferred) but no phone number and passkey MFA enabled",
    );
}

#[test]
fn different_users_have_different_phrases() {
    let phrases: HashSet<_> = UserFacts::all().map(|user| user.to_string()).collect();
    assert_eq!(phrases.len(), UserFacts::all().count());
}
