//! Changes of a pool (spec 5 and 6).

use super::Transition;
use crate::command::{PoolCommand, SetMfaConfig, UserPoolSettings};
use crate::evidence::Profile;
use crate::note::{Note, NoteSet};
use crate::pool::{
    AccountRecoverySetting, AuthFactorSet, EmailMfa, MfaMode, Pool, RecoveryChange, RiskActions, SmsConfiguration,
    ThreatProtection, Tier, WebAuthnConfiguration,
};
use crate::rules::mfa_config::{self, SetUserPoolMfaConfig};
use crate::rules::user_pool::{self, RiskConfiguration, UserPool, Verb};
use crate::rules::{Rejection, judge};

static FRESH_OBSERVED: Pool = Pool::new(Tier::Essentials, Profile::Observed);
static FRESH_DOCUMENTED: Pool = Pool::new(Tier::Essentials, Profile::Documented);

impl Pool {
    /// Creates a pool with these settings, as `CreateUserPool` does (spec 6).
    ///
    /// ```
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::rules::Rule;
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let settings = UserPoolSettings::new();
    /// let pool = Pool::create(&settings, Profile::Documented)?.into_next();
    /// assert_eq!(pool.mode, MfaMode::Off);
    ///
    /// let settings = settings.with_mode(MfaMode::On);
    /// let refusal = Pool::create(&settings, Profile::Documented).unwrap_err();
    /// assert_eq!(refusal.first().rule(), Rule::CreateModeNeedsSms);
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] lists every rule of spec 6 that the pool would break, in the order in which Cognito checks them.
    pub fn create(settings: &UserPoolSettings<'_>, profile: Profile) -> Result<Transition<'static, Self>, Rejection> {
        let fresh = match profile {
            Profile::Observed => &FRESH_OBSERVED,
            Profile::Documented => &FRESH_DOCUMENTED,
        };
        fresh.settle_settings(Verb::Create, settings)
    }

    /// Applies a change to the pool (spec 5 and 6).
    ///
    /// Returns the next pool and the notes that apply to the change. The current pool stays unchanged. A change of a pool
    /// never changes users.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::rules::Rule;
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let request = SetMfaConfig::new(MfaMode::On).with_software_token(SoftwareTokenMfa::ENABLED);
    /// let next = pool.apply(&PoolCommand::SetMfaConfig(request))?.into_next();
    /// assert_eq!(next.mode, MfaMode::On);
    ///
    /// let request = SetMfaConfig::new(MfaMode::On);
    /// let refusal = pool.apply(&PoolCommand::SetMfaConfig(request)).unwrap_err();
    /// assert_eq!(refusal.first().rule(), Rule::ModeNeedsFactorBlock);
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] lists every rule that the change breaks, in the order in which Cognito checks them. The first one is
    /// the error that Cognito returns.
    pub fn apply<'a>(&'a self, command: &PoolCommand<'_>) -> Result<Transition<'a, Self>, Rejection> {
        match command {
            PoolCommand::SetMfaConfig(request) => self.settle_mfa_config(request),
            PoolCommand::Update(request) => self.settle_settings(Verb::Update, request),
            PoolCommand::SetRisk(actions) => self.settle_risk(*actions),
        }
    }

    /// Replaces all blocks with what the request sends. A block that it doesn't send becomes absent. The SMS configuration is
    /// kept unless the request sends one.
    fn settle_mfa_config(&self, request: &SetMfaConfig<'_>) -> Result<Transition<'_, Self>, Rejection> {
        judge::<SetUserPoolMfaConfig>(&mfa_config::Case { pool: self, request }, self.profile)?;
        let sent = request.sms.as_ref().and_then(|sms| sms.configuration.as_ref());
        let next = Self {
            mode: request.mode,
            sms_configuration: sent.or(self.sms_configuration.as_ref()).map(SmsConfiguration::copied),
            sms_mfa: request.sms.as_ref().map(|sms| sms.block.copied()),
            software_token_mfa: request.software_token,
            email_mfa: request.email.as_ref().map(EmailMfa::copied),
            web_authn: request.web_authn.as_ref().map(WebAuthnConfiguration::copied),
            profile: self.profile,
            tier: self.tier,
            passwordless: self.passwordless,
            account_recovery: self.account_recovery,
            email_sending_account: self.email_sending_account,
            device: self.device,
            threat_protection: self.threat_protection,
            risk_actions: self.risk_actions,
        };
        let notes = mode_notes(&next).set(Note::PasskeysUnusable, self.loses_passkeys(&next));
        Ok(Transition { before: self, next, notes })
    }

    /// Keeps the members that the request omits, except that it resets the device configuration and threat protection.
    /// Account recovery without mechanisms becomes *not set*. A new pool in the Observed profile gets the default instead.
    fn settle_settings<'a>(
        &'a self,
        verb: Verb,
        request: &UserPoolSettings<'_>,
    ) -> Result<Transition<'a, Self>, Rejection> {
        let sent = request.sms_configuration.as_ref().or(self.sms_configuration.as_ref());
        let stored_recovery = request.account_recovery.map_or(self.account_recovery, RecoveryChange::setting);
        let default_recovery = match (verb, self.profile) {
            (Verb::Create, Profile::Observed) => Some(AccountRecoverySetting::OBSERVED_DEFAULT),
            (Verb::Create, Profile::Documented) | (Verb::Update, _) => None,
        };
        // The mode OFF in the request clears the three factor blocks (spec 6).
        let clears = request.mode == Some(MfaMode::Off);
        let next = Self {
            profile: self.profile,
            tier: request.tier.unwrap_or(self.tier),
            mode: request.mode.unwrap_or(self.mode),
            sms_configuration: sent.map(SmsConfiguration::copied),
            passwordless: request.first_factors.map_or(self.passwordless, AuthFactorSet::passwordless),
            account_recovery: stored_recovery.or(default_recovery),
            email_sending_account: request.email_sending_account.unwrap_or(self.email_sending_account),
            device: request.device,
            threat_protection: request.threat_protection.unwrap_or_default(),
            sms_mfa: if clears { None } else { self.sms_mfa.clone() },
            software_token_mfa: if clears { None } else { self.software_token_mfa },
            email_mfa: if clears { None } else { self.email_mfa.clone() },
            web_authn: self.web_authn.clone(),
            risk_actions: self.risk_actions,
        };
        let case = user_pool::Case { verb, request, next: &next };
        judge::<UserPool>(&case, self.profile)?;
        let notes = mode_notes(&next);
        Ok(Transition { before: self, next, notes })
    }

    fn settle_risk(&self, actions: RiskActions) -> Result<Transition<'_, Self>, Rejection> {
        judge::<RiskConfiguration>(self, self.profile)?;
        let next = Self { risk_actions: actions, ..self.clone() };
        Ok(Transition { before: self, next, notes: NoteSet::EMPTY })
    }
}

/// The note that any operation that can change the mode carries.
fn mode_notes(next: &Pool) -> NoteSet {
    let enforced = next.threat_protection == ThreatProtection::Enforced;
    NoteSet::EMPTY.set(Note::AdaptiveWantsOptional, enforced && next.mode != MfaMode::Optional)
}
