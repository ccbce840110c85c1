//! Every state that calls can lead to, searched breadth first from nothing to the end, as a model checker does it.
//!
//! A state that breaks a law is told with the shortest sequence of calls that leads to it, as a scenario file.

mod calls;
mod fold;
mod key;
mod kind;
mod pools;
mod scenario;
mod search;
mod texts;
mod users;
