//! Judges the requests that a tool would send, for every combination of the values that a file leaves open.

pub(crate) mod body;
mod fix;
mod member;
mod merge;
mod refused;
pub(crate) mod repair;
mod secret;

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::note::{Note, NoteSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactor, Pool, PoolMember};
use cognito_mfa::rules::{Rule, Violation};
use cognito_mfa::wire::{DecodeError, DescribedPool, PoolAnswer, PoolRequest, Request};
use cognito_mfa::{PoolCommand, Profile};

use crate::call::Call;
use crate::choices::Choices;
use crate::finding::{Certainty, Code, Finding, ServiceError, Severity};
use crate::node::{Node, NodeKind};
use crate::place::{Place, Span};
use crate::setting::Setting;

use merge::Merge;
pub(crate) use refused::ONE_OF;
use refused::Refused;

pub use fix::{Completion, Completions};
pub(crate) use fix::{put_safe_first, sentence};
pub use member::{RuleMembers, members_of};

/// Where a pool's settings come from: a resource of a template or of a plan.
///
/// ```
/// use cognito_mfa_infra::{Call, Choices, Node, Place, PoolSource, Presence, Run, Verdict, judge, read};
///
/// /// One request of `CreateUserPool`.
/// struct Creation(Node);
///
/// impl PoolSource for Creation {
///     fn run(&self, _: &mut Choices) -> Option<Run> {
///         Some(Run { calls: vec![Call { operation: "CreateUserPool", body: self.0.clone() }], ..Run::default() })
///     }
///
///     fn place_of(&self, value: &Node, member: &str) -> Place {
///         Place { span: value.span, presence: Presence::Set, ..self.place_to_add(member) }
///     }
///
///     fn place_to_add(&self, member: &str) -> Place {
///         let (file, resource) = ("pool.json".into(), "pool".into());
///         Place { file, resource, property: member.into(), span: self.0.span, presence: Presence::NotSet }
///     }
///
///     fn property(&self, member: &str) -> String {
///         member.into()
///     }
/// }
///
/// let verdict = |text: &str| {
///     let body = read::yaml::node(&"pool.json".into(), text)?;
///     Ok::<_, cognito_mfa_infra::FileError>(judge(&Creation(body), Default::default()).verdict)
/// };
/// assert_eq!(verdict(r#"{"PoolName": "shop"}"#)?, Verdict::Accepted);
/// // It takes an SMS configuration.
/// assert_eq!(verdict(r#"{"PoolName": "shop", "MfaConfiguration": "OPTIONAL"}"#)?, Verdict::Refused);
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
pub trait PoolSource {
    /// The requests of one run. `None` if the pool doesn't exist in this run.
    fn run(&self, choices: &mut Choices) -> Option<Run>;

    /// The place of a value of a request. `member` is its path in the request.
    fn place_of(&self, value: &Node, member: &str) -> Place;

    /// The place where the property for this member would be added. An empty path is the whole resource.
    fn place_to_add(&self, member: &str) -> Place;

    /// The tool's own name for a member of a request.
    fn property(&self, member: &str) -> String;

    /// What it means that a request is refused after these have succeeded.
    fn half_applied(&self, done: &[&'static str], refused: &'static str) -> String {
        _ = refused;
        format!("By then, {}, so the change is half applied.", have_succeeded(done))
    }

    /// A change of a setting as an instruction in the tool's own names, without a period.
    fn instruction(&self, setting: Setting<'_>) -> String {
        setting.instruction(|member| self.property(member), str::to_owned)
    }

    /// How to satisfy a rule in this tool, if that differs from the general fix. The calls are those up to the refused one.
    fn fixes(&self, rule: Rule, calls: &[Call]) -> Option<Vec<String>> {
        _ = (rule, calls);
        None
    }

    /// Whether the tool can make a change of a setting.
    fn can_make(&self, setting: Setting<'_>) -> bool {
        _ = setting;
        true
    }

    /// Whether a change of a setting alters what the file has.
    fn alters(&self, setting: Setting<'_>) -> bool {
        _ = setting;
        false
    }

    /// The same pool after these changes of the file, to try them. `None` if the file leaves open what they lead to.
    fn changed(&self, settings: &[Setting<'_>]) -> Option<Box<dyn PoolSource + '_>> {
        _ = settings;
        None
    }

    /// Whether every value is in the file. The values that [`changed`](Self::changed) adds have no places of their own.
    fn is_as_written(&self) -> bool {
        true
    }

    /// Values that no finding may repeat.
    fn secrets(&self) -> &[String] {
        &[]
    }
}

/// The requests of one run, and what the tool itself has to say about it.
///
/// Closed, because an implementation of [`PoolSource`] makes it. Start from `Run::default()`: new members have defaults.
///
/// [`PoolSource`] has an example.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the file")]
pub struct Run {
    /// The pool as it is now. `None` if the first call creates it.
    pub pool: Option<Pool>,
    /// Whether requests change that pool. `false` if the file only shows it: a refusal is then a warning.
    pub is_deployment: bool,
    /// Whether the risk configuration is sent, although the pool itself doesn't change.
    pub is_risk_sent: bool,
    /// The requests, in the tool's order. A body without `UserPoolId` gets one.
    pub calls: Vec<Call>,
    /// Requests that are judged on the pool that the others lead to, but don't change it: the risk configurations of app clients.
    pub asides: Vec<Call>,
    /// What is wrong whatever the service does. An error means that the tool refuses the deployment.
    pub findings: Vec<Finding>,
    /// Refusals that have a more exact code in this tool.
    pub renames: Vec<Rename>,
    /// Whether the file doesn't show the requests. Then the run is neither accepted nor refused.
    pub is_open: bool,
    /// The Region of the pool, if it's known.
    pub region: Option<String>,
    /// Whether the pool that the file shows has no account recovery. In the observed service, every new pool has one.
    pub has_no_recovery: bool,
    /// The settings that the service's answers don't show.
    pub not_shown: Vec<PoolMember>,
    /// Whether a risk configuration has what the engine doesn't judge: it's of an app client, or it's about compromised
    /// credentials or exceptions.
    pub has_other_risk: bool,
    /// Where the values are written that the file only refers to: the span of the reference, and the place of the value.
    pub written: Vec<(Span, Place)>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            pool: None,
            is_deployment: true,
            is_risk_sent: true,
            calls: Vec::new(),
            asides: Vec::new(),
            findings: Vec::new(),
            renames: Vec::new(),
            is_open: false,
            region: None,
            has_no_recovery: false,
            not_shown: Vec::new(),
            has_other_risk: false,
            written: Vec::new(),
        }
    }
}

/// A refusal that has a more exact code in this tool.
///
/// Closed, because an implementation of [`PoolSource`] makes it.
///
/// ```
/// use cognito_mfa_infra::{Code, Rename, Texts};
///
/// let texts = Texts { message: "…".into(), note: "…".into(), fix: "…".into() };
/// let rename = Rename {
///     from: "create-mode-needs-sms",
///     at: None,
///     to: Code::EmailOnlyAtCreation,
///     place: None,
///     texts: Some(texts),
/// };
/// assert_eq!(rename.to.code(), "email-only-mfa-at-creation");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The code of the refusal.
    pub from: &'static str,
    /// Where. `None` means anywhere.
    pub at: Option<Span>,
    /// The more exact code.
    pub to: Code,
    /// The more exact place. The place of the refusal is then a related one.
    pub place: Option<Place>,
    /// The more exact sentences.
    pub texts: Option<Texts>,
}

/// What a finding says, if that differs from its table.
///
/// Closed, because an implementation of [`PoolSource`] makes it.
///
/// [`Rename`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// What was found.
    pub message: String,
    /// What it means.
    pub note: String,
    /// How to fix it.
    pub fix: String,
}

/// How to judge.
///
/// ```
/// use cognito_mfa::Profile;
/// use cognito_mfa_infra::JudgeOptions;
///
/// let options = JudgeOptions::default().with_profile(Profile::Documented).with_limit(64).without_fixes();
/// assert_eq!((options.limit, options.fixes), (64, false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct JudgeOptions {
    /// The service as measured, or as documented.
    pub profile: Profile,
    /// The largest number of combinations of open values to try.
    pub limit: usize,
    /// Whether to try changes of the file, to find fixes of what is refused.
    pub fixes: bool,
}

/// The observed service, at most 4,096 combinations, and fixes.
impl Default for JudgeOptions {
    fn default() -> Self {
        Self { profile: Profile::Observed, limit: 4096, fixes: true }
    }
}

impl JudgeOptions {
    /// The same options with this profile.
    #[must_use]
    pub const fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The same options with this largest number of combinations.
    #[must_use]
    pub const fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The same options, for a judgment whose fixes aren't needed: it takes less time.
    #[must_use]
    pub const fn without_fixes(self) -> Self {
        Self { fixes: false, ..self }
    }
}

/// What was found about a pool, in all runs.
///
/// [`PoolSource`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judgment {
    /// The findings, in the order of their places.
    pub findings: Vec<Finding>,
    /// The pools that accepted runs lead to. Each one is listed once.
    pub pools: Vec<PossiblePool>,
    /// The pools that exist before the deployment, if it updates one. Each one is listed once.
    pub before: Vec<PossiblePool>,
    /// Whether the deployment succeeds.
    pub verdict: Verdict,
    /// Whether every combination of open values was tried.
    pub is_complete: bool,
    /// Whether the file shows the requests for every combination.
    pub is_shown: bool,
    /// The settings that the service's answers don't show, so no finding about them is worth printing.
    pub not_shown: Vec<PoolMember>,
    /// Whether a risk configuration that uses threat protection has what the engine doesn't judge: it's of an app client, or
    /// it's about compromised credentials or exceptions.
    pub has_other_risk: bool,
}

impl Judgment {
    /// What is found about something that can't be judged.
    pub(crate) const fn not_judged(findings: Vec<Finding>) -> Self {
        Self {
            findings,
            pools: Vec::new(),
            before: Vec::new(),
            verdict: Verdict::Depends,
            is_complete: false,
            is_shown: false,
            not_shown: Vec::new(),
            has_other_risk: false,
        }
    }
}

/// Whether the deployment succeeds.
///
/// [`PoolSource`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// For every value of what the file leaves open.
    Accepted,
    /// For some values.
    Depends,
    /// For no value.
    Refused,
    /// The pool isn't created, whatever the values are.
    Absent,
}

/// A pool that accepted runs lead to.
///
/// [`cloudformation`](crate::cloudformation) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PossiblePool {
    /// The pool.
    pub pool: Pool,
    /// When it's this pool.
    pub certainty: Certainty,
    /// The requests that lead to it, to find the places of its settings: [`place_of`].
    pub calls: Vec<Call>,
    written: Vec<(Span, Place)>,
}

impl PossiblePool {
    /// Where the value at a place is written, if the file only refers to it there: the default of a parameter, or a mapping.
    #[must_use]
    pub fn written_at(&self, place: &Place) -> Option<&Place> {
        written_at(&self.written, place)
    }

    /// The place of the setting that a part of the pool comes from, or where it would be added.
    #[must_use]
    pub fn place(&self, source: &(impl PoolSource + ?Sized), member: PoolMember) -> Place {
        place_of(source, &self.calls, &[path_of(member)])
    }
}

/// The place of the first of these members that a call has, or where the first one would be added.
///
/// A member is a path in the service's own names, such as `Policies.SignInPolicy.AllowedFirstAuthFactors`.
#[must_use]
pub fn place_of(source: &(impl PoolSource + ?Sized), calls: &[Call], members: &[&str]) -> Place {
    let found = members.iter().find_map(|member| member::find(calls, member).map(|node| source.place_of(node, member)));
    found.unwrap_or_else(|| source.place_to_add(members.first().copied().unwrap_or_default()))
}

/// Where the value is written that the file refers to at this place.
fn written_at<'w>(written: &'w [(Span, Place)], place: &Place) -> Option<&'w Place> {
    written.iter().find(|(span, _)| *span == place.span).map(|(_, place)| place)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a new part has its name, too")]
const fn path_of(member: PoolMember) -> &'static str {
    match member {
        PoolMember::FirstFactors => "Policies.SignInPolicy.AllowedFirstAuthFactors",
        PoolMember::EmailSendingAccount => "EmailConfiguration.EmailSendingAccount",
        PoolMember::ThreatProtection => "UserPoolAddOns.AdvancedSecurityMode",
        // The others have the names of members at the top of a request, as a new one would.
        _ => member.name(),
    }
}

/// Judges a pool in every combination of the values that its file leaves open.
#[must_use]
pub fn judge(source: &(impl PoolSource + ?Sized), options: JudgeOptions) -> Judgment {
    let mut merge = Merge::default();
    let is_complete = Choices::every(options.limit, |choices| {
        let Some(run) = source.run(choices) else { return };
        merge.add(judge_run(source, run, options.profile, choices), choices.variables());
    });
    let mut judgment = merge.finish(source, options, is_complete);
    judgment.findings.iter_mut().for_each(|finding| secret::hide(finding, source.secrets()));
    let pools = judgment.pools.iter_mut().chain(&mut judgment.before);
    pools.for_each(|pool| secret::hide_values(&mut pool.certainty, source.secrets()));
    judgment
}

pub(crate) const SET_RISK: &str = "SetRiskConfiguration";

/// What one run leads to.
struct Judged {
    findings: Vec<Finding>,
    is_open: bool,
    is_accepted: bool,
    /// The pool, if no request is refused.
    pool: Option<(Pool, Vec<Call>)>,
    before: Option<Pool>,
    /// The pool after each request, as if every request had been accepted.
    through: Vec<Pool>,
    not_shown: Vec<PoolMember>,
    has_other_risk: bool,
    written: Vec<(Span, Place)>,
}

fn judge_run(source: &(impl PoolSource + ?Sized), run: Run, profile: Profile, choices: &mut Choices) -> Judged {
    // A source reads its pool without a profile.
    let mut run = Run { pool: run.pool.map(|pool| pool.with_profile(profile)), ..run };
    let mut state = State {
        pool: run.pool.clone(),
        is_refused: run.findings.iter().any(is_before_any_request),
        ..State::default()
    };
    let mut own = std::mem::take(&mut run.findings);
    let judge = Judge::new(source, &run, profile);
    let is_update = judge.is_update;
    judge.all(&run.asides, &mut own, &mut state, choices);
    if !run.is_deployment {
        state.findings.iter_mut().for_each(|finding| not_sent(finding, run.is_risk_sent));
    }
    let Run { pool, calls, is_open, not_shown, has_other_risk, written, .. } = run;
    let mut findings = own;
    // The service's answers show a pool, and send nothing.
    let before = pool.filter(|_| is_update);
    findings.extend(state.findings);
    for finding in &mut findings {
        add_written(finding, &written);
    }
    let is_accepted = !is_open && !findings.iter().any(|finding| finding.severity == Severity::Error);
    let (pool, through) = (state.pool.filter(|_| is_accepted).map(|pool| (pool, calls)), state.pools);
    Judged { findings, is_open, is_accepted, pool, before, through, not_shown, has_other_risk, written }
}

/// Whether the tool refuses the deployment before it sends a request.
fn is_before_any_request(finding: &Finding) -> bool {
    const CODES: [Code; 7] = [
        Code::ApiOnlyProperty,
        Code::MisspelledProperty,
        Code::NotInSchema,
        Code::NullValue,
        Code::ParameterNotAllowed,
        Code::RelyingPartyIdTooLong,
        Code::WrongType,
    ];
    finding.service.is_none() && CODES.iter().any(|code| code.code() == finding.code)
}

/// The error of this request, if the tool itself has found it.
fn refusal_of<'f>(finding: &'f mut Finding, operation: &str) -> Option<&'f mut ServiceError> {
    finding.service.as_mut().filter(|error| error.operation == operation)
}

/// A refusal of a request that isn't sent: nothing fails now. A risk configuration is a resource of its own, which can be new.
fn not_sent(finding: &mut Finding, is_risk_sent: bool) {
    if finding.service.as_ref().is_some_and(|service| service.operation != SET_RISK || !is_risk_sent) {
        finding.severity = finding.severity.max(Severity::Warning);
        finding.notes.push("Nothing is sent now. A later change of these settings would be refused.".into());
    }
}

/// Adds where the values are written that the finding's places only refer to.
fn add_written(finding: &mut Finding, written: &[(Span, Place)]) {
    let places: Vec<Place> = std::iter::once(&finding.place).chain(&finding.related).cloned().collect();
    for place in places.iter().filter_map(|place| written_at(written, place)) {
        if !finding.related.contains(place) && finding.place != *place {
            finding.related.push(place.clone());
        }
    }
}

/// Where a run is.
#[derive(Default)]
struct State {
    pool: Option<Pool>,
    /// The requests that have succeeded.
    done: Vec<&'static str>,
    /// Whether a request was refused.
    is_refused: bool,
    /// Whether nothing is known about the pool any more.
    is_lost: bool,
    findings: Vec<Finding>,
    /// The pool after each request.
    pools: Vec<Pool>,
}

/// The requests of one run.
struct Judge<'r, S: ?Sized> {
    source: &'r S,
    calls: &'r [Call],
    renames: &'r [Rename],
    profile: Profile,
    /// The pool's ID, if no request has one.
    id: String,
    is_update: bool,
    has_no_recovery: bool,
}

impl<S: ?Sized> Clone for Judge<'_, S> {
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), ..*self }
    }
}

impl<'r, S: PoolSource + ?Sized> Judge<'r, S> {
    fn new(source: &'r S, run: &'r Run, profile: Profile) -> Self {
        Self {
            source,
            calls: &run.calls,
            renames: &run.renames,
            profile,
            id: format!("{}_1", run.region.as_deref().unwrap_or("local")),
            is_update: run.pool.is_some() && run.is_deployment,
            has_no_recovery: run.has_no_recovery,
        }
    }

    /// Judges every request, and the `asides`, which don't change the pool. `own` has the findings of the tool itself.
    fn all(&self, asides: &[Call], own: &mut [Finding], state: &mut State, choices: &mut Choices) {
        for (index, call) in self.calls.iter().enumerate() {
            for error in own.iter_mut().filter_map(|finding| refusal_of(finding, call.operation)) {
                error.is_first = !state.is_refused;
                state.is_refused = true;
            }
            self.call(index, state, choices);
        }
        for aside in asides {
            let all: Vec<Call> = self.calls.iter().chain([aside]).cloned().collect();
            let pool = state.pool.clone();
            Judge { calls: &all, ..self.clone() }.call(all.len().saturating_sub(1), state, choices);
            state.pool = pool;
        }
    }

    /// Judges a request. After a refused one, the next is judged as if the refused one had been accepted.
    fn call(&self, index: usize, state: &mut State, choices: &mut Choices) {
        let Some(Call { operation, body }) = self.calls.get(index) else { return };
        if state.is_lost {
            return;
        }
        let mut json = body::json(body, operation, choices, 0);
        if let Some(members) = json.as_object_mut() {
            members.entry("UserPoolId").or_insert_with(|| self.id.as_str().into());
        }
        keep_relying_party(body, &mut json, state.pool.as_ref());
        let refusal = match self.apply(operation, &json, state.pool.as_ref()) {
            Ok((next, notes)) => {
                state.pools.extend(next.clone());
                state.pool = next;
                state.done.push(*operation);
                self.passkeys_unusable(notes, state);
                return;
            }
            Err(refusal) => refusal,
        };
        let refused = Refused { source: self.source, calls: self.calls, index, renames: self.renames };
        let mut found = refused.findings(&refusal, &state.done, !state.is_refused);
        let mut next = None;
        if let Refusal::Decode(_) = refusal {
            // The rules are judged with the values that were probably meant.
            let repaired = repair::repaired(json.clone(), state.pool.as_ref());
            match repaired.map(|repaired| (self.apply(operation, &repaired, state.pool.as_ref()), repaired)) {
                Some((Ok((pool, _)), _)) => next = pool,
                Some((Err(refusal @ Refusal::Rules(_)), repaired)) => {
                    found.extend(refused.findings(&refusal, &state.done, false));
                    json = repaired;
                }
                Some((Err(Refusal::Decode(_)), _)) | None => {
                    let note = "Cognito checks the values of a request before its rules, so the rules of this request \
                                weren't judged.";
                    found.iter_mut().take(1).for_each(|first| first.notes.push(note.into()));
                }
            }
        }
        if state.is_refused && self.source.is_as_written() {
            // What has the same place has the same cause, most probably.
            // Not so a value that was taken for the one that was meant.
            let is_same = |one: &Finding, other: &Finding| {
                other.place == one.place && (other.rule.is_some() || one.rule.is_none())
            };
            found.retain(|one| !state.findings.iter().any(|other| is_same(one, other)));
        }
        let is_last = index + 1 >= self.calls.len();
        match next.or_else(|| assumed(operation, &mut json, state.pool.as_ref(), self.profile)) {
            Some(pool) => {
                state.pools.push(pool.clone());
                state.pool = Some(pool);
            }
            None if is_last => {}
            None => {
                state.is_lost = true;
                if let Some(first) = found.first_mut() {
                    first.notes.push("The requests after this one weren't judged, because they depend on it.".into());
                }
            }
        }
        state.findings.extend(found);
        state.is_refused = true;
    }

    /// What a request leads to.
    fn apply(
        &self,
        operation: &str,
        body: &serde_json::Value,
        pool: Option<&Pool>,
    ) -> Result<(Option<Pool>, NoteSet), Refusal> {
        let without = |pool: Pool| if self.has_no_recovery { pool.with_account_recovery(None) } else { pool };
        let (next, notes) = apply(operation, &body.to_string(), pool, self.profile)?;
        Ok((next.map(without), notes))
    }

    /// An accepted update that changes the relying party ID.
    fn passkeys_unusable(&self, notes: NoteSet, state: &mut State) {
        if !self.is_update || !notes.contains(Note::PasskeysUnusable) {
            return;
        }
        let place = place_of(self.source, self.calls, &["WebAuthnConfiguration.RelyingPartyId"]);
        let mut finding = Finding::new(Code::PasskeysUnusable, place);
        let signs_in = |pool: &Pool| pool.passwordless.contains(PasswordlessFactor::WebAuthn);
        if state.pool.as_ref().is_some_and(signs_in) {
            finding.severity = Severity::Security;
        }
        state.findings.push(finding);
    }
}

/// An open relying party ID is the one that the pool has: another one would be a change that no one asked for.
fn keep_relying_party(body: &Node, json: &mut serde_json::Value, pool: Option<&Pool>) {
    let id = body.get("WebAuthnConfiguration").and_then(|block| block.get("RelyingPartyId"));
    let current = pool.and_then(|pool| pool.web_authn.as_ref()?.relying_party_id.as_deref());
    if let (Some(NodeKind::Unknown(_)), Some(current)) = (id.map(|id| &id.kind), current)
        && let Some(value) = json.pointer_mut("/WebAuthnConfiguration/RelyingPartyId")
    {
        *value = current.into();
    }
}

/// The pool that a refused request asks for. `None` if the request can't be read, so there is no such pool.
fn assumed(operation: &str, json: &mut serde_json::Value, pool: Option<&Pool>, profile: Profile) -> Option<Pool> {
    if operation == SET_RISK {
        return pool.cloned();
    }
    let is_config = operation == "SetUserPoolMfaConfig";
    let has = |json: &serde_json::Value, member: &str| json.get(member).is_some_and(|value| !value.is_null());
    let (has_mode, has_policy) = (has(json, "MfaConfiguration"), json.pointer("/Policies/SignInPolicy").is_some());
    let has_recovery = has(json, "AccountRecoverySetting");
    let answer = if is_config {
        let members = json.as_object_mut()?;
        members.entry("MfaConfiguration").or_insert_with(|| MfaMode::Off.name().into());
        json.to_string()
    } else {
        serde_json::json!({ "UserPool": json }).to_string()
    };
    let mut asked = DescribedPool::new([PoolAnswer::decode(&answer).ok()?], profile).pool;
    let Some(now) = pool else {
        // A new pool without the setting gets the service's default.
        let default = || Some(Pool::create(&UserPoolSettings::default(), profile).ok()?.into_next());
        let default = if has_recovery { None } else { default() };
        return Some(match default {
            Some(Pool { account_recovery, .. }) => asked.with_account_recovery(account_recovery),
            None => asked,
        });
    };
    let sms_configuration = asked.sms_configuration.take().or_else(|| now.sms_configuration.clone());
    if is_config {
        let next = now.clone().with_mode(asked.mode).with_sms_configuration(sms_configuration);
        let next = next.with_sms_mfa(asked.sms_mfa).with_software_token_mfa(asked.software_token_mfa);
        return Some(next.with_email_mfa(asked.email_mfa).with_web_authn(asked.web_authn));
    }
    let mut next = asked.with_sms_configuration(sms_configuration);
    if !has(json, "UserPoolTier") {
        next.tier = now.tier;
    }
    if !has_recovery {
        next.account_recovery = now.account_recovery;
    }
    if !has(json, "EmailConfiguration") {
        next.email_sending_account = now.email_sending_account;
    }
    if !has_mode {
        next.mode = now.mode;
    }
    if !has_policy {
        next.passwordless = now.passwordless;
    }
    next.sms_mfa.clone_from(&now.sms_mfa);
    next.software_token_mfa = now.software_token_mfa;
    next.email_mfa.clone_from(&now.email_mfa);
    next.web_authn.clone_from(&now.web_authn);
    next.risk_actions = now.risk_actions;
    Some(next)
}

/// Why a request is refused.
enum Refusal {
    Decode(DecodeError),
    Rules(Vec<Violation>),
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<cognito_mfa::Rejection> for Refusal {
    fn from(rejection: cognito_mfa::Rejection) -> Self {
        Self::Rules(rejection.violations().copied().collect())
    }
}

fn apply(
    operation: &str,
    body: &str,
    pool: Option<&Pool>,
    profile: Profile,
) -> Result<(Option<Pool>, NoteSet), Refusal> {
    match (Request::decode(operation, body)?, pool) {
        (Request::CreateUserPool(settings), _) => {
            Ok((Some(Pool::create(&settings, profile)?.into_next()), NoteSet::EMPTY))
        }
        (Request::Pool(_, PoolRequest::Apply(command)), pool) => {
            // Only a risk configuration of a pool elsewhere comes without a pool. Then the rules don't apply.
            let Some(pool) = pool else { return Ok((None, NoteSet::EMPTY)) };
            let pool = pool.clone().with_profile(profile);
            let (next, notes) = apply_command(&pool, &command)?;
            Ok((Some(next), notes))
        }
        (Request::Pool(..) | Request::User(..) | Request::Session(..) | Request::Refresh(..), _) => {
            Err(DecodeError::UnknownOperation.into())
        }
    }
}

fn apply_command(pool: &Pool, command: &PoolCommand<'_>) -> Result<(Pool, NoteSet), cognito_mfa::Rejection> {
    let transition = pool.apply(command)?;
    let notes = transition.notes();
    Ok((transition.into_next(), notes))
}

/// Which requests have succeeded, as a clause.
pub(crate) fn have_succeeded(done: &[&'static str]) -> String {
    match done {
        [one] => format!("{one} has succeeded"),
        [others @ .., last] => format!("{} and {last} have succeeded", others.join(", ")),
        [] => String::new(),
    }
}
