//! Changes of a user's MFA preference (spec 7).

use crate::factor::CodeFactor;
use crate::pool::setters::setters;

/// A change of a user's MFA preference (spec 7). It has one block for each factor. A block that the request omits is
/// `None` and leaves its factor unchanged.
///
/// ```
/// use cognito_mfa::command::{CodeSetting, PreferenceChange, Switch};
///
/// let change = PreferenceChange::new().with_totp(CodeSetting::PREFERRED).with_passkey(Switch::On);
/// assert!(change.sends_a_block());
/// assert!(!PreferenceChange::new().sends_a_block());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct PreferenceChange {
    /// `SMSMfaSettings`
    pub sms: Option<CodeSetting>,
    /// `SoftwareTokenMfaSettings`
    pub totp: Option<CodeSetting>,
    /// `EmailMfaSettings`
    pub email: Option<CodeSetting>,
    /// `WebAuthnMfaSettings`
    pub passkey: Option<Switch>,
}

/// `Enabled`, as on or off. [`PreferenceChange`] has an example.
///
/// Closed, because a switch has two positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Switch {
    /// `Enabled` is false or omitted.
    Off,
    /// `Enabled` is true.
    On,
}

/// `PreferredMfa`, as yes or no. [`CodeSetting`] has an example.
///
/// Closed, because the member is true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preferred {
    /// `PreferredMfa` is false or omitted.
    No,
    /// `PreferredMfa` is true.
    Yes,
}

/// The block of a code factor.
///
/// ```
/// use cognito_mfa::command::{CodeSetting, Preferred, Switch};
///
/// assert_eq!(CodeSetting::ON, CodeSetting::new(Switch::On, Preferred::No));
/// assert_eq!(CodeSetting::PREFERRED, CodeSetting::new(Switch::On, Preferred::Yes));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct CodeSetting {
    /// `Enabled`
    pub switch: Switch,
    /// `PreferredMfa`
    pub preferred: Preferred,
}

impl CodeSetting {
    /// `Enabled=false`
    pub const OFF: Self = Self { switch: Switch::Off, preferred: Preferred::No };
    /// `Enabled=true`
    pub const ON: Self = Self { switch: Switch::On, preferred: Preferred::No };
    /// `Enabled=true` and `PreferredMfa=true`
    pub const PREFERRED: Self = Self { switch: Switch::On, preferred: Preferred::Yes };

    /// A block with these values.
    #[must_use]
    pub const fn new(switch: Switch, preferred: Preferred) -> Self {
        Self { switch, preferred }
    }

    /// Every value. There are four.
    pub const ALL: &'static [Self] = &[
        Self { switch: Switch::Off, preferred: Preferred::No },
        Self { switch: Switch::Off, preferred: Preferred::Yes },
        Self { switch: Switch::On, preferred: Preferred::No },
        Self { switch: Switch::On, preferred: Preferred::Yes },
    ];
}

impl PreferenceChange {
    /// A change that doesn't send a block.
    #[must_use]
    pub const fn new() -> Self {
        Self { sms: None, totp: None, email: None, passkey: None }
    }

    setters! {
        /// Sends `SMSMfaSettings`.
        with_sms(sms: CodeSetting)
        /// Sends `SoftwareTokenMfaSettings`.
        with_totp(totp: CodeSetting)
        /// Sends `EmailMfaSettings`.
        with_email(email: CodeSetting)
        /// Sends `WebAuthnMfaSettings`.
        with_passkey(passkey: Switch)
    }

    /// The block of this code factor; `None` when the request omits it.
    #[must_use]
    pub const fn of(&self, factor: CodeFactor) -> Option<CodeSetting> {
        match factor {
            CodeFactor::Sms => self.sms,
            CodeFactor::Totp => self.totp,
            CodeFactor::Email => self.email,
        }
    }

    /// The code factor blocks that the request sends, in the order SMS, TOTP, EMAIL.
    pub fn codes(&self) -> impl Iterator<Item = (CodeFactor, CodeSetting)> + Clone + '_ {
        CodeFactor::ALL.iter().filter_map(|factor| Some((*factor, self.of(*factor)?)))
    }

    /// Whether the request sends at least one block.
    #[must_use]
    pub fn sends_a_block(&self) -> bool {
        self.codes().next().is_some() || self.passkey.is_some()
    }

    /// Every possible change. There are 375.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let codes = || core::iter::once(None).chain(CodeSetting::ALL.iter().copied().map(Some));
        codes().flat_map(move |sms| {
            codes().flat_map(move |totp| {
                codes().flat_map(move |email| {
                    [None, Some(Switch::Off), Some(Switch::On)].into_iter().map(move |passkey| Self {
                        sms,
                        totp,
                        email,
                        passkey,
                    })
                })
            })
        })
    }
}
