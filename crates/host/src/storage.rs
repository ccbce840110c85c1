//! Where a host keeps its pools, its users and their sign-ins.

use std::collections::BTreeMap;

use cognito_mfa::assurance::Proven;
use cognito_mfa::{CredentialStamp, Pool, SignIn, User};

use crate::facts::Facts;

/// Where a host keeps its pools, its users and their sign-ins.
///
/// A call reads what it needs, and then writes what it changed. If several processes share a storage, it must make each call
/// one transaction.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Pool, Profile, User, pool::Tier};
/// use cognito_mfa_host::{HostedUser, Memory, Storage};
///
/// let mut storage = Memory::default();
/// let id = storage.add_pool(Pool::new(Tier::Essentials, Profile::Observed));
/// let user = User::new(UserStatus::Confirmed, Password::Permanent, storage.new_stamp());
/// storage.set_user(&id, "ann", HostedUser { user, sign_in: None, finished: None });
/// assert_eq!(storage.user("local_1", "ann").map(|ann| ann.user), Some(user));
/// assert_eq!(storage.pool("local_2"), None);
/// ```
pub trait Storage {
    /// Stores a new pool and returns its ID.
    fn add_pool(&mut self, pool: Pool) -> String;

    /// The pool with this ID, if there is one.
    fn pool(&self, id: &str) -> Option<Pool>;

    /// Replaces the pool with this ID.
    fn set_pool(&mut self, id: &str, pool: Pool);

    /// The user with this name in this pool, if there is one.
    fn user(&self, pool: &str, username: &str) -> Option<HostedUser>;

    /// Stores or replaces the user with this name in this pool.
    fn set_user(&mut self, pool: &str, username: &str, user: HostedUser);

    /// A credential stamp that no other user has. A storage of real users returns a random number.
    fn new_stamp(&mut self) -> CredentialStamp;
}

/// A user as a host keeps one.
///
/// Closed, because a storage makes it from what it has stored.
///
/// [`Storage`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedUser {
    /// The user.
    pub user: User,
    /// The sign-in in progress, and the facts that it began with.
    pub sign_in: Option<(SignIn, Facts)>,
    /// The latest finished sign-in.
    pub finished: Option<Finished>,
}

/// A finished sign-in.
///
/// Closed, because a storage makes it from what it has stored.
///
/// ```
/// use cognito_mfa::CredentialStamp;
/// use cognito_mfa::assurance::Proven;
/// use cognito_mfa::sign_in::FirstFactor;
/// use cognito_mfa_host::Finished;
///
/// let finished = Finished { proven: Proven::first(FirstFactor::Password), stamp: CredentialStamp(7) };
/// assert!(finished.proven.level().is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// What was proven.
    pub proven: Proven,
    /// The user's credential stamp at its end.
    pub stamp: CredentialStamp,
}

/// A storage in memory. Its pools are `local_1`, `local_2`, and so on.
///
/// [`Storage`] has an example.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pools: Vec<Pool>,
    /// The users, by the pool's ID and then by name.
    users: BTreeMap<String, BTreeMap<String, HostedUser>>,
    stamps: u64,
}

impl Memory {
    /// The index of the pool `local_N`.
    fn index(&self, id: &str) -> Option<usize> {
        let number = id.strip_prefix("local_").filter(|number| !number.starts_with('0'))?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        (digits && index < self.pools.len()).then_some(index)
    }
}

impl Storage for Memory {
    fn add_pool(&mut self, pool: Pool) -> String {
        self.pools.push(pool);
        format!("local_{}", self.pools.len())
    }

    fn pool(&self, id: &str) -> Option<Pool> {
        self.index(id).and_then(|index| self.pools.get(index)).cloned()
    }

    fn set_pool(&mut self, id: &str, pool: Pool) {
        if let Some(place) = self.index(id).and_then(|index| self.pools.get_mut(index)) {
            *place = pool;
        }
    }

    fn user(&self, pool: &str, username: &str) -> Option<HostedUser> {
        self.users.get(pool).and_then(|users| users.get(username)).cloned()
    }

    fn set_user(&mut self, pool: &str, username: &str, user: HostedUser) {
        self.users.entry(pool.into()).or_default().insert(username.into(), user);
    }

    fn new_stamp(&mut self) -> CredentialStamp {
        self.stamps = self.stamps.wrapping_add(1);
        // The stamps are scattered like random numbers, and the same in every run of a scenario.
        CredentialStamp(self.stamps.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}
