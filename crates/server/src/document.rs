//! The documents in the store. What policy reads is in the engine's stored forms. The rest is the host's own: names,
//! secrets, and what a sign-in in progress waits for.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_mfa::pool::Medium;
use cognito_mfa::wire::stored;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::passkey::{Passkey, PendingAuthentication, PendingRegistration};
use crate::password_policy::PasswordPolicy;
use crate::schema::CustomAttribute;
use crate::srp::{PendingClaim, Verifier};
use crate::token;
use crate::totp::{Step, TotpSecret};
use crate::work::Document;

/// A user pool. Its ID is the key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PoolDocument {
    pub(crate) name: String,
    pub(crate) pool: stored::Pool,
    pub(crate) created: u64,
    pub(crate) modified: u64,
    pub(crate) password_policy: Option<PasswordPolicy>,
    pub(crate) auto_verified: Vec<String>,
    /// The attributes that are a user's name in place of a username.
    #[serde(default)]
    pub(crate) username_attributes: Vec<String>,
    /// The attributes that are a user's name besides the username.
    #[serde(default)]
    pub(crate) alias_attributes: Vec<String>,
    #[serde(default)]
    pub(crate) custom_attributes: Vec<CustomAttribute>,
    /// What `DescribeUserPool` returns as it was set.
    #[serde(default)]
    pub(crate) others: BTreeMap<String, Value>,
    /// What `DescribeRiskConfiguration` returns as it was set.
    #[serde(default)]
    pub(crate) risk: BTreeMap<String, Value>,
    /// The group that the pool's devices belong to.
    pub(crate) device_group_key: String,
    /// A secret, for answers about users who don't exist.
    pub(crate) decoy_key: [u8; 32],
}

/// An app client. Its ID is the key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ClientDocument {
    pub(crate) pool: String,
    pub(crate) name: String,
    pub(crate) secret: Option<String>,
    pub(crate) flows: Vec<String>,
    pub(crate) hides_unknown_users: bool,
    /// Its own risk configuration, as `DescribeRiskConfiguration` returns it.
    #[serde(default)]
    pub(crate) risk: Option<Value>,
    pub(crate) created: u64,
    #[serde(default)]
    pub(crate) modified: Option<u64>,
}

/// A user. The key is the pool's ID and the name: see [`user_key`].
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct UserDocument {
    pub(crate) username: String,
    pub(crate) sub: Uuid,
    /// What policy reads, with the credential stamp.
    pub(crate) user: stored::User,
    /// The attributes, without `sub`. Whether the phone number and the address are verified is in `user`.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) created: u64,
    pub(crate) modified: u64,
    pub(crate) password: Option<Verifier>,
    pub(crate) software_token: Option<SoftwareToken>,
    /// A token that waits for `VerifySoftwareToken` with an access token.
    pub(crate) new_software_token: Option<TotpSecret>,
    pub(crate) passkeys: Vec<RegisteredPasskey>,
    pub(crate) new_passkey: Option<NewPasskey>,
    pub(crate) devices: BTreeMap<String, DeviceEntry>,
    pub(crate) sign_up_code: Option<SentCode>,
    pub(crate) reset_code: Option<SentCode>,
    /// A code that verifies an address of a user who is signed in.
    #[serde(default)]
    pub(crate) attribute_code: Option<SentCode>,
}

/// Another name of a user. The key is the pool's ID, the attribute and the name.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AliasDocument {
    pub(crate) username: String,
}

/// The wrong passwords of a user, who may not exist. The key is the same as the user's.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct WrongPasswordsDocument {
    pub(crate) count: u32,
    pub(crate) locked_until: u64,
}

/// A verified software token.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SoftwareToken {
    pub(crate) secret: TotpSecret,
    /// The step of the last code that was accepted. No older one counts.
    pub(crate) last: Step,
}

/// A passkey, and what the list of passkeys shows.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RegisteredPasskey {
    pub(crate) passkey: Passkey,
    pub(crate) created: u64,
}

/// A registration of a passkey that waits for the browser.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct NewPasskey {
    pub(crate) pending: PendingRegistration,
    pub(crate) expires: u64,
}

/// A device that the user confirmed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DeviceEntry {
    pub(crate) verifier: Verifier,
    pub(crate) name: Option<String>,
    pub(crate) is_remembered: bool,
    pub(crate) created: u64,
    /// The key of the session that last asked for the device.
    pub(crate) waiting: Option<String>,
}

/// A code in a message. It's bound to where it was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SentCode {
    pub(crate) code: String,
    #[serde(with = "medium")]
    pub(crate) medium: Medium,
    pub(crate) address: String,
    pub(crate) expires: u64,
    /// How many wrong codes were tried.
    pub(crate) wrong: u8,
}

/// A sign-in in progress. The key is the [fingerprint](fingerprint) of the `Session`, so a copy of the store continues none.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SessionDocument {
    pub(crate) bound: Bound,
    pub(crate) expires: u64,
    /// How many wrong answers were given.
    pub(crate) wrong: u8,
    /// The engine's part. `None` for a user who doesn't exist: no answer to this challenge is right.
    pub(crate) sign_in: Option<stored::SignIn>,
    pub(crate) expected: Expected,
    /// The device that the client named.
    pub(crate) device_key: Option<String>,
    /// The address that `MFA_SETUP` sets up. It isn't the user's before its code was answered.
    pub(crate) new_email: Option<String>,
    /// The software token that `MFA_SETUP` sets up. It isn't the user's before that challenge was answered.
    pub(crate) new_software_token: Option<NewSoftwareToken>,
}

/// Whose sign-in it is. A `Session` counts for no one else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bound {
    pub(crate) pool: String,
    pub(crate) client: String,
    pub(crate) username: String,
    /// Another user with the same name has another one. `None` for a user who doesn't exist.
    pub(crate) sub: Option<Uuid>,
}

/// What the answer is checked against.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Expected {
    /// Nothing but what is stored with the user.
    UserRecord,
    /// A signature with the password, or with the password of the device.
    Claim(PendingClaim),
    /// A code in a message.
    Code(SentCode),
    /// A passkey's assertion.
    Passkey(PendingAuthentication),
}

/// A software token that a sign-in sets up.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct NewSoftwareToken {
    pub(crate) secret: TotpSecret,
    /// The step of the code that verified it.
    pub(crate) verified: Option<Step>,
}

/// A finished sign-in, until it's ended: see [`sign_in_key`].
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SignInDocument {
    pub(crate) expires: u64,
}

/// A refresh token. The key is its fingerprint.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RefreshDocument {
    pub(crate) pool: String,
    pub(crate) sign_in: token::SignIn,
    pub(crate) expires: u64,
}

/// A message that was sent. The key begins with the time.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MessageDocument {
    pub(crate) user_pool_id: String,
    pub(crate) username: String,
    pub(crate) delivery_medium: String,
    pub(crate) destination: String,
    pub(crate) purpose: String,
    pub(crate) code: String,
    pub(crate) sent: u64,
}

/// The key that signs the tokens of every pool: PKCS #8 in Base64.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeyDocument {
    pub(crate) pkcs8: String,
}

impl Document for PoolDocument {
    const KIND: &'static str = "pool";
}
impl Document for ClientDocument {
    const KIND: &'static str = "client";
}
impl Document for UserDocument {
    const KIND: &'static str = "user";
}
impl Document for AliasDocument {
    const KIND: &'static str = "alias";
}
impl Document for WrongPasswordsDocument {
    const KIND: &'static str = "wrong-passwords";
}
impl Document for SignInDocument {
    const KIND: &'static str = "sign-in";
}
impl Document for SessionDocument {
    const KIND: &'static str = "session";
}
impl Document for RefreshDocument {
    const KIND: &'static str = "refresh";
}
impl Document for MessageDocument {
    const KIND: &'static str = "message";
}
impl Document for KeyDocument {
    const KIND: &'static str = "key";
}

/// The key of a user. A pool's ID has no slash, so no two users have the same key.
pub(crate) fn user_key(pool: &str, username: &str) -> String {
    format!("{pool}/{username}")
}

/// The key of a sign-in: what all of its tokens contain.
pub(crate) fn sign_in_key(sub: &str, origin_jti: &str) -> String {
    format!("{sub}/{origin_jti}")
}

/// The key of a document whose name is a secret.
pub(crate) fn fingerprint(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

mod medium {
    use cognito_mfa::pool::Medium;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(medium: &Medium, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(medium.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Medium, D::Error> {
        let name = String::deserialize(deserializer)?;
        Medium::from_name(&name).ok_or_else(|| D::Error::custom("a medium must be SMS or EMAIL"))
    }
}
