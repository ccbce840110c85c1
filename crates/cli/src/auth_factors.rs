//! What `GetUserAuthFactors` returns for many users, to be joined with other answers about them.

use std::collections::HashMap;

use cognito_mfa::wire::{Sensitive, UserRead};

use crate::fault::Fault;
use crate::files::Files;
use crate::source::Source;
use crate::user::{Known, each};

/// The answers of `GetUserAuthFactors` by `Username`. All of them are in memory.
#[derive(Default)]
pub(crate) struct AuthFactors {
    by_name: HashMap<Box<str>, Known>,
    was_used: bool,
}

impl AuthFactors {
    pub(crate) fn read(sources: &[Source], files: &mut Files<'_>) -> Result<Self, Fault> {
        let mut by_name = HashMap::new();
        for source in sources {
            each(source, files, &mut |answer, spot| {
                let name = answer.username.as_ref().map_or("", Sensitive::reveal);
                if answer.read != UserRead::GetUserAuthFactors || name.is_empty() {
                    return Err(spot.place().fault(
                        "not the output of GetUserAuthFactors or AdminGetUserAuthFactors. Expected Username, and nothing \
                         but ConfiguredUserAuthFactors, UserMFASettingList and PreferredMfaSetting",
                    ));
                }
                by_name.insert(name.into(), Known::new(answer, 0));
                Ok(())
            })?;
        }
        Ok(Self { by_name, was_used: false })
    }

    /// The answer for the user with this name.
    pub(crate) fn find(&mut self, name: &str) -> Option<Known> {
        if self.by_name.is_empty() {
            return None;
        }
        let found = self.by_name.get(name).copied();
        self.was_used |= found.is_some();
        found
    }

    /// Whether there are answers, and no user has one.
    pub(crate) fn are_unused(&self) -> bool {
        !self.by_name.is_empty() && !self.was_used
    }
}
