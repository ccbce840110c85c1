//! Users as JSON: one object, or one after another.

use cognito_mfa::UserFacts;
use cognito_mfa::wire::{Sensitive, UserAnswer, UserDescription, UserFault, UserRead};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::auth_factors::AuthFactors;
use crate::context::Context;
use crate::fault::Fault;
use crate::files::{Files, utf8};
use crate::object::{JsonObject, objects, offset};
use crate::place::Place;
use crate::population::Users;
use crate::source::Source;
use crate::unshown::{Unshown, UnshownFacts};

/// Reads a file with one user: one object, or two of which one is the output of `GetUserAuthFactors` for the same user.
///
/// Also returns what the file can't show about the user.
pub(crate) fn read_one(source: &Source, files: &mut Files<'_>) -> Result<(UserFacts, Unshown), Fault> {
    let text = files.text(source)?;
    let mut all: Vec<JsonObject<'_>> = Vec::new();
    for object in text.objects().take(3) {
        all.push(object?);
    }
    let (user, place) = if let [one, other] = all.as_slice() {
        let (first, second) = (decode(one)?, decode(other)?);
        let of_one_user = first.username.is_some() && first.username == second.username;
        let joined = of_one_user.then(|| Known::new(&first, 0).joined(&Known::new(&second, 0))).flatten();
        let expected = "a second JSON object starts here. Expected only one, or also the output of GetUserAuthFactors for \
                        the same user";
        (joined.ok_or_else(|| other.place.fault(expected))?, one.place.clone())
    } else {
        let only = text.object()?;
        (Known::new(&decode(&only)?, 0), only.place)
    };
    let facts = match user.skipped {
        Some(status) => Err(UserFault::StatusNotModeled(status)),
        None => user.description.facts(),
    };
    let facts = facts.map_err(|fault| Fault::of_user(&place, &fault))?;
    let mut unshown = Unshown::default();
    unshown.add(facts, user.unshown(), 1);
    Ok((facts, unshown))
}

/// Reads users, one JSON object per line. An object may also be the output of `ListUsers`, and may take several lines.
///
/// Two objects in a row are one user when one of them is the output of `GetUserAuthFactors` for the user of the other one.
/// `factors` are files with such outputs, for users anywhere in the other files.
pub(crate) fn read(sources: &[Source], factors: &[Source], context: &mut Context<'_>) -> Result<Users, Fault> {
    let factors = AuthFactors::read(factors, &mut context.files)?;
    let mut count = Count { factors, ..Count::default() };
    for source in sources {
        each(source, &mut context.files, &mut |answer, spot| count.take(answer, spot))?;
        count.settle(&source.name())?;
    }
    if count.factors.are_unused() {
        context.err.remark("note: no user of --users is in the files of --auth-factors.");
    }
    count.finish()
}

/// Where an answer starts. A place is made of it only where one is needed.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'f> {
    file: &'f str,
    line: usize,
}

impl Spot<'_> {
    pub(crate) fn place(self) -> Place {
        Place::line(self.file, self.line)
    }
}

/// Calls `take` for each user in a file.
pub(crate) fn each(
    source: &Source,
    files: &mut Files<'_>,
    take: &mut impl FnMut(&UserAnswer<'_>, Spot<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let file = source.name();
    let mut lines = files.lines(source)?;
    let (mut line, mut is_empty) = (Vec::new(), true);
    while lines.next_into(&mut line)? {
        lines.refuse_binary(&line, "(FROM '{}') TO 'users.jsonl' (FORMAT json)")?;
        if let Some(answer) = alone(&line) {
            is_empty = false;
            take(&answer, Spot { file: &file, line: lines.number() })?;
            continue;
        }
        let place = lines.place();
        if is_unfinished(&line) {
            lines.rest_into(&mut line)?;
        }
        let text = utf8(&place, std::mem::take(&mut line))?;
        for object in objects(place, &text) {
            is_empty = false;
            each_in(&object?, &file, take)?;
        }
    }
    if is_empty { Err(Place::file(&file).fault("nothing to read. Expected users as JSON")) } else { Ok(()) }
}

/// The user of a line that holds exactly one user, as most lines do. Other lines take the slower path, which reports
/// errors.
fn alone(line: &[u8]) -> Option<UserAnswer<'_>> {
    let text = std::str::from_utf8(line).ok().filter(|text| !may_be_list(text))?;
    UserAnswer::decode(text).ok().filter(is_about_user)
}

/// Whether anything is known about the user. Every other JSON object also reads as a user about whom nothing is known.
fn is_about_user(answer: &UserAnswer<'_>) -> bool {
    answer.username.is_some() || answer.status_not_modeled.is_some() || answer.description != UserDescription::new()
}

fn may_be_list(json: &str) -> bool {
    json.contains("\"Users\"")
}

/// Whether the object continues on the next line.
fn is_unfinished(line: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|error| error.is_eof())
        && !line.trim_ascii().is_empty()
}

/// The output of `ListUsers`.
#[derive(Deserialize)]
struct List<'a> {
    #[serde(rename = "Users", borrow)]
    users: Vec<&'a RawValue>,
}

/// Calls `take` for the user of an object, or for every user of a list.
fn each_in(
    object: &JsonObject<'_>,
    file: &str,
    take: &mut impl FnMut(&UserAnswer<'_>, Spot<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let list = may_be_list(object.json).then(|| serde_json::from_str::<List<'_>>(object.json));
    let Some(Ok(list)) = list else { return take(&decode(object)?, Spot { file, line: object.place.number() }) };
    let (mut place, mut passed) = (object.place.clone(), 0);
    for user in list.users {
        let start = offset(object.json, user.get());
        place = place.after(object.json.get(passed..start));
        passed = start;
        let mut answer = decode(&JsonObject { place: place.clone(), json: user.get() })?;
        answer.read = UserRead::ListUsers;
        take(&answer, Spot { file, line: place.number() })?;
    }
    Ok(())
}

fn decode<'t>(object: &JsonObject<'t>) -> Result<UserAnswer<'t>, Fault> {
    let answer = UserAnswer::decode(object.json).map_err(|fault| Fault::of_user(&object.place, &fault))?;
    if is_about_user(&answer) {
        return Ok(answer);
    }
    let message = if may_be_list(object.json) {
        "the users of ListUsers. Expected one user, such as the output of AdminGetUser"
    } else {
        "not a user: it has no member of one. Expected the output of AdminGetUser, ListUsers or GetUserAuthFactors"
    };
    Err(object.place.fault(message))
}

/// What is known about a user.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) read: UserRead,
    pub(crate) description: UserDescription,
    /// A status that keeps the user out of the population.
    skipped: Option<&'static str>,
    /// The line of its answer.
    line: usize,
}

impl Known {
    pub(crate) const fn new(answer: &UserAnswer<'_>, line: usize) -> Self {
        let UserAnswer { read, description, status_not_modeled, .. } = answer;
        Self { read: *read, description: *description, skipped: *status_not_modeled, line }
    }

    /// The user of two answers about the same user; `None` unless one of them is of `GetUserAuthFactors`.
    pub(crate) fn joined(&self, other: &Self) -> Option<Self> {
        let (user, factors) = match (self.read, other.read) {
            (UserRead::AdminGetUser | UserRead::ListUsers, UserRead::GetUserAuthFactors) => (self, other),
            (UserRead::GetUserAuthFactors, UserRead::AdminGetUser | UserRead::ListUsers) => (other, self),
            _ => return None,
        };
        Some(Self { description: user.description.with_auth_factors(factors.description), ..*user })
    }

    /// Counts the user, or the status that keeps the user out.
    #[cfg(feature = "live")]
    pub(crate) fn count(&self, users: &mut Users, place: &Place) -> Result<(), Fault> {
        if let Some(status) = self.skipped {
            users.skipped.add(status, 1, || place.clone());
            return Ok(());
        }
        let facts = self.description.facts().map_err(|fault| Fault::of_user(place, &fault))?;
        users.add(facts, self.unshown(), 1);
        Ok(())
    }

    fn unshown(&self) -> UnshownFacts {
        UnshownFacts::of(&self.description, self.read)
    }
}

/// The users counted so far. The last one waits for a second answer about it.
#[derive(Default)]
struct Count {
    users: Users,
    factors: AuthFactors,
    waiting: Option<Known>,
    /// The name of the waiting user. It's empty when there is none.
    name: String,
    /// The first answer of `GetUserAuthFactors` that belongs to no other answer.
    factors_alone: Option<Place>,
    /// Whether there's an answer of another operation that such an answer could belong to.
    has_users_without: bool,
}

impl Count {
    fn take(&mut self, answer: &UserAnswer<'_>, spot: Spot<'_>) -> Result<(), Fault> {
        let name = answer.username.as_ref().map_or("", Sensitive::reveal);
        let known = Known::new(answer, spot.line);
        if !name.is_empty()
            && name == self.name
            && let Some(joined) = self.waiting.and_then(|waiting| waiting.joined(&known))
        {
            self.waiting = None;
            self.name.clear();
            return self.count(&joined, spot.file);
        }
        self.settle(spot.file)?;
        self.waiting = Some(known);
        self.name.push_str(name);
        Ok(())
    }

    /// Counts the waiting user.
    fn settle(&mut self, file: &str) -> Result<(), Fault> {
        let Some(mut user) = self.waiting.take() else { return Ok(()) };
        if user.read == UserRead::GetUserAuthFactors {
            if user.description.configured.is_some() && !self.name.is_empty() && self.factors_alone.is_none() {
                self.factors_alone = Some(Place::line(file, user.line));
            }
        } else if let Some(joined) = self.factors.find(&self.name).and_then(|factors| user.joined(&factors)) {
            user = joined;
        } else {
            self.has_users_without |= user.description.configured.is_none() && !self.name.is_empty();
        }
        self.name.clear();
        self.count(&user, file)
    }

    fn count(&mut self, user: &Known, file: &str) -> Result<(), Fault> {
        let spot = Spot { file, line: user.line };
        if let Some(status) = user.skipped {
            self.users.skipped.add(status, 1, || spot.place());
            return Ok(());
        }
        let facts = user.description.facts().map_err(|fault| Fault::of_user(&spot.place(), &fault))?;
        self.users.add(facts, user.unshown(), 1);
        Ok(())
    }

    /// The users, unless some of them are perhaps counted twice.
    fn finish(self) -> Result<Users, Fault> {
        match self.factors_alone {
            Some(place) if self.has_users_without => Err(place.fault(
                "the output of GetUserAuthFactors must come right before or after the other output for the same user. \
                 Or put these outputs into a file of their own, and pass it with --auth-factors",
            )),
            _ => Ok(self.users),
        }
    }
}
