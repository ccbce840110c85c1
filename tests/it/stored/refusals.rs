//! Each wrong member is refused, with a short message that contains no value of the input.

use std::fmt::Write;

use cognito_mfa::SignIn;
use cognito_mfa::wire::stored;
use serde_json::{Value, json};

use super::{Form, golden};

/// Replaces the value at a path. Null removes the member.
pub(crate) fn put(form: &mut Value, path: &str, value: Value) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    if value.is_null() {
        form.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        return;
    }
    if form.pointer(parent).is_none() {
        put(form, parent, json!({"level": "urn:cognito:loa:1"}));
    }
    let holder = form.pointer_mut(parent).unwrap();
    if let Some(list) = holder.as_array_mut() {
        list[name.parse::<usize>().unwrap()] = value;
    } else {
        holder[name] = value;
    }
}

fn refusal<F: Form>(form: &F, path: &str, value: &Value) -> String {
    let mut form = serde_json::to_value(form).unwrap();
    put(&mut form, path, value.clone());
    serde_json::from_value::<F>(form).unwrap_err().to_string()
}

#[track_caller]
fn check<F: Form>(form: &F, name: &str, rows: &[(&str, Value, &str)]) {
    for (path, value, problem) in rows {
        let expected = format!("The stored {name} can't be read: {problem}.");
        assert_eq!(refusal(form, path, value), expected, "{path} {value}");
    }
}

const OBJECT: &str = "must be an object";
const TEXT: &str = "must be a string";
const FLAG: &str = "must be true or false";
const CODES: &str =
    "must be a list of these, each at most once and in this order: SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP";

#[test]
fn a_pool_with_a_wrong_member_is_refused() {
    let wrong = |member: &str, problem: &str| format!("`{member}` {problem}");
    let passwordless =
        "`passwordless` must be a list of these, each at most once and in this order: EMAIL_OTP, SMS_OTP, WEB_AUTHN";
    let recovery = "`account_recovery` must be a list of one or two objects";
    let option = json!({"mechanism": "verified_email", "priority": 1});
    let rows = [
        ("/profile", json!("observed"), "`profile` must be one of Documented, Observed"),
        ("/tier", json!(["PLUS"]), "`tier` must be one of LITE, ESSENTIALS, PLUS"),
        ("/tier", Value::Null, "`tier` is missing. It must be one of LITE, ESSENTIALS, PLUS"),
        ("/mode", json!("on"), "`mode` must be one of OPTIONAL, OFF, ON"),
        ("/sms_configuration", json!([]), &wrong("sms_configuration", OBJECT)),
        ("/sms_configuration/sns_region", json!(1), &wrong("sms_configuration.sns_region", TEXT)),
        ("/sms_configuration/sns", json!("a"), "`sms_configuration.sns` is not expected here"),
        ("/sms_configuration/eums", json!(["arn"]), &wrong("sms_configuration.eums", OBJECT)),
        ("/sms_configuration/eums/caller_arn", json!(["arn"]), &wrong("sms_configuration.eums.caller_arn", TEXT)),
        (
            "/sms_configuration/eums/caller_arn",
            Value::Null,
            "`sms_configuration.eums.caller_arn` is missing. It must be a string",
        ),
        ("/sms_configuration/eums/in_template_id", json!({}), &wrong("sms_configuration.eums.in_template_id", TEXT)),
        ("/sms_mfa", json!("Your code is {####}."), &wrong("sms_mfa", OBJECT)),
        ("/sms_mfa/message", json!(false), &wrong("sms_mfa.message", TEXT)),
        ("/software_token_mfa", json!(true), &wrong("software_token_mfa", OBJECT)),
        ("/software_token_mfa/enabled", json!("true"), &wrong("software_token_mfa.enabled", FLAG)),
        ("/email_mfa/subject", json!(1.5), &wrong("email_mfa.subject", TEXT)),
        (
            "/web_authn/user_verification",
            json!("discouraged"),
            "`web_authn.user_verification` must be one of required, preferred",
        ),
        (
            "/web_authn/factor_configuration",
            json!(2),
            "`web_authn.factor_configuration` must be one of SINGLE_FACTOR, MULTI_FACTOR_WITH_USER_VERIFICATION",
        ),
        ("/passwordless", json!(["WEB_AUTHN", "EMAIL_OTP"]), passwordless),
        ("/passwordless", json!(["SMS_OTP", "SMS_OTP"]), passwordless),
        ("/passwordless", json!(["PASSWORD"]), passwordless),
        ("/passwordless", json!({}), passwordless),
        ("/passwordless", Value::Null, &passwordless.replace("must be", "is missing. It must be")),
        ("/account_recovery", json!([]), recovery),
        ("/account_recovery", json!([option, option, option]), recovery),
        ("/account_recovery", option.clone(), recovery),
        ("/account_recovery/1", json!(["verified_email", 1]), "`account_recovery[1]` must be an object"),
        (
            "/account_recovery/0/mechanism",
            json!("email"),
            "`account_recovery[0].mechanism` must be one of verified_email, verified_phone_number, admin_only",
        ),
        (
            "/account_recovery/0/priority",
            json!(256),
            "`account_recovery[0].priority` must be a whole number from 0 to 255",
        ),
        (
            "/account_recovery/0/priority",
            json!(-1),
            "`account_recovery[0].priority` must be a whole number from 0 to 255",
        ),
        ("/account_recovery/1/weight", json!(1), "`account_recovery[1].weight` is not expected here"),
        ("/email_sending_account", json!("SES"), "`email_sending_account` must be one of COGNITO_DEFAULT, DEVELOPER"),
        ("/device", json!([true, false]), &wrong("device", OBJECT)),
        ("/device/challenge_required_on_new_device", json!(1), &wrong("device.challenge_required_on_new_device", FLAG)),
        ("/threat_protection", json!(""), "`threat_protection` must be one of OFF, AUDIT, ENFORCED"),
        (
            "/risk_actions/high",
            json!("ALLOW"),
            "`risk_actions.high` must be one of BLOCK, MFA_IF_CONFIGURED, MFA_REQUIRED, NO_ACTION",
        ),
        ("/risk_actions", json!(["BLOCK", "BLOCK", "BLOCK"]), &wrong("risk_actions", OBJECT)),
        ("/risk_actions", Value::Null, "`risk_actions` is missing. It must be an object"),
        ("/name", json!("shop"), "`name` is not expected here"),
    ];
    check(&stored::Pool(golden::full_pool()), "pool", &rows);
}

#[test]
fn a_user_with_a_wrong_member_is_refused() {
    let stamp = "`stamp` must be 16 lowercase hexadecimal digits";
    let password = "`password` must be temporary if `status` is FORCE_CHANGE_PASSWORD, and only then";
    let factors = "`enabled_factors` must be a list of these, each at most once and in this order: SMS_MFA, \
                   SOFTWARE_TOKEN_MFA, EMAIL_OTP, WEB_AUTHN_MFA";
    let preferred = "`preferred_factor` must be one of SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP";
    let rows = [
        ("/stamp", Value::Null, "`stamp` is missing. It must be 16 lowercase hexadecimal digits"),
        ("/stamp", json!("00000000000000FF"), stamp),
        ("/stamp", json!("+0000000000000ff"), stamp),
        ("/stamp", json!("000000000000000ff"), stamp),
        ("/stamp", json!("0000000000000ff"), stamp),
        ("/stamp", json!("00000000000000f "), stamp),
        ("/stamp", json!("００００００００００００００ff"), stamp),
        ("/stamp", json!(""), stamp),
        ("/stamp", json!(255), stamp),
        (
            "/status",
            json!("ARCHIVED"),
            "`status` must be one of CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER",
        ),
        ("/status", json!("FORCE_CHANGE_PASSWORD"), password),
        ("/password", json!("temporary"), password),
        ("/password", json!("none"), "`password` must be one of absent, temporary, permanent"),
        ("/access", json!(true), "`access` must be one of enabled, disabled"),
        ("/phone", json!("+15550100"), "`phone` must be one of absent, unverified, verified"),
        ("/email", Value::Null, "`email` is missing. It must be one of absent, unverified, verified"),
        ("/totp", json!("unverified"), "`totp` must be one of absent, verified"),
        ("/passkeys", json!([]), "`passkeys` must be one of absent, cannot-verify, can-verify"),
        ("/enabled_factors", json!(["SOFTWARE_TOKEN_MFA", "SMS_MFA"]), factors),
        ("/enabled_factors", json!(["SMS_MFA", "SMS_MFA"]), factors),
        ("/enabled_factors", json!(["SMS"]), factors),
        ("/enabled_factors", json!([["SMS_MFA"]]), factors),
        ("/enabled_factors", json!("SMS_MFA"), factors),
        ("/enabled_factors", json!([]), "`preferred_factor` must be one of `enabled_factors`"),
        ("/preferred_factor", json!("WEB_AUTHN_MFA"), preferred),
        ("/preferred_factor", json!([]), preferred),
        ("/name", json!("ann"), "`name` is not expected here"),
    ];
    check(&stored::User(golden::full_user()), "user", &rows);
}

#[test]
fn a_sign_in_with_a_wrong_member_is_refused() {
    let level = "must be one of urn:cognito:loa:1, urn:cognito:loa:2, urn:cognito:loa:3, urn:cognito:loa:4";
    let first = "must be password or custom-challenge";
    let what = "must be one of first-factor-choice, first-factor, new-password, mfa-choice, code, mfa-set-up, \
                email-set-up-code, device, device-password";
    let factor = "must be one of SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP";
    let rows = [
        ("/stamp", json!("00000000000000FF"), "`stamp` must be 16 lowercase hexadecimal digits"),
        ("/stamp", Value::Null, "`stamp` is missing. It must be 16 lowercase hexadecimal digits"),
        ("/device", json!("Known"), "`device` must be one of unknown, known, remembered"),
        ("/risk", json!("high"), "`risk` must be one of none, Low, Medium, High"),
        ("/target", json!(["urn:cognito:loa:4", []]), "`target` must be an object"),
        ("/target/level", json!(4), &format!("`target.level` {level}")),
        ("/target/earlier_codes", json!(["EMAIL_OTP", "SMS_MFA"]), &format!("`target.earlier_codes` {CODES}")),
        ("/target/max_age", json!(1), "`target.max_age` is not expected here"),
        ("/proven", Value::Null, "`proven` is missing. It must be an object"),
        ("/proven", json!(["password", "platform", [], false]), "`proven` must be an object"),
        ("/proven/first_factor", json!("pin"), &format!("`proven.first_factor` {first}")),
        ("/proven/attachment", json!("platform"), "`proven.attachment` is not expected here"),
        ("/proven/codes", json!(["SMS_MFA", "SMS_MFA"]), &format!("`proven.codes` {CODES}")),
        ("/proven/codes", json!(["WEB_AUTHN_MFA"]), &format!("`proven.codes` {CODES}")),
        ("/proven/device", json!("yes"), &format!("`proven.device` {FLAG}")),
        ("/asked", json!(["code", "SOFTWARE_TOKEN_MFA"]), "`asked` must be an object"),
        ("/asked/what", json!("nothing"), &format!("`asked.what` {what}")),
        ("/asked/what", json!("device"), "`asked.factor` is not expected here"),
        ("/asked/factor", json!("WEB_AUTHN"), &format!("`asked.factor` {factor}")),
        ("/asked/factor", Value::Null, &format!("`asked.factor` is missing. It {factor}")),
        ("/asked/offered", json!(["SMS_MFA"]), "`asked.offered` is not expected here"),
        ("/more", json!(1), "`more` is not expected here"),
    ];
    check(&stored::SignIn(golden::full_sign_in()), "sign-in", &rows);
    let rows = [("/asked", json!({"what": "first-factor-choice"}), "`proven` is not expected here")];
    check(&stored::SignIn(SignIn { target: None, ..golden::full_sign_in() }), "sign-in", &rows);
}

#[test]
fn a_form_that_is_not_an_object_is_refused() {
    for text in ["[]", "null", "1", r#""secret""#, "true", "[1,1]"] {
        let refusal = serde_json::from_str::<stored::User>(text).unwrap_err().to_string();
        assert_eq!(refusal, "The stored user can't be read: it must be an object.", "{text}");
    }
}

#[test]
fn a_repeated_member_is_refused() {
    let text = serde_json::to_string(&stored::SignIn(golden::full_sign_in())).unwrap();
    for (member, path) in
        [("stamp", "stamp"), ("what", "asked.what"), ("version", "version"), ("codes", "proven.codes")]
    {
        let at = text.find(&format!("\"{member}\":")).unwrap();
        let value = serde_json::from_str::<Value>(&text).unwrap();
        let value = value.pointer(&format!("/{}", path.replace('.', "/"))).unwrap().to_string();
        let twice = format!("{}\"{member}\":{value},{}", &text[..at], &text[at..]);
        let refusal = serde_json::from_str::<stored::SignIn>(&twice).unwrap_err().to_string();
        assert_eq!(refusal, format!("The stored sign-in can't be read: `{path}` is repeated."));
    }
}

/// Gives each member in turn every kind of long or hostile value.
#[test]
fn an_error_is_short_and_contains_no_value() {
    let secret = "secret ".repeat(100_000);
    let mut deep = String::new();
    (0..100).for_each(|_| deep.push('['));
    write!(deep, "\"{secret}\"").unwrap();
    (0..100).for_each(|_| deep.push(']'));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    let values = [json!(secret), json!(vec![&secret; 3]), json!({&secret: &secret}), deep, json!(9_876_543_210_u64)];
    let mut checked = 0;
    let mut check = |refusal: String| {
        assert!(refusal.chars().count() <= 256, "{refusal}");
        assert!(!refusal.contains("secret") && !refusal.contains("98765"), "{refusal}");
        checked += 1;
    };
    for value in &values {
        let sign_in = stored::SignIn(golden::full_sign_in());
        for path in members(&serde_json::to_value(sign_in).unwrap()) {
            check(refusal(&sign_in, &path, value));
        }
        let user = stored::User(golden::full_user());
        for path in members(&serde_json::to_value(user).unwrap()) {
            check(refusal(&user, &path, value));
        }
        let bytes = minicbor_serde::to_vec(json!({"version": value, "min_reader": 1})).unwrap();
        check(minicbor_serde::from_slice::<stored::User>(&bytes).unwrap_err().to_string());
    }
    assert!(checked > 100);
}

#[test]
fn a_long_or_hostile_name_is_cut() {
    let user = stored::User(golden::full_user());
    let name = "n\n\u{202e}\u{10ffff}".repeat(10_000);
    let refusal = refusal(&user, &format!("/{name}"), &json!(1));
    assert!(refusal.chars().count() <= 256 && refusal.ends_with("…` is not expected here."), "{refusal}");
    assert!(!refusal.contains(['\n', '\u{202e}']), "{refusal}");
}

/// The path of every member, including the members of inner objects.
pub(crate) fn members(form: &Value) -> Vec<String> {
    let Some(object) = form.as_object() else { return Vec::new() };
    let of = |(name, value): (&String, &Value)| {
        let inner = members(value).into_iter().map(|path| format!("/{name}{path}")).collect::<Vec<_>>();
        [vec![format!("/{name}")], inner].concat()
    };
    object.iter().flat_map(of).collect()
}
