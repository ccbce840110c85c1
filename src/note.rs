//! Notes: what an accepted change does *not* achieve (spec 2).
//!
//! A note never refuses anything. [`Transition::notes`](crate::apply::Transition::notes) returns the notes of a change.

use crate::names::{coded, element};
use crate::set::Set;

coded! {
    /// A remark on an accepted change (spec 2). The values are in the order in which a transition lists them.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::note::{Note, NoteSet};
    /// use cognito_mfa::pool::{Tier, WebAuthnConfiguration};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    ///
    /// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// pool.web_authn = Some(WebAuthnConfiguration::new().with_relying_party_id("example.com"));
    ///
    /// // The request drops the relying party ID, so registered passkeys stop working.
    /// let drop_passkeys = PoolCommand::SetMfaConfig(SetMfaConfig::default());
    /// let transition = pool.apply(&drop_passkeys)?;
    /// assert_eq!(transition.notes(), NoteSet::of(&[Note::PasskeysUnusable]));
    ///
    /// let pool = transition.into_next();
    /// assert_eq!(pool.apply(&drop_passkeys)?.notes(), NoteSet::EMPTY);
    /// assert_eq!(Note::from_code("passkeys-unusable"), Some(Note::PasskeysUnusable));
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    #[non_exhaustive]
    pub enum Note {
        /// The request sends `Enabled=false` for an enabled code factor. The factor stays enabled, because the pool's mode
        /// is ON.
        KeptByRequiredMfa = "kept-by-required-mfa",
        /// The request enables a factor that the pool doesn't offer as MFA.
        FactorNotOffered = "factor-not-offered",
        /// The passkey is enabled, and the user has no enabled code factor that the pool offers and the user possesses.
        CompanionNotOffered = "companion-not-offered",
        /// The request changes or drops the relying party ID. Registered passkeys no longer work.
        PasskeysUnusable = "passkeys-unusable",
        /// Threat protection is ENFORCED, and the mode isn't OPTIONAL. Adaptive MFA needs the mode OPTIONAL.
        AdaptiveWantsOptional = "adaptive-wants-optional",
        /// The removed TOTP token was the user's last enabled code factor. The passkey stays enabled as MFA without one.
        CompanionGone = "companion-gone",
    }
}
element!(Note);

impl Note {
    /// The name of the table.
    pub const TABLE: &'static str = "note";

    /// The note in one sentence.
    ///
    /// ```
    /// use cognito_mfa::note::Note;
    ///
    /// assert_eq!(Note::FactorNotOffered.sentence(), "The request enables a factor that the pool doesn't offer as MFA.");
    /// ```
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::KeptByRequiredMfa => {
                "The request sends Enabled=false for an enabled code factor. The factor stays enabled, because the pool \
                 requires MFA."
            }
            Self::FactorNotOffered => "The request enables a factor that the pool doesn't offer as MFA.",
            Self::CompanionNotOffered => {
                "The passkey is enabled as MFA, but the user has no enabled code factor that the pool offers and the user \
                 possesses."
            }
            Self::PasskeysUnusable => {
                "The request changes or drops the relying party ID, so registered passkeys no longer work."
            }
            Self::AdaptiveWantsOptional => {
                "Threat protection is ENFORCED, but adaptive MFA needs the mode OPTIONAL, and the pool has another mode."
            }
            Self::CompanionGone => {
                "The removed TOTP token was the user's last enabled code factor. The passkey stays enabled as MFA without \
                 one."
            }
        }
    }
}

/// A set of notes.
pub type NoteSet = Set<Note>;
