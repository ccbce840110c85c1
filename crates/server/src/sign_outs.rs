//! Signing out. A sign-in has an entry in the store, under the user's `sub` and the `origin_jti` that all of its tokens contain.
//! Without the entry, its access and refresh tokens count for nothing.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::{OwnUser, UserName};
use crate::document::{RefreshDocument, SignInDocument, sign_in_key};
use crate::fault::Fault;
use crate::service::Call;
use crate::token::RefreshToken;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Revocation {
    token: Option<String>,
    client_id: Option<String>,
}

impl Call<'_, '_> {
    /// `GlobalSignOut`: users sign out everywhere.
    pub(crate) fn global_sign_out(&mut self, request: &OwnUser) -> Result<Value, Fault> {
        let place = self.at_token(request.access_token.as_deref().ok_or_else(|| Fault::missing("accessToken"))?)?;
        self.end_sign_ins(&place.existing()?.sub.to_string())?;
        Ok(json!({}))
    }

    /// `AdminUserGlobalSignOut`.
    pub(crate) fn admin_user_global_sign_out(&mut self, name: UserName) -> Result<Value, Fault> {
        let place = self.at_name(name)?;
        self.end_sign_ins(&place.existing()?.sub.to_string())?;
        Ok(json!({}))
    }

    /// `RevokeToken`. A token that is unknown counts as revoked.
    pub(crate) fn revoke_token(&mut self, Revocation { token, client_id }: Revocation) -> Result<Value, Fault> {
        let token = token.ok_or_else(|| Fault::missing("token"))?;
        let client_id = client_id.ok_or_else(|| Fault::missing("clientId"))?;
        self.client(&client_id)?;
        let key = RefreshToken::from_client(token).fingerprint();
        if let Some(RefreshDocument { sign_in, .. }) = self.work.get(&key)? {
            if sign_in.client_id != client_id {
                return Err(Fault::not_authorized("Invalid Refresh Token"));
            }
            self.work.remove::<SignInDocument>(&sign_in_key(&sign_in.sub, &sign_in.origin_jti));
        }
        Ok(json!({}))
    }

    /// Whether the sign-in that a token is of hasn't been ended.
    pub(crate) fn is_signed_in(&mut self, sub: &str, origin_jti: &str) -> Result<bool, Fault> {
        Ok(self.work.get::<SignInDocument>(&sign_in_key(sub, origin_jti))?.is_some())
    }

    /// A sign-in that finishes at the same time is either ended, or counts as one that came after.
    fn end_sign_ins(&mut self, sub: &str) -> Result<(), Fault> {
        for (key, _) in self.work.list::<SignInDocument>(&sign_in_key(sub, ""), "", usize::MAX)? {
            self.work.remove::<SignInDocument>(&key);
        }
        Ok(())
    }
}
