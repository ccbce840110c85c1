//! `cognito-mfa export`: the decision for every kind of user, as a table.

use std::borrow::Cow;
use std::io;

use clap::Args;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::sign_in::{Resolution, SignInContext, resolve};
use cognito_mfa::{Attempt, Outcome, Pool, PoolPolicy, Profile, UserFacts};
use cognito_mfa_infra::FactColumn;
use cognito_mfa_insight::{Comparison, Effect, SignInPaths};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::attempt::AttemptOptions;
use crate::change::{Change, ChangeFiles};
use crate::code::Table;
use crate::context::Context;
use crate::count::counted;
use crate::failure::Failure;
use crate::other_profile::OtherProfile;
use crate::pool;
use crate::printable::printable;
use crate::source::Source;
use crate::verdict::Verdict;

/// Print the decision, or the effect of a change, for every kind of user as a CSV table
///
/// Join the table with your users to list who is affected. It has one row for each kind of
/// user, and one column for each fact about them. docs/populations.md describes the columns.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "cognito-mfa export [OPTIONS] POOL\n       \
                      cognito-mfa export [OPTIONS] --pool POOL...\n       \
                      cognito-mfa export [OPTIONS] BEFORE AFTER\n       \
                      cognito-mfa export [OPTIONS] --before POOL... --after POOL...",
    after_help = "\
Example:
  cognito-mfa export before.json after.json > kinds.csv"
)]
pub(crate) struct Export {
    #[command(flatten)]
    change: ChangeFiles,
    /// The files of the pool, if there are several
    #[arg(long, value_name = "POOL", num_args = 1..)]
    pool: Vec<Source>,
    #[command(flatten)]
    attempt: AttemptOptions,
}

/// What the table contains.
enum Subject {
    Pool(PoolPolicy),
    Change(PoolPolicy, PoolPolicy),
}

impl Subject {
    const fn profile(&self) -> Profile {
        match self {
            Self::Pool(pool) | Self::Change(pool, _) => pool.profile,
        }
    }
}

impl Export {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let (subject, there) = self.subject(context)?;
        let attempt = self.attempt.attempt();
        let (mut header, mut differing) = (None, 0);
        let mut csv = csv::Writer::from_writer(Vec::new());
        for user in UserFacts::all() {
            let row = row(&subject, user, attempt);
            let is_same = there.as_ref().is_ok_and(|there| is_same(&row, &self::row(there, user, attempt)));
            differing += u64::from(!is_same);
            if context.json() {
                context.write_json(&Row(&row))?;
                continue;
            }
            if header.is_none() {
                header = Some(csv.write_record(row.iter().map(|(name, _)| name.as_ref())).map_err(io::Error::from)?);
            }
            csv.write_record(row.iter().map(|(_, cell)| cell.as_ref())).map_err(io::Error::from)?;
        }
        let table = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
        io::Write::write_all(&mut context.out, &table)?;
        let difference = match there {
            Err(why) => Some(why),
            Ok(_) if differing == 0 => None,
            Ok(_) => Some(format!("it has other rows for {}", counted(differing, "kind of user", "kinds of users"))),
        };
        if let Some(other) = OtherProfile::than(subject.profile(), difference) {
            context.err.remark(printable(&other.to_string()));
        }
        Ok(Verdict::Fine)
    }

    /// The table's subject, also in the other profile.
    fn subject(&self, context: &mut Context<'_>) -> Result<(Subject, Result<Subject, String>), Failure> {
        let only = if self.pool.is_empty() { self.change.only() } else { Some(self.pool.as_slice()) };
        match only {
            Some(_) if !self.pool.is_empty() && !self.change.is_empty() => {
                Err(Failure::misuse("export", "expected either --pool or other files, not both"))
            }
            Some(pool) => {
                let settings = self.change.rules().settings(&mut context.files)?;
                Ok(pool::read(pool, &mut context.files, settings)?.each(|pool| Subject::Pool(pool.policy())))
            }
            None => {
                let Change { before, after, there } = self.change.read("export", &mut context.files)?;
                let subject = |before: &Pool, after: &Pool| Subject::Change(before.policy(), after.policy());
                Ok((subject(&before.pool, &after.pool), there.map(|[before, after]| subject(&before, &after))))
            }
        }
    }
}

/// Whether two rows differ in nothing but the profile.
fn is_same(here: &[(Text, Text)], there: &[(Text, Text)]) -> bool {
    here.iter().zip(there).all(|(here, there)| here == there || here.0 == PROFILE)
}

/// The column of the profile.
const PROFILE: &str = "profile";

/// A name or a cell.
type Text = Cow<'static, str>;

/// A kind of user: its cells, each with the name of its column.
///
/// Every cell is one of our own words or one of AWS's names, so no spreadsheet takes one for a formula.
fn row(subject: &Subject, user: UserFacts, attempt: Attempt) -> Vec<(Text, Text)> {
    let Attempt { first_factor, device, risk } = attempt;
    let mut row: Vec<(Text, Text)> = FactColumn::ALL.map(|fact| (fact.name().into(), fact.value(user).into())).into();
    row.push(("first_factor".into(), first_factor.name().into()));
    row.push(("device".into(), device.name().into()));
    row.push(("risk".into(), risk.name().into()));
    match subject {
        Subject::Pool(pool) => {
            row.extend(rules(pool.profile));
            row.extend(answer(["outcome", "factors", "exception", "reason"], resolve(pool, user, attempt)));
            let paths = SignInPaths::of(pool, user, SignInContext { device, risk });
            row.push(("locked_out".into(), paths.is_empty().to_string().into()));
        }
        Subject::Change(before, after) => {
            row.extend(rules(after.profile));
            let comparison = Comparison::new(before, after, user, attempt);
            let names = ["outcome_before", "factors_before", "exception_before", "reason_before"];
            row.extend(answer(names, comparison.before));
            let names = ["outcome_after", "factors_after", "exception_after", "reason_after"];
            row.extend(answer(names, comparison.after));
            for effect in Effect::ALL {
                row.push((effect.code().replace('-', "_").into(), comparison.shows(*effect).to_string().into()));
            }
        }
    }
    row
}

/// The rules of the row: the profile, and the table that its reasons are codes of.
fn rules(profile: Profile) -> [(Text, Text); 2] {
    [(PROFILE.into(), profile.name().into()), ("reason_table".into(), Table::SignIn.name().into())]
}

/// An answer in columns with these names.
fn answer(names: [&'static str; 4], answer: Resolution) -> impl Iterator<Item = (Text, Text)> {
    let (outcome, exception) = match answer.outcome() {
        Outcome::Authenticated => ("authenticated", ""),
        Outcome::Challenge(challenge) => (challenge.name(), ""),
        Outcome::Denied(denial) => ("denied", denial.exception().name()),
    };
    let factors: Vec<_> = answer.outcome().codes().iter().map(CodeFactor::name).collect();
    let cells = [outcome.into(), factors.join("|").into(), exception.into(), answer.reason().code().into()];
    names.into_iter().map(Text::from).zip(cells)
}

/// A row as a JSON object with the members in the order of the columns.
struct Row<'r>(&'r [(Text, Text)]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in self.0 {
            match cell.as_ref() {
                "true" => map.serialize_entry(name, &true)?,
                "false" => map.serialize_entry(name, &false)?,
                text => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}
