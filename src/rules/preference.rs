//! The table of `SetUserMFAPreference` and `AdminSetUserMFAPreference` (SPEC 7), row for row in its order.

use super::{Judged, Judgement, Message::Exact, Message::Own, Operation, Row, Rule};
use crate::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use crate::evidence::{
    Evidence::{ApiChange, Documented, Inferred, Measured, Reported},
    Fidelity,
    Profile::Both,
    Profile::Only,
};
use crate::exception::Exception::{InvalidParameter, NotAuthorized, PasswordResetRequired, UserNotConfirmed};
use crate::factor::{CodeFactor, Factor};
use crate::pool::{PoolPolicy, Tier};
use crate::preference::MfaPreference;
use crate::user::{Access, Passkeys, User, UserStatus};

/// A request, the user whom it is about, and the preference that it would leave.
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

    fn takes_last_code_away(&self) -> bool {
        !self.user.preference.enabled_codes().is_empty() && self.after.enabled_codes().is_empty()
    }

    fn leaves_passkey_alone(&self) -> bool {
        self.after.enabled().contains(Factor::Passkey) && self.after.enabled_codes().is_empty()
    }
}

const NO_COMPANION: &str = "WebAuthn MFA requires enabling an additional MFA setting.";

/// What the rows of this table share. The rule is of another table, so that a row without one of its own is seen.
const ROW: Row = Row {
    rule: Rule::TierExcludesFeatures,
    operation: Operation::SetUserMfaPreference,
    when: "",
    must: "",
    exception: InvalidParameter,
    message: Own(""),
    evidence: ApiChange,
    source: "API change of 2026-04-16, SetUserMFAPreference",
    profile: Both,
};

/// The judgement of both preference operations.
pub(crate) enum SetPreference {}

impl Judgement for SetPreference {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: Row {
                rule: Rule::UserDisabled,
                when: "the user calls with an access token",
                must: "the user is not disabled",
                exception: NotAuthorized,
                message: Own("User is disabled."),
                evidence: Documented,
                source: "API reference, AdminDisableUser: the user's tokens are revoked",
                ..ROW
            },
            applies: |case| case.caller == Caller::User,
            holds: |case| case.user.access == Access::Enabled,
        },
        Judged {
            row: Row {
                rule: Rule::UserConfirmed,
                when: "a preference is set",
                must: "the status is not UNCONFIRMED",
                exception: UserNotConfirmed,
                message: Exact("User is not confirmed."),
                evidence: Documented,
                source: "API reference, errors of SetUserMFAPreference",
                ..ROW
            },
            applies: |_| true,
            holds: |case| case.user.status() != UserStatus::Unconfirmed,
        },
        Judged {
            row: Row {
                rule: Rule::PasswordNotInReset,
                when: "a preference is set",
                must: "the status is not RESET_REQUIRED",
                exception: PasswordResetRequired,
                message: Exact("Password reset required for the user"),
                evidence: Documented,
                source: "API reference, errors of SetUserMFAPreference",
                ..ROW
            },
            applies: |_| true,
            holds: |case| case.user.status() != UserStatus::ResetRequired,
        },
        Judged {
            row: Row {
                rule: Rule::OnePreferred,
                when: "a block says PreferredMfa=true",
                must: "it is the only one that does",
                message: Own("Only one MFA method can be set as preferred."),
                source: "API change of 2026-04-16, PreferredMfa; the exception's class is measured",
                ..ROW
            },
            applies: |case| case.preferred_blocks().next().is_some(),
            holds: |case| case.preferred_blocks().count() == 1,
        },
        Judged {
            row: Row {
                rule: Rule::PreferredIsEnabled,
                when: "a block says PreferredMfa=true",
                must: "it says Enabled=true as well",
                message: Own("An MFA method can only be set as preferred when it is enabled in the same request."),
                evidence: Reported,
                source: "users of the live service",
                ..ROW
            },
            applies: |case| case.preferred_blocks().next().is_some(),
            holds: |case| case.preferred_blocks().all(|setting| setting.switch == Switch::On),
        },
        Judged {
            row: Row {
                rule: Rule::EmailNeedsEssentials,
                when: "the email block says Enabled=true",
                must: "the tier is ESSENTIALS or PLUS",
                message: Own("Email MFA is not available in the LITE pricing tier configured."),
                source: "API change of 2026-04-16, EmailMfaSettings; the operation declares no tier exception",
                ..ROW
            },
            applies: |case| case.enables(CodeFactor::Email),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyNeedsEssentials,
                when: "the WebAuthn block says Enabled=true",
                must: "the tier is ESSENTIALS or PLUS",
                message: Own("WebAuthn MFA is not available in the LITE pricing tier configured."),
                source: "API change of 2026-04-16, WebAuthnMfaSettings; the operation declares no tier exception",
                ..ROW
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyNeedsMultiFactorPool,
                when: "the WebAuthn block says Enabled=true",
                must: "the pool's FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION",
                message: Own(
                    "WebAuthn MFA requires a FactorConfiguration of MULTI_FACTOR_WITH_USER_VERIFICATION in the user pool.",
                ),
                source: "API change of 2026-04-16, WebAuthnMfaSettings",
                ..ROW
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.pool.configured.contains(Factor::Passkey),
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyNeedsCompanion,
                when: "the WebAuthn block says Enabled=true, or the request takes the last code factor away",
                must: "afterwards passkey MFA is off or a code factor is on",
                message: Exact(NO_COMPANION),
                source: "API change of 2026-04-16, WebAuthnMfaSettings",
                ..ROW
            },
            applies: |case| case.enables_passkey() || case.takes_last_code_away(),
            holds: |case| !case.leaves_passkey_alone(),
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyCompanionInRequest,
                when: "the WebAuthn block says Enabled=true",
                must: "a code factor block of this request says Enabled=true, whatever is enabled already",
                message: Exact(NO_COMPANION),
                evidence: Measured,
                source: "measured on the live service",
                profile: Only(Fidelity::Observed),
                ..ROW
            },
            applies: |case| case.enables_passkey(),
            holds: |case| CodeFactor::ALL.iter().any(|factor| case.enables(*factor)),
        },
        Judged {
            row: Row {
                rule: Rule::PasskeyNeedsCredential,
                when: "the WebAuthn block says Enabled=true",
                must: "the user has a passkey that can verify the user",
                message: Exact("User does not have applicable WebAuthn credentials to enable WebAuthn MFA."),
                evidence: Reported,
                source: "users of the live service; that “applicable” means able to verify the user is inferred",
                ..ROW
            },
            applies: |case| case.enables_passkey(),
            holds: |case| case.user.passkeys == Passkeys::CanVerify,
        },
        Judged {
            row: Row {
                rule: Rule::SmsNeedsPhone,
                when: "the SMS block says Enabled=true",
                must: "the user has a phone number, verified or not",
                message: Exact("User does not have delivery config set to turn on SMS_MFA"),
                evidence: Inferred,
                source: "the measured text for SOFTWARE_TOKEN_MFA",
                ..ROW
            },
            applies: |case| case.enables(CodeFactor::Sms),
            holds: |case| case.user.can_receive(CodeFactor::Sms),
        },
        Judged {
            row: Row {
                rule: Rule::TotpNeedsVerifiedToken,
                when: "the software token block says Enabled=true",
                must: "the user has a verified token",
                message: Exact("User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA"),
                evidence: Measured,
                source: "measured on the live service",
                ..ROW
            },
            applies: |case| case.enables(CodeFactor::Totp),
            holds: |case| case.user.can_receive(CodeFactor::Totp),
        },
        Judged {
            row: Row {
                rule: Rule::EmailNeedsAddress,
                when: "the email block says Enabled=true",
                must: "the user has an email address, verified or not",
                message: Exact("User does not have delivery config set to turn on EMAIL_OTP"),
                evidence: Inferred,
                source: "the measured text for SOFTWARE_TOKEN_MFA",
                ..ROW
            },
            applies: |case| case.enables(CodeFactor::Email),
            holds: |case| case.user.can_receive(CodeFactor::Email),
        },
    ];
}
