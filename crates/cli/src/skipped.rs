//! Users that a population leaves out, because no rule covers their status.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::count::counted;
use crate::place::Place;
use crate::printable::printable;

/// The skipped users by status. There are few statuses, so a report of any number of users is short.
#[derive(Default)]
pub(crate) struct Skipped(BTreeMap<&'static str, SkippedUsers>);

struct SkippedUsers {
    first: Place,
    users: u64,
}

/// The skipped users of one status, as JSON.
#[derive(Serialize)]
pub(crate) struct SkippedView {
    #[serde(rename = "UserStatus")]
    status: &'static str,
    users: u64,
}

impl Skipped {
    /// Counts users with this status. The place is needed only for the first of them.
    pub(crate) fn add(&mut self, status: &'static str, users: u64, place: impl FnOnce() -> Place) {
        let skipped = self.0.entry(status).or_insert_with(|| SkippedUsers { first: place(), users: 0 });
        skipped.users = skipped.users.saturating_add(users);
    }

    /// One sentence for each status.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(status, SkippedUsers { first, users })| {
            let others = match *users {
                0 | 1 => String::new(),
                users => format!(", the first of {}", counted(users, "user", "users")),
            };
            printable(&format!("{first}: `UserStatus` is \"{status}\"{others}. Skipped: {}.", reason(status)))
        })
    }

    /// Each status with its number of users.
    #[cfg(feature = "live")]
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().map(|(status, skipped)| (*status, skipped.users))
    }

    pub(crate) fn view(&self) -> Vec<SkippedView> {
        self.0.iter().map(|(status, skipped)| SkippedView { status, users: skipped.users }).collect()
    }
}

fn reason(status: &str) -> &'static str {
    match status {
        "ARCHIVED" => "archived users can't sign in",
        "COMPROMISED" => "the service disables compromised users",
        _ => "no rule covers this status",
    }
}
