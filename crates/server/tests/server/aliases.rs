//! Signing in by email address, phone number or preferred username.

use serde_json::{Value, json};

use crate::api::{Api, PASSWORD, Refused, access_token, claims, refused, refused_with, text};

fn attributes(all: &[(&str, &str)]) -> Value {
    json!({"UserAttributes": all.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect::<Vec<_>>()})
}

fn sign_in(api: &Api, name: &str) -> Result<Value, Refused> {
    api.password(name)
}

#[test]
fn in_a_pool_of_email_addresses_the_username_is_the_sub() {
    let api = Api::new(json!({"UsernameAttributes": ["email"]}), json!(null));
    let created = api.admin("AdminCreateUser", "Ann@example.com", json!({})).unwrap();
    let username = text(&created["User"]["Username"]);
    let listed = created["User"]["Attributes"].as_array().unwrap();
    assert!(listed.contains(&json!({"Name": "sub", "Value": username})), "{created}");
    assert!(listed.contains(&json!({"Name": "email", "Value": "Ann@example.com"})), "{created}");
    api.set_password("ann@example.com", PASSWORD);
    for name in ["Ann@example.com", "ann@EXAMPLE.com", username.as_str()] {
        let token = access_token(&sign_in(&api, name).unwrap());
        assert_eq!(claims(&token)["username"], username, "{name}");
        assert_eq!(api.admin("AdminGetUser", name, json!({})).unwrap()["Username"], username);
    }
    let again = api.admin("AdminCreateUser", "ann@example.com", json!({}));
    refused_with(again, "UsernameExistsException", "An account with the given email already exists.");
    let no_email = api.admin("AdminCreateUser", "ann", json!({}));
    refused_with(no_email, "InvalidParameterException", "Username should be an email.");
    let pool = api.call("DescribeUserPool", json!({"UserPoolId": api.pool})).unwrap();
    assert_eq!(pool["UserPool"]["UsernameAttributes"], json!(["email"]));
}

#[test]
fn every_step_of_a_sign_in_takes_the_address_or_the_username() {
    let mfa = crate::api::optional_mfa();
    let api = Api::new(json!({"UsernameAttributes": ["email"]}), mfa);
    let created = api.admin("AdminCreateUser", "ann@example.com", json!({})).unwrap();
    let username = text(&created["User"]["Username"]);
    api.set_password("ann@example.com", PASSWORD);
    let secret = api.enroll("ann@example.com");
    for name in ["ann@example.com", username.as_str()] {
        let asked = sign_in(&api, "ann@example.com").unwrap();
        assert_eq!(asked["ChallengeParameters"]["USER_ID_FOR_SRP"], username);
        api.wait(30);
        api.respond(&asked, name, json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)})).unwrap();
    }
}

#[test]
fn address_that_changes_is_an_alias_no_longer() {
    let api = Api::new(json!({"UsernameAttributes": ["email", "phone_number"]}), json!(null));
    api.admin("AdminCreateUser", "ann@example.com", attributes(&[("phone_number", "+12065550100")])).unwrap();
    api.set_password("+12065550100", PASSWORD);
    sign_in(&api, "ann@example.com").unwrap();
    api.admin("AdminUpdateUserAttributes", "ann@example.com", attributes(&[("email", "new@example.com")])).unwrap();
    refused(sign_in(&api, "ann@example.com"), "UserNotFoundException");
    sign_in(&api, "new@example.com").unwrap();

    api.admin("AdminCreateUser", "ann@example.com", json!({})).unwrap();
    let taken = api.admin("AdminUpdateUserAttributes", "ann@example.com", attributes(&[("email", "new@example.com")]));
    refused_with(taken, "AliasExistsException", "An account with the email already exists.");
    api.admin("AdminDeleteUser", "+12065550100", json!({})).unwrap();
    api.admin("AdminUpdateUserAttributes", "ann@example.com", attributes(&[("email", "new@example.com")])).unwrap();
}

#[test]
fn alias_of_an_address_counts_once_it_is_verified() {
    let api = Api::new(json!({"AliasAttributes": ["email", "preferred_username"]}), json!(null));
    let unverified = attributes(&[("email", "ann@example.com"), ("preferred_username", "annie")]);
    api.admin("AdminCreateUser", "ann", unverified.clone()).unwrap();
    api.set_password("ann", PASSWORD);
    refused(sign_in(&api, "ann@example.com"), "UserNotFoundException");
    for name in ["ann", "annie"] {
        assert_eq!(claims(&access_token(&sign_in(&api, name).unwrap()))["username"], "ann");
    }
    let verified = attributes(&[("email_verified", "true"), ("email", "ann@example.com")]);
    api.admin("AdminUpdateUserAttributes", "ann", verified.clone()).unwrap();
    sign_in(&api, "ann@example.com").unwrap();

    api.admin("AdminCreateUser", "ben", attributes(&[("email", "ann@example.com")])).unwrap();
    let taken = api.admin("AdminUpdateUserAttributes", "ben", verified);
    refused(taken, "AliasExistsException");
    let email = api.admin("AdminCreateUser", "cat@example.com", json!({}));
    let message = "Username cannot be of email format, since user pool is configured for email alias.";
    refused_with(email, "InvalidParameterException", message);
}

#[test]
fn pool_has_either_username_attributes_or_aliases() {
    let api = Api::optional();
    let both = json!({"PoolName": "a", "UsernameAttributes": ["email"], "AliasAttributes": ["email"]});
    let message = "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.";
    refused_with(api.call("CreateUserPool", both), "InvalidParameterException", message);
    // Without either, an address is only an attribute.
    api.new_user("ann");
    refused(sign_in(&api, "ann@example.com"), "UserNotFoundException");
}
