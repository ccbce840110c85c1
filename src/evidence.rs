//! The evidence for a rule, and the two profiles.
//!
//! The specification begins with the legend of the evidence. Each row of a table has its [`Evidence`], and the
//! [profiles](Profile) in which it exists. The letters are those of the specification.

use crate::names::named;

named! {
    /// The evidence for a rule, a reason or a text, as the tables of the specification list it.
    ///
    /// ```
    /// use cognito_mfa::evidence::Evidence;
    ///
    /// assert_eq!(Evidence::from_name("M"), Some(Evidence::Measured));
    /// assert_eq!(Evidence::from_name("X"), None);
    /// ```
    #[non_exhaustive]
    pub enum Evidence {
        /// **S**: the AWS API change of 2026-04-16 that this crate models.
        ApiChange = "S",
        /// **D**: another AWS document, or the current API model.
        Documented = "D",
        /// **M**: measured on the live service, and published.
        Measured = "M",
        /// **O**: reported by users of the live service.
        Reported = "O",
        /// **I**: inferred. No one documents it. The choice is this crate's.
        Inferred = "I",
    }
}

named! {
    /// The behavior that the crate models: what was measured on the live service, or what AWS documents.
    ///
    /// Closed, because the specification has exactly two profiles.
    ///
    /// ```
    /// use cognito_mfa::Profile;
    ///
    /// assert_eq!(Profile::default(), Profile::Observed);
    /// assert_eq!(Profile::from_name("observed"), None);
    /// ```
    #[derive(Default)]
    pub enum Profile {
        /// AWS's documents, where they differ from the measured behavior.
        Documented = "Documented",
        /// The behavior that was measured on the live service. This is the default.
        #[default]
        Observed = "Observed",
    }
}

impl Profile {
    /// The other profile, for a comparison.
    ///
    /// ```
    /// use cognito_mfa::Profile;
    ///
    /// assert_eq!(Profile::Observed.other(), Profile::Documented);
    /// ```
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Documented => Self::Observed,
            Self::Observed => Self::Documented,
        }
    }
}

/// The profiles in which a row of a table exists.
///
/// Closed, because there are two profiles, and a row exists in at least one.
///
/// ```
/// use cognito_mfa::Profile;
/// use cognito_mfa::evidence::RowScope;
///
/// assert!(RowScope::Both.includes(Profile::Observed));
/// assert!(!RowScope::Only(Profile::Documented).includes(Profile::Observed));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowScope {
    /// The row exists in both profiles.
    Both,
    /// The row exists only in this profile.
    Only(Profile),
}

impl RowScope {
    /// Whether a row with this scope exists in the profile.
    #[must_use]
    pub fn includes(self, profile: Profile) -> bool {
        match self {
            Self::Both => true,
            Self::Only(one) => one == profile,
        }
    }
}

impl core::fmt::Display for RowScope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Both => f.pad("both"),
            Self::Only(profile) => f.pad(profile.name()),
        }
    }
}
