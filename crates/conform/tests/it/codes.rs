//! The sources of codes: what the answer to a challenge contains, or why there is none.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cognito_mfa_conform::{Codes, Endpoint, Suite, VectorFile, Verdict};
use serde_json::{Value, json};

use crate::http::{json, respond, serve};

const POOL: &str = r#"{"op":"CreateUserPool","input":{"PoolName":"shop","SmsConfiguration":{"ExternalId":"shop","SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}}}
{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","MfaConfiguration":"ON","SmsMfaConfiguration":{"SmsConfiguration":{"ExternalId":"shop","SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}}}}
{"op":"AdminCreateUser","input":{"UserPoolId":"local_1","Username":"ann","UserAttributes":[{"Name":"phone_number","Value":"+12065550100"},{"Name":"phone_number_verified","Value":"true"}]}}
{"op":"AdminSetUserPassword","input":{"UserPoolId":"local_1","Username":"ann","Password":"p","Permanent":true}}
"#;
const SIGN_IN: &str = r#"{"op":"InitiateAuth","input":{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"p"}},"expect":{"output":{"ChallengeName":"SMS_MFA"}}}
{"op":"RespondToAuthChallenge","input":{"ClientId":"local_1","ChallengeName":"SMS_MFA","ChallengeResponses":{"USERNAME":"ann","SMS_MFA_CODE":"1"}},"expect":{"output":{"AuthenticationResult":{}}}}
"#;

/// Signs in so many times. Returns the codes that the server got, and the verdicts of the answers to the challenge.
fn sign_in(codes: Codes, times: usize) -> (Vec<String>, Vec<Verdict>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let own = sent.clone();
    let url = serve(move |request, stream| {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let output = match request.operation.as_str() {
            "CreateUserPool" => json!({"UserPool": {"Id": "eu-west-1_A"}}),
            "CreateUserPoolClient" => json!({"UserPoolClient": {"ClientId": "client"}}),
            "InitiateAuth" => json!({"ChallengeName": "SMS_MFA", "Session": "s"}),
            "RespondToAuthChallenge" => {
                own.lock().unwrap().push(body["ChallengeResponses"]["SMS_MFA_CODE"].as_str().unwrap().to_string());
                json!({"AuthenticationResult": {"AccessToken": "t"}})
            }
            _ => json!({}),
        };
        json(stream, 200, &output);
    });
    let endpoint = Endpoint::new(&url).unwrap().with_timeout(Duration::from_millis(500));
    let stop = AtomicBool::new(false);
    let vectors = VectorFile::read("codes.jsonl", [POOL, &SIGN_IN.repeat(times)].concat().as_bytes());
    let report = Suite::new(&endpoint, &stop).with_codes(codes).run(&[vectors], |_| {});
    let answers = report.lines.into_iter().filter(|line| line.vector.op == "RespondToAuthChallenge");
    let verdicts = answers.map(|line| line.verdict).collect();
    (
        Arc::try_unwrap(sent).map_or_else(|sent| sent.lock().unwrap().clone(), |sent| sent.into_inner().unwrap()),
        verdicts,
    )
}

#[track_caller]
fn check_code(codes: Codes, expected: &str) {
    assert_eq!(sign_in(codes, 1), (vec![expected.into()], vec![Verdict::Agrees]));
}

#[track_caller]
fn check_reason(codes: Codes, expected: &str) {
    assert_eq!(sign_in(codes, 1), (vec![], vec![Verdict::NotApplicable { reason: expected.into() }]));
}

fn outbox(body: &'static str) -> Codes {
    Codes::Outbox(serve(move |_, stream| respond(stream, 200, "application/json", body.as_bytes())))
}

#[test]
fn the_code_of_a_message_comes_from_the_source() {
    check_code(Codes::Fixed("777".into()), "777");
    check_code(Codes::Command("echo $COGNITO_USERNAME in $COGNITO_USER_POOL_ID".into()), "ann in eu-west-1_A");
    check_code(Codes::Command("echo 5; exec 1>&-; sleep 0.1".into()), "5");
    let messages = r#"[
        {"Username": "ann", "Code": "1"},
        {"Username": "ann", "UserPoolId": "eu-west-1_A", "Code": "2"},
        {"Username": "bob", "Code": "3"},
        {"Username": "ann", "UserPoolId": "eu-west-1_B", "Code": "4"},
        {"Username": "ann", "Subject": "Welcome"}
    ]"#;
    check_code(outbox(messages), "2");
    check_code(outbox(r#"[{"Code": "9"}]"#), "9");
}

#[test]
fn a_source_without_a_code_makes_the_answer_not_applicable() {
    let (none, broken) = ("the source has no code for this user", "the source of codes can't be read");
    check_reason(Codes::None, "there is no source of codes");
    check_reason(Codes::Command("echo 1; exit 1".into()), none);
    check_reason(Codes::Command("true".into()), none);
    check_reason(outbox(r#"[{"Username": "bob", "Code": "3"}]"#), none);
    check_reason(outbox("<html>"), broken);
    check_reason(outbox("{}"), broken);
    check_reason(Codes::Outbox("http://127.0.0.1:9/".into()), broken);
}

#[test]
fn a_command_that_hangs_does_not_hang_the_run() {
    let started = Instant::now();
    let broken = "the source of codes can't be read";
    check_reason(Codes::Command("sleep 60".into()), broken);
    // The command closes its output and goes on, or leaves its output to a process of its own.
    check_reason(Codes::Command("echo 1; exec 1>&-; exec sleep 60".into()), broken);
    check_reason(Codes::Command("sleep 60 & echo 1".into()), broken);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_source_that_fails_five_times_in_a_row_is_not_asked_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let own = asked.clone();
    let source = Codes::Outbox(serve(move |_, _| {
        own.fetch_add(1, Ordering::Relaxed);
    }));
    let (_, verdicts) = sign_in(source, 6);
    assert_eq!(asked.load(Ordering::Relaxed), 5);
    let reason = "the source of codes failed 5 times in a row".to_string();
    assert_eq!(verdicts.last(), Some(&Verdict::NotApplicable { reason }));
}

#[test]
fn a_source_that_answers_now_and_then_is_asked_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let own = asked.clone();
    let source = Codes::Outbox(serve(move |_, stream| {
        if own.fetch_add(1, Ordering::Relaxed) % 5 == 4 {
            respond(stream, 200, "application/json", br#"[{"Code": "9"}]"#);
        }
    }));
    let (sent, verdicts) = sign_in(source, 10);
    assert!(sent.len() > 1 && asked.load(Ordering::Relaxed) > 10, "{sent:?}");
    let gave_up = Verdict::NotApplicable { reason: "the source of codes failed 5 times in a row".into() };
    assert!(!verdicts.contains(&gave_up), "{verdicts:?}");
}
