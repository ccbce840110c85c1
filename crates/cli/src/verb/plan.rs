//! `cognito-mfa plan`: the calls that change one pool into another.

mod scenario;

use std::fmt::Write as _;

use clap::Args;
use cognito_mfa::note::Note;
use cognito_mfa::pool::PoolMember;
use cognito_mfa::rules::Violation;
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::wire::RequestBody;
use cognito_mfa::{Pool, PoolPolicy, UserFacts};
use cognito_mfa_insight::{NoPlan, Plan, PlanRequest, PlannedCall, Population, SignInPaths};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::change::{Change, ChangeFiles};
use crate::code::Table;
use crate::context::Context;
use crate::count::counted;
use crate::failure::Failure;
use crate::other_profile::OtherProfile;
use crate::paint::{bad, good};
use crate::population::{PopulationFile, Users};
use crate::printable::{printable, uncapitalized};
use crate::skipped::SkippedView;
use crate::unshown::{Uncertain, Unshown, UnshownView};
use crate::verdict::Verdict;
use crate::view::UserView;

pub(crate) use scenario::Call;

/// Find the fewest calls that change one pool into another
///
/// It prints them as a scenario for `cognito-mfa run`, and explains them on standard error.
/// No call locks out a user of --users or --histogram. It exits with 1 when it finds no plan.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "cognito-mfa plan [OPTIONS] BEFORE AFTER [--users USERS | --histogram COUNTS]\n       \
                      cognito-mfa plan [OPTIONS] --before POOL... --after POOL... [--users USERS | --histogram COUNTS]",
    after_help = "\
Example:
  cognito-mfa plan --before pool.json mfa.json --after pool-wanted.json mfa-wanted.json --histogram counts.csv"
)]
pub(crate) struct PlanFor {
    #[command(flatten)]
    change: ChangeFiles,
    #[command(flatten)]
    population: PopulationFile,
    /// Print only the calls, for the pool with this ID
    #[arg(long, value_name = "ID")]
    pool_id: Option<String>,
    /// With `warning`: also exit with 1 when a call has a note, or when there are no users to protect
    #[arg(long, value_name = "SEVERITY", value_enum, hide_possible_values = true)]
    fail_on: Option<FailOn>,
}

/// What fails the command besides a plan that doesn't exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Warning,
}

impl PlanFor {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let change = self.change.read("plan", &mut context.files)?;
        let remark = change.remark();
        let Change { mut before, after, there } = change;
        let Users { population: users, skipped, unshown } = self.population.read(context)?;
        let id = self.pool_id.as_deref();
        if let Some(id) = id {
            before.id = Some(id.into());
        }
        let region = before.region();
        let (from, to) = (&before.pool, &after.pool);
        let search = Search { users: &users, region };
        let found = search.plan(from, to);
        let uncertain = uncertain(&found, from, to, &unshown);
        let other = OtherProfile::than(from.profile, difference(&found, &there, search));
        if context.json() {
            let answer = Answer::new(&found, from, id.unwrap_or(scenario::POOL), &users);
            let answer = Answer { profile: from.profile.name(), other_profile: other, ..answer };
            context.write_json(&Answer { skipped: skipped.view(), unshown: uncertain.view(), ..answer })?;
        } else {
            match (&found, id) {
                (Ok(plan), Some(id)) => scenario::write_calls(plan, id, context)?,
                (Ok(plan), None) => scenario::write(plan, from, to, context)?,
                (Err(_), _) => {}
            }
            let reasons = match &found {
                Ok(plan) => explained(plan, from, &users),
                Err(why) => refused(why),
            };
            context.err.remark(format_args!("{reasons}\nProfile: {}.", from.profile));
            if let Some(other) = &other {
                context.err.remark(printable(&other.to_string()));
            }
        }
        if let Some(remark) = remark {
            context.err.remark(remark);
        }
        uncertain.remark().into_iter().for_each(|remark| context.err.remark(remark));
        let warns = |plan: &Plan| {
            let has_note = plan.calls.iter().any(|call| !call.notes.is_empty());
            has_note || (users.users() == 0 && !plan.calls.is_empty())
        };
        let is_fine = |plan: &Plan| self.fail_on != Some(FailOn::Warning) || !warns(plan);
        Ok(Verdict::fine_if(found.as_ref().is_ok_and(is_fine)))
    }
}

/// What a plan has to keep.
#[derive(Clone, Copy)]
struct Search<'a> {
    users: &'a Population,
    region: Option<&'a str>,
}

impl Search<'_> {
    fn plan(self, from: &Pool, to: &Pool) -> Result<Plan, NoPlan> {
        let request = PlanRequest::new(from, to).with_population(self.users);
        Plan::find(&self.region.map_or(request, |region| request.with_region(region)))
    }
}

/// What the other profile makes of the plan, as a part of a sentence, if it differs.
fn difference(here: &Result<Plan, NoPlan>, there: &Result<[Pool; 2], String>, search: Search<'_>) -> Option<String> {
    let (from, to) = match there {
        Err(why) => return Some(why.clone()),
        Ok([from, to]) => (from, to),
    };
    let why_not = match here {
        Ok(plan) => return failing_call(plan, from, search.users),
        Err(why_not) => why_not.to_string(),
    };
    match search.plan(from, to) {
        Ok(plan) => Some(format!("it has a plan with {}", counted(plan.calls.len() as u64, "call", "calls"))),
        Err(there) if there.to_string() == why_not => None,
        Err(there) => Some(uncapitalized(there.to_string().trim_end_matches('.'))),
    }
}

/// The first call of a plan that this pool refuses or that locks out a user.
fn failing_call(plan: &Plan, from: &Pool, users: &Population) -> Option<String> {
    let gets_in = |pool: &PoolPolicy, user| !SignInPaths::of(pool, user, SignInContext::default()).is_empty();
    let (mut pool, now) = (from.clone(), from.policy());
    for (step, call) in (1..).zip(&plan.calls) {
        pool = match pool.apply(&call.command) {
            Err(refused) => {
                let first = refused.first();
                return Some(format!("it refuses call {step} with “{first}” ({})", first.rule()));
            }
            Ok(applied) => applied.into_next(),
        };
        let after = pool.policy();
        let locked_out = users.classes().filter(|(user, _)| gets_in(&now, *user) && !gets_in(&after, *user));
        let locked_out = locked_out.fold(0_u64, |sum, (_, count)| sum.saturating_add(count));
        if locked_out > 0 {
            return Some(format!("call {step} locks out {}", counted(locked_out, "user", "users")));
        }
    }
    None
}

/// The users who may be locked out by a call, depending on facts that aren't shown.
fn uncertain(found: &Result<Plan, NoPlan>, from: &Pool, to: &Pool, unshown: &Unshown) -> Uncertain {
    let calls = found.as_ref().map_or(&[][..], |plan| &plan.calls);
    let pools: Vec<_> = [from, to].into_iter().chain(calls.iter().map(|call| &call.pool)).map(Pool::policy).collect();
    unshown.uncertain(&pools, |user| {
        let gets_in = |pool: &PoolPolicy| !SignInPaths::of(pool, user, SignInContext::default()).is_empty();
        pools.iter().map(gets_in).collect::<Vec<_>>()
    })
}

/// What each call of the plan changes.
fn explained(plan: &Plan, from: &Pool, users: &Population) -> String {
    if plan.calls.is_empty() {
        return good("There is nothing to do.").to_string();
    }
    let mut text = good(format!("The plan has {}.", counted(plan.calls.len() as u64, "call", "calls"))).to_string();
    for (step, (call, changes)) in (1..).zip(with_changes(plan, from)) {
        let operation = call.command.operation();
        let _ = write!(text, "\n  {step}. {operation} changes {}", changes.join(", "));
        for note in call.notes.iter() {
            let _ = write!(text, "; note: {note}");
        }
    }
    let safety = match users.users() {
        0 => "It may lock out users: use --users or --histogram to prevent that.".into(),
        users => format!("No call locks out any of {}.", counted(users, "user", "users")),
    };
    format!("{text}\n{safety}")
}

/// Why the search found no plan.
fn refused(why: &NoPlan) -> String {
    format!("{} {why}", bad("No plan found."))
}

/// Each call with the settings that it changes.
fn with_changes<'p>(plan: &'p Plan, from: &'p Pool) -> impl Iterator<Item = (&'p PlannedCall, Vec<&'static str>)> {
    let pools = std::iter::once(from).chain(plan.calls.iter().map(|call| &call.pool));
    plan.calls
        .iter()
        .zip(pools)
        .map(|(call, before)| (call, before.differences(&call.pool).map(PoolMember::name).collect()))
}

fn locked_out(why: &NoPlan) -> Option<UserFacts> {
    match why {
        NoPlan::TargetLocksOut { smallest, .. } => Some(*smallest),
        NoPlan::Unreachable { locked_out, .. } => *locked_out,
        NoPlan::TooFar(_) | _ => None,
    }
}

/// The rules that refuse the last calls.
fn blocked(why: &NoPlan) -> &[Violation] {
    match why {
        NoPlan::Unreachable { blocked, .. } => blocked,
        NoPlan::TargetLocksOut { .. } | NoPlan::TooFar(_) | _ => &[],
    }
}

const fn code(why: &NoPlan) -> &'static str {
    match why {
        NoPlan::TargetLocksOut { .. } => "target-locks-out",
        NoPlan::Unreachable { .. } => "unreachable",
        NoPlan::TooFar(_) | _ => "too-far",
    }
}

#[derive(Serialize, Default)]
struct Answer {
    profile: &'static str,
    planned: bool,
    /// The number of users that no call locks out.
    users: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Vec<CallView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The simplest user that the target, or each way to it, locks out.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_out: Option<UserView>,
    /// The users who are left out, by their status.
    skipped: Vec<SkippedView>,
    /// The facts that the input can't show, with the number of users who may be locked out because of them.
    unshown: Vec<UnshownView>,
    /// The rules that refuse the last calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocked: Vec<RuleView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
}

#[derive(Serialize)]
struct RuleView {
    table: &'static str,
    code: &'static str,
    when: &'static str,
    must: &'static str,
    exception: &'static str,
    message: String,
}

#[derive(Serialize)]
struct CallView {
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Box<RawValue>>,
    changes: Vec<&'static str>,
    notes: Vec<&'static str>,
}

impl Answer {
    fn new(found: &Result<Plan, NoPlan>, from: &Pool, id: &str, users: &Population) -> Self {
        let users = users.users();
        let call = |(call, changes): (&PlannedCall, _)| CallView {
            request: to_raw_value(&Call::new(&RequestBody::of_pool(id, &call.command))).ok(),
            changes,
            notes: call.notes.iter().map(Note::code).collect(),
        };
        match found {
            Ok(plan) => {
                let calls = with_changes(plan, from).map(call).collect();
                Self { planned: true, users, calls: Some(calls), ..Self::default() }
            }
            Err(why) => Self {
                users,
                reason: Some(code(why)),
                message: Some(why.to_string()),
                locked_out: locked_out(why).map(UserView::from),
                blocked: blocked(why).iter().map(RuleView::from).collect(),
                ..Self::default()
            },
        }
    }
}

impl From<&Violation> for RuleView {
    fn from(violation: &Violation) -> Self {
        let (code, exception) = (violation.rule().code(), violation.exception().name());
        let (when, must) = (violation.row().when, violation.row().must);
        let table = Table::Rules(violation.row().operation).name();
        Self { table, code, when, must, exception, message: violation.message() }
    }
}
