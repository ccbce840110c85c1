//! Every rule, every reason and every finding, as the code has them; a test holds the text equal to the tables.
//!
//! Evidence: S the API change of 2026-04-16, D another AWS document or the API model, M measured on the live service, O
//! reported by users of the live service, I inferred by this crate. A program reads the same from [`Row`](crate::rules::RuleRow),
//! [`ReasonRow`](crate::sign_in::ReasonRow), [`RecoveryRow`](crate::recovery::RecoveryRow) and [`LintRow`](crate::insight::LintRow).
//!
#![doc = include_str!("tables.md")]
#![expect(clippy::doc_markdown, reason = "the tables have the service's words as they are")]
