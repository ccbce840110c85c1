use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_mfa_server::random::NoRandomness;
use cognito_mfa_server::srp::{Claim, Owner, PendingClaim, SrpError, Verifier};
use serde::Deserialize;
use serde_json::json;

use crate::seeded::{Given, Seeded};

/// Written by `tests/against_pycognito.py`.
#[derive(Deserialize)]
struct Vectors {
    prime: String,
    user_pool_id: String,
    user_id: String,
    cases: BTreeMap<String, Case>,
    device: Device,
}

/// A sign-in of pycognito with fixed random values.
#[derive(Deserialize)]
struct Case {
    password: String,
    salt: String,
    b: String,
    secret_block: String,
    srp_a: String,
    srp_b: String,
    timestamp: String,
    signature: String,
}

#[derive(Deserialize)]
struct Device {
    group_key: String,
    device_key: String,
    password: String,
    config: DeviceSecretVerifierConfig,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeviceSecretVerifierConfig {
    password_verifier: String,
    salt: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("srp.json")).unwrap()
}

fn unhex(text: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(text).unwrap()
}

impl Case {
    fn verifier(&self, owner: Owner<'_>) -> Verifier {
        Verifier::new(&Given::new(vec![unhex(&self.salt)]), owner, &self.password).unwrap()
    }

    fn random(&self) -> Given {
        Given::new(vec![unhex(&self.b), unhex(&self.secret_block)])
    }

    fn pending(&self, owner: Owner<'_>) -> PendingClaim {
        self.verifier(owner).challenge(&self.random(), &self.srp_a).unwrap().1
    }
}

#[test]
fn challenge_and_signature_equal_pycognitos() {
    let Vectors { user_pool_id, user_id, cases, .. } = vectors();
    let owner = Owner::user(&user_pool_id, &user_id);
    assert_eq!(cases.len(), 12);
    for (name, case) in &cases {
        let (challenge, pending) = case.verifier(owner).challenge(&case.random(), &case.srp_a).unwrap();
        assert_eq!(challenge.srp_b, case.srp_b, "{name}");
        assert_eq!(challenge.salt.trim_start_matches('0'), case.salt.trim_start_matches('0'), "{name}");
        let claim =
            Claim { secret_block: &challenge.secret_block, timestamp: &case.timestamp, signature: &case.signature };
        assert!(pending.is_proven_by(owner, claim), "{name}");
    }
}

#[test]
fn every_part_of_a_claim_counts() {
    let Vectors { user_pool_id, user_id, cases, .. } = vectors();
    let owner = Owner::user(&user_pool_id, &user_id);
    let case = cases.values().next().unwrap();
    let block = STANDARD.encode(unhex(&case.secret_block));
    let claim = Claim { secret_block: &block, timestamp: &case.timestamp, signature: &case.signature };
    let pending = case.pending(owner);
    assert!(pending.is_proven_by(owner, claim));

    let other_block = STANDARD.encode([0; 64]);
    let other_signature = STANDARD.encode([0; 32]);
    let shorter_signature = STANDARD.encode(&STANDARD.decode(&case.signature).unwrap()[..31]);
    for wrong in [
        Claim { secret_block: &other_block, ..claim },
        Claim { secret_block: "not Base64!", ..claim },
        Claim { timestamp: "Thu Nov 26 18:28:41 UTC 2020", ..claim },
        Claim { timestamp: "", ..claim },
        Claim { signature: &other_signature, ..claim },
        Claim { signature: &shorter_signature, ..claim },
        Claim { signature: "", ..claim },
    ] {
        assert!(!pending.is_proven_by(owner, wrong), "{wrong:?}");
    }
    for other in [Owner::user(&user_pool_id, "another"), Owner::user("us-east-1_another", &user_id)] {
        assert!(!pending.is_proven_by(other, claim), "{other:?}");
    }
    let another_sign_in = case.verifier(owner).challenge(&Seeded::new(1), &case.srp_a).unwrap().1;
    assert!(!another_sign_in.is_proven_by(owner, claim));
}

#[test]
fn plain_password_is_checked_with_the_same_verifier() {
    let Vectors { user_pool_id, user_id, cases, device, .. } = vectors();
    let owner = Owner::user(&user_pool_id, &user_id);
    for case in cases.values() {
        let verifier = case.verifier(owner);
        assert!(verifier.matches(owner, &case.password));
        assert!(!verifier.matches(owner, &format!("{} ", case.password)));
        assert!(!verifier.matches(owner, ""));
        assert!(!verifier.matches(Owner::user(&user_pool_id, "another"), &case.password));
    }
    let Device { group_key, device_key, password, config } = device;
    let verifier = Verifier::of_device(&config.password_verifier, &config.salt).unwrap();
    assert!(verifier.matches(Owner::device(&group_key, &device_key), &password));
    assert!(!verifier.matches(Owner::device(&group_key, "another"), &password));
}

#[test]
fn public_value_out_of_range_is_refused() {
    let Vectors { prime, user_pool_id, user_id, cases, .. } = vectors();
    let verifier = cases["salt: top bit set"].verifier(Owner::user(&user_pool_id, &user_id));
    let below = format!("{}e", &prime[..767]);
    let above = format!("1{prime}");
    let check = |srp_a: &str| verifier.challenge(&Seeded::new(1), srp_a).map(|_| ()).err();
    for srp_a in
        ["", "0", "00", &"0".repeat(768), &prime, &format!("00{prime}"), &above, "-1", "+1", "0x1", "g", " 1", "é"]
    {
        assert_eq!(check(srp_a), Some(SrpError::PublicValue), "{srp_a}");
    }
    for srp_a in ["1", "01", &below, &below.to_uppercase(), &format!("0{below}")] {
        assert_eq!(check(srp_a), None, "{srp_a}");
    }
    let error = verifier.challenge(&Given::new(vec![]), "2").map(|_| ()).err();
    assert_eq!(error, Some(SrpError::NoRandomness(NoRandomness)));
}

#[test]
fn device_verifier_out_of_range_is_refused() {
    let prime = vectors().prime;
    let encode = |hex: &str| STANDARD.encode(unhex(hex));
    let check = |verifier: &str, salt: &str| Verifier::of_device(verifier, salt).map(|_| ()).err();
    assert_eq!(check(&encode("02"), &encode("0102")), None);
    for verifier in ["", "!", &encode("00"), &encode(&prime), &encode(&format!("01{prime}"))] {
        assert_eq!(check(verifier, &encode("01")), Some(SrpError::DeviceVerifier), "{verifier}");
    }
    for salt in ["", "!", &encode("00"), &encode(&"01".repeat(65))] {
        assert_eq!(check(&encode("02"), salt), Some(SrpError::DeviceSalt), "{salt}");
    }
}

#[test]
fn decoy_is_the_same_for_a_name_and_fits_no_password() {
    let [key, other_key] = [[1; 32], [2; 32]];
    let ann = Owner::user("local_pool", "ann");
    let salt = |key, owner| Verifier::decoy(key, owner).challenge(&Seeded::new(1), "2").unwrap().0.salt;
    assert_eq!(salt(&key, ann), salt(&key, ann));
    assert_ne!(salt(&key, ann), salt(&other_key, ann));
    assert_ne!(salt(&key, ann), salt(&key, Owner::user("local_pool", "ben")));
    assert_eq!(Verifier::decoy(&key, ann).challenge(&Seeded::new(1), "2").unwrap().0.srp_b.len(), 768);
    assert!(!Verifier::decoy(&key, ann).matches(ann, ""));
}

#[test]
fn stored_forms_are_read_back() {
    let Vectors { user_pool_id, user_id, cases, .. } = vectors();
    let owner = Owner::user(&user_pool_id, &user_id);
    for case in cases.values() {
        let stored = json!(case.verifier(owner));
        let verifier: Verifier = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(json!(verifier), stored);
        assert!(verifier.matches(owner, &case.password));

        let pending: PendingClaim = serde_json::from_value(json!(case.pending(owner))).unwrap();
        let block = STANDARD.encode(unhex(&case.secret_block));
        let claim = Claim { secret_block: &block, timestamp: &case.timestamp, signature: &case.signature };
        assert!(pending.is_proven_by(owner, claim));
    }
    let error = serde_json::from_value::<Verifier>(json!({ "salt": "AQ==", "verifier": "AA==" })).unwrap_err();
    assert_eq!(error.to_string(), "PasswordVerifier must be a number in Base64, above 0 and below the group's prime.");
}

#[test]
fn debug_shows_no_secret() {
    let Vectors { user_pool_id, user_id, cases, .. } = vectors();
    let owner = Owner::user(&user_pool_id, &user_id);
    let case = cases.values().next().unwrap();
    assert_eq!(format!("{:?}", case.verifier(owner)), "Verifier { .. }");
    assert_eq!(format!("{:?}", case.pending(owner)), "PendingClaim { .. }");
}
