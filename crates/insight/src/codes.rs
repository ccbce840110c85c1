//! The macro that gives an enum its stable codes.

/// Declares an enum whose values have stable codes, one row for each value.
///
/// It adds `ALL` (in the order of the rows), `code()`, `from_code()`, `Display` and `FromStr`.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Enum:ident {
            $( $(#[$doc:meta])* $Value:ident = $code:literal, )+
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

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $( Self::$Value => $code, )+
                }
            }

            /// The value with this code. `None` if no value has it.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$Value), )+
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $Enum {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.code())
            }
        }

        impl core::str::FromStr for $Enum {
            type Err = cognito_mfa::names::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_code(text).ok_or(cognito_mfa::names::UnknownName::new(&[$( $code, )+]))
            }
        }
    };
}

pub(crate) use codes;
