//! A change of a setting, in the service's own names.

use cognito_mfa::Pool;
use cognito_mfa::pool::PasswordlessFactor;

/// A change of a setting of a pool, in the service's own names: `SoftwareTokenMfaConfiguration.Enabled`.
///
/// A name without its path is enough: `FactorConfiguration`, or `LowAction`.
///
/// ```
/// use cognito_mfa_infra::cloudformation::{Deployment, Template};
/// use cognito_mfa_infra::{Setting, read};
///
/// let file = "template.yaml".into();
/// let text = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {MfaConfiguration: 'OFF'}\n";
/// let resources = Template::new(&file, &read::yaml::node(&file, text)?).judge(&Deployment::default());
/// let setting = Setting::Set { member: "MfaConfiguration", value: "OPTIONAL" };
/// assert_eq!(resources[0].instruction(setting), r#"Set MfaConfiguration to "OPTIONAL""#);
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting<'s> {
    /// Give a member a value.
    Set {
        /// The member.
        member: &'s str,
        /// Its value.
        value: &'s str,
    },
    /// Add a structure, such as `SmsConfiguration`.
    Configure {
        /// The member.
        member: &'s str,
    },
    /// Remove a structure.
    Remove {
        /// The member.
        member: &'s str,
    },
    /// Add an element to a list.
    Add {
        /// The list.
        member: &'s str,
        /// The element.
        element: &'s str,
    },
    /// Remove an element from a list.
    Drop {
        /// The list.
        member: &'s str,
        /// The element.
        element: &'s str,
    },
    /// Make the changes in two steps. In one step, the tool would first send a request that only the other changes allow.
    InTwoSteps(Split),
}

/// Which changes come in the second of two steps.
///
/// ```
/// use cognito_mfa_infra::{Setting, Split};
///
/// let setting = Setting::InTwoSteps(Split::FirstFactorsLast);
/// assert_ne!(setting, Setting::InTwoSteps(Split::OtherOrder));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Split {
    /// Those of the request that the tool sends first in one step.
    OtherOrder,
    /// Those of the first factors. The settings of factors come before them, and the tier before both.
    FirstFactorsLast,
    /// That of the tier.
    TierLast,
    /// That of the account that sends email.
    SenderLast,
    /// That of account recovery.
    RecoveryLast,
    /// Those of the request that the tool sends first in one step, except those of the first factors.
    AllButFirstFactorsLast,
}

impl Setting<'_> {
    /// The instruction, with these names for members and these values: `Set mfa_configuration to "ON"`.
    pub(crate) fn instruction(self, name: impl Fn(&str) -> String, value: impl Fn(&str) -> String) -> String {
        let name = |member: &str| name(full(member));
        match self {
            // These values are a list of blocks.
            Self::Set { member: member @ "RecoveryMechanisms", value: new } => format!("Set {} to {new}", name(member)),
            Self::Set { member: member @ "EmailSendingAccount", value: new @ "DEVELOPER" } => format!(
                "Set {} to {}, with the ARN of a verified identity of Amazon SES in {}",
                name(member),
                value(new),
                name("EmailConfiguration.SourceArn")
            ),
            Self::Set { member, value: new } => format!("Set {} to {}", name(member), value(new)),
            Self::Configure { member: member @ "SmsConfiguration" } => {
                format!("Add {} with a role and an external ID", name(member))
            }
            Self::Configure { member } => format!("Add {}", name(member)),
            Self::Remove { member } => format!("Remove {}", name(member)),
            Self::Add { member, element } => format!("Add {element} to {}", name(member)),
            Self::Drop { member, element } => format!("Remove {element} from {}", name(member)),
            Self::InTwoSteps(_) => "Make the changes in two steps".into(),
        }
    }

    /// The instruction for an element of a list that the file doesn't set, with the elements that it has now.
    pub(crate) fn of_unset_list(self, list: &str, now: &[String]) -> Option<String> {
        let has = now.join(", ");
        match self {
            Self::Add { element, .. } if now.len() == 1 => Some(format!("Set {list} to [{has}, {element}]")),
            Self::Add { element, .. } => Some(format!("Add {element} to {list} (now [{has}])")),
            Self::Drop { element, .. } if now.iter().any(|one| one == element) => {
                Some(format!("Remove {element} from {list} (now [{has}])"))
            }
            Self::Drop { .. }
            | Self::Set { .. }
            | Self::Configure { .. }
            | Self::Remove { .. }
            | Self::InTwoSteps(_) => None,
        }
    }

    pub(crate) const fn member(&self) -> &str {
        match self {
            Self::Set { member, .. }
            | Self::Configure { member }
            | Self::Remove { member }
            | Self::Add { member, .. }
            | Self::Drop { member, .. } => member,
            Self::InTwoSteps(_) => "",
        }
    }
}

/// The whole path of a member.
pub(crate) fn full(member: &str) -> &str {
    match member {
        "FactorConfiguration" => "WebAuthnConfiguration.FactorConfiguration",
        "UserVerification" => "WebAuthnConfiguration.UserVerification",
        "RelyingPartyId" => "WebAuthnConfiguration.RelyingPartyId",
        "AllowedFirstAuthFactors" => "Policies.SignInPolicy.AllowedFirstAuthFactors",
        "AdvancedSecurityMode" => "UserPoolAddOns.AdvancedSecurityMode",
        "EmailSendingAccount" => "EmailConfiguration.EmailSendingAccount",
        "RecoveryMechanisms" => "AccountRecoverySetting.RecoveryMechanisms",
        "ChallengeRequiredOnNewDevice" => "DeviceConfiguration.ChallengeRequiredOnNewDevice",
        "DeviceOnlyRememberedOnUserPrompt" => "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
        "LowAction" => "AccountTakeoverRiskConfiguration.Actions.LowAction.EventAction",
        "MediumAction" => "AccountTakeoverRiskConfiguration.Actions.MediumAction.EventAction",
        "HighAction" => "AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction",
        other => other,
    }
}

/// Whether a setting is in the risk configuration, which is a resource of its own.
pub(crate) fn is_of_risk(setting: Setting<'_>) -> bool {
    full(setting.member()).starts_with("AccountTakeoverRiskConfiguration")
}

/// Whether it's the list that an update keeps, and that a new pool has with PASSWORD, if a request doesn't set it.
pub(crate) fn is_first_factors(list: &str) -> bool {
    full(list) == "Policies.SignInPolicy.AllowedFirstAuthFactors"
}

/// The first factors of a pool: of this one, or of a new one.
pub(crate) fn first_factors(pool: Option<&Pool>) -> Vec<String> {
    let others = pool.into_iter().flat_map(|pool| pool.passwordless.iter());
    std::iter::once("PASSWORD").chain(others.map(PasswordlessFactor::name)).map(str::to_owned).collect()
}

/// Whether a word is the name of a member that other tools have another name for.
pub(crate) fn is_member(word: &str) -> bool {
    const TOP: [&str; 9] = [
        "UserPoolTier",
        "MfaConfiguration",
        "SmsConfiguration",
        "SoftwareTokenMfaConfiguration",
        "SoftwareTokenMfaConfiguration.Enabled",
        "EmailMfaConfiguration",
        "WebAuthnConfiguration",
        "AccountRecoverySetting",
        "DeviceConfiguration",
    ];
    full(word) != word || TOP.contains(&word)
}

/// A value in a file with quotation marks, where one is needed.
pub(crate) fn quoted(value: &str) -> String {
    if matches!(value, "true" | "false") || value.starts_with('[') { value.to_owned() } else { format!("\"{value}\"") }
}
