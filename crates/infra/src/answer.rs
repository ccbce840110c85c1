//! The service's own answers about a pool: `DescribeUserPool`, `GetUserPoolMfaConfig` and `DescribeRiskConfiguration`.
//!
//! Each of them shows a part of the pool. What none of them shows is unknown, and never taken as unset.
//!
//! ```
//! use cognito_mfa_infra::answer::PoolAnswers;
//! use cognito_mfa_infra::Document;
//!
//! let mut answers = PoolAnswers::default();
//! let mut add = |file: &str, text: &str| {
//!     let file = file.into();
//!     let Document::PoolAnswers(documents) = Document::read(&file, text)? else { return Ok(()) };
//!     documents.into_iter().try_for_each(|document| answers.add(&file, document))
//! };
//! add("pool.json", r#"{"UserPool": {"Id": "eu-west-1_a1", "MfaConfiguration": "ON", "UserPoolTier": "PLUS"}}"#)?;
//!
//! // No: the mode is ON in the other file.
//! let error = add("old.json", r#"{"MfaConfiguration": "OFF"}"#).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "old.json:1:22: MfaConfiguration: another value than at pool.json:1:57. Expected answers from the same moment"
//! );
//!
//! // Yes.
//! add("mfa.json", r#"{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}"#)?;
//! # Ok::<(), cognito_mfa_infra::FileError>(())
//! ```

use std::sync::Arc;

use cognito_mfa::pool::{
    EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode, Pool, PoolMember, RiskAction, RiskActions,
    SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};
use cognito_mfa::wire::{DecodeError, DescribedPool, PoolAnswer, Serialization};

use crate::choices::{Choices, Reason};
use crate::document::{MFA_BLOCKS, PoolDocument, PoolDocumentKind};
use crate::file_error::FileError;
use crate::finding::{Code, Finding};
use crate::judge::{JudgeOptions, PoolSource, Run, body, judge};
use crate::judged::{JudgedResource, PoolChange, ResourceKind};
use crate::node::{Entry, Node, NodeKind};
use crate::path::Path;
use crate::place::{Place, Position, Presence, Span};

/// What the service's answers show about one pool.
///
/// ```
/// use cognito_mfa_infra::answer::PoolAnswers;
/// use cognito_mfa_infra::{Document, PoolDocumentKind};
///
/// let (file, mut answers) = ("mfa.json".into(), PoolAnswers::default());
/// let Document::PoolAnswers(documents) = Document::read(&file, r#"{"MfaConfiguration": "OFF"}"#)? else { panic!("an answer") };
/// for document in documents {
///     answers.add(&file, document)?;
/// }
/// assert_eq!(answers.missing(), [PoolDocumentKind::UserPool]);
/// assert!(answers.is_enough().is_err());
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PoolAnswers {
    user_pool: Option<Part>,
    mfa_config: Option<Part>,
    risk: Option<Part>,
    /// Risk configurations that aren't the pool's.
    other_risks: Vec<(Part, Code)>,
}

/// One answer, and the file that it's in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    file: Arc<str>,
    node: Node,
}

impl PoolAnswers {
    /// Adds an answer.
    ///
    /// The risk configuration of an app client or of another pool isn't the pool's. It's reported when the pool is judged. Add
    /// what `DescribeUserPool` returns first, so that it's known which pool it is.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the answer contradicts another one, is about another pool, or isn't valid. It names both places.
    pub fn add(&mut self, file: &Arc<str>, document: PoolDocument) -> Result<(), FileError> {
        let PoolDocument { kind, node } = document;
        let part = Part { file: file.clone(), node };
        part.decode(kind)?;
        // A refused answer leaves no trace.
        let mut next = self.clone();
        next.take(part, kind)?;
        next.check()?;
        *self = next;
        Ok(())
    }

    fn take(&mut self, part: Part, kind: PoolDocumentKind) -> Result<(), FileError> {
        let place = match kind {
            PoolDocumentKind::UserPool => &mut self.user_pool,
            PoolDocumentKind::MfaConfig => &mut self.mfa_config,
            PoolDocumentKind::Risk => {
                if part.get("ClientId").and_then(Node::text).is_some_and(|client| !client.is_empty()) {
                    self.other_risks.push((part, Code::RiskOfOneClient));
                    return Ok(());
                }
                &mut self.risk
            }
        };
        match place {
            None => *place = Some(part),
            Some(other) => agree(other, &part, kind)?,
        }
        Ok(())
    }

    /// Whether the answers show a pool. It takes at least the answer of `DescribeUserPool`.
    ///
    /// # Errors
    ///
    /// [`FileError`] that says which answer to add.
    pub fn is_enough(&self) -> Result<(), FileError> {
        let part = self.mfa_config.as_ref().or(self.risk.as_ref()).or(self.other_risks.first().map(|(part, _)| part));
        match (&self.user_pool, part) {
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(part)) => {
                let operation = match &self.mfa_config {
                    Some(_) => PoolDocumentKind::MfaConfig.operation(),
                    None => PoolDocumentKind::Risk.operation(),
                };
                let message = format!(
                    "only what {operation} returns, which doesn't show the tier, the sign-in policy and account recovery. Add \
                     what DescribeUserPool returns"
                );
                Err(part.error(part.node.span.start, message))
            }
        }
    }

    /// Judges the pool, in every combination of the values that no answer shows.
    #[must_use]
    pub fn judge(&self, options: JudgeOptions) -> JudgedResource {
        let place = self.user_pool.iter().chain(self.parts()).next();
        let place = place.map_or_else(
            || self.place_to_add(""),
            |part| self.place(part, part.get("Id").map_or(part.node.span, |id| id.span), String::new()),
        );
        let judgment = judge(self, options);
        let (kind, suppressions) = (ResourceKind::UserPool, Vec::new());
        let source = Arc::new(self.clone());
        JudgedResource { kind, change: PoolChange::Keep, place, judgment, suppressions, source, options }
    }

    /// The operations whose answers are missing. Without threat protection, a pool needs no risk configuration.
    #[must_use]
    pub fn missing(&self) -> Vec<PoolDocumentKind> {
        let threat = self.user_pool.as_ref().and_then(|part| {
            part.get("UserPoolAddOns").and_then(|add_ons| add_ons.get("AdvancedSecurityMode")).and_then(Node::text)
        });
        let has_risk = self.risk.is_some() || threat.is_none_or(|mode| mode == ThreatProtection::Off.name());
        let all = [
            (PoolDocumentKind::UserPool, self.user_pool.is_some()),
            (PoolDocumentKind::MfaConfig, self.mfa_config.is_some()),
            (PoolDocumentKind::Risk, has_risk),
        ];
        all.into_iter().filter(|(_, is_there)| !is_there).map(|(kind, _)| kind).collect()
    }

    /// The pool ID, if an answer shows it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        let described = self.user_pool.as_ref().and_then(|part| part.get("Id"));
        described.or_else(|| self.risk.as_ref()?.get("UserPoolId")).and_then(Node::text)
    }

    /// The answers must agree about what several of them show.
    fn check(&mut self) -> Result<(), FileError> {
        if let (Some(pool), Some(config)) = (&self.user_pool, &self.mfa_config) {
            agree_on(pool, pool.get("MfaConfiguration"), config, config.get("MfaConfiguration"), "MfaConfiguration")?;
            let block = config.get("SmsMfaConfiguration").and_then(|block| block.get("SmsConfiguration"));
            for member in ["SnsCallerArn", "ExternalId", "SnsRegion"] {
                let of = |configuration: Option<&Node>| configuration.and_then(|all| all.get(member)).cloned();
                let (one, other) = (of(pool.get("SmsConfiguration")), of(block));
                agree_on(pool, one.as_ref(), config, other.as_ref(), &format!("SmsConfiguration.{member}"))?;
            }
        }
        let is_other = |risk: &Part, id: &str| risk.get("UserPoolId").and_then(Node::text).is_some_and(|of| of != id);
        let id = self.user_pool.as_ref().and_then(|part| part.get("Id")).and_then(Node::text);
        if let Some(id) = id
            && let Some(risk) = self.risk.take_if(|risk| is_other(risk, id))
        {
            self.other_risks.push((risk, Code::RiskOfOtherPool));
        }
        Ok(())
    }

    /// The settings that no answer shows.
    fn not_shown(&self) -> Vec<PoolMember> {
        let missing = self.missing();
        let described = |member: &str| self.user_pool.as_ref().is_some_and(|part| part.get(member).is_some());
        let mut members = Vec::new();
        if !described("UserPoolTier") {
            members.push(PoolMember::Tier);
        }
        if missing.contains(&PoolDocumentKind::MfaConfig) {
            members.extend((!described("MfaConfiguration")).then_some(PoolMember::Mode));
            members.extend([
                PoolMember::SmsMfa,
                PoolMember::SoftwareTokenMfa,
                PoolMember::EmailMfa,
                PoolMember::WebAuthn,
            ]);
        }
        members.extend(missing.contains(&PoolDocumentKind::Risk).then_some(PoolMember::RiskActions));
        members
    }

    /// Whether the answers would show a member if it were set.
    fn shows(&self, member: &str) -> bool {
        match member {
            "SoftwareTokenMfaConfiguration"
            | "SmsMfaConfiguration"
            | "EmailMfaConfiguration"
            | "WebAuthnConfiguration" => self.mfa_config.is_some(),
            "AccountTakeoverRiskConfiguration" => self.risk.is_some(),
            // The answers of old commands don't have the tier.
            "UserPoolTier" => false,
            _ => self.user_pool.is_some(),
        }
    }

    /// What the missing answers would show, for a person to read.
    fn missing_settings(&self) -> Vec<&'static str> {
        let settings = |kind: &PoolDocumentKind| match kind {
            PoolDocumentKind::UserPool => "the tier and the sign-in policy",
            PoolDocumentKind::MfaConfig => "whether TOTP and email are MFA factors and how the pool uses passkeys",
            PoolDocumentKind::Risk => "the actions of threat protection",
        };
        self.missing().iter().map(settings).collect()
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        [&self.user_pool, &self.mfa_config, &self.risk].into_iter().flatten()
    }

    fn place(&self, part: &Part, span: Span, property: String) -> Place {
        let resource = self.id().unwrap_or("pool").into();
        Place { file: part.file.clone(), span, resource, property, presence: Presence::Set }
    }
}

impl Part {
    fn decode(&self, kind: PoolDocumentKind) -> Result<(), FileError> {
        self.unique(&self.node, &mut Path::default())?;
        let is_described = kind == PoolDocumentKind::UserPool;
        let foreign = MFA_BLOCKS.iter().filter(|_| is_described).find_map(|name| Some((name, self.get(name)?)));
        if let Some((name, block)) = foreign.filter(|(_, block)| block.kind != NodeKind::Null) {
            let message = format!(
                "{name}: not a member of what DescribeUserPool returns. Add what GetUserPoolMfaConfig returns as an object of its own"
            );
            return Err(self.error(block.span.start, message));
        }
        let body = self.text();
        let answer = PoolAnswer::decode(&body).map_err(|error| self.invalid(kind, &error))?;
        if answer.operation() == kind.operation() {
            return Ok(());
        }
        // The member that shows the operation is null.
        let message = format!("not what {} returns: its members are null", kind.operation());
        Err(self.error(self.node.span.start, message))
    }

    /// A key occurs only once in each map.
    fn unique(&self, node: &Node, path: &mut Path) -> Result<(), FileError> {
        let length = path.length();
        for (index, entry) in node.entries().iter().enumerate() {
            path.push_name(&entry.key);
            if let Some(first) = node.entries().iter().take(index).find(|other| other.key == entry.key) {
                let message =
                    format!("{path}: appears more than once, first at {}. Keep one of them", first.key_span.start);
                return Err(self.error(entry.key_span.start, message));
            }
            self.unique(&entry.value, path)?;
            path.back_to(length);
        }
        for (index, element) in node.elements().iter().enumerate() {
            path.push_index(index);
            self.unique(element, path)?;
            path.back_to(length);
        }
        Ok(())
    }

    /// Where a member is, or what is left of its path.
    fn position(&self, path: &str) -> Position {
        let mut here = &self.node;
        for name in path.split(['.', '[']) {
            let is_it = |entry: &&Entry| entry.key.eq_ignore_ascii_case(name);
            let Some(entry) = here.entries().iter().find(is_it) else { break };
            here = &entry.value;
        }
        here.span.start
    }

    /// The JSON text of the answer.
    fn text(&self) -> String {
        body::json(&self.node, "", &mut Choices::default(), 0).to_string()
    }

    /// A member of the structure that describes the pool.
    fn get(&self, name: &str) -> Option<&Node> {
        let inner = self.node.get("UserPool").or_else(|| self.node.get("RiskConfiguration")).unwrap_or(&self.node);
        inner.get(name).filter(|value| value.kind != NodeKind::Null)
    }

    fn error(&self, position: Position, message: String) -> FileError {
        FileError { file: self.file.clone(), position: Some(position), message }
    }

    fn invalid(&self, kind: PoolDocumentKind, error: &DecodeError) -> FileError {
        let (path, what) = match error {
            DecodeError::Constraints(constraints) => {
                let what = constraints.faults().collect::<Vec<_>>().join("; ");
                let path = what.split_once(" at '").and_then(|(_, rest)| rest.split_once('\''));
                (path.map(|(path, _)| path.to_owned()).unwrap_or_default(), what)
            }
            DecodeError::Serialization(Serialization::WrongType { member, expected }) => {
                (member.clone(), format!("{member}: expected {expected}"))
            }
            DecodeError::Serialization(_) | DecodeError::UnknownOperation => (String::new(), error.to_string()),
        };
        let message = format!("not what {} returns: {}", kind.operation(), what.trim_end_matches('.'));
        self.error(self.position(&path), message)
    }
}

/// Two answers of the same operation.
fn agree(one: &Part, other: &Part, kind: PoolDocumentKind) -> Result<(), FileError> {
    for id in ["Id", "UserPoolId"] {
        let (Some(first), Some(second)) = (one.get(id), other.get(id)) else { continue };
        if first.text() != second.text() {
            let message = format!(
                "the answer is about another pool than the one at {}:{}. Expected answers about one pool",
                one.file, first.span.start
            );
            return Err(other.error(second.span.start, message));
        }
    }
    let inner = |part: &Part| {
        let names = ["UserPool", "RiskConfiguration"];
        let inner = names.iter().find_map(|name| part.node.get(name)).unwrap_or(&part.node);
        inner.entries().iter().map(|entry| entry.key.clone()).collect::<Vec<_>>()
    };
    // The answers of two calls always differ in these.
    let ignored = ["ResponseMetadata", "ResultMetadata", "$metadata", "LastModifiedDate", "EstimatedNumberOfUsers"];
    for name in inner(one).iter().chain(&inner(other)).filter(|name| !ignored.contains(&name.as_str())) {
        let (first, second) = (one.get(name), other.get(name));
        let is_equal = match (first, second) {
            (Some(first), Some(second)) => is_same(first, second),
            (first, second) => first.is_none() == second.is_none(),
        };
        if !is_equal {
            let position = |part: &Part, value: Option<&Node>| value.map_or(part.node.span, |node| node.span).start;
            let message = format!(
                "{name}: another value than at {}:{}, although both are what {} returns. Expected one of them",
                one.file,
                position(one, first),
                kind.operation()
            );
            return Err(other.error(position(other, second), message));
        }
    }
    Ok(())
}

/// Two answers show the same setting.
fn agree_on(
    one: &Part,
    first: Option<&Node>,
    other: &Part,
    second: Option<&Node>,
    name: &str,
) -> Result<(), FileError> {
    let (Some(first), Some(second)) = (first, second) else { return Ok(()) };
    if is_same(first, second) {
        return Ok(());
    }
    let message = format!(
        "{name}: another value than at {}:{}. Expected answers from the same moment",
        one.file, first.span.start
    );
    Err(other.error(second.span.start, message))
}

fn is_same(one: &Node, other: &Node) -> bool {
    let json = |node: &Node| body::json(node, "", &mut Choices::default(), 0);
    json(one) == json(other)
}

/// A value that a missing answer would show.
fn open<'v, T: std::fmt::Display>(
    choices: &mut Choices,
    kind: PoolDocumentKind,
    name: &str,
    values: &'v [T],
) -> Option<&'v T> {
    choices.choose(name, Reason::NotShownBy(kind.operation().into()), values)
}

/// The settings that only `GetUserPoolMfaConfig` shows. `None` if they can't be those of a pool.
///
/// Whether passkeys must verify the user isn't tried: no finding about settings that aren't shown is worth printing.
fn open_mfa_config(pool: &mut Pool, choices: &mut Choices) -> Option<()> {
    const KIND: PoolDocumentKind = PoolDocumentKind::UserPool;
    let is_on = pool.mode != MfaMode::Off;
    if is_on {
        let token = *open(choices, KIND, "SoftwareTokenMfaConfiguration.Enabled", &[false, true])?;
        pool.software_token_mfa = token.then_some(SoftwareTokenMfa::ENABLED);
        // Email MFA needs a sender of the pool's own.
        let can_email = pool.email_sending_account == EmailSendingAccount::Developer && pool.tier != Tier::Lite;
        if can_email && *open(choices, KIND, "EmailMfaConfiguration", &["not set", "set"])? == "set" {
            pool.email_mfa = Some(EmailMfa::new());
        }
    }
    let modes = if pool.tier == Tier::Lite { &[FactorConfiguration::SingleFactor] } else { FactorConfiguration::ALL };
    let factor = *open(choices, KIND, "WebAuthnConfiguration.FactorConfiguration", modes)?;
    let mut block = WebAuthnConfiguration::new();
    block.factor_configuration = Some(factor);
    pool.web_authn = Some(block);
    let has_factor = pool.sms_configuration.is_some() || pool.software_token_mfa.is_some() || pool.email_mfa.is_some();
    (!is_on || has_factor).then_some(())
}

/// The actions that only `DescribeRiskConfiguration` shows: the same at each level, which shows whether they matter at all.
fn open_risk(choices: &mut Choices) -> Option<RiskActions> {
    let action =
        *open(choices, PoolDocumentKind::UserPool, "AccountTakeoverRiskConfiguration.Actions", RiskAction::ALL)?;
    Some(RiskActions { low: action, medium: action, high: action })
}

/// The tiers that a pool of an answer without a tier can have. Such answers are from before November 2024.
fn tiers(pool: &Pool) -> &'static [Tier] {
    let web_authn = pool.web_authn.as_ref().and_then(|block| block.factor_configuration);
    let needs_essentials = !pool.passwordless.is_empty()
        || pool.email_mfa.is_some()
        || web_authn == Some(FactorConfiguration::MultiFactorWithUserVerification);
    if pool.threat_protection != ThreatProtection::Off {
        &[Tier::Plus]
    } else if needs_essentials {
        &[Tier::Essentials, Tier::Plus]
    } else {
        Tier::ALL
    }
}

impl PoolSource for PoolAnswers {
    fn run(&self, choices: &mut Choices) -> Option<Run> {
        let texts: Vec<String> = self.parts().map(Part::text).collect();
        let answers = texts.iter().filter_map(|text| PoolAnswer::decode(text).ok());
        let mut pool = DescribedPool::new(answers, cognito_mfa::Profile::default()).pool;
        let described = self.user_pool.as_ref()?;
        if described.get("UserPoolTier").is_none() {
            pool.tier = *open(choices, PoolDocumentKind::UserPool, "UserPoolTier", tiers(&pool))?;
        }
        if self.mfa_config.is_none() {
            if described.get("MfaConfiguration").is_none() {
                pool.mode = *open(choices, PoolDocumentKind::UserPool, "MfaConfiguration", MfaMode::ALL)?;
            }
            open_mfa_config(&mut pool, choices)?;
        }
        if self.risk.is_none() && pool.threat_protection != ThreatProtection::Off {
            pool.risk_actions = open_risk(choices)?;
        }
        let mut findings: Vec<Finding> = Vec::new();
        let missing: Vec<&str> = self
            .missing()
            .iter()
            .filter(|kind| **kind != PoolDocumentKind::UserPool)
            .map(|kind| kind.operation())
            .collect();
        if !missing.is_empty() {
            let place = self.place(described, described.node.span, String::new());
            let finding = Finding::new(Code::IncompletePool, place);
            let verb = if missing.len() == 1 { "returns" } else { "return" };
            let fixes = vec![format!("Add what {} {verb}.", missing.join(" and "))];
            let message = format!("These answers don't show {}.", self.missing_settings().join(", or "));
            let shows = |kind: &PoolDocumentKind| match kind {
                PoolDocumentKind::UserPool => None,
                PoolDocumentKind::MfaConfig => Some(
                    "DescribeUserPool never shows TOTP, email MFA and passkey settings. GetUserPoolMfaConfig does."
                        .into(),
                ),
                PoolDocumentKind::Risk => {
                    Some("DescribeRiskConfiguration shows the actions of threat protection.".into())
                }
            };
            let notes = self.missing().iter().filter_map(shows).collect();
            findings.push(Finding { message, notes, fixes, ..finding });
        }
        for (risk, code) in &self.other_risks {
            let id = risk.get("ClientId").or_else(|| risk.get("UserPoolId"));
            let span = id.map_or(risk.node.span, |id| id.span);
            let resource = id.and_then(Node::text).unwrap_or("risk configuration").into();
            let place = Place { resource, ..self.place(risk, span, String::new()) };
            let mut finding = Finding::new(*code, place);
            if *code == Code::RiskOfOneClient {
                finding.fixes =
                    vec!["For the whole pool, add what DescribeRiskConfiguration returns without a ClientId.".into()];
            }
            findings.push(finding);
        }
        let is_of_client = self.other_risks.iter().any(|(_, code)| *code == Code::RiskOfOneClient);
        let others = ["CompromisedCredentialsRiskConfiguration", "RiskExceptionConfiguration"];
        let is_other = |risk: &Part| others.iter().any(|name| risk.get(name).is_some());
        let has_other_risk = is_of_client || self.risk.as_ref().is_some_and(is_other);
        Some(Run {
            is_deployment: false,
            pool: Some(pool),
            findings,
            not_shown: self.not_shown(),
            has_other_risk,
            ..Run::default()
        })
    }

    fn place_of(&self, value: &Node, member: &str) -> Place {
        let part = self.parts().next();
        let file = part.map_or_else(|| Arc::from(""), |part| part.file.clone());
        let resource = self.id().unwrap_or("pool").into();
        Place { file, span: value.span, resource, property: member.into(), presence: Presence::Set }
    }

    /// The member itself, in the answer that shows it.
    fn place_to_add(&self, member: &str) -> Place {
        let path = member.split_once('=').map_or(member, |(path, _)| path);
        for part in self.mfa_config.iter().chain(&self.user_pool).chain(&self.risk) {
            let mut found = None;
            for name in path.split('.') {
                let here = found.map_or_else(|| part.get(name), |node: &Node| node.get(name));
                if here.is_none() {
                    break;
                }
                found = here;
            }
            if let Some(node) = found {
                return self.place(part, node.span, path.to_owned());
            }
        }
        let nothing = Position { line: 1, column: 1 };
        let nothing = Place {
            file: Arc::from(""),
            span: Span { start: nothing, end: nothing },
            resource: self.id().unwrap_or("pool").into(),
            property: path.to_owned(),
            presence: Presence::NotShown,
        };
        let presence = match path.split('.').next().unwrap_or_default() {
            "" => Presence::Set,
            name if self.shows(name) => Presence::NotSet,
            _ => Presence::NotShown,
        };
        let place = |part: &Part| Place { presence, ..self.place(part, part.node.span, path.to_owned()) };
        self.parts().next().map_or(nothing, place)
    }

    fn property(&self, member: &str) -> String {
        member.to_owned()
    }
}
