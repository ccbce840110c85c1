//! A population: each user, or the number of users of each kind.

use clap::Args;
use cognito_mfa::UserFacts;
use cognito_mfa_insight::Population;

use crate::context::Context;
use crate::fault::Fault;
use crate::skipped::Skipped;
use crate::source::Source;
use crate::unshown::{Unshown, UnshownFacts};
use crate::{histogram, user};

// A doc comment on this struct would replace the help text of the verbs that use it.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
pub(crate) struct PopulationFile {
    /// Users as JSON: one object of AdminGetUser or ListUsers per line. Can be repeated
    #[arg(long, value_name = "USERS", group = "population")]
    users: Vec<Source>,
    /// What GetUserAuthFactors or AdminGetUserAuthFactors returns for users of --users, as JSON.
    /// Can be repeated
    #[arg(verbatim_doc_comment, long, value_name = "FACTORS", requires = "users", conflicts_with = "histogram")]
    auth_factors: Vec<Source>,
    /// Users as a CSV table: one row per kind of user, with their number in the column `count`.
    /// Can be repeated
    #[arg(verbatim_doc_comment, long, value_name = "COUNTS", group = "population", conflicts_with = "users")]
    histogram: Vec<Source>,
}

/// The users of a population, and what isn't known about them.
#[derive(Default)]
pub(crate) struct Users {
    pub(crate) population: Population,
    /// The users that the population leaves out.
    pub(crate) skipped: Skipped,
    /// What the responses about the users can't show.
    pub(crate) unshown: Unshown,
}

impl PopulationFile {
    /// Whether the arguments name a file.
    pub(crate) const fn is_given(&self) -> bool {
        !self.users.is_empty() || !self.histogram.is_empty()
    }

    /// Reads the population, and reports the users that it skips. The population is empty when the arguments name no file.
    pub(crate) fn read(&self, context: &mut Context<'_>) -> Result<Users, Fault> {
        let users = if self.histogram.is_empty() {
            user::read(&self.users, &self.auth_factors, context)?
        } else {
            histogram::read(&self.histogram, &mut context.files)?
        };
        users.skipped.lines().for_each(|line| context.err.remark(line));
        Ok(users)
    }
}

impl Users {
    /// Adds users of one kind. These facts about them are assumed.
    pub(crate) fn add(&mut self, user: UserFacts, unshown: UnshownFacts, count: u64) {
        self.population.add(user, count);
        self.unshown.add(user, unshown, count);
    }
}
