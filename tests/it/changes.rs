//! An accepted change lists the parts that differ, in order, and no others.

use cognito_mfa::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, PoolMember, Tier};
use cognito_mfa::user::{AttributeChange, PasskeyAbility, Password, UserEvent, UserMember, UserStatus};
use cognito_mfa::wire::{PoolRequest, Request};
use cognito_mfa::{Pool, PoolPolicy, Profile, User, UserCommand};

#[track_caller]
fn check_pool(pool: &Pool, operation: &str, members: &str, changed: &[&str]) -> Pool {
    let body = format!(r#"{{"UserPoolId":"local_1"{members}}}"#);
    let Ok(Request::Pool(_, PoolRequest::Apply(command))) = Request::decode(operation, &body) else {
        panic!("{operation} {body}")
    };
    let transition = pool.apply(&command).unwrap();
    assert_eq!(transition.changes().map(PoolMember::name).collect::<Vec<_>>(), changed, "{operation} {body}");
    transition.into_next()
}

#[test]
fn a_change_of_a_pool_lists_the_changed_parts() {
    let (mut pool, role) = (Pool::new(Tier::Essentials, Profile::Documented), "arn:aws:iam::123456789012:role/sms");
    let protected = r#","UserPoolTier":"PLUS","DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true},
        "UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"}"#;
    let risk =
        r#","AccountTakeoverRiskConfiguration":{"Actions":{"LowAction":{"Notify":false,"EventAction":"BLOCK"}}}"#;
    let own = r#","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}},
        "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_phone_number","Priority":1}]},
        "EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}"#;
    let totp = r#","MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}"#;
    let all = format!(
        r#"{totp},"SmsMfaConfiguration":{{"SmsConfiguration":{{"SnsCallerArn":"{role}"}}}},"EmailMfaConfiguration":{{}},
        "WebAuthnConfiguration":{{"UserVerification":"preferred"}}"#
    );
    let blocks =
        ["SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration"];
    let rows: &[(&str, &str, &[&str])] = &[
        ("UpdateUserPool", protected, &["UserPoolTier", "DeviceConfiguration", "AdvancedSecurityMode"]),
        ("UpdateUserPool", protected, &[]),
        ("SetRiskConfiguration", risk, &["AccountTakeoverRiskConfiguration"]),
        (
            "UpdateUserPool",
            own,
            &[
                "AllowedFirstAuthFactors",
                "AccountRecoverySetting",
                "EmailSendingAccount",
                "DeviceConfiguration",
                "AdvancedSecurityMode",
            ],
        ),
        ("SetUserPoolMfaConfig", &all, &[&["MfaConfiguration", "SmsConfiguration"][..], &blocks].concat()),
        ("SetUserPoolMfaConfig", &all, &[]),
        ("SetUserPoolMfaConfig", totp, &[blocks[0], blocks[2], blocks[3]]),
        ("SetUserPoolMfaConfig", "", &["MfaConfiguration", blocks[1]]),
    ];
    for (operation, members, changed) in rows {
        pool = check_pool(&pool, operation, members, changed);
    }
}

#[test]
fn a_change_of_a_user_lists_the_changed_parts() {
    let (configured, passwordless) = (FactorSet::of(&[Factor::Totp]), PasswordlessFactorSet::all());
    let pool =
        PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(configured).with_passwordless(passwordless);
    let setting = CodeSetting::new(Switch::On, Preferred::Yes);
    let totp = PreferenceChange::new().with_totp(setting);
    let attributes = |phone, email| UserCommand::Event(UserEvent::Attributes { phone, email });
    let rows: &[(UserCommand, &[&str])] = &[
        (UserCommand::Event(UserEvent::PermanentPasswordSet), &["UserStatus", "Password"]),
        (attributes(AttributeChange::Set, AttributeChange::SetVerified), &["phone_number", "email"]),
        (attributes(AttributeChange::Verify, AttributeChange::Keep), &["phone_number"]),
        (attributes(AttributeChange::Keep, AttributeChange::Remove), &["email"]),
        (UserCommand::Event(UserEvent::TotpAssociated), &[]),
        (UserCommand::Event(UserEvent::TotpVerified), &["SoftwareToken"]),
        (UserCommand::Event(UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser)), &["WebAuthnCredentials"]),
        (UserCommand::SetPreference(Caller::User, totp), &["UserMFASettingList", "PreferredMfaSetting"]),
        (UserCommand::SetPreference(Caller::User, totp), &[]),
        (UserCommand::Event(UserEvent::TotpRemoved), &["SoftwareToken", "UserMFASettingList", "PreferredMfaSetting"]),
        (UserCommand::Event(UserEvent::PasskeyRemoved(cognito_mfa::user::Passkeys::Absent)), &["WebAuthnCredentials"]),
        (UserCommand::Event(UserEvent::Disabled), &["Enabled"]),
        (UserCommand::Event(UserEvent::Enabled), &["Enabled"]),
        (UserCommand::Event(UserEvent::PasswordReset), &["UserStatus"]),
    ];
    let mut user = User::new(UserStatus::ForceChangePassword, Password::Temporary, crate::STAMP);
    for (command, changed) in rows {
        let transition = user.apply(&pool, command).unwrap();
        assert_eq!(transition.changes().map(UserMember::name).collect::<Vec<_>>(), *changed, "{command:?}");
        user = transition.into_next();
    }
}
