//! The calls of a run. They end when the server no longer answers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::endpoint::{Endpoint, Reply};

/// After so many calls in a row without any answer, the run stops asking. After so many calls of one operation, it stops calling
/// this operation.
pub(crate) const PATIENCE: usize = 5;

/// The server under test, and whether it still answers.
#[derive(Debug)]
pub(crate) struct Connection<'a> {
    endpoint: &'a Endpoint,
    /// The calls without an answer since the last answer.
    unanswered: AtomicUsize,
    /// The same for each operation that was left without an answer.
    unanswered_by_operation: Mutex<BTreeMap<String, usize>>,
    lost: OnceLock<String>,
}

impl<'a> Connection<'a> {
    /// A connection to the server. It's lost from the start when nothing listens there.
    pub(crate) fn open(endpoint: &'a Endpoint) -> Self {
        let connection = Self {
            endpoint,
            unanswered: AtomicUsize::new(0),
            unanswered_by_operation: Mutex::default(),
            lost: OnceLock::new(),
        };
        if let Err(error) = endpoint.reach() {
            connection.lose(format!("there is no server: {error}"));
        }
        connection
    }

    /// Why the run doesn't ask the server any more.
    pub(crate) fn lost(&self) -> Option<&str> {
        self.lost.get().map(String::as_str)
    }

    pub(crate) fn call(&self, operation: &str, body: &Value) -> Reply {
        self.call_text(operation, &body.to_string())
    }

    /// Calls with a body that perhaps isn't valid JSON.
    pub(crate) fn call_text(&self, operation: &str, body: &str) -> Reply {
        if let Some(reason) = self.lost() {
            return Reply::Nothing(reason.into());
        }
        if self.unanswered_calls_of(operation) >= PATIENCE {
            let reason = format!("the server left {PATIENCE} calls of {operation} in a row without an answer");
            return Reply::Nothing(reason);
        }
        match self.endpoint.send(operation, body) {
            Ok(reply) => {
                self.unanswered.store(0, Ordering::Relaxed);
                self.by_operation(|counts| counts.remove(operation));
                reply
            }
            Err(problem) => {
                self.by_operation(|counts| *counts.entry(operation.into()).or_default() += 1);
                if self.unanswered.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE {
                    self.lose(format!("the server left {PATIENCE} calls in a row without an answer: {problem}"));
                }
                Reply::Nothing(problem)
            }
        }
    }

    fn unanswered_calls_of(&self, operation: &str) -> usize {
        self.by_operation(|counts| counts.get(operation).copied().unwrap_or_default())
    }

    fn by_operation<T>(&self, change: impl FnOnce(&mut BTreeMap<String, usize>) -> T) -> T {
        change(&mut self.unanswered_by_operation.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lose(&self, reason: String) {
        // Only the first reason counts.
        let _ = self.lost.set(reason);
    }
}
