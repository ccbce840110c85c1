//! A password by Secure Remote Password (spec 11): the proof in a second request ends like a password that is proven at once.

use cognito_mfa::assurance::{AcrLevel, Attachment};
use cognito_mfa::sign_in::{
    Asked, FirstChallenge, FirstFactor, OutOfOrder, PasskeyProof, SignInContext, SignInDenied, StepUp,
};
use cognito_mfa::wire::{ChallengeResponse, Request, UserRequest};
use cognito_mfa::{Answer, PoolPolicy, Progress, SignIn, Step, User};
use proptest::prelude::*;

/// The sign-in that waits for the proof. `Err` if it was denied before.
fn begun(
    pool: &PoolPolicy,
    user: User,
    context: SignInContext,
    step_up: Option<&StepUp<'_>>,
) -> Result<SignIn, SignInDenied> {
    let step = SignIn::begin_srp(pool, user, context, step_up);
    assert_eq!((step.user, step.events.is_empty()), (user, true));
    match step.progress {
        Progress::Waiting(sign_in) => Ok(sign_in),
        Progress::Denied(denied) => Err(denied),
        Progress::Authenticated(_) => panic!("nothing was proven"),
    }
}

fn at_once(pool: &PoolPolicy, user: User, context: SignInContext, step_up: Option<&StepUp<'_>>) -> Step {
    SignIn::begin(pool, user, FirstFactor::Password, context, step_up)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_proof_ends_as_a_password_that_is_proven_at_once(
        pool in any::<PoolPolicy>(), user in any::<User>(), context in any::<SignInContext>(),
    ) {
        let at_once = at_once(&pool, user, context, None);
        match begun(&pool, user, context, None) {
            Ok(sign_in) => prop_assert_eq!(sign_in.step(&pool, user, Answer::PasswordProven), Ok(at_once)),
            Err(denied) => prop_assert_eq!(at_once.progress, Progress::Denied(denied)),
        }
    }

    #[test]
    fn a_proof_counts_on_the_pool_and_the_user_of_that_moment(
        before in any::<(PoolPolicy, User)>(), after in any::<(PoolPolicy, User)>(),
        context in any::<SignInContext>(), same_stamp in any::<bool>(),
    ) {
        let Ok(sign_in) = begun(&before.0, before.1, context, None) else { return Ok(()) };
        let (pool, mut user) = after;
        if same_stamp {
            user.stamp = before.1.stamp;
        }
        let proven = sign_in.step(&pool, user, Answer::PasswordProven).unwrap();
        if user.stamp == before.1.stamp {
            prop_assert_eq!(proven, at_once(&pool, user, context, None));
        } else {
            prop_assert!(matches!(proven.progress, Progress::Denied(_)), "{proven:?}");
        }
    }

    #[test]
    fn a_step_up_with_a_proof_ends_as_one_with_a_password_that_is_proven_at_once(
        pool in any::<PoolPolicy>(), user in any::<User>(), context in any::<SignInContext>(), level in any::<AcrLevel>(),
    ) {
        let step_up = StepUp::to(level.name());
        let at_once = at_once(&pool, user, context, Some(&step_up));
        let proven = begun(&pool, user, context, Some(&step_up))
            .map(|sign_in| sign_in.step(&pool, user, Answer::PasswordProven).unwrap());
        let is_denied = |progress| matches!(progress, Progress::Denied(_));
        if is_denied(at_once.progress) {
            prop_assert!(proven.is_err() || proven.is_ok_and(|step| is_denied(step.progress)));
        } else {
            prop_assert_eq!(proven, Ok(at_once));
        }
    }

    #[test]
    fn only_the_proof_answers_password_verifier(
        pool in any::<PoolPolicy>(), user in any::<User>(), context in any::<SignInContext>(), answer in any::<Answer>(),
    ) {
        let Ok(sign_in) = begun(&pool, user, context, None) else { return Ok(()) };
        let is_proof = answer == Answer::PasswordProven;
        prop_assert_eq!(sign_in.step(&pool, user, answer).is_ok(), is_proof);
    }

    #[test]
    fn a_response_proves_a_password_only_where_the_sign_in_asked_for_it(asked in any::<Asked>()) {
        let answer = |name: &str| {
            let body = format!(r#"{{"ClientId":"c","ChallengeName":"{name}","ChallengeResponses":{{"USERNAME":"ann"}}}}"#);
            decoded(&body, |response| response.answer(asked, PasskeyProof::Presence, Attachment::Platform))
        };
        let chosen = |first| Ok(Answer::FirstFactorChosen(first));
        let (password, srp, verifier) = (answer("PASSWORD"), answer("PASSWORD_SRP"), answer("PASSWORD_VERIFIER"));
        let out = Err(OutOfOrder);
        let expected = match asked {
            Asked::FirstFactorChoice => (chosen(FirstChallenge::Password), chosen(FirstChallenge::PasswordSrp), out),
            Asked::FirstFactor(FirstChallenge::Password) => (Ok(Answer::PasswordProven), out, out),
            Asked::FirstFactor(FirstChallenge::PasswordSrp) => (out, out, Ok(Answer::PasswordProven)),
            Asked::FirstFactor(_) | Asked::After(..) => (out, out, out),
        };
        prop_assert_eq!((password, srp, verifier), expected);
    }
}

fn decoded<T>(body: &str, read: impl FnOnce(&ChallengeResponse<'_>) -> T) -> T {
    let Ok(Request::User(_, UserRequest::RespondToAuthChallenge(response), _)) =
        Request::decode("RespondToAuthChallenge", body)
    else {
        panic!("not a response: {body}")
    };
    read(&response)
}
