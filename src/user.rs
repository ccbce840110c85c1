//! A user of a pool: status, what the user possesses, and the MFA preference.

use crate::factor::CodeFactor;
use crate::names::named;
use crate::pool::{Medium, Passwordless};
use crate::preference::MfaPreference;

named! {
    /// `UserStatus`.
    ///
    /// Closed: the decision is written over these five.
    #[derive(Default)]
    pub enum UserStatus {
        /// Signed up and confirmed.
        #[default]
        Confirmed = "CONFIRMED",
        /// Signed up, not yet confirmed.
        Unconfirmed = "UNCONFIRMED",
        /// Created by an administrator; the password is temporary.
        ForceChangePassword = "FORCE_CHANGE_PASSWORD",
        /// An administrator has reset the password.
        ResetRequired = "RESET_REQUIRED",
        /// Known from an external identity provider only.
        ExternalProvider = "EXTERNAL_PROVIDER",
    }
}

named! {
    /// Whether an administrator has disabled the user.
    ///
    /// Closed: there are these two.
    #[derive(Default)]
    pub enum Access {
        /// The user may sign in.
        #[default]
        Enabled = "enabled",
        /// The user may not sign in, and their tokens are revoked.
        Disabled = "disabled",
    }
}

named! {
    /// A phone number or an email address of a user.
    ///
    /// Closed: the decision is written over these three.
    #[derive(Default)]
    pub enum Attribute {
        /// There is none.
        #[default]
        Absent = "absent",
        /// It is there, and nobody has shown that it is the user's.
        Unverified = "unverified",
        /// It is there and verified.
        Verified = "verified",
    }
}

named! {
    /// The user's TOTP token.
    ///
    /// Closed: a token that was associated and not yet verified counts as absent (SPEC 1).
    #[derive(Default)]
    pub enum Totp {
        /// There is no verified token.
        #[default]
        Absent = "absent",
        /// There is a verified token.
        Verified = "verified",
    }
}

named! {
    /// The user's passkeys, by the best of them.
    ///
    /// Closed: the decision is written over these three.
    #[derive(Default)]
    pub enum Passkeys {
        /// There are none.
        #[default]
        Absent = "absent",
        /// There are some, and none can verify the user.
        CannotVerify = "cannot-verify",
        /// At least one can verify the user.
        CanVerify = "can-verify",
    }
}

named! {
    /// The user's password.
    ///
    /// Closed: the decision is written over these three.
    #[derive(Default)]
    pub enum Password {
        /// There is none.
        Absent = "absent",
        /// A temporary one, which the next sign-in must replace: the same fact as `FORCE_CHANGE_PASSWORD`.
        Temporary = "temporary",
        /// A permanent one.
        #[default]
        Permanent = "permanent",
    }
}

impl Attribute {
    /// Whether the attribute is there, verified or not.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::Unverified | Self::Verified => true,
        }
    }
}

impl Passkeys {
    /// Whether there is a passkey of any kind.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::CannotVerify | Self::CanVerify => true,
        }
    }
}

/// The status and the password, which agree with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Account {
    // INVARIANT (temporary password): `password` is Temporary exactly when `status` is ForceChangePassword.
    status: UserStatus,
    password: Password,
}

impl Account {
    /// An account of this status with this password.
    ///
    /// The status decides where the two disagree: `FORCE_CHANGE_PASSWORD` always means a temporary password, and a
    /// temporary password of any other status is taken for a permanent one.
    ///
    /// ```
    /// use cognito_mfa::{Account, Password, UserStatus};
    ///
    /// assert_eq!(Account::new(UserStatus::Confirmed, Password::Absent).password(), Password::Absent);
    /// assert_eq!(Account::new(UserStatus::ForceChangePassword, Password::Absent).password(), Password::Temporary);
    /// ```
    #[must_use]
    pub const fn new(status: UserStatus, password: Password) -> Self {
        let password = match (status, password) {
            (UserStatus::ForceChangePassword, _) => Password::Temporary,
            (_, Password::Absent) => Password::Absent,
            (_, Password::Temporary | Password::Permanent) => Password::Permanent,
        };
        Self { status, password }
    }

    /// Every value: nine of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        UserStatus::ALL.iter().flat_map(|status| {
            let passwords = Password::ALL.iter().map(|password| Self { status: *status, password: *password });
            passwords.filter(|account| *account == Self::new(account.status, account.password))
        })
    }

    /// The status.
    #[must_use]
    pub const fn status(self) -> UserStatus {
        self.status
    }

    /// The password.
    #[must_use]
    pub const fn password(self) -> Password {
        self.password
    }
}

/// A user as a value. It holds no name, no address and no secret.
///
/// ```
/// use cognito_mfa::{Attribute, User, UserStatus};
///
/// let ann = User { phone: Attribute::Verified, ..User::default() };
/// assert_eq!(ann.status(), UserStatus::Confirmed);
/// assert!(ann.phone.is_present() && !ann.email.is_present());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct User {
    /// The status and the password.
    pub account: Account,
    /// Whether the user is disabled.
    pub access: Access,
    /// The phone number.
    pub phone: Attribute,
    /// The email address.
    pub email: Attribute,
    /// The TOTP token.
    pub totp: Totp,
    /// The passkeys.
    pub passkeys: Passkeys,
    /// The MFA preference.
    pub preference: MfaPreference,
}

impl User {
    /// A user of this status who possesses nothing but the password.
    #[must_use]
    pub fn new(status: UserStatus, password: Password) -> Self {
        Self { account: Account::new(status, password), ..Self::default() }
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> UserStatus {
        self.account.status
    }

    /// The password.
    #[must_use]
    pub const fn password(&self) -> Password {
        self.account.password
    }

    /// The attribute that a reset code of this medium goes to.
    #[must_use]
    pub const fn attribute(&self, medium: Medium) -> Attribute {
        match medium {
            Medium::Email => self.email,
            Medium::Sms => self.phone,
        }
    }

    /// Whether the user has what a code of this factor is sent to or made by.
    #[must_use]
    pub fn can_receive(&self, factor: CodeFactor) -> bool {
        match factor {
            CodeFactor::Sms => self.phone.is_present(),
            CodeFactor::Totp => self.totp == Totp::Verified,
            CodeFactor::Email => self.email.is_present(),
        }
    }

    /// Whether the user has what this passwordless first factor needs.
    #[must_use]
    pub fn possesses(&self, factor: Passwordless) -> bool {
        match factor {
            Passwordless::EmailOtp => self.email.is_present(),
            Passwordless::SmsOtp => self.phone.is_present(),
            Passwordless::WebAuthn => self.passkeys.is_present(),
        }
    }

    /// Whether the two users differ in this part.
    #[must_use]
    pub fn differs(&self, other: &Self, member: UserMember) -> bool {
        match member {
            UserMember::Status => self.status() != other.status(),
            UserMember::Password => self.password() != other.password(),
            UserMember::Access => self.access != other.access,
            UserMember::Phone => self.phone != other.phone,
            UserMember::Email => self.email != other.email,
            UserMember::Totp => self.totp != other.totp,
            UserMember::Passkeys => self.passkeys != other.passkeys,
            UserMember::EnabledFactors => self.preference.enabled() != other.preference.enabled(),
            UserMember::PreferredFactor => self.preference.preferred() != other.preference.preferred(),
        }
    }
}

named! {
    /// A part of a user's state that a change can touch.
    #[non_exhaustive]
    pub enum UserMember {
        /// The status.
        Status = "UserStatus",
        /// The password.
        Password = "Password",
        /// Whether the user is disabled.
        Access = "Enabled",
        /// The phone number.
        Phone = "phone_number",
        /// The email address.
        Email = "email",
        /// The TOTP token.
        Totp = "SoftwareToken",
        /// The passkeys.
        Passkeys = "WebAuthnCredentials",
        /// The enabled factors.
        EnabledFactors = "UserMFASettingList",
        /// The preferred factor.
        PreferredFactor = "PreferredMfaSetting",
    }
}
