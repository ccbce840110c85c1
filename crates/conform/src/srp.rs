//! The client's side of Cognito's SRP (Secure Remote Password). The server crate of this repository documents the protocol.
//!
//! It shares no code with that crate on purpose. So a run against the server checks both sides, and a mistake in one of them shows.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U576, U3072};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::UtcDateTime;
use time::macros::format_description;

use crate::reference::text;

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

/// A number modulo [`PRIME`].
type Number = FixedMontyForm<{ U3072::LIMBS }>;

/// What all sign-ins of this client share. A real client chooses a secret for each sign-in. This one protects nothing:
/// the password of every user is in the source.
struct Client {
    params: FixedMontyParams<{ U3072::LIMBS }>,
    secret_a: U256,
    /// A.
    public_a: [u8; BYTES],
    /// k, the hash of N and the generator.
    multiplier: U256,
}

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let params = FixedMontyParams::new(PRIME);
    let secret_a = U256::from_be_slice(&hash(&[b"conformance"]));
    Client {
        secret_a,
        public_a: bytes(&Number::new(&U3072::from_u8(2), &params).pow(&secret_a)),
        multiplier: U256::from_be_slice(&hash(&[&signed(&bytes_of(&PRIME)), &[2]])),
        params,
    }
});

/// `SRP_A`.
pub(crate) fn public_value() -> String {
    base16ct::lower::encode_string(&CLIENT.public_a)
}

/// The members of `ChallengeResponses` that answer `PASSWORD_VERIFIER`.
///
/// Without a challenge that can be read, they prove nothing.
pub(crate) fn proof(pool: &str, parameters: &Value, password: &str) -> Value {
    let timestamp = timestamp();
    let block = text(parameters, "/SECRET_BLOCK").unwrap_or("bm9uZQ==");
    json!({
        "PASSWORD_CLAIM_SECRET_BLOCK": block,
        "PASSWORD_CLAIM_SIGNATURE": signature(pool, parameters, password, &timestamp).unwrap_or_else(|| "bm9uZQ==".into()),
        "TIMESTAMP": timestamp,
    })
}

fn signature(pool: &str, parameters: &Value, password: &str, timestamp: &str) -> Option<String> {
    let group = pool.split_once('_').map_or(pool, |(_, name)| name);
    let name = text(parameters, "/USER_ID_FOR_SRP")?;
    let block = STANDARD.decode(text(parameters, "/SECRET_BLOCK")?).ok()?;
    let salt = number(text(parameters, "/SALT")?)?;
    let public_b = number(text(parameters, "/SRP_B")?)?;
    let client = &*CLIENT;

    let u = hash(&[&signed(&client.public_a), &signed(&public_b)]);
    let names_and_password = hash(&[group.as_bytes(), name.as_bytes(), b":", password.as_bytes()]);
    let x = U256::from_be_slice(&hash(&[&signed(&salt), &names_and_password]));
    let in_group = |number: &U3072| Number::new(number, &client.params);
    // S is (B - k·g^x)^(a + u·x).
    let base = in_group(&U3072::from_be_slice(&public_b))
        - in_group(&client.multiplier.resize()) * in_group(&U3072::from_u8(2)).pow(&x);
    let product: U576 = U256::from_be_slice(&u).concatenating_mul(&x).resize();
    let shared = bytes(&base.pow(&product.wrapping_add(&client.secret_a.resize())));

    let mut key = [0; 16];
    Hkdf::<Sha256>::new(Some(&signed(&u)), &signed(&shared)).expand(b"Caldera Derived Key", &mut key).ok()?;
    let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    let signed = [group.as_bytes(), name.as_bytes(), &block, timestamp.as_bytes()];
    let mac = signed.into_iter().fold(mac, Hmac::chain_update).finalize();
    Some(STANDARD.encode(mac.into_bytes()))
}

fn bytes(number: &Number) -> [u8; BYTES] {
    bytes_of(&number.retrieve())
}

fn bytes_of(number: &U3072) -> [u8; BYTES] {
    number.to_be_bytes().into()
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
}

/// A number as it's hashed: without leading zeros, but with one zero byte if the top bit is set or nothing is left.
fn signed(number: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    if digits.first().is_none_or(|first| *first >= 0x80) { [&[0], digits.as_slice()].concat() } else { digits }
}

/// The bytes of a hexadecimal number, padded to the length of the group's numbers.
fn number(digits: &str) -> Option<[u8; BYTES]> {
    let digits = if digits.len().is_multiple_of(2) { digits.to_string() } else { format!("0{digits}") };
    let digits: Vec<u8> = base16ct::mixed::decode_vec(digits).ok()?.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut padded = [0; BYTES];
    padded.get_mut(BYTES.checked_sub(digits.len())?..)?.copy_from_slice(&digits);
    Some(padded)
}

/// The time as clients send it, such as `Fri Nov 27 01:00:22 UTC 2026`.
fn timestamp() -> String {
    let form = format_description!(
        "[weekday repr:short] [month repr:short] [day padding:none] [hour]:[minute]:[second] UTC [year]"
    );
    // Every time of this clock can be written in this form.
    UtcDateTime::now().format(form).unwrap_or_default()
}
