//! The parts that `Key` leaves out don't matter: a pool and a command get the same answer as their folds, and lead to the
//! same fold.

use cognito_mfa::generate::proptest::{accepted_pool_commands, reachable_pools};
use cognito_mfa::pool::{
    EmailMfa, RecoveryChange, RecoveryMechanism, RiskActions, SmsMfa, SoftwareTokenMfa, ThreatProtection,
    WebAuthnConfiguration,
};
use cognito_mfa::rules::Rule;
use cognito_mfa::{Pool, PoolCommand, Profile, Rejection};
use proptest::prelude::*;

use super::calls::multi_factor;
use super::key::{Key, Recovery};

/// The command, with the same parts folded as in `Key`.
fn fold(command: &PoolCommand<'static>) -> PoolCommand<'static> {
    match command.clone() {
        PoolCommand::SetMfaConfig(mut request) => {
            if let Some(sms) = &mut request.sms {
                sms.block = SmsMfa::default();
            }
            request.software_token =
                request.software_token.map(|block| SoftwareTokenMfa::new(Some(block.is_enabled())));
            request.email = request.email.map(|_| EmailMfa::default());
            request.web_authn =
                request.web_authn.filter(WebAuthnConfiguration::is_multi_factor).map(|_| multi_factor());
            PoolCommand::SetMfaConfig(request)
        }
        PoolCommand::Update(mut settings) => {
            let setting = settings.account_recovery.and_then(RecoveryChange::setting);
            if !setting.is_some_and(|setting| setting.has(RecoveryMechanism::AdminOnly)) {
                settings.account_recovery = settings.account_recovery.map(|_| Recovery::of(setting).setting().into());
            }
            settings.device = None;
            settings.threat_protection = settings
                .threat_protection
                .filter(|protection| *protection != ThreatProtection::Off)
                .map(|_| ThreatProtection::Enforced);
            PoolCommand::Update(settings)
        }
        PoolCommand::SetRisk(_) => PoolCommand::SetRisk(RiskActions::default()),
    }
}

fn rules(refusal: &Rejection) -> Vec<Rule> {
    refusal.violations().map(cognito_mfa::rules::Violation::rule).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn folded_parts_of_a_pool_do_not_matter(
        (any_pool, command) in prop_oneof![
            1 => any::<Pool>(),
            2 => reachable_pools(Profile::Documented),
            2 => reachable_pools(Profile::Observed),
        ]
        .prop_flat_map(|pool| {
            let commands = prop_oneof![any::<PoolCommand<'static>>(), accepted_pool_commands(&pool)];
            (Just(pool), commands)
        }),
    ) {
        for profile in Profile::ALL {
            let (pool, folded) = (any_pool.clone().with_profile(*profile), Key::of(&any_pool).pool(*profile));
            let answer = pool.apply(&command).map(|next| Key::of(next.next()));
            let other = folded.apply(&fold(&command)).map(|next| Key::of(next.next()));
            prop_assert_eq!(answer.as_ref().map_err(rules), other.as_ref().map_err(rules));
        }
    }
}
