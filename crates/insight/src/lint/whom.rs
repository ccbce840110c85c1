//! A sentence about the users that a required factor keeps out.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::Lint;
use cognito_mfa::pool::{Medium, PoolPolicy};

/// What was found, with the users that it's about. `None` if the row of the table is as exact.
///
/// The users differ in which attributes they have. Whether an attribute is verified makes no difference, as a test holds.
pub(super) fn message(lint: Lint, policy: &PoolPolicy, is_affected: impl Fn(bool, bool) -> bool) -> Option<String> {
    let pairs = [(false, false), (true, false), (false, true), (true, true)];
    let users = match pairs.map(|(phone, email)| is_affected(phone, email)) {
        [true, false, false, false] => "with neither a phone number nor an email address",
        [false, true, false, false] => "with a phone number but no email address",
        [false, false, true, false] => "with an email address but no phone number",
        [true, true, false, false] => "without an email address",
        [true, false, true, false] => "without a phone number",
        [false, true, false, true] => "with a phone number",
        [false, false, true, true] => "with an email address",
        [true, false, true, true] => "without a phone number or with an email address",
        [true, true, false, true] => "without an email address or with a phone number",
        [true, true, true, true] => "",
        _ => return None,
    };
    let users = format!("users {users}").trim_end().to_owned();
    if lint == Lint::OnCannotEnrol {
        return Some(format!("MFA is required, but {users} can't set up a factor."));
    }
    let attribute = match policy.recovery.media().first()? {
        Medium::Sms => "phone number",
        Medium::Email => "email address",
    };
    Some(format!(
        "MFA is required, but {users} can't sign in with a password unless they have a TOTP token or an enabled factor, \
         because reset codes go to the {attribute}."
    ))
}
