//! What a proof assumes about each user.

use crate::codes::codes;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::user::{Attribute, Passkeys, UserFacts, UserStatus};

codes! {
    /// What a proof assumes about each user. The codes are stable.
    ///
    /// ```
    /// use cognito_mfa_insight::Assumption;
    ///
    /// assert_eq!(Assumption::from_code("verified-phone"), Some(Assumption::VerifiedPhone));
    /// ```
    #[non_exhaustive]
    pub enum Assumption {
        /// The user isn't disabled.
        Enabled = "enabled",
        /// The user's status is CONFIRMED.
        Confirmed = "confirmed",
        /// The user's status isn't `EXTERNAL_PROVIDER`.
        Native = "native",
        /// The user has a password, temporary or permanent.
        Password = "password",
        /// The user has a phone number, verified or not.
        Phone = "phone",
        /// The user has a verified phone number.
        VerifiedPhone = "verified-phone",
        /// The user has an email address, verified or not.
        Email = "email",
        /// The user has a verified email address.
        VerifiedEmail = "verified-email",
        /// The user has a verified TOTP token.
        Totp = "totp",
        /// The user has a passkey that can verify the user.
        Passkey = "passkey",
        /// The user has nothing enabled.
        NothingEnabled = "nothing-enabled",
        /// The user has a code factor enabled.
        CodeEnabled = "code-enabled",
        /// The user possesses what each enabled factor needs.
        PreferencePossessed = "preference-possessed",
        /// The pool offers each factor that the user has enabled.
        PreferenceOffered = "preference-offered",
    }
}

impl Assumption {
    /// Whether the assumption holds for this user of the pool.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Assumption;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// assert!(Assumption::Confirmed.holds(&PoolPolicy::default(), ann));
    /// assert!(!Assumption::Phone.holds(&PoolPolicy::default(), ann));
    /// ```
    #[must_use]
    pub fn holds(self, pool: &PoolPolicy, user: UserFacts) -> bool {
        match self {
            Self::Enabled => !user.is_disabled(),
            Self::Confirmed => user.status() == UserStatus::Confirmed,
            Self::Native => user.status() != UserStatus::ExternalProvider,
            Self::Password => user.has_password(),
            Self::Phone => user.phone().is_present(),
            Self::VerifiedPhone => user.phone() == Attribute::Verified,
            Self::Email => user.email().is_present(),
            Self::VerifiedEmail => user.email() == Attribute::Verified,
            Self::Totp => user.has_totp(),
            Self::Passkey => user.passkeys() == Passkeys::CanVerify,
            Self::NothingEnabled => user.enabled().is_empty(),
            Self::CodeEnabled => !user.enabled().codes().is_empty(),
            Self::PreferencePossessed => {
                let verifies = user.passkeys() == Passkeys::CanVerify || !user.enabled().contains(Factor::Passkey);
                user.enabled().minus(user.possessed()).is_empty() && verifies
            }
            Self::PreferenceOffered => user.enabled().minus(pool.offered()).is_empty(),
        }
    }
}
