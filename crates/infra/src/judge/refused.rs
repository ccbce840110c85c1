//! The findings about a refused request.

use cognito_mfa::pool::ThreatProtection;
use cognito_mfa::rules::{Rule, Violation};
use cognito_mfa::wire::{DecodeError, Serialization};

use super::{PoolSource, Refusal, Rename, Texts, member, members_of, place_of, repair};
use crate::call::Call;
use crate::finding::{Certainty, Code, Finding, ServiceError, Severity};
use crate::node::Node;
use crate::place::{Place, Span};

/// A refused call among the calls of its run.
pub(super) struct Refused<'r, S: ?Sized> {
    pub(super) source: &'r S,
    pub(super) calls: &'r [Call],
    pub(super) index: usize,
    pub(super) renames: &'r [Rename],
}

impl<S: PoolSource + ?Sized> Refused<'_, S> {
    pub(super) fn findings(&self, refusal: &Refusal, done: &[&'static str], is_first: bool) -> Vec<Finding> {
        let operation = self.calls.get(self.index).map_or("", |call| call.operation);
        let mut findings: Vec<Finding> = match refusal {
            Refusal::Rules(violations) => violations
                .iter()
                .enumerate()
                .map(|(index, one)| self.violation(operation, one, is_first && index == 0))
                .collect(),
            Refusal::Decode(error) => self.decode_error(operation, error, is_first),
        };
        // After another refusal, this request isn't sent at all.
        if let (true, false, Some(first)) = (is_first, done.is_empty(), findings.first_mut()) {
            first.notes.push(self.source.half_applied(done, operation));
        }
        findings
    }

    fn violation(&self, operation: &'static str, violation: &Violation, is_first: bool) -> Finding {
        let rule = violation.rule();
        let row = members_of(rule);
        let is_renamed_somewhere = self.renames.iter().any(|one| one.from == rule.code() && one.at.is_some());
        if !self.source.is_as_written() && !is_renamed_somewhere {
            // Only the code of an error counts if changes are tried.
            return self.renamed(Finding {
                code: rule.code(),
                rule: Some(rule),
                severity: Severity::Error,
                certainty: Certainty::Always,
                message: String::new(),
                place: self.source.place_to_add(""),
                related: Vec::new(),
                service: None,
                notes: Vec::new(),
                fixes: Vec::new(),
                outcomes: Vec::new(),
            });
        }
        let members = row.map_or(&[][..], |row| row.members);
        let seen = self.calls.get(..=self.index).unwrap_or_default();
        let found = members
            .iter()
            .filter(|member| member::is_about(violation, member))
            .filter_map(|member| member::find(seen, member).map(|node| self.source.place_of(node, member)));
        let mut places = self.whole_risk(rule).into_iter().chain(found);
        let adds = row.map_or(&[][..], |row| row.adds);
        let to_add = || self.source.place_to_add(adds.first().or(members.first()).copied().unwrap_or_default());
        let place = places.next().unwrap_or_else(to_add);
        let missing = adds.iter().filter(|member| member::find(seen, member).is_none());
        let others = places.chain(missing.map(|member| self.source.place_to_add(member)));
        let mut related: Vec<Place> = Vec::new();
        for other in others.filter(|other| is_elsewhere(other, &place)) {
            if !related.contains(&other) {
                related.push(other);
            }
        }
        let service = ServiceError {
            operation,
            exception: Some(violation.exception().name()),
            message: violation.message(),
            is_first,
        };
        let finding = Finding {
            code: rule.code(),
            rule: Some(rule),
            severity: Severity::Error,
            certainty: Certainty::Always,
            message: row.map_or_else(|| format!("{operation} is refused."), |row| row.finds.into()),
            place,
            related,
            service: Some(service),
            notes: Vec::new(),
            outcomes: Vec::new(),
            fixes: self
                .tier(rule)
                .or_else(|| self.source.fixes(rule, seen))
                .unwrap_or_else(|| row.map(|row| self.fix(row.fix)).into_iter().collect()),
        };
        self.renamed(finding)
    }

    /// The place of a refused risk configuration that sets only what doesn't bear on MFA.
    fn whole_risk(&self, rule: Rule) -> Option<Place> {
        let body = &self.calls.get(self.index).filter(|_| rule == Rule::RiskNeedsThreatProtection)?.body;
        let has_actions = body.get("AccountTakeoverRiskConfiguration").is_some();
        (!has_actions).then(|| self.source.place_of(body, ""))
    }

    /// The tiers that include a feature.
    fn tier(&self, rule: Rule) -> Option<Vec<String>> {
        let seen = self.calls.get(..=self.index).unwrap_or_default();
        let threat = member::find(seen, "UserPoolAddOns.AdvancedSecurityMode").and_then(Node::text);
        let needs_plus = threat.is_some_and(|mode| mode != ThreatProtection::Off.name());
        let tiers = if needs_plus { "PLUS" } else { "ESSENTIALS or PLUS" };
        let tier = self.source.property("UserPoolTier");
        let fix = format!("Set {tier} to {tiers}, or remove the features that the message lists.");
        (rule == Rule::TierExcludesFeatures).then(|| vec![fix])
    }

    /// The fix with the tool's own names.
    fn fix(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, (member, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            text.push_str(before);
            text.push_str(&self.source.property(member));
            rest = after;
        }
        text + rest
    }

    fn decode_error(&self, operation: &'static str, error: &DecodeError, is_first: bool) -> Vec<Finding> {
        let service =
            ServiceError { operation, exception: Some(error.exception().name()), message: error.to_string(), is_first };
        let finding = |code: Code, member: &str| {
            let body = self.calls.get(self.index).map(std::slice::from_ref).unwrap_or_default();
            let place = place_of(self.source, body, &[member]);
            self.renamed(Finding { service: Some(service.clone()), ..Finding::new(code, place) })
        };
        let wrong_type = |member: &str| {
            let notes = vec!["Cognito can't read a request with a value of this type.".into()];
            Finding { notes, ..finding(Code::WrongType, member) }
        };
        match error {
            DecodeError::Constraints(constraints) => {
                let member = |fault: &str| member_of_fault(fault).map(member::from_message).unwrap_or_default();
                let found = |fault: &str| {
                    let finding = finding(Code::Constraint, member(fault).as_str());
                    let fix = || self.fix_of_null(fault).or_else(|| fix_of_fault(fault));
                    match fix().filter(|_| finding.code == Code::Constraint.code()) {
                        Some(fix) => Finding { fixes: vec![fix], ..finding },
                        None => finding,
                    }
                };
                let mut all: Vec<Finding> = Vec::new();
                for finding in constraints.faults().map(found) {
                    let is_same = |one: &&mut Finding| one.code == finding.code && one.place == finding.place;
                    match all.iter_mut().find(is_same) {
                        // A value with two faults needs both fixes.
                        Some(known) => {
                            if let (Some(one), Some(other)) = (known.fixes.first_mut(), finding.fixes.first())
                                && !one.contains(other)
                            {
                                *one = format!("{one} {other}");
                            }
                        }
                        None => all.push(finding),
                    }
                }
                all
            }
            DecodeError::Serialization(
                Serialization::WrongType { member, .. } | Serialization::Repeated { member },
            ) => vec![wrong_type(member)],
            DecodeError::Serialization(Serialization::NotJson { .. } | Serialization::TooDeep)
            | DecodeError::UnknownOperation => vec![wrong_type("")],
        }
    }

    /// How to fix a fault that says that a member is missing: the values that it can have.
    fn fix_of_null(&self, fault: &str) -> Option<String> {
        let (_, constraint) = fault.rsplit_once(" failed to satisfy constraint: ")?;
        let is_null = constraint.trim_end_matches('.') == "Member must not be null";
        let member = member::from_message(member_of_fault(fault).filter(|_| is_null)?);
        let name = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
        let property = name(&self.source.property(member.as_str()));
        let values = match name(member.as_str()).as_str() {
            "AdvancedSecurityMode" => "OFF, AUDIT or ENFORCED",
            "EventAction" => "NO_ACTION, MFA_IF_CONFIGURED, MFA_REQUIRED or BLOCK",
            "Name" => "verified_email, verified_phone_number or admin_only",
            "Notify" => "true or false",
            "Priority" => "1 or 2",
            _ => return Some(format!("Set {property}.")),
        };
        Some(format!("Set {property} to {values}."))
    }

    fn renamed(&self, finding: Finding) -> Finding {
        let is_it = |rename: &&Rename| {
            rename.from == finding.code && rename.at.is_none_or(|span| is_inside(finding.place.span, span))
        };
        let Some(rename) = self.renames.iter().find(is_it) else { return finding };
        let (place, related) = match &rename.place {
            Some(place) => (place.clone(), vec![finding.place]),
            None => (finding.place, finding.related),
        };
        let mut exact = Finding::new(rename.to, place);
        if let Some(Texts { message, note, fix }) = rename.texts.clone() {
            exact = Finding { message, notes: vec![note], fixes: vec![fix], ..exact };
        }
        Finding { severity: Severity::Error, rule: finding.rule, related, service: finding.service, ..exact }
    }
}

fn is_inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a place isn't a part of another one. Different properties to add can be at the same place.
fn is_elsewhere(one: &Place, other: &Place) -> bool {
    if one.span == other.span {
        one.property != other.property
    } else {
        !is_inside(one.span, other.span) && !is_inside(other.span, one.span)
    }
}

/// The path in the sentence of a fault. The value before it can be any text, so the search starts at the end.
fn member_of_fault(fault: &str) -> Option<&str> {
    let (before, _) = fault.rsplit_once(" failed to satisfy constraint: ")?;
    let (_, path) = before.rsplit_once("at '")?;
    path.strip_suffix('\'')
}

/// How a fix begins that lists the values that a member can have.
pub(crate) const ONE_OF: &str = "Use one of these values: ";

/// How to fix a fault that breaks a constraint: the value that was meant, or what is allowed.
fn fix_of_fault(fault: &str) -> Option<String> {
    let (before, constraint) = fault.rsplit_once(" failed to satisfy constraint: ")?;
    if let Some(values) = constraint.strip_prefix("Member must satisfy enum value set: [") {
        let values = values.trim_end_matches(['.', ']']);
        let value = before.split_once("Value '").and_then(|(_, rest)| Some(rest.rsplit_once("' at '")?.0));
        let meant = value.and_then(|value| values.split(", ").find(|one| repair::is_meant(one, value)));
        // TOTP is never a first factor.
        let allowed = || values.split(", ").filter(|value| *value != "SOFTWARE_TOKEN").collect::<Vec<_>>().join(", ");
        let one_of = || format!("{ONE_OF}{}.", allowed());
        return Some(meant.map_or_else(one_of, |one| format!("Write \"{one}\".")));
    }
    if constraint.contains(r"\{####\}") {
        let fix = match before.contains("{####}") {
            false => "Put {####} into the text. Cognito replaces it with the code.",
            // A period in a pattern matches everything except a line break.
            true if constraint.ends_with(".*") => "Write the text in one line.",
            true => "Use only letters, symbols, numbers, punctuation and spaces in the text.",
        };
        return Some(fix.into());
    }
    if constraint.contains("arn:[") {
        return Some("Use an ARN, such as \"arn:aws:iam::123456789012:role/sms\".".into());
    }
    let length = |prefix: &str| Some(constraint.strip_prefix(prefix)?.trim_end_matches('.').to_owned());
    if let Some(most) = length("Member must have length less than or equal to ") {
        return Some(format!("Shorten it to a length of at most {most}."));
    }
    if let Some(least) = length("Member must have length greater than or equal to ") {
        return Some(format!("Use a value with a length of at least {least}."));
    }
    if let Some(most) = length("Member must have value less than or equal to ") {
        return Some(format!("Use a number of at most {most}."));
    }
    let least = length("Member must have value greater than or equal to ");
    least.map(|least| format!("Use a number of at least {least}."))
}
