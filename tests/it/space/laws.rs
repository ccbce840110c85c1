//! The laws of the decision (spec 13), each checked on every input.

use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor};
use cognito_mfa::pool::{MfaMode, RiskAction, RiskActions};
use cognito_mfa::sign_in::{
    Challenge, Device, FirstChallenge, FirstFactor, PasskeyProof, Reason, Resolution, RowAnswer, available_challenges,
};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts, resolve};

use super::canonical::{Region, Scene};
use super::decision::INPUTS;
use crate::threads::in_two_threads;

/// Checks the law on every input.
fn check(law: impl Fn(&Scene, UserFacts, Resolution) -> bool + Sync) {
    let mut inputs = 0;
    for region in Region::all() {
        inputs += in_two_threads(&region.scenes, |scene| {
            for user in &region.users {
                let resolution = resolve(&scene.pool, *user, scene.attempt);
                assert!(law(scene, *user, resolution), "{resolution:?}: {user:?} in {scene:?}");
            }
            region.users.len()
        });
    }
    assert_eq!(inputs, INPUTS);
}

fn is_denied(resolution: Resolution) -> bool {
    matches!(resolution.outcome(), Outcome::Denied(_))
}

/// Whether the user must do MFA at any risk: the pool requires it, or the user opted in.
fn is_gated(pool: &PoolPolicy, user: UserFacts) -> bool {
    pool.mode == MfaMode::On || (pool.mode == MfaMode::Optional && !user.enabled().is_empty())
}

/// Spec 13.2. Its sentence about passwordless first factors also holds for users who opted in (spec 9).
#[test]
fn demanded_mfa_is_never_skipped() {
    check(|Scene { pool, attempt }, user, resolution| {
        let passkey_mfa = pool.offers(Factor::Passkey) && user.enabled().contains(Factor::Passkey);
        match (attempt.first_factor, resolution.outcome()) {
            _ if !is_gated(pool, user) => true,
            (FirstFactor::Password, Outcome::Authenticated) => false,
            (FirstFactor::Password, Outcome::Challenge(Challenge::DeviceSrp)) => {
                attempt.device == Device::Remembered && pool.device.is_some()
            }
            (FirstFactor::EmailOtp | FirstFactor::SmsOtp | FirstFactor::Passkey(PasskeyProof::Presence, _), _) => {
                is_denied(resolution)
            }
            (FirstFactor::Passkey(PasskeyProof::UserVerified, _), Outcome::Authenticated) => passkey_mfa,
            (FirstFactor::Passkey(PasskeyProof::UserVerified, _), outcome) => matches!(outcome, Outcome::Denied(_)),
            (FirstFactor::Password | FirstFactor::ExternalProvider | FirstFactor::CustomChallenge, _) => true,
        }
    });
}

/// Spec 13.3. The law above covers the denial where MFA is required.
#[test]
fn a_passkey_counts_as_mfa_only_when_it_verified_the_user() {
    check(|scene, _, resolution| {
        resolution.reason() != Reason::PasskeySatisfiesMfa
            || matches!(scene.attempt.first_factor, FirstFactor::Passkey(PasskeyProof::UserVerified, _))
    });
}

/// Spec 13.6. In addition, a row of one profile never decides in the other profile.
#[test]
fn the_reason_matches_the_outcome() {
    check(|Scene { pool, attempt }, user, resolution| {
        let row = resolution.reason().row();
        let agrees = match resolution.outcome() {
            Outcome::Denied(denial) => row.message.is_some() && row.answer == RowAnswer::Denied(denial),
            Outcome::Authenticated => row.message.is_none() && row.answer == RowAnswer::Authenticated,
            Outcome::Challenge(_) => row.message.is_none() && row.answer != RowAnswer::Authenticated,
        };
        let again = resolve(pool, user, *attempt);
        agrees && row.reason == resolution.reason() && row.scope.includes(pool.profile) && again == resolution
    });
}

/// Spec 13.7.
#[test]
fn the_user_can_do_what_the_decision_asks_for() {
    check(|scene, user, resolution| match resolution.outcome() {
        Outcome::Challenge(Challenge::Code(factor)) => is_usable(&scene.pool, user, factor),
        Outcome::Challenge(Challenge::SelectMfaType(codes)) => {
            codes.len() >= 2 && codes.iter().all(|factor| is_usable(&scene.pool, user, factor))
        }
        Outcome::Challenge(Challenge::MfaSetup(codes)) => {
            let besides_sms = codes.without(CodeFactor::Sms);
            let addable = |factor: CodeFactor| !user.possessed().contains(factor.into());
            !besides_sms.is_empty()
                && besides_sms.iter().all(addable)
                && codes.iter().all(|factor| scene.pool.offers(factor.into()))
        }
        Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp)
        | Outcome::Authenticated
        | Outcome::Denied(_) => true,
    });
}

/// Whether the user has what the factor needs and the pool offers the factor. Enabled TOTP works without the offer.
fn is_usable(pool: &PoolPolicy, user: UserFacts, factor: CodeFactor) -> bool {
    let outlives = factor == CodeFactor::Totp && user.enabled().contains(Factor::Totp);
    user.user(crate::STAMP).can_receive(factor) && (outlives || pool.offers(factor.into()))
}

/// Spec 13.8. A remembered device can replace a factor when there's no risk, so this compares with an unknown device.
#[test]
fn risk_never_admits_and_never_adds_a_factor_for_users_who_opted_in() {
    check(|Scene { pool, attempt }, user, resolution| {
        let calm = pool.with_risk_actions(RiskActions::default());
        let admits = is_denied(resolve(&calm, user, *attempt)) && !is_denied(resolution);
        let most = asked(resolve(&calm, user, Attempt { device: Device::Unknown, ..*attempt }));
        !admits && (user.enabled().is_empty() || asked(resolution).minus(most).is_empty())
    });
}

/// The factors that the outcome asks for, offers or sets up.
fn asked(resolution: Resolution) -> CodeFactorSet {
    match resolution.outcome() {
        Outcome::Challenge(Challenge::Code(factor)) => CodeFactorSet::of(&[factor]),
        Outcome::Challenge(Challenge::SelectMfaType(codes) | Challenge::MfaSetup(codes)) => codes,
        Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp)
        | Outcome::Authenticated
        | Outcome::Denied(_) => CodeFactorSet::EMPTY,
    }
}

/// The decision accepts each first factor that the user can choose, and denies the others even when they're proven. That
/// makes the choice safe.
#[test]
fn a_first_factor_is_admitted_only_when_the_user_can_choose_it() {
    check(|Scene { pool, attempt }, user, resolution| {
        let available = available_challenges(pool, user);
        let listed = match attempt.first_factor {
            FirstFactor::Password => available.contains(FirstChallenge::Password),
            FirstFactor::EmailOtp => available.contains(FirstChallenge::EmailOtp),
            FirstFactor::SmsOtp => available.contains(FirstChallenge::SmsOtp),
            FirstFactor::Passkey(..) => available.contains(FirstChallenge::WebAuthn),
            FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => return true,
        };
        let wrong = matches!(resolution.reason(), Reason::FirstFactorUnavailable | Reason::PasswordChallengeRequired);
        let calm = pool.risk(attempt.risk) == RiskAction::NoAction;
        let same = available.contains(FirstChallenge::Password) == available.contains(FirstChallenge::PasswordSrp);
        same && if listed { !(calm && wrong) } else { is_denied(resolution) }
    });
}
