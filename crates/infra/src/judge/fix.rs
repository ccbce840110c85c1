//! The fixes of refusals: changes of settings, each tried before it's printed.

mod completion;
mod joint;
mod listed;
mod table;
mod value;

use std::collections::{BTreeSet, VecDeque};

use super::{Judged, PoolSource, judge_run, secret};
use crate::choices::{Choices, Variable};
use crate::finding::{Code, Finding, Outcome, Severity};
use crate::setting::{Setting, full};
use cognito_mfa::Profile;
use cognito_mfa::pool::{MfaMode, Pool};
use cognito_mfa::rules::Rule;
pub use completion::{Completion, Completions};
use table::{MULTI, OFF, OPTIONAL, PLUS, VERIFIED, candidates};

/// Gives each refusal the fixes that were tried: each one removes its refusal and adds none, whatever the values are that the
/// file leaves open.
///
/// The first fixes fit together, if some fixes do: made all at once, they remove all their refusals and add none. A refusal
/// without a fix that was tried keeps its general one.
pub(super) fn add(source: &(impl PoolSource + ?Sized), findings: &mut [Finding], seen: Seen<'_>, profile: Profile) {
    if !findings.iter().any(is_fixed) {
        return;
    }
    let Some(before) = after(source, profile) else { return };
    let trial = Trial { source, profile, before, is_safe: &|_, _| true };
    let mut refusals: Vec<Refusal> = Vec::new();
    for finding in findings.iter().filter(|finding| is_fixed(finding)) {
        let error = (finding.code, finding.rule);
        let is_known = refusals.iter().any(|refusal| refusal.error == error);
        let fixes = if is_known { Vec::new() } else { without_moot(source, trial.fixes(error), findings) };
        if !fixes.is_empty() {
            refusals.push(Refusal { error, fixes });
        }
    }
    joint::put_first(&trial, &mut refusals);
    listed::limit(&trial, findings);
    write(source, findings, &refusals);
    if seen.is_complete {
        value::put(&trial, &refusals, findings, seen);
    }
}

/// The fixes without those that remove a block in which another finding has a value to change, unless these are all.
fn without_moot(source: &(impl PoolSource + ?Sized), mut fixes: Vec<Tried>, findings: &[Finding]) -> Vec<Tried> {
    let is_changed = |block: &str| {
        let mut values = findings.iter().filter(|finding| is_of_value(finding));
        values.any(|one| one.place.property.strip_prefix(block).is_some_and(|rest| rest.starts_with('.')))
    };
    let is_moot = |setting: &Setting<'_>| {
        matches!(setting, Setting::Remove { .. }) && is_changed(&source.property(full(setting.member())))
    };
    let is_kept = |fix: &Tried| !fix.settings.iter().any(is_moot);
    if fixes.iter().any(is_kept) {
        fixes.retain(is_kept);
    }
    fixes
}

/// What the runs have shown.
#[derive(Clone, Copy)]
pub(super) struct Seen<'s> {
    /// The runs that have each finding.
    pub(super) of: &'s [Vec<usize>],
    /// The values of each run.
    pub(super) runs: &'s [Vec<Variable>],
    /// Whether every combination of open values was tried.
    pub(super) is_complete: bool,
}

/// Whether the fixes of a finding are tried. They are for a refusal, and for a warning whose fixes lead to different pools.
fn is_fixed(finding: &Finding) -> bool {
    finding.severity == Severity::Error || finding.code == Code::EmailTextEnablesEmailMfa.code()
}

/// Chooses the first fixes once more, now that it's known what is safe for the users of the pool before the deployment. An unsafe
/// fix comes first only if no safe one fits.
pub(crate) fn put_safe_first(
    source: &(impl PoolSource + ?Sized),
    findings: &mut [Finding],
    profile: Profile,
    is_safe: &IsSafe<'_>,
) {
    let has_users = findings.iter().flat_map(|finding| &finding.outcomes).any(|outcome| outcome.before.is_some());
    if !has_users {
        return;
    }
    let mut refusals: Vec<(Error, Vec<&Settings>)> = Vec::new();
    for finding in findings.iter().filter(|finding| !finding.outcomes.is_empty()) {
        let error = (finding.code, finding.rule);
        if !refusals.iter().any(|(known, _)| *known == error) {
            let mut fixes: Vec<&Settings> = finding.outcomes.iter().map(|outcome| &outcome.settings).collect();
            fixes.dedup();
            refusals.push((error, fixes));
        }
    }
    let Some(before) = after(source, profile) else { return };
    let trial = Trial { source, profile, before, is_safe };
    let tried = |settings: &&Settings| trial.after(settings).map(|after| trial.tried((*settings).clone(), after));
    let refusal = |(error, fixes): &(Error, Vec<&Settings>)| {
        let fixes = fixes.iter().filter_map(tried).collect();
        Refusal { error: *error, fixes }
    };
    let mut refusals: Vec<Refusal> = refusals.iter().map(refusal).collect();
    if refusals.iter().flat_map(|refusal| &refusal.fixes).all(|fix| fix.is_safe) {
        return;
    }
    joint::put_first(&trial, &mut refusals);
    write(source, findings, &refusals);
    for finding in findings {
        secret::hide(finding, source.secrets());
    }
}

/// Whether requests that lead from a pool through these pools lock no user out.
type IsSafe<'t> = dyn Fn(&Pool, &[Pool]) -> bool + 't;

/// Writes the fixes of refusals into their findings.
fn write(source: &(impl PoolSource + ?Sized), findings: &mut [Finding], refusals: &[Refusal]) {
    for finding in &mut *findings {
        let error = (finding.code, finding.rule);
        let Some(refusal) = refusals.iter().find(|one| one.error == error) else { continue };
        // A second choice of the first fixes keeps the ones that limit open values.
        let is_outcome = |fix: &String| finding.outcomes.iter().any(|outcome| outcome.fix == *fix);
        let is_first = finding.fixes.first().is_some_and(|fix| !is_outcome(fix));
        let is_second = !finding.outcomes.is_empty();
        let kept: Vec<String> = finding.fixes.drain(..).filter(|fix| is_second && !is_outcome(fix)).collect();
        finding.fixes = refusal.fixes.iter().map(|fix| sentence(source, &fix.settings)).collect();
        let index = if is_first { 0 } else { finding.fixes.len() };
        finding.fixes.splice(index..index, kept);
        finding.outcomes = refusal.fixes.iter().flat_map(|fix| outcomes(source, fix)).collect();
    }
    let firsts = refusals.iter().filter_map(|refusal| refusal.fixes.first());
    for setting in firsts.flat_map(|fix| &fix.settings).filter(|setting| matches!(setting, Setting::Set { .. })) {
        let property = source.property(full(setting.member()));
        for finding in
            findings.iter_mut().filter(|one| is_of_value(one) && one.place.property.replace("[0]", "") == property)
        {
            // It's the value that the other refusal needs, too.
            let fix = sentence(source, &[*setting]);
            finding.fixes.retain(|other| *other != fix);
            finding.fixes.insert(0, fix);
        }
    }
}

/// Whether a finding says that a value isn't one that the property can have.
fn is_of_value(finding: &Finding) -> bool {
    [Code::Constraint, Code::ModeIsBoolean, Code::NotInSchema].iter().any(|code| code.code() == finding.code)
}

/// Where a fix leads in each run.
fn outcomes<'o>(source: &'o (impl PoolSource + ?Sized), tried: &'o Tried) -> impl Iterator<Item = Outcome> + 'o {
    tried.after.runs.iter().map(|run| Outcome {
        fix: sentence(source, &tried.settings),
        settings: tried.settings.clone(),
        before: run.before.clone(),
        through: run.through.clone(),
    })
}

/// An error of a run: its code, with the rule that a request breaks.
type Error = (&'static str, Option<Rule>);

type Settings = Vec<Setting<'static>>;

/// A refusal that was found, with the fixes that were tried.
struct Refusal {
    error: Error,
    fixes: Vec<Tried>,
}

/// Changes that were tried.
#[derive(Clone)]
struct Tried {
    settings: Settings,
    after: After,
    is_safe: bool,
}

/// What the requests lead to.
#[derive(Clone, Default)]
struct After {
    /// The errors of all runs.
    errors: BTreeSet<Error>,
    /// Those that every run has.
    certain: BTreeSet<Error>,
    /// What makes the pool less secure, in any run.
    weaknesses: BTreeSet<Error>,
    /// The pool of each accepted run, with the run's values.
    ends: Vec<(Vec<Variable>, Pool)>,
    /// The runs that lead to different pools.
    runs: Vec<Reached>,
    /// Whether every combination of open values was tried.
    is_complete: bool,
}

/// The pools of a run.
#[derive(Clone, PartialEq)]
struct Reached {
    /// The pool before an update.
    before: Option<Pool>,
    /// The pool after each request.
    through: Vec<Pool>,
    is_accepted: bool,
}

/// In so many combinations of open values, changes are tried.
const MOST_RUNS: usize = 64;

/// What a deployment leads to in its runs. `None` if the requests of a run are open.
fn after(source: &(impl PoolSource + ?Sized), profile: Profile) -> Option<After> {
    let (mut after, mut is_known, mut is_first) = (After::default(), true, true);
    after.is_complete = Choices::every(MOST_RUNS, |choices| {
        let Some(run) = source.run(choices) else { return };
        let judged = judge_run(source, run, profile, choices);
        is_known &= !judged.is_open;
        let of = |is_it: fn(&Finding) -> bool| {
            let findings = judged.findings.iter().filter(move |finding| is_it(finding));
            findings.map(|finding| (finding.code, finding.rule)).collect::<BTreeSet<Error>>()
        };
        let errors = of(is_fixed);
        after.weaknesses.extend(of(|finding| finding.severity == Severity::Security));
        after.certain.retain(|error| errors.contains(error));
        after.certain.extend(errors.iter().filter(|_| is_first));
        is_first = false;
        after.errors.extend(errors);
        let Judged { before, through, is_accepted, pool, .. } = judged;
        after.ends.extend(pool.map(|(pool, _)| (choices.variables().to_vec(), pool)));
        let run = Reached { before, through, is_accepted };
        if !after.runs.contains(&run) {
            after.runs.push(run);
        }
    });
    is_known.then_some(after)
}

/// What the fixes of a file are tried on.
struct Trial<'t, S: ?Sized> {
    source: &'t S,
    profile: Profile,
    before: After,
    is_safe: &'t IsSafe<'t>,
}

impl<S: PoolSource + ?Sized> Trial<'_, S> {
    /// The fixes of an error.
    fn fixes(&self, error: Error) -> Vec<Tried> {
        let mut fixes: Vec<Tried> = Vec::new();
        let mut search = Search::of(error, if self.is_update() { MOST_TRIED_OF_UPDATE } else { MOST_TRIED });
        while let Some((settings, steps)) = search.untried.pop_front() {
            // More changes are worth trying only if they keep the mode and what the file has.
            if steps > 1 && fixes.iter().any(|fix| fix.keeps_intent(self.is_on())) {
                break;
            }
            let settings = self.altering(settings);
            let is_known = fixes.iter().any(|fix| fix.is_enough_for(&settings));
            if is_known || !search.is_new(&settings) {
                continue;
            }
            let Some(after) = self.after(&settings) else { continue };
            if !after.errors.contains(&error) && self.adds_none(&after) {
                fixes.push(self.in_one_step(error, &settings).unwrap_or_else(|| self.tried(settings, after)));
            } else {
                // The change can need the fix of another error, too.
                let others = self.before.errors.iter().copied().filter(|other| *other != error);
                search.extend(&settings, steps, after.added(&self.before).into_iter().chain(others));
            }
        }
        // A file that requires MFA isn't meant to turn it off.
        if self.is_on() {
            fixes.retain(|fix| !fix.turns_off());
        }
        fixes
    }

    fn is_update(&self) -> bool {
        self.before.runs.iter().any(|run| run.before.is_some())
    }

    /// The same fix without a second step, if that's enough.
    fn in_one_step(&self, error: Error, settings: &Settings) -> Option<Tried> {
        let in_steps = |setting: &&Setting<'_>| matches!(setting, Setting::InTwoSteps(_));
        let others: Settings = settings.iter().filter(|setting| !in_steps(setting)).copied().collect();
        if others.is_empty() || others.len() == settings.len() {
            return None;
        }
        let after = self.after(&others)?;
        let is_good = !after.errors.contains(&error) && self.adds_none(&after);
        is_good.then(|| self.tried(others, after))
    }

    /// Whether the file asks for a pool that requires MFA.
    fn is_on(&self) -> bool {
        self.before.runs.iter().any(|run| run.through.last().is_some_and(|pool| pool.mode == MfaMode::On))
    }

    /// The changes without those that the file has already. User verification is only a part of what makes passkeys count as MFA.
    fn altering(&self, settings: Settings) -> Settings {
        let mut altering: Settings = settings.into_iter().filter(|setting| self.source.alters(*setting)).collect();
        if !altering.contains(&MULTI) {
            altering.retain(|setting| *setting != VERIFIED);
        }
        altering
    }

    fn tried(&self, settings: Settings, after: After) -> Tried {
        let is_safe = self.is_safe(&after);
        Tried { settings, after, is_safe }
    }

    /// Whether no user of a pool before the deployment is locked out.
    fn is_safe(&self, after: &After) -> bool {
        let mut updates = after.runs.iter().filter_map(|run| Some((run.before.as_ref()?, &run.through)));
        updates.all(|(before, through)| (self.is_safe)(before, through))
    }

    fn adds_none(&self, after: &After) -> bool {
        after.added(&self.before).is_empty()
    }

    /// What the requests lead to after these changes. `None` if the file leaves it open.
    fn after(&self, settings: &[Setting<'_>]) -> Option<After> {
        after(&*self.source.changed(settings)?, self.profile)
    }
}

impl After {
    /// The errors that only show now, or that now show in every run.
    fn added(&self, before: &Self) -> BTreeSet<Error> {
        self.errors.difference(&before.errors).chain(self.certain.difference(&before.certain)).copied().collect()
    }
}

impl Tried {
    fn turns_off(&self) -> bool {
        self.settings.contains(&OFF)
    }

    /// Whether MFA stays as the file has it, and a setting changes instead of being removed.
    fn keeps_intent(&self, is_on: bool) -> bool {
        let is_removal = |setting: &Setting<'_>| matches!(setting, Setting::Remove { .. } | Setting::Drop { .. });
        let makes_optional = is_on && self.settings.contains(&OPTIONAL);
        !self.turns_off() && !makes_optional && !self.settings.iter().all(is_removal)
    }

    /// Whether other changes only do more than needed: more settings, a higher tier, or two other steps.
    fn is_enough_for(&self, others: &Settings) -> bool {
        let is_tier = |settings: &Settings| settings.iter().all(|one| one.member() == PLUS.member());
        let in_steps = |setting: &Setting<'_>| matches!(setting, Setting::InTwoSteps(_));
        let is_in = |one: &Setting<'_>| others.iter().any(|other| one == other || in_steps(one) && in_steps(other));
        self.settings.iter().all(is_in) || is_tier(&self.settings) && is_tier(others)
    }
}

/// Changes to try, the shortest ones first.
struct Search {
    /// Each with the number of steps that it took.
    untried: VecDeque<(Settings, usize)>,
    tried: Vec<Settings>,
    most_tried: usize,
}

impl Search {
    fn of(error: Error, most_tried: usize) -> Self {
        let starts = candidates(error).iter().map(|settings| (settings.to_vec(), 1));
        Self { untried: starts.collect(), tried: Vec::new(), most_tried }
    }

    /// Whether these changes are worth a try.
    fn is_new(&mut self, settings: &Settings) -> bool {
        let is_new = !settings.is_empty() && !self.tried.contains(settings) && self.tried.len() < self.most_tried;
        if is_new {
            self.tried.push(settings.clone());
        }
        is_new
    }

    /// Adds the fixes of what these changes lead to.
    fn extend(&mut self, settings: &Settings, steps: usize, errors: impl Iterator<Item = Error>) {
        if steps < MOST_STEPS {
            let more = errors.flat_map(|error| candidates(error).iter());
            self.untried.extend(more.filter_map(|more| Some((together(settings, more)?, steps + 1))));
        }
    }
}

/// In so many steps, a fix is extended by the fixes of what it leads to.
const MOST_STEPS: usize = 4;

/// So many changes are tried for one refusal.
const MOST_TRIED: usize = 48;

/// An update can also be split in several ways.
const MOST_TRIED_OF_UPDATE: usize = 96;

/// Both changes in one. `None` if they contradict each other.
fn together(one: &[Setting<'static>], other: &[Setting<'static>]) -> Option<Settings> {
    let mut all = one.to_vec();
    for setting in other.iter().filter(|setting| !one.contains(setting)) {
        if all.iter().any(|one| contradicts(*one, *setting)) {
            return None;
        }
        all.push(*setting);
    }
    Some(all)
}

fn contradicts(one: Setting<'_>, other: Setting<'_>) -> bool {
    let is_list = |setting| matches!(setting, Setting::Add { .. } | Setting::Drop { .. });
    let block = |setting: &Setting<'_>| setting.member().split('.').next().unwrap_or_default().to_owned();
    match (one, other) {
        (Setting::Add { element: one, .. } | Setting::Drop { element: one, .. }, _) if is_list(other) => {
            matches!(other, Setting::Add { element, .. } | Setting::Drop { element, .. } if element == one)
        }
        (Setting::Remove { .. }, Setting::Remove { .. }) => false,
        (Setting::Remove { .. }, _) | (_, Setting::Remove { .. }) => block(&one) == block(&other),
        _ => one.member() == other.member(),
    }
}

/// The changes as one sentence, and in which steps to make them as another one.
pub(crate) fn sentence(source: &(impl PoolSource + ?Sized), settings: &[Setting<'_>]) -> String {
    let mut sentence = String::new();
    // How to make the changes is a sentence of its own.
    let in_steps = |setting: &&Setting<'_>| matches!(setting, Setting::InTwoSteps(_));
    let changes: Vec<&Setting<'_>> = settings.iter().filter(|setting| !in_steps(setting)).collect();
    for (index, setting) in changes.iter().enumerate() {
        let mut instruction = source.instruction(**setting);
        if index > 0 {
            sentence.push_str(if index + 1 == changes.len() { " and " } else { ", " });
            // An instruction starts with a verb.
            if let Some(first) = instruction.get_mut(..1) {
                first.make_ascii_lowercase();
            }
        }
        sentence.push_str(&instruction);
    }
    let steps = settings.iter().filter(in_steps).map(|steps| source.instruction(*steps));
    let sentences: Vec<String> = Some(sentence).filter(|one| !one.is_empty()).into_iter().chain(steps).collect();
    sentences.join(". ") + "."
}
