//! Populations: users as JSON, and tables.

use crate::command::{json, run};

#[test]
fn every_layout_of_the_same_users_counts_the_same() {
    let one =
        r#"{"Username":"ann","UserMFASettingList":["SMS_MFA"],"Attributes":[{"Name":"email","Value":"\"Users\""}]}"#;
    let list = format!("{{\"Users\":[{one},\n{one}],\n\"PaginationToken\":\"x\"}}");
    let table = "email,count,UserMFASettingList\nunverified,1,SMS_MFA\n,0,EMAIL_OTP|SMS_MFA\nunverified,1,SMS_MFA\n";
    let effects = |option: &str, text: &str| {
        let run = run(&format!("impact mfa.json mfa-required.json --json {option} -"), text.as_bytes());
        assert_eq!(run.err, "");
        json(&run)
    };
    let expected = effects("--users", &format!("{one}\n{one}"));
    assert_eq!(expected["users"], 2);
    for text in
        [list.as_str(), &list.replace('\n', "\r\n"), &format!("\u{feff}{one}\r\n\r\n {one} \n"), &format!("{one}{one}")]
    {
        assert_eq!(effects("--users", text), expected, "{text}");
    }
    for text in [table, &format!("\u{feff}{}", table.replace('\n', "\r\n"))] {
        assert_eq!(effects("--histogram", text), expected, "{text}");
    }
}
