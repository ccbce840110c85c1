//! What a change of the pool does to a user.

use crate::codes::codes;

codes! {
    /// What a change of the pool does to a user. The codes are stable.
    ///
    /// ```
    /// use cognito_mfa_insight::Effect;
    ///
    /// assert_eq!(Effect::from_code("must-set-up"), Some(Effect::MustSetUp));
    /// assert_eq!(Effect::from_code("unknown"), None);
    /// ```
    #[non_exhaustive]
    pub enum Effect {
        /// The user could sign in before and can't any more.
        NewlyLockedOut = "newly-locked-out",
        /// The user couldn't sign in before and can now.
        NoLongerLockedOut = "no-longer-locked-out",
        /// This sign-in wasn't denied before and is now.
        NewlyDenied = "newly-denied",
        /// This sign-in was denied before and isn't any more.
        NoLongerDenied = "no-longer-denied",
        /// This sign-in needed no challenge before and gets one now.
        NewlyChallenged = "newly-challenged",
        /// This sign-in got a challenge before and needs none now.
        NoLongerChallenged = "no-longer-challenged",
        /// This sign-in gets another challenge than before.
        ChallengedDifferently = "challenged-differently",
        /// This sign-in asks for an MFA set-up and didn't before.
        MustSetUp = "must-set-up",
        /// The user could sign in with a passkey before and can't any more.
        LosesPasskeyPath = "loses-passkey-path",
        /// The user couldn't sign in with a passkey before and can now.
        GainsPasskeyPath = "gains-passkey-path",
        /// The lowest assurance level of the user's sign-ins is lower than before.
        AssuranceDrops = "assurance-drops",
        /// The lowest assurance level of the user's sign-ins is higher than before.
        AssuranceRises = "assurance-rises",
    }
}

impl Effect {
    /// What happens to the users, as a sentence that starts with them.
    ///
    /// ```
    /// use cognito_mfa_insight::Effect;
    ///
    /// assert_eq!(Effect::NewlyLockedOut.sentence(), "These users can no longer sign in.");
    /// ```
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NewlyLockedOut => "These users can no longer sign in.",
            Self::NoLongerLockedOut => "These users can now sign in.",
            Self::NewlyDenied => "These users are now denied.",
            Self::NoLongerDenied => "These users are no longer denied.",
            Self::NewlyChallenged => "These users now get a challenge.",
            Self::NoLongerChallenged => "These users no longer get a challenge.",
            Self::ChallengedDifferently => "These users get a different challenge.",
            Self::MustSetUp => "These users must now set up MFA.",
            Self::LosesPasskeyPath => "These users can no longer sign in with a passkey.",
            Self::GainsPasskeyPath => "These users can now sign in with a passkey.",
            Self::AssuranceDrops => "These users can now sign in at a lower assurance level.",
            Self::AssuranceRises => "These users can no longer sign in at their lowest assurance level.",
        }
    }
}
