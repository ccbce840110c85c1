//! One request's work on the store: what it read, and what it wants to change.

use std::collections::BTreeMap;
use std::collections::btree_map;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::store::{Change, Commit, Entry, Store, StoreError};

/// How often a request runs before it gives up because others keep changing what it reads.
const ATTEMPTS: usize = 32;

/// A document in the store, and where it is.
pub(crate) trait Document: Serialize + DeserializeOwned {
    /// What the keys of these documents begin with.
    const KIND: &'static str;
}

/// The work of one request. It reads each document at most once, and writes only at the end.
pub(crate) struct Work<'s> {
    store: &'s dyn Store,
    read: BTreeMap<String, Option<Entry>>,
    writes: BTreeMap<String, Option<Vec<u8>>>,
}

/// Runs a request until its change is stored. A request that was too late runs again from its start, on what is stored now.
///
/// A fault discards the change, unless it [keeps it](Fault::keeping_changes).
///
/// # Errors
///
/// The request's own fault, or `ConcurrentModificationException` if other requests are always faster.
pub(crate) fn transact<T>(
    store: &dyn Store,
    mut request: impl FnMut(&mut Work<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    for _ in 0..ATTEMPTS {
        let mut work = Work { store, read: BTreeMap::new(), writes: BTreeMap::new() };
        let answer = request(&mut work);
        let keeps_changes = answer.as_ref().map_or_else(Fault::keeps_changes, |_| true);
        if !keeps_changes || work.writes.is_empty() || work.commit()? == Commit::Stored {
            return answer;
        }
    }
    Err(Fault::concurrent_modification())
}

impl Work<'_> {
    /// The document with this ID, if there is one.
    pub(crate) fn get<D: Document>(&mut self, id: &str) -> Result<Option<D>, Fault> {
        let key = key::<D>(id);
        if let Some(written) = self.writes.get(&key) {
            return written.as_deref().map(|document| decode(&key, document)).transpose();
        }
        let entry = match self.read.entry(key.clone()) {
            btree_map::Entry::Occupied(read) => read.into_mut(),
            btree_map::Entry::Vacant(place) => place.insert(self.store.read(&key)?),
        };
        entry.as_ref().map(|entry| decode(&key, &entry.document)).transpose()
    }

    /// Stores or replaces a document. Read it first: only then does the change fail if someone else has changed it.
    pub(crate) fn put<D: Document>(&mut self, id: &str, document: &D) -> Result<(), Fault> {
        let key = key::<D>(id);
        let bytes = serde_json::to_vec(document)
            .map_err(|error| StoreError::Document { key: key.clone(), problem: error.to_string() })?;
        self.writes.insert(key, Some(bytes));
        Ok(())
    }

    /// Whether the document is the one that was read.
    pub(crate) fn is_stored<D: Document>(&self, id: &str, document: &D) -> bool {
        let read = self.read.get(&key::<D>(id)).and_then(Option::as_ref);
        read.is_some_and(|entry| serde_json::to_vec(document).is_ok_and(|bytes| bytes == entry.document))
    }

    /// Removes a document.
    pub(crate) fn remove<D: Document>(&mut self, id: &str) {
        self.writes.insert(key::<D>(id), None);
    }

    /// At most `limit` documents whose ID begins with `prefix` and follows `after`, with their IDs. Listing reads no
    /// version: a change that is made from a list alone isn't protected against others.
    pub(crate) fn list<D: Document>(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<(String, D)>, Fault> {
        let start = key::<D>("");
        let entries = self.store.list(&key::<D>(prefix), &key::<D>(after), limit)?;
        let documents = entries.into_iter().map(|(key, entry)| {
            let id = key.strip_prefix(&start).unwrap_or_default().to_owned();
            decode(&key, &entry.document).map(|document| (id, document))
        });
        documents.collect()
    }

    fn commit(self) -> Result<Commit, StoreError> {
        let expected = self.read.into_iter().map(|(key, entry)| (key, entry.map(|entry| entry.version))).collect();
        self.store.commit(&Change { expected, writes: self.writes })
    }
}

fn key<D: Document>(id: &str) -> String {
    format!("{}/{id}", D::KIND)
}

fn decode<D: Document>(key: &str, document: &[u8]) -> Result<D, Fault> {
    let problem = |error: serde_json::Error| StoreError::Document { key: key.to_owned(), problem: error.to_string() };
    Ok(serde_json::from_slice(document).map_err(problem)?)
}
