//! The credentials in a request: passwords, codes, sessions and the like, read together with the request.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use super::error::DecodeError;
use super::json::Sensitive;
use super::members::Members;
use super::sign_in::Parameters;
use crate::sign_in::Answer;

/// Declares the credentials. Each has a variant, and the member of the body or the key of `AuthParameters` and
/// `ChallengeResponses` (or both) that contains it.
macro_rules! credentials {
    ($( $(#[$doc:meta])* $Variant:ident $(= $member:literal)? $(in $key:literal)?, )+) => {
        /// A credential in a request. The host checks it. No rule of this crate reads it.
        ///
        /// ```
        /// use cognito_mfa::wire::Credential;
        ///
        /// assert_eq!(Credential::Password.member(), Some("Password"));
        /// assert_eq!(Credential::Password.key(), Some("PASSWORD"));
        /// assert_eq!(Credential::NewPassword.member(), None);
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Credential {
            $( $(#[$doc])* $Variant, )+
        }

        impl Credential {
            /// Every credential.
            pub const ALL: &'static [Self] = &[$( Self::$Variant, )+];

            /// The member of the body that contains the credential; `None` when the body has no such member.
            #[must_use]
            pub const fn member(self) -> Option<&'static str> {
                match self {
                    $( Self::$Variant => credentials!(@name $($member)?), )+
                }
            }

            /// The key of `AuthParameters` and `ChallengeResponses` that contains the credential; `None` when they have no
            /// such key.
            #[must_use]
            pub const fn key(self) -> Option<&'static str> {
                match self {
                    $( Self::$Variant => credentials!(@name $($key)?), )+
                }
            }
        }
    };
    (@name) => { None };
    (@name $name:literal) => { Some($name) };
}

credentials! {
    /// The session of a sign-in, or of the set-up of a software token.
    Session = "Session",
    /// A password.
    Password = "Password" in "PASSWORD",
    /// The password that replaces a temporary one.
    NewPassword in "NEW_PASSWORD",
    /// The password that `ChangePassword` replaces. A user without a password doesn't send it.
    PreviousPassword = "PreviousPassword",
    /// The password that `ChangePassword` sets.
    ProposedPassword = "ProposedPassword",
    /// The password of a user created by an administrator.
    TemporaryPassword = "TemporaryPassword",
    /// A code that confirms a sign-up or a new password.
    ConfirmationCode = "ConfirmationCode",
    /// A code that completes the set-up of a software token.
    UserCode = "UserCode",
    /// A code in a text message, after a password.
    SmsMfaCode in "SMS_MFA_CODE",
    /// A code of a software token.
    SoftwareTokenMfaCode in "SOFTWARE_TOKEN_MFA_CODE",
    /// A code in an email message.
    EmailOtpCode in "EMAIL_OTP_CODE",
    /// A code in a text message, as a first factor.
    SmsOtpCode in "SMS_OTP_CODE",
    /// A passkey's response, as JSON text.
    WebAuthnCredential = "Credential" in "CREDENTIAL",
    /// The ID of a passkey.
    CredentialId = "CredentialId",
    /// The client's hash of its secret.
    SecretHash = "SecretHash" in "SECRET_HASH",
    /// The client's public value of Secure Remote Password.
    SrpA in "SRP_A",
    /// The client's signature of Secure Remote Password.
    PasswordClaimSignature in "PASSWORD_CLAIM_SIGNATURE",
    /// The service's block of Secure Remote Password, sent back.
    PasswordClaimSecretBlock in "PASSWORD_CLAIM_SECRET_BLOCK",
    /// The time of a signature.
    Timestamp in "TIMESTAMP",
    /// A refresh token.
    RefreshToken = "RefreshToken" in "REFRESH_TOKEN",
    /// The secret of an app client.
    ClientSecret = "ClientSecret",
    /// The key of a device.
    DeviceKey = "DeviceKey" in "DEVICE_KEY",
    /// The key of a device's group.
    DeviceGroupKey in "DEVICE_GROUP_KEY",
}

impl Answer {
    /// The credential that the host checks before it passes this answer. `None` when the answer comes without a credential.
    ///
    /// For a password by Secure Remote Password, it's [`Credential::PasswordClaimSignature`] instead. The proof of
    /// [`Answer::TotpSetUpProven`] isn't in the response: it's an earlier `VerifySoftwareToken` of the same sign-in.
    ///
    /// ```
    /// use cognito_mfa::Answer;
    /// use cognito_mfa::wire::Credential;
    ///
    /// assert_eq!(Answer::TotpCodeProven.credential(), Some(Credential::SoftwareTokenMfaCode));
    /// assert_eq!(Answer::DeviceBegun.credential(), None);
    /// ```
    #[must_use]
    pub const fn credential(self) -> Option<Credential> {
        match self {
            Self::PasswordProven => Some(Credential::Password),
            Self::EmailCodeProven => Some(Credential::EmailOtpCode),
            Self::SmsOtpProven => Some(Credential::SmsOtpCode),
            Self::PasskeyProven(..) => Some(Credential::WebAuthnCredential),
            Self::NewPasswordChosen => Some(Credential::NewPassword),
            Self::SmsCodeProven => Some(Credential::SmsMfaCode),
            Self::TotpCodeProven => Some(Credential::SoftwareTokenMfaCode),
            Self::DeviceProven => Some(Credential::PasswordClaimSignature),
            Self::FirstFactorChosen(_)
            | Self::MfaTypeChosen(_)
            | Self::TotpSetUpProven
            | Self::EmailSetUpBegun
            | Self::SmsSetUpBegun
            | Self::DeviceBegun => None,
        }
    }
}

/// The credentials of a request. Errors and Debug output never repeat them.
///
/// A host that reads the credentials from here parses the body only once. A second parser could read the body differently.
///
/// ```
/// use cognito_mfa::wire::{Credential, Request};
///
/// let body = r#"{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH",
///     "AuthParameters":{"USERNAME":"ann","PASSWORD":"hunter2"}}"#;
/// let Request::User(_, _, credentials) = Request::decode("InitiateAuth", body)? else { return Ok(()) };
/// assert_eq!(credentials.get(Credential::Password), Some("hunter2"));
/// assert_eq!(credentials.get(Credential::SecretHash), None);
/// assert_eq!(format!("{credentials:?}"), "Credentials([Password])");
///
/// let twice = body.replace("}}", r#","PASSWORD":"hunter3"}}"#);
/// assert_eq!(Request::decode("InitiateAuth", &twice).unwrap_err().code(), "serialization");
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credentials<'a> {
    // INVARIANT (one reading): each credential appears at most once.
    sent: Vec<(Credential, Sensitive<'a>)>,
}

impl<'a> Credentials<'a> {
    /// The text of a credential; `None` when the request doesn't contain it. The text of a passkey's response is JSON.
    #[must_use]
    pub fn get(&self, credential: Credential) -> Option<&str> {
        self.sensitive(credential).map(Sensitive::reveal)
    }

    /// The text of a credential, still marked as sensitive.
    #[must_use]
    pub fn sensitive(&self, credential: Credential) -> Option<&Sensitive<'a>> {
        self.sent.iter().find(|(sent, _)| *sent == credential).map(|(_, text)| text)
    }

    /// Reads the credentials of an operation. `null` counts as omitted.
    pub(super) fn read(
        operation: &str,
        members: &Members<'a>,
        parameters: &Parameters<'a>,
    ) -> Result<Self, DecodeError> {
        let mut sent = Vec::new();
        for credential in in_members(operation) {
            let Some(name) = credential.member() else { continue };
            let text = if *credential == Credential::WebAuthnCredential {
                // It can be any JSON value.
                members.raw(name)?.map(|json| Sensitive(Cow::Borrowed(json)))
            } else {
                members.value(name)?
            };
            sent.extend(text.map(|text| (*credential, text)));
        }
        // Most operations have no map of parameters, so there is nothing to look for.
        let keyed = if parameters.is_empty() { &[] } else { Credential::ALL };
        for credential in keyed {
            let text = credential.key().and_then(|key| parameters.get(key));
            sent.extend(text.map(|text| (*credential, text.clone())));
        }
        Ok(Self { sent })
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.sent.iter().map(|(credential, _)| *credential).collect();
        f.debug_tuple("Credentials").field(&names).finish()
    }
}

/// The credentials that are members of an operation's body.
const fn in_members(operation: &str) -> &'static [Credential] {
    use Credential as C;
    match operation.as_bytes() {
        b"AdminCreateUser" => &[C::TemporaryPassword],
        b"AdminSetUserPassword" => &[C::Password],
        b"SignUp" => &[C::Password, C::SecretHash],
        b"ConfirmSignUp" => &[C::ConfirmationCode, C::SecretHash],
        b"ChangePassword" => &[C::PreviousPassword, C::ProposedPassword],
        b"ForgotPassword" => &[C::SecretHash],
        b"ConfirmForgotPassword" => &[C::ConfirmationCode, C::Password, C::SecretHash],
        b"AssociateSoftwareToken"
        | b"InitiateAuth"
        | b"AdminInitiateAuth"
        | b"RespondToAuthChallenge"
        | b"AdminRespondToAuthChallenge" => &[C::Session],
        b"GetTokensFromRefreshToken" => &[C::RefreshToken, C::ClientSecret, C::DeviceKey],
        b"VerifySoftwareToken" => &[C::UserCode, C::Session],
        b"CompleteWebAuthnRegistration" => &[C::WebAuthnCredential],
        b"DeleteWebAuthnCredential" => &[C::CredentialId],
        _ => &[],
    }
}
