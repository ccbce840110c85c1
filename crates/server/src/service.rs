//! The service: what all requests share, and the context of one request.

use std::fmt;
use std::sync::atomic::AtomicU64;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_mfa::{PoolPolicy, Profile};
use serde_json::Value;

use crate::clock::Clock;
use crate::document::{
    ClientDocument, KeyDocument, MessageDocument, PoolDocument, RefreshDocument, SessionDocument, SignInDocument,
    UserDocument, WrongPasswordsDocument, user_key,
};
use crate::fault::Fault;
use crate::random::Random;
use crate::store::{Store, StoreError};
use crate::token::{SigningKey, TokenError};
use crate::work::{Document, Work, transact};

/// What a server is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The region in the IDs of new pools and devices.
    pub region: String,
    /// The profile of new pools.
    pub profile: Profile,
    /// Whether credentials are checked.
    pub credentials: CredentialCheck,
}

impl Default for Settings {
    fn default() -> Self {
        Self { region: "local".to_owned(), profile: Profile::default(), credentials: CredentialCheck::Verified }
    }
}

/// Whether credentials are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialCheck {
    /// Passwords, codes, devices and passkeys are checked.
    Verified,
    /// Every credential counts as right. Only for tests of policy.
    AcceptAny,
}

/// The operations of the service over a store. Any number of threads can share it.
pub struct Service {
    pub(crate) store: Box<dyn Store>,
    pub(crate) random: Box<dyn Random>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) key: SigningKey,
    pub(crate) settings: Settings,
    /// The number of messages so far. It orders the messages of one second.
    pub(crate) messages: AtomicU64,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// The server can't start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key can't be made or read.
    #[error(transparent)]
    Key(#[from] TokenError),
    /// Two servers started at the same time with one store.
    #[error("{0}")]
    Fault(#[from] Fault),
}

/// One request: its operation, its body, and the address under which the client reached the server.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The operation, as `X-Amz-Target` names it.
    pub operation: &'a str,
    /// The body, in JSON.
    pub body: &'a str,
    /// What the issuer of tokens begins with, such as `http://127.0.0.1:9229`.
    pub base_url: &'a str,
}

impl Service {
    /// A service over this store. At its first start it makes the key that signs its tokens.
    ///
    /// # Errors
    ///
    /// [`StartError`] if the store can't be used, or the key can't be made or read.
    pub fn open(
        store: Box<dyn Store>,
        random: Box<dyn Random>,
        clock: Box<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, StartError> {
        let key = transact(&*store, |work| {
            if let Some(KeyDocument { pkcs8 }) = work.get("tokens")? {
                let der = STANDARD.decode(pkcs8).map_err(|_| TokenError::Key)?;
                return Ok(SigningKey::from_pkcs8(&der)?);
            }
            let key = SigningKey::generate(&*random)?;
            work.put("tokens", &KeyDocument { pkcs8: STANDARD.encode(key.to_pkcs8()?) })?;
            Ok(key)
        })?;
        Ok(Self { store, random, clock, key, settings, messages: AtomicU64::new(0) })
    }

    /// Serves a request. The answer is stored before this returns.
    ///
    /// # Errors
    ///
    /// [`Fault`], the service's error.
    pub fn call(&self, request: Request<'_>) -> Result<Value, Fault> {
        transact(&*self.store, |work| {
            Call { service: self, work, now: self.clock.now(), base_url: request.base_url }
                .dispatch(request.operation, request.body)
        })
    }

    /// The keys that verify the tokens of a pool; `None` if there is no such pool.
    ///
    /// # Errors
    ///
    /// [`Fault`] if the store can't be read.
    pub fn jwks(&self, user_pool_id: &str) -> Result<Option<Value>, Fault> {
        transact(&*self.store, |work| Ok(work.get::<PoolDocument>(user_pool_id)?.map(|_| self.key.jwks())))
    }

    /// The messages that were sent, oldest first.
    ///
    /// # Errors
    ///
    /// [`Fault`] if the store can't be read.
    pub fn outbox(&self) -> Result<Value, Fault> {
        transact(&*self.store, |work| {
            let messages = work.list::<MessageDocument>("", "", usize::MAX)?;
            Ok(messages.into_iter().map(|(_, message)| serde_json::json!(message)).collect())
        })
    }
}

/// A document that expires.
trait Expiring: Document {
    /// When it stops to count, in seconds since 1970.
    fn expires(&self) -> u64;
}

impl Expiring for SessionDocument {
    fn expires(&self) -> u64 {
        self.expires
    }
}

impl Expiring for RefreshDocument {
    fn expires(&self) -> u64 {
        self.expires
    }
}

impl Expiring for SignInDocument {
    fn expires(&self) -> u64 {
        self.expires
    }
}

impl Expiring for WrongPasswordsDocument {
    fn expires(&self) -> u64 {
        WrongPasswordsDocument::expires(*self)
    }
}

impl Expiring for MessageDocument {
    fn expires(&self) -> u64 {
        self.sent + MESSAGE_SECONDS
    }
}

/// How long a message stays in the outbox: as long as the longest code counts.
const MESSAGE_SECONDS: u64 = 24 * 3600;
/// How many documents are looked at together.
const SWEPT: usize = 256;

impl Service {
    /// Removes the sessions, tokens, messages and wrong passwords that have expired. They count for nothing before that already.
    ///
    /// # Errors
    ///
    /// [`Fault`] if the store can't be read or written.
    pub fn sweep(&self) -> Result<(), Fault> {
        self.sweep_all::<SessionDocument>()?;
        self.sweep_all::<RefreshDocument>()?;
        self.sweep_all::<SignInDocument>()?;
        self.sweep_all::<WrongPasswordsDocument>()?;
        self.sweep_all::<MessageDocument>()
    }

    fn sweep_all<D: Expiring>(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut after = String::new();
        loop {
            let page = transact(&*self.store, |work| work.list::<D>("", &after, SWEPT))?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after.clone_from(last);
            let expired: Vec<_> = page.iter().filter(|(_, document)| document.expires() <= now).collect();
            transact(&*self.store, |work| {
                for (id, _) in &expired {
                    // Someone may have replaced it since.
                    if work.get::<D>(id)?.is_some_and(|document| document.expires() <= now) {
                        work.remove::<D>(id);
                    }
                }
                Ok(())
            })?;
        }
    }
}

/// The context of one request.
pub(crate) struct Call<'c, 's> {
    pub(crate) service: &'c Service,
    pub(crate) work: &'c mut Work<'s>,
    pub(crate) now: u64,
    pub(crate) base_url: &'c str,
}

impl Call<'_, '_> {
    pub(crate) fn random(&self) -> &dyn Random {
        &*self.service.random
    }

    pub(crate) fn pool(&mut self, id: &str) -> Result<PoolDocument, Fault> {
        self.work.get(id)?.ok_or_else(|| Fault::pool_not_found(id))
    }

    pub(crate) fn client(&mut self, id: &str) -> Result<ClientDocument, Fault> {
        self.work.get(id)?.ok_or_else(|| Fault::client_not_found(id))
    }

    pub(crate) fn user(&mut self, pool: &str, username: &str) -> Result<Option<UserDocument>, Fault> {
        self.work.get(&user_key(pool, username))
    }

    /// Stores a user. One who hasn't changed isn't written, so that sign-ins at the same time don't disturb each other.
    pub(crate) fn put_user(&mut self, pool: &str, mut user: UserDocument) -> Result<(), Fault> {
        let key = user_key(pool, &user.username);
        if self.work.is_stored(&key, &user) {
            return Ok(());
        }
        user.modified = self.now;
        let before = self.user(pool, &user.username)?;
        self.replace_aliases(pool, before.as_ref(), Some(&user))?;
        self.work.put(&key, &user)
    }

    pub(crate) fn accepts_any_credential(&self) -> bool {
        self.service.settings.credentials == CredentialCheck::AcceptAny
    }
}

impl PoolDocument {
    /// The pool, as the engine knows it.
    pub(crate) fn policy(&self) -> PoolPolicy {
        self.pool.0.policy()
    }
}
