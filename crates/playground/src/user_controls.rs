//! The controls for the user: every fact that the decision reads.

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::wire::UserDescription;

use crate::control::{Choice, Control, Kind, Value, names, no_values};

/// The value of `PreferredMfaSetting` when no factor is preferred.
const NONE: &str = "none";

pub(crate) const USER: &[Control<UserDescription>] = &[
    Control {
        id: "UserStatus",
        help: "The status of the account.",
        kind: Kind::Choice,
        values: || names(UserStatus::ALL, UserStatus::name),
        get: |user| Value::choice(user.status.unwrap_or_default().name()),
        set: |user, value| {
            user.status = Some(value.one(UserStatus::from_name)?);
            Some(())
        },
    },
    Control {
        id: "Password",
        help: "The password. A user whose status is FORCE_CHANGE_PASSWORD has a temporary one.",
        kind: Kind::Choice,
        values: || names(Password::ALL, Password::name),
        get: |user| Value::choice(user.password.unwrap_or_default().name()),
        set: |user, value| {
            user.password = Some(value.one(Password::from_name)?);
            Some(())
        },
    },
    Control {
        id: "Enabled",
        help: "Whether the user is enabled. A disabled user can't sign in.",
        kind: Kind::Switch,
        values: no_values,
        get: |user| Value::Switch(user.access.unwrap_or_default() == AccountState::Enabled),
        set: |user, value| {
            user.access = Some(if value.switch()? { AccountState::Enabled } else { AccountState::Disabled });
            Some(())
        },
    },
    Control {
        id: "phone_number",
        help: "The phone number, which receives codes by SMS.",
        kind: Kind::Choice,
        values: || names(Attribute::ALL, Attribute::name),
        get: |user| Value::choice(user.phone.unwrap_or_default().name()),
        set: |user, value| {
            user.phone = Some(value.one(Attribute::from_name)?);
            Some(())
        },
    },
    Control {
        id: "email",
        help: "The email address, which receives codes by email.",
        kind: Kind::Choice,
        values: || names(Attribute::ALL, Attribute::name),
        get: |user| Value::choice(user.email.unwrap_or_default().name()),
        set: |user, value| {
            user.email = Some(value.one(Attribute::from_name)?);
            Some(())
        },
    },
    Control {
        id: "SoftwareToken",
        help: "Whether the user has set up an authenticator app (TOTP).",
        kind: Kind::Choice,
        values: || names(Totp::ALL, Totp::name),
        get: |user| Value::choice(user.totp.unwrap_or_default().name()),
        set: |user, value| {
            user.totp = Some(value.one(Totp::from_name)?);
            Some(())
        },
    },
    Control {
        id: "WebAuthnCredentials",
        help: "Whether the user has a passkey, and whether it can verify the user.",
        kind: Kind::Choice,
        values: || names(Passkeys::ALL, Passkeys::name),
        get: |user| Value::choice(user.passkeys.unwrap_or_default().name()),
        set: |user, value| {
            user.passkeys = Some(value.one(Passkeys::from_name)?);
            Some(())
        },
    },
    Control {
        id: "UserMFASettingList",
        help: "The factors that the user has enabled.",
        kind: Kind::Flags,
        values: || names(Factor::ALL, Factor::name),
        get: |user| Value::flags(user.enabled.unwrap_or_default().iter().map(Factor::name)),
        set: |user, value| {
            user.enabled = Some(value.several(Factor::from_name)?);
            Some(())
        },
    },
    Control {
        id: "PreferredMfaSetting",
        help: "The enabled factor that the user prefers.",
        kind: Kind::Choice,
        values: preferences,
        get: |user| Value::choice(user.preferred.map_or(NONE, CodeFactor::name)),
        set: |user, value| {
            let named = |name: &str| CodeFactor::from_name(name).map(Some);
            user.preferred = value.one(|name| if name == NONE { Some(None) } else { named(name) })?;
            Some(())
        },
    },
];

/// A confirmed user with a permanent password and nothing else. The form starts with it.
pub(crate) fn default_user() -> UserDescription {
    let mut user = UserDescription::new();
    for control in USER {
        // Sets each member, so that none is inferred from the others.
        let _ = (control.set)(&mut user, &(control.get)(&UserDescription::new()));
    }
    user
}

fn preferences() -> Vec<Choice> {
    let mut values = vec![Choice { code: NONE, label: NONE.into() }];
    values.extend(names(CodeFactor::ALL, CodeFactor::name));
    values
}
