//! The fixes of a resource's findings, as changes of its file.

use cognito_mfa::Pool;
use cognito_mfa_infra::cloudformation::JudgedResource;
use cognito_mfa_infra::{Completion, Setting};
use cognito_mfa_insight::{self as insight, Finding, Fix, Population};

use super::instruction::settings;
use crate::report::{ProblemFix, Safety};

/// The fixes of a resource's findings. The first ones fit together.
pub(super) struct Remedies<'r> {
    pub(super) resource: &'r JudgedResource,
    pub(super) population: Option<&'r Population>,
    /// The first fixes so far, in one.
    pub(super) chosen: Vec<Setting<'static>>,
}

impl Remedies<'_> {
    /// The fixes of a finding about a pool that the file leads to: each one is accepted, and the first one also together with
    /// the first ones before it.
    pub(super) fn fixes(&mut self, finding: &Finding, pool: &Pool) -> Vec<ProblemFix> {
        let mut fixes: Vec<ProblemFix> = Vec::new();
        let mut has_first = false;
        for fix in &finding.fixes {
            if !has_first
                && fix.safety == insight::Safety::Safe
                && let Some((first, settings)) = self.completed(fix, pool, &self.chosen)
            {
                has_first = true;
                let new: Vec<_> = settings.into_iter().filter(|setting| !self.chosen.contains(setting)).collect();
                self.chosen.extend(new);
                fixes.insert(0, first);
            } else if let Some((other, _)) = self.completed(fix, pool, &[]) {
                fixes.push(other);
            }
        }
        if !has_first {
            // What would undo another fix of the report isn't recommended.
            fixes.retain(|fix| matches!(fix.safety, Safety::Unsafe { .. }));
        }
        fixes.sort_by_key(|fix| matches!(fix.safety, Safety::Unsafe { .. }));
        fixes
    }

    /// A fix with what else the file needs. `None` if the tool or the service refuses it.
    fn completed(
        &self,
        fix: &Fix,
        pool: &Pool,
        made: &[Setting<'static>],
    ) -> Option<(ProblemFix, Vec<Setting<'static>>)> {
        let changes = settings(pool, &fix.changes);
        let (settings, safety) = match self.resource.completed(made, &changes) {
            Completion::Accepted { settings, pools } if settings.len() > changes.len() => {
                (settings, insight::Safety::of(pool, &pools, self.population))
            }
            Completion::Refused => return None,
            // It does what the fix does.
            Completion::Accepted { .. } | Completion::NotTried | _ => (changes, fix.safety),
        };
        let safety = match safety {
            insight::Safety::Safe => Safety::Safe,
            insight::Safety::Unsafe(witness) => Safety::Unsafe { locks_out: witness.user.to_string() },
        };
        let text = self.resource.instructions(&settings);
        Some((ProblemFix { safety, text }, settings))
    }
}
