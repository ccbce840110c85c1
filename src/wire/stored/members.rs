//! Reads the members of an object.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::fault::{Fault, Place};
use super::tree::{Object, Tree};
use crate::names::Named;
use crate::set::{Element, Set};

/// A value of a member in a stored form.
pub(super) trait Part: Sized {
    /// What the value must be, for errors.
    fn expected() -> Cow<'static, str>;

    /// The value in its stored form.
    fn write(&self) -> Tree<'_>;

    /// The value, or what's wrong with it.
    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault>;
}

/// What to do with members that this crate doesn't know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Refuse them.
    Refused,
    /// Ignore them.
    Ignored,
}

/// The members of an object that haven't been read yet.
pub(super) struct Members<'a, 'p> {
    place: Place<'p>,
    rest: Vec<(Cow<'a, str>, Tree<'a>)>,
    pub(super) unknown: Unknown,
}

impl<'a, 'p> Members<'a, 'p> {
    /// Reads an object. Members that `read` doesn't take are unknown.
    pub(super) fn read<T>(
        tree: Tree<'a>,
        place: Place<'p>,
        unknown: Unknown,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let Tree::Object(Object(rest)) = tree else { return Err(Fault::new(&place, "must be an object")) };
        let mut members = Self { place, rest, unknown };
        let value = read(&mut members)?;
        match members.rest.first() {
            Some((name, _)) if members.unknown == Unknown::Refused => {
                Err(Fault::new(&Place::Member(&place, name), "is not expected here"))
            }
            Some(_) | None => Ok(value),
        }
    }

    /// A member that can be absent.
    pub(super) fn optional<T: Part>(&mut self, name: &'static str) -> Result<Option<T>, Fault> {
        let place = Place::Member(&self.place, name);
        let (named, rest): (Vec<_>, Vec<_>) = mem::take(&mut self.rest).into_iter().partition(|(one, _)| one == name);
        self.rest = rest;
        let mut values = named.into_iter().map(|(_, value)| value);
        let value = values.next().map(|value| T::read(value, place, self.unknown)).transpose()?;
        if values.next().is_some() { Err(Fault::new(&place, "is repeated")) } else { Ok(value) }
    }

    /// A member that must be present.
    pub(super) fn required<T: Part>(&mut self, name: &'static str) -> Result<T, Fault> {
        let value = self.optional(name)?;
        value.ok_or_else(|| self.fault(name, format!("is missing. It must be {}", T::expected())))
    }

    /// A fault of a member of this object.
    pub(super) fn fault(&self, name: &'static str, problem: impl Into<String>) -> Fault {
        Fault::new(&Place::Member(&self.place, name), problem)
    }
}

/// The fault of a value that isn't what it must be.
pub(super) fn wrong<T: Part>(place: Place<'_>) -> Fault {
    Fault::new(&place, format!("must be {}", T::expected()))
}

impl Part for Cow<'static, str> {
    fn expected() -> Cow<'static, str> {
        "a string".into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self))
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        if let Tree::Text(text) = tree { Ok(Cow::Owned(text.into_owned())) } else { Err(wrong::<Self>(place)) }
    }
}

impl Part for bool {
    fn expected() -> Cow<'static, str> {
        "true or false".into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Flag(*self)
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        if let Tree::Flag(flag) = tree { Ok(flag) } else { Err(wrong::<Self>(place)) }
    }
}

/// Whole numbers.
macro_rules! numbers {
    ($( $Number:ty ),+) => { $(
        impl Part for $Number {
            fn expected() -> Cow<'static, str> {
                format!("a whole number from 0 to {}", Self::MAX).into()
            }

            fn write(&self) -> Tree<'_> {
                Tree::Number((*self).into())
            }

            fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
                let number = if let Tree::Number(number) = tree { number.try_into().ok() } else { None };
                number.ok_or_else(|| wrong::<Self>(place))
            }
        }
    )+ };
}
numbers!(u8, u32);

/// A value of an enum, by its name.
impl<T: Named> Part for T {
    fn expected() -> Cow<'static, str> {
        format!("one of {}", names::<T>()).into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        named(&tree).ok_or_else(|| wrong::<Self>(place))
    }
}

/// A set of values of an enum, by their names. They're in the order of the enum, each at most once.
impl<T: Named + Element> Part for Set<T> {
    fn expected() -> Cow<'static, str> {
        format!("a list of these, each at most once and in this order: {}", names::<T>()).into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::List(self.iter().map(|value| Tree::Text(Cow::Borrowed(value.name()))).collect())
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        let Tree::List(list) = tree else { return Err(wrong::<Self>(place)) };
        let mut values = list.iter().map(named::<T>);
        let set = values.try_fold(Self::EMPTY, |set, value| {
            // The bits grow in the order of the enum, so a value whose bit isn't higher is out of order or repeated.
            value.filter(|value| set.bits() < value.bit()).map(|value| set.with(value))
        });
        set.ok_or_else(|| wrong::<Self>(place))
    }
}

fn named<T: Named>(tree: &Tree<'_>) -> Option<T> {
    if let Tree::Text(name) = tree { T::from_name(name) } else { None }
}

fn names<T: Named>() -> String {
    let names: Vec<_> = <T as Named>::ALL.iter().map(|value| value.name()).collect();
    names.join(", ")
}
