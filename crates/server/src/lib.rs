//! A host of [`cognito-mfa`](https://docs.rs/cognito-mfa) for real clients: it speaks the API of Amazon Cognito user pools on
//! loopback, and AWS SDKs sign in with it unmodified.
//!
//! It contains no MFA policy. A request takes this path:
//!
//! 1. [`http`] reads it, within limits of size and time.
//! 2. [`Service::call`] runs it as one transaction. If another request changed something that it read, it runs again.
//! 3. The engine decodes what policy reads. The host decodes the rest.
//! 4. The host checks who asks (an access token, a client's secret, a session) and the credential that came along.
//! 5. The engine judges the change or the step of the sign-in, on the pool and the user of this moment.
//! 6. The host stores the user, the session and what was sent, all together, and answers.
//!
//! | module | content |
//! |---|---|
//! | [`http`] | AWS JSON 1.1 over HTTP |
//! | `operations` | Which operation does what |
//! | `sign_ins`, `issue`, `sign_outs` | The steps of a sign-in, the tokens at its end, and the end of the tokens |
//! | `lockout` | The limit on wrong passwords |
//! | `accounts`, `attributes`, `listing`, `software_tokens`, `web_authn`, `devices` | Users, and what they own |
//! | `pools`, `risk`, `clients`, `aliases`, `password_policy`, `schema` | Pools, app clients, and which user a request is about |
//! | `messages` | Codes by message, which appear in the outbox |
//! | `document`, `work`, [`store`] | What is stored, as one transaction, in memory or in a file |
//! | [`fault`] | The errors that have nothing to do with policy |
//! | [`clock`], [`random`] | The time, and where every random value comes from |
//! | [`srp`], [`totp`], [`passkey`], [`token`] | What checks or makes passwords, codes, passkeys and tokens |

mod accounts;
mod aliases;
mod attributes;
mod clients;
pub mod clock;
mod devices;
mod document;
pub mod fault;
pub mod http;
mod issue;
mod listing;
mod lockout;
mod messages;
mod operations;
pub mod passkey;
mod password_policy;
mod pools;
pub mod random;
mod risk;
mod schema;
mod service;
mod sign_ins;
mod sign_outs;
mod software_tokens;
pub mod srp;
pub mod store;
pub mod token;
pub mod totp;
mod web_authn;
mod work;

pub use service::{CredentialCheck, Request, Service, Settings, StartError};
