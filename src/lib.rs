//! Predicts what the MFA settings of an Amazon Cognito user pool do: which changes Cognito accepts, which challenge a user
//! gets at sign-in, and why.
//!
//! The crate is a pure library. It never does I/O, keeps no clock, holds no secrets and never panics. It doesn't check
//! credentials: you pass in what your service has already verified.
//!
//! ```
//! use cognito_mfa::pool::Tier;
//! use cognito_mfa::user::{Password, Totp, UserStatus};
//! use cognito_mfa::wire::{PoolRequest, Request};
//! use cognito_mfa::{Attempt, CredentialStamp, Pool, Profile, User, resolve};
//!
//! let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
//! let request = Request::decode("SetUserPoolMfaConfig", body)?;
//! let Request::Pool(_, PoolRequest::Apply(command)) = request else { return Err("not a change of a pool".into()) };
//! let pool = Pool::new(Tier::Essentials, Profile::Observed).apply(&command)?.into_next();
//!
//! let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
//! ann.totp = Totp::Verified;
//! let answer = resolve(&pool.policy(), ann.facts(), Attempt::password());
//! assert_eq!(answer.outcome().to_string(), "SOFTWARE_TOKEN_MFA");
//! assert_eq!(answer.reason().code(), "only-factor");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two verbs
//!
//! - **Apply** takes a state and a command. It returns a [`Transition`](apply::Transition) to the next state, or a
//!   [`Rejection`] with every rule that the change breaks: [`Pool::create`], [`Pool::apply`], [`User::apply`].
//! - **Resolve** takes a [`PoolPolicy`], the [`UserFacts`] and an [`Attempt`]. It returns an [`Outcome`] and the one
//!   [`Reason`](sign_in::Reason) for it. It has an answer for every input and never allocates.
//!
//! # Map
//!
//! | module | content |
//! |---|---|
//! | [`factor`], [`pool`], [`user`] | The values |
//! | [`command`] | The changes that a caller can request for a pool or a user |
//! | [`apply`], [`rules`], [`note`] | How a change is judged and applied, and what it doesn't achieve |
//! | [`sign_in`] | The decision ([`resolve`]), a whole sign-in step by step ([`SignIn`]), step-up |
//! | [`assurance`] | What a finished sign-in proved: the `acr` and `amr` claims |
//! | [`recovery`] | Where the code of a password reset goes |
//! | `wire` | The service's JSON in and out, and stored forms (feature `serde`) |
//! | [`invariants`] | The laws that must always hold, to test any decision |
//! | `generate` | Random pools, users and requests for tests (features `proptest` and `arbitrary`) |
//! | [`tables`] | Every rule and every row of the decision as text |
//!
//! The guide has three chapters: `guide::embedding`, `guide::testing` and `guide::changing_a_rule`. The crate
//! `cognito-mfa-insight` explains answers, lints pools and plans changes, and the crate `cognito-mfa-host` is a host over a
//! storage trait.
//!
//! # Profiles
//!
//! [`Profile::Observed`], the default, follows what was measured on the live service. [`Profile::Documented`] follows AWS's
//! documents where the two differ. Each row of the [tables] lists the evidence for its rule and for its message.
//!
//! # Not modeled
//!
//! The crate doesn't model secrets, codes, tokens and their scopes, time, attempt counters, aliases, Lambda triggers, the IAM
//! and SNS checks of a role, domains, managed login or message delivery.
//!
//! # Features
//!
//! `std` and `serde` are on by default. Without them, the crate is `no_std` with `alloc`. `proptest` and `arbitrary` add the
//! module `generate`.
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

/// The guide: from zero to a host, testing a service, and changing a rule.
#[cfg(all(doc, feature = "serde"))]
pub mod guide {
    #[doc = include_str!("../docs/guide/embedding.md")]
    pub mod embedding {}

    #[doc = include_str!("../docs/guide/testing.md")]
    pub mod testing {}

    #[doc = include_str!("../docs/guide/changing-a-rule.md")]
    pub mod changing_a_rule {}
}

/// The example of the README, compiled.
#[cfg(all(doctest, feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
