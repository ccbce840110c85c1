//! Servers that don't speak the API. The run reports each line and ends.

use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cognito_mfa_conform::{DifferenceKind, Endpoint, Suite, SuiteReport, VectorFile, Verdict};
use serde_json::json;

use crate::http::{Request, json, respond, serve};

const VECTORS: &str = r#"{"op":"CreateUserPool","input":{"PoolName":"shop"},"expect":{"output":{"UserPool":{"Id":"local_1"}}}}
{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_1"},"expect":{"output":{"MfaConfiguration":"OFF"}}}
{"op":"AdminCreateUser","input":{"UserPoolId":"local_1","Username":"ann","TemporaryPassword":"t"}}
{"op":"InitiateAuth","input":{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"t"}},"expect":{"output":{"ChallengeName":"NEW_PASSWORD_REQUIRED"}}}
{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","MfaConfiguration":"ON"},"expect":{"error":{"__type":"InvalidParameterException"}}}
"#;

fn run(answer: impl Fn(Request, &mut TcpStream) + Send + Sync + 'static) -> SuiteReport {
    let endpoint = Endpoint::new(&serve(answer)).unwrap().with_timeout(Duration::from_millis(500));
    let stop = AtomicBool::new(false);
    Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", VECTORS.as_bytes())], |_| {})
}

fn reasons(report: &SuiteReport) -> Vec<String> {
    let reason = |verdict: &Verdict| match verdict {
        Verdict::Differs(difference) => {
            assert_eq!(difference.kind, DifferenceKind::NoAnswer);
            difference.got.to_string()
        }
        Verdict::Blocked { line: Some(line), reason } => format!("{line}: {reason}"),
        Verdict::Blocked { line: None, reason } => reason.clone(),
        Verdict::Agrees | Verdict::NotApplicable { .. } | Verdict::OperationMissing { .. } => panic!("{verdict:?}"),
    };
    report.lines.iter().map(|line| reason(&line.verdict)).collect()
}

#[test]
fn a_server_that_answers_html_is_reported_line_by_line() {
    let report = run(|_, stream| respond(stream, 200, "text/html", b"<html></html>"));
    let expected = ["an answer that isn't a JSON object"]
        .into_iter()
        .chain(["1: CreateUserPool: an answer that isn't a JSON object"; 3]);
    assert_eq!(reasons(&report), expected.collect::<Vec<_>>());
}

#[test]
fn a_server_that_closes_or_hangs_or_sends_too_much_ends_no_run() {
    let started = Instant::now();
    assert_eq!(run(|_, _| {}).lines.len(), 4);
    let hang = run(|_, _| std::thread::sleep(Duration::from_secs(2)));
    assert_eq!(reasons(&hang)[0], "no answer in time");
    let long = run(|_, stream| respond(stream, 200, "application/json", &vec![b' '; 10 << 20]));
    assert_eq!(reasons(&long)[0], "an answer of more than 1048576 bytes");
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn no_server_at_all_blocks_each_line() {
    let endpoint = Endpoint::new("http://127.0.0.1:9").unwrap();
    let stop = AtomicBool::new(false);
    let report = Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", VECTORS.as_bytes())], |_| {});
    let reason = format!("there is no server: {}", TcpStream::connect("127.0.0.1:9").unwrap_err());
    assert_eq!(reasons(&report), [reason.as_str(); 4]);
    assert_eq!(report.lost.unwrap(), reason);
}

#[test]
fn a_server_that_leaves_five_calls_in_a_row_without_an_answer_is_not_asked_again() {
    const READ: &str = r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_99"},"expect":{"error":{}}}"#;
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    // Four calls without an answer, one with an answer, and then only ones without.
    let url = serve(move |_, stream| {
        if counted.fetch_add(1, Ordering::Relaxed) == 4 {
            json(stream, 400, &json!({"__type": "ResourceNotFoundException"}));
        }
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let vectors = [READ; 12].join("\n");
    let suite = Suite::new(&endpoint, &stop).with_jobs(1);
    let report = suite.run(&[VectorFile::read("few.jsonl", vectors.as_bytes())], |_| {});
    assert_eq!(calls.load(Ordering::Relaxed), 10);
    let counts = report.counts();
    assert_eq!((counts.agrees, counts.differs, counts.blocked), (1, 9, 2));
    let reason = report.lost.unwrap();
    assert!(reason.starts_with("the server left 5 calls in a row without an answer: "), "{reason}");
    assert_eq!(report.lines[11].verdict, Verdict::Blocked { line: None, reason });
}

#[test]
fn pools_of_a_server_that_answers_again_are_deleted() {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let own = calls.clone();
    let url = serve(move |request, stream| {
        own.lock().unwrap().push(request.operation.clone());
        match request.operation.as_str() {
            "CreateUserPool" => json(stream, 200, &json!({"UserPool": {"Id": "eu-west-1_A"}})),
            "CreateUserPoolClient" => json(stream, 200, &json!({"UserPoolClient": {"ClientId": "client"}})),
            "DeleteUserPool" => json(stream, 200, &json!({})),
            _ => {}
        }
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let read = r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_1"},"expect":{"output":{}}}"#;
    let vectors = [&[VECTORS.lines().next().unwrap()][..], &[read; 6]].concat().join("\n");
    let report = Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", vectors.as_bytes())], |_| {});
    assert!(report.lost.is_some() && report.left_pools.is_empty());
    assert_eq!(calls.lock().unwrap().last().unwrap(), "DeleteUserPool");
}

#[test]
fn a_sign_in_that_ends_too_early_weakens_security() {
    let report = run(|request, stream| {
        let answer = match request.operation.as_str() {
            "CreateUserPool" => json!({"UserPool": {"Id": "eu-west-1_A"}}),
            "CreateUserPoolClient" => json!({"UserPoolClient": {"ClientId": "client"}}),
            "GetUserPoolMfaConfig" => json!({"MfaConfiguration": "OFF"}),
            "InitiateAuth" => json!({"AuthenticationResult": {"AccessToken": "secret"}}),
            _ => json!({}),
        };
        json(stream, 200, &answer);
    });
    let kinds: Vec<_> =
        report.lines.iter().map(|line| (line.verdict == Verdict::Agrees, line.weakens_security())).collect();
    assert_eq!(kinds, [(true, false), (true, false), (false, true), (false, false)]);
    assert_eq!(report.faults()[0].vector.op, "InitiateAuth");
    let Verdict::Differs(difference) = &report.faults()[1].verdict else { panic!("it differs") };
    assert_eq!(difference.kind, DifferenceKind::Accepted);
    assert!(report.lines.iter().all(|line| !format!("{:?}", line.verdict).contains("secret")));
}

#[test]
fn a_server_without_an_operation_is_reported_as_such() {
    let report = run(|_, stream| json(stream, 400, &json!({"__type": "UnknownOperationException"})));
    assert_eq!(report.lines[0].verdict, Verdict::OperationMissing { operation: "CreateUserPool".into() });
    assert_eq!(report.counts().operation_missing + report.counts().blocked, 4);
}

#[test]
fn requests_are_signed_and_have_the_headers_of_the_options() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let own = heads.clone();
    let url = serve(move |request, stream| {
        own.lock().unwrap().push(request.head.to_ascii_lowercase());
        json(stream, 400, &json!({"__type": "ResourceNotFoundException"}));
    });
    // A name can have more addresses than the one on which the server listens.
    let endpoint = Endpoint::new(&url.replace("127.0.0.1", "localhost")).unwrap();
    let endpoint = endpoint.with_region("eu-west-1").with_keys("AKTEST", "secret").with_header("x-test", "1");
    let stop = AtomicBool::new(false);
    Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", VECTORS.as_bytes())], |_| {});
    let heads = heads.lock().unwrap();
    assert!(heads[0].contains("authorization: aws4-hmac-sha256 credential=aktest/"), "{}", heads[0]);
    assert!(heads[0].contains("/eu-west-1/cognito-idp/aws4_request"), "{}", heads[0]);
    assert!(heads[0].contains("content-type: application/x-amz-json-1.1\n") && heads[0].contains("x-test: 1\n"));
}

#[test]
fn created_pools_are_deleted_also_after_an_interrupt() {
    let (created, deleted) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (own_created, own_deleted) = (created.clone(), deleted.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let interrupt = stop.clone();
    let url = serve(move |request, stream| match request.operation.as_str() {
        "CreateUserPool" => {
            let number = own_created.fetch_add(1, Ordering::Relaxed);
            interrupt.store(true, Ordering::Relaxed);
            json(stream, 200, &json!({"UserPool": {"Id": format!("eu-west-1_{number}")}}));
        }
        "DeleteUserPool" => {
            assert!(request.body.contains("eu-west-1_"));
            own_deleted.fetch_add(1, Ordering::Relaxed);
            json(stream, 200, &json!({}));
        }
        _ => json(stream, 200, &json!({"UserPoolClient": {"ClientId": "client"}})),
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let report = Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", VECTORS.as_bytes())], |_| {});
    assert_eq!((created.load(Ordering::Relaxed), deleted.load(Ordering::Relaxed)), (1, 1));
    assert_eq!(report.left_pools, Vec::<String>::new());
    // The interrupt came during the first call, so its answer counts no more than those that are missing.
    assert_eq!(report.counts().not_applicable, 4);
}

#[test]
fn a_pool_that_does_not_exist_has_an_id_after_an_operation_that_is_missing() {
    const MISSING: &str = r#"{"op":"SetRiskConfiguration","input":{"UserPoolId":"local_99"},"expect":{"error":{"__type":"ResourceNotFoundException"}}}
{"op":"AdminDisableUser","input":{"UserPoolId":"local_99","Username":"ann"},"expect":{"error":{"message":"User pool local_99 does not exist."}}}
"#;
    let url = serve(|request, stream| {
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        let message = format!("User pool {} does not exist.", body["UserPoolId"].as_str().unwrap());
        let exception = match request.operation.as_str() {
            "SetRiskConfiguration" => "UnknownOperationException",
            _ => "ResourceNotFoundException",
        };
        json(stream, 400, &json!({"__type": exception, "message": message}));
    });
    let stop = AtomicBool::new(false);
    let endpoint = Endpoint::new(&url).unwrap();
    let report = Suite::new(&endpoint, &stop).run(&[VectorFile::read("few.jsonl", MISSING.as_bytes())], |_| {});
    let missing = Verdict::OperationMissing { operation: "SetRiskConfiguration".into() };
    let verdicts: Vec<_> = report.lines.iter().map(|line| line.verdict.clone()).collect();
    assert_eq!(verdicts, [missing, Verdict::Agrees]);
}

#[test]
fn an_operation_that_hangs_is_not_called_again_after_five_calls() {
    const READ: &str = r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_99"},"expect":{"error":{}}}"#;
    const DESCRIBE: &str = r#"{"op":"DescribeUserPool","input":{"UserPoolId":"local_99"},"expect":{"error":{}}}"#;
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let url = serve(move |request, stream| {
        if request.operation == "DescribeUserPool" {
            json(stream, 400, &json!({"__type": "ResourceNotFoundException"}));
        } else {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let vectors = [READ, DESCRIBE].repeat(8).join("\n");
    let suite = Suite::new(&endpoint, &stop).with_jobs(1);
    let report = suite.run(&[VectorFile::read("few.jsonl", vectors.as_bytes())], |_| {});
    assert_eq!((calls.load(Ordering::Relaxed), report.lost.as_ref()), (5, None));
    let counts = report.counts();
    assert_eq!((counts.agrees, counts.differs, counts.blocked), (8, 8, 0));
    let Verdict::Differs(last) = &report.lines[14].verdict else { panic!("it differs") };
    assert_eq!(last.got.to_string(), "the server left 5 calls of GetUserPoolMfaConfig in a row without an answer");
}

#[test]
fn a_pool_without_an_id_blocks_the_lines_about_it() {
    let report = run(|_, stream| respond(stream, 200, "application/x-amz-json-1.1", b""));
    let Verdict::Differs(first) = &report.lines[0].verdict else { panic!("it differs") };
    assert_eq!(first.got.to_string(), "no UserPool");
    let blocked = Verdict::Blocked { line: Some(1), reason: "CreateUserPool returned no UserPool.Id".into() };
    assert!(report.lines[1..].iter().all(|line| line.verdict == blocked), "{:?}", report.lines);
}
