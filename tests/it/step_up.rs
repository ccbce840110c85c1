//! Levels and step-up (spec 12): a step-up from an earlier session that counts asks only for what the session lacks.

use cognito_mfa::assurance::{AcrLevel, AcrLevelNames, AcrLevelNamesError, Proven};
use cognito_mfa::exception::Exception;
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, Tier};
use cognito_mfa::sign_in::{
    Asked, EarlierSession, FirstFactor, NextStep, Reason, SignInContext, SignInDenied, StepUp, StepUpError,
    StepUpTarget,
};
use cognito_mfa::user::{Account, AccountState, Attribute, MfaPreference, Password, Totp, UserStatus};
use cognito_mfa::{Answer, PoolPolicy, Progress, SignIn, Step, User};

const PASSWORD: Proven = Proven::first(FirstFactor::Password);

/// A pool with the mode OPTIONAL that offers SMS and TOTP.
fn pool() -> PoolPolicy {
    let configured = FactorSet::of(&[Factor::Sms, Factor::Totp]);
    PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(configured)
}

/// A user who can use both factors and has enabled neither.
fn ann() -> User {
    crate::plain_user().with_phone(Attribute::Verified).with_totp(Totp::Verified)
}

fn with_codes(codes: &[CodeFactor]) -> Proven {
    Proven { codes: CodeFactorSet::of(codes), ..PASSWORD }
}

/// A choice-based sign-in with this target, and an earlier session of this age in seconds. The age limit is 60 seconds.
fn begin(user: User, target: AcrLevel, proven: Proven, age_seconds: u64) -> Step {
    let earlier = Some(EarlierSession { proven, age_seconds, stamp: Some(user.stamp) });
    let step_up = StepUp::to(target.name()).with_earlier(earlier).with_max_age_seconds(60);
    SignIn::begin_user_auth(&pool(), user, None, SignInContext::default(), Some(&step_up)).unwrap()
}

fn waiting(level: AcrLevel, earlier: Option<&[CodeFactor]>, asked: Asked) -> SignIn {
    let target = Some(StepUpTarget { level, earlier: earlier.map(CodeFactorSet::of) });
    SignIn { asked, context: SignInContext::default(), stamp: crate::STAMP, target }
}

/// What a step-up from a session with these codes asks for.
#[track_caller]
fn check(user: User, target: AcrLevel, codes: &[CodeFactor], next: NextStep, reason: Reason) {
    let waiting = waiting(target, Some(codes), Asked::After(PASSWORD, next));
    let step = begin(user, target, with_codes(codes), 60);
    assert_eq!((step.progress, step.reason), (Progress::Waiting(waiting), Some(reason)));
    assert!(step.events.is_empty());
}

#[test]
fn a_step_up_asks_only_for_what_the_session_lacks() {
    let (sms, totp) = (CodeFactor::Sms, CodeFactor::Totp);
    let idle = Reason::MfaNotDemanded;
    check(ann(), AcrLevel::Four, &[], NextStep::Code(totp), idle);
    check(ann(), AcrLevel::Three, &[], NextStep::MfaChoice(CodeFactorSet::of(&[sms, totp])), idle);
    check(ann(), AcrLevel::Four, &[sms], NextStep::Code(totp), idle);
    // The user opted in, so the step-up asks for the preferred factor first. Then it asks for what the target lacks.
    let preference = MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Sms, Factor::Totp]), Some(sms));
    let bob = ann().with_preference(preference);
    check(bob, AcrLevel::Four, &[], NextStep::Code(sms), Reason::PreferredFactor);
    check(bob, AcrLevel::Four, &[sms], NextStep::Code(totp), Reason::PreferredFactor);
    // The denials before any code still apply.
    let account = Account::new(UserStatus::ForceChangePassword, Password::Temporary);
    check(ann().with_account(account), AcrLevel::Four, &[], NextStep::NewPassword, Reason::NewPasswordRequired);
}

#[test]
fn a_choice_is_narrowed_to_the_factors_that_reach_the_target() {
    let (sms, totp) = (CodeFactor::Sms, CodeFactor::Totp);
    let pool = pool().with_mode(MfaMode::On);
    let begin = |target: AcrLevel| {
        let step_up = StepUp::to(target.name());
        SignIn::begin(&pool, ann(), FirstFactor::Password, SignInContext::default(), Some(&step_up)).progress
    };
    let asks = |level, next| Progress::Waiting(waiting(level, None, Asked::After(PASSWORD, next)));
    assert_eq!(begin(AcrLevel::Four), asks(AcrLevel::Four, NextStep::Code(totp)));
    let both = NextStep::MfaChoice(CodeFactorSet::of(&[sms, totp]));
    assert_eq!(begin(AcrLevel::Three), asks(AcrLevel::Three, both));
    assert_eq!(begin(AcrLevel::One), asks(AcrLevel::One, both));
}

#[test]
fn a_session_that_does_not_count_proves_nothing() {
    let choosing = Progress::Waiting(waiting(AcrLevel::Four, None, Asked::FirstFactorChoice));
    // The session is too old.
    assert_eq!(begin(ann(), AcrLevel::Four, PASSWORD, 61).progress, choosing);
    assert_eq!(begin(ann(), AcrLevel::Four, with_codes(&[CodeFactor::Totp]), 61).progress, choosing);
    // No password was proven. A claim doesn't show whether a passkey verified the user, and codes follow a password only.
    for first in FirstFactor::KINDS.iter().filter(|first| **first != FirstFactor::Password) {
        let proven = Proven { codes: CodeFactorSet::all(), ..Proven::first(*first) };
        assert_eq!(begin(ann(), AcrLevel::Four, proven, 0).progress, choosing);
    }
    // The credentials have changed, or the host can't tell.
    for stamp in [None, Some(crate::STAMP.changed())] {
        let earlier = Some(EarlierSession { proven: PASSWORD, age_seconds: 0, stamp });
        let step_up = StepUp::to(AcrLevel::Four.name()).with_earlier(earlier);
        let step = SignIn::begin_user_auth(&pool(), ann(), None, SignInContext::default(), Some(&step_up));
        assert_eq!(step.unwrap().progress, choosing);
    }
    let account = Account::new(UserStatus::Unconfirmed, Password::Permanent);
    let unconfirmed = begin(ann().with_account(account), AcrLevel::Four, PASSWORD, 0);
    assert_eq!(unconfirmed.progress, Progress::Denied(SignInDenied::Decision(Reason::UserUnconfirmed)));
}

#[test]
fn an_unreachable_target_is_an_error() {
    let missed = |user, proven| {
        let step = begin(user, AcrLevel::Four, proven, 0);
        let Progress::Denied(denied) = step.progress else { panic!("{step:?}") };
        (denied, denied.code(), denied.exception())
    };
    let reached = (StepUpError::Reached.into(), "acr-level-reached", Exception::InvalidParameter);
    assert_eq!(missed(ann(), with_codes(&[CodeFactor::Totp])), reached);
    let unreachable = (StepUpError::Unreachable.into(), "acr-level-unreachable", Exception::InvalidParameter);
    assert_eq!(missed(ann().with_totp(Totp::Absent), PASSWORD), unreachable);

    let refused = |tier, names| {
        let target = StepUp::to(names).of_choice(&pool().with_tier(tier), &ann());
        target.map(|target| target.level).map_err(|error| (error.code(), error.exception()))
    };
    assert_eq!(refused(Tier::Plus, "urn:cognito:loa:5"), Err(("acr-values-unknown", Exception::InvalidParameter)));
    let lite = Err(("tier-excludes-features", Exception::FeatureUnavailableInTier));
    assert_eq!(refused(Tier::Lite, "urn:cognito:loa:1"), lite);
    assert_eq!(refused(Tier::Essentials, "urn:cognito:loa:1"), Ok(AcrLevel::One));
}

#[test]
fn an_answer_counts_while_it_leads_to_the_target() {
    let (sms, totp) = (CodeFactor::Sms, CodeFactor::Totp);
    let sign_in = |level, proven, next| waiting(level, None, Asked::After(proven, next));
    let code = |factor| sign_in(AcrLevel::Four, PASSWORD, NextStep::Code(factor));
    let answered = |from: SignIn, user, answer| from.step(&pool(), user, answer).map(|step| step.progress);

    let proven = Progress::Authenticated(with_codes(&[totp]));
    assert_eq!(answered(code(totp), ann(), Answer::TotpCodeProven), Ok(proven));
    // SMS doesn't lead to the highest level, even if the stored sign-in claims that it was asked for.
    assert_eq!(answered(code(sms), ann(), Answer::SmsCodeProven), Ok(Progress::Waiting(code(totp))));
    // A sign-in that has reached the target lacks nothing, and one more code proves nothing.
    let forged = sign_in(AcrLevel::Four, with_codes(&[totp]), NextStep::Code(sms));
    assert_eq!(answered(forged, ann(), Answer::SmsCodeProven), Ok(proven));
    let disabled = Progress::Denied(SignInDenied::Decision(Reason::UserDisabled));
    let gone = ann().with_access(AccountState::Disabled);
    assert_eq!(answered(code(totp), gone, Answer::TotpCodeProven), Ok(disabled));

    let choice = sign_in(AcrLevel::Three, PASSWORD, NextStep::MfaChoice(CodeFactorSet::of(&[sms, totp])));
    let chosen = |factor| answered(choice, ann(), Answer::MfaTypeChosen(factor));
    let asked = sign_in(AcrLevel::Three, PASSWORD, NextStep::Code(sms));
    assert_eq!(chosen(Some(sms)), Ok(Progress::Waiting(asked)));
    assert_eq!(chosen(Some(CodeFactor::Email)), Ok(Progress::Denied(SignInDenied::MfaTypeNotOffered)));
    assert_eq!(chosen(None), Ok(Progress::Denied(SignInDenied::MfaTypeNotOffered)));
}

#[test]
fn level_names_match_the_pattern_and_are_different() {
    let rename = |tier, name: &str| AcrLevelNames::new(tier, [None, Some(name.to_owned().into()), None, None]).err();
    for name in ["!", "#", "[", "]", "~", &"x".repeat(64), "urn:cognito:loa:2"] {
        assert_eq!((rename(Tier::Plus, name), rename(Tier::Lite, name)), (None, Some(AcrLevelNamesError::Tier)));
    }
    for name in ["", " ", "\"", "\\", "\x7F", "é", &"x".repeat(65)] {
        assert_eq!(rename(Tier::Essentials, name), Some(AcrLevelNamesError::Malformed(AcrLevel::Two)), "{name:?}");
    }
    assert_eq!(AcrLevelNames::new(Tier::Lite, [None, None, None, None]), Ok(AcrLevelNames::default()));
    assert_eq!(
        rename(Tier::Plus, "urn:cognito:loa:1"),
        Some(AcrLevelNamesError::Repeated(AcrLevel::Two, AcrLevel::One))
    );
    assert_eq!(
        rename(Tier::Plus, "urn:cognito:loa:4"),
        Some(AcrLevelNamesError::Repeated(AcrLevel::Four, AcrLevel::Two))
    );
}
