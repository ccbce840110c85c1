//! Account recovery: how the users of a pool get a reset code when they forget their password.

use crate::factor::CodeFactor;
use crate::names::named;

named! {
    /// The `Name` of a recovery mechanism.
    ///
    /// Closed, because the service's enum has exactly these values and each one needs its own rule.
    ///
    /// ```
    /// use cognito_mfa::pool::RecoveryMechanism;
    ///
    /// assert_eq!(RecoveryMechanism::from_name("admin_only"), Some(RecoveryMechanism::AdminOnly));
    /// assert_eq!(RecoveryMechanism::from_name("ADMIN_ONLY"), None);
    /// ```
    pub enum RecoveryMechanism {
        /// The service sends a code to the verified email address.
        VerifiedEmail = "verified_email",
        /// The service sends a code to the verified phone number.
        VerifiedPhoneNumber = "verified_phone_number",
        /// Only an administrator can reset the password.
        AdminOnly = "admin_only",
    }
}

named! {
    /// Where a reset code goes (`DeliveryMedium`).
    ///
    /// Closed, because the service sends reset codes to these two media only.
    ///
    /// ```
    /// use cognito_mfa::pool::Medium;
    ///
    /// assert_eq!(Medium::Sms.name(), "SMS");
    /// assert_eq!(Medium::from_name("PHONE"), None);
    /// ```
    pub enum Medium {
        /// The email address.
        Email = "EMAIL",
        /// The phone number.
        Sms = "SMS",
    }
}

/// The factor that uses the same channel.
///
/// ```
/// use cognito_mfa::factor::CodeFactor;
/// use cognito_mfa::pool::Medium;
///
/// assert_eq!(CodeFactor::from(Medium::Email), CodeFactor::Email);
/// ```
impl From<Medium> for CodeFactor {
    fn from(medium: Medium) -> Self {
        match medium {
            Medium::Email => Self::Email,
            Medium::Sms => Self::Sms,
        }
    }
}

/// One element of `RecoveryMechanisms`.
///
/// See [`AccountRecoverySetting`] for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct RecoveryOption {
    /// `Name`
    pub mechanism: RecoveryMechanism,
    /// `Priority`: 1 or 2. The lowest number is the highest priority.
    pub priority: u8,
}

impl RecoveryOption {
    /// This mechanism with this priority.
    #[must_use]
    pub const fn new(mechanism: RecoveryMechanism, priority: u8) -> Self {
        Self { mechanism, priority }
    }
}

/// `AccountRecoverySetting` with one or two mechanisms, in the order of the request.
///
/// Closed, because the service accepts at most two mechanisms.
///
/// ```
/// use cognito_mfa::pool::{AccountRecovery, AccountRecoverySetting, RecoveryMechanism, RecoveryOption};
///
/// let email = RecoveryOption::new(RecoveryMechanism::VerifiedEmail, 2);
/// let phone = RecoveryOption::new(RecoveryMechanism::VerifiedPhoneNumber, 1);
/// let setting = AccountRecoverySetting { first: email, second: Some(phone) };
/// assert_eq!(setting.meaning(), AccountRecovery::PhoneThenEmail);
/// assert!(setting.has(RecoveryMechanism::VerifiedEmail) && !setting.has(RecoveryMechanism::AdminOnly));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountRecoverySetting {
    /// The first mechanism.
    pub first: RecoveryOption,
    /// The second mechanism, if the request sends one.
    pub second: Option<RecoveryOption>,
}

/// `AccountRecoverySetting` of a request that sends the member (spec 6).
///
/// Closed, because the member either has mechanisms or doesn't.
///
/// ```
/// use cognito_mfa::pool::{AccountRecoverySetting, RecoveryChange};
///
/// let default = AccountRecoverySetting::OBSERVED_DEFAULT;
/// assert_eq!(RecoveryChange::Set(default).setting(), Some(default));
/// assert_eq!(RecoveryChange::Unset.setting(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecoveryChange {
    /// The member has no mechanisms. Account recovery becomes *not set*. In the Observed profile, `CreateUserPool` stores
    /// [`AccountRecoverySetting::OBSERVED_DEFAULT`] instead.
    Unset,
    /// The member has mechanisms.
    Set(AccountRecoverySetting),
}

impl RecoveryChange {
    /// The setting that the pool gets; `None` when account recovery becomes *not set*.
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
    /// What the account recovery setting means: the media in order of priority (spec 1).
    ///
    /// Closed, because an accepted setting can't mean anything else.
    ///
    /// ```
    /// use cognito_mfa::pool::{AccountRecovery, Medium};
    ///
    /// assert_eq!(AccountRecovery::PhoneThenEmail.medium(), Some(Medium::Sms));
    /// assert_eq!(AccountRecovery::PhoneThenEmail.media(), [Medium::Sms, Medium::Email]);
    /// assert_eq!(AccountRecovery::AdminOnly.medium(), None);
    /// ```
    #[derive(Default)]
    pub enum AccountRecovery {
        /// Account recovery isn't set. The service then uses its legacy behavior (spec 14).
        #[default]
        NotSet = "not set",
        /// Only an administrator can reset a password.
        AdminOnly = "by an administrator only",
        /// Only the email address.
        Email = "by email",
        /// Only the phone number.
        Phone = "by phone",
        /// The email address, or else the phone number.
        EmailThenPhone = "by email, then phone",
        /// The phone number, or else the email address.
        PhoneThenEmail = "by phone, then email",
    }
}

impl AccountRecoverySetting {
    /// What a new pool gets in the Observed profile when the request has no mechanisms: the email address first, then the
    /// phone number (spec 2).
    pub const OBSERVED_DEFAULT: Self = Self {
        first: RecoveryOption { mechanism: RecoveryMechanism::VerifiedEmail, priority: 1 },
        second: Some(RecoveryOption { mechanism: RecoveryMechanism::VerifiedPhoneNumber, priority: 2 }),
    };

    /// The mechanisms with their priorities, in the order of the request.
    pub fn options(self) -> impl Iterator<Item = RecoveryOption> + Clone {
        core::iter::once(self.first).chain(self.second)
    }

    /// Whether the setting contains this mechanism.
    #[must_use]
    pub fn has(self, mechanism: RecoveryMechanism) -> bool {
        self.options().any(|option| option.mechanism == mechanism)
    }

    /// What the setting means (spec 1). Of equal priorities, the first one sent counts.
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
    /// The plainest setting with this meaning: its mechanisms by priority. `None` for *not set*.
    ///
    /// ```
    /// use cognito_mfa::pool::{AccountRecovery, AccountRecoverySetting};
    ///
    /// assert_eq!(AccountRecovery::NotSet.setting(), None);
    /// assert_eq!(AccountRecovery::EmailThenPhone.setting(), Some(AccountRecoverySetting::OBSERVED_DEFAULT));
    /// for meaning in AccountRecovery::ALL {
    ///     assert_eq!(meaning.setting().map_or(AccountRecovery::NotSet, AccountRecoverySetting::meaning), *meaning);
    /// }
    /// ```
    #[must_use]
    pub const fn setting(self) -> Option<AccountRecoverySetting> {
        use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
        let (first, second) = match self {
            Self::NotSet => return None,
            Self::AdminOnly => (AdminOnly, None),
            Self::Email => (VerifiedEmail, None),
            Self::Phone => (VerifiedPhoneNumber, None),
            Self::EmailThenPhone => (VerifiedEmail, Some(VerifiedPhoneNumber)),
            Self::PhoneThenEmail => (VerifiedPhoneNumber, Some(VerifiedEmail)),
        };
        let second = match second {
            Some(mechanism) => Some(RecoveryOption { mechanism, priority: 2 }),
            None => None,
        };
        Some(AccountRecoverySetting { first: RecoveryOption { mechanism: first, priority: 1 }, second })
    }

    /// The recovery medium (spec 1): the medium with the highest priority. `None` for `admin_only` and *not set*.
    #[must_use]
    pub const fn medium(self) -> Option<Medium> {
        match self {
            Self::NotSet | Self::AdminOnly => None,
            Self::Email | Self::EmailThenPhone => Some(Medium::Email),
            Self::Phone | Self::PhoneThenEmail => Some(Medium::Sms),
        }
    }

    /// The media in order of priority. Empty for `admin_only` and *not set*.
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
