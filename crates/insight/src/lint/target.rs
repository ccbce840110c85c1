//! The configuration that the changes of a fix lead to.

use crate::change::{Change, Subject};
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{EmailMfa, FactorConfiguration, MfaMode, Pool, SmsMfa, SoftwareTokenMfa};

/// The pool after these changes, in order. `None` if no call makes one of them: an SMS configuration needs a role that this
/// crate doesn't know, and it can't be removed.
pub(super) fn target(pool: &Pool, changes: &[Change]) -> Option<Pool> {
    let mut to = pool.clone();
    for change in changes {
        make(&mut to, *change)?;
    }
    Some(to)
}

/// The same pool with an SMS block, if `SetUserPoolMfaConfig` would otherwise send no factor block: in such a pool, SMS is
/// the only factor, and the block has no effect.
pub(super) fn with_sms_block(to: &Pool) -> Option<Pool> {
    let has_block = to.sms_mfa.is_some() || to.software_token_mfa.is_some() || to.email_mfa.is_some();
    if has_block || to.mode == MfaMode::Off || to.sms_configuration.is_none() {
        return None;
    }
    let mut with = to.clone();
    with.sms_mfa = Some(SmsMfa::default());
    Some(with)
}

fn make(pool: &mut Pool, change: Change) -> Option<()> {
    match change {
        Change::Tier(tier) => pool.tier = tier,
        Change::Mode(mode) => pool.mode = mode,
        Change::Configure(Factor::Totp) => pool.software_token_mfa = Some(SoftwareTokenMfa::ENABLED),
        Change::Unconfigure(Factor::Totp) => pool.software_token_mfa = None,
        Change::Configure(Factor::Email) => {
            pool.email_mfa.get_or_insert_with(EmailMfa::default);
        }
        Change::Unconfigure(Factor::Email) => pool.email_mfa = None,
        Change::Configure(Factor::Passkey) => {
            pool.web_authn.get_or_insert_default().factor_configuration =
                Some(FactorConfiguration::MultiFactorWithUserVerification);
        }
        Change::Unconfigure(Factor::Passkey) => {
            pool.web_authn.get_or_insert_default().factor_configuration = Some(FactorConfiguration::SingleFactor);
        }
        Change::Configure(Factor::Sms) if pool.sms_configuration.is_some() => {}
        Change::Configure(Factor::Sms) | Change::Unconfigure(Factor::Sms) => return None,
        Change::UserVerification(value) => pool.web_authn.get_or_insert_default().user_verification = Some(value),
        Change::Allow(first) => pool.passwordless = pool.passwordless.with(first),
        Change::Disallow(first) => pool.passwordless = pool.passwordless.without(first),
        Change::Recovery(recovery) => pool.account_recovery = recovery.setting(),
        Change::Sender(sender) => pool.email_sending_account = sender,
        Change::DeviceConfiguration(device) => pool.device = device,
        Change::ThreatProtection(value) => pool.threat_protection = value,
        Change::RiskAction(level, action) => pool.risk_actions = pool.risk_actions.with(level, action),
        Change::Account(_)
        | Change::Phone(_)
        | Change::Email(_)
        | Change::Totp(_)
        | Change::Passkeys(_)
        | Change::Access(_)
        | Change::Enable(_)
        | Change::Disable(_)
        | Change::Prefer(_)
        | Change::FirstFactor(_)
        | Change::Device(_)
        | Change::Risk(_) => {
            debug_assert!(change.subject() != Subject::Pool, "a change of a pool");
            return None;
        }
    }
    Some(())
}
