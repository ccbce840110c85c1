//! Sign-in paths agree with the naive model's sign-in, and with a plain search over the state machine.

use std::collections::BTreeSet;

use crate::{PRESENCE_PASSKEY, VERIFIED_PASSKEY};
use cognito_mfa::assurance::{AcrLevel, Attachment};
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Asked, Device, FirstChallenge, FirstFactor, NextStep, PasskeyProof, SignInContext};
use cognito_mfa::user::{Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Answer, PoolPolicy, Profile, Progress, SignIn, Step, User, UserFacts};
use cognito_mfa_insight::SignInPaths;

use crate::dice::{Dice, all_users};
use crate::naive::signin::{self, Facts, Responses};
use crate::naive::{decide, model};
use crate::translate;

/// The ends of finished sign-ins: the first factor and the level, 0 without a level.
type Ends = BTreeSet<(FirstFactor, u8)>;

#[track_caller]
fn check(pool: &PoolPolicy, user: UserFacts, context: SignInContext, ends: &Ends) {
    let paths = SignInPaths::of(pool, user, context);
    let level = |level: Option<AcrLevel>| level.map_or(0, |level| level as u8 + 1);
    let firsts: BTreeSet<_> = ends.iter().map(|(first, _)| *first).collect();
    let levels: BTreeSet<_> = ends.iter().map(|(_, level)| *level).collect();
    let passkey = firsts.iter().any(|first| matches!(first, FirstFactor::Passkey(..)));
    let place = || format!("{ends:?}, not {paths:?}: {user:?}, {context:?} in {pool:?}");
    assert!(paths.first_factors().eq(firsts), "{}", place());
    assert_eq!((paths.is_empty(), paths.has_passkey()), (ends.is_empty(), passkey), "{}", place());
    let bounds = (levels.first().copied().unwrap_or(0), levels.last().copied().unwrap_or(0));
    assert_eq!((level(paths.least()), level(paths.most())), bounds, "{}", place());
}

/// The sign-ins of the naive model, which uses the service's names.
struct Naive {
    pool: model::Pool,
    facts: Facts,
    ends: Ends,
}

impl Naive {
    fn ends(policy: &PoolPolicy, user: User, context: SignInContext) -> Ends {
        let verifies = user.passkeys == Passkeys::CanVerify;
        let facts = Facts {
            device: context.device.name().to_owned(),
            risk: context.risk.name().to_owned(),
            user_verified: verifies,
            can_verify: verifies,
            attachment: "platform".to_owned(),
        };
        let observed = policy.profile == Profile::Observed;
        let mut naive = Self { pool: translate::pool(policy), facts, ends: Ends::new() };
        let mut user = translate::user(&user);
        if user.status == "RESET_REQUIRED" && !decide::recovery(&naive.pool.naive(), &user.naive()).0.is_empty() {
            user.set_permanent_password();
        }
        if user.status == "EXTERNAL_PROVIDER" && !user.disabled {
            naive.ends.insert((FirstFactor::ExternalProvider, 0));
        }
        if user.has_password {
            let mut user = user.clone();
            let begun = signin::begin_with_password(&naive.pool, &mut user, naive.facts.clone(), observed);
            naive.follow(FirstFactor::Password, &user, begun, 0);
        }
        let passkey = if verifies { VERIFIED_PASSKEY } else { PRESENCE_PASSKEY };
        let firsts = [("EMAIL_OTP", FirstFactor::EmailOtp), ("SMS_OTP", FirstFactor::SmsOtp), ("WEB_AUTHN", passkey)];
        for (name, first) in firsts {
            let mut user = user.clone();
            let (pool, facts) = (&naive.pool, naive.facts.clone());
            let begun = signin::begin_with_choice(pool, &mut user, facts, observed, Some(name));
            let is_asked = matches!(&begun.0, signin::Answer::Challenge { name: asked, .. } if asked == name);
            if is_asked {
                naive.follow(first, &user, begun, 0);
            }
        }
        naive.ends
    }

    fn follow(
        &mut self,
        first: FirstFactor,
        user: &model::User,
        (answer, sign_in): (signin::Answer, Option<signin::SignIn>),
        answers: u8,
    ) {
        assert!(answers <= 6, "{answer:?}");
        let (name, choose, set_up) = match answer {
            signin::Answer::Done { acr, .. } => {
                self.ends.insert((first, acr.map_or(0, |acr| acr[16..].parse().unwrap())));
                return;
            }
            signin::Answer::Denied { .. } => return,
            signin::Answer::OutOfOrder => panic!("the answer fits the question but is out of order"),
            signin::Answer::Challenge { name, choose, set_up, .. } => (name, choose, set_up),
        };
        // The code that completes a set-up goes to the new address.
        let sets_up_email = sign_in.as_ref().is_some_and(|sign_in| sign_in.asked == signin::Asked::SetUpCode);
        let can_answer = match name.as_str() {
            "SMS_MFA" | "SMS_OTP" => user.phone.is_some(),
            "SOFTWARE_TOKEN_MFA" => user.totp_verified,
            "EMAIL_OTP" => user.email.is_some() || sets_up_email,
            _ => true,
        };
        assert!(can_answer, "{user:?} can't answer {name}");
        let chosen =
            choose.into_iter().flatten().map(|answer| Responses { answer: Some(answer), ..Responses::default() });
        let listed = set_up.into_iter().flatten().filter(|name| name != "SMS_MFA");
        let set_up = listed.map(|name| Responses { has_email: name == "EMAIL_OTP", ..Responses::default() });
        let mut responses: Vec<_> = chosen.chain(set_up).collect();
        if name != "SELECT_MFA_TYPE" && name != "MFA_SETUP" {
            responses.push(Responses::default());
        }
        let sign_in = sign_in.unwrap();
        for response in &responses {
            let mut user = user.clone();
            let next = signin::step(&sign_in, &self.pool, &mut user, self.facts.clone(), &name, response);
            self.follow(first, &user, next, answers + 1);
        }
    }
}

#[test]
fn paths_agree_with_the_naive_model() {
    let (mut dice, (all, settled)) = (Dice::new(11), all_users());
    let (mut locked_out, mut several) = (0, 0);
    for _ in 0..2000 {
        let pool = dice.policy();
        for _ in 0..40 {
            let (user, context) = (dice.user(&all, &settled), dice.context());
            let ends = Naive::ends(&pool, user.user(crate::STAMP), context);
            check(&pool, user, context, &ends);
            locked_out += usize::from(ends.is_empty());
            several += usize::from(ends.len() > 1);
        }
    }
    // Of 80,000 users.
    assert!(locked_out > 20_000 && several > 5000, "{locked_out}, {several}");
}

/// Every answer, whether or not it fits.
fn answers() -> Vec<Answer> {
    let codes = || CodeFactor::ALL.iter().copied();
    let firsts = FirstChallenge::ALL.iter().copied().map(Answer::FirstFactorChosen);
    let proofs = [PasskeyProof::Presence, PasskeyProof::UserVerified];
    let passkeys = proofs.map(|proof| Answer::PasskeyProven(proof, Attachment::Platform));
    let plain = [
        Answer::EmailCodeProven,
        Answer::SmsOtpProven,
        Answer::NewPasswordChosen,
        Answer::SmsCodeProven,
        Answer::TotpCodeProven,
        Answer::DeviceBegun,
        Answer::DeviceProven,
        Answer::PasswordProven,
        Answer::TotpSetUpProven,
        Answer::EmailSetUpBegun,
        Answer::SmsSetUpBegun,
    ];
    let choices = codes().map(|code| Answer::MfaTypeChosen(Some(code)));
    firsts.chain(passkeys).chain(plain).chain(choices).collect()
}

/// Whether the user currently possesses what the answer needs. A passkey verifies the user if it can. The code that
/// completes a set-up goes to the new address.
fn can_give(user: &User, asked: Asked, device: Device, answer: Answer) -> bool {
    match answer {
        Answer::EmailCodeProven => {
            user.email.is_present() || matches!(asked, Asked::After(_, NextStep::EmailSetUpCode))
        }
        Answer::SmsOtpProven | Answer::SmsCodeProven => user.phone.is_present(),
        Answer::TotpCodeProven => user.totp == Totp::Verified,
        Answer::PasskeyProven(PasskeyProof::UserVerified, _) => user.passkeys == Passkeys::CanVerify,
        Answer::PasskeyProven(PasskeyProof::Presence, _) => user.passkeys == Passkeys::CannotVerify,
        Answer::DeviceBegun | Answer::DeviceProven => device == Device::Remembered,
        Answer::PasswordProven | Answer::FirstFactorChosen(FirstChallenge::Password | FirstChallenge::PasswordSrp) => {
            user.password() != Password::Absent
        }
        Answer::FirstFactorChosen(_)
        | Answer::NewPasswordChosen
        | Answer::MfaTypeChosen(_)
        | Answer::TotpSetUpProven
        | Answer::EmailSetUpBegun
        | Answer::SmsSetUpBegun => true,
    }
}

/// The ends that a breadth-first search finds, and the largest number of answers.
fn searched(pool: &PoolPolicy, user: User, context: SignInContext, answers: &[Answer]) -> (Ends, u32) {
    let begin = |first| SignIn::begin(pool, user, first, context, None);
    let password = (user.password() != Password::Absent).then(|| begin(FirstFactor::Password));
    let external = (user.status() == UserStatus::ExternalProvider).then(|| begin(FirstFactor::ExternalProvider));
    let choice = SignIn::begin_user_auth(pool, user, None, context, None).ok();
    let mut level: Vec<Step> = password.into_iter().chain(external).chain(choice).collect();
    let (mut ends, mut given) = (Ends::new(), 0);
    loop {
        let mut next = Vec::new();
        for step in level {
            match step.progress {
                Progress::Authenticated(proven) => {
                    ends.insert((proven.first_factor, proven.level().map_or(0, |level| level as u8 + 1)));
                }
                Progress::Waiting(sign_in) => {
                    let fitting =
                        answers.iter().filter(|answer| can_give(&step.user, sign_in.asked, context.device, **answer));
                    next.extend(fitting.filter_map(|answer| sign_in.step(pool, step.user, *answer).ok()));
                }
                Progress::Denied(_) => {}
            }
        }
        if next.is_empty() {
            return (ends, given);
        }
        (level, given) = (next, given + 1);
    }
}

/// The naive model covers users in password reset: the state machine has no resets.
#[test]
fn paths_agree_with_a_search_of_at_most_seven_answers() {
    let (mut dice, (all, settled), answers) = (Dice::new(12), all_users(), answers());
    let (mut longest, mut walks) = (0, 0);
    for _ in 0..3000 {
        let pool = dice.policy();
        for _ in 0..60 {
            let (user, context) = (dice.user(&all, &settled), dice.context());
            if user.status() == UserStatus::ResetRequired {
                continue;
            }
            let (ends, given) = searched(&pool, user.user(crate::STAMP), context, &answers);
            check(&pool, user, context, &ends);
            (longest, walks) = (given.max(longest), walks + 1);
        }
    }
    // The first two answers choose and prove the password. The crate follows as many as twelve.
    assert_eq!(longest, 7);
    assert!(walks > 150_000, "{walks}");
}

#[test]
fn user_in_password_reset_can_sign_in_if_a_reset_code_can_be_sent() {
    let pool = PoolPolicy::default();
    let user = User::new(UserStatus::ResetRequired, Password::Permanent, crate::STAMP);
    let none = SignInPaths::of(&pool, user.facts(), SignInContext::default());
    assert_eq!(none, SignInPaths::default());
    let reachable = user.with_email(cognito_mfa::user::Attribute::Verified);
    let paths =
        SignInPaths::of(&pool, reachable.facts(), SignInContext { risk: RiskLevel::High, ..Default::default() });
    assert!(paths.first_factors().eq([FirstFactor::Password]));
    assert_eq!((paths.least(), paths.most()), (Some(AcrLevel::One), Some(AcrLevel::One)));
}
