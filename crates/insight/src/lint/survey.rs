//! The users who come about in a pool, and what they are answered.

use alloc::vec::Vec;

use crate::PLAIN;
use crate::change::Change;
use crate::lockout::Assumption;
use crate::witness::Witness;
use cognito_mfa::factor::CodeFactorSet;
use cognito_mfa::pool::{PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::user::MfaPreference;
use cognito_mfa::user::UserFacts;
use cognito_mfa::user::{Attribute, Passkeys, Totp, User};

/// A pool's policy, and the users who come about in it: confirmed, enabled, with a password, and with a preference of
/// factors that they have and the pool offers. The smallest come first.
pub(super) struct Survey {
    pub(super) policy: PoolPolicy,
    pub(super) users: Vec<UserFacts>,
}

const ORDINARY: [Assumption; 5] = [
    Assumption::Enabled,
    Assumption::Confirmed,
    Assumption::Password,
    Assumption::PreferencePossessed,
    Assumption::PreferenceOffered,
];

impl Survey {
    pub(super) fn new(policy: PoolPolicy) -> Self {
        let is_ordinary = |user: &UserFacts| ORDINARY.iter().all(|one| one.holds(&policy, *user));
        let mut users: Vec<UserFacts> = settled().filter(is_ordinary).collect();
        users.sort_by_key(|user| (user.size(), *user));
        Self { policy, users }
    }

    /// The smallest user whose attempt shows it, by the answer.
    pub(super) fn find(&self, attempt: Attempt, shows: impl Fn(UserFacts, Resolution) -> bool) -> Option<Witness> {
        let found = self.users.iter().copied().find(|user| shows(*user, resolve(&self.policy, *user, attempt)));
        found.map(|user| Witness { user, attempt })
    }

    /// The code factors that any of the users is asked for, offered or made to set up after a password.
    pub(super) fn asked(&self) -> CodeFactorSet {
        let codes = |user: &UserFacts| {
            let outcomes = at_each_risk().map(|attempt| resolve(&self.policy, *user, attempt).outcome());
            outcomes.fold(CodeFactorSet::EMPTY, |codes, outcome| codes.or(outcome.codes()))
        };
        self.users.iter().map(codes).fold(CodeFactorSet::EMPTY, CodeFactorSet::or)
    }
}

/// Everybody who is confirmed, enabled and has a password.
fn settled() -> impl Iterator<Item = UserFacts> {
    let attributes = || Attribute::ALL.iter().copied();
    let tokens = || Totp::ALL.iter().flat_map(|totp| Passkeys::ALL.iter().map(move |passkeys| (*totp, *passkeys)));
    let means = attributes().flat_map(move |phone| attributes().map(move |email| (phone, email)));
    means
        .flat_map(move |(phone, email)| {
            tokens().map(move |(totp, passkeys)| User { phone, email, totp, passkeys, ..PLAIN })
        })
        .flat_map(|user| MfaPreference::all().map(move |preference| User { preference, ..user }.facts()))
}

/// A password at no risk and at each level of it.
pub(super) fn at_each_risk() -> impl Iterator<Item = Attempt> {
    RiskLevel::ALL.iter().map(|risk| Attempt { risk: *risk, ..Attempt::password() })
}

/// The policy after these changes, which are the pool's.
pub(super) fn changed(policy: PoolPolicy, changes: &[Change]) -> PoolPolicy {
    let nobody = PLAIN.facts();
    changes.iter().fold(policy, |policy, change| change.applied_to(policy, nobody, Attempt::password()).0)
}
