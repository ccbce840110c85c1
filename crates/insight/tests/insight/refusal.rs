//! The repairs of a refused change of a user are exactly the nearest accepted requests.

use std::collections::HashSet;

use cognito_mfa::command::{Caller, CodeSetting, PreferenceChange, Preferred, Switch};
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, Tier, UserVerification};
use cognito_mfa::user::{AttributeChange, PasskeyAbility, UserEvent};
use cognito_mfa::{PoolPolicy, Profile, User, UserCommand, UserFacts};
use cognito_mfa_insight::Refusal;

use crate::dice::{Dice, all_users};

/// The number of different members. A removed block counts one. An added block counts its true members, at least one.
fn apart(one: PreferenceChange, other: PreferenceChange) -> usize {
    let true_members = |setting: CodeSetting| {
        usize::from(setting.switch == Switch::On) + usize::from(setting.preferred == Preferred::Yes)
    };
    let codes = |one: Option<CodeSetting>, other: Option<CodeSetting>| match (one, other) {
        (None, None) => 0,
        (Some(_), None) => 1,
        (None, Some(sent)) => true_members(sent).max(1),
        (Some(one), Some(other)) => {
            usize::from(one.switch != other.switch) + usize::from(one.preferred != other.preferred)
        }
    };
    let passkey = usize::from(one.passkey != other.passkey);
    codes(one.sms, other.sms) + codes(one.totp, other.totp) + codes(one.email, other.email) + passkey
}

/// The request after an edit, made from its instruction.
fn edited(mut change: PreferenceChange, instruction: &str) -> PreferenceChange {
    let (member, value) = match instruction.strip_prefix("Remove ") {
        Some(block) => (block, None),
        None => instruction.strip_prefix("Set ").unwrap().split_once(" to ").map(|(one, to)| (one, Some(to))).unwrap(),
    };
    let (block, member) = member.split_once('.').unwrap_or((member, ""));
    let value = value.map(|value| value == "true");
    if block == "WebAuthnMfaSettings" {
        change.passkey = value.map(|value| if value { Switch::On } else { Switch::Off });
        return change;
    }
    let setting = match block {
        "SMSMfaSettings" => &mut change.sms,
        "SoftwareTokenMfaSettings" => &mut change.totp,
        "EmailMfaSettings" => &mut change.email,
        other => panic!("unknown block {other}"),
    };
    let CodeSetting { switch, preferred, .. } = setting.unwrap_or(CodeSetting::new(Switch::Off, Preferred::No));
    *setting = value.map(|value| match (member, value) {
        ("Enabled", true) => CodeSetting::new(Switch::On, preferred),
        ("Enabled", false) => CodeSetting::new(Switch::Off, preferred),
        ("PreferredMfa", true) => CodeSetting::new(switch, Preferred::Yes),
        ("PreferredMfa", false) => CodeSetting::new(switch, Preferred::No),
        (other, _) => panic!("unknown member {other}"),
    });
    change
}

fn preference(command: UserCommand) -> PreferenceChange {
    let UserCommand::SetPreference(_, change) = command else { panic!("{command:?} doesn't set a preference") };
    change
}

/// Compares the repairs of this user's refused changes with all 375 changes. Returns the number of refused ones.
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
        let Err(refusal) = Refusal::of_user_command(pool, user, &command) else {
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
            let made = repair.edits.iter().fold(*change, |change, instruction| edited(change, instruction));
            assert_eq!(made, preference(repair.request), "{}: {repair:?}", place());
        }
        let repairs: HashSet<_> = refusal.repairs().iter().map(|repair| preference(repair.request)).collect();
        assert_eq!(repairs, nearest, "{}", place());
        assert_eq!(repairs.len(), refusal.repairs().len(), "{}: two repairs are the same request", place());
    }
    refused
}

fn pools() -> Vec<PoolPolicy> {
    let plain = PoolPolicy::default().with_configured(FactorSet::all());
    let on = plain.with_mode(MfaMode::On);
    vec![
        plain,
        on,
        on.with_profile(Profile::Observed),
        plain.with_tier(Tier::Lite).with_mode(MfaMode::Optional),
        plain.with_configured(FactorSet::of(&[Factor::Sms])).with_mode(MfaMode::Optional),
    ]
}

#[test]
fn repairs_of_a_preference_are_the_nearest_accepted_requests() {
    let (mut dice, (_, settled)) = (Dice::new(71), all_users());
    let mut refused = 0;
    for pool in pools() {
        for place in 0..14 {
            let caller = if place % 2 == 0 { Caller::User } else { Caller::Admin };
            refused += check(&pool, &dice.pick(&settled).user(crate::STAMP), caller, 1);
        }
        // This user possesses nothing, so the rules refuse the most requests.
        refused += check(&pool, &crate::plain_user(), Caller::User, 1);
    }
    assert!(refused > 15_000, "{refused} of {}", 5 * 15 * 375);
}

/// The rules refuse every request of disabled and unsettled users. A search without a result takes longer, so this tries fewer.
#[test]
fn no_repair_if_every_request_is_refused() {
    let unsettled = UserFacts::all().filter(|user| !user.is_settled());
    let refused = unsettled.step_by(4001).map(|user| check(&pools()[1], &user.user(crate::STAMP), Caller::User, 61));
    assert!(refused.sum::<usize>() > 20);
}

#[test]
fn repairs_of_an_event_change_only_the_event() {
    let pool = PoolPolicy::default()
        .with_mode(MfaMode::On)
        .with_passwordless(PasswordlessFactorSet::all())
        .with_user_verification(UserVerification::Required);
    let both =
        cognito_mfa::user::MfaPreference::with_valid_preferred(FactorSet::of(&[Factor::Sms, Factor::Email]), None);
    let present = cognito_mfa::user::Attribute::Verified;
    let user = crate::plain_user().with_phone(present).with_email(present).with_preference(both);
    let attributes = |phone, email| UserEvent::Attributes { phone, email };
    let check = |report, expected: &[(&[&str], UserEvent)]| {
        let refusal = Refusal::of_user_command(&pool, &user, &UserCommand::Event(report)).unwrap_err();
        let expected = expected.iter().map(|(edits, report)| (edits.to_vec(), UserCommand::Event(*report)));
        assert!(
            refusal.repairs().iter().map(|repair| (repair.edits.clone(), repair.request)).eq(expected),
            "{refusal}"
        );
    };
    let (keep, remove) = (AttributeChange::Keep, AttributeChange::Remove);
    check(attributes(remove, keep), &[(&["Keep phone_number"], attributes(keep, keep))]);
    check(attributes(remove, remove), &[(&["Keep phone_number", "Keep email"], attributes(keep, keep))]);
    check(
        UserEvent::PasskeyRegistered(PasskeyAbility::PresenceOnly),
        &[(
            &["Register a passkey that can verify the user"],
            UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser),
        )],
    );
    check(UserEvent::TotpVerified, &[]);
    check(UserEvent::SignUpConfirmed, &[]);
    assert!(Refusal::of_user_command(&pool, &user, &UserCommand::Event(attributes(keep, keep))).is_ok());
}

#[test]
fn text_of_a_refused_passkey() {
    let change = PreferenceChange::new().with_passkey(Switch::On);
    let user = crate::plain_user()
        .with_phone(cognito_mfa::user::Attribute::Verified)
        .with_passkeys(cognito_mfa::user::Passkeys::CanVerify);
    let refusal = Refusal::of_user_command(&pools()[1], &user, &UserCommand::SetPreference(Caller::User, change));
    insta::assert_snapshot!(refusal.unwrap_err());
}

#[test]
fn text_without_a_repair() {
    let user =
        User::new(cognito_mfa::user::UserStatus::ResetRequired, cognito_mfa::user::Password::Permanent, crate::STAMP);
    let nothing = UserCommand::SetPreference(Caller::User, PreferenceChange::default());
    insta::assert_snapshot!(Refusal::of_user_command(&pools()[0], &user, &nothing).unwrap_err());
}
