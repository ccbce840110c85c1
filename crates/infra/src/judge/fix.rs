//! The fixes of refusals: changes of settings, each tried before it's printed.

use std::collections::{BTreeMap, VecDeque};

use super::{Judge, PoolSource, Run, State};
use crate::choices::Choices;
use crate::finding::{Finding, Outcome, Severity};
use crate::setting::Setting;
use cognito_mfa::Profile;
use cognito_mfa::pool::Pool;
use cognito_mfa::rules::Rule;

/// Gives each refusal the fixes that were tried: each one removes its refusal and adds none.
///
/// Where fixes fit those of the refusals before, one of them comes first. A refusal without a fix that was tried keeps its
/// general one.
pub(super) fn add(source: &(impl PoolSource + ?Sized), findings: &mut [Finding], profile: Profile, choices: &Choices) {
    let mut trial =
        Trial { source, profile, choices, before: codes(findings), chosen: Vec::new(), removed: Vec::new() };
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Some(rule) = finding.rule else { continue };
        let fixes = trial.fixes(finding.code, rule);
        if !fixes.is_empty() {
            let sentence = |tried: &Tried| sentence(source, &tried.settings);
            finding.fixes = fixes.iter().map(sentence).collect();
            let outcome = |tried: &Tried| Outcome {
                fix: sentence(tried),
                before: tried.after.before.clone(),
                through: tried.after.pools.clone(),
            };
            finding.outcomes = fixes.iter().map(outcome).collect();
        }
    }
}

/// The errors of a run: each code, with the rule that a request breaks.
type Errors = BTreeMap<&'static str, Option<Rule>>;

fn codes(findings: &[Finding]) -> Errors {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| (finding.code, finding.rule)).collect()
}

type Settings = Vec<Setting<'static>>;

/// Changes that were tried.
struct Tried {
    settings: Settings,
    after: After,
}

/// What the requests lead to after some changes.
struct After {
    errors: Errors,
    before: Option<Pool>,
    /// The pool after each request.
    pools: Vec<Pool>,
}

/// What the fixes of a run are tried on.
struct Trial<'t, S: ?Sized> {
    source: &'t S,
    profile: Profile,
    choices: &'t Choices,
    before: Errors,
    /// The first fixes so far, in one.
    chosen: Settings,
    /// The errors that they remove.
    removed: Vec<&'static str>,
}

impl<S: PoolSource + ?Sized> Trial<'_, S> {
    /// The fixes of an error. The first one fits the first fixes of the errors before it, if one does.
    fn fixes(&mut self, code: &'static str, rule: Rule) -> Vec<Tried> {
        let mut fixes: Vec<Tried> = Vec::new();
        let mut tried: Vec<Settings> = Vec::new();
        let starts = candidates(rule).iter().map(|settings| settings.to_vec());
        let mut untried: VecDeque<(Settings, usize)> = starts.map(|settings| (settings, 1)).collect();
        let mut has_good_one = false;
        while let Some((settings, steps)) = untried.pop_front() {
            // A longer way is worth trying only to keep the mode, or to fit the other fixes.
            if steps > 1 && has_good_one {
                break;
            }
            let settings: Settings = settings.into_iter().filter(|setting| self.source.alters(*setting)).collect();
            // Nor is a higher tier needed when a lower one is enough.
            let is_tier = |settings: &Settings| settings.iter().all(|one| one.member() == PLUS.member());
            let is_larger = fixes.iter().any(|Tried { settings: known, .. }| {
                known.iter().all(|one| settings.contains(one)) || is_tier(known) && is_tier(&settings)
            });
            if settings.is_empty() || is_larger || tried.contains(&settings) || tried.len() >= MOST_TRIED {
                continue;
            }
            tried.push(settings.clone());
            let Some(after) = self.after(&settings) else { continue };
            let added: Vec<Rule> = after
                .errors
                .iter()
                .filter(|(other, _)| !self.before.contains_key(*other))
                .filter_map(|(_, rule)| *rule)
                .collect();
            let is_gone = !after.errors.contains_key(code);
            if is_gone && after.errors.keys().all(|other| self.before.contains_key(other)) {
                has_good_one |=
                    settings.iter().all(|one| one.member() != OFF.member()) && self.fits(code, &settings).is_some();
                fixes.push(Tried { settings, after });
            } else if steps < MOST_STEPS {
                // A refusal that only shows now has its own fixes.
                let more = added.into_iter().flat_map(|rule| candidates(rule).iter());
                untried.extend(more.filter_map(|more| Some((together(&settings, more)?, steps + 1))));
            }
        }
        let first =
            fixes.iter().enumerate().find_map(|(index, tried)| Some((index, self.fits(code, &tried.settings)?)));
        if let Some((index, all)) = first {
            self.chosen = all;
            self.removed.push(code);
            if let Some(most) = fixes.get_mut(..=index) {
                most.rotate_right(1);
            }
        }
        fixes
    }

    /// The first fixes so far together with these changes, if they fit: the errors of all of them are gone, and no new one shows.
    fn fits(&self, code: &'static str, settings: &Settings) -> Option<Settings> {
        let all = together(&self.chosen, settings)?;
        let after = self.after(&all)?.errors;
        let is_left = self.removed.iter().chain([&code]).any(|one| after.contains_key(one));
        (!is_left && after.keys().all(|other| self.before.contains_key(other))).then_some(all)
    }

    /// What the requests lead to after these changes. `None` if the pool doesn't exist in this run, if its requests
    /// are open, or if the file leaves open what the changes lead to.
    fn after(&self, settings: &[Setting<'_>]) -> Option<After> {
        let changed = self.source.changed(settings)?;
        let mut choices = self.choices.clone();
        let run = changed.run(&mut choices).filter(|run| !run.is_open)?;
        let run = Run { pool: run.pool.map(|pool| pool.with_profile(self.profile)), ..run };
        let judge = Judge::new(&*changed, &run, self.profile);
        let mut state = State { pool: run.pool.clone(), ..State::default() };
        judge.all(&run.asides, &mut state, &mut choices);
        state.findings.extend(run.findings.iter().cloned());
        let is_update = judge.is_update;
        let before = run.pool.filter(|_| is_update);
        Some(After { errors: codes(&state.findings), before, pools: state.pools })
    }
}

/// In so many steps, a fix is extended by the fixes of what it leads to.
const MOST_STEPS: usize = 4;

/// So many changes are tried for one refusal.
const MOST_TRIED: usize = 48;

/// Both changes in one. `None` if they contradict each other.
fn together(one: &[Setting<'static>], other: &[Setting<'static>]) -> Option<Settings> {
    let mut all = one.to_vec();
    for setting in other.iter().filter(|setting| !one.contains(setting)) {
        if all.iter().any(|one| contradicts(*one, *setting)) {
            return None;
        }
        all.push(*setting);
    }
    Some(all)
}

fn contradicts(one: Setting<'_>, other: Setting<'_>) -> bool {
    let is_list = |setting| matches!(setting, Setting::Add { .. } | Setting::Drop { .. });
    let block = |setting: &Setting<'_>| setting.member().split('.').next().unwrap_or_default().to_owned();
    match (one, other) {
        (Setting::Add { element: one, .. } | Setting::Drop { element: one, .. }, _) if is_list(other) => {
            matches!(other, Setting::Add { element, .. } | Setting::Drop { element, .. } if element == one)
        }
        (Setting::Remove { .. }, Setting::Remove { .. }) => false,
        (Setting::Remove { .. }, _) | (_, Setting::Remove { .. }) => block(&one) == block(&other),
        _ => one.member() == other.member(),
    }
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
const BOTH: Setting<'_> = set("RecoveryMechanisms", "verified_email before verified_phone_number");
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
