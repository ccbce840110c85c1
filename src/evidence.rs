//! Who says that a rule is so, and which of the two profiles it belongs to.

use crate::names::named;

named! {
    /// The evidence for a rule or a reason, as the table of the specification gives it.
    #[non_exhaustive]
    pub enum Evidence {
        /// **S**: the API change of 2026-04-16 that this crate models.
        ApiChange = "S",
        /// **D**: another AWS document, or the current API model.
        Documented = "D",
        /// **M**: measured on the live service, and published.
        Measured = "M",
        /// **O**: reported by users of the live service.
        Reported = "O",
        /// **I**: inferred. Nobody documents it; the choice is this crate's.
        Inferred = "I",
    }
}

named! {
    /// Which service is modeled: the one that was measured, or the one that AWS's documents promise.
    ///
    /// Closed: the specification has two profiles.
    #[derive(Default)]
    pub enum Profile {
        /// What AWS's documents promise where that differs.
        Documented = "Documented",
        /// What the live service was measured to do. The default.
        #[default]
        Observed = "Observed",
    }
}

/// The profiles in which a row exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowScope {
    /// In both profiles.
    Both,
    /// In one profile only.
    Only(Profile),
}

impl RowScope {
    /// Whether a row of this profile exists under the profile.
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
