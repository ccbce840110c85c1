//! Where the server keeps its documents: one map from keys to bytes, with a version for each entry.
//!
//! A [`Change`] names the versions that its author read. It's stored only if all of them are still current, and then as a
//! whole: a compare-and-swap. So two requests about one user never overwrite each other, whatever runs in between.
//! `work` makes changes, and runs a request again when its change came too late.

mod durable;
mod memory;

use std::collections::BTreeMap;
use std::fmt::Debug;

pub use durable::Durable;
pub use memory::Memory;

/// A store of documents. All its functions block.
pub trait Store: Debug + Send + Sync {
    /// The entry with this key, if there is one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read.
    fn read(&self, key: &str) -> Result<Option<Entry>, StoreError>;

    /// At most `limit` entries whose key begins with `prefix` and follows `after`, in the order of their keys.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read.
    fn list(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<(String, Entry)>, StoreError>;

    /// Stores a change as a whole, unless an entry that it expects has another version by now. When this returns
    /// [`Commit::Stored`], the change survives a crash of the process.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be written. Nothing of the change is stored then.
    fn commit(&self, change: &Change) -> Result<Commit, StoreError>;
}

/// An entry, and its version. Each change gives its entries a version that no entry had before.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The version.
    pub version: u64,
    /// The document.
    pub document: Vec<u8>,
}

/// Documents contain secrets, so they aren't shown.
impl Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("version", &self.version).finish_non_exhaustive()
    }
}

/// What a request wants to change, and what it read before.
#[derive(Clone, Default)]
pub struct Change {
    /// The entries that the request read, with their versions. `None` means that there was no such entry.
    pub expected: BTreeMap<String, Option<u64>>,
    /// The new documents. `None` removes an entry.
    pub writes: BTreeMap<String, Option<Vec<u8>>>,
}

/// Only the keys are shown.
impl Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change").field("expected", &self.expected).finish_non_exhaustive()
    }
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The change is stored.
    Stored,
    /// Another change came first. Nothing is stored.
    Conflict,
}

/// The store can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file can't be opened.
    #[error("{path}: {problem}. Only one server can use a file at a time.")]
    Open {
        /// The path of the file.
        path: String,
        /// What the storage library reports.
        problem: String,
    },
    /// The storage library reports a problem.
    #[error("The store failed: {0}.")]
    Failed(String),
    /// A document isn't in a form that this server reads.
    #[error("The stored document {key} can't be read: {problem}.")]
    Document {
        /// The key.
        key: String,
        /// What's wrong.
        problem: String,
    },
}
