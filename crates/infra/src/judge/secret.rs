//! Values that the file marks as sensitive don't show in findings.

use crate::finding::{Certainty, Finding};

/// What is shown instead.
const HIDDEN: &str = "(sensitive)";

/// Texts of at least this length are hidden wherever they occur. Shorter ones, such as `ON`, are also words of messages.
const LONG: usize = 8;

/// The characters of a long value that the service's message shows.
const SHOWN: usize = 256;

/// Replaces these values in an example.
pub(super) fn hide_values(certainty: &mut Certainty, secrets: &[String]) {
    let Certainty::Sometimes(example) = certainty else { return };
    for variable in example.iter_mut().filter(|variable| secrets.contains(&variable.value)) {
        HIDDEN.clone_into(&mut variable.value);
    }
}

/// Replaces these values in the sentences of a finding.
pub(super) fn hide(finding: &mut Finding, secrets: &[String]) {
    hide_values(&mut finding.certainty, secrets);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let service = finding.service.iter_mut().map(|service| &mut service.message);
        let outcomes = finding.outcomes.iter_mut().map(|outcome| &mut outcome.fix);
        let sentences = finding.notes.iter_mut().chain(&mut finding.fixes).chain(outcomes);
        for text in sentences.chain(service).chain([&mut finding.message]) {
            *text = text.replace(&format!("Value '{secret}' at"), &format!("Value '{HIDDEN}' at"));
            if secret.chars().count() >= LONG {
                *text = text.replace(secret.as_str(), HIDDEN);
            }
            if let Some((end, _)) = secret.char_indices().nth(SHOWN) {
                *text = text.replace(secret.get(..end).unwrap_or_default(), HIDDEN);
            }
        }
    }
}
