//! The fixes of refusals: changes of settings, each tried before it's printed.

mod completion;
mod joint;
mod table;

use std::collections::{BTreeMap, VecDeque};

use super::{Judge, PoolSource, Run, State};
use crate::choices::Choices;
use crate::finding::{Finding, Outcome, Severity};
use crate::setting::Setting;
use cognito_mfa::Profile;
use cognito_mfa::pool::Pool;
use cognito_mfa::rules::Rule;
pub use completion::Completion;
pub(crate) use completion::completed;
use table::{OFF, PLUS, candidates};

/// Gives each refusal the fixes that were tried: each one removes its refusal and adds none.
///
/// The first fixes fit together, if some fixes do: made all at once, they remove all their refusals and add none. A refusal
/// without a fix that was tried keeps its general one.
pub(super) fn add(source: &(impl PoolSource + ?Sized), findings: &mut [Finding], profile: Profile, choices: &Choices) {
    let trial = Trial { source, profile, choices, before: codes(findings) };
    let mut refusals: Vec<Refusal> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let error = (finding.code, finding.rule);
        let is_known = refusals.iter().any(|refusal| refusal.code == finding.code);
        let fixes = if is_known { Vec::new() } else { trial.fixes(error) };
        if !fixes.is_empty() {
            refusals.push(Refusal { code: finding.code, fixes });
        }
    }
    joint::put_first(&trial, &mut refusals);
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Some(refusal) = refusals.iter().find(|one| one.code == finding.code) else { continue };
        let sentence = |tried: &Tried| sentence(source, &tried.settings);
        finding.fixes = refusal.fixes.iter().map(sentence).collect();
        let outcome = |tried: &Tried| Outcome {
            fix: sentence(tried),
            before: tried.after.before.clone(),
            through: tried.after.pools.clone(),
        };
        finding.outcomes = refusal.fixes.iter().map(outcome).collect();
    }
}

/// An error of a run: its code, with the rule that a request breaks.
type Error = (&'static str, Option<Rule>);

type Errors = BTreeMap<&'static str, Option<Rule>>;

fn codes(findings: &[Finding]) -> Errors {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| (finding.code, finding.rule)).collect()
}

type Settings = Vec<Setting<'static>>;

/// A refusal that was found, with the fixes that were tried.
struct Refusal {
    code: &'static str,
    fixes: Vec<Tried>,
}

/// Changes that were tried.
#[derive(Clone)]
struct Tried {
    settings: Settings,
    after: After,
}

/// What the requests lead to after some changes.
#[derive(Clone)]
struct After {
    errors: Errors,
    before: Option<Pool>,
    /// The pool after each request.
    pools: Vec<Pool>,
}

/// What the fixes of a run are tried on.
struct Trial<'t, S: ?Sized> {
    source: &'t S,
    profile: Profile,
    choices: &'t Choices,
    before: Errors,
}

impl<S: PoolSource + ?Sized> Trial<'_, S> {
    /// The fixes of an error.
    fn fixes(&self, error: Error) -> Vec<Tried> {
        let mut fixes: Vec<Tried> = Vec::new();
        let mut search = Search::of(error);
        while let Some((settings, steps)) = search.untried.pop_front() {
            // A longer way is worth trying only to keep the mode.
            if steps > 1 && fixes.iter().any(|fix| !fix.turns_off()) {
                break;
            }
            let settings = self.altering(settings);
            let is_known = fixes.iter().any(|fix| fix.is_enough_for(&settings));
            if is_known || !search.is_new(&settings) {
                continue;
            }
            let Some(after) = self.after(&settings) else { continue };
            if !after.errors.contains_key(error.0) && self.adds_none(&after) {
                fixes.push(Tried { settings, after });
            } else {
                search.extend(&settings, steps, self.added(&after));
            }
        }
        fixes
    }

    /// The changes without those that the file has already.
    fn altering(&self, settings: Settings) -> Settings {
        settings.into_iter().filter(|setting| self.source.alters(*setting)).collect()
    }

    fn adds_none(&self, after: &After) -> bool {
        after.errors.keys().all(|code| self.before.contains_key(code))
    }

    /// The errors that only show now.
    fn added(&self, after: &After) -> Vec<Error> {
        after.errors().filter(|(code, _)| !self.before.contains_key(code)).collect()
    }

    /// What the requests lead to after these changes. `None` if the pool doesn't exist in this run, if its requests
    /// are open, or if the file leaves open what the changes lead to.
    fn after(&self, settings: &[Setting<'_>]) -> Option<After> {
        let changed = self.source.changed(settings)?;
        let mut choices = self.choices.clone();
        let run = changed.run(&mut choices).filter(|run| !run.is_open)?;
        let run = Run { pool: run.pool.map(|pool| pool.with_profile(self.profile)), ..run };
        let judge = Judge::new(&*changed, &run, self.profile);
        let mut state = State { pool: run.pool.clone(), ..State::default() };
        judge.all(&run.asides, &mut state, &mut choices);
        state.findings.extend(run.findings.iter().cloned());
        let is_update = judge.is_update;
        let before = run.pool.filter(|_| is_update);
        Some(After { errors: codes(&state.findings), before, pools: state.pools })
    }
}

impl After {
    fn errors(&self) -> impl Iterator<Item = Error> + '_ {
        self.errors.iter().map(|(code, rule)| (*code, *rule))
    }
}

impl Tried {
    fn turns_off(&self) -> bool {
        self.settings.contains(&OFF)
    }

    /// Whether other changes only do more than needed: more settings, or a higher tier.
    fn is_enough_for(&self, others: &Settings) -> bool {
        let is_tier = |settings: &Settings| settings.iter().all(|one| one.member() == PLUS.member());
        self.settings.iter().all(|one| others.contains(one)) || is_tier(&self.settings) && is_tier(others)
    }
}

/// Changes to try, the shortest ones first.
struct Search {
    /// Each with the number of steps that it took.
    untried: VecDeque<(Settings, usize)>,
    tried: Vec<Settings>,
}

impl Search {
    fn of(error: Error) -> Self {
        let starts = candidates(error).iter().map(|settings| (settings.to_vec(), 1));
        Self { untried: starts.collect(), tried: Vec::new() }
    }

    /// Whether these changes are worth a try.
    fn is_new(&mut self, settings: &Settings) -> bool {
        let is_new = !settings.is_empty() && !self.tried.contains(settings) && self.tried.len() < MOST_TRIED;
        if is_new {
            self.tried.push(settings.clone());
        }
        is_new
    }

    /// Adds the fixes of what these changes lead to.
    fn extend(&mut self, settings: &Settings, steps: usize, errors: Vec<Error>) {
        if steps < MOST_STEPS {
            let more = errors.into_iter().flat_map(|error| candidates(error).iter());
            self.untried.extend(more.filter_map(|more| Some((together(settings, more)?, steps + 1))));
        }
    }
}

/// In so many steps, a fix is extended by the fixes of what it leads to.
const MOST_STEPS: usize = 4;

/// So many changes are tried for one refusal.
const MOST_TRIED: usize = 48;

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

/// The changes as one sentence.
pub(crate) fn sentence(source: &(impl PoolSource + ?Sized), settings: &[Setting<'_>]) -> String {
    let mut sentence = String::new();
    for (index, setting) in settings.iter().enumerate() {
        let mut instruction = source.instruction(*setting);
        if index > 0 {
            sentence.push_str(if index + 1 == settings.len() { " and " } else { ", " });
            // An instruction starts with a verb.
            if let Some(first) = instruction.get_mut(..1) {
                first.make_ascii_lowercase();
            }
        }
        sentence.push_str(&instruction);
    }
    sentence + "."
}
