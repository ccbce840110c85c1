//! The service's responses can be read back and sent back.

use std::borrow::Cow;

use cognito_mfa::apply::Transition;
use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{EumsSms, SmsConfiguration};
use cognito_mfa::rules::{Rule, Violation};
use cognito_mfa::user::MfaPreference;
use cognito_mfa::wire::{
    GetUserResponse, PoolRequest, Request, UserPoolMfaConfig, UserPoolResponse, decode_set_user_pool_mfa_config,
    decode_update_user_pool, stored,
};
use cognito_mfa::{Pool, PoolCommand, Profile, User, UserFacts};
use proptest::prelude::*;
use serde_json::Value;

use super::ways::{SetLast, State};

pub(super) fn check(state: &State) -> Result<(), TestCaseError> {
    user_facts(&state.user)?;
    preference(&state.user)?;
    if let Some(sign_in) = state.sign_in {
        let text = serde_json::to_string(&stored::SignIn(sign_in)).unwrap();
        prop_assert_eq!(serde_json::from_str::<stored::SignIn>(&text).unwrap().0, sign_in);
    }
    if let Some(last) = &state.set_last {
        get_then_set(&state.pool, last)?;
    }
    describe_then_update(&state.pool)
}

fn user_facts(user: &User) -> Result<(), TestCaseError> {
    prop_assert_eq!(UserFacts::from_bits(user.facts().to_bits()).map(|facts| facts.user(user.stamp)), Ok(*user));
    Ok(())
}

/// The lists in `AdminGetUser` are the preference. An empty list is absent.
fn preference(user: &User) -> Result<(), TestCaseError> {
    let shown = serde_json::to_value(GetUserResponse::new("ann", user)).unwrap();
    let names = |list: &Value| list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let list: Option<Vec<String>> = shown.get("UserMFASettingList").map(names);
    prop_assert!(list.as_ref().is_none_or(|list| !list.is_empty()));
    let enabled: FactorSet = list.iter().flatten().map(|name| Factor::from_name(name).unwrap()).collect();
    let preferred = shown.get("PreferredMfaSetting").map(|name| CodeFactor::from_name(name.as_str().unwrap()).unwrap());
    prop_assert_eq!(MfaPreference::new(enabled, preferred), Ok(user.preference));
    Ok(())
}

/// Spec 5: if Set accepted the configuration last, sending a Get response back leaves the Get response unchanged.
///
/// Set can refuse it only if `CreateUserPool` or `UpdateUserPool` set the SMS configuration. Their rules require less: no
/// external ID (Observed), and no particular Region for SNS or End User Messaging.
fn get_then_set(pool: &Pool, last: &SetLast) -> Result<(), TestCaseError> {
    let get = |pool: &Pool| serde_json::to_string(&UserPoolMfaConfig::from(pool)).unwrap();
    let shown = get(pool);
    let body = shown.replacen('{', &format!(r#"{{"UserPoolId":"{}","#, last.id), 1);
    let Ok(Request::Pool(_, PoolRequest::Apply(command))) = Request::decode("SetUserPoolMfaConfig", &body) else {
        return Err(TestCaseError::fail(body));
    };
    match pool.apply(&command).map(Transition::into_next) {
        Ok(next) => prop_assert_eq!(get(&next), shown),
        Err(refusal) => {
            let looser = [Rule::SmsExternalIdRequired, Rule::SeoulUsesTokyo, Rule::EumsRegionIsPoolRegion];
            let expected = refusal.violations().all(|violation| looser.contains(&violation.rule()));
            prop_assert!(expected && !last.brought_sms, "{}: {}", refusal, body);
        }
    }
    Ok(())
}

/// Sending the response of `DescribeUserPool` to `UpdateUserPool` changes nothing. It can be refused for its mode, if the
/// other operation accepted that mode.
fn describe_then_update(pool: &Pool) -> Result<(), TestCaseError> {
    let mut shown = serde_json::to_value(UserPoolResponse::new("local_1", pool)).unwrap();
    let mut body = shown["UserPool"].take();
    body["UserPoolId"] = body["Id"].take();
    let body = body.to_string();
    let (_, settings) = decode_update_user_pool(&body).unwrap();
    match pool.apply(&PoolCommand::Update(settings)).map(Transition::into_next) {
        Ok(next) => prop_assert_eq!(&next, pool),
        Err(refusal) => {
            let rules: Vec<_> = refusal.violations().map(Violation::rule).collect();
            prop_assert_eq!(rules, [Rule::OnNeedsOfferedFactor], "{}", body);
        }
    }
    Ok(())
}

/// The three Get responses that Set refuses. Each has an SMS configuration that `CreateUserPool` accepted.
#[test]
fn set_can_refuse_an_sms_configuration_that_another_operation_accepted() {
    let text = |text| Some(Cow::Borrowed(text));
    let role = "arn:aws:iam::123456789012:role/sms";
    let sns = {
        let mut sms = SmsConfiguration::new();
        sms.sns_caller_arn = text(role);
        sms.external_id = text("x1");
        sms
    };
    let eums = {
        let mut eums = EumsSms::new(role);
        eums.region = text("us-east-1");
        eums
    };
    let eums = SmsConfiguration::new().with_eums(eums);
    let rows = [
        (
            Profile::Observed,
            "local",
            {
                let mut sms = sns.clone();
                sms.external_id = None;
                sms
            },
            Rule::SmsExternalIdRequired,
        ),
        (
            Profile::Documented,
            "ap-northeast-2",
            {
                let mut sms = sns;
                sms.sns_region = text("eu-west-1");
                sms
            },
            Rule::SeoulUsesTokyo,
        ),
        (Profile::Documented, "eu-west-1", eums, Rule::EumsRegionIsPoolRegion),
    ];
    for (profile, region, sms_configuration, rule) in rows {
        let settings = UserPoolSettings::new().with_sms_configuration(sms_configuration);
        let pool = Pool::create(&settings, profile).unwrap().into_next();
        let body = |rest: &str| format!(r#"{{"UserPoolId":"{region}_1",{rest}"#);
        let set = |pool: &Pool, body: &str| {
            let (_, request) = decode_set_user_pool_mfa_config(body).unwrap();
            pool.apply(&PoolCommand::SetMfaConfig(request)).map(Transition::into_next)
        };
        let pool = set(&pool, &body(r#""MfaConfiguration":"ON","SmsMfaConfiguration":{}}"#)).unwrap();
        let shown = serde_json::to_string(&UserPoolMfaConfig::from(&pool)).unwrap();
        let refusal = set(&pool, &body(&shown[1..])).unwrap_err();
        assert_eq!(refusal.first().rule(), rule, "{shown}");
    }
}
