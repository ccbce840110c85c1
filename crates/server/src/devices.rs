//! Devices that a pool remembers.

use cognito_mfa::sign_in::Device;
use cognito_mfa::wire::ConfirmDeviceResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::UserName;
use crate::clients::Place;
use crate::document::DeviceEntry;
use crate::fault::Fault;
use crate::operations::show;
use crate::service::Call;
use crate::srp::Verifier;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NewDevice {
    access_token: Option<String>,
    device_key: Option<String>,
    device_name: Option<String>,
    device_secret_verifier_config: Option<VerifierConfig>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VerifierConfig {
    password_verifier: Option<String>,
    salt: Option<String>,
}

/// Whose device a request is about: an administrator names the user, and a user sends an access token.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeviceOf {
    access_token: Option<String>,
    user_pool_id: Option<String>,
    username: Option<String>,
    device_key: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct DeviceStatus {
    #[serde(flatten)]
    device: DeviceOf,
    #[serde(rename = "DeviceRememberedStatus")]
    device_remembered_status: Option<String>,
}

impl Call<'_, '_> {
    /// `ConfirmDevice`. The key must be the one that came with the access token, so that no one can claim another device's key.
    pub(crate) fn confirm_device(&mut self, device: NewDevice) -> Result<Value, Fault> {
        let place = self.at_token(&device.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let key = device.device_key.ok_or_else(|| Fault::missing("deviceKey"))?;
        let is_issued = place.claims.as_ref().and_then(|claims| claims.sign_in.device_key.as_ref()) == Some(&key);
        if !is_issued {
            return Err(Fault::resource_not_found("Device does not exist."));
        }
        let VerifierConfig { password_verifier, salt } = device.device_secret_verifier_config.unwrap_or_default();
        let verifier =
            password_verifier.ok_or_else(|| Fault::missing("deviceSecretVerifierConfig.passwordVerifier"))?;
        let verifier =
            Verifier::of_device(&verifier, &salt.ok_or_else(|| Fault::missing("deviceSecretVerifierConfig.salt"))?)?;
        let policy = place.pool.policy();
        let entry = DeviceEntry {
            verifier,
            name: device.device_name,
            is_remembered: Device::confirmed(&policy) == Device::Remembered,
            created: self.now,
            waiting: None,
        };
        let mut user = place.existing()?;
        user.devices.insert(key, entry);
        self.put_user(&place.pool_id, user)?;
        Ok(show(ConfirmDeviceResponse::new(&policy)))
    }

    pub(crate) fn update_device_status(&mut self, device: DeviceStatus) -> Result<Value, Fault> {
        let (place, key) = self.at_device(device.device)?;
        let is_remembered = match device.device_remembered_status.as_deref() {
            Some("remembered") => true,
            Some("not_remembered") => false,
            Some(_) | None => {
                return Err(Fault::invalid_parameter("DeviceRememberedStatus must be remembered or not_remembered."));
            }
        };
        let mut user = place.existing()?;
        user.devices.get_mut(&key).ok_or_else(no_such_device)?.is_remembered = is_remembered;
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    /// `ForgetDevice` and `AdminForgetDevice`
    pub(crate) fn forget_device(&mut self, device: DeviceOf) -> Result<Value, Fault> {
        let (place, key) = self.at_device(device)?;
        let mut user = place.existing()?;
        user.devices.remove(&key).ok_or_else(no_such_device)?;
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }

    /// `GetDevice` and `AdminGetDevice`
    pub(crate) fn get_device(&mut self, device: DeviceOf) -> Result<Value, Fault> {
        let (place, key) = self.at_device(device)?;
        let user = place.existing()?;
        Ok(json!({ "Device": user.devices.get(&key).ok_or_else(no_such_device)?.shown(&key) }))
    }

    /// `ListDevices` and `AdminListDevices`, without pages.
    pub(crate) fn list_devices(&mut self, of: DeviceOf) -> Result<Value, Fault> {
        let user = self.owner_of_devices(of)?.existing()?;
        let devices: Vec<_> = user.devices.iter().map(|(key, device)| device.shown(key)).collect();
        Ok(json!({ "Devices": devices }))
    }

    fn at_device(&mut self, mut device: DeviceOf) -> Result<(Place, String), Fault> {
        let key = device.device_key.take().ok_or_else(|| Fault::missing("deviceKey"))?;
        Ok((self.owner_of_devices(device)?, key))
    }

    fn owner_of_devices(
        &mut self,
        DeviceOf { access_token, user_pool_id, username, .. }: DeviceOf,
    ) -> Result<Place, Fault> {
        match (access_token, user_pool_id) {
            (Some(token), _) => self.at_token(&token),
            (None, None) => Err(Fault::missing("accessToken")),
            (None, user_pool_id) => self.at_name(UserName { user_pool_id, username }),
        }
    }
}

impl DeviceEntry {
    fn shown(&self, key: &str) -> Value {
        let remembered = if self.is_remembered { "remembered" } else { "not_remembered" };
        let mut attributes = vec![json!({"Name": "device_status", "Value": "valid"})];
        attributes.extend(self.name.iter().map(|name| json!({"Name": "device_name", "Value": name})));
        attributes.push(json!({"Name": "dev:device_remembered_status", "Value": remembered}));
        json!({
            "DeviceKey": key,
            "DeviceAttributes": attributes,
            "DeviceCreateDate": self.created,
            "DeviceLastModifiedDate": self.created,
            "DeviceLastAuthenticatedDate": self.created,
        })
    }
}

fn no_such_device() -> Fault {
    Fault::resource_not_found("Device does not exist.")
}
