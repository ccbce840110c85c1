//! The modules that check credentials, as a process for clients in other languages: `tests/against_pycognito.py` talks to
//! it. One request in JSON per line of standard input, one answer per line of standard output.

use std::error::Error;
use std::io::{Write as _, stdin, stdout};

use cognito_mfa_server::random::SystemRandom;
use cognito_mfa_server::srp::{Claim, Owner, PendingClaim, Verifier};
use cognito_mfa_server::token::{SignIn, SigningKey, Validity, issuer};
use cognito_mfa_server::totp::{Step, TotpSecret};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Request {
    /// Start an SRP sign-in of a user who has this password.
    User { user_pool_id: String, user_id: String, password: String, srp_a: String },
    /// Start one of a device that was confirmed with this configuration.
    Device { password_verifier: String, salt: String, srp_a: String },
    /// Complete the one that was started last.
    Claim { group: String, name: String, secret_block: String, timestamp: String, signature: String },
    /// Make a secret for an authenticator app.
    TotpSecret,
    /// Check a code against it.
    TotpCode { secret: String, code: String, now: u64, last: Option<u64> },
    /// Make tokens.
    Tokens { base_url: String, user_pool_id: String, client_id: String, username: String, now: u64 },
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut peer = Peer { pending: None, key: SigningKey::generate(&SystemRandom)? };
    for line in stdin().lines() {
        let answer = peer.answer(serde_json::from_str(&line?)?)?;
        writeln!(stdout(), "{answer}")?;
    }
    Ok(())
}

struct Peer {
    pending: Option<PendingClaim>,
    key: SigningKey,
}

impl Peer {
    fn answer(&mut self, request: Request) -> Result<Value, Box<dyn Error>> {
        Ok(match request {
            Request::User { user_pool_id, user_id, password, srp_a } => {
                let verifier = Verifier::new(&SystemRandom, Owner::user(&user_pool_id, &user_id), &password)?;
                self.start(&verifier, &srp_a)?
            }
            Request::Device { password_verifier, salt, srp_a } => {
                self.start(&Verifier::of_device(&password_verifier, &salt)?, &srp_a)?
            }
            Request::Claim { group, name, secret_block, timestamp, signature } => {
                let claim = Claim { secret_block: &secret_block, timestamp: &timestamp, signature: &signature };
                let pending = self.pending.take().ok_or("no sign-in is in progress")?;
                json!(pending.is_proven_by(Owner::device(&group, &name), claim))
            }
            Request::TotpSecret => json!(TotpSecret::new(&SystemRandom)?.to_base32()),
            Request::TotpCode { secret, code, now, last } => {
                json!(TotpSecret::try_from(secret)?.check(&code, now, last.map(Step)))
            }
            Request::Tokens { base_url, user_pool_id, client_id, username, now } => {
                let sign_in = SignIn {
                    issuer: issuer(&base_url, &user_pool_id),
                    client_id,
                    sub: "11111111-2222-4333-8444-555555555555".to_owned(),
                    username,
                    auth_time: now,
                    origin_jti: "66666666-7777-4888-9999-000000000000".to_owned(),
                    device_key: None,
                    acr: Some("urn:cognito:loa:4".to_owned()),
                    amr: vec!["pwd".to_owned(), "otp".to_owned()],
                };
                let validity = Validity { issued_at: now, expires_at: now + 3600 };
                let attributes = Map::from_iter([("email_verified".to_owned(), json!(true))]);
                json!({
                    "jwks": self.key.jwks(),
                    "access_token": self.key.access_token(&SystemRandom, &sign_in, validity)?,
                    "id_token": self.key.id_token(&SystemRandom, &sign_in, validity, &attributes)?,
                })
            }
        })
    }

    fn start(&mut self, verifier: &Verifier, srp_a: &str) -> Result<Value, Box<dyn Error>> {
        let (challenge, pending) = verifier.challenge(&SystemRandom, srp_a)?;
        self.pending = Some(pending);
        Ok(json!({ "SALT": challenge.salt, "SRP_B": challenge.srp_b, "SECRET_BLOCK": challenge.secret_block }))
    }
}
