//! `inspect explain` of a sign-in: why it is answered as it is, and what would change the answer.

use std::collections::BTreeMap;

use cognito_mfa::sign_in::Resolution;
use cognito_mfa::{Attempt, Outcome, UserFacts};
use cognito_mfa_insight::{ChangeSet, Counterfactual, Explanation, RowStatus, RowTrace, Witness};
use serde::Serialize;

use crate::files::Source;
use crate::shown::{ShownAnswer, ShownAttempt, ShownUser, changes, good, head};
use crate::{Desk, Failure, Verdict, pools, users};

#[derive(Serialize)]
struct Answer {
    user: ShownUser,
    attempt: ShownAttempt,
    answer: ShownAnswer,
    rows: Vec<RuleRow>,
    /// The changes of one thing that give another answer.
    counterfactuals: Vec<Changed>,
    /// The smallest changes to each other kind of answer.
    alternatives: Vec<Changed>,
}

#[derive(Serialize)]
struct RuleRow {
    number: &'static str,
    code: &'static str,
    hit: &'static str,
    when: &'static str,
    /// The facts that the row reads, and what they are.
    reads: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Changed {
    changes: Vec<String>,
    answer: ShownAnswer,
}

pub(crate) fn run(pool: &[Source], user: &Source, attempt: Attempt, desk: &mut Desk<'_>) -> Result<Verdict, Failure> {
    let pool = pools::read(pool, &mut desk.files, desk.profile)?.pool.policy();
    let user = users::read_one(user, &mut desk.files)?;
    let why = Explanation::new(pool, user, attempt);
    if desk.json {
        let rows = why.rows().map(|row| RuleRow {
            number: row.row.number,
            code: row.row.reason.code(),
            hit: row.hit.code(),
            when: row.row.when,
            reads: row.reads.iter().map(|fact| (fact.code(), why.value(*fact))).collect(),
        });
        let one = |Counterfactual { change, answer }| Changed { changes: changes(&[change]), answer: answer.into() };
        let several = |set: ChangeSet| Changed { changes: changes(&set.changes), answer: set.answer.into() };
        desk.write_json(&Answer {
            user: user.into(),
            attempt: attempt.into(),
            answer: why.resolution().into(),
            rows: rows.collect(),
            counterfactuals: why.counterfactuals().map(one).collect(),
            alternatives: why.alternatives().into_iter().map(several).collect(),
        })?;
    } else {
        show(&why, user, desk)?;
    }
    Ok(Verdict::Well)
}

fn show(why: &Explanation, user: UserFacts, desk: &mut Desk<'_>) -> Result<(), Failure> {
    let answer = why.resolution();
    let reason = answer.reason();
    writeln!(desk.out, "{} because {reason}: {}", head(answer.outcome()), reason.row().when)?;
    writeln!(desk.out, "{}", Witness { user, attempt: why.attempt() })?;
    writeln!(desk.out, "\n{}", head("The rows of the decision; the first that hits decides"))?;
    for RowTrace { row, hit, reads } in why.rows().filter(|row| row.hit != RowStatus::NotReached) {
        let (number, reason, when) = (row.number, row.reason, row.when);
        let read: Vec<_> = reads.iter().map(|fact| format!("{fact} {}", why.value(*fact))).collect();
        let read = if read.is_empty() { String::new() } else { format!(" ({})", read.join(", ")) };
        let line = format!("{number:>4}  {hit:<4}  {reason:<28}  {when}{read}");
        if hit == RowStatus::Hit { writeln!(desk.out, "{}", good(line))? } else { writeln!(desk.out, "{line}")? }
    }
    let single = why.counterfactuals().map(|Counterfactual { change, answer }| (answer, change.to_string()));
    let several = why.alternatives().into_iter().filter(|set| set.changes.len() > 1);
    let several = several.map(|set| (set.answer, changes(&set.changes).join(", and ")));
    writeln!(desk.out, "\n{}", head("What would change the answer"))?;
    for (answer, ways) in by_answer(single.chain(several)) {
        writeln!(desk.out, "  {} because {}, with", answer.outcome(), answer.reason())?;
        for way in ways {
            writeln!(desk.out, "        {way}")?;
        }
    }
    Ok(())
}

/// The ways to each answer: what lets the user in or asks for something first, denials last.
fn by_answer(ways: impl Iterator<Item = (Resolution, String)>) -> Vec<(Resolution, Vec<String>)> {
    let mut grouped: Vec<(Resolution, Vec<String>)> = Vec::new();
    for (answer, way) in ways {
        match grouped.iter_mut().find(|(other, _)| *other == answer) {
            Some((_, others)) => others.push(way),
            None => grouped.push((answer, vec![way])),
        }
    }
    grouped.sort_by_key(|(answer, _)| matches!(answer.outcome(), Outcome::Denied(_)));
    grouped
}
