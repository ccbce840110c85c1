//! `cognito-mfa impact`: what a change does to your users.

use std::io::Write;

use clap::{ArgGroup, Args};
use cognito_mfa::Attempt;
use cognito_mfa_insight::{Affected, Comparison, Effect, Impact, Phrase};
use serde::Serialize;

use crate::attempt::AttemptOptions;
use crate::change::{Change, ChangeFiles};
use crate::choice::named;
use crate::context::Context;
use crate::count::{counted, grouped};
use crate::failure::Failure;
#[cfg(feature = "live")]
use crate::live::LiveOptions;
use crate::other_profile::OtherProfile;
use crate::paint::{bad, good, head};
use crate::population::{PopulationFile, Users};
use crate::skipped::SkippedView;
use crate::unshown::UnshownView;
use crate::verdict::Verdict;
use crate::view::{AttemptView, UserView};

#[cfg(not(feature = "live"))]
const USAGE: &str = "cognito-mfa impact [OPTIONS] BEFORE AFTER (--users USERS | --histogram COUNTS)\n       \
                     cognito-mfa impact [OPTIONS] --before POOL... --after POOL... (--users USERS | --histogram COUNTS)";
#[cfg(feature = "live")]
const USAGE: &str = "cognito-mfa impact [OPTIONS] BEFORE AFTER (--users USERS | --histogram COUNTS)\n       \
                     cognito-mfa impact [OPTIONS] --before POOL... --after POOL... (--users USERS | --histogram COUNTS)\n       \
                     cognito-mfa impact [OPTIONS] --live POOL_ID AFTER [--users USERS | --histogram COUNTS]";

/// Count the users that a change affects
///
/// It groups the users by what the change does to their sign-in, and prints examples.
/// It exits with 1 only if you name an effect with --fail-on, and a user is affected in this way.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    group = ArgGroup::new("population").required(true).multiple(true),
    override_usage = USAGE,
    after_help = "\
Example:
  cognito-mfa impact before.json after.json --users users.jsonl --fail-on newly-locked-out"
)]
pub(crate) struct ImpactOf {
    #[command(flatten)]
    change: ChangeFiles,
    #[command(flatten)]
    population: PopulationFile,
    #[cfg(feature = "live")]
    #[command(flatten)]
    live: LiveOptions,
    #[command(flatten)]
    attempt: AttemptOptions,
    /// Exit with 1 when the change has one of these effects on a user. Can be repeated:
    /// newly-locked-out, no-longer-locked-out, newly-denied, no-longer-denied,
    /// newly-challenged, no-longer-challenged, challenged-differently, must-set-up,
    /// loses-passkey-path, gains-passkey-path, assurance-drops, assurance-rises
    #[arg(verbatim_doc_comment, long, value_name = "EFFECT[,EFFECT...]", value_delimiter = ',', value_parser = effect)]
    fail_on: Vec<Effect>,
}

fn effect(text: &str) -> Result<Effect, String> {
    named(text, Effect::ALL, Effect::code)
}

impl ImpactOf {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let change = self.change(context)?;
        let remark = change.remark();
        let Change { before, after, there } = change;
        let Users { population, skipped, unshown } = self.users(context)?;
        let (before, after, attempt) = (before.pool.policy(), after.pool.policy(), self.attempt.attempt());
        let impact = Impact::of(&before, &after, &population, attempt);
        let uncertain = unshown.uncertain(&[before, after], |user| {
            Comparison::new(&before, &after, user, attempt).effects().collect::<Vec<_>>()
        });
        let there = there.map(|[before, after]| Impact::of(&before.policy(), &after.policy(), &population, attempt));
        let other = OtherProfile::than(before.profile, difference(&impact, there));
        let failed_on: Vec<_> = Effect::ALL.iter().copied().filter(|effect| self.fails_on(*effect, &impact)).collect();
        if context.json() {
            context.write_json(&Answer {
                profile: before.profile.name(),
                users: impact.users(),
                classes: impact.classes(),
                attempt: attempt.into(),
                effects: impact.affected().map(EffectView::from).collect(),
                skipped: skipped.view(),
                unshown: uncertain.view(),
                other_profile: other,
                failed_on: failed_on.iter().map(|effect| effect.code()).collect(),
            })?;
        } else {
            show(&impact, attempt, context)?;
            context.write_profile(before.profile, other.as_ref())?;
            for effect in &failed_on {
                let users = counted(impact.on(*effect), "user", "users");
                writeln!(context.out, "\n{} on {effect}: {users}.", bad("Failed"))?;
            }
        }
        if let Some(remark) = remark {
            context.err.remark(remark);
        }
        uncertain.remark().into_iter().for_each(|remark| context.err.remark(remark));
        Ok(Verdict::fine_if(failed_on.is_empty()))
    }

    #[cfg(not(feature = "live"))]
    fn change(&self, context: &mut Context<'_>) -> Result<Change, Failure> {
        self.change.read("impact", &mut context.files)
    }

    #[cfg(feature = "live")]
    fn change(&self, context: &mut Context<'_>) -> Result<Change, Failure> {
        if self.live.is_given() {
            // Wrong arguments are reported before the first call.
            self.change.files_after_live("impact")?;
        }
        let live = self.live.pool(context)?;
        self.change.read_from("impact", live.as_ref(), &mut context.files)
    }

    /// The users of the files, or of the live pool if no file is named.
    fn users(&self, context: &mut Context<'_>) -> Result<Users, Failure> {
        #[cfg(feature = "live")]
        if self.live.is_given() && !self.population.is_given() {
            return self.live.users(context);
        }
        Ok(self.population.read(context)?)
    }

    fn fails_on(&self, effect: Effect, impact: &Impact) -> bool {
        self.fail_on.contains(&effect) && impact.on(effect) > 0
    }
}

/// The effects in the other profile, as a part of a sentence, if they differ.
fn difference(here: &Impact, there: Result<Impact, String>) -> Option<String> {
    let there = match there {
        Err(why) => return Some(why),
        Ok(there) => there,
    };
    let counts = |effect: &Effect| {
        let (here, there) = (here.on(*effect), there.on(*effect));
        let here_instead = grouped(here);
        (here != there).then(|| format!("{effect} has {} instead of {here_instead}", counted(there, "user", "users")))
    };
    let counts: Vec<_> = Effect::ALL.iter().filter_map(counts).collect();
    if counts.is_empty() && !here.affected().eq(there.affected()) {
        return Some("other users are affected".into());
    }
    (!counts.is_empty()).then(|| counts.join(", "))
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
    let are = if impact.users() == 1 { "is" } else { "are" };
    let kinds = match impact.classes() {
        1 => "1 kind,".into(),
        kinds => format!("{} kinds, each", grouped(kinds)),
    };
    writeln!(context.out, "The {users} {are} of {kinds} {}.", Phrase(attempt))?;
    writeln!(context.out, "\n{}", head(format!("{:>12} {:>8} {:>7}  effect", "users", "share", "kinds")))?;
    for Affected { effect, users, classes, examples, .. } in impact.affected() {
        let share = share(*users, impact.users());
        writeln!(context.out, "{:>12} {share:>8} {:>7}  {effect}", grouped(*users), grouped(*classes))?;
        for (user, users) in examples {
            writeln!(context.out, "{:>30} {user} ({})", "", counted(*users, "user", "users"))?;
        }
    }
    let codes = impact.affected().map(|affected| affected.effect.code().len());
    let width = codes.max().unwrap_or_default();
    writeln!(context.out)?;
    for Affected { effect, .. } in impact.affected() {
        writeln!(context.out, "{effect:<width$}  {}", effect.sentence())?;
    }
    writeln!(context.out)?;
    Ok(())
}

/// A share in tenths of a percent. A small share isn't rounded to nothing, and only all of them are 100 %.
fn share(part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    match (part * 2000 + whole) / (whole * 2) {
        0 if part > 0 => "<0.1%".into(),
        1000 if part < whole => ">99.9%".into(),
        tenths => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

#[derive(Serialize)]
struct Answer {
    profile: &'static str,
    users: u64,
    classes: u64,
    attempt: AttemptView,
    /// The effects that at least one user has.
    effects: Vec<EffectView>,
    /// The users who are left out, by their status.
    skipped: Vec<SkippedView>,
    /// The facts that the input can't show, with the number of users whose effects depend on them.
    unshown: Vec<UnshownView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
    /// The effects of --fail-on that at least one user has.
    failed_on: Vec<&'static str>,
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
