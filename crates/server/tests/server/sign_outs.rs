//! Ending sign-ins: tokens that were issued before count no more.

use serde_json::{Value, json};

use crate::api::{Api, access_token, refused_with, text};

struct Tokens {
    access: String,
    refresh: String,
}

fn sign_in(api: &Api, username: &str) -> Tokens {
    let answer = api.password(username).unwrap();
    Tokens { access: access_token(&answer), refresh: text(&answer["AuthenticationResult"]["RefreshToken"]) }
}

fn get_user(api: &Api, tokens: &Tokens) -> Result<Value, crate::api::Refused> {
    api.call("GetUser", json!({"AccessToken": tokens.access}))
}

fn refresh(api: &Api, tokens: &Tokens) -> Result<Value, crate::api::Refused> {
    api.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": tokens.refresh}))
}

#[track_caller]
fn check_ended(api: &Api, tokens: &Tokens) {
    refused_with(get_user(api, tokens), "NotAuthorizedException", "Access Token has been revoked");
    refused_with(refresh(api, tokens), "NotAuthorizedException", "Refresh Token has been revoked");
}

#[test]
fn global_sign_out_ends_all_sign_ins_of_the_user_and_no_others() {
    let api = Api::optional();
    api.new_user("ann");
    api.new_user("ben");
    let (one, two, other) = (sign_in(&api, "ann"), sign_in(&api, "ann"), sign_in(&api, "ben"));
    let refreshed = refresh(&api, &two).unwrap();
    let refreshed = Tokens { access: access_token(&refreshed), refresh: two.refresh.clone() };
    assert_eq!(api.call("GlobalSignOut", json!({"AccessToken": one.access})).unwrap(), json!({}));
    for tokens in [&one, &two, &refreshed] {
        check_ended(&api, tokens);
    }
    get_user(&api, &other).unwrap();
    refresh(&api, &other).unwrap();
    // In the same second already, the user can sign in again.
    get_user(&api, &sign_in(&api, "ann")).unwrap();
    let again = api.call("GlobalSignOut", json!({"AccessToken": one.access}));
    refused_with(again, "NotAuthorizedException", "Access Token has been revoked");
}

#[test]
fn administrator_ends_all_sign_ins_of_a_user() {
    let api = Api::optional();
    api.new_user("ann");
    let tokens = sign_in(&api, "ann");
    assert_eq!(api.admin("AdminUserGlobalSignOut", "ann", json!({})).unwrap(), json!({}));
    check_ended(&api, &tokens);
    let unknown = api.admin("AdminUserGlobalSignOut", "nobody", json!({}));
    refused_with(unknown, "UserNotFoundException", "User does not exist.");
}

#[test]
fn revoking_a_refresh_token_ends_only_its_sign_in() {
    let api = Api::optional();
    api.new_user("ann");
    let (one, other) = (sign_in(&api, "ann"), sign_in(&api, "ann"));
    let revoke = json!({"Token": one.refresh, "ClientId": api.client});
    api.call("RevokeToken", revoke.clone()).unwrap();
    api.call("RevokeToken", revoke).unwrap();
    check_ended(&api, &one);
    get_user(&api, &other).unwrap();
    refresh(&api, &other).unwrap();
}
