//! Reads raw bytes as responses about pools and users. It never panics, and what it reads survives writing and reading again.
#![no_main]

use cognito_mfa::wire::{
    DescribedPool, GetUserResponse, PoolAnswer, UserAnswer, UserDescription, UserFault, UserPoolMfaConfig,
    UserPoolResponse,
};
use cognito_mfa::{CredentialStamp, Profile, UserFacts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(answer) = PoolAnswer::decode(text) {
        let DescribedPool { pool, id, .. } = DescribedPool::new([answer], Profile::Observed);
        let id = id.unwrap_or_else(|| "local_1".into());
        let described = serde_json::to_string(&UserPoolResponse::new(&id, &pool)).unwrap();
        let mfa_config = serde_json::to_string(&UserPoolMfaConfig::from(&pool)).unwrap();
        let again = DescribedPool::new(
            [&described, &mfa_config].map(|text| PoolAnswer::decode(text).unwrap()),
            Profile::Observed,
        );
        assert_eq!(serde_json::to_string(&UserPoolMfaConfig::from(&again.pool)).unwrap(), mfa_config);
        assert_eq!((again.pool.policy(), again.id), (pool_without_risk(&pool).policy(), Some(id)));
    }
    let described = UserDescription::decode(text);
    match UserAnswer::decode(text) {
        // Both read the same description, but only an answer can have a status that isn't modeled.
        Ok(answer) if answer.status_not_modeled.is_none() => {
            assert!(described.as_ref().is_ok_and(|one| *one == answer.description))
        }
        Ok(_) => assert!(matches!(described, Err(UserFault::StatusNotModeled(_)))),
        Err(_) => assert!(described.is_err()),
    }
    match UserDescription::decode(text).and_then(|description| description.facts()) {
        Ok(facts) => {
            let shown = serde_json::to_string(&GetUserResponse::new("ann", &facts.user(CredentialStamp(7)))).unwrap();
            let again = UserDescription::decode(&shown).unwrap().facts().unwrap();
            let shown_facts =
                |facts: UserFacts| (facts.status(), facts.is_disabled(), facts.enabled(), facts.preferred());
            assert_eq!(shown_facts(again), shown_facts(facts));
        }
        Err(UserFault::Serialization(_)) => {}
        Err(fault) => assert!(fault.to_string().contains(": ")),
    }
});

fn pool_without_risk(pool: &cognito_mfa::Pool) -> cognito_mfa::Pool {
    pool.clone().with_risk_actions(cognito_mfa::pool::RiskActions::default())
}
