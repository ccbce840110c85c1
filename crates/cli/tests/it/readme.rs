//! The examples of the README.

use crate::command::{Run, run};

#[test]
fn the_examples_of_the_readme_print_what_it_shows() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let blocks = readme.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let examples: Vec<_> = blocks.flat_map(|block| block.split("$ cognito-mfa ").skip(1)).collect();
    assert_eq!(examples.len(), 9);
    let mut redirected = String::new();
    for example in examples {
        let (command, shown) = example.split_once('\n').unwrap();
        let (arguments, file) = command.split_once(" > ").map_or((command, None), |(left, file)| (left, Some(file)));
        // The file that the example before this one has written.
        let Run { out, err, .. } = run(&arguments.replace("plan.jsonl", "-"), redirected.as_bytes());
        let printed = if file.is_some() { err } else { format!("{out}{err}") }.replace("tests/fixtures/", "");
        let mut printed = printed.lines();
        for line in shown.lines().map(|line| line.trim_end_matches('…')) {
            assert!(printed.any(|printed| printed.starts_with(line)), "{command}: {line}");
        }
        redirected = out;
    }
}
