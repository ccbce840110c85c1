//! A broken rule, and the refusal that lists all of them.

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
    /// A feature of a pool that a tier can lack, by the label in the service's message.
    #[non_exhaustive]
    pub enum Feature {
        /// A passwordless first factor.
        PasswordlessSignIn = "Passwordless Sign-In",
        /// An email MFA block.
        EmailMfa = "Email MFA",
        /// Multi-factor passkeys.
        PasskeyMfa = "Passkey MFA",
        /// Threat protection in audit or enforced mode.
        ThreatProtection = "Threat Protection",
    }
}
element!(Feature);

impl Feature {
    /// The evidence for the label in the service's message (SPEC 6).
    #[must_use]
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::PasswordlessSignIn | Self::ThreatProtection => Evidence::Measured,
            Self::EmailMfa | Self::PasskeyMfa => Evidence::Inferred,
        }
    }
}

/// Features, in the order in which the message lists them.
pub type FeatureSet = Set<Feature>;

/// What a case fills into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageArgs {
    /// Nothing.
    None,
    /// The tier and the features that it lacks.
    Tier(Tier, FeatureSet),
    /// The user's status.
    Status(UserStatus),
}

/// One broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    row: &'static RuleRow,
    detail: MessageArgs,
}

impl Violation {
    pub(crate) const fn new(row: &'static RuleRow, detail: MessageArgs) -> Self {
        Self { row, detail }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.row.rule
    }

    /// The row of the table that was broken.
    #[must_use]
    pub const fn row(&self) -> &'static RuleRow {
        self.row
    }

    /// The exception that the service answers with.
    #[must_use]
    pub const fn exception(&self) -> Exception {
        self.row.exception
    }

    /// The message that the service answers with; the same text as `Display`.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
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

/// A refused change: every rule that it breaks, in the order of the table, and at least one.
///
/// Its `Display` is the message of the first, which is the one that the service would answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT (a refusal has a reason): `first` always is there; `rest` are the later ones.
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

    /// The violation that the service would answer with.
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
