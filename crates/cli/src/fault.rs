//! An error in the input: where, what is wrong, and what was expected. It never repeats a user's attribute.

use std::fmt;

use cognito_mfa::wire::{DecodeError, Serialization, UserFault};

use cognito_mfa_infra::FileError;

use crate::place::Place;
use crate::printable::{cut, printable};

/// An error in the input.
pub(crate) struct Fault {
    place: Place,
    message: String,
}

impl Fault {
    pub(crate) const fn new(place: Place, message: String) -> Self {
        Self { place, message }
    }

    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// What is wrong, as a sentence without the place.
    pub(crate) fn sentence(&self) -> String {
        let text = printable(&self.message);
        if text.ends_with(['.', '?']) { text } else { text + "." }
    }

    /// A file that can't be read, or a part of it.
    pub(crate) fn of_file(error: &FileError) -> Self {
        let FileError { file, position, message } = error;
        let place = position.map_or_else(|| Place::file(file), |position| Place::position(file, position));
        place.fault(cut(message))
    }

    /// A description of a user that can't be used.
    pub(crate) fn of_user(place: &Place, fault: &UserFault) -> Self {
        match fault {
            UserFault::Serialization(error) => Self::of_json(place, error),
            UserFault::StatusNotModeled(status) => place.fault(format!(
                "UserStatus: \"{status}\" is not supported, because no rule covers it. Remove this user from the input."
            )),
            UserFault::PreferredIsOff(off) => {
                let factor = off.factor();
                place.fault(format!(
                    "PreferredMfaSetting: {factor} is not enabled. Add {factor} to UserMFASettingList, or remove \
                     PreferredMfaSetting."
                ))
            }
            UserFault::Unexpected { .. } | _ => place.fault(fault.to_string()),
        }
    }

    /// An answer or a request of the service that can't be decoded.
    pub(crate) fn of_decoding(place: &Place, error: &DecodeError) -> Self {
        match error {
            DecodeError::Serialization(error) => Self::of_json(place, error),
            DecodeError::Constraints(constraints) => place.fault(constraints.faults().collect::<Vec<_>>().join("; ")),
            DecodeError::UnknownOperation => place.fault("not a supported operation"),
        }
    }

    fn of_json(place: &Place, error: &Serialization) -> Self {
        match error {
            Serialization::NotJson { line, column } => Self::not_json(place, *line, *column),
            Serialization::TooDeep => place.fault("nested too deeply. Expected a JSON object of at most 128 levels"),
            Serialization::Repeated { member } => {
                place.fault(format!("{}: appears more than once. Keep one of them", cut(member)))
            }
            Serialization::WrongType { member, expected } if member == "." => {
                place.fault(format!("expected {expected}"))
            }
            Serialization::WrongType { member, expected } => {
                place.fault(format!("{}: expected {expected}", cut(member)))
            }
        }
    }

    /// Text that starts at this place and isn't JSON from this line and column on.
    pub(crate) fn not_json(place: &Place, line: usize, column: usize) -> Self {
        place.down(line.saturating_sub(1)).fault(format!("not valid JSON at column {column}. Expected a JSON object"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", printable(&self.place.to_string()), self.sentence())
    }
}
