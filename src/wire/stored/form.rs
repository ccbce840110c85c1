//! What all stored forms have in common: the two versions, and how a form is read.

use alloc::format;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};

use super::VERSION;
use super::fault::{Fault, Place};
use super::members::{Members, Unknown};
use super::tree::{Object, Tree};

/// The lowest version that can read what this version writes.
const MIN_READER: u32 = 1;

/// A value that hosts store.
pub(super) trait Form: Sized {
    /// The name of the value in errors.
    const NAME: &'static str;

    /// Whether unknown members of a newer version are ignored or refused. In a form of this version or an older one, they're
    /// always refused.
    const UNKNOWN: Unknown;

    /// Reads the value from the members other than the versions.
    fn read(members: &mut Members<'_, '_>) -> Result<Self, Fault>;
}

/// The first members of every form.
pub(super) fn versions<'a>() -> Object<'a> {
    Object(Vec::new()).with("version", &VERSION).with("min_reader", &MIN_READER)
}

/// Reads a form.
pub(super) fn read<'de, F: Form, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    let tree = Tree::deserialize(deserializer)?;
    let value = Members::read(tree, Place::Form, Unknown::Refused, |members| {
        members.unknown = unknown::<F>(members)?;
        F::read(members)
    });
    value.map_err(|fault| D::Error::custom(format!("The stored {} can't be read: {fault}.", F::NAME)))
}

/// Reads the versions. Returns whether unknown members are ignored or refused.
fn unknown<F: Form>(members: &mut Members<'_, '_>) -> Result<Unknown, Fault> {
    let (version, min_reader): (u32, u32) = (members.required("version")?, members.required("min_reader")?);
    if min_reader == 0 || min_reader > version {
        return Err(members.fault("min_reader", "must be a whole number from 1 to `version`"));
    }
    if min_reader > VERSION {
        let problem = format!("must be at most {VERSION}, the version of this reader");
        return Err(members.fault("min_reader", problem));
    }
    Ok(if version > VERSION { F::UNKNOWN } else { Unknown::Refused })
}
