//! Every user who can be, from those who sign up, are created, or come from an external provider.
//!
//! The calls are all 375 changes of the preference by both callers, and every report with every change of the attributes.
//! In the first search the pool stays; a user is told apart in everything. In the second the pool may be another at each
//! call, since a change of the pool touches no user. There the account is that of a confirmed user, and an attribute is
//! there or not, which is all that the rules of the preference read of them; `what_is_folded_of_a_user_does_not_matter`
//! shows that.

use std::collections::HashSet;

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{Caller, PreferenceChange};
use cognito_mfa::factor::Factor;
use cognito_mfa::generate::proptest::reachable;
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

/// How users come to be.
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

/// Every report of what a user possesses.
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

/// Every report of the account.
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

/// The user after an accepted command, `None` after a refused one, or the law that is broken.
fn step(pool: &PoolPolicy, user: &User, command: UserCommand) -> Result<State, String> {
    // The credential stamp counts what happened, and is left out of what is searched.
    let unstamped = |user: User| User { stamp: crate::STAMP, ..user };
    let Ok(transition) = user.apply(pool, &command) else { return Ok(None) };
    let (next, changes) = (unstamped(*transition.next()), transition.changes().count());
    if (changes == 0) != (next == *user) {
        return Err("the changes are those between the user before and after".into());
    }
    match command {
        UserCommand::SetPreference(caller, change) => {
            check_transition(pool, user, caller, change, &next).map_err(|broken| broken.to_string())?;
        }
        UserCommand::Event(_) => {
            // A sign-up that was confirmed is refused the second time.
            let again = unstamped(next.apply(pool, &command).map_or(next, Transition::into_next));
            if again != next {
                return Err("SPEC 13.5: a report that is made twice changes nothing the second time".into());
            }
        }
    }
    Ok(Some(next))
}

/// What holds of every user who can be in a pool that stays, by which of the rules of SPEC 7 and 8.
fn broken_law(pool: &PoolPolicy, user: &User) -> Option<&'static str> {
    let on = |factor| user.preference.enabled().contains(factor);
    let kept = pool.mode == MfaMode::On;
    let essentials = pool.tier != Tier::Lite;
    let passkeys = pool.passwordless.contains(PasswordlessFactor::WebAuthn);
    let presence = pool.user_verification != UserVerification::Required;
    let laws = [
        ("the preference can be (SPEC 13.4)", check_user(user).is_ok()),
        ("an enabled token is there: removing it disables it", !on(Factor::Totp) || user.totp == Totp::Verified),
        ("ON keeps the number of enabled SMS", !kept || !on(Factor::Sms) || user.phone.is_present()),
        ("ON keeps the address of enabled EMAIL", !kept || !on(Factor::Email) || user.email.is_present()),
        ("LITE enables neither EMAIL nor a passkey", essentials || !(on(Factor::Email) || on(Factor::Passkey))),
        (
            "a passkey is enabled in a multi-factor pool",
            !on(Factor::Passkey) || pool.configured.contains(Factor::Passkey),
        ),
        ("a passkey is registered where it may be a first factor", passkeys || !user.passkeys.is_present()),
        ("a passkey can verify the user where it must", presence || user.passkeys != Passkeys::CannotVerify),
        ("a token is verified where the pool offers TOTP", pool.offers(Factor::Totp) || user.totp == Totp::Absent),
    ];
    laws.into_iter().find(|(_, holds)| !holds).map(|(law, _)| law)
}

/// Searches the users of a pool that stays. The first calls are the ways to come to be.
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
    assert_eq!((search.states.len() - 1, search.steps), (users, steps));
    // A path is told as a scenario that the runner accepts, and that leads there.
    for number in (0..search.states.len()).rev().step_by(97) {
        let (path, user) = (search.calls(number), search.states[number].unwrap());
        // Neither an external provider nor a pool without passwords is told as a call.
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

/// The user with everything folded that the rules of the preference do not read.
fn fold(user: &User) -> User {
    let there = |attribute: Attribute| if attribute.is_present() { Attribute::Unverified } else { Attribute::Absent };
    User {
        account: Account::default(),
        access: AccountState::Enabled,
        phone: there(user.phone),
        email: there(user.email),
        stamp: crate::STAMP,
        ..*user
    }
}

/// Counts the users whom calls can lead to while the pool may be another at each of them.
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
    // Of the laws of a pool that stays, this one is left, and every user of whom it holds is reached.
    let keeps = |user: &User| !user.preference.enabled().contains(Factor::Totp) || user.totp == Totp::Verified;
    for (number, user) in search.states.iter().enumerate() {
        assert!(keeps(user) && check_user(user).is_ok(), "{user:?}\n{}", lines(&search.calls(number)));
    }
    let folded: HashSet<_> = UserFacts::all().map(|facts| fold(&facts.user(crate::STAMP))).collect();
    assert_eq!(folded.iter().filter(|user| keeps(user)).count(), search.states.len());
    assert_eq!((search.states.len(), search.steps), (users, steps));
    for number in (0..search.states.len()).step_by(31) {
        let (_, shown) = scenario::run(&lines(&search.calls(number)));
        assert_eq!(shown, serde_json::to_value(GetUserResponse::new("ann", &search.states[number])).unwrap());
    }
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_user_of_changing_pools_keeps_the_laws_as_documented() {
    check_any_pool(Profile::Documented, 672, 1_984_248);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn every_user_of_changing_pools_keeps_the_laws_as_observed() {
    check_any_pool(Profile::Observed, 672, 1_964_184);
}

fn rules(refusal: &Rejection) -> Vec<Rule> {
    refusal.violations().map(cognito_mfa::rules::Violation::rule).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    #[ignore = "long: .ci/long runs it"]
    fn what_is_folded_of_a_user_does_not_matter(
        user in prop_oneof![
            any::<UserFacts>().prop_map(|facts| facts.user(crate::STAMP)),
            reachable(Profile::Documented).prop_map(|(_, user)| user),
        ],
        pool in any::<PoolPolicy>(),
        command in any::<UserCommand>(),
    ) {
        // What reads the account: the first rules of a preference, and the reports of the account.
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
