//! The mode: whether a pool asks for MFA.

use crate::names::named;

named! {
    /// `MfaConfiguration`: the mode of a pool (spec 1).
    ///
    /// Closed, because a new mode would change the sign-in decision. The order is the order in the service's messages.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    ///
    /// assert_eq!(MfaMode::default(), MfaMode::Off);
    /// assert_eq!(MfaMode::from_name("OPTIONAL"), Some(MfaMode::Optional));
    /// assert_eq!(MfaMode::from_name("REQUIRED"), None);
    /// ```
    #[derive(Default)]
    pub enum MfaMode {
        /// The pool asks users who have enabled a factor.
        Optional = "OPTIONAL",
        /// The pool asks no user for MFA.
        #[default]
        Off = "OFF",
        /// The pool asks every user for MFA.
        On = "ON",
    }
}
