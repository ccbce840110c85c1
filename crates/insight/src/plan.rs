//! The way from one configuration to another: the fewest calls that the rules accept at every step, with nobody locked out
//! in between.

mod moves;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::population::Population;
use super::ways_in::SignInPaths;
use cognito_mfa::command::{PoolCommand, UserPoolSettings};
use cognito_mfa::note::NoteSet;
use cognito_mfa::pool::{Pool, PoolMember, PoolPolicy};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::UserFacts;

/// What a way is looked for between.
#[derive(Debug, Clone)]
pub struct PlanRequest<'a> {
    /// The configuration that there is.
    pub from: &'a Pool,
    /// The configuration that is wanted, to the last text.
    pub to: &'a Pool,
    /// The users whom no step may lock out; those whom `from` locks out already do not count.
    pub population: &'a Population,
    /// The profile.
    /// The Region of the pool, as its id begins; `None` where it is not known.
    pub region: Option<&'a str>,
}

/// A way from one configuration to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The calls in their order; none where there is nothing to do.
    pub calls: Vec<PlannedCall>,
}

/// A call of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCall {
    /// What is asked of the pool.
    pub command: PoolCommand<'static>,
    /// The pool afterwards.
    pub pool: Pool,
    /// What the call does not achieve.
    pub notes: NoteSet,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoPlan {
    /// The configuration that is wanted locks users out by itself.
    #[error("Of the users who can sign in now, the configuration that is wanted locks out {users}.")]
    TargetLocksOut {
        /// How many users.
        users: u64,
        /// The one who has the fewest facts.
        smallest: UserFacts,
    },
    /// No calls lead there, by what the rules refuse and by what would lock users out in between.
    #[error("No sequence of calls leads to the configuration that is wanted{}.", why(never, *barred))]
    Unreachable {
        /// How many configurations can be reached.
        reached: usize,
        /// How many more could, did they not lock out users in between.
        barred: usize,
        /// The parts that none of those that can be reached has as it is wanted.
        never: Vec<PoolMember>,
    },
    /// The search was given up: there are more configurations between the two than it looks at.
    #[error("No plan was found among the first {0} configurations.")]
    TooFar(usize),
}

/// What of the configuration cannot be had, or what stands in the way.
fn why(never: &[PoolMember], barred: usize) -> String {
    let names = never.iter().map(|member| member.name()).collect::<Vec<_>>().join(", ");
    match (never.is_empty(), barred) {
        (false, _) => format!("; none has {names} as it is there"),
        (true, 0) => String::new(),
        (true, barred) => format!("; {barred} configurations on the way would lock users out"),
    }
}

impl Plan {
    /// Finds the fewest calls of `SetUserPoolMfaConfig`, `UpdateUserPool` and `SetRiskConfiguration`.
    ///
    /// Exact over the calls whose values are those of the two configurations, or one of the three modes, TOTP switched on,
    /// passkeys as multi-factor, and the lists of first factors that the two have in common or together: every such
    /// sequence that is shorter is refused somewhere or locks somebody out.
    ///
    /// ```
    /// use cognito_mfa_insight::{Plan, PlanRequest, Population};
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let from = Pool::new(Tier::Essentials, Profile::Observed);
    /// let mut to = Pool { mode: MfaMode::On, ..from.clone() };
    /// to.software_token_mfa = Some(SoftwareTokenMfa { enabled: Some(true) });
    /// let population = Population::default();
    /// let request =
    ///     PlanRequest { from: &from, to: &to, population: &population, region: None };
    /// let plan = Plan::find(&request)?;
    /// assert_eq!(plan.calls.len(), 1);
    /// assert_eq!(plan.calls[0].pool, to);
    /// # Ok::<(), cognito_mfa_insight::NoPlan>(())
    /// ```
    ///
    /// # Errors
    /// [`NoPlan`] says why there is none.
    pub fn find(request: &PlanRequest<'_>) -> Result<Self, NoPlan> {
        let mut users = Users::of(request);
        let target = users.locked_out(&request.to.policy());
        if let Some(smallest) = target.iter().map(|(user, _)| *user).min_by_key(|user| (user.size(), *user)) {
            let users = target.iter().fold(0_u64, |sum, (_, users)| sum.saturating_add(*users));
            return Err(NoPlan::TargetLocksOut { users, smallest });
        }
        search(request, |pool| users.can_all_sign_in(&pool.policy()))
    }

    /// How a configuration comes about in a new pool: the settings of `CreateUserPool`, and the calls that follow.
    ///
    /// # Errors
    /// [`NoPlan`] where the rules let no calls lead there.
    pub fn from_nothing(to: &Pool) -> Result<(UserPoolSettings<'static>, Self), NoPlan> {
        let settings = moves::creation(to);
        let from = Pool::create(&settings, to.profile)
            .map_or_else(|_| Pool::new(to.tier, to.profile), cognito_mfa::apply::Transition::into_next);
        let nobody = Population::default();
        let request = PlanRequest { from: &from, to, population: &nobody, region: None };
        Ok((settings, Self::find(&request)?))
    }
}

/// The users of a request who can sign in at its beginning.
struct Users {
    classes: Vec<(UserFacts, u64)>,
    /// Policies that were asked already.
    known: BTreeMap<PoolPolicy, bool>,
}

impl Users {
    fn of(request: &PlanRequest<'_>) -> Self {
        let policy = request.from.policy();
        let classes = request.population.classes().filter(|(user, _)| can_sign_in(&policy, *user)).collect();
        Self { classes, known: BTreeMap::new() }
    }

    fn locked_out(&self, policy: &PoolPolicy) -> Vec<(UserFacts, u64)> {
        self.classes.iter().copied().filter(|(user, _)| !can_sign_in(policy, *user)).collect()
    }

    /// Whether each of the users can still sign in.
    fn can_all_sign_in(&mut self, policy: &PoolPolicy) -> bool {
        if let Some(known) = self.known.get(policy) {
            return *known;
        }
        let locked_out = self.classes.iter().position(|(user, _)| !can_sign_in(policy, *user));
        // Who is locked out once is likely to be so again: they are asked first from now on.
        if let Some(place) = locked_out {
            self.classes.swap(0, place);
        }
        self.known.insert(*policy, locked_out.is_none());
        locked_out.is_none()
    }
}

fn can_sign_in(policy: &PoolPolicy, user: UserFacts) -> bool {
    !SignInPaths::of(policy, user, SignInContext::default()).is_empty()
}

/// More configurations than any two that the service can have lie between.
const MOST_POOLS: usize = 20_000;

/// A configuration that was reached, from which other, and by what.
struct Reached {
    pool: Pool,
    by: Option<(usize, PoolCommand<'static>, NoteSet)>,
}

/// The shortest sequence of calls all of whose pools are kept, breadth first.
fn search(request: &PlanRequest<'_>, mut keeps: impl FnMut(&Pool) -> bool) -> Result<Plan, NoPlan> {
    let calls = moves::all(request);
    let mut seen = BTreeSet::from([request.from.clone()]);
    let mut reached = alloc::vec![Reached { pool: request.from.clone(), by: None }];
    let (mut next, mut barred) = (0, 0);
    while let Some(pool) = reached.get(next).map(|reached| reached.pool.clone()) {
        if pool == *request.to {
            return Ok(plan(&reached, next));
        }
        // A call that leads there is looked for before any other is made.
        let last = moves::last(&pool, request);
        for command in last.iter().chain(&calls) {
            let Ok(transition) = pool.apply(command) else { continue };
            let notes = transition.notes();
            let after = transition.into_next();
            if seen.contains(&after) {
                continue;
            }
            seen.insert(after.clone());
            let arrived = after == *request.to;
            if arrived || keeps(&after) {
                reached.push(Reached { pool: after, by: Some((next, command.clone(), notes)) });
            } else {
                barred += 1;
            }
            if arrived {
                return Ok(plan(&reached, reached.len() - 1));
            }
        }
        if reached.len() > MOST_POOLS {
            return Err(NoPlan::TooFar(MOST_POOLS));
        }
        next += 1;
    }
    let is_never = |member: &PoolMember| reached.iter().all(|reached| reached.pool.differs(request.to, *member));
    let never = PoolMember::ALL.iter().copied().filter(is_never).collect();
    Err(NoPlan::Unreachable { reached: reached.len(), barred, never })
}

/// The calls that led to a configuration.
fn plan(reached: &[Reached], last: usize) -> Plan {
    let mut calls = Vec::new();
    let mut at = reached.get(last);
    while let Some(Reached { pool, by: Some((from, command, notes)) }) = at {
        calls.push(PlannedCall { command: command.clone(), pool: pool.clone(), notes: *notes });
        at = reached.get(*from);
    }
    calls.reverse();
    Plan { calls }
}
