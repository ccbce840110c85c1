//! One pool's decision as a table. [`resolve`] fills the table once, for every user and attempt that it distinguishes.

use crate::factor::{Factor, FactorSet};
use crate::pool::PoolPolicy;
use crate::sign_in::decision::{Attempt, Device, Resolution, resolve};
use crate::sign_in::first_factor::FirstFactor;
use crate::user::facts::UserFacts;
use crate::user::preference::MfaPreference;
use crate::user::{Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, User, UserStatus};

/// The decision of one pool for every user and attempt, in under 20 KiB.
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::{Attempt, PoolPolicy, User, resolve};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::CredentialStamp;
///
/// let pool = PoolPolicy::default().with_mode(MfaMode::On);
/// let (compiled, ann) = (pool.compile(), User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts());
/// assert_eq!(compiled.resolve(ann, Attempt::password()), resolve(&pool, ann, Attempt::password()));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CompiledPolicy {
    /// The answers to the password of a settled user: by risk level and device, then by the class of the user.
    settled: [[Resolution; UserFacts::MFA_CLASSES]; SETTLED_SLOTS],
    /// All other answers: by first factor and risk level, then by the facts about the user that rows 1 to 12 read.
    others: [[Resolution; OTHER_CLASSES]; OTHER_SLOTS],
}

/// Four risk levels, each with a remembered device and with any other.
const SETTLED_SLOTS: usize = 8;
/// Seven kinds of first factors, each with four risk levels.
const OTHER_SLOTS: usize = 28;
/// Six kinds of account, each with and without the first factor, and four numbers for the three kinds of preference.
const OTHER_CLASSES: usize = 48;

impl PoolPolicy {
    /// The table of this pool's decisions.
    #[must_use]
    pub fn compile(&self) -> CompiledPolicy {
        let disabled = User { access: AccountState::Disabled, ..SETTLED };
        let denied = resolve(self, disabled.facts(), Attempt::password());
        let mut compiled = CompiledPolicy {
            settled: [[denied; UserFacts::MFA_CLASSES]; SETTLED_SLOTS],
            others: [[denied; OTHER_CLASSES]; OTHER_SLOTS],
        };
        for attempt in Attempt::all().filter(|attempt| attempt.device != Device::Known) {
            if attempt.first_factor == FirstFactor::Password {
                let users = (0..UserFacts::MFA_CLASSES).filter_map(UserFacts::of_mfa_class);
                users.for_each(|user| *compiled.settled_mut(user, attempt) = resolve(self, user, attempt));
            }
            for user in representatives() {
                *compiled.other_mut(user, attempt) = resolve(self, user, attempt);
            }
        }
        compiled
    }
}

#[expect(clippy::indexing_slicing, reason = "each number is made of a few bits, so it's below the length of its table")]
impl CompiledPolicy {
    /// The same answer as [`resolve`], with one look-up.
    #[must_use]
    #[inline]
    pub fn resolve(&self, user: UserFacts, attempt: Attempt) -> Resolution {
        if attempt.first_factor == FirstFactor::Password && user.is_settled() {
            self.settled[settled_slot(attempt)][user.mfa_class()]
        } else {
            self.other(user, attempt)
        }
    }

    /// Writes the answers for many users who make the same attempt, in the same order. It stops at the end of the shorter
    /// slice.
    ///
    /// ```
    /// use cognito_mfa::sign_in::Reason;
    /// use cognito_mfa::{Attempt, PoolPolicy, UserFacts};
    ///
    /// let compiled = PoolPolicy::default().compile();
    /// let users: Vec<UserFacts> = UserFacts::all().take(3).collect();
    /// let mut answers = vec![compiled.resolve(users[0], Attempt::password()); users.len()];
    /// compiled.resolve_all(&users, Attempt::password(), &mut answers);
    /// assert_eq!(answers[2], compiled.resolve(users[2], Attempt::password()));
    /// ```
    pub fn resolve_all(&self, users: &[UserFacts], attempt: Attempt, answers: &mut [Resolution]) {
        if attempt.first_factor != FirstFactor::Password {
            users.iter().zip(answers).for_each(|(user, answer)| *answer = self.resolve(*user, attempt));
            return;
        }
        // This reads both tables and selects one answer, so that there's no branch to predict.
        let settled = &self.settled[settled_slot(attempt)];
        let others = self.password_accounts(attempt);
        for (user, answer) in users.iter().zip(answers) {
            let (one, other) = (settled[user.mfa_class()], others[user.account_class()]);
            *answer = if user.is_settled() { one } else { other };
        }
    }

    /// The answers to the password of users who aren't settled, by the class of the account.
    fn password_accounts(&self, attempt: Attempt) -> [Resolution; UserFacts::ACCOUNT_CLASSES] {
        let others = &self.others[other_slot(attempt)];
        let mut answers = [others[0]; UserFacts::ACCOUNT_CLASSES];
        for user in representatives() {
            answers[user.account_class()] = others[other_class(user, FirstFactor::Password)];
        }
        answers
    }

    #[inline(never)] // keeps the common case above small enough to be inlined
    fn other(&self, user: UserFacts, attempt: Attempt) -> Resolution {
        self.others[other_slot(attempt)][other_class(user, attempt.first_factor)]
    }

    fn settled_mut(&mut self, user: UserFacts, attempt: Attempt) -> &mut Resolution {
        &mut self.settled[settled_slot(attempt)][user.mfa_class()]
    }

    fn other_mut(&mut self, user: UserFacts, attempt: Attempt) -> &mut Resolution {
        &mut self.others[other_slot(attempt)][other_class(user, attempt.first_factor)]
    }
}

impl core::fmt::Debug for CompiledPolicy {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CompiledPolicy").finish_non_exhaustive()
    }
}

/// The decision reads only whether the device is remembered.
#[inline]
fn settled_slot(attempt: Attempt) -> usize {
    attempt.risk as usize * 2 + usize::from(attempt.device == Device::Remembered)
}

const fn other_slot(attempt: Attempt) -> usize {
    attempt.first_factor.kind() * 4 + attempt.risk as usize
}

/// The facts about a user that rows 1 to 12 read: the account, whether the user possesses the first factor, and whether a
/// passkey or any other factor is enabled.
fn other_class(user: UserFacts, first: FirstFactor) -> usize {
    let account = if user.is_disabled() { 5 } else { user.status() as usize };
    let possessed = match first {
        FirstFactor::Password => user.has_password(),
        FirstFactor::EmailOtp => user.possessed().contains(Factor::Email),
        FirstFactor::SmsOtp => user.possessed().contains(Factor::Sms),
        FirstFactor::Passkey(..) => user.possessed().contains(Factor::Passkey),
        FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => false,
    };
    let preference = if user.enabled().contains(Factor::Passkey) { 2 } else { usize::from(!user.enabled().is_empty()) };
    (account * 2 + usize::from(possessed)) * 4 + preference
}

/// The decision doesn't read the stamp.
const SETTLED: User = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(0));

/// A user of each of these classes, for every first factor.
fn representatives() -> impl Iterator<Item = UserFacts> {
    let accounts = UserStatus::ALL.iter().flat_map(|status| {
        let passwords = [Password::Absent, Password::Permanent].into_iter();
        passwords.map(move |password| Account::new(*status, password))
    });
    let users = accounts
        .flat_map(|account| AccountState::ALL.iter().map(move |access| User { account, access: *access, ..SETTLED }));
    let possessing = users.flat_map(|user| {
        let (phone, email, passkeys) = (Attribute::Unverified, Attribute::Unverified, Passkeys::CannotVerify);
        [user, User { phone, email, passkeys, ..user }]
    });
    possessing.flat_map(|user| {
        let enabled = [FactorSet::EMPTY, FactorSet::EMPTY.with(Factor::Totp), FactorSet::EMPTY.with(Factor::Passkey)];
        enabled.map(|enabled| User { preference: MfaPreference::with_valid_preferred(enabled, None), ..user }.facts())
    })
}
