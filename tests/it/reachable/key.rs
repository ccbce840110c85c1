//! A pool as the rules of spec 5 and 6 see it, and the laws that follow from these rules.
//!
//! No rule of these sections reads the following parts, so the key leaves them out: the texts of blocks and of the SMS
//! configuration, the relying party ID, `UserVerification`, the device configuration and the risk actions. An omitted
//! `Enabled` is false. A WebAuthn block that isn't multi-factor counts as absent. AUDIT counts as ENFORCED. Account
//! recovery is not set, by email only, or anything else. The module `fold` tests that this is sound. The module `texts`
//! searches the parts that are left out.

use cognito_mfa::pool::{
    AccountRecoverySetting, EmailMfa, EmailSendingAccount, MfaMode, PasswordlessFactor, PasswordlessFactorSet,
    RecoveryMechanism, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier,
};
use cognito_mfa::{Pool, Profile};

use super::calls::{multi_factor, recovery, sms};

/// The parts of a pool that the rules distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each states whether the pool has a part")]
pub(super) struct Key {
    pub(super) tier: Tier,
    pub(super) mode: MfaMode,
    pub(super) sms_configuration: bool,
    pub(super) sms_block: bool,
    /// `None` if the block is absent, otherwise `Enabled`.
    pub(super) token: Option<bool>,
    pub(super) email_block: bool,
    pub(super) multi_factor: bool,
    pub(super) passwordless: PasswordlessFactorSet,
    pub(super) recovery: Recovery,
    pub(super) own_sender: bool,
    pub(super) protected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Recovery {
    NotSet,
    EmailAlone,
    Otherwise,
}

impl Key {
    pub(super) fn of(pool: &Pool) -> Self {
        Self {
            tier: pool.tier,
            mode: pool.mode,
            sms_configuration: pool.sms_configuration.is_some(),
            sms_block: pool.sms_mfa.is_some(),
            token: pool.software_token_mfa.map(SoftwareTokenMfa::is_enabled),
            email_block: pool.email_mfa.is_some(),
            multi_factor: pool.has_multi_factor_passkeys(),
            passwordless: pool.passwordless,
            recovery: Recovery::of(pool.account_recovery),
            own_sender: pool.email_sending_account == EmailSendingAccount::Developer,
            protected: pool.threat_protection != ThreatProtection::Off,
        }
    }

    pub(super) fn pool(self, profile: Profile) -> Pool {
        Pool::new(self.tier, profile)
            .with_mode(self.mode)
            .with_sms_configuration(self.sms_configuration.then(sms))
            .with_sms_mfa(self.sms_block.then(SmsMfa::default))
            .with_software_token_mfa(self.token.map(|enabled| SoftwareTokenMfa::new(Some(enabled))))
            .with_email_mfa(self.email_block.then(EmailMfa::default))
            .with_web_authn(self.multi_factor.then(multi_factor))
            .with_passwordless(self.passwordless)
            .with_account_recovery(self.recovery.setting())
            .with_email_sending_account(EmailSendingAccount::ALL[usize::from(self.own_sender)])
            .with_threat_protection(if self.protected { ThreatProtection::Enforced } else { ThreatProtection::Off })
    }

    /// Every possible key.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let plain = Self::of(&Pool::new(Tier::Essentials, Profile::Observed));
        let flags = || [false, true].into_iter();
        let tiers = Tier::ALL
            .iter()
            .flat_map(move |tier| MfaMode::ALL.iter().map(move |mode| Self { tier: *tier, mode: *mode, ..plain }));
        let blocks = tiers
            .flat_map(move |key| flags().map(move |sms_configuration| Self { sms_configuration, ..key }))
            .flat_map(move |key| flags().map(move |sms_block| Self { sms_block, ..key }))
            .flat_map(move |key| [None, Some(false), Some(true)].map(move |token| Self { token, ..key }))
            .flat_map(move |key| flags().map(move |email_block| Self { email_block, ..key }))
            .flat_map(move |key| flags().map(move |multi_factor| Self { multi_factor, ..key }));
        let recoveries = [Recovery::NotSet, Recovery::EmailAlone, Recovery::Otherwise];
        blocks
            .flat_map(|key| PasswordlessFactorSet::subsets().map(move |passwordless| Self { passwordless, ..key }))
            .flat_map(move |key| recoveries.map(move |recovery| Self { recovery, ..key }))
            .flat_map(move |key| flags().map(move |own_sender| Self { own_sender, ..key }))
            .flat_map(move |key| flags().map(move |protected| Self { protected, ..key }))
    }

    /// The first law of spec 5 and 6 that this pool breaks. The laws hold for every pool that calls can lead to.
    pub(super) fn broken_law(self, profile: Profile) -> Option<&'static str> {
        let on = self.mode == MfaMode::On;
        let allows = |factor| self.passwordless.contains(factor);
        let offers_a_code = self.sms_configuration || self.token == Some(true) || self.email_block;
        let has_factor_block = self.sms_block || self.token.is_some() || self.email_block;
        // The live service accepts a software token block with Enabled=false as the only block.
        let token_off_alone = self.token == Some(false) && !self.sms_block && !self.email_block;
        let observed = profile == Profile::Observed;
        let laws = [
            ("a pool without MFA has no factor block", self.mode != MfaMode::Off || !has_factor_block),
            ("an SMS block has an SMS configuration", !self.sms_block || self.sms_configuration),
            ("email MFA has its own sender", !self.email_block || self.own_sender),
            ("email MFA has another recovery", !self.email_block || self.recovery == Recovery::Otherwise),
            ("LITE has no email MFA", self.tier != Tier::Lite || !self.email_block),
            ("LITE has no passkey MFA", self.tier != Tier::Lite || !self.multi_factor),
            ("LITE has no passwordless first factor", self.tier != Tier::Lite || self.passwordless.is_empty()),
            ("only PLUS has threat protection", self.tier == Tier::Plus || !self.protected),
            ("SMS_OTP has an SMS configuration", !allows(PasswordlessFactor::SmsOtp) || self.sms_configuration),
            ("ON excludes EMAIL_OTP", !on || !allows(PasswordlessFactor::EmailOtp)),
            ("ON excludes SMS_OTP", !on || !allows(PasswordlessFactor::SmsOtp)),
            ("ON with WEB_AUTHN has passkey MFA", !on || !allows(PasswordlessFactor::WebAuthn) || self.multi_factor),
            ("ON offers a code factor", !on || offers_a_code || (observed && token_off_alone)),
            ("a disabled software token block is not the only block", observed || !token_off_alone),
        ];
        laws.into_iter().find(|(_, holds)| !holds).map(|(law, _)| law)
    }
}

impl Recovery {
    pub(super) fn of(setting: Option<AccountRecoverySetting>) -> Self {
        let is_email = |setting: AccountRecoverySetting| {
            setting.options().all(|option| option.mechanism == RecoveryMechanism::VerifiedEmail)
        };
        match setting.map(is_email) {
            None => Self::NotSet,
            Some(true) => Self::EmailAlone,
            Some(false) => Self::Otherwise,
        }
    }

    pub(super) fn setting(self) -> Option<AccountRecoverySetting> {
        match self {
            Self::NotSet => None,
            Self::EmailAlone => Some(recovery(RecoveryMechanism::VerifiedEmail, None)),
            Self::Otherwise => Some(recovery(RecoveryMechanism::VerifiedPhoneNumber, None)),
        }
    }
}
