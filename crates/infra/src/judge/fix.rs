//! The fixes of refusals: changes of settings, each tried before it's printed.

use std::collections::BTreeSet;

use super::{Judge, PoolSource, Run, State};
use crate::choices::Choices;
use crate::finding::{Finding, Severity};
use crate::setting::Setting;
use cognito_mfa::Profile;
use cognito_mfa::rules::Rule;

/// Gives each refusal the fixes that were tried: each one removes its refusal and adds none.
///
/// A refusal without such a fix keeps its general one.
pub(super) fn add(source: &(impl PoolSource + ?Sized), findings: &mut [Finding], profile: Profile, choices: &Choices) {
    let before = errors(findings);
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Some(rule) = finding.rule else { continue };
        let mut accepted: Vec<Vec<Setting<'static>>> = Vec::new();
        for candidate in candidates(rule) {
            let settings: Vec<Setting<'static>> =
                candidate.iter().copied().filter(|setting| source.alters(*setting)).collect();
            // Nor is a higher tier needed when a lower one is enough.
            let is_tier = |settings: &[Setting<'_>]| settings.iter().all(|one| one.member() == PLUS.member());
            let is_larger = |known: &Vec<Setting<'_>>| {
                known.iter().all(|one| settings.contains(one)) || is_tier(known) && is_tier(&settings)
            };
            if settings.is_empty() || accepted.iter().any(is_larger) {
                continue;
            }
            let Some(changed) = source.changed(&settings) else { continue };
            let after = refusals(&*changed, profile, choices);
            let is_fix = after.is_some_and(|after| !after.contains(finding.code) && after.is_subset(&before));
            accepted.extend(is_fix.then_some(settings));
        }
        if !accepted.is_empty() {
            finding.fixes = accepted.iter().map(|settings| sentence(source, settings)).collect();
        }
    }
}

fn errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code).collect()
}

/// The codes of what the service or the tool refuses. `None` if the pool doesn't exist in this run, or if its requests are open.
fn refusals(source: &dyn PoolSource, profile: Profile, choices: &Choices) -> Option<BTreeSet<&'static str>> {
    let mut choices = choices.clone();
    let run = source.run(&mut choices).filter(|run| !run.is_open)?;
    let run = Run { pool: run.pool.map(|pool| pool.with_profile(profile)), ..run };
    let judge = Judge::new(source, &run, profile);
    let mut state = State { pool: run.pool.clone(), ..State::default() };
    judge.all(&run.asides, &mut state, &mut choices);
    state.findings.extend(run.findings.iter().cloned());
    Some(errors(&state.findings))
}

/// The changes as one sentence.
fn sentence(source: &(impl PoolSource + ?Sized), settings: &[Setting<'_>]) -> String {
    let mut sentence = String::new();
    for (index, setting) in settings.iter().enumerate() {
        let mut instruction = source.instruction(*setting);
        if index > 0 {
            sentence.push_str(if index + 1 == settings.len() { " and " } else { ", " });
            // An instruction starts with a verb.
            if let Some(first) = instruction.get_mut(..1) {
                first.make_ascii_lowercase();
            }
        }
        sentence.push_str(&instruction);
    }
    sentence + "."
}

const fn set(member: &'static str, value: &'static str) -> Setting<'static> {
    Setting::Set { member, value }
}

const fn drop(element: &'static str) -> Setting<'static> {
    Setting::Drop { member: "AllowedFirstAuthFactors", element }
}

const fn remove(member: &'static str) -> Setting<'static> {
    Setting::Remove { member }
}

const TOTP: Setting<'_> = set("SoftwareTokenMfaConfiguration.Enabled", "true");
const SMS: Setting<'_> = Setting::Configure { member: "SmsConfiguration" };
const NO_SMS: Setting<'_> = remove("SmsMfaConfiguration");
const NO_EMAIL: [Setting<'_>; 3] =
    [remove("EmailMfaConfiguration"), remove("EmailMfaConfiguration.Message"), remove("EmailMfaConfiguration.Subject")];
const OPTIONAL: Setting<'_> = set("MfaConfiguration", "OPTIONAL");
const ON: Setting<'_> = set("MfaConfiguration", "ON");
const OFF: Setting<'_> = set("MfaConfiguration", "OFF");
const ESSENTIALS: Setting<'_> = set("UserPoolTier", "ESSENTIALS");
const PLUS: Setting<'_> = set("UserPoolTier", "PLUS");
const MULTI: Setting<'_> = set("FactorConfiguration", "MULTI_FACTOR_WITH_USER_VERIFICATION");
const SINGLE: Setting<'_> = set("FactorConfiguration", "SINGLE_FACTOR");
const BOTH: Setting<'_> = set("RecoveryMechanisms", "verified_email and verified_phone_number");
const BY_ADMIN: Setting<'_> = set("RecoveryMechanisms", "admin_only");
const NO_THREAT_PROTECTION: Setting<'_> = set("AdvancedSecurityMode", "OFF");

/// The changes that can satisfy a rule. The ones that keep most of what the request is meant to do come first.
fn candidates(rule: Rule) -> &'static [&'static [Setting<'static>]] {
    TABLE.iter().find(|(one, _)| *one == rule).map_or(&[], |(_, candidates)| candidates)
}

type Row = (Rule, &'static [&'static [Setting<'static>]]);

/// The other rules have only a general fix.
static TABLE: &[Row] = &[
    (Rule::SmsOneOrigin, &[&[remove("SmsConfiguration.EumsSms")], &[remove("SmsConfiguration.SnsCallerArn")]]),
    (Rule::SeoulUsesTokyo, &[&[set("SmsConfiguration.SnsRegion", "ap-northeast-1")]]),
    (
        Rule::OffExcludesFactors,
        &[
            &[OPTIONAL],
            &[ON],
            &[remove("SoftwareTokenMfaConfiguration"), NO_SMS, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]],
        ],
    ),
    (Rule::ModeNeedsFactorBlock, &[&[TOTP], &[OFF]]),
    (Rule::ModeNeedsEnabledFactor, &[&[TOTP], &[OFF]]),
    (Rule::OnNeedsOfferedFactor, &[&[TOTP], &[OFF]]),
    (Rule::SmsNeedsConfiguration, &[&[SMS], &[TOTP, NO_SMS], &[NO_SMS]]),
    (Rule::EmailMfaNeedsEssentials, &[&[ESSENTIALS], &NO_EMAIL, &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]]]),
    (Rule::PasskeyMfaNeedsEssentials, &[&[ESSENTIALS], &[SINGLE]]),
    (
        Rule::EmailMfaNeedsOwnSender,
        &[&[set("EmailSendingAccount", "DEVELOPER")], &NO_EMAIL, &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]]],
    ),
    (
        Rule::EmailMfaNeedsOtherRecovery,
        &[&[BOTH], &[BY_ADMIN], &NO_EMAIL, &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]]],
    ),
    (Rule::OnExcludesOtpFirstFactor, &[&[drop("EMAIL_OTP"), drop("SMS_OTP")], &[OPTIONAL]]),
    (Rule::OnPasskeyNeedsMultiFactor, &[&[MULTI], &[TOTP, MULTI], &[drop("WEB_AUTHN")], &[OPTIONAL]]),
    (Rule::OnPasskeyFirstFactorNeedsMultiFactor, &[&[MULTI], &[TOTP, MULTI], &[drop("WEB_AUTHN")], &[OPTIONAL]]),
    (Rule::CreateModeNeedsSms, &[&[TOTP], &[SMS], &[TOTP, MULTI]]),
    (Rule::PasswordIsFirstFactor, &[&[Setting::Add { member: "AllowedFirstAuthFactors", element: "PASSWORD" }]]),
    (Rule::TotpNotFirstFactor, &[&[drop("SOFTWARE_TOKEN")]]),
    (Rule::SmsOtpNeedsSms, &[&[SMS], &[drop("SMS_OTP")]]),
    (
        Rule::TierExcludesFeatures,
        &[
            &[ESSENTIALS],
            &[PLUS],
            &[NO_THREAT_PROTECTION],
            &[drop("EMAIL_OTP"), drop("SMS_OTP"), drop("WEB_AUTHN")],
            &[drop("EMAIL_OTP"), drop("SMS_OTP"), drop("WEB_AUTHN"), NO_THREAT_PROTECTION],
        ],
    ),
    (Rule::AdminOnlyStandsAlone, &[&[BY_ADMIN], &[BOTH]]),
    (
        Rule::RiskNeedsThreatProtection,
        &[&[set("AdvancedSecurityMode", "ENFORCED")], &[set("AdvancedSecurityMode", "ENFORCED"), PLUS]],
    ),
];
