//! The smallest changes agree with an enumeration of all inputs at each distance.

use std::collections::HashSet;

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactor, RiskAction, RiskActions, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::Device;
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts, resolve};
use cognito_mfa_insight::{Change, ChangeSet, Explanation, Subject};

use super::measure;
use crate::dice::{Dice, all_users};

type Input = (PoolPolicy, UserFacts, Attempt);

/// The kinds of answers.
const KINDS: [&str; 9] = [
    "authenticated",
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "EMAIL_OTP",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "DEVICE_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "denied",
];

fn kind(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Authenticated => KINDS[0],
        Outcome::Challenge(challenge) => challenge.name(),
        Outcome::Denied(_) => KINDS[8],
    }
}

fn answer((pool, user, attempt): Input) -> Outcome {
    resolve(&pool, user, attempt).outcome()
}

fn steps(from: Input, to: Input) -> usize {
    let users = measure::user_steps(&from.1.user(crate::STAMP), &to.1.user(crate::STAMP));
    measure::pool_steps(&from.0, &to.0) + users + measure::attempt_steps(from.2, to.2)
}

/// Makes the changes, and checks that they give the answer in as many steps.
#[track_caller]
fn reached(start: Input, set: &ChangeSet) -> Input {
    let made = |(pool, user, attempt), change: &Change| change.applied_to(pool, user, attempt);
    let end = set.changes.iter().fold(start, made);
    assert_eq!(resolve(&end.0, end.1, end.2), set.answer);
    assert_eq!(steps(start, end), set.changes.len(), "{set:?} from {start:?}");
    end
}

/// Compares the smallest changes with the inputs at each distance, the nearest first. Returns the distance.
#[track_caller]
fn check(
    start: Input,
    near: &[Vec<Input>],
    allowed: impl Fn(Change) -> bool,
    wanted: impl Fn(Outcome) -> bool,
) -> Option<usize> {
    let least = near.iter().position(|inputs| inputs.iter().any(|input| wanted(answer(*input))));
    let there = |inputs: &Vec<Input>| inputs.iter().copied().filter(|input| wanted(answer(*input))).collect();
    let expected: HashSet<Input> = least.map_or_else(HashSet::new, |least| there(&near[least]));
    let sets = Explanation::new(start.0, start.1, start.2).smallest_changes(&allowed, &wanted, near.len() - 1);
    let found: HashSet<Input> = sets.iter().map(|set| reached(start, set)).collect();
    assert!(sets.iter().all(|set| Some(set.changes.len()) == least), "{sets:?} from {start:?}, not {least:?}");
    assert!(sets.iter().flat_map(|set| &set.changes).all(|change| allowed(*change)));
    assert_eq!(found, expected, "from {start:?}");
    least
}

/// The inputs at each distance from the start, up to `most`.
fn by_distance(start: Input, inputs: impl Iterator<Item = Input>, most: usize) -> Vec<Vec<Input>> {
    let mut near = vec![Vec::new(); most + 1];
    for input in inputs {
        if let Some(same) = near.get_mut(steps(start, input)) {
            same.push(input);
        }
    }
    near
}

#[test]
fn change_sets_of_the_user_are_smallest_and_complete() {
    let (mut dice, (all, settled)) = (Dice::new(51), all_users());
    let mut distances = [0; 5];
    for _ in 0..200 {
        let start @ (pool, _, attempt) = (dice.policy(), dice.user(&all, &settled), dice.attempt());
        let near = by_distance(start, all.iter().map(|user| (pool, *user, attempt)), 3);
        for wanted in KINDS {
            let of_user = |change: Change| change.subject() == Subject::User;
            let least = check(start, &near, of_user, |outcome| kind(outcome) == wanted);
            distances[least.unwrap_or(4)] += 1;
        }
    }
    // Each distance occurs.
    assert!(distances.iter().all(|count| *count > 10), "{distances:?}");
}

/// Only the changes of `is_in_grid` are allowed.
#[test]
fn change_sets_of_mixed_subjects_are_smallest_and_complete() {
    let is_in_grid = |change: Change| {
        matches!(
            change,
            Change::Mode(_)
                | Change::Recovery(_)
                | Change::Phone(_)
                | Change::Totp(_)
                | Change::Risk(_)
                | Change::Configure(Factor::Sms | Factor::Totp)
                | Change::Unconfigure(Factor::Sms | Factor::Totp)
                | Change::Enable(Factor::Sms | Factor::Totp)
                | Change::Disable(Factor::Sms | Factor::Totp)
                | Change::Prefer(None | Some(CodeFactor::Sms | CodeFactor::Totp))
        )
    };
    let (mut dice, (_, settled)) = (Dice::new(52), all_users());
    for _ in 0..100 {
        let (pool, user) = (dice.policy(), dice.pick(&settled));
        let start = (pool, user, dice.attempt());
        let pools: Vec<_> = pools_of_the_grid(&pool).collect();
        let users: Vec<_> = settled.iter().copied().filter(|other| is_user_of_the_grid(user, *other)).collect();
        let inputs = pools.iter().flat_map(|pool| {
            let with = users.iter().flat_map(|user| RiskLevel::ALL.iter().map(|risk| (*pool, *user, *risk)));
            with.map(|(pool, user, risk)| (pool, user, Attempt { risk, ..start.2 }))
        });
        let near = by_distance(start, inputs, 3);
        check(start, &near, is_in_grid, |outcome| kind(outcome) == "SELECT_MFA_TYPE");
        check(start, &near, is_in_grid, |outcome| !matches!(outcome, Outcome::Denied(_)));
        check(start, &near, is_in_grid, |outcome| outcome.codes() == FactorSet::of(&[Factor::Totp]).codes());
    }
}

fn pools_of_the_grid(pool: &PoolPolicy) -> impl Iterator<Item = PoolPolicy> {
    let pool = *pool;
    let configured = FactorSet::subsets().filter(move |set| {
        [Factor::Email, Factor::Passkey].iter().all(|one| set.contains(*one) == pool.configured.contains(*one))
    });
    let moded = configured.flat_map(move |configured| MfaMode::ALL.iter().map(move |mode| (configured, *mode)));
    moded.flat_map(move |(configured, mode)| {
        AccountRecovery::ALL
            .iter()
            .map(move |recovery| pool.with_configured(configured).with_mode(mode).with_recovery(*recovery))
    })
}

fn is_user_of_the_grid(one: UserFacts, other: UserFacts) -> bool {
    let (one, other) = (one.user(crate::STAMP), other.user(crate::STAMP));
    let kept = |factor| one.preference.enabled().contains(factor) == other.preference.enabled().contains(factor);
    let email = Some(CodeFactor::Email);
    let preferred = other.preference.preferred() != email || one.preference.preferred() == email;
    let same = other.with_phone(one.phone).with_totp(one.totp).with_preference(one.preference) == one;
    same && kept(Factor::Email) && kept(Factor::Passkey) && preferred
}

/// The policies one change away.
fn next_pools(pool: &PoolPolicy) -> Vec<PoolPolicy> {
    let (pool, mut next) = (*pool, Vec::new());
    next.extend(Tier::ALL.iter().map(|tier| pool.with_tier(*tier)));
    next.extend(MfaMode::ALL.iter().map(|mode| pool.with_mode(*mode)));
    next.extend(UserVerification::ALL.iter().map(|one| pool.with_user_verification(*one)));
    next.extend(AccountRecovery::ALL.iter().map(|recovery| pool.with_recovery(*recovery)));
    next.extend(ThreatProtection::ALL.iter().map(|one| pool.with_threat_protection(*one)));
    let devices = DeviceConfiguration::all().map(Some).chain([None]);
    next.extend(devices.map(|device| pool.with_device(device)));
    next.extend(Factor::ALL.iter().map(|factor| {
        let configured = pool.configured.set(*factor, !pool.configured.contains(*factor));
        pool.with_configured(configured)
    }));
    next.extend(PasswordlessFactor::ALL.iter().map(|first| {
        let passwordless = pool.passwordless.set(*first, !pool.passwordless.contains(*first));
        pool.with_passwordless(passwordless)
    }));
    let actions = pool.risk_actions;
    for action in RiskAction::ALL.iter().copied() {
        let one_each = [
            RiskActions { low: action, ..actions },
            RiskActions { medium: action, ..actions },
            RiskActions { high: action, ..actions },
        ];
        next.extend(one_each.map(|risk_actions| pool.with_risk_actions(risk_actions)));
    }
    next
}

/// Every input at each distance up to three.
fn all_near(start: Input, users: &[UserFacts]) -> Vec<Vec<Input>> {
    let mut pools = vec![vec![start.0]];
    let mut known: HashSet<_> = pools[0].iter().copied().collect();
    for distance in 0..3 {
        let next = pools[distance].iter().flat_map(next_pools).filter(|pool| known.insert(*pool)).collect();
        pools.push(next);
    }
    let mut of_users = vec![Vec::new(); 4];
    for user in users {
        if let Some(same) = of_users.get_mut(measure::user_steps(&start.1.user(crate::STAMP), &user.user(crate::STAMP)))
        {
            same.push(*user);
        }
    }
    let mut near = vec![Vec::new(); 4];
    for attempt in Attempt::all() {
        let first = measure::attempt_steps(start.2, attempt);
        for (second, users) in of_users.iter().enumerate().filter(|(second, _)| first + second < 4) {
            for (third, pools) in pools.iter().enumerate().filter(|(third, _)| first + second + third < 4) {
                let these = users.iter().flat_map(|user| pools.iter().map(|pool| (*pool, *user, attempt)));
                near[first + second + third].extend(these);
            }
        }
    }
    near
}

/// Tries every pool, user and attempt within three changes, several hundred thousand from each start.
#[test]
fn change_sets_and_alternatives_are_smallest_among_all_changes() {
    let (mut dice, (all, settled)) = (Dice::new(53), all_users());
    for _ in 0..12 {
        let start = (dice.policy(), dice.user(&all, &settled), dice.attempt());
        let near = all_near(start, &all);
        let own = kind(answer(start));
        let others = KINDS.iter().copied().filter(|kind| *kind != "denied" && *kind != own);
        let wanted = others.filter_map(|wanted| {
            let is_wanted = |input: &Input| kind(answer(*input)) == wanted;
            near.iter().position(|inputs| inputs.iter().any(is_wanted)).map(|least| (wanted, least))
        });
        let alternatives = Explanation::new(start.0, start.1, start.2).alternatives();
        let found = alternatives.iter().map(|set| {
            let end = reached(start, set);
            (kind(answer(end)), set.changes.len())
        });
        assert!(found.eq(wanted), "{alternatives:?} from {start:?}");
        let another = dice.pick(&KINDS);
        check(start, &near[..3], |_| true, |outcome| kind(outcome) == another);
    }
}

#[test]
fn wanted_answer_needs_no_change() {
    let why = Explanation::new(PoolPolicy::default(), crate::plain_user().facts(), Attempt::password());
    let found = why.smallest_changes(|_| true, |outcome| outcome == Outcome::Authenticated, 0);
    let [ChangeSet { changes, answer, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((changes.as_slice(), *answer), (&[][..], why.resolution()));
    assert!(why.smallest_changes(|_| false, |outcome| outcome != Outcome::Authenticated, 4).is_empty());
    let remembered = |change| matches!(change, Change::Device(Device::Remembered) | Change::DeviceConfiguration(_));
    assert!(why.smallest_changes(remembered, |outcome| outcome != Outcome::Authenticated, 4).is_empty());
}
