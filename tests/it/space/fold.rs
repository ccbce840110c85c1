//! The parts that the canonical space leaves out don't matter to the decision.

use std::collections::{HashMap, HashSet};

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Device, FirstChallenge, FirstFactor, available_challenges};
use cognito_mfa::{Attempt, PoolPolicy, Profile, UserFacts, resolve};

use super::canonical::{Region, Scene, fold_scene, fold_user, times};
use super::translate;
use crate::naive::decide;
use crate::threads::in_two_threads;

#[test]
fn the_canonical_space_is_its_own_fold() {
    for region in Region::all() {
        assert_eq!(region.scenes.iter().collect::<HashSet<_>>().len(), region.scenes.len());
        assert_eq!(region.users.iter().collect::<HashSet<_>>().len(), region.users.len());
        assert!(region.scenes.iter().all(|scene| fold_scene(*scene) == *scene));
        assert!(region.users.iter().all(|user| fold_user(region.first_factor, *user) == *user));
    }
}

#[test]
fn every_user_gets_the_answer_of_their_canonical_user() {
    let mut inputs = 0;
    for region in Region::all() {
        let places: HashMap<_, _> = region.users.iter().zip(0_usize..).collect();
        let place = |user| places[&fold_user(region.first_factor, user)];
        let users: Vec<_> = UserFacts::all().map(|user| (user, place(user))).collect();
        inputs += in_two_threads(&region.scenes, |scene| {
            let answer = |user: &UserFacts| resolve(&scene.pool, *user, scene.attempt);
            let answers: Vec<_> = region.users.iter().map(answer).collect();
            for (user, place) in &users {
                assert_eq!(answer(user), answers[*place], "{user:?} in {scene:?}");
            }
            users.len()
        });
    }
    assert_eq!(inputs, (2448 + 6 * 96) * 38_880);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn a_pool_or_an_attempt_that_differs_in_one_folded_thing_gets_the_same_answer() {
    let mut inputs = 0;
    for region in Region::all() {
        inputs += in_two_threads(&region.scenes, |scene| {
            let others = one_thing_apart(*scene);
            for user in &region.users {
                let answer = resolve(&scene.pool, *user, scene.attempt);
                for other in &others {
                    assert_eq!(resolve(&other.pool, *user, other.attempt), answer, "{user:?} in {other:?}");
                }
            }
            others.len() * region.users.len()
        });
    }
    assert_eq!(inputs, 908_803_584);
}

/// The scenes that fold to this canonical scene and differ from it in one dimension. The risk counts as one dimension: it
/// varies in the three actions, and in tier, threat protection and level when all levels have the same action.
fn one_thing_apart(scene: Scene) -> Vec<Scene> {
    let one = &[scene];
    let devices = std::iter::once(None).chain(DeviceConfiguration::all().map(Some));
    let mut risks = times(one, RiskAction::ALL, |s, action| s.pool.risk_actions = RiskActions::every(*action));
    risks = times(&risks, Tier::ALL, |s, tier| s.pool.tier = *tier);
    risks = times(&risks, ThreatProtection::ALL, |s, threat| s.pool.threat_protection = *threat);
    risks = times(&risks, RiskLevel::ALL, |s, level| s.attempt.risk = *level);
    let mut all = [
        times(one, Profile::ALL, |s, profile| s.pool.profile = *profile),
        times(one, MfaMode::ALL, |s, mode| s.pool.mode = *mode),
        times(one, FactorSet::subsets(), |s, configured| s.pool.configured = configured),
        times(one, UserVerification::ALL, |s, uv| s.pool.user_verification = *uv),
        times(one, PasswordlessFactorSet::subsets(), |s, passwordless| s.pool.passwordless = passwordless),
        times(one, AccountRecovery::ALL, |s, recovery| s.pool.recovery = *recovery),
        times(one, devices, |s, device| s.pool.device = device),
        times(one, RiskActions::all(), |s, actions| s.pool.risk_actions = actions),
        times(one, Device::ALL, |s, device| s.attempt.device = *device),
        risks,
    ]
    .concat();
    all.retain(|other| *other != scene && fold_scene(*other) == scene);
    all
}

#[test]
fn a_pools_risk_has_the_action_of_the_naive_model() {
    let pools = times(&[PoolPolicy::default()], Tier::ALL, |pool, tier| pool.tier = *tier);
    let pools = times(&pools, ThreatProtection::ALL, |pool, threat| pool.threat_protection = *threat);
    let pools = times(&pools, RiskActions::all(), |pool, actions| pool.risk_actions = actions);
    for pool in &pools {
        for level in RiskLevel::ALL {
            let attempt = Attempt { risk: *level, ..Attempt::password() };
            let naive = translate::attempt(attempt, pool.profile);
            assert_eq!(pool.risk(*level).name(), decide::risk_action(&translate::pool(pool).naive(), &naive));
        }
    }
    assert_eq!(pools.len(), 3 * 3 * 64);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn two_million_unfolded_inputs_equal_their_fold_and_the_naive_model() {
    let users: Vec<_> = UserFacts::all().collect();
    let regions: HashMap<FirstFactor, HashSet<Scene>> =
        Region::all().map(|region| (region.first_factor, region.scenes.into_iter().collect())).collect();
    let inputs = in_two_threads(&[1, 2], |seed| {
        let mut random = SplitMix64(*seed);
        for _ in 0..1_000_000 {
            let (scene, user) = (random.scene(), random.pick(&users));
            let folded = fold_scene(scene);
            assert!(regions[&scene.attempt.first_factor].contains(&folded), "{scene:?} folds to {folded:?}");
            check(scene, user, folded);
        }
        1_000_000
    });
    assert_eq!(inputs, 2_000_000);
}

#[track_caller]
fn check(scene: Scene, user: UserFacts, folded: Scene) {
    let resolution = resolve(&scene.pool, user, scene.attempt);
    let first_factor = scene.attempt.first_factor;
    assert_eq!(
        resolve(&folded.pool, fold_user(first_factor, user), folded.attempt),
        resolution,
        "{user:?} in {scene:?}"
    );

    let (pool, other) = (translate::pool(&scene.pool).naive(), translate::user(&user.user(crate::STAMP)).naive());
    let attempt = translate::attempt(scene.attempt, scene.pool.profile);
    let (outcome, code) = decide::decide(&pool, &other, &attempt);
    assert_eq!(resolution.reason().code(), code, "{user:?} in {scene:?}");
    assert!(translate::means(&outcome, resolution.outcome()), "{resolution:?}, not {outcome}: {user:?} in {scene:?}");

    let available = available_challenges(&scene.pool, user).iter().map(FirstChallenge::name);
    assert!(available.eq(decide::available(&pool, &other)), "{user:?} in {scene:?}");
}

/// The generator splitmix64 by Sebastiano Vigna. It returns the same numbers on every machine.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.next() % values.len() as u64).unwrap()]
    }

    fn flip(&mut self) -> bool {
        self.pick(&[false, true])
    }

    fn scene(&mut self) -> Scene {
        let device = DeviceConfiguration::new()
            .with_challenge_required_on_new_device(self.flip())
            .with_device_only_remembered_on_user_prompt(self.flip());
        let pool = PoolPolicy::default()
            .with_profile(self.pick(Profile::ALL))
            .with_tier(self.pick(Tier::ALL))
            .with_mode(self.pick(MfaMode::ALL))
            .with_configured(FactorSet::all().iter().filter(|_| self.flip()).collect())
            .with_user_verification(self.pick(UserVerification::ALL))
            .with_passwordless(PasswordlessFactorSet::all().iter().filter(|_| self.flip()).collect())
            .with_recovery(self.pick(AccountRecovery::ALL))
            .with_device(self.flip().then_some(device))
            .with_threat_protection(self.pick(ThreatProtection::ALL))
            .with_risk_actions(RiskActions {
                low: self.pick(RiskAction::ALL),
                medium: self.pick(RiskAction::ALL),
                high: self.pick(RiskAction::ALL),
            });
        let attempt = Attempt {
            first_factor: self.pick(FirstFactor::KINDS),
            device: self.pick(Device::ALL),
            risk: self.pick(RiskLevel::ALL),
        };
        Scene { pool, attempt }
    }
}
