//! Changes that the service accepts, given the current state.

use ::arbitrary::{Arbitrary, Result, Unstructured};

use crate::command::{Caller, PoolCommand, UserCommand};
use crate::generate::accepted::{CANDIDATES, by_pool, by_user};
use crate::pool::{Pool, PoolPolicy};
use crate::user::User;

/// A change that this pool accepts. Most of them have an effect.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::accepted_pool_command;
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let command = accepted_pool_command(&mut Unstructured::new(&[7; 256]), &pool)?;
/// assert!(pool.apply(&command).is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn accepted_pool_command(bytes: &mut Unstructured<'_>, pool: &Pool) -> Result<PoolCommand<'static>> {
    let kind = bytes.int_in_range(0..=8_u8)?;
    by_pool(
        pool,
        candidates(bytes, |bytes| {
            Ok(match kind {
                0..=3 => PoolCommand::SetMfaConfig(bytes.arbitrary()?),
                4..=7 => PoolCommand::Update(bytes.arbitrary()?),
                _ => PoolCommand::SetRisk(bytes.arbitrary()?),
            })
        }),
    )
}

/// A change that this user accepts in this pool. Most of them have an effect.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::accepted_user_command;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let command = accepted_user_command(&mut Unstructured::new(&[7; 256]), &pool, &ann)?;
/// assert!(ann.apply(&pool, &command).is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn accepted_user_command(bytes: &mut Unstructured<'_>, pool: &PoolPolicy, user: &User) -> Result<UserCommand> {
    let kind = bytes.int_in_range(0..=3_u8)?;
    by_user(
        pool,
        user,
        candidates(bytes, |bytes| {
            Ok(match kind {
                0 => UserCommand::SetPreference(Caller::User, bytes.arbitrary()?),
                1 => UserCommand::SetPreference(Caller::Admin, bytes.arbitrary()?),
                _ => UserCommand::Event(bytes.arbitrary()?),
            })
        }),
    )
}

/// Random changes, made one by one, so that an accepted one leaves the other bytes for what comes next.
fn candidates<'a, 'b, C: Arbitrary<'b>>(
    bytes: &'a mut Unstructured<'b>,
    candidate: impl Fn(&mut Unstructured<'b>) -> Result<C>,
) -> impl Iterator<Item = Result<C>> {
    (0..CANDIDATES).map_while(move |_| (!bytes.is_empty()).then(|| candidate(bytes)))
}
