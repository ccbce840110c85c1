//! The service's JSON: shapes, constraints and errors (SPEC 4), and the way in and out of the domain types.
//!
//! This is the one place that knows serde. What comes in becomes a command through a decoder, so that no bytes bypass
//! a constructor; what goes out is a response that borrows from the state.

mod address;
mod auth_response;
mod constraint;
mod credentials;
mod cut;
mod deserializer;
mod error;
mod fault;
mod http;
mod json;
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
mod user_description;
mod user_pool;

pub use address::UserAddress;
pub use auth_response::{AssuranceClaims, AuthResponse, AuthenticatedShape, ChallengeShape, Tokens};
pub use constraint::Constraints;
pub use credentials::{Credential, Credentials};
pub use error::{DecodeError, ErrorBody};
pub use http::operation_of_target;
pub use json::{Sensitive, Serialization};
pub use mfa_config::{UserPoolMfaConfig, decode_set_user_pool_mfa_config};
pub use pool_answer::{DescribedPool, PoolAnswer};
pub use preference::{decode_admin_set_user_mfa_preference, decode_set_user_mfa_preference};
pub use request::{PoolRequest, Request, UserRequest};
pub use request_body::RequestBody;
pub use response::{PoolResponse, UserCommandResponse};
pub use risk::decode_set_risk_configuration;
pub use sign_in::{AuthFlow, ChallengeName, ChallengeResponse, Initiation};
pub use user::{ForgotPasswordResponse, GetUserResponse, UserAuthFactorsResponse};
pub use user_description::{UserDescription, UserFault};
pub use user_pool::{UserPoolResponse, decode_create_user_pool, decode_update_user_pool};
