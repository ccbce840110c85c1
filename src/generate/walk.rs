//! A whole sign-in, with changes of the pool and the user between its steps.

use alloc::vec::Vec;

use crate::apply::Transition;
use crate::command::{PoolCommand, UserCommand};
use crate::invariants::{Broken, check_ending, check_step};
use crate::pool::{Pool, PoolPolicy};
use crate::sign_in::{Answer, Attempt, FirstChallenge, FirstFactor, OutOfOrder, Progress, SignIn, SignInContext, Step};
use crate::user::{User, UserEvent, UserStatus};

/// The most moves of a walk. The longest sign-in without changes takes eight answers.
pub(super) const MOVES: usize = 16;

/// The most ways to begin that one is chosen from.
pub(super) const BEGINNINGS: usize = 8;

/// A whole sign-in: how it begins, and what happens until it ends. `generate::proptest::walks` and
/// `generate::arbitrary::walk` generate walks.
///
/// Every change in it is accepted when it's made. To test a service, make the same moves there and compare.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walk {
    /// The pool at the beginning.
    pub pool: Pool,
    /// The user at the beginning.
    pub user: User,
    /// How the sign-in begins.
    pub beginning: Beginning,
    /// The device and the risk.
    pub context: SignInContext,
    /// What happens next, in order.
    pub moves: Vec<Move>,
}

/// How a sign-in begins.
///
/// Closed, because a test must make each kind of beginning in its service. No walk begins with Secure Remote Password
/// ([`SignIn::begin_srp`]), and no walk is a step-up.
///
/// [`Walk::check`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beginning {
    /// With a first factor that's proven at once ([`SignIn::begin`]).
    Proven(FirstFactor),
    /// With a choice of the first factor ([`SignIn::begin_user_auth`]), perhaps with a preferred one.
    UserAuth(Option<FirstChallenge>),
}

impl Default for Beginning {
    fn default() -> Self {
        Self::Proven(FirstFactor::Password)
    }
}

/// What happens during a sign-in.
///
/// Closed, because nothing else changes what a sign-in depends on.
///
/// [`Walk::check`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a move lives only as long as one test case")]
pub enum Move {
    /// The pool changes.
    Pool(PoolCommand<'static>),
    /// The user changes, by another request.
    User(UserCommand),
    /// The user answers. The answer may be one that the sign-in didn't ask for.
    Answer(Answer),
}

/// The state of a walk.
///
/// [`Walk::check`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WalkState {
    /// The pool.
    pub pool: Pool,
    /// The user.
    pub user: User,
    /// Where the sign-in stands.
    pub progress: Progress,
}

impl Walk {
    /// The state after the beginning; `None` when the pool's tier has no choice-based sign-in.
    #[must_use]
    pub fn begun(&self) -> Option<WalkState> {
        let step = self.first_step()?;
        Some(WalkState { pool: self.pool.clone(), user: step.user, progress: step.progress })
    }

    /// Checks this crate's steps of the walk against the laws of a sign-in (spec 13.9 and 13.10).
    ///
    /// ```
    /// # #[cfg(feature = "proptest")]
    /// # {
    /// use cognito_mfa::generate::proptest::walks;
    /// use cognito_mfa::Profile;
    /// use proptest::prelude::{ProptestConfig, proptest};
    ///
    /// proptest!(ProptestConfig::with_cases(20), |(walk in walks(Profile::Observed))| {
    ///     walk.check()?;
    /// });
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Broken`] with the first law that doesn't hold. That would be a bug in this crate.
    pub fn check(&self) -> Result<(), Broken> {
        let Some(mut state) = self.begun() else { return Ok(()) };
        if let (Beginning::Proven(first_factor), Progress::Authenticated(proven)) = (self.beginning, state.progress) {
            let SignInContext { device, risk } = self.context;
            let attempt = Attempt { first_factor, device, risk };
            let (policy, facts) = (state.pool.policy(), state.user.facts());
            check_ending(&policy, facts, attempt, proven.codes, proven.device_proven)?;
        }
        for next in &self.moves {
            if let (Move::Answer(answer), Progress::Waiting(sign_in)) = (next, state.progress) {
                let policy = state.pool.policy();
                if let Ok(step) = sign_in.step(&policy, state.user, *answer) {
                    check_step(&policy, &state.user, &sign_in, *answer, &step)?;
                }
            }
            state = state.after(next);
        }
        Ok(())
    }

    fn first_step(&self) -> Option<Step> {
        let (policy, context) = (self.pool.policy(), self.context);
        match self.beginning {
            Beginning::Proven(first) => Some(SignIn::begin(&policy, self.user, first, context, None)),
            Beginning::UserAuth(first) => SignIn::begin_user_auth(&policy, self.user, first, context, None).ok(),
        }
    }
}

impl WalkState {
    /// The state after this move. It's the same after a refused change, and after an answer that's out of order.
    #[must_use]
    pub fn after(self, next: &Move) -> Self {
        match next {
            Move::Pool(command) => {
                let pool = self.pool.apply(command).map(Transition::into_next);
                Self { pool: pool.unwrap_or(self.pool), ..self }
            }
            Move::User(command) => {
                let user = self.user.apply(&self.policy(), command).map(Transition::into_next);
                Self { user: user.unwrap_or(self.user), ..self }
            }
            Move::Answer(answer) => match self.answered(*answer) {
                Some(Ok(step)) => Self { user: step.user, progress: step.progress, ..self },
                Some(Err(OutOfOrder)) | None => self,
            },
        }
    }

    /// The step that the answer leads to; `None` when the sign-in has ended.
    fn answered(&self, answer: Answer) -> Option<Result<Step, OutOfOrder>> {
        let Progress::Waiting(sign_in) = self.progress else { return None };
        Some(sign_in.step(&self.policy(), self.user, answer))
    }

    /// Whether the sign-in waits for an answer.
    pub(super) const fn waits(&self) -> bool {
        matches!(self.progress, Progress::Waiting(_))
    }

    /// Whether the sign-in asks for this answer.
    pub(super) fn fits(&self, answer: Answer) -> bool {
        self.answered(answer).is_some_and(|step| step.is_ok())
    }

    pub(super) fn policy(&self) -> PoolPolicy {
        self.pool.policy()
    }
}

/// The user after the events that let most users sign in again.
pub(super) fn usable(pool: &PoolPolicy, user: User) -> User {
    let reset = (user.status() == UserStatus::ResetRequired).then_some(UserEvent::PermanentPasswordSet);
    let events = [UserEvent::Enabled, UserEvent::SignUpConfirmed].into_iter().chain(reset);
    events.fold(user, |user, event| user.apply(pool, &UserCommand::Event(event)).map_or(user, Transition::into_next))
}
