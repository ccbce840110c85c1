//! How a sign-in begins: with a proven first factor, with the choice of one, or from an earlier session.

use super::{Asked, PasskeyProof, Progress, SignIn, SignInContext, SignInDenied, Step, UserEvents};
use crate::pool::PoolPolicy;
use crate::rules::Rejection;
use crate::sign_in::assurance::{Attachment, Proven};
use crate::sign_in::decision::before_first_factor;
use crate::sign_in::first_factor::FirstFactor;
use crate::sign_in::first_factors::{FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth};
use crate::sign_in::outcome::Outcome;
use crate::sign_in::step_up::{StepUp, StepUpError, reach};
use crate::user::User;

impl SignIn {
    /// Begins a sign-in with a proven first factor, and optionally with a step-up (spec 12).
    ///
    /// This function ignores the earlier session of the step-up.
    ///
    /// ```
    /// use cognito_mfa::assurance::Proven;
    /// use cognito_mfa::sign_in::FirstFactor;
    /// use cognito_mfa::user::Password;
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress};
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::UserStatus;
    /// use cognito_mfa::{SignIn, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let step = SignIn::begin(&pool, ann, FirstFactor::Password, SignInContext::default(), None);
    /// assert_eq!(step.progress, Progress::Authenticated(Proven::first(FirstFactor::Password)));
    /// ```
    pub fn begin(
        pool: &PoolPolicy,
        user: User,
        first_factor: FirstFactor,
        context: SignInContext,
        step_up: Option<&StepUp<'_>>,
    ) -> Step {
        let mut sign_in = Self { asked: Asked::FirstFactorChoice, context, stamp: user.stamp, target: None };
        let proven = Proven::first(first_factor);
        if let Some(step_up) = step_up {
            if let Some(denied) = sign_in.denied_before_first_factor(pool, user, first_factor) {
                return denied;
            }
            if let Err(error) = step_up.check(pool) {
                return Step::denied(user, error.into());
            }
            if let Err(denied) = sign_in.judge(pool, user, proven) {
                return Step::denied(user, denied);
            }
            match step_up.target_after(pool, user.facts(), proven) {
                Ok(target) => sign_in.target = Some(target),
                Err(error) => return Step::denied(user, error.into()),
            }
        }
        sign_in.first_factor_proven(pool, user, proven)
    }

    /// Begins a sign-in with a password that the user has yet to prove by Secure Remote Password (`USER_SRP_AUTH`), optionally
    /// with a step-up (spec 11 and 12).
    ///
    /// The sign-in asks for the proof: `PASSWORD_VERIFIER`. Only rows 1 to 4 of the decision are judged now, because the others
    /// would show the user's factors to a person who doesn't know the password. The whole decision is judged with the proof, on
    /// the pool and the user of that moment.
    ///
    /// This function ignores the earlier session of the step-up.
    ///
    /// ```
    /// use cognito_mfa::sign_in::SignInContext;
    /// use cognito_mfa::user::{AccountState, Password, UserStatus};
    /// use cognito_mfa::{Answer, CredentialStamp, PoolPolicy, Progress, SignIn, User};
    ///
    /// let (pool, context) = (PoolPolicy::default(), SignInContext::default());
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let step = SignIn::begin_srp(&pool, ann, context, None);
    /// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the proof") };
    /// let proven = sign_in.step(&pool, ann, Answer::PasswordProven)?;
    /// assert!(matches!(proven.progress, Progress::Authenticated(_)));
    ///
    /// // The user was disabled before the proof, or before the sign-in.
    /// let disabled = ann.with_access(AccountState::Disabled);
    /// assert!(matches!(sign_in.step(&pool, disabled, Answer::PasswordProven)?.progress, Progress::Denied(_)));
    /// assert!(matches!(SignIn::begin_srp(&pool, disabled, context, None).progress, Progress::Denied(_)));
    /// # Ok::<(), cognito_mfa::sign_in::OutOfOrder>(())
    /// ```
    pub fn begin_srp(pool: &PoolPolicy, user: User, context: SignInContext, step_up: Option<&StepUp<'_>>) -> Step {
        let asked = Asked::FirstFactor(FirstChallenge::PasswordSrp);
        let mut sign_in = Self { asked, context, stamp: user.stamp, target: None };
        if let Some(denied) = sign_in.denied_before_first_factor(pool, user, FirstFactor::Password) {
            return denied;
        }
        if let Some(step_up) = step_up {
            match step_up.after(pool, user.facts(), Proven::first(FirstFactor::Password)) {
                Ok(target) => sign_in.target = Some(target),
                Err(error) => return Step::denied(user, error.into()),
            }
        }
        Step::unchanged(user, Progress::Waiting(sign_in), None)
    }

    /// Begins a choice-based sign-in (`USER_AUTH`), optionally with a preferred challenge and with a step-up.
    ///
    /// If the preferred challenge isn't available, the sign-in asks the user to choose (spec 9). If the user prefers the
    /// password, the sign-in asks for its proof. If the step-up has an earlier session that counts, the sign-in asks only
    /// for what the session lacks.
    ///
    /// # Errors
    ///
    /// [`Rejection`] with `tier-excludes-features` in a LITE pool.
    pub fn begin_user_auth(
        pool: &PoolPolicy,
        user: User,
        preferred: Option<FirstChallenge>,
        context: SignInContext,
        step_up: Option<&StepUp<'_>>,
    ) -> Result<Step, Rejection> {
        let mut sign_in = Self { asked: Asked::FirstFactorChoice, context, stamp: user.stamp, target: None };
        if let Some(denied) = sign_in.denied_before_first_factor(pool, user, FirstFactor::Password) {
            return Ok(denied);
        }
        check_user_auth(pool)?;
        if let Some(step_up) = step_up {
            match step_up.of_choice(pool, &user) {
                Ok(target) => sign_in.target = Some(target),
                Err(error) => return Ok(Step::denied(user, error.into())),
            }
        }
        if sign_in.target.is_some_and(|target| target.earlier.is_some()) {
            // The password of the earlier session takes the place of the first factor.
            let password = Proven::first(FirstFactor::Password);
            return Ok(sign_in.next(pool, user, UserEvents::NONE, password));
        }
        let preferred = preferred.filter(|first| sign_in.available(pool, &user).contains(*first));
        let asked = preferred.map_or(Asked::FirstFactorChoice, Asked::FirstFactor);
        Ok(Step::unchanged(user, Progress::Waiting(Self { asked, ..sign_in }), None))
    }

    /// The first factors that the user can choose. In a step-up, these are the ones from which its level can be reached.
    #[must_use]
    pub fn available(self, pool: &PoolPolicy, user: &User) -> FirstChallengeSet {
        let available = available_challenges(pool, user.facts());
        let reaches =
            |first: &FirstChallenge| self.target.is_none_or(|target| reach(pool, user.facts(), *first) >= target.level);
        available.iter().filter(reaches).collect()
    }

    /// The user chose a first factor. The choice is judged on the current pool and user, whatever was listed before.
    pub(super) fn first_factor_chosen(self, pool: &PoolPolicy, user: User, chosen: FirstChallenge) -> Step {
        let first_factor = match chosen {
            FirstChallenge::Password | FirstChallenge::PasswordSrp => FirstFactor::Password,
            FirstChallenge::EmailOtp => FirstFactor::EmailOtp,
            FirstChallenge::SmsOtp => FirstFactor::SmsOtp,
            FirstChallenge::WebAuthn => FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform),
        };
        if let Some(denied) = self.denied_before_first_factor(pool, user, first_factor) {
            return denied;
        }
        if self.stamp != user.stamp {
            return Step::denied(user, SignInDenied::CredentialsReplaced);
        }
        if self.available(pool, &user).contains(chosen) {
            let asked = Asked::FirstFactor(chosen);
            return Step::unchanged(user, Progress::Waiting(Self { asked, ..self }), None);
        }
        // The decision denies factors that spec 9 withholds. The target can't be reached from any other factor here.
        let is_available = available_challenges(pool, user.facts()).contains(chosen);
        let now = self.resolve(pool, user, first_factor);
        Step::denied(
            user,
            match now.outcome() {
                Outcome::Denied(_) if !is_available => SignInDenied::Decision(now.reason()),
                Outcome::Denied(_) | Outcome::Authenticated | Outcome::Challenge(_) => StepUpError::Unreachable.into(),
            },
        )
    }

    /// The denial of rows 1 to 4 of spec 10, if one of them denies.
    fn denied_before_first_factor(self, pool: &PoolPolicy, user: User, first: FirstFactor) -> Option<Step> {
        let now = before_first_factor(user.facts(), first, pool.risk(self.context.risk))?;
        let is_denied = matches!(now.outcome(), Outcome::Denied(_));
        is_denied.then(|| Step::denied(user, SignInDenied::Decision(now.reason())))
    }
}
