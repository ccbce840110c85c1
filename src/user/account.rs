//! The account of a user: status, password, and whether it is enabled.

use crate::names::named;

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
    pub enum AccountState {
        /// The user may sign in.
        #[default]
        Enabled = "enabled",
        /// The user may not sign in, and their tokens are revoked.
        Disabled = "disabled",
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
