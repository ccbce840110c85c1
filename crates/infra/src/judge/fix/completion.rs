//! Changes of a file that lead to an accepted deployment, with what else they need.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use super::table::{NO_THREAT_PROTECTION, OFF, OPTIONAL, candidates};
use super::{After, Settings, after, together};
use crate::choices::Variable;
use crate::judge::{JudgeOptions, PoolSource};
use crate::setting::Setting;
use cognito_mfa::pool::{MfaMode, Pool};

/// What some changes of a file lead to.
///
/// [`JudgedResource::completions`](crate::JudgedResource::completions) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// The deployment is accepted.
    Accepted {
        /// The changes, with those that the file needs in addition.
        settings: Vec<Setting<'static>>,
        /// The pools that the deployment leads to without and with these changes, for the same values of what the file leaves open.
        pools: Vec<(Pool, Pool)>,
        /// The pools that it leads to with the changes that were made before, too.
        together: Vec<Pool>,
    },
    /// The deployment is refused or less secure, whatever else was tried.
    Refused,
    /// The file's tool can't make these changes.
    CannotMake,
    /// The file leaves open what the changes lead to.
    Open,
    /// The file is the service's answer about a pool, so there is nothing to deploy.
    NotADeployment,
}

/// The changes of a file that were tried. Each is tried once.
///
/// [`JudgedResource::completions`](crate::JudgedResource::completions) has an example.
pub struct Completions<'r> {
    source: &'r dyn PoolSource,
    options: JudgeOptions,
    before: OnceCell<Option<Rc<After>>>,
    tried: RefCell<Vec<(Settings, Option<Rc<After>>)>>,
}

impl fmt::Debug for Completions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completions").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<'r> Completions<'r> {
    pub(crate) const fn new(source: &'r dyn PoolSource, options: JudgeOptions) -> Self {
        Self { source, options, before: OnceCell::new(), tried: RefCell::new(Vec::new()) }
    }

    /// What the file leads to without changes. An error that the report hides behind another one isn't one.
    fn before(&self) -> Option<Rc<After>> {
        let before = || after(self.source, self.options.profile).filter(|after| after.is_complete).map(Rc::new);
        self.before.get_or_init(before).clone()
    }

    /// What the file leads to with the changes that were made before.
    fn after_made(&self, made: &[Setting<'static>]) -> Option<Rc<After>> {
        if made.is_empty() { self.before() } else { self.made_with(made) }
    }

    /// What the file leads to with these changes. `None` if it leaves that open.
    fn made_with(&self, settings: &[Setting<'static>]) -> Option<Rc<After>> {
        let altering: Settings = settings.iter().copied().filter(|one| self.source.alters(*one)).collect();
        if let Some((_, known)) = self.tried.borrow().iter().find(|(tried, _)| *tried == altering) {
            return known.clone();
        }
        let changed = self.source.changed(&altering);
        let after = changed.and_then(|changed| after(&*changed, self.options.profile));
        let after = after.filter(|after| after.is_complete).map(Rc::new);
        self.tried.borrow_mut().push((altering, after.clone()));
        after
    }

    /// These changes with what else the file needs, so that its deployment is accepted with them alone, and together with
    /// those that were made before.
    #[must_use]
    pub fn of(&self, made: &[Setting<'static>], changes: &[Setting<'static>]) -> Completion {
        let source = self.source;
        if source.changed(&[]).is_none() {
            return Completion::NotADeployment;
        }
        let can_make = |changes: &[Setting<'static>]| changes.iter().all(|change| source.can_make(*change));
        if !can_make(changes) {
            return Completion::CannotMake;
        }
        // The file can lack what the changes remove.
        if !changes.iter().any(|change| source.alters(*change)) {
            return Completion::Refused;
        }
        let (Some(before), Some(before_all)) = (self.before(), self.after_made(made)) else { return Completion::Open };
        let is_on = before.ends.iter().any(|(_, pool)| pool.mode == MfaMode::On);
        let mut untried: VecDeque<(Settings, usize)> = [(changes.to_vec(), 0)].into();
        let mut tried: Vec<Settings> = Vec::new();
        while let Some((settings, steps)) = untried.pop_front() {
            if tried.contains(&settings) || tried.len() >= MOST_TRIED {
                continue;
            }
            tried.push(settings.clone());
            let Some(all) = together(made, &settings) else { continue };
            let Some(alone) = self.made_with(&settings) else {
                // Without the additions, it can be known.
                if steps > 0 {
                    continue;
                }
                return Completion::Open;
            };
            let mut added = alone.added(&before);
            if steps == MOST_STEPS && !added.is_empty() {
                continue;
            }
            let all = if all == settings { Some(alone.clone()) } else { self.made_with(&all) };
            let Some(all) = all else { continue };
            added.extend(all.added(&before_all));
            let is_weaker = |after: &After, before: &After| !after.weaknesses.is_subset(&before.weaknesses);
            if added.is_empty() {
                if is_weaker(&alone, &before) || is_weaker(&all, &before_all) {
                    continue;
                }
                let together = all.ends.iter().map(|(_, pool)| pool.clone()).collect();
                let settings = settings.into_iter().filter(|one| source.alters(*one)).collect();
                return Completion::Accepted { settings, pools: pairs(&before, &alone), together };
            }
            if steps < MOST_STEPS {
                let more = added.into_iter().flat_map(|error| candidates(error).iter());
                let more =
                    more.filter(|more| can_make(more) && !more.iter().any(|setting| costs_too_much(*setting, is_on)));
                untried.extend(more.filter_map(|more| Some((together(&settings, more)?, steps + 1))));
            }
        }
        Completion::Refused
    }
}

/// Each pool before with the pools after it, for the same values of what the file leaves open.
fn pairs(before: &After, after: &After) -> Vec<(Pool, Pool)> {
    let fits = |one: &[Variable], other: &[Variable]| {
        let differs = |one: &Variable| other.iter().any(|other| other.name == one.name && other.value != one.value);
        !one.iter().any(differs)
    };
    let mut pairs: Vec<(Pool, Pool)> = Vec::new();
    for (values, pool) in &before.ends {
        for (_, changed) in after.ends.iter().filter(|(other, _)| fits(values, other)) {
            if !pairs.iter().any(|(one, other)| one == pool && other == changed) {
                pairs.push((pool.clone(), changed.clone()));
            }
        }
    }
    pairs
}

/// Whether a change that a refusal needs gives up security, or takes two steps. No finding is worth that.
fn costs_too_much(setting: Setting<'static>, is_on: bool) -> bool {
    setting == OFF
        || setting == NO_THREAT_PROTECTION
        || (setting == OPTIONAL && is_on)
        || matches!(setting, Setting::InTwoSteps(_))
}

/// So many changes are tried.
const MOST_TRIED: usize = 24;

/// So many times, changes are extended.
const MOST_STEPS: usize = 2;
