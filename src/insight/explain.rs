//! Why a sign-in is answered as it is: the rows of SPEC 10 in order, the facts that they read, and what would change it.

use core::fmt;

use super::change::Change;
use super::smallest::ChangeSet;
use crate::facts::UserFacts;
use crate::names::named;
use crate::pool::PoolPolicy;
use crate::reason::{Reason, ReasonRow};
use crate::resolve::{Attempt, Resolution, resolve};

/// One sign-in, its answer, and everything that can be said of it. It is a few words; nothing is rendered or searched
/// for until it is asked for.
///
/// ```
/// use cognito_mfa::insight::{Explanation, Hit};
/// use cognito_mfa::{Attempt, PoolPolicy, Reason, User};
///
/// let why = Explanation::new(PoolPolicy::default(), User::default().facts(), Attempt::password());
/// assert_eq!(why.resolution().reason(), Reason::MfaNotDemanded);
/// assert!(why.rows().filter(|row| row.hit == Hit::Hit).count() == 1);
/// assert!(why.to_string().contains("mfa-not-demanded"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Explanation {
    pool: PoolPolicy,
    user: UserFacts,
    attempt: Attempt,
    resolution: Resolution,
}

named! {
    /// Whether a row of the decision was the one.
    ///
    /// Closed: first match wins, so there are these three.
    pub enum Hit {
        /// The row was looked at and did not match.
        Miss = "miss",
        /// The row decided.
        Hit = "hit",
        /// A row above had decided.
        NotReached = "not reached",
    }
}

named! {
    /// A fact that the decision reads, by the service's own name where it has one.
    #[non_exhaustive]
    pub enum Fact {
        /// The user's status.
        Status = "UserStatus",
        /// Whether the user is enabled.
        Access = "Enabled",
        /// Whether there is a password, and of which kind.
        Password = "Password",
        /// The phone number.
        Phone = "phone_number",
        /// The email address.
        Email = "email",
        /// The TOTP token.
        Totp = "SoftwareToken",
        /// The passkeys.
        Passkeys = "WebAuthnCredentials",
        /// The enabled factors.
        EnabledFactors = "UserMFASettingList",
        /// The preferred factor.
        PreferredFactor = "PreferredMfaSetting",
        /// The pool's mode.
        Mode = "MfaConfiguration",
        /// The factors that the pool offers.
        Offered = "offered factors",
        /// The first factors that the pool allows.
        FirstFactors = "AllowedFirstAuthFactors",
        /// What the pool asks of passkeys.
        UserVerification = "UserVerification",
        /// The recovery medium.
        RecoveryMedium = "recovery medium",
        /// How devices are treated.
        DeviceConfiguration = "DeviceConfiguration",
        /// What the pool does about the risk of this sign-in.
        Risk = "risk action",
        /// The profile.
        Fidelity = "fidelity",
        /// The first factor that was proven.
        FirstFactor = "first factor",
        /// The device that is signed in from.
        Device = "device",
    }
}

/// A row of the decision as it was met in one sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowTrace {
    /// The row.
    pub row: &'static ReasonRow,
    /// Whether it was the one.
    pub hit: Hit,
    /// The facts that it reads.
    pub reads: &'static [Fact],
}

impl Explanation {
    /// Decides, and keeps what was decided on.
    #[must_use]
    pub fn new(pool: PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let resolution = resolve(&pool, user, attempt);
        Self { pool, user, attempt, resolution }
    }

    /// The answer, the same as [`resolve`] gives.
    #[must_use]
    pub const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The attempt that was decided on.
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// What was decided on.
    pub(super) const fn input(&self) -> (PoolPolicy, UserFacts, Attempt) {
        (self.pool, self.user, self.attempt)
    }

    /// The rows of SPEC 10 in order, with hit, miss or not reached.
    pub fn rows(&self) -> impl Iterator<Item = RowTrace> + '_ {
        let decided = self.resolution.reason();
        ReasonRow::ALL.iter().map(move |row| RowTrace {
            row,
            hit: match row.reason.cmp(&decided) {
                core::cmp::Ordering::Less => Hit::Miss,
                core::cmp::Ordering::Equal => Hit::Hit,
                core::cmp::Ordering::Greater => Hit::NotReached,
            },
            reads: reads(row.reason),
        })
    }

    /// The changes of one fact, preference or setting that alone give another outcome, each with the answer it gives.
    ///
    /// Exact: each of them is decided anew. A change of one fact is the smallest there is, so each is minimal.
    pub fn counterfactuals(&self) -> impl Iterator<Item = Counterfactual> + '_ {
        Change::all().filter_map(move |change| {
            let (pool, user, attempt) = change.applied_to(self.pool, self.user, self.attempt);
            let answer = resolve(&pool, user, attempt);
            (answer.outcome() != self.resolution.outcome()).then_some(Counterfactual { change, answer })
        })
    }
}

/// A change of one thing that gives another outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterfactual {
    /// What would have to be different.
    pub change: Change,
    /// The answer that it gives.
    pub answer: Resolution,
}

/// The facts that a row reads.
const fn reads(reason: Reason) -> &'static [Fact] {
    use Fact::{
        Access, Device, DeviceConfiguration, Email, EnabledFactors, Fidelity, FirstFactor, FirstFactors, Mode, Offered,
        Passkeys, Password, Phone, PreferredFactor, RecoveryMedium, Risk, Status, Totp, UserVerification,
    };
    match reason {
        Reason::UserDisabled => &[Access],
        Reason::Federated | Reason::CustomChallenge => &[FirstFactor],
        Reason::FederatedOnly | Reason::UserUnconfirmed => &[Status, FirstFactor],
        Reason::RiskBlocked => &[Risk, FirstFactor],
        Reason::PasswordResetRequired | Reason::NewPasswordRequired => &[Status],
        Reason::FirstFactorUnavailable => &[FirstFactor, FirstFactors, Password, Phone, Email, Passkeys],
        Reason::PasswordChallengeRequired => &[FirstFactor, Mode, EnabledFactors, Offered, Status, Risk],
        Reason::UserVerificationRequired => &[FirstFactor, UserVerification, Offered, EnabledFactors],
        Reason::PasskeySatisfiesMfa | Reason::Passwordless => &[FirstFactor, Offered, EnabledFactors],
        Reason::MfaNotDemanded | Reason::RiskAllows => &[Mode, EnabledFactors, Risk],
        Reason::DeviceRemembered => &[Device, DeviceConfiguration, Risk],
        Reason::PreferredFactor => &[PreferredFactor, Offered, Phone, Email, Totp],
        Reason::SeveralFactors | Reason::OnlyFactor => {
            &[EnabledFactors, Offered, Phone, Email, Totp, Mode, RecoveryMedium, Risk]
        }
        Reason::RiskDemandsMfa => &[Risk],
        Reason::NoUsableFactor => &[Mode],
        Reason::OnlyAttributeIsRecovery => &[Fidelity, Phone, Email, RecoveryMedium],
        Reason::SetUpTotp | Reason::NoFactorToSetUp => &[Phone, Email, Offered],
        Reason::SetUpAny | Reason::SmsCannotBeSetUp => &[Offered, RecoveryMedium],
    }
}

impl fmt::Display for Explanation {
    /// The rows down to the one that hit, then each change of one thing that gives another answer, then the smallest
    /// changes to the kinds of answer that no single change gives; a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for RowTrace { row, hit, reads } in self.rows().filter(|row| row.hit != Hit::NotReached) {
            write!(f, "{:>3}  {:<5} {:<30} when {}; reads ", row.number, hit, row.reason, row.when)?;
            for (index, fact) in reads.iter().enumerate() {
                write!(f, "{}{fact}", if index == 0 { "" } else { ", " })?;
            }
            writeln!(f)?;
        }
        for Counterfactual { change, answer } in self.counterfactuals() {
            writeln!(f, "with {change}: {} because {}", answer.outcome(), answer.reason())?;
        }
        for ChangeSet { changes, answer } in self.alternatives().iter().filter(|set| set.changes.len() > 1) {
            let mut before = "with ";
            for change in changes {
                write!(f, "{}{change}", core::mem::replace(&mut before, " and "))?;
            }
            writeln!(f, ": {} because {}", answer.outcome(), answer.reason())?;
        }
        Ok(())
    }
}
