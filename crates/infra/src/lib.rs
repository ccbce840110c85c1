//! Reads the MFA settings of Amazon Cognito user pools from infrastructure code and the service's own answers.
//!
//! A *reader* turns a file into [`Node`]s, which keep their positions. A *source* of a pool (a CloudFormation resource, a Terraform
//! resource) turns its properties into [`Call`]s: the requests that the tool would send, in its order. The engine judges
//! them. A property that the file leaves open is a *variable*: [`Choices`] tries each of its values, so nothing is guessed.
//!
//! This crate has no rule about MFA. It only maps each property to the request that contains it.

pub mod answer;
mod call;
mod choices;
pub mod cloudformation;
mod column;
mod document;
mod edit;
mod file_error;
mod finding;
mod histogram;
mod judge;
mod judged;
mod node;
mod path;
mod place;
pub mod read;
mod setting;
pub mod terraform;
mod walk;

pub use call::Call;
pub use choices::{Choices, Reason, Variable};
pub use column::FactColumn;
pub use document::{Document, PoolDocument, PoolDocumentKind, UserDocument, mentions_cognito};
pub use file_error::FileError;
pub use finding::{Certainty, Code, Finding, FindingRow, Outcome, ServiceError, Severity};
pub use histogram::{CountedUsers, HistogramHeader, RowError};
pub use judge::{
    Completion, Completions, JudgeOptions, Judgment, PoolSource, PossiblePool, Rename, RuleMembers, Run, Texts,
    Verdict, judge, members_of, place_of,
};
pub use judged::{JudgedResource, PoolChange, ResourceKind};
pub use node::{Entry, Node, NodeKind, Unknown};
pub use place::{Place, Position, Presence, Span};
pub use setting::{Setting, Split};
pub use walk::{FoundFile, Origin, read_text, walk};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
