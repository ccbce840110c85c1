//! A store that ends with the process.

use std::collections::BTreeMap;
use std::collections::btree_map::Range;
use std::fmt;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Change, Commit, Entry, Store, StoreError};

/// A store in memory.
#[derive(Default)]
pub struct Memory(Mutex<State>);

#[derive(Default)]
struct State {
    entries: BTreeMap<String, Entry>,
    version: u64,
}

impl Memory {
    /// A change is applied as a whole before the lock is released, so a thread that panics leaves nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Store for Memory {
    fn read(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.state().entries.get(key).cloned())
    }

    fn list(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<(String, Entry)>, StoreError> {
        let state = self.state();
        let from = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
        let following: Range<'_, String, Entry> = state.entries.range::<str, _>((from, Bound::Unbounded));
        let matching = following.take_while(|(key, _)| key.starts_with(prefix)).take(limit);
        Ok(matching.map(|(key, entry)| (key.clone(), entry.clone())).collect())
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        let mut state = self.state();
        let version_of = |key: &String| state.entries.get(key).map(|entry| entry.version);
        if change.expected.iter().any(|(key, version)| version_of(key) != *version) {
            return Ok(Commit::Conflict);
        }
        state.version += 1;
        let version = state.version;
        for (key, document) in &change.writes {
            match document {
                Some(document) => {
                    state.entries.insert(key.clone(), Entry { version, document: document.clone() });
                }
                None => {
                    state.entries.remove(key);
                }
            }
        }
        Ok(Commit::Stored)
    }
}
