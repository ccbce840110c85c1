//! A code and the name of its table identify one row, and whatever shows a code that several tables have shows the table.

use std::collections::{BTreeMap, BTreeSet};

use cognito_mfa::invariants::Law;
use cognito_mfa::note::Note;
use cognito_mfa::pool::Tier;
use cognito_mfa::recovery::RecoveryReason;
use cognito_mfa::rules::RuleRow;
use cognito_mfa::sign_in::{OutOfOrder, Reason, SignInDenied, StepUpError};
use cognito_mfa::wire::{DecodeError, Request};
use cognito_mfa::{Pool, Profile};
use cognito_mfa_host::{HostError, Scenario};

/// The denials of sections 11 and 12.
fn denied() -> impl Iterator<Item = SignInDenied> {
    let step_ups = StepUpError::ALL.iter().map(|error| SignInDenied::StepUp(*error));
    [SignInDenied::CredentialsReplaced, SignInDenied::MfaTypeNotOffered].into_iter().chain(step_ups)
}

/// Every code of the engine and the host, with its table.
fn codes() -> Vec<(&'static str, &'static str)> {
    let errors = [
        Request::decode("", "{}").unwrap_err(),
        Request::decode("DescribeUserPool", "{").unwrap_err(),
        Request::decode("DescribeUserPool", "{}").unwrap_err(),
    ];
    let rules = RuleRow::all().map(|row| (row.operation.table(), row.rule.code()));
    let reasons = Reason::ALL.iter().map(|reason| (Reason::TABLE, reason.code()));
    let recoveries = RecoveryReason::ALL.iter().map(|reason| (RecoveryReason::TABLE, reason.code()));
    let denied = denied().map(|denied| (denied.table(), denied.code()));
    let laws = Law::ALL.iter().map(|law| (Law::TABLE, law.code()));
    let notes = Note::ALL.iter().map(|note| (Note::TABLE, note.code()));
    let errors = errors.map(|error| (DecodeError::TABLE, error.code()));
    let codes = rules.chain(reasons).chain(recoveries).chain(denied).chain(laws).chain(notes).chain(errors);
    let host = HostError::ALL.iter().map(|error| (HostError::TABLE, error.code()));
    codes.chain([(OutOfOrder::TABLE, OutOfOrder::CODE)]).chain(host).collect()
}

#[test]
fn a_table_and_a_code_identify_one_row() {
    let codes = codes();
    let unique: BTreeSet<_> = codes.iter().collect();
    assert_eq!(unique.len(), codes.len());
}

/// The codes that several tables have. The documentation lists them, too.
#[test]
fn the_documentation_lists_the_codes_of_several_tables() {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (table, code) in codes() {
        tables.entry(code).or_default().push(table);
    }
    tables.retain(|_, tables| tables.len() > 1);
    let expected: Vec<_> = tables
        .iter()
        .map(|(code, tables)| {
            let tables: Vec<_> = tables.iter().map(|table| format!("`{table}`")).collect();
            format!("| `{code}` | {} |", tables.join(", "))
        })
        .collect();
    let page = include_str!("../../docs/types.md");
    let listed: Vec<_> = page
        .lines()
        .skip_while(|line| *line != "| code | tables |")
        .skip(2)
        .take_while(|line| !line.is_empty())
        .collect();
    assert_eq!(listed, expected);
}

/// The codes in the first two cells of the rows of a text's tables, and the codes that a sentence introduces as such.
fn codes_of(text: &str) -> BTreeSet<&str> {
    let is_code =
        |text: &&str| text.contains('-') && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase());
    let rows = text.lines().filter(|line| line.starts_with('|'));
    let cells = rows.flat_map(|line| line.trim_matches('|').split('|').take(2).map(str::trim));
    let in_tables = cells.filter_map(|cell| cell.strip_prefix('`')?.split_once('`')).map(|(code, _)| code);
    let in_text = text.split("(`").skip(1).filter_map(|rest| Some(rest.split_once('`')?.0));
    in_tables.chain(in_text).filter(is_code).collect()
}

#[test]
fn the_page_of_codes_has_every_code_of_the_engine_and_the_host_in_its_table() {
    let mut listed = BTreeSet::new();
    for section in include_str!("../../docs/codes.md").split("\n## ").skip(1) {
        let title = section.lines().next().unwrap();
        let table = title.split('`').nth(1).expect("the name of the table");
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        listed.extend(rows.map(|(code, _)| (table, code)));
    }
    let missing: Vec<_> = codes().into_iter().filter(|code| !listed.contains(code)).collect();
    assert_eq!(missing, []);
    let tables: BTreeSet<_> = codes().into_iter().map(|(table, _)| table).collect();
    let unknown: Vec<_> = listed.iter().filter(|code| tables.contains(code.0) && !codes().contains(code)).collect();
    assert_eq!(unknown, [] as [&(&str, &str); 0]);
}

#[test]
fn the_page_of_codes_has_every_code_of_the_specification() {
    let page = codes_of(include_str!("../../docs/codes.md"));
    let specification = codes_of(include_str!("../../docs/specification.md"));
    assert!(specification.contains("step-out-of-order") && specification.contains("acr-level-reached"));
    let missing: Vec<_> = specification.difference(&page).collect();
    assert_eq!(missing, [] as [&&str; 0]);
}

#[test]
fn a_decision_names_the_table_of_its_code() {
    for reason in Reason::ALL {
        let denied = SignInDenied::Decision(*reason);
        assert_eq!((denied.table(), denied.code()), (Reason::TABLE, reason.code()));
    }
}

#[test]
fn a_refusal_and_its_debug_output_name_the_table() {
    let settings = cognito_mfa::command::UserPoolSettings::new()
        .with_tier(Tier::Lite)
        .with_threat_protection(cognito_mfa::pool::ThreatProtection::Enforced);
    let refusal = Pool::create(&settings, Profile::Observed).unwrap_err();
    assert_eq!((refusal.first().table(), refusal.first().rule().code()), ("user-pool", "tier-excludes-features"));
    assert!(format!("{refusal:?}").contains("operation: UserPool"));
}

/// Each of these calls is refused with a code that several tables have.
#[test]
fn a_host_names_the_table_of_its_codes() {
    let mut host = Scenario::default();
    let mut check = |op: &str, input: &str, expected: Option<&str>| {
        let line = format!(r#"{{"op":"{op}","input":{input}}}"#);
        let answer = host.line(line.as_bytes()).unwrap().answer;
        let error = answer.get("error");
        let found = error.map(|error| format!("{}/{}", error["table"], error["code"]).replace('"', ""));
        assert_eq!(found.as_deref(), expected, "{op} {input}: {answer}");
    };
    let admin = r#"{"UserPoolId":"local_1","Username":"ann"}"#;
    let client = r#"{"ClientId":"local_1","Username":"ann"}"#;
    let prefers = r#"{"AccessToken":"local_1.ann","SMSMfaSettings":{"PreferredMfa":true}}"#;
    let initiate = |flow: &str, more: &str| {
        let parameters = format!(r#"{{"USERNAME":"ann","PASSWORD":"…"{more}}}"#);
        format!(r#"{{"ClientId":"local_1","AuthFlow":"{flow}","AuthParameters":{parameters}}}"#)
    };
    let password = |permanent: bool| {
        format!(r#"{{"UserPoolId":"local_1","Username":"ann","Password":"…","Permanent":{permanent}}}"#)
    };
    check("CreateUserPool", r#"{"PoolName":"shop","UserPoolTier":"LITE"}"#, None);
    check("AdminCreateUser", admin, None);
    check("AdminSetUserPassword", &password(true), None);

    let enforced =
        r#"{"UserPoolId":"local_1","UserPoolTier":"LITE","UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"}}"#;
    check("UpdateUserPool", enforced, Some("user-pool/tier-excludes-features"));
    check("InitiateAuth", &initiate("USER_AUTH", ""), Some("user-auth/tier-excludes-features"));
    let step_up = initiate("USER_PASSWORD_AUTH", r#","TARGET_ACR_VALUES":"urn:cognito:loa:1""#);
    check("InitiateAuth", &step_up, Some("step-up/tier-excludes-features"));
    check("SetUserMFAPreference", prefers, Some("preference/preferred-is-enabled"));

    check("AdminDisableUser", admin, None);
    check("SetUserMFAPreference", prefers, Some("preference/user-disabled"));
    check("InitiateAuth", &initiate("USER_PASSWORD_AUTH", ""), Some("sign-in/user-disabled"));
    check("ForgotPassword", client, Some("recovery/user-disabled"));

    check("AdminEnableUser", admin, None);
    check("AdminSetUserPassword", &password(false), None);
    check("AdminResetUserPassword", admin, Some("user-event/password-not-resettable"));
    check("ForgotPassword", client, Some("recovery/password-not-resettable"));
}
