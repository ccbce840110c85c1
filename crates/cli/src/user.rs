//! Users as JSON: one object, or one after another.

use cognito_mfa::UserFacts;
use cognito_mfa::wire::UserDescription;
use cognito_mfa_insight::Population;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::files::{Files, utf8};
use crate::object::{JsonObject, objects, offset};
use crate::place::Place;
use crate::source::Source;

/// The output of `ListUsers`.
#[derive(Deserialize)]
struct List<'a> {
    #[serde(rename = "Users", borrow)]
    users: Vec<&'a RawValue>,
}

/// Reads a file with one user.
pub(crate) fn read_one(source: &Source, files: &mut Files<'_>) -> Result<UserFacts, Fault> {
    let text = files.text(source)?;
    let object = text.object()?;
    facts(&object.place, object.json)
}

/// Reads users, one JSON object per line. An object may also be the output of `ListUsers`, and may take several lines.
pub(crate) fn read(source: &Source, files: &mut Files<'_>) -> Result<Population, Fault> {
    let mut lines = files.lines(source)?;
    let mut population = Population::default();
    let mut line = Vec::new();
    while lines.next_into(&mut line)? {
        if let Some(user) = alone(&line) {
            population.add(user, 1);
            continue;
        }
        let place = lines.place();
        if is_unfinished(&line) {
            lines.rest_into(&mut line)?;
        }
        let text = utf8(&place, std::mem::take(&mut line))?;
        for object in objects(place, &text) {
            count(&object?, &mut population)?;
        }
    }
    Ok(population)
}

/// The user of a line that holds exactly one user, as most lines do. Other lines take the slower path, which reports
/// errors.
fn alone(line: &[u8]) -> Option<UserFacts> {
    let text = std::str::from_utf8(line).ok().filter(|text| !may_be_list(text))?;
    UserDescription::decode(text).ok()?.facts().ok()
}

fn may_be_list(json: &str) -> bool {
    json.contains("\"Users\"")
}

/// Whether the object continues on the next line.
fn is_unfinished(line: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|error| error.is_eof())
        && !line.trim_ascii().is_empty()
}

/// Counts a user, or every user of a list.
fn count(object: &JsonObject<'_>, population: &mut Population) -> Result<(), Fault> {
    match may_be_list(object.json).then(|| serde_json::from_str::<List<'_>>(object.json)) {
        None | Some(Err(_)) => population.add(facts(&object.place, object.json)?, 1),
        Some(Ok(list)) => {
            for user in list.users {
                let before = object.json.get(..offset(object.json, user.get()));
                let place = object.place.after(before);
                population.add(facts(&place, user.get())?, 1);
            }
        }
    }
    Ok(())
}

fn facts(place: &Place, json: &str) -> Result<UserFacts, Fault> {
    let facts = UserDescription::decode(json).and_then(|description| description.facts());
    facts.map_err(|fault| Fault::of_user(place, &fault))
}
