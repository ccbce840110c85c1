//! A pool, as a host stores it.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::fault::{Fault, Place};
use super::form::{self, Form};
use super::members::{Members, Part, Unknown, wrong};
use super::tree::{Object, Tree};
use crate::pool::{
    AccountRecoverySetting, DeviceConfiguration, EmailMfa, EumsSms, RecoveryOption, RiskActions, SmsConfiguration,
    SmsMfa, SoftwareTokenMfa, WebAuthnConfiguration,
};

/// A pool: every block with the members that were set, the risk actions and the profile.
///
/// A pool that's read back equals the stored one. The fields of a pool are public, so every value of their types can be
/// stored, including texts that break the constraints on requests. A value that the types can't hold is refused, for example
/// three recovery mechanisms.
///
/// ```
/// use cognito_mfa::pool::{RiskAction, RiskActions, Tier};
/// use cognito_mfa::wire::stored;
/// use cognito_mfa::{Pool, Profile};
///
/// let mut shop = Pool::new(Tier::Plus, Profile::Documented);
/// shop.risk_actions = RiskActions::every(RiskAction::MfaRequired);
/// let text = serde_json::to_string(&stored::PoolRef(&shop))?;
/// let stored::Pool(again) = serde_json::from_str(&text)?;
/// assert_eq!(again, shop);
///
/// let refusal = serde_json::from_str::<stored::Pool>(&text.replace("PLUS", "GOLD")).unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "The stored pool can't be read: `tier` must be one of LITE, ESSENTIALS, PLUS."
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pool(pub crate::pool::Pool);

/// A borrowed pool. It has the same form as [`Pool`].
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::wire::stored;
/// use cognito_mfa::{Pool, Profile};
///
/// let shop = Pool::new(Tier::Lite, Profile::Observed);
/// let text = serde_json::to_string(&stored::PoolRef(&shop))?;
/// assert_eq!(text, serde_json::to_string(&stored::Pool(shop))?);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PoolRef<'a>(pub &'a crate::pool::Pool);

impl Serialize for Pool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PoolRef(&self.0).serialize(serializer)
    }
}

impl Serialize for PoolRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_to(form::versions()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        form::read(deserializer)
    }
}

impl Form for Pool {
    const NAME: &'static str = "pool";
    const UNKNOWN: Unknown = Unknown::Ignored;

    fn read(members: &mut Members<'_, '_>) -> Result<Self, Fault> {
        crate::pool::Pool::read_from(members).map(Self)
    }
}

/// A structure of the pool. Its members have the names of its fields.
trait Block: Sized {
    /// Adds the members of the block to the object.
    fn write_to<'w>(&'w self, object: Object<'w>) -> Object<'w>;

    /// Reads the block from its members.
    fn read_from(members: &mut Members<'_, '_>) -> Result<Self, Fault>;
}

macro_rules! write_member {
    (required, $object:ident, $value:expr, $name:expr) => {
        $object.with($name, &$value)
    };
    (optional, $object:ident, $value:expr, $name:expr) => {
        $object.with_some($name, $value.as_ref())
    };
}

/// Declares blocks, one row for each block: its fields, each `required` or `optional` (an `Option`).
macro_rules! blocks {
    ($( $Block:ty { $( $kind:ident $member:ident ),+ $(,)? } )+) => { $(
        impl Block for $Block {
            fn write_to<'w>(&'w self, object: Object<'w>) -> Object<'w> {
                $( let object = write_member!($kind, object, self.$member, stringify!($member)); )+
                object
            }

            fn read_from(members: &mut Members<'_, '_>) -> Result<Self, Fault> {
                Ok(Self { $( $member: members.$kind(stringify!($member))?, )+ })
            }
        }

        impl Part for $Block {
            fn expected() -> Cow<'static, str> {
                "an object".into()
            }

            fn write(&self) -> Tree<'_> {
                Tree::Object(self.write_to(Object(Vec::new())))
            }

            fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
                Members::read(tree, place, unknown, Self::read_from)
            }
        }
    )+ };
}

blocks! {
    crate::pool::Pool {
        required profile,
        required tier,
        required mode,
        optional sms_configuration,
        optional sms_mfa,
        optional software_token_mfa,
        optional email_mfa,
        optional web_authn,
        required passwordless,
        optional account_recovery,
        required email_sending_account,
        optional device,
        required threat_protection,
        required risk_actions,
    }
    SmsConfiguration<'static> { optional sns_caller_arn, optional external_id, optional sns_region, optional eums }
    EumsSms<'static> {
        required caller_arn,
        optional external_id,
        optional region,
        optional origination_identity,
        optional configuration_set_name,
        optional in_entity_id,
        optional in_template_id,
    }
    SmsMfa<'static> { optional message }
    SoftwareTokenMfa { optional enabled }
    EmailMfa<'static> { optional message, optional subject }
    WebAuthnConfiguration<'static> {
        optional relying_party_id,
        optional user_verification,
        optional factor_configuration,
    }
    RecoveryOption { required mechanism, required priority }
    DeviceConfiguration { required challenge_required_on_new_device, required device_only_remembered_on_user_prompt }
    RiskActions { required low, required medium, required high }
}

impl Part for Box<EumsSms<'static>> {
    fn expected() -> Cow<'static, str> {
        EumsSms::expected()
    }

    fn write(&self) -> Tree<'_> {
        self.as_ref().write()
    }

    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
        EumsSms::read(tree, place, unknown).map(Self::new)
    }
}

/// A list of one or two entries.
impl Part for AccountRecoverySetting {
    fn expected() -> Cow<'static, str> {
        "a list of one or two objects".into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::List(core::iter::once(&self.first).chain(&self.second).map(Part::write).collect())
    }

    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
        let Tree::List(list) = tree else { return Err(wrong::<Self>(place)) };
        if list.len() > 2 {
            return Err(wrong::<Self>(place));
        }
        let mut options = list
            .into_iter()
            .enumerate()
            .map(|(index, option)| RecoveryOption::read(option, Place::Element(&place, index), unknown));
        let first = options.next().ok_or_else(|| wrong::<Self>(place))??;
        Ok(Self { first, second: options.next().transpose()? })
    }
}
