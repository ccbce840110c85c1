//! What an accepted change does *not* achieve.

use crate::names::{element, named};
use crate::set::Set;

named! {
    /// A remark on an accepted change (SPEC 2), by its stable code, in the order in which a transition lists them.
    #[non_exhaustive]
    pub enum Note {
        /// `Enabled=false` was sent for an enabled code factor, and the mode ON keeps it.
        KeptByRequiredMfa = "kept-by-required-mfa",
        /// The request enables a factor that the pool does not offer as MFA.
        FactorNotOffered = "factor-not-offered",
        /// Passkey MFA is on, and the pool offers none of its companions.
        CompanionNotOffered = "companion-not-offered",
        /// The relying party id was changed or dropped: registered passkeys no longer work.
        PasskeysUnusable = "passkeys-unusable",
        /// Threat protection is ENFORCED, and its adaptive MFA wants the mode OPTIONAL.
        AdaptiveWantsOptional = "adaptive-wants-optional",
        /// The removed TOTP token was the last companion of passkey MFA.
        CompanionGone = "companion-gone",
    }
}
element!(Note);

/// Notes, in their order.
pub type NoteSet = Set<Note>;

impl Note {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.name()
    }
}
