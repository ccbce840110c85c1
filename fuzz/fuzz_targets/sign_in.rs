//! Stored sign-ins that are forged, stepped with any answer: where the password is denied, nobody gets in.
#![no_main]

use cognito_mfa::{
    Answer, Attachment, Attempt, CodeFactor, FirstChallenge, Outcome, PasskeyProof, PoolPolicy, Progress, SignIn,
    UserFacts, resolve,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u32, u8, u8)| {
    let (stored, bits, pool, answer) = input;
    let (Ok(sign_in), Ok(facts)) = (serde_json::from_str::<SignIn>(stored), UserFacts::from_bits(bits & 0x3ffff))
    else {
        return;
    };
    let again: SignIn = serde_json::from_str(&serde_json::to_string(&sign_in).unwrap()).unwrap();
    assert_eq!(again, sign_in);
    let Some(pool) = PoolPolicy::all().nth(usize::from(pool) * 4099) else { return };
    let answers = [
        Answer::SelectChallenge(FirstChallenge::Password),
        Answer::EmailOtp,
        Answer::SmsOtp,
        Answer::WebAuthn(PasskeyProof::UserVerified, Attachment::Platform),
        Answer::NewPasswordRequired,
        Answer::SelectMfaType(Some(CodeFactor::Totp)),
        Answer::SmsMfa,
        Answer::SoftwareTokenMfa,
        Answer::MfaSetup(CodeFactor::Totp),
        Answer::DeviceSrpAuth,
        Answer::DevicePasswordVerifier,
    ];
    let answer = answers[usize::from(answer) % answers.len()];
    let Ok(step) = sign_in.step(&pool, facts.user(), answer) else { return };
    let attempt =
        Attempt { device: sign_in.circumstances.device, risk: sign_in.circumstances.risk, ..Attempt::password() };
    if let (Progress::Authenticated(proven), Outcome::Denied(_)) =
        (step.progress, resolve(&pool, facts, attempt).outcome())
    {
        // Only another first factor than the password can have got in.
        assert_ne!(proven.first_factor, attempt.first_factor);
    }
});
