//! Levels and step-up (SPEC 12): from an earlier session only what is missing is asked for, and only where it counts.

use cognito_mfa::{
    Access, Account, Answer, Attachment, Attribute, Awaits, Circumstances, CodeFactor, CodeFactorSet, Denial,
    DevicePlace, EarlierSession, Exception, Factor, FactorSet, FirstChallenge, FirstChallengeSet, FirstFactor, Level,
    LevelNames, LevelNamesError, MfaMode, MfaPreference, OutOfOrder, Password, PoolPolicy, Progress, Proven, Reason,
    SignIn, Step, StepUp, StepUpError, Tier, Totp, User, UserStatus, aim,
};

const PASSWORD: Proven = Proven::first(FirstFactor::Password, Attachment::Platform);

/// A pool that offers SMS and TOTP to who wants them.
fn pool() -> PoolPolicy {
    let configured = FactorSet::of(&[Factor::Sms, Factor::Totp]);
    PoolPolicy { mode: MfaMode::Optional, configured, ..PoolPolicy::default() }
}

/// A user who can use both, and has enabled neither.
fn ann() -> User {
    User { phone: Attribute::Verified, totp: Totp::Verified, ..User::default() }
}

fn with_codes(codes: &[CodeFactor]) -> Proven {
    Proven { codes: CodeFactorSet::of(codes), ..PASSWORD }
}

/// A choice-based sign-in that aims at the level, the user having proven this so many seconds ago; 60 are allowed.
fn begin(user: User, target: Level, proven: Proven, age_seconds: u64) -> Step {
    let earlier = Some(EarlierSession { proven, age_seconds });
    let step_up = StepUp { earlier, max_age_seconds: Some(60), ..StepUp::to(target.name()) };
    SignIn::begin_user_auth(&pool(), user, None, Circumstances::default(), Some(&step_up)).unwrap()
}

#[track_caller]
fn check(user: User, target: Level, proven: Proven, awaits: Awaits, reason: Option<Reason>) {
    let waiting = SignIn { awaits, circumstances: Circumstances::default(), target: Some(target) };
    let step = Step { user, progress: Progress::Waiting(waiting), reason };
    assert_eq!(begin(user, target, proven, 60), step);
}

#[test]
fn what_a_session_lacks_is_asked_for_and_no_more() {
    let (sms, totp, end) = (CodeFactor::Sms, CodeFactor::Totp, DevicePlace::AtTheEnd);
    let idle = Some(Reason::MfaNotDemanded);
    check(ann(), Level::Four, PASSWORD, Awaits::StepUpCode(PASSWORD, totp, end), idle);
    check(ann(), Level::Three, PASSWORD, Awaits::StepUpChoice(PASSWORD, CodeFactorSet::of(&[sms, totp]), end), idle);
    let strong = with_codes(&[sms]);
    check(ann(), Level::Four, strong, Awaits::StepUpCode(strong, totp, end), idle);
    // The preferred factor is asked for where it is enough.
    let preference = MfaPreference::keeping(FactorSet::of(&[Factor::Sms, Factor::Totp]), Some(sms));
    let bob = User { preference, ..ann() };
    let preferred = Some(Reason::PreferredFactor);
    check(bob, Level::Three, PASSWORD, Awaits::StepUpCode(PASSWORD, sms, end), preferred);
    check(bob, Level::Four, PASSWORD, Awaits::StepUpCode(PASSWORD, totp, end), preferred);
    // What comes before any code still does.
    let account = Account::new(UserStatus::ForceChangePassword, Password::Temporary);
    let new = User { account, ..ann() };
    check(new, Level::Four, PASSWORD, Awaits::NewPassword(PASSWORD), Some(Reason::NewPasswordRequired));
    // No code follows a passkey: a password has to be proven first.
    let passkey = Proven::first(FirstFactor::PasskeyVerified, Attachment::Platform);
    check(ann(), Level::Four, passkey, Awaits::FirstFactorChoice, None);
}

#[test]
fn a_session_that_does_not_count_gives_nothing() {
    let choosing = SignIn {
        awaits: Awaits::FirstFactorChoice,
        circumstances: Circumstances::default(),
        target: Some(Level::Four),
    };
    assert_eq!(begin(ann(), Level::Four, PASSWORD, 61).progress, Progress::Waiting(choosing));
    assert_eq!(begin(ann(), Level::Four, with_codes(&[CodeFactor::Totp]), 61).progress, Progress::Waiting(choosing));
    let account = Account::new(UserStatus::Unconfirmed, Password::Permanent);
    let unconfirmed = begin(User { account, ..ann() }, Level::Four, PASSWORD, 0);
    assert_eq!(unconfirmed.progress, Progress::Denied(Denial::UserNotConfirmed, Reason::UserUnconfirmed));
}

#[test]
fn a_target_that_cannot_be_aimed_at_is_an_error() {
    let missed = |user, proven| {
        let step = begin(user, Level::Four, proven, 0);
        let Progress::TargetMissed(error) = step.progress else { panic!("{step:?}") };
        (error, error.code(), error.exception())
    };
    let reached = (StepUpError::Reached, "acr-level-reached", Exception::InvalidParameter);
    assert_eq!(missed(ann(), with_codes(&[CodeFactor::Totp])), reached);
    let unreachable = (StepUpError::Unreachable, "acr-level-unreachable", Exception::InvalidParameter);
    assert_eq!(missed(User { totp: Totp::Absent, ..ann() }, PASSWORD), unreachable);

    // From the earlier session alone, whatever may be chosen first.
    let earlier = Some(EarlierSession { proven: PASSWORD, age_seconds: 0 });
    let from_earlier = StepUp { earlier, ..StepUp::to(Level::Four.name()) };
    assert_eq!(aim(&pool(), ann().facts(), FirstChallengeSet::EMPTY, &from_earlier), Ok(Level::Four));
    let firsts = FirstChallengeSet::of(&[FirstChallenge::Password]);
    let aimed = |tier, names: &str| aim(&PoolPolicy { tier, ..pool() }, ann().facts(), firsts, &StepUp::to(names));
    let refused = |tier, names| aimed(tier, names).map_err(|error| (error.code(), error.exception()));
    assert_eq!(refused(Tier::Plus, "urn:cognito:loa:5"), Err(("acr-values-unknown", Exception::InvalidParameter)));
    let lite = Err(("tier-excludes-features", Exception::FeatureUnavailableInTier));
    assert_eq!(refused(Tier::Lite, "urn:cognito:loa:1"), lite);
    assert_eq!(refused(Tier::Essentials, "urn:cognito:loa:1"), Ok(Level::One));
}

#[test]
fn an_answer_on_the_way_to_a_target_counts_while_it_leads_there() {
    let (sms, totp, end) = (CodeFactor::Sms, CodeFactor::Totp, DevicePlace::AtTheEnd);
    let sign_in = |target, awaits| SignIn { awaits, circumstances: Circumstances::default(), target: Some(target) };
    let code = |factor| sign_in(Level::Four, Awaits::StepUpCode(PASSWORD, factor, end));
    let answered = |from: SignIn, user, answer| from.step(&pool(), user, answer).map(|step| step.progress);

    let proven = Progress::Authenticated(with_codes(&[totp]));
    assert_eq!(answered(code(totp), ann(), Answer::SoftwareTokenMfa), Ok(proven));
    for answer in [Answer::SmsMfa, Answer::EmailOtp, Answer::SelectMfaType(Some(totp)), Answer::MfaSetup(totp)] {
        assert_eq!(answered(code(totp), ann(), answer), Err(OutOfOrder));
    }
    // SMS does not lead to the highest level, whoever says that it was asked for.
    assert_eq!(answered(code(sms), ann(), Answer::SmsMfa), Ok(Progress::Waiting(code(totp))));
    // What has reached it already lacks nothing, and a code more proves nothing.
    let forged = sign_in(Level::Four, Awaits::StepUpCode(with_codes(&[totp]), sms, end));
    assert_eq!(answered(forged, ann(), Answer::SmsMfa), Ok(proven));
    let disabled = Progress::Denied(Denial::NotAuthorized, Reason::UserDisabled);
    let gone = User { access: Access::Disabled, ..ann() };
    assert_eq!(answered(code(totp), gone, Answer::SoftwareTokenMfa), Ok(disabled));

    let choice = sign_in(Level::Three, Awaits::StepUpChoice(PASSWORD, CodeFactorSet::of(&[sms, totp]), end));
    let chosen = |factor| answered(choice, ann(), Answer::SelectMfaType(factor));
    let waiting = sign_in(Level::Three, Awaits::StepUpCode(PASSWORD, sms, end));
    assert_eq!(chosen(Some(sms)), Ok(Progress::Waiting(waiting)));
    assert_eq!(chosen(Some(CodeFactor::Email)), Ok(Progress::MfaTypeNotOffered));
    assert_eq!(chosen(None), Ok(Progress::MfaTypeNotOffered));
}

#[test]
fn level_names_are_held_to_their_pattern_and_all_different() {
    let rename = |tier, name: &str| LevelNames::new(tier, [None, Some(name.to_owned().into()), None, None]).err();
    for name in ["!", "#", "[", "]", "~", &"x".repeat(64), "urn:cognito:loa:2"] {
        assert_eq!((rename(Tier::Plus, name), rename(Tier::Lite, name)), (None, Some(LevelNamesError::Tier)));
    }
    for name in ["", " ", "\"", "\\", "\x7F", "é", &"x".repeat(65)] {
        assert_eq!(rename(Tier::Essentials, name), Some(LevelNamesError::Malformed(Level::Two)), "{name:?}");
    }
    assert_eq!(LevelNames::new(Tier::Lite, [None, None, None, None]), Ok(LevelNames::default()));
    assert_eq!(rename(Tier::Plus, "urn:cognito:loa:1"), Some(LevelNamesError::Repeated(Level::Two, Level::One)));
    assert_eq!(rename(Tier::Plus, "urn:cognito:loa:4"), Some(LevelNamesError::Repeated(Level::Four, Level::Two)));
}
