//! Password resets: a reset code never goes to a channel that a sign-in uses for MFA (spec 14).

use cognito_mfa::exception::Exception;
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{AccountRecovery, Medium, MfaMode};
use cognito_mfa::recovery::{RecoveryReason, confirm_reset, recovery};
use cognito_mfa::sign_in::Challenge;
use cognito_mfa::user::{Attribute, MfaPreference, Password, Totp, UserStatus};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, Profile, User, UserFacts, resolve};

/// Every pool that a password reset can distinguish from the others.
fn pools() -> impl Iterator<Item = PoolPolicy> {
    let profiles = Profile::ALL.iter().map(|profile| PoolPolicy::default().with_profile(*profile));
    let modes = profiles.flat_map(|pool| MfaMode::ALL.iter().map(move |mode| pool.with_mode(*mode)));
    modes
        .flat_map(|pool| FactorSet::subsets().map(move |configured| pool.with_configured(configured)))
        .filter(|pool| !pool.configured.contains(Factor::Passkey))
        .flat_map(|pool| AccountRecovery::ALL.iter().map(move |recovery| pool.with_recovery(*recovery)))
}

/// What a sign-in without risk from an unknown device asks for or offers, for the same user with a permanent password.
fn asked(pool: &PoolPolicy, user: UserFacts) -> CodeFactorSet {
    let settled =
        user.user(crate::STAMP).with_account(crate::plain_user().account).with_access(crate::plain_user().access);
    match resolve(pool, settled.facts(), Attempt::password()).outcome() {
        Outcome::Challenge(Challenge::Code(factor)) => CodeFactorSet::of(&[factor]),
        Outcome::Challenge(Challenge::SelectMfaType(factors)) => factors,
        Outcome::Challenge(_) | Outcome::Authenticated | Outcome::Denied(_) => CodeFactorSet::EMPTY,
    }
}

/// The law of spec 14 for every pool and user: the medium is the first mechanism whose attribute is verified and whose
/// factor neither the preference nor a sign-in uses.
#[test]
fn a_reset_code_never_goes_where_mfa_goes() {
    let users: Vec<_> = UserFacts::all().filter(|user| !user.possessed().contains(Factor::Passkey)).collect();
    let mut sent = 0_u32;
    for pool in pools() {
        for user in users.iter().copied() {
            let answer = recovery(&pool, user);
            if !matches!(answer.reason, RecoveryReason::RecoveryMedium | RecoveryReason::NoRecoveryMedium) {
                continue;
            }
            let used = asked(&pool, user).or(user.enabled().codes());
            let free = pool.recovery.media().iter().find(|medium| match medium {
                Medium::Email => user.email() == Attribute::Verified && !used.contains(CodeFactor::Email),
                Medium::Sms => user.phone() == Attribute::Verified && !used.contains(CodeFactor::Sms),
            });
            assert_eq!(answer.answer.ok(), free.copied(), "{user:?} in {pool:?}");
            sent += u32::from(free.is_some());
        }
    }
    assert!(sent > 100_000, "{sent}");
}

/// A user with both attributes verified, in a pool with this account recovery that requires MFA and offers SMS, TOTP and
/// EMAIL.
#[track_caller]
fn check(recover: AccountRecovery, ann: User, expected: Result<Medium, Exception>, reason: RecoveryReason) {
    let configured = FactorSet::of(&[Factor::Sms, Factor::Totp, Factor::Email]);
    let pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(configured).with_recovery(recover);
    let answer = recovery(&pool, ann.facts());
    assert_eq!((answer.answer, answer.reason), (expected, reason));
}

#[test]
fn a_factor_that_a_sign_in_asks_for_gets_no_reset_code() {
    use RecoveryReason::{NoRecoveryMedium, RecoveryMedium};
    let verified = Attribute::Verified;
    let both = crate::plain_user().with_phone(verified).with_email(verified);
    let refused = Err(Exception::InvalidParameter);
    // A sign-in doesn't ask for the first medium unless the user enables it, so the reset code can go there.
    check(AccountRecovery::EmailThenPhone, both, Ok(Medium::Email), RecoveryMedium);
    // A sign-in asks for the second medium, so the reset code can't go there.
    let phone_alone = both.with_email(Attribute::Unverified);
    check(AccountRecovery::EmailThenPhone, phone_alone, refused, NoRecoveryMedium);
    // If TOTP is preferred, a sign-in asks only for TOTP, so the reset code can go to the phone.
    let totp = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Totp]), Some(CodeFactor::Totp));
    let prefers_totp = phone_alone.with_totp(Totp::Verified).with_preference(totp);
    check(AccountRecovery::EmailThenPhone, prefers_totp, Ok(Medium::Sms), RecoveryMedium);
    // If TOTP is enabled but not preferred, a sign-in still offers SMS.
    let totp = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Totp]), None);
    check(AccountRecovery::EmailThenPhone, prefers_totp.with_preference(totp), refused, NoRecoveryMedium);
    // A reset code never goes to an enabled factor, even if a sign-in asks for the preferred factor instead.
    let enabled =
        MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Sms, Factor::Totp]), Some(CodeFactor::Totp));
    check(AccountRecovery::EmailThenPhone, prefers_totp.with_preference(enabled), refused, NoRecoveryMedium);
    // Without mechanisms, the legacy behavior applies, whatever a sign-in asks for.
    check(AccountRecovery::NotSet, both, Ok(Medium::Sms), RecoveryReason::RecoveryLegacy);
}

/// Confirming a reset uses the same table. It's refused with a reason, or it sets a permanent password.
#[test]
fn confirming_a_reset_checks_the_table_again() {
    for pool in pools().step_by(7) {
        for user in UserFacts::all().step_by(11).map(|facts| facts.user(crate::STAMP)) {
            let judged = recovery(&pool, user.facts());
            match confirm_reset(&pool, &user) {
                Ok(transition) => {
                    assert!(judged.answer.is_ok(), "{user:?} in {pool:?}");
                    let next = transition.next();
                    assert_eq!((next.status(), next.password()), (UserStatus::Confirmed, Password::Permanent));
                    assert_eq!(
                        (next.phone, next.email, next.totp, next.preference),
                        (user.phone, user.email, user.totp, user.preference)
                    );
                }
                Err(refused) => assert_eq!(judged.medium(), Err(refused), "{user:?} in {pool:?}"),
            }
        }
    }
}
