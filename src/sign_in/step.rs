//! Which answers count now, and what they do to the user (spec 11, rules 1 to 5).

use super::next::Now;
use super::{Answer, Asked, NextStep, OutOfOrder, Progress, SignIn, SignInDenied, Step, UserEvents};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::PoolPolicy;
use crate::sign_in::assurance::Proven;
use crate::sign_in::first_factor::FirstFactor;
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::outcome::{Challenge, Outcome};
use crate::user::{AttributeChange, UserEvent};
use crate::user::{User, UserStatus};

/// An answer after the first factor. It fits what was asked, and the challenge offered it.
#[derive(Clone, Copy)]
enum Given {
    NewPassword,
    Choice(CodeFactor),
    Code(CodeFactor),
    TotpSetUp,
    EmailSetUp,
    EmailSetUpCode,
    Device,
    DevicePassword,
}

impl SignIn {
    /// Takes an answer, on the current pool and user.
    ///
    /// If the answer no longer fits what the decision asks for, the step drops it, and the sign-in continues with what the
    /// decision asks for now. See [`SignIn`] for an example and for what a host does.
    ///
    /// # Errors
    ///
    /// [`OutOfOrder`] when the answer is for another challenge than the one that was asked last.
    pub fn step(self, pool: &PoolPolicy, user: User, answer: Answer) -> Result<Step, OutOfOrder> {
        match (self.asked, answer) {
            (Asked::FirstFactorChoice, Answer::FirstFactorChosen(first)) => {
                Ok(self.first_factor_chosen(pool, user, first))
            }
            (Asked::FirstFactor(first), _) => {
                let first_factor = first_proven(first, answer).ok_or(OutOfOrder)?;
                Ok(self.first_factor_proven(pool, user, Proven::first(first_factor)))
            }
            (Asked::After(proven, asked), _) => Ok(self.answered(pool, user, proven, given(asked, answer)?)),
            (Asked::FirstFactorChoice, _) => Err(OutOfOrder),
        }
    }

    /// Checks that the sign-in waits for the set-up of a TOTP token, so that `AssociateSoftwareToken` and `VerifySoftwareToken`
    /// with its session fit (spec 11).
    ///
    /// Both operations change neither the user nor the sign-in. Ask
    /// [`UserEvent::TotpAssociated`](crate::user::UserEvent::TotpAssociated) whether the pool still offers TOTP. Keep the
    /// token's secret, and whether it was verified, with the stored sign-in. The answer to `MFA_SETUP` registers the token, if
    /// the decision still asks for it.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::sign_in::{FirstFactor, OutOfOrder, SignInContext};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
    ///
    /// let offered = FactorSet::of(&[Factor::Totp]);
    /// let pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(offered);
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let step = SignIn::begin(&pool, ann, FirstFactor::Password, SignInContext::default(), None);
    /// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the set-up") };
    /// assert_eq!(sign_in.sets_up_totp(), Ok(()));
    ///
    /// let step = SignIn::begin_srp(&pool, ann, SignInContext::default(), None);
    /// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the password") };
    /// assert_eq!(sign_in.sets_up_totp(), Err(OutOfOrder));
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutOfOrder`] when the sign-in asked for anything else last.
    pub fn sets_up_totp(self) -> Result<(), OutOfOrder> {
        match self.asked {
            Asked::After(_, NextStep::MfaSetUp(among)) if among.contains(CodeFactor::Totp) => Ok(()),
            Asked::After(..) | Asked::FirstFactorChoice | Asked::FirstFactor(_) => Err(OutOfOrder),
        }
    }

    /// The user proved a first factor. It always counts, unless the decision denies.
    pub(super) fn first_factor_proven(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        match self.judge(pool, user, proven) {
            Err(denied) => Step::denied(user, denied),
            Ok(_) if self.stamp != user.stamp => Step::denied(user, SignInDenied::CredentialsReplaced),
            Ok(_) => self.next(pool, user, confirmed_by(user, proven.first_factor), proven),
        }
    }

    /// Takes an answer after the first factor. `None` means that the challenge didn't offer what the user chose.
    fn answered(self, pool: &PoolPolicy, user: User, proven: Proven, given: Option<Given>) -> Step {
        // Rule 1
        let now = match self.judge(pool, user, proven) {
            Ok(now) => now,
            Err(denied) => return Step::denied(user, denied),
        };
        // Rule 2
        if self.stamp != user.stamp {
            return Step::denied(user, SignInDenied::CredentialsReplaced);
        }
        // Rule 3
        let Some(given) = given else { return Step::denied(user, SignInDenied::MfaTypeNotOffered) };
        // Rule 4
        if !self.counts(pool, user, proven, given, now) {
            return self.next(pool, user, UserEvents::NONE, proven);
        }
        // Rule 5
        let asks = |next| {
            let waiting = Self { asked: Asked::After(proven, next), ..self };
            Step::unchanged(user, Progress::Waiting(waiting), Some(now.reason))
        };
        match given {
            Given::Choice(factor) => asks(NextStep::Code(factor)),
            Given::EmailSetUp => asks(NextStep::EmailSetUpCode),
            Given::Device => asks(NextStep::DevicePassword),
            Given::NewPassword => self.next(pool, user, UserEvents::one(UserEvent::PermanentPasswordSet), proven),
            Given::Code(factor) => {
                self.next(pool, user, UserEvents::both(attribute_verified(user, factor), None), proven.and(factor))
            }
            Given::TotpSetUp => {
                self.next(pool, user, UserEvents::one(UserEvent::TotpVerified), proven.and(CodeFactor::Totp))
            }
            Given::EmailSetUpCode => {
                let set = UserEvent::Attributes { phone: AttributeChange::Keep, email: AttributeChange::SetVerified };
                self.next(pool, user, UserEvents::one(set), proven.and(CodeFactor::Email))
            }
            Given::DevicePassword => self.next(pool, user, UserEvents::NONE, Proven { device_proven: true, ..proven }),
        }
    }

    /// Whether the answer fits what the decision asks for now (rule 4, and in a step-up: spec 12, floor).
    fn counts(self, pool: &PoolPolicy, user: User, proven: Proven, given: Given, now: Now) -> bool {
        let is_met = self.is_met(now, proven);
        let lacks = |factor| is_met && self.lacking(pool, user, proven).contains(factor);
        match given {
            Given::NewPassword => now.outcome == Outcome::Challenge(Challenge::NewPassword),
            Given::TotpSetUp => set_ups(now).contains(CodeFactor::Totp),
            Given::EmailSetUp | Given::EmailSetUpCode => set_ups(now).contains(CodeFactor::Email),
            Given::Choice(factor) => asked_or_offered(now).contains(factor) || lacks(factor),
            Given::Code(factor) => {
                let asks_nothing = now.outcome == Outcome::Authenticated && self.target.is_none();
                asked_or_offered(now).contains(factor) || lacks(factor) || asks_nothing
            }
            Given::Device | Given::DevicePassword => is_met || now.outcome == Outcome::Challenge(Challenge::DeviceSrp),
        }
    }
}

/// The meaning of an answer after the first factor; `None` when the challenge didn't offer what the user chose.
///
/// A set-up never offers SMS. To set up SMS, the user adds a phone number and signs in again.
fn given(asked: NextStep, answer: Answer) -> Result<Option<Given>, OutOfOrder> {
    let offered = |given, offered: CodeFactorSet, factor| offered.contains(factor).then_some(given);
    Ok(match (asked, answer) {
        (NextStep::NewPassword, Answer::NewPasswordChosen) => Some(Given::NewPassword),
        (NextStep::MfaChoice(among), Answer::MfaTypeChosen(choice)) => {
            choice.and_then(|factor| offered(Given::Choice(factor), among, factor))
        }
        (NextStep::Code(factor @ CodeFactor::Sms), Answer::SmsCodeProven)
        | (NextStep::Code(factor @ CodeFactor::Totp), Answer::TotpCodeProven)
        | (NextStep::Code(factor @ CodeFactor::Email), Answer::EmailCodeProven) => Some(Given::Code(factor)),
        (NextStep::MfaSetUp(among), Answer::TotpSetUpProven) => offered(Given::TotpSetUp, among, CodeFactor::Totp),
        (NextStep::MfaSetUp(among), Answer::EmailSetUpBegun) => offered(Given::EmailSetUp, among, CodeFactor::Email),
        (NextStep::MfaSetUp(_), Answer::SmsSetUpBegun) => None,
        (NextStep::EmailSetUpCode, Answer::EmailCodeProven) => Some(Given::EmailSetUpCode),
        (NextStep::Device, Answer::DeviceBegun) => Some(Given::Device),
        (NextStep::DevicePassword, Answer::DeviceProven) => Some(Given::DevicePassword),
        _ => return Err(OutOfOrder),
    })
}

/// The first factor that the answer proves; `None` when it isn't the proof of the chosen one.
const fn first_proven(first: FirstChallenge, answer: Answer) -> Option<FirstFactor> {
    match (first, answer) {
        (FirstChallenge::Password | FirstChallenge::PasswordSrp, Answer::PasswordProven) => Some(FirstFactor::Password),
        (FirstChallenge::EmailOtp, Answer::EmailCodeProven) => Some(FirstFactor::EmailOtp),
        (FirstChallenge::SmsOtp, Answer::SmsOtpProven) => Some(FirstFactor::SmsOtp),
        (FirstChallenge::WebAuthn, Answer::PasskeyProven(proof, attachment)) => {
            Some(FirstFactor::Passkey(proof, attachment))
        }
        _ => None,
    }
}

/// The factors that the decision asks for or offers.
fn asked_or_offered(now: Now) -> CodeFactorSet {
    now.outcome.codes().minus(set_ups(now))
}

/// The factors that the user can set up.
fn set_ups(now: Now) -> CodeFactorSet {
    match now.outcome {
        Outcome::Challenge(Challenge::MfaSetup(offered)) => offered,
        Outcome::Challenge(
            Challenge::NewPassword | Challenge::DeviceSrp | Challenge::Code(_) | Challenge::SelectMfaType(_),
        )
        | Outcome::Authenticated
        | Outcome::Denied(_) => CodeFactorSet::EMPTY,
    }
}

/// An OTP as the first factor verifies its attribute and confirms an unconfirmed user.
fn confirmed_by(user: User, first: FirstFactor) -> UserEvents {
    let factor = match first {
        FirstFactor::EmailOtp => CodeFactor::Email,
        FirstFactor::SmsOtp => CodeFactor::Sms,
        FirstFactor::Password
        | FirstFactor::Passkey(..)
        | FirstFactor::ExternalProvider
        | FirstFactor::CustomChallenge => return UserEvents::NONE,
    };
    let is_unconfirmed = user.status() == UserStatus::Unconfirmed;
    UserEvents::both(attribute_verified(user, factor), is_unconfirmed.then_some(UserEvent::SignUpConfirmed))
}

/// A code by message verifies the attribute that it was sent to.
fn attribute_verified(user: User, factor: CodeFactor) -> Option<UserEvent> {
    let (phone, email) = match factor {
        CodeFactor::Sms => (AttributeChange::Verify, AttributeChange::Keep),
        CodeFactor::Email => (AttributeChange::Keep, AttributeChange::Verify),
        CodeFactor::Totp => return None,
    };
    user.can_receive(factor).then_some(UserEvent::Attributes { phone, email })
}
