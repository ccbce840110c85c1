//! Why a request is refused, and the smallest change to it that would be accepted.

use alloc::vec::Vec;
use core::fmt;

use super::edit::{Edit, Editable};
use super::smallest::smallest_sets;
use cognito_mfa::command::{PoolCommand, UserCommand, UserPoolSettings};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{Pool, PoolPolicy};
use cognito_mfa::rules::Rejection;
use cognito_mfa::user::User;

/// A refused request: every rule that it breaks, and its smallest repairs.
///
/// ```
/// use cognito_mfa_insight::Refusal;
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = PoolCommand::SetMfaConfig(SetMfaConfig { mode: MfaMode::On, ..SetMfaConfig::default() });
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
/// assert_eq!(refusal.rejection().first().rule().code(), "mode-needs-factor-block");
/// let totp = ["SoftwareTokenMfaConfiguration sent with Enabled true"];
/// let repair = refusal.repairs().iter().find(|repair| repair.edits == totp).unwrap();
/// assert!(Refusal::of_pool_command(&pool, &repair.request).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<R> {
    rejection: Rejection,
    repairs: Vec<Repair<R>>,
    in_its_mode: Vec<Repair<R>>,
}

/// The smallest change to a request that makes it acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair<R> {
    /// What is different, one member each, by the service's names.
    pub edits: Vec<&'static str>,
    /// The request as it would be accepted, with examples for values that only the caller can know.
    pub request: R,
}

impl<R> Refusal<R> {
    /// Every rule that the request breaks, in the service's order.
    #[must_use]
    pub const fn rejection(&self) -> &Rejection {
        &self.rejection
    }

    /// Every acceptable request that takes as few edits as any; none where no change of the request would do, since what
    /// is wrong is not in the request.
    ///
    /// An edit is of one member: a block that is left out or sent, a value in one that is sent. A block that is left out is
    /// one edit, however many members it has.
    #[must_use]
    pub fn repairs(&self) -> &[Repair<R>] {
        &self.repairs
    }

    /// All the smallest changes that would make it acceptable with the `MfaConfiguration` that it asks for; none where every
    /// repair changes that.
    #[must_use]
    pub fn repairs_in_its_mode(&self) -> &[Repair<R>] {
        &self.in_its_mode
    }

    fn new(rejection: Rejection, repairs: Repairs<R>) -> Self {
        let Repairs { all, in_its_mode } = repairs;
        Self { rejection, repairs: all, in_its_mode }
    }
}

/// The smallest repairs of a request, and those among which it keeps its mode.
struct Repairs<R> {
    all: Vec<Repair<R>>,
    in_its_mode: Vec<Repair<R>>,
}

impl<R> Repairs<R> {
    const NONE: Self = Self { all: Vec::new(), in_its_mode: Vec::new() };
}

/// More members than any repair takes: even a request in which everything is wrong can be emptied by fewer.
const MOST_EDITS: usize = 6;

impl<'a> Refusal<PoolCommand<'a>> {
    /// Explains the refusal of a change of a pool (SPEC 5 and 6); `None` where it is accepted.
    #[must_use]
    pub fn of_pool_command(pool: &Pool, command: &PoolCommand<'a>) -> Option<Self> {
        let rejection = pool.apply(command).err()?;
        let is_accepted = |command: &PoolCommand<'a>| pool.apply(command).is_ok();
        let repairs = match command {
            PoolCommand::SetMfaConfig(request) => repairs(request, PoolCommand::SetMfaConfig, is_accepted),
            PoolCommand::Update(request) => repairs(request, PoolCommand::Update, is_accepted),
            // It breaks only what the pool is.
            PoolCommand::SetRisk(_) => Repairs::NONE,
        };
        Some(Self::new(rejection, repairs))
    }
}

impl<'a> Refusal<UserPoolSettings<'a>> {
    /// Explains the refusal of `CreateUserPool` (SPEC 6); `None` where it is accepted.
    #[must_use]
    pub fn of_create(settings: &UserPoolSettings<'a>, profile: Profile) -> Option<Self> {
        let rejection = Pool::create(settings, profile).err()?;
        let is_accepted = |settings: &UserPoolSettings<'a>| Pool::create(settings, profile).is_ok();
        Some(Self::new(rejection, repairs(settings, |settings| settings, is_accepted)))
    }
}

impl Refusal<UserCommand> {
    /// Explains the refusal of a change of a user (SPEC 7 and 8); `None` where it is accepted.
    #[must_use]
    pub fn of_user_command(pool: &PoolPolicy, user: &User, command: &UserCommand) -> Option<Self> {
        let rejection = user.apply(pool, command).err()?;
        let is_accepted = |command: &UserCommand| user.apply(pool, command).is_ok();
        let repairs = match command {
            UserCommand::SetPreference(caller, change) => {
                repairs(change, |change| UserCommand::SetPreference(*caller, change), is_accepted)
            }
            UserCommand::Event(report) => repairs(report, UserCommand::Event, is_accepted),
        };
        Some(Self::new(rejection, repairs))
    }
}

/// The smallest sets of edits after which the request is accepted; where several lead to one request, the first of them.
fn repairs<R: Editable, C>(request: &R, command: impl Fn(R) -> C, is_accepted: impl Fn(&C) -> bool) -> Repairs<C> {
    let edited = |edit: &Edit<R>, request: &R| request.edited(edit);
    let wanted = |request: &R| is_accepted(&command(request.clone()));
    let smallest = |edits: &[Edit<R>]| {
        let mut different: Vec<(Vec<Edit<R>>, R)> = Vec::new();
        for (edits, request) in smallest_sets(edits, request, edited, wanted, MOST_EDITS) {
            if different.iter().all(|(_, other)| *other != request) {
                different.push((edits, request));
            }
        }
        let repair = |(edits, request): (Vec<Edit<R>>, R)| Repair {
            edits: edits.into_iter().map(|edit| edit.says).collect(),
            request: command(request),
        };
        different.into_iter().map(repair).collect()
    };
    let mut edits = R::edits();
    let all = smallest(&edits);
    edits.retain(|edit| !edit.changes_mode());
    Repairs { all, in_its_mode: smallest(&edits) }
}

impl<R> fmt::Display for Refusal<R> {
    /// The service's answer, each broken rule, and what would be accepted, a line each: the smallest repairs, then those
    /// in which the request keeps its mode.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.rejection.first();
        writeln!(f, "{}: {first}", first.exception())?;
        for violation in self.rejection.violations() {
            let row = violation.row();
            writeln!(f, "broken {}: when {}, {}", violation.rule(), row.when, row.must)?;
        }
        if self.repairs.is_empty() {
            return writeln!(f, "no change of the request would be accepted");
        }
        let is_said = |repair: &&Repair<R>| self.repairs.iter().any(|said| said.edits == repair.edits);
        let larger = self.in_its_mode.iter().filter(|repair| !is_said(repair));
        for Repair { edits, .. } in self.repairs.iter().chain(larger) {
            f.write_str("accepted with ")?;
            for (index, edit) in edits.iter().enumerate() {
                write!(f, "{}{edit}", if index == 0 { "" } else { ", and " })?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
