//! Populations: users as JSON, and tables.

use std::collections::{BTreeMap, BTreeSet};

use allocation_counter::measure;
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::UserMember;
use cognito_mfa::wire::{DescribedPool, PoolAnswer, UserDescription};
use cognito_mfa::{Attempt, Profile, UserFacts, resolve};
use cognito_mfa_insight::{Effect, SignInPaths};
use serde_json::{Value, json as object};

use crate::command::{Run, json, run, run_with};

#[test]
fn every_layout_of_the_same_users_counts_the_same() {
    let one =
        r#"{"Username":"ann","UserMFASettingList":["SMS_MFA"],"Attributes":[{"Name":"email","Value":"\"Users\""}]}"#;
    let list = format!("{{\"Users\":[{one},\n{one}],\n\"PaginationToken\":\"x\"}}");
    let table = "email,count,UserMFASettingList\nunverified,1,SMS_MFA\n,0,EMAIL_OTP|SMS_MFA\nunverified,1,SMS_MFA\n";
    let effects = |option: &str, text: &str| {
        json(&run(&format!("impact shop.json shop-required.json --json {option} -"), text.as_bytes()))["effects"]
            .clone()
    };
    let expected = effects("--users", &format!("{one}\n{one}"));
    assert_eq!(expected[0]["users"], 2);
    for text in
        [list.as_str(), &list.replace('\n', "\r\n"), &format!("\u{feff}{one}\r\n\r\n {one} \n"), &format!("{one}{one}")]
    {
        assert_eq!(effects("--users", text), expected, "{text}");
    }
    for text in [table, &format!("\u{feff}{}", table.replace('\n', "\r\n"))] {
        assert_eq!(effects("--histogram", text), expected, "{text}");
    }
}

const IMPACT: &str = "impact shop.json shop-required.json";

#[test]
fn users_whose_status_no_rule_covers_are_skipped_and_counted() {
    let user = |name: &str, status: &str| {
        format!("{{\"Username\":\"{name}\",\"UserStatus\":\"{status}\",\"Enabled\":true}}\n")
    };
    let mut users = user("ann", "CONFIRMED");
    for status in ["ARCHIVED", "COMPROMISED", "UNKNOWN", "ARCHIVED", "EXTERNAL_PROVIDER"] {
        users += &user("bob", status);
    }
    users += &user("cid", "ARCHIVED").repeat(1000);
    // The second answer about a skipped user is skipped with it.
    users += "{\"Username\":\"cid\",\"ConfiguredUserAuthFactors\":[\"PASSWORD\"]}\n";
    let text = run(&format!("{IMPACT} --users -"), users.as_bytes());
    assert_eq!(text.status, 0);
    let skipped = "\
        standard input:2: `UserStatus` is \"ARCHIVED\", the first of 1,002 users. Skipped: archived users can't sign in.\n\
        standard input:3: `UserStatus` is \"COMPROMISED\". Skipped: the service disables compromised users.\n\
        standard input:4: `UserStatus` is \"UNKNOWN\". Skipped: no rule covers this status.\n";
    assert!(text.err.starts_with(skipped), "{}", text.err);
    assert!(text.err.lines().count() <= 4, "{}", text.err);
    let answer = json(&run(&format!("{IMPACT} --users - --json"), users.as_bytes()));
    let expected = object!([
        {"UserStatus": "ARCHIVED", "users": 1002},
        {"UserStatus": "COMPROMISED", "users": 1},
        {"UserStatus": "UNKNOWN", "users": 1},
    ]);
    assert_eq!((&answer["users"], &answer["skipped"]), (&object!(2), &expected));

    let table = "user_status,count\nCONFIRMED,5\nARCHIVED,7\nARCHIVED,0\nUNKNOWN,0\n";
    let answer = json(&run(&format!("{IMPACT} --histogram - --json"), table.as_bytes()));
    assert_eq!(
        (&answer["users"], &answer["skipped"]),
        (&object!(5), &object!([{"UserStatus": "ARCHIVED", "users": 7}]))
    );
}

const ANN: &str = r#"{"Username":"ann","UserStatus":"CONFIRMED","Enabled":true,"UserAttributes":[]}"#;
const TOTP: &str = r#"{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD","SOFTWARE_TOKEN"]}"#;
const NO_TOTP: &str = r#"{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD"]}"#;
/// The pool before a change offers TOTP, and the pool after it requires MFA.
const TOTP_POOLS: [&str; 2] = [
    r#"{"UserPool":{"MfaConfiguration":"OPTIONAL","UserPoolTier":"ESSENTIALS"}}{"MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#,
    r#"{"UserPool":{"MfaConfiguration":"ON","UserPoolTier":"ESSENTIALS"}}{"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#,
];

/// Runs `impact` on the change of [`TOTP_POOLS`], with these options and files.
fn totp_impact(test: &str, files: &[(&str, &str)], input: &str) -> Run {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name).into_os_string()
    };
    let mut arguments = vec!["impact".into(), write("before.json", TOTP_POOLS[0]), write("after.json", TOTP_POOLS[1])];
    for (index, (option, text)) in files.iter().enumerate() {
        arguments.push(option.into());
        arguments.push(if *text == "-" { "-".into() } else { write(&format!("{index}.txt"), text) });
    }
    run_with(arguments.into_iter().chain(["--json".into()]), input.as_bytes())
}

#[test]
fn a_token_that_is_not_enabled_is_reported_as_unshown_where_it_matters() {
    let alone = totp_impact("unshown", &[("--users", ANN)], "");
    let unshown = object!([{"fact": "SoftwareToken", "users": 1}]);
    assert_eq!(json(&alone)["unshown"], unshown);
    let note = "note: 1 user may get another result. AdminGetUser and ListUsers don't show a TOTP token that isn't enabled \
                (1). Add the output of AdminGetUserAuthFactors for each user (--auth-factors).\n";
    assert_eq!(alone.err, note);

    let enabled = ANN.replace('}', r#","UserMFASettingList":["SOFTWARE_TOKEN_MFA"]}"#);
    for shown in [enabled, ANN.replace('}', r#","SoftwareToken":"absent"}"#), format!("{ANN}\n{NO_TOTP}")] {
        let shown = totp_impact("unshown", &[("--users", &shown)], "");
        assert_eq!((shown.err.as_str(), &json(&shown)["unshown"]), ("", &object!([])));
    }
    // The same user in a change that no token matters for.
    assert_eq!(json(&run("impact shop.json shop.json --users - --json", ANN.as_bytes()))["unshown"], object!([]));

    let listed = r#"{"Users":[{"Username":"ann","UserStatus":"CONFIRMED","Attributes":[]}]}"#;
    let listed = totp_impact("unshown", &[("--users", listed)], "");
    let facts: Vec<_> = json(&listed)["unshown"].as_array().unwrap().iter().map(|fact| fact["fact"].clone()).collect();
    assert_eq!(facts, ["SoftwareToken", "UserMFASettingList"], "ListUsers shows no factor at all");
}

#[test]
fn auth_factors_are_joined_by_username_wherever_they_are() {
    let must_set_up = |run: &Run| {
        let answer = json(run);
        let effects: BTreeMap<String, u64> = answer["effects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|effect| (effect["effect"].as_str().unwrap().into(), effect["users"].as_u64().unwrap()))
            .collect();
        (answer["users"].as_u64().unwrap(), effects.get("must-set-up").copied().unwrap_or_default())
    };
    let bob = ANN.replace("ann", "bob");
    let adjacent = |text: String| must_set_up(&totp_impact("joined", &[("--users", &text)], ""));
    assert_eq!(adjacent(format!("{ANN}\n{bob}")), (2, 2));
    assert_eq!(adjacent(format!("{ANN}\n{TOTP}\n{bob}")), (2, 1));
    assert_eq!(adjacent(format!("{TOTP}\n{ANN}\n{bob}")), (2, 1));
    assert_eq!(adjacent(format!("{bob}\n{ANN}\n{TOTP}")), (2, 1));
    assert_eq!(adjacent(format!("{ANN}\n{NO_TOTP}\n{bob}")), (2, 2));
    assert_eq!(adjacent(format!("{ANN}\n{TOTP}\n{ANN}\n{TOTP}")), (2, 0));
    assert_eq!(adjacent(TOTP.into()), (1, 0), "such an output can stand alone");

    let users = format!("{ANN}\n{bob}\n");
    let factors = format!("{}\n{TOTP}\n", TOTP.replace("ann", "zoe"));
    let files = totp_impact("apart", &[("--users", &users), ("--auth-factors", &factors)], "");
    assert_eq!(must_set_up(&files), (2, 1));
    let files = totp_impact("several", &[("--users", ANN), ("--users", "-"), ("--auth-factors", &factors)], &bob);
    assert_eq!(must_set_up(&files), (2, 1));
    let unused = totp_impact("unused", &[("--users", &bob), ("--auth-factors", &factors)], "");
    assert!(unused.err.starts_with("note: no user of --users is in the files of --auth-factors.\n"), "{}", unused.err);
    assert_eq!(must_set_up(&unused), (1, 1));
}

#[test]
fn explain_joins_the_two_outputs_about_a_user() {
    let explained =
        |text: &str| json(&run("explain shop.json --user - --json", text.as_bytes()))["user"]["SoftwareToken"].clone();
    assert_eq!(explained(ANN), "absent");
    assert_eq!(explained(&format!("{ANN}{TOTP}")), "verified");
    assert_eq!(explained(&format!("{TOTP}\n{ANN}")), "verified");
}

#[test]
fn histograms_of_parts_add_up() {
    let whole = std::fs::read_to_string("tests/fixtures/counts.csv").unwrap();
    let (header, rows) = whole.split_once('\n').unwrap();
    let expected = json(&run(&format!("{IMPACT} --histogram counts.csv --json"), b""));
    let parts: Vec<String> = rows.lines().map(|row| format!("{header}\n{row}\n")).collect();
    // As `cat` joins them.
    assert_eq!(json(&run(&format!("{IMPACT} --histogram - --json"), parts.concat().as_bytes())), expected);
    let doubled = json(&run(&format!("{IMPACT} --histogram counts.csv --histogram - --json"), whole.as_bytes()));
    assert_eq!(doubled["users"], 20_000);
    assert_eq!(doubled["classes"], expected["classes"]);
}

#[test]
fn impact_fails_on_the_effects_that_it_is_told_to() {
    const IMPACT: &str =
        "impact --before pool.json mfa.json --after pool-required.json mfa-required.json --histogram counts.csv";
    let status = |options: &str| run(&format!("{IMPACT} {options}"), b"").status;
    assert_eq!(status(""), 0);
    assert_eq!(status("--fail-on newly-locked-out"), 1);
    assert_eq!(status("--fail-on gains-passkey-path,assurance-drops"), 0);
    assert_eq!(status("--fail-on gains-passkey-path --fail-on assurance-drops,newly-locked-out"), 1);
    assert_eq!(status("--fail-on newly-hungry"), 2);
    let failed = run(&format!("{IMPACT} --fail-on newly-locked-out"), b"").out;
    assert!(failed.ends_with("\nFailed on newly-locked-out: 8,555 users.\n"), "{failed}");
    let failed = json(&run(&format!("{IMPACT} --json --fail-on newly-locked-out"), b""));
    assert_eq!(failed["failed_on"], object!(["newly-locked-out"]));
    let help = run("impact --help", b"").out;
    assert!(Effect::ALL.iter().all(|effect| help.contains(effect.code())), "{help}");
}

/// An exported table.
struct Table {
    names: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn new(arguments: &str) -> Self {
        let run = run(&format!("export {arguments}"), b"");
        let remarks = run.err.lines().all(|line| line.starts_with("The profile Documented judges this differently: "));
        assert!(remarks && run.status == 0, "{}", run.err);
        let mut table = csv::Reader::from_reader(run.out.as_bytes());
        Self { names: table.headers().unwrap().clone(), rows: table.records().map(Result::unwrap).collect() }
    }

    /// The cells of a column.
    fn column(&self, name: &str) -> Vec<&str> {
        let index = self.names.iter().position(|other| other == name).unwrap();
        self.rows.iter().map(|row| &row[index]).collect()
    }

    /// The users of the rows, read back by the engine.
    fn users(&self) -> Vec<UserFacts> {
        let mut users = vec![UserDescription::default(); self.rows.len()];
        for (member, column) in [
            (UserMember::Status, "user_status"),
            (UserMember::Access, "enabled"),
            (UserMember::Password, "password"),
            (UserMember::Phone, "phone_number"),
            (UserMember::Email, "email"),
            (UserMember::Totp, "software_token"),
            (UserMember::Passkeys, "web_authn_credentials"),
        ] {
            let cells = self.column(column);
            users.iter_mut().zip(cells).for_each(|(user, cell)| user.set_from_text(member, cell).unwrap());
        }
        for (factor, column) in [
            (Factor::Sms, "sms_mfa_enabled"),
            (Factor::Totp, "software_token_mfa_enabled"),
            (Factor::Email, "email_otp_enabled"),
            (Factor::Passkey, "web_authn_mfa_enabled"),
        ] {
            for (user, cell) in users.iter_mut().zip(self.column(column)) {
                user.enabled = Some(user.enabled.unwrap_or_default().set(factor, cell == "true"));
            }
        }
        for (user, cell) in users.iter_mut().zip(self.column("preferred_mfa_setting")) {
            user.preferred = CodeFactor::from_name(cell);
            assert_eq!(user.preferred.is_none(), cell == "none");
        }
        users.iter().map(|user| user.facts().unwrap()).collect()
    }
}

#[test]
fn export_has_the_decision_for_every_kind_of_user() {
    let table = Table::new("shop-required.json");
    let required = std::fs::read_to_string("tests/fixtures/mfa-required.json").unwrap();
    let pool = DescribedPool::new([PoolAnswer::decode(&required).unwrap()], Profile::Observed).pool.policy();
    let users = table.users();
    assert_eq!(users.iter().collect::<BTreeSet<_>>().len(), 38_880);
    assert_eq!(users.len(), 38_880);
    for ((user, reason), locked_out) in users.into_iter().zip(table.column("reason")).zip(table.column("locked_out")) {
        assert_eq!(reason, resolve(&pool, user, Attempt::password()).reason().code());
        let paths = SignInPaths::of(&pool, user, SignInContext::default());
        assert_eq!(locked_out == "true", paths.is_empty());
    }
}

#[test]
fn export_of_a_change_counts_the_same_as_impact() {
    let pools = "--before pool.json mfa.json --after pool-required.json mfa-required.json";
    let table = Table::new(pools);
    // The first columns are the facts. Each kind has another number of users.
    let mut counts = csv::Writer::from_writer(Vec::new());
    counts.write_record(table.names.iter().take(12).chain(["count"])).unwrap();
    for (row, count) in table.rows.iter().zip(1_u64..) {
        counts.write_record(row.iter().take(12).chain([count.to_string().as_str()])).unwrap();
    }
    let counts = counts.into_inner().unwrap();
    let impact = json(&run(&format!("impact {pools} --histogram - --json"), &counts));
    let effects = impact["effects"].as_array().unwrap();
    for effect in Effect::ALL {
        let column = table.column(&effect.code().replace('-', "_"));
        let exported: u64 = column.iter().zip(1..).filter(|(cell, _)| **cell == "true").map(|(_, count)| count).sum();
        let counted =
            effects.iter().find(|it| it["effect"] == effect.code()).map_or(0, |it| it["users"].as_u64().unwrap());
        assert_eq!(exported, counted, "{effect}");
    }
}

#[test]
fn no_cell_of_an_exported_table_is_a_formula() {
    for table in ["shop.json shop-required.json", "shop.json --first-factor sms-otp --device remembered"] {
        let Table { names, rows } = Table::new(table);
        let cells: BTreeSet<&str> = rows.iter().chain([&names]).flatten().collect();
        for cell in cells {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|', ' ']), "{cell}");
            assert!(!cell.contains(['"', ',', '\n']), "{cell}");
        }
    }
}

#[test]
fn export_prints_json_with_the_columns_of_the_table() {
    let table = Table::new("shop.json shop-required.json");
    let lines = run("export shop.json shop-required.json --json", b"").out;
    assert_eq!(lines.lines().count(), table.rows.len());
    for (line, row) in lines.lines().zip(&table.rows).step_by(97) {
        let line: BTreeMap<String, Value> = serde_json::from_str(line).unwrap();
        let line = line
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), String::from)));
        let row = table.names.iter().zip(row.iter().map(String::from));
        assert_eq!(line.collect::<BTreeMap<_, _>>(), row.collect());
    }
}

#[test]
fn the_page_about_populations_lists_every_column() {
    let page = std::fs::read_to_string("../../docs/populations.md").unwrap();
    for table in ["shop.json", "shop.json shop-required.json"] {
        for name in &Table::new(table).names {
            let name = name.trim_end_matches("_before").trim_end_matches("_after");
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let effects = rows
        .filter(|line| Effect::ALL.iter().any(|it| line.starts_with(&format!("| `{}`", it.code().replace('-', "_")))));
    assert_eq!(effects.count(), Effect::ALL.len());
}

#[test]
fn export_needs_one_pool_or_a_change() {
    for arguments in
        ["export", "export a b c", "export --before a", "export a --before b --after c", "export a --pool b"]
    {
        let Run { err, status, .. } = run(arguments, b"");
        assert_eq!(status, 2, "{arguments}: {err}");
        assert!(err.starts_with("error: expected "), "{arguments}: {err}");
    }
    let several = run("export --pool pool.json mfa.json", b"");
    assert_eq!((several.status, several.out.lines().count()), (0, 38_881));
}

#[test]
fn memory_does_not_grow_with_the_number_of_users() {
    let peak = |users: usize| {
        let line = |user: usize| {
            let name = format!("user-{user:08}");
            let email = object!({"Name": "email", "Value": format!("{name}@example.com")});
            format!("{}\n", object!({"Username": name, "UserStatus": "CONFIRMED", "UserAttributes": [email]}))
        };
        let lines: Vec<String> = (0..users).map(line).collect();
        let lines = lines.concat();
        let run_once = || {
            let answer = json(&run(&format!("{IMPACT} --json --users -"), lines.as_bytes()));
            assert_eq!(answer["users"], users);
        };
        // The first run also allocates what lives as long as the process.
        run_once();
        measure(run_once).bytes_max
    };
    assert_eq!(peak(100), peak(20_000));
}
