//! Why a request is refused, and the smallest changes that make it acceptable.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::change_set::smallest_sets;
use super::edit::{self, Edit, Editable, Intent};
use crate::ability::Abilities;
use crate::keeper::{Keeper, witness};
use crate::lint::Safety;
use crate::phrase::Steps;
use crate::shown_code::ShownCode;
use crate::witness::Witness;
use cognito_mfa::apply::Transition;
use cognito_mfa::command::{PoolCommand, UserCommand, UserPoolSettings};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{Pool, PoolPolicy, RiskLevel};
use cognito_mfa::rules::Rejection;
use cognito_mfa::user::User;

/// A refused request: every rule that it breaks, and its smallest repairs.
///
/// Its `Display` lists the service's error, the broken rules and the repairs, one on each line. The safe ones come first.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
/// use cognito_mfa_insight::Refusal;
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
/// assert_eq!(refusal.rejection().first().rule().code(), "mode-needs-factor-block");
/// let totp = ["Set SoftwareTokenMfaConfiguration.Enabled to true"];
/// let repair = refusal.repairs().iter().find(|repair| repair.edits == totp).unwrap();
/// assert!(Refusal::of_pool_command(&pool, &repair.request).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<R> {
    rejection: Rejection,
    repairs: Vec<Repair<R>>,
    /// How many of the repairs keep the mode. They come first.
    in_its_mode: usize,
    preparations: Vec<Preparation>,
}

/// A call that makes the pool accept a refused request, unchanged or with a few edits.
///
/// Its `Display` is a sentence without a period.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, PasswordlessFactor, PasswordlessFactorSet, SoftwareTokenMfa, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
/// use cognito_mfa_insight::Refusal;
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::EmailOtp]);
/// let mut request = SetMfaConfig::new(MfaMode::On);
/// request.software_token = Some(SoftwareTokenMfa::ENABLED);
/// let request = PoolCommand::SetMfaConfig(request);
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
/// let first = &refusal.preparations()[0];
/// assert_eq!(first.to_string(), "Before the request, call UpdateUserPool: remove EMAIL_OTP from AllowedFirstAuthFactors");
/// assert!(first.pool.apply(&request).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preparation {
    /// The changes of the pool as instructions.
    pub edits: Vec<&'static str>,
    /// The call, which Cognito accepts.
    pub call: PoolCommand<'static>,
    /// The pool after the call. It accepts the request after the edits.
    pub pool: Pool,
    /// The edits that the request needs, too. Empty if the pool then accepts it unchanged.
    pub of_request: Vec<&'static str>,
    /// Whether the call or the request after it locks out users of any kind who can sign in now.
    pub safety: Safety,
}

impl fmt::Display for Preparation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = Steps(self.edits.iter()).to_string();
        // Each instruction starts with a verb.
        if let Some(verb) = steps.get_mut(..1) {
            verb.make_ascii_lowercase();
        }
        write!(f, "Before the request, call {}: {steps}", self.call.operation())?;
        if self.of_request.is_empty() { Ok(()) } else { write!(f, ". {}", Steps(self.of_request.iter())) }
    }
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
/// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
/// assert!(refusal.repairs().iter().any(|repair| repair.to_string() == "Set MfaConfiguration to OFF"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair<R> {
    /// The edits as instructions, each of one member.
    pub edits: Vec<&'static str>,
    /// The acceptable request. It contains example values where only the caller knows the real ones.
    pub request: R,
    /// Whether the request locks out users of any kind who can sign in now. A request about one user is about this user.
    pub safety: Safety,
    turns_off: bool,
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
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
    /// assert_eq!(refusal.rejection().first().rule().code(), "mode-needs-factor-block");
    /// ```
    #[must_use]
    pub const fn rejection(&self) -> &Rejection {
        &self.rejection
    }

    /// The smallest repairs of the request. Empty if no change of the request makes it acceptable.
    ///
    /// The ones that keep most of what the request asks for come first: first every smallest repair that keeps its
    /// `MfaConfiguration`, then those of the smallest repairs that change it, and last those that turn MFA off. Of each of the
    /// first two, the safe ones come first.
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
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
    /// let totp = ["Set SoftwareTokenMfaConfiguration.Enabled to true"];
    /// assert_eq!(refusal.repairs()[0].edits, totp);
    /// assert_eq!(refusal.repairs().last().unwrap().edits, ["Set MfaConfiguration to OFF"]);
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
    /// let refusal = Refusal::of_pool_command(&pool, &request).unwrap_err();
    /// let off = ["Set MfaConfiguration to OFF"];
    /// assert!(refusal.repairs_in_its_mode().iter().all(|repair| repair.edits != off));
    /// ```
    #[must_use]
    pub fn repairs_in_its_mode(&self) -> &[Repair<R>] {
        self.repairs.get(..self.in_its_mode).unwrap_or_default()
    }

    /// The smallest changes of the pool, each in one call, after which it accepts the request unchanged. If neither such a
    /// change nor a repair that keeps the mode is enough alone: the smallest changes that are enough together with edits of
    /// the request. Empty if there are none, and for requests that don't change a pool.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
    /// // The request breaks a rule that no pool changes.
    /// assert!(Refusal::of_pool_command(&pool, &request).unwrap_err().preparations().is_empty());
    /// ```
    #[must_use]
    pub fn preparations(&self) -> &[Preparation] {
        &self.preparations
    }

    fn new(rejection: Rejection, repairs: Repairs<R>) -> Self {
        let Repairs { all: repairs, in_its_mode } = repairs;
        Self { rejection, repairs, in_its_mode, preparations: Vec::new() }
    }
}

/// The smallest repairs of a request, and the number of those that keep its mode. They come first.
struct Repairs<R> {
    all: Vec<Repair<R>>,
    in_its_mode: usize,
}

impl<R> Repairs<R> {
    const NONE: Self = Self { all: Vec::new(), in_its_mode: 0 };

    /// Judges each repair. Of those that keep the mode, and of those that change it, the safe ones come first.
    fn judge(&mut self, mut safety: impl FnMut(&R) -> Safety) {
        self.all.iter_mut().for_each(|repair| repair.safety = safety(&repair.request));
        if let Some((kept, changed)) = self.all.split_at_mut_checked(self.in_its_mode) {
            for repairs in [kept, changed] {
                repairs.sort_by_key(|repair| (repair.turns_off, repair.safety != Safety::Safe));
            }
        }
    }
}

/// More edits than any repair takes. Fewer can empty any request.
const MOST_EDITS: usize = 6;

impl<'a> Refusal<PoolCommand<'a>> {
    /// Explains the refusal of a change of a pool (spec 5 and 6).
    ///
    /// # Errors
    ///
    /// [`Refusal`] contains every rule that the request breaks, with repairs. If the pool accepts the request, the result is
    /// the same as that of [`Pool::apply`].
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = PoolCommand::SetMfaConfig(SetMfaConfig::default());
    /// assert!(Refusal::of_pool_command(&pool, &request).is_ok());
    /// ```
    pub fn of_pool_command<'p>(pool: &'p Pool, command: &PoolCommand<'a>) -> Result<Transition<'p, Pool>, Self> {
        let rejection = match pool.apply(command) {
            Ok(transition) => return Ok(transition),
            Err(rejection) => rejection,
        };
        let is_accepted = |command: &PoolCommand<'a>| pool.apply(command).is_ok();
        let mut keeper = Keeper::new(pool, None);
        let mut repairs = match command {
            PoolCommand::SetMfaConfig(request) => repairs(request, PoolCommand::SetMfaConfig, is_accepted),
            PoolCommand::Update(request) => repairs(request, PoolCommand::Update, is_accepted),
            // Only the pool can break its rule.
            PoolCommand::SetRisk(_) => Repairs::NONE,
        };
        let as_it_is = Version { edits: Vec::new(), command: command.clone() };
        let mut preparations = preparations(pool, &[as_it_is], &mut keeper);
        if preparations.is_empty() && repairs.in_its_mode == 0 {
            let versions = match command {
                PoolCommand::SetMfaConfig(request) => versions(request, PoolCommand::SetMfaConfig),
                PoolCommand::Update(request) => versions(request, PoolCommand::Update),
                PoolCommand::SetRisk(_) => Vec::new(),
            };
            preparations = self::preparations(pool, &versions, &mut keeper);
        }
        preparations.sort_by_key(|preparation| preparation.safety != Safety::Safe);
        let after = |command: &PoolCommand<'a>| pool.apply(command).ok().map(Transition::into_next);
        repairs.judge(|command| keeper.safety(&after(command)));
        Err(Self { preparations, ..Self::new(rejection, repairs) })
    }
}

impl<'a> Refusal<UserPoolSettings<'a>> {
    /// Explains the refusal of `CreateUserPool` (spec 6).
    ///
    /// # Errors
    ///
    /// [`Refusal`] contains every rule that the request breaks, with repairs. If the service accepts the request, the result
    /// is the same as that of [`Pool::create`].
    ///
    /// ```
    /// use cognito_mfa::Profile;
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let mut settings = UserPoolSettings::default();
    /// assert!(Refusal::of_create(&settings, Profile::Observed).is_ok());
    /// settings.mode = Some(MfaMode::On);
    /// let refusal = Refusal::of_create(&settings, Profile::Observed).unwrap_err();
    /// assert_eq!(refusal.rejection().first().rule().code(), "create-mode-needs-sms");
    /// ```
    pub fn of_create(settings: &UserPoolSettings<'a>, profile: Profile) -> Result<Transition<'static, Pool>, Self> {
        let rejection = match Pool::create(settings, profile) {
            Ok(transition) => return Ok(transition),
            Err(rejection) => rejection,
        };
        let is_accepted = |settings: &UserPoolSettings<'a>| Pool::create(settings, profile).is_ok();
        Err(Self::new(rejection, repairs(settings, |settings| settings, is_accepted)))
    }
}

impl Refusal<UserCommand> {
    /// Explains the refusal of a change of a user (spec 7 and 8).
    ///
    /// # Errors
    ///
    /// [`Refusal`] contains every rule that the change breaks, with repairs. If the pool accepts the change, the result is
    /// the same as that of [`User::apply`].
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserEvent, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
    /// use cognito_mfa_insight::Refusal;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let event = UserCommand::Event(UserEvent::TotpVerified);
    /// let refusal = Refusal::of_user_command(&PoolPolicy::default(), &ann, &event).unwrap_err();
    /// assert_eq!(refusal.rejection().first().rule().code(), "totp-registration-needs-pool");
    /// ```
    pub fn of_user_command<'u>(
        pool: &PoolPolicy,
        user: &'u User,
        command: &UserCommand,
    ) -> Result<Transition<'u, User>, Self> {
        let rejection = match user.apply(pool, command) {
            Ok(transition) => return Ok(transition),
            Err(rejection) => rejection,
        };
        let is_accepted = |command: &UserCommand| user.apply(pool, command).is_ok();
        let mut repairs = match command {
            UserCommand::SetPreference(caller, change) => {
                repairs(change, |change| UserCommand::SetPreference(*caller, change), is_accepted)
            }
            UserCommand::Event(report) => repairs(report, UserCommand::Event, is_accepted),
        };
        let ability = Abilities::default().of(pool);
        repairs.judge(|command| {
            let after = user.apply(pool, command).ok().map(|next| next.into_next().facts());
            let is_lost = |level: &RiskLevel| {
                ability.can(user.facts(), *level) && after.is_some_and(|after| !ability.can(after, *level))
            };
            let lost = RiskLevel::ALL.iter().copied().find(is_lost);
            lost.map_or(Safety::Safe, |risk| Safety::Unsafe(witness(pool, user.facts(), risk)))
        });
        Err(Self::new(rejection, repairs))
    }
}

/// The smallest sets of edits that make the request acceptable. Of several sets that lead to one request, the first counts.
fn repairs<R: Editable, C>(request: &R, command: impl Fn(R) -> C, is_accepted: impl Fn(&C) -> bool) -> Repairs<C> {
    let wanted = |request: &R| is_accepted(&command(request.clone()));
    let mut edits = R::edits();
    let all = smallest(&edits, request, wanted, MOST_EDITS);
    edits.retain(|edit| !edit.changes_mode());
    let in_its_mode = smallest(&edits, request, wanted, MOST_EDITS);
    let kept = in_its_mode.len();
    let others = all.into_iter().filter(|(edits, _)| edits.iter().any(Edit::changes_mode));
    let repair = |(edits, request): (Vec<Edit<R>>, R)| Repair {
        edits: instructions(&edits),
        request: command(request),
        safety: Safety::Safe,
        turns_off: edits.iter().any(|edit| edit.intent == Intent::TurnsOff),
    };
    Repairs { all: in_its_mode.into_iter().chain(others).map(repair).collect(), in_its_mode: kept }
}

/// Every smallest set of edits that leads to a wanted request, with that request. The ones that keep most come first.
fn smallest<R: Editable>(
    edits: &[Edit<R>],
    request: &R,
    wanted: impl Fn(&R) -> bool,
    most: usize,
) -> Vec<(Vec<Edit<R>>, R)> {
    let mut different: Vec<(Vec<Edit<R>>, R)> = Vec::new();
    for (edits, request) in smallest_sets(edits, request, |edit, request| request.edited(edit), wanted, most) {
        if different.iter().all(|(_, other)| *other != request) {
            different.push((edits, request));
        }
    }
    different.sort_by_key(|(edits, _)| loss(edits));
    different
}

/// What is lost of the intent of a request.
fn loss<R>(edits: &[Edit<R>]) -> (Option<Intent>, usize) {
    let lost = edits.iter().map(|edit| edit.intent);
    (lost.clone().max(), lost.filter(|intent| *intent != Intent::Keeps).count())
}

fn instructions<R>(edits: &[Edit<R>]) -> Vec<&'static str> {
    edits.iter().map(|edit| edit.instruction).collect()
}

/// The smallest changes of the pool, each in one call, after which the pool accepts one of these versions of a command.
///
/// They don't change the mode, except to the one that the command asks for.
fn preparations(pool: &Pool, versions: &[Version<'_>], keeper: &mut Keeper) -> Vec<Preparation> {
    let mode = versions.first().and_then(|version| match &version.command {
        PoolCommand::SetMfaConfig(request) => Some(request.mode),
        PoolCommand::Update(request) => request.mode,
        PoolCommand::SetRisk(_) => None,
    });
    let after = |call: &PoolCommand<'static>| pool.apply(call).ok().map(Transition::into_next);
    let accepted = |pool: &Pool| versions.iter().find(|version| pool.apply(&version.command).is_ok());
    let is_enough = |call: &PoolCommand<'static>| after(call).is_some_and(|pool| accepted(&pool).is_some());
    let update = edit::keeping(pool);
    let updates = found(&update, PoolCommand::Update, is_enough, |edited| edited.mode == update.mode);
    let set = edit::sending(pool);
    let sets = found(&set, PoolCommand::SetMfaConfig, is_enough, |edited| {
        edited.mode == set.mode || Some(edited.mode) == mode
    });
    let fewest = updates.iter().chain(&sets).map(|(_, edits, _)| edits.len()).min();
    let mut all: Vec<_> = updates.into_iter().chain(sets).filter(|(_, edits, _)| Some(edits.len()) == fewest).collect();
    all.sort_by_key(|(loss, ..)| *loss);
    let preparation = |(_, edits, call)| {
        let pool = after(&call)?;
        let version = accepted(&pool)?;
        let of_request = version.edits.clone();
        let last = pool.apply(&version.command).ok()?.into_next();
        let safety = keeper.safety([&pool, &last]);
        Some(Preparation { edits, call, pool, of_request, safety })
    };
    all.into_iter().filter_map(preparation).collect()
}

/// A command after some edits.
struct Version<'a> {
    edits: Vec<&'static str>,
    command: PoolCommand<'a>,
}

/// The versions of a request that keep its mode, with at most two edits. The ones with the fewest edits and the smallest loss
/// come first.
fn versions<'a, R: Editable>(request: &R, command: fn(R) -> PoolCommand<'a>) -> Vec<Version<'a>> {
    let mut edits = R::edits();
    edits.retain(|edit| !edit.changes_mode());
    edits.sort_by_key(|edit| edit.intent);
    let one = edits.iter().map(|edit| vec![edit]);
    let two = edits.iter().flat_map(|first| edits.iter().map(move |second| vec![first, second]));
    let version = |made: Vec<&Edit<R>>| Version {
        edits: made.iter().map(|edit| edit.instruction).collect(),
        command: command(made.iter().fold(request.clone(), |request, edit| request.edited(edit))),
    };
    one.chain(two).map(version).collect()
}

/// The loss of some edits, the edits and the call after them.
type EditedCall = ((Option<Intent>, usize), Vec<&'static str>, PoolCommand<'static>);

/// The smallest edits of a call that are enough, each with its loss.
fn found<R: Editable>(
    call: &R,
    command: fn(R) -> PoolCommand<'static>,
    is_enough: impl Fn(&PoolCommand<'static>) -> bool,
    is_allowed: impl Fn(&R) -> bool,
) -> Vec<EditedCall> {
    let wanted = |edited: &R| is_allowed(edited) && is_enough(&command(edited.clone()));
    let sets = smallest(&R::edits(), call, wanted, MOST_PREPARING_EDITS);
    sets.into_iter().map(|(edits, call)| (loss(&edits), instructions(&edits), command(call))).collect()
}

/// As many edits as a pool can need before a request: a tier or a list, a sender of email, and account recovery.
const MOST_PREPARING_EDITS: usize = 3;

impl<R> fmt::Display for Refusal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.rejection.first();
        writeln!(f, "{}: {first}", first.exception())?;
        for violation in self.rejection.violations() {
            let row = violation.row();
            writeln!(f, "Broken rule: when {}, {} ({}).", row.when, row.must, ShownCode::from(violation))?;
        }
        if self.repairs.is_empty() && self.preparations.is_empty() {
            return writeln!(f, "No change of the request makes it acceptable.");
        }
        let (kept, changed) = self.repairs.split_at_checked(self.in_its_mode).unwrap_or_default();
        let line = |repair: &Repair<R>| (repair.to_string(), repair.safety);
        let (off, changed): (Vec<_>, Vec<_>) = changed.iter().partition(|repair| repair.turns_off);
        let preparations = self.preparations.iter().map(|one| (one.to_string(), one.safety));
        let all = kept.iter().map(line).chain(preparations).chain(changed.into_iter().map(line));
        let (safe, harmful): (Vec<_>, Vec<_>) = all.partition(|(_, safety)| *safety == Safety::Safe);
        let mut start = "To fix it";
        for (fix, _) in &safe {
            writeln!(f, "{start}: {fix}.")?;
            start = "Or";
        }
        if !harmful.is_empty() {
            if safe.is_empty() {
                let is_off_safe = off.iter().any(|repair| repair.safety == Safety::Safe);
                writeln!(f, "{}", if is_off_safe { NONE_IS_SAFE_WITH_MFA } else { NONE_IS_SAFE })?;
            }
            start = "Or";
        }
        // A request that requires MFA isn't answered with OFF first.
        for (fix, safety) in harmful.into_iter().chain(off.into_iter().map(line)) {
            match safety {
                Safety::Safe => writeln!(f, "{start}: {fix}.")?,
                Safety::Unsafe(Witness { user, .. }) => {
                    writeln!(f, "Not safe: {fix}. This locks out users such as {user}.")?;
                }
            }
        }
        Ok(())
    }
}

const NONE_IS_SAFE: &str = "No fix is safe: each one locks out users who can sign in now.";
const NONE_IS_SAFE_WITH_MFA: &str = "No fix that keeps MFA on is safe: each one locks out users who can sign in now.";
