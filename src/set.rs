//! A small ordered set of enum values, one bit each: of factors, notes, challenges or methods.
//!
//! It's `Copy`, and works in constants and without allocation. Its elements are in the order in which AWS lists them.

use core::fmt;
use core::marker::PhantomData;

mod sealed {
    /// Keeps other crates from implementing [`Element`](super::Element), whose bits must match its order.
    pub trait Sealed {}
}

pub(crate) use sealed::Sealed;

/// An enum whose values can be members of a [`Set`].
///
/// The trait is sealed: only enums of this crate implement it.
///
/// [`Set`] has an example.
pub trait Element: Sealed + Copy + fmt::Debug + 'static {
    /// Every value, in the order in which the service lists them. There are at most eight.
    const ALL: &'static [Self];

    /// The bit of the value: 1 for the first value of [`ALL`](Self::ALL), 2 for the second, 4 for the third, and so on.
    fn bit(self) -> u8;
}

/// An ordered set of values of an enum.
///
/// A set takes one byte, is `Copy`, and iterates in the order of [`Element::ALL`].
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
///
/// let set = FactorSet::of(&[Factor::Passkey, Factor::Sms]);
/// assert!(set.contains(Factor::Sms) && !set.contains(Factor::Totp));
/// assert_eq!(set.iter().collect::<Vec<_>>(), [Factor::Sms, Factor::Passkey]);
/// ```
pub struct Set<T>(u8, PhantomData<T>);

impl<T: Element> Set<T> {
    /// The empty set.
    pub const EMPTY: Self = Self(0, PhantomData);

    /// The set of all values.
    #[must_use]
    pub fn all() -> Self {
        Self::of(T::ALL)
    }

    /// The set of these values. Their order and repeats don't matter.
    #[must_use]
    pub fn of(values: &[T]) -> Self {
        values.iter().fold(Self::EMPTY, |set, value| set.with(*value))
    }

    /// The set with these [`bits`](Self::bits); `None` when a bit doesn't belong to any value.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    ///
    /// assert_eq!(FactorSet::from_bits(0b1001), Some(FactorSet::of(&[Factor::Sms, Factor::Passkey])));
    /// assert_eq!(FactorSet::from_bits(0b1_0000), None);
    /// ```
    #[must_use]
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits & !Self::all().0 == 0).then_some(Self(bits, PhantomData))
    }

    /// The set with these bits. The caller makes sure that each of them belongs to a value.
    pub(crate) const fn from_known_bits(bits: u8) -> Self {
        Self(bits, PhantomData)
    }

    /// One bit for each value of the set. The lowest bit is the first value of [`Element::ALL`].
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the value is in the set.
    #[must_use]
    pub fn contains(self, value: T) -> bool {
        self.0 & value.bit() != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many values are in the set.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The set with the value added.
    #[must_use]
    pub fn with(self, value: T) -> Self {
        Self(self.0 | value.bit(), PhantomData)
    }

    /// The set without the value.
    #[must_use]
    pub fn without(self, value: T) -> Self {
        Self(self.0 & !value.bit(), PhantomData)
    }

    /// The set with the value if `present`, and without it otherwise.
    #[must_use]
    pub fn set(self, value: T, present: bool) -> Self {
        if present { self.with(value) } else { self.without(value) }
    }

    /// The values that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, PhantomData)
    }

    /// The values that are in at least one of the two sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    /// The values of this set that aren't in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0, PhantomData)
    }

    /// The first value in the order of [`Element::ALL`]; `None` when the set is empty.
    #[must_use]
    pub fn first(self) -> Option<T> {
        T::ALL.get(self.0.trailing_zeros() as usize).copied()
    }

    /// Whether the set has exactly one value.
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The value of a set that has exactly one; `None` for any other set.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    ///
    /// assert_eq!(FactorSet::of(&[Factor::Totp]).only(), Some(Factor::Totp));
    /// assert_eq!(FactorSet::of(&[Factor::Totp, Factor::Sms]).only(), None);
    /// ```
    #[must_use]
    pub fn only(self) -> Option<T> {
        if self.is_single() { self.first() } else { None }
    }

    /// The values, in the order of [`Element::ALL`].
    pub fn iter(self) -> impl Iterator<Item = T> + Clone {
        T::ALL.iter().copied().filter(move |value| self.contains(*value))
    }

    /// Every possible set, from the empty one to the full one.
    pub fn subsets() -> impl Iterator<Item = Self> + Clone {
        (0..=Self::all().0).filter_map(Self::from_bits)
    }
}

impl<T> Clone for Set<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Set<T> {}
impl<T> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Set<T> {}
impl<T> core::hash::Hash for Set<T> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> PartialOrd for Set<T> {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Set<T> {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(0, PhantomData)
    }
}
impl<T: Element> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The values of a [`Set`], in their order.
///
/// ```
/// use cognito_mfa::factor::{CodeFactor, CodeFactorSet};
///
/// let mut names = Vec::new();
/// for factor in CodeFactorSet::of(&[CodeFactor::Totp, CodeFactor::Sms]) {
///     names.push(factor.name());
/// }
/// assert_eq!(names, ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
/// ```
#[derive(Debug, Clone)]
pub struct IntoIter<T: Element> {
    left: Set<T>,
}

impl<T: Element> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let next = self.left.iter().next()?;
        self.left = self.left.without(next);
        Some(next)
    }
}

impl<T: Element> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { left: self }
    }
}

impl<T: Element> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        *self = values.into_iter().fold(*self, Self::with);
    }
}

impl<T: Element> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(values);
        set
    }
}
