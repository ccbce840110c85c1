//! Device remembering: how a pool treats the devices that its users sign in from.

/// `DeviceConfiguration` (spec 2). A pool without one doesn't remember devices.
///
/// ```
/// use cognito_mfa::pool::DeviceConfiguration;
///
/// let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
/// assert!(device.challenge_required_on_new_device);
/// assert!(!device.device_only_remembered_on_user_prompt);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct DeviceConfiguration {
    /// `ChallengeRequiredOnNewDevice`: a remembered device replaces MFA (spec 10, row 14).
    pub challenge_required_on_new_device: bool,
    /// `DeviceOnlyRememberedOnUserPrompt`: the service remembers a device only when the user agrees.
    pub device_only_remembered_on_user_prompt: bool,
}

impl DeviceConfiguration {
    /// A device configuration with both members false.
    #[must_use]
    pub const fn new() -> Self {
        Self { challenge_required_on_new_device: false, device_only_remembered_on_user_prompt: false }
    }

    /// Sets `ChallengeRequiredOnNewDevice`.
    #[must_use]
    pub const fn with_challenge_required_on_new_device(self, is_required: bool) -> Self {
        Self { challenge_required_on_new_device: is_required, ..self }
    }

    /// Sets `DeviceOnlyRememberedOnUserPrompt`.
    #[must_use]
    pub const fn with_device_only_remembered_on_user_prompt(self, asks_user: bool) -> Self {
        Self { device_only_remembered_on_user_prompt: asks_user, ..self }
    }

    /// Every value. There are four.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        [(false, false), (false, true), (true, false), (true, true)].into_iter().map(|(challenge, prompt)| Self {
            challenge_required_on_new_device: challenge,
            device_only_remembered_on_user_prompt: prompt,
        })
    }
}
