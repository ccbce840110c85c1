//! The command that repeats one line of a run.

use cognito_mfa_conform::LineReport;

use super::Conform;

/// The command up to the name of a line. A secret is a shell variable in it, so that no report contains one.
pub(crate) struct Repeat {
    words: Vec<String>,
    variables: Vec<String>,
}

impl Repeat {
    pub(crate) fn of(options: &Conform) -> Self {
        let mut repeat = Self { words: vec!["cognito-mfa".into(), "conform".into()], variables: Vec::new() };
        let vectors = options.vectors.as_ref().map(|folder| folder.to_string_lossy().into_owned());
        let region = Some(options.region.clone()).filter(|region| region != Conform::REGION);
        let timeout = Some(options.timeout).filter(|timeout| *timeout != Conform::TIMEOUT);
        for (option, value) in [
            ("--endpoint-url", options.endpoint_url.as_deref()),
            ("--code", options.code.as_deref()),
            ("--outbox", options.outbox.as_deref()),
            ("--outbox-command", options.outbox_command.as_deref()),
            ("--vectors", vectors.as_deref()),
            ("--region", region.as_deref()),
            ("--timeout", timeout.map(|timeout| timeout.to_string()).as_deref()),
            ("--access-key", options.access_key.as_deref()),
        ] {
            repeat.words.extend(value.iter().flat_map(|value| [option.into(), shell_word(value)]));
        }
        if options.secret_key.is_some() {
            repeat.secret("--secret-key", "", "SECRET_KEY".into());
        }
        for (index, (name, _)) in options.header.iter().enumerate() {
            repeat.secret("--header", &format!("{name}:"), format!("HEADER_{}", index + 1));
        }
        for (flag, is_set) in [("--allow-aws", options.allow_aws), ("--in-process", options.in_process)] {
            repeat.words.extend(is_set.then(|| flag.into()));
        }
        repeat
    }

    /// An option whose value ends with a secret. A shell refuses to run the command while the variable isn't set.
    fn secret(&mut self, option: &str, head: &str, variable: String) {
        let head = if head.is_empty() { String::new() } else { shell_word(head) };
        self.words.extend([option.into(), format!("{head}\"${{{variable}:?}}\"")]);
        self.variables.push(variable);
    }

    /// The command with a placeholder for the line.
    pub(crate) fn pattern(&self) -> String {
        format!("{} FILE:LINE", self.words.join(" "))
    }

    /// The whole command.
    pub(crate) fn command(&self, line: &LineReport) -> String {
        format!("{} {}", self.words.join(" "), shell_word(&format!("{}:{}", line.file, line.vector.number)))
    }

    /// The variables that a person must set before the command.
    pub(crate) fn variables(&self) -> &[String] {
        &self.variables
    }
}

/// A word for a POSIX shell.
fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        text.into()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
