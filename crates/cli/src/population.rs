//! A population: each user, or the number of users of each kind.

use clap::Args;
use cognito_mfa_insight::Population;

use crate::fault::Fault;
use crate::files::Files;
use crate::source::Source;
use crate::{histogram, user};

// A doc comment on this struct would replace the help text of the verbs that use it.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
pub(crate) struct PopulationFile {
    /// Users as JSON: one object of AdminGetUser or ListUsers per line
    #[arg(long, value_name = "USERS", group = "population")]
    users: Option<Source>,
    /// Users as a CSV table: one row per kind of user, with their number in the column `count`
    #[arg(long, value_name = "COUNTS", group = "population")]
    histogram: Option<Source>,
}

impl PopulationFile {
    /// Reads the population. Returns `None` when the arguments name no file.
    pub(crate) fn read(&self, files: &mut Files<'_>) -> Result<Option<Population>, Fault> {
        match (&self.users, &self.histogram) {
            (Some(users), _) => user::read(users, files).map(Some),
            (None, Some(counts)) => histogram::read(counts, files).map(Some),
            (None, None) => Ok(None),
        }
    }
}
