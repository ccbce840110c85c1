//! The macros that declare the setters of values that can grow when AWS adds a member.
//!
//! Code that builds a value with its constructor and these setters still compiles when AWS adds a member.

/// Declares setters of a request's optional members. Each takes a value and returns it with one member set.
macro_rules! setters {
    ($( $(#[$doc:meta])* $setter:ident ( $member:ident : $Type:ty ) )+) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $setter(mut self, $member: impl Into<$Type>) -> Self {
            self.$member = Some($member.into());
            self
        }
    )+ };
}

/// Declares setters of a state's members. Each takes a state and returns it with one member changed. The setter of an
/// optional member takes a value or `None`.
macro_rules! state_setters {
    ($( $(#[$doc:meta])* $setter:ident ( $member:ident : $($kind:tt)+ ) )+) => { $(
        state_setters!(@one $(#[$doc])* $setter $member $($kind)+);
    )+ };
    (@one $(#[$doc:meta])* $setter:ident $member:ident Option<$Type:ty>) => {
        $(#[$doc])*
        #[must_use]
        pub fn $setter(mut self, $member: impl Into<Option<$Type>>) -> Self {
            self.$member = $member.into();
            self
        }
    };
    (@one $(#[$doc:meta])* $setter:ident $member:ident $Type:ty) => {
        $(#[$doc])*
        #[must_use]
        pub const fn $setter(mut self, $member: $Type) -> Self {
            self.$member = $member;
            self
        }
    };
}

pub(crate) use {setters, state_setters};
