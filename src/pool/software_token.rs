//! The TOTP block of a pool.

/// `SoftwareTokenMfaConfiguration`, as it was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SoftwareTokenMfa {
    /// `Enabled`; omitted means false.
    pub enabled: Option<bool>,
}

impl SoftwareTokenMfa {
    /// Whether the block switches TOTP on.
    #[must_use]
    pub fn is_enabled(self) -> bool {
        self.enabled == Some(true)
    }
}
