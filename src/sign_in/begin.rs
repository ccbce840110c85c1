//! How a sign-in begins: with a first factor that is proven, with a choice of one, or from an earlier session.

use super::{Awaits, Circumstances, DevicePlace, Progress, SignIn, Step};
use crate::assurance::{Attachment, Proven};
use crate::first_factor::{FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth};
use crate::outcome::{Challenge, Outcome};
use crate::pool::{Passwordless, PoolPolicy};
use crate::resolve::{FirstFactor, before_first_factor};
use crate::rules::Rejection;
use crate::step_up::{StepUp, StepUpError, aim, reach};
use crate::user::User;

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
        if let Some(denied) = beginning.denied_before_first_factor(pool, user, proven.first_factor) {
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
            Err(error) => Step::undecided(user, Progress::TargetMissed(error)),
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
        if let Some(denied) = choosing.denied_before_first_factor(pool, user, FirstFactor::Password) {
            return Ok(denied);
        }
        check_user_auth(pool)?;
        if let Some(step_up) = step_up {
            match aim(pool, user.facts(), available_challenges(pool, user.facts()), step_up) {
                Ok(level) => choosing.target = Some(level),
                Err(error) => return Ok(Step::undecided(user, Progress::TargetMissed(error))),
            }
            let earlier = step_up.counted().filter(|proven| !choosing.lacks(pool, user, *proven).is_empty());
            if let Some(proven) = earlier {
                return Ok(choosing.resume(pool, user, proven));
            }
        }
        let available = choosing.available(pool, user);
        Ok(match preferred.filter(|challenge| available.contains(*challenge)) {
            Some(challenge) => choosing.choose_first_factor(pool, user, challenge),
            None => Step::undecided(user, Progress::Waiting(choosing)),
        })
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

    /// The denial of rows 1 to 4 of SPEC 10, if one of them denies; of a first factor they read only its kind.
    pub(super) fn denied_before_first_factor(self, pool: &PoolPolicy, user: User, first: FirstFactor) -> Option<Step> {
        let now = before_first_factor(user.facts(), first, pool.risk(self.circumstances.risk))?;
        let is_denied = matches!(now.outcome(), Outcome::Denied(_));
        is_denied.then(|| self.follow(pool, user, Proven::first(first, Attachment::Platform), now))
    }

    pub(super) fn choose_first_factor(self, pool: &PoolPolicy, user: User, challenge: FirstChallenge) -> Step {
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
            return Step::undecided(user, Progress::Waiting(waiting));
        }
        // What SPEC 9 withholds, SPEC 10 denies: rows 5, 7 and 8 hit before the passkey is looked at. What is only out
        // of the target's reach has not been proven either.
        let proven = Proven::first(proven, Attachment::Platform);
        let now = self.resolve(pool, user, proven);
        match now.outcome() {
            Outcome::Denied(_) => self.follow(pool, user, proven, now),
            Outcome::Authenticated | Outcome::Challenge(_) => {
                Step::undecided(user, Progress::TargetMissed(StepUpError::Unreachable))
            }
        }
    }

    /// Goes on from an earlier session, in which the first factor was proven, to what is missing.
    fn resume(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        match now.outcome() {
            Outcome::Denied(_) | Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_)) => {
                self.follow(pool, user, proven, now)
            }
            Outcome::Authenticated
            | Outcome::Challenge(Challenge::Code(_) | Challenge::SelectMfaType(_) | Challenge::DeviceSrp) => {
                self.step_up(pool, user, proven, DevicePlace::AtTheEnd, now.reason())
            }
        }
    }
}
