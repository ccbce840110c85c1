//! Threat protection: how a pool reacts to a risky sign-in.

use crate::names::named;

named! {
    /// `AdvancedSecurityMode`: threat protection (spec 2).
    ///
    /// Closed, because only ENFORCED acts on risk, and each new value would need its own rule.
    ///
    /// ```
    /// use cognito_mfa::pool::ThreatProtection;
    ///
    /// assert_eq!(ThreatProtection::from_name("ENFORCED"), Some(ThreatProtection::Enforced));
    /// assert_eq!(ThreatProtection::from_name("ON"), None);
    /// ```
    #[derive(Default)]
    pub enum ThreatProtection {
        /// The service doesn't assess risk.
        #[default]
        Off = "OFF",
        /// The service assesses and logs risk, but doesn't act on it.
        Audit = "AUDIT",
        /// The service assesses risk and acts on it.
        Enforced = "ENFORCED",
    }
}

named! {
    /// `EventAction`: how the service reacts to a sign-in at one risk level.
    ///
    /// Closed, because a new action would change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::pool::RiskAction;
    ///
    /// assert_eq!(RiskAction::MfaRequired.name(), "MFA_REQUIRED");
    /// assert_eq!(RiskAction::from_name("MFA"), None);
    /// ```
    #[derive(Default)]
    pub enum RiskAction {
        /// The service denies the sign-in.
        Block = "BLOCK",
        /// The service asks for MFA if the user can do MFA.
        MfaIfConfigured = "MFA_IF_CONFIGURED",
        /// The service asks for MFA, and denies users who can't do MFA.
        MfaRequired = "MFA_REQUIRED",
        /// The service does nothing.
        #[default]
        NoAction = "NO_ACTION",
    }
}

named! {
    /// The risk level that the service assessed for a sign-in.
    ///
    /// Closed, because a pool has exactly one action for each of the levels Low, Medium and High.
    ///
    /// ```
    /// use cognito_mfa::pool::RiskLevel;
    ///
    /// assert_eq!(RiskLevel::from_name("High"), Some(RiskLevel::High));
    /// assert_eq!(RiskLevel::from_name("HIGH"), None);
    /// ```
    #[derive(Default)]
    pub enum RiskLevel {
        /// No risk.
        #[default]
        None = "none",
        /// Low risk.
        Low = "Low",
        /// Medium risk.
        Medium = "Medium",
        /// High risk.
        High = "High",
    }
}

/// The action of each risk level (`SetRiskConfiguration`, spec 6). The default is `NO_ACTION` for all levels.
///
/// Closed, because it has one action for each [`RiskLevel`] with a risk.
///
/// ```
/// use cognito_mfa::pool::{RiskAction, RiskActions, RiskLevel};
///
/// let actions = RiskActions::default().with(RiskLevel::High, RiskAction::Block);
/// assert_eq!(actions.of(RiskLevel::High), RiskAction::Block);
/// assert_eq!(actions.of(RiskLevel::Low), RiskAction::NoAction);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RiskActions {
    /// `LowAction`
    pub low: RiskAction,
    /// `MediumAction`
    pub medium: RiskAction,
    /// `HighAction`
    pub high: RiskAction,
}

impl RiskActions {
    /// The same action for every level.
    #[must_use]
    pub const fn every(action: RiskAction) -> Self {
        Self { low: action, medium: action, high: action }
    }

    /// Sets the action of one level. Without risk there's no action, so [`RiskLevel::None`] changes nothing.
    #[must_use]
    pub const fn with(self, level: RiskLevel, action: RiskAction) -> Self {
        match level {
            RiskLevel::None => self,
            RiskLevel::Low => Self { low: action, ..self },
            RiskLevel::Medium => Self { medium: action, ..self },
            RiskLevel::High => Self { high: action, ..self },
        }
    }

    /// The action of a level. It's `NO_ACTION` for [`RiskLevel::None`].
    #[must_use]
    pub const fn of(self, level: RiskLevel) -> RiskAction {
        match level {
            RiskLevel::None => RiskAction::NoAction,
            RiskLevel::Low => self.low,
            RiskLevel::Medium => self.medium,
            RiskLevel::High => self.high,
        }
    }

    /// Every value. There are 64.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let actions = || RiskAction::ALL.iter().copied();
        actions().flat_map(move |low| {
            actions().flat_map(move |medium| actions().map(move |high| Self { low, medium, high }))
        })
    }
}
