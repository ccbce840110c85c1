//! The service's JSON: requests, constraints and errors (spec 4), and responses.
//!
//! Only this module and the generators of requests use serde. A decoder turns a request into a command, so no JSON bypasses a
//! constructor. A response borrows from the state and serializes itself. [`stored`] has the forms in which a host stores
//! pools, users and sign-ins.
//!
//! [`Request::decode`] decodes each operation that concerns the MFA state of a pool or user, or the steps of a sign-in.
//! A second parser in the host could read such a request differently than the rules do. Operations that touch no policy
//! stay in the host: app clients, lists of users, tokens, and the records of passkeys and devices. [`Members`] reads them
//! just as strictly.
//!
//! ```
//! use cognito_mfa::wire::{ErrorBody, PoolRequest, Request, UserPoolMfaConfig};
//! use cognito_mfa::{Pool, Profile, pool::Tier};
//!
//! let pool = Pool::new(Tier::Essentials, Profile::Observed);
//! let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
//! let Request::Pool(_, PoolRequest::Apply(command)) = Request::decode("SetUserPoolMfaConfig", body)? else { return Ok(()) };
//! let response = match pool.apply(&command) {
//!     Ok(transition) => serde_json::to_string(&UserPoolMfaConfig::from(transition.next()))?,
//!     Err(refusal) => serde_json::to_string(&ErrorBody::from(&refusal))?,
//! };
//! assert_eq!(response, r#"{"SoftwareTokenMfaConfiguration":{"Enabled":true},"MfaConfiguration":"ON"}"#);
//!
//! let error = Request::decode("SetUserPoolMfaConfig", r#"{"MfaConfiguration":"ON"}"#).unwrap_err();
//! assert_eq!(ErrorBody::from(&error).error_type(), "InvalidParameterException");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod auth_response;
mod challenge_response;
mod constraint;
mod credentials;
mod cut;
mod deserializer;
mod error;
mod fault;
mod http;
mod initiation;
mod json;
mod members;
mod mfa_config;
mod pattern;
mod pool_answer;
mod preference;
mod reader;
mod request;
mod request_body;
mod response;
mod risk;
mod sign_in;
mod sms;
pub mod stored;
mod string;
mod user;
mod user_answer;
mod user_body;
mod user_description;
mod user_fault;
mod user_member;
mod user_pool;
mod user_response;
mod user_shape;

pub use address::UserAddress;
pub use auth_response::{AssuranceClaims, AuthResponse, AuthenticatedShape, ChallengeShape, NewDeviceMetadata, Tokens};
pub use challenge_response::{ChallengeName, ChallengeResponse};
pub use constraint::Constraints;
pub use credentials::{Credential, Credentials};
pub use cut::Cut;
pub use error::{DecodeError, ErrorBody};
pub use http::operation_of_target;
pub use initiation::{AuthFlow, Initiation, Refresh};
pub use json::{Sensitive, Serialization};
pub use members::Members;
pub use mfa_config::{UserPoolMfaConfig, decode_set_user_pool_mfa_config};
pub use pool_answer::{DescribedPool, PoolAnswer};
pub use preference::{decode_admin_set_user_mfa_preference, decode_set_user_mfa_preference};
pub use request::{PoolRequest, Request, SessionRequest, UserRequest};
pub use request_body::RequestBody;
pub use response::{PoolResponse, UserCommandResponse};
pub use risk::{RiskConfigurationResponse, decode_set_risk_configuration};
pub use user_answer::{UserAnswer, UserRead};
pub use user_description::UserDescription;
pub use user_fault::UserFault;
pub use user_pool::{UserPoolResponse, decode_create_user_pool, decode_update_user_pool};
pub use user_response::{
    ConfirmDeviceResponse, ForgotPasswordResponse, GetUserResponse, SoftwareTokenResponse, UserAuthFactorsResponse,
};
