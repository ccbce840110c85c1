//! Findings agree with brute force over random policies. Each witness shows its finding, and each fix removes it.

use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::{MfaMode, RiskLevel};
use cognito_mfa::recovery::{RecoveryReason, recovery};
use cognito_mfa::sign_in::{Challenge, Denial, SignInContext};
use cognito_mfa::user::{MfaPreference, Passkeys};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, User, resolve};
use cognito_mfa_insight::{Change, Finding, Lint, Severity, SignInPaths, lint};

use super::lint_expected::{Place, RISKS, applied};
use crate::dice::{Dice, pool_of};
use crate::threads::in_two_threads;

/// The code, and what distinguishes several findings with one code.
fn key(finding: &Finding) -> String {
    let code = finding.lint.code();
    match code {
        "risk-blocks-everyone" | "risk-locks-out-unenrolled" => {
            format!("{code} {}", finding.witness.unwrap().attempt.risk)
        }
        "tier-lacks-setting" | "update-is-refused" => format!("{code} {}", finding.violation.unwrap().rule()),
        "unused-setting" => format!("{code} {}", finding.fix[0]),
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
            let free = User { preference: MfaPreference::NONE, ..user.user(crate::STAMP) }.facts();
            let off = PoolPolicy { mode: MfaMode::Off, ..*policy };
            let blocked = |pool, user| recovery(pool, user).reason == RecoveryReason::NoRecoveryMedium;
            blocked(policy, user) && !blocked(&off, free)
        }
        "risk-blocks-everyone" | "risk-locks-out-unenrolled" => {
            place.gets_in(user, RiskLevel::None) && !place.gets_in(user, attempt.risk)
        }
        "unused-setting" => resolve(&applied(policy, &finding.fix), user, attempt) == witness.answer(policy),
        "remembered-device-skips-mfa" => now == Outcome::Challenge(Challenge::DeviceSrp),
        code => panic!("{code} has no witness"),
    };
    // The witness of an unused setting is a user it seems to be for, who need not be ordinary.
    shows && (finding.lint == Lint::UnusedSetting || place.users.contains(&user))
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

/// The findings without a known fix. A rule names what to change, and reset codes can have nowhere to go.
const WITHOUT_FIX: [Lint; 2] = [Lint::UpdateIsRefused, Lint::RecoveryBlockedByMfa];

#[test]
fn each_fix_removes_its_finding_and_adds_no_error() {
    let mut dice = Dice::new(62);
    let policies: Vec<_> = (0..100).map(|_| dice.policy()).collect();
    let fixed = in_two_threads(&policies, |policy| {
        let findings = findings(policy);
        for finding in &findings {
            if finding.fix.is_empty() {
                assert!(WITHOUT_FIX.contains(&finding.lint), "{finding:?} in {policy:?}");
                continue;
            }
            let alters = |change: &Change| applied(policy, &[*change]) != *policy;
            assert!(finding.fix.iter().all(alters), "{finding:?} in {policy:?}");
            let repaired = self::findings(&applied(policy, &finding.fix));
            let remains = repaired.iter().any(|other| key(other) == key(finding));
            assert!(!remains, "{finding:?} in {policy:?}");
            // Rules can refuse the change in one call, but a plan leads there.
            let shown = repaired.iter().filter(|other| other.witness.is_some());
            let errors = shown.filter(|other| other.lint.severity() == Severity::Error);
            let new = |other: &Finding| findings.iter().all(|one| one.lint != other.lint);
            assert!(!errors.clone().any(new), "{finding:?} in {policy:?}");
        }
        findings.iter().filter(|finding| !finding.fix.is_empty()).count()
    });
    assert!(fixed > 400, "{fixed}");
}
