//! The MFA policy of an Amazon Cognito user pool.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod apply;
mod assurance;
mod command;
mod evidence;
mod exception;
mod factor;
mod facts;
mod first_factor;
mod names;
mod note;
mod pool;
mod preference;
mod reason;
mod recovery;
mod resolve;
mod rules;
mod set;
mod sign_in;
mod step_up;
mod user;
#[cfg(feature = "serde")]
pub mod wire;

pub use apply::Transition;
pub use assurance::{Attachment, Level, LevelNames, LevelNamesError, Method, MethodSet, Proven};
pub use command::{
    AttributeChange, Caller, CodeSetting, PasskeyAbility, PoolCommand, PreferenceChange, Preferred, Report,
    SetMfaConfig, SmsMfaBlock, Switch, UserCommand, UserPoolSettings,
};
pub use evidence::{Evidence, Fidelity, Profile};
pub use exception::Exception;
pub use factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
pub use facts::{NotUserFacts, UserFacts};
pub use first_factor::{
    FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth, configured_auth_factors,
};
pub use note::{Note, NoteSet};
pub use pool::*;
pub use preference::{MfaPreference, PreferredIsOff};
pub use reason::{Denial, Reason, ReasonRow};
pub use recovery::{Recovery, RecoveryReason, RecoveryRow, recovery};
pub use resolve::{Attempt, Challenge, Device, FirstFactor, Outcome, Resolution, resolve};
pub use rules::{Detail, Feature, FeatureSet, Message, Operation, Rejection, Row, Rule, Violation};
pub use set::{Element, Set};
pub use sign_in::{Answer, Awaits, Circumstances, DevicePlace, OutOfOrder, PasskeyProof, Progress, SignIn, Step};
pub use step_up::{EarlierSession, StepUp, StepUpError, aim, missing};
pub use user::{Access, Account, Attribute, Passkeys, Password, Totp, User, UserMember, UserStatus};
