//! A whole sign-in, step by step (SPEC 11): a machine without I/O around [`resolve`].
//!
//! A [`SignIn`] is a value that says what is waited for. A step takes it, the pool and the user as they are *now*, and
//! the answer that was given, and gives what comes next; or [`OutOfOrder`], and nothing has changed. Store the value
//! between requests where the user cannot write it: the machine judges every step anew, so that a stale value skips
//! nothing, but it has to believe what the value says was proven already.

mod begin;
mod proceed;
mod step;

use crate::assurance::{Attachment, Level, Proven};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::first_factor::FirstChallenge;
use crate::names::named;
use crate::outcome::Denial;
use crate::pool::{Passwordless, RiskLevel};
use crate::reason::Reason;
use crate::resolve::Device;
use crate::step_up::StepUpError;
use crate::user::User;

/// A sign-in under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignIn {
    /// What is waited for.
    pub awaits: Awaits,
    /// Where the user signs in from, and at what risk.
    pub circumstances: Circumstances,
    /// The level that is aimed at beyond what the policy demands, if any (SPEC 12).
    pub target: Option<Level>,
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
    /// The choice among factors that reach the target, when everything else is proven: `SELECT_MFA_TYPE`.
    StepUpChoice(Proven, CodeFactorSet, DevicePlace),
    /// The code of a factor that reaches the target, when everything else is proven.
    StepUpCode(Proven, CodeFactor, DevicePlace),
    /// The device: `DEVICE_SRP_AUTH`.
    Device(Proven, DevicePlace),
    /// The device's password: `DEVICE_PASSWORD_VERIFIER`.
    DevicePassword(Proven, DevicePlace),
}

named! {
    /// Where in a sign-in a remembered device is asked for, or has been.
    ///
    /// Closed: there are these two.
    pub enum DevicePlace {
        /// It stands in for a code (SPEC 10, row 14).
        InPlaceOfCode = "in-place-of-code",
        /// It is asked for at the very end, when everything else is proven.
        AtTheEnd = "at-the-end",
    }
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
    /// It was denied because the target can no longer be reached.
    TargetMissed(StepUpError),
    /// It was denied because a factor was chosen that was not offered: `mfa-type-not-offered`.
    MfaTypeNotOffered,
}

/// A step that does not fit where the sign-in stands (`step-out-of-order`). Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The challenge response does not fit the current step of the sign-in.")]
pub struct OutOfOrder;

impl Step {
    /// A step for which the decision did not run.
    const fn undecided(user: User, progress: Progress) -> Self {
        Self { user, progress, reason: None }
    }
}

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
