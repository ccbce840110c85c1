//! What is wrong with the input or with the call. It names the place and what was expected, and repeats no attribute.

use std::fmt;

use cognito_mfa::wire::{DecodeError, Serialization, UserFault};

/// Input that cannot be used.
pub(crate) struct Fault {
    place: Place,
    message: String,
}

/// Where something stands: a file, and a line of it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// From 1; none where the file as a whole is meant.
    pub(crate) line: Option<usize>,
}

/// A call that cannot be understood.
pub(crate) struct Misuse(pub(crate) String);

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.into(), line: None }
    }

    pub(crate) fn line(file: &str, line: usize) -> Self {
        Self { file: file.into(), line: Some(line) }
    }

    /// The place that comes after this text, which begins here.
    pub(crate) fn after(&self, text: Option<&str>) -> Self {
        let newlines = text.unwrap_or_default().matches('\n').count();
        Self { file: self.file.clone(), line: Some(self.line.unwrap_or(1) + newlines) }
    }

    /// Text that begins here and is no JSON in this line of it.
    pub(crate) fn not_json(&self, line: usize, column: usize) -> Fault {
        let place = Self::line(&self.file, self.line.unwrap_or(1) + line.saturating_sub(1));
        place.fault(format!("expected a JSON object, and column {column} is not JSON"))
    }

    /// What is wrong here, in words.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { place: self.clone(), message: message.into() }
    }

    /// What is wrong with a user who stands here.
    pub(crate) fn user_fault(&self, fault: &UserFault) -> Fault {
        if let UserFault::Serialization(error) = fault {
            self.serialization(error)
        } else {
            self.fault(fault.to_string())
        }
    }

    /// What is wrong with an answer of the service, or a request to it, that stands here.
    pub(crate) fn decode_error(&self, error: &DecodeError) -> Fault {
        match error {
            DecodeError::Serialization(error) => self.serialization(error),
            DecodeError::Constraints(constraints) => self.fault(constraints.faults().collect::<Vec<_>>().join("; ")),
            DecodeError::UnknownOperation => self.fault("expected a request of an operation that is modelled"),
        }
    }

    fn serialization(&self, error: &Serialization) -> Fault {
        match error {
            Serialization::NotJson { line, column } => self.not_json(*line, *column),
            Serialization::TooDeep => self.fault("expected a JSON object of at most 128 levels"),
            Serialization::Repeated { member } => self.fault(format!("{member}: expected once")),
            Serialization::WrongType { member, expected } => match member.as_str() {
                "." => self.fault(format!("expected {expected}")),
                member => self.fault(format!("{member}: expected {expected}")),
            },
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
