//! Reading pools and users from the service's responses, and writing commands as the service's requests.

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::pool::{MfaMode, RiskActions, SmsMfa, Tier};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserEvent, UserMember, UserStatus};
use cognito_mfa::wire::{
    DecodeError, DescribedPool, GetUserResponse, PoolAnswer, PoolRequest, Request, RequestBody, Sensitive,
    Serialization, UserAddress, UserDescription, UserPoolMfaConfig, UserPoolResponse, UserRequest,
};
use cognito_mfa::{Pool, PoolCommand, Profile, User, UserCommand};
use proptest::prelude::*;
use serde_json::{Value, json};

fn text(shape: &impl serde::Serialize) -> String {
    serde_json::to_string(shape).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The three responses that describe a pool.
fn answers(id: &str, pool: &Pool) -> [String; 3] {
    let actions = text(&RequestBody::of_pool(id, &PoolCommand::SetRisk(pool.risk_actions)));
    let risk = format!(r#"{{"RiskConfiguration":{actions}}}"#);
    [text(&UserPoolResponse::new(id, pool)), text(&UserPoolMfaConfig::from(pool)), risk]
}

fn read(answers: &[String], profile: Profile) -> DescribedPool {
    DescribedPool::new(answers.iter().map(|answer| PoolAnswer::decode(answer).unwrap()), profile)
}

/// The pool that this pool's responses describe. An SMS block and a `FactorConfiguration` in a response count as stored.
fn as_shown(pool: &Pool) -> Pool {
    let shown = pool.mode != MfaMode::Off && pool.sms_configuration.is_some();
    let sms_mfa = pool.sms_mfa.clone().or_else(|| shown.then(SmsMfa::default));
    let web_authn = pool.web_authn.clone().map(|block| {
        let configuration = block.factor_configuration.unwrap_or_default();
        block.with_factor_configuration(configuration)
    });
    pool.clone().with_sms_mfa(sms_mfa).with_web_authn(web_authn)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_pool_read_back_has_the_same_responses(pool: Pool, order in Just([0, 1, 2]).prop_shuffle()) {
        let answers = answers("eu-west-1_a1", &pool);
        let shuffled = order.map(|index| answers[index].clone());
        let described = read(&shuffled, pool.profile);
        prop_assert_eq!(&described.pool, &as_shown(&pool));
        prop_assert_eq!((described.id.as_deref(), described.region()), (Some("eu-west-1_a1"), Some("eu-west-1")));
        prop_assert_eq!(&answers, &self::answers("eu-west-1_a1", &described.pool));

        let without_risk = read(&answers[..2], pool.profile).pool;
        prop_assert_eq!(without_risk, as_shown(&pool).with_risk_actions(RiskActions::default()));
    }

    #[test]
    fn one_response_leaves_the_other_members_at_their_defaults(pool: Pool) {
        let [described, mfa_config, _] = answers("local_1", &pool);
        let read_alone = read(&[described], pool.profile).pool;
        prop_assert_eq!((read_alone.mode, &read_alone.sms_configuration), (pool.mode, &pool.sms_configuration));
        prop_assert_eq!((read_alone.sms_mfa, read_alone.email_mfa), (None, None));

        let read_alone = read(&[mfa_config], pool.profile).pool;
        let shown = as_shown(&pool);
        prop_assert_eq!((read_alone.tier, read_alone.mode, read_alone.web_authn), (Tier::default(), pool.mode, shown.web_authn));
        prop_assert_eq!((read_alone.sms_mfa, read_alone.email_mfa), (shown.sms_mfa, shown.email_mfa));
    }

    #[test]
    fn a_written_command_of_a_pool_decodes_to_the_same_command(command in any::<PoolCommand<'static>>()) {
        let region = match &command {
            PoolCommand::SetMfaConfig(request) => request.region.as_deref(),
            PoolCommand::Update(_) | PoolCommand::SetRisk(_) => None,
        };
        let id = format!("{}_1", region.unwrap_or("local"));
        let request = RequestBody::of_pool(&id, &command);
        let body = text(&request);
        let read = Request::decode(request.operation(), &body);
        prop_assert_eq!(read, Ok(Request::Pool(id.as_str().into(), PoolRequest::Apply(command))));
    }

    #[test]
    fn written_settings_of_a_new_pool_decode_to_the_same_settings(settings in any::<UserPoolSettings<'static>>()) {
        let request = RequestBody::create_user_pool("shop", &settings);
        let body = text(&request);
        prop_assert_eq!(Request::decode(request.operation(), &body), Ok(Request::CreateUserPool(settings)));
    }

    #[test]
    fn a_written_command_of_a_user_decodes_to_the_same_command(command: UserCommand) {
        let Some(request) = RequestBody::of_user("local_1", "ann", &command) else {
            let unwritten = matches!(
                command,
                UserCommand::Event(UserEvent::PasskeyRemoved(Passkeys::CannotVerify | Passkeys::CanVerify)),
            );
            prop_assert!(unwritten, "{:?}", command);
            return Ok(());
        };
        let body = text(&request);
        let Ok(Request::User(address, read, _)) = Request::decode(request.operation(), &body) else {
            return Err(TestCaseError::fail(body));
        };
        match (command, read) {
            (UserCommand::Event(UserEvent::PasskeyRegistered(_)), UserRequest::CompleteWebAuthnRegistration)
            | (UserCommand::Event(UserEvent::PasskeyRemoved(_)), UserRequest::DeleteWebAuthnCredential) => {}
            (_, read) => prop_assert_eq!(read, UserRequest::Apply(command)),
        }
        let by_admin = UserAddress::Admin { pool: "local_1".into(), username: Sensitive::new("ann".into()) };
        let by_user = UserAddress::Token(Sensitive::new("local_1.ann".into()));
        prop_assert!([&by_admin, &by_user].contains(&&address));

        let body = text(&request.clone().with_access_token(Sensitive::new("a.b.c".into())));
        let Ok(Request::User(address, ..)) = Request::decode(request.operation(), &body) else {
            return Err(TestCaseError::fail(body));
        };
        prop_assert!([&by_admin, &UserAddress::Token(Sensitive::new("a.b.c".into()))].contains(&&address));
    }

    #[test]
    fn a_user_is_read_back_from_a_response_and_our_own_members(user: User) {
        let mut object = serde_json::to_value(GetUserResponse::new("ann", &user)).unwrap();
        for (member, said) in [
            (UserMember::Password, user.password().name()),
            (UserMember::Phone, user.phone.name()),
            (UserMember::Email, user.email.name()),
            (UserMember::Totp, user.totp.name()),
            (UserMember::Passkeys, user.passkeys.name()),
        ] {
            object[member.name()] = said.into();
        }
        prop_assert_eq!(UserDescription::decode(&object.to_string()).unwrap().facts(), Ok(user.facts()));
    }
}

/// The responses of a real account, including members that the crate doesn't read.
const DESCRIBED: &str = r#"{"UserPool":{"Id":"eu-west-1_Ab1Cd2Ef3","Name":"shop","Policies":{"PasswordPolicy":{"MinimumLength":8,
    "TemporaryPasswordValidityDays":7},"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}},
    "DeletionProtection":"INACTIVE","LambdaConfig":{},"LastModifiedDate":1764000000.123,"SchemaAttributes":[{"Name":"sub",
    "Mutable":false}],"AutoVerifiedAttributes":["email"],"UsernameAttributes":["email"],"MfaConfiguration":"OPTIONAL",
    "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":[]},"EstimatedNumberOfUsers":42,
    "EmailConfiguration":{"SourceArn":"arn:aws:ses:eu-west-1:123456789012:identity/example.com","EmailSendingAccount":
    "DEVELOPER"},"UserPoolTags":{},"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":false},"UserPoolTier":"PLUS",
    "UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED","AdvancedSecurityAdditionalFlows":{}},"AccountRecoverySetting":
    {"RecoveryMechanisms":[{"Priority":1,"Name":"verified_email"},{"Priority":2,"Name":"verified_phone_number"}]},
    "DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true,"DeviceOnlyRememberedOnUserPrompt":false},
    "Arn":"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Ab1Cd2Ef3"}}"#;

const RISK: &str = r#"{"RiskConfiguration":{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","CompromisedCredentialsRiskConfiguration":
    {"Actions":{"EventAction":"BLOCK"}},"AccountTakeoverRiskConfiguration":{"NotifyConfiguration":{"SourceArn":"arn"},
    "Actions":{"HighAction":{"Notify":true,"EventAction":"BLOCK"}}},"RiskExceptionConfiguration":{}}}"#;

#[test]
fn decode_finds_the_members_of_a_real_response() {
    let described = read(&[DESCRIBED.into(), RISK.into()], Profile::Observed);
    let again = answers("eu-west-1_Ab1Cd2Ef3", &described.pool);
    let [described, _, risk] = again.map(|answer| parsed(&answer));
    let original = parsed(DESCRIBED);
    for member in ["Id", "MfaConfiguration", "UserPoolTier", "AccountRecoverySetting", "DeviceConfiguration"] {
        assert_eq!(described["UserPool"][member], original["UserPool"][member], "{member}");
    }
    assert_eq!(described["UserPool"]["Policies"]["SignInPolicy"], original["UserPool"]["Policies"]["SignInPolicy"]);
    let actions = &risk["RiskConfiguration"]["AccountTakeoverRiskConfiguration"]["Actions"];
    assert_eq!(actions["HighAction"]["EventAction"], "BLOCK");
    assert_eq!(actions["LowAction"]["EventAction"], "NO_ACTION");
    // The structure by itself, as the output of a query for it.
    let by_itself = read(&[original["UserPool"].to_string()], Profile::Observed);
    assert_eq!(by_itself.pool.tier, Tier::Plus);
}

#[track_caller]
fn check_pool(answer: &str, message: &str) {
    assert_eq!(PoolAnswer::decode(answer).unwrap_err().to_string(), message);
}

#[test]
fn impossible_responses_are_refused_with_the_member_named() {
    let tiers = "Member must satisfy enum value set: [LITE, ESSENTIALS, PLUS]";
    let refused = |path, value, constraint| {
        format!("1 validation error detected: Value {value}at '{path}' failed to satisfy constraint: {constraint}")
    };
    check_pool(r#"{"UserPool":{"UserPoolTier":"FREE"}}"#, &refused("userPool.userPoolTier", "'FREE' ", tiers));
    check_pool(r#"{"Id":"a_1","UserPoolTier":"FREE"}"#, &refused("userPoolTier", "'FREE' ", tiers));
    check_pool("{}", &refused("mfaConfiguration", "null ", "Member must not be null"));
    let event = "riskConfiguration.accountTakeoverRiskConfiguration.actions.lowAction.eventAction";
    let answer = r#"{"RiskConfiguration":{"AccountTakeoverRiskConfiguration":{"Actions":{"LowAction":{}}}}}"#;
    check_pool(answer, &refused(event, "null ", "Member must not be null"));
    check_pool("[]", "The request member '.' has the wrong JSON type.");
    check_pool("{", "The request body is not valid JSON, at line 1 column 1.");

    let wrong = PoolAnswer::decode(r#"{"UserPool":{"Policies":{"SignInPolicy":["secret"]}}}"#).unwrap_err();
    let expected =
        Serialization::WrongType { member: "UserPool.Policies.SignInPolicy".into(), expected: "an object".into() };
    assert_eq!(wrong, DecodeError::Serialization(expected));
}

#[test]
fn mfa_config_wins_over_describe_user_pool() {
    let sms = |arn: &str| json!({"SnsCallerArn": format!("arn:aws:iam::123456789012:role/{arn}")});
    let described = json!({"UserPool": {"MfaConfiguration": "OFF", "SmsConfiguration": sms("described")}}).to_string();
    let caller =
        |answers: &[String]| read(answers, Profile::Observed).pool.sms_configuration.unwrap().sns_caller_arn.unwrap();

    let both = json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": sms("mfa")}}).to_string();
    assert!(caller(&[both.clone(), described.clone()]).ends_with("/mfa"));
    assert_eq!(read(&[both, described.clone()], Profile::Observed).pool.mode, MfaMode::On);
    let without = json!({"MfaConfiguration": "ON"}).to_string();
    assert!(caller(&[described, without]).ends_with("/described"));
}

#[track_caller]
fn check_user(object: &Value, user: &User) {
    assert_eq!(UserDescription::decode(&object.to_string()).unwrap().facts(), Ok(user.facts()), "{object}");
}

#[test]
fn missing_members_of_a_user_are_inferred() {
    let plain = crate::plain_user();
    check_user(&json!({"Username": "ann", "UserCreateDate": 1.5, "MFAOptions": []}), &plain);
    check_user(&json!({"Enabled": false}), &plain.with_access(AccountState::Disabled));
    let invited = User::new(UserStatus::ForceChangePassword, Password::Temporary, crate::STAMP);
    check_user(&json!({"UserStatus": "FORCE_CHANGE_PASSWORD"}), &invited);
    check_user(&json!({"Password": "temporary"}), &invited);
    let federated = User::new(UserStatus::ExternalProvider, Password::Absent, crate::STAMP);
    check_user(&json!({"UserStatus": "EXTERNAL_PROVIDER"}), &federated);

    let verified = json!([{"Name": "phone_number", "Value": "+1"}, {"Name": "phone_number_verified", "Value": "true"}]);
    let phone = plain.with_phone(Attribute::Verified);
    check_user(&json!({"UserAttributes": verified}), &phone);
    check_user(&json!({"Attributes": verified}), &phone);
    check_user(
        &json!({"Attributes": verified, "phone_number": "unverified"}),
        &plain.with_phone(Attribute::Unverified),
    );

    let factors = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]);
    let configured =
        plain.with_email(Attribute::Unverified).with_totp(Totp::Verified).with_passkeys(Passkeys::CanVerify);
    check_user(&json!({"ConfiguredUserAuthFactors": factors}), &configured);
    let absent = plain.with_email(Attribute::Absent).with_totp(Totp::Absent).with_passkeys(Passkeys::CannotVerify);
    let said = json!({"ConfiguredUserAuthFactors": factors, "UserAttributes": [], "SoftwareToken": "absent",
        "WebAuthnCredentials": "cannot-verify"});
    check_user(&said, &absent);
    let without_password =
        User::new(UserStatus::Confirmed, Password::Absent, crate::STAMP).with_email(Attribute::Unverified);
    check_user(&json!({"ConfiguredUserAuthFactors": ["EMAIL_OTP"]}), &without_password);
}

#[track_caller]
fn check_fault(object: &Value, message: &str) {
    let fault = UserDescription::decode(&object.to_string()).and_then(|description| description.facts());
    assert_eq!(fault.unwrap_err().to_string(), message);
}

#[test]
fn impossible_values_of_a_user_are_refused_with_the_member_but_not_the_value() {
    let statuses = "CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER";
    check_fault(&json!({"UserStatus": "secret"}), &format!("UserStatus: expected one of {statuses}"));
    let archived = format!("UserStatus: ARCHIVED is not modeled; expected one of {statuses}");
    check_fault(&json!({"UserStatus": "ARCHIVED"}), &archived);
    let factors = "SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP";
    let list = format!("UserMFASettingList: expected one of {factors}, WEB_AUTHN_MFA");
    check_fault(&json!({"UserMFASettingList": ["SMS_MFA", "SMS"]}), &list);
    let preferred = format!("PreferredMfaSetting: expected one of {factors}");
    check_fault(&json!({"PreferredMfaSetting": "WEB_AUTHN_MFA"}), &preferred);
    let off = "PreferredMfaSetting: expected an enabled factor, but SMS_MFA is not enabled";
    check_fault(&json!({"PreferredMfaSetting": "SMS_MFA"}), off);
    check_fault(&json!({"email": "ann@example.com"}), "email: expected one of absent, unverified, verified");
    let temporary = "Password: expected absent or permanent, because UserStatus is CONFIRMED";
    check_fault(&json!({"UserStatus": "CONFIRMED", "Password": "temporary"}), temporary);
    check_fault(&json!({"Enabled": "yes"}), "The request member 'Enabled' has the wrong JSON type.");
}
