//! What a file is. Its content shows that, never its name.

use std::sync::Arc;

use crate::file_error::FileError;
use crate::node::{Entry, Node, NodeKind};
use crate::read::json::{Json, JsonText, Member};
use crate::read::yaml;
use crate::terraform::TerraformFile;

/// What a file contains.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Document {
    /// A CloudFormation template: the whole template, or `resources` of a file of the Serverless Framework. Of resources that
    /// aren't Cognito's, it has only the type.
    Template(Node),
    /// What `terraform show -json` or `tofu show -json` prints.
    Terraform(TerraformFile),
    /// What the service returned about a pool, in the order of the file.
    PoolAnswers(Vec<PoolDocument>),
    /// What the service returned about users.
    Users(UserDocument),
    /// A scenario: calls, one on each line.
    Scenario,
    /// Terraform source, which shows no values.
    TerraformSource,
    /// Nothing that is judged.
    Other,
}

/// An answer of the service about a pool.
///
/// [`answer`](crate::answer) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolDocument {
    /// The operation that returns it.
    pub kind: PoolDocumentKind,
    /// The whole answer.
    pub node: Node,
}

/// The operations whose answers describe a pool.
///
/// Closed, because these three together show everything about a pool.
///
/// ```
/// use cognito_mfa_infra::PoolDocumentKind;
///
/// assert_eq!(PoolDocumentKind::Risk.operation(), "DescribeRiskConfiguration");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PoolDocumentKind {
    /// `DescribeUserPool`
    UserPool,
    /// `GetUserPoolMfaConfig`
    MfaConfig,
    /// `DescribeRiskConfiguration`
    Risk,
}

/// The operations whose answers describe users.
///
/// ```
/// use cognito_mfa_infra::{Document, UserDocument};
///
/// let list = Document::read(&"users.json".into(), r#"{"Users": [{"Username": "ann", "UserStatus": "CONFIRMED"}]}"#)?;
/// assert_eq!(list, Document::Users(UserDocument::ListUsers));
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UserDocument {
    /// `AdminGetUser` or `GetUser`
    AdminGetUser,
    /// `ListUsers`
    ListUsers,
    /// `GetUserAuthFactors`
    GetUserAuthFactors,
}

impl PoolDocumentKind {
    /// The name of the operation.
    #[must_use]
    pub const fn operation(self) -> &'static str {
        match self {
            Self::UserPool => "DescribeUserPool",
            Self::MfaConfig => "GetUserPoolMfaConfig",
            Self::Risk => "DescribeRiskConfiguration",
        }
    }
}

impl UserDocument {
    /// The name of the operation.
    #[must_use]
    pub const fn operation(self) -> &'static str {
        match self {
            Self::AdminGetUser => "AdminGetUser",
            Self::ListUsers => "ListUsers",
            Self::GetUserAuthFactors => "GetUserAuthFactors",
        }
    }
}

/// Whether a text can have to do with user pools. If not, a file that was found in a folder doesn't have to be read.
#[must_use]
pub fn mentions_cognito(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "AWS::Cognito::",
        "aws_cognito_",
        "awscc_cognito_",
        "\"UserPool",
        "MfaConfiguration",
        "\"RiskConfiguration\"",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

impl Document {
    /// Reads a text as far as it's needed to judge it.
    ///
    /// ```
    /// use cognito_mfa_infra::Document;
    ///
    /// let file = "a".into();
    /// let template = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n";
    /// assert!(matches!(Document::read(&file, template)?, Document::Template(_)));
    /// assert_eq!(Document::read(&file, "# Notes\n\nSome text.")?, Document::Other);
    ///
    /// let error = Document::read(&file, r#"{"EnabledMfas": ["SMS_MFA"], "MfaConfiguration": "ON"}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("a:1:1: the Properties of a CloudFormation resource"));
    /// # Ok::<(), cognito_mfa_infra::FileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`FileError`] if the text is neither JSON nor YAML nor Terraform source, or if it's something that looks like a pool but
    /// doesn't show all of it. The error says what is needed instead.
    pub fn read(file: &Arc<str>, text: &str) -> Result<Self, FileError> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with(['{', '[']) {
            let json = JsonText::new(file.clone(), text);
            let document = of_json(&json).and_then(|document| {
                // A value that is nested too deep for its kind to be seen is a fault of its own.
                if document == Self::Other {
                    json.not_too_deep()?;
                }
                Ok(document)
            });
            return document.or_else(|error| {
                // A template in YAML can have maps and lists in the same brackets. CloudFormation takes at most 1 MB.
                let node = if text.len() > LARGEST_TEMPLATE { None } else { yaml::node(file, text).ok() };
                let document = node.and_then(|node| of_node(file, node).ok());
                document.filter(|document| matches!(document, Self::Template(_))).ok_or(error)
            });
        }
        if is_terraform_source(text) {
            return Ok(Self::TerraformSource);
        }
        if start.is_empty() {
            return Ok(Self::Other);
        }
        of_node(file, yaml::node(file, text)?)
    }
}

/// The largest text in brackets that is tried as YAML, in bytes.
const LARGEST_TEMPLATE: usize = 1_048_576;

fn of_json<'t>(text: &'t JsonText<'t>) -> Result<Document, FileError> {
    let mut answers = Vec::new();
    for value in text.values() {
        let value = value?;
        let elements = value.elements().transpose()?;
        for part in elements.unwrap_or_else(|| vec![value]) {
            let Some(members) = part.members().transpose()? else { return Ok(Document::Other) };
            if let Some(resources) = members.iter().rev().find(|member| member.key == "Resources") {
                // Too many resources are an error, not another kind of document.
                resources.value.members().transpose()?;
            }
            let kind = Kind::of(&Outline::of_json(&members), &|message| part.error(message))?;
            match kind {
                Kind::Pool(kind) => answers.push(PoolDocument { kind, node: part.node()? }),
                // A second value of another kind is a mistake worth a message.
                _ if !answers.is_empty() => {
                    let expected = "another kind of document than the one before. Expected only answers about one pool";
                    return Err(part.error(expected));
                }
                Kind::Template => return template_of_json(part, &members).map(Document::Template),
                Kind::TemplateAnswer => {
                    let body = part.get("TemplateBody")?.unwrap_or(part);
                    if let Some(text) = body.text().transpose()? {
                        return if text.contains(COGNITO) {
                            Err(body.error(TEMPLATE_AS_TEXT))
                        } else {
                            Ok(Document::Other)
                        };
                    }
                    let members = body.members().transpose()?.unwrap_or_default();
                    return template_of_json(body, &members).map(Document::Template);
                }
                Kind::Serverless => return Ok(of_serverless(&part.node()?)),
                Kind::Terraform => {
                    return Ok(TerraformFile::read(part)?.map_or(Document::Other, Document::Terraform));
                }
                Kind::TerraformSource => return Ok(Document::TerraformSource),
                Kind::Users(kind) => return Ok(Document::Users(kind)),
                Kind::Scenario => return Ok(Document::Scenario),
                Kind::Other => return Ok(Document::Other),
            }
        }
    }
    Ok(if answers.is_empty() { Document::Other } else { Document::PoolAnswers(answers) })
}

const NOT_RESOURCES: &str = "Resources: not a map. Expected a map of logical IDs, each with its resource";

/// A template, in which resources that aren't Cognito's have only their type.
fn template_of_json(json: Json<'_>, members: &[Member<'_>]) -> Result<Node, FileError> {
    let entry = |member: &Member<'_>| {
        let value = match (member.key.as_ref(), member.value.members().transpose()?) {
            ("Resources", Some(resources)) => {
                let entries = resources.iter().map(resource_of_json).collect::<Result<_, FileError>>()?;
                Node { span: member.value.span(), kind: NodeKind::Map(entries) }
            }
            ("Resources", None) => return Err(member.value.error(NOT_RESOURCES)),
            _ => member.value.node()?,
        };
        Ok(Entry { key: member.key.clone().into_owned(), key_span: member.key_span(), value })
    };
    let entries = members.iter().map(entry).collect::<Result<_, FileError>>()?;
    Ok(Node { span: json.span(), kind: NodeKind::Map(entries) })
}

fn resource_of_json(member: &Member<'_>) -> Result<Entry, FileError> {
    let (key, key_span, json) = (member.key.clone().into_owned(), member.key_span(), member.value);
    let type_name = json.get("Type")?.and_then(|name| name.text()).transpose()?;
    let is_foreign = type_name.is_some_and(|name| !name.starts_with(COGNITO));
    let value = if is_foreign {
        let entries = json.members().transpose()?.unwrap_or_default();
        let types = entries.into_iter().filter(|entry| matches!(entry.key.as_ref(), "Type" | "Condition"));
        let entry = |member: Member<'_>| {
            let (key_span, value) = (member.key_span(), member.value.node()?);
            Ok(Entry { key: member.key.into_owned(), key_span, value })
        };
        Node { span: json.span(), kind: NodeKind::Map(types.map(entry).collect::<Result<_, FileError>>()?) }
    } else {
        json.node()?
    };
    Ok(Entry { key, key_span, value })
}

fn of_node(file: &Arc<str>, node: Node) -> Result<Document, FileError> {
    let error =
        |message: &str| FileError { file: file.clone(), position: Some(node.span.start), message: message.to_owned() };
    if !matches!(node.kind, NodeKind::Map(_)) {
        return Ok(Document::Other);
    }
    Ok(match Kind::of(&Outline::of_node(&node), &error)? {
        Kind::Template => match node.get("Resources") {
            Some(Node { kind: NodeKind::Map(_), .. }) | None => Document::Template(node),
            Some(Node { span, .. }) => {
                return Err(FileError {
                    file: file.clone(),
                    position: Some(span.start),
                    message: NOT_RESOURCES.to_owned(),
                });
            }
        },
        Kind::TemplateAnswer => match node.get("TemplateBody") {
            Some(Node { kind: NodeKind::String(text), span }) if text.contains(COGNITO) => {
                return Err(FileError { position: Some(span.start), ..error(TEMPLATE_AS_TEXT) });
            }
            Some(body) => Document::Template(body.clone()),
            None => Document::Template(node),
        },
        Kind::Serverless => of_serverless(&node),
        Kind::Pool(kind) => Document::PoolAnswers(vec![PoolDocument { kind, node }]),
        Kind::Users(kind) => Document::Users(kind),
        Kind::Scenario => Document::Scenario,
        Kind::TerraformSource => Document::TerraformSource,
        // Terraform prints JSON.
        Kind::Terraform | Kind::Other => Document::Other,
    })
}

/// `resources` of a file of the Serverless Framework: a template, or a list of templates that are merged.
fn of_serverless(node: &Node) -> Document {
    let Some(resources) = node.get("resources") else { return Document::Other };
    let parts = if resources.elements().is_empty() { std::slice::from_ref(resources) } else { resources.elements() };
    let mut template: Vec<Entry> = Vec::new();
    for entry in parts.iter().flat_map(Node::entries) {
        let merged = template.iter_mut().find(|other| parts.len() > 1 && other.key == entry.key);
        match merged.map(|other| &mut other.value.kind) {
            Some(NodeKind::Map(entries)) => entries.extend(entry.value.entries().iter().cloned()),
            Some(_) | None => template.push(entry.clone()),
        }
    }
    Document::Template(Node { span: resources.span, kind: NodeKind::Map(template) })
}

/// What a map is.
enum Kind {
    Template,
    TemplateAnswer,
    Serverless,
    Terraform,
    TerraformSource,
    Pool(PoolDocumentKind),
    Users(UserDocument),
    Scenario,
    Other,
}

/// What shows the kind of a map: its keys, and for some of them what is below.
struct Outline<'n> {
    keys: Vec<&'n str>,
    below: Option<Below>,
}

/// What is below the keys of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Something in `Resources` has a type.
    Resources,
    /// `resources` contains `Resources`.
    InnerResources,
    /// It's a resource of Cognito, or contains one.
    Fragment,
    /// `resource` contains one of Cognito's, as in Terraform source in JSON.
    CognitoSource,
}

impl Below {
    /// The first one that is there.
    fn first(all: [(Self, bool); 4]) -> Option<Self> {
        all.into_iter().find_map(|(below, is_there)| is_there.then_some(below))
    }
}

/// Members that only `GetUserPoolMfaConfig` returns, besides `MfaConfiguration`.
pub(crate) const MFA_BLOCKS: &[&str] =
    &["SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration"];

/// Properties of `AWS::Cognito::UserPool` that no answer about a pool has at its top.
const PROPERTIES: &[&str] = &[
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DeviceConfiguration",
    "EmailAuthenticationMessage",
    "EmailAuthenticationSubject",
    "EmailConfiguration",
    "EnabledMfas",
    "LambdaConfig",
    "Policies",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "UserPoolAddOns",
    "UserPoolName",
    "UserPoolTags",
    "UserPoolTier",
    "UsernameAttributes",
    "UsernameConfiguration",
    "VerificationMessageTemplate",
    "WebAuthnFactorConfiguration",
    "WebAuthnRelyingPartyID",
    "WebAuthnUserVerification",
];

/// The start of the types of Cognito's resources.
const COGNITO: &str = "AWS::Cognito::";

const TEMPLATE_AS_TEXT: &str = "a template as a text in TemplateBody, which has no lines of its own. Expected the template itself, as \
                                `aws cloudformation get-template --query TemplateBody --output text` prints it";

const NEEDED: &str = "Expected what DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration return";

impl Kind {
    fn of(outline: &Outline<'_>, error: &dyn Fn(&str) -> FileError) -> Result<Self, FileError> {
        let has = |key: &str| outline.keys.contains(&key);
        let has_any = |keys: &[&str]| keys.iter().any(|key| has(key));
        let kind = match () {
            () if has("format_version") => Self::Terraform,
            () if has("terraform_version") && has_any(&["lineage", "serial"]) => {
                let message = "a raw Terraform state. Expected the output of `terraform show -json`";
                return Err(error(message));
            }
            () if has("AWSTemplateFormatVersion") || outline.below == Some(Below::Resources) => Self::Template,
            () if has("TemplateBody") => Self::TemplateAnswer,
            () if outline.below == Some(Below::InnerResources) => Self::Serverless,
            () if outline.below == Some(Below::Fragment) => {
                let message = "a resource of a CloudFormation template without the template. Expected the whole template, with \
                               Resources at the top";
                return Err(error(message));
            }
            () if outline.below == Some(Below::CognitoSource) => Self::TerraformSource,
            () if several_answers(&has, &has_any) => {
                return Err(error(
                    "answers of several operations in one object. Write each answer as an object of its own, one after the other",
                ));
            }
            () if has("UserPool") => Self::Pool(PoolDocumentKind::UserPool),
            () if has("RiskConfiguration") => Self::Pool(PoolDocumentKind::Risk),
            () if has("UserPools") => {
                let message =
                    format!("a list of pools from ListUserPools, which doesn't show their settings. {NEEDED}");
                return Err(error(&message));
            }
            () if has("Users") => Self::Users(UserDocument::ListUsers),
            () if has("ConfiguredUserAuthFactors") => Self::Users(UserDocument::GetUserAuthFactors),
            () if has("Username")
                && has_any(&["UserStatus", "UserAttributes", "UserMFASettingList", "UserCreateDate"]) =>
            {
                Self::Users(UserDocument::AdminGetUser)
            }
            () if has_any(&["op", "options", "remark"]) => Self::Scenario,
            () if has("Id") && has_any(&["MfaConfiguration", "Arn", "Policies", "UserPoolTier"]) => {
                Self::Pool(PoolDocumentKind::UserPool)
            }
            () if has_any(&["UserPoolId", "PoolName"]) && (has("MfaConfiguration") || has_any(MFA_BLOCKS)) => {
                return Err(error(&format!("a request that changes a pool, not a pool. {NEEDED}")));
            }
            () if has("MfaConfiguration") && has_any(PROPERTIES)
                || has_any(&["EnabledMfas", "WebAuthnRelyingPartyID"]) =>
            {
                let message = "the Properties of a CloudFormation resource without the resource. Expected the whole template, with \
                               Resources at the top, or what DescribeUserPool and GetUserPoolMfaConfig return";
                return Err(error(message));
            }
            () if has("MfaConfiguration") => Self::Pool(PoolDocumentKind::MfaConfig),
            () if has_any(MFA_BLOCKS) => {
                let message = format!("MfaConfiguration: missing. GetUserPoolMfaConfig always returns it. {NEEDED}");
                return Err(error(&message));
            }
            () => Self::Other,
        };
        Ok(kind)
    }
}

/// Whether a map has the top of several answers about a pool.
fn several_answers(has: &dyn Fn(&str) -> bool, has_any: &dyn Fn(&[&str]) -> bool) -> bool {
    let is_config = has("MfaConfiguration") || has_any(MFA_BLOCKS);
    [has("UserPool"), has("RiskConfiguration"), is_config].into_iter().filter(|is_there| *is_there).count() > 1
}

impl<'n> Outline<'n> {
    fn of_node(node: &'n Node) -> Self {
        let entries = node.entries();
        let is_cognito =
            |node: &Node| node.get("Type").and_then(Node::text).is_some_and(|name| name.starts_with(COGNITO));
        let resources = node.get("resources");
        let inner = resources.into_iter().flat_map(|one| std::iter::once(one).chain(one.elements()));
        let has_type = |one: &Entry| one.value.get("Type").is_some() || is_loop(&one.key);
        let below = Below::first([
            (Below::Resources, node.get("Resources").is_some_and(|all| all.entries().iter().any(has_type))),
            (Below::InnerResources, inner.into_iter().any(|one| one.get("Resources").is_some())),
            (Below::Fragment, is_cognito(node) || entries.iter().any(|entry| is_cognito(&entry.value))),
            (
                Below::CognitoSource,
                node.get("resource").is_some_and(|all| all.entries().iter().any(|one| is_source(&one.key))),
            ),
        ]);
        // The ID of a pool in an application's configuration isn't an answer about it.
        let keys = entries.iter().filter(|entry| entry.key != "UserPool" || entry.value.text().is_none());
        Self { keys: keys.map(|entry| entry.key.as_str()).collect(), below }
    }

    fn of_json(members: &'n [Member<'_>]) -> Self {
        // Faults below don't matter here: they are found when the value is read.
        let get = |json: Json<'n>, key: &str| json.get(key).ok().flatten();
        let inside = |json: Json<'n>| json.members().and_then(Result::ok).unwrap_or_default();
        let member = |key: &str| members.iter().rev().find(|member| member.key == key).map(|member| member.value);
        let type_name = |json: Json<'n>| get(json, "Type").and_then(|name| name.text()).and_then(Result::ok);
        let is_cognito = |json: Json<'n>| type_name(json).is_some_and(|name| name.starts_with(COGNITO));
        let own_type = member("Type").and_then(|name| name.text()).and_then(Result::ok);
        let inner = member("resources");
        let inner_list = inner.and_then(|one| one.elements()).and_then(Result::ok).unwrap_or_default();
        let is_own = own_type.is_some_and(|name| name.starts_with(COGNITO));
        let has = |key: &str, is_it: &dyn Fn(&Member<'_>) -> bool| {
            member(key).is_some_and(|all| inside(all).iter().any(is_it))
        };
        let below = Below::first([
            (
                Below::Resources,
                has("Resources", &|one| is_loop(&one.key) || one.value.get("Type").is_ok_and(|name| name.is_some())),
            ),
            (Below::InnerResources, inner.into_iter().chain(inner_list).any(|one| get(one, "Resources").is_some())),
            (Below::Fragment, is_own || members.iter().any(|member| is_cognito(member.value))),
            (Below::CognitoSource, has("resource", &|one| is_source(&one.key))),
        ]);
        let keys = members.iter().filter(|member| member.key != "UserPool" || member.value.text().is_none());
        Self { keys: keys.map(|member| member.key.as_ref()).collect(), below }
    }
}

/// Whether a key is a loop in the place of resources.
fn is_loop(key: &str) -> bool {
    key.starts_with("Fn::ForEach::")
}

fn is_source(type_name: &str) -> bool {
    type_name.starts_with("aws_cognito_")
}

/// Whether a text is in the Terraform language: after comments, it starts with a block.
fn is_terraform_source(text: &str) -> bool {
    const NAMED: &[&str] = &["resource", "module", "data", "provider", "variable", "output", "check", "ephemeral"];
    const PLAIN: &[&str] = &["terraform", "locals", "moved", "import", "removed"];
    let mut is_comment = false;
    let first = text.lines().map(str::trim_start).find(|line| {
        let was_comment = is_comment;
        is_comment = (is_comment || line.starts_with("/*")) && !line.contains("*/");
        !(was_comment || line.is_empty() || ["#", "//", "/*"].iter().any(|mark| line.starts_with(mark)))
    });
    let starts = |word: &str, mark: char| {
        let rest = first.and_then(|line| line.strip_prefix(word));
        rest.is_some_and(|rest| rest.starts_with([' ', '\t', mark]) && rest.trim_start().starts_with(mark))
    };
    NAMED.iter().any(|word| starts(word, '"')) || PLAIN.iter().any(|word| starts(word, '{'))
}
