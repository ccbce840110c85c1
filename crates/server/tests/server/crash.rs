//! `kill -9` under load: whatever was answered is there after a restart.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::Process;
use crate::stores::File;

/// Creates users until the process is gone. Returns the names that it was told are created.
fn create_users(
    server: &Process,
    pool: &Value,
    prefix: &str,
    stop: &AtomicBool,
    answered: &AtomicUsize,
) -> Vec<String> {
    let mut created = Vec::new();
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        let request =
            json!({"UserPoolId": pool, "Username": name, "UserAttributes": [{"Name": "name", "Value": name}]});
        match server.call("AdminCreateUser", &request) {
            Some(answer) if answer.status == 200 => {
                created.push(name);
                answered.fetch_add(1, Ordering::SeqCst);
            }
            _ if stop.load(Ordering::SeqCst) => break,
            Some(answer) => panic!("{}", answer.body),
            None => break,
        }
    }
    created
}

#[test]
fn nothing_that_was_answered_is_lost_when_the_process_is_killed() {
    let file = File::new();
    let server = Process::with_data(&file.0);
    let pool = server.ok("CreateUserPool", &json!({"PoolName": "shop"}))["UserPool"]["Id"].clone();
    server.kill();
    let mut all = Vec::new();
    for round in 0..8 {
        let server = Process::with_data(&file.0);
        for name in &all {
            let user = server.ok("AdminGetUser", &json!({"UserPoolId": pool, "Username": name}));
            let attribute = json!({"Name": "name", "Value": name});
            assert!(user["UserAttributes"].as_array().unwrap().contains(&attribute), "{user}");
        }
        if round == 7 {
            break;
        }
        let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
        let created = thread::scope(|scope| {
            let (server, pool, stop, answered) = (&server, &pool, &stop, &answered);
            let threads: Vec<_> = (0..4)
                .map(|number| {
                    scope.spawn(move || create_users(server, pool, &format!("{round}-{number}"), stop, answered))
                })
                .collect();
            // A busy machine takes longer to get under load.
            while answered.load(Ordering::SeqCst) < 8 && threads.iter().any(|thread| !thread.is_finished()) {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(Duration::from_millis(37 * round));
            stop.store(true, Ordering::SeqCst);
            server.kill_now();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(created.len() > 4, "the server was under load: {}", created.len());
        all.extend(created);
    }
}

#[test]
fn second_process_on_one_file_does_not_start() {
    let file = File::new();
    let server = Process::with_data(&file.0);
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_cognito-mfa-server"))
        .args(["--port", "0", "--data", file.0.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!second.status.success());
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.contains("Only one server can use a file at a time."), "{error}");
    server.ok("ListUserPools", &json!({"MaxResults": 10}));
}

#[test]
fn sign_in_continues_after_the_process_was_killed_between_two_steps() {
    let file = File::new();
    let server = Process::with_data(&file.0);
    let pool = server.ok("CreateUserPool", &json!({"PoolName": "shop"}))["UserPool"]["Id"].clone();
    let client = json!({"UserPoolId": pool, "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = server.ok("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let user = json!({"UserPoolId": pool, "Username": "ann", "TemporaryPassword": "Temporary-1"});
    server.ok("AdminCreateUser", &user);
    let parameters = json!({"USERNAME": "ann", "PASSWORD": "Temporary-1"});
    let begin = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let asked = server.ok("InitiateAuth", &begin);
    server.kill();

    let server = Process::with_data(&file.0);
    let answer = json!({"ClientId": client, "ChallengeName": asked["ChallengeName"], "Session": asked["Session"],
        "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Chosen-Horse-3"}});
    let signed_in = server.ok("RespondToAuthChallenge", &answer);
    let token = signed_in["AuthenticationResult"]["AccessToken"].clone();
    server.kill();

    let server = Process::with_data(&file.0);
    assert_eq!(server.call("RespondToAuthChallenge", &answer).unwrap().status, 400, "the session was used up");
    assert_eq!(server.ok("GetUser", &json!({"AccessToken": token}))["Username"], "ann");
}
