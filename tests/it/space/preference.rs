//! Preference requests get the same answer and effect as in the naive model (spec 7), and keep the laws of spec 13.

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{Caller, PreferenceChange};
use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::note::Note;
use cognito_mfa::pool::{MfaMode, Tier};
use cognito_mfa::rules::{Message, Violation};
use cognito_mfa::user::{Attribute, MfaPreference, Passkeys, Totp};
use cognito_mfa::{PoolPolicy, Profile, Rejection, User, UserCommand};

use super::canonical::{accounts, times};
use super::translate;
use crate::naive::model::{self, Fault, Notes};
use crate::threads::in_two_threads;

/// Every rule of spec 7 that reads more than the account, with every value that it reads. The configured code factors
/// matter only to notes. Whether an attribute is verified doesn't matter.
#[test]
fn a_confirmed_users_request_gets_the_answer_of_the_naive_model() {
    let pools = times(&[PoolPolicy::default()], Profile::ALL, |pool, profile| pool.profile = *profile);
    let pools = times(&pools, &[Tier::Lite, Tier::Essentials], |pool, tier| pool.tier = *tier);
    let pools = times(&pools, MfaMode::ALL, |pool, mode| pool.mode = *mode);
    let configured = [FactorSet::EMPTY, FactorSet::of(&[Factor::Passkey])];
    let pools = times(&pools, &configured, |pool, configured| pool.configured = *configured);

    let attributes = [Attribute::Absent, Attribute::Unverified];
    let users = times(&[crate::plain_user()], &attributes, |user, phone| user.phone = *phone);
    let users = times(&users, &attributes, |user, email| user.email = *email);
    let users = times(&users, Totp::ALL, |user, totp| user.totp = *totp);
    let passkeys = [Passkeys::Absent, Passkeys::CanVerify];
    let users = times(&users, &passkeys, |user, passkeys| user.passkeys = *passkeys);
    let users = times(&users, MfaPreference::all(), |user, preference| user.preference = preference);

    assert_eq!(requests(&pools, &users, Caller::User), 24 * 640 * 375);
}

/// The rules that read the account read nothing else, so a few pools and users are enough.
#[test]
fn every_account_and_caller_gets_the_answer_of_the_naive_model() {
    let lite = PoolPolicy::default().with_tier(Tier::Lite);
    let plus = lite.with_tier(Tier::Plus).with_mode(MfaMode::On).with_configured(FactorSet::all());
    let observed = plus.with_profile(Profile::Observed).with_mode(MfaMode::Optional);
    let presence = crate::plain_user().with_email(Attribute::Verified).with_passkeys(Passkeys::CannotVerify);
    let stale = MfaPreference::new(FactorSet::of(&[Factor::Sms, Factor::Passkey]), Some(CodeFactor::Sms)).unwrap();
    let users = [crate::plain_user(), presence.with_preference(stale), owner_of_everything(stale)];
    let users = times(&accounts(), &users, |user, means| {
        *user = means.with_account(user.account).with_access(user.access);
    });

    let pools = [lite, plus, observed];
    let count = requests(&pools, &users, Caller::User) + requests(&pools, &users, Caller::Admin);
    assert_eq!(count, 3 * 3 * 9 * 2 * 2 * 375);
}

/// The notes depend on what the pool offers, and on the preference before and after.
#[test]
fn an_accepted_request_has_the_notes_of_the_naive_model() {
    let pools = times(&[PoolPolicy::default()], MfaMode::ALL, |pool, mode| pool.mode = *mode);
    let pools = times(&pools, FactorSet::subsets(), |pool, configured| pool.configured = configured);
    let users: Vec<_> = MfaPreference::all().map(owner_of_everything).collect();

    assert_eq!(requests(&pools, &users, Caller::User), 16 * 3 * 40 * 375);
}

fn owner_of_everything(preference: MfaPreference) -> User {
    crate::plain_user()
        .with_phone(Attribute::Verified)
        .with_email(Attribute::Unverified)
        .with_totp(Totp::Verified)
        .with_passkeys(Passkeys::CanVerify)
        .with_preference(preference)
}

/// Makes every possible change of each user in each pool, and counts the changes.
fn requests(pools: &[PoolPolicy], users: &[User], caller: Caller) -> usize {
    let changes: Vec<_> = PreferenceChange::all().map(|change| (change, translate::request(change))).collect();
    let users: Vec<_> = users.iter().map(|user| (*user, translate::user(user))).collect();
    in_two_threads(pools, |policy| {
        let pool = translate::pool(policy);
        let observed = policy.profile == Profile::Observed;
        for (user, other) in &users {
            for (change, request) in &changes {
                let answer = user.apply(policy, &UserCommand::SetPreference(caller, *change));
                let expected = model::set_preference(&pool, other, request, caller == Caller::User, observed);
                let agree = match (&answer, &expected) {
                    (Ok(transition), Ok(expected)) => settles(transition, expected),
                    (Err(rejection), Err(faults)) => refuses(rejection, faults),
                    (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
                };
                assert!(agree, "{change:?} of {user:?} in {policy:?}\nengine {answer:?}\nnaive  {expected:?}");
                if let Ok(transition) = answer {
                    keeps_the_laws(policy, user, caller, *change, &transition);
                }
            }
        }
        users.len() * changes.len()
    })
}

fn settles(transition: &Transition<'_, User>, (user, notes): &(model::User, Notes)) -> bool {
    let codes = transition.notes().iter().map(Note::code);
    translate::user(transition.next()) == *user && codes.eq(notes.iter().copied())
}

/// Compares the violations in order. The naive model has `*` for this crate's own texts.
fn refuses(rejection: &Rejection, faults: &[Fault]) -> bool {
    let is = |violation: &Violation, fault: &Fault| {
        let message = match violation.row().message {
            Message::Quoted(text, _) => text,
            Message::Own(_) => "*",
        };
        (violation.rule().code(), violation.exception().name(), message)
            == (fault.code, fault.exception, fault.message.as_str())
    };
    rejection.violations().count() == faults.len()
        && rejection.violations().zip(faults).all(|(violation, fault)| is(violation, fault))
}

fn keeps_the_laws(
    pool: &PoolPolicy,
    user: &User,
    caller: Caller,
    change: PreferenceChange,
    transition: &Transition<'_, User>,
) {
    let next = *transition.next();
    let (before, after) = (user.preference, next.preference);
    let alone = after.enabled().contains(Factor::Passkey) && after.enabled_codes().is_empty();
    let turns_a_code_off = !before.enabled_codes().minus(after.enabled_codes()).is_empty();
    // Spec 13.1.
    assert!(!(alone && (change.passkey.is_some() || turns_a_code_off)), "{change:?} of {user:?} in {pool:?}");
    // Spec 13.4. The types ensure that at most one factor is preferred, and never a passkey.
    let preferred = after.preferred().is_none_or(|factor| after.enabled().contains(factor.into()));
    assert!(preferred, "{change:?} of {user:?} in {pool:?}");
    // A request changes only the preference.
    assert_eq!(next.with_preference(before), *user, "{change:?} in {pool:?}");
    // Spec 13.5. The types ensure that a refused request changes nothing: it has no next state.
    let again = next.apply(pool, &UserCommand::SetPreference(caller, change)).map(Transition::into_next);
    assert_eq!(again, Ok(next), "{change:?} of {user:?} in {pool:?}");
}
