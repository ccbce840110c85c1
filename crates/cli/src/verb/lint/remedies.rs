//! The fixes of a resource's findings, as changes of its file.

use cognito_mfa::Pool;
use cognito_mfa_infra::cloudformation::JudgedResource;
use cognito_mfa_infra::{Completion, Setting};
use cognito_mfa_insight::{self as insight, Finding, Fix, NoFix};

use super::instruction::settings;
use super::problems::Findings;
use crate::report::{ProblemFix, Safety};

/// The fixes of a resource's findings. The first ones fit together.
pub(super) struct Remedies<'r, 'f, 'p> {
    pub(super) resource: &'r JudgedResource,
    pub(super) findings: &'f mut Findings<'p>,
    /// The first fixes so far, in one.
    pub(super) chosen: Vec<Setting<'static>>,
    /// The findings that they fix.
    pub(super) fixed: Vec<Finding>,
}

/// A fix with what else the file needs.
struct Completed {
    fix: ProblemFix,
    settings: Vec<Setting<'static>>,
    /// The pools that the file leads to with this fix and the first ones before it. `None` if it leaves that open.
    together: Option<Vec<Pool>>,
}

impl Remedies<'_, '_, '_> {
    /// The fixes of a finding about a pool that the file leads to, and why there is none if the report's other fixes are the
    /// reason. Each one is accepted. The first one is accepted together with the first ones before it, too, and then removes its
    /// finding and theirs, whatever the values are that the file leaves open.
    pub(super) fn fixes(&mut self, finding: &Finding, pool: &Pool) -> (Vec<ProblemFix>, Option<NoFix>) {
        let mut fixes: Vec<ProblemFix> = Vec::new();
        let (mut has_first, mut no_fix) = (false, None);
        for fix in &finding.fixes {
            if !has_first
                && fix.safety == insight::Safety::Safe
                && let Some(first) = self.completed(fix, pool, &self.chosen)
            {
                let left = self.left(finding, first.together.as_deref().unwrap_or_default());
                if left.is_none() {
                    has_first = true;
                    let new: Vec<_> = first.settings.into_iter().filter(|one| !self.chosen.contains(one)).collect();
                    self.chosen.extend(new);
                    self.fixed.push(finding.clone());
                    fixes.insert(0, first.fix);
                    continue;
                }
                no_fix = no_fix.or(left);
            }
            fixes.extend(self.completed(fix, pool, &[]).map(|other| other.fix));
        }
        if !has_first {
            // What would undo another fix of the report isn't recommended.
            fixes.retain(|fix| matches!(fix.safety, Safety::Unsafe { .. }));
        }
        fixes.sort_by_key(|fix| matches!(fix.safety, Safety::Unsafe { .. }));
        (fixes, no_fix.filter(|_| !has_first))
    }

    /// Why a fix that leads to these pools can't be the first one: one of them still has the finding, or one that was fixed.
    fn left(&mut self, finding: &Finding, pools: &[Pool]) -> Option<NoFix> {
        let judgment = &self.resource.judgment;
        if self.findings.is_reported(finding, pools, judgment) {
            return Some(NoFix::NoSetting);
        }
        let undone = self.fixed.iter().find(|one| self.findings.is_reported(one, pools, judgment));
        undone.map(|one| NoFix::Contradicts(one.lint))
    }

    /// A fix with what else the file needs. `None` if the tool or the service refuses it.
    fn completed(&self, fix: &Fix, pool: &Pool, made: &[Setting<'static>]) -> Option<Completed> {
        let changes = settings(pool, &fix.changes);
        let (settings, safety, together) = match self.resource.completed(made, &changes) {
            Completion::Accepted { settings, pools, together } => {
                // It does what the fix does.
                let is_same = settings.len() == changes.len();
                let safety = || insight::Safety::of(pool, &pools, self.findings.population);
                (settings, if is_same { fix.safety } else { safety() }, Some(together))
            }
            Completion::Refused => return None,
            Completion::NotTried | _ => (changes, fix.safety, None),
        };
        let safety = match safety {
            insight::Safety::Safe => Safety::Safe,
            insight::Safety::Unsafe(witness) => Safety::Unsafe { locks_out: witness.user.to_string() },
        };
        let fix = ProblemFix { safety, text: self.resource.instructions(&settings) };
        Some(Completed { fix, settings, together })
    }
}
