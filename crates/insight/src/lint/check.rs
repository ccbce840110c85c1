//! The checks of users. Each one asks the decision, the sign-in paths or recovery.

use super::survey::{Survey, at_each_risk, changed};
use super::{Finding, Lint, Severity};
use crate::change::Change;
use crate::sign_in_paths::SignInPaths;
use crate::witness::Witness;
use crate::{ANY_STAMP, PRESENCE_PASSKEY, VERIFIED_PASSKEY};
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{AccountRecovery, MfaMode, PasswordlessFactor, PoolPolicy, Tier, UserVerification};
use cognito_mfa::recovery::{RecoveryReason, recovery};
use cognito_mfa::sign_in::{Attempt, Challenge, Denial, Device, Outcome, Reason, Resolution, SignInContext, resolve};
use cognito_mfa::user::{MfaPreference, Passkeys, User, UserFacts};

/// The findings of all checks, each with the first fix that removes it and adds no error.
pub(super) fn findings(survey: &Survey) -> impl Iterator<Item = Finding> + '_ {
    let is_harmed =
        |survey: &Survey, check: &Check| check.lint.severity() == Severity::Error && (check.finds)(survey).is_some();
    CHECKS.iter().filter_map(move |check| {
        let witness = (check.finds)(survey)?;
        let repairs = |changes: &&&[Change]| {
            let repaired = Survey::new(changed(survey.policy, changes));
            let harms = |other: &Check| is_harmed(&repaired, other) && !is_harmed(survey, other);
            (check.finds)(&repaired).is_none() && !CHECKS.iter().any(harms)
        };
        // The fix leaves out what the pool already has.
        let is_change = |change: &Change| changed(survey.policy, &[*change]) != survey.policy;
        let fix = check.fixes.iter().find(repairs).copied().unwrap_or_default();
        let fix = fix.iter().copied().filter(is_change).collect();
        Some(Finding { lint: check.lint, witness: Some(witness), violation: None, fix })
    })
}

/// A check that finds a witness in a survey.
struct Check {
    lint: Lint,
    finds: fn(&Survey) -> Option<Witness>,
    /// The possible fixes. The first one that removes the finding and adds no error counts.
    fixes: &'static [&'static [Change]],
}

const ON: Change = Change::Mode(MfaMode::On);
const BY_ADMIN: Change = Change::Recovery(AccountRecovery::AdminOnly);
const NO_EMAIL: Change = Change::Unconfigure(Factor::Email);
const TOTP: Change = Change::Configure(Factor::Totp);
const ALLOW_PASSKEYS: Change = Change::Allow(PasswordlessFactor::WebAuthn);
const MULTI_FACTOR: Change = Change::Configure(Factor::Passkey);

const CHECKS: &[Check] = &[
    Check { lint: Lint::OnCannotEnrol, finds: on_cannot_enrol, fixes: &[&[TOTP], &[TOTP, BY_ADMIN]] },
    Check {
        lint: Lint::RecoveryMediumBlocksMfa,
        finds: recovery_medium_blocks_mfa,
        fixes: &[&[Change::Recovery(AccountRecovery::Phone)], &[Change::Recovery(AccountRecovery::Email)], &[BY_ADMIN]],
    },
    Check { lint: Lint::OptionalPromptsNobody, finds: optional_prompts_nobody, fixes: &[&[TOTP]] },
    Check {
        lint: Lint::MfaIsOff,
        finds: mfa_is_off,
        fixes: &[&[ON, TOTP], &[ON, TOTP, BY_ADMIN], &[Change::Mode(MfaMode::Optional), TOTP]],
    },
    Check { lint: Lint::SmsIsOnlyFactor, finds: sms_is_only_factor, fixes: &[&[TOTP], &[TOTP, BY_ADMIN]] },
    Check {
        lint: Lint::OptionalIsOptIn,
        finds: optional_is_opt_in,
        fixes: &[&[ON], &[ON, TOTP], &[ON, TOTP, BY_ADMIN]],
    },
    Check {
        lint: Lint::EmailCodeIsNoSecondFactor,
        finds: email_code_is_no_second_factor,
        fixes: &[&[NO_EMAIL], &[TOTP, NO_EMAIL], &[TOTP, NO_EMAIL, BY_ADMIN]],
    },
    Check {
        lint: Lint::NoPhishingResistantPath,
        finds: no_phishing_resistant_path,
        fixes: &[
            &[ALLOW_PASSKEYS],
            &[MULTI_FACTOR],
            &[ALLOW_PASSKEYS, MULTI_FACTOR],
            &[Change::Tier(Tier::Essentials), ALLOW_PASSKEYS],
            &[Change::Tier(Tier::Essentials), ALLOW_PASSKEYS, MULTI_FACTOR],
        ],
    },
    Check { lint: Lint::PasskeysAreSingleFactor, finds: passkeys_are_single_factor, fixes: &[&[MULTI_FACTOR]] },
    Check {
        lint: Lint::VerificationIsOnlyPreferred,
        finds: verification_is_only_preferred,
        fixes: &[&[Change::UserVerification(UserVerification::Required)]],
    },
    Check {
        lint: Lint::RecoveryBlockedByMfa,
        finds: recovery_blocked_by_mfa,
        // An SMS configuration can't be removed, and another medium doesn't help users with only one attribute.
        fixes: &[&[NO_EMAIL], &[TOTP, NO_EMAIL]],
    },
    Check {
        lint: Lint::RememberedDeviceSkipsMfa,
        finds: remembered_device_skips_mfa,
        fixes: &[&[Change::DeviceConfiguration(None)]],
    },
];

const NO_METHOD: Outcome = Outcome::Denied(Denial::MfaMethodNotFound);

/// Whether the user is denied because they have no usable factor, wherever reset codes go.
fn lacks_every_factor(survey: &Survey, user: UserFacts, answer: Resolution) -> bool {
    let elsewhere = changed(survey.policy, &[Change::Recovery(AccountRecovery::AdminOnly)]);
    answer.outcome() == NO_METHOD && resolve(&elsewhere, user, Attempt::password()).outcome() == NO_METHOD
}

fn on_cannot_enrol(survey: &Survey) -> Option<Witness> {
    let is_on = survey.policy.mode == MfaMode::On;
    survey.find(Attempt::password(), |user, answer| is_on && lacks_every_factor(survey, user, answer))
}

fn recovery_medium_blocks_mfa(survey: &Survey) -> Option<Witness> {
    survey.find(Attempt::password(), |user, answer| {
        answer.outcome() == NO_METHOD && !lacks_every_factor(survey, user, answer)
    })
}

fn optional_prompts_nobody(survey: &Survey) -> Option<Witness> {
    let asks_none = survey.policy.mode == MfaMode::Optional && survey.asked().is_empty();
    let has_all = |user: UserFacts| user.possessed() == FactorSet::all();
    if asks_none { survey.find(Attempt::password(), |user, _| has_all(user)) } else { None }
}

fn mfa_is_off(survey: &Survey) -> Option<Witness> {
    let is_off = survey.policy.mode == MfaMode::Off;
    survey.find(Attempt::password(), |_, answer| is_off && answer.outcome() == Outcome::Authenticated)
}

fn sms_is_only_factor(survey: &Survey) -> Option<Witness> {
    let is_only = survey.asked() == CodeFactorSet::EMPTY.with(CodeFactor::Sms);
    let asked = |answer: Resolution| answer.outcome() == Outcome::Challenge(Challenge::Code(CodeFactor::Sms));
    if is_only { at_each_risk().find_map(|attempt| survey.find(attempt, |_, answer| asked(answer))) } else { None }
}

fn optional_is_opt_in(survey: &Survey) -> Option<Witness> {
    let is_optional = survey.policy.mode == MfaMode::Optional && !survey.asked().is_empty();
    let never_asked = |user: UserFacts| {
        let has_all = user.possessed() == FactorSet::all();
        has_all
            && at_each_risk().all(|attempt| {
                let outcome = resolve(&survey.policy, user, attempt).outcome();
                matches!(outcome, Outcome::Authenticated | Outcome::Denied(Denial::NotAuthorized))
            })
    };
    let shows = |user: UserFacts| user.enabled().is_empty() && never_asked(user);
    if is_optional { survey.find(Attempt::password(), |user, _| shows(user)) } else { None }
}

fn email_code_is_no_second_factor(survey: &Survey) -> Option<Witness> {
    at_each_risk()
        .find_map(|attempt| survey.find(attempt, |_, answer| answer.outcome().codes().contains(CodeFactor::Email)))
}

fn no_phishing_resistant_path(survey: &Survey) -> Option<Witness> {
    let verifies = |user: &UserFacts| user.passkeys() == Passkeys::CanVerify;
    let paths = |user: UserFacts| SignInPaths::of(&survey.policy, user, SignInContext::default());
    let any_can = survey.users.iter().filter(|user| verifies(user)).any(|user| paths(*user).has_passkey());
    if any_can { None } else { survey.find(Attempt::with(VERIFIED_PASSKEY), |user, _| verifies(&user)) }
}

fn passkeys_are_single_factor(survey: &Survey) -> Option<Witness> {
    let is_single = !survey.policy.configured.contains(Factor::Passkey);
    survey.find(Attempt::with(VERIFIED_PASSKEY), |user, answer| {
        is_single && user.passkeys() == Passkeys::CanVerify && answer.reason() == Reason::PasswordChallengeRequired
    })
}

fn verification_is_only_preferred(survey: &Survey) -> Option<Witness> {
    let is_preferred = !survey.policy.requires_user_verification();
    survey.find(Attempt::with(PRESENCE_PASSKEY), |_, answer| {
        is_preferred && answer.reason() == Reason::UserVerificationRequired
    })
}

fn recovery_blocked_by_mfa(survey: &Survey) -> Option<Witness> {
    let without_mfa = PoolPolicy { mode: MfaMode::Off, ..survey.policy };
    let refused = |pool: &PoolPolicy, user: UserFacts| recovery(pool, user).reason == RecoveryReason::NoRecoveryMedium;
    let by_mfa = |user: UserFacts| refused(&survey.policy, user) && !refused(&without_mfa, without_preference(user));
    survey.find(Attempt::password(), |user, _| by_mfa(user))
}

fn without_preference(user: UserFacts) -> UserFacts {
    User { preference: MfaPreference::NONE, ..user.user(ANY_STAMP) }.facts()
}

fn remembered_device_skips_mfa(survey: &Survey) -> Option<Witness> {
    let remembered = Attempt { device: Device::Remembered, ..Attempt::password() };
    survey.find(remembered, |_, answer| answer.reason() == Reason::DeviceRemembered)
}
