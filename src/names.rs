//! Names and codes of values, and the error of a text that is neither.
//!
//! Every enum of this crate that is a list of names or codes offers the same four things: `ALL`, `name()` or `code()` with its
//! inverse `from_name()` or `from_code()`, `Display`, and `FromStr` for `str::parse`. Names are compared exactly.
//!
//! ```
//! use cognito_mfa::pool::MfaMode;
//!
//! let mode: MfaMode = "ON".parse()?;
//! assert_eq!((mode, mode.name()), (MfaMode::On, "ON"));
//! assert_eq!(MfaMode::from_name("on"), None);
//! # Ok::<(), cognito_mfa::names::UnknownName>(())
//! ```

use core::fmt;

/// A text is not a name or code of the list that was expected.
///
/// It lists what was expected. It doesn't contain the text, which may be a secret in the wrong place.
///
/// ```
/// use cognito_mfa::factor::CodeFactor;
///
/// let unknown = "TOTP".parse::<CodeFactor>().unwrap_err();
/// assert_eq!(unknown.expected(), ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]);
/// assert_eq!(unknown.to_string(), "The name is unknown. Expected SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownName {
    expected: &'static [&'static str],
}

impl UnknownName {
    /// How many names the message lists. A longer list is described by its first names.
    const LISTED: usize = 8;

    /// The error for a text that isn't in a list of names, also for lists of other crates.
    #[must_use]
    pub const fn new(expected: &'static [&'static str]) -> Self {
        Self { expected }
    }

    /// Every name or code that would have been right.
    #[must_use]
    pub const fn expected(self) -> &'static [&'static str] {
        self.expected
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The name is unknown.")?;
        let count = self.expected.len();
        let (listed, last) = if count > Self::LISTED {
            write!(f, " Expected one of {count} names, for example")?;
            (self.expected.get(..3).unwrap_or_default(), " and ")
        } else {
            f.write_str(if count == 0 { "" } else { " Expected" })?;
            (self.expected, " or ")
        };
        for (index, name) in listed.iter().enumerate() {
            let before = match index {
                0 => " ",
                _ if index + 1 == listed.len() => last,
                _ => ", ",
            };
            write!(f, "{before}{name}")?;
        }
        f.write_str(if count == 0 { "" } else { "." })
    }
}

impl core::error::Error for UnknownName {}

/// An enum whose values have names on the wire.
#[cfg_attr(not(feature = "serde"), expect(dead_code, reason = "only the wire reads the names of any enum"))]
pub(crate) trait Named: Copy + 'static {
    /// Every value, in the order in which the service lists them.
    const ALL: &'static [Self];

    /// The service's name of the value.
    fn name(self) -> &'static str;

    /// The value with exactly this name.
    fn from_name(name: &str) -> Option<Self>;
}

/// Declares an enum with `ALL`, `Display`, `FromStr`, and one text for each value.
macro_rules! texts {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Enum:ident by $text:ident and $from_text:ident {
            $( $(#[$doc:meta])* $Value:ident = $literal:literal, )+
        }
        #[doc = $about_text:literal]
        #[doc = $about_from_text:literal]
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $Enum {
            $( $(#[$doc])* $Value, )+
        }

        impl $Enum {
            /// Every value, in the order in which this crate lists them.
            pub const ALL: &'static [Self] = &[$( Self::$Value, )+];

            #[doc = $about_text]
            #[must_use]
            pub const fn $text(self) -> &'static str {
                match self {
                    $( Self::$Value => $literal, )+
                }
            }

            #[doc = $about_from_text]
            #[must_use]
            pub fn $from_text(text: &str) -> Option<Self> {
                match text {
                    $( $literal => Some(Self::$Value), )+
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $Enum {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.$text())
            }
        }

        impl core::str::FromStr for $Enum {
            type Err = $crate::names::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::$from_text(text).ok_or($crate::names::UnknownName::new(&[$( $literal, )+]))
            }
        }
    };
}

/// Declares an enum whose values have the service's own names, one row for each value.
///
/// Generates `ALL` (in the order of the rows), `name()`, `from_name()`, `Display` and `FromStr`.
macro_rules! named {
    ( $(#[$meta:meta])* $vis:vis enum $Enum:ident { $($rows:tt)+ } ) => {
        $crate::names::texts! {
            $(#[$meta])*
            $vis enum $Enum by name and from_name { $($rows)+ }
            #[doc = "The name of the value. If the service has this value, it's the service's name."]
            #[doc = "The value with exactly this name; `None` when no value has it."]
        }

        impl $crate::names::Named for $Enum {
            const ALL: &'static [Self] = Self::ALL;

            fn name(self) -> &'static str {
                self.name()
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::from_name(name)
            }
        }
    };
}

/// Declares an enum whose values have stable codes of this crate, one row for each value.
///
/// Generates `ALL` (in the order of the rows), `code()`, `from_code()`, `Display` and `FromStr`.
macro_rules! coded {
    ( $(#[$meta:meta])* $vis:vis enum $Enum:ident { $($rows:tt)+ } ) => {
        $crate::names::texts! {
            $(#[$meta])*
            $vis enum $Enum by code and from_code { $($rows)+ }
            #[doc = "The stable code. It never changes, so a program can store it and branch on it."]
            #[doc = "The value with exactly this code; `None` when no value has it."]
        }
    };
}

/// Makes the values of an enum with `ALL` elements of a [`Set`](crate::set::Set), in declaration order.
macro_rules! element {
    ($Enum:ident) => {
        impl $crate::set::Sealed for $Enum {}

        impl $crate::set::Element for $Enum {
            const ALL: &'static [Self] = $Enum::ALL;

            fn bit(self) -> u8 {
                1 << self as u8
            }
        }
    };
}

pub(crate) use {coded, element, named, texts};
