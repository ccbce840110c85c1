//! A resource of a file with what was found about it.

use std::fmt;
use std::sync::Arc;

use cognito_mfa::pool::{Pool, PoolMember};

use crate::cloudformation::Suppression;
use crate::judge::{Completions, JudgeOptions, Judgment, PoolSource, PossiblePool, place_of, put_safe_first, sentence};
use crate::place::Place;
use crate::setting::{Setting, full, is_member};

/// A judged resource: of a template, a plan, a state, or the service's own answers.
///
/// [`cloudformation`](crate::cloudformation) has an example.
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
    pub(crate) options: JudgeOptions,
}

/// What a judged resource is.
///
/// [`cloudformation`](crate::cloudformation) has an example.
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
///
/// [`cloudformation`](crate::cloudformation) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolChange {
    /// It creates the pool.
    Create,
    /// It changes the pool. [`Judgment::before`] has the pool as it is now.
    Update,
    /// It deletes the pool and creates another one, which has no users.
    Replace,
    /// It deletes the pool with its users.
    Delete,
    /// It leaves the pool as it is, or the file only shows a pool.
    Keep,
}

impl JudgedResource {
    /// The place of the setting that a part of a pool comes from, or where it would be added.
    #[must_use]
    pub fn place_of(&self, pool: &PossiblePool, member: PoolMember) -> Place {
        pool.place(&*self.source, member)
    }

    /// The place of the first of these members that the deployment sets, or where the first one would be added.
    ///
    /// A member is a path in the service's own names, and `Policies.SignInPolicy.AllowedFirstAuthFactors=EMAIL_OTP` is an element of a
    /// list.
    #[must_use]
    pub fn place_of_members(&self, pool: &PossiblePool, members: &[&str]) -> Place {
        place_of(&*self.source, &pool.calls, members)
    }

    /// A text with the file's own names in the place of the service's: `Set mfa_configuration to ON` for
    /// `Set MfaConfiguration to ON`.
    #[must_use]
    pub fn worded(&self, text: &str) -> String {
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '.' || char == '_';
        let mut worded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_name) {
            let (before, name) = rest.split_at(start);
            let (name, after) = name.split_at(name.find(|char| !is_name(char)).unwrap_or(name.len()));
            // A period at the end of a sentence isn't part of a name.
            let (name, period) = name.strip_suffix('.').map_or((name, ""), |name| (name, "."));
            worded.push_str(before);
            if is_member(name) {
                worded.push_str(&self.source.property(full(name)));
            } else {
                worded.push_str(name);
            }
            worded.push_str(period);
            rest = after;
        }
        worded + rest
    }

    /// A change of a setting as an instruction in the file's own names, without a period: `Add SOFTWARE_TOKEN_MFA to EnabledMfas` for
    /// `SoftwareTokenMfaConfiguration.Enabled`.
    #[must_use]
    pub fn instruction(&self, setting: Setting<'_>) -> String {
        self.source.instruction(setting)
    }

    /// The changes as one sentence, in the file's own names.
    #[must_use]
    pub fn instructions(&self, settings: &[Setting<'_>]) -> String {
        sentence(&*self.source, settings)
    }

    /// Tries changes of the file, with what else it needs so that its deployment is accepted.
    ///
    /// ```
    /// use cognito_mfa_infra::cloudformation::{Deployment, Template};
    /// use cognito_mfa_infra::{Completion, Setting, read};
    ///
    /// let file = "template.yaml".into();
    /// let text = "
    /// Resources:
    ///   Pool:
    ///     Type: AWS::Cognito::UserPool
    ///     Properties:
    ///       MfaConfiguration: OPTIONAL
    ///       EnabledMfas: []
    ///       SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: x}
    /// ";
    /// let resources = Template::new(&file, &read::yaml::node(&file, text)?).judge(&Deployment::default());
    /// let totp = Setting::Set { member: "SoftwareTokenMfaConfiguration.Enabled", value: "true" };
    /// let Completion::Accepted { settings, .. } = resources[0].completions().of(&[], &[totp]) else { panic!() };
    /// let text = "Add SOFTWARE_TOKEN_MFA to EnabledMfas and add SMS_MFA to EnabledMfas.";
    /// assert_eq!(resources[0].instructions(&settings), text);
    /// # Ok::<(), cognito_mfa_infra::FileError>(())
    /// ```
    #[must_use]
    pub fn completions(&self) -> Completions<'_> {
        Completions::new(&*self.source, self.options)
    }

    /// Chooses the first fixes of the refusals once more, now that it's known what is safe for the users of the pool: `is_safe`
    /// gets the pool before the deployment and the pool after each of its requests. The first fixes still fit together.
    ///
    /// An unsafe fix comes first only if no safe one fits. A deployment that creates the pool has no users, so its fixes stay as
    /// they are.
    pub fn put_safe_fixes_first(&mut self, is_safe: impl Fn(&Pool, &[Pool]) -> bool) {
        put_safe_first(&*self.source, &mut self.judgment.findings, self.options.profile, &is_safe);
    }

    /// Whether the file's tool can make a change of a setting.
    #[must_use]
    pub fn can_make(&self, setting: Setting<'_>) -> bool {
        self.source.can_make(setting)
    }

    /// The values that the file marks as sensitive. Nothing may print them.
    #[must_use]
    pub fn secrets(&self) -> &[String] {
        self.source.secrets()
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
