//! The time. The engine has none: sessions, codes and tokens expire here.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

/// A source of the time.
pub trait Clock: Debug + Send + Sync {
    /// The seconds since 1970.
    fn now(&self) -> u64;
}

/// The operating system's time: what a server uses outside of tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs())
    }
}
