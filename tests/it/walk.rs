//! Whole sign-ins (SPEC 11 to 13): each step beside what SPEC 11 says of it, be the state fresh, stale or forged.

use std::sync::LazyLock;

use cognito_mfa::*;
use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};

const PASSWORD: Proven = Proven::first(FirstFactor::Password, Attachment::Platform);
static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| {
    let proofs = [PasskeyProof::Presence, PasskeyProof::UserVerified];
    let passkeys = Attachment::ALL.iter().flat_map(|at| proofs.map(|proof| Answer::WebAuthn(proof, *at)));
    let codes = || CodeFactor::ALL.iter().copied();
    let choices = codes().map(Some).chain([None]).map(Answer::SelectMfaType);
    let firsts = FirstChallenge::ALL.iter().copied().map(Answer::SelectChallenge);
    let given = [Answer::EmailOtp, Answer::SmsOtp, Answer::SmsMfa, Answer::SoftwareTokenMfa];
    let others = [Answer::NewPasswordRequired, Answer::DeviceSrpAuth, Answer::DevicePasswordVerifier];
    firsts.chain(given).chain(others).chain(passkeys).chain(choices).chain(codes().map(Answer::MfaSetup)).collect()
});

fn all_proven() -> impl Iterator<Item = Proven> {
    let firsts = FirstFactor::ALL.iter().flat_map(|first| Attachment::ALL.iter().map(|at| Proven::first(*first, *at)));
    firsts.flat_map(|first| CodeFactorSet::subsets().map(move |codes| Proven { codes, ..first }))
}

/// Every state that a sign-in can be in or be forged to be in, with these proven.
fn states(proven: impl Iterator<Item = Proven>) -> Vec<Awaits> {
    let after = |of: Proven| {
        let sets =
            CodeFactorSet::subsets().flat_map(move |set| [Awaits::MfaChoice, Awaits::MfaSetUp].map(|one| one(of, set)));
        let codes = CodeFactor::ALL.iter().map(move |one| Awaits::Code(of, *one));
        let places = DevicePlace::ALL.iter().copied();
        let devices =
            places.clone().flat_map(move |place| [Awaits::Device(of, place), Awaits::DevicePassword(of, place)]);
        let step_ups = places.flat_map(move |place| {
            let choices = CodeFactorSet::subsets().map(move |set| Awaits::StepUpChoice(of, set, place));
            choices.chain(CodeFactor::ALL.iter().map(move |one| Awaits::StepUpCode(of, *one, place)))
        });
        let both = [Awaits::NewPassword(of), Awaits::EmailSetUpCode(of)].into_iter();
        both.chain(sets).chain(codes).chain(devices).chain(step_ups)
    };
    let firsts = Passwordless::ALL.iter().copied().map(Awaits::FirstFactor);
    firsts.chain([Awaits::FirstFactorChoice]).chain(proven.flat_map(after)).collect()
}

fn pools() -> impl Strategy<Value = PoolPolicy> {
    fn pick<T: Copy>(of: &[T], roll: u8) -> T {
        of[usize::from(roll) % of.len()]
    }
    let devices: Vec<_> = [None].into_iter().chain(DeviceConfiguration::all().map(Some)).collect();
    any::<[u8; 10]>().prop_map(move |roll| PoolPolicy {
        // Risk acts in a tier and with a threat protection that get more than their share.
        tier: pick(&[Tier::Plus, Tier::Lite, Tier::Essentials, Tier::Plus], roll[0]),
        threat_protection: pick(&[ThreatProtection::ALL, &[ThreatProtection::Enforced; 3]].concat(), roll[1]),
        fidelity: pick(Fidelity::ALL, roll[2]),
        mode: pick(MfaMode::ALL, roll[3]),
        configured: FactorSet::from_bits(roll[4] % 16).unwrap(),
        user_verification: pick(UserVerification::ALL, roll[5]),
        passwordless: PasswordlessSet::from_bits(roll[6] % 8).unwrap(),
        recovery: pick(AccountRecovery::ALL, roll[7]),
        device: pick(&devices, roll[8]),
        risk_actions: pick(&RiskActions::all().collect::<Vec<_>>(), roll[9]),
    })
}

fn users() -> impl Strategy<Value = (User, Circumstances)> {
    let all = select(UserFacts::all().map(UserFacts::user).collect::<Vec<_>>()).boxed();
    let enabled = all.clone().prop_map(|user| User { access: Access::Enabled, ..user });
    let confirmed = enabled.clone().prop_map(|user| User { account: Account::default(), ..user });
    (prop_oneof![all, enabled, confirmed], select(Device::ALL), select(RiskLevel::ALL))
        .prop_map(|(user, device, risk)| (user, Circumstances { device, risk }))
}

/// What is proven, the first factor included where the answer proves it; the code factor that the answer is about; and
/// whether that is one of those that were offered. Nothing when the answer does not fit.
fn fit(awaits: Awaits, answer: Answer) -> Option<(Option<Proven>, Option<CodeFactor>, bool)> {
    let (keys, here) = ([FirstFactor::PasskeyPresence, FirstFactor::PasskeyVerified], Attachment::Platform);
    let codes = [Answer::SmsMfa, Answer::SoftwareTokenMfa, Answer::EmailOtp];
    let (sms, email, srp) = (Some(CodeFactor::Sms), Some(CodeFactor::Email), FirstChallenge::PasswordSrp);
    let first = |first, at, factor| (Some(Proven::first(first, at)), factor, true);
    let among = |of, f: Option<_>, set: CodeFactorSet| (Some(of), f, f.is_some_and(|f| set.contains(f)));
    let given = |of, one| (Some(of), one, true);
    Some(match (awaits, answer) {
        (Awaits::FirstFactorChoice, Answer::SelectChallenge(f)) if f <= srp => given(PASSWORD, None),
        (Awaits::FirstFactorChoice, Answer::SelectChallenge(_)) => (None, None, true),
        (Awaits::FirstFactor(Passwordless::EmailOtp), Answer::EmailOtp) => first(FirstFactor::EmailOtp, here, email),
        (Awaits::FirstFactor(Passwordless::SmsOtp), Answer::SmsOtp) => first(FirstFactor::SmsOtp, here, sms),
        (Awaits::FirstFactor(Passwordless::WebAuthn), Answer::WebAuthn(how, at)) => first(keys[how as usize], at, None),
        (Awaits::NewPassword(of), Answer::NewPasswordRequired)
        | (Awaits::Device(of, _), Answer::DeviceSrpAuth)
        | (Awaits::DevicePassword(of, _), Answer::DevicePasswordVerifier) => given(of, None),
        (Awaits::MfaChoice(of, set) | Awaits::StepUpChoice(of, set, _), Answer::SelectMfaType(f)) => among(of, f, set),
        (Awaits::MfaSetUp(of, set), Answer::MfaSetup(f)) => among(of, Some(f), set.without(CodeFactor::Sms)),
        (Awaits::Code(of, f) | Awaits::StepUpCode(of, f, _), _) if answer == codes[f as usize] => given(of, Some(f)),
        (Awaits::EmailSetUpCode(of), Answer::EmailOtp) => given(of, email),
        _ => return None,
    })
}

/// SPEC 11, *now counts*: whether section 10 still asks for the answer or offers it, or asks for nothing.
fn counts(sign_in: SignIn, pool: &PoolPolicy, user: User, factor: Option<CodeFactor>, now: Outcome) -> bool {
    let one_of = |set: CodeFactorSet| factor.is_some_and(|factor| set.contains(factor));
    let is_code = matches!(sign_in.awaits, Awaits::MfaChoice(..) | Awaits::Code(..) | Awaits::EmailSetUpCode(_));
    match (sign_in.awaits, now) {
        // What a target lacks is asked for over and above what section 10 asks for, but not before it.
        (_, Outcome::Denied(_))
        | (
            Awaits::StepUpChoice(..) | Awaits::StepUpCode(..),
            Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_)),
        ) => false,
        (Awaits::StepUpChoice(of, ..) | Awaits::StepUpCode(of, ..), _) => sign_in
            .target
            .is_some_and(|level| of.level() < Some(level) && one_of(missing(pool, user.facts(), of, level))),
        (Awaits::Device(_, DevicePlace::AtTheEnd) | Awaits::DevicePassword(_, DevicePlace::AtTheEnd), _)
        | (_, Outcome::Authenticated) => true,
        (_, Outcome::Challenge(Challenge::Code(one))) => is_code && factor == Some(one),
        (_, Outcome::Challenge(Challenge::SelectMfaType(set))) => is_code && one_of(set),
        (Awaits::MfaSetUp(..), Outcome::Challenge(Challenge::MfaSetup(set))) => one_of(set),
        (Awaits::NewPassword(_), Outcome::Challenge(now)) => now == Challenge::NewPassword,
        (Awaits::Device(..) | Awaits::DevicePassword(..), Outcome::Challenge(now)) => now == Challenge::DeviceSrp,
        _ => false,
    }
}

/// The user as an answer that counts leaves them, and the code that it proves.
fn effect(user: User, awaits: Awaits, factor: Option<CodeFactor>) -> (User, Option<CodeFactor>) {
    let mut verified = user;
    match factor {
        Some(CodeFactor::Sms) if user.phone.is_present() => verified.phone = Attribute::Verified,
        Some(CodeFactor::Email) if user.email.is_present() => verified.email = Attribute::Verified,
        _ => {}
    }
    let enabled = factor.map_or(user.preference.enabled(), |one| user.preference.enabled().with(one.into()));
    let preference = MfaPreference::keeping(enabled, user.preference.preferred().or(factor));
    let confirmed = |password| Account::new(UserStatus::Confirmed, password);
    match (awaits, factor) {
        (Awaits::NewPassword(_), _) => (User { account: confirmed(Password::Permanent), ..user }, None),
        (Awaits::FirstFactor(_), Some(_)) => (User { account: confirmed(user.password()), ..verified }, None),
        (Awaits::MfaSetUp(..), Some(CodeFactor::Email)) => (User { email: Attribute::Unverified, ..user }, None),
        (Awaits::MfaSetUp(..), _) => (User { totp: Totp::Verified, preference, ..user }, factor),
        (Awaits::EmailSetUpCode(_), _) => (User { preference, ..verified }, factor),
        (Awaits::Code(..) | Awaits::StepUpCode(..), _) => (verified, factor),
        _ => (user, None),
    }
}

/// SPEC 13.2 and 13.3, and what SPEC 9 says of a passwordless factor where the user opted in.
fn suffices(pool: &PoolPolicy, user: User, proven: Proven, last: Awaits) -> bool {
    let enabled = user.preference.enabled();
    let stood_in = matches!(last, Awaits::DevicePassword(_, DevicePlace::InPlaceOfCode));
    match (proven.first_factor, pool.mode) {
        (FirstFactor::ExternalProvider | FirstFactor::CustomChallenge, _) | (_, MfaMode::Off) => true,
        (_, MfaMode::Optional) if enabled.is_empty() => true,
        (FirstFactor::Password, _) => !proven.codes.is_empty() || stood_in,
        (FirstFactor::EmailOtp | FirstFactor::SmsOtp | FirstFactor::PasskeyPresence, _) => false,
        (FirstFactor::PasskeyVerified, _) => pool.offered().and(enabled).contains(Factor::Passkey),
    }
}

/// Takes a step and holds it to SPEC 11 and 13; nothing when the answer does not fit.
fn checked(sign_in: SignIn, pool: &PoolPolicy, user: User, answer: Answer) -> Option<Step> {
    let SignIn { awaits, circumstances: circumstances @ Circumstances { device, risk }, target } = sign_in;
    let (taken, fitting) = (sign_in.step(pool, user, answer), fit(awaits, answer));
    assert_eq!(taken.is_ok(), fitting.is_some(), "{sign_in:?}, {answer:?}");
    let (step, (proven, factor, offered)) = (taken.ok()?, fitting?);
    let place = || format!("{sign_in:?}, {answer:?} by {user:?} in {pool:?}: {step:?}");
    let Some(before) = proven.filter(|_| offered) else {
        // A first factor that is only chosen proves nothing yet, and a choice that was not offered nothing at all.
        assert!(offered || step.progress == Progress::MfaTypeNotOffered, "{}", place());
        assert!(!matches!(step.progress, Progress::Authenticated(_)), "{}", place());
        assert_eq!(step.user, user, "{}", place());
        return Some(step);
    };
    let now = resolve(pool, user.facts(), Attempt { first_factor: before.first_factor, device, risk });
    let counted = counts(sign_in, pool, user, factor, now.outcome());
    let (left, code) = if counted { effect(user, awaits, factor) } else { (user, None) };
    let after = Proven { codes: before.codes.or(code.into_iter().collect()), ..before };
    if counted && !matches!(awaits, Awaits::FirstFactorChoice | Awaits::FirstFactor(_) | Awaits::NewPassword(_)) {
        assert_eq!(step.user, left, "{}", place());
    } else {
        // The decision is made anew, and the sign-in goes on as one that begins now.
        let fresh = SignIn::begin(pool, left, before, circumstances, None);
        assert_eq!((step.user, step.reason), (fresh.user, fresh.reason), "{}", place());
    }
    let at_the_end = awaits == Awaits::DevicePassword(before, DevicePlace::AtTheEnd);
    let has_ended = matches!(step.progress, Progress::Authenticated(_));
    assert!(!at_the_end || has_ended == (counted && target <= before.level()), "{}", place());
    match (now.outcome(), step.progress) {
        (Outcome::Denied(denial), it) => assert_eq!(it, Progress::Denied(denial, now.reason()), "{}", place()),
        (outcome, Progress::Authenticated(end)) => {
            assert!(at_the_end || suffices(pool, user, end, awaits), "{}", place());
            assert!(end == after && target <= end.level(), "{}", place());
            assert!(counted || outcome == Outcome::Authenticated, "{}", place());
        }
        (_, Progress::Waiting(next)) => {
            let claimed = ANSWERS.iter().find_map(|answer| fit(next.awaits, *answer)).and_then(|fit| fit.0);
            assert_eq!((claimed, next.target), (Some(after), target), "{}", place());
        }
        (_, progress) => assert_ne!(progress, Progress::MfaTypeNotOffered, "{}", place()),
    }
    Some(step)
}

/// The most answers that a sign-in still takes, whichever fitting ones are given while nothing changes.
fn longest(step: Step, pool: &PoolPolicy, last: Awaits) -> u32 {
    let Progress::Waiting(sign_in) = step.progress else {
        let Progress::Authenticated(end) = step.progress else { return 0 };
        assert!(suffices(pool, step.user, end, last), "{last:?}, {step:?} in {pool:?}");
        return 0;
    };
    let steps = ANSWERS.iter().filter_map(|answer| checked(sign_in, pool, step.user, *answer));
    1 + steps.map(|next| longest(next, pool, sign_in.awaits)).max().unwrap_or(0)
}

#[test]
fn every_walk_after_a_password_ends_within_five_answers_and_with_a_target_within_six() {
    let now = Circumstances { device: Device::Remembered, risk: RiskLevel::Low };
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
    let (pools, users): (Vec<_>, Vec<_>) = (pools.collect(), users.map(UserFacts::user).collect());
    assert_eq!((pools.len(), users.len()), (2160, 640));
    for (target, bound) in [(None, 5), (Some("urn:cognito:loa:3"), 5), (Some("urn:cognito:loa:4"), 6)] {
        let step_up = target.map(StepUp::to);
        let most = pools.iter().flat_map(|pool| users.iter().map(move |user| (pool, *user))).map(|(pool, user)| {
            longest(SignIn::begin(pool, user, PASSWORD, now, step_up.as_ref()), pool, Awaits::FirstFactorChoice)
        });
        assert_eq!(most.max(), Some(bound), "{target:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_target_takes_nothing_away_from_a_walk(
        pool in pools(), (user, now) in users(), target in select(Level::ALL), via in 0..6_usize, nth in 0..224_usize
    ) {
        let earlier = all_proven().nth(nth).map(|proven| EarlierSession { proven, age_seconds: 0 });
        let step_up = StepUp { earlier, ..StepUp::to(target.name()) };
        let most = |step| longest(step, &pool, Awaits::FirstFactorChoice);
        for first in all_proven().filter(|proven| proven.codes.is_empty()) {
            let plain = SignIn::begin(&pool, user, first, now, None);
            let aimed = SignIn::begin(&pool, user, first, now, Some(&step_up));
            let refused = matches!(aimed.progress, Progress::TargetMissed(_) | Progress::Denied(..));
            assert!(refused || aimed.reason == plain.reason);
            assert!(most(plain) <= 5 && most(aimed) <= 6);
        }
        for (step_up, bound) in [(None, 6), (Some(&step_up), 7)] {
            let begun = SignIn::begin_user_auth(&pool, user, FirstChallenge::ALL.get(via).copied(), now, step_up);
            assert!(begun.map_or(pool.tier == Tier::Lite, |step| most(step) <= bound));
        }
    }

    #[test]
    fn no_state_stale_or_forged_counts_for_more_than_what_is_asked_now(
        pool in pools(), (user, circumstances) in users(), target in option::of(select(Level::ALL))
    ) {
        for awaits in states(all_proven().filter(|proven| proven.attachment == Attachment::Platform)) {
            for answer in ANSWERS.iter() {
                checked(SignIn { awaits, circumstances, target }, &pool, user, *answer);
            }
        }
    }
}

#[test]
fn every_sign_in_survives_being_stored() {
    for awaits in states(all_proven()) {
        for Attempt { first_factor, device, risk } in Attempt::all() {
            // The first factor stands in for the target: there are more of them than there are levels.
            let target = Level::ALL.get(first_factor as usize).copied();
            let sign_in = SignIn { awaits, circumstances: Circumstances { device, risk }, target };
            let stored = serde_json::to_string(&sign_in).unwrap();
            assert_eq!(serde_json::from_str::<SignIn>(&stored).unwrap(), sign_in, "{stored}");
        }
    }
}

#[test]
fn a_stored_sign_in_with_a_fault_is_an_error_that_names_the_member() {
    let refusal = |it: &Value| format!("{:?}", serde_json::from_str::<SignIn>(&it.to_string()).err());
    let circumstances = Circumstances::default();
    for awaits in states([PASSWORD].into_iter()) {
        let stored = serde_json::to_value(SignIn { awaits, circumstances, target: Some(Level::Four) }).unwrap();
        for name in stored.as_object().unwrap().keys().map(String::as_str).chain(["more"]) {
            let unknown = if stored[name].is_array() { json!(["nonsense"]) } else { json!("nonsense") };
            let mut faulty = stored.clone();
            faulty[name] = unknown;
            assert!(refusal(&faulty).contains(name), "{faulty}");
            faulty[name] = json!(7);
            assert_ne!(refusal(&faulty), "None", "{faulty}");
            faulty.as_object_mut().unwrap().remove(name);
            assert!(refusal(&faulty).contains(name) || matches!(name, "target" | "more"), "{faulty}");
        }
        // A member that belongs to another state is no better than one that is unknown.
        let (member, value) =
            if stored["factor"].is_null() { ("factor", json!("SMS_MFA")) } else { ("offered", json!([])) };
        let mut mixed = stored.clone();
        mixed[member] = value;
        assert!(refusal(&mixed).contains("combination of members"), "{mixed}");
    }
}

#[test]
fn amr_and_level_are_those_of_the_table() {
    for proven in all_proven() {
        // A level for each set of codes: none, SMS, TOTP, both, EMAIL, SMS and EMAIL, TOTP and EMAIL, all.
        let passkey = ["swk", "hwk"][proven.attachment as usize];
        let (first, levels) = match proven.first_factor {
            FirstFactor::Password => ("pwd", "13443344"),
            FirstFactor::EmailOtp => ("email_otp", "22222222"),
            FirstFactor::SmsOtp => ("sms", "22222222"),
            FirstFactor::PasskeyPresence | FirstFactor::PasskeyVerified => (passkey, "33333333"),
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
    let pool = PoolPolicy { mode: MfaMode::On, configured: FactorSet::of(&[Factor::Sms]), ..PoolPolicy::default() };
    let ann = User { phone: Attribute::Verified, ..User::default() };
    let (password, codes) = (FirstChallengeSet::of(&[FirstChallenge::Password]), CodeFactorSet::of(&[CodeFactor::Sms]));
    let aimed = |pool: &PoolPolicy, wanted: &str, age_seconds| {
        let earlier = Some(EarlierSession { proven: Proven { codes, ..PASSWORD }, age_seconds });
        let names = wanted.replace('L', "urn:cognito:loa:");
        aim(pool, ann.facts(), password, &StepUp { earlier, max_age_seconds: Some(60), ..StepUp::to(&names) })
    };
    assert_eq!(aimed(&pool, "L4 unknown L2 L3", 61), Ok(Level::Two));
    assert_eq!(aimed(&pool, "L3 L2", 60), Err(StepUpError::Reached));
    assert_eq!(aimed(&pool, "L4", 60), Err(StepUpError::Unreachable));
    assert_eq!(aimed(&pool, "L5 l1", 61), Err(StepUpError::UnknownValues));
    assert_eq!(aimed(&PoolPolicy { tier: Tier::Lite, ..pool }, "L1", 61), Err(StepUpError::Tier));
}
