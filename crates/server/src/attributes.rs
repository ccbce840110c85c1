//! Attributes that users change themselves, and codes that verify their addresses.

use cognito_mfa::UserCommand;
use cognito_mfa::pool::Medium;
use cognito_mfa::user::{AttributeChange, UserEvent};
use cognito_mfa::wire::{self, UserRequest, stored};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::accounts::UserMembers;
use crate::document::SentCode;
use crate::fault::Fault;
use crate::messages::attribute_name;
use crate::operations::read;
use crate::service::Call;

/// What an app can't write: the engine keeps these facts.
const READ_ONLY: [&str; 3] = ["email_verified", "phone_number_verified", "sub"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OwnAttribute {
    access_token: Option<String>,
    attribute_name: Option<String>,
    code: Option<String>,
}

impl Call<'_, '_> {
    /// `UpdateUserAttributes` and `DeleteUserAttributes`: the same as what an administrator does, without what only an
    /// administrator may set. The engine judges the administrator's operation.
    pub(crate) fn change_own_attributes(&mut self, operation: &str, body: &str) -> Result<Value, Fault> {
        let mut members: Map<String, Value> = read(body)?;
        let token = members.remove("AccessToken");
        let token = token.as_ref().and_then(Value::as_str).ok_or_else(|| Fault::missing("accessToken"))?;
        let place = self.at_token(token)?;
        members.insert("UserPoolId".to_owned(), json!(place.pool_id));
        members.insert("Username".to_owned(), json!(place.username));
        let body = Value::Object(members).to_string();
        let own: UserMembers = read(&body)?;
        if own.names().any(|name| READ_ONLY.contains(&name)) {
            return Err(Fault::not_authorized("A client attempted to write unauthorized attribute"));
        }
        let wire::Request::User(_, UserRequest::Apply(command), credentials) = wire::Request::decode(operation, &body)?
        else {
            return Err(Fault::unknown_operation());
        };
        self.change_user(&place, command, &credentials, &own)?;
        if operation == "AdminDeleteUserAttributes" {
            return Ok(json!({}));
        }
        let mut sent = Vec::new();
        for medium in [Medium::Email, Medium::Sms] {
            let name = attribute_name(medium);
            if own.names().any(|set| set == name) && place.pool.auto_verified.iter().any(|it| it == name) {
                sent.push(self.send_attribute_code_to(&place.pool_id, &place.username, medium)?);
            }
        }
        Ok(json!({ "CodeDeliveryDetailsList": sent }))
    }

    /// `GetUserAttributeVerificationCode`
    pub(crate) fn send_attribute_code(&mut self, request: OwnAttribute) -> Result<Value, Fault> {
        let place = self.at_token(&request.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let medium = medium(request.attribute_name.as_deref())?;
        let details = self.send_attribute_code_to(&place.pool_id, &place.username, medium)?;
        Ok(json!({ "CodeDeliveryDetails": details }))
    }

    /// `VerifyUserAttribute`. The code verifies the address that it was sent to.
    pub(crate) fn verify_attribute(&mut self, request: OwnAttribute) -> Result<Value, Fault> {
        let place = self.at_token(&request.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let code = request.code.ok_or_else(|| Fault::missing("code"))?;
        let medium = medium(request.attribute_name.as_deref())?;
        let mut user = place.existing()?;
        let sent = user.attribute_code.as_mut().filter(|sent| sent.medium == medium);
        if let Err(fault) = self.use_code(sent, &code) {
            return self.refuse_code(&place, user, fault);
        }
        user.attribute_code = None;
        let (email, phone) = match medium {
            Medium::Email => (AttributeChange::Verify, AttributeChange::Keep),
            Medium::Sms => (AttributeChange::Keep, AttributeChange::Verify),
        };
        let event = UserCommand::Event(UserEvent::Attributes { phone, email });
        user.user = stored::User(user.user.0.apply(&place.pool.policy(), &event)?.into_next());
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    fn send_attribute_code_to(&mut self, pool_id: &str, username: &str, medium: Medium) -> Result<Value, Fault> {
        let mut user = self.user(pool_id, username)?.ok_or_else(Fault::user_not_found)?;
        if user.address(medium).is_none() {
            return Err(Fault::invalid_parameter(format!("The user has no {}.", attribute_name(medium))));
        }
        let code: SentCode = self.send_code(pool_id, &user, medium, "VERIFY_ATTRIBUTE")?;
        let details = code.details();
        user.attribute_code = Some(code);
        self.put_user(pool_id, user)?;
        Ok(details)
    }
}

fn medium(attribute: Option<&str>) -> Result<Medium, Fault> {
    let attribute = attribute.ok_or_else(|| Fault::missing("attributeName"))?;
    let mut media = [Medium::Email, Medium::Sms].into_iter();
    let medium = media.find(|medium| attribute_name(*medium) == attribute);
    medium.ok_or_else(|| Fault::invalid_parameter("Only email and phone_number can be verified."))
}
