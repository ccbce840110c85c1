//! A text names the table of a code that several tables have.

use std::collections::{BTreeMap, BTreeSet};

use cognito_mfa::sign_in::Reason;
use cognito_mfa::{Attempt, Pool, PoolCommand, PoolPolicy, User, UserCommand, UserFacts, resolve};
use cognito_mfa_insight::{Phrase, Refusal};
use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// The codes that several tables have, and these tables, from the documentation.
fn listed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let page = include_str!("../../../../docs/types.md");
    let rows = page.lines().skip_while(|line| *line != "| code | tables |").skip(2).take_while(|line| !line.is_empty());
    let names = |cell: &'static str| cell.split('`').skip(1).step_by(2);
    let row = |line: &'static str| {
        let mut cells = line.trim_matches('|').split('|');
        (names(cells.next().unwrap()).next().unwrap(), names(cells.next().unwrap()).collect())
    };
    rows.map(row).collect()
}

/// Checks that texts name the table of a code if it's in the list, and notes which of the list were seen.
struct Check {
    listed: BTreeMap<&'static str, Vec<&'static str>>,
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Check {
    #[track_caller]
    fn check(&mut self, text: &str, table: &'static str, code: &'static str, after: &str) {
        let shown = if self.listed.contains_key(code) { format!("{table}/{code}") } else { code.to_owned() };
        assert!(text.contains(&format!("({shown}{after}")), "{shown}: {text}");
        if self.listed.contains_key(code) {
            self.seen.insert((table, code));
        }
    }

    #[track_caller]
    fn check_refusal<R>(&mut self, refusal: &Refusal<R>) {
        let text = refusal.to_string();
        for violation in refusal.rejection().violations() {
            self.check(&text, violation.table(), violation.rule().code(), ").");
        }
    }

    /// The listed codes of this table that no text had.
    fn unseen(&self, table: &'static str) -> Vec<&'static str> {
        let of_table = self.listed.iter().filter(|(_, tables)| tables.contains(&table)).map(|(code, _)| *code);
        of_table.filter(|code| !self.seen.contains(&(table, code))).collect()
    }
}

#[test]
fn a_text_names_the_table_of_a_code_that_several_tables_have() {
    let mut check = Check { listed: listed(), seen: BTreeSet::new() };
    assert!(!check.listed.is_empty());
    let mut runner = TestRunner::deterministic();
    let scenes = (any::<PoolPolicy>(), any::<UserFacts>(), any::<Attempt>());
    let pools = (any::<Pool>(), any::<PoolCommand<'static>>());
    let users = (any::<PoolPolicy>(), any::<User>(), any::<UserCommand>());
    for _ in 0..500 {
        let (pool, user, attempt) = scenes.new_tree(&mut runner).unwrap().current();
        let answer = resolve(&pool, user, attempt);
        check.check(&Phrase(answer).to_string(), Reason::TABLE, answer.reason().code(), ", row ");
        let (pool, command) = pools.new_tree(&mut runner).unwrap().current();
        if let Err(refusal) = Refusal::of_pool_command(&pool, &command) {
            check.check_refusal(&refusal);
        }
        let (pool, user, command) = users.new_tree(&mut runner).unwrap().current();
        if let Err(refusal) = Refusal::of_user_command(&pool, &user, &command) {
            check.check_refusal(&refusal);
        }
    }
    for table in ["mfa-config", "user-pool", "preference", "user-event", "sign-in"] {
        assert_eq!(check.unseen(table), [""; 0], "{table}");
    }
}
