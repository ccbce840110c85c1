//! The values that a fix lists, because it isn't clear which one was meant: without those that another rule refuses.

use std::collections::BTreeSet;

use super::{Error, Trial, is_fixed, is_of_value};
use crate::choices::Choices;
use crate::finding::Finding;
use crate::judge::body::{FIRST_FACTORS, texts};
use crate::judge::{ONE_OF, PoolSource, judge_run};
use crate::node::{Node, NodeKind};
use crate::setting::{Setting, full};
use cognito_mfa::pool::{AuthFactor, MfaMode};

/// The members that have one of several texts.
const MEMBERS: [&str; 9] = [
    "MfaConfiguration",
    "UserPoolTier",
    "FactorConfiguration",
    "UserVerification",
    "AdvancedSecurityMode",
    "EmailSendingAccount",
    "LowAction",
    "MediumAction",
    "HighAction",
];

/// Takes the values out of the lists in fixes that would add a refusal.
pub(super) fn limit<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| is_of_value(finding)) {
        let property = finding.place.property.clone();
        for fix in &mut finding.fixes {
            let Some(listed) = fix.strip_prefix(ONE_OF) else { continue };
            let all: Vec<&str> = listed.trim_end_matches('.').split(", ").collect();
            let good: Vec<&str> = all.iter().copied().filter(|value| is_good(trial, &property, value)).collect();
            match good.as_slice() {
                // No one who asks for another mode means to turn MFA off.
                [one] if *one == MfaMode::Off.name() && all.contains(&MfaMode::On.name()) => {}
                [] => {}
                _ if good == all => {}
                [one] if first_factors(trial.source).iter().any(|factor| factor == one) => {
                    *fix = "Remove this value from the list.".into();
                }
                [one] => *fix = format!("Write \"{one}\"."),
                several => *fix = format!("{ONE_OF}{}.", several.join(", ")),
            }
        }
    }
}

/// Whether no other rule refuses a value of this property.
fn is_good<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, property: &str, value: &str) -> bool {
    let list = trial.source.property(full(FIRST_FACTORS));
    let index = property.strip_prefix(&list).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    if let Some(index) = index {
        // PASSWORD is allowed in each pool.
        let password = errors_with(trial, index, AuthFactor::Password.name());
        return errors_with(trial, index, value).is_subset(&password);
    }
    let Some(member) = MEMBERS.iter().find(|member| trial.source.property(full(member)) == property) else {
        return true;
    };
    let name = full(member).rsplit('.').next().unwrap_or(member);
    let Some(value) = texts(name).into_iter().flatten().find(|one| *one == value) else { return true };
    let after = trial.after(&[Setting::Set { member, value }]);
    after.is_none_or(|after| after.certain.is_subset(&trial.before.certain))
}

/// The errors with another first factor at this index, in the first run. A list with a refused element isn't judged.
fn errors_with<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, index: usize, factor: &str) -> BTreeSet<Error> {
    let mut errors = BTreeSet::new();
    Choices::every(1, |choices| {
        let Some(mut run) = trial.source.run(choices) else { return };
        for call in &mut run.calls {
            if let Some(element) = list_mut(&mut call.body, full(FIRST_FACTORS)).and_then(|list| list.get_mut(index)) {
                element.kind = NodeKind::String(factor.to_owned());
            }
        }
        let judged = judge_run(trial.source, run, trial.profile, choices);
        errors.extend(judged.findings.iter().filter(|one| is_fixed(one)).map(|one| (one.code, one.rule)));
    });
    errors
}

/// The first factors in the first run.
fn first_factors(source: &(impl PoolSource + ?Sized)) -> Vec<String> {
    let mut factors = Vec::new();
    Choices::every(1, |choices| {
        let mut calls = source.run(choices).map(|run| run.calls).unwrap_or_default();
        let lists = calls.iter_mut().filter_map(|call| list_mut(&mut call.body, full(FIRST_FACTORS)));
        factors.extend(lists.flatten().filter_map(|element| element.text().map(str::to_owned)));
    });
    factors
}

/// The elements of the list at this path.
fn list_mut<'n>(node: &'n mut Node, path: &str) -> Option<&'n mut Vec<Node>> {
    let mut node = node;
    for name in path.split('.') {
        let NodeKind::Map(entries) = &mut node.kind else { return None };
        node = &mut entries.iter_mut().find(|entry| entry.key == name)?.value;
    }
    if let NodeKind::List(elements) = &mut node.kind { Some(elements) } else { None }
}
