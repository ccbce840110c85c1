//! The examples of the documents and of the help texts.

use std::path::{Path, PathBuf};

use crate::command::{Run, run, run_with};

/// The documents that may show commands, from the folder of this crate.
fn documents() -> Vec<PathBuf> {
    fn add(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["docs", "conformance", "crates/host", "crates/insight", "crates/infra", "examples"] {
        add(&Path::new("../..").join(folder), &mut found);
    }
    found.extend(["../../README.md", "../../CONTRIBUTING.md", "README.md"].map(PathBuf::from));
    found
}

/// The blocks of this language in a document.
fn blocks(document: &Path, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(document).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.collect()
}

/// Compares what a document shows with what the command prints. A line `…` stands for any lines, and `…` at the end of a line
/// for the rest of it. Everything else must be equal, from the first line to the last.
fn difference(shown: &str, printed: &str) -> Result<(), String> {
    let printed: Vec<&str> = printed.lines().collect();
    let shown: Vec<&str> = shown.trim_end().lines().collect();
    let parts: Vec<&[&str]> = shown.split(|line| line.trim() == "…").collect();
    let is_same = |shown: &&str, printed: &&str| match shown.strip_suffix('…') {
        Some(start) => printed.starts_with(start),
        None => shown.trim_end() == printed.trim_end(),
    };
    let is_at = |part: &[&str], at: usize| {
        let lines = printed.get(at..at + part.len());
        lines.is_some_and(|lines| part.iter().zip(lines).all(|(shown, printed)| is_same(shown, printed)))
    };
    let mut at = 0;
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let last_start = printed.len().saturating_sub(part.len());
        let mut places = match (index, is_last && !part.is_empty()) {
            (0, true) => 0..=if printed.len() == part.len() { 0 } else { usize::MAX },
            (0, false) => 0..=0,
            (_, true) => last_start.max(at)..=last_start,
            (_, false) => at..=printed.len(),
        };
        if *places.end() == usize::MAX {
            return Err(format!("{} lines are shown of {}", part.len(), printed.len()));
        }
        let found = places.find(|place| is_at(part, *place));
        at = found.ok_or_else(|| format!("not printed:\n{}\n", part.join("\n")))? + part.len();
    }
    Ok(())
}

#[test]
fn each_console_example_prints_what_its_document_shows() {
    let mut examples = 0;
    for document in documents() {
        let mut redirected = String::new();
        for block in blocks(&document, "console") {
            for example in block.split("$ cognito-mfa ").skip(1) {
                let (command, shown) = example.split_once('\n').unwrap();
                let (arguments, file) =
                    command.split_once(" > ").map_or((command, None), |(left, file)| (left, Some(file)));
                // The file that the example before this one has written.
                let Run { out, err, .. } = run(&arguments.replace("plan.jsonl", "-"), redirected.as_bytes());
                let printed = if file.is_some() { err } else { format!("{out}{err}") };
                let printed = printed.replace("tests/fixtures/", "");
                if let Err(difference) = difference(shown, &printed) {
                    panic!("{}: {command}: {difference}\nprinted:\n{printed}", document.display());
                }
                redirected = out;
                examples += 1;
            }
        }
    }
    assert!(examples >= 11, "{examples}");
}

#[test]
fn a_difference_from_a_document_is_found() {
    let printed = "one\ntwo\nthree\nfour\n";
    for shown in ["one\ntwo\nthree\nfour", "one\n…\nfour", "…\ntwo\n…", "one\n…", "…\nfour", "o…\ntwo\n…\nfo…"]
    {
        assert_eq!(difference(shown, printed), Ok(()), "{shown}");
    }
    for shown in ["one", "two\n…", "one\nthree\n…", "…\nthree", "one\n…\nthree\n…\ntwo\n…", "tw…\n…", "one\n…\nfive"]
    {
        assert!(difference(shown, printed).is_err(), "{shown}");
    }
}

/// A command of an example, with the fixtures in place of the files that the example names.
fn with_fixtures(command: &str) -> String {
    let fixture = |argument: &str| match argument {
        "before.json" => "shop.json".to_owned(),
        "after.json" => "shop-required.json".into(),
        "template.yaml" => "templates/staff.yaml".into(),
        "scenario.jsonl" => "sign-in.jsonl".into(),
        other => other.into(),
    };
    command.split_whitespace().map(fixture).collect::<Vec<_>>().join(" ")
}

/// Runs a command of an example. Its arguments and its input must be right.
#[track_caller]
fn check_runs(place: &str, command: &str) {
    let command = command.split(" > ").next().unwrap().split(" #").next().unwrap();
    if command.starts_with("conform ") {
        // Nothing is sent, because no vector has this name.
        let arguments = command.split_whitespace().chain(["no-such-vector"]).map(Into::into);
        let Run { err, .. } = run_with(arguments, b"");
        assert!(err.contains("no vector fits the filters"), "{place}: {command}: {err}");
        return;
    }
    // A pool needs more than the output of DescribeUserPool.
    let command = command.replace("export pool.json", "export shop.json");
    let input = std::fs::read("tests/fixtures/counts.csv").unwrap();
    let Run { err, status, .. } = run(&with_fixtures(&command), &input);
    assert!(status < 2, "{place}: {command}: {err}");
}

#[test]
fn each_command_of_a_document_runs() {
    let mut commands = 0;
    for document in documents() {
        for line in blocks(&document, "sh").iter().flat_map(|block| block.lines()) {
            let Some((_, command)) = line.split_once("cognito-mfa ") else { continue };
            if !line.contains("cargo") && !command.contains('$') {
                check_runs(&document.display().to_string(), command);
                commands += 1;
            }
        }
    }
    assert!(commands >= 4, "{commands}");
}

#[test]
fn each_example_of_a_help_text_runs() {
    let mut commands = 0;
    for verb in ["", "run", "lint", "prove", "explain", "impact", "diff", "plan", "export", "conform"] {
        let help = run(&format!("{verb} --help"), b"").out;
        let (_, examples) = help.split_once("Example:\n").unwrap();
        for command in examples.lines().map_while(|line| line.strip_prefix("  cognito-mfa ")) {
            check_runs(verb, command);
            commands += 1;
        }
    }
    assert!(commands >= 9, "{commands}");
}
