//! Searches every state that calls can lead to, breadth first, as a model checker does.
//!
//! If a state breaks a law, the test prints the shortest sequence of calls that leads to it, as a scenario file.

mod calls;
mod fold;
mod key;
mod kind;
mod pools;
mod scenario;
mod search;
mod texts;
mod users;
