//! The laws of a whole sign-in (spec 13.9 and 13.10), stated without the sign-in machine.

use super::{Broken, Law};
use crate::command::UserCommand;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::PoolPolicy;
use crate::sign_in::FirstFactor;
use crate::sign_in::decision::{Attempt, resolve};
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::outcome::{Challenge, Outcome};
use crate::sign_in::{Answer, Asked, Progress, SignIn, Step};
use crate::user::facts::UserFacts;
use crate::user::{AttributeChange, UserEvent};
use crate::user::{User, UserStatus};

/// Checks that a sign-in can end authenticated: the decision asks for nothing that wasn't proven (spec 13.9).
///
/// - `user` is the user at the end.
/// - `attempt` is the first factor, the device and the risk of the sign-in.
/// - `codes` are the factors whose codes were proven in the sign-in (in a step-up, also in the earlier session).
/// - `device_proven` states whether the device was proven in the sign-in.
///
/// ```
/// use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
/// use cognito_mfa::invariants::check_ending;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::user::{Password, Totp, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
///
/// let configured = FactorSet::of(&[Factor::Totp]);
/// let pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(configured);
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.totp = Totp::Verified;
///
/// let totp = CodeFactorSet::of(&[CodeFactor::Totp]);
/// check_ending(&pool, ann.facts(), Attempt::password(), totp, false)?;
/// let broken = check_ending(&pool, ann.facts(), Attempt::password(), CodeFactorSet::EMPTY, true).unwrap_err();
/// assert_eq!(broken.law().number(), "13.9");
/// # Ok::<(), cognito_mfa::invariants::Broken>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with [`Law::EndingIsFresh`] when the decision denies, or asks for something that wasn't proven.
pub fn check_ending(
    pool: &PoolPolicy,
    user: UserFacts,
    attempt: Attempt,
    codes: CodeFactorSet,
    device_proven: bool,
) -> Result<(), Broken> {
    Law::EndingIsFresh.holds_if(match resolve(pool, user, attempt).outcome() {
        Outcome::Authenticated => true,
        Outcome::Challenge(Challenge::DeviceSrp) => device_proven,
        Outcome::Challenge(Challenge::Code(factor)) => codes.contains(factor),
        Outcome::Challenge(Challenge::SelectMfaType(offered)) => !codes.and(offered).is_empty(),
        Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_)) | Outcome::Denied(_) => false,
    })
}

/// Checks the laws of one step of a sign-in (spec 13.9 and 13.10).
///
/// The stored sign-in can be stale, forged, repeated or reordered. A whole sign-in consists of such steps, so checking each
/// step is enough. `user` is the user before the step.
///
/// ```
/// use cognito_mfa::invariants::check_step;
/// use cognito_mfa::sign_in::{FirstChallenge, SignInContext};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Answer, CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let (pool, context) = (PoolPolicy::default(), SignInContext::default());
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let begun = SignIn::begin_user_auth(&pool, ann, Some(FirstChallenge::Password), context, None)?;
/// let Progress::Waiting(sign_in) = begun.progress else { panic!("the sign-in waits for the password") };
///
/// let step = sign_in.step(&pool, ann, Answer::PasswordProven)?;
/// check_step(&pool, &ann, &sign_in, Answer::PasswordProven, &step)?;
///
/// let broken = check_step(&pool, &ann, &sign_in, Answer::DeviceBegun, &step).unwrap_err();
/// assert_eq!(broken.law().number(), "13.9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Broken`] with the first law that the step breaks.
pub fn check_step(pool: &PoolPolicy, user: &User, sign_in: &SignIn, answer: Answer, step: &Step) -> Result<(), Broken> {
    let after = step.events.iter().fold(*user, |user, event| {
        user.apply(pool, &UserCommand::Event(event)).map_or(user, crate::apply::Transition::into_next)
    });
    Law::StepKeepsUser.holds_if(after == step.user)?;
    for event in step.events.iter() {
        let is_refused = user.apply(pool, &UserCommand::Event(event)).is_err();
        Law::StepKeepsUser.holds_if(!is_refused && is_asked_for(pool, user, sign_in, answer, event))?;
    }
    let Progress::Authenticated(ending) = step.progress else { return Ok(()) };
    let proven = proven_by(sign_in, answer);
    let is_covered = proven.first_factor == Some(ending.first_factor)
        && ending.codes.minus(proven.codes).is_empty()
        && (proven.device || !ending.device_proven);
    Law::EndingIsFresh.holds_if(is_covered && user.stamp == sign_in.stamp)?;
    check_ending(pool, step.user.facts(), attempt(sign_in, ending.first_factor), proven.codes, proven.device)
}

/// Whether the decision asks for exactly this event, or the answer's code verifies the event's attribute.
fn is_asked_for(pool: &PoolPolicy, user: &User, sign_in: &SignIn, answer: Answer, event: UserEvent) -> bool {
    let Some(first_factor) = proven_by(sign_in, answer).first_factor else { return false };
    let now = resolve(pool, user.facts(), attempt(sign_in, first_factor)).outcome();
    let sets_up = |factor| matches!(now, Outcome::Challenge(Challenge::MfaSetup(offered)) if offered.contains(factor));
    match event {
        UserEvent::PermanentPasswordSet => now == Outcome::Challenge(Challenge::NewPassword),
        UserEvent::TotpVerified => answer == Answer::TotpSetUpProven && sets_up(CodeFactor::Totp),
        UserEvent::Attributes { phone: AttributeChange::Keep, email: AttributeChange::SetVerified } => {
            answer == Answer::EmailCodeProven && sets_up(CodeFactor::Email)
        }
        UserEvent::Attributes { phone: AttributeChange::Verify, email: AttributeChange::Keep } => {
            matches!(answer, Answer::SmsCodeProven | Answer::SmsOtpProven) && user.phone.is_present()
        }
        UserEvent::Attributes { phone: AttributeChange::Keep, email: AttributeChange::Verify } => {
            answer == Answer::EmailCodeProven && user.email.is_present()
        }
        UserEvent::SignUpConfirmed => {
            let is_otp = matches!(first_factor, FirstFactor::EmailOtp | FirstFactor::SmsOtp);
            user.status() == UserStatus::Unconfirmed && is_otp
        }
        UserEvent::Attributes { .. }
        | UserEvent::TotpAssociated
        | UserEvent::TotpRemoved
        | UserEvent::PasskeyRegistered(_)
        | UserEvent::PasskeyRemoved(_)
        | UserEvent::TemporaryPasswordSet
        | UserEvent::Disabled
        | UserEvent::Enabled
        | UserEvent::PasswordReset => false,
    }
}

/// What the stored sign-in has as proven, plus what the answer proves.
struct Claimed {
    first_factor: Option<FirstFactor>,
    codes: CodeFactorSet,
    device: bool,
}

fn proven_by(sign_in: &SignIn, answer: Answer) -> Claimed {
    let earlier = sign_in.target.and_then(|target| target.earlier).unwrap_or_default();
    match sign_in.asked {
        Asked::FirstFactorChoice => Claimed { first_factor: None, codes: earlier, device: false },
        Asked::FirstFactor(first) => {
            let first_factor = match (first, answer) {
                (FirstChallenge::Password | FirstChallenge::PasswordSrp, Answer::PasswordProven) => {
                    Some(FirstFactor::Password)
                }
                (FirstChallenge::EmailOtp, Answer::EmailCodeProven) => Some(FirstFactor::EmailOtp),
                (FirstChallenge::SmsOtp, Answer::SmsOtpProven) => Some(FirstFactor::SmsOtp),
                (FirstChallenge::WebAuthn, Answer::PasskeyProven(proof, attachment)) => {
                    Some(FirstFactor::Passkey(proof, attachment))
                }
                _ => None,
            };
            Claimed { first_factor, codes: earlier, device: false }
        }
        Asked::After(proven, _) => {
            let code = match answer {
                Answer::SmsCodeProven => Some(CodeFactor::Sms),
                Answer::TotpCodeProven | Answer::TotpSetUpProven => Some(CodeFactor::Totp),
                Answer::EmailCodeProven => Some(CodeFactor::Email),
                Answer::FirstFactorChosen(_)
                | Answer::PasswordProven
                | Answer::SmsOtpProven
                | Answer::PasskeyProven(..)
                | Answer::NewPasswordChosen
                | Answer::MfaTypeChosen(_)
                | Answer::EmailSetUpBegun
                | Answer::SmsSetUpBegun
                | Answer::DeviceBegun
                | Answer::DeviceProven => None,
            };
            Claimed {
                first_factor: Some(proven.first_factor),
                codes: proven.codes.or(earlier).or(code.into_iter().collect()),
                device: proven.device_proven || answer == Answer::DeviceProven,
            }
        }
    }
}

const fn attempt(sign_in: &SignIn, first_factor: FirstFactor) -> Attempt {
    Attempt { first_factor, device: sign_in.context.device, risk: sign_in.context.risk }
}
