//! What the other profile makes of the same input.
//!
//! The two profiles differ in a few rules and in one row of the decision (see the specification, “Profiles”). A service that
//! behaves as documented, or one that behaves as measured, can therefore give another answer than the one that was computed.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::lint::{Finding, lint_with, same_findings};
use crate::phrase::{Listed, Phrase};
use crate::population::Population;
use crate::shown_code::ShownCode;
use cognito_mfa::command::{PoolCommand, UserCommand, UserPoolSettings};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{Pool, PoolPolicy};
use cognito_mfa::rules::Rejection;
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::user::{User, UserFacts};

/// What the other profile makes of the same input, where it differs.
///
/// Its `Display` is a sentence: `The profile Documented judges this differently: …`.
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::{AccountRecovery, MfaMode};
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::OtherProfile;
///
/// // The most common pool: MFA required, TOTP only, and recovery by email.
/// let mut pool = PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Totp]));
/// pool.recovery = AccountRecovery::Email;
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.email = Attribute::Verified;
/// let other = OtherProfile::of_resolution(&pool, ann.facts(), Attempt::password()).unwrap();
/// assert_eq!(other.value.reason().code(), "only-attribute-is-recovery");
/// assert!(other.to_string().starts_with("The profile Documented judges this differently: the user is denied"));
///
/// // A user with a phone number, too, gets the same answer in both.
/// ann.phone = Attribute::Verified;
/// assert!(OtherProfile::of_resolution(&pool, ann.facts(), Attempt::password()).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherProfile<T> {
    /// The other profile.
    pub profile: Profile,
    /// What it makes of the input.
    pub value: T,
}

/// The judgment of a request: accepted, or every rule that it breaks.
pub type Judgment = Result<(), Rejection>;

/// The findings that only one of the profiles has.
///
/// ```
/// use cognito_mfa::pool::{AccountRecoverySetting, MfaMode, SoftwareTokenMfa, Tier};
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Lint, OtherProfile};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.mode = MfaMode::On;
/// pool.software_token_mfa = Some(SoftwareTokenMfa::ENABLED);
/// pool.account_recovery = Some(AccountRecoverySetting::OBSERVED_DEFAULT);
/// let other = OtherProfile::of_lint(&pool, None).unwrap();
/// let only_there: Vec<_> = other.value.only_there.iter().map(|finding| finding.lint).collect();
/// assert_eq!(only_there, [Lint::RecoveryMediumBlocksMfa]);
/// assert!(other.value.only_here.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FindingsOfOne {
    /// The findings that only the other profile has.
    pub only_there: Vec<Finding>,
    /// The findings that only the profile of the report has.
    pub only_here: Vec<Finding>,
}

impl OtherProfile<Resolution> {
    /// The answer to a sign-in in the other profile. `None` if it's the same, for the same reason.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::OtherProfile;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// assert!(OtherProfile::of_resolution(&PoolPolicy::default(), ann, Attempt::password()).is_none());
    /// ```
    #[must_use]
    pub fn of_resolution(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Option<Self> {
        let mut there = *pool;
        there.profile = pool.profile.other();
        let value = resolve(&there, user, attempt);
        (value != resolve(pool, user, attempt)).then_some(Self { profile: there.profile, value })
    }
}

impl OtherProfile<Judgment> {
    /// The judgment of a change of a pool in the other profile. `None` if it breaks the same rules.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::{Pool, PoolCommand, Profile};
    /// use cognito_mfa_insight::OtherProfile;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let mut request = SetMfaConfig::new(MfaMode::On);
    /// request.software_token = Some(SoftwareTokenMfa::new(None));
    /// let other = OtherProfile::of_pool_command(&pool, &PoolCommand::SetMfaConfig(request)).unwrap();
    /// let text = "The profile Documented judges this differently: it refuses the request with “Invalid MFA Configuration \
    ///             given. SMS MFA, Email MFA, or Software Token MFA must be enabled.” (mode-needs-enabled-factor).";
    /// assert_eq!(other.to_string(), text);
    /// ```
    #[must_use]
    pub fn of_pool_command(pool: &Pool, command: &PoolCommand<'_>) -> Option<Self> {
        let mut there = pool.clone();
        there.profile = pool.profile.other();
        Self::new(there.profile, &pool.apply(command).map(drop), there.apply(command).map(drop))
    }

    /// The judgment of `CreateUserPool` in the other profile. `None` if it breaks the same rules.
    ///
    /// ```
    /// use cognito_mfa::Profile;
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa_insight::OtherProfile;
    ///
    /// assert!(OtherProfile::of_create(&UserPoolSettings::default(), Profile::Observed).is_none());
    /// ```
    #[must_use]
    pub fn of_create(settings: &UserPoolSettings<'_>, profile: Profile) -> Option<Self> {
        let judged = |profile| Pool::create(settings, profile).map(drop);
        Self::new(profile.other(), &judged(profile), judged(profile.other()))
    }

    /// The judgment of a change of a user in the other profile. `None` if it breaks the same rules.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserEvent, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
    /// use cognito_mfa_insight::OtherProfile;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let event = UserCommand::Event(UserEvent::TotpVerified);
    /// assert!(OtherProfile::of_user_command(&PoolPolicy::default(), &ann, &event).is_none());
    /// ```
    #[must_use]
    pub fn of_user_command(pool: &PoolPolicy, user: &User, command: &UserCommand) -> Option<Self> {
        let mut there = *pool;
        there.profile = pool.profile.other();
        Self::new(there.profile, &user.apply(pool, command).map(drop), user.apply(&there, command).map(drop))
    }

    fn new(profile: Profile, here: &Judgment, there: Judgment) -> Option<Self> {
        (*here != there).then_some(Self { profile, value: there })
    }
}

impl OtherProfile<FindingsOfOne> {
    /// The findings of a pool that only one of the profiles has. `None` if both have the same.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::OtherProfile;
    ///
    /// assert!(OtherProfile::of_lint(&Pool::new(Tier::Essentials, Profile::Observed), None).is_none());
    /// ```
    #[must_use]
    pub fn of_lint(pool: &Pool, population: Option<&Population>) -> Option<Self> {
        let mut there = pool.clone();
        there.profile = pool.profile.other();
        // Fixes cost more than findings, and most pools have the same findings in both profiles.
        if same_findings(pool, &there, population) {
            return None;
        }
        let (of_pool, of_other) = (lint_with(pool, population), lint_with(&there, population));
        let without = |findings: &[Finding], others: &[Finding]| -> Vec<Finding> {
            let is_alone = |finding: &&Finding| !others.iter().any(|other| other.is_about_the_same(finding));
            findings.iter().filter(is_alone).cloned().collect()
        };
        let value = FindingsOfOne { only_there: without(&of_other, &of_pool), only_here: without(&of_pool, &of_other) };
        Some(Self { profile: there.profile, value })
    }
}

impl<T> OtherProfile<T> {
    fn write(&self, f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
        write!(f, "The profile {} judges this differently: {text}.", self.profile)
    }
}

impl fmt::Display for OtherProfile<Resolution> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Phrase(self.value).to_string();
        // The phrase starts with “The user”.
        if let Some(the) = text.get_mut(..1) {
            the.make_ascii_lowercase();
        }
        self.write(f, &text)
    }
}

impl fmt::Display for OtherProfile<Judgment> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Ok(()) => self.write(f, "it accepts the request"),
            Err(rejection) => {
                let first = rejection.first();
                self.write(f, &format!("it refuses the request with “{first}” ({})", ShownCode::from(first)))
            }
        }
    }
}

impl fmt::Display for OtherProfile<FindingsOfOne> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FindingsOfOne { only_there, only_here } = &self.value;
        let listed = |verb: &str, findings: &[Finding]| -> Option<String> {
            let codes = Listed(findings.iter().map(|finding| finding.lint), "and");
            (!findings.is_empty()).then(|| format!("{verb} {codes}"))
        };
        let parts = [listed("it also finds", only_there), listed("it doesn't find", only_here)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        self.write(f, &Listed(parts.iter(), "and").to_string())
    }
}
