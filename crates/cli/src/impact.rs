//! `inspect impact`: whom a change of the pool touches, and how.

use cognito_mfa::Attempt;
use cognito_mfa_insight::{Affected, Effect, Impact};
use serde::Serialize;

use crate::files::Source;
use crate::population::PopulationSource;
use crate::shown::{ShownAttempt, ShownUser, bad, good, head, number};
use crate::{Desk, Failure, Verdict, pools, population};

#[derive(Serialize)]
struct Answer {
    users: u64,
    classes: u64,
    attempt: ShownAttempt,
    /// Those that concern anybody.
    effects: Vec<ShownEffect>,
}

#[derive(Serialize)]
struct ShownEffect {
    effect: &'static str,
    users: u64,
    classes: u64,
    examples: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    user: ShownUser,
    users: u64,
}

pub(crate) fn run(
    before: &[Source],
    after: &[Source],
    users: &PopulationSource,
    attempt: Attempt,
    desk: &mut Desk<'_>,
) -> Result<Verdict, Failure> {
    let before = pools::read(before, &mut desk.files, desk.profile)?.pool.policy();
    let after = pools::read(after, &mut desk.files, desk.profile)?.pool.policy();
    let population = population::read(users, &mut desk.files)?;
    let impact = Impact::of(&before, &after, &population, attempt);
    if desk.json {
        desk.write_json(&Answer {
            users: impact.users(),
            classes: impact.classes(),
            attempt: attempt.into(),
            effects: impact.affected().map(ShownEffect::from).collect(),
        })?;
    } else {
        show(&impact, attempt, desk)?;
    }
    Ok(Verdict::Well)
}

fn show(impact: &Impact, attempt: Attempt, desk: &mut Desk<'_>) -> Result<(), Failure> {
    let locked_out = impact.on(Effect::NewlyLockedOut);
    let users = number(impact.users(), "user", "users");
    if locked_out > 0 {
        writeln!(desk.out, "{} of {users} would be locked out.", bad(locked_out))?;
    } else if impact.affected().next().is_some() {
        writeln!(desk.out, "{} of {users} would be locked out.", good("None"))?;
    } else {
        writeln!(desk.out, "{} of {users} would notice.", good("None"))?;
        return Ok(());
    }
    writeln!(
        desk.out,
        "A sign-in by {} of each of {}:",
        attempt.first_factor,
        number(impact.classes(), "kind", "kinds")
    )?;
    writeln!(desk.out, "\n{}", head(format!("{:>12} {:>8} {:>7}  effect", "users", "share", "kinds")))?;
    for Affected { effect, users, classes, examples } in impact.affected() {
        let share = share(*users, impact.users());
        writeln!(desk.out, "{users:>12} {share:>8} {classes:>7}  {effect}")?;
        for (user, users) in examples {
            writeln!(desk.out, "{:>30}  {users} like {user}", "")?;
        }
    }
    Ok(())
}

/// A share in tenths of a percent; what is not nothing is not shown as nothing.
fn share(part: u64, whole: u64) -> String {
    let tenths = u128::from(part) * 1000 / u128::from(whole.max(1));
    if tenths == 0 && part > 0 { "<0.1%".into() } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

impl From<&Affected> for ShownEffect {
    fn from(affected: &Affected) -> Self {
        let example = |(user, users): &(_, u64)| Example { user: ShownUser::from(*user), users: *users };
        Self {
            effect: affected.effect.code(),
            users: affected.users,
            classes: affected.classes,
            examples: affected.examples.iter().map(example).collect(),
        }
    }
}
