//! Passkeys: registering one, and signing in with one.
//!
//! A ceremony has two steps. The first makes options for the browser and a state. The state stays on the server, where a
//! store can keep it across a restart. The second takes what the browser sends and that state. Use each state once: it's
//! what keeps an old answer from counting again.
//!
//! Cognito asks for user verification as the pool says, and accepts a passkey without it if the pool only prefers it.
//! The flag of each sign-in is a fact for the engine. `webauthn-rs` has a flow for each of the two:
//!
//! | pool | flow | without user verification |
//! |---|---|---|
//! | `required` | passkey | refused, at registration and at sign-in |
//! | `preferred` | security key, user presence only | accepted, and [`Assertion::user_verification`] says so |
//!
//! The second flow asks the browser to avoid user verification. So the options are changed before they are sent: the
//! verification doesn't depend on what was asked for, only on what the authenticator signed.
//!
//! A passkey stays valid when the pool's setting changes. What counts is the setting at the sign-in (Inferred).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, Credential, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, SecurityKeyAuthentication, SecurityKeyRegistration, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use webauthn_rs_proto::UserVerificationPolicy;

/// The pool's setting `UserVerification`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserVerification {
    /// `required`.
    Required,
    /// `preferred`.
    Preferred,
}

impl UserVerification {
    fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
        }
    }
}

/// Whether the authenticator verified its user in a ceremony, by a PIN, a fingerprint or a face. It signs this fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// The user was verified.
    Yes,
    /// Someone was present, and that's all that is known.
    No,
}

/// Where the authenticator is, in the client's own words: no one verifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attachment {
    /// In the client's device.
    #[serde(rename = "platform")]
    Platform,
    /// Connected to it, such as a security key or a phone.
    #[serde(rename = "cross-platform")]
    CrossPlatform,
}

/// Who registers a passkey.
#[derive(Debug, Clone, Copy)]
pub struct Registrant<'a> {
    /// The user's `sub`. Authenticators return it as the user handle.
    pub sub: Uuid,
    /// The name that the authenticator shows next to the passkey. It can't be empty.
    pub name: &'a str,
}

/// A registered passkey, as it's stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Passkey {
    credential: Credential,
    relying_party_id: String,
    attachment: Option<Attachment>,
    transports: Vec<String>,
}

impl Passkey {
    /// `CredentialId`: Base64 for URLs.
    #[must_use]
    pub fn credential_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.credential.cred_id)
    }

    /// `RelyingPartyId`, of the pool at the registration. The passkey works for no other.
    #[must_use]
    pub fn relying_party_id(&self) -> &str {
        &self.relying_party_id
    }

    /// Whether the authenticator verified its user at the registration, so that it can do so at a sign-in.
    #[must_use]
    pub fn user_verification(&self) -> Verified {
        if self.credential.user_verified { Verified::Yes } else { Verified::No }
    }

    /// `AuthenticatorAttachment`, if the client told it.
    #[must_use]
    pub fn attachment(&self) -> Option<Attachment> {
        self.attachment
    }

    /// `AuthenticatorTransports`, as the client told them.
    #[must_use]
    pub fn transports(&self) -> &[String] {
        &self.transports
    }

    /// Takes over the counter and the backup state that the authenticator signed. Returns whether anything changed, so
    /// that the passkey must be stored again.
    pub fn update(&mut self, assertion: &Assertion) -> bool {
        let mut key = webauthn_rs::prelude::Passkey::from(self.credential.clone());
        let changed = key.update_credential(&assertion.result) == Some(true);
        self.credential = key.into();
        changed
    }
}

/// A registration that waits for the browser. It never leaves the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PendingRegistration(Registration);

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Registration {
    Required(PasskeyRegistration),
    Preferred(SecurityKeyRegistration),
}

/// A sign-in that waits for the browser. It never leaves the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PendingAuthentication {
    flow: Authentication,
    sub: Uuid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Authentication {
    Required(PasskeyAuthentication),
    Preferred(SecurityKeyAuthentication),
}

/// A sign-in with a passkey that was verified.
#[derive(Debug, Clone)]
pub struct Assertion {
    result: AuthenticationResult,
    attachment: Option<Attachment>,
}

impl Assertion {
    /// The passkey, as [`Passkey::credential_id`] returns it.
    #[must_use]
    pub fn credential_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.result.cred_id())
    }

    /// Whether the authenticator verified the user, read from what it signed.
    #[must_use]
    pub fn user_verification(&self) -> Verified {
        if self.result.user_verified() { Verified::Yes } else { Verified::No }
    }

    /// Where the authenticator is, if the client told it.
    #[must_use]
    pub fn attachment(&self) -> Option<Attachment> {
        self.attachment
    }
}

/// A pool as a relying party.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
    user_verification: UserVerification,
}

impl RelyingParty {
    /// The relying party with this ID, which is a domain name such as `auth.example.com`.
    ///
    /// Browsers let every origin use it whose host is this domain or below it. So these origins are accepted, on any
    /// port: with `https`, and below `localhost` also with `http`, which browsers treat alike.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::RelyingPartyId`] if the ID isn't a domain name.
    pub fn new(id: &str, user_verification: UserVerification) -> Result<Self, PasskeyError> {
        let origin = |scheme: &str| Url::parse(&format!("{scheme}://{id}")).map_err(|_| PasskeyError::RelyingPartyId);
        let secure = origin("https")?;
        if secure.domain() != Some(id) {
            return Err(PasskeyError::RelyingPartyId);
        }
        let mut builder = WebauthnBuilder::new(id, &secure)
            .map_err(|_| PasskeyError::RelyingPartyId)?
            .allow_subdomains(true)
            .allow_any_port(true)
            .danger_set_user_presence_only_security_keys(user_verification == UserVerification::Preferred);
        if id == "localhost" || id.ends_with(".localhost") {
            builder = builder.append_allowed_origin(&origin("http")?);
        }
        let webauthn = builder.build().map_err(|_| PasskeyError::RelyingPartyId)?;
        Ok(Self { webauthn, id: id.to_owned(), user_verification })
    }

    /// Starts a registration: the value of `CredentialCreationOptions`, and what stays on the server.
    ///
    /// The authenticator refuses if it holds one of the user's `existing` passkeys.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::Registrant`] if the user has no name.
    pub fn start_registration(
        &self,
        user: Registrant<'_>,
        existing: &[Passkey],
    ) -> Result<(Value, PendingRegistration), PasskeyError> {
        let exclude = Some(existing.iter().map(|passkey| passkey.credential.cred_id.clone()).collect());
        let Registrant { sub, name } = user;
        let (options, registration) = match self.user_verification {
            UserVerification::Required => self
                .webauthn
                .start_passkey_registration(sub, name, name, exclude)
                .map(|(options, state)| (options, Registration::Required(state))),
            UserVerification::Preferred => self
                .webauthn
                .start_securitykey_registration(sub, name, name, exclude, None, None)
                .map(|(options, state)| (options, Registration::Preferred(state))),
        }
        .map_err(|_| PasskeyError::Registrant)?;

        let mut options = json!(options.public_key);
        if let Some(members) = options.as_object_mut() {
            members.remove("hints");
            // Cognito's passkeys are discoverable.
            members.insert(
                "authenticatorSelection".to_owned(),
                json!({
                    "requireResidentKey": true,
                    "residentKey": "required",
                    "userVerification": self.user_verification.name(),
                }),
            );
        }
        Ok((options, PendingRegistration(registration)))
    }

    /// Completes a registration with the `Credential` that the browser sent.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::Malformed`] if it isn't a credential, and one of the other errors if it isn't valid for this
    /// registration.
    pub fn finish_registration(
        &self,
        credential: &Value,
        pending: &PendingRegistration,
    ) -> Result<Passkey, PasskeyError> {
        let hints = ClientHints::read(credential)?;
        let credential = RegisterPublicKeyCredential::deserialize(credential).map_err(|_| PasskeyError::Malformed)?;
        let credential = match &pending.0 {
            Registration::Required(state) => {
                self.webauthn.finish_passkey_registration(&credential, state).map(Credential::from)
            }
            Registration::Preferred(state) => {
                self.webauthn.finish_securitykey_registration(&credential, state).map(Credential::from)
            }
        }
        .map_err(|error| PasskeyError::of(&error))?;
        let ClientHints { attachment, response } = hints;
        Ok(Passkey { credential, relying_party_id: self.id.clone(), attachment, transports: response.transports })
    }

    /// Starts a sign-in with one of the user's passkeys: the text of `CREDENTIAL_REQUEST_OPTIONS`, and what stays on
    /// the server.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::NoPasskey`] if none of the passkeys belongs to this relying party.
    pub fn start_authentication(
        &self,
        sub: Uuid,
        passkeys: &[Passkey],
    ) -> Result<(String, PendingAuthentication), PasskeyError> {
        let credentials = passkeys.iter().filter(|passkey| passkey.relying_party_id == self.id);
        let credentials: Vec<Credential> = credentials.map(|passkey| passkey.credential.clone()).collect();
        if credentials.is_empty() {
            // An empty list would ask for any passkey of the relying party, of any user.
            return Err(PasskeyError::NoPasskey);
        }
        let (options, flow) = match self.user_verification {
            UserVerification::Required => {
                let keys: Vec<_> = credentials.into_iter().map(webauthn_rs::prelude::Passkey::from).collect();
                self.webauthn
                    .start_passkey_authentication(&keys)
                    .map(|(options, state)| (options, Authentication::Required(state)))
            }
            UserVerification::Preferred => {
                let keys: Vec<_> = credentials.into_iter().map(presence_only).collect();
                self.webauthn
                    .start_securitykey_authentication(&keys)
                    .map(|(options, state)| (options, Authentication::Preferred(state)))
            }
        }
        .map_err(|error| PasskeyError::of(&error))?;

        let mut options = json!(options.public_key);
        if let Some(members) = options.as_object_mut() {
            members.remove("hints");
            members.insert("userVerification".to_owned(), json!(self.user_verification.name()));
        }
        Ok((options.to_string(), PendingAuthentication { flow, sub }))
    }

    /// Verifies the text of `CREDENTIAL` that the browser sent.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::Malformed`] if it isn't a credential, and another error if it doesn't sign the user in.
    pub fn finish_authentication(
        &self,
        credential: &str,
        pending: &PendingAuthentication,
    ) -> Result<Assertion, PasskeyError> {
        let credential: Value = serde_json::from_str(credential).map_err(|_| PasskeyError::Malformed)?;
        let ClientHints { attachment, .. } = ClientHints::read(&credential)?;
        let credential = PublicKeyCredential::deserialize(&credential).map_err(|_| PasskeyError::Malformed)?;
        // The passkey is one of the user's own. An authenticator that says it belongs to someone else is wrong or lies.
        if credential.get_user_unique_id().is_some_and(|handle| handle != pending.sub.as_bytes()) {
            return Err(PasskeyError::OtherUser);
        }
        let result = match &pending.flow {
            Authentication::Required(state) => self.webauthn.finish_passkey_authentication(&credential, state),
            Authentication::Preferred(state) => self.webauthn.finish_securitykey_authentication(&credential, state),
        }
        .map_err(|error| PasskeyError::of(&error))?;
        Ok(Assertion { result, attachment })
    }
}

/// The credential, as one that was registered without asking for user verification. Otherwise `webauthn-rs` would go on
/// to require it for a passkey that was registered while the pool required it.
fn presence_only(mut credential: Credential) -> webauthn_rs::prelude::SecurityKey {
    credential.registration_policy = UserVerificationPolicy::Discouraged_DO_NOT_USE;
    credential.into()
}

/// What a client tells about its authenticator and `webauthn-rs` doesn't read.
#[derive(Deserialize)]
struct ClientHints {
    #[serde(rename = "authenticatorAttachment", default)]
    attachment: Option<Attachment>,
    #[serde(default)]
    response: ResponseHints,
}

#[derive(Default, Deserialize)]
struct ResponseHints {
    #[serde(default)]
    transports: Vec<String>,
}

impl ClientHints {
    fn read(credential: &Value) -> Result<Self, PasskeyError> {
        Self::deserialize(credential).map_err(|_| PasskeyError::Malformed)
    }
}

/// Why a passkey isn't accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasskeyError {
    /// The pool's relying party ID isn't a domain name.
    #[error("The relying party ID must be a domain name.")]
    RelyingPartyId,
    /// The user who registers has no name.
    #[error("A user who registers a passkey must have a name.")]
    Registrant,
    /// The user has no passkey for this relying party.
    #[error("The user has no passkey for this relying party.")]
    NoPasskey,
    /// What the client sent is not a credential.
    #[error("The credential must be the JSON of a PublicKeyCredential.")]
    Malformed,
    /// It answers another challenge.
    #[error("The credential answers another challenge.")]
    Challenge,
    /// It was made on a page that may not use the relying party ID.
    #[error("The credential was made at an origin that isn't allowed.")]
    Origin,
    /// It was made for another relying party.
    #[error("The credential was made for another relying party.")]
    RelyingParty,
    /// The pool requires user verification, and there was none.
    #[error("The authenticator didn't verify the user.")]
    NotVerified,
    /// The passkey is none of the user's.
    #[error("The credential is not one of the user's passkeys.")]
    OtherUser,
    /// The authenticator or its key type isn't supported.
    #[error("The authenticator isn't supported.")]
    Unsupported,
    /// The signature, the counter or another part is wrong.
    #[error("The credential isn't valid.")]
    Invalid,
}

impl PasskeyError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the library has 90 errors, and most are of the last kind")]
    fn of(error: &WebauthnError) -> Self {
        match error {
            WebauthnError::MismatchedChallenge | WebauthnError::InvalidClientDataType => Self::Challenge,
            WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => Self::Origin,
            WebauthnError::InvalidRPIDHash => Self::RelyingParty,
            WebauthnError::UserNotVerified => Self::NotVerified,
            WebauthnError::CredentialNotFound => Self::OtherUser,
            WebauthnError::AttestationNotSupported
            | WebauthnError::CredentialAlteredAlgFromRequest
            | WebauthnError::CredentialInsecureCryptography
            | WebauthnError::COSEKeyInvalidAlgorithm => Self::Unsupported,
            _ => Self::Invalid,
        }
    }
}
