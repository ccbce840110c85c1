//! Any command of a pool or a user.

use ::arbitrary::{Result, Unstructured};

use super::{arbitrary, text};
use crate::command::{
    Caller, CodeSetting, PoolCommand, PreferenceChange, Preferred, SetMfaConfig, SmsMfaBlock, Switch, UserCommand,
    UserPoolSettings,
};
use crate::generate::samples;
use crate::pool::{AuthFactor, AuthFactorSet, PasswordlessFactorSet};
use crate::user::{AttributeChange, PasskeyAbility, UserEvent};

arbitrary! { enums AttributeChange, CodeSetting }

arbitrary!(Caller, bytes => Ok(if bytes.arbitrary()? { Self::Admin } else { Self::User }));
arbitrary!(Switch, bytes => Ok(if bytes.arbitrary()? { Self::On } else { Self::Off }));
arbitrary!(Preferred, bytes => Ok(if bytes.arbitrary()? { Self::Yes } else { Self::No }));
arbitrary!(PasskeyAbility, bytes => Ok(if bytes.arbitrary()? { Self::VerifiesUser } else { Self::PresenceOnly }));

arbitrary! { structs
    PreferenceChange { sms, totp, email, passkey }
    SmsMfaBlock<'static> { block, configuration }
}

arbitrary!(UserEvent, bytes => {
    Ok(match bytes.int_in_range(0..=15_u8)? {
        0 => Self::TotpAssociated,
        1 => Self::TotpVerified,
        2 => Self::TotpRemoved,
        3 => Self::PasskeyRemoved(bytes.arbitrary()?),
        4 => Self::PermanentPasswordSet,
        5 => Self::TemporaryPasswordSet,
        6 => Self::SignUpConfirmed,
        7 => Self::Disabled,
        8 => Self::Enabled,
        9 => Self::PasswordReset,
        10..=12 => Self::PasskeyRegistered(bytes.arbitrary()?),
        _ => Self::Attributes { phone: bytes.arbitrary()?, email: bytes.arbitrary()? },
    })
});

arbitrary!(UserCommand, bytes => {
    Ok(if bytes.arbitrary()? {
        Self::SetPreference(bytes.arbitrary()?, bytes.arbitrary()?)
    } else {
        Self::Event(bytes.arbitrary()?)
    })
});

arbitrary!(SetMfaConfig<'static>, bytes => {
    Ok(Self {
        region: if bytes.ratio(1_u8, 3)? { Some(text(bytes, samples::REGIONS)?) } else { None },
        mode: bytes.arbitrary()?,
        sms: bytes.arbitrary()?,
        software_token: bytes.arbitrary()?,
        email: bytes.arbitrary()?,
        web_authn: bytes.arbitrary()?,
    })
});

// Most requests send only a few members. A request that sends all of them would almost always break a rule.
arbitrary!(UserPoolSettings<'static>, bytes => {
    let members: u8 = bytes.arbitrary::<u8>()? & bytes.arbitrary::<u8>()?;
    let mut member = 1_u8;
    let mut is_named = || {
        let is_named = members & member != 0;
        member = member.rotate_left(1);
        is_named
    };
    Ok(Self {
        tier: if is_named() { Some(bytes.arbitrary()?) } else { None },
        mode: if is_named() { Some(bytes.arbitrary()?) } else { None },
        sms_configuration: if is_named() { Some(bytes.arbitrary()?) } else { None },
        first_factors: if is_named() { Some(first_factors(bytes)?) } else { None },
        account_recovery: if is_named() { Some(bytes.arbitrary()?) } else { None },
        email_sending_account: if is_named() { Some(bytes.arbitrary()?) } else { None },
        device: if is_named() { Some(bytes.arbitrary()?) } else { None },
        threat_protection: if is_named() { Some(bytes.arbitrary()?) } else { None },
    })
});

arbitrary!(PoolCommand<'static>, bytes => {
    Ok(match bytes.int_in_range(0..=8_u8)? {
        0..=3 => Self::SetMfaConfig(bytes.arbitrary()?),
        4..=7 => Self::Update(bytes.arbitrary()?),
        _ => Self::SetRisk(bytes.arbitrary()?),
    })
});

/// Lists of first factors. Most are lists that a pool can have. None is empty, because an empty list breaks a constraint.
fn first_factors(bytes: &mut Unstructured<'_>) -> Result<AuthFactorSet> {
    if bytes.ratio(1_u8, 8)? {
        let list: AuthFactorSet = bytes.arbitrary()?;
        return Ok(if list.is_empty() { AuthFactorSet::of(&[AuthFactor::Password]) } else { list });
    }
    Ok(bytes.arbitrary::<PasswordlessFactorSet>()?.allowed_first_auth_factors().collect())
}
