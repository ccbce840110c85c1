//! Any user, any attempt to sign in, and any of their parts.

use super::arbitrary;
use crate::factor::{CodeFactor, Factor};
use crate::facts::UserFacts;
use crate::preference::MfaPreference;
use crate::resolve::{Attempt, Device, FirstFactor};
use crate::user::{Access, Account, Attribute, Passkeys, Password, Totp, User, UserStatus};

arbitrary! { enums Access, Attribute, CodeFactor, Device, Factor, FirstFactor, Passkeys, Password, Totp, UserStatus }

arbitrary! { structs
    User { account, access, phone, email, totp, passkeys, preference }
    Attempt { first_factor, device, risk }
}

arbitrary!(Account, bytes => Ok(Self::new(bytes.arbitrary()?, bytes.arbitrary()?)));
arbitrary!(MfaPreference, bytes => Ok(Self::keeping(bytes.arbitrary()?, bytes.arbitrary()?)));
arbitrary!(UserFacts, bytes => Ok(bytes.arbitrary::<User>()?.facts()));
