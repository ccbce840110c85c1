//! The functions as a WebAssembly module exports them.
#![allow(unsafe_code, reason = "wasm-bindgen generates it")]
#![allow(unreachable_pub, reason = "the callers aren't Rust code")]

use wasm_bindgen::prelude::wasm_bindgen;

/// See [`vocabulary`](crate::vocabulary()).
#[wasm_bindgen]
#[must_use]
pub fn vocabulary() -> String {
    crate::vocabulary()
}

/// See [`decide`](crate::decide()).
#[wasm_bindgen]
#[must_use]
pub fn decide(state: &str) -> String {
    crate::decide(state)
}

/// See [`link`](crate::link()).
#[wasm_bindgen]
#[must_use]
pub fn link(state: &str) -> String {
    crate::link(state)
}

/// See [`open`](crate::open()).
#[wasm_bindgen]
#[must_use]
pub fn open(fragment: &str) -> String {
    crate::open(fragment)
}
