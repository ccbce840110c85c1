//! The pools that a run created on the server, so that it can delete them.

use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::connection::Connection;
use crate::endpoint::Reply;

/// The server's IDs of the pools that exist because of a run.
#[derive(Debug, Default)]
pub(crate) struct Pools(Mutex<Vec<String>>);

impl Pools {
    pub(crate) fn add(&self, id: &str) {
        if !id.is_empty() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(id.into());
        }
    }

    /// Deletes the pools. Returns the IDs of those that the server didn't delete.
    pub(crate) fn delete(&self, connection: &Connection<'_>) -> Vec<String> {
        let ids = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let is_left =
            |id: &String| !matches!(connection.call("DeleteUserPool", &json!({"UserPoolId": id})), Reply::Accepted(_));
        ids.into_iter().filter(is_left).collect()
    }
}
