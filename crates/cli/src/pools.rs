//! A pool out of what the service answers of it.

use cognito_mfa::Profile;
use cognito_mfa::wire::{DescribedPool, PoolAnswer};

use crate::fault::{Fault, Place};
use crate::files::{Files, Source, Text};

/// Reads the answers that stand in these files, and makes one pool of them.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>, profile: Profile) -> Result<DescribedPool, Fault> {
    let texts: Vec<Text> = sources.iter().map(|source| files.text(source)).collect::<Result<_, _>>()?;
    let mut answers: Vec<PoolAnswer<'_>> = Vec::new();
    for object in texts.iter().flat_map(Text::objects) {
        let object = object?;
        let answer = PoolAnswer::decode(object.json).map_err(|error| object.place.decode_error(&error))?;
        let operation = answer.operation();
        if answers.iter().any(|other| other.operation() == operation) {
            return Err(object.place.fault(format!("expected one answer of {operation}, and this is another")));
        }
        answers.push(answer);
    }
    if answers.is_empty() {
        let names: Vec<_> = texts.iter().map(|text| text.name.as_str()).collect();
        let expected = "expected what DescribeUserPool, GetUserPoolMfaConfig or DescribeRiskConfiguration answers";
        return Err(Place::file(&names.join(", ")).fault(expected));
    }
    Ok(DescribedPool::new(answers, profile))
}
