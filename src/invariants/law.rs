//! The laws of spec 13 as values, and the error for a law that doesn't hold.

use crate::names::coded;

coded! {
    /// A law of spec 13. The values are in the order of the specification.
    ///
    /// ```
    /// use cognito_mfa::invariants::Law;
    ///
    /// let law = Law::PresenceIsNotMfa;
    /// assert_eq!((law.code(), law.number()), ("presence-is-not-mfa", "13.3"));
    /// assert_eq!(law.sentence(), "A passkey without user verification never satisfies MFA.");
    /// assert_eq!(Law::from_code("presence-is-mfa"), None);
    /// ```
    #[non_exhaustive]
    pub enum Law {
        /// Spec 13.1: an accepted request doesn't leave the passkey as the only enabled factor.
        PasskeyKeepsCompanion = "passkey-keeps-companion",
        /// Spec 13.2, the part about a password.
        PasswordIsNotEnough = "password-is-not-enough",
        /// Spec 13.2, the part about passwordless first factors.
        OnlyPasskeyMfaIsEnough = "only-passkey-mfa-is-enough",
        /// Spec 13.3: a passkey without user verification isn't MFA.
        PresenceIsNotMfa = "presence-is-not-mfa",
        /// Spec 13.4: at most one factor is preferred.
        AtMostOnePreferred = "at-most-one-preferred",
        /// Spec 13.4: the preferred factor is enabled.
        PreferredIsEnabled = "preferred-is-enabled",
        /// Spec 13.4: a passkey is never preferred.
        PasskeyIsNotPreferred = "passkey-is-not-preferred",
        /// Spec 13.5, the part about a refused request.
        RefusalChangesNothing = "refusal-changes-nothing",
        /// Spec 13.5, the part about an accepted request.
        TwiceIsOnce = "twice-is-once",
        /// Spec 13.6, the part about the reason.
        ReasonSpeaksForOutcome = "reason-speaks-for-outcome",
        /// Spec 13.6, the part about equal inputs.
        EqualInputsEqualAnswers = "equal-inputs-equal-answers",
        /// Spec 13.7, the part about `SELECT_MFA_TYPE`.
        ChoiceIsUsable = "choice-is-usable",
        /// Spec 13.7, the part about `MFA_SETUP`.
        SetUpCanBeDone = "set-up-can-be-done",
        /// Spec 13.8, the part about denied sign-ins.
        RiskNeverAdmits = "risk-never-admits",
        /// Spec 13.8, the part about users who opted in.
        RiskAddsNoFactor = "risk-adds-no-factor",
        /// Spec 13.9: what a finished sign-in proved meets what the decision asks for at the end.
        EndingIsFresh = "ending-is-fresh",
        /// Spec 13.10: a step changes only what the decision asks for.
        StepKeepsUser = "step-keeps-user",
    }
}

impl Law {
    /// The name of the table. Print it with the code, because `preferred-is-enabled` is also a rule's code.
    pub const TABLE: &'static str = "law";

    /// The section of the specification and the number of the law in it, such as `"13.2"`.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::PasskeyKeepsCompanion => "13.1",
            Self::PasswordIsNotEnough | Self::OnlyPasskeyMfaIsEnough => "13.2",
            Self::PresenceIsNotMfa => "13.3",
            Self::AtMostOnePreferred | Self::PreferredIsEnabled | Self::PasskeyIsNotPreferred => "13.4",
            Self::RefusalChangesNothing | Self::TwiceIsOnce => "13.5",
            Self::ReasonSpeaksForOutcome | Self::EqualInputsEqualAnswers => "13.6",
            Self::ChoiceIsUsable | Self::SetUpCanBeDone => "13.7",
            Self::RiskNeverAdmits | Self::RiskAddsNoFactor => "13.8",
            Self::EndingIsFresh => "13.9",
            Self::StepKeepsUser => "13.10",
        }
    }

    /// The law in one sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::PasskeyKeepsCompanion => {
                "A request that names WebAuthn, or that turns a code factor off, never leaves the passkey enabled as MFA \
                 without an enabled code factor."
            }
            Self::PasswordIsNotEnough => {
                "In the mode ON, and in the mode OPTIONAL for users who have a factor enabled, a password never signs a \
                 user in without a code, a set-up, or a remembered device in place of a code."
            }
            Self::OnlyPasskeyMfaIsEnough => {
                "In the mode ON, a passwordless first factor signs a user in only if it is a passkey that verified the \
                 user and counts as MFA."
            }
            Self::PresenceIsNotMfa => "A passkey without user verification never satisfies MFA.",
            Self::AtMostOnePreferred => "At most one factor is preferred.",
            Self::PreferredIsEnabled => "The preferred factor is enabled.",
            Self::PasskeyIsNotPreferred => "A passkey is never preferred.",
            Self::RefusalChangesNothing => "A refused request changes nothing.",
            Self::TwiceIsOnce => "An accepted request that is applied twice changes nothing the second time.",
            Self::ReasonSpeaksForOutcome => {
                "Every decision has one reason, and the outcome is the one in that reason's row."
            }
            Self::EqualInputsEqualAnswers => "Equal inputs get equal answers.",
            Self::ChoiceIsUsable => "SELECT_MFA_TYPE offers two or more factors, and the user can use each of them.",
            Self::SetUpCanBeDone => {
                "MFA_SETUP offers only what the pool offers and, except for SMS, what the user can add in the sign-in."
            }
            Self::RiskNeverAdmits => "Risk never admits a sign-in that is denied without risk.",
            Self::RiskAddsNoFactor => "Risk never adds a factor to what a user who opted in is asked.",
            Self::EndingIsFresh => {
                "A sign-in ends authenticated only if it has the user's current credential stamp, and only if the \
                 decision asks for nothing that wasn't proven."
            }
            Self::StepKeepsUser => {
                "A step sets only what the decision asks for, verifies an attribute only by that attribute's code, and \
                 changes nothing else of the user."
            }
        }
    }
}

/// A law of spec 13 doesn't hold.
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::invariants::{Law, check_preference};
///
/// let (enabled, preferred) = (FactorSet::EMPTY, FactorSet::of(&[Factor::Sms]));
/// let broken = check_preference(enabled, preferred).unwrap_err();
/// assert_eq!(broken.law(), Law::PreferredIsEnabled);
/// assert_eq!(broken.to_string(), "Law 13.4 doesn't hold: The preferred factor is enabled.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("Law {number} doesn't hold: {sentence}", number = .0.number(), sentence = .0.sentence())]
pub struct Broken(Law);

impl Broken {
    /// The law that doesn't hold.
    #[must_use]
    pub const fn law(self) -> Law {
        self.0
    }
}

impl Law {
    /// `Ok` when the law holds, and the law as [`Broken`] when it doesn't.
    pub(super) const fn holds_if(self, holds: bool) -> Result<(), Broken> {
        if holds { Ok(()) } else { Err(Broken(self)) }
    }
}
