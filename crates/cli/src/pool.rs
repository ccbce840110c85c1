//! Pools from what the service returns about them.

use clap::Args;
use cognito_mfa::Profile;
use cognito_mfa::wire::{DescribedPool, PoolAnswer};

use crate::choice::choice;
use crate::fault::Fault;
use crate::files::{Files, Text};
use crate::place::Place;
use crate::source::Source;

// A doc comment on these structs would replace the help text of the verbs that use them.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
pub(crate) struct PoolFiles {
    /// The output of DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration,
    /// in one or several files
    #[arg(verbatim_doc_comment, value_name = "POOL", required = true)]
    files: Vec<Source>,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Args)]
pub(crate) struct Rules {
    /// The rules to apply: what was measured on the live service, or what AWS documents [default: Observed]
    #[arg(long, display_order = 80, value_name = "NAME", value_parser = choice(Profile::ALL, Profile::name))]
    pub(crate) profile: Option<Profile>,
}

impl Rules {
    /// The profile, `Observed` unless another is named.
    pub(crate) fn profile(&self) -> Profile {
        self.profile.unwrap_or_default()
    }
}

impl PoolFiles {
    pub(crate) fn read(&self, files: &mut Files<'_>) -> Result<DescribedPool, Fault> {
        read(&self.files, files, self.rules.profile())
    }
}

/// Reads the answers in these files and combines them into one pool.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>, profile: Profile) -> Result<DescribedPool, Fault> {
    let texts: Vec<Text> = sources.iter().map(|source| files.text(source)).collect::<Result<_, _>>()?;
    combine(&texts, profile)
}

/// Combines the answers in these texts into one pool.
pub(crate) fn combine(texts: &[Text], profile: Profile) -> Result<DescribedPool, Fault> {
    let mut answers: Vec<PoolAnswer<'_>> = Vec::new();
    for object in texts.iter().flat_map(Text::objects) {
        let object = object?;
        let answer = PoolAnswer::decode(object.json).map_err(|error| Fault::of_decoding(&object.place, &error))?;
        let operation = answer.operation();
        if answers.iter().any(|other| other.operation() == operation) {
            return Err(object.place.fault(format!("a second output of {operation}. Expected only one for a pool")));
        }
        answers.push(answer);
    }
    if answers.is_empty() {
        let names: Vec<_> = texts.iter().map(|text| text.name.as_str()).collect();
        let expected = "nothing to read. Expected the output of DescribeUserPool, GetUserPoolMfaConfig or \
                        DescribeRiskConfiguration";
        return Err(Place::file(&names.join(", ")).fault(expected));
    }
    Ok(DescribedPool::new(answers, profile))
}
