//! The check for settings without effect.

use alloc::vec;
use alloc::vec::Vec;

use super::found::{Found, Key, alone};
use super::survey::changed;
use super::{Lint, Setting};
use crate::change::Change;
use crate::witness::Witness;
use crate::{PLAIN, PRESENCE_PASSKEY, VERIFIED_PASSKEY};
use cognito_mfa::command::UserCommand;
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{PasswordlessFactor, PoolPolicy, RiskAction, RiskLevel, ThreatProtection, UserVerification};
use cognito_mfa::sign_in::{Attempt, CompiledPolicy, Device, FirstFactor};
use cognito_mfa::user::{Attribute, MfaPreference, PasskeyAbility, Passkeys, Totp, UserEvent, UserFacts};

/// The settings without effect, each with a user it seems to be for.
///
/// Without such a setting, every sign-in has the same answer for the same reason, and the pool accepts the same registrations.
pub(super) fn findings(policy: &PoolPolicy) -> Vec<Found> {
    let found = |(setting, change, witness): (Setting, Change, Witness)| Found {
        fixes: alone(change),
        ..Found::new(Key::Unused(setting, change), Lint::UnusedSetting, Some(witness), &[])
    };
    let compiled = policy.compile();
    let unused = settings(policy).into_iter().filter(|(_, change, _)| makes_no_difference(policy, &compiled, *change));
    unused.map(found).collect()
}

/// Whether this change removes a setting without effect.
pub(super) fn is_unused(policy: &PoolPolicy, change: Change) -> bool {
    let is_listed = settings(policy).iter().any(|(_, listed, _)| *listed == change);
    is_listed && changed(*policy, &[change]) != *policy && makes_no_difference(policy, &policy.compile(), change)
}

fn makes_no_difference(policy: &PoolPolicy, compiled: &CompiledPolicy, change: Change) -> bool {
    let without = changed(*policy, &[change]);
    without != *policy && without.compile() == *compiled && registrations(&without) == registrations(policy)
}

/// The registrations that the pool accepts. A setting that only allows a registration has an effect on later sign-ins.
fn registrations(policy: &PoolPolicy) -> [bool; 3] {
    let [verifies, presence] = [PasskeyAbility::VerifiesUser, PasskeyAbility::PresenceOnly];
    [UserEvent::TotpVerified, UserEvent::PasskeyRegistered(verifies), UserEvent::PasskeyRegistered(presence)]
        .map(|report| PLAIN.apply(policy, &UserCommand::Event(report)).is_ok())
}

/// The removable settings of a policy, each with its removal, and a user and an attempt it seems to be for.
///
/// An SMS configuration can't be removed, and threat protection in AUDIT mode isn't meant to affect sign-ins.
fn settings(policy: &PoolPolicy) -> Vec<(Setting, Change, Witness)> {
    let of = |enabled: &[Factor], attempt: Attempt| Witness { user: with_everything(enabled), attempt };
    let first = |first_factor| of(&[], Attempt::with(first_factor));
    let at = |risk| of(&[], Attempt { risk, ..Attempt::password() });
    let allowed = Setting::FirstFactor;
    let mut settings = vec![
        (Setting::SoftwareToken, Change::Unconfigure(Factor::Totp), of(&[Factor::Totp], Attempt::password())),
        (Setting::EmailMfa, Change::Unconfigure(Factor::Email), of(&[Factor::Email], Attempt::password())),
        (
            Setting::FactorConfiguration,
            Change::Unconfigure(Factor::Passkey),
            of(&[Factor::Totp, Factor::Passkey], Attempt::with(VERIFIED_PASSKEY)),
        ),
        (Setting::UserVerification, Change::UserVerification(UserVerification::Preferred), first(PRESENCE_PASSKEY)),
        (
            allowed(PasswordlessFactor::EmailOtp),
            Change::Disallow(PasswordlessFactor::EmailOtp),
            first(FirstFactor::EmailOtp),
        ),
        (allowed(PasswordlessFactor::SmsOtp), Change::Disallow(PasswordlessFactor::SmsOtp), first(FirstFactor::SmsOtp)),
        (
            allowed(PasswordlessFactor::WebAuthn),
            Change::Disallow(PasswordlessFactor::WebAuthn),
            first(VERIFIED_PASSKEY),
        ),
        (
            Setting::RiskAction(RiskLevel::Low),
            Change::RiskAction(RiskLevel::Low, RiskAction::NoAction),
            at(RiskLevel::Low),
        ),
        (
            Setting::RiskAction(RiskLevel::Medium),
            Change::RiskAction(RiskLevel::Medium, RiskAction::NoAction),
            at(RiskLevel::Medium),
        ),
        (
            Setting::RiskAction(RiskLevel::High),
            Change::RiskAction(RiskLevel::High, RiskAction::NoAction),
            at(RiskLevel::High),
        ),
    ];
    if let Some(device) = policy.device.filter(|device| device.challenge_required_on_new_device) {
        let without = device.with_challenge_required_on_new_device(false);
        let remembered = Attempt { device: Device::Remembered, ..Attempt::password() };
        settings.push((
            Setting::NewDeviceChallenge,
            Change::DeviceConfiguration(Some(without)),
            of(&[Factor::Totp], remembered),
        ));
    }
    if policy.threat_protection == ThreatProtection::Enforced {
        settings.push((
            Setting::ThreatProtection,
            Change::ThreatProtection(ThreatProtection::Off),
            at(RiskLevel::High),
        ));
    }
    settings
}

/// A user who possesses everything, with these factors enabled.
fn with_everything(enabled: &[Factor]) -> UserFacts {
    PLAIN
        .with_phone(Attribute::Verified)
        .with_email(Attribute::Verified)
        .with_totp(Totp::Verified)
        .with_passkeys(Passkeys::CanVerify)
        .with_preference(MfaPreference::with_valid_preferred(FactorSet::of(enabled), None))
        .facts()
}
