//! Sessions: what they are bound to, when they end, and who wins if two clients answer.

use std::sync::Barrier;

use serde_json::{Value, json};

use crate::api::{Api, Refused, access_token, claims, merged, refused, refused_with, text};

const WRONG_SESSION: &str = "Invalid session for the user.";

fn code(answer: &str) -> Value {
    json!({ "SOFTWARE_TOKEN_MFA_CODE": answer })
}

#[test]
fn password_and_software_token_sign_in() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let answer = api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();
    let claims = claims(&access_token(&answer));
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]));
    assert_eq!(claims["acr"], "urn:cognito:loa:4");
    assert_eq!(claims["iss"], format!("http://127.0.0.1:9229/{}", api.pool));
}

#[test]
fn right_answer_uses_the_session_up() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();
    api.wait(30);
    let again = api.respond(&asked, "ann", code(&api.code(&secret)));
    refused_with(again, "NotAuthorizedException", WRONG_SESSION);
}

#[test]
fn session_counts_only_for_its_user_client_and_pool() {
    let api = Api::optional();
    api.new_user("ann");
    api.new_user("ben");
    let secrets = [api.enroll("ann"), api.enroll("ben")];
    let asked = api.password("ann").unwrap();
    for secret in &secrets {
        let answer = api.respond(&asked, "ben", code(&api.code(secret)));
        refused_with(answer, "NotAuthorizedException", WRONG_SESSION);
    }
    let other = api.new_client(json!({}));
    let answer = api.respond_as(&other, &asked, "ann", code(&api.code(&secrets[0])));
    refused_with(answer, "NotAuthorizedException", WRONG_SESSION);

    // The right client still has its sign-in.
    api.respond(&asked, "ann", code(&api.code(&secrets[0]))).unwrap();
}

#[test]
fn forged_session_counts_for_nothing() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let mut asked = api.password("ann").unwrap();
    for forged in ["", "AAAA", &text(&asked["Session"]).to_uppercase(), "../user/ann"] {
        asked["Session"] = json!(forged);
        refused_with(api.respond(&asked, "ann", code(&api.code(&secret))), "NotAuthorizedException", WRONG_SESSION);
    }
    asked.as_object_mut().unwrap().remove("Session");
    asked["Session"] = Value::Null;
    refused(api.respond(&asked, "ann", code(&api.code(&secret))), "InvalidParameterException");
}

#[test]
fn session_of_a_deleted_user_does_not_count_for_the_next_user_of_that_name() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    api.admin("AdminDeleteUser", "ann", json!({})).unwrap();
    api.new_user("ann");
    refused(api.respond(&asked, "ann", code(&api.code(&secret))), "NotAuthorizedException");
}

#[test]
fn session_expires_after_three_minutes() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    api.wait(179);
    api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();
    let asked = api.password("ann").unwrap();
    api.wait(180);
    let answer = api.respond(&asked, "ann", code(&api.code(&secret)));
    refused_with(answer, "NotAuthorizedException", "Invalid session for the user, session is expired.");
}

#[test]
fn fifth_wrong_code_ends_the_sign_in() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    for _ in 0..4 {
        refused(api.respond(&asked, "ann", code("000000")), "CodeMismatchException");
    }
    api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();

    api.wait(30);
    let asked = api.password("ann").unwrap();
    for _ in 0..5 {
        refused(api.respond(&asked, "ann", code("000000")), "CodeMismatchException");
    }
    refused_with(api.respond(&asked, "ann", code(&api.code(&secret))), "NotAuthorizedException", WRONG_SESSION);
}

#[test]
fn answer_to_another_challenge_changes_nothing() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    for (challenge, responses) in [
        ("NEW_PASSWORD_REQUIRED", json!({"NEW_PASSWORD": "Another-Horse-2"})),
        ("MFA_SETUP", json!({})),
        ("SELECT_MFA_TYPE", json!({"ANSWER": "SOFTWARE_TOKEN_MFA"})),
        ("SMS_MFA", json!({"SMS_MFA_CODE": "123456"})),
        ("DEVICE_SRP_AUTH", json!({"DEVICE_KEY": "x", "SRP_A": "1"})),
        ("PASSWORD_VERIFIER", json!({"PASSWORD_CLAIM_SIGNATURE": "AA=="})),
    ] {
        let other = merged(asked.clone(), json!({"ChallengeName": challenge}));
        refused(api.respond(&other, "ann", responses), "NotAuthorizedException");
    }
    api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();
}

#[test]
fn code_of_a_software_token_counts_once_in_all_sign_ins() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let [one, other] = [api.password("ann").unwrap(), api.password("ann").unwrap()];
    let sent = api.code(&secret);
    api.respond(&one, "ann", code(&sent)).unwrap();
    refused(api.respond(&other, "ann", code(&sent)), "ExpiredCodeException");
    let earlier = crate::api::code_at(&secret, 1_800_000_000);
    refused(api.respond(&other, "ann", code(&earlier)), "ExpiredCodeException");
    api.wait(30);
    api.respond(&other, "ann", code(&api.code(&secret))).unwrap();
}

/// What many threads get that answer at the same moment.
fn at_once(count: usize, answer: impl Fn(usize) -> Result<Value, Refused> + Sync) -> Vec<Result<Value, Refused>> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (barrier, answer) = (&barrier, &answer);
                scope.spawn(move || {
                    barrier.wait();
                    answer(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn one_of_many_equal_answers_wins() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    for _ in 0..10 {
        let asked = api.password("ann").unwrap();
        let sent = code(&api.code(&secret));
        let answers = at_once(8, |_| api.respond(&asked, "ann", sent.clone()));
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        api.wait(30);
    }
}

#[test]
fn one_of_many_sign_ins_wins_with_the_same_code() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    for _ in 0..10 {
        let asked: Vec<_> = (0..6).map(|_| api.password("ann").unwrap()).collect();
        let sent = code(&api.code(&secret));
        let answers = at_once(6, |number| api.respond(&asked[number], "ann", sent.clone()));
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        api.wait(30);
    }
}

#[test]
fn change_of_the_credentials_ends_a_sign_in() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    api.set_password("ann", crate::api::PASSWORD);
    refused(api.respond(&asked, "ann", code(&api.code(&secret))), "NotAuthorizedException");
    // The sign-in has ended.
    api.wait(30);
    refused_with(api.respond(&asked, "ann", code(&api.code(&secret))), "NotAuthorizedException", WRONG_SESSION);
}

#[test]
fn disabled_user_neither_signs_in_nor_uses_tokens() {
    let api = Api::optional();
    api.new_user("ann");
    let begun = api.password("ann").unwrap();
    let token = access_token(&begun);
    let refresh = json!({"REFRESH_TOKEN": begun["AuthenticationResult"]["RefreshToken"]});
    api.admin("AdminDisableUser", "ann", json!({})).unwrap();
    refused(api.password("ann"), "NotAuthorizedException");
    refused(api.call("GetUser", json!({"AccessToken": token})), "NotAuthorizedException");
    refused(api.initiate("REFRESH_TOKEN_AUTH", refresh), "NotAuthorizedException");
}

#[test]
fn wrong_password_and_unknown_user() {
    let api = Api::optional();
    api.new_user("ann");
    let wrong = |api: &Api, client: &str, name: &str| {
        let parameters = json!({"USERNAME": name, "PASSWORD": "wrong"});
        let request = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        api.call("InitiateAuth", request)
    };
    let refusal = "Incorrect username or password.";
    refused_with(wrong(&api, &api.client, "ann"), "NotAuthorizedException", refusal);
    refused(wrong(&api, &api.client, "nobody"), "UserNotFoundException");
    let hiding = api.new_client(json!({"PreventUserExistenceErrors": "ENABLED"}));
    refused_with(wrong(&api, &hiding, "nobody"), "NotAuthorizedException", refusal);
}

#[test]
fn hidden_unknown_user_gets_the_same_salt_each_time_and_no_proof_is_right() {
    let api = Api::optional();
    let hiding = api.new_client(json!({"PreventUserExistenceErrors": "ENABLED"}));
    let begin = || {
        let parameters = json!({"USERNAME": "nobody", "SRP_A": "abcdef"});
        let request = json!({"ClientId": hiding, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        api.call("InitiateAuth", request).unwrap()
    };
    let (one, other) = (begin(), begin());
    assert_eq!(one["ChallengeName"], "PASSWORD_VERIFIER");
    assert_eq!(one["ChallengeParameters"]["SALT"], other["ChallengeParameters"]["SALT"]);
    let block = &one["ChallengeParameters"]["SECRET_BLOCK"];
    let claim = json!({"PASSWORD_CLAIM_SECRET_BLOCK": block, "PASSWORD_CLAIM_SIGNATURE": "AAAA", "TIMESTAMP": "now"});
    let answer = api.respond_as(&hiding, &one, "nobody", claim);
    refused_with(answer, "NotAuthorizedException", "Incorrect username or password.");
}

#[test]
fn flow_that_the_client_does_not_allow_is_refused() {
    let api = Api::optional();
    api.new_user("ann");
    let client = api.new_client(json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}));
    let parameters = json!({"USERNAME": "ann", "PASSWORD": crate::api::PASSWORD});
    let request = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    refused_with(
        api.call("InitiateAuth", request),
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
    );
    refused(api.initiate("ADMIN_USER_PASSWORD_AUTH", parameters_of("ann")), "InvalidParameterException");
}

fn parameters_of(username: &str) -> Value {
    json!({"USERNAME": username, "PASSWORD": crate::api::PASSWORD})
}

#[test]
fn only_a_sign_in_with_a_password_makes_its_device_known() {
    let api = Api::new(
        json!({
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true},
        }),
        json!(null),
    );
    api.new_user("ann");
    let new_device = |answer: &Value| answer["AuthenticationResult"].get("NewDeviceMetadata").is_some();
    assert!(new_device(&api.password("ann").unwrap()));
    let asked = api.initiate("USER_AUTH", json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "EMAIL_OTP"})).unwrap();
    let answer = api.respond(&asked, "ann", json!({"EMAIL_OTP_CODE": api.message("ann")})).unwrap();
    assert!(!new_device(&answer));
}

#[test]
fn device_can_be_named_with_the_first_factor() {
    let devices = json!({"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}});
    let api = Api::new(devices, crate::api::optional_mfa());
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    let answer = api.respond(&asked, "ann", code(&api.code(&secret))).unwrap();
    let key = answer["AuthenticationResult"]["NewDeviceMetadata"]["DeviceKey"].clone();
    // Any number is a verifier: the device's own proof isn't part of this test.
    let verifier = json!({"PasswordVerifier": "AQEBAQEBAQEBAQEBAQEBAQ==", "Salt": "AQEBAQEBAQEBAQEBAQEBAQ=="});
    let confirm =
        json!({"AccessToken": access_token(&answer), "DeviceKey": key, "DeviceSecretVerifierConfig": verifier});
    api.call("ConfirmDevice", confirm).unwrap();
    for (device, challenge) in [
        (json!({"DEVICE_KEY": key}), "DEVICE_SRP_AUTH"),
        (json!({"DEVICE_KEY": "local_other"}), "SOFTWARE_TOKEN_MFA"),
        (json!({}), "SOFTWARE_TOKEN_MFA"),
    ] {
        let asked = api.initiate("USER_AUTH", json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD"})).unwrap();
        assert_eq!(asked["ChallengeName"], "PASSWORD");
        let responses = merged(json!({"PASSWORD": crate::api::PASSWORD}), device);
        assert_eq!(api.respond(&asked, "ann", responses).unwrap()["ChallengeName"], challenge);
    }
}

#[test]
fn code_of_an_earlier_message_does_not_count() {
    let api = Api::new(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}),
        json!(null),
    );
    api.new_user("ann");
    let begin = || api.initiate("USER_AUTH", json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "EMAIL_OTP"})).unwrap();
    let one = begin();
    let first = api.message("ann");
    api.wait(1);
    let two = begin();
    let second = api.message("ann");
    assert_ne!(first, second);
    assert_eq!(two["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "a***@e***");
    refused(api.respond(&two, "ann", json!({"EMAIL_OTP_CODE": first})), "CodeMismatchException");
    refused(api.respond(&one, "ann", json!({"EMAIL_OTP_CODE": second})), "CodeMismatchException");
    let answer = api.respond(&two, "ann", json!({"EMAIL_OTP_CODE": second})).unwrap();
    assert_eq!(claims(&access_token(&answer))["amr"], json!(["email_otp"]));
}

#[test]
fn choice_of_the_password_with_the_password_signs_in_at_once() {
    let api = Api::optional();
    api.new_user("ann");
    let asked = api.initiate("USER_AUTH", json!({"USERNAME": "ann"})).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    let chosen = json!({"ANSWER": "PASSWORD", "PASSWORD": crate::api::PASSWORD});
    assert!(access_token(&api.respond(&asked, "ann", chosen).unwrap()).contains('.'));

    let asked = api.initiate("USER_AUTH", json!({"USERNAME": "ann"})).unwrap();
    refused(api.respond(&asked, "ann", json!({"ANSWER": "PASSWORD", "PASSWORD": "wrong"})), "NotAuthorizedException");
    let again = json!({"ANSWER": "PASSWORD", "PASSWORD": crate::api::PASSWORD});
    refused_with(api.respond(&asked, "ann", again), "NotAuthorizedException", WRONG_SESSION);
}

#[test]
fn temporary_password_is_replaced_in_the_sign_in() {
    let api = Api::optional();
    api.admin("AdminCreateUser", "ann", json!({"TemporaryPassword": "Temporary-1"})).unwrap();
    let begin = |password: &str| api.initiate("USER_PASSWORD_AUTH", json!({"USERNAME": "ann", "PASSWORD": password}));
    let asked = begin("Temporary-1").unwrap();
    assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    refused(begin("Chosen-Horse-3"), "NotAuthorizedException");
    api.respond(&asked, "ann", json!({"NEW_PASSWORD": "Chosen-Horse-3"})).unwrap();
    refused(begin("Temporary-1"), "NotAuthorizedException");
    assert!(begin("Chosen-Horse-3").unwrap()["AuthenticationResult"].is_object());
    assert_eq!(api.admin("AdminGetUser", "ann", json!({})).unwrap()["UserStatus"], "CONFIRMED");
}

#[test]
fn refresh_token_counts_only_for_its_client_until_it_is_revoked() {
    let api = Api::optional();
    api.new_user("ann");
    let begun = api.password("ann").unwrap();
    let token = &begun["AuthenticationResult"]["RefreshToken"];
    let refreshed = api.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": token})).unwrap();
    assert!(refreshed["AuthenticationResult"]["RefreshToken"].is_null());
    let [before, after] = [&begun, &refreshed].map(|answer| claims(&access_token(answer)));
    assert_eq!((&before["origin_jti"], &before["amr"]), (&after["origin_jti"], &after["amr"]));
    assert_ne!(before["jti"], after["jti"]);

    let other = api.new_client(json!({}));
    let request = json!({"ClientId": other, "RefreshToken": token});
    refused(api.call("GetTokensFromRefreshToken", request), "NotAuthorizedException");
    refused(api.call("RevokeToken", json!({"ClientId": other, "Token": token})), "NotAuthorizedException");
    api.call("RevokeToken", json!({"ClientId": api.client, "Token": token})).unwrap();
    refused(api.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": token})), "NotAuthorizedException");
}

#[test]
fn administrator_names_the_client_that_a_sign_in_is_bound_to() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    let members = |client: &str| {
        json!({"UserPoolId": api.pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": parameters_of("ann")})
    };
    let asked = api.call("AdminInitiateAuth", members(&api.client)).unwrap();
    let respond = |client: &str| {
        let responses = merged(json!({"USERNAME": "ann"}), code(&api.code(&secret)));
        api.call(
            "AdminRespondToAuthChallenge",
            json!({"UserPoolId": api.pool, "ClientId": client, "ChallengeName": asked["ChallengeName"],
                "Session": asked["Session"], "ChallengeResponses": responses}),
        )
    };
    let other = api.new_client(json!({}));
    refused_with(respond(&other), "NotAuthorizedException", WRONG_SESSION);
    refused(api.call("AdminInitiateAuth", members("unknown")), "ResourceNotFoundException");
    assert!(respond(&api.client).unwrap()["AuthenticationResult"].is_object());
}
