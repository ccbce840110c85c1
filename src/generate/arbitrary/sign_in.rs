//! Any stored sign-in, including stale and forged ones, and any answer to it.

use super::arbitrary;
use crate::sign_in::FirstFactor;
use crate::sign_in::assurance::{AcrLevel, Attachment, Proven};
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::{Answer, Asked, NextStep, PasskeyProof, SignIn, SignInContext, StepUpTarget};

arbitrary! { enums Attachment, FirstChallenge, AcrLevel, PasskeyProof }

arbitrary! { structs
    Proven { first_factor, codes, device_proven }
    SignIn { asked, context, stamp, target }
    SignInContext { device, risk }
    StepUpTarget { level, earlier }
}

arbitrary!(FirstFactor, bytes => {
    Ok(match bytes.int_in_range(0..=5_u8)? {
        0 => Self::Password,
        1 => Self::EmailOtp,
        2 => Self::SmsOtp,
        3 => Self::Passkey(bytes.arbitrary()?, bytes.arbitrary()?),
        4 => Self::ExternalProvider,
        _ => Self::CustomChallenge,
    })
});

arbitrary!(Asked, bytes => {
    Ok(match bytes.int_in_range(0..=9_u8)? {
        0 => Self::FirstFactorChoice,
        1 => Self::FirstFactor(bytes.arbitrary()?),
        _ => Self::After(bytes.arbitrary()?, bytes.arbitrary()?),
    })
});

arbitrary!(NextStep, bytes => {
    Ok(match bytes.int_in_range(0..=6_u8)? {
        0 => Self::NewPassword,
        1 => Self::MfaChoice(bytes.arbitrary()?),
        2 => Self::Code(bytes.arbitrary()?),
        3 => Self::MfaSetUp(bytes.arbitrary()?),
        4 => Self::EmailSetUpCode,
        5 => Self::Device,
        _ => Self::DevicePassword,
    })
});

arbitrary!(Answer, bytes => {
    Ok(match bytes.int_in_range(0..=13_u8)? {
        0 => Self::FirstFactorChosen(bytes.arbitrary()?),
        1 => Self::PasswordProven,
        2 => Self::EmailCodeProven,
        3 => Self::SmsOtpProven,
        4 => Self::PasskeyProven(bytes.arbitrary()?, bytes.arbitrary()?),
        5 => Self::NewPasswordChosen,
        6 => Self::MfaTypeChosen(bytes.arbitrary()?),
        7 => Self::SmsCodeProven,
        8 => Self::TotpCodeProven,
        9 => Self::TotpSetUpProven,
        10 => Self::EmailSetUpBegun,
        11 => Self::SmsSetUpBegun,
        12 => Self::DeviceBegun,
        _ => Self::DeviceProven,
    })
});
