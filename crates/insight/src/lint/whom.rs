//! A sentence about the users that a required factor keeps out.

use alloc::format;
use alloc::string::String;

use super::Lint;
use cognito_mfa::pool::{Medium, PoolPolicy};

/// What was found, with the users that it's about. `None` if the row of the table is as exact.
///
/// The users differ in which attributes they have. Whether an attribute is verified makes no difference, as a test holds.
pub(super) fn message(lint: Lint, policy: &PoolPolicy, is_affected: impl Fn(bool, bool) -> bool) -> Option<String> {
    let pairs = [(false, false), (true, false), (false, true), (true, true)];
    let is_enrolment = lint == Lint::OnCannotEnrol;
    let (users, unless) = match pairs.map(|(phone, email)| is_affected(phone, email)) {
        [true, false, false, false] => ("users with neither a phone number nor an email address", ""),
        [false, true, false, false] => ("users with a phone number but no email address", ""),
        [false, false, true, false] => ("users with an email address but no phone number", ""),
        [true, true, false, false] => ("users without an email address", ""),
        [true, false, true, false] => ("users without a phone number", ""),
        [false, true, false, true] => ("users with a phone number", ""),
        [false, false, true, true] => ("users with an email address", ""),
        [true, false, true, true] if is_enrolment => ("users", " unless they have only a phone number"),
        [true, true, false, true] if is_enrolment => ("users", " unless they have only an email address"),
        // The others are kept out, too: another finding has the reason.
        [true, false, true, true] => ("users with an email address or without a phone number", ""),
        [true, true, false, true] => ("users with a phone number or without an email address", ""),
        [true, true, true, true] => ("users", ""),
        _ => return None,
    };
    if is_enrolment {
        return Some(format!("MFA is required, but {users} can't set up a factor{unless}."));
    }
    let attribute = match policy.recovery.media().first()? {
        Medium::Sms => "phone number",
        Medium::Email => "email address",
    };
    Some(format!(
        "MFA is required, but {users} who have no factor yet can't sign in with a password, because reset codes go to the \
         {attribute}."
    ))
}
