//! A host of [`cognito-mfa`](https://docs.rs/cognito-mfa) for real clients.
//!
//! These modules check what a client claims to know or to have. They know no policy: they return facts, and the engine
//! decides what follows from them.
//!
//! | module | checks or makes |
//! |---|---|
//! | [`srp`] | Passwords, and the passwords of remembered devices |
//! | [`totp`] | Codes of an authenticator app |
//! | [`passkey`] | Passkeys |
//! | [`token`] | Access, ID and refresh tokens |
//! | [`random`] | Where every random value comes from |

pub mod passkey;
pub mod random;
pub mod srp;
pub mod token;
pub mod totp;
