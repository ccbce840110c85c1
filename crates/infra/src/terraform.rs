//! Terraform and OpenTofu: what `terraform show -json` prints about a plan or a state.
//!
//! A plan is read lazily. Only the resources that bear on MFA become [`Node`](crate::Node)s, and only those of their
//! attributes.

mod address;
mod attributes;
mod configuration;
mod file;
mod reader;
mod risk;
mod source;
mod user_pool;

pub use file::{TerraformFile, TerraformKind};
pub use risk::TerraformRisk;
pub use user_pool::{Action, TerraformPool};
