//! A whole sign-in, step by step (SPEC 11): a machine without I/O around [`resolve`].
//!
//! A [`SignIn`] is a value that says what is waited for. A step takes it, the pool and the user as they are *now*, and
//! the answer that was given, and gives what comes next; or [`OutOfOrder`], and nothing has changed. Store the value
//! between requests where the user cannot write it: the machine judges every step anew, so that a stale value skips
//! nothing, but it has to believe what the value says was proven already.

use crate::assurance::{Attachment, Proven};
use crate::command::{AttributeChange, Report};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::first_factor::{FirstChallenge, available_challenges, check_user_auth};
use crate::pool::{Passwordless, PoolPolicy, RiskLevel};
use crate::reason::{Denial, Reason};
use crate::resolve::{Attempt, Challenge, Device, FirstFactor, Outcome, Resolution, before_first_factor, resolve};
use crate::rules::Rejection;
use crate::user::{Totp, User, UserStatus};

/// A sign-in under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignIn {
    /// What is waited for.
    pub awaits: Awaits,
    /// Where the user signs in from, and at what risk.
    pub circumstances: Circumstances,
}

/// What the caller established about a sign-in besides its factors. It holds for the whole sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Circumstances {
    /// The device.
    pub device: Device,
    /// The risk.
    pub risk: RiskLevel,
}

/// What a sign-in waits for.
///
/// Closed: a host has to ask for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Awaits {
    /// The choice of a first factor: `SELECT_CHALLENGE`.
    FirstFactorChoice,
    /// The proof of a passwordless first factor: `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`.
    FirstFactor(Passwordless),
    /// A new password: `NEW_PASSWORD_REQUIRED`.
    NewPassword(Proven),
    /// The choice of a factor among these: `SELECT_MFA_TYPE`.
    MfaChoice(Proven, CodeFactorSet),
    /// The code of a factor.
    Code(Proven, CodeFactor),
    /// The code that completes the set-up of EMAIL: `EMAIL_OTP`.
    EmailSetUpCode(Proven),
    /// The set-up of one of these factors: `MFA_SETUP`.
    MfaSetUp(Proven, CodeFactorSet),
    /// The device: `DEVICE_SRP_AUTH`.
    Device(Proven, DevicePlace),
    /// The device's password: `DEVICE_PASSWORD_VERIFIER`.
    DevicePassword(Proven, DevicePlace),
}

/// Where in a sign-in the device is asked for.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DevicePlace {
    /// It stands in for a code (SPEC 10, row 14).
    InPlaceOfCode,
    /// It is asked for at the very end, when everything else is proven.
    AtTheEnd,
}

/// An answer to a challenge, named after it. The caller has checked the credential.
///
/// Closed: these are the challenges of the service that the policy knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// `SELECT_CHALLENGE`, with the first factor chosen.
    SelectChallenge(FirstChallenge),
    /// `EMAIL_OTP`, as a first factor or as a code.
    EmailOtp,
    /// `SMS_OTP`
    SmsOtp,
    /// `WEB_AUTHN`, with a passkey that verified the user or did not.
    WebAuthn(PasskeyProof, Attachment),
    /// `NEW_PASSWORD_REQUIRED`
    NewPasswordRequired,
    /// `SELECT_MFA_TYPE`, with the factor chosen; `None` where what was chosen is no factor.
    SelectMfaType(Option<CodeFactor>),
    /// `SMS_MFA`
    SmsMfa,
    /// `SOFTWARE_TOKEN_MFA`
    SoftwareTokenMfa,
    /// `MFA_SETUP`, with the factor that was set up.
    MfaSetup(CodeFactor),
    /// `DEVICE_SRP_AUTH`
    DeviceSrpAuth,
    /// `DEVICE_PASSWORD_VERIFIER`
    DevicePasswordVerifier,
}

/// What a passkey showed.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PasskeyProof {
    /// Somebody was there.
    Presence,
    /// The user was verified.
    UserVerified,
}

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The user as the step leaves them, to be kept even when the sign-in is denied.
    pub user: User,
    /// Where the sign-in stands.
    pub progress: Progress,
    /// The reason of the last run of the decision, if it ran.
    pub reason: Option<Reason>,
}

/// Where a sign-in stands.
///
/// Closed: a caller that misses one might let the user in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// It waits for an answer.
    Waiting(SignIn),
    /// The user is signed in, and this was proven.
    Authenticated(Proven),
    /// It was denied, for this reason.
    Denied(Denial, Reason),
    /// It was denied because a factor was chosen that was not offered: `mfa-type-not-offered`.
    MfaTypeNotOffered,
}

/// A step that does not fit where the sign-in stands (`step-out-of-order`). Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The challenge response does not fit the current step of the sign-in.")]
pub struct OutOfOrder;

impl OutOfOrder {
    /// The stable code.
    pub const CODE: &'static str = "step-out-of-order";
}

impl Progress {
    /// The stable code of [`Progress::MfaTypeNotOffered`].
    pub const MFA_TYPE_NOT_OFFERED: &'static str = "mfa-type-not-offered";

    /// The message of [`Progress::MfaTypeNotOffered`]; nobody has published the service's (Inferred).
    pub const MFA_TYPE_NOT_OFFERED_MESSAGE: &'static str = "The MFA type is not among those that the user can choose.";
}

impl SignIn {
    /// Begins a sign-in whose first factor is proven at once.
    ///
    /// ```
    /// use cognito_mfa::{Attachment, Circumstances, FirstFactor, PoolPolicy, Progress, Proven, SignIn, User};
    ///
    /// let proven = Proven::first(FirstFactor::Password, Attachment::Platform);
    /// let step = SignIn::begin(&PoolPolicy::default(), User::default(), proven, Circumstances::default());
    /// assert_eq!(step.progress, Progress::Authenticated(proven));
    /// ```
    #[must_use]
    pub fn begin(pool: &PoolPolicy, user: User, proven: Proven, circumstances: Circumstances) -> Step {
        Self::of(Awaits::FirstFactorChoice, circumstances).decide(pool, user, proven)
    }

    /// Begins a choice-based sign-in (`USER_AUTH`), perhaps with a preferred challenge.
    ///
    /// A preferred challenge that is not available is no error: the user is asked to choose (SPEC 9).
    ///
    /// # Errors
    /// [`Rejection`] with `tier-excludes-features` in a LITE pool.
    pub fn begin_user_auth(
        pool: &PoolPolicy,
        user: User,
        preferred: Option<FirstChallenge>,
        circumstances: Circumstances,
    ) -> Result<Step, Rejection> {
        let choosing = Self::of(Awaits::FirstFactorChoice, circumstances);
        if let Some(denied) = choosing.denied_before_first_factor(pool, user) {
            return Ok(denied);
        }
        check_user_auth(pool)?;
        let available = available_challenges(pool, user.facts());
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
    /// let step = SignIn::begin_user_auth(&pool, ann, None, Circumstances::default())?;
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
            (Awaits::Device(proven, place), Answer::DeviceSrpAuth) => {
                Ok(self.device(pool, user, proven, place, |sign_in, now| {
                    sign_in.waits_for(user, Awaits::DevicePassword(proven, place), now.reason)
                }))
            }
            (Awaits::DevicePassword(proven, place), Answer::DevicePasswordVerifier) => {
                Ok(self.device(pool, user, proven, place, |_, now| authenticated(user, proven, now.reason)))
            }
            _ => Err(OutOfOrder),
        }
    }

    const fn of(awaits: Awaits, circumstances: Circumstances) -> Self {
        Self { awaits, circumstances }
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
        if available_challenges(pool, user.facts()).contains(challenge) {
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

    /// Everything is proven; a remembered device that has not stood in for a code is asked for now.
    fn finish(self, pool: &PoolPolicy, user: User, proven: Proven, reason: Reason) -> Step {
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
