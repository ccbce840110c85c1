//! The stores: what they promise, and what the service does when they refuse.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cognito_mfa_server::store::{Change, Commit, Durable, Entry, Memory, Store, StoreError};
use serde_json::json;

use crate::api::{Api, access_token, open, refused};

/// A file of its own for each test, removed at its end.
pub(crate) struct File(pub(crate) PathBuf);

impl File {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("pools-{}-{}.redb", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn change(expected: &[(&str, Option<u64>)], writes: &[(&str, Option<&str>)]) -> Change {
    let writes = writes.iter().map(|(key, text)| ((*key).to_owned(), text.map(|text| text.as_bytes().to_vec())));
    Change {
        expected: expected.iter().map(|(key, version)| ((*key).to_owned(), *version)).collect(),
        writes: writes.collect::<BTreeMap<_, _>>(),
    }
}

fn laws(store: &dyn Store) {
    let stored = |key: &str| store.read(key).unwrap().map(|entry| String::from_utf8(entry.document).unwrap());
    let version = |key: &str| store.read(key).unwrap().map(|entry| entry.version);
    let commit = |change| store.commit(&change).unwrap();

    assert_eq!(commit(change(&[("a", None)], &[("a", Some("1")), ("b", Some("1"))])), Commit::Stored);
    assert_eq!(commit(change(&[("a", None)], &[("a", Some("2"))])), Commit::Conflict);
    let first = version("a");
    assert_eq!(commit(change(&[("a", first)], &[("a", Some("2"))])), Commit::Stored);
    // A change is stored as a whole or not at all.
    assert_eq!(commit(change(&[("a", first), ("b", version("b"))], &[("b", Some("3"))])), Commit::Conflict);
    assert_eq!((stored("a"), stored("b")), (Some("2".to_owned()), Some("1".to_owned())));

    // An entry that is made anew isn't the one that was removed.
    let second = version("a");
    commit(change(&[], &[("a", None)]));
    assert_eq!(stored("a"), None);
    commit(change(&[], &[("a", Some("2"))]));
    assert_eq!(commit(change(&[("a", second)], &[("a", Some("3"))])), Commit::Conflict);

    let keys = |prefix: &str, after: &str, limit| -> Vec<String> {
        store.list(prefix, after, limit).unwrap().into_iter().map(|(key, _)| key).collect()
    };
    commit(change(&[], &[("p/1", Some("")), ("p/2", Some("")), ("p/3", Some("")), ("q", Some(""))]));
    assert_eq!(keys("p/", "", 9), ["p/1", "p/2", "p/3"]);
    assert_eq!(keys("p/", "p/1", 1), ["p/2"]);
    assert_eq!(keys("p/", "p/", 9), ["p/1", "p/2", "p/3"]);
    assert_eq!(keys("p/", "p/3", 9), Vec::<String>::new());
}

#[test]
fn memory_and_file_keep_the_same_laws() {
    laws(&Memory::default());
    let file = File::new();
    laws(&Durable::open(&file.0).unwrap());
}

#[test]
fn sign_in_continues_after_a_restart() {
    let file = File::new();
    let mut api = Api::over(Box::new(Durable::open(&file.0).unwrap()), json!(null), crate::api::optional_mfa());
    api.new_user("ann");
    let secret = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    let token = {
        let other = api.password("ann").unwrap();
        let answer = api.respond(&other, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)})).unwrap();
        access_token(&answer)
    };
    api.service = open(Box::new(Memory::default()), &api.now);
    api.service = open(Box::new(Durable::open(&file.0).unwrap()), &api.now);
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)});
    refused(api.respond(&asked, "ann", code), "ExpiredCodeException");
    api.wait(30);
    api.respond(&asked, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)})).unwrap();
    // Tokens of before stay valid: the key is in the store.
    api.call("GetUser", json!({"AccessToken": token})).unwrap();
}

/// A store in which someone else is always faster.
#[derive(Debug, Default)]
struct Contended(Memory, AtomicUsize);

impl Store for Contended {
    fn read(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        self.0.read(key)
    }

    fn list(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<(String, Entry)>, StoreError> {
        self.0.list(prefix, after, limit)
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        // The first change is the signing key.
        if self.1.fetch_add(1, Ordering::SeqCst) < 3 { self.0.commit(change) } else { Ok(Commit::Conflict) }
    }
}

#[test]
fn endless_contention_is_an_error_of_the_service() {
    let api = Api::over(Box::new(Contended::default()), json!(null), json!(null));
    let request = json!({"UserPoolId": api.pool, "Username": "ann"});
    refused(api.call("AdminCreateUser", request), "ConcurrentModificationException");
    refused(api.admin("AdminGetUser", "ann", json!({})), "UserNotFoundException");
}

#[test]
fn expired_entries_are_swept_and_others_stay() {
    let api = Api::optional();
    api.new_user("ann");
    let secret = api.enroll("ann");
    for _ in 0..300 {
        api.password("ann").unwrap();
    }
    api.wait(170);
    let asked = api.password("ann").unwrap();
    api.wait(20);
    api.service.sweep().unwrap();
    api.respond(&asked, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)})).unwrap();

    // An invitation stays for a day.
    let messages = || api.service.outbox().unwrap().as_array().unwrap().len();
    assert_eq!(messages(), 1);
    api.wait(24 * 3600);
    api.service.sweep().unwrap();
    assert_eq!(messages(), 0);
}

#[test]
fn two_clients_that_create_one_user_get_one_user() {
    let api = Api::optional();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| api.admin("AdminCreateUser", "ann", json!({})))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for answer in answers.into_iter().filter(Result::is_err) {
        refused(answer, "UsernameExistsException");
    }
}

#[test]
fn concurrent_changes_of_one_user_are_all_kept() {
    let api = Api::optional();
    api.new_user("ann");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let api = &api;
            scope.spawn(move || {
                let attribute = json!([{"Name": format!("custom:{number}"), "Value": "set"}]);
                api.admin("AdminUpdateUserAttributes", "ann", json!({"UserAttributes": attribute})).unwrap();
            });
        }
    });
    let user = api.admin("AdminGetUser", "ann", json!({})).unwrap();
    for number in 0..8 {
        let attribute = json!({"Name": format!("custom:{number}"), "Value": "set"});
        assert!(user["UserAttributes"].as_array().unwrap().contains(&attribute), "{user}");
    }
}
