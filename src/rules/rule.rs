//! The rules by their codes, and what the table says of each.

use super::Judgement;
use super::mfa_config::SetUserPoolMfaConfig;
use super::preference::SetPreference;
use super::user_auth::UserAuth;
use super::user_event::UserEvents;
use super::user_pool::{RiskConfiguration, UserPool};
use crate::evidence::{Evidence, RowScope};
use crate::exception::Exception;
use crate::names::named;

named! {
    /// A rule, by its stable code. The same rule can stand in the tables of several operations.
    #[non_exhaustive]
    pub enum Rule {
        /// One origin for text messages.
        SmsOneOrigin = "sms-one-origin",
        /// Text messages need a caller.
        SmsCallerRequired = "sms-caller-required",
        /// An SNS caller needs an external id (Observed).
        SmsExternalIdRequired = "sms-external-id-required",
        /// Pools in Seoul send through Tokyo.
        SeoulUsesTokyo = "seoul-uses-tokyo",
        /// End User Messaging is used in the pool's own Region.
        EumsRegionIsPoolRegion = "eums-region-is-pool-region",
        /// OFF stands beside no factor block.
        OffExcludesFactors = "off-excludes-factors",
        /// ON and OPTIONAL need a factor block.
        ModeNeedsFactorBlock = "mode-needs-factor-block",
        /// ON and OPTIONAL need an enabled factor (Documented).
        ModeNeedsEnabledFactor = "mode-needs-enabled-factor",
        /// The SMS block needs an SMS configuration.
        SmsNeedsConfiguration = "sms-needs-configuration",
        /// Email MFA needs Essentials.
        EmailMfaNeedsEssentials = "email-mfa-needs-essentials",
        /// Passkey MFA needs Essentials.
        PasskeyMfaNeedsEssentials = "passkey-mfa-needs-essentials",
        /// Email MFA needs a sender of the customer's own.
        EmailMfaNeedsOwnSender = "email-mfa-needs-own-sender",
        /// Email MFA needs a recovery that is not by email alone.
        EmailMfaNeedsOtherRecovery = "email-mfa-needs-other-recovery",
        /// ON excludes codes as a first factor.
        OnExcludesOtpFirstFactor = "on-excludes-otp-first-factor",
        /// ON beside passkeys needs them multi-factor in the same request.
        OnPasskeyNeedsMultiFactor = "on-passkey-needs-multi-factor",
        /// A pool created with MFA needs an SMS configuration.
        CreateModeNeedsSms = "create-mode-needs-sms",
        /// An update to ON needs an offered code factor.
        OnNeedsOfferedFactor = "on-needs-offered-factor",
        /// PASSWORD is always a first factor.
        PasswordIsFirstFactor = "password-is-first-factor",
        /// `SOFTWARE_TOKEN` is never a first factor.
        TotpNotFirstFactor = "totp-not-first-factor",
        /// `SMS_OTP` needs an SMS configuration.
        SmsOtpNeedsSms = "sms-otp-needs-sms",
        /// The tier lacks a feature that is used.
        TierExcludesFeatures = "tier-excludes-features",
        /// ON beside passkeys needs them stored as multi-factor.
        OnPasskeyFirstFactorNeedsMultiFactor = "on-passkey-first-factor-needs-multi-factor",
        /// `admin_only` stands alone.
        AdminOnlyStandsAlone = "admin-only-stands-alone",
        /// Actions on risk need threat protection.
        RiskNeedsThreatProtection = "risk-needs-threat-protection",
        /// A disabled user's token is revoked.
        UserDisabled = "user-disabled",
        /// The user must be confirmed.
        UserConfirmed = "user-confirmed",
        /// The password must not be in reset.
        PasswordNotInReset = "password-not-in-reset",
        /// One preferred factor at most.
        OnePreferred = "one-preferred",
        /// The preferred factor is enabled.
        PreferredIsEnabled = "preferred-is-enabled",
        /// Enabling email needs Essentials.
        EmailNeedsEssentials = "email-needs-essentials",
        /// Enabling a passkey needs Essentials.
        PasskeyNeedsEssentials = "passkey-needs-essentials",
        /// Enabling a passkey needs a pool where it is multi-factor.
        PasskeyNeedsMultiFactorPool = "passkey-needs-multi-factor-pool",
        /// A passkey needs another factor beside it.
        PasskeyNeedsCompanion = "passkey-needs-companion",
        /// A passkey needs another factor in the same request (Observed).
        PasskeyCompanionInRequest = "passkey-companion-in-request",
        /// Enabling a passkey needs one that verifies the user.
        PasskeyNeedsCredential = "passkey-needs-credential",
        /// Enabling SMS needs a phone number.
        SmsNeedsPhone = "sms-needs-phone",
        /// Enabling TOTP needs a verified token.
        TotpNeedsVerifiedToken = "totp-needs-verified-token",
        /// Enabling email needs an address.
        EmailNeedsAddress = "email-needs-address",
        /// Registering TOTP needs a pool that offers it.
        TotpRegistrationNeedsPool = "totp-registration-needs-pool",
        /// Registering a passkey needs a pool that allows it.
        PasskeyRegistrationNeedsPool = "passkey-registration-needs-pool",
        /// A registered passkey must verify the user where that is required.
        PasskeyMustVerify = "passkey-must-verify",
        /// An attribute that required MFA uses stays.
        AttributeInUse = "attribute-in-use",
        /// Only a token that exists can be deleted.
        NoTokenToDelete = "no-token-to-delete",
        /// Only an unconfirmed sign-up can be confirmed.
        NotUnconfirmed = "not-unconfirmed",
        /// Only a settled password can be reset.
        PasswordNotResettable = "password-not-resettable",
    }
}

named! {
    /// The operation, or group of operations, whose table a row stands in.
    #[non_exhaustive]
    pub enum Operation {
        /// SPEC 5
        SetUserPoolMfaConfig = "SetUserPoolMfaConfig",
        /// SPEC 6: `CreateUserPool` and `UpdateUserPool`.
        UserPool = "CreateUserPool, UpdateUserPool",
        /// SPEC 6
        SetRiskConfiguration = "SetRiskConfiguration",
        /// SPEC 7: `SetUserMFAPreference` and `AdminSetUserMFAPreference`.
        SetUserMfaPreference = "SetUserMFAPreference, AdminSetUserMFAPreference",
        /// SPEC 8
        UserEvent = "what else happens to users",
        /// SPEC 9
        UserAuth = "InitiateAuth with USER_AUTH",
    }
}

/// The text of a refusal or a denial, and who published it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The service's text, as the specification quotes it, and who published it. The case fills in `{tier}`, `{features}`
    /// and `{status}`. Where the text is inferred from a published one, the evidence is [`Evidence::Inferred`].
    ///
    /// Each label that stands for `{features}` has evidence of its own: [`Feature::evidence`](super::Feature::evidence).
    Quoted(&'static str, &'static [Evidence]),
    /// This crate's text, because no one has published the service's.
    Own(&'static str),
}

impl Message {
    /// The text, with its placeholders.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Quoted(text, _) | Self::Own(text) => text,
        }
    }

    /// Who published the text. This crate's own texts are inferred.
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

/// Everything that the table knows of one rule in one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleRow {
    /// The rule.
    pub rule: Rule,
    /// Where the row stands.
    pub operation: Operation,
    /// When the rule applies.
    pub when: &'static str,
    /// What must hold then.
    pub must: &'static str,
    /// What a refusal is answered with.
    pub exception: Exception,
    /// The text of the refusal, with evidence of its own.
    pub message: Message,
    /// The evidence for the rule: the letters of the specification's column, then those that its row gives for a part of
    /// the rule. `source` says which part each is for.
    pub evidence: &'static [Evidence],
    /// Who says so.
    pub source: &'static str,
    /// The profiles in which the row exists.
    pub scope: RowScope,
}

impl RuleRow {
    /// Every row of every table, in the order of the specification.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        rows::<SetUserPoolMfaConfig>()
            .chain(rows::<UserPool>())
            .chain(rows::<RiskConfiguration>())
            .chain(rows::<SetPreference>())
            .chain(rows::<UserEvents>())
            .chain(rows::<UserAuth>())
    }

    pub(crate) const fn is_complete(&self) -> bool {
        is_complete(&[self.when, self.must, self.source], Some(self.message), self.evidence)
    }
}

/// Whether a row of any table says everything: its texts, its evidence, and the evidence of its message.
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

fn rows<J: Judgement>() -> impl Iterator<Item = &'static RuleRow> {
    J::TABLE.iter().map(|judged| &judged.row)
}

impl Rule {
    /// The stable code.
    ///
    /// ```
    /// use cognito_mfa::rules::Rule;
    ///
    /// assert_eq!(Rule::OnePreferred.code(), "one-preferred");
    /// assert_eq!(Rule::from_name("two-preferred"), None);
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.name()
    }

    /// The rows of this rule: one for each operation that it judges.
    pub fn rows(self) -> impl Iterator<Item = &'static RuleRow> {
        RuleRow::all().filter(move |row| row.rule == self)
    }
}
