//! New devices: which sign-in makes one known, and which pool remembers it (spec 11).

use super::assurance::Proven;
use super::decision::Device;
use super::first_factor::FirstFactor;
use super::session::SignInContext;
use crate::pool::PoolPolicy;

impl Device {
    /// A device that its user has confirmed (`ConfirmDevice`): remembered at once, or known until the user decides
    /// (`UpdateDeviceStatus`).
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa::pool::DeviceConfiguration;
    /// use cognito_mfa::sign_in::Device;
    ///
    /// let mut pool = PoolPolicy::default().with_device(DeviceConfiguration::new());
    /// assert_eq!(Device::confirmed(&pool), Device::Remembered);
    ///
    /// pool.device = Some(DeviceConfiguration::new().with_device_only_remembered_on_user_prompt(true));
    /// assert_eq!(Device::confirmed(&pool), Device::Known);
    /// ```
    #[must_use]
    pub fn confirmed(pool: &PoolPolicy) -> Self {
        let at_once = pool.device.is_some_and(|device| !device.device_only_remembered_on_user_prompt);
        if at_once { Self::Remembered } else { Self::Known }
    }
}

impl SignInContext {
    /// Whether a finished sign-in makes its device known, so that its response contains `NewDeviceMetadata`: an unknown device,
    /// in a pool with a device configuration, after a password or a custom challenge.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa::assurance::Proven;
    /// use cognito_mfa::pool::DeviceConfiguration;
    /// use cognito_mfa::sign_in::{FirstFactor, SignInContext};
    ///
    /// let mut pool = PoolPolicy::default().with_device(DeviceConfiguration::default());
    /// let (context, proven) = (SignInContext::default(), Proven::first(FirstFactor::Password));
    /// assert!(context.makes_device_known(&pool, proven));
    ///
    /// pool.device = None;
    /// assert!(!context.makes_device_known(&pool, proven));
    /// ```
    #[must_use]
    pub fn makes_device_known(self, pool: &PoolPolicy, proven: Proven) -> bool {
        self.device == Device::Unknown && pool.device.is_some() && proven.first_factor.precedes_device()
    }
}

impl FirstFactor {
    /// Whether a sign-in with this first factor has to do with devices.
    pub(super) const fn precedes_device(self) -> bool {
        match self {
            Self::Password | Self::CustomChallenge => true,
            Self::EmailOtp | Self::SmsOtp | Self::Passkey(..) | Self::ExternalProvider => false,
        }
    }
}
