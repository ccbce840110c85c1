//! Stored sign-ins that are forged, stepped with any answer: where the password is denied, nobody gets in.
#![no_main]

use cognito_mfa::{
    Answer, Attachment, Attempt, CodeFactor, FirstChallenge, Outcome, PasskeyProof, PoolPolicy, Progress, SignIn,
    UserFacts, resolve,
};
use libfuzzer_sys::fuzz_target;

// Six bytes choose the user, the pool and the answer; the rest is the stored sign-in.
fuzz_target!(|input: &[u8]| {
    let Some((&[one, two, three, pool, number, answer], stored)) = input.split_first_chunk() else { return };
    let facts = UserFacts::from_bits(u32::from_le_bytes([one, two, three & 0b111, 0]));
    let (Ok(sign_in), Ok(facts)) = (serde_json::from_slice::<SignIn>(stored), facts) else { return };
    let again: SignIn = serde_json::from_str(&serde_json::to_string(&sign_in).unwrap()).unwrap();
    assert_eq!(again, sign_in);
    let Some(pool) = PoolPolicy::all().nth(usize::from(pool) * 4099 + usize::from(number)) else { return };
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
