//! The edits of one member that can repair a request: a table for each kind of request.
//!
//! An edited request can still be refused: only the rules decide that.

use alloc::vec;
use alloc::vec::Vec;

use cognito_mfa::command::{CodeSetting, PreferenceChange, Preferred, SetMfaConfig, Switch, UserPoolSettings};
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, EmailSendingAccount, FactorConfiguration, MfaMode,
    RecoveryChange, RecoveryMechanism, RecoveryOption, SmsConfiguration, SoftwareTokenMfa, ThreatProtection, Tier,
};
use cognito_mfa::user::{AttributeChange, PasskeyAbility, UserEvent};

/// A change of one member of a request.
pub(super) struct Edit<R> {
    /// The edit as an instruction, with the service's name of the member.
    pub(super) instruction: &'static str,
    /// Makes the edit.
    pub(super) make: fn(&mut R),
    /// Whether the edit changes the mode.
    pub(super) changes_mode: bool,
}

impl<R> Clone for Edit<R> {
    fn clone(&self) -> Self {
        Self { instruction: self.instruction, make: self.make, changes_mode: self.changes_mode }
    }
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
    Edit { instruction, make, changes_mode: false }
}

const fn edit_mode<R>(instruction: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { instruction, make, changes_mode: true }
}

/// The role in the examples of AWS's documentation.
const EXAMPLE_ARN: &str = "arn:aws:iam::123456789012:role/cognito-sms";
const EXAMPLE_ID: &str = "cognito-sms";

impl Editable for SetMfaConfig<'_> {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            edit("Remove SmsMfaConfiguration", |request| request.sms = None),
            edit("Add SmsMfaConfiguration", |request| request.sms = request.sms.take().or_else(Default::default)),
            edit("Remove SmsConfiguration", |request| {
                request.sms.iter_mut().for_each(|block| block.configuration = None);
            }),
            edit("Add SmsConfiguration with SnsCallerArn and ExternalId", |request| {
                let configuration = &mut request.sms.get_or_insert_default().configuration;
                *configuration = configuration.take().or_else(|| Some(example()));
            }),
            edit("Add SnsCallerArn", |request| sms(request, |sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()))),
            edit("Remove SnsCallerArn", |request| sms(request, |sms| sms.sns_caller_arn = None)),
            edit("Add ExternalId", |request| sms(request, |sms| sms.external_id = Some(EXAMPLE_ID.into()))),
            edit("Remove SnsRegion", |request| sms(request, |sms| sms.sns_region = None)),
            edit("Remove EumsSms", |request| sms(request, |sms| sms.eums = None)),
            edit("Remove EumsSms.Region", |request| {
                sms(request, |sms| sms.eums.iter_mut().for_each(|eums| eums.region = None));
            }),
            edit("Remove SoftwareTokenMfaConfiguration", |request| request.software_token = None),
            edit("Set SoftwareTokenMfaConfiguration.Enabled to true", |request| {
                request.software_token = Some(SoftwareTokenMfa { enabled: Some(true) });
            }),
            edit("Remove EmailMfaConfiguration", |request| request.email = None),
            edit("Add EmailMfaConfiguration", |request| {
                request.email = request.email.take().or_else(Default::default);
            }),
            edit_mode("Set MfaConfiguration to OFF", |request| request.mode = MfaMode::Off),
            edit_mode("Set MfaConfiguration to OPTIONAL", |request| request.mode = MfaMode::Optional),
            edit_mode("Set MfaConfiguration to ON", |request| request.mode = MfaMode::On),
            edit("Remove WebAuthnConfiguration", |request| request.web_authn = None),
            edit("Set FactorConfiguration to SINGLE_FACTOR", |request| {
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
            edit("Remove AllowedFirstAuthFactors", |request: &mut Self| request.first_factors = None),
            edit("Add PASSWORD to AllowedFirstAuthFactors", |request| {
                request.first_factors = Some(request.first_factors.unwrap_or_default().with(AuthFactor::Password));
            }),
            edit("Remove EMAIL_OTP from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::EmailOtp)),
            edit("Remove SMS_OTP from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::SmsOtp)),
            edit("Remove WEB_AUTHN from AllowedFirstAuthFactors", |request| disallow(request, AuthFactor::WebAuthn)),
            edit("Remove SOFTWARE_TOKEN from AllowedFirstAuthFactors", |request| {
                disallow(request, AuthFactor::SoftwareToken);
            }),
            edit("Set AllowedFirstAuthFactors to [PASSWORD]", |request| {
                request.first_factors = Some(AuthFactorSet::EMPTY.with(AuthFactor::Password));
            }),
            edit_mode("Remove MfaConfiguration", |request| request.mode = None),
            edit_mode("Set MfaConfiguration to OFF", |request| request.mode = Some(MfaMode::Off)),
            edit_mode("Set MfaConfiguration to OPTIONAL", |request| request.mode = Some(MfaMode::Optional)),
            edit("Set EmailSendingAccount to DEVELOPER", |request| {
                request.email_sending_account = Some(EmailSendingAccount::Developer);
            }),
            edit("Remove SmsConfiguration", |request| request.sms_configuration = None),
            edit("Add SmsConfiguration with SnsCallerArn and ExternalId", |request| {
                request.sms_configuration = request.sms_configuration.take().or_else(|| Some(example()));
            }),
            edit("Add SnsCallerArn", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()));
            }),
            edit("Remove SnsCallerArn", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = None);
            }),
            edit("Remove EumsSms", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.eums = None);
            }),
        ];
        edits.extend(more_settings());
        edits
    }
}

fn more_settings<'a>() -> [Edit<UserPoolSettings<'a>>; 11] {
    [
        edit("Remove AdvancedSecurityMode", |request| request.threat_protection = None),
        edit("Set AdvancedSecurityMode to OFF", |request| request.threat_protection = Some(ThreatProtection::Off)),
        edit("Remove AccountRecoverySetting", |request| request.account_recovery = None),
        edit("Remove RecoveryMechanisms", |request| {
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
        edit("Remove UserPoolTier", |request| request.tier = None),
        edit("Set UserPoolTier to LITE", |request| request.tier = Some(Tier::Lite)),
        edit("Set UserPoolTier to ESSENTIALS", |request| request.tier = Some(Tier::Essentials)),
        edit("Set UserPoolTier to PLUS", |request| request.tier = Some(Tier::Plus)),
    ]
}

fn disallow(request: &mut UserPoolSettings<'_>, factor: AuthFactor) {
    request.first_factors = request.first_factors.map(|list| list.without(factor));
}

fn recover(request: &mut UserPoolSettings<'_>, mechanism: RecoveryMechanism) {
    let alone = RecoveryOption { mechanism, priority: 1 };
    request.account_recovery = Some(RecoveryChange::Set(AccountRecoverySetting { first: alone, second: None }));
}

impl Editable for PreferenceChange {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            edit("Remove SMSMfaSettings", |change| change.sms = None),
            edit("Set SMSMfaSettings.Enabled to true", |change| switch(&mut change.sms, Switch::On)),
            edit("Set SMSMfaSettings.Enabled to false", |change| switch(&mut change.sms, Switch::Off)),
            edit("Set SMSMfaSettings.PreferredMfa to true", |change| prefer(&mut change.sms, Preferred::Yes)),
            edit("Set SMSMfaSettings.PreferredMfa to false", |change| prefer(&mut change.sms, Preferred::No)),
            edit("Remove SoftwareTokenMfaSettings", |change| change.totp = None),
            edit("Set SoftwareTokenMfaSettings.Enabled to true", |change| switch(&mut change.totp, Switch::On)),
            edit("Set SoftwareTokenMfaSettings.Enabled to false", |change| switch(&mut change.totp, Switch::Off)),
            edit("Set SoftwareTokenMfaSettings.PreferredMfa to true", |change| {
                prefer(&mut change.totp, Preferred::Yes);
            }),
            edit("Set SoftwareTokenMfaSettings.PreferredMfa to false", |change| {
                prefer(&mut change.totp, Preferred::No);
            }),
            edit("Remove EmailMfaSettings", |change| change.email = None),
            edit("Set EmailMfaSettings.Enabled to true", |change| switch(&mut change.email, Switch::On)),
            edit("Set EmailMfaSettings.Enabled to false", |change| switch(&mut change.email, Switch::Off)),
            edit("Set EmailMfaSettings.PreferredMfa to true", |change| prefer(&mut change.email, Preferred::Yes)),
            edit("Set EmailMfaSettings.PreferredMfa to false", |change| prefer(&mut change.email, Preferred::No)),
            edit("Remove WebAuthnMfaSettings", |change| change.passkey = None),
            edit("Set WebAuthnMfaSettings.Enabled to true", |change| change.passkey = Some(Switch::On)),
            edit("Set WebAuthnMfaSettings.Enabled to false", |change| change.passkey = Some(Switch::Off)),
        ]
    }
}

/// Sets `Enabled` in a block. A new block has no `PreferredMfa`.
fn switch(setting: &mut Option<CodeSetting>, switch: Switch) {
    let preferred = setting.map_or(Preferred::No, |setting| setting.preferred);
    *setting = Some(CodeSetting { switch, preferred });
}

/// Sets `PreferredMfa` in a block. A new block has no `Enabled`.
fn prefer(setting: &mut Option<CodeSetting>, preferred: Preferred) {
    let switch = setting.map_or(Switch::Off, |setting| setting.switch);
    *setting = Some(CodeSetting { switch, preferred });
}

impl Editable for UserEvent {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            edit("Keep phone_number", |report| {
                if let Self::Attributes { phone, .. } = report {
                    *phone = AttributeChange::Keep;
                }
            }),
            edit("Keep email", |report| {
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
