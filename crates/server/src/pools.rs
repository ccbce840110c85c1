//! Operations on pools.

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::wire::{PoolRequest, PoolResponse, UserPoolResponse, stored};
use cognito_mfa::{Pool, PoolCommand};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::{ClientDocument, PoolDocument, UserDocument, user_key};
use crate::fault::Fault;
use crate::operations::{show, with_members};
use crate::password_policy::PasswordPolicy;
use crate::random;
use crate::service::Call;

/// The members of `CreateUserPool` and `UpdateUserPool` that no MFA policy reads.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PoolMembers {
    pool_name: Option<String>,
    policies: Option<Policies>,
    auto_verified_attributes: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policies {
    password_policy: Option<PasswordPolicy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PoolId {
    user_pool_id: Option<String>,
}

impl Call<'_, '_> {
    pub(crate) fn create_user_pool(
        &mut self,
        settings: &UserPoolSettings<'_>,
        members: PoolMembers,
    ) -> Result<Value, Fault> {
        let pool = Pool::create(settings, self.service.settings.profile)?.into_next();
        let id = random::user_pool_id(self.random(), &self.service.settings.region)?;
        let document = PoolDocument {
            name: members.pool_name.ok_or_else(|| Fault::missing("poolName"))?,
            pool: stored::Pool(pool),
            created: self.now,
            modified: self.now,
            password_policy: members.policies.and_then(|policies| policies.password_policy),
            auto_verified: members.auto_verified_attributes.unwrap_or_default(),
            device_group_key: random::device_group_key(self.random())?,
            decoy_key: random::bytes(self.random())?,
        };
        self.work.put(&id, &document)?;
        Ok(document.shown(show(UserPoolResponse::new(&id, &document.pool.0)), &id))
    }

    /// `SetUserPoolMfaConfig`, `UpdateUserPool` and `SetRiskConfiguration`. The engine judges the change.
    pub(crate) fn change_pool(
        &mut self,
        id: &str,
        command: &PoolCommand<'_>,
        request: &PoolRequest<'_>,
        members: PoolMembers,
    ) -> Result<Value, Fault> {
        let mut document = self.pool(id)?;
        let pool = document.pool.0.apply(command)?.into_next();
        document.pool = stored::Pool(pool);
        document.modified = self.now;
        if let PoolCommand::Update(_) = command {
            // As in the service, what an update omits is reset.
            document.name = members.pool_name.unwrap_or(document.name);
            document.password_policy = members.policies.and_then(|policies| policies.password_policy);
            document.auto_verified = members.auto_verified_attributes.unwrap_or_default();
        }
        self.work.put(id, &document)?;
        Ok(show(PoolResponse::new(request, id, &document.pool.0)))
    }

    /// `DescribeUserPool` and `GetUserPoolMfaConfig`.
    pub(crate) fn show_pool(&mut self, id: &str, request: &PoolRequest<'_>) -> Result<Value, Fault> {
        let document = self.pool(id)?;
        let response = show(PoolResponse::new(request, id, &document.pool.0));
        Ok(if *request == PoolRequest::Describe { document.shown(response, id) } else { response })
    }

    /// `ListUserPools`, without pages.
    pub(crate) fn list_user_pools(&mut self) -> Result<Value, Fault> {
        let pools = self.work.list::<PoolDocument>("", "", usize::MAX)?;
        let shown = pools.into_iter().map(|(id, pool)| {
            json!({"Id": id, "Name": pool.name, "CreationDate": pool.created, "LastModifiedDate": pool.modified})
        });
        Ok(json!({ "UserPools": shown.collect::<Vec<_>>() }))
    }

    /// The pool with its clients and users. Its sign-ins and refresh tokens name a pool that no longer exists, so they
    /// count for nothing, until they expire.
    pub(crate) fn delete_user_pool(&mut self, PoolId { user_pool_id }: PoolId) -> Result<Value, Fault> {
        let id = user_pool_id.ok_or_else(|| Fault::missing("userPoolId"))?;
        self.pool(&id)?;
        for (client_id, client) in self.work.list::<ClientDocument>("", "", usize::MAX)? {
            if client.pool == id {
                self.work.remove::<ClientDocument>(&client_id);
            }
        }
        for (key, _) in self.work.list::<UserDocument>(&user_key(&id, ""), "", usize::MAX)? {
            self.work.remove::<UserDocument>(&key);
        }
        self.work.remove::<PoolDocument>(&id);
        Ok(json!({}))
    }
}

impl PoolDocument {
    /// The engine's response, with the members that it doesn't know.
    fn shown(&self, mut response: Value, id: &str) -> Value {
        let Some(pool) = response.get_mut("UserPool").map(Value::take) else { return response };
        let region = id.split_once('_').map_or("", |(region, _)| region);
        let mut pool = with_members(
            pool,
            [
                ("Name", json!(self.name)),
                ("Arn", json!(format!("arn:aws:cognito-idp:{region}:000000000000:userpool/{id}"))),
                ("CreationDate", json!(self.created)),
                ("LastModifiedDate", json!(self.modified)),
                ("AutoVerifiedAttributes", json!((!self.auto_verified.is_empty()).then_some(&self.auto_verified))),
            ],
        );
        if let (Some(policy), Some(Value::Object(policies))) = (&self.password_policy, pool.get_mut("Policies")) {
            policies.insert("PasswordPolicy".to_owned(), json!(policy));
        }
        json!({ "UserPool": pool })
    }
}
