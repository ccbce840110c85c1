//! The order of users from the plainest on, so that an example is a user as most pools have them.

use cognito_mfa::factor::Factor;
use cognito_mfa::user::{Attribute, Passkeys, Password, UserFacts, UserStatus};

/// How far a user is from a confirmed user who has a permanent password and nothing else: the number of unusual facts, and
/// the number of things that the user has.
///
/// A fact is unusual when it takes something extra to get there: another status or password, a disabled user, an unverified
/// attribute, a passkey that can't verify the user, and an enabled factor that the user doesn't have.
pub(crate) fn plainness(user: UserFacts) -> (u32, u32) {
    let (phone, email, passkeys, enabled) = (user.phone(), user.email(), user.passkeys(), user.enabled());
    let unusual = [
        user.status() != UserStatus::Confirmed || user.password() != Password::Permanent,
        user.is_disabled(),
        phone == Attribute::Unverified,
        email == Attribute::Unverified,
        passkeys == Passkeys::CannotVerify,
        enabled.contains(Factor::Sms) && !phone.is_present(),
        enabled.contains(Factor::Email) && !email.is_present(),
        enabled.contains(Factor::Totp) && !user.has_totp(),
        enabled.contains(Factor::Passkey) && passkeys == Passkeys::Absent,
    ];
    let things = [
        phone.is_present(),
        email.is_present(),
        user.has_totp(),
        passkeys != Passkeys::Absent,
        enabled.contains(Factor::Sms),
        enabled.contains(Factor::Email),
        enabled.contains(Factor::Totp),
        enabled.contains(Factor::Passkey),
        user.preferred().is_some(),
    ];
    (count(&unusual), count(&things))
}

fn count(facts: &[bool]) -> u32 {
    facts.iter().map(|fact| u32::from(*fact)).sum()
}
