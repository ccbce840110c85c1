//! Explanations agree with brute force.

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{DeviceConfiguration, MfaMode};
use cognito_mfa::sign_in::{Reason, ReasonRow};
use cognito_mfa::user::UserMember;
use cognito_mfa::{Attempt, PoolPolicy, User, UserFacts, resolve};
use cognito_mfa_insight::{Change, Explanation, RowStatus};

/// Varied pools, users and attempts.
fn inputs() -> Vec<(PoolPolicy, UserFacts, Attempt)> {
    let devices = [None, Some(DeviceConfiguration::new().with_challenge_required_on_new_device(true))];
    let pools = MfaMode::ALL.iter().flat_map(|mode| {
        FactorSet::subsets().step_by(5).flat_map(move |configured| {
            devices.map(|device| PoolPolicy::default().with_mode(*mode).with_configured(configured).with_device(device))
        })
    });
    let settled = UserFacts::all().filter(|user| user.is_settled()).step_by(61);
    let users: Vec<_> = UserFacts::all().step_by(3999).chain(settled).collect();
    let attempts: Vec<_> = Attempt::all().step_by(5).collect();
    let of_pool = |pool: PoolPolicy| {
        let (users, attempts) = (users.clone(), attempts.clone());
        users.into_iter().zip(attempts.into_iter().cycle()).map(move |(user, attempt)| (pool, user, attempt))
    };
    pools.flat_map(of_pool).collect()
}

#[test]
fn exactly_one_row_of_the_decision_hits() {
    let inputs = inputs();
    assert!(inputs.len() > 1000, "{}", inputs.len());
    for (pool, user, attempt) in inputs {
        let why = Explanation::new(pool, user, attempt);
        assert_eq!(why.resolution(), resolve(&pool, user, attempt));
        assert!(why.rows().map(|row| row.row).eq(ReasonRow::ALL));
        let hits: Vec<_> = why.rows().skip_while(|row| row.status == RowStatus::Miss).collect();
        assert_eq!((hits[0].status, hits[0].row.reason), (RowStatus::Hit, why.resolution().reason()));
        assert!(hits[1..].iter().all(|row| row.status == RowStatus::NotReached));
        assert!(why.rows().all(|row| row.reads.is_empty() == (row.row.reason == Reason::SmsCannotBeSetUp)));
    }
}

#[test]
fn each_counterfactual_changes_the_outcome() {
    let mut seen = 0;
    for (pool, user, attempt) in inputs() {
        let why = Explanation::new(pool, user, attempt);
        for other in why.counterfactuals() {
            let (pool, user, attempt) = other.change.applied_to(pool, user, attempt);
            assert_eq!(resolve(&pool, user, attempt), other.answer);
            assert_ne!(other.answer.outcome(), why.resolution().outcome());
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn counterfactuals_include_every_user_one_change_away() {
    let all: Vec<User> = UserFacts::all().map(|facts| facts.user(crate::STAMP)).collect();
    let mut seen = 0;
    for (pool, facts, attempt) in inputs().into_iter().step_by(23) {
        let (user, why) = (facts.user(crate::STAMP), Explanation::new(pool, facts, attempt));
        for other in all.iter().filter(|other| is_one_step(&user, other)) {
            if resolve(&pool, other.facts(), attempt).outcome() != why.resolution().outcome() {
                let gives = |change: Change| change.applied_to(pool, facts, attempt) == (pool, other.facts(), attempt);
                assert!(why.counterfactuals().any(|found| gives(found.change)), "{user:?} {other:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

/// Whether the users differ in one thing: a fact (status and password are one), an enabled factor (with its preference), or
/// the preferred factor.
fn is_one_step(user: &User, other: &User) -> bool {
    let differing: Vec<_> = UserMember::ALL.iter().copied().filter(|member| user.differs(other, *member)).collect();
    let (before, after) = (user.preference, other.preference);
    let switched = before.enabled().minus(after.enabled()).or(after.enabled().minus(before.enabled()));
    match differing.as_slice() {
        [UserMember::EnabledFactors] => switched.is_single(),
        [UserMember::EnabledFactors, UserMember::PreferredFactor] => {
            switched.is_single() && after.preferred().is_none() && after == before.without(switched.first().unwrap())
        }
        [_] | [UserMember::Status, UserMember::Password] => true,
        _ => false,
    }
}

#[test]
fn text_starts_with_the_deciding_row() {
    let pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::all());
    let text = Explanation::new(pool, crate::plain_user().facts(), Attempt::password()).to_string();
    insta::assert_snapshot!(text);
}

#[test]
fn explanation_allocates_nothing_until_rendered() {
    let (pool, user) = (PoolPolicy::default(), crate::plain_user().facts());
    let allocated = allocation_counter::measure(|| {
        let why = Explanation::new(pool, user, Attempt::password());
        std::hint::black_box((why.rows().count(), why.counterfactuals().count()));
    });
    assert_eq!(allocated.count_total, 0);
}
