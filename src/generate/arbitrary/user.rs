//! Any user, any attempt to sign in, and any of their parts.

use super::arbitrary;
use crate::factor::{CodeFactor, Factor};
use crate::sign_in::decision::{Attempt, Device};
use crate::user::facts::UserFacts;
use crate::user::preference::MfaPreference;
use crate::user::{Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserStatus};

arbitrary! { enums AccountState, Attribute, CodeFactor, Device, Factor, Passkeys, Password, Totp, UserStatus }

arbitrary! { structs
    User { account, access, phone, email, totp, passkeys, preference, stamp }
    Attempt { first_factor, device, risk }
}

arbitrary!(CredentialStamp, bytes => Ok(Self(bytes.arbitrary()?)));
arbitrary!(Account, bytes => Ok(Self::new(bytes.arbitrary()?, bytes.arbitrary()?)));
arbitrary!(MfaPreference, bytes => Ok(Self::with_valid_preferred(bytes.arbitrary()?, bytes.arbitrary()?)));
arbitrary!(UserFacts, bytes => Ok(bytes.arbitrary::<User>()?.facts()));
