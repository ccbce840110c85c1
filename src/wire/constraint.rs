//! The constraints of the API model (spec 4), and the one message that lists all faults.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::cut::Cut;
use super::error::DecodeError;
use super::json::{Integer, Sensitive, Text};
use super::pattern::Pattern;
use crate::names::Named;

/// The constraints that a request breaks, in the member order of the API model (spec 4).
///
/// ```
/// let refusal = cognito_mfa::wire::Request::decode("GetUserPoolMfaConfig", r#"{"UserPoolId":"shop"}"#).unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "1 validation error detected: Value 'shop' at 'userPoolId' failed to satisfy constraint: \
///      Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Constraints {
    // INVARIANT (a refusal has a reason): never empty.
    faults: Vec<String>,
}

impl Constraints {
    /// The faults, one sentence for each. There's always at least one.
    pub fn faults(&self) -> impl Iterator<Item = &str> + Clone {
        self.faults.iter().map(String::as_str)
    }
}

impl fmt::Display for Constraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.faults.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: {}", self.faults.len(), self.faults.join("; "))
    }
}

/// The constraints of a string member.
pub(super) struct Member {
    /// The name in lowerCamelCase.
    name: &'static str,
    /// The smallest number of code points.
    min: usize,
    /// The largest number of code points.
    max: usize,
    pattern: Option<&'static Pattern>,
}

impl Member {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, min: 0, max: usize::MAX, pattern: None }
    }

    pub(super) const fn length(self, min: usize, max: usize) -> Self {
        Self { min, max, ..self }
    }

    pub(super) const fn pattern(self, pattern: &'static Pattern) -> Self {
        Self { pattern: Some(pattern), ..self }
    }
}

/// The path of a structure in the request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The request itself.
    Request,
    /// A member of a structure.
    Member(&'p Path<'p>, &'static str),
    /// An element of a list. The list is a member of a structure. Elements are counted from 1.
    Element(&'p Path<'p>, &'static str, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parent, name, index) = match self {
            Path::Request => return Ok(()),
            Path::Member(parent, name) => (parent, name, None),
            Path::Element(parent, name, index) => (parent, name, Some(index)),
        };
        parent.fmt(f)?;
        if !matches!(parent, Path::Request) {
            f.write_str(".")?;
        }
        f.write_str(name)?;
        index.map_or(Ok(()), |index| write!(f, ".{index}.member"))
    }
}

/// The faults found so far. It doesn't allocate until it finds one.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    /// Runs the checks. Returns their value, or the faults if there are any.
    pub(super) fn collect<T>(check: impl FnOnce(&mut Self) -> T) -> Result<T, DecodeError> {
        let mut faults = Self::default();
        let checked = check(&mut faults);
        // `Result::map` and `?` would move the value twice more, which takes 5 % of the time of a request.
        match faults.finish() {
            Ok(()) => Ok(checked),
            Err(constraints) => Err(constraints.into()),
        }
    }

    pub(super) fn finish(self) -> Result<(), Constraints> {
        if self.0.is_empty() { Ok(()) } else { Err(Constraints { faults: self.0 }) }
    }

    /// Checks a string.
    pub(super) fn text<'a>(
        &mut self,
        path: &Path<'_>,
        member: &Member,
        value: Option<Text<'a>>,
    ) -> Option<Cow<'a, str>> {
        if let Some(Text(value)) = &value {
            self.check(path, member, value, &|| shown(value));
        }
        value.map(|text| text.0)
    }

    /// Checks a required string. If it's missing, this adds a fault and returns an empty string.
    pub(super) fn required_text<'a>(
        &mut self,
        path: &Path<'_>,
        member: &Member,
        value: Option<Text<'a>>,
    ) -> Cow<'a, str> {
        self.require(path, member.name, value.is_some());
        self.text(path, member, value).unwrap_or_default()
    }

    /// Checks a required string that no message repeats.
    pub(super) fn required_sensitive<'a>(
        &mut self,
        path: &Path<'_>,
        member: &Member,
        value: Option<Sensitive<'a>>,
    ) -> Sensitive<'a> {
        self.require(path, member.name, value.is_some());
        if let Some(Sensitive(value)) = &value {
            self.check(path, member, value, &String::new);
        }
        value.unwrap_or_default()
    }

    /// Checks a name of an enum.
    pub(super) fn choice<T: Named>(
        &mut self,
        path: &Path<'_>,
        name: &'static str,
        value: Option<&Text<'_>>,
    ) -> Option<T> {
        let Text(value) = value?;
        let choice = T::from_name(value);
        if choice.is_none() {
            self.add(&Path::Member(path, name), &shown(value), &enum_value_set::<T>());
        }
        choice
    }

    /// Checks a required name of an enum.
    pub(super) fn required_choice<T: Named>(
        &mut self,
        path: &Path<'_>,
        name: &'static str,
        value: Option<&Text<'_>>,
    ) -> Option<T> {
        self.require(path, name, value.is_some());
        self.choice(path, name, value)
    }

    /// Checks a list of names of an enum. It doesn't check elements beyond the list's maximum length.
    pub(super) fn choices<T: Named>(
        &mut self,
        path: &Path<'_>,
        name: &'static str,
        (min, max): (usize, usize),
        values: &[Text<'_>],
    ) -> Vec<T> {
        self.list_length(path, name, (min, max), values.len());
        let mut chosen = Vec::with_capacity(values.len().min(max));
        for (index, Text(value)) in values.iter().take(max).enumerate() {
            if let Some(choice) = T::from_name(value) {
                chosen.push(choice);
            } else {
                self.add(&Path::Element(path, name, index + 1), &shown(value), &enum_value_set::<T>());
            }
        }
        chosen
    }

    /// Checks the length of a list.
    pub(super) fn list_length(
        &mut self,
        path: &Path<'_>,
        name: &'static str,
        (min, max): (usize, usize),
        length: usize,
    ) {
        self.length(&Path::Member(path, name), (min, max), length, &|| format!("'[{length} elements]' "));
    }

    /// Checks a required number. If it's missing, this adds a fault and returns the smallest allowed number.
    pub(super) fn required_number(
        &mut self,
        path: &Path<'_>,
        name: &'static str,
        (min, max): (u8, u8),
        value: Option<Integer>,
    ) -> u8 {
        self.require(path, name, value.is_some());
        let Some(Integer(number)) = value else { return min };
        let member = Path::Member(path, name);
        if number < min.into() {
            let constraint = format!("Member must have value greater than or equal to {min}");
            self.add(&member, &format!("'{number}' "), &constraint);
        }
        if number > max.into() {
            let constraint = format!("Member must have value less than or equal to {max}");
            self.add(&member, &format!("'{number}' "), &constraint);
        }
        u8::try_from(number).unwrap_or(min)
    }

    /// Adds a fault if a required member is missing.
    pub(super) fn require(&mut self, path: &Path<'_>, name: &'static str, present: bool) {
        if !present {
            self.add(&Path::Member(path, name), "null ", "Member must not be null");
        }
    }

    /// Checks the length, then the pattern. It reports each constraint that the value breaks.
    fn check(&mut self, path: &Path<'_>, member: &Member, value: &str, shown: &dyn Fn() -> String) {
        let path = Path::Member(path, member.name);
        // A code point has one to four bytes, so most values don't need counting.
        if value.len() > member.max || value.len() < member.min.saturating_mul(4) {
            self.length(&path, (member.min, member.max), value.chars().count(), shown);
        }
        if let Some(pattern) = member.pattern.filter(|pattern| !(pattern.matches)(value)) {
            let constraint = format!("Member must satisfy regular expression pattern: {}", pattern.text);
            self.add(&path, &shown(), &constraint);
        }
    }

    pub(super) fn length(
        &mut self,
        path: &dyn fmt::Display,
        (min, max): (usize, usize),
        length: usize,
        shown: &dyn Fn() -> String,
    ) {
        if length < min {
            self.add(path, &shown(), &format!("Member must have length greater than or equal to {min}"));
        }
        if length > max {
            self.add(path, &shown(), &format!("Member must have length less than or equal to {max}"));
        }
    }

    #[cold]
    pub(super) fn add(&mut self, path: &dyn fmt::Display, shown: &str, constraint: &str) {
        self.0.push(format!("Value {shown}at '{path}' failed to satisfy constraint: {constraint}"));
    }
}

/// A value as a message shows it.
pub(super) fn shown(value: &str) -> String {
    format!("'{}' ", Cut(value))
}

fn enum_value_set<T: Named>() -> String {
    let names: Vec<_> = T::ALL.iter().map(|value| value.name().to_string()).collect();
    format!("Member must satisfy enum value set: [{}]", names.join(", "))
}
