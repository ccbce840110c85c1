//! A user's MFA preference: the enabled factors and the preferred factor.

use crate::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};

/// A user's MFA preference (spec 1): `UserMFASettingList` and `PreferredMfaSetting`.
///
/// ```
/// use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
/// use cognito_mfa::user::MfaPreference;
///
/// let preference = MfaPreference::new(FactorSet::of(&[Factor::Totp, Factor::Passkey]), Some(CodeFactor::Totp))?;
/// assert_eq!(preference.preferred(), Some(CodeFactor::Totp));
/// assert_eq!(preference.without(Factor::Totp).preferred(), None);
/// # Ok::<(), cognito_mfa::user::PreferredIsOff>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MfaPreference {
    // INVARIANT (preferred is enabled): `preferred` is a member of `enabled`. The types ensure that at most one factor is
    // preferred and that a passkey never is.
    enabled: FactorSet,
    preferred: Option<CodeFactor>,
}

/// The preferred factor isn't enabled. [`MfaPreference::new`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("The preferred MFA factor {0} is not among the enabled factors.")]
pub struct PreferredIsOff(CodeFactor);

impl PreferredIsOff {
    /// The preferred factor.
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, FactorSet};
    /// use cognito_mfa::user::MfaPreference;
    ///
    /// let error = MfaPreference::new(FactorSet::EMPTY, Some(CodeFactor::Sms)).unwrap_err();
    /// assert_eq!(error.factor(), CodeFactor::Sms);
    /// ```
    #[must_use]
    pub const fn factor(self) -> CodeFactor {
        self.0
    }
}

impl MfaPreference {
    /// The preference without an enabled or preferred factor.
    pub const NONE: Self = Self { enabled: FactorSet::EMPTY, preferred: None };

    /// The preference with these enabled factors and this preferred factor.
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
    /// use cognito_mfa::user::MfaPreference;
    ///
    /// let enabled = FactorSet::of(&[Factor::Totp]);
    /// assert!(MfaPreference::new(enabled, Some(CodeFactor::Totp)).is_ok());
    ///
    /// let error = MfaPreference::new(enabled, Some(CodeFactor::Sms)).unwrap_err();
    /// assert_eq!(error.to_string(), "The preferred MFA factor SMS_MFA is not among the enabled factors.");
    /// ```
    ///
    /// # Errors
    ///
    /// [`PreferredIsOff`] when the preferred factor isn't enabled.
    pub fn new(enabled: FactorSet, preferred: Option<CodeFactor>) -> Result<Self, PreferredIsOff> {
        match preferred {
            Some(factor) if !enabled.contains(factor.into()) => Err(PreferredIsOff(factor)),
            Some(_) | None => Ok(Self { enabled, preferred }),
        }
    }

    /// The preference with these enabled factors. It drops the preferred factor if that factor isn't enabled.
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
    /// use cognito_mfa::user::MfaPreference;
    ///
    /// let enabled = FactorSet::of(&[Factor::Totp]);
    /// let kept = MfaPreference::with_valid_preferred(enabled, Some(CodeFactor::Totp));
    /// assert_eq!(kept.preferred(), Some(CodeFactor::Totp));
    /// let dropped = MfaPreference::with_valid_preferred(enabled, Some(CodeFactor::Sms));
    /// assert_eq!(dropped.preferred(), None);
    /// ```
    #[must_use]
    pub fn with_valid_preferred(enabled: FactorSet, preferred: Option<CodeFactor>) -> Self {
        Self { enabled, preferred: preferred.filter(|factor| enabled.contains((*factor).into())) }
    }

    /// The enabled factors.
    #[must_use]
    pub const fn enabled(self) -> FactorSet {
        self.enabled
    }

    /// The enabled code factors.
    #[must_use]
    pub const fn enabled_codes(self) -> CodeFactorSet {
        self.enabled.codes()
    }

    /// The preferred factor; `None` when no factor is preferred.
    #[must_use]
    pub const fn preferred(self) -> Option<CodeFactor> {
        self.preferred
    }

    /// The preference without this factor. A factor that's turned off loses the preference (spec 7).
    #[must_use]
    pub fn without(self, factor: Factor) -> Self {
        Self::with_valid_preferred(self.enabled.without(factor), self.preferred)
    }

    /// Every possible preference. There are 40.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        FactorSet::subsets().flat_map(|enabled| {
            let preferred = core::iter::once(None).chain(enabled.codes().iter().map(Some));
            preferred.map(move |preferred| Self { enabled, preferred })
        })
    }
}
