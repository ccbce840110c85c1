//! What each answer leads to. Every answer is judged by the decision as it is now.

use super::proceed::attribute_verified;
use super::{Answer, Awaits, DevicePlace, OutOfOrder, PasskeyProof, Progress, SignIn, Step};
use crate::assurance::{Attachment, Proven};
use crate::command::{AttributeChange, Report};
use crate::factor::CodeFactor;
use crate::outcome::{Challenge, Outcome};
use crate::pool::{Passwordless, PoolPolicy};
use crate::reason::Reason;
use crate::resolve::{FirstFactor, Resolution};
use crate::user::{Totp, User};

impl SignIn {
    /// Takes an answer, with the pool and the user as they are now.
    ///
    /// ```
    /// use cognito_mfa::{Answer, Awaits, Circumstances, OutOfOrder, PoolPolicy, Progress, SignIn, User};
    /// use cognito_mfa::FirstChallenge;
    ///
    /// let (pool, ann) = (PoolPolicy::default(), User::default());
    /// let step = SignIn::begin_user_auth(&pool, ann, None, Circumstances::default(), None)?;
    /// let Progress::Waiting(sign_in) = step.progress else { panic!("a choice is waited for") };
    /// assert_eq!(sign_in.step(&pool, ann, Answer::SmsMfa), Err(OutOfOrder));
    ///
    /// let step = sign_in.step(&pool, ann, Answer::SelectChallenge(FirstChallenge::Password)).unwrap();
    /// assert!(matches!(step.progress, Progress::Authenticated(_)));
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`OutOfOrder`] when the answer is to another challenge than the one that is waited for.
    pub fn step(self, pool: &PoolPolicy, user: User, answer: Answer) -> Result<Step, OutOfOrder> {
        match (self.awaits, answer) {
            (Awaits::FirstFactorChoice, Answer::SelectChallenge(challenge)) => {
                let denied = self.denied_before_first_factor(pool, user, FirstFactor::Password);
                Ok(denied.unwrap_or_else(|| self.choose_first_factor(pool, user, challenge)))
            }
            (Awaits::FirstFactor(factor), _) => {
                let proven = first_proven(factor, answer).ok_or(OutOfOrder)?;
                Ok(self.decide(pool, user, proven))
            }
            (Awaits::NewPassword(proven), Answer::NewPasswordRequired) => Ok(self.new_password(pool, user, proven)),
            (Awaits::MfaChoice(proven, offered), Answer::SelectMfaType(choice)) => {
                Ok(match choice.filter(|factor| offered.contains(*factor)) {
                    Some(factor) => self.mfa_chosen(pool, user, proven, factor),
                    None => Step::undecided(user, Progress::MfaTypeNotOffered),
                })
            }
            (Awaits::Code(proven, factor), _) if answers_code(answer, factor) => {
                Ok(self.code(pool, user, proven, factor, user))
            }
            (Awaits::EmailSetUpCode(proven), Answer::EmailOtp) => {
                let preference = user.preference.set_up(CodeFactor::Email);
                Ok(self.code(pool, user, proven, CodeFactor::Email, User { preference, ..user }))
            }
            (Awaits::MfaSetUp(proven, offered), Answer::MfaSetup(factor)) => {
                let can_be_added = factor != CodeFactor::Sms && offered.contains(factor);
                Ok(if can_be_added {
                    self.set_up(pool, user, proven, factor)
                } else {
                    Step::undecided(user, Progress::MfaTypeNotOffered)
                })
            }
            (Awaits::StepUpChoice(proven, offered, place), Answer::SelectMfaType(choice)) => {
                Ok(match choice.filter(|factor| offered.contains(*factor)) {
                    Some(factor) => self.step_up_answer(pool, user, proven, factor, |sign_in, reason| {
                        sign_in.waits_for(user, Awaits::StepUpCode(proven, factor, place), reason)
                    }),
                    None => Step::undecided(user, Progress::MfaTypeNotOffered),
                })
            }
            (Awaits::StepUpCode(proven, factor, place), _) if answers_code(answer, factor) => {
                Ok(self.step_up_answer(pool, user, proven, factor, |sign_in, reason| {
                    sign_in.finish(pool, attribute_verified(user, factor), proven.and(factor), place, reason)
                }))
            }
            (Awaits::Device(proven, place), Answer::DeviceSrpAuth) => {
                Ok(self.device(pool, user, proven, place, |sign_in, now| {
                    sign_in.waits_for(user, Awaits::DevicePassword(proven, place), now.reason())
                }))
            }
            (Awaits::DevicePassword(proven, place), Answer::DevicePasswordVerifier) => {
                Ok(self.device(pool, user, proven, place, |sign_in, now| {
                    // The device is done with: nothing is left but what a target lacks.
                    sign_in.finish(pool, user, proven, DevicePlace::InPlaceOfCode, now.reason())
                }))
            }
            _ => Err(OutOfOrder),
        }
    }

    /// The new password is kept even if what follows is a denial.
    fn new_password(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        match now.outcome() {
            Outcome::Authenticated | Outcome::Challenge(Challenge::NewPassword) => {
                self.decide(pool, user.after(Report::PermanentPasswordSet), proven)
            }
            Outcome::Challenge(_) | Outcome::Denied(_) => self.follow(pool, user, proven, now),
        }
    }

    fn mfa_chosen(self, pool: &PoolPolicy, user: User, proven: Proven, factor: CodeFactor) -> Step {
        let now = self.resolve(pool, user, proven);
        if !still_asks_code(now, factor) {
            return self.follow(pool, user, proven, now);
        }
        self.waits_for(user, Awaits::Code(proven, factor), now.reason())
    }

    /// A code: its attribute is verified, and the user becomes `counted` where it counts.
    fn code(self, pool: &PoolPolicy, user: User, proven: Proven, factor: CodeFactor, counted: User) -> Step {
        let now = self.resolve(pool, user, proven);
        if !still_asks_code(now, factor) {
            return self.follow(pool, user, proven, now);
        }
        self.finish(pool, attribute_verified(counted, factor), proven.and(factor), DevicePlace::AtTheEnd, now.reason())
    }

    fn set_up(self, pool: &PoolPolicy, user: User, proven: Proven, factor: CodeFactor) -> Step {
        let now = self.resolve(pool, user, proven);
        let counts = match now.outcome() {
            Outcome::Authenticated => true,
            Outcome::Challenge(Challenge::MfaSetup(offered)) => offered.contains(factor),
            Outcome::Challenge(_) | Outcome::Denied(_) => false,
        };
        if !counts {
            return self.follow(pool, user, proven, now);
        }
        match factor {
            CodeFactor::Totp => {
                let preference = user.preference.set_up(factor);
                let user = User { totp: Totp::Verified, preference, ..user };
                self.finish(pool, user, proven.and(factor), DevicePlace::AtTheEnd, now.reason())
            }
            CodeFactor::Email | CodeFactor::Sms => {
                let set = Report::Attributes { phone: AttributeChange::Keep, email: AttributeChange::Set };
                self.waits_for(user.after(set), Awaits::EmailSetUpCode(proven), now.reason())
            }
        }
    }

    /// An answer on the way to the target counts while the factor is still one that reaches it, and nothing denies or
    /// asks for what comes before a code.
    fn step_up_answer(
        self,
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        factor: CodeFactor,
        counted: impl FnOnce(Self, Reason) -> Step,
    ) -> Step {
        let now = self.resolve(pool, user, proven);
        let is_asked_first = matches!(
            now.outcome(),
            Outcome::Denied(_) | Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_))
        );
        if is_asked_first || !self.lacks(pool, user, proven).contains(factor) {
            return self.follow(pool, user, proven, now);
        }
        counted(self, now.reason())
    }

    /// A device step: in place of a code it counts while the device is asked for, at the end while nothing denies.
    fn device(
        self,
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        place: DevicePlace,
        counted: impl FnOnce(Self, Resolution) -> Step,
    ) -> Step {
        let now = self.resolve(pool, user, proven);
        let counts = match (now.outcome(), place) {
            (Outcome::Authenticated | Outcome::Challenge(Challenge::DeviceSrp), _)
            | (Outcome::Challenge(_), DevicePlace::AtTheEnd) => true,
            (Outcome::Challenge(_), DevicePlace::InPlaceOfCode) | (Outcome::Denied(_), _) => false,
        };
        if counts { counted(self, now) } else { self.follow(pool, user, proven, now) }
    }
}

/// What the answer proves, where it is the one that this first factor waits for.
const fn first_proven(factor: Passwordless, answer: Answer) -> Option<Proven> {
    match (factor, answer) {
        (Passwordless::EmailOtp, Answer::EmailOtp) => Some(Proven::first(FirstFactor::EmailOtp, Attachment::Platform)),
        (Passwordless::SmsOtp, Answer::SmsOtp) => Some(Proven::first(FirstFactor::SmsOtp, Attachment::Platform)),
        (Passwordless::WebAuthn, Answer::WebAuthn(PasskeyProof::UserVerified, attachment)) => {
            Some(Proven::first(FirstFactor::PasskeyVerified, attachment))
        }
        (Passwordless::WebAuthn, Answer::WebAuthn(PasskeyProof::Presence, attachment)) => {
            Some(Proven::first(FirstFactor::PasskeyPresence, attachment))
        }
        _ => None,
    }
}

fn answers_code(answer: Answer, factor: CodeFactor) -> bool {
    let code = match factor {
        CodeFactor::Sms => Answer::SmsMfa,
        CodeFactor::Totp => Answer::SoftwareTokenMfa,
        CodeFactor::Email => Answer::EmailOtp,
    };
    answer == code
}

/// Whether the decision still asks for this code or offers it, or asks for nothing.
fn still_asks_code(now: Resolution, factor: CodeFactor) -> bool {
    match now.outcome() {
        Outcome::Authenticated => true,
        Outcome::Challenge(Challenge::Code(asked)) => asked == factor,
        Outcome::Challenge(Challenge::SelectMfaType(offered)) => offered.contains(factor),
        Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp | Challenge::MfaSetup(_))
        | Outcome::Denied(_) => false,
    }
}
