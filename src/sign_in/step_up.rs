//! Step-up: which level a sign-in must reach, and from which factors (spec 12).

use crate::evidence::Evidence;
use crate::exception::Exception;
use crate::factor::CodeFactorSet;
use crate::pool::setters::state_setters;
use crate::pool::{PoolPolicy, Tier};
use crate::sign_in::StepUpTarget;
use crate::sign_in::assurance::{AcrLevel, AcrLevelNames, Proven};
use crate::sign_in::decision::candidates;
use crate::sign_in::first_factor::FirstFactor;
use crate::sign_in::first_factors::{FirstChallenge, available_challenges};
use crate::user::facts::UserFacts;
use crate::user::{CredentialStamp, User};

/// The step-up that a sign-in with `TARGET_ACR_VALUES` requests.
///
/// [`EarlierSession`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StepUp<'a> {
    /// The names of the pool's levels.
    pub names: AcrLevelNames<'a>,
    /// `TARGET_ACR_VALUES`: names separated by white space, in order of preference.
    pub target_acr_values: &'a str,
    /// The session that the user already has, if there is one.
    pub earlier: Option<EarlierSession>,
    /// The age limit in seconds, if there is one. An older session counts for nothing.
    pub max_age_seconds: Option<u64>,
}

/// A session that the user already has. The host has checked that it belongs to this user and pool.
///
/// Closed, because a new fact could change which levels the user can reach. A host must then supply it.
///
/// ```
/// use cognito_mfa::assurance::{AcrLevel, Proven};
/// use cognito_mfa::factor::{CodeFactor, CodeFactorSet};
/// use cognito_mfa::sign_in::{EarlierSession, FirstFactor, StepUp, StepUpError};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let codes = CodeFactorSet::of(&[CodeFactor::Totp]);
/// let proven = Proven { codes, ..Proven::first(FirstFactor::Password) };
/// let earlier = EarlierSession { proven, age_seconds: 60, stamp: Some(ann.stamp) };
/// let step_up = StepUp::to("urn:cognito:loa:4").with_earlier(earlier);
/// assert_eq!(step_up.of_choice(&pool, &ann)?.level, AcrLevel::Four);
///
/// // Ann's credentials have changed since.
/// let other = ann.with_stamp(CredentialStamp(8));
/// assert_eq!(step_up.of_choice(&pool, &other), Err(StepUpError::Unreachable));
/// # Ok::<(), StepUpError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EarlierSession {
    /// What was proven in that session, including what it took over from an earlier one.
    pub proven: Proven,
    /// The number of seconds since the user proved the password.
    pub age_seconds: u64,
    /// The user's credential stamp when the sign-in ended. `None` when the host doesn't know it. The session then counts for
    /// nothing.
    pub stamp: Option<CredentialStamp>,
}

/// The step-up is refused. The texts are this crate's own, because no one has published the service's (Inferred).
///
/// Closed, because a host responds to each of them in its own way.
///
/// [`StepUp::of_choice`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StepUpError {
    /// The tier is LITE (`tier-excludes-features`).
    #[error("Authentication levels are not available in the LITE pricing tier configured.")]
    Tier,
    /// None of the names is a level of the pool (`acr-values-unknown`).
    #[error("None of the target ACR values is a level of the user pool.")]
    UnknownValues,
    /// The user can reach none of the levels (`acr-level-unreachable`).
    #[error("The user has no factors that reach any of the target ACR values.")]
    Unreachable,
    /// The session has already reached the level (`acr-level-reached`).
    #[error("The session has already reached the target ACR value.")]
    Reached,
}

impl<'a> StepUp<'a> {
    /// A step-up to these levels, by their default names, without an earlier session.
    #[must_use]
    pub fn to(target_acr_values: &'a str) -> Self {
        Self { names: AcrLevelNames::default(), target_acr_values, earlier: None, max_age_seconds: None }
    }

    /// The same step-up with these names of the pool's levels.
    #[must_use]
    pub fn with_names(self, names: AcrLevelNames<'a>) -> Self {
        Self { names, ..self }
    }

    state_setters! {
        /// The same step-up from this earlier session, or from none.
        with_earlier(earlier: Option<EarlierSession>)
        /// The same step-up with this age limit in seconds, or without one.
        with_max_age_seconds(max_age_seconds: Option<u64>)
    }

    /// The requested levels, in order. Unknown names are dropped.
    fn levels(&self) -> impl Iterator<Item = AcrLevel> + '_ {
        self.target_acr_values.split(WHITE_SPACE).filter_map(|name| self.names.level(name))
    }

    /// Checks the tier and the names, which are judged before the level.
    pub(crate) fn check(&self, pool: &PoolPolicy) -> Result<(), StepUpError> {
        if pool.tier == Tier::Lite {
            return Err(StepUpError::Tier);
        }
        self.levels().next().map(|_| ()).ok_or(StepUpError::UnknownValues)
    }

    /// The target of a sign-in that begins with what was proven: the first level that the sign-in can reach at least.
    ///
    /// ```
    /// use cognito_mfa::assurance::{AcrLevel, Proven};
    /// use cognito_mfa::sign_in::{FirstFactor, StepUp, StepUpError};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let password = Proven::first(FirstFactor::Password);
    /// assert_eq!(StepUp::to("urn:cognito:loa:1").after(&pool, ann, password)?.level, AcrLevel::One);
    ///
    /// let refusal = StepUp::to("loa:1").after(&pool, ann, password);
    /// assert_eq!(refusal, Err(StepUpError::UnknownValues));
    /// # Ok::<(), StepUpError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`StepUpError`] in the order of spec 12: the tier, the names, the level.
    pub fn after(&self, pool: &PoolPolicy, user: UserFacts, proven: Proven) -> Result<StepUpTarget, StepUpError> {
        self.check(pool)?;
        self.target_after(pool, user, proven)
    }

    /// The same, after [`check`](Self::check).
    pub(crate) fn target_after(
        &self,
        pool: &PoolPolicy,
        user: UserFacts,
        proven: Proven,
    ) -> Result<StepUpTarget, StepUpError> {
        let reachable = reach_after(pool, user, proven);
        let level = self.levels().find(|level| reachable >= Some(*level)).ok_or(StepUpError::Unreachable)?;
        Ok(StepUpTarget { level, earlier: None })
    }

    /// The target of a choice-based sign-in: the first level that the user can reach at least, from a first factor that the
    /// user can choose or from the earlier session. If the level can be reached from the earlier session, the sign-in builds
    /// on it.
    ///
    /// ```
    /// use cognito_mfa::assurance::AcrLevel;
    /// use cognito_mfa::sign_in::{StepUp, StepUpError};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let target = StepUp::to("urn:cognito:loa:4 urn:cognito:loa:1").of_choice(&pool, &ann)?;
    /// assert_eq!((target.level, target.earlier), (AcrLevel::One, None));
    ///
    /// let refusal = StepUp::to("urn:cognito:loa:4").of_choice(&pool, &ann);
    /// assert_eq!(refusal, Err(StepUpError::Unreachable));
    /// # Ok::<(), StepUpError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`StepUpError`] in the order of spec 12: the tier, the names, the level.
    pub fn of_choice(&self, pool: &PoolPolicy, user: &User) -> Result<StepUpTarget, StepUpError> {
        self.check(pool)?;
        let facts = user.facts();
        let from_choice = available_challenges(pool, facts).iter().map(|first| reach(pool, facts, first)).max();
        let earlier = self.earlier.filter(|session| self.counts(session, user)).map(|session| session.proven);
        let from_earlier = earlier.and_then(|proven| reach_after(pool, facts, proven));
        let reachable = from_choice.max(from_earlier);
        let level = self.levels().find(|level| reachable >= Some(*level)).ok_or(StepUpError::Unreachable)?;
        let earlier = earlier.filter(|_| from_earlier >= Some(level)).map(|proven| proven.codes);
        Ok(StepUpTarget { level, earlier })
    }

    /// Whether the session is young enough and began with a password, and the user's credentials haven't changed since.
    fn counts(&self, session: &EarlierSession, user: &User) -> bool {
        self.max_age_seconds.is_none_or(|limit| session.age_seconds <= limit)
            && session.proven.first_factor == FirstFactor::Password
            && session.stamp == Some(user.stamp)
    }
}

/// White space as in spec 4.
const WHITE_SPACE: [char; 6] = [' ', '\t', '\n', '\u{b}', '\u{c}', '\r'];

impl StepUpError {
    /// The name of the table. Print it with the code, because `tier-excludes-features` is also a code of other tables.
    pub const TABLE: &'static str = "step-up";

    /// Every value, in the order of spec 12.
    pub const ALL: &'static [Self] = &[Self::Tier, Self::UnknownValues, Self::Unreachable, Self::Reached];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tier => "tier-excludes-features",
            Self::UnknownValues => "acr-values-unknown",
            Self::Unreachable => "acr-level-unreachable",
            Self::Reached => "acr-level-reached",
        }
    }

    /// The error with this code. `None` if no error has it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|error| error.code() == code)
    }

    /// The exception that the service returns.
    #[must_use]
    pub const fn exception(self) -> Exception {
        match self {
            Self::Tier => Exception::FeatureUnavailableInTier,
            Self::UnknownValues | Self::Unreachable | Self::Reached => Exception::InvalidParameter,
        }
    }

    /// The evidence for the error. Its text is always [`Inferred`](Evidence::Inferred).
    ///
    /// ```
    /// use cognito_mfa::evidence::Evidence;
    /// use cognito_mfa::sign_in::StepUpError;
    ///
    /// assert_eq!(StepUpError::Reached.evidence(), [Evidence::Documented]);
    /// ```
    #[must_use]
    pub const fn evidence(self) -> &'static [Evidence] {
        match self {
            Self::Tier | Self::UnknownValues | Self::Unreachable | Self::Reached => &[Evidence::Documented],
        }
    }
}

/// The highest level that a sign-in can reach from this first factor, with the factors that are set up already.
pub(crate) fn reach(pool: &PoolPolicy, user: UserFacts, first: FirstChallenge) -> AcrLevel {
    match first {
        FirstChallenge::Password | FirstChallenge::PasswordSrp => {
            let password = Proven::first(FirstFactor::Password);
            reach_after(pool, user, password).unwrap_or(AcrLevel::One)
        }
        FirstChallenge::EmailOtp | FirstChallenge::SmsOtp => AcrLevel::Two,
        FirstChallenge::WebAuthn => AcrLevel::Three,
    }
}

/// The highest level that a sign-in can reach after this was proven, with the factors that are set up already.
pub(crate) fn reach_after(pool: &PoolPolicy, user: UserFacts, proven: Proven) -> Option<AcrLevel> {
    let codes = codes_after(pool, user, proven).or(proven.codes);
    Proven { codes, ..proven }.level()
}

/// The codes that can follow what was proven. After a password, these are the candidates of spec 10, computed as if `strict`
/// were true. After any other first factor, there are none.
pub(crate) fn codes_after(pool: &PoolPolicy, user: UserFacts, proven: Proven) -> CodeFactorSet {
    match proven.first_factor {
        FirstFactor::Password => candidates(pool, user, true),
        FirstFactor::EmailOtp
        | FirstFactor::SmsOtp
        | FirstFactor::Passkey(..)
        | FirstFactor::ExternalProvider
        | FirstFactor::CustomChallenge => CodeFactorSet::EMPTY,
    }
}
