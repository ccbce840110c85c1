//! The table of findings that only exist in files: what was found, what it means, and how to fix it.

use std::fmt;
use std::str::FromStr;

use cognito_mfa::names::UnknownName;

use super::{Severity, Severity::Error, Severity::Security, Severity::Suggestion, Severity::Warning};

/// A row of the table of findings that only exist in files.
///
/// ```
/// use cognito_mfa_infra::{Code, FindingRow};
///
/// let row = FindingRow::of("mode-is-boolean").ok_or("no row")?;
/// assert_eq!(row.code, Code::ModeIsBoolean);
/// assert_eq!("mode-is-boolean".parse(), Ok(Code::ModeIsBoolean));
/// assert!(FindingRow::of("mode-is-a-boat").is_none());
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FindingRow {
    /// The finding.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, as a sentence.
    pub finds: &'static str,
    /// What it means, as sentences.
    pub means: &'static str,
    /// How to fix it, as sentences.
    pub fix: &'static str,
    /// Where this is from: a document, a report, a measurement, or our inference.
    pub source: &'static str,
}

impl FindingRow {
    /// Every row.
    pub const ALL: &'static [Self] = TABLE;

    /// The row of a code. `None` if no finding has the code.
    #[must_use]
    pub fn of(code: &str) -> Option<&'static Self> {
        Code::from_code(code).map(Code::row)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Code {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_code(text).ok_or(UnknownName::new(CODES))
    }
}

macro_rules! codes {
    ($( $(#[$doc:meta])+ $name:ident = $code:literal: $severity:ident, $finds:literal, $means:literal, $fix:literal, $source:literal; )+) => {
        /// A finding that only exists in files.
        ///
        /// [`FindingRow`] has an example.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( $(#[$doc])+ $name, )+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$( Self::$name ),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $( Self::$name => $code, )+
                }
            }

            /// The finding with this code. `None` if no finding has it.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// The row of the table.
            #[must_use]
            pub const fn row(self) -> &'static FindingRow {
                match self {
                    $( Self::$name => {
                        const ROW: FindingRow = FindingRow {
                            code: Code::$name, severity: $severity, finds: $finds, means: $means, fix: $fix, source: $source,
                        };
                        &ROW
                    } )+
                }
            }
        }

        const CODES: &[&str] = &[$( $code ),+];

        static TABLE: &[FindingRow] = &[$( *Code::$name.row() ),+];
    };
}

codes! {
    /// A value breaks a constraint of the API model.
    Constraint = "constraint": Error,
        "Cognito doesn't accept this value.",
        "The API model limits the values of this member.",
        "Use a value that Cognito's message allows.",
        "API model";
    /// `MfaConfiguration` is a boolean.
    ModeIsBoolean = "mode-is-boolean": Error,
        "MfaConfiguration is a boolean, not a string.",
        "YAML 1.1 reads an unquoted ON, OFF, yes or no as a boolean, and CloudFormation sends the text true or false.",
        "Put the value in quotation marks: \"ON\" or \"OFF\".",
        "reported with the exact message: rosberglinhares/CloudFormationCognitoCustomResources issue 1; cfn_nag pull request 366";
    /// A property that exists only in the API.
    ApiOnlyProperty = "api-only-property": Error,
        "AWS::Cognito::UserPool has no such property: it's a member of an API request.",
        "CloudFormation refuses a template with a property that the resource type doesn't have.",
        "Use the property that the resource type has instead.",
        "schema of the resource type, 2026-10-20";
    /// A property whose name is almost right.
    MisspelledProperty = "misspelled-property": Error,
        "The resource type has no property of this name, but one with almost the same name.",
        "CloudFormation refuses a template with a property that the resource type doesn't have.",
        "Correct the name of the property.",
        "schema of the resource type, 2026-10-20";
    /// A name in `EnabledMfas` that isn't documented.
    UnknownMfa = "unknown-mfa": Error,
        "EnabledMfas contains a name that isn't an MFA factor.",
        "The documented names are SMS_MFA, SOFTWARE_TOKEN_MFA and EMAIL_OTP. The schema doesn't limit them, so no validation finds this.",
        "Use SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.",
        "documentation of AWS::Cognito::UserPool; that another name enables no factor is inferred";
    /// Only email MFA when the pool is created.
    EmailOnlyAtCreation = "email-only-mfa-at-creation": Error,
        "CloudFormation can't create a pool whose only MFA factor is email.",
        "It sends MfaConfiguration in CreateUserPool, where Cognito requires an SMS configuration. An update of an existing pool works.",
        "Add SOFTWARE_TOKEN_MFA to EnabledMfas. Or create the pool with MfaConfiguration \"OFF\" and without EnabledMfas, EmailAuthenticationMessage and EmailAuthenticationSubject, and turn MFA on in an update.",
        "reported: cloudformation-coverage-roadmap issue 2221, aws-cdk issue 32615 (2024-12)";
    /// `SMS_MFA` isn't enabled although the pool has an SMS configuration.
    SmsMfaDropped = "sms-mfa-dropped": Error,
        "EnabledMfas doesn't contain SMS_MFA, but the pool has an SMS configuration.",
        "CloudFormation's handler refuses to turn off SMS MFA while SmsConfiguration is set.",
        "Add SMS_MFA to EnabledMfas. For a new pool, you can remove SmsConfiguration instead.",
        "reported with the exact message: cloudformation-coverage-roadmap issue 1981, amplify-backend issue 1481";
    /// The mode `OFF` with factors.
    OffWithEnabledMfas = "off-with-enabled-mfas": Error,
        "MFA is off, but the template enables an MFA factor.",
        "CloudFormation sends both in one request of SetUserPoolMfaConfig. A pool without MfaConfiguration has MFA off, too.",
        "Remove the properties that enable a factor: EnabledMfas, EmailAuthenticationMessage and EmailAuthenticationSubject. If you want MFA, set MfaConfiguration to \"OPTIONAL\" or \"ON\" instead.",
        "the request is measured: go-to-k/cdkd issues 1923, 1968 and 1977; that CloudFormation sends it is inferred";
    /// An email text turns on email MFA.
    EmailTextEnablesEmailMfa = "email-text-enables-email-mfa": Warning,
        "EmailAuthenticationMessage or EmailAuthenticationSubject turns on email MFA, although EnabledMfas doesn't contain EMAIL_OTP.",
        "CloudFormation sends the texts as EmailMfaConfiguration, and this block enables email as a second factor.",
        "Add EMAIL_OTP to EnabledMfas if you want email MFA. Otherwise remove the two texts.",
        "go-to-k/cdkd issue 1924 for the request; that CloudFormation sends it is inferred";
    /// Removing `SignInPolicy` changes nothing.
    RemovalKeepsSignInPolicy = "removal-keeps-sign-in-policy": Warning,
        "The template has no SignInPolicy, but the pool keeps the one that it has.",
        "Removing Policies.SignInPolicy from a template leaves the live value, and the update reports success.",
        "To allow only passwords, set Policies.SignInPolicy.AllowedFirstAuthFactors to [PASSWORD].",
        "measured with CloudFormation on 2026-09-02: go-to-k/cdkd issue 1979";
    /// A relying party ID that is too long for the resource type.
    RelyingPartyIdTooLong = "relying-party-id-too-long": Error,
        "WebAuthnRelyingPartyID has more than 63 characters.",
        "The schema of the resource type allows 1 to 63 characters, although the API allows 127.",
        "Use a shorter domain, or set the relying party ID with SetUserPoolMfaConfig.",
        "schema of the resource type, 2026-10-20";
    /// A text that the schema of the resource type doesn't list.
    NotInSchema = "not-in-schema": Error,
        "The schema of the resource type doesn't list this value.",
        "CloudFormation validates the values that the schema lists before it sends a request.",
        "Use one of the values that the documentation lists.",
        "schema of the resource type, 2026-10-20";
    /// `WebAuthnUserVerification` in the wrong case.
    UserVerificationCase = "user-verification-case": Error,
        "WebAuthnUserVerification must be in lower case.",
        "The schema of the resource type accepts any text, but the API accepts only required and preferred.",
        "Write required or preferred in lower case.",
        "schema of the resource type, 2026-10-20, and API model";
    /// A key occurs more than once.
    DuplicateKey = "duplicate-key": Warning,
        "The key occurs more than once in the same map.",
        "Only the last value counts, and the other one is silently ignored.",
        "Remove one of the two.",
        "inferred: what loaders of YAML 1.1 and JSON do";
    /// An alias or a merge key in the YAML of a template.
    YamlAlias = "yaml-alias": Warning,
        "The template has a YAML alias or a merge key.",
        "CloudFormation itself refuses both: \"YAML aliases are not allowed in CloudFormation templates\". Tools such as SAM and the Serverless Framework expand them before they deploy.",
        "Deploy the template with such a tool, or write the values out.",
        "documentation of templates: YAML 1.1 without aliases and hash merges; that a tool expands them is inferred";
    /// A pool whose replacement deletes it.
    ReplacementLosesUsers = "replacement-loses-users": Suggestion,
        "If this resource is removed, renamed or replaced, CloudFormation deletes the pool with all users and passkeys.",
        "The template contains Delete. A new pool is empty: its users must sign up again, and no passkey works in it.",
        "Set UpdateReplacePolicy and DeletionPolicy to Retain, and DeletionProtection to ACTIVE.",
        "documentation of DeletionPolicy and UpdateReplacePolicy";
    /// A risk configuration of one app client.
    RiskOfOneClient = "risk-of-one-client": Suggestion,
        "This risk configuration is for one app client, so the pool isn't judged with it.",
        "Its actions replace the pool's for sign-ins of this client.",
        "For the whole pool, set ClientId to ALL.",
        "API reference, SetRiskConfiguration";
    /// A risk configuration of a pool that isn't in the template.
    RiskOfUnknownPool = "risk-of-unknown-pool": Suggestion,
        "The pool of this risk configuration isn't a resource of this file.",
        "Only its values are judged. Cognito also requires threat protection in the pool.",
        "Judge the file that defines the pool, too.",
        "inferred";
    /// `null` as a value.
    NullValue = "null-value": Error,
        "The property has no value.",
        "CloudFormation refuses null values in templates.",
        "Set a value, remove the property, or use !Ref AWS::NoValue.",
        "CloudFormation's validation of templates; for this property, it's inferred";
    /// A value has the wrong type.
    WrongType = "wrong-type": Error,
        "The value has the wrong type.",
        "CloudFormation validates the types of the resource's schema before it sends a request.",
        "Use a value of the type that the documentation lists.",
        "schema of the resource type, 2026-10-20";
    /// A parameter has a value that the template doesn't allow.
    ParameterNotAllowed = "parameter-not-allowed": Error,
        "The given value of this parameter isn't one of its AllowedValues.",
        "CloudFormation refuses the deployment before it sends a request.",
        "Use one of the AllowedValues.",
        "documentation of Parameters";
    /// An entry in `suppress` that isn't a suppression.
    UnknownSuppression = "unknown-suppression": Error,
        "This isn't a suppression, so it suppresses nothing.",
        "A suppression is a map with the code of a finding in id or code, and with a reason. It has no other members.",
        "Write the code in id, and the reason in reason.",
        "this tool";
    /// A part of the template that can't be judged.
    NotJudged = "not-judged": Warning,
        "This part of the template isn't judged.",
        "Its content is known only after CloudFormation or another tool has processed it.",
        "Judge the processed template.",
        "inferred";
    /// A plan that replaces a pool.
    PlanReplacesPool = "plan-replaces-pool": Security,
        "The plan deletes this pool and creates another one.",
        "The new pool has no users and no passkeys. Only what you exported before remains of the old one.",
        "Undo the change that forces the replacement, or add prevent_destroy to the resource's lifecycle block.",
        "documentation of Terraform: a replacement destroys the object";
    /// A plan that deletes a pool.
    PlanDeletesPool = "plan-deletes-pool": Security,
        "The plan deletes this pool.",
        "All its users and their passkeys are deleted, too. If deletion protection is active, Cognito refuses the deletion.",
        "Keep the resource. If only Terraform is to forget the pool, use a removed block with destroy = false.",
        "documentation of Terraform and of DeleteUserPool";
    /// An update that changes the relying party ID.
    PasskeysUnusable = "passkeys-unusable": Warning,
        "The update changes the relying party ID, so registered passkeys no longer work.",
        "A passkey belongs to the relying party ID that it was registered with. Users who sign in with only a passkey lose their sign-in.",
        "Keep the relying party ID. To change it anyway, first make sure that every user has another way to sign in.",
        "documentation of passkeys: they are bound to the relying party ID; spec 2";
    /// A provider without `factor_configuration`.
    ProviderResetsPasskeys = "provider-resets-passkeys": Warning,
        "This version of the provider can't set FactorConfiguration, so each apply that touches MFA sets it to SINGLE_FACTOR.",
        "SetUserPoolMfaConfig replaces the whole WebAuthn configuration. Passkeys then don't count as MFA, and users who have only a passkey as second factor can't use it.",
        "Use a version of the provider with web_authn_configuration.factor_configuration. A command that sets it afterwards is undone by the next apply.",
        "source of hashicorp/terraform-provider-aws, 2026-08; inferred for the effect on users";
    /// An empty `email_mfa_configuration`.
    EmptyEmailMfa = "empty-email-mfa": Warning,
        "An empty email_mfa_configuration block doesn't turn on email MFA.",
        "The provider sends nothing for a block in which nothing is set.",
        "Set message or subject in the block.",
        "reported: hashicorp/terraform-provider-aws issue 43917 (v6.9.0) and pull request 43926";
    /// An SMS block in a request that turns MFA off.
    SmsBlockUnderOff = "sms-block-under-off": Error,
        "The provider sends an SMS block together with the mode OFF when it creates this pool.",
        "It calls SetUserPoolMfaConfig because of web_authn_configuration, and adds SMS because of sms_configuration. An update leaves SMS out.",
        "Create the pool without sms_configuration, and add it afterwards. Or set mfa_configuration to ON or OPTIONAL.",
        "inferred from the source of hashicorp/terraform-provider-aws; the refusal of the request is measured";
    /// `sms_configuration` is removed.
    SmsConfigurationStays = "sms-configuration-stays": Warning,
        "Removing sms_configuration doesn't remove it from the pool.",
        "No operation of the service removes an SMS configuration, so the pool keeps it.",
        "Keep the block, so that the configuration shows what the pool has.",
        "API model: no request can remove SmsConfiguration";
    /// Settings that no given answer shows.
    IncompletePool = "incomplete-pool": Warning,
        "These answers don't show all settings of the pool, so some findings depend on what is missing.",
        "DescribeUserPool never shows TOTP, email MFA and passkey settings. GetUserPoolMfaConfig does, and DescribeRiskConfiguration shows the actions of threat protection.",
        "Add the missing answers.",
        "API model";
    /// A risk configuration of another pool.
    RiskOfOtherPool = "risk-of-other-pool": Warning,
        "This risk configuration is of another pool, so the pool isn't judged with it.",
        "Its UserPoolId isn't the ID of the pool in the other answers.",
        "Use what DescribeRiskConfiguration returns for this pool.",
        "API reference, DescribeRiskConfiguration";
    /// Too many combinations of open values.
    TooManyCombinations = "too-many-combinations": Warning,
        "The file leaves too many values open, so not every combination was tried.",
        "No finding is certain, and some may be missing.",
        "Set parameters with --parameter NAME=VALUE.",
        "limit of this tool";
}
