//! App clients, and which user a request is about.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_mfa::wire::{Credential, Credentials, UserAddress};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::accounts::UserName;
use crate::document::{ClientDocument, PoolDocument, UserDocument};
use crate::fault::Fault;
use crate::random;
use crate::service::Call;
use crate::token::{AccessClaims, SignIn};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NewClient {
    user_pool_id: Option<String>,
    /// Only `UpdateUserPoolClient` sends it.
    client_id: Option<String>,
    client_name: Option<String>,
    generate_secret: Option<bool>,
    explicit_auth_flows: Option<Vec<String>>,
    prevent_user_existence_errors: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClientId {
    user_pool_id: Option<String>,
    client_id: Option<String>,
}

/// The flows of a client that names none.
const DEFAULT_FLOWS: [&str; 3] = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];

/// The flows that a client can allow, and the `AuthFlow` values that each allows.
const FLOWS: [(&str, &[&str]); 9] = [
    ("ALLOW_USER_SRP_AUTH", &["USER_SRP_AUTH"]),
    ("ALLOW_USER_PASSWORD_AUTH", &["USER_PASSWORD_AUTH"]),
    ("ALLOW_ADMIN_USER_PASSWORD_AUTH", &["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"]),
    ("ALLOW_USER_AUTH", &["USER_AUTH"]),
    ("ALLOW_REFRESH_TOKEN_AUTH", &["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"]),
    ("ALLOW_CUSTOM_AUTH", &["CUSTOM_AUTH"]),
    // The earlier names. A client that uses them can also refresh and use SRP.
    ("USER_PASSWORD_AUTH", &["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"]),
    (
        "ADMIN_NO_SRP_AUTH",
        &["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"],
    ),
    ("CUSTOM_AUTH_FLOW_ONLY", &["CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"]),
];

/// The user of a request, who need not exist.
pub(crate) struct Place {
    pub(crate) pool_id: String,
    pub(crate) pool: PoolDocument,
    /// The name in the request: the username, or an alias.
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) user: Option<UserDocument>,
    /// The app client, if one sent the request.
    pub(crate) client: Option<(String, ClientDocument)>,
    /// The access token, if the user sent the request.
    pub(crate) claims: Option<AccessClaims>,
}

impl Place {
    /// The user.
    ///
    /// # Errors
    ///
    /// `UserNotFoundException` if there is no such user.
    pub(crate) fn existing(&self) -> Result<UserDocument, Fault> {
        self.user.clone().ok_or_else(Fault::user_not_found)
    }

    /// Whether the client asks the server to hide which users exist.
    pub(crate) fn hides_unknown_users(&self) -> bool {
        self.client.as_ref().is_some_and(|(_, client)| client.hides_unknown_users)
    }
}

impl Call<'_, '_> {
    /// Finds the pool and the user that a request is about, and checks the client's secret or the user's access token.
    pub(crate) fn resolve(&mut self, address: &UserAddress<'_>, credentials: &Credentials<'_>) -> Result<Place, Fault> {
        match address {
            UserAddress::Admin { pool, username } => self.at_pool(pool, username.reveal()),
            UserAddress::Client { client, username } => {
                self.at_client(client, username.reveal(), credentials.get(Credential::SecretHash))
            }
            UserAddress::Token(token) => self.at_token(token.reveal()),
        }
    }

    pub(crate) fn at_pool(&mut self, pool_id: &str, name: &str) -> Result<Place, Fault> {
        let pool = self.pool(pool_id)?;
        let username = self.username_of(pool_id, &pool, name)?;
        let user = self.user(pool_id, &username)?;
        let (pool_id, name) = (pool_id.to_owned(), name.to_owned());
        Ok(Place { pool_id, pool, name, username, user, client: None, claims: None })
    }

    /// The user that an administrator names.
    pub(crate) fn at_name(&mut self, name: UserName) -> Result<Place, Fault> {
        let pool = name.user_pool_id.ok_or_else(|| Fault::missing("userPoolId"))?;
        self.at_pool(&pool, &name.username.ok_or_else(|| Fault::missing("username"))?)
    }

    pub(crate) fn at_client(&mut self, id: &str, name: &str, secret_hash: Option<&str>) -> Result<Place, Fault> {
        let client = self.client(id)?;
        let place = self.at_pool(&client.pool, name)?;
        client.check_secret_hash(id, [name, &place.username], secret_hash)?;
        Ok(Place { client: Some((id.to_owned(), client)), ..place })
    }

    /// The token must be the server's own and still valid, and its user must exist and be enabled.
    pub(crate) fn at_token(&mut self, token: &str) -> Result<Place, Fault> {
        let claims = self.service.key.verify_access_token(token, self.now)?;
        let SignIn { sub, username, origin_jti, .. } = &claims.sign_in;
        let place = self.at_pool(claims.user_pool_id(), username)?;
        let user = place.existing()?;
        if user.sub.to_string() != *sub {
            return Err(Fault::user_not_found());
        }
        if user.user.0.facts().is_disabled() || !self.is_signed_in(sub, origin_jti)? {
            return Err(Fault::not_authorized("Access Token has been revoked"));
        }
        Ok(Place { claims: Some(claims), ..place })
    }

    pub(crate) fn create_user_pool_client(&mut self, new: &NewClient) -> Result<Value, Fault> {
        let pool = new.user_pool_id.clone().ok_or_else(|| Fault::missing("userPoolId"))?;
        self.pool(&pool)?;
        let document = ClientDocument {
            pool,
            name: new.client_name.clone().ok_or_else(|| Fault::missing("clientName"))?,
            secret: (new.generate_secret == Some(true)).then(|| random::secret_name(self.random())).transpose()?,
            flows: new.flows()?,
            hides_unknown_users: new.hides_unknown_users(),
            risk: None,
            created: self.now,
            modified: None,
        };
        let id = random::client_id(self.random())?;
        self.work.put(&id, &document)?;
        Ok(document.shown(&id))
    }

    /// `UpdateUserPoolClient`. As in the service, what an update omits is reset. The secret stays.
    pub(crate) fn update_user_pool_client(&mut self, changed: &NewClient) -> Result<Value, Fault> {
        let id = ClientId { user_pool_id: changed.user_pool_id.clone(), client_id: changed.client_id.clone() };
        let (id, client) = self.named_client(&id)?;
        let document = ClientDocument {
            name: changed.client_name.clone().unwrap_or(client.name),
            flows: changed.flows()?,
            hides_unknown_users: changed.hides_unknown_users(),
            modified: Some(self.now),
            ..client
        };
        self.work.put(&id, &document)?;
        Ok(document.shown(&id))
    }

    /// `ListUserPoolClients`, without pages.
    pub(crate) fn list_user_pool_clients(&mut self, ClientId { user_pool_id, .. }: &ClientId) -> Result<Value, Fault> {
        let pool = user_pool_id.as_deref().ok_or_else(|| Fault::missing("userPoolId"))?;
        self.pool(pool)?;
        let clients = self.work.list::<ClientDocument>("", "", usize::MAX)?.into_iter();
        let shown = clients
            .filter(|(_, client)| client.pool == pool)
            .map(|(id, client)| json!({"ClientId": id, "UserPoolId": pool, "ClientName": client.name}));
        Ok(json!({ "UserPoolClients": shown.collect::<Vec<_>>() }))
    }

    pub(crate) fn describe_user_pool_client(&mut self, id: &ClientId) -> Result<Value, Fault> {
        let (id, client) = self.named_client(id)?;
        Ok(client.shown(&id))
    }

    pub(crate) fn delete_user_pool_client(&mut self, id: &ClientId) -> Result<Value, Fault> {
        let (id, _) = self.named_client(id)?;
        self.work.remove::<ClientDocument>(&id);
        Ok(json!({}))
    }

    fn named_client(
        &mut self,
        ClientId { user_pool_id, client_id }: &ClientId,
    ) -> Result<(String, ClientDocument), Fault> {
        let pool = user_pool_id.as_deref().ok_or_else(|| Fault::missing("userPoolId"))?;
        let id = client_id.as_deref().ok_or_else(|| Fault::missing("clientId"))?;
        self.pool(pool)?;
        Ok((id.to_owned(), self.client_of(pool, id)?))
    }

    /// The client, if it's one of this pool.
    pub(crate) fn client_of(&mut self, pool: &str, id: &str) -> Result<ClientDocument, Fault> {
        let client = self.client(id)?;
        if client.pool == pool { Ok(client) } else { Err(Fault::client_not_found(id)) }
    }
}

impl NewClient {
    fn flows(&self) -> Result<Vec<String>, Fault> {
        let flows = self.explicit_auth_flows.clone().unwrap_or_default();
        if let Some(unknown) = flows.iter().find(|flow| !FLOWS.iter().any(|(name, _)| name == flow)) {
            return Err(Fault::invalid_parameter(format!(
                "{unknown} is not one of the flows that a client can allow."
            )));
        }
        Ok(if flows.is_empty() { DEFAULT_FLOWS.map(str::to_owned).to_vec() } else { flows })
    }

    fn hides_unknown_users(&self) -> bool {
        self.prevent_user_existence_errors.as_deref() == Some("ENABLED")
    }
}

impl ClientDocument {
    /// Checks that the client allows the flow.
    pub(crate) fn check_flow(&self, flow: &str) -> Result<(), Fault> {
        let is_allowed =
            self.flows.iter().any(|allowed| FLOWS.iter().any(|(name, flows)| name == allowed && flows.contains(&flow)));
        if is_allowed {
            Ok(())
        } else {
            Err(Fault::invalid_parameter(format!("{flow} flow not enabled for this client")))
        }
    }

    /// Checks the client's hash of its secret, if it has one. It's made with the name that the client sent, or with the username.
    pub(crate) fn check_secret_hash(&self, id: &str, names: [&str; 2], sent: Option<&str>) -> Result<(), Fault> {
        let Some(secret) = &self.secret else { return Ok(()) };
        let missing =
            || Fault::not_authorized(format!("Client {id} is configured with secret but SECRET_HASH was not received"));
        let wrong = || Fault::not_authorized(format!("SecretHash does not match for client: {id}"));
        let sent = STANDARD.decode(sent.ok_or_else(missing)?).map_err(|_| wrong())?;
        let is_right = |name: &str| {
            let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok();
            mac.is_some_and(|mac| mac.chain_update(name).chain_update(id).verify_slice(&sent).is_ok())
        };
        if names.into_iter().any(is_right) { Ok(()) } else { Err(wrong()) }
    }

    fn shown(&self, id: &str) -> Value {
        let mut client = json!({
            "UserPoolId": self.pool,
            "ClientId": id,
            "ClientName": self.name,
            "ExplicitAuthFlows": self.flows,
            "PreventUserExistenceErrors": if self.hides_unknown_users { "ENABLED" } else { "LEGACY" },
            "CreationDate": self.created,
            "LastModifiedDate": self.modified.unwrap_or(self.created),
            "RefreshTokenValidity": 30,
            "TokenValidityUnits": {},
            "AllowedOAuthFlowsUserPoolClient": false,
            "EnableTokenRevocation": true,
            "EnablePropagateAdditionalUserContextData": false,
            "AuthSessionValidity": 3,
        });
        if let (Some(secret), Some(members)) = (&self.secret, client.as_object_mut()) {
            members.insert("ClientSecret".to_owned(), json!(secret));
        }
        json!({ "UserPoolClient": client })
    }
}
