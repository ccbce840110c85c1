//! How a pool sends text messages, and its SMS MFA block.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::owned;

/// `SmsConfiguration`, each member as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SmsConfiguration<'a> {
    /// `SnsCallerArn`: the role with which the pool publishes to Amazon SNS.
    pub sns_caller_arn: Option<Cow<'a, str>>,
    /// `ExternalId` of that role.
    pub external_id: Option<Cow<'a, str>>,
    /// `SnsRegion`: the Region of SNS.
    pub sns_region: Option<Cow<'a, str>>,
    /// `EumsSms`: AWS End User Messaging in place of SNS. Few pools have it, so it stands in a box of its own.
    pub eums: Option<Box<EumsSms<'a>>>,
}

/// `EumsSms`, each member as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct EumsSms<'a> {
    /// `CallerArn`, required.
    pub caller_arn: Cow<'a, str>,
    /// `ExternalId` of the role.
    pub external_id: Option<Cow<'a, str>>,
    /// `Region`, which must be the pool's own.
    pub region: Option<Cow<'a, str>>,
    /// `OriginationIdentity`
    pub origination_identity: Option<Cow<'a, str>>,
    /// `ConfigurationSetName`
    pub configuration_set_name: Option<Cow<'a, str>>,
    /// `InEntityId`
    pub in_entity_id: Option<Cow<'a, str>>,
    /// `InTemplateId`
    pub in_template_id: Option<Cow<'a, str>>,
}

/// The stored part of `SmsMfaConfiguration`: the message. The SMS configuration is the pool's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SmsMfa<'a> {
    /// `SmsAuthenticationMessage`; the service's default text when it is not set.
    pub message: Option<Cow<'a, str>>,
}

impl SmsConfiguration<'_> {
    /// Whether a non-empty `SnsCallerArn` is set.
    #[must_use]
    pub fn has_sns_caller(&self) -> bool {
        self.sns_caller_arn.as_ref().is_some_and(|arn| !arn.is_empty())
    }

    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> SmsConfiguration<'static> {
        SmsConfiguration {
            sns_caller_arn: owned(self.sns_caller_arn),
            external_id: owned(self.external_id),
            sns_region: owned(self.sns_region),
            eums: self.eums.map(|eums| Box::new(eums.into_owned())),
        }
    }
}

impl EumsSms<'_> {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> EumsSms<'static> {
        EumsSms {
            caller_arn: Cow::Owned(self.caller_arn.into_owned()),
            external_id: owned(self.external_id),
            region: owned(self.region),
            origination_identity: owned(self.origination_identity),
            configuration_set_name: owned(self.configuration_set_name),
            in_entity_id: owned(self.in_entity_id),
            in_template_id: owned(self.in_template_id),
        }
    }
}

impl SmsMfa<'_> {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> SmsMfa<'static> {
        SmsMfa { message: owned(self.message) }
    }
}
