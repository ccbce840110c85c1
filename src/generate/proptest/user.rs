//! Any user, any attempt to sign in, and any of their parts.

use ::proptest::arbitrary::any;
use ::proptest::strategy::Strategy;

use super::any_of;
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::facts::UserFacts;
use crate::pool::RiskLevel;
use crate::preference::MfaPreference;
use crate::resolve::{Attempt, Device, FirstFactor};
use crate::user::{Access, Account, Attribute, Passkeys, Password, Totp, User, UserStatus};

any_of! { Access, Attribute, CodeFactor, Device, Factor, FirstFactor, Passkeys, Password, Totp, UserStatus, }

any_of! {
    Account => any::<(UserStatus, Password)>().prop_map(|(status, password)| Self::new(status, password));
    MfaPreference => any::<(FactorSet, Option<CodeFactor>)>()
        .prop_map(|(enabled, preferred)| Self::keeping(enabled, preferred));
    User => {
        let means = any::<(Attribute, Attribute, Totp, Passkeys)>();
        (any::<(Account, Access)>(), means, any::<MfaPreference>()).prop_map(|(standing, means, preference)| {
            let ((account, access), (phone, email, totp, passkeys)) = (standing, means);
            Self { account, access, phone, email, totp, passkeys, preference }
        })
    };
    UserFacts => any::<User>().prop_map(|user| user.facts());
    Attempt => any::<(FirstFactor, Device, RiskLevel)>()
        .prop_map(|(first_factor, device, risk)| Self { first_factor, device, risk });
}
