//! The members of a description of a user, read from text.

use alloc::string::String;

use super::json::Text;
use super::user_fault::{UserFault, one_of};
use crate::names::Named;
use crate::set::{Element, Set};
use crate::user::{AccountState, UserMember, UserStatus};

/// Statuses that the service has and this crate doesn't model.
const NOT_MODELED: &[&str] = &["ARCHIVED", "COMPROMISED", "UNKNOWN"];

impl UserFault {
    pub(super) fn unexpected(member: UserMember, expected: String) -> Self {
        Self::Unexpected { member: member.name(), expected }
    }
}

pub(super) fn status(said: &str) -> Result<UserStatus, UserFault> {
    match not_modeled(said) {
        Some(name) => Err(UserFault::StatusNotModeled(name)),
        None => one(UserMember::Status, said),
    }
}

pub(super) fn not_modeled(said: &str) -> Option<&'static str> {
    NOT_MODELED.iter().copied().find(|name| *name == said)
}

pub(super) fn access(said: &str) -> Result<AccountState, UserFault> {
    match said {
        "true" => Ok(AccountState::Enabled),
        "false" => Ok(AccountState::Disabled),
        _ => Err(UserFault::unexpected(UserMember::Access, "true or false".into())),
    }
}

pub(super) fn one<T: Named>(member: UserMember, said: &str) -> Result<T, UserFault> {
    named(member.name(), said)
}

pub(super) fn set<T: Named + Element>(member: &'static str, names: &[Text<'_>]) -> Result<Set<T>, UserFault> {
    names.iter().map(|Text(name)| named(member, name)).collect()
}

fn named<T: Named>(member: &'static str, said: &str) -> Result<T, UserFault> {
    T::from_name(said).ok_or_else(|| UserFault::Unexpected { member, expected: one_of::<T>() })
}
