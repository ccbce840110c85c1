//! The laws of SPEC 13 as values, and the error that one of them does not hold.

use crate::names::named;

named! {
    /// A law of SPEC 13 by its stable code, in the order of the specification.
    #[non_exhaustive]
    pub enum Law {
        /// 13.1
        PasskeyKeepsCompanion = "passkey-keeps-companion",
        /// 13.2, of a password.
        PasswordIsNotEnough = "password-is-not-enough",
        /// 13.2, of the other first factors.
        OnlyPasskeyMfaIsEnough = "only-passkey-mfa-is-enough",
        /// 13.3
        PresenceIsNotMfa = "presence-is-not-mfa",
        /// 13.4
        AtMostOnePreferred = "at-most-one-preferred",
        /// 13.4
        PreferredIsEnabled = "preferred-is-enabled",
        /// 13.4
        PasskeyIsNotPreferred = "passkey-is-not-preferred",
        /// 13.5, of a refused request.
        RefusalChangesNothing = "refusal-changes-nothing",
        /// 13.5, of an accepted request.
        TwiceIsOnce = "twice-is-once",
        /// 13.6, of the reason.
        ReasonSpeaksForOutcome = "reason-speaks-for-outcome",
        /// 13.6, of the answers.
        EqualInputsEqualAnswers = "equal-inputs-equal-answers",
        /// 13.7, of `SELECT_MFA_TYPE`.
        ChoiceIsUsable = "choice-is-usable",
        /// 13.7, of `MFA_SETUP`.
        SetUpCanBeDone = "set-up-can-be-done",
        /// 13.8, of who is let in.
        RiskNeverAdmits = "risk-never-admits",
        /// 13.8, of what is asked.
        RiskAddsNoFactor = "risk-adds-no-factor",
        /// 13.9
        EndingIsFresh = "ending-is-fresh",
        /// 13.10
        StepKeepsUser = "step-keeps-user",
    }
}

impl Law {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.name()
    }

    /// The number in SPEC.
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
                "A request that names WebAuthn, or that turns a code factor off, leaves no passkey MFA without a code factor."
            }
            Self::PasswordIsNotEnough => {
                "In mode ON, and in mode OPTIONAL for a user who has a factor enabled, a password never signs a user in \
                 without a code, a set-up, or a remembered device in place of a code."
            }
            Self::OnlyPasskeyMfaIsEnough => {
                "In mode ON, a passwordless factor signs a user in only as a passkey that verified the user and is MFA."
            }
            Self::PresenceIsNotMfa => "A passkey without user verification never satisfies MFA.",
            Self::AtMostOnePreferred => "At most one factor is preferred.",
            Self::PreferredIsEnabled => "The preferred factor is enabled.",
            Self::PasskeyIsNotPreferred => "A passkey is never preferred.",
            Self::RefusalChangesNothing => "A refused request changes nothing.",
            Self::TwiceIsOnce => "An accepted request that is applied twice changes nothing the second time.",
            Self::ReasonSpeaksForOutcome => {
                "Every decision has one reason, and the outcome is the one that it stands for."
            }
            Self::EqualInputsEqualAnswers => "Equal inputs get equal answers.",
            Self::ChoiceIsUsable => "SELECT_MFA_TYPE offers two factors or more, each of which the user can use.",
            Self::SetUpCanBeDone => {
                "MFA_SETUP offers only what the pool offers and, SMS apart, what the user can add in the sign-in."
            }
            Self::RiskNeverAdmits => "Risk never admits a sign-in that is denied without risk.",
            Self::RiskAddsNoFactor => "Risk never adds a factor to what a user who opted in is asked.",
            Self::EndingIsFresh => {
                "A sign-in ends authenticated only with the user's own credential stamp, and only where a fresh decision asks for nothing that was not proven."
            }
            Self::StepKeepsUser => {
                "A step sets only what the decision asks for, verifies an attribute only by its own code, and changes nothing else of the user."
            }
        }
    }
}

/// A law of SPEC 13 that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("SPEC {number} does not hold: {sentence}", number = .0.number(), sentence = .0.sentence())]
pub struct Broken(Law);

impl Broken {
    /// The law.
    #[must_use]
    pub const fn law(self) -> Law {
        self.0
    }
}

impl Law {
    /// Nothing where the law holds, and that it is broken where it does not.
    pub(super) const fn holds_if(self, holds: bool) -> Result<(), Broken> {
        if holds { Ok(()) } else { Err(Broken(self)) }
    }
}
