//! The requests that the handlers of the resource types would send.

use super::check::{self, At};
use super::pool::properties;
use super::property::{self, Kind, Members};
use super::resolve::Resolver;
use crate::call::Call;
use crate::choices::{Choices, Reason};
use crate::finding::{Code, Finding};
use crate::judge::repair::is_meant;
use crate::judge::{ONE_OF, Rename, Run, SET_RISK, Texts, body};
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::path::Path;
use crate::place::Span;
use crate::setting::Split;
use cognito_mfa::Pool;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::wire::UserPoolResponse;

/// The resolved properties that bear on MFA.
pub(super) struct Properties(Vec<Entry>);

impl Properties {
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
    }

    /// Whether MFA is off, or meant to be.
    pub(super) fn is_off(&self) -> bool {
        self.get("MfaConfiguration")
            .is_none_or(|mode| mode.text().is_some_and(|text| is_meant(MfaMode::Off.name(), text)))
    }

    /// The properties of these names, as members of a request.
    fn members(&self, names: &[(&str, &str)]) -> Vec<Entry> {
        let member = |(name, member): &(&str, &str)| Some(entry(member, self.get(name)?.clone()));
        names.iter().filter_map(member).collect()
    }

    fn set(&mut self, name: &str, value: Node) {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.key == name) {
            entry.value = value;
        }
    }
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.into(), key_span: value.span, value }
}

fn map(span: Span, entries: Vec<Entry>) -> Node {
    Node { span, kind: NodeKind::Map(entries) }
}

const SMS: &str = "SMS_MFA";
const TOTP: &str = "SOFTWARE_TOKEN_MFA";
pub(super) const EMAIL: &str = "EMAIL_OTP";

/// The names that `EnabledMfas` can have.
pub(super) const FACTORS: [&str; 3] = [SMS, TOTP, EMAIL];

const UPDATE: &str = "UpdateUserPool";

/// What `CreateUserPool` and `UpdateUserPool` have in common.
const SETTINGS: &[(&str, &str)] = &[
    ("UserPoolTier", "UserPoolTier"),
    ("Policies", "Policies"),
    ("AccountRecoverySetting", "AccountRecoverySetting"),
    ("EmailConfiguration", "EmailConfiguration"),
    ("DeviceConfiguration", "DeviceConfiguration"),
    ("UserPoolAddOns", "UserPoolAddOns"),
    ("SmsConfiguration", "SmsConfiguration"),
];

pub(super) const EMAIL_TEXTS: &[(&str, &str)] =
    &[("EmailAuthenticationMessage", "Message"), ("EmailAuthenticationSubject", "Subject")];

const WEB_AUTHN: &[(&str, &str)] = &[
    ("WebAuthnRelyingPartyID", "RelyingPartyId"),
    ("WebAuthnUserVerification", "UserVerification"),
    ("WebAuthnFactorConfiguration", "FactorConfiguration"),
];

/// Adds the requests of a user pool to the run.
pub(super) fn user_pool(
    resolver: &Resolver<'_>,
    at: &At<'_>,
    before: Option<&Pool>,
    choices: &mut Choices,
    run: &mut Run,
) {
    let mut all = resolved(resolver, at, property::USER_POOL, choices, run);
    settle(&mut all, choices);
    check::unknown_factors(at, all.get("EnabledMfas"), run);
    take_meant_factors(&mut all, at, choices);
    check::values(at, &all, before, run);
    let mode = all.get("MfaConfiguration").cloned();
    let is_off = all.is_off();
    let named = |name: &str| {
        let list = all.get("EnabledMfas").map(Node::elements).unwrap_or_default();
        list.iter().find(|element| element.text() == Some(name))
    };
    let enables_any = FACTORS.iter().any(|factor| named(factor).is_some());
    // Without EnabledMfas, a pool with an SMS configuration has SMS MFA.
    let sms = named(SMS).or_else(|| all.get("SmsConfiguration").filter(|_| !is_off && !enables_any));
    let email_texts = all.members(EMAIL_TEXTS);
    let web_authn = all.members(WEB_AUTHN);
    let sets_mfa_config = enables_any || !email_texts.is_empty() || !web_authn.is_empty();
    let names_factors = all.get("EnabledMfas").is_some_and(|list| !list.elements().is_empty());

    let mut settings = all.members(SETTINGS);
    // At creation, the mode comes later only if TOTP is named. In an update, it comes later with any factor.
    let sends_mode = if before.is_none() { named(TOTP).is_none() } else { !sets_mfa_config || !names_factors };
    settings.extend(mode.clone().filter(|_| sends_mode).map(|mode| entry("MfaConfiguration", mode)));
    let operation = if before.is_none() { "CreateUserPool" } else { UPDATE };
    run.calls.push(Call { operation, body: map(at.span(), settings) });
    if !sets_mfa_config {
        return;
    }
    let mut body: Vec<Entry> = mode.map(|mode| entry("MfaConfiguration", mode)).into_iter().collect();
    if let Some(name) = named(TOTP) {
        let enabled = Node { span: name.span, kind: NodeKind::Bool(true) };
        body.push(entry("SoftwareTokenMfaConfiguration", map(name.span, vec![entry("Enabled", enabled)])));
    }
    if let Some(name) = sms {
        let members =
            [("SmsConfiguration", "SmsConfiguration"), ("SmsAuthenticationMessage", "SmsAuthenticationMessage")];
        body.push(entry("SmsMfaConfiguration", map(name.span, all.members(&members))));
    }
    if let Some(span) = named(EMAIL).map(|name| name.span).or(email_texts.first().map(|text| text.value.span)) {
        body.push(entry("EmailMfaConfiguration", map(span, email_texts)));
    }
    if let Some(first) = web_authn.first() {
        body.push(entry("WebAuthnConfiguration", map(first.value.span, web_authn.clone())));
    }
    run.calls.push(Call { operation: "SetUserPoolMfaConfig", body: map(at.span(), body) });
}

/// The properties whose changes come in the second of two steps.
pub(super) fn later(split: Split) -> impl Iterator<Item = &'static str> {
    let is_later = move |name: &&str| match split {
        // Both requests have it.
        Split::OtherOrder => *name != "SmsConfiguration",
        Split::FirstFactorsLast => *name == "Policies",
        Split::TierLast => *name == "UserPoolTier",
        Split::SenderLast => *name == "EmailConfiguration",
        Split::RecoveryLast => *name == "AccountRecoverySetting",
        Split::AllButFirstFactorsLast => !matches!(*name, "SmsConfiguration" | "Policies"),
    };
    SETTINGS.iter().map(|(name, _)| *name).filter(is_later)
}

/// The requests of the first of two steps. In these, some properties are as the pool has them.
pub(super) fn first_step(calls: &[Call], split: Split, before: &Pool) -> Vec<Call> {
    let first = calls.iter().map(|call| {
        let mut call = call.clone();
        if let (UPDATE, NodeKind::Map(entries)) = (call.operation, &mut call.body.kind) {
            entries.retain(|entry| !later(split).any(|name| name == entry.key));
            let now = serde_json::to_value(UserPoolResponse::new("", before)).unwrap_or_default();
            let now = body::node(now, call.body.span);
            let described = now.get("UserPool").map(Node::entries).unwrap_or_default();
            entries.extend(described.iter().filter(|entry| later(split).any(|name| name == entry.key)).cloned());
        }
        call
    });
    first.collect()
}

/// Gives a value to what decides about the requests themselves.
fn settle(all: &mut Properties, choices: &mut Choices) {
    let modes: Vec<&str> = MfaMode::ALL.iter().map(|mode| mode.name()).collect();
    if let Some(Node { span, kind: NodeKind::Unknown(unknown) }) = all.get("MfaConfiguration").cloned() {
        let mode = choose(&unknown, &modes, choices).to_owned();
        all.set("MfaConfiguration", Node { span, kind: NodeKind::String(mode) });
    }
    let Some(list) = all.get("EnabledMfas").cloned() else { return };
    let text = |span: Span, text: &str| Node { span, kind: NodeKind::String(text.into()) };
    let elements = match &list.kind {
        NodeKind::Unknown(unknown) => {
            const SETS: [&str; 8] = [
                "SOFTWARE_TOKEN_MFA",
                "SMS_MFA,SOFTWARE_TOKEN_MFA",
                "SMS_MFA",
                "EMAIL_OTP",
                "SOFTWARE_TOKEN_MFA,EMAIL_OTP",
                "SMS_MFA,EMAIL_OTP",
                "SMS_MFA,SOFTWARE_TOKEN_MFA,EMAIL_OTP",
                "",
            ];
            let set = choose(unknown, &SETS, choices);
            set.split(',').filter(|name| !name.is_empty()).map(|name| text(list.span, name)).collect()
        }
        NodeKind::List(elements) => elements
            .iter()
            .map(|element| match &element.kind {
                NodeKind::Unknown(unknown) => text(element.span, choose(unknown, &FACTORS, choices)),
                NodeKind::Null
                | NodeKind::Bool(_)
                | NodeKind::Number(_)
                | NodeKind::String(_)
                | NodeKind::List(_)
                | NodeKind::Map(_) => element.clone(),
            })
            .collect(),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Map(_) => return,
    };
    all.set("EnabledMfas", Node { span: list.span, kind: NodeKind::List(elements) });
}

/// Takes the factors that unknown names are meant to be. A name that means nothing is open, so nothing follows from it.
fn take_meant_factors(all: &mut Properties, at: &At<'_>, choices: &mut Choices) {
    let Some(Node { span, kind: NodeKind::List(mut elements) }) = all.get("EnabledMfas").cloned() else { return };
    for (index, element) in elements.iter_mut().enumerate() {
        let Some(name) = element.text().filter(|name| !FACTORS.contains(name)) else { continue };
        let unknown = faulty(at, &format!("EnabledMfas[{index}]"));
        let meant = check::meant_factor(name).unwrap_or_else(|| choose(&unknown, &FACTORS, choices));
        element.kind = NodeKind::String(meant.to_owned());
    }
    all.set("EnabledMfas", Node { span, kind: NodeKind::List(elements) });
}

/// A value that has a fault of its own.
fn faulty(at: &At<'_>, path: &str) -> Unknown {
    Unknown { name: format!("{}: {path}", at.resource.name), reason: Reason::Faulty }
}

fn choose<'v>(unknown: &Unknown, values: &[&'v str], choices: &mut Choices) -> &'v str {
    let chosen = choices.choose(&unknown.name, unknown.reason.clone(), values);
    chosen.or(values.first()).copied().unwrap_or_default()
}

/// Adds the request of a risk configuration to the run.
pub(super) fn risk(resolver: &Resolver<'_>, at: &At<'_>, has_pool: bool, choices: &mut Choices, run: &mut Run) {
    let client = properties(&at.resource.node).and_then(|all| all.get("ClientId"));
    let client = client.and_then(|client| resolver.resolve(client, choices));
    // An app client is nearly always a reference, so an open value is one, too.
    let client = client.filter(|client| client.text() != Some("ALL"));
    if !has_pool && client.is_none() {
        run.findings.push(at.finding(Code::RiskOfUnknownPool, at.resource.name_span, ""));
    }
    let all = resolved(resolver, at, property::RISK, choices, run);
    let has = |name: &str| properties(&at.resource.node).is_some_and(|all| all.get(name).is_some());
    run.has_other_risk |= has("CompromisedCredentialsRiskConfiguration") || has("RiskExceptionConfiguration");
    let call = Call { operation: SET_RISK, body: map(at.span(), all.0) };
    let Some(client) = client else { return run.calls.push(call) };
    run.findings.push(at.finding(Code::RiskOfOneClient, client.span, "ClientId"));
    run.has_other_risk = true;
    run.asides.push(call);
}

/// The properties that bear on MFA, resolved and converted to their types.
fn resolved(
    resolver: &Resolver<'_>,
    at: &At<'_>,
    members: Members,
    choices: &mut Choices,
    run: &mut Run,
) -> Properties {
    let Some(properties) = properties(&at.resource.node) else { return Properties(Vec::new()) };
    let mut entries = Vec::new();
    let are_known = property::are_known(properties.entries(), members);
    for (name, kind) in members {
        if *kind == Kind::Other {
            continue;
        }
        let raw = if are_known {
            properties.entries().iter().rev().find(|entry| entry.key == *name)
        } else {
            property::entry_of(properties.entries(), name, members)
        };
        let Some(raw) = raw else {
            if are_known {
                continue;
            }
            let is_meant = |entry: &&Entry| property::set_by(&entry.key).contains(name);
            let instead = properties.entries().iter().find(is_meant);
            let open = |found: &Entry| Node { span: found.key_span, kind: NodeKind::Unknown(faulty(at, name)) };
            entries.extend(instead.map(|found| entry(name, open(found))));
            continue;
        };
        let Some(value) = resolver.resolve(&raw.value, choices) else { continue };
        let mut path = Typed { at, run, path: Path::new(name) };
        if let Some(value) = path.value(value, *kind) {
            entries.push(entry(name, value));
        }
    }
    Properties(entries)
}

/// Converts values to the types of the schema, as CloudFormation does.
struct Typed<'t, 'a> {
    at: &'t At<'a>,
    run: &'t mut Run,
    path: Path,
}

impl Typed<'_, '_> {
    fn value(&mut self, node: Node, kind: Kind) -> Option<Node> {
        let span = node.span;
        let kept = |kind: NodeKind| Some(Node { span, kind });
        match (kind, node.kind) {
            (_, NodeKind::Unknown(unknown)) => kept(NodeKind::Unknown(unknown)),
            (_, NodeKind::Null) => {
                let finding = self.finding(Code::NullValue, span);
                self.run.findings.push(finding);
                kept(NodeKind::Unknown(faulty(self.at, self.path.as_str())))
            }
            (Kind::Text, NodeKind::Bool(value)) => {
                let texts = Some(self.boolean(value, span));
                let (from, at) = (Code::Constraint.code(), Some(span));
                self.run.renames.push(Rename { from, at, to: Code::ModeIsBoolean, place: None, texts });
                kept(NodeKind::String(value.to_string()))
            }
            (Kind::OneOf(values), NodeKind::Number(text) | NodeKind::String(text)) => {
                if values.contains(&text.as_str()) {
                    return kept(NodeKind::String(text));
                }
                let meant = values.iter().find(|value| is_meant(value, &text));
                let others = || format!("{ONE_OF}{}.", values.join(", "));
                let fixes = vec![meant.map_or_else(others, |meant| format!("Write {meant}."))];
                let finding = self.finding(Code::NotInSchema, span);
                self.run.findings.push(Finding { fixes, ..finding });
                let open = || NodeKind::Unknown(faulty(self.at, self.path.as_str()));
                kept(meant.map_or_else(open, |meant| NodeKind::String((*meant).to_owned())))
            }
            (Kind::Text, NodeKind::Number(text) | NodeKind::String(text)) => kept(NodeKind::String(text)),
            (Kind::Flag, NodeKind::Bool(value)) => kept(NodeKind::Bool(value)),
            (Kind::Flag, NodeKind::String(text)) if text.eq_ignore_ascii_case("true") => kept(NodeKind::Bool(true)),
            (Kind::Flag, NodeKind::String(text)) if text.eq_ignore_ascii_case("false") => kept(NodeKind::Bool(false)),
            (Kind::Whole, NodeKind::Number(text) | NodeKind::String(text)) if text.parse::<i64>().is_ok() => {
                kept(NodeKind::Number(text))
            }
            (Kind::Texts, NodeKind::List(elements)) => kept(NodeKind::List(self.elements(elements, Kind::Text))),
            (Kind::Structures(members), NodeKind::List(elements)) => {
                kept(NodeKind::List(self.elements(elements, Kind::Structure(members))))
            }
            (Kind::Structure(members), NodeKind::Map(entries)) => kept(NodeKind::Map(self.members(&entries, members))),
            (kind, _) => {
                let mut finding = self.finding(Code::WrongType, span);
                finding.message = format!("The value has the wrong type: {} is expected.", kind.name());
                finding.fixes = vec![format!("Use {}.", kind.name())];
                self.run.findings.push(finding);
                kept(NodeKind::Unknown(faulty(self.at, self.path.as_str())))
            }
        }
    }

    fn elements(&mut self, elements: Vec<Node>, kind: Kind) -> Vec<Node> {
        let length = self.path.length();
        let mut converted = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            self.path.push_index(index);
            converted.extend(self.value(element, kind));
            self.path.back_to(length);
        }
        converted
    }

    /// The members that bear on MFA. The last one of a name counts.
    fn members(&mut self, entries: &[Entry], members: Members) -> Vec<Entry> {
        let length = self.path.length();
        let mut converted = Vec::new();
        for (name, kind) in members {
            if *kind == Kind::Other {
                continue;
            }
            let Some(found) = property::entry_of(entries, name, members) else { continue };
            self.path.push_name(&found.key);
            converted.extend(self.value(found.value.clone(), *kind).map(|value| entry(name, value)));
            self.path.back_to(length);
        }
        converted
    }

    /// What to say about a boolean in the place of a string.
    fn boolean(&self, value: bool, span: Span) -> Texts {
        let path = self.path.as_str();
        let name = path.rsplit('.').next().unwrap_or(path);
        let row = Code::ModeIsBoolean.row();
        // `true` and `false` are booleans in each version of YAML, and in JSON.
        let length = span.end.column.saturating_sub(span.start.column);
        let is_plain = length == value.to_string().len();
        // ON and OFF are booleans in YAML 1.1, and no other word of these lengths is the same one.
        let is_written = length == if value { "ON".len() } else { "OFF".len() };
        let fix = match (name, value) {
            ("MfaConfiguration", true) if is_written => "Put the value in quotation marks: \"ON\".".into(),
            ("MfaConfiguration", true) => "Write \"ON\" or \"OPTIONAL\".".into(),
            ("MfaConfiguration" | "AdvancedSecurityMode", false) if is_written => {
                "Put the value in quotation marks: \"OFF\".".into()
            }
            ("MfaConfiguration" | "AdvancedSecurityMode", false) => "Write \"OFF\".".into(),
            _ => "Use one of the texts that the message lists.".into(),
        };
        let note = if is_plain { "CloudFormation sends a boolean as the text true or false." } else { row.means };
        Texts { message: format!("{name} is a boolean, not a string."), note: note.into(), fix }
    }

    fn finding(&self, code: Code, span: Span) -> Finding {
        self.at.finding(code, span, self.path.as_str())
    }
}
