//! The problems of pools: what the service or the tool refuses, and what `cognito_mfa_insight::lint` finds.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use cognito_mfa::Pool;
use cognito_mfa::pool::PoolMember;
use cognito_mfa::rules::Operation;
use cognito_mfa_infra as infra;
use cognito_mfa_infra::PoolChange;
use cognito_mfa_infra::cloudformation::{JudgedResource, ResourceKind, Suppression};
use cognito_mfa_infra::{Judgment, PossiblePool, Setting, Verdict, members_of};
use cognito_mfa_insight::{self as insight, Finding, Fix, Lint, NoFix, Population, Severity, lint_with};

use super::remedies::{NoRemedy, Remedies};
use crate::code::{self, SUPPRESSION_WITHOUT_REASON, Table, UNUSED_SUPPRESSION};
use crate::report::{
    Certainty, Difference, Location, Problem, ProblemFix, Report, Safety, ServiceError, Suppressed, SuppressionPlace,
};
use crate::view::WitnessView;

/// What the problems of a resource are made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'s, 'p> {
    /// The template. Other files' lines aren't shown.
    pub(super) text: Option<&'s str>,
    /// The findings of pools that were judged before.
    pub(super) findings: &'s Findings<'p>,
}

/// The findings about pools. Many resources lead to the same pool.
pub(super) struct Findings<'p> {
    /// The users of the pools, if they're known.
    pub(super) population: Option<&'p Population>,
    known: Known<Pool, Arc<[Finding]>>,
    /// Whether changes of a pool lock users out.
    safeties: Known<(Pool, Vec<Pool>), insight::Safety>,
}

/// Results that all threads share. Two threads can compute the same one at the same time.
struct Known<K, V>(Mutex<HashMap<K, V>>);

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    fn get(&self, key: &K) -> Option<V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn insert(&self, key: K, value: V) -> V {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone());
        value
    }
}

impl<'p> Findings<'p> {
    pub(super) fn new(population: Option<&'p Population>) -> Self {
        Self { population, known: Known::new(), safeties: Known::new() }
    }

    pub(super) fn of(&self, pool: &Pool) -> Arc<[Finding]> {
        let of_pool = || self.known.insert(pool.clone(), lint_with(pool, self.population).into());
        self.known.get(pool).unwrap_or_else(of_pool)
    }

    /// Whether a change of a pool that leads through these pools locks users out.
    pub(super) fn safety_of(&self, before: &Pool, through: &[Pool]) -> insight::Safety {
        let change = (before.clone(), through.to_vec());
        let known = self.safeties.get(&change);
        known.unwrap_or_else(|| self.safeties.insert(change, insight::Safety::of(before, through, self.population)))
    }

    /// Whether a report about these pools has this finding.
    pub(super) fn is_reported(&self, finding: &Finding, pools: &[Pool], judgment: &Judgment) -> bool {
        let is_it = |one: &Finding| one.is_about_the_same(finding) && is_shown(one, judgment);
        let count = pools.iter().filter(|pool| self.of(pool).iter().any(is_it)).count();
        count > 0 && is_of_so_many(finding, count, pools.len())
    }

    /// Whether one of these pools has a finding that isn't one of these and is at least so severe.
    pub(super) fn have_others(&self, pools: &[Pool], known: &[Lint], severity: Severity) -> bool {
        let is_new = |one: &Finding| one.severity() <= severity && !known.contains(&one.lint);
        pools.iter().any(|pool| self.of(pool).iter().any(is_new))
    }

    /// The fixes of a finding about the file.
    fn fixes(&self, finding: &infra::Finding, resource: &JudgedResource) -> Vec<ProblemFix> {
        let fix = |text: &String| ProblemFix { safety: self.safety(text, finding, resource), text: text.clone() };
        finding.fixes.iter().map(fix).collect()
    }

    /// Puts the fixes first that lock no user of the population out.
    pub(super) fn put_safe_fixes_first(&self, resource: &mut JudgedResource) {
        let is_safe = |before: &Pool, through: &[Pool]| self.safety_of(before, through) == insight::Safety::Safe;
        resource.put_safe_fixes_first(is_safe);
    }

    /// Whether a fix of a finding about the file locks users out.
    fn safety(&self, fix: &str, finding: &infra::Finding, resource: &JudgedResource) -> Safety {
        // A new pool has no users. But a fix of an accepted pool changes how its users will sign in.
        let is_accepted = finding.code == infra::Code::EmailTextEnablesEmailMfa.code();
        let is_new = matches!(resource.change, PoolChange::Create | PoolChange::Replace);
        if self.population.is_none() && is_new && !is_accepted {
            return Safety::Safe;
        }
        let mut safety = Safety::Unjudged;
        for outcome in finding.outcomes.iter().filter(|outcome| outcome.fix == fix) {
            let Some(before) = &outcome.before else { continue };
            match self.safety_of(before, &outcome.through) {
                insight::Safety::Safe => safety = Safety::Safe,
                insight::Safety::Unsafe(witness) => {
                    return Safety::Unsafe { locks_out: witness.user.to_string() };
                }
            }
        }
        safety
    }
}

/// Adds the problems of a resource. `other` is the same resource, judged in the other profile.
pub(super) fn of_resource(
    resource: &JudgedResource,
    other: Option<&JudgedResource>,
    source: Source<'_, '_>,
    report: &mut Report,
) {
    let is_pool = resource.kind == ResourceKind::UserPool && resource.judgment.verdict != Verdict::Absent;
    report.pools += usize::from(is_pool);
    let mut problems = problems(resource, source);
    if let Some(other) = other {
        compare(&mut problems, other, source, report);
    }
    let text = source.text;
    let unused: Vec<Problem> = resource
        .suppressions
        .iter()
        .filter_map(|suppression| suppress(suppression, &mut problems, resource, text))
        .collect();
    problems.extend(unused);
    report.problems.extend(problems);
}

/// The problems of a resource, in the profile that it was judged in.
fn problems(resource: &JudgedResource, source: Source<'_, '_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        resource.judgment.findings.iter().map(|finding| of_finding(finding, resource, source)).collect();
    if resource.kind == ResourceKind::UserPool {
        problems.extend(of_possible_pools(resource, source));
    }
    problems
}

/// Marks the problems that the other profile doesn't have, and adds to the report what only the other profile finds.
fn compare(problems: &mut [Problem], other: &JudgedResource, source: Source<'_, '_>, report: &mut Report) {
    let there = codes(other, source);
    let profile = report.other_profile();
    let is_same = |one: &Problem, (code, property): &(&str, String)| {
        // Which place a refusal points to can depend on the profile.
        let is_refusal = matches!(one.table, Table::Rules(_));
        one.code == *code && (is_refusal || one.location.property.as_deref().unwrap_or_default() == property)
    };
    let is_refused = other.judgment.verdict == Verdict::Refused;
    // A report leaves out a suggestion that another fix contradicts.
    let left_out: Vec<Lint> = other
        .judgment
        .pools
        .iter()
        .flat_map(|pool| {
            source.findings.of(&pool.pool).iter().filter(|one| !is_of_use(one)).map(|one| one.lint).collect::<Vec<_>>()
        })
        .collect();
    let is_left_out = |one: &Problem| one.table == Table::Lint && left_out.iter().any(|lint| lint.code() == one.code);
    for problem in problems
        .iter_mut()
        .filter(|problem| !is_left_out(problem) && !there.iter().any(|other| is_same(problem, other)))
    {
        problem.other_profile = Some(if is_refused && problem.table == Table::Lint {
            format!("The profile {profile} refuses the pool before this matters.")
        } else {
            format!("This isn't a problem in the profile {profile}.")
        });
    }
    let mut codes: Vec<String> = Vec::new();
    for (code, _) in there.iter().filter(|other| !problems.iter().any(|problem| is_same(problem, other))) {
        if !codes.iter().any(|known| known == code) {
            codes.push((*code).into());
        }
    }
    if !codes.is_empty() {
        report.differences.push(Difference { location: Location::of(&other.place, None), codes });
    }
}

/// A finding about the file.
fn of_finding(finding: &infra::Finding, resource: &JudgedResource, source: Source<'_, '_>) -> Problem {
    let text = source.text;
    let mut explanation = Vec::new();
    let certainty = match &finding.certainty {
        infra::Certainty::Always => Certainty::Certain,
        sometimes @ infra::Certainty::Sometimes(_) => {
            explanation.push(format!("This happens {sometimes}."));
            Certainty::Possible
        }
    };
    let service = finding.service.as_ref().map(|error| {
        if !error.is_first {
            explanation
                .push("Another error of this pool comes first. Cognito returns this one after that is fixed.".into());
        }
        ServiceError {
            operation: error.operation.into(),
            exception: error.exception.map(Into::into),
            message: error.message.clone(),
        }
    });
    explanation.extend(finding.notes.iter().cloned());
    let fixes = source.findings.fixes(finding, resource);
    if !fixes.is_empty() && fixes.iter().all(|fix| matches!(fix.safety, Safety::Unsafe { .. })) {
        explanation.push(NoFix::LocksUsersOut.to_string());
    }
    Problem {
        code: finding.code.into(),
        table: table_of(finding),
        severity: severity(finding.severity),
        certainty,
        title: finding.message.clone(),
        location: Location::of(&finding.place, text),
        related: finding.related.iter().map(|place| Location::of(place, None)).collect(),
        service,
        explanation,
        fixes,
        other_profile: None,
        witness: None,
        suppressed: None,
    }
}

/// The table that has the code of a finding: that of the refused operation, unless the file has a more exact code.
fn table_of(finding: &infra::Finding) -> Table {
    let refused = finding.service.as_ref().filter(|_| finding.rule.is_some_and(|rule| rule.code() == finding.code));
    match refused.map(|service| service.operation) {
        Some("SetUserPoolMfaConfig") => Table::Rules(Operation::SetUserPoolMfaConfig),
        Some("SetRiskConfiguration") => Table::Rules(Operation::SetRiskConfiguration),
        Some(_) => Table::Rules(Operation::UserPool),
        None => Table::File,
    }
}

const fn severity(severity: infra::Severity) -> Severity {
    match severity {
        infra::Severity::Error => Severity::Error,
        infra::Severity::Security => Severity::Security,
        infra::Severity::Warning => Severity::Warning,
        infra::Severity::Suggestion | _ => Severity::Suggestion,
    }
}

/// The codes of the problems of a resource, each with the property.
fn codes(resource: &JudgedResource, source: Source<'_, '_>) -> Vec<(&'static str, String)> {
    let of_file = resource.judgment.findings.iter().map(|finding| (finding.code, finding.place.property.clone()));
    let mut codes: Vec<(&str, String)> = of_file.collect();
    if resource.kind == ResourceKind::UserPool {
        let of_pools = found(resource, source.findings).into_iter();
        codes.extend(
            of_pools
                .map(|(finding, possible, _)| (finding.lint.code(), place_of(&finding, possible, resource).property)),
        );
    }
    codes
}

/// The findings about the pools that accepted deployments lead to, each one once: with the first such pool, and the number of
/// these pools.
fn found<'r>(resource: &'r JudgedResource, known: &Findings<'_>) -> Vec<(Finding, &'r PossiblePool, usize)> {
    let judgment = &resource.judgment;
    let mut found: Vec<(Finding, &PossiblePool, usize)> = Vec::new();
    for possible in &judgment.pools {
        let findings = known.of(&possible.pool);
        for finding in findings.iter().filter(|finding| is_shown(finding, judgment)) {
            match found.iter_mut().find(|(other, ..)| is_same(other, finding)) {
                Some((known, _, count)) => {
                    *count += 1;
                    // What isn't possible in one pool can be possible in another one.
                    let is_new = |fix: &&Fix| !known.fixes.iter().any(|other| other.changes == fix.changes);
                    let new: Vec<Fix> = finding.fixes.iter().filter(is_new).cloned().collect();
                    known.fixes.extend(new);
                }
                None => found.push((finding.clone(), possible, 1)),
            }
        }
    }
    found.retain(|(finding, _, count)| is_of_so_many(finding, *count, judgment.pools.len()));
    found.sort_by_key(|(finding, ..)| (finding.severity(), finding.lint));
    found
}

/// The problems of the pools that accepted deployments lead to.
fn of_possible_pools(resource: &JudgedResource, source: Source<'_, '_>) -> Vec<Problem> {
    let text = source.text;
    let judgment = &resource.judgment;
    let pools = &judgment.pools;
    let found = found(resource, source.findings);
    let chosen = first_fixes(&judgment.findings, resource, source);
    let lints = found.iter().map(|(finding, ..)| finding.lint).collect();
    let mut remedies = Remedies::new(resource, source.findings, lints, chosen);
    let mut problem = |(mut finding, possible, count): (Finding, &PossiblePool, usize)| {
        let place = place_of(&finding, possible, resource);
        let remedy = remedies.fixes(&finding, &possible.pool);
        match &remedy {
            Err(NoRemedy::NoFix(no_fix)) => finding.no_fix = finding.no_fix.or(Some(*no_fix)),
            // The file has a fix that the settings alone don't have, or the fix is safe for the users of the pool before the update.
            Ok(fixes) if !fixes.iter().all(|fix| matches!(fix.safety, Safety::Unsafe { .. })) => finding.no_fix = None,
            _ => {}
        }
        // Its fixes were of use before the first fixes of the report were chosen.
        if !is_of_use(&finding) {
            return None;
        }
        let mut problem = of_lint(&finding, remedy, &possible.pool, Location::of(&place, text), resource);
        problem.related.extend(possible.written_at(&place).map(|place| Location::of(place, None)));
        if count < pools.len() || !judgment.is_complete || !judgment.is_shown {
            // Some deployments don't have the problem. The refused ones don't count.
            problem.severity = problem.severity.max(Severity::Warning);
        }
        if count < pools.len() || judgment.verdict != Verdict::Accepted {
            problem.certainty = Certainty::Possible;
            if possible.certainty != infra::Certainty::Always {
                problem.explanation.insert(0, format!("This happens {}.", possible.certainty));
            }
        }
        Some(problem)
    };
    found.into_iter().filter_map(&mut problem).collect()
}

/// The changes of the first fixes of these findings, in one.
fn first_fixes(
    findings: &[infra::Finding],
    resource: &JudgedResource,
    source: Source<'_, '_>,
) -> Vec<Setting<'static>> {
    let mut all: Vec<Setting<'static>> = Vec::new();
    for finding in findings {
        let fixes = source.findings.fixes(finding, resource);
        let outcome = finding.outcomes.iter().find(|one| fixes.first().is_some_and(|first| first.text == one.fix));
        for setting in outcome.iter().flat_map(|outcome| &outcome.settings) {
            if !all.contains(setting) {
                all.push(*setting);
            }
        }
    }
    all
}

/// Where the setting of a finding is.
fn place_of(finding: &Finding, pool: &PossiblePool, resource: &JudgedResource) -> infra::Place {
    if let Some(row) = finding.violation.and_then(|violation| members_of(violation.rule())) {
        return resource.place_of_members(pool, row.members);
    }
    let path = finding.setting.path();
    let element = finding.setting.element().map(|element| format!("{path}={element}"));
    // Without the member, its block is what is there.
    let block = finding.setting.member().name();
    let members: Vec<&str> = element.as_deref().into_iter().chain([path, block]).collect();
    resource.place_of_members(pool, &members)
}

/// Whether two findings of different pools are one problem.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let rule = |finding: &Finding| finding.violation.map(|violation| violation.rule());
    // One pool can have several of these.
    let is_one_of_several =
        matches!(one.lint, Lint::UnusedSetting | Lint::RiskBlocksEveryone | Lint::RiskLocksOutUnenrolled);
    one.is_about_the_same(other) || (one.lint == other.lint && !is_one_of_several && rule(one) == rule(other))
}

/// Whether a report has a finding of so many of its pools. A setting without effect in one pool can be there for another one.
fn is_of_so_many(finding: &Finding, count: usize, pools: usize) -> bool {
    finding.lint != Lint::UnusedSetting || count == pools
}

/// Whether a finding is of use, and the input shows the setting that it says to remove and all that could need it.
fn is_shown(finding: &Finding, judgment: &Judgment) -> bool {
    let member = finding.setting.member();
    let is_unused = finding.lint == Lint::UnusedSetting;
    let is_hidden = |member| judgment.not_shown.contains(&member);
    let is_of_hidden = |hidden: PoolMember| member == hidden && is_hidden(hidden);
    if is_of_hidden(PoolMember::RiskActions) || is_of_hidden(PoolMember::FirstFactors) {
        return false;
    }
    let can_be_needed =
        member == PoolMember::ThreatProtection && (judgment.has_other_risk || is_hidden(PoolMember::RiskActions));
    is_of_use(finding) && !(is_unused && (is_hidden(member) || can_be_needed))
}

/// Whether a finding says more than that each of its fixes would undo another one: a suggestion that can't be followed doesn't.
fn is_of_use(finding: &Finding) -> bool {
    finding.severity() < Severity::Suggestion || !matches!(finding.no_fix, Some(NoFix::Contradicts(_)))
}

/// A finding about a pool that the service accepts.
fn of_lint(
    finding: &Finding,
    remedy: Result<Vec<ProblemFix>, NoRemedy>,
    pool: &Pool,
    location: Location,
    resource: &JudgedResource,
) -> Problem {
    let row = finding.lint.row();
    let service = finding.violation.map(|violation| ServiceError {
        operation: "UpdateUserPool".into(),
        exception: Some(violation.exception().name().into()),
        message: violation.message(),
    });
    let mut explanation = vec![resource.worded(row.means)];
    explanation.extend(finding.affected());
    explanation.extend(finding.violation.map(|violation| {
        let broken = violation.row();
        format!("Broken rule: when {}, {} ({}).", broken.when, broken.must, violation.rule())
    }));
    if let (None, Err(no_remedy)) = (finding.no_fix, &remedy) {
        explanation.push(no_remedy.to_string());
    }
    if let Some(no_fix) = finding.no_fix {
        explanation.push(no_fix.to_string());
        // Where a fix of the settings contradicts another one, there is no need for anything else.
        let is_needed = !row.advice.is_empty() && !matches!(no_fix, NoFix::Contradicts(_));
        explanation.extend(is_needed.then(|| resource.worded(row.advice)));
    }
    Problem {
        code: finding.lint.code().into(),
        table: Table::Lint,
        severity: finding.severity(),
        certainty: Certainty::Certain,
        title: title(finding, resource),
        location,
        related: Vec::new(),
        service,
        explanation,
        fixes: remedy.unwrap_or_default(),
        other_profile: None,
        witness: finding.witness.map(|witness| WitnessView::new(witness, &pool.policy())),
        suppressed: None,
    }
}

/// What was found, with the file's own name of a setting without effect.
fn title(finding: &Finding, resource: &JudgedResource) -> String {
    if finding.lint != Lint::UnusedSetting {
        return finding.message();
    }
    let name = resource.property(finding.setting.path());
    match (finding.setting.element(), finding.setting.value()) {
        // Threat protection also detects compromised passwords.
        (_, Some(value)) if finding.setting.member() == PoolMember::ThreatProtection => {
            format!("{name} {value} has no effect on MFA.")
        }
        (Some(element), _) => format!("{element} in {name} has no effect."),
        // A template turns on TOTP with a name in a list.
        (None, Some("true") | None) => format!("{name} has no effect."),
        (None, Some(value)) => format!("{name} {value} has no effect."),
    }
}

/// Marks the problems that a resource's metadata suppresses. Returns the problem of the suppression itself, if there is one.
fn suppress(
    suppression: &Suppression,
    problems: &mut [Problem],
    resource: &JudgedResource,
    text: Option<&str>,
) -> Option<Problem> {
    let place = infra::Place { span: suppression.span, property: String::new(), ..resource.place.clone() };
    let problem = |code: &str, severity: Severity, title: String, fix: &str| {
        let fix = ProblemFix { safety: Safety::Safe, text: fix.into() };
        Problem::of_command(code, severity, title, Location::of(&place, text), fix)
    };
    let id = &suppression.id;
    let reason = suppression.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let Some(reason) = reason else {
        let title = format!("This suppression of {id} has no reason, so it suppresses nothing.");
        return Some(problem(
            SUPPRESSION_WITHOUT_REASON,
            Severity::Error,
            title,
            "Add a reason, for the people who read this later.",
        ));
    };
    let mut is_used = false;
    for problem in problems.iter_mut().filter(|problem| code::names(id, problem.table, &problem.code)) {
        is_used = true;
        problem.suppressed = Some(Suppressed { reason: reason.into(), place: SuppressionPlace::InSource });
    }
    let unused = || {
        let title = format!("This suppression of {id} matches no problem.");
        problem(UNUSED_SUPPRESSION, Severity::Warning, title, "Remove it, or correct its code.")
    };
    (!is_used).then(unused)
}
