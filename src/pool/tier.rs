//! The feature plan of a pool.

use crate::names::named;

named! {
    /// `UserPoolTier`: the feature plan of the pool. The order is LITE, ESSENTIALS, PLUS.
    ///
    /// Closed, because a new tier would change rules.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    ///
    /// assert!(Tier::Lite < Tier::Essentials && Tier::Essentials < Tier::Plus);
    /// assert_eq!(Tier::from_name("FREE"), None);
    /// ```
    #[derive(Default)]
    pub enum Tier {
        /// No email MFA, no passkeys as MFA, no passwordless sign-in, no `USER_AUTH` and no threat protection.
        Lite = "LITE",
        /// All features except threat protection.
        #[default]
        Essentials = "ESSENTIALS",
        /// All features.
        Plus = "PLUS",
    }
}
