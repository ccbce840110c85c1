//! A software authenticator: it registers passkeys and signs in with them, with or without user verification.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The flags of authenticator data (WebAuthn, section 6.1).
const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const CREDENTIAL_INCLUDED: u8 = 0x40;

/// A passkey of the software authenticator.
#[derive(Debug, Clone)]
pub(crate) struct Passkey {
    id: [u8; 32],
    key: SigningKey,
    relying_party: String,
    signatures: u32,
}

/// Whether the authenticator verifies the user, and how it's attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner<'a> {
    pub(crate) verifies_user: bool,
    pub(crate) attachment: &'a str,
}

impl Passkey {
    /// Makes a passkey for these creation options, and the credential that registers it.
    pub(crate) fn register(options: &Value, manner: Manner<'_>) -> Option<(Self, Value)> {
        let options = options.get("publicKey").unwrap_or(options);
        let relying_party = options.pointer("/rp/id")?.as_str()?.to_string();
        let client_data = client_data("webauthn.create", options, &relying_party)?;
        let id = unique("credential");
        let passkey = Self { id, key: SigningKey::from_slice(&unique("key")).ok()?, relying_party, signatures: 0 };
        let mut data = passkey.data(manner, CREDENTIAL_INCLUDED);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(id);
        data.extend(passkey.public_key()?);
        // {"fmt": "none", "attStmt": {}, "authData": the data}, in CBOR.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        attestation.extend(data);
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "transports": ["internal"],
        });
        let credential = passkey.credential(&response, manner);
        Some((passkey, credential))
    }

    /// Signs these request options. Returns the credential that answers them.
    pub(crate) fn sign(&mut self, options: &Value, manner: Manner<'_>) -> Option<Value> {
        let options = options.get("publicKey").unwrap_or(options);
        let client_data = client_data("webauthn.get", options, &self.relying_party)?;
        self.signatures = self.signatures.saturating_add(1);
        let data = self.data(manner, 0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature.to_der()),
            "userHandle": null,
        });
        Some(self.credential(&response, manner))
    }

    /// The ID as requests contain it.
    pub(crate) fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.id)
    }

    fn credential(&self, response: &Value, manner: Manner<'_>) -> Value {
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "response": response,
            "authenticatorAttachment": manner.attachment,
            "clientExtensionResults": {},
        })
    }

    /// The authenticator data, up to its counter.
    fn data(&self, manner: Manner<'_>, flags: u8) -> Vec<u8> {
        let verified = if manner.verifies_user { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(self.relying_party.as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.signatures.to_be_bytes());
        data
    }

    /// The public key: a COSE key for ES256, in CBOR.
    fn public_key(&self) -> Option<Vec<u8>> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x()?, point.y()?);
        Some(
            [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x.as_slice(), b"\x22\x58\x20", y.as_slice()]
                .concat(),
        )
    }
}

fn client_data(kind: &str, options: &Value, relying_party: &str) -> Option<Vec<u8>> {
    let challenge = options.get("challenge")?.as_str()?;
    let origin = format!("https://{relying_party}");
    let data = json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false});
    Some(data.to_string().into_bytes())
}

/// Bytes that no other call of this function returns. They guard nothing: only tests use these passkeys.
fn unique(purpose: &str) -> [u8; 32] {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = format!("{purpose} {count} {} {}", now.as_nanos(), std::process::id());
    Sha256::digest(text.as_bytes()).into()
}
