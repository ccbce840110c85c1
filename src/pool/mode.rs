//! Whether a pool asks for MFA.

use crate::names::named;

named! {
    /// `MfaConfiguration`: the mode of a pool (SPEC 1).
    ///
    /// Closed: the decision is written over these three. The order is that of the service's own
    /// enum value set.
    #[derive(Default)]
    pub enum MfaMode {
        /// Users who enabled a factor are asked for it.
        Optional = "OPTIONAL",
        /// Nobody is asked.
        #[default]
        Off = "OFF",
        /// Everybody is asked.
        On = "ON",
    }
}
