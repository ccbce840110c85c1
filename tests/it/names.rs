//! Each name and each code is parsed back, and any other text is refused with the list of what was expected.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use cognito_mfa::assurance::{AcrLevel, AmrValue, Attachment};
use cognito_mfa::evidence::{Evidence, Profile};
use cognito_mfa::exception::Exception;
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::invariants::Law;
use cognito_mfa::names::UnknownName;
use cognito_mfa::note::Note;
use cognito_mfa::pool::{
    AccountRecovery, AuthFactor, EmailSendingAccount, FactorConfiguration, Medium, MfaMode, PasswordlessFactor,
    PoolMember, RecoveryMechanism, RiskAction, RiskLevel, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::recovery::RecoveryReason;
use cognito_mfa::rules::{Feature, Operation, Rule};
use cognito_mfa::sign_in::{Device, FirstChallenge, Reason, StepUpError};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserMember, UserStatus};
use cognito_mfa::wire::{AuthFlow, ChallengeName};
use cognito_mfa_host::HostError;

#[track_caller]
fn check<T>(all: &[T], text: impl Fn(T) -> &'static str, from_text: impl Fn(&str) -> Option<T>)
where
    T: FromStr<Err = UnknownName> + Display + Debug + Copy + PartialEq,
{
    let texts: Vec<_> = all.iter().map(|value| text(*value)).collect();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), all.len(), "{texts:?}");
    for (value, text) in all.iter().zip(&texts) {
        assert_eq!((value.to_string().as_str(), from_text(text), text.parse()), (*text, Some(*value), Ok(*value)));
        for other in [format!("{text} "), format!("x{text}"), String::new()] {
            assert_eq!(from_text(&other), None, "{other:?}");
            assert_eq!(other.parse::<T>().unwrap_err().expected(), texts, "{other:?}");
        }
    }
}

macro_rules! check_all {
    ($text:ident and $from_text:ident: $($Enum:ty),+ $(,)?) => {
        $( check(<$Enum>::ALL, <$Enum>::$text, <$Enum>::$from_text); )+
    };
}

#[test]
fn each_name_is_parsed_back() {
    check_all! { name and from_name:
        AccountRecovery, AccountState, AcrLevel, AmrValue, Attachment, Attribute, AuthFactor, AuthFlow, ChallengeName, CodeFactor,
        Device, EmailSendingAccount, Evidence, Exception, Factor, FactorConfiguration, Feature, FirstChallenge, Medium, MfaMode,
        Operation, Passkeys, Password, PasswordlessFactor, PoolMember, Profile, RecoveryMechanism, RiskAction, RiskLevel,
        ThreatProtection, Tier, Totp, UserMember, UserStatus, UserVerification,
    }
}

#[test]
fn each_code_is_parsed_back() {
    check_all! { code and from_code: Law, Note, Reason, RecoveryReason, Rule }
    for error in StepUpError::ALL {
        assert_eq!(StepUpError::from_code(error.code()), Some(*error));
    }
    for error in HostError::ALL {
        assert_eq!(HostError::from_code(error.code()), Some(*error));
    }
    assert_eq!((StepUpError::from_code("tier"), HostError::from_code("pool")), (None, None));
}

#[test]
fn an_unknown_name_gets_a_short_list_of_the_expected_names() {
    let short = "nope".parse::<CodeFactor>().unwrap_err();
    assert_eq!(short.to_string(), "The name is unknown. Expected SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.");
    let long = "nope".parse::<Rule>().unwrap_err();
    let count = Rule::ALL.len();
    let start = format!("The name is unknown. Expected one of {count} names, for example sms-one-origin, ");
    assert!(long.to_string().starts_with(&start) && long.to_string().len() < 150, "{long}");
    assert_eq!(UnknownName::new(&[]).to_string(), "The name is unknown.");
    assert_eq!(UnknownName::new(&["ONE"]).to_string(), "The name is unknown. Expected ONE.");
}
