//! `cognito-mfa impact`: what a change does to your users.

use std::io::Write;

use clap::{ArgGroup, Args};
use cognito_mfa::Attempt;
use cognito_mfa_insight::{Affected, Effect, Impact};
use serde::Serialize;

use crate::attempt::AttemptOptions;
use crate::change::{Change, ChangeFiles};
use crate::context::Context;
use crate::count::{counted, grouped};
use crate::failure::Failure;
use crate::paint::{bad, good, head};
use crate::population::PopulationFile;
use crate::verdict::Verdict;
use crate::view::{AttemptView, UserView};

/// Count the users that a change affects
///
/// It groups the users by what the change does to their sign-in, and prints examples.
#[derive(Args)]
#[command(
    group = ArgGroup::new("population").required(true),
    override_usage = "cognito-mfa impact [OPTIONS] BEFORE AFTER (--users USERS | --histogram COUNTS)\n       \
                      cognito-mfa impact [OPTIONS] --before POOL... --after POOL... (--users USERS | --histogram COUNTS)",
    after_help = "\
Example:
  cognito-mfa impact mfa.json mfa-required.json --users users.jsonl"
)]
pub(crate) struct ImpactOf {
    #[command(flatten)]
    change: ChangeFiles,
    #[command(flatten)]
    population: PopulationFile,
    #[command(flatten)]
    attempt: AttemptOptions,
}

impl ImpactOf {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let Change { before, after } = self.change.read("impact", &mut context.files)?;
        let population = self.population.read(&mut context.files)?.unwrap_or_default();
        let attempt = self.attempt.attempt();
        let impact = Impact::of(&before.pool.policy(), &after.pool.policy(), &population, attempt);
        if context.json() {
            context.write_json(&Answer {
                users: impact.users(),
                classes: impact.classes(),
                attempt: attempt.into(),
                effects: impact.affected().map(EffectView::from).collect(),
            })?;
        } else {
            show(&impact, attempt, context)?;
        }
        Ok(Verdict::Fine)
    }
}

fn show(impact: &Impact, attempt: Attempt, context: &mut Context<'_>) -> Result<(), Failure> {
    let locked_out = impact.on(Effect::NewlyLockedOut);
    let users = counted(impact.users(), "user", "users");
    if locked_out > 0 {
        writeln!(context.out, "The change locks out {} of {users}.", bad(grouped(locked_out)))?;
    } else if impact.affected().next().is_some() {
        writeln!(context.out, "The change locks out {} of {users}.", good("none"))?;
    } else {
        writeln!(context.out, "The change affects {} of {users}.", good("none"))?;
        return Ok(());
    }
    let kinds = counted(impact.classes(), "kind", "kinds");
    writeln!(context.out, "There are {kinds} of users. Each signs in with the first factor {}.", attempt.first_factor)?;
    writeln!(context.out, "\n{}", head(format!("{:>12} {:>8} {:>7}  effect", "users", "share", "kinds")))?;
    for Affected { effect, users, classes, examples, .. } in impact.affected() {
        let share = share(*users, impact.users());
        writeln!(context.out, "{:>12} {share:>8} {:>7}  {effect}", grouped(*users), grouped(*classes))?;
        for (user, users) in examples {
            writeln!(context.out, "{:>30}  {} like {user}", "", grouped(*users))?;
        }
    }
    Ok(())
}

/// A share in tenths of a percent. A small share isn't rounded to nothing.
fn share(part: u64, whole: u64) -> String {
    let tenths = u128::from(part) * 1000 / u128::from(whole.max(1));
    if tenths == 0 && part > 0 { "<0.1%".into() } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

#[derive(Serialize)]
struct Answer {
    users: u64,
    classes: u64,
    attempt: AttemptView,
    /// The effects that at least one user has.
    effects: Vec<EffectView>,
}

#[derive(Serialize)]
struct EffectView {
    effect: &'static str,
    users: u64,
    classes: u64,
    examples: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    user: UserView,
    users: u64,
}

impl From<&Affected> for EffectView {
    fn from(affected: &Affected) -> Self {
        let example = |(user, users): &(_, u64)| Example { user: UserView::from(*user), users: *users };
        Self {
            effect: affected.effect.code(),
            users: affected.users,
            classes: affected.classes,
            examples: affected.examples.iter().map(example).collect(),
        }
    }
}
