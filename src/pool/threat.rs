//! Threat protection: what a pool does about a risky sign-in.

use crate::names::named;

named! {
    /// `AdvancedSecurityMode`: threat protection.
    ///
    /// Closed: only ENFORCED acts, and a new value would have to say whether it does.
    #[derive(Default)]
    pub enum ThreatProtection {
        /// Nothing is assessed.
        #[default]
        Off = "OFF",
        /// Risk is assessed and logged; nothing is done about it.
        Audit = "AUDIT",
        /// Risk is assessed and acted upon.
        Enforced = "ENFORCED",
    }
}

named! {
    /// `EventAction`: what is done about a sign-in of one risk level.
    ///
    /// Closed: the decision is written over these four.
    #[derive(Default)]
    pub enum RiskAction {
        /// The sign-in is denied.
        Block = "BLOCK",
        /// MFA is asked of users who can do it.
        MfaIfConfigured = "MFA_IF_CONFIGURED",
        /// MFA is asked; who cannot do it is denied.
        MfaRequired = "MFA_REQUIRED",
        /// Nothing.
        #[default]
        NoAction = "NO_ACTION",
    }
}

named! {
    /// The risk that the service assessed for a sign-in.
    ///
    /// Closed: the decision is written over these.
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

/// One action for each level of risk.
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
    /// The same action for each level.
    #[must_use]
    pub const fn every(action: RiskAction) -> Self {
        Self { low: action, medium: action, high: action }
    }

    /// The same with this action for a level; no risk needs none, and nothing changes.
    #[must_use]
    pub const fn with(self, level: RiskLevel, action: RiskAction) -> Self {
        match level {
            RiskLevel::None => self,
            RiskLevel::Low => Self { low: action, ..self },
            RiskLevel::Medium => Self { medium: action, ..self },
            RiskLevel::High => Self { high: action, ..self },
        }
    }

    /// The action for a level; no risk needs none.
    #[must_use]
    pub const fn of(self, level: RiskLevel) -> RiskAction {
        match level {
            RiskLevel::None => RiskAction::NoAction,
            RiskLevel::Low => self.low,
            RiskLevel::Medium => self.medium,
            RiskLevel::High => self.high,
        }
    }

    /// Every value: 64 of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let actions = || RiskAction::ALL.iter().copied();
        actions().flat_map(move |low| {
            actions().flat_map(move |medium| actions().map(move |high| Self { low, medium, high }))
        })
    }
}
