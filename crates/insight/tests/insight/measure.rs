//! How far apart things are, in the words of the documentation and by none of its means.

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{PasswordlessFactor, RiskLevel};
use cognito_mfa::sign_in::{Device, FirstFactor};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Attempt, PoolPolicy, User, UserFacts};

/// How many facts set a user apart from one who is confirmed and has nothing, not even a password. The status counts
/// one; an attribute or a passkey counts one, and one more when it is verified or can verify.
pub(super) fn facts(user: UserFacts) -> usize {
    let user = user.user(crate::STAMP);
    let preference = user.preference;
    let attribute = |attribute| match attribute {
        Attribute::Absent => 0,
        Attribute::Unverified => 1,
        Attribute::Verified => 2,
    };
    let passkeys = match user.passkeys {
        Passkeys::Absent => 0,
        Passkeys::CannotVerify => 1,
        Passkeys::CanVerify => 2,
    };
    let single = [
        user.status() != UserStatus::Confirmed,
        user.password() != Password::Absent,
        user.access == AccountState::Disabled,
        user.totp == Totp::Verified,
        preference.preferred().is_some(),
    ];
    let enabled = preference.enabled().iter().count();
    let singles = single.into_iter().filter(|one| *one).count();
    singles + enabled + passkeys + attribute(user.phone) + attribute(user.email)
}

/// The same, and what sets the attempt apart from a password of an unknown device without risk.
pub(super) fn input(user: UserFacts, attempt: Attempt) -> usize {
    let first = attempt.first_factor != FirstFactor::Password;
    let device = attempt.device != Device::Unknown;
    let risk = attempt.risk != RiskLevel::None;
    facts(user) + usize::from(first) + usize::from(device) + usize::from(risk)
}

/// How many changes of one thing lead from one user to the other: status and password are one thing, each enabled factor
/// is one, and so is the preferred one, which goes by itself when it is disabled.
pub(super) fn user_steps(from: &User, to: &User) -> usize {
    let (before, after) = (from.preference, to.preference);
    let kept = before.preferred().filter(|factor| after.enabled().contains((*factor).into()));
    let switched = Factor::ALL.iter().filter(|one| before.enabled().contains(**one) != after.enabled().contains(**one));
    let others = [
        from.account != to.account,
        from.access != to.access,
        from.phone != to.phone,
        from.email != to.email,
        from.totp != to.totp,
        from.passkeys != to.passkeys,
        after.preferred() != kept,
    ];
    switched.count() + count(&others)
}

/// How many changes of one thing lead from one attempt to the other.
pub(super) fn attempt_steps(from: Attempt, to: Attempt) -> usize {
    count(&[from.first_factor != to.first_factor, from.device != to.device, from.risk != to.risk])
}

/// How many changes of one thing lead from one policy to the other; the profile is no thing of a pool.
pub(super) fn pool_steps(from: &PoolPolicy, to: &PoolPolicy) -> usize {
    let factors = Factor::ALL.iter().filter(|one| from.configured.contains(**one) != to.configured.contains(**one));
    let firsts = PasswordlessFactor::ALL
        .iter()
        .filter(|one| from.passwordless.contains(**one) != to.passwordless.contains(**one));
    let others = [
        from.tier != to.tier,
        from.mode != to.mode,
        from.user_verification != to.user_verification,
        from.recovery != to.recovery,
        from.device != to.device,
        from.threat_protection != to.threat_protection,
        from.risk_actions.low != to.risk_actions.low,
        from.risk_actions.medium != to.risk_actions.medium,
        from.risk_actions.high != to.risk_actions.high,
    ];
    factors.count() + firsts.count() + count(&others)
}

fn count(differing: &[bool]) -> usize {
    differing.iter().filter(|one| **one).count()
}
