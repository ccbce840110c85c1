//! Checks for the laws of spec 13: what must always hold.
//!
//! A service can check the answers of this crate, or the answers of its own code. A check takes an answer and returns the
//! first law that doesn't hold. It doesn't return what the answer should have been. The checks use only values and answers,
//! so they also judge an implementation without the engine.
//!
//! ```
//! use cognito_mfa::pool::MfaMode;
//! use cognito_mfa::user::{Password, UserStatus};
//! use cognito_mfa::{Attempt, CredentialStamp, Outcome, PoolPolicy, User, invariants};
//!
//! let pool = PoolPolicy::default().with_mode(MfaMode::On);
//! let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
//! invariants::check(&pool, &ann)?;
//!
//! // A service that asks no user for MFA.
//! let lax = |_: &PoolPolicy, _, _| Outcome::Authenticated;
//! let broken = invariants::check_decider(&pool, ann.facts(), Attempt::password(), lax).unwrap_err();
//! assert_eq!(broken.law().number(), "13.2");
//! # Ok::<(), invariants::Broken>(())
//! ```

mod law;
mod walk;

pub use law::{Broken, Law};
pub use walk::{check_ending, check_step};

use crate::apply::Transition;
use crate::command::{Caller, PreferenceChange, UserCommand};
use crate::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use crate::pool::{MfaMode, PoolPolicy, RiskLevel};
use crate::sign_in::{Attempt, Challenge, Device, FirstFactor, Outcome, PasskeyProof, RowAnswer, resolve};
use crate::user::User;
use crate::user::facts::UserFacts;

/// Checks this crate's answers for a pool and a user against the laws of spec 13.1 to 13.8.
///
/// It checks every attempt to sign in, and every change of the preference by the user or an administrator.
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::user::{Passkeys, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, invariants};
///
/// let configured = FactorSet::of(&[Factor::Totp, Factor::Passkey]);
/// let pool = PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(configured);
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.passkeys = Passkeys::CanVerify;
/// invariants::check(&pool, &ann)?;
/// # Ok::<(), invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that doesn't hold. That would be a bug in this crate.
pub fn check(pool: &PoolPolicy, user: &User) -> Result<(), Broken> {
    check_user(user)?;
    for attempt in Attempt::all() {
        check_decision(pool, user.facts(), attempt)?;
    }
    for change in PreferenceChange::all() {
        for caller in [Caller::User, Caller::Admin] {
            let command = UserCommand::SetPreference(caller, change);
            let after = user.apply(pool, &command).map_or(*user, Transition::into_next);
            check_transition(pool, user, caller, change, &after)?;
        }
    }
    Ok(())
}

/// Checks that a user's preference is possible (spec 13.4).
///
/// ```
/// use cognito_mfa::invariants::check_user;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
///
/// check_user(&User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)))?;
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that doesn't hold. The type [`User`] keeps these laws, so this never happens. To check
/// the preference of another type, use [`check_preference`].
pub fn check_user(user: &User) -> Result<(), Broken> {
    let preferred: CodeFactorSet = user.preference.preferred().into_iter().collect();
    check_preference(user.preference.enabled(), preferred.into())
}

/// Checks that these enabled and preferred factors form a possible preference (spec 13.4).
///
/// A service that stores preferences in its own way can check them with this function.
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::invariants::check_preference;
///
/// let enabled = FactorSet::of(&[Factor::Totp, Factor::Passkey]);
/// check_preference(enabled, FactorSet::of(&[Factor::Totp]))?;
///
/// let broken = check_preference(enabled, FactorSet::of(&[Factor::Passkey])).unwrap_err();
/// assert_eq!(broken.to_string(), "Law 13.4 doesn't hold: A passkey is never preferred.");
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] when two or more factors are preferred, when the preferred factor isn't enabled, or when a passkey is
/// preferred.
pub fn check_preference(enabled: FactorSet, preferred: FactorSet) -> Result<(), Broken> {
    Law::AtMostOnePreferred.holds_if(preferred.len() <= 1)?;
    Law::PreferredIsEnabled.holds_if(preferred.minus(enabled).is_empty())?;
    Law::PasskeyIsNotPreferred.holds_if(!preferred.contains(Factor::Passkey))
}

/// Checks a change of the preference that turned the user `before` into the user `after` (spec 13.1, 13.4 and 13.5).
///
/// This crate decides whether the service refuses the change. If it does, `after` must be equal to `before`.
///
/// ```
/// use cognito_mfa::command::{Caller, PreferenceChange, Switch};
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::invariants::check_transition;
/// use cognito_mfa::user::{MfaPreference, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let passkey_on = PreferenceChange::new().with_passkey(Switch::On);
/// check_transition(&pool, &ann, Caller::User, passkey_on, &ann)?;
///
/// let passkey_alone = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Passkey]), None);
/// let after = ann.with_preference(passkey_alone);
/// let broken = check_transition(&pool, &ann, Caller::User, passkey_on, &after).unwrap_err();
/// assert_eq!(broken.law().code(), "passkey-keeps-companion");
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that the change breaks.
pub fn check_transition(
    pool: &PoolPolicy,
    before: &User,
    caller: Caller,
    change: PreferenceChange,
    after: &User,
) -> Result<(), Broken> {
    check_user(after)?;
    let command = UserCommand::SetPreference(caller, change);
    let turned_off = before.preference.enabled_codes().minus(after.preference.enabled_codes());
    let named = change.passkey.is_some() || !turned_off.is_empty();
    let alone = after.preference.enabled().contains(Factor::Passkey) && after.preference.enabled_codes().is_empty();
    Law::PasskeyKeepsCompanion.holds_if(before == after || !(named && alone))?;
    if before.apply(pool, &command).is_err() {
        return Law::RefusalChangesNothing.holds_if(after == before);
    }
    let again = after.apply(pool, &command);
    Law::TwiceIsOnce.holds_if(again.is_ok_and(|again| again.next() == after))
}

/// Checks this crate's own decision for one attempt to sign in (spec 13.2, 13.3 and 13.6 to 13.8).
///
/// ```
/// use cognito_mfa::invariants::check_decision;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// check_decision(&PoolPolicy::default(), ann, Attempt::password())?;
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that doesn't hold. That would be a bug in this crate.
pub fn check_decision(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Result<(), Broken> {
    check_decider(pool, user, attempt, |pool, user, attempt| resolve(pool, user, attempt).outcome())?;
    let answer = resolve(pool, user, attempt);
    let row = answer.reason().row();
    let agrees = match answer.outcome() {
        Outcome::Denied(denial) => row.message.is_some() && row.answer == RowAnswer::Denied(denial),
        Outcome::Authenticated => row.message.is_none() && row.answer == RowAnswer::Authenticated,
        Outcome::Challenge(_) => row.message.is_none() && row.answer != RowAnswer::Authenticated,
    };
    let speaks = agrees && row.reason == answer.reason() && row.scope.includes(pool.profile);
    Law::ReasonSpeaksForOutcome.holds_if(speaks)?;
    Law::EqualInputsEqualAnswers.holds_if(resolve(pool, user, attempt) == answer)
}

/// Checks any decision function, such as a service's own, against the laws about outcomes (spec 13.2, 13.3 and 13.6 to
/// 13.8).
///
/// It calls `decide` for this attempt, for the same attempt without risk, and for the same attempt from an unknown device.
///
/// ```
/// use cognito_mfa::invariants::check_decider;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::sign_in::Denial;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, Outcome, PoolPolicy, User};
///
/// let pool = PoolPolicy::default().with_mode(MfaMode::On);
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// check_decider(&pool, ann, Attempt::password(), |_, _, _| Outcome::Denied(Denial::NotAuthorized))?;
///
/// let broken = check_decider(&pool, ann, Attempt::password(), |_, _, _| Outcome::Authenticated).unwrap_err();
/// assert_eq!(broken.law().code(), "password-is-not-enough");
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that the answers of `decide` break.
pub fn check_decider(
    pool: &PoolPolicy,
    user: UserFacts,
    attempt: Attempt,
    decide: impl Fn(&PoolPolicy, UserFacts, Attempt) -> Outcome,
) -> Result<(), Broken> {
    let outcome = decide(pool, user, attempt);
    check_outcome(pool, user, attempt, outcome)?;
    Law::EqualInputsEqualAnswers.holds_if(decide(pool, user, attempt) == outcome)?;

    if outcome == Outcome::Challenge(Challenge::DeviceSrp) && is_demanded(pool, user) {
        let elsewhere = decide(pool, user, Attempt { device: Device::Unknown, ..attempt });
        let is_for_a_code = matches!(elsewhere, Outcome::Challenge(Challenge::Code(_) | Challenge::SelectMfaType(_)));
        Law::PasswordIsNotEnough.holds_if(is_for_a_code)?;
    }

    let calm = Attempt { risk: RiskLevel::None, ..attempt };
    let is_denied = |outcome| matches!(outcome, Outcome::Denied(_));
    Law::RiskNeverAdmits.holds_if(is_denied(outcome) || !is_denied(decide(pool, user, calm)))?;
    // A remembered device can replace a factor when there's no risk. So compare with the outcome for an unknown device.
    let most = decide(pool, user, Attempt { device: Device::Unknown, ..calm }).codes();
    Law::RiskAddsNoFactor.holds_if(user.enabled().is_empty() || outcome.codes().minus(most).is_empty())
}

/// Checks one outcome against the laws that need nothing else (spec 13.2, 13.3 and 13.7).
///
/// ```
/// use cognito_mfa::factor::{CodeFactor, CodeFactorSet};
/// use cognito_mfa::invariants::check_outcome;
/// use cognito_mfa::sign_in::Challenge;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, Outcome, PoolPolicy, User};
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// check_outcome(&pool, ann, Attempt::password(), Outcome::Authenticated)?;
///
/// let choice = Outcome::Challenge(Challenge::SelectMfaType(CodeFactorSet::of(&[CodeFactor::Sms])));
/// let broken = check_outcome(&pool, ann, Attempt::password(), choice).unwrap_err();
/// assert_eq!(broken.law().number(), "13.7");
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that the outcome breaks.
pub fn check_outcome(pool: &PoolPolicy, user: UserFacts, attempt: Attempt, outcome: Outcome) -> Result<(), Broken> {
    if is_demanded(pool, user) {
        check_demanded(pool, user, attempt, outcome)?;
    }
    match outcome {
        Outcome::Challenge(Challenge::SelectMfaType(codes)) => {
            let usable = codes.iter().all(|factor| is_usable(pool, user, factor));
            Law::ChoiceIsUsable.holds_if(codes.len() >= 2 && usable)
        }
        Outcome::Challenge(Challenge::MfaSetup(codes)) => {
            let offered = codes.minus(pool.offered().codes()).is_empty();
            let addable = codes.without(CodeFactor::Sms);
            let can_add = !addable.is_empty() && addable.and(user.possessed().codes()).is_empty();
            Law::SetUpCanBeDone.holds_if(offered && can_add)
        }
        Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp | Challenge::Code(_))
        | Outcome::Authenticated
        | Outcome::Denied(_) => Ok(()),
    }
}

/// Spec 13.2 and 13.3, for a user who must do MFA. (After a new password, the decision runs again.)
fn check_demanded(pool: &PoolPolicy, user: UserFacts, attempt: Attempt, outcome: Outcome) -> Result<(), Broken> {
    let authenticated = outcome == Outcome::Authenticated;
    let by_device = outcome == Outcome::Challenge(Challenge::DeviceSrp);
    let is_required = pool.mode == MfaMode::On;
    match attempt.first_factor {
        FirstFactor::Password => {
            let remembered = attempt.device == Device::Remembered && pool.device.is_some();
            Law::PasswordIsNotEnough.holds_if(!authenticated && (remembered || !by_device))
        }
        FirstFactor::Passkey(PasskeyProof::Presence, _) => Law::PresenceIsNotMfa.holds_if(!authenticated && !by_device),
        FirstFactor::Passkey(PasskeyProof::UserVerified, _) => {
            let passkey_mfa = pool.offers(Factor::Passkey) && user.enabled().contains(Factor::Passkey);
            Law::OnlyPasskeyMfaIsEnough.holds_if(!authenticated || passkey_mfa || !is_required)
        }
        FirstFactor::EmailOtp | FirstFactor::SmsOtp => {
            Law::OnlyPasskeyMfaIsEnough.holds_if(!authenticated || !is_required)
        }
        FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => Ok(()),
    }
}

/// Whether MFA is required at any risk: the mode is ON, or the mode is OPTIONAL and the user opted in.
fn is_demanded(pool: &PoolPolicy, user: UserFacts) -> bool {
    match pool.mode {
        MfaMode::Off => false,
        MfaMode::Optional => !user.enabled().is_empty(),
        MfaMode::On => true,
    }
}

/// Whether the user has what the factor needs, and the pool offers the factor. Enabled TOTP works without the offer.
fn is_usable(pool: &PoolPolicy, user: UserFacts, factor: CodeFactor) -> bool {
    let outlives = pool.mode != MfaMode::Off && factor == CodeFactor::Totp && user.enabled().contains(Factor::Totp);
    user.possessed().contains(factor.into()) && (outlives || pool.offers(factor.into()))
}
