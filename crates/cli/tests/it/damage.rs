//! Damaged input.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::command::{Run, run};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The input is cut, and one byte of it is replaced.
    #[test]
    fn damaged_input_is_used_or_refused_with_its_place(
        (file, arguments) in select(vec![
            ("pool.json", "lint -"),
            ("shop-required.json", "prove - --assume totp --json"),
            ("users.jsonl", "impact shop.json shop-required.json --users - --json"),
            ("counts.csv", "impact shop.json shop-required.json --histogram - --json"),
            ("set-mfa-config.json", "explain shop.json --request SetUserPoolMfaConfig=- --json"),
        ]),
        end: Index,
        damage in option::of((any::<Index>(), any::<u8>())),
    ) {
        let mut bytes = std::fs::read(format!("tests/fixtures/{file}")).unwrap();
        bytes.truncate(end.index(bytes.len()) + 1);
        if let Some((place, byte)) = damage {
            *place.get_mut(&mut bytes) = byte;
        }
        let Run { out, err, status } = run(arguments, &bytes);
        if status == 2 {
            prop_assert!(out.is_empty() && err.starts_with("error: standard input"), "{}", err);
        } else {
            let remarks = err.lines().all(|line| line.starts_with("note: "));
            prop_assert!(!out.is_empty() && remarks, "{}", err);
        }
    }
}
