//! What is asked on the command line.

use std::ffi::OsString;

use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Device, FirstFactor, SignInContext};
use cognito_mfa::{Attempt, Profile};
use cognito_mfa_insight::Assumption;
use lexopt::{Arg, Parser, ValueExt};

use crate::fault::Misuse;
use crate::files::Source;
use crate::population::PopulationSource;

pub(crate) const USAGE: &str = "\
Inspects the MFA policy of an Amazon Cognito user pool. It asks no service; it reads files.

usage: inspect lint    POOL…                         judge a configuration
       inspect prove   POOL… [--assume NAME[,NAME…]] prove that everybody can sign in, or show who cannot
       inspect explain POOL… --user USER.json        why this user's sign-in is answered as it is
       inspect explain [POOL…] [--user USER.json] --request OPERATION=BODY.json
                                                     why a request is refused, and what would be accepted
       inspect impact  BEFORE AFTER (--users USERS.jsonl | --histogram COUNTS.csv)
                                                     whom a change of the pool touches, and how
       inspect diff    BEFORE AFTER                  which of two pools is stricter
       inspect plan    BEFORE AFTER [--pool-id ID] [--users … | --histogram …]
                                                     the calls that lead from one to the other, as a scenario for replay

  POOL       what DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration answer, in one file or several
  BEFORE     a POOL file, and AFTER another; or, of several files each, --before POOL… --after POOL…
  USER       what AdminGetUser or GetUserAuthFactors answers, and what else is known of the user
  USERS      such an object a line, or what ListUsers answers
  COUNTS     a table of the same members, with a column `count`
  -          standard input, in place of a file

  --json                 one JSON object for machines
  --profile NAME        Observed (what was measured; the default) or Documented (what AWS promises)
  --assume NAME[,NAME…]  what `prove` assumes of users, of enabled, confirmed, native, password, phone, verified-phone,
                         email, verified-email, totp, passkey, nothing-enabled, code-enabled, preference-possessed,
                         preference-offered; unless it is said: enabled,confirmed,password,preference-possessed,
                         preference-offered
  --first-factor NAME    what was proven: password (unless it is said), email-otp, sms-otp, passkey-presence,
                         passkey-verified, external-provider or custom-challenge
  --device NAME          unknown, known or remembered
  --risk NAME            none, Low, Medium or High
  --pool-id ID           the calls of the plan alone, for the pool of this id

`plan` looks after the users whom it is given, and after nobody else: none of its calls locks one of them out.

exit status: 0 when all is well; 1 when lint has an error or a security finding, when prove finds somebody who is locked
out, and when there is no plan; 2 when there is no answer.
";

/// A call that is understood.
pub(crate) struct Call {
    pub(crate) task: Task,
    pub(crate) json: bool,
    pub(crate) profile: Profile,
}

pub(crate) enum Task {
    Run { files: Vec<Source> },
    Lint { pool: Vec<Source> },
    Prove { pool: Vec<Source>, assumptions: Vec<Assumption>, context: SignInContext },
    ExplainSignIn { pool: Vec<Source>, user: Source, attempt: Attempt },
    ExplainRequest { pool: Vec<Source>, user: Option<Source>, operation: String, body: Source },
    Impact { before: Vec<Source>, after: Vec<Source>, population: PopulationSource, attempt: Attempt },
    Diff { before: Vec<Source>, after: Vec<Source> },
    Plan { before: Vec<Source>, after: Vec<Source>, population: Option<PopulationSource>, pool_id: Option<String> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Run,
    Lint,
    Prove,
    Explain,
    Impact,
    Diff,
    Plan,
}

/// What was given, not yet judged.
#[derive(Default)]
struct Given {
    verb: Option<Verb>,
    files: Vec<Source>,
    /// The options, to say which of them the verb does not have.
    options: Vec<String>,
    json: bool,
    profile: Profile,
    before: Vec<Source>,
    after: Vec<Source>,
    users: Option<Source>,
    histogram: Option<Source>,
    user: Option<Source>,
    request: Option<(String, Source)>,
    assumptions: Option<Vec<Assumption>>,
    attempt: Attempt,
    pool_id: Option<String>,
}

/// Understands the arguments; nothing when help is asked for.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Call>, Misuse> {
    let mut parser = Parser::from_args(arguments);
    let mut given = Given::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Long(name) => {
                let name = name.to_string();
                given.option(&name, &mut parser)?;
                given.options.push(name);
            }
            Arg::Value(value) if given.verb.is_none() => given.verb = Some(verb(&value)?),
            Arg::Value(value) => given.files.push(Source(value)),
            short @ Arg::Short(_) => return Err(short.unexpected().into()),
        }
    }
    given.call().map(Some)
}

fn verb(name: &OsString) -> Result<Verb, Misuse> {
    let verbs = [Verb::Run, Verb::Lint, Verb::Prove, Verb::Explain, Verb::Impact, Verb::Diff, Verb::Plan];
    let verb = verbs.into_iter().find(|verb| *name == verb.name());
    verb.ok_or_else(|| {
        Misuse(format!("{}: expected one of {}", name.to_string_lossy(), verbs.map(Verb::name).join(", ")))
    })
}

impl Verb {
    const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Lint => "lint",
            Self::Prove => "prove",
            Self::Explain => "explain",
            Self::Impact => "impact",
            Self::Diff => "diff",
            Self::Plan => "plan",
        }
    }

    /// The options beside `--json` and `--profile`.
    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Run | Self::Lint => &[],
            Self::Prove => &["assume", "device", "risk"],
            Self::Explain => &["user", "request", "first-factor", "device", "risk"],
            Self::Impact => &["before", "after", "users", "histogram", "first-factor", "device", "risk"],
            Self::Diff => &["before", "after"],
            Self::Plan => &["before", "after", "users", "histogram", "pool-id"],
        }
    }
}

impl Given {
    fn option(&mut self, name: &str, parser: &mut Parser) -> Result<(), Misuse> {
        match name {
            "json" => self.json = true,
            "profile" => self.profile = named(name, &value(parser)?, Profile::ALL, Profile::name)?,
            "before" => self.before.extend(parser.values()?.map(Source)),
            "after" => self.after.extend(parser.values()?.map(Source)),
            "users" => self.users = Some(Source(parser.value()?)),
            "histogram" => self.histogram = Some(Source(parser.value()?)),
            "user" => self.user = Some(Source(parser.value()?)),
            "request" => {
                let value = value(parser)?;
                let (operation, body) =
                    value.split_once('=').ok_or_else(|| Misuse("--request: expected OPERATION=BODY.json".into()))?;
                self.request = Some((operation.into(), Source(body.into())));
            }
            "assume" => {
                let value = value(parser)?;
                let names = value.split(',').filter(|assumption| !assumption.is_empty());
                let assumption = |assumption| named(name, assumption, Assumption::ALL, Assumption::code);
                self.assumptions = Some(names.map(assumption).collect::<Result<_, _>>()?);
            }
            "first-factor" => {
                self.attempt.first_factor = named(name, &value(parser)?, FirstFactor::ALL, FirstFactor::name)?;
            }
            "device" => self.attempt.device = named(name, &value(parser)?, Device::ALL, Device::name)?,
            "risk" => self.attempt.risk = named(name, &value(parser)?, RiskLevel::ALL, RiskLevel::name)?,
            "pool-id" => self.pool_id = Some(value(parser)?),
            _ => return Err(Misuse(format!("--{name}: there is no such option"))),
        }
        Ok(())
    }

    fn call(mut self) -> Result<Call, Misuse> {
        let verb = self.verb.ok_or_else(|| Misuse("expected a verb".into()))?;
        let everywhere = ["json", "profile"];
        let foreign =
            |option: &&String| !everywhere.contains(&option.as_str()) && !verb.options().contains(&option.as_str());
        if let Some(option) = self.options.iter().find(foreign) {
            return Err(Misuse(format!("--{option}: {} has no such option", verb.name())));
        }
        let Attempt { device, risk, .. } = self.attempt;
        let task = match verb {
            Verb::Run => Task::Run { files: std::mem::take(&mut self.files) },
            Verb::Lint => Task::Lint { pool: self.pool()? },
            Verb::Prove => Task::Prove {
                pool: self.pool()?,
                assumptions: self.assumptions.unwrap_or_else(|| USUAL.to_vec()),
                context: SignInContext { device, risk },
            },
            Verb::Explain => match (self.request.take(), self.user.take()) {
                (Some((operation, body)), user) => {
                    // There is no pool yet where one is created.
                    let pool = if operation == "CreateUserPool" { Vec::new() } else { self.pool()? };
                    Task::ExplainRequest { pool, user, operation, body }
                }
                (None, Some(user)) => Task::ExplainSignIn { pool: self.pool()?, user, attempt: self.attempt },
                (None, None) => return Err(Misuse("explain: expected --user or --request".into())),
            },
            Verb::Impact => {
                let (before, after) = self.change()?;
                let population = self.population()?;
                let population = population.ok_or_else(|| Misuse("impact: expected --users or --histogram".into()))?;
                Task::Impact { before, after, population, attempt: self.attempt }
            }
            Verb::Diff => {
                let (before, after) = self.change()?;
                Task::Diff { before, after }
            }
            Verb::Plan => {
                let (before, after) = self.change()?;
                Task::Plan { before, after, population: self.population()?, pool_id: self.pool_id }
            }
        };
        Ok(Call { task, json: self.json, profile: self.profile })
    }

    fn pool(&mut self) -> Result<Vec<Source>, Misuse> {
        if self.files.is_empty() {
            return Err(Misuse("expected a file with what the service answers of the pool".into()));
        }
        Ok(std::mem::take(&mut self.files))
    }

    /// The files of the pool as it is and as it would be.
    fn change(&mut self) -> Result<(Vec<Source>, Vec<Source>), Misuse> {
        let (files, before, after) =
            (std::mem::take(&mut self.files), std::mem::take(&mut self.before), std::mem::take(&mut self.after));
        match (<[Source; 2]>::try_from(files), before.is_empty(), after.is_empty()) {
            (Ok([before, after]), true, true) => Ok((vec![before], vec![after])),
            (Err(files), false, false) if files.is_empty() => Ok((before, after)),
            (Ok(_) | Err(_), _, _) => {
                Err(Misuse("expected two files, before and after; or --before POOL… --after POOL…".into()))
            }
        }
    }

    fn population(&mut self) -> Result<Option<PopulationSource>, Misuse> {
        match (self.users.take(), self.histogram.take()) {
            (None, None) => Ok(None),
            (Some(users), None) => Ok(Some(PopulationSource::Users(users))),
            (None, Some(histogram)) => Ok(Some(PopulationSource::Histogram(histogram))),
            (Some(_), Some(_)) => Err(Misuse("expected --users or --histogram, and not both".into())),
        }
    }
}

/// Whom a proof speaks of unless it is said: those who can sign in to begin with, and whose preference is not stale.
const USUAL: [Assumption; 5] = [
    Assumption::Enabled,
    Assumption::Confirmed,
    Assumption::Password,
    Assumption::PreferencePossessed,
    Assumption::PreferenceOffered,
];

fn value(parser: &mut Parser) -> Result<String, Misuse> {
    Ok(parser.value()?.string()?)
}

fn named<T: Copy>(option: &str, said: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, Misuse> {
    let found = all.iter().copied().find(|value| name(*value) == said);
    found.ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|value| name(*value)).collect();
        Misuse(format!("--{option}: expected one of {}", names.join(", ")))
    })
}

impl From<lexopt::Error> for Misuse {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}
