//! What a finished sign-in proved (SPEC 12): the AMR values and the level, derived from the walk, never stored.

use alloc::borrow::Cow;

use crate::factor::{CodeFactor, CodeFactorSet};
use crate::names::{element, named};
use crate::pool::Tier;
use crate::resolve::FirstFactor;
use crate::set::Set;

named! {
    /// An authentication method, by its value in the `amr` claim, in the order in which the claim lists them.
    ///
    /// Closed: the levels are written over these.
    pub enum Method {
        /// A password.
        Password = "pwd",
        /// A TOTP code.
        Totp = "otp",
        /// A code in a text message.
        Sms = "sms",
        /// A code in an email message.
        Email = "email_otp",
        /// A passkey of the platform.
        PlatformPasskey = "swk",
        /// A roaming passkey.
        RoamingPasskey = "hwk",
        /// An external identity provider.
        Federation = "fed",
    }
}
element!(Method);

/// Authentication methods, in the order of the claim.
pub type MethodSet = Set<Method>;

named! {
    /// How an authenticator is attached to the client.
    ///
    /// Closed: `WebAuthn` has these two.
    #[derive(Default)]
    pub enum Attachment {
        /// Built into the device.
        #[default]
        Platform = "platform",
        /// A security key, or another device.
        CrossPlatform = "cross-platform",
    }
}

named! {
    /// An authentication level, lowest first, by its default name in the `acr` claim.
    ///
    /// Closed: the service has these four.
    pub enum Level {
        /// A password.
        One = "urn:cognito:loa:1",
        /// A code by message.
        Two = "urn:cognito:loa:2",
        /// A passkey, or a password and a code by message.
        Three = "urn:cognito:loa:3",
        /// A password and a TOTP code.
        Four = "urn:cognito:loa:4",
    }
}

/// The names that a pool gives to its levels: each 1 to 64 characters of `[\x21\x23-\x5B\x5D-\x7E]`, all different.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
// INVARIANT (level names): each fits the pattern, and no two are the same.
pub struct LevelNames<'a>([Cow<'a, str>; 4]);

/// Why names cannot be those of levels.
///
/// Closed: these are the constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LevelNamesError {
    /// Levels can be renamed from ESSENTIALS up.
    #[error("Renaming authentication levels is not available in the LITE pricing tier configured.")]
    Tier,
    /// A name is of another length or holds another character.
    #[error("The name of {0} must be 1 to 64 characters of [\\x21\\x23-\\x5B\\x5D-\\x7E].")]
    Malformed(Level),
    /// Two levels have the same name, default names included.
    #[error("The name of {0} is that of {1} as well.")]
    Repeated(Level, Level),
}

impl Default for LevelNames<'_> {
    fn default() -> Self {
        Self([Level::One, Level::Two, Level::Three, Level::Four].map(|level| Cow::Borrowed(level.name())))
    }
}

impl<'a> LevelNames<'a> {
    /// The names of a pool of this tier; a level that is not renamed keeps its default name.
    ///
    /// ```
    /// use cognito_mfa::{Level, LevelNames, LevelNamesError, Tier};
    ///
    /// let names = LevelNames::new(Tier::Plus, [None, None, None, Some("strong".into())])?;
    /// assert_eq!(names.level("strong"), Some(Level::Four));
    /// assert_eq!(names.level("urn:cognito:loa:4"), None);
    ///
    /// let refusal = LevelNames::new(Tier::Plus, [Some("a b".into()), None, None, None]);
    /// assert_eq!(refusal, Err(LevelNamesError::Malformed(Level::One)));
    /// # Ok::<(), LevelNamesError>(())
    /// ```
    ///
    /// # Errors
    /// [`LevelNamesError`] when a name is malformed or repeated, or the tier is LITE and a level is renamed.
    pub fn new(tier: Tier, names: [Option<Cow<'a, str>>; 4]) -> Result<Self, LevelNamesError> {
        if tier == Tier::Lite && names.iter().any(Option::is_some) {
            return Err(LevelNamesError::Tier);
        }
        let Self(defaults) = Self::default();
        let mut pairs = names.into_iter().zip(defaults).map(|(name, default)| name.unwrap_or(default));
        let chosen = Self([(); 4].map(|()| pairs.next().unwrap_or_default()));
        let levels = || Level::ALL.iter().copied();
        if let Some(level) = levels().find(|level| !is_level_name(chosen.name(*level))) {
            return Err(LevelNamesError::Malformed(level));
        }
        let same = |one: &Level, other: &Level| one < other && chosen.name(*one) == chosen.name(*other);
        let repeated = levels().find_map(|other| levels().find(|one| same(one, &other)).map(|one| (other, one)));
        repeated.map_or(Ok(chosen), |(other, one)| Err(LevelNamesError::Repeated(other, one)))
    }

    /// The name of a level.
    #[must_use]
    pub fn name(&self, level: Level) -> &str {
        let [one, two, three, four] = &self.0;
        match level {
            Level::One => one,
            Level::Two => two,
            Level::Three => three,
            Level::Four => four,
        }
    }

    /// The level of this name, if there is one.
    #[must_use]
    pub fn level(&self, name: &str) -> Option<Level> {
        Level::ALL.iter().copied().find(|level| self.name(*level) == name)
    }
}

fn is_level_name(name: &str) -> bool {
    let fits = |byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    (1..=64).contains(&name.len()) && name.bytes().all(fits)
}

/// What was proven in a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proven {
    /// The first factor.
    pub first_factor: FirstFactor,
    /// How the authenticator was attached, where the first factor is a passkey.
    pub attachment: Attachment,
    /// The codes that followed.
    pub codes: CodeFactorSet,
}

impl Proven {
    /// A first factor, and nothing after it.
    #[must_use]
    pub const fn first(first_factor: FirstFactor, attachment: Attachment) -> Self {
        Self { first_factor, attachment, codes: CodeFactorSet::EMPTY }
    }

    /// The same, and this code.
    #[must_use]
    pub(crate) fn and(self, code: CodeFactor) -> Self {
        Self { codes: self.codes.with(code), ..self }
    }

    /// The methods that were proven. A remembered device adds nothing, and neither does a custom challenge.
    #[must_use]
    pub fn methods(self) -> MethodSet {
        let first = match self.first_factor {
            FirstFactor::Password => Some(Method::Password),
            FirstFactor::EmailOtp => Some(Method::Email),
            FirstFactor::SmsOtp => Some(Method::Sms),
            FirstFactor::PasskeyPresence | FirstFactor::PasskeyVerified => Some(match self.attachment {
                Attachment::Platform => Method::PlatformPasskey,
                Attachment::CrossPlatform => Method::RoamingPasskey,
            }),
            FirstFactor::ExternalProvider => Some(Method::Federation),
            FirstFactor::CustomChallenge => None,
        };
        let codes = self.codes.iter().map(|code| match code {
            CodeFactor::Sms => Method::Sms,
            CodeFactor::Totp => Method::Totp,
            CodeFactor::Email => Method::Email,
        });
        first.into_iter().chain(codes).collect()
    }

    /// The `amr` claim: the methods, and `mfa` last where there are two or more.
    ///
    /// ```
    /// use cognito_mfa::{Attachment, CodeFactor, CodeFactorSet, FirstFactor, Level, Proven};
    ///
    /// let mut proven = Proven::first(FirstFactor::Password, Attachment::Platform);
    /// assert!(proven.amr().eq(["pwd"]) && proven.level() == Some(Level::One));
    ///
    /// proven.codes = CodeFactorSet::of(&[CodeFactor::Totp]);
    /// assert!(proven.amr().eq(["pwd", "otp", "mfa"]) && proven.level() == Some(Level::Four));
    /// ```
    pub fn amr(self) -> impl Iterator<Item = &'static str> + Clone {
        let methods = self.methods();
        methods.iter().map(Method::name).chain((methods.len() > 1).then_some("mfa"))
    }

    /// The highest level that holds, if any does.
    #[must_use]
    pub fn level(self) -> Option<Level> {
        let methods = self.methods();
        let has = |method| methods.contains(method);
        let passkey = has(Method::PlatformPasskey) || has(Method::RoamingPasskey);
        let message = has(Method::Sms) || has(Method::Email);
        if has(Method::Password) && has(Method::Totp) {
            Some(Level::Four)
        } else if passkey || (has(Method::Password) && message) {
            Some(Level::Three)
        } else if message {
            Some(Level::Two)
        } else if has(Method::Password) {
            Some(Level::One)
        } else {
            None
        }
    }
}
