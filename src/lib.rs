//! The MFA policy of an Amazon Cognito user pool, as a pure state machine: it validates and applies changes of pools and
//! users, decides which challenge a sign-in gets, and says why. It does no I/O, keeps no clock, holds no secret, checks
//! no credential and never panics; what was proven, the caller says.
//!
//! ```
//! use cognito_mfa::wire::{PoolRequest, Request};
//! use cognito_mfa::{Attempt, Attribute, Factor, Fidelity, Outcome, Pool, Tier, Totp, User, resolve};
//!
//! let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
//! let Request::Pool(_, PoolRequest::Apply(command)) = Request::decode("SetUserPoolMfaConfig", body)? else { panic!() };
//! let pool = Pool::new(Tier::Essentials).apply(&command, Fidelity::Documented)?.into_next();
//! assert!(pool.policy().offers(Factor::Totp));
//!
//! let ann = User { email: Attribute::Verified, totp: Totp::Verified, ..User::default() };
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
//! [`Fidelity::Documented`], the default, is what AWS's documents promise; [`Fidelity::Observed`] is what the live service
//! was measured to do where that differs. Every row of the [tables] carries its evidence.
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

mod apply;
mod assurance;
mod command;
mod compiled;
mod evidence;
mod exception;
mod factor;
mod facts;
mod first_factor;
#[cfg(any(feature = "proptest", feature = "arbitrary"))]
pub mod generate;
pub mod insight;
pub mod invariants;
mod names;
mod note;
mod outcome;
mod pool;
mod preference;
mod reason;
mod recovery;
mod resolve;
mod rules;
mod set;
mod sign_in;
mod step_up;

pub mod tables;
mod user;
#[cfg(feature = "serde")]
pub mod wire;

pub use apply::Transition;
pub use assurance::{Attachment, Level, LevelNames, LevelNamesError, Method, MethodSet, Proven};
pub use command::{
    AttributeChange, Caller, CodeSetting, PasskeyAbility, PoolCommand, PreferenceChange, Preferred, Report,
    SetMfaConfig, SmsMfaBlock, Switch, UserCommand, UserPoolSettings,
};
pub use compiled::CompiledPolicy;
pub use evidence::{Evidence, Fidelity, Profile};
pub use exception::Exception;
pub use factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
pub use facts::{NotUserFacts, UserFacts};
pub use first_factor::{
    FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth, configured_auth_factors,
};
pub use note::{Note, NoteSet};
pub use outcome::{Challenge, Denial, Outcome};
pub use pool::*;
pub use preference::{MfaPreference, PreferredIsOff};
pub use reason::{Reason, ReasonRow};
pub use recovery::{Recovery, RecoveryReason, RecoveryRow, recovery};
pub use resolve::{Attempt, Device, FirstFactor, FirstFactorSet, Resolution, resolve};
pub use rules::{Detail, Feature, FeatureSet, Message, Operation, Rejection, Row, Rule, Violation};
pub use set::{Element, Set};
pub use sign_in::{Answer, Awaits, Circumstances, DevicePlace, OutOfOrder, PasskeyProof, Progress, SignIn, Step};
pub use step_up::{EarlierSession, StepUp, StepUpError, aim, missing};
pub use user::{Access, Account, Attribute, Passkeys, Password, Totp, User, UserMember, UserStatus};

/// The example of the README, compiled.
#[cfg(all(doctest, feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
