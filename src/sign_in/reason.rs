//! The reasons for the answer to a sign-in: the rows of spec 10, and the table that describes them.

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
    /// A row of spec 10. The values are in the order of evaluation.
    ///
    /// `Display` shows the code. `user-disabled` is also a code of other tables, so print the name of the
    /// [table](Self::TABLE) too.
    ///
    /// ```
    /// use cognito_mfa::sign_in::{Reason, RowAnswer};
    ///
    /// let row = Reason::MfaNotDemanded.row();
    /// assert_eq!((row.number, Reason::TABLE, row.reason.code()), ("13", "sign-in", "mfa-not-demanded"));
    /// assert_eq!(row.answer, RowAnswer::Authenticated);
    /// assert_eq!(Reason::from_code("mfa-demanded"), None);
    /// ```
    #[non_exhaustive]
    pub enum Reason {
        /// Row 1: the user is disabled.
        UserDisabled = "user-disabled",
        /// Row 2: the user signs in through an external provider.
        Federated = "federated",
        /// Row 2a: the user can sign in only through an external provider.
        FederatedOnly = "federated-only",
        /// Row 3: threat protection blocks the sign-in.
        RiskBlocked = "risk-blocked",
        /// Row 4: the password is in reset.
        PasswordResetRequired = "password-reset-required",
        /// Row 5: the user isn't confirmed.
        UserUnconfirmed = "user-unconfirmed",
        /// Row 6: the user passed a custom challenge without a password.
        CustomChallenge = "custom-challenge",
        /// Row 7: the pool doesn't allow the first factor, or the user doesn't have it.
        FirstFactorUnavailable = "first-factor-unavailable",
        /// Row 8: the user must sign in with a password instead.
        PasswordChallengeRequired = "password-challenge-required",
        /// Row 9: the passkey must verify the user.
        UserVerificationRequired = "user-verification-required",
        /// Row 10: the passkey counts as MFA.
        PasskeySatisfiesMfa = "passkey-satisfies-mfa",
        /// Row 11: the user signed in without a password, and no MFA can follow.
        Passwordless = "passwordless",
        /// Row 12: the user must replace the temporary password.
        NewPasswordRequired = "new-password-required",
        /// Row 13: nothing requires MFA.
        MfaNotDemanded = "mfa-not-demanded",
        /// Row 14: a remembered device takes the place of a code.
        DeviceRemembered = "device-remembered",
        /// Row 15: the preferred factor works.
        PreferredFactor = "preferred-factor",
        /// Row 16: the user chooses one of several factors.
        SeveralFactors = "several-factors",
        /// Row 17: the user can use only one factor.
        OnlyFactor = "only-factor",
        /// Row 18: the risk asks for MFA only if the user can do it, and the user can't.
        RiskAllows = "risk-allows",
        /// Row 19: the risk requires MFA, and the user can't do it.
        RiskDemandsMfa = "risk-demands-mfa",
        /// Row 20: the user opted in, and none of the user's factors works.
        NoUsableFactor = "no-usable-factor",
        /// Row 21: the user's only attribute is the recovery medium (Documented).
        OnlyAttributeIsRecovery = "only-attribute-is-recovery",
        /// Row 22: the user sets up TOTP.
        SetUpTotp = "set-up-totp",
        /// Row 23: the user needs a factor, and the pool offers none to set up.
        NoFactorToSetUp = "no-factor-to-set-up",
        /// Row 24: the user sets up one of the offered factors.
        SetUpAny = "set-up-any",
        /// Row 25: the user could set up only SMS, which a sign-in can't do.
        SmsCannotBeSetUp = "sms-cannot-be-set-up",
    }
}

/// One row of the decision table.
///
/// [`Reason`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ReasonRow {
    /// The reason.
    pub reason: Reason,
    /// The number of the row in spec 10.
    pub number: &'static str,
    /// When the row applies, if no earlier row does.
    pub when: &'static str,
    /// The answer of the row.
    pub answer: RowAnswer,
    /// The message of a denial. It has its own evidence.
    pub message: Option<Message>,
    /// The evidence for the row. If parts of the row have their own evidence, it follows, and `source` names the parts.
    pub evidence: &'static [Evidence],
    /// The source of the row.
    pub source: &'static str,
    /// The profiles in which the row exists.
    pub scope: RowScope,
}

/// The answer of a row. The factors that it asks for or offers depend on the pool and the user.
///
/// Closed, because the rows of the specification have exactly these answers.
///
/// [`Reason`] has an example.
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
    /// The name of the table.
    pub const TABLE: &'static str = "sign-in";

    /// The answer of the row, with the factors that it asks for or offers.
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

    /// The row of the decision table.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the table has a row for each reason, in order, as a test checks")]
    pub const fn row(self) -> &'static ReasonRow {
        &TABLE[self as usize]
    }
}

impl ReasonRow {
    /// Every row, in the order of evaluation.
    pub const ALL: &'static [Self] = TABLE;
}

const NO_MECHANISM: Message = Quoted("No MFA mechanism registerd in the account", &[Reported]);

/// Whether each row is complete. The table asserts this at compile time, so an incomplete row fails the build.
#[allow(dead_code, reason = "Rust 1.88 doesn't see that a constant uses it")]
const fn all_complete(mut table: &[ReasonRow]) -> bool {
    while let [row, rest @ ..] = table {
        if !is_complete(&[row.number, row.when, row.source], row.message, row.evidence) {
            return false;
        }
        table = rest;
    }
    true
}

/// A row that doesn't deny.
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
        "the status is EXTERNAL_PROVIDER, and the first factor is any other",
        Denial::NotAuthorized,
        Own("User signs in through an external identity provider only."),
        &[Documented, Inferred],
        "developer guide, user accounts; the exception class is inferred",
    ),
    denies(
        Reason::RiskBlocked,
        "3",
        "the risk is BLOCK, and the first factor isn't a custom challenge",
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
        "the status is UNCONFIRMED, and the first factor is neither an email OTP nor an SMS OTP",
        Denial::UserNotConfirmed,
        Quoted("User is not confirmed.", &[Reported, Documented]),
        &[Reported, Documented],
        "users of the live service; the developer guide for the confirmation by an OTP",
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
        "the first factor is an OTP or a passkey that the pool doesn't allow or the user doesn't possess; or it's a \
         password, and the user has none",
        Denial::NotAuthorized,
        Own("The authentication factor is not available to the user."),
        &[Inferred],
        "such a factor can't have been proven",
    ),
    denies(
        Reason::PasswordChallengeRequired,
        "8",
        "the first factor is an OTP or a passkey, and the password is temporary; or the user must do MFA or the risk \
         is MFA_REQUIRED, unless it's a passkey and passkeys are MFA for the user",
        Denial::NotAuthorized,
        Quoted("Password Challenge is Required to SignIn", &[Reported]),
        &[Reported, Inferred],
        "users of the live service; inferred for the risk",
    ),
    denies(
        Reason::UserVerificationRequired,
        "9",
        "the first factor is a passkey without user verification, and UserVerification is required or passkeys are \
         MFA for the user",
        Denial::NotAuthorized,
        Own("The WebAuthn credential must verify the user."),
        &[ApiChange],
        API_PREFERENCE,
    ),
    answers(
        Reason::PasskeySatisfiesMfa,
        "10",
        "the first factor is a passkey with user verification, and passkeys are MFA for the user",
        RowAnswer::Authenticated,
        &[ApiChange],
        API_PREFERENCE,
    ),
    answers(
        Reason::Passwordless,
        "11",
        "the first factor is any other OTP or passkey",
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
        "the mode is OFF, and the risk isn't MFA_REQUIRED; or the mode is OPTIONAL, the user has nothing enabled, and \
         the risk is neither MFA_IF_CONFIGURED nor MFA_REQUIRED",
        RowAnswer::Authenticated,
        &[Documented],
        "API reference, SetUserMFAPreference; the guide also prompts users of an OPTIONAL pool who only registered \
         TOTP",
    ),
    answers(
        Reason::DeviceRemembered,
        "14",
        "one of rows 15 to 17 would ask for a factor; the device is remembered; ChallengeRequiredOnNewDevice is true; \
         and the risk makes no demand or devices are remembered without asking the user",
        RowAnswer::DeviceSrp,
        &[Documented, Inferred],
        "developer guide, remembering devices; inferred for EMAIL",
    ),
    answers(
        Reason::PreferredFactor,
        "15",
        "the mode isn't OFF, and the user has a preferred factor that works",
        RowAnswer::Code,
        &[Documented],
        GUIDE_MFA,
    ),
    answers(
        Reason::SeveralFactors,
        "16",
        "there are two or more candidates",
        RowAnswer::SelectMfaType,
        &[Documented],
        GUIDE_MFA,
    ),
    answers(Reason::OnlyFactor, "17", "there is one candidate", RowAnswer::Code, &[Documented], GUIDE_MFA),
    answers(
        Reason::RiskAllows,
        "18",
        "there are no candidates; the risk is MFA_IF_CONFIGURED; the mode is OPTIONAL, and the user has nothing \
         enabled",
        RowAnswer::Authenticated,
        &[Documented],
        GUIDE_ADAPTIVE,
    ),
    denies(
        Reason::RiskDemandsMfa,
        "19",
        "there are no candidates, and the risk is MFA_REQUIRED",
        Denial::NotAuthorized,
        Own("MFA is required because of the risk of this sign-in, and the user has no MFA method."),
        &[Documented, Inferred],
        "API reference, SetRiskConfiguration: “else block the request”; inferred for the mode OFF",
    ),
    denies(
        Reason::NoUsableFactor,
        "20",
        "there are no candidates, and the mode isn't ON",
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
            "there are no candidates, and the user has exactly one of phone number and email address, which is the \
             recovery medium",
            Denial::MfaMethodNotFound,
            NO_MECHANISM,
            &[Documented],
            "developer guide, MFA and recovery; the live service asks for a TOTP set-up",
        )
    },
    answers(
        Reason::SetUpTotp,
        "22",
        "there are no candidates, the user has an attribute, and the pool offers TOTP",
        RowAnswer::MfaSetup,
        &[Documented],
        GUIDE_MFA,
    ),
    denies(
        Reason::NoFactorToSetUp,
        "23",
        "there are no candidates, the user has an attribute, and the pool doesn't offer TOTP",
        Denial::MfaMethodNotFound,
        NO_MECHANISM,
        &[Documented, Reported],
        "developer guide, adding MFA to a user pool; users of the live service",
    ),
    answers(
        Reason::SetUpAny,
        "24",
        "there are no candidates, the user has no attribute, and the offered code factors without the recovery medium \
         contain something other than SMS",
        RowAnswer::MfaSetup,
        &[Documented],
        GUIDE_MFA,
    ),
    denies(Reason::SmsCannotBeSetUp, "25", "otherwise", Denial::MfaMethodNotFound, NO_MECHANISM, &[Reported], USERS),
];

const _: () = assert!(TABLE.len() == Reason::ALL.len() && all_complete(TABLE));
