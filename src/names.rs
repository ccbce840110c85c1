//! The macro that gives an enum its names on the wire.

/// An enum whose values have names on the wire.
#[cfg_attr(not(feature = "serde"), expect(dead_code, reason = "only the wire asks for names of any enum"))]
pub(crate) trait Named: Copy + 'static {
    /// Every value, in the order in which the service lists them.
    const ALL: &'static [Self];

    /// The service's name of the value.
    fn name(self) -> &'static str;

    /// The value with this name, to the letter.
    fn from_name(name: &str) -> Option<Self>;
}

/// Declares a closed enum whose values have the service's own names, one row a value.
///
/// Gives `ALL` (in the order of the rows), `name()`, `from_name()` and `Display`.
macro_rules! named {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Enum:ident {
            $( $(#[$doc:meta])* $Value:ident = $name:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $Enum {
            $( $(#[$doc])* $Value, )+
        }

        impl $Enum {
            /// Every value, in the order in which this crate lists them.
            pub const ALL: &'static [Self] = &[$( Self::$Value, )+];

            /// The service's name of the value.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$Value => $name, )+
                }
            }

            /// The value with this name, to the letter; `None` when there is none.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $( $name => Some(Self::$Value), )+
                    _ => None,
                }
            }
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

        impl core::fmt::Display for $Enum {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

/// Lets the values of a `named!` enum stand in a [`Set`](crate::set::Set), in declaration order.
macro_rules! element {
    ($Enum:ident) => {
        impl $crate::set::Element for $Enum {
            const ALL: &'static [Self] = $Enum::ALL;

            fn bit(self) -> u8 {
                1 << self as u8
            }
        }
    };
}

pub(crate) use {element, named};
