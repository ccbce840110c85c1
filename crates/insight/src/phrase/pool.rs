//! A pool as a phrase.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Listed, factor_phrase, recovery_phrase, risk_phrase};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PoolPolicy, RiskAction, RiskLevel, ThreatProtection, Tier,
    UserVerification,
};

/// Writes "an ESSENTIALS pool with MFA required and SMS and TOTP offered".
pub(super) fn write(f: &mut fmt::Formatter<'_>, pool: &PoolPolicy) -> fmt::Result {
    f.write_str(match pool.tier {
        Tier::Lite => "a LITE pool",
        Tier::Essentials => "an ESSENTIALS pool",
        Tier::Plus => "a PLUS pool",
    })?;
    f.write_str(match pool.profile {
        Profile::Observed => "",
        Profile::Documented => " (Documented profile)",
    })?;
    write!(f, " with {}", Listed(items(pool).iter(), "and"))
}

fn items(pool: &PoolPolicy) -> Vec<String> {
    let mut items = Vec::new();
    items.push(String::from(match pool.mode {
        MfaMode::Off => "MFA off",
        MfaMode::Optional => "MFA optional",
        MfaMode::On => "MFA required",
    }));
    if pool.configured.is_empty() {
        items.push(String::from("no factor"));
    } else {
        let word = if pool.mode == MfaMode::Off { "configured" } else { "offered" };
        items.push(format!("{} {word}", Listed(pool.configured.iter().map(factor_phrase), "and")));
    }
    if !pool.passwordless.is_empty() {
        items.push(format!("sign-in with {} allowed", Listed(pool.passwordless.iter(), "and")));
    }
    if pool.user_verification == UserVerification::Required {
        items.push(String::from("user verification required"));
    }
    if pool.recovery != AccountRecovery::NotSet {
        items.push(format!("account recovery ({})", recovery_phrase(pool.recovery)));
    }
    items.extend(pool.device.map(device).map(String::from));
    if pool.threat_protection != ThreatProtection::Off {
        items.push(format!("threat protection {}", pool.threat_protection));
    }
    let actions = [
        (RiskLevel::Low, pool.risk_actions.low),
        (RiskLevel::Medium, pool.risk_actions.medium),
        (RiskLevel::High, pool.risk_actions.high),
    ];
    let set = actions.into_iter().filter(|(_, action)| *action != RiskAction::NoAction);
    items.extend(set.map(|(level, action)| format!("{action} at {}", risk_phrase(level))));
    items
}

/// What happens to devices.
const fn device(device: DeviceConfiguration) -> &'static str {
    match (device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt) {
        (false, false) => "devices remembered",
        (false, true) => "devices remembered if the user agrees",
        (true, false) => "devices remembered and used in place of a code",
        (true, true) => "devices remembered if the user agrees and used in place of a code",
    }
}
