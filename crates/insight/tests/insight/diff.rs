//! Comparisons agree with what each action satisfies, over all 38,880 users and 84 attempts.

use std::collections::HashMap;

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{
    DeviceConfiguration, MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel, ThreatProtection, Tier,
    UserVerification,
};
use cognito_mfa::sign_in::{Challenge, Device};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, Profile, UserFacts, resolve};
use cognito_mfa_insight::{Diff, Strictness, Witness};

use super::measure;
use crate::dice::Dice;

/// An action of a user after the first factor.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Action {
    Nothing,
    Code(CodeFactor),
    SetUp(CodeFactor),
    Device,
    NewPassword,
}

fn actions() -> impl Iterator<Item = Action> {
    let codes = CodeFactor::ALL.iter().flat_map(|code| [Action::Code(*code), Action::SetUp(*code)]);
    codes.chain([Action::Nothing, Action::Device, Action::NewPassword])
}

/// Whether a sign-in with this outcome continues after the action.
fn goes_on(outcome: Outcome, action: Action) -> bool {
    match outcome {
        Outcome::Denied(_) => false,
        Outcome::Authenticated => true,
        Outcome::Challenge(Challenge::Code(code)) => action == Action::Code(code),
        Outcome::Challenge(Challenge::SelectMfaType(codes)) => codes.iter().any(|code| action == Action::Code(code)),
        Outcome::Challenge(Challenge::MfaSetup(codes)) => {
            codes.iter().any(|code| code != CodeFactor::Sms && action == Action::SetUp(code))
        }
        Outcome::Challenge(Challenge::DeviceSrp) => action == Action::Device,
        Outcome::Challenge(Challenge::NewPassword) => action == Action::NewPassword,
    }
}

/// Every input with its size.
struct Inputs(Vec<(UserFacts, Attempt, usize)>);

impl Inputs {
    fn all() -> Self {
        let users = UserFacts::all();
        Self(users.flat_map(|user| Attempt::all().map(move |it| (user, it, measure::input(user, it)))).collect())
    }

    /// The answers of a policy, input by input, as indexes of the outcomes.
    fn answers(&self, pool: &PoolPolicy, outcomes: &mut Vec<Outcome>) -> Vec<u8> {
        let mut places = HashMap::new();
        let mut answer = |user, attempt| {
            let resolution = resolve(pool, user, attempt);
            *places.entry(resolution).or_insert_with(|| {
                let outcome = resolution.outcome();
                let known = outcomes.iter().position(|one| *one == outcome);
                let index = known.unwrap_or_else(|| {
                    outcomes.push(outcome);
                    outcomes.len() - 1
                });
                u8::try_from(index).unwrap()
            })
        };
        self.0.iter().map(|(user, attempt, _)| answer(*user, *attempt)).collect()
    }
}

/// The result for all inputs: the number of differences, and the size of the smallest input each way.
type Found = (u32, Option<usize>, Option<usize>);

fn compared(inputs: &Inputs, one: &[u8], other: &[u8], outcomes: &[Outcome]) -> Found {
    let more = |looser: u8, stricter: u8| {
        let (looser, stricter) = (outcomes[usize::from(looser)], outcomes[usize::from(stricter)]);
        actions().any(|action| goes_on(looser, action) && !goes_on(stricter, action))
    };
    let places = 0..u8::try_from(outcomes.len()).unwrap();
    let table: Vec<Vec<bool>> = places.clone().map(|one| places.clone().map(|two| more(one, two)).collect()).collect();
    let (mut differing, mut stricter, mut looser) = (0, usize::MAX, usize::MAX);
    for ((one, other), (_, _, size)) in one.iter().zip(other).zip(&inputs.0) {
        if one != other {
            differing += 1;
            let (one, other) = (usize::from(*one), usize::from(*other));
            stricter = if table[other][one] { stricter.min(*size) } else { stricter };
            looser = if table[one][other] { looser.min(*size) } else { looser };
        }
    }
    let found = |size: usize| (size < usize::MAX).then_some(size);
    (differing, found(stricter), found(looser))
}

/// Varied policies.
fn small_set() -> [PoolPolicy; 5] {
    let plain = PoolPolicy::default();
    let on = plain.with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Sms, Factor::Totp]));
    let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
    let risk = on
        .with_tier(Tier::Plus)
        .with_mode(MfaMode::Optional)
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions { medium: RiskAction::MfaRequired, ..RiskActions::every(RiskAction::Block) });
    let passkeys = on.with_configured(FactorSet::all()).with_passwordless(PasswordlessFactorSet::all());
    [plain, on, on.with_device(device), risk, passkeys]
}

/// Compares all pairs of the small set and a random policy.
#[test]
fn comparison_agrees_with_what_each_action_satisfies() {
    let mut dice = Dice::new(41);
    let policies: Vec<_> = small_set().into_iter().chain([dice.policy()]).collect();
    let (inputs, mut outcomes) = (Inputs::all(), Vec::new());
    assert_eq!(inputs.0.len(), 3_265_920);
    let answers: Vec<_> = policies.iter().map(|pool| inputs.answers(pool, &mut outcomes)).collect();
    let mut relations = vec![vec![Strictness::Equal; policies.len()]; policies.len()];
    for one in 0..policies.len() {
        for other in one..policies.len() {
            let diff = Diff::of(&policies[one], &policies[other]);
            let found = compared(&inputs, &answers[one], &answers[other], &outcomes);
            let size = |witness: Option<Witness>| witness.map(|it| measure::input(it.user, it.attempt));
            assert_eq!((diff.differing, size(diff.stricter), size(diff.looser)), found, "{one} and {other}");
            assert_eq!(diff.inputs, 3_265_920);
            let way = |witness: Option<Witness>, more: &PoolPolicy, less: &PoolPolicy| {
                let shown = |it: Witness| {
                    let (more, less) = (it.answer(more).outcome(), it.answer(less).outcome());
                    actions().any(|action| goes_on(more, action) && !goes_on(less, action))
                };
                assert!(witness.is_none_or(shown), "{witness:?}");
            };
            way(diff.stricter, &policies[other], &policies[one]);
            way(diff.looser, &policies[one], &policies[other]);
            (relations[one][other], relations[other][one]) = (diff.strictness(), mirrored(diff.strictness()));
        }
    }
    let last = policies.len() - 1;
    let back = Diff::of(&policies[last], &policies[1]);
    assert_eq!(back.strictness(), relations[last][1], "the reverse comparison is mirrored");
    is_an_order(&relations);
}

fn mirrored(strictness: Strictness) -> Strictness {
    match strictness {
        Strictness::Stricter => Strictness::Looser,
        Strictness::Looser => Strictness::Stricter,
        Strictness::Equal | Strictness::Neither => strictness,
    }
}

/// Checks that "at least as strict as" is reflexive and transitive.
fn is_an_order(relations: &[Vec<Strictness>]) {
    let at_least = |one: usize, other: usize| matches!(relations[one][other], Strictness::Equal | Strictness::Stricter);
    let places = || 0..relations.len();
    assert!(places().all(|one| relations[one][one] == Strictness::Equal));
    for (one, middle) in places().flat_map(|one| places().map(move |middle| (one, middle))) {
        let follows = |other| !at_least(one, middle) || !at_least(middle, other) || at_least(one, other);
        assert!(places().all(follows), "{one} and {middle}");
    }
}

#[track_caller]
fn check(one: &PoolPolicy, other: &PoolPolicy, strictness: Strictness) {
    let (there, back) = (Diff::of(one, other), Diff::of(other, one));
    assert_eq!((there.strictness(), back.strictness()), (strictness, mirrored(strictness)));
    assert_eq!((there.stricter, there.looser, there.differing), (back.looser, back.stricter, back.differing));
}

#[test]
fn stricter_and_looser_policies() {
    let totp = PoolPolicy::default().with_configured(FactorSet::of(&[Factor::Totp]));
    let optional = totp.with_mode(MfaMode::Optional);
    let on = totp.with_mode(MfaMode::On);
    let more = on.with_configured(totp.configured.with(Factor::Sms));
    check(&optional, &totp, Strictness::Stricter);
    check(&totp, &on, Strictness::Looser);
    // With SMS, users with only a phone number are no longer denied. But SMS takes the place of a set-up.
    check(&on, &more, Strictness::Neither);
    check(&on.with_tier(Tier::Plus), &on, Strictness::Equal);
    let passkeys = totp.with_passwordless(PasswordlessFactorSet::all());
    let required = passkeys.with_user_verification(UserVerification::Required);
    check(&required, &passkeys, Strictness::Stricter);
    let observed = on.with_profile(Profile::Observed).with_recovery(cognito_mfa::pool::AccountRecovery::Email);
    check(&observed, &observed.with_profile(Profile::Documented), Strictness::Looser);
}

#[test]
fn smallest_witness_has_one_fact() {
    let plain = PoolPolicy::default().with_passwordless(PasswordlessFactorSet::all());
    let required = plain.with_user_verification(UserVerification::Required);
    let witness = Diff::of(&required, &plain).stricter.unwrap();
    assert_eq!(witness.attempt, Attempt::with(crate::PRESENCE_PASSKEY));
    assert_eq!((witness.attempt.device, witness.attempt.risk), (Device::Unknown, RiskLevel::None));
    assert_eq!(measure::facts(witness.user), 1);
}
