//! `cognito-mfa prove`: whether every user can sign in.

use std::io::Write;

use clap::Args;
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::{Attempt, Pool};
use cognito_mfa_insight::{
    Assumption, Change, LockOut, Phrase, Proof, SignInPaths, Subject, prove_no_lock_out, refused_by,
};
use serde::Serialize;

use crate::attempt::ContextArguments;
use crate::choice::named;
use crate::context::Context;
use crate::count::{counted, grouped};
use crate::failure::Failure;
use crate::other_profile::OtherProfile;
use crate::paint::{bad, good, head};
use crate::pool::PoolFiles;
use crate::printable::capitalized;
use crate::verdict::Verdict;
use crate::view::{AnswerView, UserView};

/// Prove that every user can sign in, or find a user who is locked out
///
/// It checks every kind of user that meets the assumptions. It exits with 1 when one of
/// them is locked out.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  cognito-mfa prove pool.json mfa.json --assume enabled,confirmed,password,verified-email

Assumptions:
  enabled, confirmed, native, password, phone, verified-phone, email, verified-email, totp,
  passkey, nothing-enabled, code-enabled, preference-possessed, preference-offered"
)]
pub(crate) struct Prove {
    #[command(flatten)]
    pool: PoolFiles,
    /// What is true for every user. An empty value assumes nothing
    #[arg(
        long,
        value_name = "NAME[,NAME...]",
        default_value = "enabled,confirmed,password,preference-possessed,preference-offered",
        value_parser = Assumptions::parse
    )]
    assume: Assumptions,
    #[command(flatten)]
    context: ContextArguments,
}

#[derive(Clone)]
struct Assumptions(Vec<Assumption>);

impl Assumptions {
    fn parse(text: &str) -> Result<Self, String> {
        let names = text.split(',').filter(|name| !name.is_empty());
        names.map(|name| named(name, Assumption::ALL, Assumption::code)).collect::<Result<_, _>>().map(Self)
    }
}

type Proven = Result<Proof, LockOut>;

impl Prove {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let read = self.pool.read(&mut context.files)?;
        let whole = read.described.pool.clone();
        let pool = whole.policy();
        let (Assumptions(assumptions), sign_in) = (&self.assume, self.context.sign_in_context());
        let proven = prove_no_lock_out(&pool, assumptions, sign_in);
        let there = read.there.map(|pool| prove_no_lock_out(&pool.policy(), assumptions, sign_in));
        let other = OtherProfile::than(pool.profile, difference(&proven, there));
        if context.json() {
            let answer = Answer::new(&proven, &whole, assumptions, sign_in);
            context.write_json(&Answer { other_profile: other, ..answer })?;
        } else {
            let names: Vec<_> = assumptions.iter().map(|assumption| assumption.code()).collect();
            let names = if names.is_empty() { "none".into() } else { names.join(", ") };
            match &proven {
                Ok(proof) => show_proof(*proof, &names, context)?,
                Err(lock_out) => show_lock_out(lock_out, &whole, &names, context)?,
            }
            context.write_profile(pool.profile, other.as_ref())?;
        }
        Ok(Verdict::fine_if(proven.is_ok()))
    }
}

/// What is proven in the other profile, as a part of a sentence, if it differs.
fn difference(here: &Proven, there: Result<Proven, String>) -> Option<String> {
    let kinds = |classes: u32| counted(u64::from(classes), "kind of user", "kinds of users");
    match (there, here) {
        (Err(why), _) => Some(why),
        (Ok(Ok(there)), Ok(here)) if there == *here => None,
        (Ok(Ok(Proof { classes, .. })), Ok(_)) => Some(format!("{} can sign in", kinds(classes))),
        (Ok(Ok(_)), Err(_)) => Some("no user is locked out".into()),
        (Ok(Err(there)), Err(here))
            if (there.user, there.classes, there.locked_out) == (here.user, here.classes, here.locked_out) =>
        {
            None
        }
        (Ok(Err(LockOut { user, classes, locked_out, .. })), _) => {
            Some(format!("{} of {} can't sign in, for example {user}", grouped(locked_out.into()), kinds(classes)))
        }
    }
}

fn show_proof(proof: Proof, assumptions: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let Proof { classes, .. } = proof;
    writeln!(context.out, "{}", good("No user is locked out."))?;
    writeln!(context.out, "Assumptions: {assumptions}.")?;
    if classes == 0 {
        writeln!(context.out, "No user meets them.")?;
        return Ok(());
    }
    let kinds = counted(u64::from(classes), "kind of user meets", "kinds of users meet");
    writeln!(context.out, "{kinds} them. All of them can sign in.")?;
    Ok(())
}

fn show_lock_out(lock_out: &LockOut, pool: &Pool, assumptions: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let LockOut { user, classes, locked_out, .. } = lock_out;
    writeln!(context.out, "{}", bad("Some users are locked out."))?;
    writeln!(context.out, "Assumptions: {assumptions}.")?;
    let kinds = counted(u64::from(*classes), "kind of user meets", "kinds of users meet");
    writeln!(context.out, "{kinds} them. {} of them can't sign in.", grouped(u64::from(*locked_out)))?;
    writeln!(context.out, "\n{}\n  {user}", head("The simplest user that is locked out"))?;
    for why in lock_out.explanations() {
        writeln!(context.out, "  {}", capitalized(&format!("{}:", Phrase(why.attempt()))))?;
        writeln!(context.out, "    {}.", Phrase(why.resolution()))?;
    }
    writeln!(context.out, "\n{}", head("Changes of one pool setting that Cognito accepts and that let this user in"))?;
    let changes = single_changes(lock_out, pool);
    for change in &changes {
        writeln!(context.out, "  {change}")?;
    }
    if changes.is_empty() {
        writeln!(context.out, "  None.")?;
    }
    let user = serde_json::to_string(&UserView::from(*user)).unwrap_or_default();
    writeln!(context.out, "\n{}\n  {user}\n", head("This user as a file for `explain --user`"))?;
    Ok(())
}

/// The changes of one pool setting that let the user in. Cognito accepts each of them.
fn single_changes(lock_out: &LockOut, whole: &Pool) -> Vec<String> {
    let LockOut { pool, user, context, .. } = *lock_out;
    let attempt = Attempt { device: context.device, risk: context.risk, ..Attempt::default() };
    let lets_in = |change: &Change| {
        let (pool, user, _) = change.applied_to(pool, user, attempt);
        !SignInPaths::of(&pool, user, context).is_empty()
    };
    let pool_changes = Change::all().filter(|change| change.subject() == Subject::Pool);
    let is_accepted = |change: &Change| refused_by(whole, &[*change]).is_none();
    pool_changes.filter(lets_in).filter(is_accepted).map(|change| change.to_string()).collect()
}

#[derive(Serialize)]
struct Answer {
    profile: &'static str,
    proven: bool,
    assumptions: Vec<&'static str>,
    device: &'static str,
    risk: &'static str,
    /// The number of kinds of users that meet the assumptions.
    classes: u32,
    /// The number of these kinds that are locked out.
    locked_out: u32,
    /// The simplest user that is locked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Example>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
}

#[derive(Serialize)]
struct Example {
    user: UserView,
    /// The answer for each first factor that the user can try.
    attempts: Vec<Tried>,
    /// The changes of one pool setting that Cognito accepts and that let the user in.
    changes: Vec<String>,
}

#[derive(Serialize)]
struct Tried {
    first_factor: &'static str,
    answer: AnswerView,
}

impl Answer {
    fn new(proven: &Proven, pool: &Pool, assumptions: &[Assumption], context: SignInContext) -> Self {
        let (classes, locked_out, example) = match proven {
            Ok(Proof { classes, .. }) => (*classes, 0, None),
            Err(lock_out) => (lock_out.classes, lock_out.locked_out, Some(Example::new(lock_out, pool))),
        };
        Self {
            profile: pool.profile.name(),
            proven: proven.is_ok(),
            assumptions: assumptions.iter().map(|one| one.code()).collect(),
            device: context.device.name(),
            risk: context.risk.name(),
            classes,
            locked_out,
            example,
            other_profile: None,
        }
    }
}

impl Example {
    fn new(lock_out: &LockOut, pool: &Pool) -> Self {
        let tried = lock_out
            .explanations()
            .into_iter()
            .map(|why| Tried { first_factor: why.attempt().first_factor.name(), answer: why.resolution().into() });
        Self { user: lock_out.user.into(), attempts: tried.collect(), changes: single_changes(lock_out, pool) }
    }
}
