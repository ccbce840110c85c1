//! All tables as text: the rules, the sign-in decision and password recovery. A test keeps the text equal to the code.
//!
//! | letter | evidence |
//! |---|---|
//! | S | the AWS API change of 2026-04-16 that this crate models |
//! | D | another AWS document, or the current API model |
//! | M | measured on the live service, and published |
//! | O | reported by users of the live service |
//! | I | inferred by this crate |
//!
//! A program can read the same rows from [`RuleRow`](crate::rules::RuleRow), [`ReasonRow`](crate::sign_in::ReasonRow) and
//! [`RecoveryRow`](crate::recovery::RecoveryRow).
//!
#![doc = include_str!("tables.md")]
#![expect(clippy::doc_markdown, reason = "the tables quote the service's words unchanged")]
