//! The columns of a table of users: what a reader of tables takes and an export writes.

use std::fmt;

use cognito_mfa::UserFacts;
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::user::{Totp, UserMember};

/// A column of a table of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Fact(FactColumn),
    /// The enabled factors in one cell.
    List,
    /// The number of users.
    Count,
}

/// A column with a fact about the user. All of them together contain every fact.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
/// use cognito_mfa_infra::FactColumn;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// assert_eq!((FactColumn::Status.name(), FactColumn::Status.value(ann)), ("user_status", "CONFIRMED"));
/// assert_eq!(FactColumn::Access.value(ann), "true");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactColumn {
    /// The status.
    Status,
    /// Whether the user is enabled.
    Access,
    /// The password.
    Password,
    /// The phone number.
    Phone,
    /// The email address.
    Email,
    /// The TOTP token.
    Totp,
    /// The passkeys.
    Passkeys,
    /// Whether this factor is enabled.
    Enabled(Factor),
    /// The preferred factor.
    Preferred,
}

/// The value of a member that a user doesn't have. An empty cell would be NULL, which equals nothing in a join.
pub(crate) const NONE: &str = "none";

impl Column {
    /// Every column.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FactColumn::ALL.into_iter().map(Self::Fact).chain([Self::List, Self::Count])
    }

    /// The column with this name, or with AWS's name of its member.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let has_member = |column: &Self| column.member().is_some_and(|member| member.name() == name);
        Self::all().find(|column| column.name() == name || has_member(column))
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fact(fact) => fact.name(),
            Self::List => "user_mfa_setting_list",
            Self::Count => "count",
        }
    }

    /// The member of a user that the column contains.
    pub(crate) const fn member(self) -> Option<UserMember> {
        match self {
            Self::Fact(fact) => fact.member(),
            Self::List => Some(UserMember::EnabledFactors),
            Self::Count => None,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FactColumn {
    /// Every column, in the order in which tables have them.
    pub const ALL: [Self; 12] = [
        Self::Status,
        Self::Access,
        Self::Password,
        Self::Phone,
        Self::Email,
        Self::Totp,
        Self::Passkeys,
        Self::Enabled(Factor::Sms),
        Self::Enabled(Factor::Totp),
        Self::Enabled(Factor::Email),
        Self::Enabled(Factor::Passkey),
        Self::Preferred,
    ];

    /// The name in a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "user_status",
            Self::Access => "enabled",
            Self::Password => "password",
            Self::Phone => "phone_number",
            Self::Email => "email",
            Self::Totp => "software_token",
            Self::Passkeys => "web_authn_credentials",
            Self::Enabled(Factor::Sms) => "sms_mfa_enabled",
            Self::Enabled(Factor::Totp) => "software_token_mfa_enabled",
            Self::Enabled(Factor::Email) => "email_otp_enabled",
            Self::Enabled(Factor::Passkey) => "web_authn_mfa_enabled",
            Self::Preferred => "preferred_mfa_setting",
        }
    }

    const fn member(self) -> Option<UserMember> {
        match self {
            Self::Status => Some(UserMember::Status),
            Self::Access => Some(UserMember::Access),
            Self::Password => Some(UserMember::Password),
            Self::Phone => Some(UserMember::Phone),
            Self::Email => Some(UserMember::Email),
            Self::Totp => Some(UserMember::Totp),
            Self::Passkeys => Some(UserMember::Passkeys),
            Self::Enabled(_) => None,
            Self::Preferred => Some(UserMember::PreferredFactor),
        }
    }

    /// The value of the fact about this user.
    #[must_use]
    pub fn value(self, user: UserFacts) -> &'static str {
        match self {
            Self::Status => user.status().name(),
            Self::Access => truth(!user.is_disabled()),
            Self::Password => user.password().name(),
            Self::Phone => user.phone().name(),
            Self::Email => user.email().name(),
            Self::Totp => if user.has_totp() { Totp::Verified } else { Totp::Absent }.name(),
            Self::Passkeys => user.passkeys().name(),
            Self::Enabled(factor) => truth(user.enabled().contains(factor)),
            Self::Preferred => user.preferred().map_or(NONE, CodeFactor::name),
        }
    }
}

/// A truth value as engines for SQL read it.
const fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
