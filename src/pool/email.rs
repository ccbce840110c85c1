//! How a pool sends email, and its email MFA block.

use alloc::borrow::Cow;

use super::{copied, owned, setters::setters};
use crate::names::named;

named! {
    /// `EmailSendingAccount`: the account that sends the pool's email.
    ///
    /// Closed, because email MFA needs one of the two, and a third value would need a rule of its own.
    ///
    /// ```
    /// use cognito_mfa::pool::EmailSendingAccount;
    ///
    /// assert_eq!(EmailSendingAccount::default().name(), "COGNITO_DEFAULT");
    /// assert_eq!(EmailSendingAccount::from_name("SES"), None);
    /// ```
    #[derive(Default)]
    pub enum EmailSendingAccount {
        /// Amazon Cognito's account, which has a daily limit.
        #[default]
        CognitoDefault = "COGNITO_DEFAULT",
        /// The customer's Amazon SES configuration.
        Developer = "DEVELOPER",
    }
}

/// `EmailMfaConfiguration`, the email block (spec 1).
///
/// ```
/// use cognito_mfa::pool::EmailMfa;
///
/// let block = EmailMfa::new().with_subject("Your code");
/// assert_eq!((block.subject.as_deref(), block.message), (Some("Your code"), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct EmailMfa<'a> {
    /// `Message`, 6 to 20,000 characters. `None` means the service's default text.
    pub message: Option<Cow<'a, str>>,
    /// `Subject`. `None` means the service's default text.
    pub subject: Option<Cow<'a, str>>,
}

impl<'a> EmailMfa<'a> {
    /// An email block with the service's default texts.
    #[must_use]
    pub const fn new() -> Self {
        Self { message: None, subject: None }
    }

    setters! {
        /// Sets `Message`.
        with_message(message: Cow<'a, str>)
        /// Sets `Subject`.
        with_subject(subject: Cow<'a, str>)
    }

    /// The same block, with texts that it owns.
    #[must_use]
    pub fn into_owned(self) -> EmailMfa<'static> {
        EmailMfa { message: owned(self.message), subject: owned(self.subject) }
    }

    /// A copy that owns its texts.
    pub(crate) fn copied(&self) -> EmailMfa<'static> {
        EmailMfa { message: copied(self.message.as_ref()), subject: copied(self.subject.as_ref()) }
    }
}
