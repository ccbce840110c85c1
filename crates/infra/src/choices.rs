//! The values that a file leaves open, and one run for each combination of them.

use std::fmt;

/// Why a file doesn't show a value.
///
/// [`Choices`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A parameter of the template without a value.
    Parameter(String),
    /// A condition of the template.
    Condition(String),
    /// A function that needs the deployment, such as `Fn::GetAtt` or `Fn::ImportValue`.
    Function(String),
    /// A placeholder of another tool, such as `${self:custom.mode}`.
    Placeholder(String),
    /// Terraform knows the value only after it has applied the plan.
    KnownAfterApply,
    /// The answer of this operation doesn't have the value.
    NotShownBy(String),
    /// The value has a fault that is reported itself. What only follows from the fault isn't.
    Faulty,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Condition(name) => write!(f, "condition {name}"),
            Self::Function(name) => write!(f, "{name}"),
            Self::Placeholder(text) => write!(f, "{text}"),
            Self::KnownAfterApply => f.write_str("known after apply"),
            Self::NotShownBy(operation) => write!(f, "not shown by {operation}"),
            Self::Faulty => f.write_str("the value has a fault"),
        }
    }
}

/// A value that a file leaves open, with the value that one run assumes.
///
/// [`Choices`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// What makes it the same variable elsewhere.
    pub name: String,
    /// Why it's unknown.
    pub reason: Reason,
    /// The value that this run assumes, for a person to read.
    pub value: String,
    index: usize,
    count: usize,
}

/// One run's choices among the values that a file leaves open.
///
/// A run asks for each open value where it needs it. [`every`](Self::every) starts a run for each combination of values.
/// Within one run, a variable has one value, wherever it occurs.
///
/// ```
/// use cognito_mfa_infra::{Choices, Reason};
///
/// let mut seen = Vec::new();
/// let is_complete = Choices::every(100, |choices| {
///     let reason = || Reason::Parameter("Mode".into());
///     let first = *choices.choose("Mode", reason(), &["OFF", "ON"]).unwrap();
///     let again = *choices.choose("Mode", reason(), &["OFF", "ON"]).unwrap();
///     seen.push((first, again));
/// });
/// assert_eq!(seen, [("OFF", "OFF"), ("ON", "ON")]);
/// assert!(is_complete);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    variables: Vec<Variable>,
    /// The choices that this run repeats from the one before.
    given: Vec<usize>,
}

impl Choices {
    /// Starts a run for each combination of values, at most `limit` runs. Returns whether that was all of them.
    pub fn every(limit: usize, mut run: impl FnMut(&mut Self)) -> bool {
        let mut given = Vec::new();
        for _ in 0..limit {
            let mut choices = Self { variables: Vec::new(), given };
            run(&mut choices);
            // The next combination: the last variable that has another value takes it, and the ones after it start again.
            let Some(last) = choices.variables.iter().rposition(|one| one.index + 1 < one.count) else { return true };
            let kept = choices.variables.iter().take(last + 1).map(|one| one.index);
            given = kept.collect();
            given.iter_mut().skip(last).for_each(|index| *index += 1);
        }
        false
    }

    /// The value of this variable in this run. `None` if there is no value to choose from.
    pub fn choose<'v, T: fmt::Display>(&mut self, name: &str, reason: Reason, values: &'v [T]) -> Option<&'v T> {
        let known = self.variables.iter().find(|one| one.name == name).map(|one| one.index);
        let index = known.unwrap_or_else(|| self.given.get(self.variables.len()).copied().unwrap_or(0));
        let value = values.get(index)?;
        if known.is_none() {
            let (name, count) = (name.to_owned(), values.len());
            self.variables.push(Variable { name, reason, value: value.to_string(), index, count });
        }
        Some(value)
    }

    /// The value of this variable in this run, as a text. `None` if the run hasn't asked for it.
    #[must_use]
    pub fn value_of(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|one| one.name == name).map(|one| one.value.as_str())
    }

    /// The variables that this run asked for, in that order.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }
}
