//! Each combination of open values gets one run.

use cognito_mfa_infra::{Certainty, Choices, Reason};

fn choose(choices: &mut Choices, name: &str, count: usize) -> usize {
    let values: Vec<usize> = (0..count).collect();
    *choices.choose(name, Reason::KnownAfterApply, &values).unwrap()
}

#[test]
fn every_combination_has_one_run() {
    let mut seen = Vec::new();
    let is_complete = Choices::every(100, |choices| {
        let first = choose(choices, "first", 2);
        // The second variable exists only for one value of the first.
        let second = if first == 1 { choose(choices, "second", 3) } else { 9 };
        seen.push((first, second));
    });
    assert!(is_complete);
    assert_eq!(seen, [(0, 9), (1, 0), (1, 1), (1, 2)]);
}

#[test]
fn a_limit_ends_the_runs_and_is_reported() {
    let mut runs = 0;
    let is_complete = Choices::every(7, |choices| {
        choose(choices, "first", 4);
        choose(choices, "second", 2);
        runs += 1;
    });
    assert!(!is_complete);
    assert_eq!(runs, 7);
    assert!(Choices::every(8, |choices| {
        choose(choices, "first", 4);
        choose(choices, "second", 2);
    }));
}

#[test]
fn a_variable_without_values_has_no_choice() {
    let mut runs = 0;
    assert!(Choices::every(10, |choices| {
        runs += 1;
        assert_eq!(choices.choose::<u8>("none", Reason::KnownAfterApply, &[]), None);
        assert!(choices.variables().is_empty());
    }));
    assert_eq!(runs, 1);
}

#[test]
fn an_empty_value_is_called_empty() {
    let mut shown = Vec::new();
    Choices::every(10, |choices| {
        choices.choose("Factors", Reason::Parameter("Factors".into()), &["SMS_MFA", ""]);
        shown.push(Certainty::Sometimes(choices.variables().to_vec()).to_string());
    });
    assert_eq!(shown, ["when, for example, Factors is SMS_MFA", "when, for example, Factors is empty"]);
}
