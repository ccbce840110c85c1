//! Step-up: which level a sign-in aims at, and what is still missing for it (SPEC 12).

use alloc::vec::Vec;

use crate::assurance::{Level, LevelNames, Proven};
use crate::exception::Exception;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::first_factor::{FirstChallenge, FirstChallengeSet};
use crate::pool::{PoolPolicy, Tier};
use crate::resolve::candidates;

/// What a sign-in with `TARGET_ACR_VALUES` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUp<'a> {
    /// The names of the pool's levels.
    pub names: LevelNames<'a>,
    /// `TARGET_ACR_VALUES`: names divided by white space, the first preferred.
    pub target_acr_values: &'a str,
    /// The session that the user has already, if any.
    pub earlier: Option<EarlierSession>,
    /// The age limit in seconds, if any: an earlier session that is older counts for nothing.
    pub max_age_seconds: Option<u64>,
}

/// A session that the user has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EarlierSession {
    /// What was proven in it.
    pub proven: Proven,
    /// How many seconds ago.
    pub age_seconds: u64,
}

/// Why no level can be aimed at. The texts are this crate's, since nobody has published the service's (Inferred).
///
/// Closed: a host answers each of them.
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
    /// The session is at the level already (`acr-level-reached`).
    #[error("The session has reached the target ACR value already.")]
    Reached,
}

impl<'a> StepUp<'a> {
    /// The levels of these default names, with no earlier session.
    #[must_use]
    pub fn to(target_acr_values: &'a str) -> Self {
        Self { names: LevelNames::default(), target_acr_values, earlier: None, max_age_seconds: None }
    }

    /// What was proven in the earlier session, where it is no older than the limit.
    pub(crate) fn counted(&self) -> Option<Proven> {
        let fresh = |session: &EarlierSession| self.max_age_seconds.is_none_or(|limit| session.age_seconds <= limit);
        self.earlier.filter(fresh).map(|session| session.proven)
    }
}

impl StepUpError {
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

    /// The exception on the wire.
    #[must_use]
    pub const fn exception(self) -> Exception {
        match self {
            Self::Tier => Exception::FeatureUnavailableInTier,
            Self::UnknownValues | Self::Unreachable | Self::Reached => Exception::InvalidParameter,
        }
    }
}

/// The level that a sign-in aims at: of `TARGET_ACR_VALUES`, left to right, the first that the user can reach *at
/// least* from one of these first factors, with what is set up already. Unknown names are dropped.
///
/// A session that is at the level already is an error. The target never takes away MFA that the pool, the user or the
/// risk demands.
///
/// ```
/// use cognito_mfa::{FirstChallenge, FirstChallengeSet, Level, PoolPolicy, StepUp, StepUpError, User, aim};
///
/// let (pool, ann) = (PoolPolicy::default(), User::default().facts());
/// let firsts = FirstChallengeSet::of(&[FirstChallenge::Password]);
/// let step_up = StepUp::to("urn:cognito:loa:4 urn:cognito:loa:1");
/// assert_eq!(aim(&pool, ann, firsts, &step_up)?, Level::One);
///
/// let step_up = StepUp::to("urn:cognito:loa:4");
/// assert_eq!(aim(&pool, ann, firsts, &step_up), Err(StepUpError::Unreachable));
/// # Ok::<(), StepUpError>(())
/// ```
///
/// # Errors
/// [`StepUpError`] when there is no such level.
pub fn aim(
    pool: &PoolPolicy,
    user: UserFacts,
    firsts: FirstChallengeSet,
    step_up: &StepUp<'_>,
) -> Result<Level, StepUpError> {
    if pool.tier == Tier::Lite {
        return Err(StepUpError::Tier);
    }
    let names = step_up.target_acr_values.split_ascii_whitespace();
    let wanted: Vec<Level> = names.filter_map(|name| step_up.names.level(name)).collect();
    if wanted.is_empty() {
        return Err(StepUpError::UnknownValues);
    }
    let earlier = step_up.counted();
    let further = earlier.map_or(CodeFactorSet::EMPTY, |proven| codes_after(pool, user, proven));
    let from_earlier = earlier.and_then(|proven| best(proven, further));
    let reachable = firsts.iter().map(|first| reach(pool, user, first)).max().max(from_earlier);
    let level = wanted.into_iter().find(|level| reachable >= Some(*level)).ok_or(StepUpError::Unreachable)?;
    if earlier.and_then(Proven::level) >= Some(level) {
        return Err(StepUpError::Reached);
    }
    Ok(level)
}

/// The code factors any one of which would bring what is proven to the level, none when none does.
#[must_use]
pub fn missing(pool: &PoolPolicy, user: UserFacts, proven: Proven, level: Level) -> CodeFactorSet {
    codes_after(pool, user, proven).iter().filter(|factor| proven.and(*factor).level() >= Some(level)).collect()
}

/// The highest level that a sign-in reaches from this first factor, with what is set up already.
pub(crate) fn reach(pool: &PoolPolicy, user: UserFacts, first: FirstChallenge) -> Level {
    match first {
        FirstChallenge::Password | FirstChallenge::PasswordSrp => {
            let codes = candidates(pool, user, true);
            if codes.contains(CodeFactor::Totp) {
                Level::Four
            } else if codes.is_empty() {
                Level::One
            } else {
                Level::Three
            }
        }
        FirstChallenge::EmailOtp | FirstChallenge::SmsOtp => Level::Two,
        FirstChallenge::WebAuthn => Level::Three,
    }
}

/// The codes that can still follow what is proven: codes follow a password only.
fn codes_after(pool: &PoolPolicy, user: UserFacts, proven: Proven) -> CodeFactorSet {
    if proven.first_factor == crate::resolve::FirstFactor::Password {
        candidates(pool, user, true).minus(proven.codes)
    } else {
        CodeFactorSet::EMPTY
    }
}

fn best(proven: Proven, codes: CodeFactorSet) -> Option<Level> {
    codes.iter().map(|factor| proven.and(factor).level()).max().flatten().max(proven.level())
}
