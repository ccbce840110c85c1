//! Findings agree with brute force over random policies. Each witness shows its finding.

use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::{Medium, MfaMode, RiskLevel};
use cognito_mfa::recovery::{RecoveryReason, confirm_reset, recovery};
use cognito_mfa::sign_in::{Challenge, Denial, FirstFactor, SignInContext};
use cognito_mfa::user::{Account, MfaPreference, Passkeys, Password, UserStatus};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, resolve};
use cognito_mfa_insight::{Finding, Lint, SignInPaths, lint};

use super::lint_expected::{Place, RISKS, applied};
use crate::dice::{Dice, pool_of};
use crate::threads::in_two_threads;

/// The code, and what distinguishes several findings with one code.
pub(super) fn key(finding: &Finding) -> String {
    let code = finding.lint.code();
    match code {
        "risk-blocks-everyone" | "risk-locks-out-unenrolled" => {
            format!("{code} {}", finding.witness.unwrap().attempt.risk)
        }
        "tier-lacks-setting" | "update-is-refused" => format!("{code} {}", finding.violation.unwrap().rule()),
        "unused-setting" => format!("{code} {}", finding.setting),
        code => code.to_owned(),
    }
}

fn findings(policy: &PoolPolicy) -> Vec<Finding> {
    lint(&pool_of(policy))
}

/// Whether the witness shows what the row states.
fn shows(place: &Place, finding: &Finding) -> bool {
    let Some(witness) = finding.witness else {
        return finding.violation.is_some() != (finding.lint == Lint::TierPaysForUnused);
    };
    let (policy, user, attempt) = (&place.policy, witness.user, witness.attempt);
    let (now, reason) = (witness.answer(policy).outcome(), witness.answer(policy).reason());
    let has_all = user.possessed().iter().count() == 4;
    let denied = now == Outcome::Denied(Denial::NotAuthorized);
    let shows = match finding.lint.code() {
        "on-cannot-enrol" => attempt == Attempt::password() && place.is_denied(user) == (true, true),
        "recovery-medium-blocks-mfa" => attempt == Attempt::password() && place.is_denied(user) == (true, false),
        "optional-prompts-nobody" => now == Outcome::Authenticated && has_all,
        "mfa-is-off" => now == Outcome::Authenticated && attempt == Attempt::password(),
        "sms-is-only-factor" => now == Outcome::Challenge(Challenge::Code(CodeFactor::Sms)),
        "optional-is-opt-in" => {
            let is_asked = |risk: &RiskLevel| matches!(place.answer(user, *risk), Outcome::Challenge(_));
            now == Outcome::Authenticated && user.enabled().is_empty() && !RISKS.iter().any(is_asked)
        }
        "email-code-is-no-second-factor" => now.codes().contains(CodeFactor::Email),
        "no-phishing-resistant-path" => {
            let paths = SignInPaths::of(policy, user, SignInContext::default());
            user.passkeys() == Passkeys::CanVerify && !paths.has_passkey()
        }
        "passkeys-are-single-factor" => denied && reason.code() == "password-challenge-required",
        "verification-is-only-preferred" => denied && reason.code() == "user-verification-required",
        "recovery-blocked-by-mfa" => {
            let free = user.user(crate::STAMP).with_preference(MfaPreference::NONE).facts();
            let off = policy.with_mode(MfaMode::Off);
            let blocked = |pool, user| recovery(pool, user).reason == RecoveryReason::NoRecoveryMedium;
            blocked(policy, user) && !blocked(&off, free)
        }
        "risk-blocks-everyone" | "risk-locks-out-unenrolled" => {
            place.gets_in(user, RiskLevel::None) && !place.gets_in(user, attempt.risk)
        }
        "unused-setting" => {
            let change = place.unused().find(|(name, _)| *name == finding.setting.to_string()).unwrap().1;
            resolve(&applied(policy, &[change]), user, attempt) == witness.answer(policy)
        }
        "otp-withheld-from-mfa-users" => {
            let free = user.user(crate::STAMP).with_preference(MfaPreference::NONE).facts();
            let otp = matches!(attempt.first_factor, FirstFactor::EmailOtp | FirstFactor::SmsOtp);
            otp && denied && !user.has_password() && resolve(policy, free, attempt).outcome() == Outcome::Authenticated
        }
        "reset-gives-password" => {
            let reset = confirm_reset(policy, &user.user(crate::STAMP)).unwrap().into_next().facts();
            now == Outcome::Authenticated && !user.has_password() && reset.has_password()
        }
        "reset-shares-channel" => {
            let code = recovery(policy, user).answer.unwrap();
            let factor = if code == Medium::Email { CodeFactor::Email } else { CodeFactor::Sms };
            now == Outcome::Challenge(Challenge::Code(factor))
        }
        "admin-reset-locks-out" => {
            let account = Account::new(UserStatus::ResetRequired, Password::Permanent);
            let reset = user.user(crate::STAMP).with_account(account).facts();
            let can_confirm = recovery(policy, reset).answer.is_ok();
            place.gets_in(user, RiskLevel::None) && !can_confirm && !place.gets_in(reset, RiskLevel::None)
        }
        "risk-ignores-remembered-device" => {
            let without = Attempt { risk: RiskLevel::None, ..attempt };
            let stands_in = resolve(policy, user, without).outcome() == Outcome::Challenge(Challenge::DeviceSrp);
            stands_in && !now.codes().is_empty()
        }
        "remembered-device-skips-mfa" => now == Outcome::Challenge(Challenge::DeviceSrp),
        code => panic!("{code} has no witness"),
    };
    // The witness of an unused setting is a user it seems to be for, who need not be ordinary.
    shows && (finding.lint == Lint::UnusedSetting || place.everyone().any(|one| one == user))
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn findings_agree_with_brute_force_and_witnesses_show_them() {
    let mut dice = Dice::new(61);
    let policies: Vec<_> = (0..2000).map(|_| dice.policy()).collect();
    let found = in_two_threads(&policies, |policy| {
        let (findings, place) = (findings(policy), Place::new(*policy));
        assert!(findings.is_sorted_by_key(|finding| finding.lint));
        let mut keys: Vec<_> = findings.iter().map(key).collect();
        keys.sort_unstable();
        assert_eq!(keys, place.findings(), "{policy:?}");
        for finding in &findings {
            assert!(shows(&place, finding), "{finding:?} in {policy:?}");
        }
        findings.len()
    });
    assert!(found > 10_000, "{found}");
}
