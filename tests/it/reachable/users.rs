//! Every user that calls can lead to. Users sign up, are created by an administrator, or come from an external provider.
//!
//! The calls are all 375 changes of the preference by both callers, and every event with every change of the attributes.
//! In the first search, the pool stays the same, and users are distinguished by every fact. In the second search, each
//! call can have another pool, because a change of the pool doesn't change users. There, the account is always a confirmed
//! user's, and an attribute is only present or absent, because the rules of the preference read nothing else of them.
//! `folded_facts_about_a_user_do_not_matter` shows that.

use std::collections::HashSet;

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{Caller, PreferenceChange};
use cognito_mfa::factor::Factor;
use cognito_mfa::generate::proptest::{accepted_user_commands, reachable};
use cognito_mfa::invariants::{check_transition, check_user};
use cognito_mfa::pool::{MfaMode, PasswordlessFactor, Tier, UserVerification};
use cognito_mfa::rules::Rule;
use cognito_mfa::user::{
    Account, AccountState, Attribute, AttributeChange, PasskeyAbility, Passkeys, Password, Totp, UserEvent, UserStatus,
};
use cognito_mfa::wire::GetUserResponse;
use cognito_mfa::{PoolPolicy, Profile, Rejection, User, UserCommand, UserFacts};
use proptest::prelude::*;

use super::kind::Kind;
use super::scenario;
use super::search::{Search, Steps};

/// A user, or none yet.
type State = Option<User>;

/// The ways to create a user.
fn beginnings() -> Vec<User> {
    [
        (UserStatus::Unconfirmed, Password::Permanent),
        (UserStatus::Unconfirmed, Password::Absent),
        (UserStatus::ForceChangePassword, Password::Temporary),
        (UserStatus::Confirmed, Password::Absent),
        (UserStatus::ExternalProvider, Password::Absent),
    ]
    .map(|(status, password)| User::new(status, password, crate::STAMP))
    .into()
}

fn changes(caller: Caller) -> impl Iterator<Item = UserCommand> {
    PreferenceChange::all().map(move |change| UserCommand::SetPreference(caller, change))
}

/// Every event about what a user possesses.
fn possessions() -> impl Iterator<Item = UserCommand> {
    let attributes = AttributeChange::ALL.iter().flat_map(|phone| {
        AttributeChange::ALL.iter().map(|email| UserEvent::Attributes { phone: *phone, email: *email })
    });
    let others = [
        UserEvent::TotpAssociated,
        UserEvent::TotpVerified,
        UserEvent::TotpRemoved,
        UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser),
        UserEvent::PasskeyRegistered(PasskeyAbility::PresenceOnly),
        UserEvent::PasskeyRemoved(Passkeys::Absent),
    ];
    attributes.chain(others).map(UserCommand::Event)
}

/// Every event about the account.
fn standings() -> impl Iterator<Item = UserCommand> {
    [
        UserEvent::PermanentPasswordSet,
        UserEvent::TemporaryPasswordSet,
        UserEvent::SignUpConfirmed,
        UserEvent::Disabled,
        UserEvent::Enabled,
        UserEvent::PasswordReset,
    ]
    .into_iter()
    .map(UserCommand::Event)
}

/// The user after an accepted command, `None` after a refused command, or the law that the command breaks.
fn step(pool: &PoolPolicy, user: &User, command: UserCommand) -> Result<State, String> {
    // The credential stamp counts events, so the search leaves it out.
    let unstamped = |user: User| user.with_stamp(crate::STAMP);
    let Ok(transition) = user.apply(pool, &command) else { return Ok(None) };
    let (next, changes) = (unstamped(*transition.next()), transition.changes().count());
    if (changes == 0) != (next == *user) {
        return Err("the changes are the differences between the user before and after".into());
    }
    match command {
        UserCommand::SetPreference(caller, change) => {
            check_transition(pool, user, caller, change, &next).map_err(|broken| broken.to_string())?;
        }
        UserCommand::Event(_) => {
            // Confirming a sign-up again is refused.
            let again = unstamped(next.apply(pool, &command).map_or(next, Transition::into_next));
            if again != next {
                return Err("spec 13.5: the same event twice changes nothing the second time".into());
            }
        }
    }
    Ok(Some(next))
}

/// The laws for every user in a pool that stays the same. They follow from the rules of spec 7 and 8.
fn broken_law(pool: &PoolPolicy, user: &User) -> Option<&'static str> {
    let on = |factor| user.preference.enabled().contains(factor);
    let kept = pool.mode == MfaMode::On;
    let essentials = pool.tier != Tier::Lite;
    let passkeys = pool.passwordless.contains(PasswordlessFactor::WebAuthn);
    let presence = pool.user_verification != UserVerification::Required;
    let laws = [
        ("the preference is possible (spec 13.4)", check_user(user).is_ok()),
        (
            "an enabled TOTP has a token, because removing the token disables TOTP",
            !on(Factor::Totp) || user.totp == Totp::Verified,
        ),
        ("ON keeps the phone number of enabled SMS", !kept || !on(Factor::Sms) || user.phone.is_present()),
        ("ON keeps the email address of enabled EMAIL", !kept || !on(Factor::Email) || user.email.is_present()),
        ("in LITE, neither EMAIL nor a passkey is enabled", essentials || !(on(Factor::Email) || on(Factor::Passkey))),
        (
            "a passkey is enabled only in a pool with multi-factor passkeys",
            !on(Factor::Passkey) || pool.configured.contains(Factor::Passkey),
        ),
        ("a passkey is registered only where it can be a first factor", passkeys || !user.passkeys.is_present()),
        (
            "a passkey can verify the user where the pool requires it",
            presence || user.passkeys != Passkeys::CannotVerify,
        ),
        ("a token is verified only where the pool offers TOTP", pool.offers(Factor::Totp) || user.totp == Totp::Absent),
    ];
    laws.into_iter().find(|(_, holds)| !holds).map(|(law, _)| law)
}

/// Searches the users of a pool that stays the same. The first calls create a user.
#[track_caller]
fn check(kind: Kind, profile: Profile, users: usize, steps: usize) {
    let (pool, beginnings) = (kind.policy(profile), beginnings());
    let commands: Vec<_> =
        changes(Caller::User).chain(changes(Caller::Admin)).chain(possessions()).chain(standings()).collect();
    let lines = |numbers: &[usize]| {
        let lines = numbers.iter().map(|number| match number.checked_sub(beginnings.len()) {
            None => scenario::of_beginning(&beginnings[*number]),
            Some(number) => scenario::of_user(commands[number]),
        });
        let founding = scenario::of_pool(&[Kind::founding()]) + &scenario::of_pool(&kind.calls());
        scenario::options(profile) + &founding + &lines.collect::<String>()
    };
    let expand = |state: &State| -> Steps<State> {
        let Some(user) = state else { return Ok((0..).zip(beginnings.iter().copied().map(Some)).collect()) };
        let mut steps = Vec::new();
        for (number, command) in (beginnings.len()..).zip(&commands) {
            let next = step(&pool, user, *command).map_err(|law| (number, law))?;
            steps.extend(next.map(|next| (number, Some(next))));
        }
        Ok(steps)
    };
    let search =
        Search::from(None, expand).unwrap_or_else(|failure| panic!("{}\n{}", failure.law, lines(&failure.calls)));
    for (number, state) in search.states.iter().enumerate() {
        if let Some(law) = state.as_ref().and_then(|user| broken_law(&pool, user)) {
            panic!("{law}\n{}", lines(&search.calls(number)));
        }
    }
    assert_eq!(
        (search.states.len() - 1, search.steps),
        (users, steps),
        "users and accepted calls: the left numbers are new. If you intended this, write them at this line"
    );
    // A path is printed as a scenario. The runner accepts it, and it leads to the same state.
    for number in (0..search.states.len()).rev().step_by(97) {
        let (path, user) = (search.calls(number), search.states[number].unwrap());
        // The runner has no call that creates a federated user or a user without a password.
        if !matches!(beginnings[path[0]].status(), UserStatus::ExternalProvider | UserStatus::Confirmed) {
            let (_, shown) = scenario::run(&lines(&path));
            assert_eq!(shown, serde_json::to_value(GetUserResponse::new("ann", &user)).unwrap());
        }
    }
}

const EVERYTHING: Kind = Kind {
    tier: Tier::Essentials,
    mode: MfaMode::Optional,
    totp: true,
    passkey_mfa: true,
    registration: true,
    user_verification: UserVerification::Preferred,
};

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_reachable_user_of_a_pool_that_requires_mfa_keeps_the_laws() {
    check(Kind { mode: MfaMode::On, ..EVERYTHING }, Profile::Documented, 11_736, 1_562_969);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_reachable_user_of_a_pool_that_allows_mfa_keeps_the_laws() {
    check(EVERYTHING, Profile::Documented, 18_360, 2_252_177);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_reachable_user_of_an_observed_pool_keeps_the_laws() {
    let kind = Kind { user_verification: UserVerification::Required, ..EVERYTHING };
    check(kind, Profile::Observed, 12_240, 1_521_533);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_reachable_user_of_a_lite_pool_keeps_the_laws() {
    let kind = Kind { tier: Tier::Lite, passkey_mfa: false, registration: false, ..EVERYTHING };
    check(kind, Profile::Documented, 1260, 108_365);
}

/// The user, with everything folded that the rules of the preference don't read.
fn fold(user: &User) -> User {
    let there = |attribute: Attribute| if attribute.is_present() { Attribute::Unverified } else { Attribute::Absent };
    user.with_account(Account::default())
        .with_access(AccountState::Enabled)
        .with_phone(there(user.phone))
        .with_email(there(user.email))
        .with_stamp(crate::STAMP)
}

/// Counts the users that calls can lead to when each call can have another pool.
#[track_caller]
fn check_any_pool(profile: Profile, users: usize, steps: usize) {
    let kinds: Vec<_> = Kind::all().into_iter().map(|kind| (kind, kind.policy(profile))).collect();
    let commands: Vec<_> = changes(Caller::User).chain(possessions()).collect();
    let calls: Vec<_> = kinds.iter().flat_map(|kind| commands.iter().map(move |command| (kind, *command))).collect();
    let lines = |numbers: &[usize]| {
        let created = User::new(UserStatus::ForceChangePassword, Password::Temporary, crate::STAMP);
        let confirmed = UserCommand::Event(UserEvent::PermanentPasswordSet);
        let founding = scenario::options(profile) + &scenario::of_pool(&[Kind::founding()]);
        let user = scenario::of_beginning(&created) + &scenario::of_user(confirmed);
        let lines = numbers.iter().map(|number| {
            let ((kind, _), command) = calls[*number];
            scenario::of_pool(&kind.calls()) + &scenario::of_user(command)
        });
        founding + &user + &lines.collect::<String>()
    };
    let expand = |user: &User| -> Steps<User> {
        let mut steps = Vec::new();
        for (number, ((_, pool), command)) in calls.iter().enumerate() {
            let next = step(pool, user, *command).map_err(|law| (number, law))?;
            steps.extend(next.map(|next| (number, fold(&next))));
        }
        Ok(steps)
    };
    let search = Search::from(crate::plain_user(), expand)
        .unwrap_or_else(|failure| panic!("{}\n{}", failure.law, lines(&failure.calls)));
    // Of the laws for a pool that stays the same, only this one still holds. The search reaches every user that keeps it.
    let keeps = |user: &User| !user.preference.enabled().contains(Factor::Totp) || user.totp == Totp::Verified;
    for (number, user) in search.states.iter().enumerate() {
        assert!(keeps(user) && check_user(user).is_ok(), "{user:?}\n{}", lines(&search.calls(number)));
    }
    let folded: HashSet<_> = UserFacts::all().map(|facts| fold(&facts.user(crate::STAMP))).collect();
    assert_eq!(folded.iter().filter(|user| keeps(user)).count(), search.states.len());
    assert_eq!(
        (search.states.len(), search.steps),
        (users, steps),
        "users and accepted calls: the left numbers are new. If you intended this, write them at this line"
    );
    for number in (0..search.states.len()).step_by(31) {
        let (_, shown) = scenario::run(&lines(&search.calls(number)));
        assert_eq!(shown, serde_json::to_value(GetUserResponse::new("ann", &search.states[number])).unwrap());
    }
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_user_of_changing_documented_pools_keeps_the_laws() {
    check_any_pool(Profile::Documented, 672, 1_984_248);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_user_of_changing_observed_pools_keeps_the_laws() {
    check_any_pool(Profile::Observed, 672, 1_964_184);
}

fn rules(refusal: &Rejection) -> Vec<Rule> {
    refusal.violations().map(cognito_mfa::rules::Violation::rule).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    #[ignore = "long: .ci/long runs it"]
    fn folded_facts_about_a_user_do_not_matter(
        (user, pool, command) in (
            prop_oneof![
                any::<UserFacts>().prop_map(|facts| facts.user(crate::STAMP)),
                reachable(Profile::Documented).prop_map(|(_, user)| user),
            ],
            any::<PoolPolicy>(),
        )
        .prop_flat_map(|(user, pool)| {
            let commands = prop_oneof![any::<UserCommand>(), accepted_user_commands(&pool, &user)];
            (Just(user), Just(pool), commands)
        }),
    ) {
        // The first rules of the preference and the events about the account read the account.
        let about_account = [
            Rule::UserDisabled, Rule::UserConfirmed, Rule::PasswordNotInReset, Rule::NotUnconfirmed,
            Rule::PasswordNotResettable,
        ];
        let answer = |user: &User| user.apply(&pool, &command).map(|next| fold(next.next()));
        let other = answer(&fold(&user));
        match answer(&user) {
            Ok(next) => prop_assert!(other.map_or(standings().any(|one| one == command), |other| other == next)),
            Err(refusal) => {
                let rest = |rules: Vec<Rule>| rules.into_iter().filter(|rule| !about_account.contains(rule)).collect::<Vec<_>>();
                prop_assert_eq!(rest(rules(&refusal)), other.as_ref().map_or_else(|refusal| rest(rules(refusal)), |_| Vec::new()));
            }
        }
    }
}
