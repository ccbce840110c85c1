//! What the change from one pool to the other does to the users of a table.

use cognito_mfa_infra::HistogramHeader;
use cognito_mfa_insight::{Affected, Impact, Phrase, Population};
use serde::Serialize;

use crate::answer::written;
use crate::compare::NO_OTHER;
use crate::state::{State, cut};

/// Counts the users of the state's table (`population`) by what the change from the pool to the other one does to them.
///
/// ```
/// let answer = cognito_mfa_playground::impact(
///     r#"{"other": {"MfaConfiguration": "ON", "SmsConfiguration": true}, "population": "user_status,count\nCONFIRMED,1200"}"#,
/// );
/// assert!(answer.starts_with(r#"{"ok":{"users":1200,"classes":1,"#) && answer.contains(r#""code":"newly-locked-out""#));
///
/// let answer = cognito_mfa_playground::impact(r#"{"other": {}, "population": "user_status,count\nCONFIRMED,many"}"#);
/// assert_eq!(answer, r#"{"error":"population, line 2: count: expected a whole number, 0 or more."}"#);
/// ```
#[must_use]
pub fn impact(state: &str) -> String {
    written(State::read(state).and_then(|(state, _)| ImpactView::of(&state)))
}

#[derive(Serialize)]
struct ImpactView {
    users: u64,
    /// The number of kinds of users.
    classes: u64,
    attempt: String,
    effects: Vec<EffectView>,
    notices: Vec<String>,
}

#[derive(Serialize)]
struct EffectView {
    code: &'static str,
    sentence: &'static str,
    users: u64,
    classes: u64,
    examples: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    user: String,
    users: u64,
    state: State,
}

impl ImpactView {
    fn of(state: &State) -> Result<Self, String> {
        let other = state.other.as_ref().ok_or(NO_OTHER)?;
        let table = state.population.as_deref().ok_or("population: There is no table of users.")?;
        let Counted { population, skipped } = Counted::read(table)?;
        let impact = Impact::of(&state.policy(), &other.policy(), &population, state.attempt());
        let notice =
            |(status, users): &(&str, u64)| format!("{users} users are left out: no rule covers UserStatus {status}.");
        Ok(Self {
            users: impact.users(),
            classes: impact.classes(),
            attempt: Phrase(state.attempt()).to_string(),
            effects: impact.affected().map(|affected| EffectView::new(state, affected)).collect(),
            notices: skipped.iter().map(notice).collect(),
        })
    }
}

impl EffectView {
    fn new(state: &State, affected: &Affected) -> Self {
        let example = |(user, users): &(cognito_mfa::UserFacts, u64)| Example {
            user: user.to_string(),
            users: *users,
            // The table would be in each example.
            state: State { user: *user, population: None, ..state.clone() },
        };
        Self {
            code: affected.effect.code(),
            sentence: affected.effect.sentence(),
            users: affected.users,
            classes: affected.classes,
            examples: affected.examples.iter().map(example).collect(),
        }
    }
}

/// The users of a table.
pub(crate) struct Counted {
    pub(crate) population: Population,
    /// The users whose status no rule covers.
    skipped: Vec<(&'static str, u64)>,
}

impl Counted {
    /// Reads a table. The error names the line.
    pub(crate) fn read(table: &str) -> Result<Self, String> {
        let mut counted = Self { population: Population::default(), skipped: Vec::new() };
        let (mut header, mut total): (Option<HistogramHeader>, u64) = (None, 0);
        for (number, line) in (1_usize..).zip(table.trim_start_matches('\u{feff}').lines()) {
            let row = line.trim();
            let at = |message: &str| format!("population, line {number}: {}.", cut_long(message));
            let Some(header) = &header else {
                if !row.is_empty() {
                    header = Some(HistogramHeader::read(row).map_err(|message| at(&message))?);
                }
                continue;
            };
            if row.is_empty() || header.is_repeated(row) {
                continue;
            }
            let users = header.users(row).map_err(|error| at(error.to_string().trim_end_matches('.')))?;
            total = total.checked_add(users.count).ok_or_else(|| at("count: the sum of all rows is too large"))?;
            match users.kind {
                Ok(user) => counted.population.add(user, users.count),
                Err(status) => match counted.skipped.iter_mut().find(|(other, _)| *other == status) {
                    Some((_, sum)) => *sum += users.count,
                    None => counted.skipped.push((status, users.count)),
                },
            }
        }
        if header.is_some() {
            Ok(counted)
        } else {
            Err("population: The table is empty. Expected a header with a column `count`.".into())
        }
    }
}

/// A message can list every column. It never needs more.
fn cut_long(message: &str) -> String {
    if message.len() > 600 { cut(message) } else { message.into() }
}
