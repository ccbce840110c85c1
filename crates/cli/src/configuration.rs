//! The configuration file `cognito-mfa.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf, absolute};

use cognito_mfa::Profile;
use cognito_mfa_insight::Severity;
use serde::Deserialize;
use toml::Spanned;

use crate::choice::named;
use crate::code;
use crate::fault::Fault;
use crate::files::Files;
use crate::place::Place;
use crate::printable::cut;
use crate::report::{Excerpt, Location, Problem, Region, Suppressed, SuppressionPlace};
use crate::source::Source;

/// What the configuration file contains.
#[derive(Default)]
pub(crate) struct Configuration {
    pub(crate) profile: Option<Profile>,
    pub(crate) fail_on: Option<Severity>,
    /// The values of parameters, by name.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) suppressions: Vec<Suppression>,
}

/// Problems that don't count.
pub(crate) struct Suppression {
    pub(crate) code: String,
    resource: Option<String>,
    /// The file, or a folder. An absolute path.
    file: Option<PathBuf>,
    reason: String,
    /// Where the suppression is written.
    pub(crate) location: Location,
}

/// The name of the file that is read when no other is named.
const NAME: &str = "cognito-mfa.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    profile: Option<Spanned<String>>,
    fail_on: Option<Spanned<String>>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    #[serde(default)]
    suppress: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(alias = "id")]
    code: Spanned<String>,
    resource: Option<String>,
    file: Option<String>,
    reason: Spanned<String>,
}

impl Configuration {
    /// Reads this file, or the one in the working directory if there is one.
    pub(crate) fn read(named: Option<&Source>, files: &mut Files<'_>) -> Result<Self, Fault> {
        let found = Source(NAME.into());
        match named {
            Some(source) => Self::parse(source, files),
            None if Path::new(NAME).is_file() => Self::parse(&found, files),
            None => Ok(Self::default()),
        }
    }

    fn parse(source: &Source, files: &mut Files<'_>) -> Result<Self, Fault> {
        let text = files.text(source)?;
        let place = |offset: usize| Place::line(&text.name, 1).after(text.text.get(..offset));
        let document: Document = toml::from_str(&text.text).map_err(|error| {
            let message = cut(&error.message().replace('\n', " "));
            error.span().map_or_else(|| Place::file(&text.name), |span| place(span.start)).fault(message)
        })?;
        let profile = document.profile.map(|value| one_of(&value, "profile", Profile::ALL, Profile::name, place));
        let fail_on = document.fail_on.map(|value| one_of(&value, "fail-on", Severity::ALL, Severity::code, place));
        let folder = Path::new(&source.0).parent().unwrap_or_else(|| Path::new(""));
        let suppression = |entry: Spanned<Entry>| {
            let Entry { code, resource, file, reason } = entry.into_inner();
            check_code(code.get_ref(), &place(code.span().start))?;
            let reason_place = place(reason.span().start);
            let reason = reason.into_inner();
            if reason.trim().is_empty() {
                return Err(
                    reason_place.fault("suppress.reason: expected a reason, for the people who read this later")
                );
            }
            let file = file.and_then(|file| absolute(folder.join(file)).ok());
            let region = Region::of(&text.text, code.span());
            let excerpt = Some(Excerpt::around(&text.text, region));
            let location = Location { region: Some(region), excerpt, ..Location::file(&text.name) };
            Ok(Suppression { code: code.into_inner(), resource, file, reason, location })
        };
        Ok(Self {
            profile: profile.transpose()?,
            fail_on: fail_on.transpose()?,
            parameters: document.parameters,
            suppressions: document.suppress.into_iter().map(suppression).collect::<Result<_, _>>()?,
        })
    }

    /// Marks the problems that this file suppresses. Returns the suppressions that match none.
    pub(crate) fn suppress<'c>(&'c self, problems: &mut [Problem]) -> Vec<&'c Suppression> {
        let matches_none = |suppression: &&Suppression| {
            let mut is_used = false;
            for problem in problems.iter_mut().filter(|problem| suppression.matches(problem)) {
                is_used = true;
                let reason = suppression.reason.clone();
                problem.suppressed.get_or_insert(Suppressed { reason, place: SuppressionPlace::External });
            }
            !is_used
        };
        self.suppressions.iter().filter(matches_none).collect()
    }
}

impl Suppression {
    fn matches(&self, problem: &Problem) -> bool {
        let location = &problem.location;
        let in_file = |file: &PathBuf| absolute(&location.file).is_ok_and(|path| path.starts_with(file));
        code::names(&self.code, problem.table, &problem.code)
            && self.resource.as_ref().is_none_or(|resource| location.resource.as_ref() == Some(resource))
            && self.file.as_ref().is_none_or(in_file)
    }
}

/// The value of a key that has one of these names.
fn one_of<T: Copy>(
    value: &Spanned<String>,
    key: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    place: impl Fn(usize) -> Place,
) -> Result<T, Fault> {
    let expected = |expected| place(value.span().start).fault(format!("{key}: {expected}"));
    named(value.get_ref(), all, name).map_err(expected)
}

fn check_code(name: &str, place: &Place) -> Result<(), Fault> {
    if !code::named(name).is_empty() {
        return Ok(());
    }
    let similar = code::similar(name).map_or_else(String::new, |code| format!(". Did you mean {code}?"));
    Err(place.fault(format!("suppress.code: \"{}\" is not a code{similar}", cut(name))))
}
