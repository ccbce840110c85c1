//! The table of what can be reported of a user (SPEC 8), row for row in its order.

use super::{Detail, Judged, Judgement, Message::Exact, Message::Own, Operation, Row, Rule};
use crate::command::{AttributeChange, PasskeyAbility, Report};
use crate::evidence::{
    Evidence::{ApiChange, Documented, Measured, Reported},
    Profile::Both,
};
use crate::exception::Exception::{InvalidParameter, NotAuthorized, SoftwareTokenMfaNotFound, WebAuthnNotEnabled};
use crate::factor::{Factor, FactorSet};
use crate::pool::{MfaMode, Passwordless, PoolPolicy, UserVerification};
use crate::user::{User, UserStatus};

/// A report, and the user whom it is about.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) pool: &'a PoolPolicy,
    pub(crate) user: &'a User,
    pub(crate) report: Report,
}

impl Case<'_> {
    /// The factors whose attribute is there and is removed.
    fn removed(&self) -> FactorSet {
        let Report::Attributes { phone, email } = self.report else { return FactorSet::EMPTY };
        FactorSet::EMPTY
            .set(Factor::Sms, phone == AttributeChange::Remove && self.user.phone.is_present())
            .set(Factor::Email, email == AttributeChange::Remove && self.user.email.is_present())
    }

    pub(crate) fn detail(&self) -> Detail {
        Detail::Status(self.user.status())
    }
}

/// What the rows of this table share. The rule is of another table, so that a row without one of its own is seen.
const ROW: Row = Row {
    rule: Rule::UserDisabled,
    operation: Operation::Report,
    when: "",
    must: "",
    exception: InvalidParameter,
    message: Own(""),
    evidence: Reported,
    source: "users of the live service",
    profile: Both,
};

/// The judgement of a report.
pub(crate) enum Reporting {}

impl Judgement for Reporting {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: Row {
                rule: Rule::TotpRegistrationNeedsPool,
                when: "a TOTP token is associated or verified",
                must: "the pool offers TOTP",
                exception: SoftwareTokenMfaNotFound,
                message: Exact("Software Token MFA has not been enabled by the userPool"),
                evidence: Documented,
                source: "API reference, errors of AssociateSoftwareToken and VerifySoftwareToken",
                ..ROW
            },
            applies: |case| matches!(case.report, Report::TotpAssociated | Report::TotpVerified),
            holds: |case| case.pool.offers(Factor::Totp),
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyRegistrationNeedsPool,
                when: "a passkey is registered",
                must: "AllowedFirstAuthFactors has WEB_AUTHN",
                exception: WebAuthnNotEnabled,
                message: Own("WebAuthn is not enabled for the user pool."),
                evidence: Measured,
                source: "measured on the live service: the exception's class",
                ..ROW
            },
            applies: |case| matches!(case.report, Report::PasskeyRegistered(_)),
            holds: |case| case.pool.passwordless.contains(Passwordless::WebAuthn),
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyMustVerify,
                when: "a passkey that cannot verify the user is registered",
                must: "UserVerification is not required",
                message: Own("The WebAuthn credential must support user verification, which the user pool requires."),
                evidence: ApiChange,
                source: "API change of 2026-04-16, UserVerification",
                ..ROW
            },
            applies: |case| matches!(case.report, Report::PasskeyRegistered(PasskeyAbility::PresenceOnly)),
            holds: |case| case.pool.user_verification != UserVerification::Required,
        },
        Judged {
            row: Row {
                rule: Rule::AttributeInUse,
                when: "mode is ON and a phone number or an email address that is there is removed",
                must: "SMS, or EMAIL, is not enabled by the user",
                message: Own("User attribute is used for MFA, which the user pool requires, and cannot be removed."),
                source: "users of the live service; for EMAIL inferred",
                ..ROW
            },
            applies: |case| case.pool.mode == MfaMode::On && !case.removed().is_empty(),
            holds: |case| case.removed().and(case.user.preference.enabled()).is_empty(),
        },
        Judged {
            row: Row {
                rule: Rule::NotUnconfirmed,
                when: "a sign-up is confirmed",
                must: "the status is UNCONFIRMED",
                exception: NotAuthorized,
                message: Exact("User cannot be confirmed. Current status is {status}"),
                ..ROW
            },
            applies: |case| case.report == Report::SignUpConfirmed,
            holds: |case| case.user.status() == UserStatus::Unconfirmed,
        },
        Judged {
            row: Row {
                rule: Rule::PasswordNotResettable,
                when: "an administrator resets the password",
                must: "the status is CONFIRMED or RESET_REQUIRED",
                exception: NotAuthorized,
                message: Exact("User password cannot be reset in the current state."),
                ..ROW
            },
            applies: |case| case.report == Report::PasswordReset,
            holds: |case| matches!(case.user.status(), UserStatus::Confirmed | UserStatus::ResetRequired),
        },
    ];

    fn detail(case: &Case<'_>) -> Detail {
        case.detail()
    }
}
