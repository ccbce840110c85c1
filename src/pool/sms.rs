//! How a pool sends text messages, and its SMS MFA block.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{copied, owned, setters::setters};

/// `SmsConfiguration`: how the pool sends text messages (spec 4 and 5).
///
/// ```
/// use cognito_mfa::pool::{EumsSms, SmsConfiguration};
///
/// let sns = SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms").with_external_id("x1");
/// assert!(sns.has_sns_caller());
///
/// let eums = SmsConfiguration::new().with_eums(EumsSms::new("arn:aws:iam::123456789012:role/eums"));
/// assert!(!eums.has_sns_caller());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct SmsConfiguration<'a> {
    /// `SnsCallerArn`: the role that the pool uses to publish to Amazon SNS. An empty ARN counts as not sent.
    pub sns_caller_arn: Option<Cow<'a, str>>,
    /// `ExternalId` of that role.
    pub external_id: Option<Cow<'a, str>>,
    /// `SnsRegion`: the Region of SNS.
    pub sns_region: Option<Cow<'a, str>>,
    /// `EumsSms`: AWS End User Messaging instead of SNS. It's boxed because few pools have it.
    pub eums: Option<Box<EumsSms<'a>>>,
}

/// `EumsSms`: how the pool sends text messages with AWS End User Messaging (spec 4).
///
/// ```
/// use cognito_mfa::pool::EumsSms;
///
/// let eums = EumsSms::new("arn:aws:iam::123456789012:role/eums").with_region("eu-west-1");
/// assert_eq!((eums.region.as_deref(), eums.external_id), (Some("eu-west-1"), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct EumsSms<'a> {
    /// `CallerArn`, which is required.
    pub caller_arn: Cow<'a, str>,
    /// `ExternalId` of the role.
    pub external_id: Option<Cow<'a, str>>,
    /// `Region`, which must be the Region of the pool.
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

/// The SMS block as the pool stores it: the message of `SmsMfaConfiguration` (spec 1).
///
/// The pool stores the SMS configuration separately, in [`Pool::sms_configuration`](super::Pool::sms_configuration).
///
/// ```
/// use cognito_mfa::pool::SmsMfa;
///
/// assert_eq!(SmsMfa::new().with_message("Your code is {####}.").message.as_deref(), Some("Your code is {####}."));
/// assert_eq!(SmsMfa::new().message, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct SmsMfa<'a> {
    /// `SmsAuthenticationMessage`, 6 to 140 characters. `None` means the service's default text.
    pub message: Option<Cow<'a, str>>,
}

impl<'a> SmsConfiguration<'a> {
    /// An SMS configuration in which nothing is set.
    #[must_use]
    pub const fn new() -> Self {
        Self { sns_caller_arn: None, external_id: None, sns_region: None, eums: None }
    }

    setters! {
        /// Sets `SnsCallerArn`.
        with_sns_caller_arn(sns_caller_arn: Cow<'a, str>)
        /// Sets `ExternalId`.
        with_external_id(external_id: Cow<'a, str>)
        /// Sets `SnsRegion`.
        with_sns_region(sns_region: Cow<'a, str>)
        /// Sets `EumsSms`.
        with_eums(eums: Box<EumsSms<'a>>)
    }

    /// Whether `SnsCallerArn` is set and not empty.
    #[must_use]
    pub fn has_sns_caller(&self) -> bool {
        self.sns_caller_arn.as_ref().is_some_and(|arn| !arn.is_empty())
    }

    /// The same configuration, with texts that it owns.
    #[must_use]
    pub fn into_owned(self) -> SmsConfiguration<'static> {
        SmsConfiguration {
            sns_caller_arn: owned(self.sns_caller_arn),
            external_id: owned(self.external_id),
            sns_region: owned(self.sns_region),
            eums: self.eums.map(|eums| Box::new(eums.into_owned())),
        }
    }

    /// A copy that owns its texts.
    pub(crate) fn copied(&self) -> SmsConfiguration<'static> {
        SmsConfiguration {
            sns_caller_arn: copied(self.sns_caller_arn.as_ref()),
            external_id: copied(self.external_id.as_ref()),
            sns_region: copied(self.sns_region.as_ref()),
            eums: self.eums.clone().map(|eums| Box::new(eums.into_owned())),
        }
    }
}

impl<'a> EumsSms<'a> {
    /// A configuration with this `CallerArn`, in which nothing else is set.
    #[must_use]
    pub fn new(caller_arn: impl Into<Cow<'a, str>>) -> Self {
        Self { caller_arn: caller_arn.into(), ..Self::default() }
    }

    setters! {
        /// Sets `ExternalId`.
        with_external_id(external_id: Cow<'a, str>)
        /// Sets `Region`.
        with_region(region: Cow<'a, str>)
        /// Sets `OriginationIdentity`.
        with_origination_identity(origination_identity: Cow<'a, str>)
        /// Sets `ConfigurationSetName`.
        with_configuration_set_name(configuration_set_name: Cow<'a, str>)
        /// Sets `InEntityId`.
        with_in_entity_id(in_entity_id: Cow<'a, str>)
        /// Sets `InTemplateId`.
        with_in_template_id(in_template_id: Cow<'a, str>)
    }

    /// The same configuration, with texts that it owns.
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

impl<'a> SmsMfa<'a> {
    /// An SMS block with the service's default text.
    #[must_use]
    pub const fn new() -> Self {
        Self { message: None }
    }

    /// Sets `SmsAuthenticationMessage`.
    #[must_use]
    pub fn with_message(self, message: impl Into<Cow<'a, str>>) -> Self {
        Self { message: Some(message.into()) }
    }

    /// The same block, with a text that it owns.
    #[must_use]
    pub fn into_owned(self) -> SmsMfa<'static> {
        SmsMfa { message: owned(self.message) }
    }

    /// A copy that owns its text.
    pub(crate) fn copied(&self) -> SmsMfa<'static> {
        SmsMfa { message: copied(self.message.as_ref()) }
    }
}
