//! The steps of a sign-in: how it begins, what each answer leads to, and how it ends.

use super::{Answer, Awaits, Circumstances, DevicePlace, OutOfOrder, PasskeyProof, Progress, SignIn, Step};
use crate::assurance::{Attachment, Proven};
use crate::command::{AttributeChange, Report};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::first_factor::{FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth};
use crate::pool::{Passwordless, PoolPolicy};
use crate::reason::Reason;
use crate::resolve::{Attempt, Challenge, Device, FirstFactor, Outcome, Resolution, before_first_factor, resolve};
use crate::rules::Rejection;
use crate::step_up::{StepUp, StepUpError, aim, missing, reach};
use crate::user::{Totp, User, UserStatus};

impl SignIn {
    /// Begins a sign-in whose first factor is proven at once, with a step-up (SPEC 12) if one is asked for.
    ///
    /// ```
    /// use cognito_mfa::{Attachment, Circumstances, FirstFactor, PoolPolicy, Progress, Proven, SignIn, User};
    ///
    /// let proven = Proven::first(FirstFactor::Password, Attachment::Platform);
    /// let step = SignIn::begin(&PoolPolicy::default(), User::default(), proven, Circumstances::default(), None);
    /// assert_eq!(step.progress, Progress::Authenticated(proven));
    /// ```
    #[must_use]
    pub fn begin(
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        circumstances: Circumstances,
        step_up: Option<&StepUp<'_>>,
    ) -> Step {
        let beginning = Self { awaits: Awaits::FirstFactorChoice, circumstances, target: None };
        let Some(step_up) = step_up else { return beginning.decide(pool, user, proven) };
        if let Some(denied) = beginning.denied_before_first_factor(pool, user) {
            return denied;
        }
        let firsts = match proven.first_factor {
            FirstFactor::Password => FirstChallengeSet::EMPTY.with(FirstChallenge::Password),
            FirstFactor::EmailOtp | FirstFactor::SmsOtp => FirstChallengeSet::EMPTY.with(FirstChallenge::EmailOtp),
            FirstFactor::PasskeyPresence | FirstFactor::PasskeyVerified => {
                FirstChallengeSet::EMPTY.with(FirstChallenge::WebAuthn)
            }
            FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => FirstChallengeSet::EMPTY,
        };
        match aim(pool, user.facts(), firsts, step_up) {
            Ok(level) => Self { target: Some(level), ..beginning }.decide(pool, user, proven),
            Err(error) => Step { user, progress: Progress::TargetMissed(error), reason: None },
        }
    }

    /// Begins a choice-based sign-in (`USER_AUTH`), perhaps with a preferred challenge, perhaps with a step-up.
    ///
    /// A preferred challenge that is not available is no error: the user is asked to choose (SPEC 9). A step-up from an
    /// earlier session that counts asks only for what is missing.
    ///
    /// # Errors
    /// [`Rejection`] with `tier-excludes-features` in a LITE pool.
    pub fn begin_user_auth(
        pool: &PoolPolicy,
        user: User,
        preferred: Option<FirstChallenge>,
        circumstances: Circumstances,
        step_up: Option<&StepUp<'_>>,
    ) -> Result<Step, Rejection> {
        let mut choosing = Self { awaits: Awaits::FirstFactorChoice, circumstances, target: None };
        if let Some(denied) = choosing.denied_before_first_factor(pool, user) {
            return Ok(denied);
        }
        check_user_auth(pool)?;
        if let Some(step_up) = step_up {
            match aim(pool, user.facts(), available_challenges(pool, user.facts()), step_up) {
                Ok(level) => choosing.target = Some(level),
                Err(error) => return Ok(Step { user, progress: Progress::TargetMissed(error), reason: None }),
            }
            let earlier = step_up.counted().filter(|proven| !choosing.lacks(pool, user, *proven).is_empty());
            if let Some(proven) = earlier {
                return Ok(choosing.resume(pool, user, proven));
            }
        }
        let available = choosing.available(pool, user);
        Ok(match preferred.filter(|challenge| available.contains(*challenge)) {
            Some(challenge) => choosing.choose_first_factor(pool, user, challenge),
            None => Step { user, progress: Progress::Waiting(choosing), reason: None },
        })
    }

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
                let denied = self.denied_before_first_factor(pool, user);
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
                    None => Step { user, progress: Progress::MfaTypeNotOffered, reason: None },
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
                    Step { user, progress: Progress::MfaTypeNotOffered, reason: None }
                })
            }
            (Awaits::StepUpChoice(proven, offered), Answer::SelectMfaType(choice)) => {
                Ok(match choice.filter(|factor| offered.contains(*factor)) {
                    Some(factor) => self.step_up_answer(pool, user, proven, factor, |sign_in, reason| {
                        sign_in.waits_for(user, Awaits::StepUpCode(proven, factor), reason)
                    }),
                    None => Step { user, progress: Progress::MfaTypeNotOffered, reason: None },
                })
            }
            (Awaits::StepUpCode(proven, factor), _) if answers_code(answer, factor) => {
                Ok(self.step_up_answer(pool, user, proven, factor, |sign_in, reason| {
                    sign_in.finish(pool, attribute_verified(user, factor), proven.and(factor), reason)
                }))
            }
            (Awaits::Device(proven, place), Answer::DeviceSrpAuth) => {
                Ok(self.device(pool, user, proven, place, |sign_in, now| {
                    sign_in.waits_for(user, Awaits::DevicePassword(proven, place), now.reason)
                }))
            }
            (Awaits::DevicePassword(proven, place), Answer::DevicePasswordVerifier) => {
                Ok(self
                    .device(pool, user, proven, place, |sign_in, now| sign_in.device_proven(pool, user, proven, now)))
            }
            _ => Err(OutOfOrder),
        }
    }

    /// The first factors that may be chosen: with a target, those from which it can be reached.
    #[must_use]
    pub fn available(self, pool: &PoolPolicy, user: User) -> FirstChallengeSet {
        let available = available_challenges(pool, user.facts());
        match self.target {
            None => available,
            Some(level) => available.iter().filter(|first| reach(pool, user.facts(), *first) >= level).collect(),
        }
    }

    /// Rows 1 to 4 of SPEC 10, which need no first factor.
    fn denied_before_first_factor(self, pool: &PoolPolicy, user: User) -> Option<Step> {
        let answer = before_first_factor(pool, user.facts(), self.attempt(FirstFactor::Password))?;
        Some(self.follow(pool, user, Proven::first(FirstFactor::Password, Attachment::Platform), answer))
    }

    fn choose_first_factor(self, pool: &PoolPolicy, user: User, challenge: FirstChallenge) -> Step {
        let (factor, proven) = match challenge {
            FirstChallenge::Password | FirstChallenge::PasswordSrp => {
                let password = Proven::first(FirstFactor::Password, Attachment::Platform);
                return self.decide(pool, user, password);
            }
            FirstChallenge::EmailOtp => (Passwordless::EmailOtp, FirstFactor::EmailOtp),
            FirstChallenge::SmsOtp => (Passwordless::SmsOtp, FirstFactor::SmsOtp),
            FirstChallenge::WebAuthn => (Passwordless::WebAuthn, FirstFactor::PasskeyVerified),
        };
        if self.available(pool, user).contains(challenge) {
            let waiting = Self { awaits: Awaits::FirstFactor(factor), ..self };
            return Step { user, progress: Progress::Waiting(waiting), reason: None };
        }
        // What SPEC 9 withholds, SPEC 10 denies: rows 5, 7 and 8 hit before the passkey is looked at.
        self.decide(pool, user, Proven::first(proven, Attachment::Platform))
    }

    /// The new password is kept even if what follows is a denial.
    fn new_password(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        match now.outcome {
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
        self.waits_for(user, Awaits::Code(proven, factor), now.reason)
    }

    /// A code: its attribute is verified, and the user becomes `counted` where it counts.
    fn code(self, pool: &PoolPolicy, user: User, proven: Proven, factor: CodeFactor, counted: User) -> Step {
        let now = self.resolve(pool, user, proven);
        if !still_asks_code(now, factor) {
            return self.follow(pool, user, proven, now);
        }
        self.finish(pool, attribute_verified(counted, factor), proven.and(factor), now.reason)
    }

    fn set_up(self, pool: &PoolPolicy, user: User, proven: Proven, factor: CodeFactor) -> Step {
        let now = self.resolve(pool, user, proven);
        let counts = match now.outcome {
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
                self.finish(pool, user, proven.and(factor), now.reason)
            }
            CodeFactor::Email | CodeFactor::Sms => {
                let set = Report::Attributes { phone: AttributeChange::Keep, email: AttributeChange::Set };
                self.waits_for(user.after(set), Awaits::EmailSetUpCode(proven), now.reason)
            }
        }
    }

    /// Goes on from an earlier session, in which the first factor was proven, to what is missing.
    fn resume(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        match now.outcome {
            Outcome::Denied(_) | Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_)) => {
                self.follow(pool, user, proven, now)
            }
            Outcome::Authenticated
            | Outcome::Challenge(Challenge::Code(_) | Challenge::SelectMfaType(_) | Challenge::DeviceSrp) => {
                self.step_up(pool, user, proven, now.reason)
            }
        }
    }

    /// An answer on the way to the target counts while nothing denies and the factor is still one that reaches it.
    fn step_up_answer(
        self,
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        factor: CodeFactor,
        counted: impl FnOnce(Self, Reason) -> Step,
    ) -> Step {
        let now = self.resolve(pool, user, proven);
        match now.outcome {
            Outcome::Authenticated | Outcome::Challenge(_) if self.lacks(pool, user, proven).contains(factor) => {
                counted(self, now.reason)
            }
            Outcome::Authenticated | Outcome::Challenge(_) | Outcome::Denied(_) => self.follow(pool, user, proven, now),
        }
    }

    /// The factors any of which would reach the target; none when it is reached, or cannot be.
    fn lacks(self, pool: &PoolPolicy, user: User, proven: Proven) -> CodeFactorSet {
        match self.target {
            Some(level) if proven.level() < Some(level) => missing(pool, user.facts(), proven, level),
            Some(_) | None => CodeFactorSet::EMPTY,
        }
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
        let counts = match (now.outcome, place) {
            (Outcome::Authenticated | Outcome::Challenge(Challenge::DeviceSrp), _)
            | (Outcome::Challenge(_), DevicePlace::AtTheEnd) => true,
            (Outcome::Challenge(_), DevicePlace::InPlaceOfCode) | (Outcome::Denied(_), _) => false,
        };
        if counts { counted(self, now) } else { self.follow(pool, user, proven, now) }
    }

    /// The device is proven: nothing is left but, where it stood in for a code, what the target lacks.
    fn device_proven(self, pool: &PoolPolicy, user: User, proven: Proven, now: Resolution) -> Step {
        if self.target.is_some_and(|level| proven.level() < Some(level)) {
            return self.step_up(pool, user, proven, now.reason);
        }
        authenticated(user, proven, now.reason)
    }

    /// Runs the decision and goes where it says.
    fn decide(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        self.follow(pool, user, proven, now)
    }

    /// Goes where the decision says.
    fn follow(self, pool: &PoolPolicy, user: User, proven: Proven, now: Resolution) -> Step {
        let awaits = match now.outcome {
            Outcome::Denied(denial) => {
                return Step { user, progress: Progress::Denied(denial, now.reason), reason: Some(now.reason) };
            }
            Outcome::Authenticated => {
                return self.finish(pool, first_factor_confirms(user, proven), proven, now.reason);
            }
            Outcome::Challenge(Challenge::NewPassword) => Awaits::NewPassword(proven),
            Outcome::Challenge(Challenge::DeviceSrp) => Awaits::Device(proven, DevicePlace::InPlaceOfCode),
            Outcome::Challenge(Challenge::Code(factor)) => Awaits::Code(proven, factor),
            Outcome::Challenge(Challenge::SelectMfaType(offered)) => Awaits::MfaChoice(proven, offered),
            Outcome::Challenge(Challenge::MfaSetup(offered)) => Awaits::MfaSetUp(proven, offered),
        };
        self.waits_for(user, awaits, now.reason)
    }

    /// Everything that the policy demands is proven. What the target lacks is asked for now, then a remembered device.
    fn finish(self, pool: &PoolPolicy, user: User, proven: Proven, reason: Reason) -> Step {
        if self.target.is_some_and(|level| proven.level() < Some(level)) {
            return self.step_up(pool, user, proven, reason);
        }
        let with_device = match proven.first_factor {
            FirstFactor::Password | FirstFactor::CustomChallenge => true,
            FirstFactor::EmailOtp
            | FirstFactor::SmsOtp
            | FirstFactor::PasskeyPresence
            | FirstFactor::PasskeyVerified
            | FirstFactor::ExternalProvider => false,
        };
        if with_device && self.circumstances.device == Device::Remembered && pool.device.is_some() {
            return self.waits_for(user, Awaits::Device(proven, DevicePlace::AtTheEnd), reason);
        }
        authenticated(user, proven, reason)
    }

    fn step_up(self, pool: &PoolPolicy, user: User, proven: Proven, reason: Reason) -> Step {
        let lacking = self.lacks(pool, user, proven);
        let preferred = user.preference.preferred().filter(|factor| lacking.contains(*factor));
        let awaits = match (preferred.or(lacking.only()), lacking.is_empty()) {
            (Some(factor), _) => Awaits::StepUpCode(proven, factor),
            (None, false) => Awaits::StepUpChoice(proven, lacking),
            (None, true) => {
                let progress = Progress::TargetMissed(StepUpError::Unreachable);
                return Step { user, progress, reason: Some(reason) };
            }
        };
        self.waits_for(user, awaits, reason)
    }

    const fn waits_for(self, user: User, awaits: Awaits, reason: Reason) -> Step {
        Step { user, progress: Progress::Waiting(Self { awaits, ..self }), reason: Some(reason) }
    }

    fn resolve(self, pool: &PoolPolicy, user: User, proven: Proven) -> Resolution {
        resolve(pool, UserFacts::from(&user), self.attempt(proven.first_factor))
    }

    const fn attempt(self, first_factor: FirstFactor) -> Attempt {
        Attempt { first_factor, device: self.circumstances.device, risk: self.circumstances.risk }
    }
}

const fn authenticated(user: User, proven: Proven, reason: Reason) -> Step {
    Step { user, progress: Progress::Authenticated(proven), reason: Some(reason) }
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
    match now.outcome {
        Outcome::Authenticated => true,
        Outcome::Challenge(Challenge::Code(asked)) => asked == factor,
        Outcome::Challenge(Challenge::SelectMfaType(offered)) => offered.contains(factor),
        Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp | Challenge::MfaSetup(_))
        | Outcome::Denied(_) => false,
    }
}

/// An OTP as a first factor confirms the user and verifies its attribute.
fn first_factor_confirms(user: User, proven: Proven) -> User {
    let factor = match proven.first_factor {
        FirstFactor::EmailOtp => CodeFactor::Email,
        FirstFactor::SmsOtp => CodeFactor::Sms,
        FirstFactor::Password
        | FirstFactor::PasskeyPresence
        | FirstFactor::PasskeyVerified
        | FirstFactor::ExternalProvider
        | FirstFactor::CustomChallenge => return user,
    };
    let user = attribute_verified(user, factor);
    if user.status() == UserStatus::Unconfirmed { user.after(Report::SignUpConfirmed) } else { user }
}

/// The user, once a code of this factor was answered.
fn attribute_verified(user: User, factor: CodeFactor) -> User {
    let (phone, email) = match factor {
        CodeFactor::Sms => (AttributeChange::Verify, AttributeChange::Keep),
        CodeFactor::Totp => (AttributeChange::Keep, AttributeChange::Keep),
        CodeFactor::Email => (AttributeChange::Keep, AttributeChange::Verify),
    };
    user.after(Report::Attributes { phone, email })
}
