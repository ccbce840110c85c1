//! The rules by their codes, and their rows in the tables.

use super::Judgment;
use super::mfa_config::SetUserPoolMfaConfig;
use super::preference::SetPreference;
use super::user_auth::UserAuth;
use super::user_event::UserEvents;
use super::user_pool::{RiskConfiguration, UserPool};
use crate::evidence::{Evidence, RowScope};
use crate::exception::Exception;
use crate::names::{coded, named};

coded! {
    /// A rule of the service. Several operations can have the same rule.
    ///
    /// `Display` shows the code. A few codes, such as `user-disabled`, are in more than one table. So print the
    /// [table](Operation::table) too.
    ///
    /// ```
    /// use cognito_mfa::rules::Rule;
    ///
    /// assert_eq!(Rule::OnePreferred.code(), "one-preferred");
    /// assert_eq!(Rule::from_code("two-preferred"), None);
    /// ```
    #[non_exhaustive]
    pub enum Rule {
        /// A request can't configure two senders of text messages.
        SmsOneOrigin = "sms-one-origin",
        /// An SMS configuration needs a caller.
        SmsCallerRequired = "sms-caller-required",
        /// An SNS caller needs an external ID (Observed).
        SmsExternalIdRequired = "sms-external-id-required",
        /// A pool in the Seoul Region sends text messages through the Tokyo Region.
        SeoulUsesTokyo = "seoul-uses-tokyo",
        /// AWS End User Messaging must be in the Region of the pool.
        EumsRegionIsPoolRegion = "eums-region-is-pool-region",
        /// A request with the mode OFF can't contain a factor block.
        OffExcludesFactors = "off-excludes-factors",
        /// A request with the mode ON or OPTIONAL needs a factor block.
        ModeNeedsFactorBlock = "mode-needs-factor-block",
        /// A request with the mode ON or OPTIONAL needs an enabled factor (Documented).
        ModeNeedsEnabledFactor = "mode-needs-enabled-factor",
        /// An SMS block needs an SMS configuration.
        SmsNeedsConfiguration = "sms-needs-configuration",
        /// Email MFA needs the tier ESSENTIALS or PLUS.
        EmailMfaNeedsEssentials = "email-mfa-needs-essentials",
        /// Passkeys as MFA need the tier ESSENTIALS or PLUS.
        PasskeyMfaNeedsEssentials = "passkey-mfa-needs-essentials",
        /// Email MFA needs the customer's own email sender.
        EmailMfaNeedsOwnSender = "email-mfa-needs-own-sender",
        /// Email MFA needs an account recovery other than email only.
        EmailMfaNeedsOtherRecovery = "email-mfa-needs-other-recovery",
        /// A pool with the mode ON can't have a one-time password as a first factor.
        OnExcludesOtpFirstFactor = "on-excludes-otp-first-factor",
        /// A request with the mode ON must make passkeys multi-factor if they're a first factor.
        OnPasskeyNeedsMultiFactor = "on-passkey-needs-multi-factor",
        /// `CreateUserPool` with the mode ON or OPTIONAL needs an SMS configuration.
        CreateModeNeedsSms = "create-mode-needs-sms",
        /// `UpdateUserPool` to the mode ON needs a code factor that the pool offers.
        OnNeedsOfferedFactor = "on-needs-offered-factor",
        /// The list of first factors must contain PASSWORD.
        PasswordIsFirstFactor = "password-is-first-factor",
        /// The list of first factors can't contain `SOFTWARE_TOKEN`.
        TotpNotFirstFactor = "totp-not-first-factor",
        /// `SMS_OTP` as a first factor needs an SMS configuration.
        SmsOtpNeedsSms = "sms-otp-needs-sms",
        /// A pool can't use a feature that its tier doesn't include.
        TierExcludesFeatures = "tier-excludes-features",
        /// A pool with the mode ON needs multi-factor passkeys if they're a first factor.
        OnPasskeyFirstFactorNeedsMultiFactor = "on-passkey-first-factor-needs-multi-factor",
        /// Account recovery can't combine `admin_only` with another mechanism.
        AdminOnlyStandsAlone = "admin-only-stands-alone",
        /// A risk configuration needs threat protection.
        RiskNeedsThreatProtection = "risk-needs-threat-protection",
        /// A disabled user can't set the preference.
        UserDisabled = "user-disabled",
        /// The user must be confirmed.
        UserConfirmed = "user-confirmed",
        /// The user's password must not be in reset.
        PasswordNotInReset = "password-not-in-reset",
        /// A request can prefer at most one factor.
        OnePreferred = "one-preferred",
        /// A request must enable the factor that it prefers.
        PreferredIsEnabled = "preferred-is-enabled",
        /// To enable email, a user needs a pool with the tier ESSENTIALS or PLUS.
        EmailNeedsEssentials = "email-needs-essentials",
        /// To enable a passkey, a user needs a pool with the tier ESSENTIALS or PLUS.
        PasskeyNeedsEssentials = "passkey-needs-essentials",
        /// To enable a passkey, a user needs a pool with multi-factor passkeys.
        PasskeyNeedsMultiFactorPool = "passkey-needs-multi-factor-pool",
        /// A user who enables a passkey must also have a code factor enabled.
        PasskeyNeedsCompanion = "passkey-needs-companion",
        /// A request that enables a passkey must also enable a code factor (Observed).
        PasskeyCompanionInRequest = "passkey-companion-in-request",
        /// To enable a passkey, a user needs a passkey that can verify the user.
        PasskeyNeedsCredential = "passkey-needs-credential",
        /// To enable SMS, a user needs a phone number.
        SmsNeedsPhone = "sms-needs-phone",
        /// To enable TOTP, a user needs a verified token.
        TotpNeedsVerifiedToken = "totp-needs-verified-token",
        /// To enable email, a user needs an email address.
        EmailNeedsAddress = "email-needs-address",
        /// A user can register a TOTP token only in a pool that offers TOTP.
        TotpRegistrationNeedsPool = "totp-registration-needs-pool",
        /// A user can register a passkey only in a pool that allows passkeys as a first factor.
        PasskeyRegistrationNeedsPool = "passkey-registration-needs-pool",
        /// A pool can require that a registered passkey verifies the user.
        PasskeyMustVerify = "passkey-must-verify",
        /// No one can remove an attribute that the user needs for required MFA.
        AttributeInUse = "attribute-in-use",
        /// A user without a TOTP token has no token to delete.
        NoTokenToDelete = "no-token-to-delete",
        /// Only an unconfirmed user can be confirmed.
        NotUnconfirmed = "not-unconfirmed",
        /// An administrator can reset the password only in the status `CONFIRMED` or `RESET_REQUIRED`.
        PasswordNotResettable = "password-not-resettable",
    }
}

named! {
    /// The operation, or group of operations, that a table is for.
    ///
    /// ```
    /// use cognito_mfa::rules::{Operation, Rule};
    ///
    /// let operations: Vec<_> = Rule::SmsOneOrigin.rows().map(|row| row.operation).collect();
    /// assert_eq!(operations, [Operation::SetUserPoolMfaConfig, Operation::UserPool]);
    /// ```
    #[non_exhaustive]
    pub enum Operation {
        /// Spec 5
        SetUserPoolMfaConfig = "SetUserPoolMfaConfig",
        /// Spec 6: `CreateUserPool` and `UpdateUserPool`
        UserPool = "CreateUserPool, UpdateUserPool",
        /// Spec 6
        SetRiskConfiguration = "SetRiskConfiguration",
        /// Spec 7: `SetUserMFAPreference` and `AdminSetUserMFAPreference`
        SetUserMfaPreference = "SetUserMFAPreference, AdminSetUserMFAPreference",
        /// Spec 8
        UserEvent = "other events of a user",
        /// Spec 9
        UserAuth = "InitiateAuth with USER_AUTH",
    }
}

impl Operation {
    /// The short name of the operation's table. A few codes are in more than one table, so print it with a code.
    ///
    /// ```
    /// use cognito_mfa::rules::Rule;
    ///
    /// let tables: Vec<_> = Rule::TierExcludesFeatures.rows().map(|row| row.operation.table()).collect();
    /// assert_eq!(tables, ["user-pool", "user-auth"]);
    /// ```
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::SetUserPoolMfaConfig => "mfa-config",
            Self::UserPool => "user-pool",
            Self::SetRiskConfiguration => "risk",
            Self::SetUserMfaPreference => "preference",
            Self::UserEvent => "user-event",
            Self::UserAuth => "user-auth",
        }
    }
}

/// The text of a refusal or a denial, and the evidence for its words.
///
/// Closed, because a text is either the service's or this crate's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Message {
    /// The service's text, as the specification quotes it, and the evidence for it.
    ///
    /// `{tier}`, `{features}` and `{status}` are placeholders. A text that we inferred from a published one has the evidence
    /// [`Evidence::Inferred`]. The labels of `{features}` have their own [evidence](super::Feature::evidence).
    Quoted(&'static str, &'static [Evidence]),
    /// This crate's own text, because no one has published the service's text.
    Own(&'static str),
}

impl Message {
    /// The text, with its placeholders.
    ///
    /// ```
    /// use cognito_mfa::rules::Rule;
    ///
    /// let row = Rule::NotUnconfirmed.rows().next().ok_or("no row")?;
    /// assert_eq!(row.message.template(), "User cannot be confirmed. Current status is {status}");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Quoted(text, _) | Self::Own(text) => text,
        }
    }

    /// The evidence for the words of the text. This crate's own texts are [inferred](Evidence::Inferred).
    ///
    /// ```
    /// use cognito_mfa::evidence::Evidence;
    /// use cognito_mfa::rules::Rule;
    ///
    /// let row = Rule::EmailMfaNeedsEssentials.rows().next().ok_or("no row")?;
    /// assert_eq!((row.evidence, row.message.evidence()), (&[Evidence::ApiChange][..], &[Evidence::Measured][..]));
    ///
    /// let row = Rule::SeoulUsesTokyo.rows().next().ok_or("no row")?;
    /// assert_eq!((row.evidence, row.message.evidence()), (&[Evidence::ApiChange][..], &[Evidence::Inferred][..]));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn evidence(self) -> &'static [Evidence] {
        match self {
            Self::Quoted(_, evidence) => evidence,
            Self::Own(_) => &[Evidence::Inferred],
        }
    }
}

/// One row of a rule table: one rule in one operation.
///
/// ```
/// use cognito_mfa::exception::Exception;
/// use cognito_mfa::rules::{Rule, RuleRow};
///
/// let row = Rule::TotpRegistrationNeedsPool.rows().next().ok_or("no row")?;
/// assert_eq!((row.when, row.must), ("a TOTP token is associated or verified", "the pool offers TOTP"));
/// assert_eq!(row.exception, Exception::SoftwareTokenMfaNotFound);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RuleRow {
    /// The rule.
    pub rule: Rule,
    /// The operation that the rule judges.
    pub operation: Operation,
    /// When the rule applies.
    pub when: &'static str,
    /// What must hold when the rule applies.
    pub must: &'static str,
    /// The exception of the refusal.
    pub exception: Exception,
    /// The text of the refusal. It has its own evidence.
    pub message: Message,
    /// The evidence for the rule. If parts of the rule have their own evidence, it follows, and `source` names the parts.
    pub evidence: &'static [Evidence],
    /// The source of the rule.
    pub source: &'static str,
    /// The profiles in which the row exists.
    pub scope: RowScope,
}

impl RuleRow {
    /// Every row of every table, in the order of the specification.
    ///
    /// ```
    /// use cognito_mfa::rules::{Rule, RuleRow};
    ///
    /// assert_eq!(RuleRow::all().map(|row| row.rule).next(), Some(Rule::SmsOneOrigin));
    /// ```
    pub fn all() -> impl Iterator<Item = &'static Self> {
        rows::<SetUserPoolMfaConfig>()
            .chain(rows::<UserPool>())
            .chain(rows::<RiskConfiguration>())
            .chain(rows::<SetPreference>())
            .chain(rows::<UserEvents>())
            .chain(rows::<UserAuth>())
    }

    #[allow(dead_code, reason = "Rust 1.88 doesn't see that a constant uses it")]
    pub(crate) const fn is_complete(&self) -> bool {
        is_complete(&[self.when, self.must, self.source], Some(self.message), self.evidence)
    }
}

/// Whether a row of any table is complete: its texts, its evidence, and the evidence of its message.
#[allow(dead_code, reason = "Rust 1.88 doesn't see that a constant uses it")]
pub(crate) const fn is_complete(mut texts: &[&str], message: Option<Message>, evidence: &[Evidence]) -> bool {
    while let [text, rest @ ..] = texts {
        if text.is_empty() {
            return false;
        }
        texts = rest;
    }
    let message_is_complete = match message {
        Some(message) => !message.template().is_empty() && !message.evidence().is_empty(),
        None => true,
    };
    message_is_complete && !evidence.is_empty()
}

fn rows<J: Judgment>() -> impl Iterator<Item = &'static RuleRow> {
    J::TABLE.iter().map(|judged| &judged.row)
}

impl Rule {
    /// The rows of this rule: one for each operation that it judges.
    pub fn rows(self) -> impl Iterator<Item = &'static RuleRow> {
        RuleRow::all().filter(move |row| row.rule == self)
    }
}
