//! A refusal lists every violation in the order of the table, and shows the message of the first one.

use cognito_mfa::command::SetMfaConfig;
use cognito_mfa::evidence::Evidence;
use cognito_mfa::exception::Exception;
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, Tier};
use cognito_mfa::rules::{Rule, Violation};
use cognito_mfa::user::UserEvent;
use cognito_mfa::wire::{DecodeError, Request};
use cognito_mfa::{Pool, PoolCommand, Profile, UserCommand};

#[test]
fn a_rejection_lists_every_violation_and_shows_the_first() {
    let request = SetMfaConfig::new(MfaMode::On);
    let pool = Pool::new(Tier::Essentials, Profile::Documented).with_passwordless(PasswordlessFactorSet::all());
    let refusal = pool.apply(&PoolCommand::SetMfaConfig(request)).unwrap_err();
    let rules: Vec<_> = refusal.violations().map(Violation::rule).collect();
    assert_eq!(rules, [Rule::ModeNeedsFactorBlock, Rule::OnExcludesOtpFirstFactor, Rule::OnPasskeyNeedsMultiFactor]);
    let text = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.";
    let first = refusal.first();
    assert_eq!((first.rule(), first.message().as_str(), first.to_string().as_str()), (rules[0], text, text));
    assert_eq!(refusal.to_string(), text);
    assert_eq!((first.exception(), first.evidence()), (Exception::InvalidParameter, &[Evidence::Measured][..]));
    for violation in refusal.violations() {
        assert!(violation.rule().rows().any(|row| row == violation.row()), "{violation}");
    }
}

#[test]
fn a_violation_fills_in_the_placeholders_of_its_message() {
    let refusal = crate::plain_user()
        .apply(
            &Pool::new(Tier::Essentials, Profile::Observed).policy(),
            &UserCommand::Event(UserEvent::SignUpConfirmed),
        )
        .unwrap_err();
    assert_eq!(refusal.to_string(), "User cannot be confirmed. Current status is CONFIRMED");
    assert_eq!(
        (refusal.first().exception(), refusal.first().evidence()),
        (Exception::NotAuthorized, &[Evidence::Reported][..])
    );
}

#[test]
fn each_fault_of_a_request_is_one_sentence() {
    let refused = Request::decode("SetUserPoolMfaConfig", r#"{"UserPoolId":"","MfaConfiguration":"off"}"#);
    let Err(DecodeError::Constraints(constraints)) = refused else { panic!("{refused:?}") };
    let sentences = [
        "Value '' at 'userPoolId' failed to satisfy constraint: Member must have length greater than or equal to 1",
        r"Value '' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
        "Value 'off' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
    ];
    assert!(constraints.faults().eq(sentences), "{constraints}");
    assert_eq!(constraints.to_string(), format!("3 validation errors detected: {}", sentences.join("; ")));
}
