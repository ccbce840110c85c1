//! The checks of `invariants`: every law can be found broken, and none is by this crate.

use std::cell::Cell;
use std::collections::BTreeSet;

use cognito_mfa::invariants::{
    Broken, Law, check, check_decider, check_outcome, check_preference, check_transition, check_user,
};
use cognito_mfa::{
    Attempt, Attribute, Caller, Challenge, CodeFactor, CodeFactorSet, CodeSetting, Denial, Factor, FactorSet,
    FirstFactor, MfaMode, MfaPreference, Outcome, Passkeys, PoolPolicy, PreferenceChange, Preferred, RiskLevel, Switch,
    Totp, User, UserFacts,
};

const DENIED: Outcome = Outcome::Denied(Denial::NotAuthorized);

/// A pool that demands MFA and offers TOTP and passkeys.
fn pool() -> PoolPolicy {
    let configured = FactorSet::of(&[Factor::Totp, Factor::Passkey]);
    PoolPolicy { mode: MfaMode::On, configured, ..PoolPolicy::default() }
}

/// A user with a TOTP token and a phone number, TOTP enabled.
fn ann() -> User {
    let preference = MfaPreference::keeping(FactorSet::of(&[Factor::Totp]), None);
    let passkeys = Passkeys::CanVerify;
    User { phone: Attribute::Verified, totp: Totp::Verified, passkeys, preference, ..User::default() }
}

fn totp_on(preferred: Preferred) -> PreferenceChange {
    PreferenceChange { totp: Some(CodeSetting { switch: Switch::On, preferred }), ..PreferenceChange::default() }
}

fn outcome(first_factor: FirstFactor, outcome: Outcome) -> Result<(), Broken> {
    check_outcome(&pool(), ann().facts(), Attempt::with(first_factor), outcome)
}

fn decider(decide: impl Fn(&PoolPolicy, UserFacts, Attempt) -> Outcome) -> Result<(), Broken> {
    let attempt = Attempt { risk: RiskLevel::High, ..Attempt::password() };
    check_decider(&pool(), ann().facts(), attempt, decide)
}

fn transition(pool: &PoolPolicy, change: PreferenceChange, after: &User) -> Result<(), Broken> {
    check_transition(pool, &ann(), Caller::Admin, change, after)
}

#[test]
fn every_law_can_be_found_broken() {
    use CodeFactor::{Email, Sms, Totp};
    let asks = |factor| Outcome::Challenge(Challenge::Code(factor));
    let chooses = |codes: &[CodeFactor]| Outcome::Challenge(Challenge::SelectMfaType(CodeFactorSet::of(codes)));
    let sets_up = |codes: &[CodeFactor]| Outcome::Challenge(Challenge::MfaSetup(CodeFactorSet::of(codes)));
    let with = |enabled: &[Factor]| User { preference: MfaPreference::keeping(FactorSet::of(enabled), None), ..ann() };
    let passkey_off = PreferenceChange { passkey: Some(Switch::Off), ..PreferenceChange::default() };
    let email_on = PreferenceChange {
        email: Some(CodeSetting { switch: Switch::On, preferred: Preferred::No }),
        ..PreferenceChange::default()
    };
    let (calls, set) = (Cell::new(0), |factors: &[Factor]| FactorSet::of(factors));
    let fickle = || {
        calls.set(calls.get() + 1);
        if calls.get() > 1 { DENIED } else { asks(Totp) }
    };
    let when_risky = |attempt: Attempt, risky, calm| if attempt.risk == RiskLevel::None { calm } else { risky };
    let rows: &[(Law, Result<(), Broken>)] = &[
        (Law::PasskeyKeepsCompanion, transition(&pool(), passkey_off, &with(&[Factor::Passkey]))),
        (Law::PasswordIsNotEnough, outcome(FirstFactor::Password, Outcome::Authenticated)),
        (Law::PasswordIsNotEnough, outcome(FirstFactor::Password, Outcome::Challenge(Challenge::DeviceSrp))),
        (Law::OnlyPasskeyMfaIsEnough, outcome(FirstFactor::SmsOtp, Outcome::Authenticated)),
        (Law::OnlyPasskeyMfaIsEnough, outcome(FirstFactor::PasskeyVerified, Outcome::Authenticated)),
        (Law::PresenceIsNotMfa, outcome(FirstFactor::PasskeyPresence, Outcome::Authenticated)),
        (Law::AtMostOnePreferred, check_preference(FactorSet::all(), set(&[Factor::Sms, Factor::Totp]))),
        (Law::PreferredIsEnabled, check_preference(set(&[Factor::Sms]), set(&[Factor::Totp]))),
        (Law::PasskeyIsNotPreferred, check_preference(FactorSet::all(), set(&[Factor::Passkey]))),
        (Law::RefusalChangesNothing, transition(&pool(), email_on, &with(&[Factor::Email]))),
        (Law::TwiceIsOnce, transition(&pool(), totp_on(Preferred::Yes), &ann())),
        (Law::EqualInputsEqualAnswers, decider(|_, _, _| fickle())),
        (Law::ChoiceIsUsable, outcome(FirstFactor::Password, chooses(&[Totp]))),
        (Law::ChoiceIsUsable, outcome(FirstFactor::Password, chooses(&[Sms, Totp]))),
        (Law::SetUpCanBeDone, outcome(FirstFactor::Password, sets_up(&[Totp]))),
        (Law::SetUpCanBeDone, outcome(FirstFactor::Password, sets_up(&[Email]))),
        (Law::SetUpCanBeDone, outcome(FirstFactor::Password, sets_up(&[Sms]))),
        (Law::RiskNeverAdmits, decider(|_, _, attempt| when_risky(attempt, asks(Totp), DENIED))),
        (Law::RiskAddsNoFactor, decider(|_, _, attempt| when_risky(attempt, asks(Sms), asks(Totp)))),
    ];
    for (law, answer) in rows {
        assert_eq!(answer.unwrap_err().law(), *law);
    }
    let broken: BTreeSet<_> = rows.iter().map(|(law, _)| *law).collect();
    let unbroken: Vec<_> = Law::ALL.iter().filter(|law| !broken.contains(law)).collect();
    // A reason cannot be given to the check: it is asked of this crate's own decision alone.
    assert_eq!(unbroken, [&Law::ReasonSpeaksForOutcome]);
}

#[test]
fn what_the_laws_allow_is_not_found_broken() {
    let asks = Outcome::Challenge(Challenge::Code(CodeFactor::Totp));
    assert_eq!(check_user(&ann()), Ok(()));
    assert_eq!(decider(|_, _, _| asks), Ok(()));
    assert_eq!(outcome(FirstFactor::ExternalProvider, Outcome::Authenticated), Ok(()));
    let preferred = MfaPreference::keeping(FactorSet::of(&[Factor::Totp]), Some(CodeFactor::Totp));
    assert_eq!(transition(&pool(), totp_on(Preferred::Yes), &User { preference: preferred, ..ann() }), Ok(()));
}

#[test]
fn a_law_is_told_by_its_number_and_in_one_sentence() {
    for law in Law::ALL {
        let sentence = law.sentence();
        assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "{sentence}");
        assert!(law.number().starts_with("13."), "{law}");
    }
    let broken = outcome(FirstFactor::PasskeyPresence, Outcome::Authenticated).unwrap_err();
    let text = "SPEC 13.3 does not hold: A passkey without user verification never satisfies MFA.";
    assert_eq!((broken.to_string().as_str(), broken.law().code()), (text, "presence-is-not-mfa"));
}

#[test]
fn this_crate_keeps_every_law_for_users_of_every_kind() {
    let configured = [FactorSet::EMPTY, FactorSet::of(&[Factor::Totp, Factor::Passkey]), FactorSet::all()];
    for mode in MfaMode::ALL {
        for configured in configured {
            let pool = PoolPolicy { mode: *mode, configured, ..PoolPolicy::default() };
            for user in UserFacts::all().step_by(131) {
                assert_eq!(check(&pool, &user.user()), Ok(()), "{user:?} in {pool:?}");
            }
        }
    }
}
