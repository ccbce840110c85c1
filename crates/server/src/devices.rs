//! Devices that a pool remembers.

use cognito_mfa::sign_in::Device;
use cognito_mfa::wire::ConfirmDeviceResponse;
use serde::Deserialize;
use serde_json::{Value, json};

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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeviceStatus {
    access_token: Option<String>,
    device_key: Option<String>,
    device_remembered_status: Option<String>,
}

impl Call<'_, '_> {
    /// `ConfirmDevice`. The key must be the one that came with the access token, so that no one can claim another device's key.
    pub(crate) fn confirm_device(&mut self, device: NewDevice) -> Result<Value, Fault> {
        let place = self.at_token(&device.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let key = device.device_key.ok_or_else(|| Fault::missing("deviceKey"))?;
        let is_issued = place.claims.as_ref().and_then(|claims| claims.device_key.as_ref()) == Some(&key);
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
        let place = self.at_token(&device.access_token.ok_or_else(|| Fault::missing("accessToken"))?)?;
        let key = device.device_key.ok_or_else(|| Fault::missing("deviceKey"))?;
        let is_remembered = match device.device_remembered_status.as_deref() {
            Some("remembered") => true,
            Some("not_remembered") => false,
            Some(_) | None => {
                return Err(Fault::invalid_parameter("DeviceRememberedStatus must be remembered or not_remembered."));
            }
        };
        let mut user = place.existing()?;
        let entry = user.devices.get_mut(&key).ok_or_else(|| Fault::resource_not_found("Device does not exist."))?;
        entry.is_remembered = is_remembered;
        self.put_user(&place.pool_id, user)?;
        Ok(json!({}))
    }
}
