//! `cognito-mfa diff`: which of two pools is stricter.

use std::io::Write;

use clap::Args;
use cognito_mfa::PoolPolicy;
use cognito_mfa::pool::PoolMember;
use cognito_mfa_insight::{Diff, Phrase, Strictness, Witness};
use serde::Serialize;

use crate::change::{Change, ChangeFiles};
use crate::context::Context;
use crate::count::grouped;
use crate::failure::Failure;
use crate::other_profile::OtherProfile;
use crate::paint::head;
use crate::printable::capitalized;
use crate::verdict::Verdict;
use crate::view::{AnswerView, AttemptView, UserView};

/// Compare two pools and find out which one is stricter
///
/// It compares the answers for every possible user and attempt, and prints an example.
/// With --fail-on looser, it exits with 1 when a user needs less to sign in than before.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "cognito-mfa diff [OPTIONS] BEFORE AFTER\n       \
                      cognito-mfa diff [OPTIONS] --before POOL... --after POOL...",
    after_help = "\
Example:
  cognito-mfa diff --before pool.json mfa.json --after pool-required.json mfa-required.json"
)]
pub(crate) struct DiffOf {
    #[command(flatten)]
    change: ChangeFiles,
    /// Exit with 1 if the second pool is looser, or stricter, or just different, for some user
    #[arg(long, value_name = "KIND", value_enum, hide_possible_values = true)]
    fail_on: Option<FailOn>,
}

/// A kind of difference that fails the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Looser,
    Stricter,
    Different,
}

impl FailOn {
    const fn fails(self, diff: &Diff) -> bool {
        match self {
            Self::Looser => diff.looser.is_some(),
            Self::Stricter => diff.stricter.is_some(),
            Self::Different => diff.differing > 0,
        }
    }
}

impl DiffOf {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let Change { before, after, there } = self.change.read("diff", &mut context.files)?;
        let (before, after) = (before.pool, after.pool);
        let members: Vec<_> = before.differences(&after).map(PoolMember::name).collect();
        let (before, after) = (before.policy(), after.policy());
        let diff = Diff::of(&after, &before);
        let there = there.map(|[before, after]| Diff::of(&after.policy(), &before.policy()));
        let other = OtherProfile::than(before.profile, difference(&diff, there));
        if context.json() {
            let difference = |witness: Option<Witness>| witness.map(|it| Difference::new(it, &before, &after));
            context.write_json(&Answer {
                profile: before.profile.name(),
                strictness: diff.strictness().code(),
                inputs: diff.inputs,
                differing: diff.differing,
                members,
                stricter: difference(diff.stricter),
                looser: difference(diff.looser),
                other_profile: other,
            })?;
        } else {
            show(&diff, &members, (&before, &after), context)?;
            context.write_profile(before.profile, other.as_ref())?;
        }
        Ok(Verdict::fine_if(!self.fail_on.is_some_and(|kind| kind.fails(&diff))))
    }
}

/// The comparison in the other profile, as a part of a sentence, if it differs.
fn difference(here: &Diff, there: Result<Diff, String>) -> Option<String> {
    let there = match there {
        Err(why) => return Some(why),
        Ok(there) => there,
    };
    let is_same = there.strictness() == here.strictness() && there.differing == here.differing;
    let differing = grouped(there.differing.into());
    (!is_same).then(|| format!("{}, and {differing} combinations get different answers", verdict(&there)))
}

/// Which pool is stricter, as a part of a sentence.
fn verdict(diff: &Diff) -> &'static str {
    match diff.strictness() {
        Strictness::Equal => "neither pool is stricter than the other",
        Strictness::Stricter => "the second pool is stricter",
        Strictness::Looser => "the second pool is looser",
        Strictness::Neither => "the second pool is stricter for some users and looser for others",
    }
}

fn show(
    diff: &Diff,
    members: &[&str],
    (before, after): (&PoolPolicy, &PoolPolicy),
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    writeln!(context.out, "{}", head(capitalized(&format!("{}.", verdict(diff)))))?;
    let (differing, inputs) = (grouped(diff.differing.into()), grouped(diff.inputs.into()));
    writeln!(
        context.out,
        "The answers differ for {differing} of {inputs} combinations of a kind of user and a sign-in."
    )?;
    if members.is_empty() {
        writeln!(context.out, "The settings are the same.")?;
    } else {
        writeln!(context.out, "Different settings: {}.", members.join(", "))?;
    }
    for (title, witness) in [("Stricter", diff.stricter), ("Looser", diff.looser)] {
        let Some(witness) = witness else { continue };
        writeln!(context.out, "\n{} for {witness}", head(title))?;
        for (name, pool) in [("before", before), ("after", after)] {
            let answer = witness.answer(pool);
            writeln!(context.out, "  {name:<6}  {}.", Phrase(answer))?;
        }
    }
    writeln!(context.out)?;
    Ok(())
}

#[derive(Serialize)]
struct Answer {
    profile: &'static str,
    /// How the second pool compares with the first.
    strictness: &'static str,
    /// The number of users times attempts.
    inputs: u32,
    /// The number of inputs with different answers.
    differing: u32,
    /// The settings that differ.
    members: Vec<&'static str>,
    /// An input for which the second pool is stricter.
    #[serde(skip_serializing_if = "Option::is_none")]
    stricter: Option<Difference>,
    /// An input for which the second pool is looser.
    #[serde(skip_serializing_if = "Option::is_none")]
    looser: Option<Difference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
}

/// The simplest such user and attempt, and both answers.
#[derive(Serialize)]
struct Difference {
    user: UserView,
    attempt: AttemptView,
    before: AnswerView,
    after: AnswerView,
}

impl Difference {
    fn new(witness: Witness, before: &PoolPolicy, after: &PoolPolicy) -> Self {
        Self {
            user: witness.user.into(),
            attempt: witness.attempt.into(),
            before: witness.answer(before).into(),
            after: witness.answer(after).into(),
        }
    }
}
