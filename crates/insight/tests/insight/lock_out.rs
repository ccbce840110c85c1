//! A proof or a lock-out agrees with a plain loop over all users.

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, RiskLevel, Tier};
use cognito_mfa::sign_in::{Challenge, Denial, FirstFactor, SignInContext};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Outcome, PoolPolicy, User, UserFacts};
use cognito_mfa_insight::{Assumption, LockOut, SignInPaths, prove_no_lock_out};

use super::measure;
use crate::dice::Dice;

/// Whether an assumption holds, restated.
fn holds(assumption: Assumption, pool: &PoolPolicy, user: &User) -> bool {
    let has = |factor: Factor| match factor {
        Factor::Sms => user.phone != Attribute::Absent,
        Factor::Totp => user.totp == Totp::Verified,
        Factor::Email => user.email != Attribute::Absent,
        Factor::Passkey => user.passkeys == Passkeys::CanVerify,
    };
    let offers = |factor| pool.mode != MfaMode::Off && pool.configured.contains(factor);
    let enabled = |factor| user.preference.enabled().contains(factor);
    match assumption.code() {
        "enabled" => user.access == AccountState::Enabled,
        "confirmed" => user.status() == UserStatus::Confirmed,
        "native" => user.status() != UserStatus::ExternalProvider,
        "password" => user.password() != Password::Absent,
        "phone" => has(Factor::Sms),
        "verified-phone" => user.phone == Attribute::Verified,
        "email" => has(Factor::Email),
        "verified-email" => user.email == Attribute::Verified,
        "totp" => has(Factor::Totp),
        "passkey" => has(Factor::Passkey),
        "nothing-enabled" => !Factor::ALL.iter().any(|factor| enabled(*factor)),
        "code-enabled" => CodeFactor::ALL.iter().any(|factor| enabled((*factor).into())),
        "preference-possessed" => Factor::ALL.iter().all(|factor| !enabled(*factor) || has(*factor)),
        "preference-offered" => Factor::ALL.iter().all(|factor| !enabled(*factor) || offers(*factor)),
        other => panic!("unknown assumption {other}"),
    }
}

/// Compares the verdict with a loop. Returns whether it's a proof.
#[track_caller]
fn check(pool: &PoolPolicy, assumptions: &[Assumption], context: SignInContext) -> bool {
    let meets = |user: &UserFacts| assumptions.iter().all(|one| holds(*one, pool, &user.user(crate::STAMP)));
    let is_out = |user: &UserFacts| SignInPaths::of(pool, *user, context).is_empty();
    let users: Vec<_> = UserFacts::all().filter(meets).collect();
    let out: Vec<_> = users.iter().copied().filter(is_out).collect();
    let classes = u32::try_from(users.len()).unwrap();
    match prove_no_lock_out(pool, assumptions, context) {
        Ok(proof) => {
            assert_eq!((out.as_slice(), proof.classes), (&[][..], classes), "{assumptions:?} in {pool:?}");
            true
        }
        Err(found) => {
            let LockOut { user, classes: all, locked_out, .. } = found;
            let counts = (classes, u32::try_from(out.len()).unwrap());
            assert_eq!((found.pool, found.context, (all, locked_out)), (*pool, context, counts));
            let least = out.iter().map(|user| measure::facts(*user)).min();
            assert!(
                out.contains(&user) && Some(measure::facts(user)) == least,
                "{user:?}: {assumptions:?} in {pool:?}"
            );
            explains(&found);
            false
        }
    }
}

/// Checks the explanations: the password comes first, then the user's other first factors. None of them signs the user in.
fn explains(lock_out: &LockOut) {
    let user = lock_out.user.user(crate::STAMP);
    let why = lock_out.explanations();
    let possessed = [user.phone.is_present(), user.email.is_present(), user.passkeys.is_present()];
    assert_eq!(why.len(), 1 + possessed.into_iter().filter(|one| *one).count());
    for (place, one) in why.iter().enumerate() {
        let leads_nowhere = match one.resolution().outcome() {
            Outcome::Denied(_) => true,
            // A denial follows the new password.
            Outcome::Challenge(Challenge::NewPassword) => place == 0,
            // A LITE pool has no choice-based sign-in.
            Outcome::Authenticated => place > 0 && lock_out.pool.tier == Tier::Lite,
            Outcome::Challenge(_) => false,
        };
        assert!(leads_nowhere, "{:?}: {lock_out:?}", one.resolution());
    }
}

/// A third of the pools are random. The others require MFA.
#[test]
fn verdict_agrees_with_a_plain_loop() {
    let mut dice = Dice::new(21);
    let (mut proofs, mut lock_outs) = (0, 0);
    for case in 0..192 {
        let random = dice.policy();
        let pool = if case % 3 == 0 { random } else { random.with_mode(MfaMode::On) };
        let common = [Assumption::Enabled, Assumption::Confirmed, Assumption::Password];
        let kept = if case % 6 == 1 { &common[1..] } else { &common[..] };
        let extra = (0..dice.below(4)).map(|_| dice.pick(Assumption::ALL));
        let assumptions: Vec<_> = kept.iter().copied().chain(extra).collect();
        let proven = check(&pool, &assumptions, dice.context());
        proofs += usize::from(proven);
        lock_outs += usize::from(!proven);
    }
    assert!(proofs > 40 && lock_outs > 80, "{proofs} proofs, {lock_outs} lock-outs");
}

#[test]
fn each_assumption_holds_for_the_users_of_its_name() {
    let pool = PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(FactorSet::of(&[Factor::Totp]));
    for assumption in Assumption::ALL {
        let counted = UserFacts::all().filter(|user| assumption.holds(&pool, *user)).count();
        let restated = UserFacts::all().filter(|user| holds(*assumption, &pool, &user.user(crate::STAMP))).count();
        assert_eq!(counted, restated, "{assumption}");
    }
}

#[test]
fn sms_as_the_only_factor_locks_out_users_without_a_phone_number() {
    let mut pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Sms]));
    let found = |pool: &PoolPolicy, assumptions: &[Assumption]| {
        let all = [&[Assumption::Enabled, Assumption::Confirmed, Assumption::Password], assumptions].concat();
        check(pool, &all, SignInContext::default());
        prove_no_lock_out(pool, &all, SignInContext::default())
            .map(|proof| proof.classes)
            .map_err(|found| found.user.user(crate::STAMP))
    };
    assert_eq!(found(&pool, &[]), Err(crate::plain_user()));
    assert_eq!(found(&pool, &[Assumption::Email]), Err(crate::plain_user().with_email(Attribute::Verified)));
    assert_eq!(found(&pool, &[Assumption::Phone]), Ok(1440));
    pool.recovery = cognito_mfa::pool::AccountRecovery::Phone;
    assert_eq!(found(&pool, &[Assumption::Phone]), Err(crate::plain_user().with_phone(Attribute::Verified)));
}

#[test]
fn lock_out_by_risk_explains_each_first_factor() {
    let pool = PoolPolicy::default()
        .with_tier(Tier::Plus)
        .with_threat_protection(cognito_mfa::pool::ThreatProtection::Enforced)
        .with_risk_actions(cognito_mfa::pool::RiskActions::every(cognito_mfa::pool::RiskAction::Block))
        .with_passwordless(PasswordlessFactorSet::all());
    let context = SignInContext { risk: RiskLevel::High, ..SignInContext::default() };
    let all = [Assumption::Enabled, Assumption::Native, Assumption::VerifiedPhone, Assumption::Passkey];
    let found = prove_no_lock_out(&pool, &all, context).unwrap_err();
    let why: Vec<_> = found.explanations().iter().map(|one| one.resolution().outcome()).collect();
    assert_eq!(why, [Outcome::Denied(Denial::NotAuthorized); 3]);
    assert_eq!(found.classes, found.locked_out);
    assert!(!SignInPaths::of(&pool, found.user, SignInContext::default()).is_empty());
    let first = SignInPaths::of(&pool, found.user, SignInContext::default()).first_factors();
    assert!(first.eq([FirstFactor::Password, FirstFactor::SmsOtp, crate::VERIFIED_PASSKEY]));
}
