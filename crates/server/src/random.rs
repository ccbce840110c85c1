//! Where randomness comes from, and every random name that the server hands out.
//!
//! Nothing else in the crate asks the operating system for random bytes, apart from `webauthn-rs`, which makes its own
//! challenges. So a test can inject its own [`Random`] and gets the same names, keys and sign-ins each time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A source of random bytes that no one can predict.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] if there are no random bytes. The slice must not be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The operating system had no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The operating system has no random bytes.")]
pub struct NoRandomness;

/// The operating system's random bytes: what a server uses outside of tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}

/// An array of random bytes.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// An opaque name that can't be guessed, for a `Session`, a refresh token or a confirmation: 256 bits, URL-safe,
/// 43 characters.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn secret_name(random: &dyn Random) -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>(random)?))
}

/// A random UUID (version 4), for a user's `sub` and a token's `jti`.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn uuid(random: &dyn Random) -> Result<uuid::Uuid, NoRandomness> {
    Ok(uuid::Builder::from_random_bytes(bytes(random)?).into_uuid())
}

/// A pool ID, such as `local_Ab3dE5gH9`: the region, and nine letters and digits.
///
/// Clients split it at the underscore. What comes before is the region, and what comes after is the name that
/// [SRP](crate::srp) hashes.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn user_pool_id(random: &dyn Random, region: &str) -> Result<String, NoRandomness> {
    Ok(format!(
        "{region}_{}",
        characters(random, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 9)?
    ))
}

/// The ID of an app client: 26 lowercase letters and digits.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn client_id(random: &dyn Random) -> Result<String, NoRandomness> {
    characters(random, b"abcdefghijklmnopqrstuvwxyz0123456789", 26)
}

/// The key of a device: the region and a UUID.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn device_key(random: &dyn Random, region: &str) -> Result<String, NoRandomness> {
    Ok(format!("{region}_{}", uuid(random)?))
}

/// The group that a pool's devices belong to, which [SRP](crate::srp) hashes in place of the pool's name: a hyphen, and
/// eight letters and digits.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn device_group_key(random: &dyn Random) -> Result<String, NoRandomness> {
    Ok(format!("-{}", characters(random, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 8)?))
}

/// A code of six digits, as messages contain it.
///
/// # Errors
///
/// [`NoRandomness`], as [`Random::fill`].
pub fn code(random: &dyn Random) -> Result<String, NoRandomness> {
    characters(random, b"0123456789", 6)
}

/// Characters of an alphabet of at most 64, each equally likely.
fn characters(random: &dyn Random, alphabet: &[u8], count: usize) -> Result<String, NoRandomness> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        for byte in bytes::<32>(random)? {
            // Six bits choose a character. A number beyond the alphabet is dropped: all others stay equally likely.
            let Some(&character) = alphabet.get(usize::from(byte & 0x3f)) else { continue };
            if text.len() < count {
                text.push(char::from(character));
            }
        }
    }
    Ok(text)
}
