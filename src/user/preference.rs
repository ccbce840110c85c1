//! A user's MFA preference: which factors are enabled, and which one is preferred.

use crate::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};

/// What `UserMFASettingList` and `PreferredMfaSetting` say of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MfaPreference {
    // INVARIANT (preferred is enabled): `preferred` is a member of `enabled`. That a passkey is never
    // preferred, and that at most one factor is, the types hold.
    enabled: FactorSet,
    preferred: Option<CodeFactor>,
}

/// The preferred factor is not among the enabled ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The preferred MFA factor {0} is not among the enabled factors.")]
pub struct PreferredIsOff(pub CodeFactor);

impl MfaPreference {
    /// Nothing enabled, nothing preferred.
    pub const NONE: Self = Self { enabled: FactorSet::EMPTY, preferred: None };

    /// The preference with these factors enabled and, if any, this one preferred.
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
    /// use cognito_mfa::user::MfaPreference;
    ///
    /// let enabled = FactorSet::of(&[Factor::Totp]);
    /// assert!(MfaPreference::new(enabled, Some(CodeFactor::Totp)).is_ok());
    /// assert!(MfaPreference::new(enabled, Some(CodeFactor::Sms)).is_err());
    /// ```
    ///
    /// # Errors
    /// [`PreferredIsOff`] when the preferred factor is not enabled.
    pub fn new(enabled: FactorSet, preferred: Option<CodeFactor>) -> Result<Self, PreferredIsOff> {
        match preferred {
            Some(factor) if !enabled.contains(factor.into()) => Err(PreferredIsOff(factor)),
            Some(_) | None => Ok(Self { enabled, preferred }),
        }
    }

    /// The preference with these factors enabled, and the preferred one kept only where it is on.
    #[must_use]
    pub fn with_valid_preferred(enabled: FactorSet, preferred: Option<CodeFactor>) -> Self {
        Self { enabled, preferred: preferred.filter(|factor| enabled.contains((*factor).into())) }
    }

    /// The enabled factors.
    #[must_use]
    pub const fn enabled(self) -> FactorSet {
        self.enabled
    }

    /// The enabled factors that are codes.
    #[must_use]
    pub const fn enabled_codes(self) -> CodeFactorSet {
        self.enabled.codes()
    }

    /// The preferred factor, if any.
    #[must_use]
    pub const fn preferred(self) -> Option<CodeFactor> {
        self.preferred
    }

    /// The preference without this factor; it also stops being the preferred one (SPEC 7).
    #[must_use]
    pub fn without(self, factor: Factor) -> Self {
        Self::with_valid_preferred(self.enabled.without(factor), self.preferred)
    }

    /// The preference as a completed set-up leaves it: the factor enabled, and preferred when nothing is (SPEC 8).
    #[must_use]
    pub fn set_up(self, factor: CodeFactor) -> Self {
        Self { enabled: self.enabled.with(factor.into()), preferred: self.preferred.or(Some(factor)) }
    }

    /// Every preference there is: 40 of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        FactorSet::subsets().flat_map(|enabled| {
            let preferred = core::iter::once(None).chain(enabled.codes().iter().map(Some));
            preferred.map(move |preferred| Self { enabled, preferred })
        })
    }
}
