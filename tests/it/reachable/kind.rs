//! Every possible pool that the rules of spec 7 and 8 distinguish from the others, and the calls that make it.

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::pool::{
    AuthFactorSet, EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode, PasswordlessFactor,
    PasswordlessFactorSet, RecoveryMechanism, SmsMfa, SoftwareTokenMfa, Tier, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::{Pool, PoolCommand, PoolPolicy, Profile};

use super::calls::{PoolCall, recovered, sms};

/// The parts of a pool that the rules of users read. The pool offers SMS and EMAIL where it can, because no rule reads
/// that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) tier: Tier,
    pub(super) mode: MfaMode,
    pub(super) totp: bool,
    /// Whether passkeys are multi-factor.
    pub(super) passkey_mfa: bool,
    /// Whether passkeys can be registered.
    pub(super) registration: bool,
    pub(super) user_verification: UserVerification,
}

impl Kind {
    /// Every kind that the pool rules allow. The laws in `key` exclude the others.
    pub(super) fn all() -> Vec<Self> {
        let flags = || [false, true].into_iter();
        let mut kinds = Vec::new();
        for mode in MfaMode::ALL {
            for totp in flags() {
                for passkey_mfa in flags() {
                    for registration in flags() {
                        for user_verification in UserVerification::ALL {
                            let tier = Tier::Essentials;
                            let user_verification = *user_verification;
                            kinds.push(Self { tier, mode: *mode, totp, passkey_mfa, registration, user_verification });
                        }
                    }
                }
            }
        }
        let lite = kinds.clone().into_iter().map(|kind| Self { tier: Tier::Lite, ..kind });
        kinds.extend(lite.filter(|kind| !kind.passkey_mfa && !kind.registration));
        kinds.retain(|kind| {
            let required_of_none = kind.user_verification == UserVerification::Required && !kind.registration;
            let totp_without_mfa = kind.mode == MfaMode::Off && kind.totp;
            let on_beside_single_factor = kind.mode == MfaMode::On && kind.registration && !kind.passkey_mfa;
            !required_of_none && !totp_without_mfa && !on_beside_single_factor
        });
        kinds
    }

    /// The creation of a pool that can become any kind.
    pub(super) fn founding() -> PoolCall {
        PoolCall::Create(
            UserPoolSettings::new()
                .with_sms_configuration(sms())
                .with_account_recovery(recovered(RecoveryMechanism::VerifiedPhoneNumber, None))
                .with_email_sending_account(EmailSendingAccount::Developer),
        )
    }

    /// The calls that turn a pool of any kind into this kind: MFA off, then the settings, then the MFA configuration.
    pub(super) fn calls(self) -> [PoolCall; 3] {
        let list = PasswordlessFactorSet::EMPTY.set(PasswordlessFactor::WebAuthn, self.registration);
        let list: AuthFactorSet = list.allowed_first_auth_factors().collect();
        let settings = UserPoolSettings::new().with_tier(self.tier).with_first_factors(list);
        let commands = [
            PoolCommand::SetMfaConfig(SetMfaConfig::default()),
            PoolCommand::Update(settings),
            PoolCommand::SetMfaConfig(self.mfa_config()),
        ];
        commands.map(PoolCall::Apply)
    }

    fn mfa_config(self) -> SetMfaConfig<'static> {
        let wants_mfa = self.mode != MfaMode::Off;
        let verification = WebAuthnConfiguration::new().with_user_verification(self.user_verification);
        let web_authn = if self.passkey_mfa {
            verification.with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification)
        } else {
            verification
        };
        {
            let mut request = SetMfaConfig::new(self.mode);
            request.sms = wants_mfa.then(|| SmsMfaBlock::new(SmsMfa::default()));
            request.software_token = (wants_mfa && self.totp).then_some(SoftwareTokenMfa::new(Some(true)));
            request.email = (wants_mfa && self.tier != Tier::Lite).then(EmailMfa::default);
            request.web_authn = Some(web_authn);
            request
        }
    }

    /// The policy of the pool that the calls make.
    pub(super) fn policy(self, profile: Profile) -> PoolPolicy {
        let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
        for call in [Self::founding()].into_iter().chain(self.calls()) {
            pool = match call {
                PoolCall::Create(settings) => Pool::create(&settings, profile).map(Transition::into_next),
                PoolCall::Apply(command) => pool.apply(&command).map(Transition::into_next),
            }
            .unwrap_or_else(|refusal| panic!("{self:?}: {refusal}"));
        }
        pool.policy()
    }
}
