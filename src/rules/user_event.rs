//! The table of the other events of a user (spec 8), in the order of the specification.

use super::{Judged, Judgment, Message::Own, Message::Quoted, MessageArgs, Operation, Rule, RuleRow, all_complete};
use crate::evidence::{
    Evidence::{ApiChange, Documented, Inferred, Measured, Reported},
    RowScope::Both,
};
use crate::exception::Exception::{
    InvalidParameter, NotAuthorized, ResourceNotFound, SoftwareTokenMfaNotFound, WebAuthnNotEnabled,
};
use crate::factor::{Factor, FactorSet};
use crate::pool::{MfaMode, PasswordlessFactor, PoolPolicy, UserVerification};
use crate::user::{AttributeChange, PasskeyAbility, UserEvent};
use crate::user::{Totp, User, UserStatus};

/// An event, and its user.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) pool: &'a PoolPolicy,
    pub(crate) user: &'a User,
    pub(crate) event: UserEvent,
}

impl Case<'_> {
    /// The factors whose attribute the user has and the event removes.
    fn removed(&self) -> FactorSet {
        let UserEvent::Attributes { phone, email } = self.event else { return FactorSet::EMPTY };
        FactorSet::EMPTY
            .set(Factor::Sms, phone == AttributeChange::Remove && self.user.phone.is_present())
            .set(Factor::Email, email == AttributeChange::Remove && self.user.email.is_present())
    }
}

/// The rules of an event.
pub(crate) enum UserEvents {}

impl Judgment for UserEvents {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: RuleRow {
                rule: Rule::TotpRegistrationNeedsPool,
                operation: Operation::UserEvent,
                when: "a TOTP token is associated or verified",
                must: "the pool offers TOTP",
                exception: SoftwareTokenMfaNotFound,
                evidence: &[Documented],
                message: Quoted("Software Token MFA has not been enabled by the userPool", &[Documented]),
                source: "API reference, errors of AssociateSoftwareToken and VerifySoftwareToken",
                scope: Both,
            },
            applies: |case| matches!(case.event, UserEvent::TotpAssociated | UserEvent::TotpVerified),
            holds: |case| case.pool.offers(Factor::Totp),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyRegistrationNeedsPool,
                operation: Operation::UserEvent,
                when: "a passkey is registered",
                must: "AllowedFirstAuthFactors contains WEB_AUTHN",
                exception: WebAuthnNotEnabled,
                evidence: &[Measured],
                message: Own("WebAuthn is not enabled for the user pool."),
                source: "measured on the live service (the exception class)",
                scope: Both,
            },
            applies: |case| matches!(case.event, UserEvent::PasskeyRegistered(_)),
            holds: |case| case.pool.passwordless.contains(PasswordlessFactor::WebAuthn),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyMustVerify,
                operation: Operation::UserEvent,
                when: "a passkey that can't verify the user is registered",
                must: "UserVerification isn't required",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: Own("The WebAuthn credential must support user verification, which the user pool requires."),
                source: "API change of 2026-04-16, UserVerification",
                scope: Both,
            },
            applies: |case| matches!(case.event, UserEvent::PasskeyRegistered(PasskeyAbility::PresenceOnly)),
            holds: |case| case.pool.user_verification != UserVerification::Required,
        },
        Judged {
            row: RuleRow {
                rule: Rule::AttributeInUse,
                operation: Operation::UserEvent,
                when: "the mode is ON, and a phone number or an email address that the user has is removed",
                must: "the user hasn't enabled SMS (for the phone number) or EMAIL (for the email address)",
                exception: InvalidParameter,
                evidence: &[Reported, Inferred],
                message: Own("User attribute is used for MFA, which the user pool requires, and cannot be removed."),
                source: "users of the live service; for EMAIL, inferred",
                scope: Both,
            },
            applies: |case| case.pool.mode == MfaMode::On && !case.removed().is_empty(),
            holds: |case| case.removed().and(case.user.preference.enabled()).is_empty(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::NoTokenToDelete,
                operation: Operation::UserEvent,
                when: "a TOTP token is removed",
                must: "the user has a TOTP token",
                exception: ResourceNotFound,
                message: Own("Software token MFA is not set up for the user."),
                evidence: &[Documented],
                source: "API reference, errors of AdminDeleteSoftwareToken",
                scope: Both,
            },
            applies: |case| case.event == UserEvent::TotpRemoved,
            holds: |case| case.user.totp == Totp::Verified,
        },
        Judged {
            row: RuleRow {
                rule: Rule::NotUnconfirmed,
                operation: Operation::UserEvent,
                when: "a sign-up is confirmed",
                must: "the status is UNCONFIRMED",
                exception: NotAuthorized,
                evidence: &[Reported],
                message: Quoted("User cannot be confirmed. Current status is {status}", &[Reported]),
                source: "users of the live service",
                scope: Both,
            },
            applies: |case| case.event == UserEvent::SignUpConfirmed,
            holds: |case| case.user.status() == UserStatus::Unconfirmed,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasswordNotResettable,
                operation: Operation::UserEvent,
                when: "an administrator resets the user's password",
                must: "the status is CONFIRMED or RESET_REQUIRED",
                exception: NotAuthorized,
                evidence: &[Reported],
                message: Quoted("User password cannot be reset in the current state.", &[Reported]),
                source: "users of the live service",
                scope: Both,
            },
            applies: |case| case.event == UserEvent::PasswordReset,
            holds: |case| matches!(case.user.status(), UserStatus::Confirmed | UserStatus::ResetRequired),
        },
    ];

    fn detail(case: &Case<'_>, _rule: Rule) -> MessageArgs {
        MessageArgs::Status(case.user.status())
    }
}

const _: () = assert!(all_complete(UserEvents::TABLE));
