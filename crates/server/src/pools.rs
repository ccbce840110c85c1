//! Operations on pools.

use std::collections::BTreeMap;

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::wire::{PoolRequest, PoolResponse, UserPoolResponse, stored};
use cognito_mfa::{Pool, PoolCommand};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::{AliasDocument, ClientDocument, PoolDocument, UserDocument, user_key};
use crate::fault::Fault;
use crate::operations::{show, with_members};
use crate::password_policy::PasswordPolicy;
use crate::random;
use crate::schema::{self, CustomAttribute};
use crate::service::Call;

/// `EstimatedNumberOfUsers` counts no more users than this.
const MOST_COUNTED: usize = 10_000;

/// The members of `CreateUserPool` and `UpdateUserPool` that no MFA policy reads.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PoolMembers {
    pool_name: Option<String>,
    policies: Option<Policies>,
    auto_verified_attributes: Option<Vec<String>>,
    username_attributes: Option<Vec<String>>,
    alias_attributes: Option<Vec<String>>,
    schema: Option<Vec<CustomAttribute>>,
    /// What the pool keeps for `DescribeUserPool`.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
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
        let (username_attributes, alias_attributes) = members.names()?;
        let id = random::user_pool_id(self.random(), &self.service.settings.region)?;
        let document = PoolDocument {
            name: members.pool_name.ok_or_else(|| Fault::missing("poolName"))?,
            pool: stored::Pool(pool),
            created: self.now,
            modified: self.now,
            password_policy: members.policies.and_then(|policies| policies.password_policy),
            auto_verified: members.auto_verified_attributes.unwrap_or_default(),
            username_attributes,
            alias_attributes,
            custom_attributes: members.schema.unwrap_or_default(),
            others: kept(members.others),
            risk: BTreeMap::new(),
            device_group_key: random::device_group_key(self.random())?,
            decoy_key: random::bytes(self.random())?,
        };
        self.work.put(&id, &document)?;
        Ok(document.shown(show(UserPoolResponse::new(&id, &document.pool.0)), &id, 0))
    }

    /// `SetUserPoolMfaConfig` and `UpdateUserPool`. The engine judges the change.
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
            document.others = kept(members.others);
        }
        self.work.put(id, &document)?;
        Ok(show(PoolResponse::new(request, id, &document.pool.0)))
    }

    /// `DescribeUserPool` and `GetUserPoolMfaConfig`.
    pub(crate) fn show_pool(&mut self, id: &str, request: &PoolRequest<'_>) -> Result<Value, Fault> {
        let document = self.pool(id)?;
        let response = show(PoolResponse::new(request, id, &document.pool.0));
        if *request != PoolRequest::Describe {
            return Ok(response);
        }
        let users = self.work.list::<UserDocument>(&user_key(id, ""), "", MOST_COUNTED)?.len();
        Ok(document.shown(response, id, users))
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
        if self.pool(&id)?.others.get("DeletionProtection") == Some(&json!("ACTIVE")) {
            return Err(Fault::invalid_parameter(
                "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
            ));
        }
        for (client_id, client) in self.work.list::<ClientDocument>("", "", usize::MAX)? {
            if client.pool == id {
                self.work.remove::<ClientDocument>(&client_id);
            }
        }
        for (key, _) in self.work.list::<UserDocument>(&user_key(&id, ""), "", usize::MAX)? {
            self.work.remove::<UserDocument>(&key);
        }
        for (key, _) in self.work.list::<AliasDocument>(&user_key(&id, ""), "", usize::MAX)? {
            self.work.remove::<AliasDocument>(&key);
        }
        self.work.remove::<PoolDocument>(&id);
        Ok(json!({}))
    }
}

impl PoolMembers {
    /// `UsernameAttributes` and `AliasAttributes`. They never change after the pool was created.
    fn names(&self) -> Result<(Vec<String>, Vec<String>), Fault> {
        let (names, aliases) = (self.username_attributes.clone(), self.alias_attributes.clone());
        let (names, aliases) = (names.unwrap_or_default(), aliases.unwrap_or_default());
        if !names.is_empty() && !aliases.is_empty() {
            let message = "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.";
            return Err(Fault::invalid_parameter(message));
        }
        let known = |names: &[String], all: &[&str]| names.iter().all(|name| all.contains(&name.as_str()));
        if !known(&names, &["email", "phone_number"]) {
            return Err(Fault::invalid_parameter("UsernameAttributes can contain email and phone_number."));
        }
        if !known(&aliases, &["email", "phone_number", "preferred_username"]) {
            let message = "AliasAttributes can contain email, phone_number and preferred_username.";
            return Err(Fault::invalid_parameter(message));
        }
        Ok((names, aliases))
    }
}

/// The members that `DescribeUserPool` returns as they were set, with what it returns if they weren't.
fn kept_members() -> [(&'static str, Value); 5] {
    [
        ("AdminCreateUserConfig", json!({"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7})),
        ("DeletionProtection", json!("INACTIVE")),
        ("LambdaConfig", json!({})),
        ("UserPoolTags", json!({})),
        ("VerificationMessageTemplate", json!({"DefaultEmailOption": "CONFIRM_WITH_CODE"})),
    ]
}

fn kept(mut members: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let kept = kept_members();
    members.retain(|name, value| !value.is_null() && kept.iter().any(|(known, _)| known == name));
    members
}

/// A list, which a response omits if it's empty.
fn list(names: &[String]) -> Value {
    if names.is_empty() { Value::Null } else { json!(names) }
}

impl PoolDocument {
    /// The engine's response, with the members that it doesn't know.
    fn shown(&self, mut response: Value, id: &str, users: usize) -> Value {
        let Some(pool) = response.get_mut("UserPool").map(Value::take) else { return response };
        let region = id.split_once('_').map_or("", |(region, _)| region);
        let mut pool = with_members(
            pool,
            [
                ("Name", json!(self.name)),
                ("Arn", json!(format!("arn:aws:cognito-idp:{region}:000000000000:userpool/{id}"))),
                ("CreationDate", json!(self.created)),
                ("LastModifiedDate", json!(self.modified)),
                ("AutoVerifiedAttributes", list(&self.auto_verified)),
                ("UsernameAttributes", list(&self.username_attributes)),
                ("AliasAttributes", list(&self.alias_attributes)),
                ("EstimatedNumberOfUsers", json!(users)),
                ("SchemaAttributes", schema::attributes(&self.custom_attributes)),
            ],
        );
        if let Value::Object(pool) = &mut pool {
            for (name, default) in kept_members() {
                pool.insert(name.to_owned(), self.others.get(name).cloned().unwrap_or(default));
            }
            let policies = pool.entry("Policies").or_insert_with(|| json!({}));
            if let Value::Object(policies) = policies {
                policies.insert("PasswordPolicy".to_owned(), json!(self.password_policy()));
            }
        }
        json!({ "UserPool": pool })
    }

    /// Whether users can't sign up themselves.
    pub(crate) fn is_for_administrators(&self) -> bool {
        let config = self.others.get("AdminCreateUserConfig");
        config.and_then(|config| config.get("AllowAdminCreateUserOnly")) == Some(&json!(true))
    }

    pub(crate) fn password_policy(&self) -> PasswordPolicy {
        self.password_policy.clone().unwrap_or_default()
    }
}
