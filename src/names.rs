//! The macros that give an enum its names on the wire, or its codes.

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

/// Declares an enum with `ALL`, `Display`, and one text for each value.
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
    };
}

/// Declares an enum whose values have the service's own names, one row for each value.
///
/// Generates `ALL` (in the order of the rows), `name()`, `from_name()` and `Display`.
macro_rules! named {
    ( $(#[$meta:meta])* $vis:vis enum $Enum:ident { $($rows:tt)+ } ) => {
        $crate::names::texts! {
            $(#[$meta])*
            $vis enum $Enum by name and from_name { $($rows)+ }
            #[doc = "The service's name of the value."]
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
/// Generates `ALL` (in the order of the rows), `code()`, `from_code()` and `Display`.
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
