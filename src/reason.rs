//! Why a sign-in is answered as it is: the rows of SPEC 10 by their codes, and what is known of each.

use crate::evidence::{
    Evidence,
    Evidence::{ApiChange, Documented, Inferred, Reported},
    Fidelity, Profile,
    Profile::Both,
};
use crate::exception::Exception;
use crate::factor::CodeFactorSet;
use crate::names::named;
use crate::outcome::{Challenge, Denial, Outcome};
use crate::rules::{Message, Message::Exact, Message::Own};

named! {
    /// The row of SPEC 10 that decided, by its stable code, in the order of evaluation.
    #[non_exhaustive]
    pub enum Reason {
        /// Row 1: the user is disabled.
        UserDisabled = "user-disabled",
        /// Row 2: an external provider vouches.
        Federated = "federated",
        /// Row 2a: the user can only come through an external provider.
        FederatedOnly = "federated-only",
        /// Row 3: the risk is blocked.
        RiskBlocked = "risk-blocked",
        /// Row 4: the password is in reset.
        PasswordResetRequired = "password-reset-required",
        /// Row 5: the user is not confirmed.
        UserUnconfirmed = "user-unconfirmed",
        /// Row 6: a custom challenge without a password.
        CustomChallenge = "custom-challenge",
        /// Row 7: the first factor cannot have been proven here.
        FirstFactorUnavailable = "first-factor-unavailable",
        /// Row 8: a password is needed first.
        PasswordChallengeRequired = "password-challenge-required",
        /// Row 9: the passkey must verify the user.
        UserVerificationRequired = "user-verification-required",
        /// Row 10: the passkey is MFA.
        PasskeySatisfiesMfa = "passkey-satisfies-mfa",
        /// Row 11: signed in without a password.
        Passwordless = "passwordless",
        /// Row 12: the temporary password must be replaced.
        NewPasswordRequired = "new-password-required",
        /// Row 13: nobody asks for MFA.
        MfaNotDemanded = "mfa-not-demanded",
        /// Row 14: a remembered device stands in.
        DeviceRemembered = "device-remembered",
        /// Row 15: the preferred factor works.
        PreferredFactor = "preferred-factor",
        /// Row 16: the user chooses.
        SeveralFactors = "several-factors",
        /// Row 17: one factor works.
        OnlyFactor = "only-factor",
        /// Row 18: MFA if configured, and none is.
        RiskAllows = "risk-allows",
        /// Row 19: MFA is required for the risk, and none can be done.
        RiskDemandsMfa = "risk-demands-mfa",
        /// Row 20: the user opted in, and nothing works.
        NoUsableFactor = "no-usable-factor",
        /// Row 21: the only attribute is the recovery medium (Documented).
        OnlyAttributeIsRecovery = "only-attribute-is-recovery",
        /// Row 22: TOTP is set up.
        SetUpTotp = "set-up-totp",
        /// Row 23: there is nothing to set up.
        NoFactorToSetUp = "no-factor-to-set-up",
        /// Row 24: any offered factor is set up.
        SetUpAny = "set-up-any",
        /// Row 25: SMS cannot be set up in a sign-in.
        SmsCannotBeSetUp = "sms-cannot-be-set-up",
    }
}

/// Everything that the decision table knows of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonRow {
    /// The reason.
    pub reason: Reason,
    /// The number of the row in SPEC 10.
    pub number: &'static str,
    /// When the row hits, no row above having hit.
    pub when: &'static str,
    /// What is answered.
    pub answer: &'static str,
    /// With a denial, the words of the service's error.
    pub message: Option<Message>,
    /// The evidence for the row.
    pub evidence: Evidence,
    /// Who says so.
    pub source: &'static str,
    /// The profiles in which the row exists.
    pub profile: Profile,
}

impl Reason {
    /// The stable code.
    ///
    /// ```
    /// use cognito_mfa::Reason;
    ///
    /// assert_eq!(Reason::SeveralFactors.code(), "several-factors");
    /// assert_eq!(Reason::from_name("too-many-factors"), None);
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.name()
    }

    /// What the row answers, with the factors that it asks for or offers.
    pub(crate) fn outcome(self, codes: CodeFactorSet) -> Outcome {
        // A code without a factor does not occur; it would be denied.
        let no_factor = Outcome::Denied(Denial::MfaMethodNotFound);
        let code = || codes.first().map_or(no_factor, |factor| Outcome::Challenge(Challenge::Code(factor)));
        match self {
            Self::Federated
            | Self::CustomChallenge
            | Self::PasskeySatisfiesMfa
            | Self::Passwordless
            | Self::MfaNotDemanded
            | Self::RiskAllows => Outcome::Authenticated,
            Self::NewPasswordRequired => Outcome::Challenge(Challenge::NewPassword),
            Self::DeviceRemembered => Outcome::Challenge(Challenge::DeviceSrp),
            Self::PreferredFactor | Self::OnlyFactor => code(),
            Self::SeveralFactors => Outcome::Challenge(Challenge::SelectMfaType(codes)),
            Self::SetUpTotp | Self::SetUpAny => Outcome::Challenge(Challenge::MfaSetup(codes)),
            Self::UserDisabled
            | Self::FederatedOnly
            | Self::RiskBlocked
            | Self::FirstFactorUnavailable
            | Self::PasswordChallengeRequired
            | Self::UserVerificationRequired
            | Self::RiskDemandsMfa => Outcome::Denied(Denial::NotAuthorized),
            Self::PasswordResetRequired => Outcome::Denied(Denial::PasswordResetRequired),
            Self::UserUnconfirmed => Outcome::Denied(Denial::UserNotConfirmed),
            Self::NoUsableFactor | Self::OnlyAttributeIsRecovery | Self::NoFactorToSetUp | Self::SmsCannotBeSetUp => {
                Outcome::Denied(Denial::MfaMethodNotFound)
            }
        }
    }

    /// What the decision table knows of the row.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the table has a row for each reason, in order, as a test holds")]
    pub const fn row(self) -> &'static ReasonRow {
        &TABLE[self as usize]
    }
}

impl ReasonRow {
    /// Every row, in the order of evaluation.
    pub const ALL: &'static [Self] = TABLE;
}

const DISABLED: &str = "User is disabled.";
const NO_MECHANISM: Message = Exact("No MFA mechanism registerd in the account");

/// A row that does not deny.
const fn answers(
    reason: Reason,
    number: &'static str,
    when: &'static str,
    answer: &'static str,
    evidence: Evidence,
    source: &'static str,
) -> ReasonRow {
    ReasonRow { reason, number, when, answer, message: None, evidence, source, profile: Both }
}

/// A row that denies.
const fn denies(
    reason: Reason,
    number: &'static str,
    when: &'static str,
    denial: Exception,
    message: Message,
    evidence: Evidence,
    source: &'static str,
) -> ReasonRow {
    ReasonRow { reason, number, when, answer: denial.name(), message: Some(message), evidence, source, profile: Both }
}

const GUIDE_MFA: &str = "developer guide, adding MFA to a user pool";
const GUIDE_FLOWS: &str = "developer guide, authentication flows";
const GUIDE_ADAPTIVE: &str = "developer guide, adaptive authentication";
const API_PREFERENCE: &str = "API change of 2026-04-16, WebAuthnConfiguration";
const USERS: &str = "users of the live service";

static TABLE: &[ReasonRow] = &[
    denies(
        Reason::UserDisabled,
        "1",
        "the user is disabled",
        Exception::NotAuthorized,
        Exact(DISABLED),
        Documented,
        "API reference, AdminDisableUser",
    ),
    answers(
        Reason::Federated,
        "2",
        "the first factor is an external provider",
        "authenticated",
        Documented,
        "developer guide, third-party sign-in: Cognito adds no MFA",
    ),
    denies(
        Reason::FederatedOnly,
        "2a",
        "the status is EXTERNAL_PROVIDER",
        Exception::NotAuthorized,
        Own("User signs in through an external identity provider only."),
        Documented,
        "developer guide, user accounts; the exception's class is inferred",
    ),
    denies(
        Reason::RiskBlocked,
        "3",
        "the risk is BLOCK and the first factor is not a custom challenge",
        Exception::NotAuthorized,
        Own("Unable to login because of security reasons."),
        Documented,
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::PasswordResetRequired,
        "4",
        "the status is RESET_REQUIRED",
        Exception::PasswordResetRequired,
        Exact("Password reset required for the user"),
        Documented,
        "API reference, errors of InitiateAuth",
    ),
    denies(
        Reason::UserUnconfirmed,
        "5",
        "the status is UNCONFIRMED and the first factor is not an email or SMS OTP",
        Exception::UserNotConfirmed,
        Exact("User is not confirmed."),
        Reported,
        "users of the live service; that an OTP confirms, the developer guide",
    ),
    answers(
        Reason::CustomChallenge,
        "6",
        "the first factor is a custom challenge",
        "authenticated",
        Documented,
        "developer guide, custom authentication: built-in MFA follows a password only",
    ),
    denies(
        Reason::FirstFactorUnavailable,
        "7",
        "the pool does not allow the passwordless factor or the user does not possess it; or the user has no password",
        Exception::NotAuthorized,
        Own("The authentication factor is not available to the user."),
        Inferred,
        "a factor that cannot have been proven",
    ),
    denies(
        Reason::PasswordChallengeRequired,
        "8",
        "the OTP or passkey is withheld; or it is no passkey MFA, the mode is not OFF and the risk is MFA_REQUIRED",
        Exception::NotAuthorized,
        Exact("Password Challenge is Required to SignIn"),
        Reported,
        "users of the live service; the case of the risk is inferred",
    ),
    denies(
        Reason::UserVerificationRequired,
        "9",
        "a passkey without user verification, where UserVerification is required or the passkey is MFA",
        Exception::NotAuthorized,
        Own("The WebAuthn credential must verify the user."),
        ApiChange,
        API_PREFERENCE,
    ),
    answers(
        Reason::PasskeySatisfiesMfa,
        "10",
        "a passkey with user verification that is MFA",
        "authenticated",
        ApiChange,
        API_PREFERENCE,
    ),
    answers(
        Reason::Passwordless,
        "11",
        "any other OTP or passkey",
        "authenticated",
        Documented,
        "developer guide, authentication flows: no MFA step can follow",
    ),
    answers(
        Reason::NewPasswordRequired,
        "12",
        "the password is temporary",
        "NEW_PASSWORD_REQUIRED",
        Documented,
        GUIDE_FLOWS,
    ),
    answers(
        Reason::MfaNotDemanded,
        "13",
        "the mode is OFF; or OPTIONAL, nothing is enabled and the risk demands nothing",
        "authenticated",
        Documented,
        "API reference, SetUserMFAPreference; the guide also prompts an OPTIONAL user who merely registered TOTP",
    ),
    answers(
        Reason::DeviceRemembered,
        "14",
        "a factor would be asked for, the device is remembered and challenged, and the risk demands nothing or devices \
         are remembered without asking",
        "DEVICE_SRP_AUTH",
        Documented,
        "developer guide, remembering devices; for EMAIL inferred",
    ),
    answers(
        Reason::PreferredFactor,
        "15",
        "the preferred factor works",
        "the challenge of that factor",
        Documented,
        GUIDE_MFA,
    ),
    answers(
        Reason::SeveralFactors,
        "16",
        "there are two candidates or more",
        "SELECT_MFA_TYPE with them",
        Documented,
        GUIDE_MFA,
    ),
    answers(Reason::OnlyFactor, "17", "there is one candidate", "the challenge of that factor", Documented, GUIDE_MFA),
    answers(
        Reason::RiskAllows,
        "18",
        "the risk is MFA_IF_CONFIGURED, the mode OPTIONAL and nothing is enabled",
        "authenticated",
        Documented,
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::RiskDemandsMfa,
        "19",
        "the risk is MFA_REQUIRED",
        Exception::NotAuthorized,
        Own("MFA is required because of the risk of this sign-in, and the user has no MFA method."),
        Documented,
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::NoUsableFactor,
        "20",
        "the mode is not ON",
        Exception::MfaMethodNotFound,
        NO_MECHANISM,
        Reported,
        USERS,
    ),
    ReasonRow {
        profile: Profile::Only(Fidelity::Documented),
        ..denies(
            Reason::OnlyAttributeIsRecovery,
            "21",
            "there is exactly one attribute, and it is the recovery medium",
            Exception::MfaMethodNotFound,
            NO_MECHANISM,
            Documented,
            "developer guide, MFA and recovery; the live service was seen to ask for a TOTP set-up",
        )
    },
    answers(
        Reason::SetUpTotp,
        "22",
        "there is an attribute, and TOTP is offered",
        "MFA_SETUP with SOFTWARE_TOKEN_MFA",
        Documented,
        GUIDE_MFA,
    ),
    denies(
        Reason::NoFactorToSetUp,
        "23",
        "there is an attribute",
        Exception::MfaMethodNotFound,
        NO_MECHANISM,
        Documented,
        "developer guide, adding MFA to a user pool; users of the live service",
    ),
    answers(
        Reason::SetUpAny,
        "24",
        "the offered code factors less the recovery medium hold something besides SMS",
        "MFA_SETUP with all of them",
        Documented,
        GUIDE_MFA,
    ),
    denies(Reason::SmsCannotBeSetUp, "25", "otherwise", Exception::MfaMethodNotFound, NO_MECHANISM, Reported, USERS),
];

const _: () = assert!(TABLE.len() == Reason::ALL.len());
