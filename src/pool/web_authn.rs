//! The passkey block of a pool.

use alloc::borrow::Cow;

use super::owned;
use crate::names::named;

named! {
    /// `UserVerification`: whether a passkey must be able to verify its user.
    ///
    /// Closed: the service has these two. Not set means preferred (SPEC 10 row 9 asks for *required*).
    #[derive(Default)]
    pub enum UserVerification {
        /// Only passkeys that verify the user can be registered and used.
        Required = "required",
        /// Other passkeys are accepted as well.
        #[default]
        Preferred = "preferred",
    }
}

named! {
    /// `FactorConfiguration`: what a passkey counts for.
    ///
    /// Closed: the service has these two. Not set means a single factor (SPEC 3).
    #[derive(Default)]
    pub enum FactorConfiguration {
        /// One factor.
        #[default]
        SingleFactor = "SINGLE_FACTOR",
        /// With user verification, multi-factor authentication.
        MultiFactorWithUserVerification = "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}

/// `WebAuthnConfiguration`, each member as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct WebAuthnConfiguration<'a> {
    /// `RelyingPartyId`: the domain that passkeys are registered for.
    pub relying_party_id: Option<Cow<'a, str>>,
    /// `UserVerification`
    pub user_verification: Option<UserVerification>,
    /// `FactorConfiguration`
    pub factor_configuration: Option<FactorConfiguration>,
}

impl WebAuthnConfiguration<'_> {
    /// Whether a passkey with user verification satisfies MFA.
    #[must_use]
    pub fn is_multi_factor(&self) -> bool {
        self.factor_configuration == Some(FactorConfiguration::MultiFactorWithUserVerification)
    }

    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> WebAuthnConfiguration<'static> {
        WebAuthnConfiguration { relying_party_id: owned(self.relying_party_id), ..self }
    }
}
