//! A refused change of a user: its repairs are all the accepted requests that are as near as any.

use std::collections::HashSet;

use cognito_mfa::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, Tier, UserVerification};
use cognito_mfa::user::{AttributeChange, PasskeyAbility, UserEvent};
use cognito_mfa::{PoolPolicy, Profile, User, UserCommand, UserFacts};
use cognito_mfa_insight::Refusal;

use crate::dice::{Dice, everybody};

/// How many members differ: a block that is left out is one, one that is sent is as many as it says true, at least one.
fn apart(one: PreferenceChange, other: PreferenceChange) -> usize {
    let says = |setting: CodeSetting| {
        usize::from(setting.switch == Switch::On) + usize::from(setting.preferred == Preferred::Yes)
    };
    let codes = |one: Option<CodeSetting>, other: Option<CodeSetting>| match (one, other) {
        (None, None) => 0,
        (Some(_), None) => 1,
        (None, Some(sent)) => says(sent).max(1),
        (Some(one), Some(other)) => {
            usize::from(one.switch != other.switch) + usize::from(one.preferred != other.preferred)
        }
    };
    let passkey = usize::from(one.passkey != other.passkey);
    codes(one.sms, other.sms) + codes(one.totp, other.totp) + codes(one.email, other.email) + passkey
}

/// The request with a member as the edit says.
fn edited(mut change: PreferenceChange, says: &str) -> PreferenceChange {
    let (block, rest) = says.split_once(' ').unwrap();
    let sent = (rest != "left out").then(|| rest.strip_prefix("with ").unwrap());
    if block == "WebAuthnMfaSettings" {
        change.passkey = sent.map(|sent| if sent == "Enabled true" { Switch::On } else { Switch::Off });
        return change;
    }
    let setting = match block {
        "SMSMfaSettings" => &mut change.sms,
        "SoftwareTokenMfaSettings" => &mut change.totp,
        "EmailMfaSettings" => &mut change.email,
        other => panic!("there is no block {other}"),
    };
    let CodeSetting { switch, preferred } =
        setting.unwrap_or(CodeSetting { switch: Switch::Off, preferred: Preferred::No });
    *setting = sent.map(|sent| match sent {
        "Enabled true" => CodeSetting { switch: Switch::On, preferred },
        "Enabled false" => CodeSetting { switch: Switch::Off, preferred },
        "PreferredMfa true" => CodeSetting { switch, preferred: Preferred::Yes },
        "PreferredMfa false" => CodeSetting { switch, preferred: Preferred::No },
        other => panic!("there is no member {other}"),
    });
    change
}

fn preference(command: UserCommand) -> PreferenceChange {
    let UserCommand::SetPreference(_, change) = command else { panic!("{command:?} is no preference") };
    change
}

/// Every such change of this user, held to all 375 of them; gives how many were refused.
#[track_caller]
fn check(pool: &PoolPolicy, user: &User, caller: Caller, every: usize) -> usize {
    let all: Vec<_> = PreferenceChange::all().collect();
    let is_accepted =
        |change: &&PreferenceChange| user.apply(pool, &UserCommand::SetPreference(caller, **change)).is_ok();
    let accepted: HashSet<_> = all.iter().filter(is_accepted).copied().collect();
    let mut refused = 0;
    for change in all.iter().step_by(every) {
        let command = UserCommand::SetPreference(caller, *change);
        let place = || format!("{change:?} by {user:?} in {pool:?}");
        let Some(refusal) = Refusal::of_user_command(pool, user, &command) else {
            assert!(accepted.contains(change), "{}", place());
            continue;
        };
        refused += 1;
        assert_eq!(Err(refusal.rejection()), user.apply(pool, &command).as_ref().map(drop), "{}", place());
        let least = accepted.iter().map(|other| apart(*change, *other)).min();
        let nearest: HashSet<_> =
            accepted.iter().filter(|other| Some(apart(*change, **other)) == least).copied().collect();
        for repair in refusal.repairs() {
            assert_eq!(Some(repair.edits.len()), least, "{}: {repair:?}", place());
            let made = repair.edits.iter().fold(*change, |change, says| edited(change, says));
            assert_eq!(made, preference(repair.request), "{}: {repair:?}", place());
        }
        let repairs: HashSet<_> = refusal.repairs().iter().map(|repair| preference(repair.request)).collect();
        assert_eq!(repairs, nearest, "{}", place());
        assert_eq!(repairs.len(), refusal.repairs().len(), "{}: two repairs are the same request", place());
    }
    refused
}

fn pools() -> Vec<PoolPolicy> {
    let plain = PoolPolicy { configured: FactorSet::all(), ..PoolPolicy::default() };
    let on = PoolPolicy { mode: MfaMode::On, ..plain };
    vec![
        plain,
        on,
        PoolPolicy { profile: Profile::Observed, ..on },
        PoolPolicy { tier: Tier::Lite, mode: MfaMode::Optional, ..plain },
        PoolPolicy { configured: FactorSet::of(&[Factor::Sms]), mode: MfaMode::Optional, ..plain },
    ]
}

#[test]
fn the_repairs_of_a_preference_are_the_nearest_accepted_requests() {
    let (mut dice, (_, settled)) = (Dice::new(71), everybody());
    let mut refused = 0;
    for pool in pools() {
        for place in 0..14 {
            let caller = if place % 2 == 0 { Caller::User } else { Caller::Admin };
            refused += check(&pool, &dice.pick(&settled).user(crate::STAMP), caller, 1);
        }
        // Who has nothing at all, and so is refused the most.
        refused += check(&pool, &crate::plain_user(), Caller::User, 1);
    }
    assert!(refused > 15_000, "{refused} of {}", 5 * 15 * 375);
}

/// Disabled and unsettled users are refused whatever they ask for; a search for a repair that is not there takes longer.
#[test]
fn where_no_request_is_accepted_there_is_no_repair() {
    let unsettled = UserFacts::all().filter(|user| !user.is_settled());
    let refused = unsettled.step_by(4001).map(|user| check(&pools()[1], &user.user(crate::STAMP), Caller::User, 61));
    assert!(refused.sum::<usize>() > 20);
}

#[test]
fn a_refused_report_is_repaired_where_it_is_the_report_that_is_wrong() {
    let pool = PoolPolicy {
        mode: MfaMode::On,
        passwordless: PasswordlessFactorSet::all(),
        user_verification: UserVerification::Required,
        ..PoolPolicy::default()
    };
    let both =
        cognito_mfa::user::MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Sms, Factor::Email]), None);
    let present = cognito_mfa::user::Attribute::Verified;
    let user = User { phone: present, email: present, preference: both, ..crate::plain_user() };
    let attributes = |phone, email| UserEvent::Attributes { phone, email };
    let check = |report, expected: &[(&[&str], UserEvent)]| {
        let refusal = Refusal::of_user_command(&pool, &user, &UserCommand::Event(report)).unwrap();
        let expected = expected.iter().map(|(edits, report)| (edits.to_vec(), UserCommand::Event(*report)));
        assert!(
            refusal.repairs().iter().map(|repair| (repair.edits.clone(), repair.request)).eq(expected),
            "{refusal}"
        );
    };
    let (keep, remove) = (AttributeChange::Keep, AttributeChange::Remove);
    check(attributes(remove, keep), &[(&["phone_number not removed"], attributes(keep, keep))]);
    check(attributes(remove, remove), &[(&["phone_number not removed", "email not removed"], attributes(keep, keep))]);
    check(
        UserEvent::PasskeyRegistered(PasskeyAbility::PresenceOnly),
        &[(&["a passkey that can verify the user"], UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser))],
    );
    check(UserEvent::TotpVerified, &[]);
    check(UserEvent::SignUpConfirmed, &[]);
    assert!(Refusal::of_user_command(&pool, &user, &UserCommand::Event(attributes(keep, keep))).is_none());
}

#[test]
fn the_text_of_a_refused_passkey() {
    let change = PreferenceChange { passkey: Some(Switch::On), ..PreferenceChange::default() };
    let user = User {
        phone: cognito_mfa::user::Attribute::Verified,
        passkeys: cognito_mfa::user::Passkeys::CanVerify,
        ..crate::plain_user()
    };
    let refusal = Refusal::of_user_command(&pools()[1], &user, &UserCommand::SetPreference(Caller::User, change));
    insta::assert_snapshot!(refusal.unwrap());
}

#[test]
fn the_text_where_no_change_would_do() {
    let user =
        User::new(cognito_mfa::user::UserStatus::ResetRequired, cognito_mfa::user::Password::Permanent, crate::STAMP);
    let nothing = UserCommand::SetPreference(Caller::User, PreferenceChange::default());
    insta::assert_snapshot!(Refusal::of_user_command(&pools()[0], &user, &nothing).unwrap());
}
