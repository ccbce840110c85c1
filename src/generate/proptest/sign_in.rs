//! Any stored sign-in, including stale and forged ones, and any answer to it.

// `prop_oneof!` uses `vec!` for more than ten strategies.
use alloc::vec;

use ::proptest::arbitrary::any;
use ::proptest::option;
use ::proptest::prop_oneof;
use ::proptest::strategy::{Just, Strategy};

use super::any_of;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::RiskLevel;
use crate::sign_in::FirstFactor;
use crate::sign_in::assurance::{AcrLevel, Attachment, Proven};
use crate::sign_in::decision::Device;
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::{Answer, Asked, NextStep, PasskeyProof, SignIn, SignInContext, StepUpTarget};
use crate::user::CredentialStamp;

any_of! { Attachment, FirstChallenge, AcrLevel, PasskeyProof, }

any_of! {
    Proven => any::<(FirstFactor, CodeFactorSet, bool)>()
        .prop_map(|(first_factor, codes, device_proven)| Self { first_factor, codes, device_proven });
    FirstFactor => prop_oneof![
        1 => Just(Self::Password),
        1 => Just(Self::EmailOtp),
        1 => Just(Self::SmsOtp),
        2 => any::<(PasskeyProof, Attachment)>().prop_map(|(proof, attachment)| Self::Passkey(proof, attachment)),
        1 => Just(Self::ExternalProvider),
        1 => Just(Self::CustomChallenge),
    ];
    NextStep => prop_oneof![
        Just(Self::NewPassword),
        any::<CodeFactorSet>().prop_map(Self::MfaChoice),
        any::<CodeFactor>().prop_map(Self::Code),
        any::<CodeFactorSet>().prop_map(Self::MfaSetUp),
        Just(Self::EmailSetUpCode),
        Just(Self::Device),
        Just(Self::DevicePassword),
    ];
    Asked => prop_oneof![
        1 => Just(Self::FirstFactorChoice),
        1 => any::<FirstChallenge>().prop_map(Self::FirstFactor),
        8 => any::<(Proven, NextStep)>().prop_map(|(proven, next)| Self::After(proven, next)),
    ];
    SignInContext => any::<(Device, RiskLevel)>().prop_map(|(device, risk)| Self { device, risk });
    StepUpTarget => (any::<AcrLevel>(), option::of(any::<CodeFactorSet>()))
        .prop_map(|(level, earlier)| Self { level, earlier });
    SignIn => (any::<(Asked, SignInContext, CredentialStamp)>(), option::of(any::<StepUpTarget>()))
        .prop_map(|((asked, context, stamp), target)| Self { asked, context, stamp, target });
    Answer => prop_oneof![
        any::<FirstChallenge>().prop_map(Self::FirstFactorChosen),
        Just(Self::PasswordProven),
        Just(Self::EmailCodeProven),
        Just(Self::SmsOtpProven),
        any::<(PasskeyProof, Attachment)>().prop_map(|(proof, attachment)| Self::PasskeyProven(proof, attachment)),
        Just(Self::NewPasswordChosen),
        option::of(any::<CodeFactor>()).prop_map(Self::MfaTypeChosen),
        Just(Self::SmsCodeProven),
        Just(Self::TotpCodeProven),
        Just(Self::TotpSetUpProven),
        Just(Self::EmailSetUpBegun),
        Just(Self::SmsSetUpBegun),
        Just(Self::DeviceBegun),
        Just(Self::DeviceProven),
    ];
}
