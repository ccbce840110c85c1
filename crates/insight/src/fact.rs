//! The facts that the decision reads, and their values in one sign-in.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::explanation::Explanation;
use crate::codes::codes;
use crate::phrase::{
    Listed, attribute_phrase, device_phrase, factor_phrase, first_factor_phrase, passkeys_phrase, password_phrase,
};
use cognito_mfa::factor::{CodeFactor, FactorSet};
use cognito_mfa::pool::{AuthFactor, DeviceConfiguration, Medium};
use cognito_mfa::set::{Element, Set};
use cognito_mfa::sign_in::Reason;
use cognito_mfa::user::{AccountState, Totp};

codes! {
    /// A fact that the decision reads. Its code is the service's own name where it has one.
    ///
    /// ```
    /// use cognito_mfa_insight::Fact;
    ///
    /// assert_eq!(Fact::from_code("MfaConfiguration"), Some(Fact::Mode));
    /// ```
    #[non_exhaustive]
    pub enum Fact {
        /// The user's status.
        Status = "UserStatus",
        /// Whether the user is enabled.
        Access = "Enabled",
        /// The user's password: none, temporary or permanent.
        Password = "Password",
        /// The phone number.
        Phone = "phone_number",
        /// The email address.
        Email = "email",
        /// The TOTP token.
        Totp = "SoftwareToken",
        /// The passkeys.
        Passkeys = "WebAuthnCredentials",
        /// The enabled factors.
        EnabledFactors = "UserMFASettingList",
        /// The preferred factor.
        PreferredFactor = "PreferredMfaSetting",
        /// The pool's mode.
        Mode = "MfaConfiguration",
        /// The factors that the pool offers as MFA.
        Offered = "offered factors",
        /// The first factors that the pool allows.
        FirstFactors = "AllowedFirstAuthFactors",
        /// The pool's user verification.
        UserVerification = "UserVerification",
        /// The recovery medium.
        RecoveryMedium = "recovery medium",
        /// The pool's device configuration.
        DeviceConfiguration = "DeviceConfiguration",
        /// The pool's action at the risk level of this sign-in.
        Risk = "risk action",
        /// The profile (Observed or Documented).
        Profile = "profile",
        /// The first factor that was proven.
        FirstFactor = "first factor",
        /// The device.
        Device = "device",
    }
}

impl Explanation {
    /// The value of a fact in this sign-in.
    ///
    /// Returns the service's own name where it has one, and `none` where there is nothing.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Explanation, Fact};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
    /// assert_eq!(why.value(Fact::Mode), "OFF");
    /// assert_eq!(why.value(Fact::PreferredFactor), "none");
    /// ```
    #[must_use]
    pub fn value(&self, fact: Fact) -> String {
        let (pool, user, attempt) = self.input();
        let name = |name: Option<&'static str>| name.unwrap_or(NONE).to_string();
        match fact {
            Fact::Status => user.status().to_string(),
            Fact::Access => if user.is_disabled() { AccountState::Disabled } else { AccountState::Enabled }.to_string(),
            Fact::Password => user.password().to_string(),
            Fact::Phone => user.phone().to_string(),
            Fact::Email => user.email().to_string(),
            Fact::Totp => if user.has_totp() { Totp::Verified } else { Totp::Absent }.to_string(),
            Fact::Passkeys => user.passkeys().to_string(),
            Fact::EnabledFactors => list(user.enabled()),
            Fact::PreferredFactor => name(user.preferred().map(CodeFactor::name)),
            Fact::Mode => pool.mode.to_string(),
            Fact::Offered => list(pool.offered()),
            Fact::FirstFactors => list(pool.passwordless.allowed_first_auth_factors().collect::<Set<AuthFactor>>()),
            Fact::UserVerification => pool.user_verification.to_string(),
            Fact::RecoveryMedium => name(pool.recovery.medium().map(Medium::name)),
            Fact::DeviceConfiguration => pool.device.map_or(NONE, use_of_devices).to_string(),
            Fact::Risk => pool.risk(attempt.risk).to_string(),
            Fact::Profile => pool.profile.to_string(),
            Fact::FirstFactor => attempt.first_factor.to_string(),
            Fact::Device => attempt.device.to_string(),
        }
    }

    /// A fact of this sign-in as a sentence.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Explanation, Fact};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
    /// assert_eq!(why.sentence(Fact::Mode), "MfaConfiguration is OFF.");
    /// assert_eq!(why.sentence(Fact::Phone), "The user has no phone number.");
    /// ```
    #[must_use]
    pub fn sentence(&self, fact: Fact) -> String {
        let (pool, user, attempt) = self.input();
        let factors = |set: FactorSet, none: &str| {
            let listed = Listed(set.iter().map(factor_phrase), "and").to_string();
            if set.is_empty() { none.to_string() } else { listed }
        };
        match fact {
            Fact::Status => format!("The user's status is {}.", user.status()),
            Fact::Access if user.is_disabled() => "The user is disabled.".to_string(),
            Fact::Access => "The user is enabled.".to_string(),
            Fact::Password => format!("The user has {}.", password_phrase(user.password())),
            Fact::Phone => format!("The user has {} phone number.", attribute_phrase(user.phone())),
            Fact::Email => format!("The user has {} email address.", attribute_phrase(user.email())),
            Fact::Totp if user.has_totp() => "The user has a verified TOTP token.".to_string(),
            Fact::Totp => "The user has no TOTP token.".to_string(),
            Fact::Passkeys => format!("The user has {}.", passkeys_phrase(user.passkeys())),
            Fact::EnabledFactors => format!("The user has {} enabled.", factors(user.enabled(), "no factor")),
            Fact::PreferredFactor => match user.preferred() {
                Some(factor) => format!("The user prefers {}.", factor_phrase(factor.into())),
                None => "The user prefers no factor.".to_string(),
            },
            Fact::Mode => format!("MfaConfiguration is {}.", pool.mode),
            Fact::Offered => format!("The pool offers {}.", factors(pool.offered(), "no factor")),
            Fact::FirstFactors => {
                let allowed = pool.passwordless.allowed_first_auth_factors();
                let allowed: Vec<_> = allowed.collect();
                format!("The pool allows {} as first factors.", Listed(allowed.iter(), "and"))
            }
            Fact::UserVerification => format!("UserVerification is {}.", pool.user_verification),
            Fact::RecoveryMedium => match pool.recovery.medium() {
                Some(medium) => format!("The recovery medium is {medium}."),
                None => "There is no recovery medium.".to_string(),
            },
            Fact::DeviceConfiguration => match pool.device {
                Some(device) => format!(
                    "ChallengeRequiredOnNewDevice is {}, and DeviceOnlyRememberedOnUserPrompt is {}.",
                    device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt
                ),
                None => "The pool has no DeviceConfiguration.".to_string(),
            },
            Fact::Risk => format!("The risk action is {}.", pool.risk(attempt.risk)),
            Fact::Profile => format!("The profile is {}.", pool.profile),
            Fact::FirstFactor => format!("The user signs in {}.", first_factor_phrase(attempt.first_factor)),
            Fact::Device => format!("The user signs in from {}.", device_phrase(attempt.device)),
        }
    }
}

const NONE: &str = "none";

fn list<T: Element + core::fmt::Display>(set: Set<T>) -> String {
    let joined = set.iter().fold(String::new(), |list, value| {
        let between = if list.is_empty() { "" } else { "+" };
        format!("{list}{between}{value}")
    });
    if joined.is_empty() { NONE.to_string() } else { joined }
}

/// What the decision reads of a device configuration.
const fn use_of_devices(device: DeviceConfiguration) -> &'static str {
    match (device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt) {
        (false, _) => "not challenged",
        (true, false) => "challenged and remembered without asking",
        (true, true) => "challenged and remembered on prompt",
    }
}

/// The facts that a row reads when no row above it applies. The last row reads none: it applies whenever it's reached.
pub(super) const fn reads(reason: Reason) -> &'static [Fact] {
    use Fact::{
        Access, Device, DeviceConfiguration, Email, EnabledFactors, FirstFactor, FirstFactors, Mode, Offered, Passkeys,
        Password, Phone, PreferredFactor, Profile, RecoveryMedium, Risk, Status, Totp, UserVerification,
    };
    match reason {
        Reason::UserDisabled => &[Access],
        Reason::Federated | Reason::CustomChallenge | Reason::Passwordless => &[FirstFactor],
        Reason::UserUnconfirmed => &[Status, FirstFactor],
        Reason::RiskBlocked => &[Risk, FirstFactor],
        Reason::FederatedOnly | Reason::PasswordResetRequired | Reason::NewPasswordRequired => &[Status],
        Reason::FirstFactorUnavailable => &[FirstFactor, FirstFactors, Password, Phone, Email, Passkeys],
        Reason::PasswordChallengeRequired => &[FirstFactor, Mode, EnabledFactors, Offered, Status, Risk],
        Reason::UserVerificationRequired => &[FirstFactor, UserVerification, Offered, EnabledFactors],
        Reason::PasskeySatisfiesMfa => &[FirstFactor, Offered, EnabledFactors],
        Reason::MfaNotDemanded | Reason::RiskAllows => &[Mode, EnabledFactors, Risk],
        Reason::DeviceRemembered => {
            &[Device, DeviceConfiguration, Risk, EnabledFactors, Offered, Phone, Email, Totp, Mode, RecoveryMedium]
        }
        Reason::PreferredFactor => &[PreferredFactor, Offered, Phone, Email, Totp, Mode],
        Reason::SeveralFactors | Reason::OnlyFactor => {
            &[EnabledFactors, Offered, Phone, Email, Totp, Mode, RecoveryMedium]
        }
        Reason::RiskDemandsMfa => &[Risk],
        Reason::NoUsableFactor => &[Mode],
        Reason::OnlyAttributeIsRecovery => &[Profile, Phone, Email, RecoveryMedium],
        Reason::SetUpTotp => &[Phone, Email, Offered],
        Reason::NoFactorToSetUp => &[Phone, Email],
        Reason::SetUpAny => &[Offered, RecoveryMedium],
        // A test finds a later row of the engine whose facts aren't listed here.
        Reason::SmsCannotBeSetUp | _ => &[],
    }
}
