//! Compares every input with the naive model. The space of the decision is finite, so these tests cover all of it unless
//! they state otherwise.

pub(crate) mod canonical;
mod decision;
mod fold;
mod laws;
mod preference;
mod recovery;
pub(crate) mod translate;

use std::collections::HashSet;

use cognito_mfa::command::PreferenceChange;
use cognito_mfa::user::MfaPreference;
use cognito_mfa::{Attempt, PoolPolicy, UserFacts};

#[test]
fn every_user_round_trips_through_32_bits() {
    for facts in UserFacts::all() {
        assert_eq!(UserFacts::from_bits(facts.to_bits()), Ok(facts));
        assert_eq!(facts.user(crate::STAMP).facts(), facts);
    }
    assert_eq!(UserFacts::all().count(), 38_880);
    assert_eq!(UserFacts::all().map(|facts| facts.user(crate::STAMP)).collect::<HashSet<_>>().len(), 38_880);
}

#[test]
fn the_lists_of_all_values_have_their_documented_length() {
    assert_eq!(Attempt::all().collect::<HashSet<_>>().len(), 84);
    assert_eq!(Attempt::all().count(), 84);
    assert_eq!(PreferenceChange::all().collect::<HashSet<_>>().len(), 375);
    assert_eq!(PreferenceChange::all().count(), 375);
    assert_eq!(MfaPreference::all().collect::<HashSet<_>>().len(), 40);
    assert_eq!(MfaPreference::all().count(), 40);
    assert_eq!(PoolPolicy::all().count(), 26_542_080);
}
