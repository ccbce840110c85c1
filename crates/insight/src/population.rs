//! A number of users of each kind, by the facts that the decision reads. It contains no personal data.

use alloc::vec;
use alloc::vec::Vec;

use cognito_mfa::user::UserFacts;

/// The number of users of each kind. It takes 4 MiB for any number of users.
///
/// ```
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
/// use cognito_mfa_insight::Population;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let ben = ann.with_email(Attribute::Verified);
/// let mut population: Population = [ann.facts(), ben.facts(), ann.facts()].into_iter().collect();
/// population.add(ben.facts(), 500);
/// assert_eq!((population.users(), population.classes().count()), (503, 2));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Population {
    /// Indexed by the packed value of the user.
    counts: Vec<u64>,
}

impl Default for Population {
    fn default() -> Self {
        Self { counts: vec![0; UserFacts::VALUES] }
    }
}

impl Population {
    /// One user of each kind that can exist.
    ///
    /// ```
    /// use cognito_mfa_insight::Population;
    ///
    /// assert_eq!(Population::all_kinds().users(), 38_880);
    /// ```
    #[must_use]
    pub fn all_kinds() -> Self {
        UserFacts::all().collect()
    }

    /// Adds users of one kind. A number that is too large stops at [`u64::MAX`].
    ///
    /// ```
    /// use cognito_mfa::UserFacts;
    /// use cognito_mfa_insight::Population;
    ///
    /// let mut population = Population::default();
    /// population.add(UserFacts::from_bits(0)?, 2);
    /// assert_eq!(population.users(), 2);
    /// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
    /// ```
    pub fn add(&mut self, user: UserFacts, users: u64) {
        let count = usize::try_from(user.to_bits()).ok().and_then(|index| self.counts.get_mut(index));
        count.map(|count| *count = count.saturating_add(users)).unwrap_or_default();
    }

    /// The number of users.
    ///
    /// ```
    /// use cognito_mfa::UserFacts;
    /// use cognito_mfa_insight::Population;
    ///
    /// let mut population = Population::default();
    /// population.add(UserFacts::from_bits(0)?, 2);
    /// assert_eq!(population.users(), 2);
    /// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
    /// ```
    #[must_use]
    pub fn users(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The kinds of users in the population, each with its number of users.
    ///
    /// ```
    /// use cognito_mfa::UserFacts;
    /// use cognito_mfa_insight::Population;
    ///
    /// let mut population = Population::default();
    /// population.add(UserFacts::from_bits(0)?, 2);
    /// assert!(population.classes().eq([(UserFacts::from_bits(0)?, 2)]));
    /// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
    /// ```
    pub fn classes(&self) -> impl Iterator<Item = (UserFacts, u64)> + Clone + '_ {
        let packed = (0_u32..).zip(&self.counts).filter(|(_, count)| **count > 0);
        packed.filter_map(|(bits, count)| Some((UserFacts::from_bits(bits).ok()?, *count)))
    }
}

impl FromIterator<UserFacts> for Population {
    fn from_iter<I: IntoIterator<Item = UserFacts>>(users: I) -> Self {
        let mut population = Self::default();
        population.extend(users);
        population
    }
}

impl Extend<UserFacts> for Population {
    fn extend<I: IntoIterator<Item = UserFacts>>(&mut self, users: I) {
        users.into_iter().for_each(|user| self.add(user, 1));
    }
}

impl core::fmt::Debug for Population {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_map().entries(self.classes()).finish()
    }
}
