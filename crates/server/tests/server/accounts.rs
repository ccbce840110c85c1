//! Users outside of a sign-in: sign-up, passwords, attributes and lists.

use serde_json::{Value, json};

use crate::api::{Api, PASSWORD, access_token, refused, refused_with, text};

#[test]
fn sign_up_is_confirmed_with_the_code_of_the_message() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!(null));
    let attributes = json!([{"Name": "email", "Value": "ann@example.com"}, {"Name": "given_name", "Value": "Ann"}]);
    let request =
        json!({"ClientId": api.client, "Username": "ann", "Password": PASSWORD, "UserAttributes": attributes});
    let signed_up = api.call("SignUp", request.clone()).unwrap();
    assert_eq!(signed_up["UserConfirmed"], false);
    assert_eq!(signed_up["CodeDeliveryDetails"]["Destination"], "a***@e***");
    refused(api.call("SignUp", request), "UsernameExistsException");
    refused(api.password("ann"), "UserNotConfirmedException");

    let confirm = |code: &str| {
        api.call("ConfirmSignUp", json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": code}))
    };
    refused(confirm("wrong"), "CodeMismatchException");
    confirm(&api.message("ann")).unwrap();
    refused(confirm(&api.message("ann")), "NotAuthorizedException");
    let user = api.call("GetUser", json!({"AccessToken": api.token("ann")})).unwrap();
    let sent = [("sub", signed_up["UserSub"].clone()), ("email_verified", json!("true")), ("given_name", json!("Ann"))];
    for (name, value) in sent {
        assert!(user["UserAttributes"].as_array().unwrap().contains(&json!({"Name": name, "Value": value})), "{user}");
    }
}

#[test]
fn fifth_wrong_code_ends_a_sign_up_code() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!(null));
    let attributes = json!([{"Name": "email", "Value": "ann@example.com"}]);
    let request =
        json!({"ClientId": api.client, "Username": "ann", "Password": PASSWORD, "UserAttributes": attributes});
    api.call("SignUp", request).unwrap();
    let confirm = |code: &str| {
        api.call("ConfirmSignUp", json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": code}))
    };
    for _ in 0..5 {
        refused(confirm("wrong"), "CodeMismatchException");
    }
    refused(confirm(&api.message("ann")), "ExpiredCodeException");
}

#[test]
fn the_outbox_lists_the_messages_of_one_second_in_their_order() {
    let api = Api::optional();
    api.new_user("ann");
    // In another order, the last of twelve messages would hardly ever have the code that counts.
    for _ in 0..12 {
        api.call("ForgotPassword", json!({"ClientId": api.client, "Username": "ann"})).unwrap();
    }
    let code = api.message("ann");
    let confirmation =
        json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": code, "Password": "Another-Horse-2"});
    api.call("ConfirmForgotPassword", confirmation).unwrap();
}

#[test]
fn reset_code_counts_once_and_not_after_the_address_changed() {
    let api = Api::optional();
    api.new_user("ann");
    let forgot = || api.call("ForgotPassword", json!({"ClientId": api.client, "Username": "ann"}));
    let confirm = |code: &str| {
        api.call(
            "ConfirmForgotPassword",
            json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": code, "Password": "Another-Horse-2"}),
        )
    };
    assert_eq!(forgot().unwrap()["CodeDeliveryDetails"]["AttributeName"], "email");
    let attributes =
        json!([{"Name": "email", "Value": "eve@example.com"}, {"Name": "email_verified", "Value": "true"}]);
    api.admin("AdminUpdateUserAttributes", "ann", json!({"UserAttributes": attributes})).unwrap();
    refused(confirm(&api.message("ann")), "ExpiredCodeException");

    api.wait(1);
    forgot().unwrap();
    let code = api.message("ann");
    refused(confirm("wrong"), "CodeMismatchException");
    confirm(&code).unwrap();
    refused(confirm(&code), "ExpiredCodeException");
    refused(api.password("ann"), "NotAuthorizedException");
}

#[test]
fn client_that_hides_users_does_not_reveal_one_by_a_reset() {
    let api = Api::optional();
    let hiding = api.new_client(json!({"PreventUserExistenceErrors": "ENABLED"}));
    let forgot = |client: &str| api.call("ForgotPassword", json!({"ClientId": client, "Username": "nobody"}));
    refused_with(forgot(&api.client), "UserNotFoundException", "Username/client id combination not found.");
    assert_eq!(forgot(&hiding).unwrap()["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
}

#[test]
fn password_change_needs_the_old_password() {
    let api = Api::optional();
    api.new_user("ann");
    let token = api.token("ann");
    let change = |old: &str| {
        api.call(
            "ChangePassword",
            json!({"AccessToken": token, "PreviousPassword": old, "ProposedPassword": "Another-Horse-2"}),
        )
    };
    refused(change("wrong"), "NotAuthorizedException");
    change(PASSWORD).unwrap();
    refused(api.password("ann"), "NotAuthorizedException");
}

#[test]
fn password_policy_of_the_pool_counts() {
    let policy = json!({"MinimumLength": 10, "RequireNumbers": true});
    let api = Api::new(json!({"Policies": {"PasswordPolicy": policy}}), json!(null));
    api.admin("AdminCreateUser", "ann", json!({})).unwrap();
    let set =
        |password: &str| api.admin("AdminSetUserPassword", "ann", json!({"Password": password, "Permanent": true}));
    let message = |problem: &str| format!("Password did not conform with policy: {problem}");
    refused_with(set("short 1"), "InvalidPasswordException", &message("Password not long enough"));
    refused_with(set("without any"), "InvalidPasswordException", &message("Password must have numeric characters"));
    set("with one 1").unwrap();
}

#[test]
fn users_are_listed_in_pages_and_by_filter() {
    let api = Api::optional();
    for name in ["ann", "ben", "cat", "dan", "eve"] {
        api.new_user(name);
    }
    let mut names = Vec::new();
    let mut request = json!({"UserPoolId": api.pool, "Limit": 2});
    loop {
        let page = api.call("ListUsers", request.clone()).unwrap();
        names.extend(page["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])));
        if page["PaginationToken"].is_null() {
            break;
        }
        request["PaginationToken"] = page["PaginationToken"].clone();
    }
    assert_eq!(names, ["ann", "ben", "cat", "dan", "eve"]);
    let filtered = |filter: &str| {
        let page = api.call("ListUsers", json!({"UserPoolId": api.pool, "Filter": filter})).unwrap();
        page["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])).collect::<Vec<_>>()
    };
    assert_eq!(filtered("email = \"cat@example.com\""), ["cat"]);
    assert_eq!(filtered("username ^= \"d\""), ["dan"]);
    refused(api.call("ListUsers", json!({"UserPoolId": api.pool, "Filter": "email"})), "InvalidParameterException");
}

#[test]
fn users_delete_themselves_and_their_tokens_end() {
    let api = Api::optional();
    api.new_user("ann");
    let token = access_token(&api.password("ann").unwrap());
    refused(api.call("DeleteUser", json!({})), "InvalidParameterException");
    refused(api.call("DeleteUser", json!({"AccessToken": format!("{token}x")})), "NotAuthorizedException");
    assert_eq!(api.call("DeleteUser", json!({"AccessToken": token})).unwrap(), json!({}));
    refused(api.password("ann"), "UserNotFoundException");
    for operation in ["DeleteUser", "GetUser"] {
        refused(api.call(operation, json!({"AccessToken": token})), "UserNotFoundException");
    }
}

#[test]
fn deleted_pool_leaves_nothing_that_counts() {
    let api = Api::optional();
    api.new_user("ann");
    let begun = api.password("ann").unwrap();
    let token = &begun["AuthenticationResult"]["AccessToken"];
    api.call("DeleteUserPool", json!({"UserPoolId": api.pool})).unwrap();
    refused(api.call("GetUser", json!({"AccessToken": token})), "ResourceNotFoundException");
    refused(api.password("ann"), "ResourceNotFoundException");
    let pools = api.call("ListUserPools", json!({"MaxResults": 10})).unwrap();
    assert_eq!(pools["UserPools"], Value::Array(Vec::new()));
}

#[test]
fn secret_of_a_client_is_checked() {
    use base64::Engine as _;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let api = Api::optional();
    api.new_user("ann");
    let settings = json!({"UserPoolId": api.pool, "ClientName": "web", "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = api.call("CreateUserPoolClient", settings).unwrap()["UserPoolClient"].clone();
    let (id, secret) = (text(&client["ClientId"]), text(&client["ClientSecret"]));
    let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update("ann").chain_update(&id);
    let hash = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    let begin = |hash: Option<&str>| {
        let parameters = json!({"USERNAME": "ann", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
        api.call(
            "InitiateAuth",
            json!({"ClientId": id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
        )
    };
    refused(begin(None), "NotAuthorizedException");
    refused(begin(Some("AAAA")), "NotAuthorizedException");
    begin(Some(&hash)).unwrap();
}
