//! Random bytes that are the same in each run.

use std::sync::Mutex;

use cognito_mfa_server::random::{NoRandomness, Random};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// Bytes from a seed.
pub(crate) struct Seeded(Mutex<StdRng>);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.lock().unwrap().fill_bytes(bytes);
        Ok(())
    }
}

/// These byte strings, one per call. Each call must ask for exactly as many bytes.
pub(crate) struct Given(Mutex<Vec<Vec<u8>>>);

impl Given {
    pub(crate) fn new(mut calls: Vec<Vec<u8>>) -> Self {
        calls.reverse();
        Self(Mutex::new(calls))
    }
}

impl Random for Given {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.copy_from_slice(&self.0.lock().unwrap().pop().ok_or(NoRandomness)?);
        Ok(())
    }
}
