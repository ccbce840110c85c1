//! The fixes of a resource's findings, as changes of its file.

use std::fmt;

use cognito_mfa::Pool;
use cognito_mfa::pool::PoolMember;
use cognito_mfa_infra::cloudformation::JudgedResource;
use cognito_mfa_infra::{Completion, Completions, PoolChange, Setting};
use cognito_mfa_insight::{self as insight, Finding, Fix, Lint, NoFix, Severity};

use super::instruction::settings;
use super::problems::Findings;
use crate::report::{ProblemFix, Safety};

/// The fixes of a resource's findings. The first ones fit together.
pub(super) struct Remedies<'r, 'f, 'p> {
    resource: &'r JudgedResource,
    findings: &'f Findings<'p>,
    /// What the report finds, and what the first fixes so far lead to.
    lints: Vec<Lint>,
    /// The first fixes so far, in one.
    chosen: Vec<Setting<'static>>,
    /// The findings that they fix.
    fixed: Vec<Finding>,
    /// What changes of the file lead to.
    completions: Completions<'r>,
}

/// A fix with what else the file needs.
struct Completed {
    fix: ProblemFix,
    settings: Vec<Setting<'static>>,
    /// The pools that the file leads to with this fix and the first ones before it. `None` if it leaves that open.
    together: Option<Vec<Pool>>,
}

/// What a fix changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Only what the finding needs.
    Alone,
    /// What the first fixes before it change, too.
    WithMade,
}

/// Why a finding has no fix.
#[derive(Clone, Copy)]
pub(super) enum NoRemedy {
    NoFix(NoFix),
    /// The file's tool can't make the changes.
    CannotMake,
    /// The file leaves open what the changes lead to.
    Open,
    /// No change is a fix for all values that the file leaves open.
    NotForAll,
    /// Each change leads to a refused deployment or to a less secure pool.
    LessGood,
    /// The first fixes of other findings are enough.
    FixedByOthers,
    /// The setting does more than what the engine judges.
    HasOtherUses,
}

impl fmt::Display for NoRemedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFix(no_fix) => no_fix.fmt(f),
            Self::CannotMake => {
                f.write_str("A change would fix it, but this version of the provider has no attribute for it.")
            }
            Self::NotForAll => f.write_str("No change fixes it for all values that the file leaves open."),
            Self::LessGood => f.write_str("Each change that was tried leads to another error or is less secure."),
            Self::HasOtherUses => {
                f.write_str("It can stay: threat protection also detects compromised passwords and shows risks.")
            }
            Self::FixedByOthers => f.write_str("The first fixes of the other findings fix this, too."),
            Self::Open => f.write_str("What a fix leads to depends on what the file leaves open, so none was tried."),
        }
    }
}

impl<'r, 'f, 'p> Remedies<'r, 'f, 'p> {
    /// No finding is fixed yet. `lints` is what the report finds, and `chosen` are the changes of the fixes that come first.
    pub(super) fn new(
        resource: &'r JudgedResource,
        findings: &'f Findings<'p>,
        lints: Vec<Lint>,
        chosen: Vec<Setting<'static>>,
    ) -> Self {
        Self { resource, findings, lints, chosen, fixed: Vec::new(), completions: resource.completions() }
    }

    /// The fixes of a finding about a pool that the file leads to, or why there is none. Each one is accepted. The first one is
    /// accepted together with the first ones before it, too. It then removes its finding and theirs and makes no pool less
    /// secure, whatever the values are that the file leaves open.
    pub(super) fn fixes(&mut self, finding: &Finding, pool: &Pool) -> Result<Vec<ProblemFix>, NoRemedy> {
        if finding.lint == Lint::UnusedSetting && finding.setting.member() == PoolMember::ThreatProtection {
            return Err(NoRemedy::HasOtherUses);
        }
        let (mut first, no_remedy) = self.any_first(finding, pool);
        let is_needed = finding.severity() < Severity::Suggestion && !self.chosen.is_empty();
        if first.is_none() && is_needed && !matches!(no_remedy, Some(NoRemedy::FixedByOthers)) {
            first = self.after_made(finding);
        }
        let mut others: Vec<ProblemFix> = Vec::new();
        for fix in &finding.fixes {
            others.extend(self.completed(fix, pool, &[], Scope::Alone).ok().map(|other| other.fix));
        }
        let is_unsafe = |fix: &ProblemFix| matches!(fix.safety, Safety::Unsafe { .. });
        if first.is_none() {
            if let Some(NoRemedy::FixedByOthers) = no_remedy {
                return Err(NoRemedy::FixedByOthers);
            }
            // What would undo another fix of the report isn't recommended.
            others.retain(is_unsafe);
        }
        others.sort_by_key(is_unsafe);
        let mut fixes: Vec<ProblemFix> = Vec::new();
        for fix in first.into_iter().chain(others) {
            if fixes.iter().all(|known| known.text != fix.text) {
                fixes.push(fix);
            }
        }
        if !fixes.is_empty() {
            return Ok(fixes);
        }
        let is_of_several = self.resource.judgment.pools.len() > 1 && !finding.fixes.is_empty();
        let no_remedy = no_remedy.unwrap_or(NoRemedy::NoFix(NoFix::NoSetting));
        let is_of_none = matches!(no_remedy, NoRemedy::NoFix(NoFix::NoSetting));
        Err(if is_of_several && is_of_none { NoRemedy::NotForAll } else { no_remedy })
    }

    /// The fix of a finding that becomes one of the first ones, or why none can. A fix that leads to another warning does only if no
    /// other one can.
    fn any_first(&mut self, finding: &Finding, pool: &Pool) -> (Option<ProblemFix>, Option<NoRemedy>) {
        let is_update = !self.resource.judgment.before.is_empty();
        let (mut with_warning, mut no_remedy) = (None, None);
        for fix in finding.fixes.iter().filter(|fix| is_update || fix.safety == insight::Safety::Safe) {
            match self.first(finding, fix, pool) {
                Ok(first) if with_warning.is_none() && self.leads_to_warning(&first) => with_warning = Some(first),
                Ok(first) if self.leads_to_warning(&first) => {}
                Ok(first) => match self.choose(finding, first) {
                    Ok(fix) => return (Some(fix), None),
                    Err(reason) => return (None, Some(reason)),
                },
                Err(reason) => no_remedy = no_remedy.or(reason),
            }
        }
        match with_warning.map(|first| self.choose(finding, first)) {
            Some(Ok(fix)) => (Some(fix), None),
            Some(Err(reason)) => (None, Some(reason)),
            None => (None, no_remedy),
        }
    }

    fn leads_to_warning(&mut self, first: &Completed) -> bool {
        self.findings.have_others(first.together.as_deref().unwrap_or_default(), &self.lints, Severity::Warning)
    }

    /// A fix as one of the first ones, or why it can't be one of them. `None` if it isn't safe.
    fn first(&mut self, finding: &Finding, fix: &Fix, pool: &Pool) -> Result<Completed, Option<NoRemedy>> {
        let is_safe = |one: &Completed| !matches!(one.fix.safety, Safety::Unsafe { .. });
        let mut first = self.completed(fix, pool, &self.chosen, Scope::Alone);
        if !self.chosen.is_empty() && !first.as_ref().is_ok_and(is_safe) {
            // The fix can need what the first ones change, too.
            let with_chosen = self.completed(fix, pool, &self.chosen, Scope::WithMade).ok().filter(is_safe);
            first = with_chosen.map_or(first, Ok);
        }
        self.fitting(finding, first?)
    }

    /// A fix that was tried, if it's safe and fits the first ones so far.
    fn fitting(&mut self, finding: &Finding, first: Completed) -> Result<Completed, Option<NoRemedy>> {
        if matches!(first.fix.safety, Safety::Unsafe { .. }) {
            return Err(None);
        }
        match self.left(finding, first.together.as_deref().unwrap_or_default()) {
            Some(left) => Err(Some(left)),
            None => Ok(first),
        }
    }

    /// A fix of a finding in a pool that the first fixes so far lead to, as one of them.
    fn after_made(&mut self, finding: &Finding) -> Option<ProblemFix> {
        let Completion::Accepted { together, .. } = self.completions.of(&[], &self.chosen) else { return None };
        together.iter().find_map(|pool| {
            let findings = self.findings.of(pool);
            let fixes = findings.iter().filter(|one| one.is_about_the_same(finding)).flat_map(|one| &one.fixes);
            fixes.filter(|fix| fix.safety == insight::Safety::Safe).find_map(|fix| {
                let completed = self.completed(fix, pool, &self.chosen, Scope::WithMade).ok()?;
                let fitting = self.fitting(finding, completed).ok()?;
                self.choose(finding, fitting).ok()
            })
        })
    }

    /// Adds a fix to the first ones, unless these already remove its finding.
    fn choose(&mut self, finding: &Finding, first: Completed) -> Result<ProblemFix, NoRemedy> {
        let new: Vec<_> = first.settings.into_iter().filter(|one| !self.chosen.contains(one)).collect();
        if !new.is_empty() && self.is_fixed_by_others(finding) {
            return Err(NoRemedy::FixedByOthers);
        }
        self.chosen.extend(new);
        // What it leads to doesn't count against the next ones.
        for pool in first.together.iter().flatten() {
            self.lints.extend(self.findings.of(pool).iter().map(|one| one.lint));
        }
        self.fixed.push(finding.clone());
        Ok(first.fix)
    }

    /// Whether the pool exists and the file doesn't show how it uses passkeys: with an older version of the provider, each update
    /// resets that.
    fn hides_passkeys(&self) -> bool {
        let multi_factor = Setting::Set { member: "FactorConfiguration", value: "MULTI_FACTOR_WITH_USER_VERIFICATION" };
        self.resource.change == PoolChange::Keep && !self.resource.can_make(multi_factor)
    }

    /// Whether every user who can sign in to the pool as it is now can sign in after an update to these pools. The fix doesn't
    /// lock out users who can't sign in now.
    fn is_safe_today(&self, pools: &[(Pool, Pool)]) -> bool {
        let before = &self.resource.judgment.before;
        let after: Vec<Pool> = pools.iter().map(|(_, after)| after.clone()).collect();
        let is_safe = |before: &Pool| self.findings.safety_of(before, &after) == insight::Safety::Safe;
        !before.is_empty() && before.iter().all(|one| is_safe(&one.pool))
    }

    /// Whether the first fixes so far remove this finding, too.
    fn is_fixed_by_others(&mut self, finding: &Finding) -> bool {
        if self.fixed.is_empty() {
            return false;
        }
        let Completion::Accepted { together, .. } = self.completions.of(&[], &self.chosen) else { return false };
        !self.findings.is_reported(finding, &together, &self.resource.judgment)
    }

    /// Why a fix that leads to these pools can't be the first one: one of them still has the finding, has one that was fixed, or
    /// is less secure.
    fn left(&mut self, finding: &Finding, pools: &[Pool]) -> Option<NoRemedy> {
        let judgment = &self.resource.judgment;
        if self.findings.is_reported(finding, pools, judgment) {
            return Some(NoRemedy::NoFix(NoFix::NoSetting));
        }
        if self.findings.have_others(pools, &self.lints, Severity::Security) {
            return Some(NoRemedy::LessGood);
        }
        let undone = self.fixed.iter().find(|one| self.findings.is_reported(one, pools, judgment));
        undone.map(|one| NoRemedy::NoFix(NoFix::Contradicts(one.lint)))
    }

    /// A fix with what else the file needs, unless the tool or the service refuses it.
    fn completed(
        &self,
        fix: &Fix,
        pool: &Pool,
        made: &[Setting<'static>],
        scope: Scope,
    ) -> Result<Completed, NoRemedy> {
        let mut changes = settings(pool, &fix.changes);
        let mut known = fix.safety;
        if scope == Scope::WithMade {
            let new = changes.into_iter().filter(|one| !made.contains(one));
            changes = made.iter().copied().chain(new).collect();
            known = insight::Safety::Safe;
        }
        let (settings, safety, together) = match self.completions.of(made, &changes) {
            Completion::Accepted { settings, pools, together } => {
                // What it does to the pool of the finding alone is known.
                let is_all = scope == Scope::Alone && settings.iter().all(|setting| changes.contains(setting));
                let is_known = |before: &Pool| before == pool && is_all;
                let is_open = |(before, after): &&(Pool, Pool)| before != after && !is_known(before);
                let open: Vec<&(Pool, Pool)> = pools.iter().filter(is_open).collect();
                // The pools after the same one are next to each other.
                let of_one = open.chunk_by(|(one, _), (other, _)| one == other).filter_map(|pairs| {
                    let (before, _) = pairs.first()?;
                    let after: Vec<Pool> = pairs.iter().map(|(_, after)| after.clone()).collect();
                    Some(self.findings.safety_of(before, &after))
                });
                let unsafe_one = std::iter::once(known).chain(of_one).find(|one| *one != insight::Safety::Safe);
                let unsafe_one = unsafe_one.filter(|_| !self.is_safe_today(&pools));
                (settings, unsafe_one.unwrap_or(insight::Safety::Safe), Some(together))
            }
            Completion::NotADeployment => (changes, known, None),
            Completion::CannotMake => return Err(NoRemedy::CannotMake),
            Completion::Open => return Err(NoRemedy::Open),
            Completion::Refused | _ => return Err(NoRemedy::LessGood),
        };
        let safety = match safety {
            insight::Safety::Safe if self.hides_passkeys() => Safety::Unjudged,
            insight::Safety::Safe => Safety::Safe,
            insight::Safety::Unsafe(witness) => Safety::Unsafe { locks_out: witness.user.to_string() },
        };
        let fix = ProblemFix { safety, text: self.resource.instructions(&settings) };
        Ok(Completed { fix, settings, together })
    }
}
