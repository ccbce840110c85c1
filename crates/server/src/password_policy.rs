//! `PasswordPolicy`: which passwords a pool accepts. It isn't part of the MFA policy, so the engine doesn't read it.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// The policy of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_excessive_bools, reason = "these are the members of the service's own structure")]
pub(crate) struct PasswordPolicy {
    #[serde(default = "default_length")]
    minimum_length: usize,
    #[serde(default)]
    require_uppercase: bool,
    #[serde(default)]
    require_lowercase: bool,
    #[serde(default)]
    require_numbers: bool,
    #[serde(default)]
    require_symbols: bool,
    #[serde(default = "default_validity")]
    temporary_password_validity_days: u32,
}

fn default_length() -> usize {
    8
}

fn default_validity() -> u32 {
    7
}

/// The policy of a pool that sets none.
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: default_length(),
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            temporary_password_validity_days: default_validity(),
        }
    }
}

/// The characters that count as symbols, besides a space that is neither the first nor the last character.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

impl PasswordPolicy {
    /// Checks a new password.
    ///
    /// # Errors
    ///
    /// `InvalidPasswordException` with the first requirement that the password misses.
    pub(crate) fn check(&self, password: &str) -> Result<(), Fault> {
        if password.is_empty() || password.chars().count() > 256 {
            return Err(Fault::invalid_password("Password must have 1 to 256 characters"));
        }
        let has = |test: fn(char) -> bool| password.chars().any(test);
        let has_symbol = has(|c| SYMBOLS.contains(c)) || password.trim_matches(' ').contains(' ');
        let requirements = [
            (password.chars().count() >= self.minimum_length, "Password not long enough"),
            (!self.require_uppercase || has(char::is_uppercase), "Password must have uppercase characters"),
            (!self.require_lowercase || has(char::is_lowercase), "Password must have lowercase characters"),
            (!self.require_numbers || has(|c| c.is_ascii_digit()), "Password must have numeric characters"),
            (!self.require_symbols || has_symbol, "Password must have symbol characters"),
        ];
        let missed = requirements.into_iter().find(|(is_met, _)| !is_met);
        missed.map_or(Ok(()), |(_, problem)| Err(Fault::invalid_password(problem)))
    }
}
