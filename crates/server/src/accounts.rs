//! Operations on users, other than signing in: creating, changing and showing them, and their passwords.

use std::collections::BTreeMap;

use cognito_mfa::command::{NewUser, UserOrigin};
use cognito_mfa::pool::Medium;
use cognito_mfa::recovery::{confirm_reset, recovery};
use cognito_mfa::user::{Attribute, UserEvent, UserStatus};
use cognito_mfa::wire::{
    Credential, Credentials, ForgotPasswordResponse, GetUserResponse, UserAuthFactorsResponse, UserCommandResponse,
    stored,
};
use cognito_mfa::{CredentialStamp, User, UserCommand};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::clients::Place;
use crate::document::{SentCode, UserDocument, user_key};
use crate::fault::Fault;
use crate::messages::{MOST_WRONG_ANSWERS, attribute_name, masked};
use crate::operations::{required, show, with_members};
use crate::random;
use crate::service::Call;
use crate::srp::{Owner, Verifier};

/// The members of requests about a user that no MFA policy reads.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserMembers {
    user_attributes: Option<Vec<AttributeMember>>,
    user_attribute_names: Option<Vec<String>>,
    message_action: Option<String>,
}

impl UserMembers {
    /// The names of the attributes that are set or removed.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let set = self.user_attributes.iter().flatten().map(|attribute| attribute.name.as_str());
        set.chain(self.user_attribute_names.iter().flatten().map(String::as_str))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeMember {
    name: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserName {
    pub(crate) user_pool_id: Option<String>,
    pub(crate) username: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OwnUser {
    pub(crate) access_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SignUpName {
    client_id: Option<String>,
    username: Option<String>,
    secret_hash: Option<String>,
}

impl Place {
    /// The medium that the pool verifies at a sign-up, if the user has an address for it.
    fn auto_verified(&self, user: &UserDocument) -> Option<Medium> {
        let verified = |medium: &Medium| self.pool.auto_verified.iter().any(|name| name == attribute_name(*medium));
        [Medium::Sms, Medium::Email].into_iter().filter(verified).find(|medium| user.address(*medium).is_some())
    }
}

impl Call<'_, '_> {
    /// `AdminCreateUser` and `SignUp`.
    pub(crate) fn create_user(
        &mut self,
        mut place: Place,
        mut new: NewUser,
        credentials: &Credentials<'_>,
        members: &UserMembers,
    ) -> Result<Value, Fault> {
        let is_sign_up = place.client.is_some();
        if is_sign_up && place.pool.is_for_administrators() {
            return Err(Fault::not_authorized("SignUp is not permitted for this user pool"));
        }
        let sub = random::uuid(self.random())?;
        let attribute_of_name = place.pool.attribute_of_name(&place.name)?;
        if place.user.is_some() {
            return Err(match attribute_of_name {
                Some(attribute) => {
                    Fault::username_exists(format!("An account with the given {attribute} already exists."))
                }
                None if is_sign_up => Fault::username_exists("User already exists"),
                None => Fault::username_exists("User account already exists"),
            });
        }
        if let Some(name) = attribute_of_name {
            place.username = sub.to_string();
            let attribute = if name == attribute_name(Medium::Email) { &mut new.email } else { &mut new.phone };
            *attribute = if attribute.is_present() { *attribute } else { Attribute::Unverified };
        }
        let place = &place;
        let stamp = CredentialStamp(u64::from_be_bytes(random::bytes(self.random())?));
        let policy = place.pool.policy();
        let mut user = UserDocument {
            username: place.username.clone(),
            sub,
            user: stored::User(User::create(&policy, new, stamp)),
            attributes: BTreeMap::new(),
            created: self.now,
            modified: self.now,
            password: None,
            software_token: None,
            new_software_token: None,
            passkeys: Vec::new(),
            new_passkey: None,
            devices: BTreeMap::new(),
            sign_up_code: None,
            reset_code: None,
            attribute_code: None,
        };
        if let Some(attribute) = attribute_of_name {
            user.attributes.insert(attribute.to_owned(), place.name.clone());
        }
        user.change_attributes(members);
        let sent = credentials.get(Credential::Password).or(credentials.get(Credential::TemporaryPassword));
        if let Some(password) = sent.filter(|password| !password.is_empty()) {
            check_password_policy(place, password)?;
            user.password = Some(self.verifier(place, password)?);
        } else if new.origin == UserOrigin::AdminWithoutPassword
            && user.user.0.password() == cognito_mfa::user::Password::Temporary
        {
            let password = format!("Aa1!{}", random::code(self.random())?);
            user.password = Some(self.verifier(place, &password)?);
            if let (Some((medium, address)), None) = (user.any_address(), &members.message_action) {
                self.send(&place.pool_id, &user.username, medium, &address, "INVITATION", &password)?;
            }
        }
        let response = if is_sign_up { self.signed_up(place, &mut user)? } else { json!({ "User": user.listed() }) };
        self.put_user(&place.pool_id, user)?;
        Ok(response)
    }

    /// Sends the code of `ConfirmSignUp`, if the pool verifies an attribute that the user has.
    fn signed_up(&mut self, place: &Place, user: &mut UserDocument) -> Result<Value, Fault> {
        let response = json!({ "UserConfirmed": false, "UserSub": user.sub });
        let Some(medium) = place.auto_verified(user) else { return Ok(response) };
        let details = self.send_sign_up_code(place, user, medium)?;
        Ok(with_members(response, [("CodeDeliveryDetails", details)]))
    }

    fn send_sign_up_code(&mut self, place: &Place, user: &mut UserDocument, medium: Medium) -> Result<Value, Fault> {
        let code = self.send_code(&place.pool_id, user, medium, "SIGN_UP")?;
        let details = code.details();
        user.sign_up_code = Some(code);
        Ok(details)
    }

    /// `ResendConfirmationCode`. Only the new code counts.
    pub(crate) fn resend_confirmation_code(&mut self, request: SignUpName) -> Result<Value, Fault> {
        let client = request.client_id.ok_or_else(|| Fault::missing("clientId"))?;
        let name = request.username.ok_or_else(|| Fault::missing("username"))?;
        let place = self.at_client(&client, &name, request.secret_hash.as_deref())?;
        let mut user = match place.existing() {
            Err(_) if place.hides_unknown_users() => {
                let destination = masked(Medium::Email, &format!("{name}@example.com"));
                let details = with_destination(show(ForgotPasswordResponse::from(Medium::Email)), &destination);
                return Ok(details);
            }
            found => found?,
        };
        if user.user.0.status() != UserStatus::Unconfirmed {
            return Err(Fault::invalid_parameter("User is already confirmed."));
        }
        let medium = place
            .auto_verified(&user)
            .ok_or_else(|| Fault::invalid_parameter("Cannot resend codes. Auto verification not turned on."))?;
        let details = self.send_sign_up_code(&place, &mut user, medium)?;
        self.put_user(&place.pool_id, user)?;
        Ok(json!({ "CodeDeliveryDetails": details }))
    }

    /// A preference, or something that happened to the user. The engine judges it. The host keeps what belongs to it.
    pub(crate) fn change_user(
        &mut self,
        place: &Place,
        command: UserCommand,
        credentials: &Credentials<'_>,
        members: &UserMembers,
    ) -> Result<Value, Fault> {
        let event = match command {
            UserCommand::SetPreference(..) => None,
            UserCommand::Event(event) => Some(event),
        };
        match event {
            Some(UserEvent::TotpAssociated) => return self.associate_software_token(place),
            Some(UserEvent::TotpVerified) => return self.verify_software_token(place, credentials),
            _ => {}
        }
        let mut user = place.existing()?;
        user.user = stored::User(user.user.0.apply(&place.pool.policy(), &command)?.into_next());
        match event {
            Some(UserEvent::Attributes { .. }) => user.change_attributes(members),
            Some(UserEvent::PermanentPasswordSet | UserEvent::TemporaryPasswordSet) => {
                let password = required(credentials, Credential::Password, "password")?;
                check_password_policy(place, password)?;
                user.password = Some(self.verifier(place, password)?);
            }
            Some(UserEvent::TotpRemoved) => (user.software_token, user.new_software_token) = (None, None),
            Some(UserEvent::PasswordReset) => {
                if let Ok(medium) = recovery(&place.pool.policy(), user.user.0.facts()).answer {
                    user.reset_code = Some(self.send_code(&place.pool_id, &user, medium, "FORGOT_PASSWORD")?);
                }
            }
            _ => {}
        }
        self.put_user(&place.pool_id, user)?;
        Ok(show(UserCommandResponse::from(&command)))
    }

    pub(crate) fn verifier(&self, place: &Place, password: &str) -> Result<Verifier, Fault> {
        Ok(Verifier::new(self.random(), Owner::user(&place.pool_id, &place.username), password)?)
    }

    pub(crate) fn admin_delete_user(&mut self, name: UserName) -> Result<Value, Fault> {
        let place = self.at_name(name)?;
        self.remove_user(&place)
    }

    /// `DeleteUser`: users delete themselves.
    pub(crate) fn delete_user(&mut self, request: &OwnUser) -> Result<Value, Fault> {
        let token = request.access_token.as_deref().ok_or_else(|| Fault::missing("accessToken"))?;
        let place = self.at_token(token)?;
        self.remove_user(&place)
    }

    fn remove_user(&mut self, place: &Place) -> Result<Value, Fault> {
        let user = place.existing()?;
        self.replace_aliases(&place.pool_id, Some(&user), None)?;
        self.work.remove::<UserDocument>(&user_key(&place.pool_id, &place.username));
        Ok(json!({}))
    }

    /// `ConfirmSignUp`. The code verifies the address that it was sent to.
    pub(crate) fn confirm_sign_up(&mut self, place: &Place, credentials: &Credentials<'_>) -> Result<Value, Fault> {
        let code = required(credentials, Credential::ConfirmationCode, "confirmationCode")?;
        let mut user = place.existing()?;
        let policy = place.pool.policy();
        // A user who is confirmed already needs no code.
        let _accepted = user.user.0.confirm_sign_up(&policy, None)?;
        let medium = match self.use_code(user.sign_up_code.as_mut(), code) {
            Ok(medium) => medium,
            Err(fault) => return self.refuse_code(place, user, fault),
        };
        user.sign_up_code = None;
        user.user = stored::User(user.user.0.confirm_sign_up(&policy, Some(medium))?.into_next());
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    /// `ChangePassword`. A user without a password sets the first one.
    pub(crate) fn change_password(&mut self, place: &Place, credentials: &Credentials<'_>) -> Result<Value, Fault> {
        let proposed = required(credentials, Credential::ProposedPassword, "proposedPassword")?;
        let mut user = place.existing()?;
        if user.password.is_some() {
            let previous = credentials.get(Credential::PreviousPassword).unwrap_or_default();
            self.check_password(place, Some(&user), previous)?;
        }
        check_password_policy(place, proposed)?;
        user.user = stored::User(user.user.0.change_password(&place.pool.policy())?.into_next());
        user.password = Some(self.verifier(place, proposed)?);
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    /// `ForgotPassword`. The engine decides where the code goes.
    pub(crate) fn forgot_password(&mut self, place: &Place) -> Result<Value, Fault> {
        let Some(mut user) = place.user.clone() else {
            if !place.hides_unknown_users() {
                return Err(Fault::user_not_found_for_client());
            }
            let medium = Medium::Email;
            let destination = masked(medium, &format!("{}@example.com", place.username));
            return Ok(with_destination(show(ForgotPasswordResponse::from(medium)), &destination));
        };
        let medium = recovery(&place.pool.policy(), user.user.0.facts()).medium()?;
        let code = self.send_code(&place.pool_id, &user, medium, "FORGOT_PASSWORD")?;
        let response = with_destination(show(ForgotPasswordResponse::from(medium)), &code.masked_address());
        user.reset_code = Some(code);
        self.put_user(&place.pool_id, user)?;
        Ok(response)
    }

    /// `ConfirmForgotPassword`. The engine judges again where a code may go. A code that went elsewhere doesn't count.
    pub(crate) fn confirm_forgot_password(
        &mut self,
        place: &Place,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let code = required(credentials, Credential::ConfirmationCode, "confirmationCode")?;
        let password = required(credentials, Credential::Password, "password")?;
        check_password_policy(place, password)?;
        let mut user = match place.existing() {
            Err(_) if place.hides_unknown_users() => return Err(Fault::expired_code()),
            found => found?,
        };
        let policy = place.pool.policy();
        let next = confirm_reset(&policy, &user.user.0)?.into_next();
        if !self.accepts_any_credential() {
            match self.use_code(user.reset_code.as_mut(), code) {
                Ok(medium) if recovery(&policy, user.user.0.facts()).answer == Ok(medium) => {}
                Ok(_) => return Err(Fault::expired_code()),
                Err(fault) => return self.refuse_code(place, user, fault),
            }
        }
        user.reset_code = None;
        user.user = stored::User(next);
        user.password = Some(self.verifier(place, password)?);
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    /// Checks a code that the user got outside of a sign-in. A wrong code is counted: store the user.
    pub(crate) fn use_code(&self, sent: Option<&mut SentCode>, code: &str) -> Result<Medium, Fault> {
        if self.accepts_any_credential() {
            return Ok(sent.map_or(Medium::Email, |sent| sent.medium));
        }
        let sent = sent.ok_or_else(Fault::expired_code)?;
        if self.now >= sent.expires || sent.wrong >= MOST_WRONG_ANSWERS {
            return Err(Fault::expired_code());
        }
        if sent.is(code) {
            return Ok(sent.medium);
        }
        sent.wrong += 1;
        Err(Fault::verification_code_mismatch())
    }

    pub(crate) fn refuse_code(&mut self, place: &Place, user: UserDocument, fault: Fault) -> Result<Value, Fault> {
        self.put_user(&place.pool_id, user)?;
        Err(fault.keeping_changes())
    }
}

/// Checks a new password with the policy of the pool.
pub(crate) fn check_password_policy(place: &Place, password: &str) -> Result<(), Fault> {
    place.pool.password_policy().check(password)
}

/// The response of `AdminGetUser`.
pub(crate) fn admin_get_user(place: &Place) -> Result<Value, Fault> {
    let user = place.existing()?;
    let response = show(GetUserResponse::new(&user.username, &user.user.0));
    Ok(with_members(
        response,
        [
            ("UserAttributes", user.shown_attributes()),
            ("UserCreateDate", json!(user.created)),
            ("UserLastModifiedDate", json!(user.modified)),
        ],
    ))
}

/// The response of `GetUser`.
pub(crate) fn get_user(place: &Place) -> Result<Value, Fault> {
    let user = place.existing()?;
    let response = show(GetUserResponse::for_user(&user.username, &user.user.0));
    Ok(with_members(response, [("UserAttributes", user.shown_attributes())]))
}

/// The response of `GetUserAuthFactors` and `AdminGetUserAuthFactors`.
pub(crate) fn get_auth_factors(place: &Place) -> Result<Value, Fault> {
    let user = place.existing()?;
    Ok(show(UserAuthFactorsResponse::new(&user.username, &user.user.0)))
}

impl UserDocument {
    /// Takes over the attributes of a request. The last of equal names counts, and an empty value removes.
    ///
    /// The codes that went to an address which changes stop counting.
    fn change_attributes(&mut self, members: &UserMembers) {
        let set =
            members.user_attributes.iter().flatten().map(|it| (&it.name, it.value.as_deref().unwrap_or_default()));
        let removed = members.user_attribute_names.iter().flatten().map(|name| (name, ""));
        for (name, value) in set.chain(removed) {
            // Whether an address is verified is the engine's fact. A `sub` never changes.
            if ["email_verified", "phone_number_verified", "sub"].contains(&name.as_str()) {
                continue;
            }
            if value.is_empty() {
                self.attributes.remove(name);
            } else {
                self.attributes.insert(name.clone(), value.to_owned());
            }
            for code in [&mut self.sign_up_code, &mut self.reset_code, &mut self.attribute_code] {
                if code.as_ref().is_some_and(|code| attribute_name(code.medium) == name && code.address != value) {
                    *code = None;
                }
            }
        }
    }

    /// The attributes as responses list them.
    pub(crate) fn shown_attributes(&self) -> Value {
        let mut shown = vec![json!({"Name": "sub", "Value": self.sub})];
        shown.extend(self.attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})));
        for (name, attribute) in self.verified() {
            shown.push(json!({"Name": name, "Value": (attribute == Attribute::Verified).to_string()}));
        }
        Value::Array(shown)
    }

    /// The attributes as claims of an ID token.
    pub(crate) fn claims(&self) -> Map<String, Value> {
        let mut claims: Map<_, _> = self.attributes.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        for (name, attribute) in self.verified() {
            claims.insert(name.to_owned(), json!(attribute == Attribute::Verified));
        }
        claims
    }

    /// The user as `ListUsers` and `AdminCreateUser` show one.
    pub(crate) fn listed(&self) -> Value {
        let shown = show(GetUserResponse::new(&self.username, &self.user.0));
        json!({
            "Username": self.username,
            "Attributes": self.shown_attributes(),
            "UserCreateDate": self.created,
            "UserLastModifiedDate": self.modified,
            "Enabled": shown.get("Enabled"),
            "UserStatus": shown.get("UserStatus"),
        })
    }

    fn verified(&self) -> impl Iterator<Item = (&'static str, Attribute)> {
        let both = [("email_verified", self.user.0.email), ("phone_number_verified", self.user.0.phone)];
        both.into_iter().filter(|(_, attribute)| attribute.is_present())
    }

    fn any_address(&self) -> Option<(Medium, String)> {
        let mut media = [Medium::Email, Medium::Sms].into_iter();
        media.find_map(|medium| self.address(medium).map(|address| (medium, address.to_owned())))
    }
}

impl SentCode {
    pub(crate) fn details(&self) -> Value {
        json!({
            "Destination": self.masked_address(),
            "DeliveryMedium": self.medium.name(),
            "AttributeName": attribute_name(self.medium),
        })
    }
}

/// The response of `ForgotPassword` with the address, as clients show it.
fn with_destination(mut response: Value, destination: &str) -> Value {
    if let Some(Value::Object(details)) = response.get_mut("CodeDeliveryDetails") {
        details.insert("Destination".to_owned(), json!(destination));
    }
    response
}
