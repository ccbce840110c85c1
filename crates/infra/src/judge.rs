//! Judges the requests that a tool would send, for every combination of the values that a file leaves open.

pub(crate) mod body;
mod member;
mod secret;

use cognito_mfa::pool::{Pool, PoolMember};
use cognito_mfa::rules::Violation;
use cognito_mfa::wire::{DecodeError, PoolRequest, Request, Serialization};
use cognito_mfa::{PoolCommand, Profile};

use crate::call::Call;
use crate::choices::{Choices, Variable};
use crate::finding::{Certainty, Code, Finding, ServiceError, Severity};
use crate::node::Node;
use crate::place::{Place, Span};

pub use member::{RuleMembers, members_of};

/// Where a pool's settings come from: a resource of a template or of a plan.
pub trait PoolSource {
    /// The requests of one run. `None` if the pool doesn't exist in this run.
    fn run(&self, choices: &mut Choices) -> Option<Run>;

    /// The place of a value of a request. `member` is its path in the request.
    fn place_of(&self, value: &Node, member: &str) -> Place;

    /// The place where the property for this member would be added. An empty path is the whole resource.
    fn place_to_add(&self, member: &str) -> Place;

    /// The tool's own name for a member of a request.
    fn property(&self, member: &str) -> String;

    /// What it means that the last request is refused after these have succeeded.
    fn half_applied(&self, done: &[&'static str]) -> String {
        format!("By then, {} has succeeded, so the change is half applied.", done.join(" and "))
    }

    /// Values that no finding may repeat.
    fn secrets(&self) -> &[String] {
        &[]
    }
}

/// The requests of one run, and what the tool itself has to say about it.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The pool as it is now. `None` if the first call creates it.
    pub pool: Option<Pool>,
    /// The requests, in the tool's order. A body without `UserPoolId` gets one.
    pub calls: Vec<Call>,
    /// What is wrong whatever the service does. An error means that the tool refuses the deployment.
    pub findings: Vec<Finding>,
    /// Refusals that have a more exact code in this tool.
    pub renames: Vec<Rename>,
    /// Whether the file doesn't show the requests. Then the run is neither accepted nor refused.
    pub is_open: bool,
    /// The Region of the pool, if it's known.
    pub region: Option<String>,
}

/// A refusal that has a more exact code in this tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The code of the refusal.
    pub from: &'static str,
    /// Where. `None` means anywhere.
    pub at: Option<Span>,
    /// The more exact code.
    pub to: Code,
    /// The more exact place. The place of the refusal is then a related one.
    pub place: Option<Place>,
}

/// How to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgeOptions {
    /// The service as measured, or as documented.
    pub profile: Profile,
    /// The largest number of combinations of open values to try.
    pub limit: usize,
}

/// The observed service, and at most 4,096 combinations.
impl Default for JudgeOptions {
    fn default() -> Self {
        Self { profile: Profile::Observed, limit: 4096 }
    }
}

/// What was found about a pool, in all runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judgment {
    /// The findings, in the order of their places.
    pub findings: Vec<Finding>,
    /// The pools that accepted runs lead to. Each one is listed once.
    pub pools: Vec<PossiblePool>,
    /// Whether the deployment succeeds.
    pub verdict: Verdict,
    /// Whether every combination of open values was tried.
    pub is_complete: bool,
}

/// Whether the deployment succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// For every value of what the file leaves open.
    Accepted,
    /// For some values.
    Depends,
    /// For no value.
    Refused,
    /// The pool isn't created, whatever the values are.
    Absent,
}

/// A pool that accepted runs lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PossiblePool {
    /// The pool.
    pub pool: Pool,
    /// When it's this pool.
    pub certainty: Certainty,
    /// The requests that lead to it, to find the places of its settings: [`place_of`].
    pub calls: Vec<Call>,
}

impl PossiblePool {
    /// The place of the setting that a part of the pool comes from, or where it would be added.
    #[must_use]
    pub fn place(&self, source: &(impl PoolSource + ?Sized), member: PoolMember) -> Place {
        place_of(source, &self.calls, &[path_of(member)])
    }
}

/// The place of the first of these members that a call has, or where the first one would be added.
///
/// A member is a path in the service's own names, such as `Policies.SignInPolicy.AllowedFirstAuthFactors`.
#[must_use]
pub fn place_of(source: &(impl PoolSource + ?Sized), calls: &[Call], members: &[&str]) -> Place {
    let found = members.iter().find_map(|member| member::find(calls, member).map(|node| source.place_of(node, member)));
    found.unwrap_or_else(|| source.place_to_add(members.first().copied().unwrap_or_default()))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a new part has its name, too")]
const fn path_of(member: PoolMember) -> &'static str {
    match member {
        PoolMember::FirstFactors => "Policies.SignInPolicy.AllowedFirstAuthFactors",
        PoolMember::EmailSendingAccount => "EmailConfiguration.EmailSendingAccount",
        PoolMember::ThreatProtection => "UserPoolAddOns.AdvancedSecurityMode",
        // The others have the names of members at the top of a request, as a new one would.
        _ => member.name(),
    }
}

/// Judges a pool in every combination of the values that its file leaves open.
#[must_use]
pub fn judge(source: &(impl PoolSource + ?Sized), options: JudgeOptions) -> Judgment {
    let mut merge = Merge::default();
    let is_complete = Choices::every(options.limit, |choices| {
        let Some(run) = source.run(choices) else { return };
        let judged = judge_run(source, run, options.profile, choices);
        merge.add(judged, choices.variables());
    });
    let mut judgment = merge.finish(source, is_complete);
    judgment.findings.iter_mut().for_each(|finding| secret::hide(finding, source.secrets()));
    judgment
}

/// What one run leads to.
struct Judged {
    findings: Vec<Finding>,
    is_open: bool,
    is_accepted: bool,
    /// The pool, if no request is refused.
    pool: Option<(Pool, Vec<Call>)>,
}

fn judge_run(source: &(impl PoolSource + ?Sized), run: Run, profile: Profile, choices: &mut Choices) -> Judged {
    let Run { mut pool, calls, mut findings, renames, is_open, region } = run;
    let id = format!("{}_1", region.as_deref().unwrap_or("local"));
    let mut refused = None;
    for (index, call) in calls.iter().enumerate() {
        let mut body = body::json(&call.body, call.operation, choices, 0);
        if let Some(members) = body.as_object_mut() {
            members.entry("UserPoolId").or_insert_with(|| id.as_str().into());
        }
        match apply(call.operation, &body.to_string(), pool.as_ref(), profile) {
            Ok(next) => pool = next,
            Err(refusal) => {
                refused = Some((index, refusal));
                break;
            }
        }
    }
    let mut is_accepted = refused.is_none() && !is_open;
    if let Some((index, refusal)) = refused {
        let judge = Refused { source, calls: &calls, index, renames: &renames };
        findings.extend(judge.findings(&refusal));
    }
    is_accepted &= !findings.iter().any(|finding| finding.severity == Severity::Error);
    let pool = pool.filter(|_| is_accepted).map(|pool| (pool, calls));
    Judged { findings, is_open, is_accepted, pool }
}

/// Why a request is refused.
enum Refusal {
    Decode(DecodeError),
    Rules(Vec<Violation>),
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<cognito_mfa::Rejection> for Refusal {
    fn from(rejection: cognito_mfa::Rejection) -> Self {
        Self::Rules(rejection.violations().copied().collect())
    }
}

fn apply(operation: &str, body: &str, pool: Option<&Pool>, profile: Profile) -> Result<Option<Pool>, Refusal> {
    match (Request::decode(operation, body)?, pool) {
        (Request::CreateUserPool(settings), _) => Ok(Some(Pool::create(&settings, profile)?.into_next())),
        (Request::Pool(_, PoolRequest::Apply(command)), pool) => {
            // Only a risk configuration of a pool elsewhere comes without a pool. Then the rules don't apply.
            let Some(pool) = pool else { return Ok(None) };
            let pool = Pool { profile, ..pool.clone() };
            Ok(Some(apply_command(&pool, &command)?))
        }
        (Request::Pool(..) | Request::User(..), _) => Err(DecodeError::UnknownOperation.into()),
    }
}

fn apply_command(pool: &Pool, command: &PoolCommand<'_>) -> Result<Pool, cognito_mfa::Rejection> {
    Ok(pool.apply(command)?.into_next())
}

/// A refused call among the calls of its run.
struct Refused<'r, S: ?Sized> {
    source: &'r S,
    calls: &'r [Call],
    index: usize,
    renames: &'r [Rename],
}

impl<S: PoolSource + ?Sized> Refused<'_, S> {
    fn findings(&self, refusal: &Refusal) -> Vec<Finding> {
        let operation = self.calls.get(self.index).map_or("", |call| call.operation);
        let mut findings = match refusal {
            Refusal::Rules(violations) => {
                violations.iter().enumerate().map(|(index, one)| self.violation(operation, one, index == 0)).collect()
            }
            Refusal::Decode(error) => self.decode_error(operation, error),
        };
        let done: Vec<&str> = self.calls.iter().take(self.index).map(|call| call.operation).collect();
        if let (false, Some(first)) = (done.is_empty(), findings.first_mut()) {
            first.notes.push(self.source.half_applied(&done));
        }
        findings
    }

    fn violation(&self, operation: &'static str, violation: &Violation, is_first: bool) -> Finding {
        let rule = violation.rule();
        let row = members_of(rule);
        let members = row.map_or(&[][..], |row| row.members);
        let seen = self.calls.get(..=self.index).unwrap_or_default();
        let mut places = members
            .iter()
            .filter_map(|member| member::find(seen, member).map(|node| self.source.place_of(node, member)));
        let adds = row.map_or(&[][..], |row| row.adds);
        let to_add = || self.source.place_to_add(adds.first().or(members.first()).copied().unwrap_or_default());
        let place = places.next().unwrap_or_else(to_add);
        let missing = adds.iter().filter(|member| member::find(seen, member).is_none());
        let others = places.chain(missing.map(|member| self.source.place_to_add(member)));
        let mut related: Vec<Place> = Vec::new();
        for other in others.filter(|other| is_elsewhere(other, &place)) {
            if !related.contains(&other) {
                related.push(other);
            }
        }
        let service = ServiceError {
            operation,
            exception: Some(violation.exception().name()),
            message: violation.message(),
            is_first,
        };
        let finding = Finding {
            code: rule.code(),
            rule: Some(rule),
            severity: Severity::Error,
            certainty: Certainty::Always,
            message: row.map_or_else(|| format!("{operation} is refused."), |row| row.finds.into()),
            place,
            related,
            service: Some(service),
            notes: Vec::new(),
            fixes: row.map(|row| self.fix(row.fix)).into_iter().collect(),
        };
        self.renamed(finding)
    }

    /// The fix with the tool's own names.
    fn fix(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, (member, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            text.push_str(before);
            text.push_str(&self.source.property(member));
            rest = after;
        }
        text + rest
    }

    fn decode_error(&self, operation: &'static str, error: &DecodeError) -> Vec<Finding> {
        let service = ServiceError {
            operation,
            exception: Some(error.exception().name()),
            message: error.to_string(),
            is_first: true,
        };
        let finding = |code: Code, member: &str| {
            let body = self.calls.get(self.index).map(std::slice::from_ref).unwrap_or_default();
            let place = place_of(self.source, body, &[member]);
            self.renamed(Finding { service: Some(service.clone()), ..Finding::new(code, place) })
        };
        match error {
            DecodeError::Constraints(constraints) => {
                let member = |fault: &str| member_of_fault(fault).map(member::from_message).unwrap_or_default();
                constraints.faults().map(|fault| finding(Code::Constraint, member(fault).as_str())).collect()
            }
            DecodeError::Serialization(
                Serialization::WrongType { member, .. } | Serialization::Repeated { member },
            ) => vec![finding(Code::WrongType, member)],
            DecodeError::Serialization(Serialization::NotJson { .. } | Serialization::TooDeep)
            | DecodeError::UnknownOperation => vec![finding(Code::WrongType, "")],
        }
    }

    fn renamed(&self, finding: Finding) -> Finding {
        let is_it = |rename: &&Rename| {
            rename.from == finding.code && rename.at.is_none_or(|span| is_inside(finding.place.span, span))
        };
        let Some(rename) = self.renames.iter().find(is_it) else { return finding };
        let (place, related) = match &rename.place {
            Some(place) => (place.clone(), vec![finding.place]),
            None => (finding.place, finding.related),
        };
        let exact = Finding::new(rename.to, place);
        Finding { severity: Severity::Error, rule: finding.rule, related, service: finding.service, ..exact }
    }
}

fn is_inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a place isn't a part of another one. Different properties to add can be at the same place.
fn is_elsewhere(one: &Place, other: &Place) -> bool {
    if one.span == other.span {
        one.property != other.property
    } else {
        !is_inside(one.span, other.span) && !is_inside(other.span, one.span)
    }
}

/// The path in the sentence of a fault. The value before it can be any text, so the search starts at the end.
fn member_of_fault(fault: &str) -> Option<&str> {
    let (before, _) = fault.rsplit_once(" failed to satisfy constraint: ")?;
    let (_, path) = before.rsplit_once("at '")?;
    path.strip_suffix('\'')
}

/// Merges what the runs found.
#[derive(Default)]
struct Merge {
    /// The variables of each run in which the pool exists.
    runs: Vec<Vec<Variable>>,
    findings: Vec<(Finding, Vec<usize>)>,
    pools: Vec<(PossiblePool, Vec<usize>)>,
    accepted: usize,
    open: usize,
}

impl Merge {
    fn add(&mut self, judged: Judged, variables: &[Variable]) {
        let run = self.runs.len();
        self.runs.push(variables.to_vec());
        self.open += usize::from(judged.is_open);
        for finding in judged.findings {
            let is_it =
                |(known, _): &&mut (Finding, Vec<usize>)| known.code == finding.code && known.place == finding.place;
            match self.findings.iter_mut().find(is_it) {
                Some((_, runs)) if runs.last() == Some(&run) => {}
                Some((_, runs)) => runs.push(run),
                None => self.findings.push((finding, vec![run])),
            }
        }
        self.accepted += usize::from(judged.is_accepted);
        if let Some((pool, calls)) = judged.pool {
            match self.pools.iter_mut().find(|(known, _)| known.pool == pool) {
                Some((_, runs)) => runs.push(run),
                None => self.pools.push((PossiblePool { pool, certainty: Certainty::Always, calls }, vec![run])),
            }
        }
    }

    fn finish(self, source: &(impl PoolSource + ?Sized), is_complete: bool) -> Judgment {
        let Self { runs, findings, pools, accepted, open } = self;
        let verdict = match accepted {
            _ if runs.is_empty() => Verdict::Absent,
            0 if is_complete && open == 0 => Verdict::Refused,
            all if all == runs.len() && is_complete => Verdict::Accepted,
            _ => Verdict::Depends,
        };
        let certainty = |of: &[usize]| {
            if of.len() == runs.len() && is_complete {
                Certainty::Always
            } else {
                Certainty::Sometimes(example(&runs, of))
            }
        };
        let mut findings: Vec<Finding> =
            findings.into_iter().map(|(finding, of)| Finding { certainty: certainty(&of), ..finding }).collect();
        // A deployment that fails in every run fails for certain, even if no single reason is the same in all of them.
        let has_certain_error =
            findings.iter().any(|one| one.severity == Severity::Error && one.certainty == Certainty::Always);
        let always_fails = verdict == Verdict::Refused && !has_certain_error;
        for finding in findings.iter_mut().filter(|one| one.certainty != Certainty::Always && !always_fails) {
            finding.severity = finding.severity.max(Severity::Warning);
        }
        if !is_complete {
            findings.push(Finding::new(Code::TooManyCombinations, source.place_to_add("")));
        }
        findings.sort_by(|one, other| one.place.cmp(&other.place));
        let pools = pools.into_iter().map(|(pool, of)| PossiblePool { certainty: certainty(&of), ..pool }).collect();
        Judgment { findings, pools, verdict, is_complete }
    }
}

/// The fewest values of the first of these runs that no run outside of them has, too.
fn example(runs: &[Vec<Variable>], of: &[usize]) -> Vec<Variable> {
    let mut example: Vec<Variable> = of.first().and_then(|run| runs.get(*run)).cloned().unwrap_or_default();
    let has = |run: &[Variable], values: &[Variable]| {
        values.iter().all(|value| run.iter().any(|one| one.name == value.name && one.value == value.value))
    };
    let others: Vec<&Vec<Variable>> =
        runs.iter().enumerate().filter(|(index, _)| of.binary_search(index).is_err()).map(|(_, run)| run).collect();
    let mut index = example.len();
    while let Some(last) = index.checked_sub(1) {
        index = last;
        let mut fewer = example.clone();
        fewer.remove(last);
        if !others.iter().any(|run| has(run, &fewer)) {
            example = fewer;
        }
    }
    example
}
