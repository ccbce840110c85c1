//! The decision equals the naive model (spec 10).

use cognito_mfa::recovery::RecoveryRow;
use cognito_mfa::resolve;
use cognito_mfa::rules::Message;
use cognito_mfa::sign_in::ReasonRow;

use super::canonical::Region;
use super::translate;
use crate::naive::decide;
use crate::threads::in_two_threads;

/// The inputs are 2448 scenes with 5760 users for a password, and 96 scenes with 576 users for each of the six other first
/// factors.
pub(super) const INPUTS: usize = 2448 * 5760 + 6 * 96 * 576;

#[test]
fn the_decision_equals_the_naive_model_on_every_input() {
    let mut inputs = 0;
    for region in Region::all() {
        let users: Vec<_> =
            region.users.iter().map(|user| (*user, translate::user(&user.user(crate::STAMP)).naive())).collect();
        inputs += in_two_threads(&region.scenes, |scene| {
            let pool = translate::pool(&scene.pool).naive();
            let attempt = translate::attempt(scene.attempt, scene.pool.profile);
            for (user, other) in &users {
                let resolution = resolve(&scene.pool, *user, scene.attempt);
                let (outcome, code) = decide::decide(&pool, other, &attempt);
                assert!(
                    resolution.reason().code() == code && translate::means(&outcome, resolution.outcome()),
                    "{resolution:?}, not {outcome} for {code}: {user:?} in {scene:?}"
                );
            }
            users.len()
        });
    }
    assert_eq!((inputs, INPUTS), (14_432_256, 14_432_256));
}

/// Compares the messages of denials. The naive model has `*` for this crate's own texts.
#[test]
fn a_denial_has_the_message_of_the_naive_model() {
    let denials = ReasonRow::ALL.iter().map(|row| (row.reason.code(), row.answer.to_string(), row.message));
    let refusals = RecoveryRow::ALL.iter().map(|row| (row.reason.code(), row.answer.to_string(), row.message));
    for (code, exception, message) in denials.chain(refusals) {
        let text = match message {
            None => continue,
            Some(Message::Quoted(text, _)) => text,
            Some(Message::Own(_)) => "*",
        };
        assert_eq!((exception.as_str(), text), decide::denial(code), "{code}");
    }
}
