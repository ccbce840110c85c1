//! The requests that make a pool, and the refusal if the service refuses one of them.

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{PoolCommand, SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::pool::{EmailSendingAccount, MfaMode, Pool, RecoveryChange, RiskActions, ThreatProtection};
use cognito_mfa::rules::Rejection;

/// The requests that make a pool: its creation, and the calls that follow.
#[derive(Debug)]
pub(crate) struct Requests {
    pub(crate) settings: UserPoolSettings<'static>,
    pub(crate) calls: Vec<PoolCommand<'static>>,
}

/// The first request that the service refuses.
#[derive(Debug)]
pub(crate) enum Refused {
    Create,
    /// The call with this index, sent to this pool.
    Call(Box<Pool>, usize),
}

impl Requests {
    /// The requests, in the order in which they're sent.
    pub(crate) fn of(pool: &Pool) -> Self {
        let settings = settings(pool);
        let mut calls = Vec::new();
        // A request without mechanisms unsets what the creation sets by default.
        let created = Pool::create(&settings, pool.profile).map(Transition::into_next);
        if created.is_ok_and(|created| pool.account_recovery.is_none() && created.account_recovery.is_some()) {
            let mut update = settings.clone();
            update.account_recovery = Some(RecoveryChange::Unset);
            calls.push(PoolCommand::Update(update));
        }
        let has_factors = pool.software_token_mfa.is_some() || pool.email_mfa.is_some() || pool.web_authn.is_some();
        if pool.mode != MfaMode::Off || has_factors {
            calls.push(PoolCommand::SetMfaConfig(mfa_config(pool)));
        }
        if pool.risk_actions != RiskActions::default() {
            calls.push(PoolCommand::SetRisk(pool.risk_actions));
        }
        Self { settings, calls }
    }

    /// Sends the requests to the engine, and returns the pool that they make.
    pub(crate) fn outcome(&self, profile: cognito_mfa::Profile) -> Result<Pool, Box<(Refused, Rejection)>> {
        let mut pool = match Pool::create(&self.settings, profile) {
            Ok(created) => created.into_next(),
            Err(rejection) => return Err(Box::new((Refused::Create, rejection))),
        };
        for (index, call) in self.calls.iter().enumerate() {
            let applied = pool.apply(call).map(Transition::into_next);
            pool = match applied {
                Ok(next) => next,
                Err(rejection) => return Err(Box::new((Refused::Call(Box::new(pool), index), rejection))),
            };
        }
        Ok(pool)
    }
}

fn settings(pool: &Pool) -> UserPoolSettings<'static> {
    let mut settings = UserPoolSettings::new().with_tier(pool.tier);
    settings.sms_configuration.clone_from(&pool.sms_configuration);
    let first = pool.passwordless.allowed_first_auth_factors();
    settings.first_factors = (!pool.passwordless.is_empty()).then(|| first.collect());
    settings.account_recovery = pool.account_recovery.map(RecoveryChange::Set);
    let sender = pool.email_sending_account;
    settings.email_sending_account = (sender != EmailSendingAccount::default()).then_some(sender);
    settings.device = pool.device;
    let protection = pool.threat_protection;
    settings.threat_protection = (protection != ThreatProtection::default()).then_some(protection);
    settings
}

fn mfa_config(pool: &Pool) -> SetMfaConfig<'static> {
    let mut config = SetMfaConfig::new(pool.mode);
    config.sms = pool.sms_mfa.clone().map(|block| {
        let mut sms = SmsMfaBlock::new(block);
        sms.configuration.clone_from(&pool.sms_configuration);
        sms
    });
    config.software_token = pool.software_token_mfa;
    config.email.clone_from(&pool.email_mfa);
    config.web_authn.clone_from(&pool.web_authn);
    config
}
