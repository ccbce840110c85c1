//! Why a sign-in is answered as it is: the rows of SPEC 10 by their codes, and what is known of each.

use crate::evidence::{
    Evidence,
    Evidence::{ApiChange, Documented, Inferred, Reported},
    Profile, RowScope,
    RowScope::Both,
};
use crate::factor::CodeFactorSet;
use crate::names::coded;
use crate::rules::{Message, Message::Own, Message::Quoted, is_complete};
use crate::sign_in::outcome::{Challenge, Denial, Outcome};

coded! {
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
    /// What the row answers.
    pub answer: RowAnswer,
    /// With a denial, the text of the service's error, with evidence of its own.
    pub message: Option<Message>,
    /// The evidence for the row: the letters of the specification's column, then those that its row gives for a part of
    /// it. `source` says which part each is for.
    pub evidence: &'static [Evidence],
    /// Who says so.
    pub source: &'static str,
    /// The profiles in which the row exists.
    pub scope: RowScope,
}

/// What a row answers. The factors that it asks for or offers come from the pool and the user.
///
/// Closed: the rows of the specification have these answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowAnswer {
    /// The user is signed in.
    Authenticated,
    /// The sign-in is denied.
    Denied(Denial),
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `DEVICE_SRP_AUTH`
    DeviceSrp,
    /// The challenge of one factor.
    Code,
    /// `SELECT_MFA_TYPE` with the factors.
    SelectMfaType,
    /// `MFA_SETUP` with the factors.
    MfaSetup,
}

impl core::fmt::Display for RowAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(match self {
            Self::Authenticated => "authenticated",
            Self::Denied(denial) => denial.exception().name(),
            Self::NewPassword => "NEW_PASSWORD_REQUIRED",
            Self::DeviceSrp => "DEVICE_SRP_AUTH",
            Self::Code => "the challenge of that factor",
            Self::SelectMfaType => "SELECT_MFA_TYPE with those factors",
            Self::MfaSetup => "MFA_SETUP with those factors",
        })
    }
}

impl Reason {
    /// What the row answers, with the factors that it asks for or offers.
    pub(crate) fn outcome(self, codes: CodeFactorSet) -> Outcome {
        Outcome::Challenge(match self.row().answer {
            RowAnswer::Authenticated => return Outcome::Authenticated,
            RowAnswer::Denied(denial) => return Outcome::Denied(denial),
            RowAnswer::NewPassword => Challenge::NewPassword,
            RowAnswer::DeviceSrp => Challenge::DeviceSrp,
            RowAnswer::SelectMfaType => Challenge::SelectMfaType(codes),
            RowAnswer::MfaSetup => Challenge::MfaSetup(codes),
            // A row that asks for a code always has its factor. Without one, it would deny.
            RowAnswer::Code => match codes.first() {
                Some(factor) => Challenge::Code(factor),
                None => return Outcome::Denied(Denial::MfaMethodNotFound),
            },
        })
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

const NO_MECHANISM: Message = Quoted("No MFA mechanism registerd in the account", &[Reported]);

/// Whether each row says everything. The table asserts this of itself, so a row that doesn't fails the build.
const fn all_complete(mut table: &[ReasonRow]) -> bool {
    while let [row, rest @ ..] = table {
        if !is_complete(&[row.number, row.when, row.source], row.message, row.evidence) {
            return false;
        }
        table = rest;
    }
    true
}

/// A row that does not deny.
const fn answers(
    reason: Reason,
    number: &'static str,
    when: &'static str,
    answer: RowAnswer,
    evidence: &'static [Evidence],
    source: &'static str,
) -> ReasonRow {
    ReasonRow { reason, number, when, answer, message: None, evidence, source, scope: Both }
}

/// A row that denies.
const fn denies(
    reason: Reason,
    number: &'static str,
    when: &'static str,
    denial: Denial,
    message: Message,
    evidence: &'static [Evidence],
    source: &'static str,
) -> ReasonRow {
    ReasonRow {
        reason,
        number,
        when,
        answer: RowAnswer::Denied(denial),
        message: Some(message),
        evidence,
        source,
        scope: Both,
    }
}

const GUIDE_MFA: &str = "developer guide, adding MFA to a user pool";
const GUIDE_ADAPTIVE: &str = "developer guide, adaptive authentication";
const API_PREFERENCE: &str = "API change of 2026-04-16, WebAuthnConfiguration";
const USERS: &str = "users of the live service";

static TABLE: &[ReasonRow] = &[
    denies(
        Reason::UserDisabled,
        "1",
        "the user is disabled",
        Denial::NotAuthorized,
        Quoted("User is disabled.", &[Documented]),
        &[Documented],
        "API reference, AdminDisableUser",
    ),
    answers(
        Reason::Federated,
        "2",
        "the first factor is an external provider",
        RowAnswer::Authenticated,
        &[Documented],
        "developer guide, third-party sign-in: Cognito adds no MFA",
    ),
    denies(
        Reason::FederatedOnly,
        "2a",
        "the status is EXTERNAL_PROVIDER and the first factor is any other",
        Denial::NotAuthorized,
        Own("User signs in through an external identity provider only."),
        &[Documented, Inferred],
        "developer guide, user accounts; the exception's class is inferred",
    ),
    denies(
        Reason::RiskBlocked,
        "3",
        "the risk is BLOCK and the first factor is not a custom challenge",
        Denial::NotAuthorized,
        Own("Unable to login because of security reasons."),
        &[Documented],
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::PasswordResetRequired,
        "4",
        "the status is RESET_REQUIRED",
        Denial::PasswordResetRequired,
        Quoted("Password reset required for the user", &[Documented]),
        &[Documented],
        "API reference, errors of InitiateAuth",
    ),
    denies(
        Reason::UserUnconfirmed,
        "5",
        "the status is UNCONFIRMED and the first factor is not an email or SMS OTP",
        Denial::UserNotConfirmed,
        Quoted("User is not confirmed.", &[Reported, Documented]),
        &[Reported, Documented],
        "users of the live service; that an OTP confirms, the developer guide",
    ),
    answers(
        Reason::CustomChallenge,
        "6",
        "the first factor is a custom challenge",
        RowAnswer::Authenticated,
        &[Documented],
        "developer guide, custom authentication: built-in MFA follows a password only",
    ),
    denies(
        Reason::FirstFactorUnavailable,
        "7",
        "the pool does not allow the passwordless factor or the user does not possess it; or the user has no password",
        Denial::NotAuthorized,
        Own("The authentication factor is not available to the user."),
        &[Inferred],
        "a factor that cannot have been proven",
    ),
    denies(
        Reason::PasswordChallengeRequired,
        "8",
        "the OTP or passkey is withheld (SPEC 9); or the risk is MFA_REQUIRED, for any OTP and any passkey that is not MFA",
        Denial::NotAuthorized,
        Quoted("Password Challenge is Required to SignIn", &[Reported]),
        &[Reported, Inferred],
        "users of the live service; the case of the risk is inferred",
    ),
    denies(
        Reason::UserVerificationRequired,
        "9",
        "a passkey without user verification, where UserVerification is required or the passkey is MFA",
        Denial::NotAuthorized,
        Own("The WebAuthn credential must verify the user."),
        &[ApiChange],
        API_PREFERENCE,
    ),
    answers(
        Reason::PasskeySatisfiesMfa,
        "10",
        "a passkey with user verification that is MFA",
        RowAnswer::Authenticated,
        &[ApiChange],
        API_PREFERENCE,
    ),
    answers(
        Reason::Passwordless,
        "11",
        "any other OTP or passkey",
        RowAnswer::Authenticated,
        &[Documented],
        "developer guide, authentication flows: no MFA step can follow",
    ),
    answers(
        Reason::NewPasswordRequired,
        "12",
        "the password is temporary",
        RowAnswer::NewPassword,
        &[Documented],
        "developer guide, authentication flows",
    ),
    answers(
        Reason::MfaNotDemanded,
        "13",
        "the mode is OFF and the risk is not MFA_REQUIRED; or the mode is OPTIONAL, nothing is enabled and the risk is neither \
         MFA_IF_CONFIGURED nor MFA_REQUIRED",
        RowAnswer::Authenticated,
        &[Documented],
        "API reference, SetUserMFAPreference; the guide also prompts an OPTIONAL user who merely registered TOTP",
    ),
    answers(
        Reason::DeviceRemembered,
        "14",
        "one of rows 15 to 17 would ask for a factor, the device is remembered, ChallengeRequiredOnNewDevice is true, and \
         the risk makes no demand or devices are remembered without asking",
        RowAnswer::DeviceSrp,
        &[Documented, Inferred],
        "developer guide, remembering devices; for EMAIL inferred",
    ),
    answers(
        Reason::PreferredFactor,
        "15",
        "the mode is not OFF and the preferred factor works",
        RowAnswer::Code,
        &[Documented],
        GUIDE_MFA,
    ),
    answers(
        Reason::SeveralFactors,
        "16",
        "there are two candidates or more",
        RowAnswer::SelectMfaType,
        &[Documented],
        GUIDE_MFA,
    ),
    answers(Reason::OnlyFactor, "17", "there is one candidate", RowAnswer::Code, &[Documented], GUIDE_MFA),
    answers(
        Reason::RiskAllows,
        "18",
        "there are no candidates, the risk is MFA_IF_CONFIGURED, the mode is OPTIONAL and nothing is enabled",
        RowAnswer::Authenticated,
        &[Documented],
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::RiskDemandsMfa,
        "19",
        "there are no candidates and the risk is MFA_REQUIRED",
        Denial::NotAuthorized,
        Own("MFA is required because of the risk of this sign-in, and the user has no MFA method."),
        &[Documented, Inferred],
        "API reference, SetRiskConfiguration: else block the request; for mode OFF inferred",
    ),
    denies(
        Reason::NoUsableFactor,
        "20",
        "there are no candidates and the mode is not ON",
        Denial::MfaMethodNotFound,
        NO_MECHANISM,
        &[Reported],
        USERS,
    ),
    ReasonRow {
        scope: RowScope::Only(Profile::Documented),
        ..denies(
            Reason::OnlyAttributeIsRecovery,
            "21",
            "there are no candidates and exactly one attribute, which is the recovery medium",
            Denial::MfaMethodNotFound,
            NO_MECHANISM,
            &[Documented],
            "developer guide, MFA and recovery; the live service was seen to ask for a TOTP set-up",
        )
    },
    answers(
        Reason::SetUpTotp,
        "22",
        "there are no candidates, there is an attribute and TOTP is offered",
        RowAnswer::MfaSetup,
        &[Documented],
        GUIDE_MFA,
    ),
    denies(
        Reason::NoFactorToSetUp,
        "23",
        "there are no candidates, there is an attribute and TOTP is not offered",
        Denial::MfaMethodNotFound,
        NO_MECHANISM,
        &[Documented, Reported],
        "developer guide, adding MFA to a user pool; users of the live service",
    ),
    answers(
        Reason::SetUpAny,
        "24",
        "there are no candidates and no attribute, and the offered code factors less the recovery medium hold something \
         besides SMS",
        RowAnswer::MfaSetup,
        &[Documented],
        GUIDE_MFA,
    ),
    denies(Reason::SmsCannotBeSetUp, "25", "otherwise", Denial::MfaMethodNotFound, NO_MECHANISM, &[Reported], USERS),
];

const _: () = assert!(TABLE.len() == Reason::ALL.len() && all_complete(TABLE));
