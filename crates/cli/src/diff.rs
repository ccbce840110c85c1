//! `inspect diff`: which of two pools is stricter, and who sees it.

use cognito_mfa::PoolPolicy;
use cognito_mfa::pool::PoolMember;
use cognito_mfa_insight::{Diff, Strictness, Witness};
use serde::Serialize;

use crate::files::Source;
use crate::shown::{ShownAnswer, ShownAttempt, ShownUser, head};
use crate::{Desk, Failure, Verdict, pools};

#[derive(Serialize)]
struct Answer {
    /// How the second pool compares with the first.
    strictness: &'static str,
    /// Every user and every attempt.
    inputs: u32,
    /// Where the two answer differently.
    differing: u32,
    /// The settings in which the two differ.
    members: Vec<&'static str>,
    /// Where the second asks for what the first does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    stricter: Option<Shown>,
    /// Where the first asks for what the second does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    looser: Option<Shown>,
}

/// The smallest user and attempt, and both answers.
#[derive(Serialize)]
struct Shown {
    user: ShownUser,
    attempt: ShownAttempt,
    before: ShownAnswer,
    after: ShownAnswer,
}

pub(crate) fn run(before: &[Source], after: &[Source], desk: &mut Desk<'_>) -> Result<Verdict, Failure> {
    let before = pools::read(before, &mut desk.files, desk.profile)?.pool;
    let after = pools::read(after, &mut desk.files, desk.profile)?.pool;
    let members = PoolMember::ALL.iter().filter(|member| before.differs(&after, **member));
    let members: Vec<_> = members.map(|member| member.name()).collect();
    let (before, after) = (before.policy(), after.policy());
    let diff = Diff::of(&after, &before);
    if desk.json {
        let shown = |witness: Option<Witness>| witness.map(|witness| Shown::new(witness, &before, &after));
        desk.write_json(&Answer {
            strictness: diff.strictness().code(),
            inputs: diff.inputs,
            differing: diff.differing,
            members,
            stricter: shown(diff.stricter),
            looser: shown(diff.looser),
        })?;
    } else {
        show(&diff, &members, (&before, &after), desk)?;
    }
    Ok(Verdict::Well)
}

fn show(
    diff: &Diff,
    members: &[&str],
    (before, after): (&PoolPolicy, &PoolPolicy),
    desk: &mut Desk<'_>,
) -> Result<(), Failure> {
    let verdict = match diff.strictness() {
        Strictness::Equal => "Neither pool is stricter: what signs a user in to one does in the other.",
        Strictness::Stricter => "The second pool is stricter.",
        Strictness::Looser => "The second pool is looser.",
        Strictness::Neither => "Each pool is stricter than the other for somebody.",
    };
    writeln!(desk.out, "{}", head(verdict))?;
    let Diff { inputs, differing, .. } = diff;
    writeln!(desk.out, "{differing} of {inputs} sign-ins (every user, every attempt) are answered differently.")?;
    let members = if members.is_empty() { "nothing".into() } else { members.join(", ") };
    writeln!(desk.out, "The pools differ in {members}.")?;
    for (title, witness) in [("Stricter", diff.stricter), ("Looser", diff.looser)] {
        let Some(witness) = witness else { continue };
        writeln!(desk.out, "\n{} for {witness}", head(title))?;
        for (name, pool) in [("before", before), ("after", after)] {
            let answer = witness.answer(pool);
            writeln!(desk.out, "  {name:<6}  {} because {}", answer.outcome(), answer.reason())?;
        }
    }
    Ok(())
}

impl Shown {
    fn new(witness: Witness, before: &PoolPolicy, after: &PoolPolicy) -> Self {
        Self {
            user: witness.user.into(),
            attempt: witness.attempt.into(),
            before: witness.answer(before).into(),
            after: witness.answer(after).into(),
        }
    }
}
