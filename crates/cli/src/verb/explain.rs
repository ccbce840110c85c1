//! `cognito-mfa explain`: why a sign-in or a request gets its answer.

mod request;
mod sign_in;

use clap::Args;
use cognito_mfa::resolve;
use cognito_mfa::sign_in::FirstFactor;

use crate::attempt::AttemptOptions;
use crate::context::Context;
use crate::failure::Failure;
use crate::pool::{self, ReadPool, Rules, Settings};
use crate::source::Source;
use crate::user;
use crate::verdict::Verdict;

/// Explain a sign-in of a user, or a request that changes a pool or a user
///
/// With --user, it explains which challenge the user gets, and what would change that.
/// With --request, it explains which rules refuse the request, and which similar requests
/// the service would accept.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "cognito-mfa explain [OPTIONS] POOL... --user USER.json\n       \
                      cognito-mfa explain [OPTIONS] [POOL...] [--user USER.json] --request OPERATION=BODY.json",
    after_help = "\
Example:
  cognito-mfa explain pool.json mfa.json --user ann.json
  cognito-mfa explain pool.json mfa.json --request SetUserPoolMfaConfig=set-mfa-config.json"
)]
pub(crate) struct Explain {
    /// The output of DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration,
    /// in one or several files. A CreateUserPool request needs none
    #[arg(verbatim_doc_comment, value_name = "POOL")]
    pool: Vec<Source>,
    /// The user: the output of AdminGetUser or GetUserAuthFactors
    #[arg(long, value_name = "USER.json")]
    user: Option<Source>,
    /// A request to explain: the name of its operation, and a file with its body
    #[arg(long, value_name = "OPERATION=BODY.json", value_parser = RequestFile::parse)]
    request: Option<RequestFile>,
    /// Also print the rows of the decision that didn't decide, and the changes that lead to a denial
    #[arg(long, conflicts_with = "request")]
    all: bool,
    /// Exit with 1 if the sign-in is denied, or the request is refused
    #[arg(long, value_name = "ANSWER", value_enum, hide_possible_values = true)]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    attempt: AttemptOptions,
    #[command(flatten)]
    rules: Rules,
}

/// An answer that fails the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// A denied sign-in.
    Denied,
    /// A refused request.
    Refused,
}

/// A request: its operation, and the file of its body.
#[derive(Clone)]
struct RequestFile {
    operation: String,
    body: Source,
}

impl RequestFile {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let (operation, body) = text.split_once('=').ok_or("expected the name of an operation, `=` and a file")?;
        Ok(Self { operation: operation.into(), body: Source(body.into()) })
    }
}

impl Explain {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let settings = self.rules.settings(&mut context.files)?;
        let (verdict, failing) = match (&self.request, &self.user) {
            (Some(request), _) => (request::explain(self, request, settings, context)?, FailOn::Refused),
            (None, Some(user)) => {
                let ReadPool { described, there } = self.pool(settings, context)?;
                let pool = described.pool.policy();
                let attempt = self.attempt.attempt();
                let (user, unshown) = user::read_one(user, &mut context.files)?;
                let verdict = sign_in::explain(&described.pool, &there, (user, attempt), self.all, context)?;
                // A user who signs in with a password has one.
                let other_first_factors = (attempt.first_factor != FirstFactor::Password).then_some(pool);
                let uncertain =
                    unshown.uncertain(other_first_factors.as_slice(), |user| resolve(&pool, user, attempt).outcome());
                uncertain.remark_on_one().into_iter().for_each(|remark| context.err.remark(remark));
                (verdict, FailOn::Denied)
            }
            (None, None) => return Err(Failure::misuse(VERB, "expected --user or --request")),
        };
        match self.fail_on {
            Some(answer) if answer != failing => {
                let expected = "--fail-on denied is for a sign-in, and --fail-on refused is for --request";
                Err(Failure::misuse(VERB, expected))
            }
            Some(_) => Ok(verdict),
            None => Ok(Verdict::Fine),
        }
    }

    fn pool(&self, settings: Settings, context: &mut Context<'_>) -> Result<ReadPool, Failure> {
        if self.pool.is_empty() {
            let expected = "expected a POOL: a file with the output of DescribeUserPool, GetUserPoolMfaConfig or \
                            DescribeRiskConfiguration";
            return Err(Failure::misuse(VERB, expected));
        }
        Ok(pool::read(&self.pool, &mut context.files, settings)?)
    }
}

const VERB: &str = "explain";
