//! The account of a user: the status, the password, and whether the user is disabled.

use crate::names::named;

named! {
    /// `UserStatus` (spec 2).
    ///
    /// Closed, because a new status would change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::user::UserStatus;
    ///
    /// assert_eq!(UserStatus::from_name("RESET_REQUIRED"), Some(UserStatus::ResetRequired));
    /// assert_eq!(UserStatus::from_name("ARCHIVED"), None);
    /// ```
    #[derive(Default)]
    pub enum UserStatus {
        /// The user is confirmed.
        #[default]
        Confirmed = "CONFIRMED",
        /// The user has signed up and isn't confirmed yet.
        Unconfirmed = "UNCONFIRMED",
        /// The password is temporary. The user must replace it at the next sign-in.
        ForceChangePassword = "FORCE_CHANGE_PASSWORD",
        /// An administrator has reset the password.
        ResetRequired = "RESET_REQUIRED",
        /// The user signs in only through an external identity provider.
        ExternalProvider = "EXTERNAL_PROVIDER",
    }
}

named! {
    /// Whether an administrator has disabled the user.
    ///
    /// Closed, because a user is either enabled or disabled.
    ///
    /// ```
    /// use cognito_mfa::user::AccountState;
    ///
    /// assert_eq!(AccountState::Disabled.name(), "disabled");
    /// assert_eq!(AccountState::from_name("blocked"), None);
    /// ```
    #[derive(Default)]
    pub enum AccountState {
        /// The user can sign in.
        #[default]
        Enabled = "enabled",
        /// The user can't sign in. The service has revoked their tokens.
        Disabled = "disabled",
    }
}

named! {
    /// Whether the user has a password, and which kind.
    ///
    /// Closed, because a new kind would change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::user::Password;
    ///
    /// assert_eq!(Password::from_name("temporary"), Some(Password::Temporary));
    /// assert_eq!(Password::from_name("expired"), None);
    /// ```
    #[derive(Default)]
    pub enum Password {
        /// The user has no password.
        Absent = "absent",
        /// The user has a temporary password and must replace it at the next sign-in. This is the same fact as the status
        /// `FORCE_CHANGE_PASSWORD`.
        Temporary = "temporary",
        /// The user has a permanent password.
        #[default]
        Permanent = "permanent",
    }
}

/// The status and the password of a user. The two always agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Account {
    // INVARIANT (temporary password): `password` is Temporary exactly when `status` is ForceChangePassword.
    status: UserStatus,
    password: Password,
}

impl Account {
    /// An account with this status and this password.
    ///
    /// If the two disagree, the status wins. `FORCE_CHANGE_PASSWORD` makes any password temporary. Any other status makes a
    /// temporary password permanent.
    ///
    /// ```
    /// use cognito_mfa::user::{Account, Password, UserStatus};
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

    /// An account with exactly this status and this password; `None` if the two disagree.
    ///
    /// ```
    /// use cognito_mfa::user::{Account, Password, UserStatus};
    ///
    /// assert!(Account::exact(UserStatus::Confirmed, Password::Absent).is_some());
    /// assert_eq!(Account::exact(UserStatus::ForceChangePassword, Password::Absent), None);
    /// ```
    #[must_use]
    pub fn exact(status: UserStatus, password: Password) -> Option<Self> {
        Some(Self::new(status, password)).filter(|account| account.password == password)
    }

    /// Every value. There are nine.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        UserStatus::ALL
            .iter()
            .flat_map(|status| Password::ALL.iter().filter_map(|password| Self::exact(*status, *password)))
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
