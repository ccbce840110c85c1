//! How a pool's users recover their password.

use crate::names::named;

named! {
    /// The `Name` of a recovery mechanism.
    ///
    /// Closed: the service's enum.
    pub enum RecoveryMechanism {
        /// A code to the verified email address.
        VerifiedEmail = "verified_email",
        /// A code to the verified phone number.
        VerifiedPhoneNumber = "verified_phone_number",
        /// Only an administrator resets.
        AdminOnly = "admin_only",
    }
}

named! {
    /// Where a reset code goes: a `DeliveryMedium`.
    ///
    /// Closed: the service has these two.
    pub enum Medium {
        /// The email address.
        Email = "EMAIL",
        /// The phone number.
        Sms = "SMS",
    }
}

/// One entry of `RecoveryMechanisms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecoveryOption {
    /// `Name`
    pub mechanism: RecoveryMechanism,
    /// `Priority`: 1 is the highest, 2 the lowest.
    pub priority: u8,
}

/// `AccountRecoverySetting` as it was set: one entry or two, in the order of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountRecoverySetting {
    /// The first entry.
    pub first: RecoveryOption,
    /// The second entry, if there is one.
    pub second: Option<RecoveryOption>,
}

/// `AccountRecoverySetting` of a request that has the member.
///
/// Closed: it has mechanisms or it hasn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecoveryChange {
    /// Without mechanisms: recovery becomes not set (SPEC 6). In the Observed profile, `CreateUserPool` stores
    /// [`AccountRecoverySetting::OBSERVED_DEFAULT`] instead.
    Unset,
    /// With mechanisms.
    Set(AccountRecoverySetting),
}

impl RecoveryChange {
    /// The setting that the pool gets; `None` where recovery becomes not set.
    #[must_use]
    pub const fn setting(self) -> Option<AccountRecoverySetting> {
        match self {
            Self::Unset => None,
            Self::Set(setting) => Some(setting),
        }
    }
}

impl From<Option<AccountRecoverySetting>> for RecoveryChange {
    fn from(setting: Option<AccountRecoverySetting>) -> Self {
        setting.map_or(Self::Unset, Self::Set)
    }
}

named! {
    /// What the recovery setting means: the media in order of their priority.
    ///
    /// Closed: these are all the meanings that an accepted setting can have.
    #[derive(Default)]
    pub enum AccountRecovery {
        /// Not set: the service's older behaviour.
        #[default]
        NotSet = "not set",
        /// Only an administrator resets a password.
        AdminOnly = "by an administrator only",
        /// The email address alone.
        Email = "by email",
        /// The phone number alone.
        Phone = "by phone",
        /// The email address, else the phone number.
        EmailThenPhone = "by email, then phone",
        /// The phone number, else the email address.
        PhoneThenEmail = "by phone, then email",
    }
}

impl AccountRecoverySetting {
    /// What a new pool gets in the Observed profile when its request names no mechanisms: the email address first, then
    /// the phone number (SPEC 2).
    pub const OBSERVED_DEFAULT: Self = Self {
        first: RecoveryOption { mechanism: RecoveryMechanism::VerifiedEmail, priority: 1 },
        second: Some(RecoveryOption { mechanism: RecoveryMechanism::VerifiedPhoneNumber, priority: 2 }),
    };

    /// The entries, in the order of the request.
    pub fn options(self) -> impl Iterator<Item = RecoveryOption> + Clone {
        core::iter::once(self.first).chain(self.second)
    }

    /// Whether this mechanism is among the entries.
    #[must_use]
    pub fn has(self, mechanism: RecoveryMechanism) -> bool {
        self.options().any(|option| option.mechanism == mechanism)
    }

    /// What the setting means. Of equal priorities the earlier entry comes first (Inferred).
    #[must_use]
    pub fn meaning(self) -> AccountRecovery {
        use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
        let (high, low) = match self.second {
            Some(second) if second.priority < self.first.priority => (second, Some(self.first)),
            second => (self.first, second),
        };
        match (high.mechanism, low.map(|option| option.mechanism)) {
            (AdminOnly, None | Some(AdminOnly)) => AccountRecovery::AdminOnly,
            (VerifiedEmail, Some(VerifiedPhoneNumber)) => AccountRecovery::EmailThenPhone,
            (VerifiedPhoneNumber, Some(VerifiedEmail)) => AccountRecovery::PhoneThenEmail,
            (VerifiedEmail, _) | (AdminOnly, Some(VerifiedEmail)) => AccountRecovery::Email,
            (VerifiedPhoneNumber, _) | (AdminOnly, Some(VerifiedPhoneNumber)) => AccountRecovery::Phone,
        }
    }
}

impl AccountRecovery {
    /// The recovery medium (SPEC 1): the one of the highest priority; none when it is `admin_only` or not set.
    #[must_use]
    pub const fn medium(self) -> Option<Medium> {
        match self {
            Self::NotSet | Self::AdminOnly => None,
            Self::Email | Self::EmailThenPhone => Some(Medium::Email),
            Self::Phone | Self::PhoneThenEmail => Some(Medium::Sms),
        }
    }

    /// The media by priority; none when it is `admin_only` or not set.
    #[must_use]
    pub const fn media(self) -> &'static [Medium] {
        match self {
            Self::NotSet | Self::AdminOnly => &[],
            Self::Email => &[Medium::Email],
            Self::Phone => &[Medium::Sms],
            Self::EmailThenPhone => &[Medium::Email, Medium::Sms],
            Self::PhoneThenEmail => &[Medium::Sms, Medium::Email],
        }
    }
}
