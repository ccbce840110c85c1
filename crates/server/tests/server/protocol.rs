//! What the process answers to requests that are malformed, too large or too slow. It goes on after each of them.

use std::io::Write as _;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::process::{Answer, Process, read};

/// A request with these first lines and this body, and the length of the body.
fn request(head: &str, body: &str) -> String {
    format!("{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

const TYPE: &str = "Content-Type: application/x-amz-json-1.1";

fn post(target: &str, body: &str) -> String {
    request(&format!("POST / HTTP/1.1\r\n{TYPE}\r\nX-Amz-Target: {target}"), body)
}

#[track_caller]
fn check(answer: Option<Answer>, status: u16, error_type: &str) {
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, &answer.body["__type"]), (status, &json!(error_type)), "{}", answer.body);
    assert!(answer.body["message"].is_string());
    assert!(answer.headers.contains(&format!("x-amzn-errortype: {}", error_type.to_lowercase())), "{}", answer.headers);
    assert!(answer.headers.contains("x-amzn-requestid: "), "{}", answer.headers);
    assert!(answer.headers.contains("content-type: application/x-amz-json-1.1"), "{}", answer.headers);
}

#[test]
fn bad_input_gets_an_error_of_the_service_and_the_process_goes_on() {
    let server = Process::start(&[]);
    let service = "AWSCognitoIdentityProviderService";
    let create = format!("{service}.CreateUserPool");
    for (sent, status, error_type) in [
        (post(&create, "{"), 400, "SerializationException"),
        (post(&create, "not JSON"), 400, "SerializationException"),
        (post(&create, ""), 400, "SerializationException"),
        (post(&create, "[]"), 400, "SerializationException"),
        (post(&create, r#"{"PoolName":"a"} {}"#), 400, "SerializationException"),
        (post(&create, r#"{"PoolName":7}"#), 400, "SerializationException"),
        (post(&create, &"[".repeat(100_000)), 400, "SerializationException"),
        (post(&format!("{service}.AddCustomAttributes"), "{}"), 400, "UnknownOperationException"),
        (post(&format!("{service}."), "{}"), 400, "UnknownOperationException"),
        (post("DynamoDB_20120810.GetItem", "{}"), 400, "UnknownOperationException"),
        (request(&format!("POST / HTTP/1.1\r\n{TYPE}"), "{}"), 400, "UnknownOperationException"),
        (
            request(&format!("PUT / HTTP/1.1\r\n{TYPE}\r\nX-Amz-Target: {create}"), "{}"),
            405,
            "UnknownOperationException",
        ),
        (request("GET / HTTP/1.1", ""), 405, "UnknownOperationException"),
        (request("POST /outbox HTTP/1.1", ""), 405, "UnknownOperationException"),
        (request("GET /elsewhere HTTP/1.1", ""), 404, "UnknownOperationException"),
        (
            request(&format!("POST / HTTP/1.1\r\nContent-Type: text/plain\r\nX-Amz-Target: {create}"), "{}"),
            415,
            "UnsupportedMediaTypeException",
        ),
        (request("GET /local_unknown/.well-known/jwks.json HTTP/1.1", ""), 404, "ResourceNotFoundException"),
        (post(&create, r#"{"PoolName":"a","MfaConfiguration":"MAYBE"}"#), 400, "InvalidParameterException"),
    ] {
        check(server.send(&sent), status, error_type);
    }
    server.ok("CreateUserPool", &json!({"PoolName": "a"}));
}

#[test]
fn body_over_the_limit_is_refused_declared_or_not() {
    let server = Process::start(&[]);
    let target = "AWSCognitoIdentityProviderService.CreateUserPool";
    let head = format!("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{TYPE}\r\nX-Amz-Target: {target}");
    // Only the head is sent: the server doesn't wait for the rest.
    let declared = format!("{head}\r\nContent-Length: 99999999\r\n\r\n");
    check(server.send(&declared), 413, "RequestEntityTooLargeException");

    let chunk = "a".repeat(0x10000);
    let chunks = format!("{:x}\r\n{chunk}\r\n", chunk.len()).repeat(17);
    let chunked = format!("{head}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    check(server.send(&chunked), 413, "RequestEntityTooLargeException");
    server.ok("CreateUserPool", &json!({"PoolName": "a"}));
}

#[test]
fn truncated_and_garbled_requests_do_not_stop_the_process() {
    let server = Process::start(&[]);
    let whole = post("AWSCognitoIdentityProviderService.CreateUserPool", r#"{"PoolName":"a"}"#);
    for length in (0..whole.len()).step_by(7) {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let answer = read(stream);
        assert!(answer.is_none_or(|answer| answer.status == 400), "{length}");
    }
    assert!(server.send("\0\x01\x02 garbage\r\n\r\n").is_none_or(|answer| answer.status == 400));
    let pools = server.ok("ListUserPools", &json!({"MaxResults": 10}));
    assert_eq!(pools["UserPools"], json!([]), "no truncated request counted");
}

#[test]
fn slow_client_is_cut_off_and_others_are_served() {
    let server = Process::start(&[]);
    let begun = Instant::now();
    let whole = post("AWSCognitoIdentityProviderService.CreateUserPool", r#"{"PoolName":"a"}"#);
    let (head, _) = whole.split_once("\r\n\r\n").unwrap();
    let slow = [format!("{head}\r\n\r\n{{"), head.to_owned(), String::new()].map(|sent| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(25))).unwrap();
        stream.write_all(sent.as_bytes()).unwrap();
        stream
    });
    server.ok("CreateUserPool", &json!({"PoolName": "b"}));
    assert!(begun.elapsed() < Duration::from_secs(5), "other clients don't wait");
    let [body, head, silent] = slow.map(read);
    check(body, 408, "RequestTimeoutException");
    assert!(head.is_none_or(|answer| answer.status == 408) && silent.is_none_or(|answer| answer.status == 408));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn bad_input_does_not_disturb_the_clients_that_are_served_meanwhile() {
    let server = Process::start(&[]);
    let pool = server.ok("CreateUserPool", &json!({"PoolName": "a"}))["UserPool"]["Id"].clone();
    let create = "AWSCognitoIdentityProviderService.AdminCreateUser";
    let user = json!({"UserPoolId": pool, "Username": "never"}).to_string();
    let whole = post(create, &user);
    let (head, _) = whole.split_once("Content-Length").unwrap();
    let bad = [
        post(create, "{"),
        post("AWSCognitoIdentityProviderService.Unknown", &user),
        whole[..whole.len() - 1].to_owned(),
        format!("{head}Content-Length: 99999999\r\n\r\n"),
        "\0\x01 garbage\r\n\r\n".to_owned(),
        request("DELETE / HTTP/1.1", ""),
    ];
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for sent in &bad {
            let (server, stop) = (&server, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    let Ok(mut stream) = TcpStream::connect(server.address) else { continue };
                    // The server may have refused it already.
                    let _ = stream.write_all(sent.as_bytes()).and_then(|()| stream.shutdown(Shutdown::Write));
                    assert!(read(stream).is_none_or(|answer| (400..500).contains(&answer.status)), "{sent}");
                }
            });
        }
        let clients: Vec<_> = (0..2)
            .map(|number| {
                let (server, pool) = (&server, &pool);
                scope.spawn(move || {
                    for turn in 0..25 {
                        let user = json!({"UserPoolId": pool, "Username": format!("user-{number}-{turn}")});
                        server.ok("AdminCreateUser", &user);
                        server.ok("AdminGetUser", &user);
                    }
                })
            })
            .collect();
        let results: Vec<_> = clients.into_iter().map(thread::ScopedJoinHandle::join).collect();
        stop.store(true, Ordering::SeqCst);
        assert!(results.iter().all(Result::is_ok));
    });
    let users = server.ok("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(users["Users"].as_array().unwrap().len(), 50, "no bad request counted");
}

#[test]
fn issuer_is_the_address_that_the_client_connects_to() {
    let server = Process::start(&["--accept-any-credential"]);
    let pool = server.ok("CreateUserPool", &json!({"PoolName": "a"}))["UserPool"]["Id"].clone();
    let client = json!({"UserPoolId": pool, "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = server.ok("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    server.ok("AdminCreateUser", &json!({"UserPoolId": pool, "Username": "ann"}));
    let password = json!({"UserPoolId": pool, "Username": "ann", "Password": "Right-Horse-1", "Permanent": true});
    server.ok("AdminSetUserPassword", &password);
    let parameters = json!({"USERNAME": "ann", "PASSWORD": "any other"});
    let begin = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let token = crate::api::access_token(&server.ok("InitiateAuth", &begin));
    let issuer = format!("http://{}/{}", server.address, pool.as_str().unwrap());
    assert_eq!(crate::api::claims(&token)["iss"], issuer);
    let keys = server.send(&request(&format!("GET /{}/.well-known/jwks.json HTTP/1.1", pool.as_str().unwrap()), ""));
    assert_eq!(keys.unwrap().body["keys"][0]["kty"], "RSA");
}

#[test]
fn page_whose_name_leads_to_this_machine_reads_nothing() {
    let server = Process::start(&["--base-url", "https://cognito.test/api"]);
    let status = |host: &str, line: &str| {
        let sent = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        server.send(&sent).unwrap().status
    };
    for known in ["localhost", "LOCALHOST:9229", "pool.localhost:9229", "127.0.0.1", "[::1]:9229", "Cognito.test:443"] {
        assert_eq!(status(known, "GET /outbox"), 200, "{known}");
    }
    for other in
        ["example.com", "example.com:9229", "localhost.example.com", "xlocalhost", "127.0.0.1.example.com", "a b"]
    {
        for line in ["GET /outbox", "POST /", "GET /local_a/.well-known/jwks.json", "GET /elsewhere"] {
            assert_eq!(status(other, line), 403, "{line} {other}");
        }
    }
    let refused = server.send("GET /outbox HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
    check(refused, 403, "AccessDeniedException");
}
