//! The properties that bear on MFA: their types, and their names in the requests.

use crate::node::Entry;

/// The type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// One of the texts that the schema of the resource type lists. The schema limits few properties in this way.
    OneOf(&'static [&'static str]),
    Flag,
    Whole,
    Texts,
    Structures(Members),
    Structure(Members),
    /// A property that doesn't bear on MFA.
    Other,
}

pub(super) type Members = &'static [(&'static str, Kind)];

impl Kind {
    /// The type, as a person reads it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text | Self::OneOf(_) => "a string",
            Self::Flag => "true or false",
            Self::Whole => "a whole number",
            Self::Texts => "a list of strings",
            Self::Structures(_) => "a list of maps",
            Self::Structure(_) => "a map",
            Self::Other => "another value",
        }
    }
}

use Kind::{Flag, OneOf, Other, Structure, Structures, Text, Texts, Whole};

/// The properties of `AWS::Cognito::UserPool`. Those that bear on MFA come first.
pub(super) const USER_POOL: Members = &[
    ("UserPoolTier", OneOf(&["LITE", "ESSENTIALS", "PLUS"])),
    ("MfaConfiguration", Text),
    ("EnabledMfas", Texts),
    ("SmsConfiguration", Structure(SMS)),
    ("SmsAuthenticationMessage", Text),
    ("EmailAuthenticationMessage", Text),
    ("EmailAuthenticationSubject", Text),
    (
        "EmailConfiguration",
        Structure(&[
            ("EmailSendingAccount", Text),
            ("ConfigurationSet", Other),
            ("From", Other),
            ("ReplyToEmailAddress", Other),
            ("SourceArn", Other),
        ]),
    ),
    (
        "Policies",
        Structure(&[("SignInPolicy", Structure(&[("AllowedFirstAuthFactors", Texts)])), ("PasswordPolicy", Other)]),
    ),
    (
        "AccountRecoverySetting",
        Structure(&[("RecoveryMechanisms", Structures(&[("Name", Text), ("Priority", Whole)]))]),
    ),
    (
        "DeviceConfiguration",
        Structure(&[("ChallengeRequiredOnNewDevice", Flag), ("DeviceOnlyRememberedOnUserPrompt", Flag)]),
    ),
    ("UserPoolAddOns", Structure(&[("AdvancedSecurityMode", Text), ("AdvancedSecurityAdditionalFlows", Other)])),
    ("WebAuthnRelyingPartyID", Text),
    ("WebAuthnUserVerification", Text),
    ("WebAuthnFactorConfiguration", OneOf(&["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"])),
    ("AdminCreateUserConfig", Other),
    ("AliasAttributes", Other),
    ("AutoVerifiedAttributes", Other),
    ("DeletionProtection", Other),
    ("EmailVerificationMessage", Other),
    ("EmailVerificationSubject", Other),
    ("LambdaConfig", Other),
    ("Schema", Other),
    ("SmsVerificationMessage", Other),
    ("UserAttributeUpdateSettings", Other),
    ("UsernameAttributes", Other),
    ("UsernameConfiguration", Other),
    ("UserPoolName", Other),
    ("UserPoolTags", Other),
    ("VerificationMessageTemplate", Other),
];

const SMS: Members = &[
    ("SnsCallerArn", Text),
    ("ExternalId", Text),
    ("SnsRegion", Text),
    (
        "EumsSms",
        Structure(&[
            ("CallerArn", Text),
            ("ExternalId", Text),
            ("OriginationIdentity", Text),
            ("ConfigurationSetName", Text),
            ("InEntityId", Text),
            ("InTemplateId", Text),
            ("Region", Text),
        ]),
    ),
];

const ACTION: Kind = Structure(&[("EventAction", Text), ("Notify", Flag)]);

/// The properties of `AWS::Cognito::UserPoolRiskConfigurationAttachment` that bear on MFA.
pub(super) const RISK: Members = &[
    (
        "AccountTakeoverRiskConfiguration",
        Structure(&[
            ("Actions", Structure(&[("LowAction", ACTION), ("MediumAction", ACTION), ("HighAction", ACTION)])),
            ("NotifyConfiguration", Other),
        ]),
    ),
    ("ClientId", Other),
    ("CompromisedCredentialsRiskConfiguration", Other),
    ("RiskExceptionConfiguration", Other),
    ("UserPoolId", Other),
];

/// Members of API requests that people write as properties, and what to write instead.
pub(super) const API_ONLY: &[(&str, &str)] = &[
    (
        "SoftwareTokenMfaConfiguration",
        "Remove SoftwareTokenMfaConfiguration, and list SOFTWARE_TOKEN_MFA in EnabledMfas.",
    ),
    (
        "SmsMfaConfiguration",
        "Remove SmsMfaConfiguration, list SMS_MFA in EnabledMfas, and set SmsConfiguration and SmsAuthenticationMessage.",
    ),
    (
        "EmailMfaConfiguration",
        "Remove EmailMfaConfiguration, list EMAIL_OTP in EnabledMfas, and set EmailAuthenticationMessage and \
         EmailAuthenticationSubject.",
    ),
    (
        "WebAuthnConfiguration",
        "Remove WebAuthnConfiguration, and set WebAuthnRelyingPartyID, WebAuthnUserVerification and \
         WebAuthnFactorConfiguration.",
    ),
    ("WebAuthnRelyingPartyId", "Write WebAuthnRelyingPartyID, with ID in capitals."),
    ("RelyingPartyId", "Remove RelyingPartyId, and set WebAuthnRelyingPartyID."),
    ("UserVerification", "Remove UserVerification, and set WebAuthnUserVerification."),
    ("FactorConfiguration", "Remove FactorConfiguration, and set WebAuthnFactorConfiguration."),
    ("SignInPolicy", "Remove SignInPolicy, and set Policies.SignInPolicy."),
    (
        "AllowedFirstAuthFactors",
        "Remove AllowedFirstAuthFactors, and set Policies.SignInPolicy.AllowedFirstAuthFactors.",
    ),
    ("AdvancedSecurityMode", "Remove AdvancedSecurityMode, and set UserPoolAddOns.AdvancedSecurityMode."),
    ("RecoveryMechanisms", "Remove RecoveryMechanisms, and set AccountRecoverySetting.RecoveryMechanisms."),
    ("PoolName", "Remove PoolName, and set UserPoolName."),
    (
        "AccountTakeoverRiskConfiguration",
        "Remove AccountTakeoverRiskConfiguration, and add a resource of the type \
         AWS::Cognito::UserPoolRiskConfigurationAttachment.",
    ),
];

/// The path of a member of a request as properties.
pub(super) fn property(member: &str) -> String {
    const PREFIXES: &[(&str, &str)] = &[
        ("SmsMfaConfiguration.SmsConfiguration", "SmsConfiguration"),
        ("SmsMfaConfiguration.SmsAuthenticationMessage", "SmsAuthenticationMessage"),
        ("SmsMfaConfiguration", "EnabledMfas"),
        ("SoftwareTokenMfaConfiguration.Enabled", "EnabledMfas"),
        ("SoftwareTokenMfaConfiguration", "EnabledMfas"),
        ("EmailMfaConfiguration.Message", "EmailAuthenticationMessage"),
        ("EmailMfaConfiguration.Subject", "EmailAuthenticationSubject"),
        ("EmailMfaConfiguration", "EnabledMfas"),
        ("WebAuthnConfiguration.RelyingPartyId", "WebAuthnRelyingPartyID"),
        ("WebAuthnConfiguration.UserVerification", "WebAuthnUserVerification"),
        ("WebAuthnConfiguration.FactorConfiguration", "WebAuthnFactorConfiguration"),
        ("WebAuthnConfiguration", "WebAuthnFactorConfiguration"),
    ];
    let member = member.split_once('=').map_or(member, |(path, _)| path);
    let replaced = PREFIXES.iter().find_map(|(prefix, name)| Some(format!("{name}{}", member.strip_prefix(prefix)?)));
    replaced.unwrap_or_else(|| member.to_owned())
}

/// The member that a misspelled name is meant to be, among those that bear on MFA.
pub(super) fn meant_by(name: &str, members: Members) -> Option<&'static str> {
    if members.iter().any(|(one, _)| *one == name) || name.len() > 64 {
        return None;
    }
    let mut names = members.iter().filter(|(_, kind)| *kind != Other).map(|(name, _)| *name);
    names.find(|one| is_almost(one, name))
}

/// Whether a text is a member's name in another letter case, with up to two wrong letters, or as a plural.
fn is_almost(member: &str, name: &str) -> bool {
    let singular = name.strip_suffix("ies").map(|start| format!("{start}y"));
    let name = singular.as_deref().filter(|_| !member.ends_with("ies")).unwrap_or(name);
    let is_as_long = || member.len().abs_diff(name.chars().count()) <= 2;
    member.eq_ignore_ascii_case(name) || (member.len() > 4 && is_as_long() && distance(member, name) <= 2)
}

/// Whether every entry has the name of a member, so none is meant to be another one.
pub(super) fn are_known(entries: &[Entry], members: Members) -> bool {
    entries.iter().all(|entry| members.iter().any(|(member, _)| *member == entry.key))
}

/// The entry of a member: the last one with its name, or else with a name that is meant to be it.
pub(super) fn entry_of<'n>(entries: &'n [Entry], name: &str, members: Members) -> Option<&'n Entry> {
    let named = entries.iter().rev().find(|entry| entry.key == name);
    if named.is_some() {
        return named;
    }
    let is_renamed = |key: &str| RENAMED.contains(&(key, name));
    let is_meant = |entry: &&Entry| is_renamed(&entry.key) || meant_by(&entry.key, members) == Some(name);
    entries.iter().rev().find(is_meant)
}

/// Members of API requests that have the same values as a property of another name.
const RENAMED: &[(&str, &str)] = &[
    ("WebAuthnRelyingPartyId", "WebAuthnRelyingPartyID"),
    ("RelyingPartyId", "WebAuthnRelyingPartyID"),
    ("UserVerification", "WebAuthnUserVerification"),
    ("FactorConfiguration", "WebAuthnFactorConfiguration"),
];

/// The properties that someone meant to set with a member of an API request.
pub(super) fn set_by(api_only: &str) -> &'static [&'static str] {
    match api_only {
        "SoftwareTokenMfaConfiguration" | "SmsMfaConfiguration" | "EmailMfaConfiguration" => &["EnabledMfas"],
        "WebAuthnConfiguration" => &["WebAuthnFactorConfiguration"],
        "SignInPolicy" | "AllowedFirstAuthFactors" => &["Policies"],
        "AdvancedSecurityMode" => &["UserPoolAddOns"],
        "RecoveryMechanisms" => &["AccountRecoverySetting"],
        _ => &[],
    }
}

/// The number of letters to insert, remove or replace.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, char) in one.chars().enumerate() {
        let mut next = vec![index + 1];
        for ((replaced, removed), with) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let inserted = next.last().copied().unwrap_or_default();
            next.push((replaced + usize::from(char != *with)).min(removed + 1).min(inserted + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
