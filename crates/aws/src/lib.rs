//! The AWS SDK for Rust and [`cognito-mfa`](https://docs.rs/cognito-mfa): converts the SDK's outputs and inputs, and reads a live
//! user pool and its users.
//!
//! - [`answer`] writes the SDK's outputs as the JSON of the API, which the engine and its tools read.
//! - [`request`] turns the engine's commands into the SDK's inputs, and inputs into commands.
//! - [`value`] converts single values and blocks in both directions.
//! - [`live`] fetches a pool, and counts its users by what matters to the decision. It keeps no names and no attributes.
//!
//! The SDK's builders have setters with the same names as the API's members, so an output with a value that the SDK doesn't
//! know still converts. The engine then refuses it with the message of the API.

pub mod answer;
pub mod live;
pub mod request;
pub mod value;
