//! Any user, any attempt to sign in, and any of their parts.

use ::proptest::arbitrary::any;
use ::proptest::strategy::Strategy;

use super::any_of;
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::pool::RiskLevel;
use crate::sign_in::{Attempt, Device, FirstFactor};
use crate::user::facts::UserFacts;
use crate::user::preference::MfaPreference;
use crate::user::{Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserStatus};

any_of! { AccountState, Attribute, CodeFactor, Device, Factor, Passkeys, Password, Totp, UserStatus, }

any_of! {
    Account => any::<(UserStatus, Password)>().prop_map(|(status, password)| Self::new(status, password));
    MfaPreference => any::<(FactorSet, Option<CodeFactor>)>()
        .prop_map(|(enabled, preferred)| Self::with_valid_preferred(enabled, preferred));
    User => {
        let means = any::<(Attribute, Attribute, Totp, Passkeys)>();
        let standing = any::<(Account, AccountState, CredentialStamp)>();
        (standing, means, any::<MfaPreference>()).prop_map(|(standing, means, preference)| {
            let ((account, access, stamp), (phone, email, totp, passkeys)) = (standing, means);
            Self { account, access, phone, email, totp, passkeys, preference, stamp }
        })
    };
    CredentialStamp => any::<u64>().prop_map(Self);
    UserFacts => any::<User>().prop_map(|user| user.facts());
    Attempt => any::<(FirstFactor, Device, RiskLevel)>()
        .prop_map(|(first_factor, device, risk)| Self { first_factor, device, risk });
}
