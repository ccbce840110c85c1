//! The whole suite against a host of the engine, over HTTP. The host takes every credential as right.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_mfa::assurance::Attachment;
use cognito_mfa::sign_in::PasskeyProof;
use cognito_mfa::user::PasskeyAbility;
use cognito_mfa_conform::{Codes, Endpoint, LineReport, Suite, SuiteReport, VectorFile, Verdict};
use cognito_mfa_host::{Facts, Host};
use serde_json::{Value, json};

use crate::http::{Request, json, serve};

/// The flag of authenticator data that says that the user was verified.
const USER_VERIFIED: u8 = 0x04;

#[test]
fn every_line_agrees_in_process() {
    let report = SuiteReport::in_process(&VectorFile::built_in());
    assert_eq!(report.counts().agrees, report.lines.len());
    assert!(report.lines.len() > 2000);
}

#[test]
fn every_line_that_can_be_asked_over_http_agrees() {
    let host = Mutex::new(Host::default());
    let url = serve(move |request, stream| answer(&mut host.lock().unwrap(), &request, stream));
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let suite = Suite::new(&endpoint, &stop).with_codes(Codes::Fixed("1".into()));
    let report = suite.run(&VectorFile::built_in(), |_| {});
    let unlike: Vec<_> = report.lines.iter().filter(|line| is_unlike(line)).collect();
    let shown: Vec<_> =
        unlike.iter().map(|line| format!("{}:{} {:?}", line.file, line.vector.number, line.verdict)).collect();
    assert!(shown.is_empty(), "{shown:#?}");
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for line in &report.lines {
        if let Verdict::NotApplicable { reason } = &line.verdict {
            *reasons.entry(reason.clone()).or_default() += 1;
        }
    }
    let reasons: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count:4} {reason}")).collect();
    insta::assert_snapshot!(format!("{:4} agrees\n{}", report.counts().agrees, reasons.join("\n")));
}

fn is_unlike(line: &LineReport) -> bool {
    !matches!(line.verdict, Verdict::Agrees | Verdict::NotApplicable { .. })
}

/// Serves the operations of the host, and the few that a client needs around them.
pub(crate) fn answer(host: &mut Host, request: &Request, stream: &mut TcpStream) {
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let output = match request.operation.as_str() {
        "CreateUserPoolClient" => json!({"UserPoolClient": {"ClientId": body["UserPoolId"]}}),
        "DeleteUserPool" => json!({}),
        operation => match host.call(operation, &request.body, facts(&body)) {
            Ok(reply) => with_session(reply.output, operation, &body),
            Err(failure) => {
                let error = json!({"__type": failure.body.error_type(), "message": failure.body.message()});
                return json(stream, 400, &error);
            }
        },
    };
    json(stream, 200, &output);
}

/// A real server's answer has a secret, a session or tokens. This host's are the names of the pool and the user.
fn with_session(mut output: Value, operation: &str, body: &Value) -> Value {
    let token = [&body["RefreshToken"], &body["AuthParameters"]["REFRESH_TOKEN"], &body["Session"]];
    let user = ["AuthParameters", "ChallengeResponses"].iter().find_map(|map| body[*map]["USERNAME"].as_str());
    let pool = body["ClientId"].as_str().or(body["UserPoolId"].as_str());
    let name = match (pool, user, token.iter().find_map(|token| token.as_str())) {
        (Some(pool), Some(user), _) => format!("{pool}.{user}"),
        (.., token) => token.unwrap_or_default().to_string(),
    };
    if operation == "AssociateSoftwareToken" {
        // No authenticator app can read this secret, so the suite doesn't wait for the next code.
        output["SecretCode"] = "1".into();
    }
    if operation == "StartWebAuthnRegistration" {
        output["CredentialCreationOptions"] = json!({"challenge": "AAAA", "rp": {"id": "shop.example"}});
    }
    if operation.ends_with("SoftwareToken") && body.get("Session").is_some() {
        output["Session"] = name.clone().into();
    }
    if output.get("ChallengeName").is_some() {
        output["Session"] = name.clone().into();
        output["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"] = r#"{"challenge":"AAAA"}"#.into();
    }
    if let Some(result) = output.get_mut("AuthenticationResult") {
        result["AccessToken"] = name.clone().into();
        result["RefreshToken"] = name.into();
    }
    output
}

/// What a passkey's credential shows about its authenticator.
fn facts(body: &Value) -> Facts {
    let mut facts = Facts::default();
    let bytes = |text: &Value| URL_SAFE_NO_PAD.decode(text.as_str().unwrap_or_default()).unwrap_or_default();
    if let Some(credential) = body["ChallengeResponses"]["CREDENTIAL"].as_str() {
        let credential: Value = serde_json::from_str(credential).unwrap_or_default();
        let data = bytes(&credential["response"]["authenticatorData"]);
        let is_verified = data.get(32).is_some_and(|flags| flags & USER_VERIFIED != 0);
        facts.passkey = Some(if is_verified { PasskeyProof::UserVerified } else { PasskeyProof::Presence });
        facts.attachment = credential["authenticatorAttachment"].as_str().and_then(Attachment::from_name);
    }
    let attestation = bytes(&body["Credential"]["response"]["attestationObject"]);
    // The authenticator data is the last member of the object.
    if let Some(start) = attestation.windows(8).position(|window| window == b"authData") {
        let verifies = attestation.get(start + 8 + 3 + 32).is_some_and(|flags| flags & USER_VERIFIED != 0);
        facts.ability = Some(if verifies { PasskeyAbility::VerifiesUser } else { PasskeyAbility::PresenceOnly });
    }
    facts
}
