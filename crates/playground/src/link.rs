//! The state in a link: form-urlencoded, with only the members that differ from their defaults.

use form_urlencoded::Serializer;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::answer::written;
use crate::attempt_controls::{ATTEMPT, Asked};
use crate::control::{Control, Kind, Value};
use crate::pool_controls::{POOL, default_pool, in_form};
use crate::state::{Problem, State, VERSION, cut, described};
use crate::user_controls::{USER, default_user};

/// Browsers and chats cut longer links.
const LONGEST_POPULATION: usize = 8_000;

/// Writes the state of the page for a link: `{"fragment": …, "notices": […]}`.
///
/// ```
/// let link = cognito_mfa_playground::link(r#"{"pool": {"MfaConfiguration": "ON"}, "user": {"email": "verified"}}"#);
/// assert_eq!(link, r#"{"ok":{"fragment":"v=1&pool.MfaConfiguration=ON&user.email=verified","notices":[]}}"#);
/// ```
#[must_use]
pub fn link(state: &str) -> String {
    written(State::read(state).map(|(state, _)| Link::of(&state)))
}

/// Reads the fragment of a link: `{"state": …, "problems": […]}`. What can't be read is ignored, and becomes a problem.
///
/// ```
/// let opened = cognito_mfa_playground::open("v=1&pool.MfaConfiguration=ON");
/// assert!(opened.contains(r#""MfaConfiguration":"ON""#) && opened.ends_with(r#""problems":[]}}"#));
///
/// let opened = cognito_mfa_playground::open("v=1&pool.MfaConfiguration=MAYBE");
/// assert!(opened.contains(r#""member":"pool.MfaConfiguration""#));
/// ```
#[must_use]
pub fn open(fragment: &str) -> String {
    let (state, problems) = opened(fragment);
    written(Ok(Opened { state, problems }))
}

#[derive(Serialize)]
struct Link {
    fragment: String,
    notices: Vec<String>,
}

#[derive(Serialize)]
struct Opened {
    state: State,
    problems: Vec<Problem>,
}

impl Link {
    fn of(state: &State) -> Self {
        let mut pairs = Serializer::new(String::new());
        pairs.append_pair("v", &VERSION.to_string());
        if state.profile() != State::default().profile() {
            pairs.append_pair("profile", state.profile().name());
        }
        let pool = in_form(&default_pool(state.profile()));
        write(POOL, "pool", &state.pool, &pool, &mut pairs);
        if let Some(other) = &state.other {
            // A pool with only default values is a pool, too.
            pairs.append_pair("other", "");
            write(POOL, "other", other, &pool, &mut pairs);
        }
        write(USER, "user", &described(state.user), &default_user(), &mut pairs);
        write(ATTEMPT, "attempt", &state.asked, &Asked::default(), &mut pairs);
        let mut notices = Vec::new();
        match &state.population {
            Some(table) if table.len() <= LONGEST_POPULATION => {
                pairs.append_pair("population", table);
            }
            Some(_) => notices.push("The table of users is too long for a link. The link leaves it out.".into()),
            None => {}
        }
        Self { fragment: pairs.finish(), notices }
    }
}

/// Writes the members that differ from their defaults.
fn write<S>(controls: &[Control<S>], name: &str, subject: &S, default: &S, pairs: &mut Serializer<'_, String>) {
    for control in controls {
        let value = (control.get)(subject);
        if value != (control.get)(default) {
            let text = match value {
                Value::Choice(code) => code,
                Value::Flags(codes) => codes.join("."),
                Value::Switch(is_on) => is_on.to_string(),
            };
            pairs.append_pair(&format!("{name}.{}", control.id), &text);
        }
    }
}

/// Reads the pairs into the JSON of a state, which then judges the values.
fn opened(fragment: &str) -> (State, Vec<Problem>) {
    let mut members = Map::new();
    let mut repeated = Vec::new();
    let fragment = fragment.trim_start_matches('#');
    for (name, text) in form_urlencoded::parse(fragment.as_bytes()) {
        let (group, id) = name.split_once('.').map_or((&*name, None), |(group, id)| (group, Some(id)));
        let kind = match group {
            "pool" | "other" => id.and_then(|id| kind_of(POOL, id)),
            "user" => id.and_then(|id| kind_of(USER, id)),
            "attempt" => id.and_then(|id| kind_of(ATTEMPT, id)),
            _ => None,
        };
        let value = json(kind, &text);
        let earlier = match id {
            Some(id) => {
                let form = members.entry(group).or_insert_with(|| Map::new().into());
                form.as_object_mut().and_then(|form| form.insert(id.into(), value))
            }
            None if group == "other" && text.is_empty() => members.insert(group.into(), Map::new().into()),
            None if group == "v" => members.insert(group.into(), text.parse::<u64>().map_or(value, Json::from)),
            None => members.insert(group.into(), value),
        };
        if earlier.is_some() {
            repeated.push(Problem { member: cut(&name), message: "is repeated. The last value counts.".into() });
        }
    }
    let (state, mut problems) = State::of_members(&members);
    problems.extend(repeated.into_iter().take(1));
    (state, problems)
}

fn kind_of<S>(controls: &[Control<S>], id: &str) -> Option<Kind> {
    controls.iter().find(|control| control.id == id).map(|control| control.kind)
}

/// The text of a value as the JSON of a control of this kind.
fn json(kind: Option<Kind>, text: &str) -> Json {
    match kind {
        Some(Kind::Flags) if text.is_empty() => Json::Array(Vec::new()),
        Some(Kind::Flags) => text.split('.').map(Json::from).collect(),
        Some(Kind::Switch) => text.parse::<bool>().map_or_else(|_| text.into(), Json::from),
        Some(Kind::Choice) | None => text.into(),
    }
}
