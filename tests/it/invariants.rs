//! The checks of `invariants` find every broken law, and this crate doesn't break any.

use std::cell::Cell;
use std::collections::BTreeSet;

use cognito_mfa::assurance::Proven;
use cognito_mfa::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::invariants::{
    Broken, Law, check, check_decider, check_ending, check_outcome, check_preference, check_step, check_transition,
    check_user,
};
use cognito_mfa::pool::{DeviceConfiguration, MfaMode, RiskLevel};
use cognito_mfa::sign_in::{
    Asked, Challenge, Denial, Device, FirstFactor, NextStep, SignInContext, SignInDenied, UserEvents,
};
use cognito_mfa::user::{Attribute, MfaPreference, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Answer, Attempt, Outcome, PoolPolicy, Progress, SignIn, Step, User, UserCommand, UserFacts};

const DENIED: Outcome = Outcome::Denied(Denial::NotAuthorized);

/// A pool that requires MFA and offers TOTP and passkeys.
fn pool() -> PoolPolicy {
    let configured = FactorSet::of(&[Factor::Totp, Factor::Passkey]);
    PoolPolicy::default().with_mode(MfaMode::On).with_configured(configured)
}

/// A user with a TOTP token, a phone number and TOTP enabled.
fn ann() -> User {
    let preference = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Totp]), None);
    let passkeys = Passkeys::CanVerify;
    crate::plain_user()
        .with_phone(Attribute::Verified)
        .with_totp(Totp::Verified)
        .with_passkeys(passkeys)
        .with_preference(preference)
}

fn totp_on(preferred: Preferred) -> PreferenceChange {
    PreferenceChange::new().with_totp(CodeSetting::new(Switch::On, preferred))
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
fn the_checks_find_every_broken_law() {
    use CodeFactor::{Email, Sms, Totp};
    let asks = |factor| Outcome::Challenge(Challenge::Code(factor));
    let chooses = |codes: &[CodeFactor]| Outcome::Challenge(Challenge::SelectMfaType(CodeFactorSet::of(codes)));
    let sets_up = |codes: &[CodeFactor]| Outcome::Challenge(Challenge::MfaSetup(CodeFactorSet::of(codes)));
    let with =
        |enabled: &[Factor]| ann().with_preference(MfaPreference::with_valid_preferred(FactorSet::of(enabled), None));
    let passkey_off = PreferenceChange::new().with_passkey(Switch::Off);
    let email_on = PreferenceChange::new().with_email(CodeSetting::new(Switch::On, Preferred::No));
    let (calls, set) = (Cell::new(0), |factors: &[Factor]| FactorSet::of(factors));
    let fickle = || {
        calls.set(calls.get() + 1);
        if calls.get() > 1 { DENIED } else { asks(Totp) }
    };
    // A remembered device where the same sign-in from an unknown device would be denied.
    let device = |is_denied: fn(Attempt) -> bool| {
        let remembered = Some(DeviceConfiguration::default());
        let attempt = Attempt { device: Device::Remembered, ..Attempt::password() };
        let decide = |attempt| if is_denied(attempt) { DENIED } else { Outcome::Challenge(Challenge::DeviceSrp) };
        let pool = pool().with_device(remembered);
        check_decider(&pool, ann().facts(), attempt, |_, _, attempt| decide(attempt))
    };
    let when_risky = |attempt: Attempt, risky, calm| if attempt.risk == RiskLevel::None { calm } else { risky };
    let rows: &[(Law, Result<(), Broken>)] = &[
        (Law::PasskeyKeepsCompanion, transition(&pool(), passkey_off, &with(&[Factor::Passkey]))),
        (Law::PasswordIsNotEnough, outcome(FirstFactor::Password, Outcome::Authenticated)),
        (Law::PasswordIsNotEnough, outcome(FirstFactor::Password, Outcome::Challenge(Challenge::DeviceSrp))),
        (Law::PasswordIsNotEnough, device(|attempt| attempt.device == Device::Unknown)),
        (Law::OnlyPasskeyMfaIsEnough, outcome(FirstFactor::SmsOtp, Outcome::Authenticated)),
        (Law::OnlyPasskeyMfaIsEnough, outcome(crate::VERIFIED_PASSKEY, Outcome::Authenticated)),
        (Law::PresenceIsNotMfa, outcome(crate::PRESENCE_PASSKEY, Outcome::Authenticated)),
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
    let rows = &[rows, &broken_walks()].concat();
    for (law, answer) in rows {
        assert_eq!(answer.unwrap_err().law(), *law);
    }
    let broken: BTreeSet<_> = rows.iter().map(|(law, _)| *law).collect();
    let unbroken: Vec<_> = Law::ALL.iter().filter(|law| !broken.contains(law)).collect();
    // The check for the reason takes no outcome. It checks only this crate's own decision.
    assert_eq!(unbroken, [&Law::ReasonSpeaksForOutcome]);
}

/// Steps that a sign-in machine must never take, each with the law that it breaks.
fn broken_walks() -> Vec<(Law, Result<(), Broken>)> {
    let password = Proven::first(FirstFactor::Password);
    let context = SignInContext::default();
    let sign_in = |next| SignIn { asked: Asked::After(password, next), context, stamp: ann().stamp, target: None };
    // A step of this crate, changed so that it breaks a law.
    let real = sign_in(NextStep::Device).step(&pool(), ann(), Answer::DeviceBegun).unwrap();
    let ends = |user, events, proven| {
        let mut step: Step = real;
        (step.user, step.events, step.progress) = (user, events, Progress::Authenticated(proven));
        step
    };
    let totp = Proven { codes: CodeFactorSet::of(&[CodeFactor::Totp]), ..password };
    let code = sign_in(NextStep::Code(CodeFactor::Totp));
    let check = |sign_in: SignIn, answer, step: Step| check_step(&pool(), &ann(), &sign_in, answer, &step);
    let ended = ends(ann(), UserEvents::NONE, totp);
    // A sign-in that ends correctly keeps the laws.
    assert_eq!(check(code, Answer::TotpCodeProven, ended), Ok(()));
    let other_user = SignIn { stamp: ann().stamp.changed(), ..code };
    let device = Proven { device_proven: true, ..totp };
    let passkey = Proven { first_factor: crate::VERIFIED_PASSKEY, ..totp };
    let changed = ann().with_totp(Totp::Absent);
    // Events from a real step of another user.
    let events =
        |user: User, sign_in: SignIn, answer, pool: &PoolPolicy| sign_in.step(pool, user, answer).unwrap().events;
    let temporary = User::new(UserStatus::ForceChangePassword, Password::Temporary, ann().stamp);
    let new_password =
        events(temporary, sign_in(NextStep::NewPassword), Answer::NewPasswordChosen, &PoolPolicy::default());
    let waits = |events: UserEvents| {
        let after = |user: User, event| user.apply(&pool(), &UserCommand::Event(event)).unwrap().into_next();
        let mut step: Step = real;
        (step.user, step.events) = (events.iter().fold(ann(), after), events);
        step.progress = Progress::Denied(SignInDenied::CredentialsReplaced);
        step
    };
    vec![
        (Law::EndingIsFresh, check(code, Answer::DeviceBegun, ended)),
        (Law::EndingIsFresh, check(code, Answer::TotpCodeProven, ends(ann(), UserEvents::NONE, device))),
        (Law::EndingIsFresh, check(code, Answer::TotpCodeProven, ends(ann(), UserEvents::NONE, passkey))),
        (Law::EndingIsFresh, check(other_user, Answer::TotpCodeProven, ended)),
        (Law::EndingIsFresh, check_ending(&pool(), ann().facts(), Attempt::password(), CodeFactorSet::EMPTY, true)),
        (Law::StepKeepsUser, check(code, Answer::TotpCodeProven, ends(changed, UserEvents::NONE, totp))),
        (Law::StepKeepsUser, check(code, Answer::NewPasswordChosen, waits(new_password))),
    ]
}

#[test]
fn the_checks_accept_what_the_laws_allow() {
    let asks = Outcome::Challenge(Challenge::Code(CodeFactor::Totp));
    assert_eq!(check_user(&ann()), Ok(()));
    assert_eq!(decider(|_, _, _| asks), Ok(()));
    assert_eq!(outcome(FirstFactor::ExternalProvider, Outcome::Authenticated), Ok(()));
    let preferred = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Totp]), Some(CodeFactor::Totp));
    assert_eq!(transition(&pool(), totp_on(Preferred::Yes), &ann().with_preference(preferred)), Ok(()));
}

#[test]
fn a_law_has_a_number_and_one_sentence() {
    for law in Law::ALL {
        let sentence = law.sentence();
        assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "{sentence}");
        assert!(law.number().starts_with("13."), "{law}");
    }
    let broken = outcome(crate::PRESENCE_PASSKEY, Outcome::Authenticated).unwrap_err();
    let text = "Law 13.3 doesn't hold: A passkey without user verification never satisfies MFA.";
    assert_eq!((broken.to_string().as_str(), broken.law().code()), (text, "presence-is-not-mfa"));
}

#[test]
fn this_crate_keeps_every_law_for_every_kind_of_user() {
    let configured = [FactorSet::EMPTY, FactorSet::of(&[Factor::Totp, Factor::Passkey]), FactorSet::all()];
    for mode in MfaMode::ALL {
        for configured in configured {
            let pool = PoolPolicy::default().with_mode(*mode).with_configured(configured);
            for user in UserFacts::all().step_by(131) {
                assert_eq!(check(&pool, &user.user(crate::STAMP)), Ok(()), "{user:?} in {pool:?}");
            }
        }
    }
}
