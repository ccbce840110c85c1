//! What all stored forms share: the two versions, and how they are read.

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
    /// What an error calls the value.
    const NAME: &'static str;

    /// What becomes of unknown members that a newer version wrote. An unknown member of this version or an older one is
    /// always refused.
    const UNKNOWN: Unknown;

    /// The value, from the members besides the versions.
    fn read(members: &mut Members<'_, '_>) -> Result<Self, Fault>;
}

/// The members that every form begins with.
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

/// Reads the versions. Returns what becomes of unknown members.
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
