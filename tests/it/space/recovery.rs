//! Password recovery (spec 14) and the available first factors (spec 9) equal the naive model.

use cognito_mfa::exception::Exception;
use cognito_mfa::factor::{CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{AccountRecovery, Medium, MfaMode, PasswordlessFactorSet};
use cognito_mfa::recovery::recovery;
use cognito_mfa::sign_in::{FirstChallenge, available_challenges};
use cognito_mfa::{PoolPolicy, UserFacts};

use super::canonical::times;
use super::translate;
use crate::naive::decide::{self, NaiveUser};
use crate::threads::in_two_threads;

fn users() -> Vec<(UserFacts, NaiveUser)> {
    UserFacts::all().map(|user| (user, translate::user(&user.user(crate::STAMP)).naive())).collect()
}

#[test]
fn the_reset_code_of_every_user_goes_where_the_naive_model_sends_it() {
    let pools = times(&[PoolPolicy::default()], AccountRecovery::ALL, |pool, recovery| pool.recovery = *recovery);
    let pools = times(&pools, MfaMode::ALL, |pool, mode| pool.mode = *mode);
    let codes = CodeFactorSet::subsets().map(FactorSet::from);
    let pools = times(&pools, codes, |pool, configured| pool.configured = configured);
    let users = users();
    let inputs = in_two_threads(&pools, |pool| {
        let other = translate::pool(pool).naive();
        for (user, naive) in &users {
            let answer = recovery(pool, *user);
            let expected = decide::recovery(&other, naive);
            assert_eq!(
                (answer.answer.map_or("", Medium::name), answer.reason.code()),
                expected,
                "{user:?} in {pool:?}"
            );
            let refusal = answer.answer.err().map(Exception::name);
            assert_eq!(refusal, expected.0.is_empty().then(|| decide::denial(expected.1).0), "{user:?} in {pool:?}");
            assert_eq!(answer.reason.row().message.is_some(), refusal.is_some(), "{user:?} in {pool:?}");
        }
        users.len()
    });
    assert_eq!(inputs, 6 * 3 * 8 * 38_880);
}

/// Of the pool, only the mode, the passkey as MFA and the first factors matter. `fold` tests random whole pools.
#[test]
fn every_user_can_choose_what_the_naive_model_lists() {
    let configured = [FactorSet::EMPTY, FactorSet::of(&[Factor::Passkey])];
    let pools = times(&[PoolPolicy::default()], MfaMode::ALL, |pool, mode| pool.mode = *mode);
    let pools = times(&pools, &configured, |pool, configured| pool.configured = *configured);
    let pools = times(&pools, PasswordlessFactorSet::subsets(), |pool, passwordless| pool.passwordless = passwordless);
    let users = users();
    let inputs = in_two_threads(&pools, |pool| {
        let other = translate::pool(pool).naive();
        for (user, naive) in &users {
            let available = available_challenges(pool, *user).iter().map(FirstChallenge::name);
            assert!(available.eq(decide::available(&other, naive)), "{user:?} in {pool:?}");
        }
        users.len()
    });
    assert_eq!(inputs, 3 * 2 * 8 * 38_880);
}
