//! The limit on wrong passwords.

use serde_json::{Value, json};

use crate::api::{Api, PASSWORD, Refused, refused_with};

const WRONG: &str = "Incorrect username or password.";
const LOCKED: &str = "Password attempts exceeded";

fn sign_in(api: &Api, username: &str, password: &str) -> Result<Value, Refused> {
    api.initiate("USER_PASSWORD_AUTH", json!({"USERNAME": username, "PASSWORD": password}))
}

#[track_caller]
fn check(answer: Result<Value, Refused>, message: &str) {
    refused_with(answer, "NotAuthorizedException", message);
}

fn fail(api: &Api, username: &str, times: usize) {
    for _ in 0..times {
        check(sign_in(api, username, "wrong"), WRONG);
    }
}

#[test]
fn four_wrong_passwords_do_not_lock_the_user_out_and_a_right_one_starts_over() {
    let api = Api::optional();
    api.new_user("ann");
    for _ in 0..3 {
        fail(&api, "ann", 4);
        sign_in(&api, "ann", PASSWORD).unwrap();
    }
}

#[test]
fn from_the_fifth_wrong_password_on_the_lockout_doubles_up_to_15_minutes() {
    let api = Api::optional();
    api.new_user("ann");
    api.new_user("ben");
    fail(&api, "ann", 4);
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        fail(&api, "ann", 1);
        for _ in 0..3 {
            check(sign_in(&api, "ann", PASSWORD), LOCKED);
            check(sign_in(&api, "ann", "wrong"), LOCKED);
        }
        api.wait(seconds - 1);
        check(sign_in(&api, "ann", PASSWORD), LOCKED);
        sign_in(&api, "ben", PASSWORD).unwrap();
        api.wait(1);
    }
    sign_in(&api, "ann", PASSWORD).unwrap();
    fail(&api, "ann", 5);
    check(sign_in(&api, "ann", PASSWORD), LOCKED);
}

#[test]
fn fifteen_minutes_without_an_attempt_start_over() {
    let api = Api::optional();
    api.new_user("ann");
    fail(&api, "ann", 5);
    api.wait(1 + 15 * 60);
    api.service.sweep().unwrap();
    fail(&api, "ann", 4);
    sign_in(&api, "ann", PASSWORD).unwrap();
}

#[test]
fn every_way_to_send_a_password_counts() {
    let first = json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}});
    let api = Api::new(first, json!(null));
    api.new_user("ann");
    let begun = || api.initiate("USER_AUTH", json!({"USERNAME": "ann"})).unwrap();
    let choice = |password: &str| api.respond(&begun(), "ann", json!({"ANSWER": "PASSWORD", "PASSWORD": password}));
    let admin = |password: &str| {
        let parameters = json!({"USERNAME": "ann", "PASSWORD": password});
        let request = json!({"UserPoolId": api.pool, "ClientId": api.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": parameters});
        api.call("AdminInitiateAuth", request)
    };
    check(choice("wrong"), WRONG);
    check(admin("wrong"), WRONG);
    fail(&api, "ann", 3);
    for answer in [choice(PASSWORD), admin(PASSWORD), sign_in(&api, "ann", PASSWORD)] {
        check(answer, LOCKED);
    }
    // A code by message is another factor.
    api.respond(&begun(), "ann", json!({"ANSWER": "EMAIL_OTP"})).unwrap();
    api.wait(1);
    choice(PASSWORD).unwrap();
}

#[test]
fn unknown_user_is_locked_out_like_a_known_one_if_the_client_hides_them() {
    let mut api = Api::optional();
    api.client = api.new_client(json!({"PreventUserExistenceErrors": "ENABLED"}));
    fail(&api, "nobody", 5);
    check(sign_in(&api, "nobody", "wrong"), LOCKED);
}
