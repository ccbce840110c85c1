//! The findings of a policy, restated.

use std::sync::LazyLock;

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::pool::{
    AccountRecovery, Medium, MfaMode, PasswordlessFactor, RiskAction, RiskLevel, ThreatProtection, Tier,
    UserVerification,
};
use cognito_mfa::sign_in::{Challenge, Denial, Device, FirstFactor, SignInContext};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Totp, UserStatus};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, User, UserFacts, resolve};
use cognito_mfa_insight::{Change, Lint, SignInPaths};

use crate::canonical::Region;

pub(super) const RISKS: [RiskLevel; 3] = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High];
const CANNOT: Outcome = Outcome::Denied(Denial::MfaMethodNotFound);

/// The confirmed, enabled users with a permanent password or none who possess what they have enabled.
static OWNERS: LazyLock<Vec<UserFacts>> = LazyLock::new(|| {
    let owns = |user: &User, factor| match factor {
        Factor::Sms => user.phone != Attribute::Absent,
        Factor::Totp => user.totp == Totp::Verified,
        Factor::Email => user.email != Attribute::Absent,
        Factor::Passkey => user.passkeys == Passkeys::CanVerify,
    };
    let is_one = |user: &User| {
        let stands = (user.status(), user.access);
        let owned = user.preference.enabled().iter().all(|factor| owns(user, factor));
        stands == (UserStatus::Confirmed, AccountState::Enabled) && owned
    };
    UserFacts::all().filter(|user| is_one(&user.user(crate::STAMP))).collect()
});

/// A policy and its ordinary users.
pub(super) struct Place {
    pub(super) policy: PoolPolicy,
    pub(super) users: Vec<UserFacts>,
}

impl Place {
    pub(super) fn new(policy: PoolPolicy) -> Self {
        let offers = |factor| policy.mode != MfaMode::Off && policy.configured.contains(factor);
        let is_here = |user: &&UserFacts| user.has_password() && user.enabled().iter().all(offers);
        Self { policy, users: OWNERS.iter().filter(is_here).copied().collect() }
    }

    /// All users who possess what they have enabled, also those without a password and those with a factor enabled that the
    /// pool doesn't offer.
    #[expect(clippy::unused_self, reason = "reads as a part of the place")]
    pub(super) fn everyone(&self) -> impl Iterator<Item = UserFacts> {
        OWNERS.iter().copied()
    }

    /// A user who gets in with an OTP and without a password.
    fn comes_by_otp(&self, user: UserFacts) -> bool {
        let mut paths = SignInPaths::of(&self.policy, user, SignInContext::default()).first_factors();
        !user.has_password() && paths.any(|first| matches!(first, FirstFactor::EmailOtp | FirstFactor::SmsOtp))
    }

    fn has(&self, factor: Factor) -> bool {
        self.policy.configured.contains(factor)
    }

    fn offers(&self, factor: Factor) -> bool {
        self.policy.mode != MfaMode::Off && self.has(factor)
    }

    fn allows(&self, first: PasswordlessFactor) -> bool {
        self.policy.passwordless.contains(first)
    }

    /// The answer to a password.
    pub(super) fn answer(&self, user: UserFacts, risk: RiskLevel) -> Outcome {
        resolve(&self.policy, user, Attempt { risk, ..Attempt::password() }).outcome()
    }

    /// The codes that a password sign-in asks for, offers or sets up, for any user at any risk.
    fn asked(&self) -> Vec<CodeFactor> {
        let at_each_risk = |user: &UserFacts| {
            let user = *user;
            RiskLevel::ALL.iter().map(move |risk| self.answer(user, *risk))
        };
        let outcomes = self.users.iter().flat_map(at_each_risk);
        let mut codes: Vec<_> = outcomes.flat_map(|outcome| outcome.codes().iter()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Whether the user is denied because they have no usable factor, and whether they are so wherever reset codes go.
    pub(super) fn is_denied(&self, user: UserFacts) -> (bool, bool) {
        let now = self.answer(user, RiskLevel::None) == CANNOT;
        let elsewhere = |recovery| self.policy.with_recovery(recovery);
        let denied = |pool: PoolPolicy| resolve(&pool, user, Attempt::password()).outcome() == CANNOT;
        (now, now && AccountRecovery::ALL.iter().all(|recovery| denied(elsewhere(*recovery))))
    }

    pub(super) fn gets_in(&self, user: UserFacts, risk: RiskLevel) -> bool {
        !SignInPaths::of(&self.policy, user, SignInContext { risk, ..SignInContext::default() }).is_empty()
    }

    fn any(&self, shows: impl Fn(UserFacts) -> bool) -> bool {
        self.users.iter().any(|user| shows(*user))
    }

    /// Every finding: the code, and what distinguishes several findings with one code.
    pub(super) fn findings(&self) -> Vec<String> {
        let PoolPolicy { mode, recovery, user_verification, .. } = self.policy;
        let asked = self.asked();
        let everything = |user: UserFacts| user.possessed().iter().count() == 4;
        let challenged = |user| RISKS.iter().any(|risk| matches!(self.answer(user, *risk), Outcome::Challenge(_)));
        let media = |medium: &Medium| self.offers(if *medium == Medium::Email { Factor::Email } else { Factor::Sms });
        let demands =
            mode == MfaMode::On || self.offers(Factor::Sms) || self.offers(Factor::Totp) || self.offers(Factor::Email);
        let remembered = Attempt { device: Device::Remembered, ..Attempt::password() };
        let stands_in =
            |user| resolve(&self.policy, user, remembered).outcome() == Outcome::Challenge(Challenge::DeviceSrp);
        let by_passkey = |user| SignInPaths::of(&self.policy, user, SignInContext::default()).has_passkey();
        let verdicts = [
            (Lint::OnCannotEnrol, mode == MfaMode::On && self.any(|user| self.is_denied(user).1)),
            (Lint::RecoveryMediumBlocksMfa, self.any(|user| self.is_denied(user) == (true, false))),
            (Lint::OptionalPromptsNobody, mode == MfaMode::Optional && asked.is_empty()),
            (Lint::MfaIsOff, mode == MfaMode::Off),
            (Lint::SmsIsOnlyFactor, asked == [CodeFactor::Sms]),
            (
                Lint::OptionalIsOptIn,
                mode == MfaMode::Optional
                    && !asked.is_empty()
                    && self.any(|user| user.enabled().is_empty() && everything(user) && !challenged(user)),
            ),
            (Lint::EmailCodeIsNoSecondFactor, asked.contains(&CodeFactor::Email)),
            (
                Lint::NoPhishingResistantPath,
                !self.any(|user| user.passkeys() == Passkeys::CanVerify && by_passkey(user)),
            ),
            (
                Lint::PasskeysAreSingleFactor,
                mode != MfaMode::Off
                    && self.allows(PasswordlessFactor::WebAuthn)
                    && !self.has(Factor::Passkey)
                    && demands,
            ),
            (
                Lint::VerificationIsOnlyPreferred,
                self.offers(Factor::Passkey)
                    && self.allows(PasswordlessFactor::WebAuthn)
                    && user_verification == UserVerification::Preferred,
            ),
            (Lint::RecoveryBlockedByMfa, recovery.media().iter().any(media)),
            (Lint::RememberedDeviceSkipsMfa, self.any(stands_in)),
            (
                Lint::OtpWithheldFromMfaUsers,
                mode == MfaMode::Optional
                    && !self.policy.offered().is_empty()
                    && self.policy.tier != Tier::Lite
                    && self.everyone().any(|user| {
                        let withheld = !user.enabled().is_empty() && user.enabled().iter().all(|one| self.offers(one));
                        let free = Change::Disable;
                        let free = Factor::ALL.iter().fold(user, |user, factor| {
                            free(*factor).applied_to(self.policy, user, Attempt::password()).1
                        });
                        withheld && self.comes_by_otp(free) && !self.gets_in(user, RiskLevel::None)
                    }),
            ),
            (
                Lint::ResetGivesPassword,
                self.everyone().any(|user| {
                    let code = cognito_mfa::recovery::recovery(&self.policy, user).answer.is_ok();
                    user.enabled().is_empty() && self.comes_by_otp(user) && code
                }),
            ),
            (
                Lint::ResetSharesChannel,
                recovery == AccountRecovery::NotSet && (self.offers(Factor::Sms) || self.offers(Factor::Email)),
            ),
            (
                Lint::AdminResetLocksOut,
                recovery == AccountRecovery::AdminOnly && self.any(|user| self.gets_in(user, RiskLevel::None)),
            ),
            (
                Lint::RiskIgnoresRememberedDevice,
                self.any(stands_in)
                    && RISKS.iter().any(|risk| {
                        let demands = [RiskAction::MfaIfConfigured, RiskAction::MfaRequired];
                        let prompt =
                            self.policy.device.is_some_and(|device| device.device_only_remembered_on_user_prompt);
                        prompt && demands.contains(&self.policy.risk(*risk))
                    }),
            ),
        ];
        let held = verdicts.iter().filter(|(_, holds)| *holds).map(|(lint, _)| lint.code().to_owned());
        let mut all: Vec<_> = held.chain(self.risks()).chain(self.update()).collect();
        all.extend(self.unused().map(|(name, _)| format!("{} {name}", Lint::UnusedSetting)));
        all.sort_unstable();
        all
    }

    fn risks(&self) -> impl Iterator<Item = String> + '_ {
        let able: Vec<_> = self.everyone().filter(|user| self.gets_in(*user, RiskLevel::None)).collect();
        RISKS.into_iter().filter_map(move |risk| {
            let out = able.iter().filter(|user| !self.gets_in(**user, risk)).count();
            let lint = if out == able.len() { Lint::RiskBlocksEveryone } else { Lint::RiskLocksOutUnenrolled };
            (out > 0).then(|| format!("{lint} {risk}"))
        })
    }

    /// The findings about an update without changes (spec 6) in a pool that sends mail from its own account.
    fn update(&self) -> Vec<String> {
        let (otp, on) = (
            self.allows(PasswordlessFactor::EmailOtp) || self.allows(PasswordlessFactor::SmsOtp),
            self.policy.mode == MfaMode::On,
        );
        let passkeys = self.allows(PasswordlessFactor::WebAuthn);
        let lite = otp || passkeys || self.has(Factor::Email) || self.has(Factor::Passkey);
        let threat = self.policy.threat_protection != ThreatProtection::Off;
        let lacks = |tier| (tier == Tier::Lite && lite) || (tier != Tier::Plus && threat);
        let by_email = matches!(self.policy.recovery, AccountRecovery::NotSet | AccountRecovery::Email);
        let broken = [
            ("tier-excludes-features", lacks(self.policy.tier)),
            ("sms-otp-needs-sms", self.allows(PasswordlessFactor::SmsOtp) && !self.has(Factor::Sms)),
            ("on-excludes-otp-first-factor", on && otp),
            ("on-passkey-first-factor-needs-multi-factor", on && passkeys && !self.has(Factor::Passkey)),
            ("email-mfa-needs-other-recovery", self.has(Factor::Email) && by_email),
        ];
        let broken: Vec<_> = broken.into_iter().filter(|(_, is_broken)| *is_broken).map(|(rule, _)| rule).collect();
        let lower = [Tier::Lite, Tier::Essentials].into_iter().find(|tier| *tier < self.policy.tier && !lacks(*tier));
        if broken.is_empty() {
            return lower.map(|_| Lint::TierPaysForUnused.code().to_owned()).into_iter().collect();
        }
        let code = |rule: &str| if rule.starts_with("tier") { Lint::TierLacksSetting } else { Lint::UpdateIsRefused };
        broken.into_iter().map(|rule| format!("{} {rule}", code(rule))).collect()
    }

    /// The removable settings without which every sign-in and registration has the same answer, with their removal.
    pub(super) fn unused(&self) -> impl Iterator<Item = (&'static str, Change)> + '_ {
        let names = ["LowAction", "MediumAction", "HighAction"].into_iter();
        let of_risk = names.zip(RISKS.map(|risk| Change::RiskAction(risk, RiskAction::NoAction)));
        let factors = [
            ("SoftwareTokenMfaConfiguration.Enabled true", Factor::Totp),
            ("EmailMfaConfiguration", Factor::Email),
            ("FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION", Factor::Passkey),
        ];
        let factors = factors.map(|(name, factor)| (name, Change::Unconfigure(factor)));
        let firsts = [
            ("EMAIL_OTP in AllowedFirstAuthFactors", PasswordlessFactor::EmailOtp),
            ("SMS_OTP in AllowedFirstAuthFactors", PasswordlessFactor::SmsOtp),
            ("WEB_AUTHN in AllowedFirstAuthFactors", PasswordlessFactor::WebAuthn),
        ];
        let firsts = firsts.map(|(name, first)| (name, Change::Disallow(first)));
        let challenges = self.policy.device.filter(|device| device.challenge_required_on_new_device);
        let device = challenges.map(|device| {
            let without = device.with_challenge_required_on_new_device(false);
            ("ChallengeRequiredOnNewDevice true", Change::DeviceConfiguration(Some(without)))
        });
        let acts = self.policy.threat_protection == ThreatProtection::Enforced;
        let off = Change::ThreatProtection(ThreatProtection::Off);
        let threat = acts.then_some(("AdvancedSecurityMode ENFORCED", off));
        let verification = ("UserVerification required", Change::UserVerification(UserVerification::Preferred));
        let all = of_risk.chain(factors).chain(firsts).chain(device).chain(threat).chain([verification]);
        all.filter(|(_, change)| {
            let without = applied(&self.policy, &[*change]);
            without != self.policy && !self.registers_otherwise(&without) && same_answers(&self.policy, &without)
        })
    }

    /// Whether the policies accept different registrations (spec 8). A token needs TOTP to be offered. A passkey needs
    /// `WEB_AUTHN` in the list, and must verify the user if that is required.
    fn registers_otherwise(&self, other: &PoolPolicy) -> bool {
        let accepts = |policy: &PoolPolicy| {
            let passkeys = policy.passwordless.contains(PasswordlessFactor::WebAuthn);
            let presence = passkeys && policy.user_verification == UserVerification::Preferred;
            (policy.offers(Factor::Totp), passkeys, presence)
        };
        accepts(&self.policy) != accepts(other)
    }
}

/// The policy after these changes.
pub(super) fn applied(policy: &PoolPolicy, changes: &[Change]) -> PoolPolicy {
    let any_user = crate::plain_user().facts();
    changes.iter().fold(*policy, |policy, change| change.applied_to(policy, any_user, Attempt::password()).0)
}

/// The attempts that can have different answers, each with users that represent all others (see `canonical`).
static FOLDED: LazyLock<Vec<(Vec<Attempt>, Vec<UserFacts>)>> = LazyLock::new(|| {
    let attempts = |first: FirstFactor| {
        let devices = if first == FirstFactor::Password {
            &[Device::Unknown, Device::Remembered][..]
        } else {
            &[Device::Unknown]
        };
        let of_device = |device: &Device| {
            let device = *device;
            RiskLevel::ALL.iter().map(move |risk| Attempt { first_factor: first, device, risk: *risk })
        };
        devices.iter().flat_map(of_device).collect()
    };
    Region::all().map(|region| (attempts(region.first_factor), region.users)).collect()
});

/// Whether every sign-in has the same answer for the same reason.
fn same_answers(one: &PoolPolicy, other: &PoolPolicy) -> bool {
    FOLDED.iter().all(|(attempts, users)| {
        let alike =
            |user: &UserFacts, attempt: &Attempt| resolve(one, *user, *attempt) == resolve(other, *user, *attempt);
        users.iter().all(|user| attempts.iter().all(|attempt| alike(user, attempt)))
    })
}
