//! What every verb works with.

use std::io::{self, Write};

use cognito_mfa::Profile;
use serde::Serialize;

use crate::Console;
use crate::failure::Failure;
use crate::files::Files;
use crate::format::Format;
use crate::other_profile::OtherProfile;
use crate::output::Output;
use crate::printable::{printable, printable_json};
use crate::remarks::Remarks;

/// The files, the streams and the form of the output.
pub(crate) struct Context<'a> {
    pub(crate) files: Files<'a>,
    pub(crate) out: Output<'a>,
    pub(crate) err: Remarks<'a>,
    pub(crate) format: Format,
}

impl<'a> Context<'a> {
    pub(crate) fn new(console: &'a mut Console<'_>) -> Self {
        let files = Files::new(&mut *console.input, console.progress);
        let (out, err) = (Output::new(&mut *console.out), Remarks::new(&mut *console.err));
        Self { files, out, err, format: Format::Human }
    }

    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes which profile an answer was computed with, and where the other one differs.
    pub(crate) fn write_profile(&mut self, profile: Profile, other: Option<&OtherProfile>) -> Result<(), Failure> {
        writeln!(self.out, "Profile: {profile}.")?;
        if let Some(other) = other {
            writeln!(self.out, "{}", printable(&other.to_string()))?;
        }
        Ok(())
    }

    /// Writes one JSON object on one line.
    pub(crate) fn write_json(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(object).map_err(io::Error::from)?;
        Ok(writeln!(self.out, "{}", printable_json(&text))?)
    }
}
