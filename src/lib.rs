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
//!
//! // Cognito refuses to require MFA without a factor.
//! let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON"}"#;
//! let request = Request::decode("SetUserPoolMfaConfig", body)?;
//! let Request::Pool(_, PoolRequest::Apply(command)) = request else { return Err("not a change of a pool".into()) };
//! let rejection = pool.apply(&command).unwrap_err();
//! assert_eq!(rejection.first().rule().code(), "mode-needs-factor-block");
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
//! # Where to start
//!
//! | task | start with |
//! |---|---|
//! | Decide what a sign-in asks for | [`resolve`] |
//! | Lead users through whole sign-ins | [`SignIn`], and the chapter `guide::embedding` |
//! | Serve the API of user pools | `wire::Request::decode`, and the example `emulator_handler` |
//! | Check a change before it's made | [`Pool::apply`] |
//! | Store pools, users and sign-ins | `wire::stored` |
//! | Test your own service | [`invariants`], `generate`, and the chapter `guide::testing` |
//! | Explain answers, find problems, plan changes | the crate `cognito-mfa-insight` |
//! | See a complete host | the crate `cognito-mfa-host` |
//!
//! # Modules
//!
//! Each module uses only the ones in its row and above it.
//!
//! | module | content | specification |
//! |---|---|---|
//! | [`set`], [`names`], [`evidence`], [`exception`] | Sets of values, names of values, evidence and profiles, the service's exceptions | |
//! | [`factor`], [`pool`], [`user`] | The values | sections 1 to 3 |
//! | [`command`], [`note`] | The changes that a caller can request, and what an accepted change doesn't achieve | 2, 5 to 8 |
//! | [`rules`], [`apply`] | How a change is judged and applied | 5 to 9 |
//! | [`sign_in`] | The decision ([`resolve`]), a whole sign-in step by step ([`SignIn`]), step-up | 9 to 12 |
//! | [`assurance`] | What a finished sign-in proved: the `acr` and `amr` claims. It's a part of [`sign_in`] | 12 |
//! | [`recovery`] | Where the code of a password reset goes | 14 |
//! | `wire` | The service's JSON in and out, and stored forms (feature `serde`) | 4 |
//! | [`invariants`] | The laws that must always hold, to test any decision | 13 |
//! | `generate` | Random pools, users and requests for tests (features `proptest` and `arbitrary`) | |
//! | [`tables`] | Every rule and every row of the decision as text | 5 to 10, 14 |
//!
//! # The specification
//!
//! In this documentation, “spec 10” is section 10 of
//! [docs/specification.md](https://github.com/cognito-mfa/cognito-mfa/blob/main/docs/specification.md), which the package
//! contains. It has every rule with its evidence. Where AWS's documents are silent, a rule is marked as inferred.
//! [docs/types.md](https://github.com/cognito-mfa/cognito-mfa/blob/main/docs/types.md) lists each type next to the AWS names
//! that it stands for.
//!
//! [`Profile::Observed`], the default, follows what was measured on the live service. [`Profile::Documented`] follows AWS's
//! documents where the two differ.
//!
//! # Errors
//!
//! Every refusal and denial has a stable code, the service's exception and the service's message. Branch on the code, and show
//! the message. A few codes are in more than one table, so log the table too.
//!
//! | error | from | code and table |
//! |---|---|---|
//! | [`Rejection`] | a change that breaks rules | [`Rule::code`](rules::Rule::code), [`Violation::table`](rules::Violation::table) |
//! | [`SignInDenied`](sign_in::SignInDenied) | a sign-in | [`code`](sign_in::SignInDenied::code), [`table`](sign_in::SignInDenied::table) |
//! | [`OutOfOrder`](sign_in::OutOfOrder) | an answer that the sign-in didn't ask for | its constants |
//! | [`RecoveryRefused`](recovery::RecoveryRefused) | a password reset | [`RecoveryReason::code`](recovery::RecoveryReason::code) |
//! | `wire::DecodeError` | a request that can't be read | `code` |
//!
//! `wire::ErrorBody` turns each of them into the service's response.
//! [docs/codes.md](https://github.com/cognito-mfa/cognito-mfa/blob/main/docs/codes.md) explains every code.
//!
//! # Not modeled
//!
//! The crate doesn't model secrets, codes, tokens and their scopes, time, attempt counters, aliases, Lambda triggers, the IAM
//! and SNS checks of a role, domains, managed login or message delivery.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | The `std` features of the dependencies. Without it, the crate is `no_std` with `alloc` |
//! | `serde` | yes | The module `wire`: the service's JSON, and stored forms |
//! | `proptest` | no | `generate::proptest`: strategies for property tests. It needs `std` |
//! | `arbitrary` | no | `generate::arbitrary`: values from a fuzzer's bytes. It needs `std` |
//!
//! The crate needs Rust 1.88 or later. Only a minor or major release can raise this minimum. Structs and enums that can
//! grow with AWS are `#[non_exhaustive]`. Enums that a caller must handle to be safe, such as [`Outcome`] and
//! [`Progress`], are closed. So are `wire::Request`, `wire::UserRequest`, `wire::PoolRequest`, [`UserCommand`] and
//! [`PoolCommand`]: a host must handle each operation, so a new operation of AWS is a breaking change.
#![cfg_attr(docsrs, feature(doc_cfg))]
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
pub mod names;
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
