//! What users change themselves: attributes, and codes that verify an address. Also devices and codes for sign-ups.

use serde_json::{Value, json};

use crate::api::{Api, PASSWORD, refused, refused_with};

fn attribute(api: &Api, name: &str) -> Option<Value> {
    let user = api.admin("AdminGetUser", "ann", json!({})).unwrap();
    let attributes = user["UserAttributes"].as_array().unwrap();
    attributes.iter().find(|attribute| attribute["Name"] == name).map(|attribute| attribute["Value"].clone())
}

#[test]
fn user_changes_an_address_and_verifies_it() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!(null));
    api.new_user("ann");
    let token = api.token("ann");
    let update = |name: &str, value: &str| {
        let attributes = json!([{"Name": name, "Value": value}]);
        api.call("UpdateUserAttributes", json!({"AccessToken": token, "UserAttributes": attributes}))
    };
    assert_eq!(update("name", "Ann").unwrap(), json!({"CodeDeliveryDetailsList": []}));
    let sent = update("email", "new@example.com").unwrap();
    let details = json!({"Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"});
    assert_eq!(sent, json!({ "CodeDeliveryDetailsList": [details] }));
    assert_eq!(attribute(&api, "email_verified"), Some(json!("false")));
    let verify = |code: &str| {
        api.call("VerifyUserAttribute", json!({"AccessToken": token, "AttributeName": "email", "Code": code}))
    };
    let first = api.message("ann");
    let get = json!({"AccessToken": token, "AttributeName": "email"});
    assert_eq!(api.call("GetUserAttributeVerificationCode", get).unwrap(), json!({ "CodeDeliveryDetails": details }));
    let code = api.message("ann");
    if first != code {
        refused(verify(&first), "CodeMismatchException");
    }
    verify(&code).unwrap();
    assert_eq!(attribute(&api, "email_verified"), Some(json!("true")));
    refused(verify(&code), "ExpiredCodeException");

    refused(update("email_verified", "true"), "NotAuthorizedException");
    let delete =
        |name: &str| api.call("DeleteUserAttributes", json!({"AccessToken": token, "UserAttributeNames": [name]}));
    assert_eq!(delete("name").unwrap(), json!({}));
    assert_eq!(attribute(&api, "name"), None);
}

#[test]
fn code_for_an_old_address_verifies_no_new_one() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!(null));
    api.new_user("ann");
    let token = api.token("ann");
    let get = json!({"AccessToken": token, "AttributeName": "email"});
    api.call("GetUserAttributeVerificationCode", get).unwrap();
    let code = api.message("ann");
    let attributes = json!([{"Name": "email", "Value": "victim@example.com"}]);
    api.admin("AdminUpdateUserAttributes", "ann", json!({ "UserAttributes": attributes })).unwrap();
    let verify = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    refused(api.call("VerifyUserAttribute", verify), "ExpiredCodeException");
    assert_eq!(attribute(&api, "email_verified"), Some(json!("false")));
}

#[test]
fn code_of_a_sign_up_is_sent_again() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!(null));
    let attributes = json!([{"Name": "email", "Value": "ann@example.com"}]);
    let sign_up =
        json!({"ClientId": api.client, "Username": "ann", "Password": PASSWORD, "UserAttributes": attributes});
    api.call("SignUp", sign_up).unwrap();
    let resend = || api.call("ResendConfirmationCode", json!({"ClientId": api.client, "Username": "ann"}));
    assert_eq!(resend().unwrap()["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    let confirm = json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": api.message("ann")});
    api.call("ConfirmSignUp", confirm).unwrap();
    refused_with(resend(), "InvalidParameterException", "User is already confirmed.");
}

#[test]
fn default_password_policy_is_the_service_s() {
    let api = Api::optional();
    let pool = api.call("DescribeUserPool", json!({"UserPoolId": api.pool})).unwrap();
    let policy = json!({"MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
        "RequireSymbols": true, "TemporaryPasswordValidityDays": 7});
    assert_eq!(pool["UserPool"]["Policies"]["PasswordPolicy"], policy);
    api.new_user("ann");
    let message = |problem: &str| format!("Password did not conform with policy: {problem}");
    for (password, problem) in [
        ("Sh0rt-1", "Password not long enough"),
        ("only lower 1", "Password must have uppercase characters"),
        ("ONLY UPPER 1", "Password must have lowercase characters"),
        ("No-Number-Here", "Password must have numeric characters"),
        ("NoSymbol11 ", "Password must have symbol characters"),
    ] {
        let set = api.admin("AdminSetUserPassword", "ann", json!({"Password": password, "Permanent": true}));
        refused_with(set, "InvalidPasswordException", &message(problem));
    }
    api.set_password("ann", "A space is 1");
}

#[test]
fn password_reset_by_an_administrator_sends_a_code() {
    let api = Api::optional();
    api.new_user("ann");
    api.admin("AdminResetUserPassword", "ann", json!({})).unwrap();
    refused(api.password("ann"), "PasswordResetRequiredException");
    let confirm = json!({"ClientId": api.client, "Username": "ann", "ConfirmationCode": api.message("ann"), "Password": PASSWORD});
    api.call("ConfirmForgotPassword", confirm).unwrap();
    api.password("ann").unwrap();
}
