//! The software token (TOTP) block of a pool.

/// `SoftwareTokenMfaConfiguration`, the software token block (spec 1).
///
/// ```
/// use cognito_mfa::pool::SoftwareTokenMfa;
///
/// assert!(SoftwareTokenMfa::ENABLED.is_enabled());
/// assert!(!SoftwareTokenMfa::new(None).is_enabled());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct SoftwareTokenMfa {
    /// `Enabled`. `None` means that the request omitted it, which counts as false.
    pub enabled: Option<bool>,
}

impl SoftwareTokenMfa {
    /// The block with `Enabled=true`.
    pub const ENABLED: Self = Self { enabled: Some(true) };

    /// The block with this value of `Enabled`.
    #[must_use]
    pub const fn new(enabled: Option<bool>) -> Self {
        Self { enabled }
    }

    /// Whether the block has `Enabled=true`.
    #[must_use]
    pub fn is_enabled(self) -> bool {
        self.enabled == Some(true)
    }
}
