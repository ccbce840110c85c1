//! What of a user matters to a sign-in, in 32 bits: the user side of the decision's input.

use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::preference::MfaPreference;
use crate::set::Element;
use crate::user::{Access, Attribute, Passkeys, Password, Totp, User, UserStatus};

/// Everything that this crate reads of a user, packed so that millions fit in an array.
///
/// The encoding is stable. From the lowest bit:
///
/// | bits | fact | values |
/// |---|---|---|
/// | 0–2 | status | 0 `CONFIRMED`, 1 `UNCONFIRMED`, 2 `FORCE_CHANGE_PASSWORD`, 3 `RESET_REQUIRED`, 4 `EXTERNAL_PROVIDER` |
/// | 3 | disabled | 1 when disabled |
/// | 4–5 | phone number | 0 absent, 1 unverified, 2 verified |
/// | 6–7 | email address | as the phone number |
/// | 8 | TOTP | 1 when there is a verified token |
/// | 9–10 | passkeys | 0 none, 1 only ones that cannot verify the user, 2 at least one that can |
/// | 11 | password | 1 when there is one; always 1 with `FORCE_CHANGE_PASSWORD`, where it is temporary |
/// | 12–15 | enabled factors | SMS, TOTP, EMAIL, PASSKEY |
/// | 16–17 | preferred factor | 0 none, 1 SMS, 2 TOTP, 3 EMAIL |
/// | 18–31 | | 0 |
///
/// ```
/// use cognito_mfa::{Password, User, UserFacts, UserStatus};
///
/// let facts = User::new(UserStatus::Confirmed, Password::Permanent).facts();
/// assert_eq!(facts.to_bits(), 1 << 11);
/// assert_eq!(UserFacts::from_bits(1 << 11)?, facts);
/// assert!(UserFacts::from_bits(7).is_err());
/// # Ok::<(), cognito_mfa::NotUserFacts>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
// INVARIANT (packed user): the bits are those of some `User`; `User::facts` and `from_bits` are the only ways in.
pub struct UserFacts(u32);

/// A 32-bit value that encodes no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The value {0:#010x} encodes no user: {1}.")]
pub struct NotUserFacts(pub u32, pub &'static str);

const STATUS: u32 = 0;
const DISABLED: u32 = 3;
const PHONE: u32 = 4;
const EMAIL: u32 = 6;
const TOTP: u32 = 8;
const PASSKEYS: u32 = 9;
const PASSWORD: u32 = 11;
const ENABLED: u32 = 12;
const PREFERRED: u32 = 16;
const END: u32 = 18;

impl From<&User> for UserFacts {
    fn from(user: &User) -> Self {
        let preferred = user.preference.preferred().map_or(0, |factor| factor as u32 + 1);
        Self(
            (user.status() as u32) << STATUS
                | (user.access as u32) << DISABLED
                | (user.phone as u32) << PHONE
                | (user.email as u32) << EMAIL
                | (user.totp as u32) << TOTP
                | (user.passkeys as u32) << PASSKEYS
                | u32::from(user.password() != Password::Absent) << PASSWORD
                | u32::from(user.preference.enabled().bits()) << ENABLED
                | preferred << PREFERRED,
        )
    }
}

impl User {
    /// What of the user matters to a sign-in.
    #[must_use]
    pub fn facts(&self) -> UserFacts {
        UserFacts::from(self)
    }
}

impl UserFacts {
    /// The packed value.
    #[must_use]
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// The facts that a packed value encodes.
    ///
    /// # Errors
    /// [`NotUserFacts`], naming the member at fault, when the value encodes no user.
    pub fn from_bits(bits: u32) -> Result<Self, NotUserFacts> {
        let facts = Self(bits);
        let fault = if bits >> END != 0 {
            "a bit above the highest is set"
        } else if facts.field(STATUS, 0b111) > UserStatus::ExternalProvider as u32 {
            "there is no such status"
        } else if facts.field(PHONE, 0b11) > Attribute::Verified as u32 {
            "there is no such state of a phone number"
        } else if facts.field(EMAIL, 0b11) > Attribute::Verified as u32 {
            "there is no such state of an email address"
        } else if facts.field(PASSKEYS, 0b11) > Passkeys::CanVerify as u32 {
            "there is no such state of passkeys"
        } else if facts.status() == UserStatus::ForceChangePassword && !facts.has_password() {
            "FORCE_CHANGE_PASSWORD is without a password"
        } else if facts.preferred().is_some_and(|factor| !facts.enabled().contains(factor.into())) {
            "the preferred factor is not enabled"
        } else {
            return Ok(facts);
        };
        Err(NotUserFacts(bits, fault))
    }

    /// Every value there is: 38,880 of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        (0..1 << END).filter_map(|bits| Self::from_bits(bits).ok())
    }

    /// The user that these are the facts of.
    #[must_use]
    pub fn user(self) -> User {
        let mut user = User::new(self.status(), self.password());
        user.access = if self.is_disabled() { Access::Disabled } else { Access::Enabled };
        user.phone = self.phone();
        user.email = self.email();
        user.totp = if self.has_totp() { Totp::Verified } else { Totp::Absent };
        user.passkeys = self.passkeys();
        user.preference = MfaPreference::keeping(self.enabled(), self.preferred());
        user
    }

    /// The status.
    #[must_use]
    pub const fn status(self) -> UserStatus {
        match self.field(STATUS, 0b111) {
            0 => UserStatus::Confirmed,
            1 => UserStatus::Unconfirmed,
            2 => UserStatus::ForceChangePassword,
            3 => UserStatus::ResetRequired,
            _ => UserStatus::ExternalProvider,
        }
    }

    /// Whether the user is disabled.
    #[must_use]
    pub const fn is_disabled(self) -> bool {
        self.field(DISABLED, 1) != 0
    }

    /// The phone number.
    #[must_use]
    pub const fn phone(self) -> Attribute {
        attribute(self.field(PHONE, 0b11))
    }

    /// The email address.
    #[must_use]
    pub const fn email(self) -> Attribute {
        attribute(self.field(EMAIL, 0b11))
    }

    /// Whether there is a verified TOTP token.
    #[must_use]
    pub const fn has_totp(self) -> bool {
        self.field(TOTP, 1) != 0
    }

    /// The passkeys.
    #[must_use]
    pub const fn passkeys(self) -> Passkeys {
        match self.field(PASSKEYS, 0b11) {
            0 => Passkeys::Absent,
            1 => Passkeys::CannotVerify,
            _ => Passkeys::CanVerify,
        }
    }

    /// Whether there is a password, temporary or permanent.
    #[must_use]
    pub const fn has_password(self) -> bool {
        self.field(PASSWORD, 1) != 0
    }

    /// The password.
    #[must_use]
    pub fn password(self) -> Password {
        match (self.status(), self.has_password()) {
            (UserStatus::ForceChangePassword, _) => Password::Temporary,
            (_, true) => Password::Permanent,
            (_, false) => Password::Absent,
        }
    }

    /// The enabled factors.
    #[must_use]
    pub const fn enabled(self) -> FactorSet {
        FactorSet::from_known_bits((self.0 >> ENABLED & 0b1111) as u8)
    }

    /// The preferred factor, if any.
    #[must_use]
    pub const fn preferred(self) -> Option<CodeFactor> {
        match self.field(PREFERRED, 0b11) {
            0 => None,
            1 => Some(CodeFactor::Sms),
            2 => Some(CodeFactor::Totp),
            _ => Some(CodeFactor::Email),
        }
    }

    /// The factors that the user has the means for: a number, a token, an address (verified or not), a passkey.
    #[must_use]
    pub fn means(self) -> FactorSet {
        FactorSet::EMPTY
            .set(Factor::Sms, self.field(PHONE, 0b11) != 0)
            .set(Factor::Totp, self.has_totp())
            .set(Factor::Email, self.field(EMAIL, 0b11) != 0)
            .set(Factor::Passkey, self.field(PASSKEYS, 0b11) != 0)
    }

    const fn field(self, shift: u32, mask: u32) -> u32 {
        self.0 >> shift & mask
    }
}

const fn attribute(value: u32) -> Attribute {
    match value {
        0 => Attribute::Absent,
        1 => Attribute::Unverified,
        _ => Attribute::Verified,
    }
}

impl core::fmt::Debug for UserFacts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.user().fmt(f)
    }
}

// The encoding lists the factors in the order of the set; this is the one place that relies on it.
const _: () = assert!(Factor::Sms as u8 == 0 && Factor::Passkey as u8 == 3 && <Factor as Element>::ALL.len() == 4);
