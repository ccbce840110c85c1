//! Changes of a pool (SPEC 5 and 6).

use super::Transition;
use crate::command::{PoolCommand, SetMfaConfig, UserPoolSettings};
use crate::evidence::Fidelity;
use crate::note::{Note, NoteSet};
use crate::pool::{AuthFactorSet, EmailMfa, MfaMode, Pool, RiskActions, SmsConfiguration, SmsMfa, ThreatProtection};
use crate::rules::mfa_config::{self, SetUserPoolMfaConfig};
use crate::rules::user_pool::{self, RiskConfiguration, UserPool, Verb};
use crate::rules::{Rejection, judge};

static FRESH: Pool = Pool::FRESH;

impl Pool {
    /// `CreateUserPool`: a fresh pool with these settings (SPEC 6).
    ///
    /// ```
    /// use cognito_mfa::{Fidelity, MfaMode, Pool, Rule, UserPoolSettings};
    ///
    /// let mut settings = UserPoolSettings::default();
    /// let pool = Pool::create(&settings, Fidelity::Documented)?.into_next();
    /// assert_eq!(pool.mode, MfaMode::Off);
    ///
    /// settings.mode = Some(MfaMode::On);
    /// let refusal = Pool::create(&settings, Fidelity::Documented).unwrap_err();
    /// assert_eq!(refusal.first().rule(), Rule::CreateModeNeedsSms);
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejection`] with every rule of SPEC 6 that the pool would break.
    pub fn create(settings: &UserPoolSettings<'_>, fidelity: Fidelity) -> Result<Transition<'static, Self>, Rejection> {
        FRESH.settle_settings(Verb::Create, settings, fidelity)
    }

    /// Validates a change of the pool and gives the next one. Users are never touched by it.
    ///
    /// ```
    /// use cognito_mfa::{Fidelity, MfaMode, Pool, PoolCommand, Rule, SetMfaConfig, SoftwareTokenMfa, Tier};
    ///
    /// let pool = Pool::new(Tier::Essentials);
    /// let mut request = SetMfaConfig { mode: MfaMode::On, ..SetMfaConfig::default() };
    /// let refusal = pool.apply(&PoolCommand::SetMfaConfig(request.clone()), Fidelity::Documented).unwrap_err();
    /// assert_eq!(refusal.first().rule(), Rule::ModeNeedsFactorBlock);
    ///
    /// request.software_token = Some(SoftwareTokenMfa { enabled: Some(true) });
    /// let next = pool.apply(&PoolCommand::SetMfaConfig(request), Fidelity::Documented)?.into_next();
    /// assert_eq!(next.mode, MfaMode::On);
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejection`] with every rule of SPEC 5 or 6 that the change would break; the pool is as it was.
    pub fn apply<'a>(
        &'a self,
        command: &PoolCommand<'_>,
        fidelity: Fidelity,
    ) -> Result<Transition<'a, Self>, Rejection> {
        match command {
            PoolCommand::SetMfaConfig(request) => self.settle_mfa_config(request, fidelity),
            PoolCommand::Update(request) => self.settle_settings(Verb::Update, request, fidelity),
            PoolCommand::SetRisk(actions) => self.settle_risk(*actions, fidelity),
        }
    }

    /// Full replace: the blocks become what was sent, or absent; the SMS configuration is kept unless sent.
    fn settle_mfa_config(
        &self,
        request: &SetMfaConfig<'_>,
        fidelity: Fidelity,
    ) -> Result<Transition<'_, Self>, Rejection> {
        judge::<SetUserPoolMfaConfig>(&mfa_config::Case { pool: self, request }, fidelity)?;
        let sent = request.sms.as_ref().and_then(|sms| sms.configuration.clone());
        let next = Self {
            mode: request.mode,
            sms_configuration: sent.map(SmsConfiguration::into_owned).or_else(|| self.sms_configuration.clone()),
            sms_mfa: request.sms.as_ref().map(|sms| sms.block.clone()).map(SmsMfa::into_owned),
            software_token_mfa: request.software_token,
            email_mfa: request.email.clone().map(EmailMfa::into_owned),
            web_authn: request.web_authn.clone().map(crate::pool::WebAuthnConfiguration::into_owned),
            ..self.without_texts()
        };
        let unusable = self.relying_party_id().is_some() && next.relying_party_id() != self.relying_party_id();
        let notes = mode_notes(&next).set(Note::PasskeysUnusable, unusable);
        Ok(Transition { before: self, next, notes })
    }

    /// Keeps what is omitted, but for the device configuration and threat protection, which are reset.
    fn settle_settings<'a>(
        &'a self,
        verb: Verb,
        request: &UserPoolSettings<'_>,
        fidelity: Fidelity,
    ) -> Result<Transition<'a, Self>, Rejection> {
        let sent = request.sms_configuration.clone().map(SmsConfiguration::into_owned);
        let mut next = Self {
            tier: request.tier.unwrap_or(self.tier),
            mode: request.mode.unwrap_or(self.mode),
            sms_configuration: sent.or_else(|| self.sms_configuration.clone()),
            passwordless: request.first_factors.map_or(self.passwordless, AuthFactorSet::passwordless),
            account_recovery: request.account_recovery.or(self.account_recovery),
            email_sending_account: request.email_sending_account.unwrap_or(self.email_sending_account),
            device: request.device,
            threat_protection: request.threat_protection,
            ..self.without_texts()
        };
        if request.mode != Some(MfaMode::Off) {
            next.sms_mfa.clone_from(&self.sms_mfa);
            next.software_token_mfa = self.software_token_mfa;
            next.email_mfa.clone_from(&self.email_mfa);
        }
        next.web_authn.clone_from(&self.web_authn);
        let case = user_pool::Case { verb, request, next: &next };
        judge::<UserPool>(&case, fidelity)?;
        let notes = mode_notes(&next);
        Ok(Transition { before: self, next, notes })
    }

    fn settle_risk(&self, actions: RiskActions, fidelity: Fidelity) -> Result<Transition<'_, Self>, Rejection> {
        judge::<RiskConfiguration>(self, fidelity)?;
        let next = Self { risk_actions: actions, ..self.clone() };
        Ok(Transition { before: self, next, notes: NoteSet::EMPTY })
    }

    /// The pool's values; its blocks and texts, which a change replaces, are absent.
    fn without_texts(&self) -> Self {
        Self {
            tier: self.tier,
            mode: self.mode,
            sms_configuration: None,
            sms_mfa: None,
            software_token_mfa: None,
            email_mfa: None,
            web_authn: None,
            passwordless: self.passwordless,
            account_recovery: self.account_recovery,
            email_sending_account: self.email_sending_account,
            device: self.device,
            threat_protection: self.threat_protection,
            risk_actions: self.risk_actions,
        }
    }
}

/// The note that any change of the mode can earn.
fn mode_notes(next: &Pool) -> NoteSet {
    let enforced = next.threat_protection() == ThreatProtection::Enforced;
    NoteSet::EMPTY.set(Note::AdaptiveWantsOptional, enforced && next.mode != MfaMode::Optional)
}
