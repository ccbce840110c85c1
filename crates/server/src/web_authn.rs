//! Passkeys of a user: registering, listing and removing them, and signing in with one.

use cognito_mfa::assurance::Attachment;
use cognito_mfa::sign_in::PasskeyProof;
use cognito_mfa::user::{PasskeyAbility, Passkeys, UserEvent};
use cognito_mfa::wire::{Credential, Credentials, stored};
use cognito_mfa::{Pool, UserCommand};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::Place;
use crate::document::{NewPasskey, RegisteredPasskey, UserDocument};
use crate::fault::Fault;
use crate::operations::{required, with_members};
use crate::passkey::{
    self, Passkey, PasskeyError, PendingAuthentication, Registrant, RelyingParty, UserVerification, Verified,
};
use crate::service::Call;

/// How long a browser may take to register a passkey.
const REGISTRATION_SECONDS: u64 = 300;
/// The relying party of a pool that sets none. Browsers accept it on this machine.
const DEFAULT_RELYING_PARTY: &str = "localhost";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccessToken {
    pub(crate) access_token: Option<String>,
}

impl Call<'_, '_> {
    pub(crate) fn start_web_authn_registration(&mut self, place: &Place) -> Result<Value, Fault> {
        let mut user = place.existing()?;
        // A pool that refuses every passkey refuses before the browser asks its user.
        let event = UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser);
        let _accepted = user.user.0.apply(&place.pool.policy(), &UserCommand::Event(event))?;
        let existing: Vec<_> = user.passkeys.iter().map(|registered| registered.passkey.clone()).collect();
        let registrant = Registrant { sub: user.sub, name: &user.username };
        let (options, pending) = relying_party(&place.pool.pool.0)?.start_registration(registrant, &existing)?;
        user.new_passkey = Some(NewPasskey { pending, expires: self.now + REGISTRATION_SECONDS });
        self.put_user(&place.pool_id, user)?;
        Ok(json!({ "CredentialCreationOptions": options }))
    }

    /// `CompleteWebAuthnRegistration`. Whether the passkey can verify its user is read from what the authenticator signed.
    pub(crate) fn complete_web_authn_registration(
        &mut self,
        place: &Place,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let credential = required(credentials, Credential::WebAuthnCredential, "credential")?;
        let credential: Value = serde_json::from_str(credential).map_err(|_| PasskeyError::Malformed)?;
        let mut user = place.existing()?;
        let now = self.now;
        let pending = user.new_passkey.take().filter(|pending| now < pending.expires).ok_or(PasskeyError::Challenge)?;
        let passkey = match relying_party(&place.pool.pool.0)?.finish_registration(&credential, &pending.pending) {
            Err(fault @ PasskeyError::NotVerified) => {
                // The engine has a refusal of its own for a passkey that the pool doesn't allow.
                let event = UserEvent::PasskeyRegistered(PasskeyAbility::PresenceOnly);
                let _accepted = user.user.0.apply(&place.pool.policy(), &UserCommand::Event(event))?;
                return Err(fault.into());
            }
            registered => registered?,
        };
        let event = UserEvent::PasskeyRegistered(ability(&passkey));
        user.user = stored::User(user.user.0.apply(&place.pool.policy(), &UserCommand::Event(event))?.into_next());
        user.passkeys.push(RegisteredPasskey { passkey, created: now });
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    pub(crate) fn list_web_authn_credentials(&mut self, token: AccessToken) -> Result<Value, Fault> {
        let place = self.at_token(&token.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let user = place.existing()?;
        let credentials: Vec<_> = user.passkeys.iter().map(RegisteredPasskey::shown).collect();
        Ok(json!({ "Credentials": credentials }))
    }

    /// `DeleteWebAuthnCredential`. The engine learns which passkeys remain.
    pub(crate) fn delete_web_authn_credential(
        &mut self,
        place: &Place,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let id = required(credentials, Credential::CredentialId, "credentialId")?;
        let mut user = place.existing()?;
        let before = user.passkeys.len();
        user.passkeys.retain(|registered| registered.passkey.credential_id() != id);
        if user.passkeys.len() == before {
            return Err(Fault::resource_not_found("The passkey does not exist."));
        }
        let event = UserCommand::Event(UserEvent::PasskeyRemoved(user.remaining_passkeys()));
        user.user = stored::User(user.user.0.apply(&place.pool.policy(), &event)?.into_next());
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }
}

impl UserDocument {
    /// Starts a sign-in with one of the user's passkeys: the options for the browser, and what stays on the server.
    pub(crate) fn start_passkey(&self, pool: &Pool) -> Result<(String, PendingAuthentication), PasskeyError> {
        let passkeys: Vec<_> = self.passkeys.iter().map(|registered| registered.passkey.clone()).collect();
        relying_party(pool)?.start_authentication(self.sub, &passkeys)
    }

    /// Verifies what the browser sent. The flag of user verification is the one that the authenticator signed.
    pub(crate) fn use_passkey(
        &mut self,
        pool: &Pool,
        credential: &str,
        pending: &PendingAuthentication,
    ) -> Result<(PasskeyProof, Attachment), PasskeyError> {
        let assertion = relying_party(pool)?.finish_authentication(credential, pending)?;
        let used = self.passkeys.iter_mut().find(|it| it.passkey.credential_id() == assertion.credential_id());
        let RegisteredPasskey { passkey, .. } = used.ok_or(PasskeyError::OtherUser)?;
        passkey.update(&assertion);
        let proof = match assertion.user_verification() {
            Verified::Yes => PasskeyProof::UserVerified,
            Verified::No => PasskeyProof::Presence,
        };
        let attachment = match assertion.attachment() {
            Some(passkey::Attachment::CrossPlatform) => Attachment::CrossPlatform,
            Some(passkey::Attachment::Platform) | None => Attachment::Platform,
        };
        Ok((proof, attachment))
    }

    fn remaining_passkeys(&self) -> Passkeys {
        let abilities: Vec<_> = self.passkeys.iter().map(|registered| ability(&registered.passkey)).collect();
        if abilities.contains(&PasskeyAbility::VerifiesUser) {
            Passkeys::CanVerify
        } else if abilities.is_empty() {
            Passkeys::Absent
        } else {
            Passkeys::CannotVerify
        }
    }
}

impl RegisteredPasskey {
    fn shown(&self) -> Value {
        let shown = json!({
            "CredentialId": self.passkey.credential_id(),
            "FriendlyCredentialName": "Passkey",
            "RelyingPartyId": self.passkey.relying_party_id(),
            "AuthenticatorTransports": self.passkey.transports(),
            "CreatedAt": self.created,
        });
        with_members(shown, [("AuthenticatorAttachment", json!(self.passkey.attachment()))])
    }
}

fn ability(passkey: &Passkey) -> PasskeyAbility {
    match passkey.user_verification() {
        Verified::Yes => PasskeyAbility::VerifiesUser,
        Verified::No => PasskeyAbility::PresenceOnly,
    }
}

/// The pool as a relying party.
fn relying_party(pool: &Pool) -> Result<RelyingParty, PasskeyError> {
    let block = pool.web_authn.as_ref();
    let id = block.and_then(|block| block.relying_party_id.as_deref()).unwrap_or(DEFAULT_RELYING_PARTY);
    let user_verification = match block.and_then(|block| block.user_verification).unwrap_or_default() {
        cognito_mfa::pool::UserVerification::Required => UserVerification::Required,
        cognito_mfa::pool::UserVerification::Preferred => UserVerification::Preferred,
    };
    RelyingParty::new(id, user_verification)
}
