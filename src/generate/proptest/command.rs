//! Any command of a pool or a user.

use ::proptest::arbitrary::any;
use ::proptest::option;
use ::proptest::prop_oneof;
use ::proptest::sample::select;
use ::proptest::strategy::{Just, Strategy};
use alloc::borrow::Cow;

use super::any_of;
use crate::command::{
    Caller, CodeSetting, PoolCommand, PreferenceChange, Preferred, SetMfaConfig, SmsMfaBlock, Switch, UserCommand,
    UserPoolSettings,
};
use crate::generate::samples;
use crate::pool::{
    AuthFactor, AuthFactorSet, DeviceConfiguration, EmailMfa, EmailSendingAccount, MfaMode, PasswordlessFactorSet,
    RecoveryChange, RiskActions, SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier,
    WebAuthnConfiguration,
};
use crate::user::Passkeys;
use crate::user::{AttributeChange, PasskeyAbility, UserEvent};

any_of! { AttributeChange, CodeSetting, }

any_of! {
    Caller => select(&[Self::User, Self::Admin][..]);
    Switch => select(&[Self::Off, Self::On][..]);
    Preferred => select(&[Self::No, Self::Yes][..]);
    PasskeyAbility => select(&[Self::VerifiesUser, Self::PresenceOnly][..]);
    PreferenceChange => {
        let code = || option::of(any::<CodeSetting>());
        (code(), code(), code(), any::<Option<Switch>>())
            .prop_map(|(sms, totp, email, passkey)| Self { sms, totp, email, passkey })
    };
    UserEvent => prop_oneof![
        4 => any::<(AttributeChange, AttributeChange)>().prop_map(|(phone, email)| Self::Attributes { phone, email }),
        2 => any::<PasskeyAbility>().prop_map(Self::PasskeyRegistered),
        1 => any::<Passkeys>().prop_map(Self::PasskeyRemoved),
        6 => select(&[
            Self::TotpAssociated,
            Self::TotpVerified,
            Self::TotpRemoved,
            Self::PermanentPasswordSet,
            Self::TemporaryPasswordSet,
            Self::SignUpConfirmed,
            Self::Disabled,
            Self::Enabled,
            Self::PasswordReset,
        ][..]),
    ];
    UserCommand => prop_oneof![
        any::<(Caller, PreferenceChange)>().prop_map(|(caller, change)| Self::SetPreference(caller, change)),
        any::<UserEvent>().prop_map(Self::Event),
    ];
    SmsMfaBlock<'static> => any::<(SmsMfa<'static>, Option<SmsConfiguration<'static>>)>()
        .prop_map(|(block, configuration)| Self { block, configuration });
    SetMfaConfig<'static> => {
        let region = option::weighted(0.3, select(samples::REGIONS).prop_map(Cow::Borrowed));
        let blocks = any::<(
            Option<SmsMfaBlock<'static>>,
            Option<SoftwareTokenMfa>,
            Option<EmailMfa<'static>>,
            Option<WebAuthnConfiguration<'static>>,
        )>();
        (region, any::<MfaMode>(), blocks).prop_map(|(region, mode, (sms, software_token, email, web_authn))| Self {
            region,
            mode,
            sms,
            software_token,
            email,
            web_authn,
        })
    };
    // Most requests send only a few members. A request that sends all of them would almost always break a rule.
    UserPoolSettings<'static> => {
        let named = (
            option::weighted(0.3, any::<Tier>()),
            option::weighted(0.3, any::<MfaMode>()),
            option::weighted(0.2, any::<SmsConfiguration<'static>>()),
            option::weighted(0.3, first_factors()),
        );
        let rest = (
            option::weighted(0.4, any::<RecoveryChange>()),
            option::weighted(0.4, any::<EmailSendingAccount>()),
            option::weighted(0.3, any::<DeviceConfiguration>()),
            option::weighted(0.2, any::<ThreatProtection>()),
        );
        (named, rest).prop_map(|(named, rest)| {
            let (tier, mode, sms_configuration, first_factors) = named;
            let (account_recovery, email_sending_account, device, threat_protection) = rest;
            Self {
                tier,
                mode,
                sms_configuration,
                first_factors,
                account_recovery,
                email_sending_account,
                device,
                threat_protection,
            }
        })
    };
    PoolCommand<'static> => prop_oneof![
        4 => any::<SetMfaConfig<'static>>().prop_map(Self::SetMfaConfig),
        4 => any::<UserPoolSettings<'static>>().prop_map(Self::Update),
        1 => any::<RiskActions>().prop_map(Self::SetRisk),
    ];
}

/// Lists of first factors. Most are lists that a pool can have. None is empty, because an empty list breaks a constraint.
fn first_factors() -> impl Strategy<Value = AuthFactorSet> {
    let lawful = any::<PasswordlessFactorSet>().prop_map(|set| set.allowed_first_auth_factors().collect());
    let any_list = any::<AuthFactorSet>().prop_map(|list| if list.is_empty() { AuthFactorSet::all() } else { list });
    prop_oneof![6 => lawful, 1 => any_list, 1 => Just(AuthFactorSet::of(&[AuthFactor::Password]))]
}
