//! Every way in which a user can sign in: the machine of SPEC 11, walked over all answers that the user can give.

use crate::assurance::{Attachment, Level, Proven};
use crate::command::Report;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::first_factor::{FirstChallenge, available_challenges};
use crate::pool::{Passwordless, PoolPolicy};
use crate::recovery::recovery;
use crate::resolve::{FirstFactor, FirstFactorSet};
use crate::sign_in::{Answer, Awaits, Circumstances, PasskeyProof, Progress, SignIn, Step};
use crate::user::{Passkeys, User, UserStatus};

/// The ways in which a user can sign in by themselves, under some circumstances.
///
/// Every first factor counts that the user has: a password; an OTP or a passkey that may be chosen; an external provider
/// for those who come through one only. Every answer counts that the user can give: codes of factors that they have, a
/// new password, a set-up of TOTP or EMAIL, a device that is remembered; a passkey that can verify the user does. A user
/// whose password is in reset first resets it, where [`recovery()`] lets them. A custom challenge is the pool's own and
/// does not count (Inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WaysIn {
    first_factors: FirstFactorSet,
    least: Option<Level>,
    most: Option<Level>,
}

impl WaysIn {
    /// All ways of this user.
    ///
    /// ```
    /// use cognito_mfa::insight::WaysIn;
    /// use cognito_mfa::{Attribute, Circumstances, Factor, FactorSet, FirstFactor, MfaMode, PoolPolicy, User};
    ///
    /// let mut pool = PoolPolicy { mode: MfaMode::On, ..PoolPolicy::default() };
    /// pool.configured = FactorSet::of(&[Factor::Sms]);
    /// let mut ann = User::default();
    /// assert!(WaysIn::of(&pool, ann.facts(), Circumstances::default()).is_empty());
    ///
    /// ann.phone = Attribute::Verified;
    /// let ways = WaysIn::of(&pool, ann.facts(), Circumstances::default());
    /// assert!(ways.first_factors().contains(FirstFactor::Password));
    /// ```
    #[must_use]
    pub fn of(pool: &PoolPolicy, user: UserFacts, circumstances: Circumstances) -> Self {
        let mut ways = Self::default();
        let user = after_reset(pool, user.user());
        if user.facts().has_password() {
            ways.begin(pool, user, FirstFactor::Password, circumstances);
        }
        if user.status() == UserStatus::ExternalProvider {
            ways.begin(pool, user, FirstFactor::ExternalProvider, circumstances);
        }
        if !pool.passwordless.is_empty() {
            ways.choose(pool, user, circumstances);
        }
        ways
    }

    /// Whether there is no way in: the user is locked out.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.first_factors.is_empty()
    }

    /// The first factors from which a sign-in can be brought to its end.
    #[must_use]
    pub const fn first_factors(self) -> FirstFactorSet {
        self.first_factors
    }

    /// Whether a passkey signs the user in.
    #[must_use]
    pub fn has_passkey(self) -> bool {
        self.first_factors.contains(FirstFactor::PasskeyVerified)
            || self.first_factors.contains(FirstFactor::PasskeyPresence)
    }

    /// The lowest level that a finished sign-in of the user can have: what the policy guarantees.
    #[must_use]
    pub const fn least(self) -> Option<Level> {
        self.least
    }

    /// The highest level that a finished sign-in of the user can have without a step-up.
    #[must_use]
    pub const fn most(self) -> Option<Level> {
        self.most
    }

    /// A sign-in whose first factor is proven at once.
    fn begin(&mut self, pool: &PoolPolicy, user: User, first: FirstFactor, circumstances: Circumstances) {
        let proven = Proven::first(first, Attachment::Platform);
        self.follow(pool, SignIn::begin(pool, user, proven, circumstances, None), MOST_ANSWERS);
    }

    /// A choice-based sign-in with each passwordless factor; a LITE pool has none.
    fn choose(&mut self, pool: &PoolPolicy, user: User, circumstances: Circumstances) {
        let passwordless = [FirstChallenge::EmailOtp, FirstChallenge::SmsOtp, FirstChallenge::WebAuthn];
        let available = available_challenges(pool, user.facts());
        for first in passwordless.into_iter().filter(|first| available.contains(*first)) {
            if let Ok(step) = SignIn::begin_user_auth(pool, user, Some(first), circumstances, None) {
                self.follow(pool, step, MOST_ANSWERS);
            }
        }
    }

    /// Goes on from a step with every answer that the user can give.
    fn follow(&mut self, pool: &PoolPolicy, step: Step, answers_left: u8) {
        match step.progress {
            Progress::Authenticated(proven) => self.count(proven),
            Progress::Denied(..) | Progress::TargetMissed(_) | Progress::MfaTypeNotOffered => {}
            Progress::Waiting(sign_in) => {
                let Some(answers_left) = answers_left.checked_sub(1) else { return };
                for answer in answers(sign_in, step.user).into_iter().flatten() {
                    if let Ok(next) = sign_in.step(pool, step.user, answer) {
                        self.follow(pool, next, answers_left);
                    }
                }
            }
        }
    }

    fn count(&mut self, proven: Proven) {
        let level = proven.level();
        self.least = if self.is_empty() { level } else { self.least.min(level) };
        self.most = self.most.max(level);
        self.first_factors = self.first_factors.with(proven.first_factor);
    }
}

/// More answers than any sign-in takes; a test walks every one of them.
const MOST_ANSWERS: u8 = 12;

/// The user, once they have reset a password that is in reset, where they can by themselves.
fn after_reset(pool: &PoolPolicy, user: User) -> User {
    let can_reset = user.status() == UserStatus::ResetRequired && recovery(pool, user.facts()).answer.is_ok();
    if can_reset { user.after(Report::PermanentPasswordSet) } else { user }
}

/// The answers that the user can give to what is waited for.
fn answers(sign_in: SignIn, user: User) -> [Option<Answer>; 3] {
    let one = |answer| [Some(answer), None, None];
    match sign_in.awaits {
        Awaits::FirstFactorChoice => [None; 3],
        Awaits::FirstFactor(Passwordless::EmailOtp) | Awaits::EmailSetUpCode(_) => one(Answer::EmailOtp),
        Awaits::FirstFactor(Passwordless::SmsOtp) => one(Answer::SmsOtp),
        Awaits::FirstFactor(Passwordless::WebAuthn) => {
            let proof =
                if user.passkeys == Passkeys::CanVerify { PasskeyProof::UserVerified } else { PasskeyProof::Presence };
            one(Answer::WebAuthn(proof, Attachment::Platform))
        }
        Awaits::NewPassword(_) => one(Answer::NewPasswordRequired),
        Awaits::MfaChoice(_, offered) | Awaits::StepUpChoice(_, offered, _) => {
            each(offered, |code| Answer::SelectMfaType(Some(code)))
        }
        Awaits::MfaSetUp(_, offered) => each(offered, Answer::MfaSetup),
        Awaits::Code(_, factor) | Awaits::StepUpCode(_, factor, _) => one(match factor {
            CodeFactor::Sms => Answer::SmsMfa,
            CodeFactor::Totp => Answer::SoftwareTokenMfa,
            CodeFactor::Email => Answer::EmailOtp,
        }),
        Awaits::Device(..) => one(Answer::DeviceSrpAuth),
        Awaits::DevicePassword(..) => one(Answer::DevicePasswordVerifier),
    }
}

/// The answer for each of these factors.
fn each(codes: CodeFactorSet, answer: impl Fn(CodeFactor) -> Answer) -> [Option<Answer>; 3] {
    [CodeFactor::Sms, CodeFactor::Totp, CodeFactor::Email].map(|code| codes.contains(code).then(|| answer(code)))
}
