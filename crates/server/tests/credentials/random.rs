use std::collections::HashSet;

use cognito_mfa_server::random::{self, NoRandomness, Random, SystemRandom};

use crate::seeded::{Given, Seeded};

#[track_caller]
fn check(make: impl Fn(&dyn Random) -> Result<String, NoRandomness>, pattern: &str) {
    let random = Seeded::new(1);
    let names: Vec<String> = (0..500).map(|_| make(&random).unwrap()).collect();
    let pattern = regex::Regex::new(&format!("^{pattern}$")).unwrap();
    for name in &names {
        assert!(pattern.is_match(name), "{name} doesn't match {pattern}");
    }
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "a name came twice");
    assert_eq!(make(&Given::new(vec![])), Err(NoRandomness));
}

/// The patterns are those of the API's model, where it has one, and tighter.
#[test]
fn names_have_the_shapes_of_cognito() {
    let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    check(|random| random::user_pool_id(random, "local"), "local_[0-9a-zA-Z]{9}");
    check(random::client_id, "[0-9a-z]{26}");
    check(|random| random::uuid(random).map(|uuid| uuid.to_string()), uuid);
    check(|random| random::device_key(random, "us-east-1"), &format!("us-east-1_{uuid}"));
    check(random::device_group_key, "-[0-9a-zA-Z]{8}");
    check(random::secret_name, "[0-9a-zA-Z_-]{43}");
}

#[test]
fn each_digit_of_a_code_is_equally_likely() {
    let random = Seeded::new(2);
    let mut counts = [0_u32; 10];
    for _ in 0..10_000 {
        let code = random::code(&random).unwrap();
        assert_eq!(code.len(), 6);
        for digit in code.bytes() {
            counts[usize::from(digit - b'0')] += 1;
        }
    }
    // 60,000 digits: 6,000 each, with a standard deviation of 73.
    assert!(counts.iter().all(|count| (5_600..6_400).contains(count)), "{counts:?}");
}

#[test]
fn the_system_returns_other_bytes_each_time() {
    let draws: HashSet<[u8; 16]> = (0..100).map(|_| random::bytes(&SystemRandom).unwrap()).collect();
    assert_eq!(draws.len(), 100);
}
