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

/// See [`details`](crate::details()).
#[wasm_bindgen]
#[must_use]
pub fn details(state: &str) -> String {
    crate::details(state)
}

/// See [`read`](crate::read()).
#[wasm_bindgen]
#[must_use]
pub fn read(text: &str, state: &str) -> String {
    crate::read(text, state)
}

/// See [`compare`](crate::compare()).
#[wasm_bindgen]
#[must_use]
pub fn compare(state: &str) -> String {
    crate::compare(state)
}

/// See [`walks`](crate::walks()).
#[wasm_bindgen]
#[must_use]
pub fn walks(state: &str) -> String {
    crate::walks(state)
}

/// See [`impact`](crate::impact()).
#[wasm_bindgen]
#[must_use]
pub fn impact(state: &str) -> String {
    crate::impact(state)
}

/// See [`plan`](crate::plan()).
#[wasm_bindgen]
#[must_use]
pub fn plan(state: &str) -> String {
    crate::plan(state)
}
