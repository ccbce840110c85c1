//! For each finding, a pool that has it and a similar pool that doesn't; and the texts.

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskAction, RiskActions,
    ThreatProtection, Tier, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::user::{Attribute, MfaPreference, Passkeys, Totp};
use cognito_mfa::{Pool, PoolPolicy, Profile, User};
use cognito_mfa_insight::{Finding, Lint, LintRow, Population, Safety, Severity, lint, lint_with};

use crate::dice::pool_of;

/// An ESSENTIALS pool of this mode with these factors.
fn pool(mode: MfaMode, configured: &[Factor]) -> PoolPolicy {
    PoolPolicy::default().with_mode(mode).with_configured(FactorSet::of(configured))
}

/// The same with threat protection and these risk actions.
fn risky(mode: MfaMode, configured: &[Factor], risk_actions: RiskActions) -> PoolPolicy {
    let (tier, threat_protection) = (Tier::Plus, ThreatProtection::Enforced);
    pool(mode, configured).with_tier(tier).with_threat_protection(threat_protection).with_risk_actions(risk_actions)
}

fn allowing(first: PasswordlessFactor, policy: PoolPolicy) -> PoolPolicy {
    policy.with_passwordless(PasswordlessFactorSet::of(&[first]))
}

fn recovering(recovery: AccountRecovery, policy: PoolPolicy) -> PoolPolicy {
    policy.with_recovery(recovery)
}

#[track_caller]
fn check(expected: Lint, found_in: PoolPolicy, not_in: PoolPolicy) -> Lint {
    let has = |policy: &PoolPolicy| lint(&pool_of(policy)).iter().any(|one| one.lint == expected);
    assert!(has(&found_in), "{expected} is not found in {found_in:?}");
    assert!(!has(&not_in), "{expected} is found in {not_in:?}");
    expected
}

/// A user with SMS enabled, and with nothing else.
fn user_of_sms() -> User {
    let preference = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Sms]), Some(CodeFactor::Sms));
    crate::plain_user().with_phone(Attribute::Verified).with_preference(preference)
}

fn lints(policy: &PoolPolicy, users: &[User]) -> Vec<(Lint, Option<u64>)> {
    let population: Population = users.iter().map(User::facts).collect();
    lint_with(&pool_of(policy), Some(&population)).iter().map(|one| (one.lint, one.users)).collect()
}

/// A pool that stops offering SMS denies the users who have nothing else.
#[track_caller]
fn locked_out(policy: PoolPolicy) -> Lint {
    let found = lints(&policy, &[user_of_sms(), user_of_sms(), crate::plain_user()]);
    assert!(found.contains(&(Lint::UsersLockedOut, Some(2))), "{found:?}");
    assert!(!lints(&policy, &[crate::plain_user()]).iter().any(|(lint, _)| *lint == Lint::UsersLockedOut));
    Lint::UsersLockedOut
}

#[track_caller]
fn outdated(policy: PoolPolicy) -> Lint {
    let with_totp = user_of_sms().with_totp(Totp::Verified);
    let found = lints(&policy, &[with_totp, crate::plain_user()]);
    assert!(found.contains(&(Lint::EnabledFactorNotOffered, Some(1))), "{found:?}");
    let offering = policy.with_configured(FactorSet::of(&[Factor::Sms, Factor::Totp]));
    assert!(!lints(&offering, &[with_totp]).iter().any(|(lint, _)| *lint == Lint::EnabledFactorNotOffered));
    Lint::EnabledFactorNotOffered
}

#[test]
fn each_finding_has_a_pool_with_it_and_a_similar_pool_without_it() {
    use Factor::{Email, Passkey, Sms, Totp};
    use MfaMode::{Off, On, Optional};
    let none = RiskActions::default();
    let demands = RiskActions { high: RiskAction::MfaRequired, ..none };
    let wishes = RiskActions { high: RiskAction::MfaIfConfigured, ..none };
    let blocks = RiskActions { high: RiskAction::Block, ..none };
    let devices = |challenge_required_on_new_device| {
        let device = DeviceConfiguration::new().with_challenge_required_on_new_device(challenge_required_on_new_device);
        pool(On, &[Totp]).with_device(device)
    };
    let prompted = |asks_user| {
        let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
        let device = Some(device.with_device_only_remembered_on_user_prompt(asks_user));
        risky(On, &[Totp], demands).with_device(device)
    };
    let passkeys = |policy: PoolPolicy| allowing(PasswordlessFactor::WebAuthn, policy);
    let verified = |policy: PoolPolicy| passkeys(policy).with_user_verification(UserVerification::Required);
    let found = [
        check(Lint::TierLacksSetting, passkeys(pool(Off, &[])).with_tier(Tier::Lite), passkeys(pool(Off, &[]))),
        check(
            Lint::UpdateIsRefused,
            allowing(PasswordlessFactor::EmailOtp, pool(On, &[Totp])),
            allowing(PasswordlessFactor::EmailOtp, pool(Optional, &[Totp])),
        ),
        locked_out(pool(Optional, &[Totp])),
        check(Lint::OptionalPromptsNobody, pool(Optional, &[]), pool(Optional, &[Totp])),
        check(Lint::MfaIsOff, pool(Off, &[Totp]), pool(Optional, &[Totp])),
        check(Lint::SmsIsOnlyFactor, pool(Optional, &[Sms]), pool(Optional, &[Sms, Email])),
        check(Lint::OnCannotEnrol, pool(On, &[Sms]), pool(On, &[Sms, Totp])),
        check(
            Lint::RecoveryMediumBlocksMfa,
            recovering(AccountRecovery::Phone, pool(On, &[Sms])),
            recovering(AccountRecovery::Email, pool(On, &[Sms])),
        ),
        check(Lint::OptionalIsOptIn, pool(Optional, &[Totp]), risky(Optional, &[Totp], demands)),
        check(Lint::EmailCodeIsNoSecondFactor, pool(On, &[Email, Totp]), pool(Off, &[Email, Totp])),
        check(Lint::NoPhishingResistantPath, passkeys(pool(On, &[Totp])), passkeys(pool(Optional, &[Totp]))),
        check(
            Lint::PasskeysAreSingleFactor,
            passkeys(pool(Optional, &[Totp])),
            passkeys(pool(Optional, &[Totp, Passkey])),
        ),
        check(
            Lint::VerificationIsOnlyPreferred,
            passkeys(pool(On, &[Totp, Passkey])),
            verified(pool(On, &[Totp, Passkey])),
        ),
        check(
            Lint::OtpWithheldFromMfaUsers,
            allowing(PasswordlessFactor::EmailOtp, pool(Optional, &[Totp])),
            allowing(PasswordlessFactor::WebAuthn, pool(Optional, &[Totp])),
        ),
        check(
            Lint::ResetGivesPassword,
            allowing(PasswordlessFactor::EmailOtp, pool(Off, &[])),
            recovering(AccountRecovery::AdminOnly, allowing(PasswordlessFactor::EmailOtp, pool(Off, &[]))),
        ),
        check(
            Lint::ResetSharesChannel,
            recovering(AccountRecovery::NotSet, pool(Optional, &[Sms])),
            recovering(AccountRecovery::Phone, pool(Optional, &[Sms])),
        ),
        outdated(pool(Optional, &[Totp])),
        check(
            Lint::RecoveryBlockedByMfa,
            recovering(AccountRecovery::Phone, pool(Optional, &[Sms])),
            recovering(AccountRecovery::NotSet, pool(Optional, &[Sms])),
        ),
        check(Lint::RiskBlocksEveryone, risky(Optional, &[Totp], blocks), risky(Optional, &[Totp], demands)),
        check(Lint::RiskLocksOutUnenrolled, risky(Optional, &[Totp], demands), risky(Optional, &[Totp], wishes)),
        check(Lint::UnusedSetting, pool(Off, &[Email]), pool(Optional, &[Email])),
        check(Lint::RememberedDeviceSkipsMfa, devices(true), devices(false)),
        check(Lint::RiskIgnoresRememberedDevice, prompted(true), prompted(false)),
        check(
            Lint::AdminResetLocksOut,
            recovering(AccountRecovery::AdminOnly, pool(On, &[Totp])),
            recovering(AccountRecovery::Email, pool(On, &[Totp])),
        ),
        check(Lint::TierPaysForUnused, pool(On, &[Totp]), pool(On, &[Totp]).with_tier(Tier::Lite)),
    ];
    assert_eq!(found, Lint::ALL);
}

/// A user can have only the passkey enabled after a token was removed. OPTIONAL doesn't make such a user set up MFA.
#[test]
fn optional_pool_has_no_finding_about_required_mfa() {
    let policy = allowing(PasswordlessFactor::WebAuthn, pool(MfaMode::Optional, &[Factor::Totp, Factor::Passkey]));
    let found: Vec<_> = lint(&pool_of(&policy)).iter().map(|one| one.lint).collect();
    assert_eq!(found, [Lint::OptionalIsOptIn, Lint::VerificationIsOnlyPreferred]);
}

#[test]
fn sound_pool_has_no_finding() {
    let policy = allowing(PasswordlessFactor::WebAuthn, pool(MfaMode::On, &[Factor::Totp, Factor::Passkey]))
        .with_user_verification(UserVerification::Required);
    for profile in Profile::ALL {
        assert_eq!(lint(&pool_of(&policy.with_profile(*profile))), []);
    }
}

#[test]
fn table_has_a_row_for_each_finding_worst_first() {
    assert!(LintRow::ALL.iter().map(|row| row.lint).eq(Lint::ALL.iter().copied()));
    assert!(LintRow::ALL.is_sorted_by_key(|row| row.severity));
    assert_eq!(Severity::ALL, [Severity::Error, Severity::Security, Severity::Warning, Severity::Suggestion]);
    assert!(Severity::ALL.is_sorted());
    for row in LintRow::ALL {
        assert_eq!((row.lint.row(), row.lint.severity()), (row, row.severity));
        assert_eq!(Lint::from_code(row.lint.code()), Some(row.lint));
        assert!([row.finds, row.means, row.fix].iter().all(|text| text.ends_with('.') && text.len() > 10), "{row:?}");
    }
}

fn text(pool: &Pool) -> String {
    lint(pool).iter().map(Finding::to_string).collect()
}

#[test]
fn findings_of_a_pool_that_requires_sms() {
    let policy = recovering(AccountRecovery::Phone, pool(MfaMode::On, &[Factor::Sms]));
    insta::assert_snapshot!(text(&pool_of(&policy)));
}

#[test]
fn findings_of_a_pool_with_more_features_than_its_tier() {
    let actions = RiskActions { low: RiskAction::MfaRequired, ..RiskActions::every(RiskAction::Block) };
    let risky = risky(MfaMode::Optional, &[Factor::Totp, Factor::Email, Factor::Passkey], actions);
    let policy = allowing(PasswordlessFactor::WebAuthn, risky).with_tier(Tier::Lite);
    insta::assert_snapshot!(text(&pool_of(&policy)));
}

#[test]
fn findings_of_a_pool_with_risk_actions() {
    let actions = RiskActions { low: RiskAction::MfaRequired, ..RiskActions::every(RiskAction::Block) };
    let policy = risky(MfaMode::Optional, &[Factor::Email], actions).with_passwordless(PasswordlessFactorSet::all());
    insta::assert_snapshot!(text(&pool_of(&policy)));
}

#[test]
fn a_change_of_the_relying_party_id_locks_out_users_with_only_a_passkey() {
    let pool = Pool::new(Tier::Essentials, Profile::Observed)
        .with_passwordless(PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]))
        .with_web_authn(Some(WebAuthnConfiguration::new().with_relying_party_id("login.example.com")));
    let renamed = |id: Option<&'static str>| {
        let mut block = WebAuthnConfiguration::new();
        block.relying_party_id = id.map(Into::into);
        pool.clone().with_web_authn(Some(block))
    };
    assert_eq!(Safety::of(&pool, &[renamed(Some("login.example.com"))], None), Safety::Safe);
    for changed in [renamed(Some("example.com")), renamed(None)] {
        let Safety::Unsafe(witness) = Safety::of(&pool, &[changed], None) else { panic!("passkeys still work") };
        assert!(!witness.user.has_password() && witness.user.passkeys() != Passkeys::Absent, "{}", witness.user);
    }
    // Without an ID, no passkey is registered yet.
    assert_eq!(Safety::of(&renamed(None), std::slice::from_ref(&pool), None), Safety::Safe);
}
