//! Many users, counted by what the decision reads of them: no names, no addresses, no personal data.

use alloc::vec;
use alloc::vec::Vec;

use cognito_mfa::user::UserFacts;

/// How many users there are of each kind. It takes 4 MiB, whatever their number.
///
/// ```
/// use cognito_mfa::User;
/// use cognito_mfa_insight::Population;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::CredentialStamp;
///
/// let mut population: Population = (0..1000).map(|_| User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts()).collect();
/// population.add(User { email: cognito_mfa::user::Attribute::Verified, ..User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)) }.facts(), 500);
/// assert_eq!((population.users(), population.classes().count()), (1500, 2));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Population {
    /// By the packed value of the user.
    counts: Vec<u64>,
}

impl Default for Population {
    fn default() -> Self {
        Self { counts: vec![0; UserFacts::VALUES] }
    }
}

impl Population {
    /// One user of each kind that there can be: what holds for all of these holds for everybody.
    #[must_use]
    pub fn all_kinds() -> Self {
        UserFacts::all().collect()
    }

    /// Counts this many more users of a kind.
    pub fn add(&mut self, user: UserFacts, users: u64) {
        let count = usize::try_from(user.to_bits()).ok().and_then(|index| self.counts.get_mut(index));
        count.map(|count| *count = count.saturating_add(users)).unwrap_or_default();
    }

    /// How many users there are.
    #[must_use]
    pub fn users(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The kinds of users that there are, and how many of each.
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
