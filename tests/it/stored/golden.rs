//! Files of version 1. Every later version reads them. They never change. A new version adds files of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cognito_mfa::assurance::{AcrLevel, Proven};
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::*;
use cognito_mfa::sign_in::*;
use cognito_mfa::user::*;
use cognito_mfa::wire::stored;
use cognito_mfa::{CredentialStamp, Pool, Profile, SignIn, User};

use super::Form;

/// A pool with every block set. The profile and all values differ from the defaults.
pub(crate) fn full_pool() -> Pool {
    Pool::new(Tier::Plus, Profile::Documented)
        .with_mode(MfaMode::On)
        .with_sms_configuration(
            SmsConfiguration::new()
                .with_sns_caller_arn("arn:aws:iam::123456789012:role/sms")
                .with_external_id("shop")
                .with_sns_region("eu-west-1")
                .with_eums(
                    EumsSms::new("arn:aws:iam::123456789012:role/eums")
                        .with_external_id("shop-eums")
                        .with_region("eu-west-1")
                        .with_origination_identity("+15550100")
                        .with_configuration_set_name("codes")
                        .with_in_entity_id("1101")
                        .with_in_template_id("1107"),
                ),
        )
        .with_sms_mfa(SmsMfa::new().with_message("Your code is {####}."))
        .with_software_token_mfa(SoftwareTokenMfa::new(Some(true)))
        .with_email_mfa(EmailMfa::new().with_message("Your code is {####}.").with_subject("Your “Shop” code"))
        .with_web_authn(
            WebAuthnConfiguration::new()
                .with_relying_party_id("shop.example")
                .with_user_verification(UserVerification::Required)
                .with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification),
        )
        .with_passwordless(PasswordlessFactorSet::all())
        .with_account_recovery(AccountRecoverySetting {
            first: RecoveryOption::new(RecoveryMechanism::VerifiedPhoneNumber, 2),
            second: Some(RecoveryOption::new(RecoveryMechanism::VerifiedEmail, 1)),
        })
        .with_email_sending_account(EmailSendingAccount::Developer)
        .with_device(
            DeviceConfiguration::new()
                .with_challenge_required_on_new_device(true)
                .with_device_only_remembered_on_user_prompt(false),
        )
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions {
            low: RiskAction::MfaIfConfigured,
            medium: RiskAction::MfaRequired,
            high: RiskAction::Block,
        })
}

/// A pool with every block set and empty.
fn empty_blocks() -> Pool {
    Pool::new(Tier::Lite, Profile::Observed)
        .with_sms_configuration(SmsConfiguration::default())
        .with_sms_mfa(SmsMfa::default())
        .with_software_token_mfa(SoftwareTokenMfa::default())
        .with_email_mfa(EmailMfa::default())
        .with_web_authn(WebAuthnConfiguration::default())
        .with_account_recovery(AccountRecoverySetting {
            first: RecoveryOption::new(RecoveryMechanism::AdminOnly, 1),
            second: None,
        })
        .with_device(DeviceConfiguration::default())
}

pub(crate) fn full_user() -> User {
    User::new(UserStatus::ResetRequired, Password::Permanent, CredentialStamp(0xfedc_ba98_7654_3210))
        .with_access(AccountState::Disabled)
        .with_phone(Attribute::Unverified)
        .with_email(Attribute::Verified)
        .with_totp(Totp::Verified)
        .with_passkeys(Passkeys::CanVerify)
        .with_preference(MfaPreference::new(FactorSet::all(), Some(CodeFactor::Totp)).unwrap())
}

const PASSWORD: Proven = Proven::first(FirstFactor::Password);

pub(crate) fn sign_in(asked: Asked, target: Option<StepUpTarget>, device: Device) -> SignIn {
    let context = SignInContext { device, risk: RiskLevel::Medium };
    SignIn { asked, context, stamp: CredentialStamp(0xff), target }
}

/// A step-up from an earlier session, with everything that a sign-in can hold.
pub(crate) fn full_sign_in() -> SignIn {
    let proven = Proven { codes: CodeFactorSet::of(&[CodeFactor::Email]), device_proven: true, ..PASSWORD };
    let target = StepUpTarget { level: AcrLevel::Four, earlier: Some(CodeFactorSet::of(&[CodeFactor::Sms])) };
    sign_in(Asked::After(proven, NextStep::Code(CodeFactor::Totp)), Some(target), Device::Remembered)
}

pub(crate) fn pools() -> [(&'static str, Pool); 3] {
    [
        ("pool-new", Pool::new(Tier::Essentials, Profile::Observed)),
        ("pool-full", full_pool()),
        ("pool-empty-blocks", empty_blocks()),
    ]
}

pub(crate) fn users() -> [(&'static str, User); 3] {
    [
        ("user-new", User::new(UserStatus::Unconfirmed, Password::Absent, CredentialStamp(0))),
        (
            "user-temporary",
            User::new(UserStatus::ForceChangePassword, Password::Temporary, CredentialStamp(u64::MAX))
                .with_preference(MfaPreference::new(FactorSet::of(&[Factor::Sms, Factor::Passkey]), None).unwrap()),
        ),
        ("user-full", full_user()),
    ]
}

/// One sign-in for each thing that a sign-in can ask.
pub(crate) fn sign_ins() -> [(&'static str, SignIn); 10] {
    use CodeFactor::{Email, Sms, Totp};
    let level = |level| Some(StepUpTarget { level, earlier: None });
    let after = |next| Asked::After(PASSWORD, next);
    let custom = Proven::first(FirstFactor::CustomChallenge);
    let choice = NextStep::MfaChoice(CodeFactorSet::of(&[Sms, Totp]));
    let set_up = NextStep::MfaSetUp(CodeFactorSet::of(&[Sms, Totp, Email]));
    [
        ("sign-in-first-factor-choice", sign_in(Asked::FirstFactorChoice, level(AcrLevel::Four), Device::Known)),
        (
            "sign-in-first-factor",
            sign_in(Asked::FirstFactor(FirstChallenge::EmailOtp), level(AcrLevel::Two), Device::Unknown),
        ),
        ("sign-in-new-password", sign_in(after(NextStep::NewPassword), level(AcrLevel::One), Device::Known)),
        ("sign-in-mfa-choice", sign_in(after(choice), level(AcrLevel::Three), Device::Known)),
        ("sign-in-code", sign_in(after(NextStep::Code(Email)), None, Device::Known)),
        ("sign-in-mfa-set-up", sign_in(after(set_up), None, Device::Known)),
        ("sign-in-email-set-up-code", sign_in(after(NextStep::EmailSetUpCode), None, Device::Known)),
        ("sign-in-device", sign_in(Asked::After(custom, NextStep::Device), None, Device::Remembered)),
        ("sign-in-device-password", sign_in(after(NextStep::DevicePassword), None, Device::Remembered)),
        ("sign-in-step-up", full_sign_in()),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[track_caller]
fn check<F: Form>(name: &str, form: &F) {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(&serde_json::from_str::<F>(&text).unwrap(), form, "{name}");
    assert_eq!(serde_json::to_string_pretty(form).unwrap() + "\n", text, "{name}");
}

#[test]
fn the_files_of_version_1_are_read_and_written_unchanged() {
    for (name, pool) in pools() {
        check(name, &stored::Pool(pool));
    }
    for (name, user) in users() {
        check(name, &stored::User(user));
    }
    for (name, sign_in) in sign_ins() {
        check(name, &stored::SignIn(sign_in));
    }
}

#[test]
fn every_file_of_version_1_is_checked() {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = pools().map(|(name, _)| name).into_iter().chain(users().map(|(name, _)| name));
    let names = names.chain(sign_ins().map(|(name, _)| name)).map(|name| format!("{name}.json"));
    assert_eq!(files.collect::<BTreeSet<_>>(), names.collect());
}
