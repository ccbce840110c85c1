//! The facts that the decision reads, and what they were in one sign-in.

use alloc::string::{String, ToString};

use super::explain::Explanation;
use crate::codes::codes;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::{AuthFactor, DeviceConfiguration, Medium};
use cognito_mfa::set::{Element, Set};
use cognito_mfa::sign_in::Reason;
use cognito_mfa::user::{AccountState, Totp};

codes! {
    /// A fact that the decision reads, by the service's own name where it has one.
    #[non_exhaustive]
    pub enum Fact {
        /// The user's status.
        Status = "UserStatus",
        /// Whether the user is enabled.
        Access = "Enabled",
        /// Whether there is a password, and of which kind.
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
        /// The factors that the pool offers.
        Offered = "offered factors",
        /// The first factors that the pool allows.
        FirstFactors = "AllowedFirstAuthFactors",
        /// What the pool asks of passkeys.
        UserVerification = "UserVerification",
        /// The recovery medium.
        RecoveryMedium = "recovery medium",
        /// How devices are treated.
        DeviceConfiguration = "DeviceConfiguration",
        /// What the pool does about the risk of this sign-in.
        Risk = "risk action",
        /// The profile.
        Profile = "profile",
        /// The first factor that was proven.
        FirstFactor = "first factor",
        /// The device that is signed in from.
        Device = "device",
    }
}

impl Explanation {
    /// What a fact was in this sign-in, in the service's own words where it has them; `none` where there is nothing.
    ///
    /// ```
    /// use cognito_mfa_insight::{Explanation, Fact};
    /// use cognito_mfa::{Attempt, PoolPolicy, User};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::CredentialStamp;
    ///
    /// let why = Explanation::new(PoolPolicy::default(), User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts(), Attempt::password());
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
            Fact::DeviceConfiguration => pool.device.map_or_else(|| NONE.to_string(), shown),
            Fact::Risk => pool.risk(attempt.risk).to_string(),
            Fact::Profile => pool.profile.to_string(),
            Fact::FirstFactor => attempt.first_factor.to_string(),
            Fact::Device => attempt.device.to_string(),
        }
    }
}

const NONE: &str = "none";

fn list<T: Element + core::fmt::Display>(set: Set<T>) -> String {
    let joined = set.iter().fold(String::new(), |list, value| {
        let between = if list.is_empty() { "" } else { "+" };
        alloc::format!("{list}{between}{value}")
    });
    if joined.is_empty() { NONE.to_string() } else { joined }
}

/// What of a device configuration the decision reads.
fn shown(device: DeviceConfiguration) -> String {
    match (device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt) {
        (false, _) => "not challenged",
        (true, false) => "challenged and remembered without asking",
        (true, true) => "challenged and remembered on prompt",
    }
    .to_string()
}

/// The facts that a row reads, no row above having hit. The last one reads none: it hits whenever it is reached.
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
        // The last row reads nothing. A test finds a later row of the engine whose facts aren't listed here.
        Reason::SmsCannotBeSetUp | _ => &[],
    }
}
