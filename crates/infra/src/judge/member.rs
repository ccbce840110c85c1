//! Which members of the requests a rule or a constraint is about.

use crate::call::Call;
use crate::node::{Node, NodeKind};
use crate::path::Path;
use cognito_mfa::rules::{Feature, Rule, Violation};

/// The members of the requests that a rule speaks of.
///
/// A path such as `AllowedFirstAuthFactors=EMAIL_OTP` is an element of the list.
///
/// [`members_of`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleMembers {
    /// The rule.
    pub rule: Rule,
    /// What is wrong, as a sentence.
    pub finds: &'static str,
    /// The members that exist, in the order in which to look for one to point to.
    pub members: &'static [&'static str],
    /// The members that could be added to satisfy the rule.
    pub adds: &'static [&'static str],
    /// How to satisfy the rule, as a sentence. `{Member}` stands for the tool's name of the member.
    pub fix: &'static str,
}

const FACTORS: [&str; 3] = ["SoftwareTokenMfaConfiguration", "SmsMfaConfiguration", "EmailMfaConfiguration"];
const LIST: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors";
const EMAIL_OTP: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors=EMAIL_OTP";
const SMS_OTP: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors=SMS_OTP";
const WEB_AUTHN: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors=WEB_AUTHN";
const SOFTWARE_TOKEN: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors=SOFTWARE_TOKEN";
const ADMIN_ONLY: &str = "AccountRecoverySetting.RecoveryMechanisms.Name=admin_only";
const MODE: &str = "MfaConfiguration";
const TIER: &str = "UserPoolTier";
const SENDER: &str = "EmailConfiguration.EmailSendingAccount";
const RECOVERY: &str = "AccountRecoverySetting";
const EMAIL: &str = "EmailMfaConfiguration";
const FACTOR_MODE: &str = "WebAuthnConfiguration.FactorConfiguration";
const THREAT_PROTECTION: &str = "UserPoolAddOns.AdvancedSecurityMode";
const CALLER: &str = "SmsConfiguration.SnsCallerArn";
const EXTERNAL_ID: &str = "SmsConfiguration.ExternalId";

const fn row(
    rule: Rule,
    finds: &'static str,
    members: &'static [&'static str],
    adds: &'static [&'static str],
    fix: &'static str,
) -> RuleMembers {
    RuleMembers { rule, finds, members, adds, fix }
}

static TABLE: &[RuleMembers] = &[
    row(
        Rule::SmsOneOrigin,
        "The SMS configuration has two senders.",
        &["SmsConfiguration.EumsSms", CALLER],
        &[],
        "Remove {SmsConfiguration.EumsSms} or {SmsConfiguration.SnsCallerArn}.",
    ),
    row(
        Rule::SmsCallerRequired,
        "The SMS configuration has no sender.",
        &[CALLER, "SmsConfiguration"],
        &[CALLER],
        "Set {SmsConfiguration.SnsCallerArn} to the ARN of a role that can publish text messages, and \
         {SmsConfiguration.ExternalId} to its external ID.",
    ),
    row(
        Rule::SmsExternalIdRequired,
        "The SMS configuration has no external ID.",
        &[EXTERNAL_ID, "SmsConfiguration", CALLER],
        &[EXTERNAL_ID],
        "Set {SmsConfiguration.ExternalId} to the external ID that the role's trust policy requires.",
    ),
    row(
        Rule::SeoulUsesTokyo,
        "A pool in Seoul must send text messages through Tokyo.",
        &["SmsConfiguration.SnsRegion"],
        &[],
        "Set {SmsConfiguration.SnsRegion} to ap-northeast-1.",
    ),
    row(
        Rule::EumsRegionIsPoolRegion,
        "AWS End User Messaging must be in the Region of the pool.",
        &["SmsConfiguration.EumsSms.Region"],
        &[],
        "Set {SmsConfiguration.EumsSms.Region} to the Region of the pool.",
    ),
    row(
        Rule::OffExcludesFactors,
        "MFA is off, but the request configures an MFA factor.",
        &[FACTORS[0], FACTORS[1], FACTORS[2], MODE],
        &[],
        "Remove the factors, or set {MfaConfiguration} to ON or OPTIONAL.",
    ),
    row(
        Rule::ModeNeedsFactorBlock,
        "MFA is on, but the request configures no MFA factor.",
        &[MODE],
        &[FACTORS[0]],
        "Configure TOTP in {SoftwareTokenMfaConfiguration}, or set {MfaConfiguration} to OFF.",
    ),
    row(
        Rule::ModeNeedsEnabledFactor,
        "MFA is on, but no MFA factor is enabled.",
        &["SoftwareTokenMfaConfiguration.Enabled", FACTORS[0], MODE],
        &["SoftwareTokenMfaConfiguration.Enabled"],
        "Turn on TOTP in {SoftwareTokenMfaConfiguration}.",
    ),
    row(
        Rule::SmsNeedsConfiguration,
        "SMS is an MFA factor, but the pool has no SMS configuration.",
        &[FACTORS[1]],
        &["SmsConfiguration"],
        "Add {SmsConfiguration} with a role and an external ID, or remove SMS from {SmsMfaConfiguration}.",
    ),
    row(
        Rule::EmailMfaNeedsEssentials,
        "Email is an MFA factor, but the tier LITE doesn't include it.",
        &[FACTORS[2], TIER],
        &[],
        "Set {UserPoolTier} to ESSENTIALS or PLUS, or remove email from {EmailMfaConfiguration}.",
    ),
    row(
        Rule::PasskeyMfaNeedsEssentials,
        "Passkeys count as MFA, but the tier LITE doesn't include it.",
        &[FACTOR_MODE, TIER],
        &[],
        "Set {UserPoolTier} to ESSENTIALS or PLUS, or {WebAuthnConfiguration.FactorConfiguration} to SINGLE_FACTOR.",
    ),
    row(
        Rule::EmailMfaNeedsOwnSender,
        "Email is an MFA factor, but the pool sends email through Cognito's default account.",
        &[SENDER, "EmailConfiguration", FACTORS[2]],
        &[SENDER],
        "Set {EmailConfiguration.EmailSendingAccount} to DEVELOPER and configure an Amazon SES identity.",
    ),
    row(
        Rule::EmailMfaNeedsOtherRecovery,
        "Email is an MFA factor, but it's also the only way to recover an account.",
        &["AccountRecoverySetting.RecoveryMechanisms", RECOVERY, FACTORS[2]],
        &[RECOVERY],
        "Set {AccountRecoverySetting.RecoveryMechanisms} to verified_email and verified_phone_number, or to admin_only alone.",
    ),
    row(
        Rule::OnExcludesOtpFirstFactor,
        "A pool that requires MFA can't allow a one-time password as a first factor.",
        &[EMAIL_OTP, SMS_OTP, MODE],
        &[],
        "Remove EMAIL_OTP and SMS_OTP from {Policies.SignInPolicy.AllowedFirstAuthFactors}, or set {MfaConfiguration} to OPTIONAL.",
    ),
    row(
        Rule::OnPasskeyNeedsMultiFactor,
        "MFA is required and passkeys are a first factor, but they don't count as MFA.",
        &[FACTOR_MODE, WEB_AUTHN, MODE],
        &[FACTOR_MODE],
        "Set {WebAuthnConfiguration.FactorConfiguration} to MULTI_FACTOR_WITH_USER_VERIFICATION.",
    ),
    row(
        Rule::CreateModeNeedsSms,
        "Cognito can't create a pool with MFA on and no SMS configuration.",
        &[MODE],
        &["SmsConfiguration", FACTORS[0]],
        "Enable TOTP in {SoftwareTokenMfaConfiguration}, or add {SmsConfiguration}.",
    ),
    row(
        Rule::OnNeedsOfferedFactor,
        "MFA can't be required in a pool that offers no MFA factor.",
        &[MODE],
        &[FACTORS[0]],
        "Enable TOTP in {SoftwareTokenMfaConfiguration}.",
    ),
    row(
        Rule::PasswordIsFirstFactor,
        "The list of first factors doesn't contain PASSWORD.",
        &[LIST],
        &[],
        "Add PASSWORD to {Policies.SignInPolicy.AllowedFirstAuthFactors}.",
    ),
    row(
        Rule::TotpNotFirstFactor,
        "TOTP can't be a first factor.",
        &[SOFTWARE_TOKEN, LIST],
        &[],
        "Remove SOFTWARE_TOKEN from {Policies.SignInPolicy.AllowedFirstAuthFactors}.",
    ),
    row(
        Rule::SmsOtpNeedsSms,
        "SMS_OTP is a first factor, but the pool has no SMS configuration.",
        &[SMS_OTP, LIST],
        &["SmsConfiguration"],
        "Add {SmsConfiguration}, or remove SMS_OTP from {Policies.SignInPolicy.AllowedFirstAuthFactors}.",
    ),
    row(
        Rule::TierExcludesFeatures,
        "The pool uses a feature that its tier doesn't include.",
        &[TIER, THREAT_PROTECTION, EMAIL_OTP, SMS_OTP, WEB_AUTHN, EMAIL, FACTOR_MODE],
        &[TIER],
        "Set {UserPoolTier} to a tier that includes the feature, or remove the feature.",
    ),
    row(
        Rule::OnPasskeyFirstFactorNeedsMultiFactor,
        "MFA is required and passkeys are a first factor, but the pool doesn't count them as MFA yet.",
        &[WEB_AUTHN, MODE],
        &[FACTOR_MODE],
        "First set {WebAuthnConfiguration.FactorConfiguration} to MULTI_FACTOR_WITH_USER_VERIFICATION, then add WEB_AUTHN.",
    ),
    row(
        Rule::AdminOnlyStandsAlone,
        "Account recovery combines admin_only with another mechanism.",
        &[ADMIN_ONLY, RECOVERY],
        &[],
        "Remove admin_only or the other mechanism from {AccountRecoverySetting.RecoveryMechanisms}.",
    ),
    row(
        Rule::RiskNeedsThreatProtection,
        "The pool has a risk configuration, but threat protection is off.",
        &["AccountTakeoverRiskConfiguration", THREAT_PROTECTION],
        &[THREAT_PROTECTION],
        "Set {UserPoolAddOns.AdvancedSecurityMode} to AUDIT or ENFORCED, in the tier PLUS.",
    ),
];

/// The members that a rule of a pool's operations speaks of. `None` for a rule of other operations.
///
/// ```
/// use cognito_mfa::rules::Rule;
/// use cognito_mfa_infra::members_of;
///
/// assert_eq!(members_of(Rule::CreateModeNeedsSms).map(|row| row.members), Some(&["MfaConfiguration"][..]));
/// assert_eq!(members_of(Rule::UserDisabled), None);
/// ```
#[must_use]
pub fn members_of(rule: Rule) -> Option<&'static RuleMembers> {
    TABLE.iter().find(|row| row.rule == rule)
}

/// Whether a refusal is about this member of its rule. A tier can exclude only some of the features.
pub(super) fn is_about(violation: &Violation, member: &str) -> bool {
    let feature = match member {
        THREAT_PROTECTION => Feature::ThreatProtection,
        EMAIL_OTP | SMS_OTP | WEB_AUTHN => Feature::PasswordlessSignIn,
        EMAIL => Feature::EmailMfa,
        FACTOR_MODE => Feature::PasskeyMfa,
        _ => return true,
    };
    violation.rule() != Rule::TierExcludesFeatures || violation.excluded_features().contains(feature)
}

/// The value of a member in the first call that has it, beginning with the last call.
pub(crate) fn find<'c>(calls: &'c [Call], member: &str) -> Option<&'c Node> {
    calls.iter().rev().find_map(|call| in_body(&call.body, member))
}

fn in_body<'n>(body: &'n Node, member: &str) -> Option<&'n Node> {
    let (path, element) = member.split_once('=').map_or((member, None), |(path, element)| (path, Some(element)));
    let direct = walk(body, path, element);
    // SetUserPoolMfaConfig has the SMS configuration inside its SMS block.
    let nested = || walk(body.get("SmsMfaConfiguration")?, path, element);
    direct.or_else(|| if path.starts_with("SmsConfiguration") { nested() } else { None })
}

fn walk<'n>(node: &'n Node, path: &str, element: Option<&str>) -> Option<&'n Node> {
    if path.is_empty() {
        let Some(element) = element else { return Some(node) };
        let is_it = |one: &&Node| one.text() == Some(element);
        let is_open = |one: &&Node| matches!(one.kind, NodeKind::Unknown(_));
        let known = Some(node).filter(is_it).or_else(|| node.elements().iter().find(is_it));
        // What isn't among the known elements is among the open ones.
        return known.or_else(|| Some(node).filter(is_open)).or_else(|| node.elements().iter().find(is_open));
    }
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, index) = name.strip_suffix(']').and_then(|name| name.split_once('[')).unwrap_or((name, ""));
    let value = node.get(name)?;
    match index.parse::<usize>() {
        Ok(index) => walk(value.elements().get(index)?, rest, element),
        // The members of a list of structures: any of them.
        Err(_) if element.is_some() && !rest.is_empty() && !value.elements().is_empty() => {
            value.elements().iter().find_map(|one| walk(one, rest, element))
        }
        Err(_) => walk(value, rest, element),
    }
}

/// The path of a member as a request spells it, from the path in a message of a constraint: `recoveryMechanisms.1.member.name` is
/// `RecoveryMechanisms[0].Name`.
pub(crate) fn from_message(path: &str) -> Path {
    let mut member = Path::default();
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        if let Ok(number) = part.parse::<usize>() {
            member.push_index(number.saturating_sub(1));
            parts.next_if_eq(&"member");
        } else {
            let mut chars = part.chars();
            let first = chars.next().map(|char| char.to_ascii_uppercase());
            member.push_name(&first.into_iter().chain(chars).collect::<String>());
        }
    }
    member
}
