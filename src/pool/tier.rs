//! The feature plan of a pool.

use crate::names::named;

named! {
    /// `UserPoolTier`: what the pool pays for. Ordered: LITE is below ESSENTIALS, ESSENTIALS below PLUS.
    ///
    /// Closed: a new tier changes rules.
    #[derive(Default)]
    pub enum Tier {
        /// No email MFA, no passkeys, no choice-based sign-in, no threat protection.
        Lite = "LITE",
        /// Everything but threat protection.
        #[default]
        Essentials = "ESSENTIALS",
        /// Everything.
        Plus = "PLUS",
    }
}
