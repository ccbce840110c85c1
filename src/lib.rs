//! The MFA policy of an Amazon Cognito user pool, as a pure state machine: it validates and applies changes of pools and
//! users, decides which challenge a sign-in gets, and says why. It does no I/O, keeps no clock, holds no secret, checks
//! no credential and never panics; what was proven, the caller says.
//!
//! ```
//! use cognito_mfa::wire::{PoolRequest, Request};
//! use cognito_mfa::factor::Factor;
//! use cognito_mfa::pool::Tier;
//! use cognito_mfa::user::{Attribute, Password, Totp};
//! use cognito_mfa::{Attempt, CredentialStamp, Outcome, Pool, Profile};
//! use cognito_mfa::user::UserStatus;
//! use cognito_mfa::{User, resolve};
//!
//! let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
//! let Request::Pool(_, PoolRequest::Apply(command)) = Request::decode("SetUserPoolMfaConfig", body)? else { panic!() };
//! let pool = Pool::new(Tier::Essentials, Profile::Observed).apply(&command)?.into_next();
//! assert!(pool.policy().offers(Factor::Totp));
//!
//! let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
//! (ann.email, ann.totp) = (Attribute::Verified, Totp::Verified);
//! let answer = resolve(&pool.policy(), ann.facts(), Attempt::password());
//! assert!(matches!(answer.outcome(), Outcome::Challenge(challenge) if challenge.name() == "SOFTWARE_TOKEN_MFA"));
//! assert_eq!(answer.reason().code(), "only-factor");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The two verbs
//!
//! - **apply** takes a state and a command and gives a [`Transition`] to the next state, or a [`Rejection`] with every
//!   rule that the change would break: [`Pool::create`], [`Pool::apply`], [`User::apply`].
//! - **resolve** takes a [`PoolPolicy`], the [`UserFacts`] and an [`Attempt`] and gives a [`Resolution`]: an outcome and
//!   the one [`Reason`] for it. It is total, and it allocates nothing. [`recovery()`] answers for a password reset.
//!
//! Around them, [`SignIn`] walks a whole sign-in step by step, and [`Proven`] says what a finished one proved. The
//! module `wire` (feature `serde`) reads the service's JSON and writes its answers. The module [`invariants`] asks the
//! laws that must always hold of any decision, this crate's or another's. The module [`insight`] asks more of the same
//! decision: why, what would change it, who is locked out, what a change does to whom, and how to get from one
//! configuration to another.
//!
//! # Two profiles
//!
//! [`Profile::Observed`], the default, is what the live service was measured to do. [`Profile::Documented`] is what AWS's
//! documents promise where that differs. Every row of the [tables] carries the evidence for its rule and for its text.
//!
//! # What is not modelled
//!
//! Secrets, codes, tokens and their scopes, time and attempt counters, aliases, Lambda triggers, the checks of IAM and
//! SNS on a role, domains, managed login, message delivery.
//!
//! # Features
//!
//! `std` (default) and `serde` (default). Without them the crate is `no_std` with `alloc`. `proptest` and `arbitrary` give
//! the module `generate`: random pools, users, commands and requests for the tests of a service.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod apply;
pub mod command;
pub mod evidence;
pub mod exception;
pub mod factor;
#[cfg(any(feature = "proptest", feature = "arbitrary"))]
pub mod generate;
pub mod invariants;
mod names;
pub mod note;
pub mod pool;
pub mod recovery;
pub mod rules;
pub mod set;
pub mod sign_in;
pub mod tables;
pub mod user;
#[cfg(feature = "serde")]
pub mod wire;

pub use command::{PoolCommand, UserCommand};
pub use evidence::Profile;
pub use pool::{Pool, PoolPolicy};
pub use rules::Rejection;
pub use sign_in::assurance;
pub use sign_in::{Answer, Attempt, Outcome, Progress, SignIn, Step, resolve};
pub use user::{CredentialStamp, User, UserFacts};

/// The example of the README, compiled.
#[cfg(all(doctest, feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
