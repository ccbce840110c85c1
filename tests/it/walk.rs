//! Whole sign-ins (SPEC 11 to 13): every step beside what SPEC 11 says of it, be the state fresh, stale or forged.

use std::borrow::Cow;
use std::sync::LazyLock;

use cognito_mfa::{
    Account, AccountRecovery, Answer, Attachment, Attempt, Attribute, Awaits, Challenge, Circumstances, CodeFactor,
    CodeFactorSet, Device, DeviceConfiguration, DevicePlace, EarlierSession, Factor, FactorSet, Fidelity,
    FirstChallenge, FirstChallengeSet, FirstFactor, Level, LevelNames, LevelNamesError, MfaMode, MfaPreference,
    Outcome, PasskeyProof, Passkeys, Password, Passwordless, PasswordlessSet, PoolPolicy, Progress, Proven, Reason,
    RiskAction, RiskActions, RiskLevel, SignIn, Step, StepUp, StepUpError, ThreatProtection, Tier, Totp, User,
    UserFacts, UserStatus, UserVerification, aim, missing, resolve,
};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::{collection::vec, option, sample::select};

static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| {
    let passkeys = Attachment::ALL.iter().flat_map(|at| {
        [PasskeyProof::Presence, PasskeyProof::UserVerified].map(|proof| Answer::WebAuthn(proof, *at))
    });
    let (codes, plain) = (|| CodeFactor::ALL.iter().copied(), [Answer::EmailOtp, Answer::SmsOtp, Answer::SmsMfa]);
    let others = [Answer::SoftwareTokenMfa, Answer::NewPasswordRequired, Answer::DeviceSrpAuth];
    let firsts = FirstChallenge::ALL.iter().copied().map(Answer::SelectChallenge);
    let choices = codes().map(Some).chain([None]).map(Answer::SelectMfaType);
    let named = plain.into_iter().chain(others).chain([Answer::DevicePasswordVerifier]);
    firsts.chain(named).chain(passkeys).chain(choices).chain(codes().map(Answer::MfaSetup)).collect()
});

fn all_proven() -> impl Iterator<Item = Proven> {
    let firsts = FirstFactor::ALL.iter().flat_map(|first| Attachment::ALL.iter().map(|at| Proven::first(*first, *at)));
    firsts.flat_map(|first| CodeFactorSet::subsets().map(move |codes| Proven { codes, ..first }))
}

/// Every state that a sign-in can be in, with these proven.
fn states(proven: impl Iterator<Item = Proven>) -> Vec<Awaits> {
    let after = |of: Proven| {
        let sets = CodeFactorSet::subsets()
            .flat_map(move |set| [Awaits::MfaChoice(of, set), Awaits::MfaSetUp(of, set), Awaits::StepUpChoice(of, set)]);
        let codes = CodeFactor::ALL.iter().flat_map(move |one| [Awaits::Code(of, *one), Awaits::StepUpCode(of, *one)]);
        let devices = [DevicePlace::InPlaceOfCode, DevicePlace::AtTheEnd].into_iter();
        let devices = devices.flat_map(move |place| [Awaits::Device(of, place), Awaits::DevicePassword(of, place)]);
        [Awaits::NewPassword(of), Awaits::EmailSetUpCode(of)].into_iter().chain(sets).chain(codes).chain(devices)
    };
    let firsts = Passwordless::ALL.iter().copied().map(Awaits::FirstFactor);
    firsts.chain([Awaits::FirstFactorChoice]).chain(proven.flat_map(after)).collect()
}

fn pools() -> impl Strategy<Value = PoolPolicy> {
    let action = || select(RiskAction::ALL);
    let risks = (select(ThreatProtection::ALL), action(), action(), action());
    // Risk acts in one pool of nine only, so half of the pools are pushed there.
    let tier = prop_oneof![select(Tier::ALL), Just(Tier::Plus)];
    let kinds = (select(Fidelity::ALL), tier, select(MfaMode::ALL), 0..16_u8, select(UserVerification::ALL));
    let devices = option::of(select(DeviceConfiguration::all().collect::<Vec<_>>()));
    let rest = (0..8_u8, select(AccountRecovery::ALL), devices, risks);
    (kinds, rest).prop_map(|((fidelity, tier, mode, configured, user_verification), rest)| {
        let (passwordless, recovery, device, (threat_protection, low, medium, high)) = rest;
        let configured = FactorSet::from_bits(configured).unwrap_or_default();
        let passwordless = PasswordlessSet::from_bits(passwordless).unwrap_or_default();
        let risk_actions = RiskActions { low, medium, high };
        let pool = PoolPolicy { fidelity, tier, mode, configured, user_verification, passwordless, ..Default::default() };
        PoolPolicy { recovery, device, threat_protection, risk_actions, ..pool }
    })
}

fn users() -> impl Strategy<Value = User> {
    static FACTS: LazyLock<Vec<UserFacts>> = LazyLock::new(|| UserFacts::all().collect());
    let any_user = || select(FACTS.as_slice()).prop_map(UserFacts::user);
    let signing_in = any_user().prop_map(|user| match user.status() {
        UserStatus::Confirmed | UserStatus::Unconfirmed | UserStatus::ForceChangePassword => {
            User { access: Default::default(), ..user }
        }
        UserStatus::ResetRequired | UserStatus::ExternalProvider => {
            User { access: Default::default(), account: Account::default(), ..user }
        }
    });
    prop_oneof![1 => any_user(), 4 => signing_in]
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    (select(Device::ALL), select(RiskLevel::ALL)).prop_map(|(device, risk)| Circumstances { device, risk })
}

fn fits(awaits: Awaits, answer: Answer) -> bool {
    match awaits {
        Awaits::FirstFactorChoice => matches!(answer, Answer::SelectChallenge(_)),
        Awaits::FirstFactor(Passwordless::EmailOtp) | Awaits::EmailSetUpCode(_) => answer == Answer::EmailOtp,
        Awaits::FirstFactor(Passwordless::SmsOtp) => answer == Answer::SmsOtp,
        Awaits::FirstFactor(Passwordless::WebAuthn) => matches!(answer, Answer::WebAuthn(..)),
        Awaits::NewPassword(_) => answer == Answer::NewPasswordRequired,
        Awaits::MfaChoice(..) | Awaits::StepUpChoice(..) => matches!(answer, Answer::SelectMfaType(_)),
        Awaits::Code(_, CodeFactor::Sms) | Awaits::StepUpCode(_, CodeFactor::Sms) => answer == Answer::SmsMfa,
        Awaits::Code(_, CodeFactor::Totp) | Awaits::StepUpCode(_, CodeFactor::Totp) => {
            answer == Answer::SoftwareTokenMfa
        }
        Awaits::Code(_, CodeFactor::Email) | Awaits::StepUpCode(_, CodeFactor::Email) => answer == Answer::EmailOtp,
        Awaits::MfaSetUp(..) => matches!(answer, Answer::MfaSetup(_)),
        Awaits::Device(..) => answer == Answer::DeviceSrpAuth,
        Awaits::DevicePassword(..) => answer == Answer::DevicePasswordVerifier,
    }
}

/// What was proven before the step, or what the answer proves where it is the first factor.
fn proven(awaits: Awaits, answer: Answer) -> Option<Proven> {
    let (first, attachment) = match (awaits, answer) {
        (Awaits::FirstFactorChoice, Answer::SelectChallenge(FirstChallenge::Password | FirstChallenge::PasswordSrp)) => {
            (FirstFactor::Password, Attachment::Platform)
        }
        (Awaits::FirstFactor(_), Answer::EmailOtp) => (FirstFactor::EmailOtp, Attachment::Platform),
        (Awaits::FirstFactor(_), Answer::SmsOtp) => (FirstFactor::SmsOtp, Attachment::Platform),
        (Awaits::FirstFactor(_), Answer::WebAuthn(PasskeyProof::Presence, at)) => (FirstFactor::PasskeyPresence, at),
        (Awaits::FirstFactor(_), Answer::WebAuthn(PasskeyProof::UserVerified, at)) => (FirstFactor::PasskeyVerified, at),
        (Awaits::FirstFactorChoice | Awaits::FirstFactor(_), _) => return None,
        (Awaits::NewPassword(of) | Awaits::EmailSetUpCode(of), _)
        | (Awaits::MfaChoice(of, _) | Awaits::MfaSetUp(of, _) | Awaits::StepUpChoice(of, _), _)
        | (Awaits::Code(of, _) | Awaits::StepUpCode(of, _), _)
        | (Awaits::Device(of, _) | Awaits::DevicePassword(of, _), _) => return Some(of),
    };
    Some(Proven::first(first, attachment))
}

/// The code factor that a step is about.
fn factor(awaits: Awaits, answer: Answer) -> Option<CodeFactor> {
    match (awaits, answer) {
        (_, Answer::SelectMfaType(choice)) => choice,
        (_, Answer::MfaSetup(factor)) | (Awaits::Code(_, factor) | Awaits::StepUpCode(_, factor), _) => Some(factor),
        (Awaits::EmailSetUpCode(_), _) => Some(CodeFactor::Email),
        _ => None,
    }
}

fn was_offered(awaits: Awaits, answer: Answer) -> bool {
    match (awaits, factor(awaits, answer)) {
        (Awaits::MfaSetUp(..), Some(CodeFactor::Sms)) => false,
        (Awaits::MfaSetUp(_, set) | Awaits::MfaChoice(_, set) | Awaits::StepUpChoice(_, set), factor) => {
            factor.is_some_and(|factor| set.contains(factor))
        }
        _ => true,
    }
}

/// SPEC 11, *now counts*: whether section 10 still asks for the answer or offers it, or asks for nothing.
fn counts(sign_in: SignIn, pool: &PoolPolicy, user: User, answer: Answer, now: Outcome) -> bool {
    use Challenge::{Code, DeviceSrp, MfaSetup, NewPassword, SelectMfaType};
    let one_of = |set: CodeFactorSet| factor(sign_in.awaits, answer).is_some_and(|factor| set.contains(factor));
    match (sign_in.awaits, now) {
        (_, Outcome::Denied(_)) => false,
        // What a target lacks is asked for over and above what section 10 asks for.
        (Awaits::StepUpChoice(of, _) | Awaits::StepUpCode(of, _), _) => sign_in
            .target
            .is_some_and(|level| of.level() < Some(level) && one_of(missing(pool, user.facts(), of, level))),
        (_, Outcome::Authenticated)
        | (Awaits::NewPassword(_), Outcome::Challenge(NewPassword))
        | (Awaits::Device(_, DevicePlace::AtTheEnd) | Awaits::DevicePassword(_, DevicePlace::AtTheEnd), _)
        | (Awaits::Device(..) | Awaits::DevicePassword(..), Outcome::Challenge(DeviceSrp)) => true,
        (Awaits::MfaChoice(..) | Awaits::Code(..) | Awaits::EmailSetUpCode(_), Outcome::Challenge(Code(one))) => {
            one_of(CodeFactorSet::of(&[one]))
        }
        (Awaits::MfaChoice(..) | Awaits::Code(..) | Awaits::EmailSetUpCode(_), Outcome::Challenge(SelectMfaType(set)))
        | (Awaits::MfaSetUp(..), Outcome::Challenge(MfaSetup(set))) => one_of(set),
        _ => false,
    }
}

/// The user as an answer that counts leaves them, and the code that it proves.
fn effect(user: User, awaits: Awaits, answer: Answer) -> (User, Option<CodeFactor>) {
    let verify = |attribute: Attribute| if attribute.is_present() { Attribute::Verified } else { attribute };
    let with = |factor: CodeFactor| {
        let enabled = user.preference.enabled().with(factor.into());
        MfaPreference::keeping(enabled, user.preference.preferred().or(Some(factor)))
    };
    match (awaits, answer) {
        (Awaits::NewPassword(_), _) => {
            (User { account: Account::new(UserStatus::Confirmed, Password::Permanent), ..user }, None)
        }
        (_, Answer::MfaSetup(CodeFactor::Email)) => (User { email: Attribute::Unverified, ..user }, None),
        (_, Answer::MfaSetup(CodeFactor::Totp)) => {
            (User { totp: Totp::Verified, preference: with(CodeFactor::Totp), ..user }, Some(CodeFactor::Totp))
        }
        (Awaits::EmailSetUpCode(_), _) => {
            let user = User { email: verify(user.email), preference: with(CodeFactor::Email), ..user };
            (user, Some(CodeFactor::Email))
        }
        (Awaits::Code(_, factor) | Awaits::StepUpCode(_, factor), _) => match factor {
            CodeFactor::Sms => (User { phone: verify(user.phone), ..user }, Some(factor)),
            CodeFactor::Totp => (user, Some(factor)),
            CodeFactor::Email => (User { email: verify(user.email), ..user }, Some(factor)),
        },
        _ => (user, None),
    }
}
