//! Software tokens: enrolled by a user with an access token, or set up in a sign-in.

use cognito_mfa::UserCommand;
use cognito_mfa::user::UserEvent;
use cognito_mfa::wire::{Credential, Credentials, SessionRequest, SoftwareTokenResponse, UserCommandResponse, stored};
use serde_json::{Value, json};

use crate::clients::Place;
use crate::document::{NewSoftwareToken, SessionDocument, SoftwareToken, UserDocument, fingerprint};
use crate::fault::Fault;
use crate::operations::{required, show, with_members};
use crate::service::Call;
use crate::totp::{Step, TotpSecret};

impl Call<'_, '_> {
    /// `AssociateSoftwareToken` with an access token. The new token doesn't count before it's verified.
    pub(crate) fn associate_software_token(&mut self, place: &Place) -> Result<Value, Fault> {
        let mut user = place.existing()?;
        let event = UserCommand::Event(UserEvent::TotpAssociated);
        user.user = stored::User(user.user.0.apply(&place.pool.policy(), &event)?.into_next());
        let secret = TotpSecret::new(self.random())?;
        let code = secret.to_base32();
        user.new_software_token = Some(secret);
        self.put_user(&place.pool_id, user)?;
        Ok(show(SoftwareTokenResponse::associated(code)))
    }

    /// `VerifySoftwareToken` with an access token.
    pub(crate) fn verify_software_token(
        &mut self,
        place: &Place,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let code = required(credentials, Credential::UserCode, "userCode")?;
        let mut user = place.existing()?;
        let verified = UserCommand::Event(UserEvent::TotpVerified);
        let next = user.user.0.apply(&place.pool.policy(), &verified)?.into_next();
        let secret = match user.new_software_token.take() {
            Some(secret) => secret,
            None if self.accepts_any_credential() => TotpSecret::new(self.random())?,
            None => return Err(Fault::invalid_parameter("Call AssociateSoftwareToken first.")),
        };
        let last = self.verified(&secret, code)?;
        user.software_token = Some(SoftwareToken { secret, last });
        user.user = stored::User(next);
        self.put_user(&place.pool_id, user)?;
        Ok(show(UserCommandResponse::from(&verified)))
    }

    /// The same two operations with the session of a sign-in. They change only the session: the answer to `MFA_SETUP`
    /// registers the token. Each answer has a new session, and the old one is used up.
    pub(crate) fn set_up_software_token(
        &mut self,
        session_name: &str,
        request: SessionRequest,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let key = fingerprint(session_name);
        let mut session = self.session(&key)?;
        let pool = self.pool(&session.bound.pool)?;
        let user = self.user(&session.bound.pool, &session.bound.username)?;
        let user = user.filter(|user| Some(user.sub) == session.bound.sub).ok_or_else(Fault::invalid_session)?;
        let Some(stored::SignIn(sign_in)) = session.sign_in else { return Err(Fault::invalid_session()) };
        sign_in.sets_up_totp()?;
        let _accepted = user.user.0.apply(&pool.policy(), &UserCommand::Event(UserEvent::TotpAssociated))?;

        let response = match request {
            SessionRequest::AssociateSoftwareToken => {
                let secret = TotpSecret::new(self.random())?;
                let code = secret.to_base32();
                session.new_software_token = Some(NewSoftwareToken { secret, verified: None });
                show(SoftwareTokenResponse::associated(code))
            }
            SessionRequest::VerifySoftwareToken => {
                let code = required(credentials, Credential::UserCode, "userCode")?;
                let Some(NewSoftwareToken { secret, .. }) = session.new_software_token.take() else {
                    return Err(Fault::invalid_parameter("Call AssociateSoftwareToken first."));
                };
                match self.verified(&secret, code) {
                    Ok(step) => {
                        session.new_software_token = Some(NewSoftwareToken { secret, verified: Some(step) });
                        show(UserCommandResponse::from(&UserCommand::Event(UserEvent::TotpVerified)))
                    }
                    Err(fault) => {
                        session.new_software_token = Some(NewSoftwareToken { secret, verified: None });
                        self.count_wrong_answer(&key, session)?;
                        return Err(fault.keeping_changes());
                    }
                }
            }
        };
        session.expires = self.session_expiry();
        self.work.remove::<SessionDocument>(&key);
        let name = self.put_session(&session)?;
        Ok(with_members(response, [("Session", json!(name))]))
    }

    /// The step of a code of a new token.
    fn verified(&self, secret: &TotpSecret, code: &str) -> Result<Step, Fault> {
        if self.accepts_any_credential() {
            return Ok(Step::default());
        }
        secret.check(code, self.now, None).ok_or_else(Fault::software_token_mismatch)
    }
}

impl UserDocument {
    /// Checks a code of the user's token. A code counts once, and then no older one does.
    pub(crate) fn use_software_token(&mut self, code: &str, now: u64) -> Result<(), Fault> {
        let token = self.software_token.as_mut().ok_or_else(Fault::code_mismatch)?;
        if let Some(step) = token.secret.check(code, now, Some(token.last)) {
            token.last = step;
            return Ok(());
        }
        let is_used = token.secret.check(code, now, None).is_some();
        Err(if is_used { Fault::used_code() } else { Fault::code_mismatch() })
    }
}
