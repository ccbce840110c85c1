//! Random scenarios: each seed gives one scenario file. Calls have no `expect`.
//!
//! The generator keeps an approximate *belief* about the pools and users, only to choose calls that are likely to be
//! accepted. The belief can be wrong. The naive model answers each line when the generator adds it, so that a sign-in can
//! continue with what was asked. A wrong answer makes a scenario less deep, but not wrong.

use serde_json::{Map, Value, json};

use crate::naive::Runner;

pub const SMS: &str = "SMS_MFA";
pub const TOTP: &str = "SOFTWARE_TOKEN_MFA";
pub const EMAIL: &str = "EMAIL_OTP";
pub const PASSKEY: &str = "WEB_AUTHN_MFA";
pub const NAMES: [&str; 6] = ["ann", "bob", "cyd", "dee", "eve", "fay.b"];

/// The lines of the scenario file of `seed`: the options, then 15 to 60 calls.
pub fn scenario(seed: u64) -> Vec<String> {
    let mut rng = Rng(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5ce0_a210);
    let profile = rng.pick(&["Documented", "Observed"]);
    let calls = 15 + rng.below(46);
    let mut story = Story {
        theme: Theme::Pool,
        rng,
        lines: Vec::new(),
        pools: Vec::new(),
        users: Vec::new(),
        runner: Runner::new(),
        answer: Value::Null,
    };
    // Observed is the default.
    let options = if profile == "Observed" && story.rng.chance(50) {
        json!({"remark": "no options"})
    } else {
        json!({"options": {"fidelity": profile}})
    };
    story.push(options.to_string());
    // The weights are for: walk, preference, pool, user, recovery, hostile, read.
    let (theme, weights): (Theme, [u64; 7]) = match seed % 16 {
        0..=2 => (Theme::Pool, [1, 1, 14, 2, 1, 1, 3]),
        3..=4 => (Theme::Preference, [1, 14, 3, 6, 1, 1, 3]),
        5..=11 => (Theme::SignIn, [14, 2, 2, 3, 1, 0, 1]),
        12 => (Theme::Recovery, [2, 3, 2, 8, 14, 1, 2]),
        _ => (Theme::Hostile, [1, 2, 2, 2, 1, 20, 1]),
    };
    story.theme = theme;
    story.found_pool();
    for _ in 0..=story.rng.below(3) {
        story.found_user(0);
    }
    while story.lines.len() <= calls {
        match story.rng.weighted(&weights) {
            0 => story.walk(),
            1 => story.preference(),
            2 => story.pool_change(),
            3 => story.user_change(),
            4 => story.recovery(),
            5 => story.hostile(),
            _ => story.read(),
        }
    }
    story.lines.truncate(calls + 1);
    story.lines
}

/// The main topic of a scenario.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Pool,
    Preference,
    SignIn,
    Recovery,
    Hostile,
}

/// The generator splitmix64.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % (n.max(1) as u64)) as usize
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.next() % weights.iter().sum::<u64>().max(1);
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// The belief about a pool.
pub struct Pool {
    pub id: String,
    pub tier: &'static str,
    pub mode: &'static str,
    /// The code factors that the pool offers while the mode isn't OFF.
    pub blocks: Vec<&'static str>,
    pub sms: bool,
    pub multi: bool,
    pub first: Vec<&'static str>,
    pub recovery: Option<Vec<&'static str>>,
    pub own_sender: bool,
    pub device: Option<(bool, bool)>,
    pub threat: &'static str,
}

impl Pool {
    /// The factor of the first recovery mechanism.
    pub fn medium(&self) -> Option<&'static str> {
        match self.recovery.as_ref()?.first().copied()? {
            "verified_email" => Some(EMAIL),
            "verified_phone_number" => Some(SMS),
            _ => None,
        }
    }

    pub fn offers(&self, factor: &str) -> bool {
        self.mode != "OFF" && (self.blocks.contains(&factor) || (factor == SMS && self.sms))
    }
}

/// The belief about a user.
pub struct User {
    pub pool: usize,
    pub name: String,
    pub has: Vec<&'static str>,
    pub enabled: Vec<&'static str>,
    pub preferred: Option<&'static str>,
    pub status: &'static str,
    pub disabled: bool,
}

pub struct Story {
    pub theme: Theme,
    pub rng: Rng,
    pub lines: Vec<String>,
    pub pools: Vec<Pool>,
    pub users: Vec<User>,
    pub runner: Runner,
    /// The naive model's answer to the last line that had one.
    pub answer: Value,
}

impl Story {
    pub fn push(&mut self, line: String) {
        if let Some(answer) = self.runner.line(&line) {
            self.answer = answer;
        }
        self.lines.push(line);
    }

    pub fn call(&mut self, op: &str, input: Value) {
        // Evidence, source and tags have no effect.
        let extra = if self.rng.chance(1) { r#","evidence":"MO","source":"a guide","tags":["classic"]"# } else { "" };
        self.push(format!(r#"{{"op":"{op}","input":{input}{extra}}}"#));
    }

    pub fn call_with(&mut self, op: &str, input: Value, facts: Map<String, Value>) {
        if facts.is_empty() {
            self.call(op, input);
        } else {
            let facts = Value::from(facts);
            self.push(format!(r#"{{"op":"{op}","input":{input},"facts":{facts}}}"#));
        }
    }

    /// A pool: usually the first one, rarely one that doesn't exist.
    pub fn any_pool(&mut self) -> usize {
        if self.rng.chance(75) { 0 } else { self.rng.below(self.pools.len()) }
    }

    pub fn pool_id(&mut self, pool: usize) -> String {
        if self.rng.chance(1) {
            return self.rng.pick(&["local_99", "ap-northeast-2_abc", "us-east-1_Ab9"]).to_owned();
        }
        self.pools[pool].id.clone()
    }

    pub fn any_user(&mut self) -> usize {
        self.rng.below(self.users.len())
    }

    pub fn user_name(&mut self, user: usize) -> String {
        if self.rng.chance(1) { "nobody".to_owned() } else { self.users[user].name.clone() }
    }

    pub fn by_name(&mut self, user: usize) -> Map<String, Value> {
        let (pool, name) = (self.users[user].pool, self.user_name(user));
        object(json!({"UserPoolId": self.pool_id(pool), "Username": name}))
    }

    pub fn token(&mut self, user: usize) -> String {
        let pool = self.users[user].pool;
        match self.rng.below(100) {
            0 => self.rng.pick(&["local_99.ann", "nonsense", "local_1", ".ann"]).to_owned(),
            1 => format!("{}.nobody", self.pools[pool].id),
            _ => format!("{}.{}", self.pools[pool].id, self.users[user].name),
        }
    }
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
