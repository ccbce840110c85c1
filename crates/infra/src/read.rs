//! From text to values with positions.

pub mod json;
pub mod yaml;
