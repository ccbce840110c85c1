//! `docs/types.md` has a row for every public type.

use std::collections::BTreeSet;

/// The public API, which `.ci/public-api` keeps equal to the code.
const PUBLIC_API: &str = include_str!("../../docs/public-api/cognito-mfa.txt");
const PAGE: &str = include_str!("../../docs/types.md");

/// The types of the public API, without aliases. A type that's exported at several places is there once for each.
fn types() -> impl Iterator<Item = &'static str> {
    PUBLIC_API.lines().filter_map(|line| {
        let line = line.trim_start_matches("#[non_exhaustive] ").trim_start_matches("#[repr(u8)] ");
        let kinds = ["pub struct ", "pub enum ", "pub union ", "pub trait "];
        let path = kinds.iter().find_map(|kind| line.strip_prefix(kind))?.strip_prefix("cognito_mfa::")?;
        path.split(['<', '(', ' ']).next().map(|path| path.trim_end_matches(':'))
    })
}

/// What the first cells of the page's tables name.
fn rows() -> BTreeSet<&'static str> {
    let cells = PAGE.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_public_type_has_a_row() {
    let rows = rows();
    let missing: Vec<_> = types()
        .filter(|path| {
            // A row names a type alone or after its modules: `SignIn`, `wire::stored::SignIn`.
            let suffixes = path.match_indices("::").map(|(at, _)| &path[at + 2..]).chain([*path]);
            !suffixes.into_iter().any(|suffix| rows.contains(suffix))
        })
        .collect();
    assert!(types().count() > 150, "{}", types().count());
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_row_names_something_public() {
    let unknown: Vec<_> = rows()
        .into_iter()
        .filter(|name| name.chars().next().is_some_and(char::is_uppercase) || name.contains("::"))
        .filter(|name| name.chars().any(char::is_lowercase))
        .filter(|name| !types().any(|path| path == *name || path.ends_with(&format!("::{name}"))))
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}
