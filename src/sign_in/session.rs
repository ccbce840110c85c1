//! A sign-in in progress: what was proven so far, and what was asked last.

use crate::exception::Exception;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::RiskLevel;
use crate::sign_in::assurance::{AcrLevel, Attachment, Proven};
use crate::sign_in::decision::Device;
use crate::sign_in::first_factors::FirstChallenge;
use crate::user::CredentialStamp;

/// A sign-in in progress (spec 11).
///
/// A stored sign-in alone authenticates no user. Each step takes the sign-in, the *current* pool and user, and an answer. The
/// step runs the decision again, drops an answer that the decision no longer asks for, and returns what comes next. So a stale,
/// repeated or reordered challenge never ends a sign-in with less than a fresh one would need.
///
/// # What a host does
///
/// - Bind the stored sign-in to its pool, its user and its app client. Keep it where the user can't write it, let it expire,
///   and use it once. The engine trusts the part that lists what was proven.
/// - Check each credential before you pass its [`Answer`]. The names of answers that prove a factor end in `Proven`.
/// - Bind a code to the address that you sent it to. Bind a new TOTP token, a passkey's challenge and a device's key to
///   the sign-in.
/// - Keep the credential stamp with the user. Give each new user a random one. Every event that changes a credential changes
///   the stamp. A step ends the sign-in if its stamp isn't the user's ([`SignInDenied::CredentialsReplaced`]).
/// - Store the result of a step in one transaction: the user, and the next stored sign-in or the end. Store it only if the
///   user hasn't changed since the step read it. Otherwise discard the whole step and run it again. If you wrote back a user
///   that you read earlier, you could undo a change that was made in the meantime, such as disabling the user. See
///   [`Step`](crate::sign_in::Step) and its [events](crate::sign_in::Step::events).
///
/// ```
/// use cognito_mfa::sign_in::{OutOfOrder, SignInContext};
/// use cognito_mfa::user::Password;
/// use cognito_mfa::{Answer, CredentialStamp, PoolPolicy, Progress, SignIn};
/// use cognito_mfa::sign_in::FirstChallenge;
/// use cognito_mfa::user::UserStatus;
/// use cognito_mfa::User;
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let step = SignIn::begin_user_auth(&pool, ann, None, SignInContext::default(), None)?;
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the choice") };
/// assert_eq!(sign_in.step(&pool, ann, Answer::SmsCodeProven), Err(OutOfOrder));
///
/// // Choosing the password proves nothing yet.
/// let step = sign_in.step(&pool, ann, Answer::FirstFactorChosen(FirstChallenge::Password)).unwrap();
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the password") };
///
/// let step = sign_in.step(&pool, ann, Answer::PasswordProven).unwrap();
/// assert!(matches!(step.progress, Progress::Authenticated(_)));
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
///
/// Closed, because a host that keeps sign-ins in a form of its own must store every field: a field that gets lost could sign a
/// user in with less than the pool requires.
///
/// [`SignInDenied::CredentialsReplaced`]: crate::sign_in::SignInDenied::CredentialsReplaced
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "a sign-in in progress must be stored"]
pub struct SignIn {
    /// What was proven so far, and what was asked last.
    pub asked: Asked,
    /// The device and the risk that the sign-in began with.
    pub context: SignInContext,
    /// The user's credential stamp after the last step of the sign-in.
    pub stamp: CredentialStamp,
    /// The target of a step-up, if there is one (spec 12).
    pub target: Option<StepUpTarget>,
}

/// The facts that the host established when the sign-in began. They don't change until it ends.
///
/// Closed, because a new fact could change the sign-in decision. A host must then supply it.
///
/// [`SignIn`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SignInContext {
    /// The device.
    pub device: Device,
    /// The risk level.
    pub risk: RiskLevel,
}

/// The level that a step-up must reach, and the earlier session that it builds on.
///
/// Closed, because a host that keeps sign-ins in a form of its own must store every field: they decide how the step-up ends.
///
/// [`StepUp::of_choice`](crate::sign_in::StepUp::of_choice) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StepUpTarget {
    /// The level.
    pub level: AcrLevel,
    /// The codes of the earlier session. The password of that session takes the place of the first factor. `None` when the
    /// user proves the first factor in this sign-in.
    pub earlier: Option<CodeFactorSet>,
}

/// What a sign-in asked last.
///
/// Closed, because a host must be able to ask for each of them.
///
/// ```
/// use cognito_mfa::sign_in::{Asked, SignInContext};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let step = SignIn::begin_user_auth(&PoolPolicy::default(), ann, None, SignInContext::default(), None)?;
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the choice") };
/// assert_eq!(sign_in.asked, Asked::FirstFactorChoice);
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// The choice of a first factor: `SELECT_CHALLENGE`. Nothing is proven yet.
    FirstFactorChoice,
    /// The proof of the chosen first factor: `PASSWORD`, `PASSWORD_VERIFIER`, `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`.
    /// Nothing is proven yet.
    FirstFactor(FirstChallenge),
    /// A step after the first factor. The first value is what was proven so far.
    After(Proven, NextStep),
}

/// What a sign-in asks after its first factor.
///
/// Closed, because a host must be able to ask for each of them.
///
/// ```
/// use cognito_mfa::sign_in::{Asked, FirstFactor, NextStep, SignInContext};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let ann = User::new(UserStatus::ForceChangePassword, Password::Temporary, CredentialStamp(7));
/// let step = SignIn::begin(&PoolPolicy::default(), ann, FirstFactor::Password, SignInContext::default(), None);
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for a new password") };
/// assert!(matches!(sign_in.asked, Asked::After(_, NextStep::NewPassword)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NextStep {
    /// A new password: `NEW_PASSWORD_REQUIRED`.
    NewPassword,
    /// The choice of one of these factors: `SELECT_MFA_TYPE`.
    MfaChoice(CodeFactorSet),
    /// The code of this factor: `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `EMAIL_OTP`.
    Code(CodeFactor),
    /// The set-up of one of these factors: `MFA_SETUP`.
    MfaSetUp(CodeFactorSet),
    /// The code that completes the set-up of EMAIL: `EMAIL_OTP`, sent to the new address.
    EmailSetUpCode,
    /// The device: `DEVICE_SRP_AUTH`.
    Device,
    /// The device's password: `DEVICE_PASSWORD_VERIFIER`.
    DevicePassword,
}

/// An answer to a challenge. If its name ends in `Proven`, it asserts that the host has checked the credential.
///
/// Closed, because the engine models exactly these challenges of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// `SELECT_CHALLENGE`: the user chose this first factor. It proves nothing yet.
    FirstFactorChosen(FirstChallenge),
    /// `PASSWORD` or `PASSWORD_VERIFIER`: the password is right.
    PasswordProven,
    /// `EMAIL_OTP`, as a first factor or after a password: the code is right.
    EmailCodeProven,
    /// `SMS_OTP`: the code is right.
    SmsOtpProven,
    /// `WEB_AUTHN`: the assertion is valid, with or without user verification.
    PasskeyProven(PasskeyProof, Attachment),
    /// `NEW_PASSWORD_REQUIRED`: the user chose a new password that the pool's password policy allows.
    NewPasswordChosen,
    /// `SELECT_MFA_TYPE`: the user chose this factor. `None` when the answer isn't the name of a factor.
    MfaTypeChosen(Option<CodeFactor>),
    /// `SMS_MFA`: the code is right.
    SmsCodeProven,
    /// `SOFTWARE_TOKEN_MFA`: the code is right.
    TotpCodeProven,
    /// `MFA_SETUP` for TOTP: the user has verified the new token.
    TotpSetUpProven,
    /// `MFA_SETUP` for EMAIL, with an address. It proves nothing yet.
    EmailSetUpBegun,
    /// `MFA_SETUP` for SMS, with a number. A sign-in never sets up SMS.
    SmsSetUpBegun,
    /// `DEVICE_SRP_AUTH`: the device begins to prove itself. It proves nothing yet.
    DeviceBegun,
    /// `DEVICE_PASSWORD_VERIFIER`: the device's password is right.
    DeviceProven,
}

/// What a passkey proved.
///
/// Closed, because a passkey either verified the user or didn't.
///
/// ```
/// use cognito_mfa::assurance::Attachment;
/// use cognito_mfa::sign_in::{FirstFactor, PasskeyProof, Reason};
/// use cognito_mfa::user::{Passkeys, Password, UserStatus};
/// use cognito_mfa::pool::{PasswordlessFactor, PasswordlessFactorSet};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User, resolve};
///
/// let passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]);
/// let pool = PoolPolicy::default().with_passwordless(passwordless);
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.passkeys = Passkeys::CanVerify;
/// let first_factor = FirstFactor::Passkey(PasskeyProof::Presence, Attachment::Platform);
/// let attempt = Attempt { first_factor, ..Attempt::password() };
/// assert_eq!(resolve(&pool, ann.facts(), attempt).reason(), Reason::Passwordless);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PasskeyProof {
    /// The passkey proved only that a person is present.
    Presence,
    /// The passkey verified the user, for example with a fingerprint or a PIN.
    UserVerified,
}

/// The answer doesn't fit what the sign-in asked last (`step-out-of-order`). Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("The challenge response does not fit the current step of the sign-in.")]
pub struct OutOfOrder;

impl PasskeyProof {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Presence, Self::UserVerified];
}

impl OutOfOrder {
    /// The name of the table that the code is in.
    pub const TABLE: &'static str = "sign-in";

    /// The stable code.
    pub const CODE: &'static str = "step-out-of-order";

    /// The exception that the service returns.
    ///
    /// ```
    /// use cognito_mfa::exception::Exception;
    /// use cognito_mfa::sign_in::OutOfOrder;
    ///
    /// assert_eq!(OutOfOrder.exception(), Exception::NotAuthorized);
    /// ```
    #[must_use]
    pub const fn exception(self) -> Exception {
        Exception::NotAuthorized
    }
}
