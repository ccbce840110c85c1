//! Calls the functions of the page, built for this machine, so that the tests of the page can compare.
//!
//! Reads a JSON array a line: the name of a function, then its texts. Prints the answer as a line.

use std::error::Error;
use std::io::{self, BufRead as _, Write as _};

use cognito_mfa_playground::{compare, decide, details, impact, link, open, plan, read, vocabulary, walks};

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let texts: Vec<String> = serde_json::from_str(&line?)?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let answer = match texts.as_slice() {
            ["vocabulary"] => vocabulary(),
            ["decide", state] => decide(state),
            ["details", state] => details(state),
            ["compare", state] => compare(state),
            ["impact", state] => impact(state),
            ["link", state] => link(state),
            ["open", fragment] => open(fragment),
            ["plan", state] => plan(state),
            ["walks", state] => walks(state),
            ["read", text, state] => read(text, state),
            _ => return Err("not a function of the page".into()),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}
