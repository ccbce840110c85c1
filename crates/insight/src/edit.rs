//! The changes of one member that a request can be mended with: a table for each kind of request.
//!
//! An edit needs not be acceptable; the rules say whether the edited request is.

use alloc::borrow::Cow;
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
    /// What is different afterwards, by the service's names; the member first.
    pub(super) says: &'static str,
    /// Makes it so.
    pub(super) make: fn(&mut R),
}

impl<R> Clone for Edit<R> {
    fn clone(&self) -> Self {
        Self { says: self.says, make: self.make }
    }
}

impl<R> Edit<R> {
    /// Whether the request asks for another mode afterwards.
    pub(super) fn changes_mode(&self) -> bool {
        self.says.starts_with("MfaConfiguration ")
    }
}

/// A request that can be mended.
pub(super) trait Editable: Clone + PartialEq {
    /// Every change of one member, in the order of the API model.
    fn edits() -> Vec<Edit<Self>>;

    /// The request with the change made.
    fn edited(&self, edit: &Edit<Self>) -> Self {
        let mut request = self.clone();
        (edit.make)(&mut request);
        request
    }
}

const fn edit<R>(says: &'static str, make: fn(&mut R)) -> Edit<R> {
    Edit { says, make }
}

/// The role that the documentation of AWS takes for an example.
const EXAMPLE_ARN: &str = "arn:aws:iam::123456789012:role/cognito-sms";
const EXAMPLE_ID: &str = "cognito-sms";

impl Editable for SetMfaConfig<'_> {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            edit("SmsMfaConfiguration left out", |request| request.sms = None),
            edit("SmsMfaConfiguration sent", |request| request.sms = request.sms.take().or_else(Default::default)),
            edit("SmsConfiguration left out", |request| {
                request.sms.iter_mut().for_each(|block| block.configuration = None);
            }),
            edit("SmsConfiguration sent with a SnsCallerArn and an ExternalId", |request| {
                let configuration = &mut request.sms.get_or_insert_default().configuration;
                *configuration = configuration.take().or_else(|| Some(example()));
            }),
            edit("SnsCallerArn sent", |request| sms(request, |sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()))),
            edit("SnsCallerArn left out", |request| sms(request, |sms| sms.sns_caller_arn = None)),
            edit("ExternalId sent", |request| sms(request, |sms| sms.external_id = Some(EXAMPLE_ID.into()))),
            edit("SnsRegion left out", |request| sms(request, |sms| sms.sns_region = None)),
            edit("EumsSms left out", |request| sms(request, |sms| sms.eums = None)),
            edit("EumsSms.Region left out", |request| {
                sms(request, |sms| sms.eums.iter_mut().for_each(|eums| eums.region = None));
            }),
            edit("SoftwareTokenMfaConfiguration left out", |request| request.software_token = None),
            edit("SoftwareTokenMfaConfiguration sent with Enabled true", |request| {
                request.software_token = Some(SoftwareTokenMfa { enabled: Some(true) });
            }),
            edit("EmailMfaConfiguration left out", |request| request.email = None),
            edit("EmailMfaConfiguration sent", |request| {
                request.email = request.email.take().or_else(Default::default);
            }),
            edit("MfaConfiguration OFF", |request| request.mode = MfaMode::Off),
            edit("MfaConfiguration OPTIONAL", |request| request.mode = MfaMode::Optional),
            edit("MfaConfiguration ON", |request| request.mode = MfaMode::On),
            edit("WebAuthnConfiguration left out", |request| request.web_authn = None),
            edit("FactorConfiguration SINGLE_FACTOR", |request| {
                request.web_authn.get_or_insert_default().factor_configuration =
                    Some(FactorConfiguration::SingleFactor);
            }),
            edit("FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION", |request| {
                request.web_authn.get_or_insert_default().factor_configuration =
                    Some(FactorConfiguration::MultiFactorWithUserVerification);
            }),
        ]
    }
}

/// An SMS configuration that any rule accepts.
fn example() -> SmsConfiguration<'static> {
    SmsConfiguration {
        sns_caller_arn: Some(Cow::Borrowed(EXAMPLE_ARN)),
        external_id: Some(Cow::Borrowed(EXAMPLE_ID)),
        ..SmsConfiguration::default()
    }
}

/// Changes the SMS configuration that a request sends, where it sends one.
fn sms<'a>(request: &mut SetMfaConfig<'a>, change: impl Fn(&mut SmsConfiguration<'a>)) {
    request.sms.iter_mut().filter_map(|block| block.configuration.as_mut()).for_each(change);
}

impl Editable for UserPoolSettings<'_> {
    fn edits() -> Vec<Edit<Self>> {
        let mut edits = vec![
            edit("AllowedFirstAuthFactors left out", |request: &mut Self| request.first_factors = None),
            edit("AllowedFirstAuthFactors with PASSWORD", |request| {
                request.first_factors = Some(request.first_factors.unwrap_or_default().with(AuthFactor::Password));
            }),
            edit("AllowedFirstAuthFactors without EMAIL_OTP", |request| disallow(request, AuthFactor::EmailOtp)),
            edit("AllowedFirstAuthFactors without SMS_OTP", |request| disallow(request, AuthFactor::SmsOtp)),
            edit("AllowedFirstAuthFactors without WEB_AUTHN", |request| disallow(request, AuthFactor::WebAuthn)),
            edit("AllowedFirstAuthFactors without SOFTWARE_TOKEN", |request| {
                disallow(request, AuthFactor::SoftwareToken);
            }),
            edit("AllowedFirstAuthFactors of PASSWORD alone", |request| {
                request.first_factors = Some(AuthFactorSet::EMPTY.with(AuthFactor::Password));
            }),
            edit("MfaConfiguration left out", |request| request.mode = None),
            edit("MfaConfiguration OFF", |request| request.mode = Some(MfaMode::Off)),
            edit("MfaConfiguration OPTIONAL", |request| request.mode = Some(MfaMode::Optional)),
            edit("EmailSendingAccount DEVELOPER", |request| {
                request.email_sending_account = Some(EmailSendingAccount::Developer);
            }),
            edit("SmsConfiguration left out", |request| request.sms_configuration = None),
            edit("SmsConfiguration sent with a SnsCallerArn and an ExternalId", |request| {
                request.sms_configuration = request.sms_configuration.take().or_else(|| Some(example()));
            }),
            edit("SnsCallerArn sent", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = Some(EXAMPLE_ARN.into()));
            }),
            edit("SnsCallerArn left out", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.sns_caller_arn = None);
            }),
            edit("EumsSms left out", |request| {
                request.sms_configuration.iter_mut().for_each(|sms| sms.eums = None);
            }),
        ];
        edits.extend(more_settings());
        edits
    }
}

fn more_settings<'a>() -> [Edit<UserPoolSettings<'a>>; 11] {
    [
        edit("AdvancedSecurityMode left out", |request| request.threat_protection = None),
        edit("AdvancedSecurityMode OFF", |request| request.threat_protection = Some(ThreatProtection::Off)),
        edit("AccountRecoverySetting left out", |request| request.account_recovery = None),
        edit("RecoveryMechanisms left out", |request| {
            request.account_recovery = request.account_recovery.map(|_| RecoveryChange::Unset);
        }),
        edit("RecoveryMechanisms of verified_email alone", |request| {
            recover(request, RecoveryMechanism::VerifiedEmail);
        }),
        edit("RecoveryMechanisms of verified_phone_number alone", |request| {
            recover(request, RecoveryMechanism::VerifiedPhoneNumber);
        }),
        edit("RecoveryMechanisms of admin_only alone", |request| {
            recover(request, RecoveryMechanism::AdminOnly);
        }),
        edit("UserPoolTier left out", |request| request.tier = None),
        edit("UserPoolTier LITE", |request| request.tier = Some(Tier::Lite)),
        edit("UserPoolTier ESSENTIALS", |request| request.tier = Some(Tier::Essentials)),
        edit("UserPoolTier PLUS", |request| request.tier = Some(Tier::Plus)),
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
            edit("SMSMfaSettings left out", |change| change.sms = None),
            edit("SMSMfaSettings with Enabled true", |change| switch(&mut change.sms, Switch::On)),
            edit("SMSMfaSettings with Enabled false", |change| switch(&mut change.sms, Switch::Off)),
            edit("SMSMfaSettings with PreferredMfa true", |change| prefer(&mut change.sms, Preferred::Yes)),
            edit("SMSMfaSettings with PreferredMfa false", |change| prefer(&mut change.sms, Preferred::No)),
            edit("SoftwareTokenMfaSettings left out", |change| change.totp = None),
            edit("SoftwareTokenMfaSettings with Enabled true", |change| switch(&mut change.totp, Switch::On)),
            edit("SoftwareTokenMfaSettings with Enabled false", |change| switch(&mut change.totp, Switch::Off)),
            edit("SoftwareTokenMfaSettings with PreferredMfa true", |change| prefer(&mut change.totp, Preferred::Yes)),
            edit("SoftwareTokenMfaSettings with PreferredMfa false", |change| prefer(&mut change.totp, Preferred::No)),
            edit("EmailMfaSettings left out", |change| change.email = None),
            edit("EmailMfaSettings with Enabled true", |change| switch(&mut change.email, Switch::On)),
            edit("EmailMfaSettings with Enabled false", |change| switch(&mut change.email, Switch::Off)),
            edit("EmailMfaSettings with PreferredMfa true", |change| prefer(&mut change.email, Preferred::Yes)),
            edit("EmailMfaSettings with PreferredMfa false", |change| prefer(&mut change.email, Preferred::No)),
            edit("WebAuthnMfaSettings left out", |change| change.passkey = None),
            edit("WebAuthnMfaSettings with Enabled true", |change| change.passkey = Some(Switch::On)),
            edit("WebAuthnMfaSettings with Enabled false", |change| change.passkey = Some(Switch::Off)),
        ]
    }
}

/// A block with `Enabled` so; one that was not sent says nothing of `PreferredMfa`.
fn switch(setting: &mut Option<CodeSetting>, switch: Switch) {
    let preferred = setting.map_or(Preferred::No, |setting| setting.preferred);
    *setting = Some(CodeSetting { switch, preferred });
}

/// A block with `PreferredMfa` so; one that was not sent says nothing of `Enabled`.
fn prefer(setting: &mut Option<CodeSetting>, preferred: Preferred) {
    let switch = setting.map_or(Switch::Off, |setting| setting.switch);
    *setting = Some(CodeSetting { switch, preferred });
}

impl Editable for UserEvent {
    fn edits() -> Vec<Edit<Self>> {
        vec![
            edit("phone_number not removed", |report| {
                if let Self::Attributes { phone, .. } = report {
                    *phone = AttributeChange::Keep;
                }
            }),
            edit("email not removed", |report| {
                if let Self::Attributes { email, .. } = report {
                    *email = AttributeChange::Keep;
                }
            }),
            edit("a passkey that can verify the user", |report| {
                if let Self::PasskeyRegistered(ability) = report {
                    *ability = PasskeyAbility::VerifiesUser;
                }
            }),
        ]
    }
}
