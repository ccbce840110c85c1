//! How a pool sends mail, and its email MFA block.

use alloc::borrow::Cow;

use super::owned;
use crate::names::named;

named! {
    /// `EmailSendingAccount`: whose account sends the pool's mail.
    ///
    /// Closed: the service has these two.
    #[derive(Default)]
    pub enum EmailSendingAccount {
        /// Amazon Cognito's own, with its daily limit.
        #[default]
        CognitoDefault = "COGNITO_DEFAULT",
        /// The customer's Amazon SES configuration.
        Developer = "DEVELOPER",
    }
}

/// `EmailMfaConfiguration`, each member as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct EmailMfa<'a> {
    /// `Message`; the service's default text when it is not set.
    pub message: Option<Cow<'a, str>>,
    /// `Subject`; the service's default text when it is not set.
    pub subject: Option<Cow<'a, str>>,
}

impl EmailMfa<'_> {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> EmailMfa<'static> {
        EmailMfa { message: owned(self.message), subject: owned(self.subject) }
    }
}
