//! The checks of a template that no request shows.

use std::collections::HashMap;

use super::handler::{FACTORS, Properties};
use super::pool::{Source, properties};
use super::property;
use super::resolve::function;
use super::template::Resource;
use super::{RISK, USER_POOL};
use crate::choices::Reason;
use crate::finding::{Code, Finding, ServiceError};
use crate::judge::{Rename, Run};
use crate::node::{Entry, Node, NodeKind};
use crate::path::Path;
use crate::place::{Place, Span};
use cognito_mfa::Pool;
use cognito_mfa::pool::UserVerification;

/// A resource, to make findings at its places.
pub(super) struct At<'a> {
    pub(super) source: &'a Source,
    pub(super) resource: &'a Resource,
}

impl At<'_> {
    pub(super) fn finding(&self, code: Code, span: Span, property: &str) -> Finding {
        Finding::new(code, self.place(span, property))
    }

    pub(super) fn place(&self, span: Span, property: &str) -> Place {
        self.source.place(self.resource, span, property.to_owned())
    }

    /// The span of the properties, or else of the resource.
    pub(super) fn span(&self) -> Span {
        properties(&self.resource.node).map_or(self.resource.name_span, |properties| properties.span)
    }
}

/// The checks of the template's text: they find the same in every run.
pub(super) fn structure(at: &At<'_>, findings: &mut Vec<Finding>) {
    let Some(properties) = properties(&at.resource.node) else { return };
    findings.extend(not_a_map(at, properties));
    if at.resource.kind == USER_POOL {
        api_only(at, properties, findings);
        replacement(at, properties, findings);
    }
    let members = if at.resource.kind == RISK { property::RISK } else { property::USER_POOL };
    misspelled(at, properties, members, &mut Path::default(), findings);
    duplicate_keys(at, &at.resource.node, &mut Path::default(), findings);
    for entry in at.resource.node.entries() {
        // The path of a property doesn't begin with Properties.
        let mut path = if entry.key == "Properties" { Path::default() } else { Path::new(&entry.key) };
        duplicates(at, &entry.value, &mut path, findings);
    }
}

/// Properties that aren't properties: a list, for example.
fn not_a_map(at: &At<'_>, properties: &Node) -> Option<Finding> {
    match properties.kind {
        NodeKind::Map(_) | NodeKind::Unknown(_) => None,
        NodeKind::Null => {
            let fixes = vec!["Set the properties, or remove Properties.".into()];
            Some(Finding { fixes, ..at.finding(Code::NullValue, properties.span, "") })
        }
        NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::List(_) => {
            let message = "The value has the wrong type: a map is expected.".into();
            let fixes = vec!["Use a map.".into()];
            Some(Finding { message, fixes, ..at.finding(Code::WrongType, properties.span, "") })
        }
    }
}

/// A function in the place of properties, or of all of them. What it adds is known only when another tool has processed it.
pub(super) fn unknown_properties(at: &At<'_>) -> Option<Finding> {
    let properties = properties(&at.resource.node)?;
    if matches!(properties.kind, NodeKind::Unknown(_)) {
        return Some(at.finding(Code::NotJudged, properties.span, ""));
    }
    let function = properties.entries().iter().find(|entry| entry.key.starts_with("Fn::") || entry.key == "Ref")?;
    Some(at.finding(Code::NotJudged, function.key_span, &function.key))
}

/// Members of API requests that the resource type doesn't have.
fn api_only(at: &At<'_>, properties: &Node, findings: &mut Vec<Finding>) {
    for entry in properties.entries() {
        if let Some((_, fix)) = property::API_ONLY.iter().find(|(name, _)| *name == entry.key) {
            let finding = at.finding(Code::ApiOnlyProperty, entry.key_span, &entry.key);
            findings.push(Finding { fixes: vec![(*fix).to_owned()], ..finding });
        }
    }
}

/// Names that are almost those of members, at every level.
fn misspelled(at: &At<'_>, node: &Node, members: property::Members, path: &mut Path, findings: &mut Vec<Finding>) {
    if let Some((name, argument)) = function(node) {
        // Each branch of Fn::If has the same members.
        let branches = argument.elements().iter().skip(1).filter(|_| name == "Fn::If");
        branches.for_each(|branch| misspelled(at, branch, members, path, findings));
        return;
    }
    let length = path.length();
    for entry in node.entries() {
        path.push_name(&entry.key);
        let is_api_only = property::API_ONLY.iter().any(|(name, _)| *name == entry.key);
        let meant = property::meant_by(&entry.key, members).filter(|_| !is_api_only);
        if let Some(meant) = meant {
            let finding = at.finding(Code::MisspelledProperty, entry.key_span, path.as_str());
            findings.push(Finding { fixes: vec![format!("Write {meant}.")], ..finding });
        }
        let name = meant.unwrap_or(&entry.key);
        match members.iter().find(|(one, _)| *one == name).map(|(_, kind)| kind) {
            Some(property::Kind::Structure(inner)) => misspelled(at, &entry.value, inner, path, findings),
            Some(property::Kind::Structures(inner)) => {
                let inside = path.length();
                for (index, element) in entry.value.elements().iter().enumerate() {
                    path.push_index(index);
                    misspelled(at, element, inner, path, findings);
                    path.back_to(inside);
                }
            }
            Some(_) | None => {}
        }
        path.back_to(length);
    }
}

/// A policy that deletes the pool, and no protection against it.
fn replacement(at: &At<'_>, properties: &Node, findings: &mut Vec<Finding>) {
    let is_protected = properties.get("DeletionProtection").is_some_and(|value| value.text() != Some("INACTIVE"));
    let mut policies = at.resource.node.entries().iter();
    let is_delete = |entry: &&Entry| {
        matches!(entry.key.as_str(), "DeletionPolicy" | "UpdateReplacePolicy") && entry.value.text() == Some("Delete")
    };
    if let (false, Some(policy)) = (is_protected, policies.find(is_delete)) {
        findings.push(at.finding(Code::ReplacementLosesUsers, policy.value.span, &policy.key));
    }
}

/// Keys that occur more than once in a map or in a map inside of it.
fn duplicates(at: &At<'_>, node: &Node, path: &mut Path, findings: &mut Vec<Finding>) {
    let length = path.length();
    for (index, element) in node.elements().iter().enumerate() {
        path.push_index(index);
        duplicates(at, element, path, findings);
        path.back_to(length);
    }
    duplicate_keys(at, node, path, findings);
    for entry in node.entries() {
        path.push_name(&entry.key);
        duplicates(at, &entry.value, path, findings);
        path.back_to(length);
    }
}

fn duplicate_keys(at: &At<'_>, node: &Node, path: &mut Path, findings: &mut Vec<Finding>) {
    let length = path.length();
    for (entry, last) in duplicates_of(node) {
        path.push_name(&entry.key);
        let finding = at.finding(Code::DuplicateKey, entry.key_span, path.as_str());
        findings.push(twice(finding, at.place(last.key_span, path.as_str())));
        path.back_to(length);
    }
}

/// The entries whose key occurs again later, each with the last entry of its key.
pub(super) fn duplicates_of(node: &Node) -> Vec<(&Entry, &Entry)> {
    let last: HashMap<&str, &Entry> = node.entries().iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let with_last = |entry: &'_ Entry| last.get(entry.key.as_str()).copied();
    node.entries()
        .iter()
        .filter_map(|entry| Some((entry, with_last(entry)?)))
        .filter(|(entry, last)| entry.key_span != last.key_span)
        .collect()
}

/// The finding about a key with the place where the key occurs again.
pub(super) fn twice(finding: Finding, last: Place) -> Finding {
    let message = format!("The key occurs more than once in the same map: also in line {}.", last.span.start.line);
    Finding { message, related: vec![last], ..finding }
}

/// The checks of the properties in one run.
pub(super) fn values(at: &At<'_>, all: &Properties, before: Option<&Pool>, run: &mut Run) {
    let is_off = all.is_off();
    let list = all.get("EnabledMfas");
    let factors: Vec<&str> = list.map(Node::elements).unwrap_or_default().iter().filter_map(Node::text).collect();
    if is_off {
        run.renames.push(Rename {
            from: "off-excludes-factors",
            at: None,
            to: Code::OffWithEnabledMfas,
            place: None,
            texts: None,
        });
    }
    if !factors.is_empty() && factors.iter().all(|factor| *factor == "EMAIL_OTP") && before.is_none() {
        let place = list.map(|list| at.place(list.span, "EnabledMfas"));
        run.renames.push(Rename {
            from: "create-mode-needs-sms",
            at: None,
            to: Code::EmailOnlyAtCreation,
            place,
            texts: None,
        });
    }
    let texts = ["EmailAuthenticationMessage", "EmailAuthenticationSubject"];
    let texts: Vec<(&str, Span)> = texts.iter().filter_map(|name| Some((*name, all.get(name)?.span))).collect();
    if let (false, false, [(name, span), others @ ..]) = (is_off, factors.contains(&"EMAIL_OTP"), texts.as_slice()) {
        let turns_on = match others {
            [] => format!("{name} turns on"),
            [(other, _), ..] => format!("{name} and {other} turn on"),
        };
        let message = format!("{turns_on} email MFA, although EnabledMfas doesn't contain EMAIL_OTP.");
        run.findings.push(Finding { message, ..at.finding(Code::EmailTextEnablesEmailMfa, *span, name) });
    }
    let names_any = FACTORS.iter().any(|factor| factors.contains(factor));
    let is_faulty = |node: &Node| matches!(&node.kind, NodeKind::Unknown(unknown) if unknown.reason == Reason::Faulty);
    let has_sms = all.get("SmsConfiguration").is_some_and(|sms| !is_faulty(sms));
    let drops_sms = !is_off && names_any && !factors.contains(&"SMS_MFA") && has_sms;
    if let Some(list) = list.filter(|_| drops_sms) {
        run.findings.push(sms_dropped(at, list));
    }
    passkeys(at, all, run);
    run.findings.extend(all.get("EmailAuthenticationSubject").and_then(|subject| subject_of_other_length(at, subject)));
    let sets_factors = all.get("Policies").is_some_and(|policies| {
        matches!(policies.kind, NodeKind::Unknown(_)) || policies.get("SignInPolicy").is_some()
    });
    if !sets_factors && before.is_some_and(|pool| !pool.passwordless.is_empty()) {
        let place = at.source_place_to_add("Policies.SignInPolicy.AllowedFirstAuthFactors");
        run.findings.push(Finding::new(Code::RemovalKeepsSignInPolicy, place));
    }
}

impl At<'_> {
    fn source_place_to_add(&self, member: &str) -> Place {
        use crate::judge::PoolSource;
        PoolSource::place_to_add(self.source, member)
    }
}

/// The factor that a name that isn't documented is meant to be.
pub(super) fn meant_factor(name: &str) -> Option<&'static str> {
    match name.to_ascii_uppercase().as_str() {
        "SOFTWARE_TOKEN" | "TOTP" | "TOTP_MFA" | "OTP" | "SOFTWARE_TOKEN_OTP" => Some("SOFTWARE_TOKEN_MFA"),
        "SMS" | "SMS_OTP" => Some("SMS_MFA"),
        "EMAIL" | "EMAIL_MFA" | "EMAIL_OTP_MFA" => Some("EMAIL_OTP"),
        upper => FACTORS.into_iter().find(|factor| *factor == upper),
    }
}

pub(super) fn unknown_factors(at: &At<'_>, list: Option<&Node>, run: &mut Run) {
    let elements = list.map(Node::elements).unwrap_or_default();
    for (index, element) in elements.iter().enumerate() {
        let Some(name) = element.text().filter(|name| !FACTORS.contains(name)) else { continue };
        let mut finding = at.finding(Code::UnknownMfa, element.span, &format!("EnabledMfas[{index}]"));
        let is_there = |meant: &str| elements.iter().any(|other| other.text() == Some(meant));
        let has_factor = FACTORS.into_iter().any(is_there);
        let remove = || format!("Remove {name} from EnabledMfas.");
        match meant_factor(name) {
            Some(meant) if is_there(meant) => finding.fixes = vec![remove()],
            Some(meant) => finding.fixes = vec![format!("Write {meant}.")],
            None if is_passkey(name) && has_factor => {
                finding.notes.push("WebAuthnFactorConfiguration decides whether passkeys count as MFA.".into());
                finding.fixes = vec![remove()];
            }
            None => {}
        }
        run.findings.push(finding);
    }
}

fn is_passkey(name: &str) -> bool {
    ["WEB_AUTHN", "WEB_AUTHN_MFA", "WEBAUTHN", "PASSKEY"].iter().any(|one| one.eq_ignore_ascii_case(name))
}

fn sms_dropped(at: &At<'_>, list: &Node) -> Finding {
    let message = "Invalid request provided: Can't turn off SMS_MFA when SMS configuration is set for the user pool";
    let service =
        ServiceError { operation: "SetUserPoolMfaConfig", exception: None, message: message.into(), is_first: true };
    Finding { service: Some(service), ..at.finding(Code::SmsMfaDropped, list.span, "EnabledMfas") }
}

/// A subject with a length that the schema doesn't allow.
fn subject_of_other_length(at: &At<'_>, subject: &Node) -> Option<Finding> {
    if (1..=140).contains(&subject.text()?.chars().count()) {
        return None;
    }
    Some(Finding {
        message: "EmailAuthenticationSubject doesn't have 1 to 140 characters.".into(),
        notes: vec!["The schema of the resource type limits its length, although the API doesn't.".into()],
        fixes: vec!["Use a subject with 1 to 140 characters.".into()],
        ..at.finding(Code::NotInSchema, subject.span, "EmailAuthenticationSubject")
    })
}

fn passkeys(at: &At<'_>, all: &Properties, run: &mut Run) {
    let id = all.get("WebAuthnRelyingPartyID");
    if let Some(id) = id.filter(|id| id.text().is_some_and(|text| text.chars().count() > 63)) {
        let mut finding = at.finding(Code::RelyingPartyIdTooLong, id.span, "WebAuthnRelyingPartyID");
        if id.text().is_some_and(|text| text.chars().count() > 127) {
            // The API refuses it, too. One fix is enough for both.
            let (from, at) = (Code::Constraint.code(), Some(id.span));
            run.renames.push(Rename { from, at, to: Code::RelyingPartyIdTooLong, place: None, texts: None });
            finding.notes =
                vec!["The schema of the resource type allows 1 to 63 characters, and the API 1 to 127.".into()];
            finding.fixes = vec!["Use a domain with at most 63 characters.".into()];
        }
        run.findings.push(finding);
    }
    let verification = all.get("WebAuthnUserVerification");
    let is_other_case = |text: &str| {
        UserVerification::ALL.iter().any(|value| value.name() != text && value.name().eq_ignore_ascii_case(text))
    };
    if let Some(verification) = verification.filter(|node| node.text().is_some_and(is_other_case)) {
        let (from, at) = (Code::Constraint.code(), Some(verification.span));
        run.renames.push(Rename { from, at, to: Code::UserVerificationCase, place: None, texts: None });
    }
}
