//! The impact on a population agrees with a count user by user.

use cognito_mfa::assurance::AcrLevel;
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet};
use cognito_mfa::sign_in::{Challenge, SignInContext};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts, resolve};
use cognito_mfa_insight::{Comparison, Effect, Impact, Population, SignInPaths};

use crate::dice::{Dice, all_users};

/// What the effects depend on, for one user under one policy.
struct Seen {
    outcome: Outcome,
    locked_out: bool,
    passkey: bool,
    /// 0 without a level.
    least: u8,
}

impl Seen {
    fn new(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let Attempt { device, risk, .. } = attempt;
        let paths = SignInPaths::of(pool, user, SignInContext { device, risk });
        Self {
            outcome: resolve(pool, user, attempt).outcome(),
            locked_out: paths.first_factors().count() == 0,
            passkey: paths.first_factors().any(|first| first.name().starts_with("passkey")),
            least: paths.least().map_or(0, |level: AcrLevel| level as u8 + 1),
        }
    }

    fn denied(&self) -> bool {
        self.outcome.to_string().starts_with("denied")
    }

    fn let_in(&self) -> bool {
        self.outcome == Outcome::Authenticated
    }

    fn challenged(&self) -> bool {
        !self.denied() && !self.let_in()
    }

    fn sets_up(&self) -> bool {
        matches!(self.outcome, Outcome::Challenge(challenge) if challenge.name() == "MFA_SETUP")
    }
}

fn has(code: &str, was: &Seen, is: &Seen) -> bool {
    match code {
        "newly-locked-out" => is.locked_out && !was.locked_out,
        "no-longer-locked-out" => was.locked_out && !is.locked_out,
        "newly-denied" => is.denied() && !was.denied(),
        "no-longer-denied" => was.denied() && !is.denied(),
        "newly-challenged" => was.let_in() && is.challenged(),
        "no-longer-challenged" => was.challenged() && is.let_in(),
        "challenged-differently" => was.challenged() && is.challenged() && was.outcome != is.outcome,
        "must-set-up" => is.sets_up() && !was.sets_up(),
        "loses-passkey-path" => was.passkey && !is.passkey,
        "gains-passkey-path" => is.passkey && !was.passkey,
        "assurance-drops" => !was.locked_out && !is.locked_out && is.least < was.least,
        "assurance-rises" => !was.locked_out && !is.locked_out && is.least > was.least,
        other => panic!("unknown effect {other}"),
    }
}

/// Compares the impact with a count user by user. Returns the effects that concern a user.
#[track_caller]
fn check(before: &PoolPolicy, after: &PoolPolicy, users: &[UserFacts], attempt: Attempt) -> Vec<Effect> {
    let population: Population = users.iter().copied().collect();
    let impact = Impact::of(before, after, &population, attempt);
    let mut kinds = users.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let total = u64::try_from(users.len()).unwrap();
    assert_eq!((population.users(), population.classes().count()), (total, kinds.len()));
    assert_eq!((impact.users(), impact.classes()), (total, u64::try_from(kinds.len()).unwrap()));

    let seen: Vec<_> =
        users.iter().map(|user| (Seen::new(before, *user, attempt), Seen::new(after, *user, attempt))).collect();
    let mut concerned = Vec::new();
    for effect in Effect::ALL {
        let shown = users.iter().zip(&seen).filter(|(_, (was, is))| has(effect.code(), was, is));
        let affected_users: Vec<UserFacts> = shown.map(|(user, _)| *user).collect();
        assert_eq!(
            impact.on(*effect),
            u64::try_from(affected_users.len()).unwrap(),
            "{effect} from {before:?} to {after:?}"
        );
        if !affected_users.is_empty() {
            concerned.push((*effect, affected_users));
        }
    }
    assert!(impact.affected().map(|affected| affected.effect).eq(concerned.iter().map(|(effect, _)| *effect)));
    for (affected, (effect, affected_users)) in impact.affected().zip(&concerned) {
        let number =
            |kind: UserFacts| u64::try_from(affected_users.iter().filter(|user| **user == kind).count()).unwrap();
        let mut numbers: Vec<u64> = kinds.iter().map(|kind| number(*kind)).filter(|number| *number > 0).collect();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(affected.classes, u64::try_from(numbers.len()).unwrap(), "{effect}");
        numbers.truncate(3);
        assert!(affected.examples.iter().map(|(_, number)| *number).eq(numbers), "{effect}: {:?}", affected.examples);
        assert!(affected.examples.iter().all(|(kind, count)| number(*kind) == *count), "{effect}");
    }
    for (user, (was, is)) in users.iter().zip(&seen) {
        let comparison = Comparison::new(before, after, *user, attempt);
        assert!(comparison.effects().eq(Effect::ALL.iter().copied().filter(|effect| has(effect.code(), was, is))));
        assert_eq!((comparison.before.outcome(), comparison.after.outcome()), (was.outcome, is.outcome));
    }
    concerned.into_iter().map(|(effect, _)| effect).collect()
}

#[test]
fn impact_agrees_with_a_count_user_by_user() {
    let (mut dice, (all, settled)) = (Dice::new(31), all_users());
    let mut concerned = Vec::new();
    for _ in 0..200 {
        let kinds: Vec<_> = (0..40).map(|_| dice.user(&all, &settled)).collect();
        // The first kinds are more numerous.
        let users: Vec<_> = (0..250).map(|_| kinds[dice.below(40) * dice.below(40) / 40]).collect();
        concerned.extend(check(&dice.policy(), &dice.policy(), &users, dice.attempt()));
    }
    for effect in Effect::ALL {
        let populations = concerned.iter().filter(|one| *one == effect).count();
        assert!(populations > 5, "{effect} occurs in {populations} populations");
    }
}

#[test]
fn requiring_totp_makes_users_without_a_token_set_it_up() {
    let before = PoolPolicy::default().with_passwordless(PasswordlessFactorSet::all());
    let after = before.with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Totp]));
    let impact = Impact::of(&before, &after, &Population::all_kinds(), Attempt::password());
    assert_eq!((impact.users(), impact.classes()), (38_880, 38_880));
    let all: Vec<_> = UserFacts::all().collect();
    let count = |effect: Effect| impact.on(effect);
    assert_eq!(count(Effect::MustSetUp), count(Effect::NewlyChallenged) - 1080, "users with a token enter a code");
    assert_eq!((count(Effect::NoLongerDenied), count(Effect::GainsPasskeyPath)), (0, 0));
    check(&before, &after, &all.iter().copied().step_by(13).collect::<Vec<_>>(), Attempt::password());
    let set_up = |user: UserFacts| resolve(&after, user, Attempt::password()).outcome();
    let examples = impact.affected().find(|affected| affected.effect == Effect::MustSetUp).unwrap();
    assert_eq!(examples.examples[0], (crate::plain_user().facts(), 1));
    assert!(matches!(set_up(examples.examples[1].0), Outcome::Challenge(Challenge::MfaSetup(_))));
}

#[test]
fn too_large_numbers_stop_at_the_largest() {
    let (one, other) = (crate::plain_user().facts(), UserFacts::all().next().unwrap());
    let mut population = Population::default();
    population.add(one, 0);
    assert_eq!((population.users(), population.classes().count()), (0, 0));
    population.add(one, u64::MAX);
    population.add(one, 1);
    population.extend([other]);
    assert_eq!((population.users(), population.classes().count()), (u64::MAX, 2));
    let on = PoolPolicy::default().with_mode(MfaMode::On);
    let impact = Impact::of(&PoolPolicy::default(), &on, &population, Attempt::password());
    assert_eq!((impact.users(), impact.on(Effect::NewlyLockedOut)), (u64::MAX, u64::MAX));
}
