//! The table of `SetUserMFAPreference` and `AdminSetUserMFAPreference` (spec 7), in the order of the specification.

use super::{Judged, Judgment, Message, Message::Own, Message::Quoted, Operation, Rule, RuleRow, all_complete};
use crate::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use crate::evidence::{
    Evidence::{ApiChange, Documented, Inferred, Measured, Reported},
    Profile,
    RowScope::Both,
    RowScope::Only,
};
use crate::exception::Exception::{InvalidParameter, NotAuthorized, PasswordResetRequired, UserNotConfirmed};
use crate::factor::{CodeFactor, Factor};
use crate::pool::{PoolPolicy, Tier};
use crate::user::preference::MfaPreference;
use crate::user::{AccountState, Passkeys, User, UserStatus};

/// A request, its user, and the preference that it would lead to.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) pool: &'a PoolPolicy,
    pub(crate) user: &'a User,
    pub(crate) caller: Caller,
    pub(crate) change: PreferenceChange,
    pub(crate) after: MfaPreference,
}

impl Case<'_> {
    fn preferred_blocks(&self) -> impl Iterator<Item = CodeSetting> {
        self.change.codes().map(|(_, setting)| setting).filter(|setting| setting.preferred == Preferred::Yes)
    }

    fn enables(&self, factor: CodeFactor) -> bool {
        self.change.of(factor).is_some_and(|setting| setting.switch == Switch::On)
    }

    fn enables_passkey(&self) -> bool {
        self.change.passkey == Some(Switch::On)
    }

    fn turns_last_code_off(&self) -> bool {
        !self.user.preference.enabled_codes().is_empty() && self.after.enabled_codes().is_empty()
    }

    fn leaves_passkey_alone(&self) -> bool {
        self.after.enabled().contains(Factor::Passkey) && self.after.enabled_codes().is_empty()
    }
}

const NO_COMPANION: Message = Quoted("WebAuthn MFA requires enabling an additional MFA setting.", &[Measured]);

/// The rules of both preference operations.
pub(crate) enum SetPreference {}

impl Judgment for SetPreference {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: RuleRow {
                rule: Rule::UserDisabled,
                operation: Operation::SetUserMfaPreference,
                when: "the request is SetUserMFAPreference",
                must: "the user isn't disabled",
                exception: NotAuthorized,
                evidence: &[Documented],
                message: Own("User is disabled."),
                source: "API reference, AdminDisableUser, which revokes the user's tokens",
                scope: Both,
            },
            applies: |case| case.caller == Caller::User,
            holds: |case| case.user.access == AccountState::Enabled,
        },
        Judged {
            row: RuleRow {
                rule: Rule::UserConfirmed,
                operation: Operation::SetUserMfaPreference,
                when: "the request sets a preference",
                must: "the status isn't UNCONFIRMED",
                exception: UserNotConfirmed,
                evidence: &[Documented],
                message: Quoted("User is not confirmed.", &[Documented]),
                source: "API reference, errors of SetUserMFAPreference",
                scope: Both,
            },
            applies: |_| true,
            holds: |case| case.user.status() != UserStatus::Unconfirmed,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasswordNotInReset,
                operation: Operation::SetUserMfaPreference,
                when: "the request sets a preference",
                must: "the status isn't RESET_REQUIRED",
                exception: PasswordResetRequired,
                evidence: &[Documented],
                message: Quoted("Password reset required for the user", &[Documented]),
                source: "API reference, errors of SetUserMFAPreference",
                scope: Both,
            },
            applies: |_| true,
            holds: |case| case.user.status() != UserStatus::ResetRequired,
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnePreferred,
                operation: Operation::SetUserMfaPreference,
                when: "a block has PreferredMfa=true",
                must: "no other block has PreferredMfa=true",
                exception: InvalidParameter,
                evidence: &[ApiChange, Measured],
                message: Own("Only one MFA method can be set as preferred."),
                source: "API change of 2026-04-16, PreferredMfa; the exception class is measured",
                scope: Both,
            },
            applies: |case| case.preferred_blocks().next().is_some(),
            holds: |case| case.preferred_blocks().count() == 1,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PreferredIsEnabled,
                operation: Operation::SetUserMfaPreference,
                when: "a block has PreferredMfa=true",
                must: "that block has Enabled=true",
                exception: InvalidParameter,
                evidence: &[Reported],
                message: Own("An MFA method can only be set as preferred when it is enabled in the same request."),
                source: "users of the live service",
                scope: Both,
            },
            applies: |case| case.preferred_blocks().next().is_some(),
            holds: |case| case.preferred_blocks().all(|setting| setting.switch == Switch::On),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailNeedsEssentials,
                operation: Operation::SetUserMfaPreference,
                when: "the email block has Enabled=true",
                must: "the tier is ESSENTIALS or PLUS",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: Own("Email MFA is not available in the LITE pricing tier configured."),
                source: "API change of 2026-04-16, EmailMfaSettings; the operation declares no tier exception",
                scope: Both,
            },
            applies: |case| case.enables(CodeFactor::Email),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyNeedsEssentials,
                operation: Operation::SetUserMfaPreference,
                when: "the WebAuthn block has Enabled=true",
                must: "the tier is ESSENTIALS or PLUS",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: Own("WebAuthn MFA is not available in the LITE pricing tier configured."),
                source: "API change of 2026-04-16, WebAuthnMfaSettings; the operation declares no tier exception",
                scope: Both,
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyNeedsMultiFactorPool,
                operation: Operation::SetUserMfaPreference,
                when: "the WebAuthn block has Enabled=true",
                must: "the pool's FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: Own(
                    "WebAuthn MFA requires a FactorConfiguration of MULTI_FACTOR_WITH_USER_VERIFICATION in the user pool.",
                ),
                source: "API change of 2026-04-16, WebAuthnMfaSettings",
                scope: Both,
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.pool.configured.contains(Factor::Passkey),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyNeedsCompanion,
                operation: Operation::SetUserMfaPreference,
                when: "the WebAuthn block has Enabled=true, or the request turns off the last code factor",
                must: "the request leaves the passkey off or a code factor on",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: NO_COMPANION,
                source: "API change of 2026-04-16, WebAuthnMfaSettings; the message is measured",
                scope: Both,
            },
            applies: |case| case.enables_passkey() || case.turns_last_code_off(),
            holds: |case| !case.leaves_passkey_alone(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyCompanionInRequest,
                operation: Operation::SetUserMfaPreference,
                when: "the WebAuthn block has Enabled=true",
                must: "a code factor block of this request has Enabled=true, whatever is enabled already",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: NO_COMPANION,
                source: "measured on the live service",
                scope: Only(Profile::Observed),
            },
            applies: |case| case.enables_passkey(),
            holds: |case| CodeFactor::ALL.iter().any(|factor| case.enables(*factor)),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyNeedsCredential,
                operation: Operation::SetUserMfaPreference,
                when: "the WebAuthn block has Enabled=true",
                must: "the user has a passkey that can verify the user",
                exception: InvalidParameter,
                evidence: &[Reported, Inferred],
                message: Quoted(
                    "User does not have applicable WebAuthn credentials to enable WebAuthn MFA.",
                    &[Reported],
                ),
                source: "users of the live service; that “applicable” means “can verify the user” is inferred",
                scope: Both,
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.user.passkeys == Passkeys::CanVerify,
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsNeedsPhone,
                operation: Operation::SetUserMfaPreference,
                when: "the SMS block has Enabled=true",
                must: "the user has a phone number, verified or not",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: Quoted("User does not have delivery config set to turn on SMS_MFA", &[Inferred]),
                source: "inferred from the measured message for SOFTWARE_TOKEN_MFA",
                scope: Both,
            },
            applies: |case| case.enables(CodeFactor::Sms),
            holds: |case| case.user.can_receive(CodeFactor::Sms),
        },
        Judged {
            row: RuleRow {
                rule: Rule::TotpNeedsVerifiedToken,
                operation: Operation::SetUserMfaPreference,
                when: "the software token block has Enabled=true",
                must: "the user has a verified TOTP token",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted("User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA", &[Measured]),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.enables(CodeFactor::Totp),
            holds: |case| case.user.can_receive(CodeFactor::Totp),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailNeedsAddress,
                operation: Operation::SetUserMfaPreference,
                when: "the email block has Enabled=true",
                must: "the user has an email address, verified or not",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: Quoted("User does not have delivery config set to turn on EMAIL_OTP", &[Inferred]),
                source: "inferred from the measured message for SOFTWARE_TOKEN_MFA",
                scope: Both,
            },
            applies: |case| case.enables(CodeFactor::Email),
            holds: |case| case.user.can_receive(CodeFactor::Email),
        },
    ];
}

const _: () = assert!(all_complete(SetPreference::TABLE));
