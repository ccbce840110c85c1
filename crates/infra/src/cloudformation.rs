//! `CloudFormation` templates: also the output of the CDK, of SAM and of Amplify, and the resources of the Serverless Framework.
//!
//! ```
//! use cognito_mfa_infra::cloudformation::{Deployment, Template};
//! use cognito_mfa_infra::{Verdict, read};
//!
//! let judged = |text: &str| {
//!     let file = "template.yaml".into();
//!     let template = Template::new(&file, &read::yaml::node(&file, text)?);
//!     Ok::<_, cognito_mfa_infra::FileError>(template.judge(&Deployment::default()))
//! };
//!
//! // No: a pool that requires MFA can't allow a one-time password as a first factor.
//! let text = "Resources:
//!   Pool:
//!     Type: AWS::Cognito::UserPool
//!     Properties:
//!       MfaConfiguration: 'ON'
//!       EnabledMfas: [SOFTWARE_TOKEN_MFA]
//!       Policies:
//!         SignInPolicy:
//!           AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]
//! ";
//! let resources = judged(text)?;
//! let judgment = &resources[0].judgment;
//! assert_eq!(judgment.verdict, Verdict::Refused);
//! let finding = &judgment.findings[0];
//! assert_eq!(finding.code, "on-excludes-otp-first-factor");
//! assert_eq!(
//!     finding.place.to_string(),
//!     "template.yaml:9:47: Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]"
//! );
//!
//! // Yes.
//! let resources = judged(&text.replace(", EMAIL_OTP", ""))?;
//! assert_eq!(resources[0].judgment.verdict, Verdict::Accepted);
//! assert_eq!(resources[0].judgment.findings, []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is open
//!
//! - A parameter has the given value ([`Deployment::parameters`]), or else each of its `AllowedValues`. A default only preselects one
//!   of them, and a deployment can choose another one. An `AllowedPattern` such as `ON|OPTIONAL` is read as `AllowedValues`. Without
//!   them, a parameter has its default, each text that conditions compare it with, and another value, which is open. If it sets a
//!   property that takes only certain values, such as `MfaConfiguration`, it has these instead of another value.
//! - An open key of `Fn::FindInMap` is each key that the map has, because the deployment fails with any other one.
//! - A condition is evaluated if everything in it is known. Otherwise it's open, but it has one value in the whole template.
//! - `AWS::Region` and the other pseudo parameters are open unless they are given like parameters.
//! - `Fn::GetAtt`, `Fn::ImportValue`, `Fn::Transform`, dynamic references and other tools' placeholders are set, but open.
//!
//! # What is sent
//!
//! The resource's handler isn't published. The requests are inferred from what users reported and measured: `CreateUserPool` or
//! `UpdateUserPool`, and then `SetUserPoolMfaConfig` if the template enables a factor, has an email text or has a WebAuthn property.

mod check;
mod handler;
mod parameter;
mod pool;
mod property;
mod resolve;
mod suppression;
mod template;

pub use crate::judged::{JudgedResource, ResourceKind};
pub use pool::Deployment;
pub use suppression::{Suppressed, Suppression, suppress};
pub use template::Template;

/// The type of a user pool.
pub(crate) const USER_POOL: &str = "AWS::Cognito::UserPool";
/// The type of a risk configuration.
pub(crate) const RISK: &str = "AWS::Cognito::UserPoolRiskConfigurationAttachment";
