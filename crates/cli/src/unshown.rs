//! Facts that the responses about a user can't show, and what depends on them.
//!
//! `AdminGetUser` and `ListUsers` don't show a TOTP token or a passkey that isn't enabled as MFA. They don't show
//! whether the user has a password. `ListUsers` doesn't show the enabled factors either. For each of these facts, the
//! reader assumes a value.

use std::collections::HashMap;

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::user::{Account, MfaPreference, Passkeys, Password, Totp, User, UserStatus};
use cognito_mfa::wire::{UserDescription, UserRead};
use cognito_mfa::{CredentialStamp, UserFacts};
use serde::Serialize;

use crate::count::{counted, grouped};

/// A fact that a response can't show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnshownFact {
    /// A TOTP token that isn't enabled.
    Totp,
    /// A passkey that isn't enabled as MFA.
    Passkeys,
    /// Whether the user has a password.
    Password,
    /// The enabled factors, and the preferred one.
    Factors,
}

/// A set of these facts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct UnshownFacts(u8);

/// The number of users of each kind with assumed facts. There are few kinds, so its size doesn't depend on the number
/// of users.
#[derive(Default)]
pub(crate) struct Unshown(HashMap<(UserFacts, UnshownFacts), u64>);

/// The users whose result would differ with another value of the fact, as JSON.
#[derive(Serialize)]
pub(crate) struct UnshownView {
    fact: &'static str,
    users: u64,
}

/// The users whose result would differ with another value of an assumed fact.
pub(crate) struct Uncertain {
    by_fact: Vec<(UnshownFact, u64)>,
    users: u64,
}

impl UnshownFact {
    const ALL: [Self; 4] = [Self::Totp, Self::Passkeys, Self::Password, Self::Factors];

    const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The member that would show the fact.
    const fn name(self) -> &'static str {
        match self {
            Self::Totp => "SoftwareToken",
            Self::Passkeys => "WebAuthnCredentials",
            Self::Password => "Password",
            Self::Factors => "UserMFASettingList",
        }
    }

    const fn phrase(self) -> &'static str {
        match self {
            Self::Totp => "a TOTP token that isn't enabled",
            Self::Passkeys => "a passkey",
            Self::Password => "whether the user has a password",
            Self::Factors => "the enabled factors",
        }
    }

    /// The users who differ from this one only in this fact.
    fn others(self, user: UserFacts) -> Vec<UserFacts> {
        let plain = user.user(CredentialStamp(0));
        let others = match self {
            Self::Totp => vec![plain.with_totp(Totp::Verified)],
            Self::Passkeys => {
                [Passkeys::CanVerify, Passkeys::CannotVerify].map(|passkeys| plain.with_passkeys(passkeys)).into()
            }
            Self::Password => vec![plain.with_account(Account::new(user.status(), Password::Absent))],
            Self::Factors => preferences(user).map(|preference| with_preference(plain, preference)).collect(),
        };
        others.iter().map(User::facts).filter(|other| *other != user).collect()
    }
}

/// The preferences that a user can have. A code needs its phone number or email address. A token or a passkey may be unshown.
fn preferences(user: UserFacts) -> impl Iterator<Item = MfaPreference> {
    let possible = FactorSet::all()
        .set(Factor::Sms, user.possessed().contains(Factor::Sms))
        .set(Factor::Email, user.possessed().contains(Factor::Email));
    let enabled = FactorSet::subsets().filter(move |enabled| enabled.minus(possible).is_empty());
    enabled.flat_map(|enabled| {
        let preferred = CodeFactor::ALL.iter().copied().map(Some).chain([None]);
        preferred.filter_map(move |preferred| MfaPreference::new(enabled, preferred).ok())
    })
}

/// The user with this preference, and with the token and the passkey that it needs.
fn with_preference(user: User, preference: MfaPreference) -> User {
    let has = |factor| preference.enabled().contains(factor);
    user.with_preference(preference)
        .with_totp(if has(Factor::Totp) { Totp::Verified } else { user.totp })
        .with_passkeys(if has(Factor::Passkey) { Passkeys::CanVerify } else { user.passkeys })
}

impl UnshownFacts {
    /// The facts that this description of a user can't show. Only a response has a status: whoever writes a user by hand
    /// leaves out what the user doesn't have.
    pub(crate) fn of(description: &UserDescription, read: UserRead) -> Self {
        if description.status.is_none() || description.configured.is_some() {
            return Self::default();
        }
        let enabled = description.enabled.unwrap_or_default();
        let has_password = matches!(
            description.status,
            Some(UserStatus::Confirmed | UserStatus::Unconfirmed | UserStatus::ResetRequired)
        );
        let unshown = |fact| match fact {
            UnshownFact::Totp => description.totp.is_none() && !enabled.contains(Factor::Totp),
            UnshownFact::Passkeys => description.passkeys.is_none() && !enabled.contains(Factor::Passkey),
            UnshownFact::Password => description.password.is_none() && has_password,
            UnshownFact::Factors => description.enabled.is_none() && read == UserRead::ListUsers,
        };
        Self(UnshownFact::ALL.into_iter().filter(|fact| unshown(*fact)).fold(0, |bits, fact| bits | fact.bit()))
    }

    fn iter(self) -> impl Iterator<Item = UnshownFact> {
        UnshownFact::ALL.into_iter().filter(move |fact| self.0 & fact.bit() != 0)
    }
}

impl Unshown {
    pub(crate) fn add(&mut self, user: UserFacts, facts: UnshownFacts, count: u64) {
        if facts != UnshownFacts::default() {
            let counted = self.0.entry((user, facts)).or_default();
            *counted = counted.saturating_add(count);
        }
    }

    /// The users whose result would differ with another value of an assumed fact.
    ///
    /// A user has no password only in pools that allow another first factor, so the password counts only there.
    pub(crate) fn uncertain<T: PartialEq>(&self, pools: &[PoolPolicy], result: impl Fn(UserFacts) -> T) -> Uncertain {
        let passwordless = pools.iter().any(|pool| !pool.passwordless.is_empty());
        let mut uncertain = Uncertain { by_fact: UnshownFact::ALL.map(|fact| (fact, 0)).into(), users: 0 };
        for (&(user, facts), &count) in &self.0 {
            let expected = result(user);
            let matters = |fact: &UnshownFact| {
                let may_differ = *fact != UnshownFact::Password || passwordless;
                may_differ && fact.others(user).into_iter().any(|other| result(other) != expected)
            };
            let matter: Vec<_> = facts.iter().filter(matters).collect();
            if !matter.is_empty() {
                uncertain.users = uncertain.users.saturating_add(count);
            }
            for (fact, users) in &mut uncertain.by_fact {
                if matter.contains(fact) {
                    *users = users.saturating_add(count);
                }
            }
        }
        uncertain.by_fact.retain(|(_, users)| *users > 0);
        uncertain
    }
}

impl Uncertain {
    /// A remark about these users; `None` when there are none.
    pub(crate) fn remark(&self) -> Option<String> {
        let fact = |(fact, users): &(UnshownFact, u64)| format!("{} ({})", fact.phrase(), grouped(*users));
        let facts: Vec<_> = self.by_fact.iter().map(fact).collect();
        let users = counted(self.users, "user", "users");
        let facts = facts.join(", ");
        (self.users > 0).then(|| {
            format!(
                "note: {users} may get another result. AdminGetUser and ListUsers don't show {facts}. \
                 Add the output of AdminGetUserAuthFactors for each user (--auth-factors)."
            )
        })
    }

    /// The same about a single user.
    pub(crate) fn remark_on_one(&self) -> Option<String> {
        let facts: Vec<_> = self.by_fact.iter().map(|(fact, _)| fact.phrase()).collect();
        let facts = facts.join(", ");
        (self.users > 0).then(|| {
            format!(
                "note: the answer may be different. AdminGetUser and ListUsers don't show {facts}. \
                 Add the output of AdminGetUserAuthFactors to the user's file."
            )
        })
    }

    pub(crate) fn view(&self) -> Vec<UnshownView> {
        self.by_fact.iter().map(|(fact, users)| UnshownView { fact: fact.name(), users: *users }).collect()
    }
}
