//! The limit on wrong passwords. It belongs to the host: no MFA policy reads it, and the engine never learns of a wrong password.
//!
//! As in the service, the fifth wrong password of a user locks them out for a second, and each further one for twice as
//! long, up to 15 minutes. An attempt during that time isn't checked, and doesn't prolong it. The count starts over
//! after a right password, and after 15 minutes without an attempt. (AWS documents all of this, and users of the
//! service report the message. That an attempt during a lockout ends the sign-in is inferred.)

use crate::clients::Place;
use crate::document::{UserDocument, WrongPasswordsDocument, user_key};
use crate::fault::Fault;
use crate::service::Call;

/// The number of wrong passwords that don't lock a user out yet.
const FREE: u32 = 4;
const LONGEST_SECONDS: u64 = 15 * 60;

impl Call<'_, '_> {
    /// Checks the password of a sign-in, and counts a wrong one. Without a user it does the same, so that no one learns which
    /// users exist.
    pub(crate) fn prove_password(
        &mut self,
        place: &Place,
        user: Option<&UserDocument>,
        password: &str,
    ) -> Result<(), Fault> {
        self.prove(place, |call| call.check_password(place, user, password))
    }

    /// Makes a check of the user's password, unless they are locked out.
    pub(crate) fn prove(&mut self, place: &Place, check: impl FnOnce(&Self) -> Result<(), Fault>) -> Result<(), Fault> {
        let key = user_key(&place.pool_id, &place.username);
        let now = self.now;
        let before = self.work.get::<WrongPasswordsDocument>(&key)?.filter(|wrong| now < wrong.expires());
        if before.is_some_and(|wrong| now < wrong.locked_until) {
            return Err(Fault::not_authorized("Password attempts exceeded"));
        }
        let checked = check(self);
        match (&checked, before) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => self.work.remove::<WrongPasswordsDocument>(&key),
            (Err(_), before) => self.work.put(&key, &WrongPasswordsDocument::after(before, now))?,
        }
        checked.map_err(Fault::keeping_changes)
    }
}

impl WrongPasswordsDocument {
    /// After one more wrong password.
    fn after(before: Option<Self>, now: u64) -> Self {
        let count = before.map_or(0, |wrong| wrong.count).saturating_add(1);
        let seconds = count.checked_sub(FREE + 1).map_or(0, |doublings| 2_u64.saturating_pow(doublings));
        Self { count, locked_until: now + seconds.min(LONGEST_SECONDS) }
    }

    /// When it stops to count, in seconds since 1970.
    pub(crate) fn expires(self) -> u64 {
        self.locked_until + LONGEST_SECONDS
    }
}
