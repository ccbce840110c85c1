//! Which operation does what. What policy reads is decoded by the engine. The rest is administration, and decoded here.

use cognito_mfa::PoolCommand;
use cognito_mfa::wire::{self, Credential, Credentials, PoolRequest, UserRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::accounts::{admin_get_user, get_auth_factors, get_user};
use crate::clients::Place;
use crate::fault::Fault;
use crate::service::Call;

impl Call<'_, '_> {
    /// Serves the request of an operation.
    pub(crate) fn dispatch(&mut self, operation: &str, body: &str) -> Result<Value, Fault> {
        match operation {
            "AdminDeleteUser" => self.admin_delete_user(read(body)?),
            "AdminUserGlobalSignOut" => self.admin_user_global_sign_out(read(body)?),
            "ConfirmDevice" => self.confirm_device(read(body)?),
            "CreateUserPoolClient" => self.create_user_pool_client(&read(body)?),
            "DeleteUser" => self.delete_user(&read(body)?),
            "DeleteUserAttributes" => self.change_own_attributes("AdminDeleteUserAttributes", body),
            "DeleteUserPool" => self.delete_user_pool(read(body)?),
            "DeleteUserPoolClient" => self.delete_user_pool_client(&read(body)?),
            "DescribeUserPoolClient" => self.describe_user_pool_client(&read(body)?),
            "ForgetDevice" | "AdminForgetDevice" => self.forget_device(read(body)?),
            "GetDevice" | "AdminGetDevice" => self.get_device(read(body)?),
            "GetUserAttributeVerificationCode" => self.send_attribute_code(read(body)?),
            "GlobalSignOut" => self.global_sign_out(&read(body)?),
            "ListDevices" | "AdminListDevices" => self.list_devices(read(body)?),
            "ListUserPoolClients" => self.list_user_pool_clients(&read(body)?),
            "ListUserPools" => self.list_user_pools(),
            "ListUsers" => self.list_users(read(body)?),
            "ListWebAuthnCredentials" => self.list_web_authn_credentials(read(body)?),
            "ResendConfirmationCode" => self.resend_confirmation_code(read(body)?),
            "RevokeToken" => self.revoke_token(read(body)?),
            "UpdateDeviceStatus" | "AdminUpdateDeviceStatus" => self.update_device_status(read(body)?),
            "UpdateUserAttributes" => self.change_own_attributes("AdminUpdateUserAttributes", body),
            "UpdateUserPoolClient" => self.update_user_pool_client(&read(body)?),
            "VerifyUserAttribute" => self.verify_attribute(read(body)?),
            _ => match wire::Request::decode(operation, body)? {
                wire::Request::CreateUserPool(settings) => self.create_user_pool(&settings, read(body)?),
                wire::Request::Pool(id, request) => match &request {
                    PoolRequest::Apply(command @ PoolCommand::SetRisk(_)) => {
                        self.set_risk_configuration(&id, command, read(body)?)
                    }
                    PoolRequest::Apply(command) => self.change_pool(&id, command, &request, read(body)?),
                    PoolRequest::Describe | PoolRequest::GetMfaConfig => self.show_pool(&id, &request),
                    PoolRequest::DescribeRisk => self.describe_risk_configuration(&id, &read(body)?),
                },
                wire::Request::User(address, request, credentials) => {
                    let place = self.resolve(&address, &credentials)?;
                    self.about_user(place, request, &credentials, body)
                }
                wire::Request::Session(session, request, credentials) => {
                    self.set_up_software_token(session.reveal(), request, &credentials)
                }
                wire::Request::Refresh(refresh, credentials) => self.refresh(&refresh, &credentials),
            },
        }
    }

    fn about_user(
        &mut self,
        place: Place,
        request: UserRequest<'_>,
        credentials: &Credentials<'_>,
        body: &str,
    ) -> Result<Value, Fault> {
        match request {
            UserRequest::Create(new) => self.create_user(place, new, credentials, &read(body)?),
            UserRequest::Apply(command) => self.change_user(&place, command, credentials, &read(body)?),
            UserRequest::ConfirmSignUp => self.confirm_sign_up(&place, credentials),
            UserRequest::ChangePassword => self.change_password(&place, credentials),
            UserRequest::StartWebAuthnRegistration => self.start_web_authn_registration(&place),
            UserRequest::DeleteWebAuthnCredential => self.delete_web_authn_credential(&place, credentials),
            UserRequest::GetUser => get_user(&place),
            UserRequest::CompleteWebAuthnRegistration => self.complete_web_authn_registration(&place, credentials),
            UserRequest::Get => admin_get_user(&place),
            UserRequest::GetAuthFactors => get_auth_factors(&place),
            UserRequest::ForgotPassword => self.forgot_password(&place),
            UserRequest::ConfirmForgotPassword => self.confirm_forgot_password(&place, credentials),
            UserRequest::InitiateAuth(initiation) => self.initiate_auth(place, &initiation, credentials),
            UserRequest::RespondToAuthChallenge(response) => {
                self.respond_to_auth_challenge(place, &response, credentials, &read(body)?)
            }
        }
    }
}

/// Reads the members of a request that no policy reads.
///
/// # Errors
///
/// `SerializationException` if the body doesn't have them in this form. Values aren't repeated.
pub(crate) fn read<T: DeserializeOwned>(body: &str) -> Result<T, Fault> {
    if !body.trim_start().starts_with('{') {
        return Err(Fault::serialization("The request body must be a JSON object."));
    }
    serde_json::from_str(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_data() {
            Fault::serialization(format!("A request member has the wrong form, at line {line} column {column}."))
        } else {
            Fault::serialization(format!("The request body is not valid JSON, at line {line} column {column}."))
        }
    })
}

/// The credential, which the operation can't do without.
pub(crate) fn required<'c>(
    credentials: &'c Credentials<'_>,
    credential: Credential,
    member: &str,
) -> Result<&'c str, Fault> {
    credentials.get(credential).ok_or_else(|| Fault::missing(member))
}

/// The response of the engine, with members of the host's own.
pub(crate) fn with_members<const N: usize>(response: Value, members: [(&str, Value); N]) -> Value {
    let mut all = if let Value::Object(all) = response { all } else { Map::new() };
    all.extend(members.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)));
    Value::Object(all)
}

/// A response of the engine, as JSON.
pub(crate) fn show(response: impl serde::Serialize) -> Value {
    json!(response)
}
