//! An existing user, read from the responses of the service and from what the host knows about them.

use alloc::format;

use super::user_answer::UserAnswer;
use super::user_fault::UserFault;
use super::user_member::{access, one, status};
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::pool::setters::setters;
use crate::pool::{AuthFactor, AuthFactorSet};
use crate::user::facts::UserFacts;
use crate::user::preference::MfaPreference;
use crate::user::{
    Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserMember, UserStatus,
};

/// A description of a user. A member that no one described is `None`.
///
/// No response of the service describes a user completely. [`UserDescription::facts`] infers the missing members.
/// [`UserDescription::decode`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct UserDescription {
    /// `UserStatus`
    pub status: Option<UserStatus>,
    /// `Password`
    pub password: Option<Password>,
    /// `Enabled`
    pub access: Option<AccountState>,
    /// `phone_number`
    pub phone: Option<Attribute>,
    /// `email`
    pub email: Option<Attribute>,
    /// `SoftwareToken`
    pub totp: Option<Totp>,
    /// `WebAuthnCredentials`
    pub passkeys: Option<Passkeys>,
    /// `UserMFASettingList`
    pub enabled: Option<FactorSet>,
    /// `PreferredMfaSetting`
    pub preferred: Option<CodeFactor>,
    /// `ConfiguredUserAuthFactors`, of `GetUserAuthFactors`
    pub configured: Option<AuthFactorSet>,
}

impl UserDescription {
    /// A description without any member.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let ann = UserDescription::new().with_enabled(FactorSet::of(&[Factor::Totp]));
    /// assert!(ann.facts()?.has_totp());
    ///
    /// // The preferred factor isn't enabled.
    /// assert!(ann.with_preferred(cognito_mfa::factor::CodeFactor::Sms).facts().is_err());
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            status: None,
            password: None,
            access: None,
            phone: None,
            email: None,
            totp: None,
            passkeys: None,
            enabled: None,
            preferred: None,
            configured: None,
        }
    }

    setters! {
        /// Sets `UserStatus`.
        with_status(status: UserStatus)
        /// Sets `Password`.
        with_password(password: Password)
        /// Sets `Enabled`.
        with_access(access: AccountState)
        /// Sets `phone_number`.
        with_phone(phone: Attribute)
        /// Sets `email`.
        with_email(email: Attribute)
        /// Sets `SoftwareToken`.
        with_totp(totp: Totp)
        /// Sets `WebAuthnCredentials`.
        with_passkeys(passkeys: Passkeys)
        /// Sets `UserMFASettingList`.
        with_enabled(enabled: FactorSet)
        /// Sets `PreferredMfaSetting`.
        with_preferred(preferred: CodeFactor)
        /// Sets `ConfiguredUserAuthFactors`.
        with_configured(configured: AuthFactorSet)
    }

    /// Decodes a description from one JSON object: a response of `AdminGetUser` or `GetUserAuthFactors`, an element of the
    /// list from `ListUsers`, or several of these merged.
    ///
    /// Of the attributes, it reads `email`, `email_verified`, `phone_number` and `phone_number_verified`. The object can
    /// also contain these members, which no response has. Each one overrides what [`facts`](Self::facts) would infer:
    ///
    /// | member | values |
    /// |---|---|
    /// | `Password` | absent, temporary, permanent |
    /// | `SoftwareToken` | absent, verified |
    /// | `WebAuthnCredentials` | absent, cannot-verify, can-verify |
    /// | `phone_number`, `email` | absent, unverified, verified |
    ///
    /// ```
    /// use cognito_mfa::user::Attribute;
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let ann = r#"{"Username":"ann","UserStatus":"CONFIRMED","Enabled":true,"UserMFASettingList":["SOFTWARE_TOKEN_MFA"],
    ///     "UserAttributes":[{"Name":"email","Value":"ann@example.com"},{"Name":"email_verified","Value":"true"}]}"#;
    /// let ann = UserDescription::decode(ann)?.facts()?;
    /// assert_eq!((ann.email(), ann.phone(), ann.has_totp()), (Attribute::Verified, Attribute::Absent, true));
    ///
    /// let refusal = UserDescription::decode(r#"{"Password":"secret"}"#).unwrap_err();
    /// assert_eq!(refusal.to_string(), "Password: expected one of absent, temporary, permanent");
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UserFault`] when the text isn't a JSON object, or a member has a value that it can't have.
    pub fn decode(json: &str) -> Result<Self, UserFault> {
        let answer = UserAnswer::decode(json)?;
        answer.status_not_modeled.map_or(Ok(answer.description), |status| Err(UserFault::StatusNotModeled(status)))
    }

    /// Sets one member from text, for example from a table of users. The values are the same as in [`decode`](Self::decode).
    /// `Enabled` is `true` or `false`. Spaces or `|` separate the factors of `UserMFASettingList`.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::user::UserMember;
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let mut row = UserDescription::default();
    /// row.set_from_text(UserMember::EnabledFactors, "SMS_MFA|EMAIL_OTP")?;
    /// assert_eq!(row.facts()?.enabled(), FactorSet::of(&[Factor::Sms, Factor::Email]));
    /// assert!(row.set_from_text(UserMember::Access, "perhaps").is_err());
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UserFault`] when the member can't have this value. The description then stays unchanged.
    pub fn set_from_text(&mut self, member: UserMember, said: &str) -> Result<(), UserFault> {
        match member {
            UserMember::Status => self.status = Some(status(said)?),
            UserMember::Password => self.password = Some(one(member, said)?),
            UserMember::Access => self.access = Some(access(said)?),
            UserMember::Phone => self.phone = Some(one(member, said)?),
            UserMember::Email => self.email = Some(one(member, said)?),
            UserMember::Totp => self.totp = Some(one(member, said)?),
            UserMember::Passkeys => self.passkeys = Some(one(member, said)?),
            UserMember::EnabledFactors => {
                let names = said.split([' ', '|']).filter(|name| !name.is_empty());
                self.enabled = Some(names.map(|name| one(member, name)).collect::<Result<_, _>>()?);
            }
            UserMember::PreferredFactor => self.preferred = Some(one(member, said)?),
        }
        Ok(())
    }

    /// The facts about the described user.
    ///
    /// A missing member is inferred as follows. The first case that applies counts.
    ///
    /// | member | inferred value |
    /// |---|---|
    /// | `UserStatus` | `FORCE_CHANGE_PASSWORD` if the password is temporary; otherwise `CONFIRMED` |
    /// | `Password` | temporary if the status is `FORCE_CHANGE_PASSWORD`; absent if it's `EXTERNAL_PROVIDER`; absent if `ConfiguredUserAuthFactors` doesn't contain `PASSWORD`; otherwise permanent |
    /// | `Enabled` | true |
    /// | `phone_number`, `email` | unverified if `ConfiguredUserAuthFactors` contains `SMS_OTP` (for `email`: `EMAIL_OTP`); otherwise absent |
    /// | `SoftwareToken` | verified if `ConfiguredUserAuthFactors` contains `SOFTWARE_TOKEN` or `UserMFASettingList` contains `SOFTWARE_TOKEN_MFA`; otherwise absent |
    /// | `WebAuthnCredentials` | can-verify if `ConfiguredUserAuthFactors` contains `WEB_AUTHN` or `UserMFASettingList` contains `WEB_AUTHN_MFA`; otherwise absent |
    /// | `UserMFASettingList`, `PreferredMfaSetting` | none |
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let invited = UserDescription::new().with_status(UserStatus::ForceChangePassword);
    /// assert_eq!(invited.facts()?.password(), Password::Temporary);
    ///
    /// let contradiction = invited.with_password(Password::Absent);
    /// assert_eq!(
    ///     contradiction.facts().unwrap_err().to_string(),
    ///     "Password: expected temporary, because UserStatus is FORCE_CHANGE_PASSWORD"
    /// );
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UserFault`] when the preferred factor isn't enabled, or when the password and the status contradict each other.
    /// The password must be temporary if and only if the status is `FORCE_CHANGE_PASSWORD`.
    pub fn facts(&self) -> Result<UserFacts, UserFault> {
        let enabled = self.enabled.unwrap_or_default();
        let configured = self.configured.unwrap_or_default();
        let attribute = |said: Option<Attribute>, factor| {
            let inferred = if configured.contains(factor) { Attribute::Unverified } else { Attribute::Absent };
            said.unwrap_or(inferred)
        };
        let has = |factor, mfa| configured.contains(factor) || enabled.contains(mfa);
        let totp = if has(AuthFactor::SoftwareToken, Factor::Totp) { Totp::Verified } else { Totp::Absent };
        let passkey = has(AuthFactor::WebAuthn, Factor::Passkey);
        let passkeys = if passkey { Passkeys::CanVerify } else { Passkeys::Absent };
        let user = User {
            account: self.account()?,
            access: self.access.unwrap_or_default(),
            phone: attribute(self.phone, AuthFactor::SmsOtp),
            email: attribute(self.email, AuthFactor::EmailOtp),
            totp: self.totp.unwrap_or(totp),
            passkeys: self.passkeys.unwrap_or(passkeys),
            preference: MfaPreference::new(enabled, self.preferred)?,
            // The facts don't contain the stamp.
            stamp: CredentialStamp(0),
        };
        Ok(user.facts())
    }

    fn account(&self) -> Result<Account, UserFault> {
        let temporary = self.password == Some(Password::Temporary);
        let inferred = if temporary { UserStatus::ForceChangePassword } else { UserStatus::Confirmed };
        let status = self.status.unwrap_or(inferred);
        let has_none = self.configured.is_some_and(|factors| !factors.contains(AuthFactor::Password));
        let password = match (status, self.password) {
            (UserStatus::ForceChangePassword, None) => Password::Temporary,
            (UserStatus::ExternalProvider, None) => Password::Absent,
            (_, None) if has_none => Password::Absent,
            (_, None) => Password::Permanent,
            (_, Some(password)) => password,
        };
        Account::exact(status, password).ok_or_else(|| {
            let expected = if temporary { "absent or permanent" } else { "temporary" };
            UserFault::unexpected(UserMember::Password, format!("{expected}, because UserStatus is {status}"))
        })
    }
}
