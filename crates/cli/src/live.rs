//! Live pools and their users, which the AWS SDK reads. This crate doesn't depend on the SDK: the program brings a reader.

use std::cell::Cell;
use std::fs::{self, OpenOptions};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args;
use cognito_mfa::wire::UserAnswer;
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::histogram;
use crate::place::Place;
use crate::population::Users;
use crate::source::Source;
use crate::user::Known;

/// Where a live pool is, and how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveTarget {
    /// The ID of the pool. It begins with the Region.
    pub pool_id: String,
    /// The server to call instead of AWS.
    pub endpoint_url: Option<String>,
    /// The largest number of calls that start in a second.
    pub calls_per_second: u32,
    /// Whether `AdminGetUserAuthFactors` is called for each user.
    pub reads_auth_factors: bool,
}

/// What the service returned about a pool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LivePool {
    /// The answers of `DescribeUserPool`, `GetUserPoolMfaConfig` and `DescribeRiskConfiguration`, as JSON.
    pub answers: Vec<String>,
    /// `EstimatedNumberOfUsers`
    pub estimated_users: Option<u64>,
}

/// Takes the answers about one user, as JSON. Returns whether to go on.
pub type TakeUser<'t> = &'t mut dyn FnMut(&[String]) -> bool;

/// A reader of live pools. The package `cognito-mfa-aws` has one.
///
/// An error is a sentence that names the call and what to do.
pub trait LivePools: Send + Sync {
    /// Reads the pool.
    ///
    /// # Errors
    ///
    /// A call failed.
    fn pool(&self, target: &LiveTarget) -> Result<LivePool, String>;

    /// Reads the users of the pool, one after another.
    ///
    /// # Errors
    ///
    /// A call failed.
    fn users(&self, target: &LiveTarget, take: TakeUser<'_>) -> Result<(), String>;
}

static READER: OnceLock<Box<dyn LivePools>> = OnceLock::new();

/// Sets the reader for this process. Only the first call counts.
pub fn read_live_pools_with(reader: Box<dyn LivePools>) {
    let _ = READER.set(reader);
}

// A doc comment on this struct would replace the help text of the verbs that use it.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
pub(crate) struct LiveOptions {
    /// The pool with this ID, read from AWS with your credentials of the AWS CLI. Nothing is changed
    #[arg(long, value_name = "POOL_ID", value_parser = pool_id, group = "population")]
    live: Option<String>,
    /// The server to call instead of AWS
    #[arg(long, value_name = "URL", requires = "live", value_parser = url)]
    endpoint_url: Option<String>,
    /// The largest number of calls to AWS that start in a second. Your application shares the quota
    #[arg(long, value_name = "NUMBER", requires = "live", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    calls_per_second: u32,
    /// Call AdminGetUser instead of AdminGetUserAuthFactors for each user. It doesn't show TOTP tokens and passkeys that
    /// aren't enabled
    #[arg(verbatim_doc_comment, long, requires = "live")]
    no_auth_factors: bool,
    /// Write the number of users of each kind to this file, for --histogram. It contains no personal data
    #[arg(long, value_name = "FILE", requires = "live", conflicts_with_all = ["users", "histogram", "no_auth_factors"])]
    write_histogram: Option<PathBuf>,
    #[arg(skip)]
    estimated_users: Cell<Option<u64>>,
}

fn pool_id(text: &str) -> Result<String, &'static str> {
    let is_id = text.split_once('_').is_some_and(|(region, id)| {
        let is_region = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !region.is_empty() && is_region && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_id && text.len() <= 55 { Ok(text.into()) } else { Err("expected a pool ID, such as us-east-1_AbCdEf") }
}

fn url(text: &str) -> Result<String, &'static str> {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    if host.is_some_and(|host| !host.is_empty()) { Ok(text.into()) } else { Err("expected http://… or https://…") }
}

impl LiveOptions {
    /// Reads the pool, and adds it to the files of the command. `None` if no pool is named.
    pub(crate) fn pool(&self, context: &mut Context<'_>) -> Result<Option<Source>, Failure> {
        let Some(target) = self.target() else { return Ok(None) };
        let place = Place::file(&target.pool_id);
        let pool = reader(&place)?.pool(&target).map_err(|message| place.fault(message))?;
        self.estimated_users.set(pool.estimated_users);
        let source = Source(target.pool_id.into());
        context.files.add(&source, pool.answers.join("\n"));
        Ok(Some(source))
    }

    /// Whether a pool is named.
    pub(crate) const fn is_given(&self) -> bool {
        self.live.is_some()
    }

    /// Counts the users of the pool, and writes the histogram. A progress bar shows how far it is.
    pub(crate) fn users(&self, context: &mut Context<'_>) -> Result<Users, Failure> {
        let Some(target) = self.target() else { return Ok(Users::default()) };
        // A run of hours must not end with nothing.
        self.write(|file| OpenOptions::new().append(true).create(true).open(file).map(drop))?;
        let place = Place::file(&target.pool_id);
        let (mut users, mut fault) = (Users::default(), None);
        let bar = ProgressBar::with_draw_target(self.estimated_users.get(), context.files.draw_target());
        let style = ProgressStyle::with_template("{wide_bar} {pos} of about {len} users {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let mut take = |answers: &[String]| {
            bar.inc(1);
            fault = add(&mut users, answers, &place).err();
            fault.is_none()
        };
        let read = reader(&place)?.users(&target, &mut take);
        bar.finish_and_clear();
        read.map_err(|message| place.fault(message))?;
        if let Some(fault) = fault {
            return Err(fault.into());
        }
        self.write(|file| fs::write(file, histogram::text(&users)))?;
        users.skipped.lines().for_each(|line| context.err.remark(line));
        Ok(users)
    }

    fn target(&self) -> Option<LiveTarget> {
        Some(LiveTarget {
            pool_id: self.live.clone()?,
            endpoint_url: self.endpoint_url.clone(),
            calls_per_second: self.calls_per_second,
            reads_auth_factors: !self.no_auth_factors,
        })
    }

    fn write(&self, write: impl FnOnce(&PathBuf) -> std::io::Result<()>) -> Result<(), Fault> {
        let Some(file) = &self.write_histogram else { return Ok(()) };
        let place = Place::file(&file.to_string_lossy());
        write(file).map_err(|error| place.fault(format!("can't write this file: {error}")))
    }
}

fn reader(place: &Place) -> Result<&'static dyn LivePools, Fault> {
    let missing = "this command can't call AWS. Install the one that can: \
                   cargo install --locked cognito-mfa-aws --features live";
    READER.get().map(|reader| &**reader).ok_or_else(|| place.fault(missing))
}

/// Counts the user that these answers describe.
fn add(users: &mut Users, answers: &[String], place: &Place) -> Result<(), Fault> {
    let mut known: Option<Known> = None;
    for json in answers {
        let answer = UserAnswer::decode(json).map_err(|fault| Fault::of_user(place, &fault))?;
        let next = Known::new(&answer, 0);
        known = Some(known.and_then(|known| known.joined(&next)).unwrap_or(next));
    }
    known.map_or(Ok(()), |user| user.count(users, place))
}
