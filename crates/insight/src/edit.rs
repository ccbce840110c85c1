//! The edits of one member that can repair a request: a table for each kind of request.
//!
//! An edited request can still be refused: only the rules decide that.

use alloc::vec;
use alloc::vec::Vec;

use cognito_mfa::command::{
    CodeSetting, PreferenceChange, Preferred, SetMfaConfig, SmsMfaBlock, Switch, UserPoolSettings,
};
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, EmailSendingAccount, FactorConfiguration, MfaMode, Pool,
    RecoveryChange, RecoveryMechanism, RecoveryOption, SmsConfiguration, SoftwareTokenMfa, ThreatProtection, Tier,
};
use cognito_mfa::user::{AttributeChange, PasskeyAbility, UserEvent};

/// A change of one member of a request.
pub(super) struct Edit<R> {
    /// The edit as an instruction, with the service's name of the member.
    pub(super) instruction: &'static str,
    /// Makes the edit.
    pub(super) make: fn(&mut R),
    /// What the edit does to the intent of the request.
    pub(super) intent: Intent,
}

/// What an edit does to the intent of a request. The mildest comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Intent {
    /// The request keeps everything that it asks for.
    Keeps,
    /// The same, with values that only the caller knows.
    NeedsValues,
    /// The request asks for less.
    AsksForLess,
    /// The request asks for another mode, or for none.
    ChangesMode,
    /// The request turns MFA off.
    TurnsOff,
}

impl<R> Edit<R> {
    pub(super) fn changes_mode(&self) -> bool {
        self.intent >= Intent::ChangesMode
    }
}

impl<R> Clone for Edit<R> {
    fn clone(&self) -> Self {
        Self { instruction: self.instruction, make: self.make, intent: self.intent }
    }
}

/// The request of `UpdateUserPool` that keeps the whole pool, with the current values where an edit needs them.
pub(super) fn keeping(pool: &Pool) -> UserPoolSettings<'static> {
    let mut same = UserPoolSettings::new();
    same.first_factors = Some(pool.passwordless.allowed_first_auth_factors().collect());
    (same.device, same.threat_protection) = (pool.device, Some(pool.threat_protection));
    same
}

/// The request of `SetUserPoolMfaConfig` that sends every block of the pool.
pub(super) fn sending(pool: &Pool) -> SetMfaConfig<'static> {
    let mut same = SetMfaConfig::new(pool.mode);
    same.sms = pool.sms_mfa.clone().map(SmsMfaBlock::new);
    same.software_token = pool.software_token_mfa;
    (same.email, same.web_authn) = (pool.email_mfa.clone(), pool.web_authn.clone());
    same
}

/// A request that edits can repair.
pub(super) trait Editable: Clone + PartialEq {
    /// Every edit of one member, in the order of the API model.
    fn edits() -> Vec<Edit<Self>>;

    /// The request after the edit.
    fn edited(&self, edit: &Edit<Self>) -> Self {
        let mut request = self.clone();
        (edit.make)(&mut request);
        request
    }
}

const fn edit<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, intent: Intent::Keeps }
}

/// An edit that adds example values.
const fn add_values<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, intent: Intent::NeedsValues }
}

/// An edit after which the request asks for less.
const fn less<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, intent: Intent::AsksForLess }
}

const fn edit_mode<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, intent: Intent::ChangesMode }
}

const fn turn_off<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, intent: Intent::TurnsOff }
}

/// The role in the examples of AWS's documentation.
const EXAMPLE_ARN: &str = "arn:aws:iam::123456789012:role/cognito-sms";
const EXAMPLE_ID: &str = "cognito-sms";

impl Editable for SetMfaConfig<'_> {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            less("Remove SmsMfaConfiguration", |request| request.sms = None),
            edit("Add SmsMfaConfiguration", |request| request.sms = request.sms.take().or_else(Default::default)),
            less("Remove SmsConfiguration", |request| {
                request.sms.iter_mut().for_each(|block| block.configuration = None);
            }),
            add_values("Add SmsConfiguration with SnsCallerArn and ExternalId", |request| {
                let configuration = &mut request.sms.get_or_insert_default().configuration;
                *configuration = configuration.take().or_else(|| Some(example()));
            }),
            add_values("Add SnsCallerArn", |request| sms(request, |sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()))),
            less("Remove SnsCallerArn", |request| sms(request, |sms| sms.sns_caller_arn = None)),
            add_values("Add ExternalId", |request| sms(request, |sms| sms.external_id = Some(EXAMPLE_ID.into()))),
            less("Remove SnsRegion", |request| sms(request, |sms| sms.sns_region = None)),
            less("Remove EumsSms", |request| sms(request, |sms| sms.eums = None)),
            less("Remove EumsSms.Region", |request| {
                sms(request, |sms| sms.eums.iter_mut().for_each(|eums| eums.region = None));
            }),
            less("Remove SoftwareTokenMfaConfiguration", |request| request.software_token = None),
            edit("Set SoftwareTokenMfaConfiguration.Enabled to true", |request| {
                request.software_token = Some(SoftwareTokenMfa::new(Some(true)));
            }),
            less("Remove EmailMfaConfiguration", |request| request.email = None),
            edit("Add EmailMfaConfiguration", |request| {
                request.email = request.email.take().or_else(Default::default);
            }),
            turn_off("Set MfaConfiguration to OFF", |request| request.mode = MfaMode::Off),
            edit_mode("Set MfaConfiguration to OPTIONAL", |request| request.mode = MfaMode::Optional),
            edit_mode("Set MfaConfiguration to ON", |request| request.mode = MfaMode::On),
            less("Remove WebAuthnConfiguration", |request| request.web_authn = None),
            less("Set FactorConfiguration to SINGLE_FACTOR", |request| {
                request.web_authn.get_or_insert_default().factor_configuration =
                    Some(FactorConfiguration::SingleFactor);
            }),
            edit("Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION", |request| {
                request.web_authn.get_or_insert_default().factor_configuration =
                    Some(FactorConfiguration::MultiFactorWithUserVerification);
            }),
        ]
    }
}

/// An SMS configuration that every rule accepts.
fn example() -> SmsConfiguration<'static> {
    SmsConfiguration::new().with_sns_caller_arn(EXAMPLE_ARN).with_external_id(EXAMPLE_ID)
}

/// Changes the SMS configuration of a request that sends one.
fn sms<'a>(request: &mut SetMfaConfig<'a>, change: impl Fn(&mut SmsConfiguration<'a>)) {
    request.sms.iter_mut().filter_map(|block| block.configuration.as_mut()).for_each(change);
}

impl Editable for UserPoolSettings<'_> {
    fn edits() -> Vec<Edit<Self>> {
        let mut edits = vec![
            less("Remove AllowedFirstAuthFactors", |request: &mut Self| request.first_factors = None),
            edit("Add PASSWORD to AllowedFirstAuthFactors", |request| {
                request.first_factors = Some(request.first_factors.unwrap_or_default().with(AuthFactor::Password));
            }),
            less("Remove EMAIL_OTP from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::EmailOtp)),
            less("Remove SMS_OTP from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::SmsOtp)),
            less("Remove WEB_AUTHN from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::WebAuthn)),
            less("Remove SOFTWARE_TOKEN from AllowedFirstAuthFactors", |request| {
                disallow(request, AuthFactor::SoftwareToken);
            }),
            less("Set AllowedFirstAuthFactors to [PASSWORD]", |request| {
                request.first_factors = Some(AuthFactorSet::EMPTY.with(AuthFactor::Password));
            }),
            edit_mode("Remove MfaConfiguration", |request| request.mode = None),
            turn_off("Set MfaConfiguration to OFF", |request| request.mode = Some(MfaMode::Off)),
            edit_mode("Set MfaConfiguration to OPTIONAL", |request| request.mode = Some(MfaMode::Optional)),
            edit("Set EmailSendingAccount to DEVELOPER", |request| {
                request.email_sending_account = Some(EmailSendingAccount::Developer);
            }),
            less("Remove SmsConfiguration", |request| request.sms_configuration = None),
            add_values("Add SmsConfiguration with SnsCallerArn and ExternalId", |request| {
                request.sms_configuration = request.sms_configuration.take().or_else(|| Some(example()));
            }),
            add_values("Add SnsCallerArn", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()));
            }),
            less("Remove SnsCallerArn", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = None);
            }),
            less("Remove EumsSms", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.eums = None);
            }),
        ];
        edits.extend(more_settings());
        edits
    }
}

fn more_settings<'a>() -> [Edit<UserPoolSettings<'a>>; 11] {
    [
        less("Remove AdvancedSecurityMode", |request| request.threat_protection = None),
        less("Set AdvancedSecurityMode to OFF", |request| request.threat_protection = Some(ThreatProtection::Off)),
        less("Remove AccountRecoverySetting", |request| request.account_recovery = None),
        less("Remove RecoveryMechanisms", |request| {
            request.account_recovery = request.account_recovery.map(|_| RecoveryChange::Unset);
        }),
        edit("Set RecoveryMechanisms to [verified_email]", |request| {
            recover(request, RecoveryMechanism::VerifiedEmail);
        }),
        edit("Set RecoveryMechanisms to [verified_phone_number]", |request| {
            recover(request, RecoveryMechanism::VerifiedPhoneNumber);
        }),
        edit("Set RecoveryMechanisms to [admin_only]", |request| {
            recover(request, RecoveryMechanism::AdminOnly);
        }),
        less("Remove UserPoolTier", |request| request.tier = None),
        less("Set UserPoolTier to LITE", |request| request.tier = Some(Tier::Lite)),
        edit("Set UserPoolTier to ESSENTIALS", |request| request.tier = Some(Tier::Essentials)),
        edit("Set UserPoolTier to PLUS", |request| request.tier = Some(Tier::Plus)),
    ]
}

fn disallow(request: &mut UserPoolSettings<'_>, factor: AuthFactor) {
    request.first_factors = request.first_factors.map(|list| list.without(factor));
}

fn recover(request: &mut UserPoolSettings<'_>, mechanism: RecoveryMechanism) {
    let alone = RecoveryOption::new(mechanism, 1);
    request.account_recovery = Some(RecoveryChange::Set(AccountRecoverySetting { first: alone, second: None }));
}

impl Editable for PreferenceChange {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            less("Remove SMSMfaSettings", |change| change.sms = None),
            edit("Set SMSMfaSettings.Enabled to true", |change| switch(&mut change.sms, Switch::On)),
            less("Set SMSMfaSettings.Enabled to false", |change| switch(&mut change.sms, Switch::Off)),
            edit("Set SMSMfaSettings.PreferredMfa to true", |change| prefer(&mut change.sms, Preferred::Yes)),
            less("Set SMSMfaSettings.PreferredMfa to false", |change| prefer(&mut change.sms, Preferred::No)),
            less("Remove SoftwareTokenMfaSettings", |change| change.totp = None),
            edit("Set SoftwareTokenMfaSettings.Enabled to true", |change| switch(&mut change.totp, Switch::On)),
            less("Set SoftwareTokenMfaSettings.Enabled to false", |change| switch(&mut change.totp, Switch::Off)),
            edit("Set SoftwareTokenMfaSettings.PreferredMfa to true", |change| {
                prefer(&mut change.totp, Preferred::Yes);
            }),
            less("Set SoftwareTokenMfaSettings.PreferredMfa to false", |change| {
                prefer(&mut change.totp, Preferred::No);
            }),
            less("Remove EmailMfaSettings", |change| change.email = None),
            edit("Set EmailMfaSettings.Enabled to true", |change| switch(&mut change.email, Switch::On)),
            less("Set EmailMfaSettings.Enabled to false", |change| switch(&mut change.email, Switch::Off)),
            edit("Set EmailMfaSettings.PreferredMfa to true", |change| prefer(&mut change.email, Preferred::Yes)),
            less("Set EmailMfaSettings.PreferredMfa to false", |change| prefer(&mut change.email, Preferred::No)),
            less("Remove WebAuthnMfaSettings", |change| change.passkey = None),
            edit("Set WebAuthnMfaSettings.Enabled to true", |change| change.passkey = Some(Switch::On)),
            less("Set WebAuthnMfaSettings.Enabled to false", |change| change.passkey = Some(Switch::Off)),
        ]
    }
}

/// Sets `Enabled` in a block. A new block has no `PreferredMfa`.
fn switch(setting: &mut Option<CodeSetting>, switch: Switch) {
    let preferred = setting.map_or(Preferred::No, |setting| setting.preferred);
    *setting = Some(CodeSetting::new(switch, preferred));
}

/// Sets `PreferredMfa` in a block. A new block has no `Enabled`.
fn prefer(setting: &mut Option<CodeSetting>, preferred: Preferred) {
    let switch = setting.map_or(Switch::Off, |setting| setting.switch);
    *setting = Some(CodeSetting::new(switch, preferred));
}

impl Editable for UserEvent {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            less("Keep phone_number", |report| {
                if let Self::Attributes { phone, .. } = report {
                    *phone = AttributeChange::Keep;
                }
            }),
            less("Keep email", |report| {
                if let Self::Attributes { email, .. } = report {
                    *email = AttributeChange::Keep;
                }
            }),
            edit("Register a passkey that can verify the user", |report| {
                if let Self::PasskeyRegistered(ability) = report {
                    *ability = PasskeyAbility::VerifiesUser;
                }
            }),
        ]
    }
}
