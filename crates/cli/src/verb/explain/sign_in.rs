//! An explained sign-in: why the user gets this answer, and what would change it.

use std::collections::BTreeMap;
use std::io::Write;

use cognito_mfa::sign_in::Resolution;
use cognito_mfa::{Attempt, Outcome, Pool, UserFacts, resolve};
use cognito_mfa_insight::{Change, ChangeSet, Counterfactual, Explanation, Phrase, RowStatus, RowTrace, refused_by};
use serde::Serialize;

use crate::code::Table;
use crate::context::Context;
use crate::failure::Failure;
use crate::other_profile::OtherProfile;
use crate::paint::{good, head};
use crate::pool::PoolThere;
use crate::printable::uncapitalized;
use crate::verdict::Verdict;
use crate::view::{AnswerView, AttemptView, UserView, changes};

/// Explains the answer to a sign-in. With `all`, it also shows the rows that didn't decide.
pub(super) fn explain(
    pool: &Pool,
    there: &PoolThere,
    (user, attempt): (UserFacts, Attempt),
    all: bool,
    context: &mut Context<'_>,
) -> Result<Verdict, Failure> {
    let why = Explanation::new(pool.policy(), user, attempt);
    let other = OtherProfile::than(pool.profile, difference(&why, user, there));
    if context.json() {
        let answer = Answer::new(&why, user, pool);
        context.write_json(&Answer { other_profile: other, ..answer })?;
    } else {
        show(&why, user, (pool, other.as_ref()), all, context)?;
    }
    Ok(Verdict::fine_if(!is_denial(why.resolution())))
}

/// The answer in the other profile, as a part of a sentence, if it differs.
fn difference(why: &Explanation, user: UserFacts, there: &PoolThere) -> Option<String> {
    match there {
        Err(why) => Some(why.clone()),
        Ok(pool) => {
            let answer = resolve(&pool.policy(), user, why.attempt());
            (answer != why.resolution()).then(|| uncapitalized(&Phrase(answer).to_string()))
        }
    }
}

fn is_denial(answer: Resolution) -> bool {
    matches!(answer.outcome(), Outcome::Denied(_))
}

fn show(
    why: &Explanation,
    user: UserFacts,
    (pool, other): (&Pool, Option<&OtherProfile>),
    all: bool,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    writeln!(context.out, "{}.", head(Phrase(why.resolution())))?;
    for RowTrace { reads, .. } in why.rows().filter(|row| row.status == RowStatus::Hit) {
        for fact in reads {
            writeln!(context.out, "  {}", why.sentence(*fact))?;
        }
    }
    writeln!(context.out, "This answer is for {user}, {}.", Phrase(why.attempt()))?;
    writeln!(context.out, "The pool is {}.", Phrase(&pool.policy()))?;
    context.write_profile(pool.profile, other)?;
    if all {
        rows(why, context)?;
    }
    let way = |changes: &[Change]| match refused_by(pool, changes) {
        Some(violation) => {
            format!("{} (Cognito refuses this change of the current pool: {})", in_one(changes), violation.rule())
        }
        None => in_one(changes),
    };
    let single = why.counterfactuals().map(|Counterfactual { change, answer, .. }| (answer, way(&[change])));
    let several = why.alternatives().into_iter().filter(|set| set.changes.len() > 1);
    let several = several.map(|set| (set.answer, way(&set.changes)));
    writeln!(context.out, "\n{}", head("Changes that lead to another answer"))?;
    for (answer, ways) in by_answer(single.chain(several)).into_iter().filter(|(answer, _)| all || !is_denial(*answer))
    {
        writeln!(context.out, "  {}.", Phrase(answer))?;
        for way in ways {
            writeln!(context.out, "    {way}")?;
        }
    }
    if !all {
        let more = "With --all, the command also prints the other rows of the decision, and the changes that lead to a denial.";
        writeln!(context.out, "\n{more}")?;
    }
    Ok(())
}

fn in_one(several: &[Change]) -> String {
    changes(several).join(". ")
}

/// The rows of the decision, down to the one that decided.
fn rows(why: &Explanation, context: &mut Context<'_>) -> Result<(), Failure> {
    let reached: Vec<_> = why.rows().filter(|row| row.status != RowStatus::NotReached).collect();
    let width = reached.iter().map(|row| row.row.reason.code().len()).max().unwrap_or_default();
    writeln!(context.out, "\n{}", head("The decision, row by row. The first hit decides"))?;
    for RowTrace { row, status, reads, .. } in reached {
        let line = format!("{:>4}  {status:<4}  {:<width$}  {}", row.number, row.reason, row.when);
        if status == RowStatus::Hit {
            writeln!(context.out, "{}", good(line))?;
        } else {
            writeln!(context.out, "{line}")?;
        }
        let read: Vec<_> = reads.iter().map(|fact| format!("{fact} {}", why.value(*fact))).collect();
        if !read.is_empty() {
            writeln!(context.out, "{:>14}{:width$}({})", "", "", read.join(", "))?;
        }
    }
    Ok(())
}

/// Groups the changes by the answer that they lead to. Denials come last.
fn by_answer(ways: impl Iterator<Item = (Resolution, String)>) -> Vec<(Resolution, Vec<String>)> {
    let mut grouped: Vec<(Resolution, Vec<String>)> = Vec::new();
    for (answer, way) in ways {
        match grouped.iter_mut().find(|(other, _)| *other == answer) {
            Some((_, others)) => others.push(way),
            None => grouped.push((answer, vec![way])),
        }
    }
    grouped.sort_by_key(|(answer, _)| is_denial(*answer));
    grouped
}

#[derive(Serialize)]
struct Answer {
    profile: &'static str,
    user: UserView,
    attempt: AttemptView,
    answer: AnswerView,
    rows: Vec<RuleRow>,
    /// Single changes that lead to another answer.
    counterfactuals: Vec<Changed>,
    /// The smallest changes that lead to each other kind of answer.
    alternatives: Vec<Changed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
}

#[derive(Serialize)]
struct RuleRow {
    number: &'static str,
    table: &'static str,
    code: &'static str,
    hit: &'static str,
    when: &'static str,
    /// The facts that the row reads, with their values.
    reads: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Changed {
    changes: Vec<String>,
    /// The rule because of which Cognito refuses the changes in the current pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_by: Option<&'static str>,
    answer: AnswerView,
}

impl Answer {
    fn new(why: &Explanation, user: UserFacts, pool: &Pool) -> Self {
        let rows = why.rows().map(|row| RuleRow {
            number: row.row.number,
            table: Table::SignIn.name(),
            code: row.row.reason.code(),
            hit: row.status.code(),
            when: row.row.when,
            reads: row.reads.iter().map(|fact| (fact.code(), why.value(*fact))).collect(),
        });
        let changed = |all: &[Change], answer: Resolution| Changed {
            changes: changes(all),
            refused_by: refused_by(pool, all).map(|violation| violation.rule().code()),
            answer: answer.into(),
        };
        let one = |Counterfactual { change, answer, .. }| changed(&[change], answer);
        let several = |set: ChangeSet| changed(&set.changes, set.answer);
        Self {
            profile: pool.profile.name(),
            user: user.into(),
            attempt: why.attempt().into(),
            answer: why.resolution().into(),
            rows: rows.collect(),
            counterfactuals: why.counterfactuals().map(one).collect(),
            alternatives: why.alternatives().into_iter().map(several).collect(),
            other_profile: None,
        }
    }
}
