//! A change of a pool: the pool before and after.

use clap::Args;
use cognito_mfa::Pool;
use cognito_mfa::wire::DescribedPool;

use crate::failure::Failure;
use crate::files::Files;
use crate::pool::{PoolReader, ReadPool, Rules};
use crate::source::Source;

// A doc comment on this struct would replace the help text of the verbs that use it.
#[derive(Args)]
pub(crate) struct ChangeFiles {
    /// Two files: the pool before the change, and the pool after it. Or a Terraform plan
    /// that changes a pool. A template as AFTER is judged as an update of BEFORE
    #[arg(verbatim_doc_comment, value_name = "BEFORE AFTER")]
    pair: Vec<Source>,
    /// The files of the pool before the change, if there are several
    #[arg(long, value_name = "POOL", num_args = 1..)]
    before: Vec<Source>,
    /// The files of the pool after the change, if there are several
    #[arg(long, value_name = "POOL", num_args = 1..)]
    after: Vec<Source>,
    #[command(flatten)]
    rules: Rules,
}

/// A pool before and after a change.
pub(crate) struct Change {
    pub(crate) before: DescribedPool,
    pub(crate) after: DescribedPool,
    /// Both in the other profile, or the reason why one of them doesn't exist there. The reason is a part of a sentence.
    pub(crate) there: Result<[Pool; 2], String>,
}

impl Change {
    /// A remark on what no answer to a sign-in shows.
    pub(crate) fn remark(&self) -> Option<&'static str> {
        self.before.pool.loses_passkeys(&self.after.pool).then_some(
            "note: The relying party ID changes, so registered passkeys no longer work (passkeys-unusable). Users who sign in \
             with only a passkey are locked out, and the numbers don't include them.",
        )
    }

    fn new([before, after]: [ReadPool; 2]) -> Self {
        let there = before.there.and_then(|before| Ok([before, after.there?]));
        Self { before: before.described, after: after.described, there }
    }
}

impl ChangeFiles {
    /// The only file, if there is one.
    pub(crate) fn only(&self) -> Option<&[Source]> {
        let has_others = !self.before.is_empty() || !self.after.is_empty();
        (self.pair.len() == 1 && !has_others).then_some(self.pair.as_slice())
    }

    /// Whether the arguments name no file.
    pub(crate) const fn is_empty(&self) -> bool {
        self.pair.is_empty() && self.before.is_empty() && self.after.is_empty()
    }

    pub(crate) const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Reads both pools, for this verb.
    pub(crate) fn read(&self, verb: &'static str, files: &mut Files<'_>) -> Result<Change, Failure> {
        self.read_from(verb, None, files)
    }

    /// Reads both pools, for this verb. If the pool before the change is given, the arguments name only the other one.
    pub(crate) fn read_from(
        &self,
        verb: &'static str,
        live: Option<&Source>,
        files: &mut Files<'_>,
    ) -> Result<Change, Failure> {
        let mut reader = PoolReader::new(self.rules.settings(files)?);
        let live = live.map(std::slice::from_ref).unwrap_or_default();
        let named = (self.pair.as_slice(), self.before.as_slice(), self.after.as_slice());
        let (before, after) = match (live, named) {
            ([_, ..], _) => (live, self.files_after_live(verb)?),
            ([], ([before, after], [], [])) => (std::slice::from_ref(before), std::slice::from_ref(after)),
            ([], ([], before @ [_, ..], after @ [_, ..])) => (before, after),
            ([], ([plan], [], [])) => {
                let both = reader.read_plan(plan, files)?;
                reader.finish()?;
                return Ok(Change::new(both));
            }
            _ => {
                let expected = "expected two files, BEFORE and AFTER, or one Terraform plan. If a pool has several files, use \
                                --before POOL... --after POOL...";
                return Err(Failure::misuse(verb, expected));
            }
        };
        let before = reader.read(before, None, files)?;
        let after = reader.read(after, Some(&before), files);
        reader.finish()?;
        Ok(Change::new([before, after?]))
    }

    /// The files of the pool after the change, if the pool before it is a live one.
    ///
    /// # Errors
    ///
    /// The arguments name other files, or none.
    pub(crate) fn files_after_live(&self, verb: &'static str) -> Result<&[Source], Failure> {
        match (self.pair.as_slice(), self.before.as_slice(), self.after.as_slice()) {
            (after @ [_], [], []) | ([], [], after @ [_, ..]) => Ok(after),
            _ => {
                let expected = "--live is the pool before the change. Expected one file, AFTER, or --after POOL...";
                Err(Failure::misuse(verb, expected))
            }
        }
    }
}
