//! The server's side of Cognito's SRP: a password is checked, but never stored and never sent.
//!
//! What is stored is a [`Verifier`]. From it and the client's public value, [`Verifier::challenge`] makes the challenge's
//! parameters and a [`PendingClaim`], which stays on the server until the client's signature arrives. A password
//! that a client sends in plain text is checked with the same verifier, by [`Verifier::matches`].
//!
//! Cognito's protocol is SRP-6a with these rules of its own:
//!
//! - The group is the one of 3,072 bits from RFC 3526, with generator 2, and the hash is SHA-256.
//! - Every number is hashed as a signed big-endian integer: no leading zeros, but one zero byte if the top bit is set.
//! - The name in the hash is the pool ID after the underscore, followed by `USER_ID_FOR_SRP`. For a device it's the
//!   device group key, followed by the device key.
//! - The key is not a hash: it's HKDF of S, with u as the salt, "Caldera Derived Key" as the info, and 16 bytes long.
//! - The proof is an HMAC of the name, the secret block and the client's time stamp.
//!
//! Source: the clients Amplify, amazon-cognito-identity-js and pycognito, which agree. The tests compare this module
//! with pycognito.

use std::fmt;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::ctutils::CtEq as _;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U3072};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::random::{self, NoRandomness, Random};

/// Bytes of a number of the group.
const BYTES: usize = 384;

/// N, the prime of the group of 3,072 bits in RFC 3526. Its generator is 2.
const PRIME: Odd<U3072> = Odd::<U3072>::from_be_hex(concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B",
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6",
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D",
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D",
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
));

/// Whose password it is: the two names that are hashed with it.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    group: &'a str,
    name: &'a str,
}

impl<'a> Owner<'a> {
    /// A user of a pool. `user_id_for_srp` is what the challenge's parameter of that name contains.
    #[must_use]
    pub fn user(user_pool_id: &'a str, user_id_for_srp: &'a str) -> Self {
        Self { group: user_pool_id.split_once('_').map_or("", |(_, name)| name), name: user_id_for_srp }
    }

    /// A remembered device.
    #[must_use]
    pub fn device(device_group_key: &'a str, device_key: &'a str) -> Self {
        Self { group: device_group_key, name: device_key }
    }
}

/// What the server keeps of a password. No one can sign in with it, but a thief can try passwords against it offline,
/// at the price of one exponentiation each. Protect its store like one of password hashes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredVerifier", into = "StoredVerifier")]
pub struct Verifier {
    salt: Vec<u8>,
    /// INVARIANT (range): at least 1 and below N.
    value: U3072,
}

impl Verifier {
    /// The verifier of a password, with a new salt.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`], as [`Random::fill`].
    pub fn new(random: &dyn Random, owner: Owner<'_>, password: &str) -> Result<Self, NoRandomness> {
        let salt = random::bytes::<16>(random)?.to_vec();
        Ok(Self { value: verifier(&salt, owner, password), salt })
    }

    /// The verifier that a client made for its device, as `DeviceSecretVerifierConfig` contains it: `PasswordVerifier`
    /// and `Salt` in Base64.
    ///
    /// # Errors
    ///
    /// [`SrpError::DeviceVerifier`] or [`SrpError::DeviceSalt`] if one of them isn't what a client can have made.
    pub fn of_device(password_verifier: &str, salt: &str) -> Result<Self, SrpError> {
        let value = STANDARD.decode(password_verifier).ok().and_then(|bytes| number(&bytes));
        let salt =
            STANDARD.decode(salt).ok().filter(|salt| (1..=MAX_SALT).contains(&without_leading_zeros(salt).len()));
        Ok(Self { value: value.ok_or(SrpError::DeviceVerifier)?, salt: salt.ok_or(SrpError::DeviceSalt)? })
    }

    /// A verifier that no password fits, and that is the same each time.
    ///
    /// A pool that doesn't reveal which users exist answers for an unknown user with it. Otherwise a new salt for each
    /// attempt would reveal that there is no user. `key` is a secret of the pool.
    #[must_use]
    pub fn decoy(key: &[u8; 32], owner: Owner<'_>) -> Self {
        let derive = |what: &str| hash(&[key, what.as_bytes(), owner.group.as_bytes(), b"_", owner.name.as_bytes()]);
        let salt = derive("salt").into_iter().take(16).collect();
        Self { value: power_of_generator(&derive("verifier")).retrieve(), salt }
    }

    /// Whether this is the verifier of the password.
    #[must_use]
    pub fn matches(&self, owner: Owner<'_>, password: &str) -> bool {
        verifier(&self.salt, owner, password).ct_eq(&self.value).into()
    }

    /// Starts a sign-in with the client's public value, `SRP_A`: the challenge's parameters, and what stays on the
    /// server until the client answers.
    ///
    /// # Errors
    ///
    /// [`SrpError::PublicValue`] if `SRP_A` is not a hexadecimal number from 1 to N - 1: with a multiple of N, a client
    /// would know the key without the password. [`SrpError::NoRandomness`], as [`Random::fill`].
    pub fn challenge(&self, random: &dyn Random, srp_a: &str) -> Result<(Challenge, PendingClaim), SrpError> {
        let public_a = unhex(srp_a).and_then(|bytes| number(&bytes)).ok_or(SrpError::PublicValue)?;
        // 256 bits are as hard to find as a discrete logarithm in this group is.
        let secret_b = random::bytes::<32>(random)?;
        let secret_block = random::bytes::<64>(random)?.to_vec();

        let group = &*GROUP;
        let [a, v] = [public_a, self.value].map(|number| Number::new(&number, &group.params));
        let public_b = (group.multiplier * v + power_of_generator(&secret_b)).retrieve().to_be_bytes();
        let u = hash(&[&signed(&public_a.to_be_bytes()), &signed(&public_b)]);
        let shared = (a * v.pow(&U256::from_be_slice(&u))).pow(&U256::from_be_slice(&secret_b)).retrieve();

        let challenge =
            Challenge { salt: hex(&self.salt), srp_b: hex(&public_b), secret_block: STANDARD.encode(&secret_block) };
        Ok((challenge, PendingClaim { key: derive_key(&shared.to_be_bytes(), &u), secret_block }))
    }
}

/// The verifier isn't shown.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

/// The parameters of `PASSWORD_VERIFIER` or `DEVICE_PASSWORD_VERIFIER` that this module makes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// `SALT`, hexadecimal.
    pub salt: String,
    /// `SRP_B`, hexadecimal.
    pub srp_b: String,
    /// `SECRET_BLOCK`, in Base64.
    pub secret_block: String,
}

/// What the client sends back to a [`Challenge`].
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// `PASSWORD_CLAIM_SECRET_BLOCK`.
    pub secret_block: &'a str,
    /// `TIMESTAMP`, as the client sent it. Clients format it differently, and it's only part of what they sign.
    pub timestamp: &'a str,
    /// `PASSWORD_CLAIM_SIGNATURE`.
    pub signature: &'a str,
}

/// A sign-in that waits for the client's signature. It contains the key, so it never leaves the server.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingClaim {
    key: [u8; 16],
    secret_block: Vec<u8>,
}

impl PendingClaim {
    /// `SECRET_BLOCK` of the challenge: 64 random bytes in Base64. It identifies the sign-in.
    #[must_use]
    pub fn secret_block(&self) -> String {
        STANDARD.encode(&self.secret_block)
    }

    /// Whether the claim proves that the client knows the password.
    #[must_use]
    pub fn is_proven_by(&self, owner: Owner<'_>, claim: Claim<'_>) -> bool {
        let [Ok(secret_block), Ok(signature)] = [claim.secret_block, claim.signature].map(|text| STANDARD.decode(text))
        else {
            return false;
        };
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return false };
        let mac = [owner.group.as_bytes(), owner.name.as_bytes(), &self.secret_block, claim.timestamp.as_bytes()]
            .into_iter()
            .fold(mac, Hmac::chain_update);
        // Compares in constant time.
        secret_block == self.secret_block && mac.verify_slice(&signature).is_ok()
    }
}

/// The key isn't shown.
impl fmt::Debug for PendingClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingClaim").finish_non_exhaustive()
    }
}

/// Why SRP can't start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SrpError {
    /// `SRP_A` is out of range.
    #[error("SRP_A must be a hexadecimal number above 0 and below the group's prime.")]
    PublicValue,
    /// `PasswordVerifier` is out of range.
    #[error("PasswordVerifier must be a number in Base64, above 0 and below the group's prime.")]
    DeviceVerifier,
    /// `Salt` is out of range.
    #[error("Salt must be a number in Base64, above 0 and of at most {MAX_SALT} bytes.")]
    DeviceSalt,
    /// There are no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// The longest salt that is accepted from a client. Clients send 16 or 17 bytes.
const MAX_SALT: usize = 64;

/// The form in which a [`Verifier`] is stored.
#[derive(Serialize, Deserialize)]
struct StoredVerifier {
    salt: String,
    verifier: String,
}

impl From<Verifier> for StoredVerifier {
    fn from(verifier: Verifier) -> Self {
        let Verifier { salt, value } = verifier;
        Self { salt: STANDARD.encode(salt), verifier: STANDARD.encode(signed(&value.to_be_bytes())) }
    }
}

impl TryFrom<StoredVerifier> for Verifier {
    type Error = SrpError;

    fn try_from(stored: StoredVerifier) -> Result<Self, SrpError> {
        Self::of_device(&stored.verifier, &stored.salt)
    }
}

/// A number modulo [`PRIME`].
type Number = FixedMontyForm<{ U3072::LIMBS }>;

/// What is computed once for the group.
struct Group {
    params: FixedMontyParams<{ U3072::LIMBS }>,
    generator: Number,
    /// k, the hash of N and the generator.
    multiplier: Number,
}

static GROUP: LazyLock<Group> = LazyLock::new(|| {
    let params = FixedMontyParams::new(PRIME);
    let multiplier = U256::from_be_slice(&hash(&[&signed(&PRIME.to_be_bytes()), &[2]]));
    Group {
        generator: Number::new(&U3072::from_u8(2), &params),
        multiplier: Number::new(&multiplier.resize(), &params),
        params,
    }
});

/// v, the generator to the power of x. x is the hash of the salt and of the hash of the names and the password.
fn verifier(salt: &[u8], owner: Owner<'_>, password: &str) -> U3072 {
    let names_and_password = hash(&[owner.group.as_bytes(), owner.name.as_bytes(), b":", password.as_bytes()]);
    power_of_generator(&hash(&[&signed(salt), &names_and_password])).retrieve()
}

fn power_of_generator(exponent: &[u8; 32]) -> Number {
    GROUP.generator.pow(&U256::from_be_slice(exponent))
}

#[expect(clippy::expect_used, reason = "HKDF refuses only more than 8,160 bytes, and these are 16")]
fn derive_key(shared: &[u8], u: &[u8; 32]) -> [u8; 16] {
    let mut key = [0; 16];
    Hkdf::<Sha256>::new(Some(&signed(u)), &signed(shared)).expand(b"Caldera Derived Key", &mut key).expect("16 bytes");
    key
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
}

/// A number as it's hashed: without leading zeros, but with one zero byte if the top bit is set or nothing is left.
fn signed(number: &[u8]) -> Vec<u8> {
    let digits = without_leading_zeros(number);
    let zero: &[u8] = if digits.first().is_none_or(|first| first >= &0x80) { &[0] } else { &[] };
    [zero, digits].concat()
}

/// A number in hexadecimal. Clients read it as a number, or pad its text: without leading zeros, both is the same.
fn hex(number: &[u8]) -> String {
    base16ct::lower::encode_string(without_leading_zeros(number))
}

/// The bytes of a hexadecimal number with any number of digits.
fn unhex(digits: &str) -> Option<Vec<u8>> {
    if digits.len().is_multiple_of(2) {
        base16ct::mixed::decode_vec(digits).ok()
    } else {
        base16ct::mixed::decode_vec(format!("0{digits}")).ok()
    }
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    number.get(number.iter().take_while(|&&byte| byte == 0).count()..).unwrap_or_default()
}

/// A number of the group, if it's above 0 and below N.
fn number(bytes: &[u8]) -> Option<U3072> {
    let digits = without_leading_zeros(bytes);
    let mut padded = [0; BYTES];
    padded.get_mut(BYTES.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    let number = U3072::from_be_slice(&padded);
    (!digits.is_empty() && number < *PRIME).then_some(number)
}
