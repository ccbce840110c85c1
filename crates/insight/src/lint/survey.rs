//! The ordinary users of a pool, and their answers.

use alloc::vec::Vec;

use crate::PLAIN;
use crate::assumption::Assumption;
use crate::change::Change;
use crate::witness::Witness;
use cognito_mfa::factor::CodeFactorSet;
use cognito_mfa::pool::{PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::user::{Attribute, MfaPreference, Passkeys, Totp, User, UserFacts};

/// A pool's policy and its ordinary users: confirmed, enabled, with a permanent password, and with only such factors enabled
/// as they possess and the pool offers. The smallest users come first.
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

    /// The smallest user for whose attempt `shows` is true.
    pub(super) fn find(&self, attempt: Attempt, shows: impl Fn(UserFacts, Resolution) -> bool) -> Option<Witness> {
        let found = self.users.iter().copied().find(|user| shows(*user, resolve(&self.policy, *user, attempt)));
        found.map(|user| Witness { user, attempt })
    }

    /// The code factors that a password sign-in asks for, offers or sets up, for any of the users.
    pub(super) fn asked(&self) -> CodeFactorSet {
        let codes = |user: &UserFacts| {
            let outcomes = at_each_risk().map(|attempt| resolve(&self.policy, *user, attempt).outcome());
            outcomes.fold(CodeFactorSet::EMPTY, |codes, outcome| codes.or(outcome.codes()))
        };
        self.users.iter().map(codes).fold(CodeFactorSet::EMPTY, CodeFactorSet::or)
    }
}

/// Every confirmed, enabled user with a permanent password.
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

/// A password at no risk and at each risk level.
pub(super) fn at_each_risk() -> impl Iterator<Item = Attempt> {
    RiskLevel::ALL.iter().map(|risk| Attempt { risk: *risk, ..Attempt::password() })
}

/// The policy after these changes of the pool.
pub(super) fn changed(policy: PoolPolicy, changes: &[Change]) -> PoolPolicy {
    let any_user = PLAIN.facts();
    changes.iter().fold(policy, |policy, change| change.applied_to(policy, any_user, Attempt::password()).0)
}
