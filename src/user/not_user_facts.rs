//! Why a number isn't the encoding of a user.

/// A 32-bit value isn't the encoding of a user. It contains the value and the reason.
///
/// [`UserFacts::from_bits`](crate::UserFacts::from_bits) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("The value {0:#010x} is not the encoding of a user: {1}.")]
pub struct NotUserFacts(pub(super) u32, pub(super) &'static str);

impl NotUserFacts {
    /// The value.
    ///
    /// ```
    /// use cognito_mfa::UserFacts;
    ///
    /// let refusal = UserFacts::from_bits(1 << 31).unwrap_err();
    /// assert_eq!((refusal.bits(), refusal.reason()), (1 << 31, "a bit above bit 18 is set"));
    /// ```
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The reason: the first fact that's wrong, as a clause.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.1
    }
}
