//! The table of findings as Markdown.

use std::fmt::Write;

use cognito_mfa_insight::LintRow;

fn lints() -> String {
    let mut text = String::from("| code | severity | finds | means | fix |\n|---|---|---|---|---|\n");
    for row in LintRow::ALL {
        let LintRow { lint, severity, finds, means, fix, .. } = row;
        writeln!(text, "| `{lint}` | {severity} | {finds} | {means} | {fix} |").unwrap();
    }
    text
}

#[test]
fn the_lint_table() {
    insta::assert_snapshot!(lints());
}
