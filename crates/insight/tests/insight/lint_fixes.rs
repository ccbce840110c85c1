//! Each fix of a report is accepted, removes its finding and adds no error. Its safety is what a loop over all users finds.
//! The first fixes of a report fit together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::generate::proptest::reachable_pools;
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskActions, RiskLevel,
    SmsConfiguration, SmsMfa, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::{Pool, PoolPolicy, Profile, UserFacts};
use cognito_mfa_insight::{Finding, NoFix, Plan, PlannedCall, Population, Safety, Severity, SignInPaths, lint_with};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::lint_exact::key;
use crate::dice::{Dice, all_users, pool_of};
use crate::threads::in_two_threads;

/// Whether each user can sign in.
type Able = Arc<Vec<bool>>;

/// The users to keep, and what was found so far.
struct Checker<'a> {
    population: Option<&'a Population>,
    users: Vec<UserFacts>,
    able: Mutex<HashMap<(PoolPolicy, RiskLevel), Able>>,
    /// The findings of each pool, and the errors among them.
    found: Mutex<HashMap<Pool, Arc<[Vec<String>; 2]>>>,
    /// The safe fixes, the unsafe ones, the findings without a fix, and those of them that another fix contradicts.
    counts: Mutex<[usize; 4]>,
}

fn can(pool: &Pool, user: UserFacts, risk: RiskLevel) -> bool {
    !SignInPaths::of(&pool.policy(), user, SignInContext { risk, ..SignInContext::default() }).is_empty()
}

/// The pool after the calls, each accepted.
#[track_caller]
fn made(pool: &Pool, calls: &[PlannedCall]) -> Pool {
    calls.iter().fold(pool.clone(), |pool, call| {
        let done = pool.apply(&call.command).unwrap();
        assert_eq!((done.next(), done.notes()), (&call.pool, call.notes));
        done.into_next()
    })
}

/// The findings that no fix may add: broken rules, users who can't sign in, and a pool that offers no factor.
fn errors(findings: &[Finding]) -> Vec<String> {
    let is_one = |finding: &&Finding| {
        let codes = ["on-cannot-enrol", "recovery-medium-blocks-mfa", "optional-prompts-nobody", "users-locked-out"];
        finding.violation.is_some() || codes.contains(&finding.lint.code())
    };
    findings.iter().filter(is_one).map(key).collect()
}

impl<'a> Checker<'a> {
    fn new(population: Option<&'a Population>) -> Self {
        let users: Vec<_> = match population {
            Some(population) => population.classes().map(|(user, _)| user).collect(),
            None => UserFacts::all().filter(|user| !user.is_disabled()).collect(),
        };
        let (able, found, counts) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { population, users, able, found, counts }
    }

    /// The findings of a pool, and the errors among them.
    fn found(&self, pool: &Pool) -> Arc<[Vec<String>; 2]> {
        if let Some(known) = self.found.lock().unwrap().get(pool) {
            return Arc::clone(known);
        }
        self.keep(pool, &lint_with(pool, self.population))
    }

    fn keep(&self, pool: &Pool, findings: &[Finding]) -> Arc<[Vec<String>; 2]> {
        let found = Arc::new([findings.iter().map(key).collect(), errors(findings)]);
        self.found.lock().unwrap().insert(pool.clone(), Arc::clone(&found));
        found
    }

    /// The users who can sign in. At levels with one action, they are the same.
    fn able(&self, pool: &Pool, level: RiskLevel) -> Able {
        let policy = pool.policy();
        let same = RiskLevel::ALL.iter().copied().find(|other| policy.risk(*other) == policy.risk(level)).unwrap();
        if let Some(known) = self.able.lock().unwrap().get(&(policy, same)) {
            return Arc::clone(known);
        }
        let able: Able = Arc::new(self.users.iter().map(|user| can(pool, *user, same)).collect());
        self.able.lock().unwrap().insert((policy, same), Arc::clone(&able));
        able
    }

    /// Whether each user who can sign in to one pool can sign in to the other, at each risk level.
    fn keeps(&self, before: &Pool, after: &Pool) -> bool {
        RiskLevel::ALL.iter().all(|level| {
            let (before, after) = (self.able(before, *level), self.able(after, *level));
            before.iter().zip(after.iter()).all(|(could, can)| !could || *can)
        })
    }

    #[track_caller]
    fn check(&self, pool: &Pool) {
        let findings = lint_with(pool, self.population);
        let [_, errors_before] = &*self.keep(pool, &findings);
        let mut counts = [0; 4];
        for finding in &findings {
            for fix in &finding.fixes {
                let place = || format!("{fix} for {} in {pool:?}", key(finding));
                assert!(!fix.calls.is_empty() && !fix.changes.is_empty(), "{}", place());
                let after = made(pool, &fix.calls);
                let [left, errors] = &*self.found(&after);
                assert!(!left.contains(&key(finding)), "{}", place());
                assert!(errors.iter().all(|error| errors_before.contains(error)), "{}", place());
                let keeps = fix.calls.iter().all(|call| self.keeps(pool, &call.pool));
                match fix.safety {
                    Safety::Safe => {
                        assert!(keeps, "{}", place());
                        counts[0] += 1;
                    }
                    Safety::Unsafe(witness) => {
                        let (user, risk) = (witness.user, witness.attempt.risk);
                        assert!(!keeps && self.users.contains(&user) && can(pool, user, risk), "{}", place());
                        assert!(fix.calls.iter().any(|call| !can(&call.pool, user, risk)), "{}", place());
                        counts[1] += 1;
                    }
                }
            }
            // A safe fix comes first, unless the report states why there is none.
            let is_safe = finding.fixes.first().is_some_and(|fix| fix.safety == Safety::Safe);
            assert_eq!(is_safe, finding.no_fix.is_none(), "{finding:?} in {pool:?}");
            let all_alike = finding.fixes.iter().all(|fix| (fix.safety == Safety::Safe) == is_safe);
            assert!(all_alike, "{finding:?} in {pool:?}");
            if let Some(no_fix) = finding.no_fix {
                assert_eq!(finding.fixes.is_empty(), no_fix != NoFix::LocksUsersOut, "{finding:?} in {pool:?}");
                counts[2] += usize::from(finding.fixes.is_empty());
                counts[3] += usize::from(matches!(no_fix, NoFix::Contradicts(_)));
            }
        }
        self.fit_together(pool, &findings);
        self.counts.lock().unwrap().iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }

    /// One after the other, the first fixes are accepted, keep all users, remove their findings and add no error.
    #[track_caller]
    fn fit_together(&self, pool: &Pool, findings: &[Finding]) {
        let mut after = pool.clone();
        for fix in findings.iter().filter_map(Finding::fix) {
            let calls = fix.calls_from(&after).unwrap_or_else(|| panic!("{fix} after the fixes before in {pool:?}"));
            after = made(&after, &calls);
        }
        assert!(self.keeps(pool, &after), "{pool:?}");
        let [left, errors_left] = &*self.found(&after);
        for finding in findings.iter().filter(|finding| finding.fix().is_some()) {
            assert!(!left.contains(&key(finding)), "{} is left in {pool:?}", key(finding));
        }
        let errors_before = errors(findings);
        assert!(errors_left.iter().all(|error| errors_before.contains(error)), "{pool:?}");
    }
}

fn checked(population: Option<&Population>, pools: &[Pool]) -> [usize; 4] {
    let checker = Checker::new(population);
    in_two_threads(pools, |pool| {
        checker.check(pool);
        1
    });
    checker.counts.into_inner().unwrap()
}

fn reachable(profile: Profile, count: usize) -> Vec<Pool> {
    let (strategy, mut runner) = (reachable_pools(profile), TestRunner::deterministic());
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn fixes_are_possible_and_judged_and_fit_together() {
    let pools: Vec<_> = Profile::ALL.iter().flat_map(|profile| reachable(*profile, 14)).collect();
    let [safe, harmful, without, contradicted] = checked(None, &pools);
    let enough = safe > 40 && harmful > 10 && without > 6 && contradicted > 1;
    assert!(enough, "{safe} safe, {harmful} unsafe, {without} without, {contradicted} contradicted");
}

#[test]
fn fixes_keep_the_users_of_a_population() {
    let (all, settled) = all_users();
    let mut dice = Dice::new(63);
    let mut total = [0; 4];
    for number in 0..12 {
        let users: Population = (0..number * 3).map(|_| dice.user(&all, &settled)).collect();
        let pools = reachable(Profile::ALL[number % 2], 4 + number);
        let counts = checked(Some(&users), &pools[number..]);
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    let [safe, harmful, without, _] = total;
    assert!(safe > 150 && harmful > 3 && without > 10, "{total:?}");
}

/// Pools that no calls lead to: an operation of ours must cope with what it's given.
#[test]
fn fixes_of_any_pool_are_possible_and_judged_and_fit_together() {
    let mut dice = Dice::new(64);
    let pools: Vec<_> = (0..16).map(|_| pool_of(&dice.policy())).collect();
    let [safe, harmful, ..] = checked(None, &pools);
    assert!(safe > 15 && harmful > 15, "{safe} safe, {harmful} unsafe");
}

/// Whether calls can lead to the policy (spec 5 and 6). The next test shows that they do.
fn is_reachable(policy: &PoolPolicy) -> bool {
    let PoolPolicy { tier, mode, configured, passwordless, recovery, .. } = *policy;
    let has = |factor| configured.contains(factor);
    let otp = [PasswordlessFactor::EmailOtp, PasswordlessFactor::SmsOtp].iter().any(|otp| passwordless.contains(*otp));
    let passkeys = passwordless.contains(PasswordlessFactor::WebAuthn);
    let lite = otp || passkeys || has(Factor::Email) || has(Factor::Passkey);
    let by_email_only = matches!(recovery, AccountRecovery::NotSet | AccountRecovery::Email);
    let codes = !configured.codes().is_empty();
    (tier != Tier::Lite || !lite)
        && (tier == Tier::Plus || policy.threat_protection == ThreatProtection::Off)
        && (has(Factor::Sms) || !passwordless.contains(PasswordlessFactor::SmsOtp))
        && (mode != MfaMode::Off || !(has(Factor::Totp) || has(Factor::Email)))
        && !(has(Factor::Email) && by_email_only)
        && (mode != MfaMode::On || (codes && !otp && (!passkeys || has(Factor::Passkey))))
}

/// Every policy that calls can lead to. The device, threat protection and the risk actions take turns, because the rules
/// don't connect them with the other parts.
pub(super) fn every_policy() -> Vec<Pool> {
    let devices: Vec<_> = [None].into_iter().chain(DeviceConfiguration::all().map(Some)).collect();
    let actions: Vec<_> = RiskActions::all().collect();
    let mut dice = Dice::new(65);
    let mut pools = Vec::new();
    for profile in Profile::ALL {
        for (tier, mode) in Tier::ALL.iter().flat_map(|tier| MfaMode::ALL.iter().map(move |mode| (*tier, *mode))) {
            for (configured, passwordless) in FactorSet::subsets()
                .flat_map(|configured| PasswordlessFactorSet::subsets().map(move |firsts| (configured, firsts)))
            {
                for (recovery, user_verification) in AccountRecovery::ALL.iter().flat_map(|recovery| {
                    UserVerification::ALL.iter().map(move |verification| (*recovery, *verification))
                }) {
                    let mut policy = PoolPolicy::default().with_profile(*profile).with_tier(tier).with_mode(mode);
                    (policy.configured, policy.passwordless) = (configured, passwordless);
                    (policy.recovery, policy.user_verification) = (recovery, user_verification);
                    policy.device = dice.pick(&devices);
                    if tier == Tier::Plus {
                        policy.threat_protection = dice.pick(ThreatProtection::ALL);
                        policy.risk_actions = dice.pick(&actions);
                    }
                    if is_reachable(&policy) {
                        pools.push(pool(&policy));
                    }
                }
            }
        }
    }
    pools
}

/// A pool with this policy whose SMS configuration the rules accept.
fn pool(policy: &PoolPolicy) -> Pool {
    let mut pool = pool_of(policy);
    let sms = SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms").with_external_id("x1");
    pool.sms_configuration = pool.sms_configuration.map(|_| sms);
    pool.sms_mfa = pool.sms_configuration.as_ref().filter(|_| policy.mode != MfaMode::Off).map(|_| SmsMfa::new());
    pool
}

#[test]
fn calls_lead_to_the_policies_of_the_space() {
    let pools = every_policy();
    assert!(pools.len() > 6_000, "{}", pools.len());
    for pool in pools.iter().step_by(211) {
        assert!(Plan::from_nothing(pool).is_ok(), "{pool:?}");
    }
}

/// Each so many policies are searched, or all of them if `COGNITO_MFA_EVERY_POLICY` is set.
pub(crate) fn step(usual: usize) -> usize {
    if std::env::var_os("COGNITO_MFA_EVERY_POLICY").is_some() { 1 } else { usual }
}

/// What the service accepts isn't wrong: without users, no one is kept out yet.
fn check_that_no_finding_is_an_error(step: usize) {
    let pools: Vec<Pool> = every_policy().into_iter().step_by(step).collect();
    let checked = in_two_threads(&pools, |pool| {
        for users in [None, Some(&Population::default())] {
            for finding in lint_with(pool, users) {
                assert_ne!(finding.severity(), Severity::Error, "{finding:?} in {pool:?}");
            }
        }
        1
    });
    assert!(checked * step > 6_000, "{checked}");
}

#[test]
fn pools_that_the_service_accepts_have_no_error_without_users() {
    check_that_no_finding_is_an_error(23);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn many_pools_that_the_service_accepts_have_no_error_without_users() {
    check_that_no_finding_is_an_error(step(5));
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn fixes_of_reachable_policies_are_possible_and_judged_and_fit_together() {
    let step = step(3);
    let pools: Vec<Pool> = every_policy().into_iter().step_by(step).collect();
    let [safe, harmful, without, contradicted] = checked(None, &pools).map(|count| count * step);
    let enough = safe > 20_000 && harmful > 5_000 && without > 1_000 && contradicted > 300;
    assert!(enough, "{safe} safe, {harmful} unsafe, {without} without, {contradicted} contradicted");
}
