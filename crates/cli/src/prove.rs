//! `inspect prove`: that everybody can sign in, or who cannot.

use cognito_mfa::Attempt;
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa_insight::{Assumption, Change, LockOut, Proof, SignInPaths, Subject, prove_no_lock_out};
use serde::Serialize;

use crate::files::Source;
use crate::shown::{ShownAnswer, ShownUser, bad, good, head};
use crate::{Desk, Failure, Verdict, pools};

#[derive(Serialize)]
struct Answer {
    proven: bool,
    assumptions: Vec<&'static str>,
    device: &'static str,
    risk: &'static str,
    /// The kinds of users who meet the assumptions.
    classes: u32,
    /// How many of these are locked out.
    locked_out: u32,
    /// The smallest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Example>,
}

#[derive(Serialize)]
struct Example {
    user: ShownUser,
    /// What each first factor comes to that the user could try.
    attempts: Vec<Tried>,
    /// The changes of one setting of the pool that let the user in.
    changes: Vec<String>,
}

#[derive(Serialize)]
struct Tried {
    first_factor: &'static str,
    answer: ShownAnswer,
}

pub(crate) fn run(
    pool: &[Source],
    assumptions: &[Assumption],
    context: SignInContext,
    desk: &mut Desk<'_>,
) -> Result<Verdict, Failure> {
    let pool = pools::read(pool, &mut desk.files, desk.profile)?.pool.policy();
    let proven = prove_no_lock_out(&pool, assumptions, context);
    if desk.json {
        desk.write_json(&Answer::new(&proven, assumptions, context))?;
    } else {
        show(&proven, assumptions, desk)?;
    }
    Ok(if proven.is_ok() { Verdict::Well } else { Verdict::Found })
}

fn show(proven: &Result<Proof, LockOut>, assumptions: &[Assumption], desk: &mut Desk<'_>) -> Result<(), Failure> {
    let assumed: Vec<_> = assumptions.iter().map(|one| one.code()).collect();
    let assumed = if assumed.is_empty() { "nothing".into() } else { assumed.join(", ") };
    let said = format!("Assumed of a user: {assumed}.");
    match proven {
        Ok(Proof { classes }) => {
            writeln!(desk.out, "{}", good("Nobody is locked out."))?;
            writeln!(
                desk.out,
                "{said} There are {classes} kinds of such users, and each was walked through a sign-in."
            )?;
        }
        Err(lock_out) => {
            let LockOut { user, classes, locked_out, .. } = lock_out;
            writeln!(desk.out, "{}", bad("Somebody is locked out."))?;
            writeln!(
                desk.out,
                "{said} There are {classes} kinds of such users, of which {locked_out} have no way in."
            )?;
            writeln!(desk.out, "\n{}\n  {user}", head("The one with the least"))?;
            for why in lock_out.explanations() {
                let Attempt { first_factor, .. } = why.attempt();
                let answer = why.resolution();
                let when = answer.reason().row().when;
                writeln!(desk.out, "  by {first_factor}: {} because {}: {when}", answer.outcome(), answer.reason())?;
            }
            writeln!(desk.out, "\n{}", head("Each of these changes of the pool lets this user in"))?;
            let changes = mending(lock_out);
            for change in &changes {
                writeln!(desk.out, "  {change}")?;
            }
            if changes.is_empty() {
                writeln!(desk.out, "  none that is of one setting alone")?;
            }
            let user = serde_json::to_string(&ShownUser::from(*user)).unwrap_or_default();
            writeln!(desk.out, "\n{}\n  {user}", head("As a user for `explain`"))?;
        }
    }
    Ok(())
}

/// The changes of one setting of the pool that let the user in.
fn mending(lock_out: &LockOut) -> Vec<String> {
    let LockOut { pool, user, context, .. } = *lock_out;
    let attempt = Attempt { device: context.device, risk: context.risk, ..Attempt::default() };
    let mends = |change: &Change| {
        let (pool, user, _) = change.applied_to(pool, user, attempt);
        !SignInPaths::of(&pool, user, context).is_empty()
    };
    Change::all()
        .filter(|change| change.subject() == Subject::Pool)
        .filter(mends)
        .map(|change| change.to_string())
        .collect()
}

impl Answer {
    fn new(proven: &Result<Proof, LockOut>, assumptions: &[Assumption], context: SignInContext) -> Self {
        let (classes, locked_out, example) = match proven {
            Ok(Proof { classes }) => (*classes, 0, None),
            Err(lock_out) => (lock_out.classes, lock_out.locked_out, Some(Example::new(lock_out))),
        };
        Self {
            proven: proven.is_ok(),
            assumptions: assumptions.iter().map(|one| one.code()).collect(),
            device: context.device.name(),
            risk: context.risk.name(),
            classes,
            locked_out,
            example,
        }
    }
}

impl Example {
    fn new(lock_out: &LockOut) -> Self {
        let tried = lock_out
            .explanations()
            .into_iter()
            .map(|why| Tried { first_factor: why.attempt().first_factor.name(), answer: why.resolution().into() });
        Self { user: lock_out.user.into(), attempts: tried.collect(), changes: mending(lock_out) }
    }
}
