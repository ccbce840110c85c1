//! What `.ci/instructions` counts of a sign-in's body: the argument `decode` reads it with this crate, and `parse` with `serde_json`
//! alone. Without an argument, the program does both. It's a program of its own, because code that is added to another one moves
//! that one's counts.
#![allow(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::collections::BTreeMap;
use std::hint::black_box;

use cognito_mfa::wire::Request;
use serde::Deserialize;

const BODY: &str = r#"{"ClientId":"3n4b5urk1ft4fl3mg5e62d9ado","ChallengeName":"SOFTWARE_TOKEN_MFA",
    "Session":"AYABeCq1Uk9ZYm1s0fXWbXk0c3gAHQABAAdTZXJ2aWNlABBDb2duaXRvVXNlclBvb2xzAAEAB2F3cy1rbXM",
    "ChallengeResponses":{"USERNAME":"ann","SOFTWARE_TOKEN_MFA_CODE":"123456"}}"#;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "plain owned values, as in a program that only parses")]
struct Plain {
    client_id: String,
    challenge_name: String,
    session: Option<String>,
    challenge_responses: BTreeMap<String, String>,
}

fn main() {
    let argument = std::env::args().nth(1).unwrap_or_default();
    if argument.is_empty() || argument == "decode" {
        black_box(measured_decode());
    }
    if argument.is_empty() || argument == "parse" {
        black_box(measured_parse());
    }
}

#[inline(never)]
fn measured_decode() -> Request<'static> {
    Request::decode(black_box("RespondToAuthChallenge"), black_box(BODY)).expect("the body is well formed")
}

#[inline(never)]
fn measured_parse() -> Plain {
    serde_json::from_str(black_box(BODY)).expect("the body is well formed")
}
