//! The checks of users. Each one asks the decision, the sign-in paths or recovery.

use super::found::{Found, Key};
use super::of_population::is_meant;
use super::survey::{Survey, at_each_risk, changed};
use super::{Lint, whom};
use crate::change::Change;
use crate::plain::plainness;
use crate::sign_in_paths::SignInPaths;
use crate::witness::Witness;
use crate::{ANY_STAMP, PLAIN, PRESENCE_PASSKEY, VERIFIED_PASSKEY};
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, Medium, MfaMode, PasswordlessFactor, PoolPolicy, RiskAction, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::recovery::{RecoveryReason, recovery};
use cognito_mfa::sign_in::{
    Attempt, Challenge, Denial, Device, FirstFactor, Outcome, Reason, Resolution, SignInContext, resolve,
};
use cognito_mfa::user::{Account, MfaPreference, Passkeys, Password, UserFacts, UserStatus};

/// The findings of all checks.
pub(super) fn findings(survey: &Survey) -> impl Iterator<Item = Found> + '_ {
    CHECKS.iter().filter_map(move |check| {
        let witness = (check.finds)(survey)?;
        let mut found = Found::new(Key::Alone(check.lint), check.lint, Some(witness), check.fixes);
        if MFA_LOCK_OUTS.contains(&check.lint) {
            name_users(survey, &mut found);
        }
        found.fixes.iter_mut().flatten().for_each(|change| keep_prompt(change, survey.policy.device));
        Some(found)
    })
}

/// A device that isn't challenged keeps the other setting of the pool.
fn keep_prompt(change: &mut Change, current: Option<DeviceConfiguration>) {
    if let (Change::DeviceConfiguration(Some(device)), Some(current)) = (change, current)
        && !device.challenge_required_on_new_device
    {
        device.device_only_remembered_on_user_prompt = current.device_only_remembered_on_user_prompt;
    }
}

/// Whether a check finds something.
pub(super) fn shows(survey: &Survey, lint: Lint) -> bool {
    CHECKS.iter().any(|check| check.lint == lint && (check.finds)(survey).is_some())
}

/// The findings about users who can't sign in, or aren't asked for a factor although the pool offers MFA.
pub(super) fn lock_outs(survey: &Survey) -> impl Iterator<Item = Lint> + '_ {
    let is_one = |check: &&Check| MFA_LOCK_OUTS.contains(&check.lint) || check.lint == Lint::OptionalPromptsNobody;
    let checks = CHECKS.iter().filter(is_one);
    checks.filter(|check| (check.finds)(survey).is_some()).map(|check| check.lint)
}

/// The findings about users who can't sign in, because the pool requires MFA.
pub(super) const MFA_LOCK_OUTS: [Lint; 2] = [Lint::OnCannotEnrol, Lint::RecoveryMediumBlocksMfa];

/// Whether a required factor is what keeps out this user of the population.
pub(super) fn is_kept_out(survey: &Survey, user: UserFacts, lint: Lint) -> bool {
    // After the password is reset or chosen, the user is as any other one.
    let settled = user.user(ANY_STAMP).with_account(PLAIN.account).facts();
    user.has_password()
        && is_meant(user)
        && survey.policy.mode == MfaMode::On
        && denies(survey, settled) == Some(lint)
        && !survey.ability.can(user, RiskLevel::None)
}

/// Names the users that a finding is about: of any pool, and of the population.
fn name_users(survey: &Survey, found: &mut Found) {
    let lint = found.lint;
    let is_bare = |user: &&UserFacts| user.enabled().codes().is_empty() && !user.has_totp();
    let is_affected = |phone: bool, email: bool| {
        let of_kind = survey.users.iter().filter(is_bare);
        of_kind.copied().any(|user| {
            let is_of_kind = (user.phone().is_present(), user.email().is_present()) == (phone, email);
            is_of_kind && denies(survey, user) == Some(lint)
        })
    };
    found.exact = whom::message(lint, &survey.policy, is_affected);
    if let Some(population) = &survey.population {
        let kept_out = population.iter().filter(|(user, _)| is_kept_out(survey, *user, lint));
        let smallest = kept_out.clone().map(|(user, _)| *user).min_by_key(|user| (plainness(*user), *user));
        found.users = Some(kept_out.fold(0, |sum, (_, users)| sum.saturating_add(*users)));
        found.witness = smallest.map(|user| Witness { user, attempt: Attempt::password() }).or(found.witness);
    }
}

/// A check that finds a witness in a survey.
struct Check {
    lint: Lint,
    finds: fn(&Survey) -> Option<Witness>,
    /// The possible fixes. The ones that keep most of what the configuration is meant to do come first.
    fixes: &'static [&'static [Change]],
}

const ON: Change = Change::Mode(MfaMode::On);
const BY_ADMIN: Change = Change::Recovery(AccountRecovery::AdminOnly);
const NO_EMAIL: Change = Change::Unconfigure(Factor::Email);
const TOTP: Change = Change::Configure(Factor::Totp);
const ALLOW_PASSKEYS: Change = Change::Allow(PasswordlessFactor::WebAuthn);
const MULTI_FACTOR: Change = Change::Configure(Factor::Passkey);
const VERIFIED: Change = Change::UserVerification(UserVerification::Required);
const DEVICES_ARE_NOT_ASKED: Change = Change::DeviceConfiguration(Some(DeviceConfiguration::new()));
const WITHOUT_PROMPT: DeviceConfiguration = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
const ENFORCED: Change = Change::ThreatProtection(ThreatProtection::Enforced);
const ASK_AT_HIGH_RISK: Change = Change::RiskAction(RiskLevel::High, RiskAction::MfaIfConfigured);

const CHECKS: &[Check] = &[
    Check { lint: Lint::OnCannotEnrol, finds: on_cannot_enrol, fixes: &[&[TOTP]] },
    Check {
        lint: Lint::RecoveryMediumBlocksMfa,
        finds: recovery_medium_blocks_mfa,
        fixes: &[
            &[TOTP],
            &[Change::Recovery(AccountRecovery::EmailThenPhone)],
            &[Change::Recovery(AccountRecovery::PhoneThenEmail)],
            &[BY_ADMIN],
        ],
    },
    Check { lint: Lint::OptionalPromptsNobody, finds: optional_prompts_nobody, fixes: &[&[TOTP]] },
    Check { lint: Lint::MfaIsOff, finds: mfa_is_off, fixes: &[&[ON, TOTP], &[Change::Mode(MfaMode::Optional), TOTP]] },
    Check { lint: Lint::SmsIsOnlyFactor, finds: sms_is_only_factor, fixes: &[&[TOTP]] },
    Check {
        lint: Lint::OptionalIsOptIn,
        finds: optional_is_opt_in,
        fixes: &[
            &[ON],
            &[ON, TOTP],
            &[ENFORCED, ASK_AT_HIGH_RISK],
            &[Change::Tier(Tier::Plus), ENFORCED, ASK_AT_HIGH_RISK],
        ],
    },
    Check {
        lint: Lint::EmailCodeIsNoSecondFactor,
        finds: email_code_is_no_second_factor,
        fixes: &[&[NO_EMAIL], &[TOTP, NO_EMAIL]],
    },
    Check {
        lint: Lint::NoPhishingResistantPath,
        finds: no_phishing_resistant_path,
        fixes: &[&[ALLOW_PASSKEYS], &[MULTI_FACTOR, VERIFIED], &[MULTI_FACTOR]],
    },
    Check {
        lint: Lint::PasskeysAreSingleFactor,
        finds: passkeys_are_single_factor,
        fixes: &[&[MULTI_FACTOR, VERIFIED], &[MULTI_FACTOR]],
    },
    Check { lint: Lint::VerificationIsOnlyPreferred, finds: verification_is_only_preferred, fixes: &[&[VERIFIED]] },
    Check {
        lint: Lint::RecoveryBlockedByMfa,
        finds: recovery_blocked_by_mfa,
        // An SMS configuration can't be removed, and another medium doesn't help users with only one attribute.
        fixes: &[&[NO_EMAIL], &[TOTP, NO_EMAIL]],
    },
    Check {
        lint: Lint::RememberedDeviceSkipsMfa,
        finds: remembered_device_skips_mfa,
        fixes: &[&[DEVICES_ARE_NOT_ASKED], &[Change::DeviceConfiguration(None)]],
    },
    Check {
        lint: Lint::OtpWithheldFromMfaUsers,
        finds: otp_withheld_from_mfa_users,
        fixes: &[&[Change::Disallow(PasswordlessFactor::EmailOtp), Change::Disallow(PasswordlessFactor::SmsOtp)]],
    },
    Check { lint: Lint::ResetGivesPassword, finds: reset_gives_password, fixes: &[&[BY_ADMIN]] },
    Check {
        lint: Lint::ResetSharesChannel,
        finds: reset_shares_channel,
        fixes: &[
            &[Change::Recovery(AccountRecovery::EmailThenPhone)],
            &[Change::Recovery(AccountRecovery::PhoneThenEmail)],
            &[BY_ADMIN],
        ],
    },
    Check { lint: Lint::AdminResetLocksOut, finds: admin_reset_locks_out, fixes: &[] },
    Check {
        lint: Lint::RiskIgnoresRememberedDevice,
        finds: risk_ignores_remembered_device,
        fixes: &[&[Change::DeviceConfiguration(Some(WITHOUT_PROMPT))], &[DEVICES_ARE_NOT_ASKED]],
    },
];

const NO_METHOD: Outcome = Outcome::Denied(Denial::MfaMethodNotFound);

/// Which finding a user shows who is denied because they have no usable factor: whether that depends on where reset codes go.
fn denies(survey: &Survey, user: UserFacts) -> Option<Lint> {
    let is_denied = |policy: &PoolPolicy| resolve(policy, user, Attempt::password()).outcome() == NO_METHOD;
    let elsewhere = changed(survey.policy, &[Change::Recovery(AccountRecovery::AdminOnly)]);
    let lint = || if is_denied(&elsewhere) { Lint::OnCannotEnrol } else { Lint::RecoveryMediumBlocksMfa };
    is_denied(&survey.policy).then(lint)
}

fn on_cannot_enrol(survey: &Survey) -> Option<Witness> {
    let is_on = survey.policy.mode == MfaMode::On;
    survey.find(Attempt::password(), |user, _| is_on && denies(survey, user) == Some(Lint::OnCannotEnrol))
}

fn recovery_medium_blocks_mfa(survey: &Survey) -> Option<Witness> {
    survey.find(Attempt::password(), |user, _| denies(survey, user) == Some(Lint::RecoveryMediumBlocksMfa))
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
    let without_mfa = survey.policy.with_mode(MfaMode::Off);
    let refused = |pool: &PoolPolicy, user: UserFacts| recovery(pool, user).reason == RecoveryReason::NoRecoveryMedium;
    let by_mfa = |user: UserFacts| refused(&survey.policy, user) && !refused(&without_mfa, without_preference(user));
    survey.find(Attempt::password(), |user, _| by_mfa(user))
}

fn without_preference(user: UserFacts) -> UserFacts {
    user.user(ANY_STAMP).with_preference(MfaPreference::NONE).facts()
}

fn remembered_device_skips_mfa(survey: &Survey) -> Option<Witness> {
    let remembered = Attempt { device: Device::Remembered, ..Attempt::password() };
    survey.find(remembered, |_, answer| answer.reason() == Reason::DeviceRemembered)
}

/// A user without a password who signs in with an OTP, until they enable a factor.
fn otp_withheld_from_mfa_users(survey: &Survey) -> Option<Witness> {
    let gets_in = |user: UserFacts| survey.ability.can(user, RiskLevel::None);
    let is_withheld = |user: &UserFacts| {
        survey.policy.mode == MfaMode::Optional && !gets_in(*user) && gets_in(without_preference(*user))
    };
    let user = survey.passwordless.iter().copied().find(is_withheld)?;
    let first = otps(user).find(|first| {
        resolve(&survey.policy, user, Attempt::with(*first)).reason() == Reason::PasswordChallengeRequired
    })?;
    Some(Witness { user, attempt: Attempt::with(first) })
}

/// A user without a password who signs in with an OTP and can get a reset code.
fn reset_gives_password(survey: &Survey) -> Option<Witness> {
    let gets_in = |user: UserFacts, first: FirstFactor| {
        SignInPaths::of(&survey.policy, user, SignInContext::default()).first_factors().any(|one| one == first)
    };
    let is_one = |user: &UserFacts| user.enabled().is_empty() && recovery(&survey.policy, *user).answer.is_ok();
    survey.passwordless.iter().copied().filter(is_one).find_map(|user| {
        let first = otps(user).find(|first| gets_in(user, *first))?;
        Some(Witness { user, attempt: Attempt::with(first) })
    })
}

/// A user whose only second factor is what a reset code is sent to.
fn reset_shares_channel(survey: &Survey) -> Option<Witness> {
    survey.find(Attempt::password(), |user, answer| {
        let factor = match recovery(&survey.policy, user).answer {
            Ok(Medium::Sms) => CodeFactor::Sms,
            Ok(Medium::Email) => CodeFactor::Email,
            Err(_) => return false,
        };
        answer.outcome() == Outcome::Challenge(Challenge::Code(factor))
    })
}

/// A user who can sign in, and after a reset by an administrator gets no code to confirm it.
fn admin_reset_locks_out(survey: &Survey) -> Option<Witness> {
    survey.find(Attempt::password(), |user, _| {
        let account = Account::new(UserStatus::ResetRequired, Password::Permanent);
        let reset = user.user(ANY_STAMP).with_account(account).facts();
        let gets_no_code = recovery(&survey.policy, reset).reason == RecoveryReason::RecoveryByAdminOnly;
        gets_no_code && survey.ability.can(user, RiskLevel::None)
    })
}

/// The OTPs that can be sent to the user.
fn otps(user: UserFacts) -> impl Iterator<Item = FirstFactor> {
    let email = user.email().is_present().then_some(FirstFactor::EmailOtp);
    email.into_iter().chain(user.phone().is_present().then_some(FirstFactor::SmsOtp))
}

/// A user whose remembered device takes the place of a code without risk, but not at a risk level.
fn risk_ignores_remembered_device(survey: &Survey) -> Option<Witness> {
    let remembered = |risk| Attempt { device: Device::Remembered, risk, ..Attempt::password() };
    let stands_in = |user: UserFacts| {
        resolve(&survey.policy, user, remembered(RiskLevel::None)).reason() == Reason::DeviceRemembered
    };
    let asks = |answer: Resolution| {
        matches!(answer.outcome(), Outcome::Challenge(Challenge::Code(_) | Challenge::SelectMfaType(_)))
    };
    RiskLevel::ALL
        .iter()
        .find_map(|risk| survey.find(remembered(*risk), |user, answer| asks(answer) && stands_in(user)))
}
