//! A store in a file, with redb.
//!
//! redb writes a transaction to the disk before `commit` returns, and a reader never sees half of one. It runs one writing
//! transaction at a time, so a comparison and its swap can't be separated.

use std::fmt;
use std::path::Path;

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use super::{Change, Commit, Entry, Store, StoreError};

/// Each value is the version (8 bytes, big-endian), followed by the document. Only bytes are stored, because their form
/// is the same in each version of redb.
const ENTRIES: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("entries");
/// The number of changes so far, under an empty key (8 bytes, big-endian).
const CHANGES: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("changes");

/// A store in a file. It survives a crash at any point.
pub struct Durable(Database);

impl Durable {
    /// Opens the file, or creates it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Open`] if the file isn't such a store, or another process uses it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let problem = |error: &dyn fmt::Display| StoreError::Open {
            path: path.display().to_string(),
            problem: error.to_string(),
        };
        let database = Database::create(path).map_err(|error| problem(&error))?;
        // Creates the tables, so that a reader finds them.
        let write = database.begin_write().map_err(|error| problem(&error))?;
        write.open_table(ENTRIES).map_err(|error| problem(&error))?;
        write.open_table(CHANGES).map_err(|error| problem(&error))?;
        write.commit().map_err(|error| problem(&error))?;
        Ok(Self(database))
    }
}

impl fmt::Debug for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Durable").finish_non_exhaustive()
    }
}

impl Store for Durable {
    fn read(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let entries = self.0.begin_read().map_err(failed)?.open_table(ENTRIES).map_err(failed)?;
        let stored = entries.get(key.as_bytes()).map_err(failed)?;
        stored.map(|bytes| entry(bytes.value())).transpose()
    }

    fn list(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<(String, Entry)>, StoreError> {
        let entries = self.0.begin_read().map_err(failed)?.open_table(ENTRIES).map_err(failed)?;
        let mut found = Vec::new();
        for stored in entries.range(after.max(prefix).as_bytes()..).map_err(failed)? {
            let (key, bytes) = stored.map_err(failed)?;
            let key = std::str::from_utf8(key.value()).map_err(failed)?;
            if found.len() == limit || !key.starts_with(prefix) {
                break;
            }
            if key != after {
                found.push((key.to_owned(), entry(bytes.value())?));
            }
        }
        Ok(found)
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        // A transaction that is dropped without a commit changes nothing.
        let write = self.0.begin_write().map_err(failed)?;
        {
            let mut entries = write.open_table(ENTRIES).map_err(failed)?;
            for (key, expected) in &change.expected {
                let stored = entries.get(key.as_bytes()).map_err(failed)?;
                let version = stored.map(|bytes| entry(bytes.value())).transpose()?.map(|entry| entry.version);
                if version != *expected {
                    return Ok(Commit::Conflict);
                }
            }
            let mut changes = write.open_table(CHANGES).map_err(failed)?;
            let count = changes.get(b"".as_slice()).map_err(failed)?.map_or(0, |bytes| number(bytes.value()));
            let version = (count + 1).to_be_bytes();
            changes.insert(b"".as_slice(), version.as_slice()).map_err(failed)?;
            for (key, document) in &change.writes {
                if let Some(document) = document {
                    let bytes = [version.as_slice(), document].concat();
                    entries.insert(key.as_bytes(), bytes.as_slice()).map_err(failed)?;
                } else {
                    entries.remove(key.as_bytes()).map_err(failed)?;
                }
            }
        }
        write.commit().map_err(failed)?;
        Ok(Commit::Stored)
    }
}

fn entry(bytes: &[u8]) -> Result<Entry, StoreError> {
    let (version, document) = bytes.split_first_chunk::<8>().ok_or_else(|| failed("an entry has no version"))?;
    Ok(Entry { version: u64::from_be_bytes(*version), document: document.to_vec() })
}

fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes a value")]
fn failed(error: impl ToString) -> StoreError {
    StoreError::Failed(error.to_string())
}
