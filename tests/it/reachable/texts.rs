//! Texts and members that no rule reads are stored and shown unchanged.
//!
//! This searches one pool that can have every factor, with its blocks and its SMS configuration: a message or none,
//! `Enabled` omitted or true, the relying party ID a, b or none, and an SMS configuration with or without an external ID.
//! Other texts behave the same: the crate stores and compares them, but reads only whether they're present.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::note::Note;
use cognito_mfa::pool::{
    EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode, RecoveryMechanism, SmsConfiguration, SmsMfa,
    SoftwareTokenMfa, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::wire::{PoolRequest, Request, UserPoolMfaConfig};
use cognito_mfa::{Pool, PoolCommand, Profile};

use super::calls::{PoolCall, recovered, sms, sms_without_id};
use super::scenario;
use super::search::{Search, Steps};

/// A pool, and whether `SetUserPoolMfaConfig` accepted its MFA configuration last. If so, no later update sent a mode or an
/// SMS configuration.
type State = Option<(Pool, bool)>;

fn calls() -> Vec<PoolCall> {
    let founding = UserPoolSettings::new()
        .with_account_recovery(recovered(RecoveryMechanism::VerifiedPhoneNumber, None))
        .with_email_sending_account(EmailSendingAccount::Developer);
    let updates = [None, Some(MfaMode::Off), Some(MfaMode::Optional), Some(MfaMode::On)].into_iter().flat_map(|mode| {
        [None, Some(sms()), Some(sms_without_id())].map(|sms_configuration| {
            let mut settings = UserPoolSettings::new();
            settings.mode = mode;
            settings.sms_configuration = sms_configuration;
            settings
        })
    });
    let updates = updates.map(PoolCommand::Update);
    let sets = sets().into_iter().map(PoolCommand::SetMfaConfig);
    std::iter::once(PoolCall::Create(founding)).chain(updates.chain(sets).map(PoolCall::Apply)).collect()
}

fn sets() -> Vec<SetMfaConfig<'static>> {
    let block = |message, configuration: Option<SmsConfiguration<'static>>| {
        Some({
            let mut one = SmsMfaBlock::new({
                let mut block = SmsMfa::new();
                block.message = message;
                block
            });
            one.configuration = configuration;
            one
        })
    };
    let text = |text| Some(Cow::Borrowed(text));
    let configurations = || [None, Some(sms()), Some(sms_without_id())].into_iter();
    let sms: Vec<_> = std::iter::once(None)
        .chain(configurations().map(|sms| block(None, sms)))
        .chain(configurations().map(|sms| block(text("Code {####}"), sms)))
        .collect();
    let tokens = [None, Some(None), Some(Some(true))];
    let tokens = tokens.map(|block| block.map(SoftwareTokenMfa::new));
    let emails = [
        None,
        Some(EmailMfa::default()),
        Some({
            let mut email = EmailMfa::new();
            email.message = text("Use {####}");
            email.subject = text("Your code");
            email
        }),
    ];
    let mut sets = Vec::new();
    for mode in MfaMode::ALL {
        for sms in &sms {
            for software_token in tokens {
                for email in &emails {
                    for web_authn in web_authns() {
                        let (sms, email) = (sms.clone(), email.clone());
                        sets.push({
                            let mut request = SetMfaConfig::new(*mode);
                            request.sms = sms;
                            request.software_token = software_token;
                            request.email = email;
                            request.web_authn = web_authn;
                            request
                        });
                    }
                }
            }
        }
    }
    sets
}

/// No block, an empty block, and blocks with two relying party IDs, each with and without passkey MFA.
fn web_authns() -> Vec<Option<WebAuthnConfiguration<'static>>> {
    use FactorConfiguration::{MultiFactorWithUserVerification, SingleFactor};
    let block = |id, user_verification, factor_configuration| {
        let relying_party_id = Some(Cow::Borrowed(id));
        Some({
            let mut block = WebAuthnConfiguration::new();
            block.relying_party_id = relying_party_id;
            block.user_verification = user_verification;
            block.factor_configuration = factor_configuration;
            block
        })
    };
    vec![
        None,
        Some(WebAuthnConfiguration::default()),
        block("a.example", Some(UserVerification::Required), Some(MultiFactorWithUserVerification)),
        block("a.example", Some(UserVerification::Preferred), Some(SingleFactor)),
        block("b.example", None, Some(MultiFactorWithUserVerification)),
        block("b.example", None, None),
    ]
}

fn steps(state: &State, calls: &[PoolCall], profile: Profile) -> Steps<State> {
    let mut steps = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        match (state, call) {
            (None, PoolCall::Create(settings)) => {
                let created = Pool::create(settings, profile).expect("a lawful pool");
                steps.push((number, Some((created.into_next(), false))));
            }
            (Some((pool, set_last)), PoolCall::Apply(command)) => {
                let Ok(transition) = pool.apply(command) else { continue };
                let broken = match command {
                    PoolCommand::SetMfaConfig(request) => broken_by_set(pool, request, &transition),
                    PoolCommand::Update(_) | PoolCommand::SetRisk(_) => None,
                };
                if let Some(law) = broken {
                    return Err((number, law.into()));
                }
                let set_last = match command {
                    PoolCommand::SetMfaConfig(_) => true,
                    PoolCommand::Update(sent) => *set_last && sent.mode.is_none() && sent.sms_configuration.is_none(),
                    PoolCommand::SetRisk(_) => *set_last,
                };
                steps.push((number, Some((transition.into_next(), set_last))));
            }
            (None, PoolCall::Apply(_)) | (Some(_), PoolCall::Create(_)) => {}
        }
    }
    Ok(steps)
}

/// Spec 5, effect: each block becomes what was sent, and the SMS configuration is kept unless the request sends one.
fn broken_by_set(
    before: &Pool,
    sent: &SetMfaConfig<'static>,
    transition: &Transition<'_, Pool>,
) -> Option<&'static str> {
    let after = transition.next();
    let sent_sms = sent.sms.as_ref().and_then(|sms| sms.configuration.clone());
    let replaced = after.mode == sent.mode
        && after.sms_mfa == sent.sms.as_ref().map(|sms| sms.block.clone())
        && after.software_token_mfa == sent.software_token
        && after.email_mfa == sent.email
        && after.web_authn == sent.web_authn;
    let unusable = before.relying_party_id().is_some_and(|id| after.relying_party_id() != Some(id));
    if !replaced {
        Some("spec 5: each block becomes what was sent, or absent")
    } else if after.sms_configuration != sent_sms.or_else(|| before.sms_configuration.clone()) {
        Some("spec 5: the SMS configuration is replaced when sent and otherwise kept")
    } else if transition.notes().contains(Note::PasskeysUnusable) != unusable {
        Some("spec 2: passkeys become unusable exactly when a relying party ID that was set is changed or dropped")
    } else {
        None
    }
}

/// Sends a Get response back, and returns the next Get response or the code of the refusal.
fn sent_back(pool: &Pool) -> (String, Result<String, &'static str>) {
    let get = |pool: &Pool| serde_json::to_string(&UserPoolMfaConfig::from(pool)).unwrap();
    let shown = get(pool);
    let body = shown.replacen('{', r#"{"UserPoolId":"local_1","#, 1);
    let Ok(Request::Pool(_, PoolRequest::Apply(command))) = Request::decode("SetUserPoolMfaConfig", &body) else {
        panic!("{body}");
    };
    let next = pool.apply(&command);
    (shown, next.map(|next| get(next.next())).map_err(|refusal| refusal.first().rule().code()))
}

#[track_caller]
fn check(profile: Profile, pools: usize, states: usize, refused: &[(&str, usize)]) {
    let calls = calls();
    let lines = |numbers: &[usize]| {
        scenario::options(profile) + &scenario::of_pool(numbers.iter().map(|number| &calls[*number]))
    };
    let search = Search::from(None, |state| steps(state, &calls, profile))
        .unwrap_or_else(|failure| panic!("{}\n{}", failure.law, lines(&failure.calls)));
    let mut refusals = HashMap::new();
    for (number, state) in search.states.iter().enumerate() {
        let Some((pool, true)) = state else { continue };
        let (shown, again) = sent_back(pool);
        match again {
            Ok(again) => assert_eq!(again, shown, "spec 5, Get then Set\n{}", lines(&search.calls(number))),
            Err(code) => *refusals.entry(code).or_default() += 1,
        }
    }
    let distinct: HashSet<_> = search.states.iter().flatten().map(|(pool, _)| pool).collect();
    assert_eq!(
        (distinct.len(), search.states.len() - 1),
        (pools, states),
        "pools and states: the left numbers are new. If you intended this, write them at this line"
    );
    assert_eq!(
        refusals,
        refused.iter().copied().collect(),
        "refusals by rule: the left numbers are new. If you intended this, write them at this line"
    );
}

#[test]
fn a_documented_pool_stores_and_shows_what_was_set() {
    check(Profile::Documented, 732, 1434, &[]);
}

/// The live service refuses only one Get response that's sent back: an SMS configuration without an external ID. The
/// other operations accept it, and `SetUserPoolMfaConfig` doesn't.
#[test]
fn an_observed_pool_stores_and_shows_what_was_set() {
    check(Profile::Observed, 768, 1500, &[("sms-external-id-required", 312)]);
}
