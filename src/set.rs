//! A small ordered set of enum values, one bit each.

use core::fmt;
use core::marker::PhantomData;

/// A closed enum whose values can stand in a [`Set`].
pub trait Element: Copy + fmt::Debug + 'static {
    /// Every value, in the order in which the service lists them. At most eight.
    const ALL: &'static [Self];

    /// The value's own bit: 1 for the first of [`ALL`](Self::ALL), 2 for the second, and so on.
    fn bit(self) -> u8;
}

/// An ordered set of `T`: one byte, `Copy`, iterated in the order of [`Element::ALL`].
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
    /// The set with nothing in it.
    pub const EMPTY: Self = Self(0, PhantomData);

    /// The set of all values.
    #[must_use]
    pub fn all() -> Self {
        Self::of(T::ALL)
    }

    /// The set of the values given; repeats do not matter.
    #[must_use]
    pub fn of(values: &[T]) -> Self {
        values.iter().fold(Self::EMPTY, |set, value| set.with(*value))
    }

    /// The set whose bits are given, or nothing when a bit belongs to no value.
    #[must_use]
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits & !Self::all().0 == 0).then_some(Self(bits, PhantomData))
    }

    /// The set of those bits that belong to a value.
    pub(crate) const fn from_known_bits(bits: u8) -> Self {
        Self(bits, PhantomData)
    }

    /// One bit a value, the first of [`Element::ALL`] lowest.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the value is in the set.
    #[must_use]
    pub fn contains(self, value: T) -> bool {
        self.0 & value.bit() != 0
    }

    /// Whether nothing is in the set.
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

    /// The set with the value taken out.
    #[must_use]
    pub fn without(self, value: T) -> Self {
        Self(self.0 & !value.bit(), PhantomData)
    }

    /// The set with the value added or taken out.
    #[must_use]
    pub fn set(self, value: T, present: bool) -> Self {
        if present { self.with(value) } else { self.without(value) }
    }

    /// The values in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, PhantomData)
    }

    /// The values in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    /// The values of this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0, PhantomData)
    }

    /// The first value in order.
    #[must_use]
    pub fn first(self) -> Option<T> {
        T::ALL.get(self.0.trailing_zeros() as usize).copied()
    }

    /// Whether there is just one value in the set.
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The value of a set that holds just one.
    #[must_use]
    pub fn only(self) -> Option<T> {
        if self.is_single() { self.first() } else { None }
    }

    /// The values, in the order of [`Element::ALL`].
    pub fn iter(self) -> impl Iterator<Item = T> + Clone {
        T::ALL.iter().copied().filter(move |value| self.contains(*value))
    }

    /// Every set there is, from the empty one to the full one.
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
impl<T: Element> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().fold(Self::EMPTY, Self::with)
    }
}
