//! A code as texts show it: with the name of its table, if another table has the same code.

use core::fmt;

use cognito_mfa::invariants::Law;
use cognito_mfa::recovery::RecoveryReason;
use cognito_mfa::rules::{RuleRow, Violation};
use cognito_mfa::sign_in::{Reason, StepUpError};

/// A code of a rule or of a reason. It's written as `code`, or as `table/code` if another table has the code too.
pub(crate) struct ShownCode {
    table: &'static str,
    code: &'static str,
}

impl From<&Violation> for ShownCode {
    fn from(violation: &Violation) -> Self {
        Self { table: violation.table(), code: violation.rule().code() }
    }
}

impl From<Reason> for ShownCode {
    fn from(reason: Reason) -> Self {
        Self { table: Reason::TABLE, code: reason.code() }
    }
}

impl fmt::Display for ShownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, code } = self;
        let rules = RuleRow::all().map(|row| (row.operation.table(), row.rule.code()));
        let reasons = Reason::ALL.iter().map(|reason| (Reason::TABLE, reason.code()));
        let recoveries = RecoveryReason::ALL.iter().map(|reason| (RecoveryReason::TABLE, reason.code()));
        let step_ups = StepUpError::ALL.iter().map(|error| (StepUpError::TABLE, error.code()));
        let laws = Law::ALL.iter().map(|law| (Law::TABLE, law.code()));
        let mut codes = rules.chain(reasons).chain(recoveries).chain(step_ups).chain(laws);
        if codes.any(|(other, same)| same == *code && other != *table) {
            write!(f, "{table}/{code}")
        } else {
            f.write_str(code)
        }
    }
}
