//! Distances between users, attempts and policies, restated from the documentation.

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{PasswordlessFactor, RiskLevel};
use cognito_mfa::sign_in::{Device, FirstFactor};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Attempt, PoolPolicy, User, UserFacts};

/// The number of facts that differ from a confirmed user who has nothing, not even a password. The status counts one. An
/// attribute or a passkey counts one, and one more when it's verified or can verify the user.
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

/// The same, plus the parts of the attempt that differ from a password from an unknown device at no risk.
pub(super) fn input(user: UserFacts, attempt: Attempt) -> usize {
    let first = attempt.first_factor != FirstFactor::Password;
    let device = attempt.device != Device::Unknown;
    let risk = attempt.risk != RiskLevel::None;
    facts(user) + usize::from(first) + usize::from(device) + usize::from(risk)
}

/// The number of changes that lead from one user to the other. Status and password are one thing. Each enabled factor is
/// one, and so is the preferred factor, which goes with its factor.
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

/// The number of changes that lead from one attempt to the other.
pub(super) fn attempt_steps(from: Attempt, to: Attempt) -> usize {
    count(&[from.first_factor != to.first_factor, from.device != to.device, from.risk != to.risk])
}

/// The number of changes that lead from one policy to the other. The profile doesn't count: no change changes it.
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
