//! How a pool treats the devices that its users sign in from.

/// `DeviceConfiguration`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct DeviceConfiguration {
    /// `ChallengeRequiredOnNewDevice`: a remembered device stands in for MFA.
    pub challenge_required_on_new_device: bool,
    /// `DeviceOnlyRememberedOnUserPrompt`: a device is remembered only when the user says so.
    pub device_only_remembered_on_user_prompt: bool,
}

impl DeviceConfiguration {
    /// Every value.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        [(false, false), (false, true), (true, false), (true, true)].into_iter().map(|(challenge, prompt)| Self {
            challenge_required_on_new_device: challenge,
            device_only_remembered_on_user_prompt: prompt,
        })
    }
}
