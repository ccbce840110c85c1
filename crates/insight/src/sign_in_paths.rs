//! The paths by which a user can sign in: the state machine (spec 11) with every answer that the user can give.

use core::ops::ControlFlow;

use crate::ANY_STAMP;
use cognito_mfa::apply::Transition;
use cognito_mfa::assurance::{AcrLevel, Attachment, Proven};
use cognito_mfa::factor::{CodeFactor, CodeFactorSet};
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::recovery::confirm_reset;
use cognito_mfa::sign_in::{
    Answer, Asked, FirstChallenge, FirstFactor, NextStep, PasskeyProof, Progress, SignIn, SignInContext, Step,
    available_challenges,
};
use cognito_mfa::user::{Passkeys, User, UserFacts, UserStatus};

/// The paths by which a user can sign in without help, from one device and at one risk level.
///
/// These first factors count:
///
/// - a password that the user has
/// - an OTP or a passkey that the user can choose (spec 9)
/// - an external provider, for users with the status `EXTERNAL_PROVIDER`
///
/// These answers count: codes of factors that the user has, a new password, a set-up of TOTP or EMAIL, and a remembered
/// device. A passkey that can verify the user does so. A user in password reset first resets the password, if
/// [`recovery`](fn@cognito_mfa::recovery::recovery) allows it. Custom challenges don't count (Inferred).
///
/// ```
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::SignInPaths;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
/// assert!(!paths.is_empty() && !paths.has_passkey());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SignInPaths {
    /// Whether the user can finish a sign-in from each of [`FirstFactor::KINDS`].
    first_factors: [bool; FirstFactor::KINDS.len()],
    least: Option<AcrLevel>,
    most: Option<AcrLevel>,
}

impl SignInPaths {
    /// Finds every path of this user.
    ///
    /// Returns the first factors from which the user can finish a sign-in, with the assurance levels. The result is empty
    /// for a user who is locked out.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::sign_in::{FirstFactor, SignInContext};
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let mut pool = PoolPolicy::default().with_mode(MfaMode::On);
    /// pool.configured = FactorSet::of(&[Factor::Sms]);
    /// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// assert!(SignInPaths::of(&pool, ann.facts(), SignInContext::default()).is_empty());
    ///
    /// ann.phone = Attribute::Verified;
    /// let paths = SignInPaths::of(&pool, ann.facts(), SignInContext::default());
    /// assert!(paths.first_factors().eq([FirstFactor::Password]));
    /// ```
    #[must_use]
    pub fn of(pool: &PoolPolicy, user: UserFacts, context: SignInContext) -> Self {
        let mut paths = Self::default();
        let _ = each_path(pool, user, context, &mut |proven| {
            paths.count(proven);
            ControlFlow::Continue(())
        });
        paths
    }

    /// Whether the user can sign in: a path exists. It stops at the first one.
    pub(crate) fn exist(pool: &PoolPolicy, user: UserFacts, context: SignInContext) -> bool {
        each_path(pool, user, context, &mut |_| ControlFlow::Break(())).is_break()
    }

    /// Whether the user is locked out: no path exists.
    ///
    /// ```
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
    /// assert!(!paths.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(self) -> bool {
        !self.first_factors.contains(&true)
    }

    /// The first factors from which the user can finish a sign-in, in the order of [`FirstFactor::KINDS`].
    ///
    /// ```
    /// use cognito_mfa::sign_in::{FirstFactor, SignInContext};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
    /// assert!(paths.first_factors().eq([FirstFactor::Password]));
    /// ```
    pub fn first_factors(self) -> impl Iterator<Item = FirstFactor> + Clone {
        FirstFactor::KINDS.iter().zip(self.first_factors).filter(|(_, finishes)| *finishes).map(|(first, _)| *first)
    }

    /// Whether the user can sign in with a passkey.
    ///
    /// ```
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
    /// assert!(!paths.has_passkey());
    /// ```
    #[must_use]
    pub fn has_passkey(self) -> bool {
        self.first_factors().any(|first| matches!(first, FirstFactor::Passkey(..)))
    }

    /// The lowest assurance level of the user's finished sign-ins (spec 12). `None` if one of them has no level.
    ///
    /// ```
    /// use cognito_mfa::assurance::AcrLevel;
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
    /// assert_eq!(paths.least(), Some(AcrLevel::One));
    /// ```
    #[must_use]
    pub const fn least(self) -> Option<AcrLevel> {
        self.least
    }

    /// The highest assurance level of the user's finished sign-ins without a step-up. `None` if none of them has a level.
    ///
    /// ```
    /// use cognito_mfa::assurance::AcrLevel;
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::SignInPaths;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let paths = SignInPaths::of(&PoolPolicy::default(), ann, SignInContext::default());
    /// assert_eq!(paths.most(), Some(AcrLevel::One));
    /// ```
    #[must_use]
    pub const fn most(self) -> Option<AcrLevel> {
        self.most
    }

    fn count(&mut self, proven: Proven) {
        let level = proven.level();
        self.least = if self.is_empty() { level } else { self.least.min(level) };
        self.most = self.most.max(level);
        let kinds = FirstFactor::KINDS.iter().zip(&mut self.first_factors);
        kinds.for_each(|(first, finishes)| *finishes |= *first == proven.first_factor);
    }
}

/// What to do with each finished sign-in.
type Visit<'a> = &'a mut dyn FnMut(Proven) -> ControlFlow<()>;

/// Visits the end of every path of the user, until a visit breaks.
fn each_path(pool: &PoolPolicy, user: UserFacts, context: SignInContext, visit: Visit<'_>) -> ControlFlow<()> {
    let user = after_reset(pool, user.user(ANY_STAMP));
    if user.facts().has_password() {
        begin(pool, user, FirstFactor::Password, context, visit)?;
    }
    if user.status() == UserStatus::ExternalProvider {
        begin(pool, user, FirstFactor::ExternalProvider, context, visit)?;
    }
    if pool.passwordless.is_empty() { ControlFlow::Continue(()) } else { choose(pool, user, context, visit) }
}

/// Follows a sign-in that starts with a proven first factor.
fn begin(
    pool: &PoolPolicy,
    user: User,
    first: FirstFactor,
    context: SignInContext,
    visit: Visit<'_>,
) -> ControlFlow<()> {
    follow(pool, SignIn::begin(pool, user, first, context, None), MOST_ANSWERS, visit)
}

/// Follows a choice-based sign-in with each passwordless factor. A LITE pool has none.
fn choose(pool: &PoolPolicy, user: User, context: SignInContext, visit: Visit<'_>) -> ControlFlow<()> {
    let passwordless = [FirstChallenge::EmailOtp, FirstChallenge::SmsOtp, FirstChallenge::WebAuthn];
    let available = available_challenges(pool, user.facts());
    for first in passwordless.into_iter().filter(|first| available.contains(*first)) {
        if let Ok(step) = SignIn::begin_user_auth(pool, user, Some(first), context, None) {
            follow(pool, step, MOST_ANSWERS, visit)?;
        }
    }
    ControlFlow::Continue(())
}

/// Follows a step with every answer that the user can give.
fn follow(pool: &PoolPolicy, step: Step, answers_left: u8, visit: Visit<'_>) -> ControlFlow<()> {
    match step.progress {
        Progress::Authenticated(proven) => visit(proven),
        Progress::Denied(_) => ControlFlow::Continue(()),
        Progress::Waiting(sign_in) => {
            let Some(answers_left) = answers_left.checked_sub(1) else { return ControlFlow::Continue(()) };
            for answer in answers(sign_in, step.user).into_iter().flatten() {
                if let Ok(next) = sign_in.step(pool, step.user, answer) {
                    follow(pool, next, answers_left, visit)?;
                }
            }
            ControlFlow::Continue(())
        }
    }
}

/// More answers than any sign-in takes. A test follows every sign-in.
const MOST_ANSWERS: u8 = 12;

/// The user after a password reset, if the user needs one and can do it without help.
fn after_reset(pool: &PoolPolicy, user: User) -> User {
    if user.status() != UserStatus::ResetRequired {
        return user;
    }
    confirm_reset(pool, &user).map_or(user, Transition::into_next)
}

/// The answers that the user can give to the current question.
fn answers(sign_in: SignIn, user: User) -> [Option<Answer>; 3] {
    let one = |answer| [Some(answer), None, None];
    match sign_in.asked {
        Asked::FirstFactorChoice => [None; 3],
        Asked::FirstFactor(FirstChallenge::Password | FirstChallenge::PasswordSrp) => one(Answer::PasswordProven),
        Asked::FirstFactor(FirstChallenge::EmailOtp)
        | Asked::After(_, NextStep::EmailSetUpCode | NextStep::Code(CodeFactor::Email)) => one(Answer::EmailCodeProven),
        Asked::FirstFactor(FirstChallenge::SmsOtp) => one(Answer::SmsOtpProven),
        Asked::FirstFactor(FirstChallenge::WebAuthn) => {
            let proof =
                if user.passkeys == Passkeys::CanVerify { PasskeyProof::UserVerified } else { PasskeyProof::Presence };
            one(Answer::PasskeyProven(proof, Attachment::Platform))
        }
        Asked::After(_, NextStep::NewPassword) => one(Answer::NewPasswordChosen),
        Asked::After(_, NextStep::MfaChoice(offered)) => each(offered, |code| Answer::MfaTypeChosen(Some(code))),
        Asked::After(_, NextStep::MfaSetUp(offered)) => each(offered, |code| match code {
            CodeFactor::Sms => Answer::SmsSetUpBegun,
            CodeFactor::Totp => Answer::TotpSetUpProven,
            CodeFactor::Email => Answer::EmailSetUpBegun,
        }),
        Asked::After(_, NextStep::Code(CodeFactor::Sms)) => one(Answer::SmsCodeProven),
        Asked::After(_, NextStep::Code(CodeFactor::Totp)) => one(Answer::TotpCodeProven),
        Asked::After(_, NextStep::Device) => one(Answer::DeviceBegun),
        Asked::After(_, NextStep::DevicePassword) => one(Answer::DeviceProven),
    }
}

/// One answer for each of these factors.
fn each(codes: CodeFactorSet, answer: impl Fn(CodeFactor) -> Answer) -> [Option<Answer>; 3] {
    [CodeFactor::Sms, CodeFactor::Totp, CodeFactor::Email].map(|code| codes.contains(code).then(|| answer(code)))
}
