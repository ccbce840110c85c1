//! A resource of a file with what was found about it.

use std::fmt;
use std::sync::Arc;

use cognito_mfa::pool::PoolMember;

use crate::cloudformation::Suppression;
use crate::judge::{Judgment, PoolSource, PossiblePool};
use crate::place::Place;
use crate::setting::Setting;

/// A judged resource: of a template, a plan, a state, or the service's own answers.
#[derive(Clone)]
#[non_exhaustive]
pub struct JudgedResource {
    /// What it is.
    pub kind: ResourceKind,
    /// What the deployment does with it.
    pub change: PoolChange,
    /// The resource itself: the span of its name.
    pub place: Place,
    /// What was found, and the pools that the deployment can lead to.
    pub judgment: Judgment,
    /// The findings that the resource's metadata suppresses. Nothing is suppressed yet.
    pub suppressions: Vec<Suppression>,
    pub(crate) source: Arc<dyn PoolSource + Send + Sync>,
}

/// What a judged resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResourceKind {
    /// A user pool, with the risk configurations that refer to it.
    UserPool,
    /// A risk configuration whose pool isn't in the file.
    RiskConfiguration,
    /// A part of the file that isn't judged.
    NotJudged,
}

/// What a deployment does with a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolChange {
    /// It creates the pool.
    Create,
    /// It changes the pool. [`Judgment::before`] has the pool as it is now.
    Update,
    /// It deletes the pool and creates another one, which has no users.
    Replace,
    /// It leaves the pool as it is, or the file only shows a pool.
    Keep,
}

impl JudgedResource {
    /// The place of the setting that a part of a pool comes from, or where it would be added.
    #[must_use]
    pub fn place_of(&self, pool: &PossiblePool, member: PoolMember) -> Place {
        pool.place(&*self.source, member)
    }

    /// A change of a setting as an instruction in the file's own names, without a period: `Add SOFTWARE_TOKEN_MFA to EnabledMfas` for
    /// `SoftwareTokenMfaConfiguration.Enabled`.
    #[must_use]
    pub fn instruction(&self, setting: Setting<'_>) -> String {
        self.source.instruction(setting)
    }

    /// The file's own name for a member of the service's requests, such as `EnabledMfas` for `SoftwareTokenMfaConfiguration`.
    #[must_use]
    pub fn property(&self, member: &str) -> String {
        self.source.property(member)
    }
}

impl fmt::Debug for JudgedResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JudgedResource")
            .field("place", &self.place)
            .field("judgment", &self.judgment)
            .finish_non_exhaustive()
    }
}
