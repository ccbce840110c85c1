//! A user of a pool: the account, the possessions, the MFA preference, and the events that change them (spec 2).
//!
//! - [`User`] is the stored state. It contains no name, address or secret.
//! - [`UserFacts`] is what the decision reads: small, `Copy`, and enumerable. [`User::facts`] returns it.
//! - [`UserEvent`] is something that happened to the user. [`User::apply`] judges it by the rules of spec 8, and a change of
//!   the preference by those of spec 7.
//! - [`CredentialStamp`] changes with the user's credentials, so that an older sign-in ends (spec 2 and 11).

mod account;
mod event;
pub(crate) mod facts;
mod not_user_facts;
mod phrase;
mod possession;
pub(crate) mod preference;
mod stamp;

use crate::factor::CodeFactor;
use crate::names::named;
use crate::pool::setters::state_setters;
use crate::pool::{Medium, PasswordlessFactor};

pub use account::{Account, AccountState, Password, UserStatus};
pub use event::{AttributeChange, PasskeyAbility, UserEvent};
pub use facts::UserFacts;
pub use not_user_facts::NotUserFacts;
pub use possession::{Attribute, Passkeys, Totp};
pub use preference::{MfaPreference, PreferredIsOff};
pub use stamp::CredentialStamp;

/// A user (spec 2). The value doesn't contain names, addresses or secrets.
///
/// There's no default user, because each user needs their own [credential stamp](CredentialStamp). [`User::new`] returns a user
/// with only a password, and each `with_` method returns the user with one member changed.
///
/// ```
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
///
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.phone = Attribute::Verified;
/// assert_eq!(ann.status(), UserStatus::Confirmed);
/// assert!(ann.phone.is_present() && !ann.email.is_present());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct User {
    /// The status and the password.
    pub account: Account,
    /// Whether the user is disabled.
    pub access: AccountState,
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
    /// The credential stamp.
    pub stamp: CredentialStamp,
}

impl User {
    /// A user with this status who possesses only a password. The host chooses the stamp at random.
    ///
    /// The status and the password are made to agree, as in [`Account::new`].
    #[must_use]
    pub const fn new(status: UserStatus, password: Password, stamp: CredentialStamp) -> Self {
        Self {
            account: Account::new(status, password),
            access: AccountState::Enabled,
            phone: Attribute::Absent,
            email: Attribute::Absent,
            totp: Totp::Absent,
            passkeys: Passkeys::Absent,
            preference: MfaPreference::NONE,
            stamp,
        }
    }

    state_setters! {
        /// The same user with this status and password.
        with_account(account: Account)
        /// The same user, enabled or disabled.
        with_access(access: AccountState)
        /// The same user with this phone number.
        with_phone(phone: Attribute)
        /// The same user with this email address.
        with_email(email: Attribute)
        /// The same user with this TOTP token.
        with_totp(totp: Totp)
        /// The same user with these passkeys.
        with_passkeys(passkeys: Passkeys)
        /// The same user with this MFA preference.
        with_preference(preference: MfaPreference)
        /// The same user with this credential stamp.
        with_stamp(stamp: CredentialStamp)
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> UserStatus {
        self.account.status()
    }

    /// The password.
    #[must_use]
    pub const fn password(&self) -> Password {
        self.account.password()
    }

    /// The attribute of this medium: the email address or the phone number.
    #[must_use]
    pub const fn attribute(&self, medium: Medium) -> Attribute {
        match medium {
            Medium::Email => self.email,
            Medium::Sms => self.phone,
        }
    }

    /// Whether the user has what a code of this factor needs: a phone number, a verified TOTP token or an email address.
    ///
    /// ```
    /// use cognito_mfa::factor::CodeFactor;
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, User};
    ///
    /// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// ann.phone = Attribute::Unverified;
    /// assert!(ann.can_receive(CodeFactor::Sms) && !ann.can_receive(CodeFactor::Totp));
    /// ```
    #[must_use]
    pub fn can_receive(&self, factor: CodeFactor) -> bool {
        match factor {
            CodeFactor::Sms => self.phone.is_present(),
            CodeFactor::Totp => self.totp == Totp::Verified,
            CodeFactor::Email => self.email.is_present(),
        }
    }

    /// Whether the user has what this passwordless first factor needs: an email address, a phone number or a passkey.
    #[must_use]
    pub fn possesses(&self, factor: PasswordlessFactor) -> bool {
        match factor {
            PasswordlessFactor::EmailOtp => self.email.is_present(),
            PasswordlessFactor::SmsOtp => self.phone.is_present(),
            PasswordlessFactor::WebAuthn => self.passkeys.is_present(),
        }
    }

    /// The parts in which the two users differ, in the order of [`UserMember::ALL`].
    ///
    /// ```
    /// use cognito_mfa::user::{AccountState, Password, UserMember, UserStatus};
    /// use cognito_mfa::{CredentialStamp, User};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let disabled = ann.with_access(AccountState::Disabled);
    /// assert!(ann.differences(&disabled).eq([UserMember::Access]));
    /// assert_eq!(ann.differences(&ann).count(), 0);
    /// ```
    pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = UserMember> + 'a {
        UserMember::ALL.iter().copied().filter(|member| self.differs(other, *member))
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
    ///
    /// ```
    /// use cognito_mfa::user::{AccountState, Password, UserMember, UserStatus};
    /// use cognito_mfa::{CredentialStamp, User};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let disabled = ann.with_access(AccountState::Disabled);
    /// assert!(ann.differs(&disabled, UserMember::Access));
    /// assert!(!ann.differs(&disabled, UserMember::Status));
    /// ```
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
