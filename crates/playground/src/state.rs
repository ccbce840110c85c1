//! The state of the page: the profile, a pool or two, a user, a sign-in, and the users to count.

use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::{Account, MfaPreference, Password, UserStatus};
use cognito_mfa::wire::UserDescription;
use cognito_mfa::{Attempt, CredentialStamp, Pool, PoolPolicy, Profile, User, UserFacts};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json};

use crate::attempt_controls::{ATTEMPT, Asked};
use crate::control::Control;
use crate::pool_controls::{POOL, default_pool, in_form};
use crate::user_controls::{USER, default_user};

/// The version of the state's form.
pub(crate) const VERSION: u64 = 1;

/// The state of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) pool: Pool,
    /// The pool to compare with.
    pub(crate) other: Option<Pool>,
    pub(crate) user: UserFacts,
    pub(crate) asked: Asked,
    /// A table with the number of users of each kind.
    pub(crate) population: Option<String>,
}

/// A part of a state that was ignored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Problem {
    /// The path of the member, for example `pool.UserPoolTier`.
    pub(crate) member: String,
    pub(crate) message: String,
}

/// One user and one sign-in are looked at, so every stamp gives the same answer.
const ANY_STAMP: CredentialStamp = CredentialStamp(0);

/// The members of a state.
const KNOWN: [&str; 7] = ["v", "profile", "pool", "other", "user", "attempt", "population"];

/// The longest part of an ignored value that a message repeats.
const SHOWN: usize = 40;

impl Default for State {
    fn default() -> Self {
        let profile = Profile::default();
        let user = facts(default_user(), &mut Problems::default());
        Self { pool: in_form(&default_pool(profile)), other: None, user, asked: Asked::default(), population: None }
    }
}

impl State {
    pub(crate) const fn profile(&self) -> Profile {
        self.pool.profile
    }

    pub(crate) const fn attempt(&self) -> Attempt {
        self.asked.attempt
    }

    pub(crate) fn policy(&self) -> PoolPolicy {
        self.pool.policy()
    }

    /// The user with a stamp that doesn't matter.
    pub(crate) fn stamped_user(&self) -> User {
        self.user.user(ANY_STAMP)
    }

    pub(crate) const fn context(&self) -> SignInContext {
        SignInContext { device: self.asked.attempt.device, risk: self.asked.attempt.risk }
    }

    /// This state with another pool.
    pub(crate) fn with_pool(&self, pool: &Pool) -> Self {
        Self { pool: in_form(pool), ..self.clone() }
    }

    /// Reads a state. What can't be read is ignored, and becomes a problem.
    ///
    /// The error is for a text that isn't a JSON object.
    pub(crate) fn read(text: &str) -> Result<(Self, Vec<Problem>), String> {
        let json: Json = serde_json::from_str(text).map_err(|error| format!("The state isn't JSON: {error}."))?;
        let Json::Object(members) = json else { return Err("The state must be a JSON object.".into()) };
        Ok(Self::of_members(&members))
    }

    /// Reads the members of a state.
    pub(crate) fn of_members(members: &Map<String, Json>) -> (Self, Vec<Problem>) {
        let mut problems = Problems::default();
        let profile = match members.get("profile") {
            None | Some(Json::Null) => Profile::default(),
            Some(json) => json.as_str().and_then(Profile::from_name).unwrap_or_else(|| {
                let names: Vec<_> = Profile::ALL.iter().map(|profile| profile.name()).collect();
                problems.ignored("profile", json, &format!("one of {}", names.join(", ")));
                Profile::default()
            }),
        };
        match members.get("v") {
            None | Some(Json::Null) => {}
            Some(json) if json.as_u64().is_some_and(|version| (1..=VERSION).contains(&version)) => {}
            Some(json) => problems.ignored("v", json, &format!("{VERSION}, the version of the form")),
        }
        let mut pool_at = |name: &str, json: &Json| {
            let mut pool = default_pool(profile);
            read_form(POOL, &mut pool, name, json, &mut problems);
            in_form(&pool)
        };
        let pool = pool_at("pool", members.get("pool").unwrap_or(&Json::Null));
        let other = members.get("other").filter(|json| !json.is_null()).map(|json| pool_at("other", json));
        let mut user = default_user();
        read_form(USER, &mut user, "user", members.get("user").unwrap_or(&Json::Null), &mut problems);
        let user = facts(user, &mut problems);
        let mut asked = Asked::default();
        read_form(ATTEMPT, &mut asked, "attempt", members.get("attempt").unwrap_or(&Json::Null), &mut problems);
        let population = match members.get("population") {
            None | Some(Json::Null) => None,
            Some(Json::String(table)) => Some(table.clone()),
            Some(json) => {
                problems.ignored("population", json, "a table as text");
                None
            }
        };
        for (name, json) in members.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
            problems.ignored(name, json, &format!("only {}", KNOWN.join(", ")));
        }
        (Self { pool, other, user, asked, population }, problems.0)
    }
}

#[derive(Debug, Default)]
struct Problems(Vec<Problem>);

/// No state of the page has as many. The rest of a longer list helps no one.
const MOST_PROBLEMS: usize = 20;

impl Problems {
    fn ignored(&mut self, member: &str, value: &Json, expected: &str) {
        let value = value.to_string();
        self.add(member, format!("{} is ignored. Expected {expected}.", cut(&value)));
    }

    fn add(&mut self, member: &str, message: String) {
        if self.0.len() < MOST_PROBLEMS {
            self.0.push(Problem { member: cut(member), message });
        }
    }
}

/// The start of a text, so that a message stays small.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

fn read_form<S>(controls: &[Control<S>], subject: &mut S, name: &str, json: &Json, problems: &mut Problems) {
    let members = match json {
        Json::Null => return,
        Json::Object(members) => members,
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
            return problems.ignored(name, json, "an object");
        }
    };
    for (id, value) in members {
        let member = format!("{name}.{id}");
        match controls.iter().find(|control| control.id == id) {
            Some(control) => {
                if let Err(expected) = control.set_from(subject, value) {
                    problems.ignored(&member, value, &expected);
                }
            }
            None => problems.add(&member, "is not a setting of this page. It is ignored.".into()),
        }
    }
}

/// The user that a form describes. Contradictions are resolved, and become problems.
fn facts(described: UserDescription, problems: &mut Problems) -> UserFacts {
    let (status, password) = (described.status.unwrap_or_default(), described.password.unwrap_or_default());
    let account = Account::new(status, password);
    // The form starts with a permanent password, so it's the value that a person didn't choose.
    let is_chosen = password != Password::Permanent || status != UserStatus::ForceChangePassword;
    if account.password() != password && is_chosen {
        let message = format!("{password} is ignored, because UserStatus is {status}. It is {}.", account.password());
        problems.add("user.Password", message);
    }
    let enabled = described.enabled.unwrap_or_default();
    let preference = MfaPreference::with_valid_preferred(enabled, described.preferred);
    if let Some(preferred) = described.preferred
        && preference.preferred().is_none()
    {
        let message = format!("{preferred} is ignored, because it is not in UserMFASettingList.");
        problems.add("user.PreferredMfaSetting", message);
    }
    let mut user = User::new(account.status(), account.password(), ANY_STAMP);
    user.access = described.access.unwrap_or_default();
    user.phone = described.phone.unwrap_or_default();
    user.email = described.email.unwrap_or_default();
    user.totp = described.totp.unwrap_or_default();
    user.passkeys = described.passkeys.unwrap_or_default();
    user.preference = preference;
    user.facts()
}

/// What the form contains for a user.
pub(crate) fn described(user: UserFacts) -> UserDescription {
    let user = user.user(ANY_STAMP);
    let description = UserDescription::new()
        .with_status(user.status())
        .with_password(user.password())
        .with_access(user.access)
        .with_phone(user.phone)
        .with_email(user.email)
        .with_totp(user.totp)
        .with_passkeys(user.passkeys)
        .with_enabled(user.preference.enabled());
    let preferred = user.preference.preferred();
    preferred.map_or(description, |preferred| description.with_preferred(preferred))
}

/// The members of a form.
pub(crate) struct Form<'a, S: 'static>(pub(crate) &'static [Control<S>], pub(crate) &'a S);

impl<S> Serialize for Form<'_, S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let Self(controls, subject) = self;
        let mut map = serializer.serialize_map(Some(controls.len()))?;
        for control in *controls {
            map.serialize_entry(control.id, &(control.get)(subject))?;
        }
        map.end()
    }
}

impl Serialize for State {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("v", &VERSION)?;
        map.serialize_entry("profile", self.profile().name())?;
        map.serialize_entry("pool", &Form(POOL, &self.pool))?;
        map.serialize_entry("other", &self.other.as_ref().map(|other| Form(POOL, other)))?;
        map.serialize_entry("user", &Form(USER, &described(self.user)))?;
        map.serialize_entry("attempt", &Form(ATTEMPT, &self.asked))?;
        map.serialize_entry("population", &self.population)?;
        map.end()
    }
}
