//! Translates the engine's values into the words of the naive model.

use cognito_mfa::command::{CodeSetting, PreferenceChange, Preferred, Switch};
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::pool::{AccountRecovery, RiskLevel};
use cognito_mfa::sign_in::{Challenge, Device, FirstFactor, PasskeyProof};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, Profile, User};

use crate::naive::constraints::{self, EmailBlock, Mechanism, Setting, SmsConfig, TokenBlock, WebAuthnBlock};
use crate::naive::decide::{First, NaiveAttempt};
use crate::naive::model;

pub(crate) fn pool(policy: &PoolPolicy) -> model::Pool {
    let offers = |factor| policy.configured.contains(factor);
    let multi = if offers(Factor::Passkey) { "MULTI_FACTOR_WITH_USER_VERIFICATION" } else { "SINGLE_FACTOR" };
    let fresh = model::Pool::fresh("local_1");
    let first_factors = policy.passwordless.iter().map(|factor| factor.name().to_owned());
    model::Pool {
        tier: policy.tier.name().to_owned(),
        mode: policy.mode.name().to_owned(),
        sms_configuration: offers(Factor::Sms).then(SmsConfig::default),
        token_block: Some(TokenBlock { enabled: Some(offers(Factor::Totp)) }),
        email_block: offers(Factor::Email).then(EmailBlock::default),
        web_authn: Some(WebAuthnBlock {
            relying_party: None,
            user_verification: Some(policy.user_verification.name().to_owned()),
            factor: Some(multi.to_owned()),
        }),
        first_factors: fresh.first_factors.iter().cloned().chain(first_factors).collect(),
        recovery: mechanisms(policy.recovery),
        device: policy.device.map(|device| constraints::Device {
            challenge_required: device.challenge_required_on_new_device,
            only_on_prompt: device.device_only_remembered_on_user_prompt,
        }),
        threat: Some(policy.threat_protection.name().to_owned()),
        low: policy.risk_actions.low.name().to_owned(),
        medium: policy.risk_actions.medium.name().to_owned(),
        high: policy.risk_actions.high.name().to_owned(),
        ..fresh
    }
}

fn mechanisms(recovery: AccountRecovery) -> Option<Vec<Mechanism>> {
    let (email, phone) = ("verified_email", "verified_phone_number");
    let names = match recovery {
        AccountRecovery::NotSet => return None,
        AccountRecovery::AdminOnly => vec!["admin_only"],
        AccountRecovery::Email => vec![email],
        AccountRecovery::Phone => vec![phone],
        AccountRecovery::EmailThenPhone => vec![email, phone],
        AccountRecovery::PhoneThenEmail => vec![phone, email],
    };
    Some((1..).zip(names).map(|(priority, name)| Mechanism { priority, name: name.to_owned() }).collect())
}

pub(crate) fn user(user: &User) -> model::User {
    let on = |factor| user.preference.enabled().contains(factor);
    model::User {
        disabled: user.access == AccountState::Disabled,
        phone: attribute(user.phone),
        email: attribute(user.email),
        totp_verified: user.totp == Totp::Verified,
        passkey: user.passkeys != Passkeys::Absent,
        passkey_can_verify: user.passkeys == Passkeys::CanVerify,
        sms_on: on(Factor::Sms),
        totp_on: on(Factor::Totp),
        email_on: on(Factor::Email),
        passkey_on: on(Factor::Passkey),
        preferred: user.preference.preferred().map(CodeFactor::name),
        ..model::User::fresh("ann", user.status().name(), user.password() != Password::Absent)
    }
}

fn attribute(attribute: Attribute) -> Option<bool> {
    match attribute {
        Attribute::Absent => None,
        Attribute::Unverified => Some(false),
        Attribute::Verified => Some(true),
    }
}

pub(crate) fn attempt(attempt: Attempt, profile: Profile) -> NaiveAttempt {
    NaiveAttempt {
        first: match attempt.first_factor {
            FirstFactor::Password => First::Password,
            FirstFactor::EmailOtp => First::EmailOtp,
            FirstFactor::SmsOtp => First::SmsOtp,
            FirstFactor::Passkey(PasskeyProof::Presence, _) => First::Passkey,
            FirstFactor::Passkey(PasskeyProof::UserVerified, _) => First::PasskeyVerified,
            FirstFactor::ExternalProvider => First::External,
            FirstFactor::CustomChallenge => First::CustomChallenge,
        },
        device_remembered: attempt.device == Device::Remembered,
        risk_low: attempt.risk == RiskLevel::Low,
        risk_medium: attempt.risk == RiskLevel::Medium,
        risk_high: attempt.risk == RiskLevel::High,
        observed: profile == Profile::Observed,
    }
}

pub(crate) fn request(change: PreferenceChange) -> constraints::PreferenceRequest {
    let code = |setting: CodeSetting| Setting {
        enabled: Some(setting.switch == Switch::On),
        preferred: Some(setting.preferred == Preferred::Yes),
    };
    constraints::PreferenceRequest {
        sms: change.sms.map(code),
        totp: change.totp.map(code),
        email: change.email.map(code),
        passkey: change.passkey.map(|switch| Setting { enabled: Some(switch == Switch::On), preferred: None }),
    }
}

/// Whether the naive model's text means this outcome. It builds no texts itself, because it compares millions.
pub(crate) fn means(words: &str, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Authenticated => words == "AUTHENTICATED",
        Outcome::Denied(denial) => words.strip_prefix("DENIED ") == Some(denial.exception().name()),
        Outcome::Challenge(challenge) => match challenge {
            Challenge::NewPassword | Challenge::DeviceSrp | Challenge::Code(_) => words == challenge.name(),
            Challenge::SelectMfaType(codes) | Challenge::MfaSetup(codes) => {
                let list = words.strip_prefix(challenge.name()).and_then(|rest| rest.strip_prefix(' '));
                list.is_some_and(|list| list.split(',').eq(codes.iter().map(CodeFactor::name)))
            }
        },
    }
}
