//! Why a request is refused, and the smallest changes that make it acceptable.

use alloc::vec::Vec;
use core::fmt;

use super::change_set::smallest_sets;
use super::edit::{Edit, Editable};
use crate::phrase::Steps;
use cognito_mfa::command::{PoolCommand, UserCommand, UserPoolSettings};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{Pool, PoolPolicy};
use cognito_mfa::rules::Rejection;
use cognito_mfa::user::User;

/// A refused request: every rule that it breaks, and its smallest repairs.
///
/// Its `Display` lists the service's error, the broken rules and the repairs, one on each line.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
/// use cognito_mfa_insight::Refusal;
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
/// assert_eq!(refusal.rejection().first().rule().code(), "mode-needs-factor-block");
/// let totp = ["Set SoftwareTokenMfaConfiguration.Enabled to true"];
/// let repair = refusal.repairs().iter().find(|repair| repair.edits == totp).unwrap();
/// assert!(Refusal::of_pool_command(&pool, &repair.request).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<R> {
    rejection: Rejection,
    repairs: Vec<Repair<R>>,
    in_its_mode: Vec<Repair<R>>,
}

/// A smallest change to a request that makes it acceptable.
///
/// Its `Display` is one sentence without a period: `Set MfaConfiguration to OFF and remove EmailMfaConfiguration`.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
/// use cognito_mfa_insight::Refusal;
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
/// assert!(refusal.repairs().iter().any(|repair| repair.to_string() == "Set MfaConfiguration to OFF"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair<R> {
    /// The edits as instructions, each of one member.
    pub edits: Vec<&'static str>,
    /// The acceptable request. It contains example values where only the caller knows the real ones.
    pub request: R,
}

impl<R> fmt::Display for Repair<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Steps(self.edits.iter()).fmt(f)
    }
}

impl<R> Refusal<R> {
    /// Every rule that the request breaks, in the order in which Cognito checks them.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
    /// assert_eq!(refusal.rejection().first().rule().code(), "mode-needs-factor-block");
    /// ```
    #[must_use]
    pub const fn rejection(&self) -> &Rejection {
        &self.rejection
    }

    /// Every repair with the smallest number of edits. Empty if no change of the request makes it acceptable.
    ///
    /// An edit adds, removes or sets one member. The removal of a block is one edit, whatever it contains.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
    /// assert!(refusal.repairs().iter().all(|repair| repair.edits.len() == 1));
    /// ```
    #[must_use]
    pub fn repairs(&self) -> &[Repair<R>] {
        &self.repairs
    }

    /// Every smallest repair that keeps the request's `MfaConfiguration`. Empty if each repair changes it.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap();
    /// let off = ["Set MfaConfiguration to OFF"];
    /// assert!(refusal.repairs_in_its_mode().iter().all(|repair| repair.edits != off));
    /// ```
    #[must_use]
    pub fn repairs_in_its_mode(&self) -> &[Repair<R>] {
        &self.in_its_mode
    }

    fn new(rejection: Rejection, repairs: Repairs<R>) -> Self {
        let Repairs { all, in_its_mode } = repairs;
        Self { rejection, repairs: all, in_its_mode }
    }
}

/// The smallest repairs of a request, and the smallest of those that keep its mode.
struct Repairs<R> {
    all: Vec<Repair<R>>,
    in_its_mode: Vec<Repair<R>>,
}

impl<R> Repairs<R> {
    const NONE: Self = Self { all: Vec::new(), in_its_mode: Vec::new() };
}

/// More edits than any repair takes. Fewer can empty any request.
const MOST_EDITS: usize = 6;

impl<'a> Refusal<PoolCommand<'a>> {
    /// Explains the refusal of a change of a pool (spec 5 and 6).
    ///
    /// Returns `None` if the pool accepts the request.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::default());
    /// assert!(Refusal::of_pool_command(&pool, &request).is_none());
    /// ```
    #[must_use]
    pub fn of_pool_command(pool: &Pool, command: &PoolCommand<'a>) -> Option<Self> {
        let rejection = pool.apply(command).err()?;
        let is_accepted = |command: &PoolCommand<'a>| pool.apply(command).is_ok();
        let repairs = match command {
            PoolCommand::SetMfaConfig(request) => repairs(request, PoolCommand::SetMfaConfig, is_accepted),
            PoolCommand::Update(request) => repairs(request, PoolCommand::Update, is_accepted),
            // Only the pool can break its rule.
            PoolCommand::SetRisk(_) => Repairs::NONE,
        };
        Some(Self::new(rejection, repairs))
    }
}

impl<'a> Refusal<UserPoolSettings<'a>> {
    /// Explains the refusal of `CreateUserPool` (spec 6).
    ///
    /// Returns `None` if the service accepts the request.
    ///
    /// ```
    /// use cognito_mfa::Profile;
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let mut settings = UserPoolSettings::default();
    /// assert!(Refusal::of_create(&settings, Profile::Observed).is_none());
    /// settings.mode = Some(MfaMode::On);
    /// let refusal = Refusal::of_create(&settings, Profile::Observed).unwrap();
    /// assert_eq!(refusal.rejection().first().rule().code(), "create-mode-needs-sms");
    /// ```
    #[must_use]
    pub fn of_create(settings: &UserPoolSettings<'a>, profile: Profile) -> Option<Self> {
        let rejection = Pool::create(settings, profile).err()?;
        let is_accepted = |settings: &UserPoolSettings<'a>| Pool::create(settings, profile).is_ok();
        Some(Self::new(rejection, repairs(settings, |settings| settings, is_accepted)))
    }
}

impl Refusal<UserCommand> {
    /// Explains the refusal of a change of a user (spec 7 and 8).
    ///
    /// Returns `None` if the pool accepts the change.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserEvent, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let event = UserCommand::Event(UserEvent::TotpVerified);
    /// let refusal = Refusal::of_user_command(&PoolPolicy::default(), &ann, &event).unwrap();
    /// assert_eq!(refusal.rejection().first().rule().code(), "totp-registration-needs-pool");
    /// ```
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

/// The smallest sets of edits that make the request acceptable. Of several sets that lead to one request, the first counts.
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
            edits: edits.into_iter().map(|edit| edit.instruction).collect(),
            request: command(request),
        };
        different.into_iter().map(repair).collect()
    };
    let mut edits = R::edits();
    let all = smallest(&edits);
    edits.retain(|edit| !edit.changes_mode);
    Repairs { all, in_its_mode: smallest(&edits) }
}

impl<R> fmt::Display for Refusal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.rejection.first();
        writeln!(f, "{}: {first}", first.exception())?;
        for violation in self.rejection.violations() {
            let row = violation.row();
            writeln!(f, "Broken rule: when {}, {} ({}).", row.when, row.must, violation.rule())?;
        }
        if self.repairs.is_empty() {
            return writeln!(f, "No change of the request makes it acceptable.");
        }
        let is_shown = |repair: &&Repair<R>| self.repairs.iter().any(|shown| shown.edits == repair.edits);
        let larger = self.in_its_mode.iter().filter(|repair| !is_shown(repair));
        let mut start = "To fix it: ";
        for repair in self.repairs.iter().chain(larger) {
            writeln!(f, "{start}{repair}.")?;
            start = "Or: ";
        }
        Ok(())
    }
}
