//! An answer as a sentence.

use core::fmt;

use super::{Listed, factor_phrase};
use crate::shown_code::ShownCode;
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor};
use cognito_mfa::sign_in::{Challenge, Outcome, Reason, Resolution};

/// Writes "The user must enter a TOTP code: it's the only factor they can use (only-factor, row 17)".
pub(super) fn write(f: &mut fmt::Formatter<'_>, answer: Resolution) -> fmt::Result {
    f.write_str("The ")?;
    write_about_user(f, answer)
}

/// An answer as the result of a change: "Then the user is signed in: … .".
pub(crate) struct Then(pub(crate) Resolution);

impl fmt::Display for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Then the ")?;
        write_about_user(f, self.0)?;
        f.write_str(".")
    }
}

fn write_about_user(f: &mut fmt::Formatter<'_>, answer: Resolution) -> fmt::Result {
    let reason = answer.reason();
    match answer.outcome() {
        Outcome::Authenticated => f.write_str("user is signed in")?,
        Outcome::Denied(denial) => write!(f, "user is denied with {}", denial.exception())?,
        Outcome::Challenge(challenge) => {
            f.write_str("user must ")?;
            write_task(f, challenge)?;
        }
    }
    write!(f, ": {} ({}, row {})", because(reason), ShownCode::from(reason), reason.row().number)
}

/// What a challenge asks the user to do.
fn write_task(f: &mut fmt::Formatter<'_>, challenge: Challenge) -> fmt::Result {
    match challenge {
        Challenge::NewPassword => f.write_str("choose a new password"),
        Challenge::DeviceSrp => f.write_str("prove the remembered device"),
        Challenge::Code(CodeFactor::Sms) => f.write_str("enter an SMS code"),
        Challenge::Code(CodeFactor::Totp) => f.write_str("enter a TOTP code"),
        Challenge::Code(CodeFactor::Email) => f.write_str("enter an email code"),
        Challenge::SelectMfaType(factors) => write!(f, "choose {}", Listed(names(factors), "or")),
        Challenge::MfaSetup(factors) => {
            write!(f, "set up {}", Listed(names(factors.without(CodeFactor::Sms)), "or"))?;
            f.write_str(if factors.contains(CodeFactor::Sms) { " (SMS is also listed)" } else { "" })
        }
    }
}

fn names(factors: CodeFactorSet) -> impl Iterator<Item = &'static str> + Clone {
    CodeFactor::ALL.iter().filter(move |one| factors.contains(**one)).map(|one| factor_phrase(Factor::from(*one)))
}

/// Why: the rest of a sentence about the user.
fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::UserDisabled => "they're disabled",
        Reason::Federated => "they come from an external provider, and Cognito adds no MFA to that",
        Reason::FederatedOnly => "they can sign in only through an external provider",
        Reason::RiskBlocked => "the pool blocks sign-ins at this risk",
        Reason::PasswordResetRequired => "they must reset their password first",
        Reason::UserUnconfirmed => "they haven't confirmed their account",
        Reason::CustomChallenge => "they passed a custom challenge, and Cognito adds no MFA to that",
        Reason::FirstFactorUnavailable => "the pool doesn't allow this first factor, or the user doesn't have it",
        Reason::PasswordChallengeRequired => {
            "they must start with a password, because this first factor isn't enough here"
        }
        Reason::UserVerificationRequired => "their passkey must verify them, and it didn't",
        Reason::PasskeySatisfiesMfa => "their passkey verified them and counts as MFA",
        Reason::Passwordless => "no MFA follows this first factor",
        Reason::NewPasswordRequired => "their password is temporary",
        Reason::MfaNotDemanded => "nothing requires MFA for this sign-in",
        Reason::DeviceRemembered => "it takes the place of a code",
        Reason::PreferredFactor => "it's the factor they prefer",
        Reason::SeveralFactors => "they can use each of these",
        Reason::OnlyFactor => "it's the only factor they can use",
        Reason::RiskAllows => "this risk requires MFA only of users with a usable factor, and they have none",
        Reason::RiskDemandsMfa => "this risk requires MFA, and they have no usable factor",
        Reason::NoUsableFactor => "they enabled MFA, but they can't use any factor",
        Reason::OnlyAttributeIsRecovery => {
            "they have no usable factor, because their only phone number or email address receives reset codes"
        }
        Reason::NoFactorToSetUp => {
            "they have no usable factor, and the pool doesn't offer TOTP, the only one they could set up"
        }
        Reason::SetUpTotp | Reason::SetUpAny => "MFA is required, and they have no usable factor yet",
        Reason::SmsCannotBeSetUp => {
            "they have no usable factor, and the pool offers none that they can set up at sign-in"
        }
        // A later row of the engine has a condition of its own.
        reason => reason.row().when,
    }
}
