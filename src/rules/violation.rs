//! A broken rule, and the refusal that lists all broken rules of a change.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Rule, RuleRow};
use crate::evidence::Evidence;
use crate::exception::Exception;
use crate::names::{element, named};
use crate::pool::Tier;
use crate::set::Set;
use crate::user::UserStatus;

named! {
    /// A feature that some tiers don't include (spec 6). The names are the labels in the service's message.
    ///
    /// ```
    /// use cognito_mfa::evidence::Evidence;
    /// use cognito_mfa::rules::Feature;
    ///
    /// assert_eq!(Feature::EmailMfa.name(), "Email MFA");
    /// assert_eq!(Feature::EmailMfa.evidence(), Evidence::Inferred);
    /// assert_eq!(Feature::from_name("SMS MFA"), None);
    /// ```
    #[non_exhaustive]
    pub enum Feature {
        /// A passwordless first factor.
        PasswordlessSignIn = "Passwordless Sign-In",
        /// An email block.
        EmailMfa = "Email MFA",
        /// Multi-factor passkeys.
        PasskeyMfa = "Passkey MFA",
        /// Threat protection AUDIT or ENFORCED.
        ThreatProtection = "Threat Protection",
    }
}
element!(Feature);

impl Feature {
    /// The evidence for the label in the service's message (spec 6).
    #[must_use]
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::PasswordlessSignIn | Self::ThreatProtection => Evidence::Measured,
            Self::EmailMfa | Self::PasskeyMfa => Evidence::Inferred,
        }
    }
}

/// A set of features, in the order in which the message lists them.
pub type FeatureSet = Set<Feature>;

/// The values for the placeholders in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageArgs {
    /// The message doesn't have placeholders.
    None,
    /// `{tier}` and `{features}`: the tier, and the features that it doesn't include.
    Tier(Tier, FeatureSet),
    /// `{status}`: the user's status.
    Status(UserStatus),
}

/// One broken rule. Its `Display` is the message that the service returns.
///
/// ```
/// use cognito_mfa::exception::Exception;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::rules::Rule;
/// use cognito_mfa::{Pool, Profile, command::UserPoolSettings};
///
/// let settings = UserPoolSettings::new().with_mode(MfaMode::On);
/// let refusal = Pool::create(&settings, Profile::Observed).unwrap_err();
/// let violation = refusal.first();
/// assert_eq!((violation.rule(), violation.exception()), (Rule::CreateModeNeedsSms, Exception::InvalidParameter));
/// assert_eq!((violation.table(), violation.rule().code()), ("user-pool", "create-mode-needs-sms"));
/// assert_eq!(
///     violation.message(),
///     "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    row: &'static RuleRow,
    detail: MessageArgs,
}

impl Violation {
    pub(crate) const fn new(row: &'static RuleRow, detail: MessageArgs) -> Self {
        Self { row, detail }
    }

    /// The broken rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.row.rule
    }

    /// The name of the table that the row is in. Print it with the code of the rule, because a few codes are in more than one
    /// table.
    #[must_use]
    pub const fn table(&self) -> &'static str {
        self.row.operation.table()
    }

    /// The row of the broken rule.
    #[must_use]
    pub const fn row(&self) -> &'static RuleRow {
        self.row
    }

    /// The exception that the service returns.
    #[must_use]
    pub const fn exception(&self) -> Exception {
        self.row.exception
    }

    /// The message that the service returns. It's the same text as `Display`.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// The features that the message lists, because the tier doesn't include them. Empty for messages about something else.
    ///
    /// ```
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::pool::{ThreatProtection, Tier};
    /// use cognito_mfa::rules::Feature;
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let settings = UserPoolSettings::new().with_tier(Tier::Lite).with_threat_protection(ThreatProtection::Audit);
    /// let refusal = Pool::create(&settings, Profile::Observed).unwrap_err();
    /// assert!(refusal.first().excluded_features().iter().eq([Feature::ThreatProtection]));
    /// ```
    #[must_use]
    pub const fn excluded_features(&self) -> FeatureSet {
        match self.detail {
            MessageArgs::Tier(_, features) => features,
            MessageArgs::None | MessageArgs::Status(_) => FeatureSet::EMPTY,
        }
    }

    /// The evidence for the rule.
    #[must_use]
    pub const fn evidence(&self) -> &'static [Evidence] {
        self.row.evidence
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.row.message.template();
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            match (name, self.detail) {
                ("tier", MessageArgs::Tier(tier, _)) => f.write_str(tier.name())?,
                ("features", MessageArgs::Tier(_, features)) => {
                    for (index, feature) in features.iter().enumerate() {
                        f.write_str(if index == 0 { "" } else { ", " })?;
                        f.write_str(feature.name())?;
                    }
                }
                ("status", MessageArgs::Status(status)) => f.write_str(status.name())?,
                (other, _) => write!(f, "{{{other}}}")?,
            }
            rest = after;
        }
        f.write_str(rest)
    }
}

impl core::error::Error for Violation {}

/// A refused change: every rule that it breaks, in the order of the table. It always has at least one.
///
/// Its `Display` is the message of the first broken rule. That is the message that the service returns.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{EmailMfa, MfaMode, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::new());
/// let refusal = pool.apply(&PoolCommand::SetMfaConfig(request)).unwrap_err();
/// let codes: Vec<_> = refusal.violations().map(|violation| violation.rule().code()).collect();
/// assert_eq!(codes, ["email-mfa-needs-own-sender", "email-mfa-needs-other-recovery"]);
/// assert_eq!(refusal.to_string(), refusal.first().message());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT (a refusal has a reason): a rejection always has a `first` violation; `rest` has the later ones.
pub struct Rejection {
    first: Violation,
    rest: Vec<Violation>,
}

impl Rejection {
    pub(crate) fn unless_empty(mut violations: impl Iterator<Item = Violation>) -> Result<(), Self> {
        match violations.next() {
            None => Ok(()),
            Some(first) => Err(Self { first, rest: violations.collect() }),
        }
    }

    /// The violation that the service reports.
    #[must_use]
    pub const fn first(&self) -> &Violation {
        &self.first
    }

    /// Every violation, in the order of the table.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> + Clone {
        core::iter::once(&self.first).chain(&self.rest)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)
    }
}

impl core::error::Error for Rejection {}
