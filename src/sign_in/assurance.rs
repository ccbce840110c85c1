//! What a finished sign-in proved (spec 12): the AMR values and the level. They're derived from the proofs and never stored.

use alloc::borrow::Cow;

use crate::factor::{CodeFactor, CodeFactorSet};
use crate::names::{element, named};
use crate::pool::Tier;
use crate::set::Set;
use crate::sign_in::first_factor::FirstFactor;

named! {
    /// An authentication method. The names are the values in the `amr` claim, in the order of the claim.
    ///
    /// Closed, because a new method would change the levels.
    ///
    /// ```
    /// use cognito_mfa::assurance::AmrValue;
    ///
    /// assert_eq!(AmrValue::from_name("pwd"), Some(AmrValue::Password));
    /// assert_eq!(AmrValue::from_name("mfa"), None);
    /// ```
    pub enum AmrValue {
        /// A password.
        Password = "pwd",
        /// A TOTP code.
        Totp = "otp",
        /// A code in a text message.
        Sms = "sms",
        /// A code in an email message.
        Email = "email_otp",
        /// A passkey that is built into the device.
        PlatformPasskey = "swk",
        /// A roaming passkey, such as a security key.
        RoamingPasskey = "hwk",
        /// An external identity provider.
        Federation = "fed",
    }
}
element!(AmrValue);

/// Authentication methods, in the order of the claim.
pub type AmrValueSet = Set<AmrValue>;

named! {
    /// How a passkey's authenticator is attached to the client.
    ///
    /// Closed, because WebAuthn has exactly these two values.
    ///
    /// [`PasskeyProof`](crate::sign_in::PasskeyProof) has an example.
    #[derive(Default)]
    pub enum Attachment {
        /// The authenticator is built into the device.
        #[default]
        Platform = "platform",
        /// The authenticator is a security key or another device.
        CrossPlatform = "cross-platform",
    }
}

named! {
    /// An authentication level, lowest first. The names are the default names in the `acr` claim.
    ///
    /// Closed, because the service has exactly these four levels.
    ///
    /// ```
    /// use cognito_mfa::assurance::{AcrLevel, Proven};
    /// use cognito_mfa::sign_in::FirstFactor;
    ///
    /// let level = Proven::first(FirstFactor::Password).level();
    /// assert_eq!((level, AcrLevel::One.name()), (Some(AcrLevel::One), "urn:cognito:loa:1"));
    /// assert!(AcrLevel::One < AcrLevel::Four);
    /// ```
    pub enum AcrLevel {
        /// The user proved a password.
        One = "urn:cognito:loa:1",
        /// The user proved a code by message.
        Two = "urn:cognito:loa:2",
        /// The user proved a passkey, or a password and a code by message.
        Three = "urn:cognito:loa:3",
        /// The user proved a password and a TOTP code.
        Four = "urn:cognito:loa:4",
    }
}

/// The names that a pool gives to its levels. Each has 1 to 64 characters of `[\x21\x23-\x5B\x5D-\x7E]`, and all are
/// different.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
// INVARIANT (level names): each fits the pattern, and no two are the same.
pub struct AcrLevelNames<'a>([Cow<'a, str>; 4]);

/// A pool can't give these names to its levels.
///
/// Closed, because the service has exactly these constraints.
///
/// [`AcrLevelNames::new`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AcrLevelNamesError {
    /// Only a pool with the tier ESSENTIALS or PLUS can rename levels.
    #[error("Renaming authentication levels is not available in the LITE pricing tier configured.")]
    Tier,
    /// A name has another length or contains another character.
    #[error("The name of {0} must be 1 to 64 characters of [\\x21\\x23-\\x5B\\x5D-\\x7E].")]
    Malformed(AcrLevel),
    /// Two levels have the same name. Default names count too.
    #[error("The name of {0} is also the name of {1}.")]
    Repeated(AcrLevel, AcrLevel),
}

impl Default for AcrLevelNames<'_> {
    fn default() -> Self {
        Self([AcrLevel::One, AcrLevel::Two, AcrLevel::Three, AcrLevel::Four].map(|level| Cow::Borrowed(level.name())))
    }
}

impl<'a> AcrLevelNames<'a> {
    /// The names of the levels in a pool with this tier. A level with `None` keeps its default name.
    ///
    /// ```
    /// use cognito_mfa::assurance::{AcrLevel, AcrLevelNames, AcrLevelNamesError};
    /// use cognito_mfa::pool::Tier;
    ///
    /// let names = AcrLevelNames::new(Tier::Plus, [None, None, None, Some("strong".into())])?;
    /// assert_eq!(names.level("strong"), Some(AcrLevel::Four));
    /// assert_eq!(names.level("urn:cognito:loa:4"), None);
    ///
    /// let refusal = AcrLevelNames::new(Tier::Plus, [Some("a b".into()), None, None, None]);
    /// assert_eq!(refusal, Err(AcrLevelNamesError::Malformed(AcrLevel::One)));
    /// # Ok::<(), AcrLevelNamesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AcrLevelNamesError`] when a name is malformed or repeated, or when a LITE pool renames a level.
    pub fn new(tier: Tier, names: [Option<Cow<'a, str>>; 4]) -> Result<Self, AcrLevelNamesError> {
        if tier == Tier::Lite && names.iter().any(Option::is_some) {
            return Err(AcrLevelNamesError::Tier);
        }
        let Self(defaults) = Self::default();
        let mut pairs = names.into_iter().zip(defaults).map(|(name, default)| name.unwrap_or(default));
        let chosen = Self([(); 4].map(|()| pairs.next().unwrap_or_default()));
        let levels = || AcrLevel::ALL.iter().copied();
        if let Some(level) = levels().find(|level| !is_level_name(chosen.name(*level))) {
            return Err(AcrLevelNamesError::Malformed(level));
        }
        let same = |one: &AcrLevel, other: &AcrLevel| one < other && chosen.name(*one) == chosen.name(*other);
        let repeated = levels().find_map(|other| levels().find(|one| same(one, &other)).map(|one| (other, one)));
        repeated.map_or(Ok(chosen), |(other, one)| Err(AcrLevelNamesError::Repeated(other, one)))
    }

    /// The name of a level.
    #[must_use]
    pub fn name(&self, level: AcrLevel) -> &str {
        let [one, two, three, four] = &self.0;
        match level {
            AcrLevel::One => one,
            AcrLevel::Two => two,
            AcrLevel::Three => three,
            AcrLevel::Four => four,
        }
    }

    /// The level with this name, if there is one.
    #[must_use]
    pub fn level(&self, name: &str) -> Option<AcrLevel> {
        AcrLevel::ALL.iter().copied().find(|level| self.name(*level) == name)
    }
}

fn is_level_name(name: &str) -> bool {
    let fits = |byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    (1..=64).contains(&name.len()) && name.bytes().all(fits)
}

/// What was proven in a sign-in.
///
/// Closed, because a host that keeps sign-ins in a form of its own must store every field: the claims `acr` and `amr` and a later
/// step-up depend on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proven {
    /// The first factor.
    pub first_factor: FirstFactor,
    /// The codes that followed.
    pub codes: CodeFactorSet,
    /// Whether a remembered device was proven. It adds nothing to the level.
    pub device_proven: bool,
}

impl From<FirstFactor> for Proven {
    fn from(first_factor: FirstFactor) -> Self {
        Self::first(first_factor)
    }
}

impl Proven {
    /// A first factor without codes or a device.
    ///
    /// ```
    /// use cognito_mfa::assurance::{Attachment, Proven};
    /// use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
    ///
    /// let security_key = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::CrossPlatform);
    /// assert!(Proven::first(security_key).amr().eq(["hwk"]));
    /// ```
    #[must_use]
    pub const fn first(first_factor: FirstFactor) -> Self {
        Self { first_factor, codes: CodeFactorSet::EMPTY, device_proven: false }
    }

    /// The same proofs and this code.
    #[must_use]
    pub(crate) fn and(self, code: CodeFactor) -> Self {
        Self { codes: self.codes.with(code), ..self }
    }

    /// The methods that were proven. A remembered device and a custom challenge add nothing.
    #[must_use]
    pub fn methods(self) -> AmrValueSet {
        let first = match self.first_factor {
            FirstFactor::Password => Some(AmrValue::Password),
            FirstFactor::EmailOtp => Some(AmrValue::Email),
            FirstFactor::SmsOtp => Some(AmrValue::Sms),
            FirstFactor::Passkey(_, Attachment::Platform) => Some(AmrValue::PlatformPasskey),
            FirstFactor::Passkey(_, Attachment::CrossPlatform) => Some(AmrValue::RoamingPasskey),
            FirstFactor::ExternalProvider => Some(AmrValue::Federation),
            FirstFactor::CustomChallenge => None,
        };
        let codes = self.codes.iter().map(|code| match code {
            CodeFactor::Sms => AmrValue::Sms,
            CodeFactor::Totp => AmrValue::Totp,
            CodeFactor::Email => AmrValue::Email,
        });
        first.into_iter().chain(codes).collect()
    }

    /// The `amr` claim: the methods. If there are two or more, `mfa` follows.
    ///
    /// ```
    /// use cognito_mfa::assurance::{AcrLevel, Proven};
    /// use cognito_mfa::factor::{CodeFactor, CodeFactorSet};
    /// use cognito_mfa::sign_in::FirstFactor;
    ///
    /// let mut proven = Proven::first(FirstFactor::Password);
    /// assert!(proven.amr().eq(["pwd"]) && proven.level() == Some(AcrLevel::One));
    ///
    /// proven.codes = CodeFactorSet::of(&[CodeFactor::Totp]);
    /// assert!(proven.amr().eq(["pwd", "otp", "mfa"]) && proven.level() == Some(AcrLevel::Four));
    /// ```
    pub fn amr(self) -> impl Iterator<Item = &'static str> + Clone {
        let methods = self.methods();
        methods.iter().map(AmrValue::name).chain((methods.len() > 1).then_some("mfa"))
    }

    /// The highest level that holds; `None` when no level holds.
    #[must_use]
    pub fn level(self) -> Option<AcrLevel> {
        let methods = self.methods();
        let has = |method| methods.contains(method);
        let passkey = has(AmrValue::PlatformPasskey) || has(AmrValue::RoamingPasskey);
        let message = has(AmrValue::Sms) || has(AmrValue::Email);
        if has(AmrValue::Password) && has(AmrValue::Totp) {
            Some(AcrLevel::Four)
        } else if passkey || (has(AmrValue::Password) && message) {
            Some(AcrLevel::Three)
        } else if message {
            Some(AcrLevel::Two)
        } else if has(AmrValue::Password) {
            Some(AcrLevel::One)
        } else {
            None
        }
    }
}
