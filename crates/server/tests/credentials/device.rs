//! A browser with a software authenticator. It does what a test tells it, where an honest one would refuse.

use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use serde_json::{Value, json};
use url::Url;

#[derive(Clone)]
pub(crate) struct Device {
    /// Where the page is that asks.
    pub(crate) origin: &'static str,
    /// Whether it verifies its user.
    pub(crate) verifies: bool,
    /// Whether it counts its signatures.
    pub(crate) counts: bool,
    passkey: Option<Passkey>,
}

impl Device {
    pub(crate) fn new(origin: &'static str, verifies: bool) -> Self {
        Self { origin, verifies, counts: false, passkey: None }
    }

    /// The credential for these options of a registration.
    pub(crate) fn register(&mut self, mut options: Value) -> Value {
        self.lower(&mut options["authenticatorSelection"]["userVerification"]);
        let request = serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let origin = Url::parse(self.origin).unwrap();
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let credential = block_on(client.register(&origin, request, DefaultClientData)).unwrap();
        self.passkey.clone_from(client.authenticator().store());
        json!(credential)
    }

    /// The credential for these options of a sign-in.
    pub(crate) fn sign_in(&mut self, mut options: Value) -> Value {
        self.lower(&mut options["userVerification"]);
        let request = serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let origin = Url::parse(self.origin).unwrap();
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let credential = block_on(client.authenticate(&origin, request, DefaultClientData)).unwrap();
        self.passkey.clone_from(client.authenticator().store());
        json!(credential)
    }

    fn authenticator(&self) -> Authenticator<Option<Passkey>, User, RustCryptoBackend> {
        let user = User { verified: self.verifies };
        let mut authenticator = Authenticator::new(Aaguid::new_empty(), self.passkey.clone(), user, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(self.counts);
        authenticator
    }

    /// The client refuses to go without a verification that was asked for, so it must not see that it was.
    fn lower(&self, user_verification: &mut Value) {
        if !self.verifies {
            *user_verification = json!("discouraged");
        }
    }
}

struct User {
    verified: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for User {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(&self, _: UiHint<'a, Passkey>, _: bool, _: bool) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence: true, verification: self.verified })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(self.verified)
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
