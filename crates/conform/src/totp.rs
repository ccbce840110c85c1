//! The codes of an authenticator app.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use totp_rs::{Algorithm, Builder, Totp};

const STEP: u64 = 30;

/// A secret, and the latest step whose code was used. A server accepts each code once.
#[derive(Clone)]
pub(crate) struct Secret {
    /// `None` when the server's secret isn't Base32. Such a server can't check a code.
    totp: Option<Totp>,
    used: u64,
}

impl Secret {
    pub(crate) fn new(base32: &str) -> Self {
        let secret = totp_rs::Secret::try_from_base32(base32).ok();
        let totp = secret.map(|secret| {
            Builder::new()
                .with_algorithm(Algorithm::SHA1)
                .with_digits(6)
                .with_step_duration(STEP)
                .with_secret(secret)
                .build_noncompliant()
        });
        Self { totp, used: 0 }
    }

    /// A code, and whether it's the first use of it. Servers accept the code of the next 30 seconds, too.
    pub(crate) fn code(&mut self) -> (String, bool) {
        let Some(totp) = &self.totp else { return ("123456".into(), true) };
        let newest = now() / STEP + 1;
        let is_new = self.used < newest;
        self.used = (newest - 1).max(self.used + 1).min(newest);
        (totp.generate(self.used * STEP).to_string(), is_new)
    }

    /// A code that wasn't used before. It waits for one, until the run is interrupted.
    pub(crate) fn new_code(&mut self, stop: &AtomicBool) -> String {
        self.wait(stop);
        self.code().0
    }

    /// Waits until there is a code that wasn't used before, or the run is interrupted.
    pub(crate) fn wait(&mut self, stop: &AtomicBool) {
        while self.totp.is_some() && self.used > now() / STEP && !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(200));
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
