//! The facts about a user that the sign-in decision reads, in 32 bits.

use crate::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use crate::set::Element;
use crate::user::not_user_facts::NotUserFacts;
use crate::user::preference::MfaPreference;
use crate::user::{AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserStatus};

/// All facts about a user that the sign-in decision reads. They take 4 bytes, so millions of users fit in an array.
///
/// The encoding is stable. From the lowest bit:
///
/// | bits | fact | values |
/// |---|---|---|
/// | 0–2 | status | 0 `CONFIRMED`, 1 `UNCONFIRMED`, 2 `FORCE_CHANGE_PASSWORD`, 3 `RESET_REQUIRED`, 4 `EXTERNAL_PROVIDER` |
/// | 3 | disabled | 1 if the user is disabled |
/// | 4–7 | enabled factors | one bit each for SMS, TOTP, EMAIL, PASSKEY |
/// | 8–10 | preferred factor | one bit each for SMS, TOTP, EMAIL; at most one is 1 |
/// | 11 | phone number | 1 if the user has one |
/// | 12 | TOTP | 1 if the user has a verified token |
/// | 13 | email address | 1 if the user has one |
/// | 14 | passkeys | 1 if the user has one |
/// | 15 | password | 1 if the user has one; always 1 with `FORCE_CHANGE_PASSWORD`, where the password is temporary |
/// | 16 | phone number | 1 if it's verified |
/// | 17 | email address | 1 if it's verified |
/// | 18 | passkeys | 1 if at least one can verify the user |
/// | 19–31 | unused | 0 |
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User, UserFacts};
///
/// let facts = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(1)).facts();
/// assert_eq!(facts.to_bits(), 1 << 15);
/// assert_eq!(UserFacts::from_bits(1 << 15)?, facts);
/// assert_eq!(facts.to_string(), "a confirmed user with a permanent password");
/// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
// INVARIANT (packed user): the bits are the encoding of a `User`. Only `User::facts` and `from_bits` make a `UserFacts`.
pub struct UserFacts(u32);

const STATUS: u32 = 0;
const DISABLED: u32 = 3;
const ENABLED: u32 = 4;
const PREFERRED: u32 = 8;
const MEANS: u32 = 11;
const PASSWORD: u32 = 15;
const PHONE_VERIFIED: u32 = 16;
const EMAIL_VERIFIED: u32 = 17;
const PASSKEY_VERIFIES: u32 = 18;
const END: u32 = 19;
const ACCOUNT: u32 = 0b1111 << STATUS | 1 << PASSWORD;

impl From<&User> for UserFacts {
    fn from(user: &User) -> Self {
        let bit = |fact: bool, shift: u32| u32::from(fact) << shift;
        let means = FactorSet::EMPTY
            .set(Factor::Sms, user.phone.is_present())
            .set(Factor::Totp, user.totp == Totp::Verified)
            .set(Factor::Email, user.email.is_present())
            .set(Factor::Passkey, user.passkeys.is_present());
        let preferred: CodeFactorSet = user.preference.preferred().into_iter().collect();
        Self(
            (user.status() as u32) << STATUS
                | bit(user.access == AccountState::Disabled, DISABLED)
                | u32::from(means.bits()) << MEANS
                | bit(user.phone == Attribute::Verified, PHONE_VERIFIED)
                | bit(user.email == Attribute::Verified, EMAIL_VERIFIED)
                | bit(user.passkeys == Passkeys::CanVerify, PASSKEY_VERIFIES)
                | bit(user.password() != Password::Absent, PASSWORD)
                | u32::from(user.preference.enabled().bits()) << ENABLED
                | u32::from(preferred.bits()) << PREFERRED,
        )
    }
}

impl User {
    /// The facts that the sign-in decision reads.
    #[must_use]
    pub fn facts(&self) -> UserFacts {
        UserFacts::from(self)
    }
}

impl UserFacts {
    /// The encoded value.
    #[must_use]
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// Decodes a value.
    ///
    /// ```
    /// use cognito_mfa::UserFacts;
    ///
    /// assert!(UserFacts::from_bits(1 << 15)?.has_password());
    ///
    /// let error = UserFacts::from_bits(7).unwrap_err();
    /// assert_eq!(error.to_string(), "The value 0x00000007 is not the encoding of a user: the status is out of range.");
    /// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotUserFacts`] when the value isn't the encoding of a user. The error names the first fact that's wrong.
    pub fn from_bits(bits: u32) -> Result<Self, NotUserFacts> {
        let facts = Self(bits);
        let fault = if bits >> END != 0 {
            "a bit above bit 18 is set"
        } else if facts.field(STATUS, 0b111) > UserStatus::ExternalProvider as u32 {
            "the status is out of range"
        } else if facts.field(PHONE_VERIFIED, 1) != 0 && !facts.possessed().contains(Factor::Sms) {
            "the phone number is verified but absent"
        } else if facts.field(EMAIL_VERIFIED, 1) != 0 && !facts.possessed().contains(Factor::Email) {
            "the email address is verified but absent"
        } else if facts.field(PASSKEY_VERIFIES, 1) != 0 && !facts.possessed().contains(Factor::Passkey) {
            "a passkey can verify the user but is absent"
        } else if facts.status() == UserStatus::ForceChangePassword && !facts.has_password() {
            "the status is FORCE_CHANGE_PASSWORD but the password is absent"
        } else if facts.preferred_set().len() > 1 {
            "more than one factor is preferred"
        } else if !facts.preferred_set().minus(facts.enabled().codes()).is_empty() {
            "the preferred factor is not enabled"
        } else {
            return Ok(facts);
        };
        Err(NotUserFacts(bits, fault))
    }

    /// One more than the highest possible encoded value. An array of this length has a place for every user.
    pub const VALUES: usize = 1 << END;

    /// Every possible value. There are 38,880.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        (0..1 << END).filter_map(|bits| Self::from_bits(bits).ok())
    }

    /// A user with these facts and this credential stamp.
    #[must_use]
    pub fn user(self, stamp: CredentialStamp) -> User {
        let mut user = User::new(self.status(), self.password(), stamp);
        user.access = if self.is_disabled() { AccountState::Disabled } else { AccountState::Enabled };
        user.phone = self.phone();
        user.email = self.email();
        user.totp = self.totp();
        user.passkeys = self.passkeys();
        user.preference = MfaPreference::with_valid_preferred(self.enabled(), self.preferred());
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

    /// Whether the user is confirmed and enabled, and has a password. Most users who sign in are settled.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        self.0 & ACCOUNT == 1 << PASSWORD | UserStatus::Confirmed as u32
    }

    /// The facts about a settled user that MFA depends on, as a number below [`MFA_CLASSES`](Self::MFA_CLASSES): the enabled
    /// factors, the preferred factor, and what the user can get codes with. Their bits are adjacent.
    pub(crate) const fn mfa_class(self) -> usize {
        self.field(ENABLED, 0b11_1111_1111) as usize
    }

    /// The number of values that [`mfa_class`](Self::mfa_class) can return.
    pub(crate) const MFA_CLASSES: usize = 1 << 10;

    /// A settled user of this class; `None` when no user has it.
    pub(crate) fn of_mfa_class(class: usize) -> Option<Self> {
        let class = u32::try_from(class).ok()?;
        Self::from_bits(1 << PASSWORD | class << ENABLED).ok()
    }

    /// The number of values that [`account_class`](Self::account_class) can return.
    pub(crate) const ACCOUNT_CLASSES: usize = 1 << 5;

    /// The status, whether the user is disabled, and whether the user has a password, as a number below
    /// [`ACCOUNT_CLASSES`](Self::ACCOUNT_CLASSES).
    pub(crate) const fn account_class(self) -> usize {
        // `is_settled` reads the same bits. Here, the password bit moves down next to the other four.
        let account = self.0 & ACCOUNT;
        ((account | account >> (PASSWORD - 4)) & 0b1_1111) as usize
    }

    /// Whether the user is disabled.
    #[must_use]
    pub const fn is_disabled(self) -> bool {
        self.field(DISABLED, 1) != 0
    }

    /// The phone number.
    #[must_use]
    pub fn phone(self) -> Attribute {
        self.attribute(Factor::Sms, PHONE_VERIFIED)
    }

    /// The email address.
    #[must_use]
    pub fn email(self) -> Attribute {
        self.attribute(Factor::Email, EMAIL_VERIFIED)
    }

    /// The TOTP token.
    #[must_use]
    pub fn totp(self) -> Totp {
        if self.has_totp() { Totp::Verified } else { Totp::Absent }
    }

    /// Whether the user has a verified TOTP token.
    #[must_use]
    pub fn has_totp(self) -> bool {
        self.possessed().contains(Factor::Totp)
    }

    /// The passkeys.
    #[must_use]
    pub fn passkeys(self) -> Passkeys {
        match (self.possessed().contains(Factor::Passkey), self.field(PASSKEY_VERIFIES, 1)) {
            (false, _) => Passkeys::Absent,
            (true, 0) => Passkeys::CannotVerify,
            (true, _) => Passkeys::CanVerify,
        }
    }

    /// Whether the user has a password, temporary or permanent.
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
        FactorSet::from_known_bits(self.bits(ENABLED, 0b1111))
    }

    /// The preferred factor; `None` when no factor is preferred.
    #[must_use]
    pub fn preferred(self) -> Option<CodeFactor> {
        self.preferred_set().first()
    }

    /// The factors for which the user has what they need: a phone number or an email address (verified or not), a verified
    /// token, or a passkey.
    #[must_use]
    pub const fn possessed(self) -> FactorSet {
        FactorSet::from_known_bits(self.bits(MEANS, 0b1111))
    }

    /// The preferred factor as a set. It's empty when no factor is preferred.
    pub(crate) const fn preferred_set(self) -> CodeFactorSet {
        CodeFactorSet::from_known_bits(self.bits(PREFERRED, 0b111))
    }

    const fn field(self, shift: u32, mask: u32) -> u32 {
        self.0 >> shift & mask
    }

    const fn bits(self, shift: u32, mask: u8) -> u8 {
        let [low, ..] = (self.0 >> shift).to_le_bytes();
        low & mask
    }

    fn attribute(self, factor: Factor, verified: u32) -> Attribute {
        match (self.possessed().contains(factor), self.field(verified, 1)) {
            (false, _) => Attribute::Absent,
            (true, 0) => Attribute::Unverified,
            (true, _) => Attribute::Verified,
        }
    }
}

impl core::fmt::Debug for UserFacts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("UserFacts").field(&format_args!("{self}")).finish()
    }
}

// The encoding has the factors in the order of the sets. Nothing else relies on that order.
const _: () = assert!(Factor::Sms as u8 == 0 && Factor::Passkey as u8 == 3 && <Factor as Element>::ALL.len() == 4);
