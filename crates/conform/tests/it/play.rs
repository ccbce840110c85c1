//! What a difference does to the lines after it, on a server that is the engine except for one fault.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use cognito_mfa_conform::{Codes, Endpoint, Suite, SuiteReport, VectorFile, Verdict};
use cognito_mfa_host::Host;
use serde_json::{Value, json};

use crate::engine::answer;
use crate::http::{Request, json, serve};

const POOL: &str = r#"{"op":"CreateUserPool","input":{"PoolName":"shop"}}"#;
const ANN: &str = r#"{"op":"AdminCreateUser","input":{"UserPoolId":"local_1","Username":"ann"}}"#;
const BOB: &str = r#"{"op":"AdminCreateUser","input":{"UserPoolId":"local_1","Username":"bob"}}"#;
const PASSWORD: &str = r#"{"op":"AdminSetUserPassword","input":{"UserPoolId":"local_1","Username":"ann","Password":"p","Permanent":true}}"#;
const SIGN_IN: &str = r#"{"op":"InitiateAuth","input":{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"p"}},"expect":{"output":{"AuthenticationResult":{}}}}"#;
const GET_ANN: &str =
    r#"{"op":"AdminGetUser","input":{"UserPoolId":"local_1","Username":"ann"},"expect":{"output":{}}}"#;
const OWN_ANN: &str = r#"{"op":"GetUser","input":{"AccessToken":"local_1.ann"},"expect":{"output":{}}}"#;
/// A request that the rules refuse.
const REFUSED: &str = r#"{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","SoftwareTokenMfaConfiguration":{"Enabled":true},"MfaConfiguration":"OFF"},"expect":{"error":{"code":"off-excludes-factors"}}}"#;
const REQUIRED: &str = r#"{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","SoftwareTokenMfaConfiguration":{"Enabled":true},"MfaConfiguration":"ON"}}"#;
const IS_OFF: &str =
    r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_1"},"expect":{"output":{"MfaConfiguration":"OFF"}}}"#;
const IS_ON: &str =
    r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_1"},"expect":{"output":{"MfaConfiguration":"ON"}}}"#;

/// The answer of a fault in place of the engine's: a status and a body. It gets the request, and how often this operation was
/// called before.
type Fault = fn(&Value, &str, usize) -> Option<(u16, Value)>;

/// Runs the lines. Returns the report, and the operations that the server got.
fn run(lines: &[&str], fault: Fault) -> (SuiteReport, Vec<String>) {
    let state = Arc::new(Mutex::new((Host::default(), Vec::<String>::new())));
    let own = state.clone();
    let url = serve(move |request: Request, stream| {
        let (host, calls) = &mut *own.lock().unwrap();
        let before = calls.iter().filter(|operation| **operation == request.operation).count();
        calls.push(request.operation.clone());
        let body = serde_json::from_str(&request.body).unwrap_or_default();
        match fault(&body, &request.operation, before) {
            Some((status, answer)) => json(stream, status, &answer),
            None => answer(host, &request, stream),
        }
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let suite = Suite::new(&endpoint, &stop).with_codes(Codes::Fixed("1".into()));
    let report = suite.run(&[VectorFile::read("play.jsonl", lines.join("\n").as_bytes())], |_| {});
    let calls = state.lock().unwrap().1.clone();
    (report, calls)
}

fn refusal() -> (u16, Value) {
    (400, json!({"__type": "InternalErrorException"}))
}

fn count(calls: &[String], operation: &str) -> usize {
    calls.iter().filter(|own| *own == operation).count()
}

#[track_caller]
fn check_blocked(report: &SuiteReport, index: usize, line: usize, reason: &str) {
    let blocked = Verdict::Blocked { line: Some(line), reason: reason.into() };
    assert_eq!(report.lines[index].verdict, blocked);
}

#[test]
fn a_pool_is_made_again_after_a_change_that_must_be_refused() {
    let accepts_first: Fault =
        |_, operation, before| (operation == "SetUserPoolMfaConfig" && before == 0).then(|| (200, json!({})));
    let (report, calls) = run(&[POOL, ANN, PASSWORD, OWN_ANN, REFUSED, OWN_ANN, GET_ANN, IS_OFF], accepts_first);
    let agrees: Vec<_> = report.lines.iter().map(|line| line.verdict == Verdict::Agrees).collect();
    assert_eq!(agrees, [true, false, true, true, true]);
    // Each time, a sign-in for the token is tried before and after the user has a password.
    let counts = ["CreateUserPool", "AdminCreateUser", "AdminSetUserPassword", "DeleteUserPool", "InitiateAuth"];
    assert_eq!(counts.map(|operation| count(&calls, operation)), [2, 2, 2, 2, 4], "{calls:?}");
}

#[test]
fn a_pool_that_cannot_be_made_again_blocks_its_lines() {
    let fault: Fault = |_, operation, before| match (operation, before) {
        ("SetUserPoolMfaConfig", 0) => Some((200, json!({}))),
        ("AdminCreateUser", 1) => Some(refusal()),
        _ => None,
    };
    let (report, _) = run(&[POOL, ANN, REFUSED, GET_ANN], fault);
    check_blocked(&report, 1, 3, "SetUserPoolMfaConfig was accepted");
}

#[test]
fn a_line_is_blocked_by_the_trouble_of_its_own_user_or_pool() {
    // The server refuses both users once. The second attempt for Ann isn't sent: in the scenario, she exists by then.
    let refuses_users: Fault = |_, operation, before| (operation == "AdminCreateUser" && before < 2).then(refusal);
    let (report, calls) = run(&[POOL, ANN, BOB, ANN, GET_ANN], refuses_users);
    check_blocked(&report, 0, 2, "AdminCreateUser was refused with InternalErrorException");
    assert_eq!(count(&calls, "AdminCreateUser"), 2, "{calls:?}");
    let refuses_config: Fault = |_, operation, _| match operation {
        "SetUserPoolMfaConfig" | "AdminCreateUser" => Some(refusal()),
        _ => None,
    };
    let (report, _) = run(&[POOL, REQUIRED, BOB, IS_ON, IS_OFF], refuses_config);
    check_blocked(&report, 0, 2, "SetUserPoolMfaConfig was refused with InternalErrorException");
    // A line that holds without the change is asked.
    assert_eq!(report.lines[1].verdict, Verdict::Agrees);
}

#[test]
fn only_its_id_deletes_a_pool() {
    let (_, calls) = run(&[POOL], |_, operation, _| (operation == "CreateUserPool").then(|| (200, json!({}))));
    assert_eq!(count(&calls, "DeleteUserPool"), 0, "{calls:?}");
}

#[test]
fn a_new_sign_in_is_asked_after_one_that_went_wrong() {
    let refuses_first: Fault = |_, operation, before| (operation == "InitiateAuth" && before == 0).then(refusal);
    let (report, _) = run(&[POOL, ANN, PASSWORD, SIGN_IN, SIGN_IN], refuses_first);
    assert!(matches!(report.lines[0].verdict, Verdict::Differs(_)), "{:?}", report.lines[0].verdict);
    assert_eq!(report.lines[1].verdict, Verdict::Agrees);
}

#[test]
fn a_read_that_fails_is_not_the_trouble_of_later_lines() {
    let fault: Fault = |_, operation, _| match operation {
        "AdminGetUser" | "AdminSetUserPassword" => Some(refusal()),
        _ => None,
    };
    let (report, _) = run(&[POOL, ANN, GET_ANN, PASSWORD, SIGN_IN], fault);
    check_blocked(&report, 1, 4, "AdminSetUserPassword was refused with InternalErrorException");
}

#[test]
fn another_challenge_blocks_the_answer_to_the_right_one() {
    let asks_for_another: Fault = |_, operation, _| {
        let answer = json!({"ChallengeName": "CUSTOM_CHALLENGE", "Session": "s"});
        (operation == "InitiateAuth").then_some((200, answer))
    };
    let set_up = SIGN_IN.replace(r#""AuthenticationResult":{}"#, r#""ChallengeName":"MFA_SETUP""#);
    let answer = r#"{"op":"RespondToAuthChallenge","input":{"ClientId":"local_1","ChallengeName":"MFA_SETUP","ChallengeResponses":{"USERNAME":"ann"}},"expect":{"output":{"AuthenticationResult":{}}}}"#;
    let (report, calls) = run(&[POOL, REQUIRED, ANN, PASSWORD, &set_up, answer], asks_for_another);
    check_blocked(&report, 1, 5, "InitiateAuth was answered with CUSTOM_CHALLENGE");
    assert_eq!(count(&calls, "RespondToAuthChallenge"), 0, "{calls:?}");
}

#[test]
fn a_malformed_request_is_asked_without_the_pool_that_it_names() {
    let malformed = r#"{"op":"AdminGetUser","input":{"UserPoolId":"local_1","Username":""},"expect":{"error":{"__type":"InvalidParameterException","code":"constraint"}}}"#;
    let refuses_pool: Fault = |_, operation, _| (operation == "CreateUserPool").then(refusal);
    let (report, _) = run(&[POOL, malformed, GET_ANN], refuses_pool);
    assert_eq!(report.lines[0].verdict, Verdict::Agrees);
}

#[test]
fn a_token_that_the_scenario_verified_itself_is_not_set_up_again() {
    let sign_in = SIGN_IN.replace(r#""AuthenticationResult":{}"#, r#""ChallengeName":"MFA_SETUP""#);
    let associate = r#"{"op":"AssociateSoftwareToken","input":{"Session":"local_1.ann"}}"#;
    let verify = r#"{"op":"VerifySoftwareToken","input":{"Session":"local_1.ann","UserCode":"1"}}"#;
    let answer = r#"{"op":"RespondToAuthChallenge","input":{"ClientId":"local_1","ChallengeName":"MFA_SETUP","ChallengeResponses":{"USERNAME":"ann"}},"expect":{"output":{"AuthenticationResult":{}}}}"#;
    let (report, calls) = run(&[POOL, REQUIRED, ANN, PASSWORD, &sign_in, associate, verify, answer], |_, _, _| None);
    assert_eq!(report.counts().agrees, 2);
    // The first one is an app's: it begins the set-up with the sign-in.
    assert_eq!(count(&calls, "AssociateSoftwareToken"), 2, "{calls:?}");
}

#[test]
fn a_line_about_another_message_is_blocked() {
    let disable = r#"{"op":"AdminDisableUser","input":{"UserPoolId":"local_1","Username":"ann"}}"#;
    let forgot = r#"{"op":"ForgotPassword","input":{"ClientId":"local_1","Username":"ann"},"expect":{"error":{"__type":"NotAuthorizedException","message":"User is disabled."}}}"#;
    let keeps_enabled: Fault = |_, operation, _| (operation == "AdminDisableUser").then(refusal);
    let (report, _) = run(&[POOL, ANN, disable, forgot], keeps_enabled);
    check_blocked(&report, 0, 3, "AdminDisableUser was refused with InternalErrorException");
}

#[test]
fn a_text_that_is_not_valid_contains_the_name_of_the_servers_pool() {
    let half_a_surrogate = r#"{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","WebAuthnConfiguration":{"RelyingPartyId":"\ud800"}},"expect":{"error":{"code":"serialization"}}}"#;
    // The server's name of the pool isn't the scenario's.
    let renames: Fault =
        |_, operation, _| (operation == "CreateUserPool").then(|| (200, json!({"UserPool": {"Id": "eu-west-1_A"}})));
    let (report, _) = run(&[POOL, half_a_surrogate], renames);
    let text = r#"{"UserPoolId":"eu-west-1_A","WebAuthnConfiguration":{"RelyingPartyId":"\ud800"}}"#;
    assert_eq!(report.lines[0].calls.last().unwrap().request, Value::from(text));
    assert_eq!(report.lines[0].verdict, Verdict::Agrees);
}
