//! The tokens of a user who signed in: access and ID tokens, which are JWTs signed with RS256, and refresh tokens,
//! which are opaque.
//!
//! The key is made at the first start and kept in the store, so that tokens stay valid across a restart. Clients fetch
//! its public half as a JWKS and find it by the `kid`.
//!
//! Clients compare `iss` with an address of their own, character by character:
//!
//! | client | expects |
//! |---|---|
//! | pycognito with an `endpoint_url` | [`issuer`] of that URL and the pool ID. It fetches the JWKS below it |
//! | pycognito without one, aws-jwt-verify | `https://cognito-idp.REGION.amazonaws.com/POOL_ID` |
//! | Amplify, amazon-cognito-identity-js | Anything. They read the claims, and don't verify them |
//!
//! So the host takes the base URL from its own address, or from the request's `Host`, or from a setting.
//!
//! A JWT here has one fixed shape, so this module writes and reads it itself. The crate jsonwebtoken would bring a second
//! generation of the RSA and hash crates that `webauthn-rs` already has, and can't make keys.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey as Signer};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::signature::{Keypair as _, SignatureEncoding as _, Signer as _, Verifier as _};
use rsa::traits::PublicKeyParts as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::random::{self, NoRandomness, Random};

/// What Cognito's keys have.
const KEY_BITS: usize = 2048;
const ALGORITHM: &str = "RS256";
/// The scope of an access token that an SDK gets: its user may call the operations on their own account.
const OWN_ACCOUNT: &str = "aws.cognito.signin.user.admin";

/// `iss` of a pool's tokens: `base_url`, such as `http://127.0.0.1:9229`, and the pool ID.
#[must_use]
pub fn issuer(base_url: &str, user_pool_id: &str) -> String {
    format!("{}/{user_pool_id}", base_url.trim_end_matches('/'))
}

/// Who signed in, where, and how: the claims that the tokens of one sign-in have in common. A refresh token's entry in the store
/// contains them too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// `iss`, as [`issuer`] makes it.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// The app client.
    pub client_id: String,
    /// The user's `sub`.
    pub sub: String,
    /// The user's name.
    pub username: String,
    /// When the user signed in, in seconds since 1970. A refresh doesn't change it.
    pub auth_time: u64,
    /// `origin_jti`, which the tokens of a sign-in and of its refreshes have in common.
    pub origin_jti: String,
    /// `device_key`, if the user signed in on a remembered device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_key: Option<String>,
    /// `acr`, the level that the sign-in reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// `amr`, the methods that the user signed in with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
}

/// From when and until when a token is valid, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// `iat`.
    #[serde(rename = "iat")]
    pub issued_at: u64,
    /// `exp`. The token isn't valid at this time anymore.
    #[serde(rename = "exp")]
    pub expires_at: u64,
}

/// The claims of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccessClaims {
    /// What it has in common with the other tokens of the sign-in.
    #[serde(flatten)]
    pub sign_in: SignIn,
    /// `scope`.
    pub scope: String,
    /// `iat` and `exp`.
    #[serde(flatten)]
    pub validity: Validity,
    /// `jti`, of this token alone.
    pub jti: String,
    token_use: TokenUse,
}

impl AccessClaims {
    /// The pool that the issuer names.
    #[must_use]
    pub fn user_pool_id(&self) -> &str {
        self.sign_in.issuer.rsplit_once('/').map_or("", |(_, user_pool_id)| user_pool_id)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TokenUse {
    Access,
    Id,
}

/// The claims of an ID token that don't come from the user's attributes.
#[derive(Serialize)]
struct IdClaims<'a> {
    sub: &'a str,
    #[serde(rename = "iss")]
    issuer: &'a str,
    aud: &'a str,
    #[serde(rename = "cognito:username")]
    username: &'a str,
    auth_time: u64,
    #[serde(flatten)]
    validity: Validity,
    jti: String,
    origin_jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    amr: &'a [String],
    token_use: TokenUse,
}

/// The key that signs the server's tokens.
pub struct SigningKey {
    signer: Signer<Sha256>,
    key_id: String,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`TokenError::NoRandomness`], as [`Random::fill`].
    pub fn generate(random: &dyn Random) -> Result<Self, TokenError> {
        let mut generator = StdRng::from_seed(random::bytes(random)?);
        RsaPrivateKey::new(&mut generator, KEY_BITS).map(Self::of).map_err(|_| TokenError::Key)
    }

    /// The key that [`to_pkcs8`](Self::to_pkcs8) wrote.
    ///
    /// # Errors
    ///
    /// [`TokenError::Key`] if it isn't an RSA key of a sound size.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, TokenError> {
        RsaPrivateKey::from_pkcs8_der(der).map(Self::of).map_err(|_| TokenError::Key)
    }

    /// The key for the store, in PKCS #8. It's a secret: with it, anyone can be any user of the server.
    ///
    /// # Errors
    ///
    /// [`TokenError::Key`] if the key can't be written.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, TokenError> {
        self.signer.to_pkcs8_der().map(|der| der.as_bytes().to_vec()).map_err(|_| TokenError::Key)
    }

    /// `kid`: the key's thumbprint (RFC 7638).
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The public half, as `.well-known/jwks.json` of each pool contains it.
    #[must_use]
    pub fn jwks(&self) -> Value {
        let key = self.signer.verifying_key();
        let key: &rsa::RsaPublicKey = key.as_ref();
        let [e, n] = [key.e_bytes(), key.n_bytes()].map(|number| URL_SAFE_NO_PAD.encode(number));
        json!({ "keys": [{ "alg": ALGORITHM, "e": e, "kid": self.key_id, "kty": "RSA", "n": n, "use": "sig" }] })
    }

    /// The access token of a sign-in.
    ///
    /// # Errors
    ///
    /// [`TokenError::NoRandomness`], as [`Random::fill`], or [`TokenError::Key`] if the key can't sign.
    pub fn access_token(
        &self,
        random: &dyn Random,
        sign_in: &SignIn,
        validity: Validity,
    ) -> Result<String, TokenError> {
        self.sign(&json!(AccessClaims {
            sign_in: sign_in.clone(),
            scope: OWN_ACCOUNT.to_owned(),
            validity,
            jti: random::uuid(random)?.to_string(),
            token_use: TokenUse::Access,
        }))
    }

    /// The ID token of a sign-in, with the user's attributes. An attribute can't replace another claim.
    ///
    /// # Errors
    ///
    /// [`TokenError::NoRandomness`], as [`Random::fill`], or [`TokenError::Key`] if the key can't sign.
    pub fn id_token(
        &self,
        random: &dyn Random,
        sign_in: &SignIn,
        validity: Validity,
        attributes: &Map<String, Value>,
    ) -> Result<String, TokenError> {
        let claims = json!(IdClaims {
            sub: &sign_in.sub,
            issuer: &sign_in.issuer,
            aud: &sign_in.client_id,
            username: &sign_in.username,
            auth_time: sign_in.auth_time,
            validity,
            jti: random::uuid(random)?.to_string(),
            origin_jti: &sign_in.origin_jti,
            acr: sign_in.acr.as_deref(),
            amr: &sign_in.amr,
            token_use: TokenUse::Id,
        });
        let mut all = attributes.clone();
        if let Value::Object(claims) = claims {
            all.extend(claims);
        }
        self.sign(&Value::Object(all))
    }

    /// The claims of an access token that this key signed and that is valid now, in seconds since 1970.
    ///
    /// Whether it was revoked, and whether its pool, client and user still exist, is for the host to check.
    ///
    /// # Errors
    ///
    /// [`TokenError::Invalid`] if another key signed it, or if it isn't an access token. [`TokenError::Expired`] if it
    /// was valid before.
    pub fn verify_access_token(&self, token: &str, now: u64) -> Result<AccessClaims, TokenError> {
        let claims = self.verify(token).ok_or(TokenError::Invalid)?;
        if claims.token_use != TokenUse::Access {
            Err(TokenError::Invalid)
        } else if claims.validity.expires_at <= now {
            Err(TokenError::Expired)
        } else {
            Ok(claims)
        }
    }

    fn of(key: RsaPrivateKey) -> Self {
        let [e, n] = [key.e_bytes(), key.n_bytes()].map(|number| URL_SAFE_NO_PAD.encode(number));
        // The members that RFC 7638 names, in its order and without spaces.
        let thumbprint = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
        Self { signer: Signer::new(key), key_id: URL_SAFE_NO_PAD.encode(thumbprint) }
    }

    fn sign(&self, claims: &Value) -> Result<String, TokenError> {
        let header = json!({ "alg": ALGORITHM, "kid": self.key_id });
        let [header, claims] = [&header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = self.signer.try_sign(signed.as_bytes()).map_err(|_| TokenError::Key)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
    }

    /// The claims, if this key signed them. The header is read only after the signature was verified.
    fn verify(&self, token: &str) -> Option<AccessClaims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = Signature::try_from(URL_SAFE_NO_PAD.decode(signature).ok()?.as_slice()).ok()?;
        self.signer.verifying_key().verify(signed.as_bytes(), &signature).ok()?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        (header.alg == ALGORITHM && header.kid == self.key_id).then_some(claims)
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

/// Only the public name of the key is shown.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// A refresh token: opaque, and a secret as long as it's valid.
///
/// The store is keyed by its [`fingerprint`](Self::fingerprint), so that a copy of the store refreshes nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// A new token.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`], as [`Random::fill`].
    pub fn new(random: &dyn Random) -> Result<Self, NoRandomness> {
        random::secret_name(random).map(Self)
    }

    /// A token that a client sent.
    #[must_use]
    pub fn from_client(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token, for the client.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the token's entry in the store.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.0))
    }
}

/// The token isn't shown.
impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").finish_non_exhaustive()
    }
}

/// Why there is no token, or why it doesn't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The token is none that this server made for this use.
    #[error("The token isn't a valid access token of this server.")]
    Invalid,
    /// The token was valid before.
    #[error("The access token has expired.")]
    Expired,
    /// The signing key can't be made, read or used.
    #[error("The signing key must be an RSA key in PKCS #8, of at least 2048 bits.")]
    Key,
    /// There are no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}
