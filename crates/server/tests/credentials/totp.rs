use cognito_mfa_server::totp::{NotASecret, Step, TotpSecret};
use serde_json::json;

use crate::seeded::Seeded;

/// RFC 6238, appendix B: the secret of the SHA-1 rows, in Base32.
const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// RFC 6238, appendix B, SHA-1: the time and the last six of the eight digits.
const RFC_CODES: [(u64, &str); 6] = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
];

fn rfc_secret() -> TotpSecret {
    TotpSecret::try_from(RFC_SECRET.to_owned()).unwrap()
}

#[test]
fn codes_of_the_rfc_are_right() {
    for (time, code) in RFC_CODES {
        assert_eq!(rfc_secret().check(code, time, None), Some(Step(time / 30)), "{time}");
    }
}

#[test]
fn code_is_right_one_step_early_and_one_step_late() {
    let (time, code) = RFC_CODES[3];
    let begin = time / 30 * 30;
    let check = |now| rfc_secret().check(code, now, None).is_some();
    let accepted: Vec<u64> = (begin - 120..begin + 120).filter(|&now| check(now)).collect();
    assert_eq!(accepted, (begin - 30..begin + 60).collect::<Vec<u64>>());
}

#[test]
fn code_counts_once() {
    let (time, code) = RFC_CODES[4];
    let step = rfc_secret().check(code, time, None).unwrap();
    assert_eq!(rfc_secret().check(code, time, Some(step)), None);
    assert_eq!(rfc_secret().check(code, time, Some(Step(step.0 + 1))), None, "an older code is used up too");
    assert_eq!(rfc_secret().check(code, time, Some(Step(step.0 - 1))), Some(step));
}

#[test]
fn code_must_be_six_digits() {
    let time = RFC_CODES[0].0;
    for code in ["", "287083", "94287082", "28708", "28708 2", "+28708", "287 82", "٢٨٧٠٨٢", "28708é"] {
        assert_eq!(rfc_secret().check(code, time, None), None, "{code}");
    }
}

#[test]
fn any_time_is_accepted() {
    for now in [0, 29, u64::MAX] {
        assert_eq!(rfc_secret().check("287083", now, None), None);
    }
}

#[test]
fn new_secret_has_52_characters_and_is_read_back() {
    let random = Seeded::new(1);
    let secrets: Vec<TotpSecret> = (0..2).map(|_| TotpSecret::new(&random).unwrap()).collect();
    let texts: Vec<String> = secrets.iter().map(TotpSecret::to_base32).collect();
    assert!(texts.iter().all(|text| text.len() == 52), "{texts:?}");
    assert_ne!(texts[0], texts[1]);
    let stored = json!(secrets[0]);
    assert_eq!(stored, json!(texts[0]));
    assert_eq!(serde_json::from_value::<TotpSecret>(stored).unwrap().to_base32(), texts[0]);
}

#[test]
fn short_or_damaged_secret_is_refused() {
    for text in ["", "GEZDGNBVGY3TQOJQ", "1!", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ0"] {
        assert_eq!(TotpSecret::try_from(text.to_owned()).map(|_| ()), Err(NotASecret), "{text}");
    }
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", rfc_secret()), "TotpSecret { .. }");
}
