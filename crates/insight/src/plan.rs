//! A plan from one configuration to another: the fewest calls that Cognito accepts, without locking users out in between.

mod call;
mod search;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::population::Population;
use crate::ability::Abilities;
use crate::phrase::{Grouped, Listed};
use crate::plain::plainness;
use crate::shown_code::ShownCode;
use cognito_mfa::command::{PoolCommand, UserPoolSettings};
use cognito_mfa::note::NoteSet;
use cognito_mfa::pool::{Pool, PoolMember, PoolPolicy, RiskLevel};
use cognito_mfa::rules::Violation;
use cognito_mfa::user::UserFacts;

/// What to plan: the two configurations, and the users to keep.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Plan, PlanRequest, Population};
///
/// let from = Pool::new(Tier::Essentials, Profile::Observed);
/// let to = from.clone().with_tier(Tier::Plus);
/// let users = Population::all_kinds();
/// let request = PlanRequest::new(&from, &to).with_population(&users).with_region("eu-central-1");
/// assert_eq!(Plan::find(&request)?.calls.len(), 1);
/// # Ok::<(), cognito_mfa_insight::NoPlan>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    from: &'a Pool,
    to: &'a Pool,
    population: Option<&'a Population>,
    region: Option<&'a str>,
}

impl<'a> PlanRequest<'a> {
    /// A plan from the current configuration to the target, without regard to users and in an unknown Region.
    ///
    /// The plan reaches the target exactly, including its message texts.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::{Plan, PlanRequest};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// assert!(Plan::find(&PlanRequest::new(&pool, &pool))?.calls.is_empty());
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    #[must_use]
    pub const fn new(from: &'a Pool, to: &'a Pool) -> Self {
        Self { from, to, population: None, region: None }
    }

    /// Keeps these users: no call may lock them out. Users who are locked out already don't count.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::{Plan, PlanRequest, Population};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let users = Population::all_kinds();
    /// assert!(Plan::find(&PlanRequest::new(&pool, &pool).with_population(&users))?.calls.is_empty());
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    #[must_use]
    pub const fn with_population(self, population: &'a Population) -> Self {
        Self { population: Some(population), ..self }
    }

    /// Sets the Region of the pool, the part of its ID before the underscore.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::{Plan, PlanRequest};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// assert!(Plan::find(&PlanRequest::new(&pool, &pool).with_region("ap-northeast-2"))?.calls.is_empty());
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    #[must_use]
    pub const fn with_region(self, region: &'a str) -> Self {
        Self { region: Some(region), ..self }
    }
}

/// A plan from one configuration to another.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Plan, PlanRequest};
///
/// let from = Pool::new(Tier::Essentials, Profile::Observed);
/// let to = from.clone().with_tier(Tier::Plus);
/// assert_eq!(Plan::find(&PlanRequest::new(&from, &to))?.calls.len(), 1);
/// # Ok::<(), cognito_mfa_insight::NoPlan>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The calls in order. Empty if the two configurations are equal.
    pub calls: Vec<PlannedCall>,
}

/// A call of a plan.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Plan, PlanRequest};
///
/// let from = Pool::new(Tier::Essentials, Profile::Observed);
/// let to = from.clone().with_tier(Tier::Plus);
/// let plan = Plan::find(&PlanRequest::new(&from, &to))?;
/// assert_eq!(plan.calls[0].pool, to);
/// # Ok::<(), cognito_mfa_insight::NoPlan>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedCall {
    /// The request.
    pub command: PoolCommand<'static>,
    /// The pool after the call.
    pub pool: Pool,
    /// What the call doesn't achieve.
    pub notes: NoteSet,
}

/// Why no plan was found.
///
/// ```
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{NoPlan, Plan, PlanRequest};
///
/// let from = Pool::new(Tier::Essentials, Profile::Observed);
/// let to = from.clone().with_mode(MfaMode::On);
/// let error = Plan::find(&PlanRequest::new(&from, &to)).unwrap_err();
/// assert!(matches!(error, NoPlan::Unreachable { .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoPlan {
    /// The target configuration itself locks users out.
    #[error("The target configuration locks out {} of the users who can sign in now. An example is {smallest}.", Grouped(*users))]
    TargetLocksOut {
        /// The number of users.
        users: u64,
        /// The smallest of them.
        smallest: UserFacts,
    },
    /// No sequence of calls leads to the target. Cognito refuses some calls, and others would lock users out.
    #[error("No sequence of calls leads to the target configuration{}.", why(never, blocked, *locked_out))]
    Unreachable {
        /// The number of configurations that calls can reach.
        reached: usize,
        /// The number of further configurations that lock users out.
        barred: usize,
        /// The settings that have their target value in none of the reached configurations.
        never: Vec<PoolMember>,
        /// The rules that refuse the calls for the rest of the way, from the configurations that come closest to the
        /// target. Each has the service's message.
        blocked: Vec<Violation>,
        /// The smallest user that one of the further configurations locks out.
        locked_out: Option<UserFacts>,
    },
    /// The search stopped at this number of configurations.
    #[error("The search stopped after {0} configurations without a plan.")]
    TooFar(usize),
}

/// What prevents a plan: settings that can't be changed, rules, or users.
fn why(never: &[PoolMember], blocked: &[Violation], locked_out: Option<UserFacts>) -> String {
    let mut why = String::new();
    if !never.is_empty() {
        let names = Listed(never.iter().map(|member| member.name()), "or");
        why = format!(": no call can set {names} to the target value");
    }
    if let Some(violation) = blocked.first() {
        return format!("{why}. Cognito refuses the last call: “{violation}” ({})", ShownCode::from(violation));
    }
    match locked_out {
        Some(user) if why.is_empty() => format!(" without locking users out, for example {user}"),
        Some(_) | None => why,
    }
}

impl Plan {
    /// Finds the fewest calls of `SetUserPoolMfaConfig`, `UpdateUserPool` and `SetRiskConfiguration`.
    ///
    /// The plan is the shortest of those that use only these values: the values of the two configurations, the three
    /// modes, TOTP turned on, passkeys as multi-factor, and the common and combined lists of first factors. Every shorter
    /// sequence contains a refused call or locks out a user.
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::{Plan, PlanRequest};
    ///
    /// let from = Pool::new(Tier::Essentials, Profile::Observed);
    /// let mut to = from.clone().with_mode(MfaMode::On);
    /// to.software_token_mfa = Some(SoftwareTokenMfa::new(Some(true)));
    /// let plan = Plan::find(&PlanRequest::new(&from, &to))?;
    /// assert_eq!(plan.calls.len(), 1);
    /// assert_eq!(plan.calls[0].pool, to);
    ///
    /// let mut without_factor = from.clone();
    /// without_factor.mode = MfaMode::On;
    /// assert!(Plan::find(&PlanRequest::new(&from, &without_factor)).is_err());
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoPlan`] contains the reason: the target locks users out, no sequence of calls leads to it, or the search was too
    /// long.
    pub fn find(request: &PlanRequest<'_>) -> Result<Self, NoPlan> {
        let mut users = Users::of(request);
        let target = users.locked_out(&request.to.policy());
        if let Some(smallest) = target.iter().map(|(user, _)| *user).min_by_key(|user| (plainness(*user), *user)) {
            let users = target.iter().fold(0_u64, |sum, (_, users)| sum.saturating_add(*users));
            return Err(NoPlan::TargetLocksOut { users, smallest });
        }
        search::shortest(request, &call::all(request), |pool| users.keep(&pool.policy()))
    }

    /// Finds the fewest calls for a few changes of the pool, through configurations that `keeps` accepts.
    ///
    /// `keeps` returns a user that a configuration locks out, if there is one.
    pub(crate) fn short(
        request: &PlanRequest<'_>,
        keeps: impl FnMut(&Pool) -> Result<(), UserFacts>,
    ) -> Result<Self, NoPlan> {
        search::shortest(request, &call::few(request), keeps)
    }

    /// Finds how to create a pool with this configuration.
    ///
    /// Returns the settings for `CreateUserPool`, and a plan of the calls that follow it.
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::Plan;
    ///
    /// let mut to = Pool::new(Tier::Essentials, Profile::Documented);
    /// to.mode = MfaMode::On;
    /// to.software_token_mfa = Some(SoftwareTokenMfa::new(Some(true)));
    /// let (settings, plan) = Plan::from_nothing(&to)?;
    /// assert_eq!((settings.mode, plan.calls.len()), (None, 1));
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoPlan`], as in [`find`](Self::find). No target locks users out, because a new pool has none.
    pub fn from_nothing(to: &Pool) -> Result<(UserPoolSettings<'static>, Self), NoPlan> {
        let settings = call::creation(to);
        let from = Pool::create(&settings, to.profile)
            .map_or_else(|_| Pool::new(to.tier, to.profile), cognito_mfa::apply::Transition::into_next);
        Ok((settings, Self::find(&PlanRequest::new(&from, to))?))
    }
}

/// The users to keep: those of the population that can sign in now.
struct Users {
    /// The smallest kinds come first.
    classes: Vec<(UserFacts, u64)>,
    abilities: Abilities,
    /// The policies that were checked, with the result.
    known: BTreeMap<PoolPolicy, Result<(), UserFacts>>,
}

impl Users {
    fn of(request: &PlanRequest<'_>) -> Self {
        let mut abilities = Abilities::default();
        let now = abilities.of(&request.from.policy());
        let classes = request.population.into_iter().flat_map(Population::classes);
        let mut classes: Vec<_> = classes.filter(|(user, _)| now.can(*user, RiskLevel::None)).collect();
        classes.sort_by_key(|(user, _)| (plainness(*user), *user));
        Self { classes, abilities, known: BTreeMap::new() }
    }

    fn locked_out(&mut self, policy: &PoolPolicy) -> Vec<(UserFacts, u64)> {
        let after = self.abilities.of(policy);
        self.classes.iter().copied().filter(|(user, _)| !after.can(*user, RiskLevel::None)).collect()
    }

    /// Whether each of the users can still sign in, or else the smallest who can't.
    fn keep(&mut self, policy: &PoolPolicy) -> Result<(), UserFacts> {
        if let Some(known) = self.known.get(policy) {
            return *known;
        }
        let after = self.abilities.of(policy);
        let locked_out = self.classes.iter().find(|(user, _)| !after.can(*user, RiskLevel::None));
        let kept = locked_out.map_or(Ok(()), |(user, _)| Err(*user));
        self.known.insert(*policy, kept);
        kept
    }
}
