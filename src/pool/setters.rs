//! The macro that declares the setters of request values.

/// Declares setters that take a value and return it with one optional member set.
///
/// Code that builds a value with its constructor and these setters still compiles when AWS adds a member.
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

pub(crate) use setters;
