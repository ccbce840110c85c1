//! Takes one step with any answer from stale and forged stored sign-ins. Every step keeps the laws of spec 13.9 and 13.10.
#![no_main]

use arbitrary::Unstructured;
use cognito_mfa::invariants::check_step;
use cognito_mfa::wire::stored;
use cognito_mfa::{Answer, PoolPolicy, Progress, SignIn, User};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(read) = serde_json::from_slice::<stored::SignIn>(input) {
        assert!(is_stored(read), "a sign-in that was read can be stored");
    }
    let mut bytes = Unstructured::new(input);
    let Ok((sign_in, pool, user, answer)) = bytes.arbitrary::<(SignIn, PoolPolicy, User, Answer)>() else { return };
    let was_stored = is_stored(stored::SignIn(sign_in));
    // A random stamp is hardly ever the user's.
    for user in [user, user.with_stamp(sign_in.stamp)] {
        if let Ok(step) = sign_in.step(&pool, user, answer) {
            check_step(&pool, &user, &sign_in, answer, &step).unwrap();
            let Progress::Waiting(next) = step.progress else { continue };
            assert!(is_stored(stored::SignIn(next)) || !was_stored, "a sign-in that waits can be stored");
        }
    }
});

/// Whether a sign-in can be stored. If the machine never waits with it, it can't. A stored sign-in is read back unchanged.
fn is_stored(sign_in: stored::SignIn) -> bool {
    let Ok(text) = serde_json::to_string(&sign_in) else { return false };
    assert_eq!(serde_json::from_str::<stored::SignIn>(&text).unwrap(), sign_in);
    true
}
