//! Decodes raw bytes as each request. A decoder never panics, accepts only valid JSON, and returns short errors.
#![no_main]

use cognito_mfa::wire::{DecodeError, Request};
use libfuzzer_sys::fuzz_target;

// The first byte chooses the operation: `A` is the first one. The rest is the body.
fuzz_target!(|input: &[u8]| {
    let Some((first, body)) = input.split_first() else { return };
    let Ok(body) = std::str::from_utf8(body) else { return };
    let operation = Request::OPERATIONS[usize::from(first.wrapping_sub(b'A')) % Request::OPERATIONS.len()];
    match Request::decode(operation, body) {
        // A body of 128 levels is too deep for serde_json by one.
        Ok(_) => match serde_json::from_str::<serde_json::Value>(body) {
            Ok(_) => {}
            Err(error) => assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}"),
        },
        Err(error) => {
            let text = error.to_string();
            assert!(!text.is_empty() && text.len() <= DecodeError::MAX_LEN.min(8 * 1024 + 2 * body.len()));
            assert!(["serialization", "constraint"].contains(&error.code()));
        }
    }
});
