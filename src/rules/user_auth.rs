//! The table of choice-based sign-in, `USER_AUTH` (spec 9).

use super::{Judged, Judgment, Message::Own, Operation, Rule, RuleRow, all_complete};
use crate::evidence::{Evidence::Documented, RowScope::Both};
use crate::exception::Exception::FeatureUnavailableInTier;
use crate::pool::{PoolPolicy, Tier};

/// The rules of a choice-based sign-in.
pub(crate) enum UserAuth {}

impl Judgment for UserAuth {
    type Case<'a> = PoolPolicy;

    const TABLE: &'static [Judged<Self>] = &[Judged {
        row: RuleRow {
            rule: Rule::TierExcludesFeatures,
            operation: Operation::UserAuth,
            when: "a sign-in begins with USER_AUTH",
            must: "the tier is ESSENTIALS or PLUS",
            exception: FeatureUnavailableInTier,
            evidence: &[Documented],
            message: Own("The USER_AUTH flow is not available in the LITE pricing tier configured."),
            source: "developer guide, user pool feature plans",
            scope: Both,
        },
        applies: |_| true,
        holds: |pool| pool.tier != Tier::Lite,
    }];
}

const _: () = assert!(all_complete(UserAuth::TABLE));
