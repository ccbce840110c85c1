//! Distances between users, attempts and policies, restated from the documentation.

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{PasswordlessFactor, RiskLevel};
use cognito_mfa::sign_in::{Device, FirstFactor};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Attempt, PoolPolicy, User, UserFacts};

/// How far the user is from a confirmed user with a permanent password and nothing else. A thing that the user has counts
/// one: an attribute, a token, a passkey, an enabled factor, a preference. A fact that few users have counts a hundred.
pub(super) fn facts(user: UserFacts) -> usize {
    let user = user.user(crate::STAMP);
    let preference = user.preference;
    let attribute = |attribute| match attribute {
        Attribute::Absent => 0,
        Attribute::Unverified => 101,
        Attribute::Verified => 1,
    };
    let passkeys = match user.passkeys {
        Passkeys::Absent => 0,
        Passkeys::CannotVerify => 101,
        Passkeys::CanVerify => 1,
    };
    let is_usual = (user.status(), user.password()) == (UserStatus::Confirmed, Password::Permanent);
    let enabled = preference.enabled().iter().map(|factor| {
        let has = match factor {
            Factor::Sms => user.phone != Attribute::Absent,
            Factor::Email => user.email != Attribute::Absent,
            Factor::Totp => user.totp == Totp::Verified,
            Factor::Passkey => user.passkeys != Passkeys::Absent,
        };
        if has { 1 } else { 101 }
    });
    let hundreds = [!is_usual, user.access == AccountState::Disabled].into_iter().filter(|one| *one).count();
    let things = usize::from(user.totp == Totp::Verified) + usize::from(preference.preferred().is_some());
    hundreds * 100 + things + enabled.sum::<usize>() + passkeys + attribute(user.phone) + attribute(user.email)
}

/// The same, plus a hundred for each part of the attempt that differs from a password from an unknown device at no risk.
pub(super) fn input(user: UserFacts, attempt: Attempt) -> usize {
    let first = attempt.first_factor != FirstFactor::Password;
    let device = attempt.device != Device::Unknown;
    let risk = attempt.risk != RiskLevel::None;
    facts(user) + 100 * count(&[first, device, risk])
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
