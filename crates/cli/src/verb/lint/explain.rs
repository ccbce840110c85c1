//! `cognito-mfa lint --explain`: what a code means.

use std::io::Write;

use serde::Serialize;

use crate::code::{self, Code};
use crate::context::Context;
use crate::failure::Failure;
use crate::format::Format;
use crate::paint::head;
use crate::printable::cut;
use crate::verdict::Verdict;

/// Prints what a code means, in each table that has it.
pub(super) fn explain(name: &str, context: &mut Context<'_>) -> Result<Verdict, Failure> {
    let codes = code::named(name);
    if codes.is_empty() {
        let similar = code::similar(name).map_or_else(String::new, |code| format!(". Did you mean {code}?"));
        return Err(Failure::misuse("lint", format!("\"{}\" is not a code{similar}", cut(name))));
    }
    match context.format {
        Format::Human => show(&codes, context)?,
        Format::Json => {
            let codes = codes.iter().map(CodeView::from).collect();
            context.write_json(&Answer { codes })?;
        }
        Format::Sarif | Format::Junit | Format::Github => {
            let message = format!("--explain has no format {}. Expected human or json", context.format.name());
            return Err(Failure::misuse("lint", message));
        }
    }
    Ok(Verdict::Fine)
}

fn show(codes: &[Code], context: &mut Context<'_>) -> Result<(), Failure> {
    let mut gap = "";
    for Code { name, table, meaning, why, fix, sources } in codes {
        writeln!(context.out, "{gap}{}", head(format!("{}/{name}", table.name())))?;
        for (label, text) in [("", meaning), ("", why), ("Fix: ", fix), ("Source: ", sources)] {
            writeln!(context.out, "  {label}{text}")?;
        }
        gap = "\n";
    }
    Ok(())
}

#[derive(Serialize)]
struct Answer<'c> {
    codes: Vec<CodeView<'c>>,
}

#[derive(Serialize)]
struct CodeView<'c> {
    code: &'c str,
    table: &'c str,
    meaning: &'c str,
    why: &'c str,
    fix: &'c str,
    sources: &'c str,
}

impl<'c> From<&'c Code> for CodeView<'c> {
    fn from(code: &'c Code) -> Self {
        let Code { name, table, meaning, why, fix, sources } = code;
        Self { code: name, table: table.name(), meaning, why, fix, sources }
    }
}
