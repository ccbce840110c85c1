//! The WebAuthn (passkey) block of a pool.

use alloc::borrow::Cow;

use super::{copied, owned, setters::setters};
use crate::names::named;

named! {
    /// `UserVerification`: whether a passkey must be able to verify the user.
    ///
    /// The default is `preferred`, which is also what *not set* means (spec 10, row 9). Closed, because a new value would
    /// change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::pool::UserVerification;
    ///
    /// assert_eq!(UserVerification::from_name("required"), Some(UserVerification::Required));
    /// assert_eq!(UserVerification::from_name("discouraged"), None);
    /// ```
    #[derive(Default)]
    pub enum UserVerification {
        /// Users can register and use only passkeys that verify the user.
        Required = "required",
        /// Users can also register and use passkeys that don't verify the user.
        #[default]
        Preferred = "preferred",
    }
}

named! {
    /// `FactorConfiguration`: whether a passkey counts as one factor or as MFA.
    ///
    /// The default is `SINGLE_FACTOR`, which is also what *not set* means (spec 3). Closed, because a new value would
    /// change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::pool::FactorConfiguration;
    ///
    /// assert_eq!(FactorConfiguration::default().name(), "SINGLE_FACTOR");
    /// assert_eq!(FactorConfiguration::from_name("MULTI_FACTOR"), None);
    /// ```
    #[derive(Default)]
    pub enum FactorConfiguration {
        /// A passkey counts as one factor.
        #[default]
        SingleFactor = "SINGLE_FACTOR",
        /// A passkey that verifies the user counts as MFA.
        MultiFactorWithUserVerification = "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}

/// `WebAuthnConfiguration`, the WebAuthn block (spec 1).
///
/// ```
/// use cognito_mfa::pool::{FactorConfiguration, WebAuthnConfiguration};
///
/// let block = WebAuthnConfiguration::new().with_relying_party_id("example.com");
/// assert!(!block.is_multi_factor());
///
/// let multi_factor = FactorConfiguration::MultiFactorWithUserVerification;
/// assert!(block.with_factor_configuration(multi_factor).is_multi_factor());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct WebAuthnConfiguration<'a> {
    /// `RelyingPartyId`: the domain that users register passkeys for, 1 to 127 characters.
    pub relying_party_id: Option<Cow<'a, str>>,
    /// `UserVerification`
    pub user_verification: Option<UserVerification>,
    /// `FactorConfiguration`
    pub factor_configuration: Option<FactorConfiguration>,
}

impl<'a> WebAuthnConfiguration<'a> {
    /// A WebAuthn block in which nothing is set.
    #[must_use]
    pub const fn new() -> Self {
        Self { relying_party_id: None, user_verification: None, factor_configuration: None }
    }

    setters! {
        /// Sets `RelyingPartyId`.
        with_relying_party_id(relying_party_id: Cow<'a, str>)
        /// Sets `UserVerification`.
        with_user_verification(user_verification: UserVerification)
        /// Sets `FactorConfiguration`.
        with_factor_configuration(factor_configuration: FactorConfiguration)
    }

    /// Whether `FactorConfiguration` is `MULTI_FACTOR_WITH_USER_VERIFICATION`.
    #[must_use]
    pub fn is_multi_factor(&self) -> bool {
        self.factor_configuration == Some(FactorConfiguration::MultiFactorWithUserVerification)
    }

    /// The same block, with a text that it owns.
    #[must_use]
    pub fn into_owned(self) -> WebAuthnConfiguration<'static> {
        WebAuthnConfiguration { relying_party_id: owned(self.relying_party_id), ..self }
    }

    /// A copy that owns its text.
    pub(crate) fn copied(&self) -> WebAuthnConfiguration<'static> {
        WebAuthnConfiguration { relying_party_id: copied(self.relying_party_id.as_ref()), ..*self }
    }
}
