//! Whole sign-ins keep the laws of spec 13.9 and 13.10, even if the stored sign-in is stale or forged.
//!
//! The module `invariants` states the laws without the machine: what a sign-in proved satisfies a fresh decision. One step
//! from every stored sign-in is enough, because every walk is made of such steps.

use std::sync::LazyLock;

use cognito_mfa::apply::Transition;
use cognito_mfa::assurance::*;
use cognito_mfa::command::*;
use cognito_mfa::evidence::*;
use cognito_mfa::factor::*;
use cognito_mfa::generate::proptest::accepted_user_commands;
use cognito_mfa::invariants::check_step;
use cognito_mfa::pool::*;
use cognito_mfa::sign_in::*;
use cognito_mfa::user::*;
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::STAMP;
use crate::space::canonical::Region;
use crate::threads::in_two_threads;

const PASSWORD: Proven = Proven::first(FirstFactor::Password);

static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| {
    let codes = || CodeFactor::ALL.iter().copied();
    let proofs = [PasskeyProof::Presence, PasskeyProof::UserVerified];
    let passkeys = Attachment::ALL.iter().flat_map(|at| proofs.map(|proof| Answer::PasskeyProven(proof, *at)));
    let choices = codes().map(Some).chain([None]).map(Answer::MfaTypeChosen);
    let firsts = FirstChallenge::ALL.iter().copied().map(Answer::FirstFactorChosen);
    let others = [
        Answer::PasswordProven,
        Answer::EmailCodeProven,
        Answer::SmsOtpProven,
        Answer::SmsCodeProven,
        Answer::TotpCodeProven,
        Answer::NewPasswordChosen,
        Answer::TotpSetUpProven,
        Answer::EmailSetUpBegun,
        Answer::SmsSetUpBegun,
        Answer::DeviceBegun,
        Answer::DeviceProven,
    ];
    firsts.chain(passkeys).chain(choices).chain(others).collect()
});

/// Everything that a sign-in can hold as proven after this first factor.
fn all_proven(first: FirstFactor) -> impl Iterator<Item = Proven> {
    CodeFactorSet::subsets().flat_map(move |codes| {
        [false, true].map(|device_proven| Proven { codes, device_proven, ..Proven::first(first) })
    })
}

/// Everything that a sign-in can have asked last.
fn all_next_steps() -> Vec<NextStep> {
    let sets = CodeFactorSet::subsets().flat_map(|set| [NextStep::MfaChoice(set), NextStep::MfaSetUp(set)]);
    let codes = CodeFactor::ALL.iter().map(|factor| NextStep::Code(*factor));
    let others = [NextStep::NewPassword, NextStep::EmailSetUpCode, NextStep::Device, NextStep::DevicePassword];
    sets.chain(codes).chain(others).collect()
}

/// Every target that a sign-in can have: none, or each level, from each earlier session or from none.
fn all_targets() -> Vec<Option<StepUpTarget>> {
    let earlier = || [None].into_iter().chain(CodeFactorSet::subsets().map(Some));
    let targets =
        AcrLevel::ALL.iter().flat_map(|level| earlier().map(|earlier| Some(StepUpTarget { level: *level, earlier })));
    [None].into_iter().chain(targets).collect()
}

/// Everything that a sign-in with this proven or chosen first factor can have asked last.
fn all_asked(first: FirstFactor) -> Vec<Asked> {
    let chosen: &[FirstChallenge] = match first {
        FirstFactor::Password => &[FirstChallenge::Password, FirstChallenge::PasswordSrp],
        FirstFactor::EmailOtp => &[FirstChallenge::EmailOtp],
        FirstFactor::SmsOtp => &[FirstChallenge::SmsOtp],
        FirstFactor::Passkey(..) => &[FirstChallenge::WebAuthn],
        FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => &[],
    };
    let next_steps = all_next_steps();
    let after = all_proven(first).flat_map(|proven| next_steps.iter().map(move |next| Asked::After(proven, *next)));
    let begun = chosen.iter().map(|first| Asked::FirstFactor(*first));
    begun.chain([Asked::FirstFactorChoice]).chain(after).collect()
}

/// The answers that fit what was asked. All others are out of order, which another test checks.
fn fitting(asked: Asked) -> Vec<Answer> {
    let sign_in = |asked| SignIn { asked, context: SignInContext::default(), stamp: STAMP, target: None };
    let is_fitting =
        |answer: &Answer| sign_in(asked).step(&PoolPolicy::default(), crate::plain_user(), *answer).is_ok();
    ANSWERS.iter().copied().filter(is_fitting).collect()
}

/// The stored sign-ins of one first factor, each with the answers that fit.
struct Space {
    asked: Vec<(Asked, Vec<Answer>)>,
    targets: Vec<Option<StepUpTarget>>,
}

impl Space {
    fn of(first_factor: FirstFactor) -> Self {
        let asked = all_asked(first_factor).into_iter().map(|asked| (asked, fitting(asked))).collect();
        Self { asked, targets: all_targets() }
    }

    /// Takes one step from every stored sign-in, with the user's stamp and with another stamp.
    fn check(&self, pool: &PoolPolicy, user: User, context: SignInContext) -> usize {
        let mut ended = 0;
        for (asked, answers) in &self.asked {
            for target in &self.targets {
                for stamp in [STAMP, CredentialStamp(8)] {
                    let sign_in = SignIn { asked: *asked, context, stamp, target: *target };
                    for answer in answers {
                        let step = sign_in.step(pool, user, *answer).expect("the answer fits");
                        let kept = check_step(pool, &user, &sign_in, *answer, &step);
                        assert_eq!(kept, Ok(()), "{sign_in:?}, {answer:?} by {user:?} in {pool:?}: {step:?}");
                        ended += usize::from(matches!(step.progress, Progress::Authenticated(_)));
                    }
                }
            }
        }
        ended
    }
}

/// The folded pools, users and contexts of a first factor. The decision doesn't read whether a pool has a device
/// configuration, but the machine does.
fn folded(region: &Region) -> Vec<(PoolPolicy, UserFacts, SignInContext)> {
    let not_challenged = DeviceConfiguration::new()
        .with_challenge_required_on_new_device(false)
        .with_device_only_remembered_on_user_prompt(false);
    let scenes = region.scenes.iter().flat_map(|scene| {
        let context = SignInContext { device: scene.attempt.device, risk: scene.attempt.risk };
        let remembers = scene.pool.device.is_none() && context.device == Device::Remembered;
        let other = remembers.then_some(scene.pool.with_device(not_challenged));
        [Some(scene.pool), other].into_iter().flatten().map(move |pool| (pool, context))
    });
    scenes.flat_map(|(pool, context)| region.users.iter().map(move |user| (pool, *user, context))).collect()
}

/// Checks each item of the folded space whose number is `shard` modulo `shards`.
fn check_shard(shard: usize, shards: usize) -> usize {
    Region::all()
        .map(|region| {
            let space = Space::of(region.first_factor);
            let items: Vec<_> = folded(&region).into_iter().skip(shard).step_by(shards).collect();
            in_two_threads(&items, |(pool, user, context)| space.check(pool, user.user(STAMP), *context))
        })
        .sum()
}

#[test]
fn one_step_from_every_stored_sign_in_keeps_the_laws_on_a_sample_of_pools_and_users() {
    // The step is a prime, so that the sample contains every combination of neighboring pools and users.
    assert!(check_shard(17, 104_729) > 1000);
}

/// `.ci/walk` runs this in shards, because the whole space takes days.
#[test]
#[ignore = "days: .ci/walk runs it"]
fn one_step_from_every_stored_sign_in_keeps_the_laws_in_the_whole_space() {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (shard, shards) = (number("COGNITO_MFA_SHARD").unwrap_or(0), number("COGNITO_MFA_SHARDS").unwrap_or(1));
    let ended = check_shard(shard, shards);
    println!("shard {shard} of {shards}: {ended} sign-ins ended authenticated, each with enough proven");
    assert!(ended > 0);
}

#[test]
fn an_answer_to_another_challenge_is_out_of_order_and_every_challenge_has_an_answer() {
    let mut fit = 0;
    for first in FirstFactor::KINDS {
        for asked in all_asked(*first) {
            let answers = fitting(asked);
            let expected: &[Answer] = match asked {
                Asked::FirstFactorChoice => &ANSWERS[0..5],
                Asked::FirstFactor(FirstChallenge::Password | FirstChallenge::PasswordSrp) => &[Answer::PasswordProven],
                Asked::FirstFactor(FirstChallenge::EmailOtp)
                | Asked::After(_, NextStep::Code(CodeFactor::Email) | NextStep::EmailSetUpCode) => {
                    &[Answer::EmailCodeProven]
                }
                Asked::FirstFactor(FirstChallenge::SmsOtp) => &[Answer::SmsOtpProven],
                Asked::FirstFactor(FirstChallenge::WebAuthn) => &ANSWERS[5..9],
                Asked::After(_, NextStep::NewPassword) => &[Answer::NewPasswordChosen],
                Asked::After(_, NextStep::MfaChoice(_)) => &ANSWERS[9..13],
                Asked::After(_, NextStep::Code(CodeFactor::Sms)) => &[Answer::SmsCodeProven],
                Asked::After(_, NextStep::Code(CodeFactor::Totp)) => &[Answer::TotpCodeProven],
                Asked::After(_, NextStep::MfaSetUp(_)) => {
                    &[Answer::TotpSetUpProven, Answer::EmailSetUpBegun, Answer::SmsSetUpBegun]
                }
                Asked::After(_, NextStep::Device) => &[Answer::DeviceBegun],
                Asked::After(_, NextStep::DevicePassword) => &[Answer::DeviceProven],
            };
            assert_eq!(answers, expected, "{asked:?}");
            fit += answers.len();
        }
    }
    assert!(fit > 1000);
}

/// Takes a step, checks the laws, and returns the step.
fn checked(sign_in: SignIn, pool: &PoolPolicy, user: User, answer: Answer) -> Option<Step> {
    let step = sign_in.step(pool, user, answer).ok()?;
    let kept = check_step(pool, &user, &sign_in, answer, &step);
    assert_eq!(kept, Ok(()), "{sign_in:?}, {answer:?} by {user:?} in {pool:?}: {step:?}");
    Some(step)
}

/// The largest number of fitting answers that a sign-in can still take while the pool doesn't change.
fn longest(step: Step, pool: &PoolPolicy) -> u32 {
    let Progress::Waiting(sign_in) = step.progress else { return 0 };
    let steps = ANSWERS.iter().filter_map(|answer| checked(sign_in, pool, step.user, *answer));
    1 + steps.map(|next| longest(next, pool)).max().unwrap_or(0)
}

fn pools() -> impl Strategy<Value = PoolPolicy> {
    fn pick<T: Copy>(of: &[T], roll: u8) -> T {
        of[usize::from(roll) % of.len()]
    }
    let devices: Vec<_> = [None].into_iter().chain(DeviceConfiguration::all().map(Some)).collect();
    any::<[u8; 10]>().prop_map(move |roll| {
        // Risk acts only in PLUS with ENFORCED, so these two values are more frequent.
        PoolPolicy::default()
            .with_tier(pick(&[Tier::Plus, Tier::Lite, Tier::Essentials, Tier::Plus], roll[0]))
            .with_threat_protection(pick(&[ThreatProtection::ALL, &[ThreatProtection::Enforced; 3]].concat(), roll[1]))
            .with_profile(pick(Profile::ALL, roll[2]))
            .with_mode(pick(MfaMode::ALL, roll[3]))
            .with_configured(FactorSet::from_bits(roll[4] % 16).unwrap())
            .with_user_verification(pick(UserVerification::ALL, roll[5]))
            .with_passwordless(PasswordlessFactorSet::from_bits(roll[6] % 8).unwrap())
            .with_recovery(pick(AccountRecovery::ALL, roll[7]))
            .with_device(pick(&devices, roll[8]))
            .with_risk_actions(pick(&RiskActions::all().collect::<Vec<_>>(), roll[9]))
    })
}

fn users() -> impl Strategy<Value = (User, SignInContext)> {
    let all = select(UserFacts::all().map(|user| user.user(STAMP)).collect::<Vec<_>>()).boxed();
    let enabled = all.clone().prop_map(|user| user.with_access(AccountState::Enabled));
    let confirmed = enabled.clone().prop_map(|user| user.with_account(Account::default()));
    (prop_oneof![all, enabled, confirmed], select(Device::ALL), select(RiskLevel::ALL))
        .prop_map(|(user, device, risk)| (user, SignInContext { device, risk }))
}

#[test]
fn every_walk_after_a_password_ends_within_five_answers_and_with_a_target_within_six() {
    let now = SignInContext { device: Device::Remembered, risk: RiskLevel::Low };
    let pools = PoolPolicy::all().filter(|pool| {
        let low = RiskActions { low: pool.risk_actions.low, ..RiskActions::default() };
        let is_low = pool.risk_actions == low && low.low != RiskAction::Block;
        let acts = is_low && pool.tier == Tier::Plus && pool.threat_protection == ThreatProtection::Enforced;
        let passkeys = pool.configured.contains(Factor::Passkey) || pool.requires_user_verification();
        let recovers = [AccountRecovery::NotSet, AccountRecovery::Email, AccountRecovery::Phone];
        acts && !passkeys && pool.passwordless.is_empty() && recovers.contains(&pool.recovery)
    });
    let users = UserFacts::all().filter(|user| {
        let verified = user.phone() == Attribute::Verified || user.email() == Attribute::Verified;
        let signs_in = matches!(user.status(), UserStatus::Confirmed | UserStatus::ForceChangePassword);
        signs_in && user.has_password() && !verified && !user.is_disabled() && user.passkeys() == Passkeys::Absent
    });
    let (pools, users): (Vec<_>, Vec<_>) = (pools.collect(), users.map(|user| user.user(STAMP)).collect());
    assert_eq!((pools.len(), users.len()), (2160, 640));
    for (target, bound) in [(None, 5), (Some("urn:cognito:loa:3"), 5), (Some("urn:cognito:loa:4"), 6)] {
        let step_up = target.map(StepUp::to);
        let most = pools
            .iter()
            .flat_map(|pool| users.iter().map(move |user| (pool, *user)))
            .map(|(pool, user)| longest(SignIn::begin(pool, user, FirstFactor::Password, now, step_up.as_ref()), pool));
        assert_eq!(most.max(), Some(bound), "{target:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_target_adds_at_most_one_answer(
        pool in pools(), (user, now) in users(), target in select(AcrLevel::ALL), via in 0..6_usize,
        codes in option::of(0..8_u8)
    ) {
        let earlier = codes.map(|codes| EarlierSession {
            proven: Proven { codes: CodeFactorSet::from_bits(codes).unwrap(), ..PASSWORD },
            age_seconds: 0,
            stamp: Some(user.stamp),
        });
        let step_up = StepUp::to(target.name()).with_earlier(earlier);
        for first in FirstFactor::KINDS {
            let plain = SignIn::begin(&pool, user, *first, now, None);
            let aimed = SignIn::begin(&pool, user, *first, now, Some(&step_up));
            assert!(longest(plain, &pool) <= 5 && longest(aimed, &pool) <= 6);
        }
        // The choice of a first factor and its proof are two more answers.
        for (step_up, bound) in [(None, 7), (Some(&step_up), 8)] {
            let begun = SignIn::begin_user_auth(&pool, user, FirstChallenge::ALL.get(via).copied(), now, step_up);
            assert!(begun.map_or(pool.tier == Tier::Lite, |step| longest(step, &pool) <= bound));
        }
    }

    #[test]
    fn a_long_walk_keeps_the_laws_whatever_changes_between_its_steps(
        first in pools(), (user, context) in users(), target in option::of(select(AcrLevel::ALL)),
        moves in vec((any::<u8>(), any::<UserEvent>(), any::<PreferenceChange>(), pools(), 0..21_usize), 1..40)
    ) {
        let (mut pool, mut user, mut sign_in): (_, User, Option<SignIn>) = (first, user, None);
        let step_up = target.map(|level| StepUp::to(level.name()));
        for (roll, event, change, other, answer) in moves {
            match roll % 8 {
                0 => pool = other.with_tier(pool.tier),
                1 => user = user.apply(&pool, &UserCommand::Event(event)).map_or(user, Transition::into_next),
                2 => {
                    let command = UserCommand::SetPreference(Caller::Admin, change);
                    user = user.apply(&pool, &command).map_or(user, Transition::into_next);
                }
                3 if sign_in.is_none() => {
                    let step = SignIn::begin(&pool, user, FirstFactor::Password, context, step_up.as_ref());
                    sign_in = if let Progress::Waiting(next) = step.progress { Some(next) } else { None };
                }
                4 if sign_in.is_none() => {
                    let step = SignIn::begin_user_auth(&pool, user, None, context, step_up.as_ref());
                    sign_in = match step.map(|step| step.progress) {
                        Ok(Progress::Waiting(next)) => Some(next),
                        Ok(Progress::Authenticated(_) | Progress::Denied(_)) | Err(_) => None,
                    };
                }
                _ => {
                    let Some(waiting) = sign_in else { continue };
                    let Some(answer) = fitting(waiting.asked).get(answer % fitting(waiting.asked).len()).copied() else {
                        continue;
                    };
                    let Some(step) = checked(waiting, &pool, user, answer) else { continue };
                    user = step.user;
                    sign_in = if let Progress::Waiting(next) = step.progress { Some(next) } else { None };
                }
            }
        }
    }

    #[test]
    fn a_concurrent_change_has_the_effect_of_a_change_before_or_after_the_step(
        (pool, user, context, command) in (pools(), users()).prop_flat_map(|(pool, (user, context))| {
            (Just(pool), Just(user), Just(context), accepted_user_commands(&pool, &user))
        }),
    ) {
        let after = |user: User| user.apply(&pool, &command).map_or(user, Transition::into_next);
        for first in [FirstFactor::EmailOtp, FirstFactor::SmsOtp, FirstFactor::Password] {
            for asked in all_asked(first) {
                let sign_in = SignIn { asked, context, stamp: user.stamp, target: None };
                for answer in fitting(asked) {
                    let Ok(step) = sign_in.step(&pool, user, answer) else { continue };
                    let Some(both) = step.apply_to(&after(user), &user) else { continue };
                    let is_later = sign_in
                        .step(&pool, after(user), answer)
                        .is_ok_and(|later| (later.user, later.progress) == (both, step.progress));
                    prop_assert!(both == after(step.user) || is_later, "{sign_in:?} {answer:?} {command:?}");
                }
            }
        }
    }

    #[test]
    fn stale_and_forged_sign_ins_never_end_with_less_than_fresh_ones(
        pool in pools(), (user, context) in users(), target in select(all_targets()), first in select(FirstFactor::KINDS)
    ) {
        let space = Space { targets: vec![target], ..Space::of(first) };
        space.check(&pool, user, context);
    }
}

/// Neither event changes the stamp, so only the status shows that there was a reset in between.
#[test]
fn a_step_does_not_undo_a_concurrent_password_reset() {
    let passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::EmailOtp]);
    let pool = PoolPolicy::default().with_mode(MfaMode::Off).with_passwordless(passwordless);
    let unconfirmed = User::new(UserStatus::Unconfirmed, Password::Permanent, STAMP);
    let read = unconfirmed.with_email(Attribute::Verified);
    let step = SignIn::begin(&pool, read, FirstFactor::EmailOtp, SignInContext::default(), None);
    assert!(matches!(step.progress, Progress::Authenticated(_)));
    assert_eq!(step.user.status(), UserStatus::Confirmed);

    let mut stored = read;
    for event in [UserEvent::SignUpConfirmed, UserEvent::PasswordReset] {
        stored = stored.apply(&pool, &UserCommand::Event(event)).unwrap().into_next();
    }
    assert_eq!((stored.status(), stored.stamp), (UserStatus::ResetRequired, read.stamp));
    assert_eq!(step.apply_to(&stored, &read), None);
}

#[test]
fn amr_and_level_equal_the_table() {
    let proofs = [PasskeyProof::Presence, PasskeyProof::UserVerified];
    let roaming = proofs.map(|proof| FirstFactor::Passkey(proof, Attachment::CrossPlatform));
    for proven in FirstFactor::KINDS.iter().chain(&roaming).flat_map(|first| all_proven(*first)) {
        // A level for each set of codes: none, SMS, TOTP, both, EMAIL, SMS and EMAIL, TOTP and EMAIL, all.
        let (first, levels) = match proven.first_factor {
            FirstFactor::Password => ("pwd", "13443344"),
            FirstFactor::EmailOtp => ("email_otp", "22222222"),
            FirstFactor::SmsOtp => ("sms", "22222222"),
            FirstFactor::Passkey(_, Attachment::Platform) => ("swk", "33333333"),
            FirstFactor::Passkey(_, Attachment::CrossPlatform) => ("hwk", "33333333"),
            FirstFactor::ExternalProvider => ("fed", "02022222"),
            FirstFactor::CustomChallenge => ("", "02022222"),
        };
        let codes = [("otp", CodeFactor::Totp), ("sms", CodeFactor::Sms), ("email_otp", CodeFactor::Email)];
        let has = |name| name == first || codes.iter().any(|(code, one)| *code == name && proven.codes.contains(*one));
        let names = ["pwd", "otp", "sms", "email_otp", "swk", "hwk", "fed"].into_iter().filter(|name| has(*name));
        assert!(proven.amr().eq(names.clone().chain((names.count() > 1).then_some("mfa"))), "{proven:?}");
        let level = proven.level().map_or("0", |level| &level.name()[16..]);
        assert_eq!(level, &levels[usize::from(proven.codes.bits())..][..1], "{proven:?}");
    }
}

#[test]
fn a_target_is_the_first_name_of_a_level_that_the_user_can_reach() {
    let pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Sms]));
    let ann = crate::plain_user().with_phone(Attribute::Verified);
    let codes = CodeFactorSet::of(&[CodeFactor::Sms]);
    let aimed = |pool: &PoolPolicy, wanted: &str, age_seconds| {
        let proven = Proven { codes, ..PASSWORD };
        let earlier = Some(EarlierSession { proven, age_seconds, stamp: Some(STAMP) });
        let names = wanted.replace('L', "urn:cognito:loa:");
        let step_up = StepUp::to(&names).with_earlier(earlier).with_max_age_seconds(60);
        step_up.of_choice(pool, &ann).map(|target| (target.level, target.earlier))
    };
    assert_eq!(aimed(&pool, "L4 unknown L2 L3", 61), Ok((AcrLevel::Two, None)));
    assert_eq!(aimed(&pool, "L4\u{b}L3\u{c}L2\tL1\nL1\rL1", 61), Ok((AcrLevel::Three, None)));
    assert_eq!(aimed(&pool, "L3 L2", 60), Ok((AcrLevel::Three, Some(codes))));
    assert_eq!(aimed(&pool, "L4", 60), Err(StepUpError::Unreachable));
    assert_eq!(aimed(&pool, "L5 l1 \u{85}L1", 61), Err(StepUpError::UnknownValues));
    assert_eq!(aimed(&pool.with_tier(Tier::Lite), "L1", 61), Err(StepUpError::Tier));
}
