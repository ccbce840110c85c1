//! The end of a sign-in: its tokens, and new tokens for a refresh token.

use cognito_mfa::assurance::{AcrLevelNames, Proven};
use cognito_mfa::sign_in::{SignInContext, check_refresh};
use cognito_mfa::wire::{AuthResponse, Credential, Credentials, NewDeviceMetadata, Refresh, Tokens};
use serde_json::{Map, Value};

use crate::clients::Place;
use crate::document::{RefreshDocument, SignInDocument, UserDocument, sign_in_key};
use crate::fault::Fault;
use crate::operations::show;
use crate::random;
use crate::service::Call;
use crate::token::{RefreshToken, SignIn, Validity, issuer};

/// How long access and ID tokens are valid.
const ACCESS_SECONDS: u32 = 3600;
/// How long a refresh token is valid: 30 days.
const REFRESH_SECONDS: u64 = 30 * 24 * 3600;

impl Call<'_, '_> {
    /// The response of a finished sign-in.
    pub(crate) fn authenticated(
        &mut self,
        place: &Place,
        user: UserDocument,
        client: &str,
        proven: Proven,
        device_key: Option<String>,
    ) -> Result<Value, Fault> {
        let known_device = device_key.filter(|key| user.devices.contains_key(key));
        let context = SignInContext { device: user.device(known_device.as_deref()), ..SignInContext::default() };
        let new_device = context
            .makes_device_known(&place.pool.policy(), proven)
            .then(|| random::device_key(self.random(), &self.service.settings.region))
            .transpose()?;
        let names = AcrLevelNames::default();
        let sign_in = SignIn {
            issuer: issuer(self.base_url, &place.pool_id),
            client_id: client.to_owned(),
            sub: user.sub.to_string(),
            username: user.username.clone(),
            auth_time: self.now,
            origin_jti: random::uuid(self.random())?.to_string(),
            device_key: known_device.or_else(|| new_device.clone()),
            acr: proven.level().map(|level| names.name(level).to_owned()),
            amr: proven.amr().map(str::to_owned).collect(),
        };
        let refresh = RefreshToken::new(self.random())?;
        let document = RefreshDocument {
            pool: place.pool_id.clone(),
            sign_in: sign_in.clone(),
            expires: self.now + REFRESH_SECONDS,
        };
        self.work.put(&refresh.fingerprint(), &document)?;
        let entry = SignInDocument { expires: document.expires + u64::from(ACCESS_SECONDS) };
        self.work.put(&sign_in_key(&sign_in.sub, &sign_in.origin_jti), &entry)?;
        let new_device_metadata =
            new_device.map(|device_key| NewDeviceMetadata::new(device_key, place.pool.device_group_key.clone()));
        let mut tokens = self.tokens(&sign_in, &user)?.with_refresh_token(refresh.as_str());
        tokens.new_device_metadata = new_device_metadata;
        self.put_user(&place.pool_id, user)?;
        Ok(show(AuthResponse::authenticated().with_tokens(tokens)))
    }

    /// `InitiateAuth` with a refresh token, and `GetTokensFromRefreshToken`. The engine judges the user.
    pub(crate) fn refresh(&mut self, refresh: &Refresh<'_>, credentials: &Credentials<'_>) -> Result<Value, Fault> {
        let invalid = || Fault::not_authorized("Invalid Refresh Token");
        let client_id = refresh.client_id.as_deref().ok_or_else(|| Fault::missing("clientId"))?;
        let client = self.client(client_id)?;
        client.check_flow("REFRESH_TOKEN_AUTH")?;
        let key = RefreshToken::from_client(refresh.token.reveal()).fingerprint();
        let RefreshDocument { pool, sign_in, expires } = self.work.get(&key)?.ok_or_else(invalid)?;
        let is_bound = sign_in.client_id == client_id
            && client.pool == pool
            && refresh.pool.as_deref().is_none_or(|named| named == pool);
        if !is_bound {
            return Err(invalid());
        }
        client.check_secret_hash(client_id, [&sign_in.username; 2], credentials.get(Credential::SecretHash))?;
        if self.now >= expires {
            return Err(Fault::not_authorized("Refresh Token has expired"));
        }
        if !self.is_signed_in(&sign_in.sub, &sign_in.origin_jti)? {
            return Err(Fault::not_authorized("Refresh Token has been revoked"));
        }
        let user = self.user(&pool, &sign_in.username)?.filter(|user| user.sub.to_string() == sign_in.sub);
        let user = user.ok_or_else(invalid)?;
        check_refresh(user.user.0.facts())?;
        Ok(show(AuthResponse::authenticated().with_tokens(self.tokens(&sign_in, &user)?)))
    }

    fn tokens(&self, sign_in: &SignIn, user: &UserDocument) -> Result<Tokens, Fault> {
        let validity = Validity { issued_at: self.now, expires_at: self.now + u64::from(ACCESS_SECONDS) };
        let key = &self.service.key;
        let attributes: Map<String, Value> = user.claims();
        Ok(Tokens::default()
            .with_access_token(key.access_token(self.random(), sign_in, validity)?)
            .with_id_token(key.id_token(self.random(), sign_in, validity, &attributes)?)
            .with_expires_in(ACCESS_SECONDS)
            .with_token_type("Bearer"))
    }
}
