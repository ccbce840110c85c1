//! Access tokens, from a sign-in that isn't in the scenario.

use cognito_mfa::user::Password;
use serde_json::{Value, json};

use super::{PASSWORD, Play, Step, not_made, set};
use crate::endpoint::Reply;
use crate::reference::{Line, text};

impl Play<'_> {
    /// The user's access token. Without one, it signs the user in.
    pub(super) fn token(&mut self, line: &Line) -> Step<String> {
        if let Some(token) = &self.user(line).token {
            return Ok(token.clone());
        }
        let Some((local, name)) = line.key() else { return not_made("the token names no user") };
        let Some(client) = self.pools.get(&local).map(|pool| pool.client.clone()) else {
            return not_made("the pool doesn't exist");
        };
        let mut parameters = json!({"USERNAME": name});
        let has_password = line.after.is_some_and(|user| user.password() == Password::Permanent);
        let flow = if has_password {
            set(&mut parameters, "PASSWORD", PASSWORD);
            "USER_PASSWORD_AUTH"
        } else {
            "USER_AUTH"
        };
        let begin = json!({"ClientId": client, "AuthFlow": flow, "AuthParameters": parameters});
        if let Some(token) = self.token_of(&begin, line, &name) {
            return Ok(token);
        }
        // The server accepts each code of an authenticator app once. A server that doesn't check saves the wait.
        if std::mem::take(&mut self.has_old_code) {
            let stop = self.stop;
            if let Some(secret) = self.user(line).secret.as_mut() {
                secret.wait(stop);
            }
            if let Some(token) = self.token_of(&begin, line, &name) {
                return Ok(token);
            }
        }
        not_made("the user has no access token: a sign-in without a change of the user doesn't end")
    }

    /// The access token of a sign-in with these parameters, if it ends.
    fn token_of(&mut self, begin: &Value, line: &Line, name: &str) -> Option<String> {
        let mut reply = self.call("InitiateAuth", begin);
        // A password, a choice, a factor: no sign-in takes more steps.
        for _ in 0..4 {
            let Reply::Accepted(output) = &reply else { break };
            if let Some(token) = text(output, "/AuthenticationResult/AccessToken") {
                let token = token.to_string();
                self.has_old_code = false;
                let user = self.user(line);
                user.token = Some(token.clone());
                user.refresh_token = text(output, "/AuthenticationResult/RefreshToken").map(Into::into);
                return Some(token);
            }
            let Some(responses) = self.own_answer(line, name, output) else { break };
            let response = json!({
                "ClientId": begin.get("ClientId"),
                "ChallengeName": output.get("ChallengeName"),
                "Session": output.get("Session"),
                "ChallengeResponses": responses,
            });
            reply = self.call("RespondToAuthChallenge", &response);
        }
        None
    }

    /// The answer to a challenge of a sign-in that is only about a token.
    fn own_answer(&mut self, line: &Line, name: &str, output: &Value) -> Option<Value> {
        let mut responses = json!({"USERNAME": name});
        match text(output, "/ChallengeName")? {
            "SELECT_CHALLENGE" => {
                let available = output.get("AvailableChallenges")?.as_array()?;
                let choice =
                    ["EMAIL_OTP", "SMS_OTP"].into_iter().find(|name| available.iter().any(|own| own == name))?;
                set(&mut responses, "ANSWER", choice);
            }
            challenge @ ("SMS_MFA" | "EMAIL_OTP" | "SMS_OTP") => {
                let code = self.message_code(line).ok()?;
                set(&mut responses, &format!("{challenge}_CODE"), &code);
            }
            "SOFTWARE_TOKEN_MFA" => {
                let (code, is_new) = self.user(line).secret.as_mut()?.code();
                self.has_old_code = !is_new;
                set(&mut responses, "SOFTWARE_TOKEN_MFA_CODE", &code);
            }
            "SELECT_MFA_TYPE" => {
                let factors = text(output, "/ChallengeParameters/MFAS_CAN_CHOOSE")?;
                let factors: Vec<String> = serde_json::from_str(factors).ok()?;
                let has_secret = self.user(line).secret.is_some();
                let choice = factors.iter().find(|factor| has_secret == (*factor == "SOFTWARE_TOKEN_MFA"))?;
                set(&mut responses, "ANSWER", choice);
            }
            _ => return None,
        }
        Some(responses)
    }
}
