//! The decoder accepts the same random texts as a regular expression engine with the API model's patterns.

use cognito_mfa::wire::decode_set_user_pool_mfa_config;
use proptest::prelude::*;
use regex::Regex;

use cognito_mfa_host::Scenario;

/// A string of the characters that the patterns distinguish.
fn odd_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{####}", "{", "####", "}", "a", "Z", "9", "_", "-", ":", "arn", "arn:", "aws", "+", "=", "/", ",", ".", "@",
        " ", "\t", "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{2028}", "\u{2029}", "é", "ß", "漢", "\u{301}",
        "€", "٣", "😀", "\u{0}", "\u{7f}", "\u{200d}", "\u{e000}", "*", "#", "!",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

/// A string that's almost an ARN.
fn nearly_arn() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["arn", "aws", "iam", "", "eu-west-1", "123456789012", "role/x", "a b", "12x"]);
    prop::collection::vec(part, 4..10).prop_map(|parts| parts.join(":"))
}

/// Whether a member of `SetUserPoolMfaConfig` breaks its pattern.
fn breaks_pattern(path: &str, value: &str) -> bool {
    let mut member = serde_json::Value::String(value.into());
    for name in path.rsplit('.') {
        member = serde_json::json!({ name: member });
    }
    if path != "UserPoolId" {
        member["UserPoolId"] = "local_1".into();
    }
    decode_set_user_pool_mfa_config(&member.to_string())
        .is_err_and(|error| error.to_string().contains("regular expression pattern"))
}

fn whole(pattern: &str) -> Regex {
    Regex::new(&format!(r"\A(?:{pattern})\z")).unwrap()
}

const LINE: &str = r"[^\n\r\x{85}\x{2028}\x{2029}]*";
const TEXT: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\x0C\r*]";
const ARN: &str = r"arn:[0-9A-Za-z_+=/,.@-]+:[0-9A-Za-z_+=/,.@-]+:([0-9A-Za-z_+=/,.@-]*)?:[0-9]+:[0-9A-Za-z_+=/,.@-]+(:[0-9A-Za-z_+=/,.@-]+)?(:[0-9A-Za-z_+=/,.@-]+)?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn patterns_match_what_the_api_model_matches(value in odd_text()) {
        let cases = [
            ("UserPoolId", r"[0-9A-Za-z_-]+_[0-9a-zA-Z]+".to_string()),
            ("SmsMfaConfiguration.SmsAuthenticationMessage", format!(r"{LINE}\{{####\}}{LINE}")),
            ("EmailMfaConfiguration.Message", format!(r"{TEXT}*\{{####\}}{TEXT}*")),
            ("EmailMfaConfiguration.Subject", format!("{TEXT}+")),
        ];
        for (path, pattern) in cases {
            prop_assert_eq!(breaks_pattern(path, &value), !whole(&pattern).is_match(&value), "{} {:?}", path, value);
        }
    }

    #[test]
    fn arns_match_what_the_api_model_matches(value in nearly_arn()) {
        let sns = "SmsMfaConfiguration.SmsConfiguration.SnsCallerArn";
        let eums = "SmsMfaConfiguration.SmsConfiguration.EumsSms.CallerArn";
        prop_assert_eq!(breaks_pattern(sns, &value), !whole(&format!("({ARN})?")).is_match(&value));
        prop_assert_eq!(breaks_pattern(eums, &value), !whole(ARN).is_match(&value));
    }

    #[test]
    fn no_line_panics(line in "\\PC{0,60}|[\\[{\"}:,a-z0-9]{0,60}") {
        Scenario::default().line(line.as_bytes());
    }
}
