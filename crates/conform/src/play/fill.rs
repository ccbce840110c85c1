//! Fills a request with what a scenario takes for granted: the server's names, tokens, codes and credentials.

use cognito_mfa::user::Password;
use serde_json::{Value, json};

use super::{
    Outcome, PASSWORD, Play, Step, WRONG_CODE, WRONG_SESSION, WRONG_TOKEN, answer, is_out_of_order, not_made, set,
};
use crate::authenticator::{Manner, Passkey};
use crate::endpoint::Reply;
use crate::reference::{Line, text};
use crate::{srp, totp};

impl Play<'_> {
    /// Replaces the scenario's names by the server's.
    pub(super) fn rename(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        let token = match text(input, "/AccessToken") {
            Some(_) if line.after.is_some() => {
                if line.is_malformed() {
                    line.key().and_then(|key| self.users.get(&key)).and_then(|user| user.token.clone())
                } else {
                    Some(self.token(line)?)
                }
            }
            Some(_) if text(&line.answer, "/error/code") == Some("user-not-found") => {
                return not_made("no client has a token of a user that doesn't exist");
            }
            Some(_) if text(&line.answer, "/error/code") == Some("token-unknown") => Some(WRONG_TOKEN.into()),
            Some(_) | None => None,
        };
        for (member, is_client) in [("UserPoolId", false), ("ClientId", true)] {
            let remote = text(input, &format!("/{member}")).and_then(|own| self.remote_name(own, is_client));
            if let Some(name) = remote {
                set(input, member, &name);
            }
        }
        if let Some(token) = token {
            set(input, "AccessToken", &token);
        }
        Ok(())
    }

    /// The server's name of a scenario's pool, or of its app client. A pool that the server doesn't have gets a name, too.
    pub(super) fn remote_name(&self, local: &str, is_client: bool) -> Option<String> {
        let number = local.strip_prefix("local_")?;
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let pool = self.pools.get(local);
        let (known, prefix) = if is_client {
            (pool.map(|pool| &pool.client), "none0000000000000000000")
        } else {
            (pool.map(|pool| &pool.id), "us-east-1_None")
        };
        let known = known.filter(|name| !name.is_empty());
        Some(known.map_or_else(|| format!("{prefix}{number}"), Clone::clone))
    }

    /// Adds the passwords, codes, sessions and credentials that the scenario takes for granted.
    pub(super) fn fill(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        match line.vector.op.as_str() {
            "AdminCreateUser" => {
                let is_temporary = line.after.is_some_and(|user| user.password() == Password::Temporary);
                if is_temporary && !line.is_refused() {
                    set(input, "TemporaryPassword", PASSWORD);
                }
            }
            "SignUp" | "AdminSetUserPassword" => replace(input, "Password", PASSWORD),
            "ChangePassword" => {
                replace(input, "PreviousPassword", PASSWORD);
                replace(input, "ProposedPassword", PASSWORD);
            }
            "ConfirmSignUp" => {
                let code = if line.is_refused() { WRONG_CODE.into() } else { self.own_code(line)? };
                set(input, "ConfirmationCode", &code);
            }
            "ConfirmForgotPassword" => {
                let code = if line.is_refused() { WRONG_CODE.into() } else { self.own_code(line)? };
                set(input, "ConfirmationCode", &code);
                set(input, "Password", PASSWORD);
            }
            "AssociateSoftwareToken" | "VerifySoftwareToken" if input.get("Session").is_some() => {
                self.fill_set_up(input, line);
            }
            "VerifySoftwareToken" => self.enroll_totp(input, line)?,
            "GetTokensFromRefreshToken" => {
                let token = self.refresh_token(line)?;
                set(input, "RefreshToken", &token);
            }
            "CompleteWebAuthnRegistration" => self.register_passkey(input, line)?,
            "DeleteWebAuthnCredential" => self.name_passkey(input, line)?,
            "InitiateAuth" | "AdminInitiateAuth" => {
                if input.pointer("/AuthParameters/REFRESH_TOKEN").is_some() {
                    let token = self.refresh_token(line)?;
                    if let Some(parameters) = input.get_mut("AuthParameters") {
                        set(parameters, "REFRESH_TOKEN", &token);
                    }
                    return Ok(());
                }
                fill_initiation(input);
                let has_none = line.after.is_some_and(|user| user.password() == Password::Absent);
                let exception = text(&line.answer, "/error/__type");
                if has_none
                    && input.pointer("/AuthParameters/PASSWORD").is_some()
                    && exception != Some("NotAuthorizedException")
                {
                    return not_made("the user has no password");
                }
            }
            "RespondToAuthChallenge" | "AdminRespondToAuthChallenge" => self.fill_response(input, line)?,
            _ => {}
        }
        Ok(())
    }

    /// The code that the scenario's own call caused.
    fn own_code(&mut self, line: &Line) -> Step<String> {
        let is_challenge = line.vector.input.get("ChallengeName").is_some();
        let user = self.user(line);
        match if is_challenge { user.challenge_code.clone() } else { user.code.clone() } {
            Some(code) => Ok(code),
            None => self.message_code(line),
        }
    }

    /// The newest code that the server sent to the user.
    pub(super) fn message_code(&self, line: &Line) -> Step<String> {
        let (pool, user) = line.key().unwrap_or_default();
        let id = self.pools.get(&pool).map(|pool| pool.id.clone()).unwrap_or_default();
        self.codes.newest(&id, &user).or_else(not_made)
    }

    /// A call that must come before the line's own call. If the server refuses it, that is its answer to the line.
    fn before(&mut self, operation: &str, input: &Value) -> Step<Value> {
        match self.call(operation, input) {
            Reply::Accepted(output) => Ok(output),
            reply @ (Reply::Refused { .. } | Reply::Missing | Reply::Nothing(_)) => {
                Err(Box::new(Outcome::Replied { operation: operation.into(), reply }))
            }
        }
    }

    fn enroll_totp(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        let output = self.before("AssociateSoftwareToken", &json!({"AccessToken": input.get("AccessToken")}))?;
        let mut secret = totp::Secret::new(text(&output, "/SecretCode").unwrap_or_default());
        set(input, "UserCode", &secret.new_code(self.stop));
        self.user(line).secret = Some(secret);
        Ok(())
    }

    fn register_passkey(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        let output = self.before("StartWebAuthnRegistration", &json!({"AccessToken": input.get("AccessToken")}))?;
        let options = output.get("CredentialCreationOptions").cloned().unwrap_or_default();
        let verifies_user = line.vector.facts.get("can_verify").and_then(Value::as_bool).unwrap_or(true);
        let Some((passkey, credential)) = Passkey::register(&options, manner(line, verifies_user)) else {
            return not_made("StartWebAuthnRegistration returned no options");
        };
        self.user(line).passkeys.push(passkey);
        if let Value::Object(members) = input {
            members.insert("Credential".into(), credential);
        }
        Ok(())
    }

    /// A scenario deletes all passkeys at once. A server deletes one for each call.
    fn name_passkey(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        let mut passkeys = std::mem::take(&mut self.user(line).passkeys);
        let last = passkeys.pop();
        for passkey in passkeys {
            let mut own = input.clone();
            set(&mut own, "CredentialId", &passkey.id());
            self.before("DeleteWebAuthnCredential", &own)?;
        }
        set(input, "CredentialId", &last.map_or_else(|| "none".into(), |passkey| passkey.id()));
        Ok(())
    }

    fn fill_response(&mut self, input: &mut Value, line: &Line) -> Step<()> {
        let user = self.user(line);
        let session = user.session.as_ref().or(user.last_session.as_ref());
        let session = session.map_or(WRONG_SESSION, String::as_str).to_string();
        set(input, "Session", &session);
        if !input.get("ChallengeResponses").is_some_and(Value::is_object) {
            return Ok(());
        }
        match text(input, "/ChallengeName").unwrap_or_default().to_string().as_str() {
            "SELECT_CHALLENGE" => match text(input, "/ChallengeResponses/ANSWER") {
                Some("PASSWORD") => answer(input, "PASSWORD", PASSWORD),
                Some("PASSWORD_SRP") => answer(input, "SRP_A", &srp::public_value()),
                Some(_) | None => {}
            },
            "PASSWORD" => answer(input, "PASSWORD", PASSWORD),
            "PASSWORD_SRP" => answer(input, "SRP_A", &srp::public_value()),
            "PASSWORD_VERIFIER" => self.prove_password(input, line),
            "NEW_PASSWORD_REQUIRED" => answer(input, "NEW_PASSWORD", PASSWORD),
            name @ ("SMS_MFA" | "SMS_OTP" | "EMAIL_OTP") => {
                let code = if is_out_of_order(line) { WRONG_CODE.into() } else { self.own_code(line)? };
                answer(input, &format!("{name}_CODE"), &code);
            }
            "SOFTWARE_TOKEN_MFA" => {
                let (code, is_new) = match &mut self.user(line).secret {
                    Some(secret) => secret.code(),
                    None => (WRONG_CODE.into(), true),
                };
                self.has_old_code = !is_new;
                answer(input, "SOFTWARE_TOKEN_MFA_CODE", &code);
            }
            "MFA_SETUP" if is_token_set_up(input) && !is_out_of_order(line) => {
                if std::mem::take(&mut self.user(line).has_verified) {
                    return Ok(());
                }
                match self.enroll_in_sign_in(line, &session) {
                    Ok(session) => set(input, "Session", &session),
                    Err(_) if line.is_refused() => {
                        return not_made("the server refuses the token before the set-up");
                    }
                    Err(outcome) => return Err(outcome),
                }
            }
            "WEB_AUTHN" => {
                let verifies_user = line.vector.facts.get("user_verified").and_then(Value::as_bool);
                let manner = manner(line, verifies_user.unwrap_or(self.user(line).verifies_user));
                let user = self.user(line);
                let options = text(&user.parameters, "/CREDENTIAL_REQUEST_OPTIONS")
                    .and_then(|text| serde_json::from_str(text).ok());
                let options: Value = options.unwrap_or_default();
                let credential = user.passkeys.last_mut().and_then(|passkey| passkey.sign(&options, manner));
                answer(input, "CREDENTIAL", &credential.unwrap_or_else(|| json!({})).to_string());
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the proof of the password to an answer to `PASSWORD_VERIFIER`.
    fn prove_password(&mut self, input: &mut Value, line: &Line) {
        let pool = line.pool.as_ref().and_then(|pool| self.pools.get(pool)).map(|pool| pool.id.clone());
        let proof = srp::proof(&pool.unwrap_or_default(), &self.user(line).parameters, PASSWORD);
        if let (Some(Value::Object(responses)), Value::Object(proof)) = (input.get_mut("ChallengeResponses"), proof) {
            responses.extend(proof);
        }
    }

    /// The answer to `PASSWORD_VERIFIER` that follows this call, when the scenario proves the password at once.
    pub(super) fn proof_call(&mut self, operation: &str, input: &Value, line: &Line) -> (&'static str, Value) {
        let operation =
            if operation.starts_with("Admin") { "AdminRespondToAuthChallenge" } else { "RespondToAuthChallenge" };
        let (_, user) = line.key().unwrap_or_default();
        let mut call = json!({
            "ChallengeName": "PASSWORD_VERIFIER",
            "Session": self.user(line).session,
            "ChallengeResponses": {"USERNAME": user},
        });
        for name in ["UserPoolId", "ClientId"] {
            if let Some(value) = text(input, &format!("/{name}")) {
                set(&mut call, name, value);
            }
        }
        self.prove_password(&mut call, line);
        (operation, call)
    }

    /// The user's refresh token. A sign-in for an access token gives one, too.
    fn refresh_token(&mut self, line: &Line) -> Step<String> {
        match text(&line.answer, "/error/code") {
            Some("token-unknown") => return Ok(WRONG_TOKEN.into()),
            Some("user-not-found") => return not_made("no client has a token of a user that doesn't exist"),
            Some(_) | None => {}
        }
        if self.user(line).refresh_token.is_none() {
            self.user(line).token = None;
            self.token(line)?;
        }
        match &self.user(line).refresh_token {
            Some(token) => Ok(token.clone()),
            None => not_made("the server gave no refresh token"),
        }
    }

    /// A set-up's own calls in a scenario.
    fn fill_set_up(&mut self, input: &mut Value, line: &Line) {
        let stop = self.stop;
        // A text that names no user is a session that the server didn't give out, also next to an access token.
        let is_unknown = text(&line.vector.input, "/Session").is_some_and(|session| !session.contains('.'));
        let user = self.user(line);
        let session = user.session.as_ref().or(user.last_session.as_ref()).filter(|_| !is_unknown);
        let session = session.map_or(WRONG_SESSION, String::as_str).to_string();
        set(input, "Session", &session);
        if line.vector.op == "VerifySoftwareToken" {
            let code = user.secret.as_mut().map_or_else(|| WRONG_CODE.into(), |secret| secret.new_code(stop));
            set(input, "UserCode", &code);
        }
    }

    /// Verifies a token as soon as the server asks for a set-up, as an app does. Later, the pool can be another one.
    pub(super) fn begin_set_up(&mut self, line: &Line) {
        let Some(session) = self.user(line).session.clone() else { return };
        if let Ok(session) = self.enroll_in_sign_in(line, &session) {
            let user = self.user(line);
            user.session = Some(session.clone());
            user.last_session = Some(session);
            user.has_verified = true;
        }
    }

    /// Associates and verifies a token within a sign-in, as `MFA_SETUP` needs it.
    fn enroll_in_sign_in(&mut self, line: &Line, session: &str) -> Step<String> {
        let output = self.before("AssociateSoftwareToken", &json!({"Session": session}))?;
        let session = text(&output, "/Session").unwrap_or(session).to_string();
        let mut secret = totp::Secret::new(text(&output, "/SecretCode").unwrap_or_default());
        let verify = json!({"Session": session, "UserCode": secret.new_code(self.stop)});
        let output = self.before("VerifySoftwareToken", &verify)?;
        self.user(line).secret = Some(secret);
        Ok(text(&output, "/Session").unwrap_or(&session).to_string())
    }
}

fn manner(line: &Line, verifies_user: bool) -> Manner<'_> {
    Manner { verifies_user, attachment: text(&line.vector.facts, "/attachment").unwrap_or("platform") }
}

fn fill_initiation(input: &mut Value) {
    let flow = text(input, "/AuthFlow").unwrap_or_default().to_string();
    let preferred = text(input, "/AuthParameters/PREFERRED_CHALLENGE").unwrap_or_default().to_string();
    let Some(parameters) = input.get_mut("AuthParameters") else { return };
    match (flow.as_str(), preferred.as_str()) {
        ("USER_SRP_AUTH", _) | ("USER_AUTH", "PASSWORD_SRP") => set(parameters, "SRP_A", &srp::public_value()),
        ("USER_PASSWORD_AUTH" | "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH", _) | ("USER_AUTH", "PASSWORD") => {
            set(parameters, "PASSWORD", PASSWORD);
        }
        _ => {}
    }
}

/// Replaces a member that is a text and not empty.
fn replace(object: &mut Value, name: &str, value: &str) {
    if object.get(name).and_then(Value::as_str).is_some_and(|own| !own.is_empty()) {
        set(object, name, value);
    }
}

/// Whether a set-up is one of a token: it contains no address.
fn is_token_set_up(input: &Value) -> bool {
    let keys = ["EMAIL", "email", "PHONE_NUMBER"];
    keys.iter().all(|key| text(input, &format!("/ChallengeResponses/{key}")).is_none())
}
