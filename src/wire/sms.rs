//! `SmsConfigurationType`, which three operations share.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::constraint::{Faults, Member, Path};
use super::json::Text;
use super::pattern::{ARN, OPTIONAL_ARN};
use crate::pool::{EumsSms, SmsConfiguration};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SmsConfigurationShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sns_caller_arn: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    external_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sns_region: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    eums_sms: Option<Box<EumsSmsShape<'a>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EumsSmsShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    caller_arn: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    external_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    origination_identity: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    configuration_set_name: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    in_entity_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    in_template_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    region: Option<Text<'a>>,
}

/// The largest maximum length in the API model.
const LONG: usize = 131_072;

const SNS_CALLER_ARN: Member = Member::new("snsCallerArn").length(0, 2048).pattern(&OPTIONAL_ARN);
const EXTERNAL_ID: Member = Member::new("externalId").length(0, LONG);
const SNS_REGION: Member = Member::new("snsRegion").length(5, 32);
const CALLER_ARN: Member = Member::new("callerArn").length(20, 2048).pattern(&ARN);
const ORIGINATION_IDENTITY: Member = Member::new("originationIdentity").length(0, LONG);
const CONFIGURATION_SET_NAME: Member = Member::new("configurationSetName").length(0, LONG);
const IN_ENTITY_ID: Member = Member::new("inEntityId").length(0, LONG);
const IN_TEMPLATE_ID: Member = Member::new("inTemplateId").length(0, LONG);
const REGION: Member = Member::new("region").length(5, 32);

impl<'a> SmsConfigurationShape<'a> {
    pub(super) fn checked(self, path: &Path<'_>, faults: &mut Faults) -> SmsConfiguration<'a> {
        SmsConfiguration {
            sns_caller_arn: faults.text(path, &SNS_CALLER_ARN, self.sns_caller_arn),
            external_id: faults.text(path, &EXTERNAL_ID, self.external_id),
            sns_region: faults.text(path, &SNS_REGION, self.sns_region),
            eums: self.eums_sms.map(|shape| {
                let eums = *shape;
                Box::new(eums.checked(&Path::Member(path, "eumsSms"), faults))
            }),
        }
    }
}

impl<'a> EumsSmsShape<'a> {
    fn checked(self, path: &Path<'_>, faults: &mut Faults) -> EumsSms<'a> {
        EumsSms {
            caller_arn: faults.required_text(path, &CALLER_ARN, self.caller_arn),
            external_id: faults.text(path, &EXTERNAL_ID, self.external_id),
            origination_identity: faults.text(path, &ORIGINATION_IDENTITY, self.origination_identity),
            configuration_set_name: faults.text(path, &CONFIGURATION_SET_NAME, self.configuration_set_name),
            in_entity_id: faults.text(path, &IN_ENTITY_ID, self.in_entity_id),
            in_template_id: faults.text(path, &IN_TEMPLATE_ID, self.in_template_id),
            region: faults.text(path, &REGION, self.region),
        }
    }
}

impl<'a> From<&'a SmsConfiguration<'_>> for SmsConfigurationShape<'a> {
    fn from(sms: &'a SmsConfiguration<'_>) -> Self {
        Self {
            sns_caller_arn: shown(sms.sns_caller_arn.as_ref()),
            external_id: shown(sms.external_id.as_ref()),
            sns_region: shown(sms.sns_region.as_ref()),
            eums_sms: sms.eums.as_deref().map(|eums| Box::new(EumsSmsShape::from(eums))),
        }
    }
}

impl<'a> From<&'a EumsSms<'_>> for EumsSmsShape<'a> {
    fn from(eums: &'a EumsSms<'_>) -> Self {
        Self {
            caller_arn: shown(Some(&eums.caller_arn)),
            external_id: shown(eums.external_id.as_ref()),
            origination_identity: shown(eums.origination_identity.as_ref()),
            configuration_set_name: shown(eums.configuration_set_name.as_ref()),
            in_entity_id: shown(eums.in_entity_id.as_ref()),
            in_template_id: shown(eums.in_template_id.as_ref()),
            region: shown(eums.region.as_ref()),
        }
    }
}

/// A stored text, as a response contains it.
pub(super) fn shown<'a>(text: Option<&'a Cow<'_, str>>) -> Option<Text<'a>> {
    text.map(|text| Text(Cow::Borrowed(text)))
}
