//! Reads a pasted text: answers of the service about a pool or a user, a template, a plan, a state, or a table of users.

use std::sync::Arc;

use cognito_mfa::Pool;
use cognito_mfa::pool::PoolMember;
use cognito_mfa::wire::{DescribedPool, PoolAnswer, UserAnswer, UserDescription, UserFault, UserRead};
use cognito_mfa_infra::answer::PoolAnswers;
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::read::json::JsonText;
use cognito_mfa_infra::terraform::TerraformKind;
use cognito_mfa_infra::{
    Certainty, Document, FileError, JudgeOptions, JudgedResource, PoolDocument, PoolDocumentKind, ResourceKind,
    Severity,
};
use serde::Serialize;

use crate::answer::written;
use crate::pool_controls::in_form;
use crate::state::State;

/// Reads a pasted text into a state: `{"kind": …, "state": …, "notices": […]}`.
///
/// What the text doesn't show stays as it is in the state, and a notice lists it.
///
/// ```
/// use cognito_mfa_playground::read;
///
/// let pasted = r#"{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}"#;
/// let answer = read(pasted, "{}");
/// assert!(answer.starts_with(r#"{"ok":{"kind":"GetUserPoolMfaConfig","#) && answer.contains(r#""MfaConfiguration":"ON""#));
///
/// let answer = read(r#"{"MfaConfiguration": "MAYBE"}"#, "{}");
/// assert!(answer.starts_with(r#"{"error":""#) && answer.contains("mfaConfiguration"));
/// ```
#[must_use]
pub fn read(text: &str, state: &str) -> String {
    let answer = State::read(state).and_then(|(state, _)| Read::of(text, &state));
    written(answer.map_err(|message| short(&message)))
}

#[derive(Serialize)]
struct Read {
    kind: &'static str,
    state: State,
    notices: Vec<String>,
}

/// No text that a person pastes is longer.
const LONGEST: usize = 32 * 1024 * 1024;
/// A message repeats parts of the text. The rest of a longer one helps no one.
const LONGEST_MESSAGE: usize = 600;
const MOST_NOTICES: usize = 8;

impl Read {
    fn of(text: &str, state: &State) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err("The text is too long. Expected at most 32 MB.".into());
        }
        let name: Arc<str> = "pasted".into();
        let document = Document::read(&name, text).map_err(|error| sentence(&error))?;
        let mut read = match document {
            Document::PoolAnswers(documents) => Self::answers(&name, text, documents, state),
            Document::Template(node) => {
                let deployment = Deployment { options: options(state), ..Deployment::default() };
                let judged = Template::new(&name, &node).judge(&deployment);
                Self::resources("CloudFormation template", judged, state)
            }
            Document::Terraform(file) => {
                let kind = match file.kind {
                    TerraformKind::Plan => "Terraform plan",
                    TerraformKind::State => "Terraform state",
                };
                Self::resources(kind, file.judge(&name, options(state)), state)
            }
            Document::Users(_) => Self::users(&name, text, state),
            Document::TerraformSource => {
                Err("This is Terraform source, which doesn't show all values. Paste the output of \
                 `terraform show -json`."
                    .into())
            }
            Document::Scenario => Err(format!("This is a scenario for `cognito-mfa run`. {EXPECTED}")),
            Document::Other | _ if text.trim().is_empty() => Err(format!("There is nothing to read. {EXPECTED}")),
            Document::Other | _ => Err(format!("This is neither a pool nor a user. {EXPECTED}")),
        }?;
        read.notices.truncate(MOST_NOTICES);
        read.notices = read.notices.iter().map(|notice| short(notice)).collect();
        Ok(read)
    }
}

fn options(state: &State) -> JudgeOptions {
    JudgeOptions::default().with_profile(state.profile())
}

const EXPECTED: &str = "Expected what DescribeUserPool, GetUserPoolMfaConfig or AdminGetUser returns, a CloudFormation template, or the \
     output of `terraform show -json`.";

fn sentence(error: &FileError) -> String {
    let place = error.position.map(|at| format!("Line {}, column {}: ", at.line, at.column)).unwrap_or_default();
    format!("{place}{}.", error.message.trim_end_matches('.'))
}

fn short(message: &str) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message.into(),
    }
}

impl Read {
    /// Reads the service's answers about a pool.
    fn answers(name: &Arc<str>, text: &str, documents: Vec<PoolDocument>, state: &State) -> Result<Self, String> {
        let kinds: Vec<_> = documents.iter().map(|document| document.kind).collect();
        let kind = kinds.first().map_or(PoolDocumentKind::UserPool, |kind| *kind).operation();
        let mut answers = PoolAnswers::default();
        let added = documents.into_iter().try_for_each(|document| answers.add(name, document));
        added.map_err(|error| sentence(&error))?;
        let missing = answers.missing();
        let mut read = if missing.contains(&PoolDocumentKind::UserPool) {
            Self::without_description(kind, &JsonText::new(name.clone(), text), &kinds, state)
        } else {
            Self::pool(kind, &answers.judge(options(state)), state)?
        };
        for kind in missing {
            let operation = kind.operation();
            read.notices.push(format!("Add what {operation} returns. What it shows stays as it is in the form."));
        }
        Ok(read)
    }

    /// Reads answers that don't show the tier and the sign-in policy, so that no pool can be judged.
    fn without_description(kind: &'static str, text: &JsonText<'_>, kinds: &[PoolDocumentKind], state: &State) -> Self {
        let values: Vec<_> = text.values().filter_map(Result::ok).collect();
        // Each of them was decoded once before.
        let answers = values.iter().filter_map(|value| PoolAnswer::decode(value.as_written()).ok());
        let mut pool = DescribedPool::new(answers, state.profile()).pool;
        let lacks = |kind: PoolDocumentKind| !kinds.contains(&kind);
        let mut kept = DESCRIBED.to_vec();
        kept.extend(if lacks(PoolDocumentKind::MfaConfig) { CONFIGURED } else { &[] });
        kept.extend(pool.sms_configuration.is_none().then_some(PoolMember::SmsConfiguration));
        kept.extend(lacks(PoolDocumentKind::Risk).then_some(PoolMember::RiskActions));
        for member in &kept {
            keep(&mut pool, &state.pool, *member);
        }
        Self { kind, state: state.with_pool(&pool), notices: Vec::new() }
    }

    /// Reads the first pool of a template, a plan or a state.
    fn resources(kind: &'static str, judged: Vec<JudgedResource>, state: &State) -> Result<Self, String> {
        let pools: Vec<_> = judged.into_iter().filter(|one| one.kind == ResourceKind::UserPool).collect();
        let first = pools.first().ok_or_else(|| format!("This {kind} has no user pool."))?;
        let mut read = Self::pool(kind, first, state)?;
        if pools.len() > 1 {
            let names: Vec<_> = pools.iter().map(|pool| &*pool.place.resource).collect();
            read.notices.insert(
                0,
                format!("The {kind} has {} pools: {}. The form has the first.", names.len(), names.join(", ")),
            );
        }
        Ok(read)
    }

    fn pool(kind: &'static str, judged: &JudgedResource, state: &State) -> Result<Self, String> {
        let (judgment, resource) = (&judged.judgment, &judged.place.resource);
        let errors = judgment.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let mut notices: Vec<String> = errors.map(|finding| format!("{}: {}", finding.code, finding.message)).collect();
        let Some(first) = judgment.pools.first() else {
            let why = notices.first().cloned().unwrap_or_else(|| "nothing creates it".into());
            return Err(format!("{resource}: no pool results from this {kind}. {why}"));
        };
        let mut pool = first.pool.clone();
        for member in &judgment.not_shown {
            keep(&mut pool, &state.pool, *member);
        }
        let is_open = judgment.pools.iter().any(|other| other.pool.policy() != first.pool.policy());
        if is_open && judgment.not_shown.is_empty() {
            notices.push(open_values(judged));
        }
        let differs = in_form(&pool).policy() != pool.policy();
        if differs {
            notices.push("The form can't show every setting of this pool.".into());
        }
        Ok(Self { kind, state: state.with_pool(&pool), notices })
    }

    /// Reads a user: one answer, or two about the same user.
    fn users(name: &Arc<str>, text: &str, state: &State) -> Result<Self, String> {
        let text = JsonText::new(name.clone(), text);
        let mut answers = Vec::new();
        let mut listed = 0;
        for value in text.values() {
            let value = value.map_err(|error| sentence(&error))?;
            let users = value.get("Users").map_err(|error| sentence(&error))?;
            match users.and_then(|users| users.elements()).transpose().map_err(|error| sentence(&error))? {
                Some(users) => {
                    listed += users.len();
                    answers.extend(users.into_iter().take(1).map(|user| (user.as_written(), UserRead::ListUsers)));
                }
                None => answers.push((value.as_written(), UserRead::AdminGetUser)),
            }
        }
        let fault = |fault: UserFault| format!("{}.", fault.to_string().trim_end_matches('.'));
        let decoded = answers.iter().map(|(json, _)| UserAnswer::decode(json)).collect::<Result<Vec<_>, _>>();
        let decoded = decoded.map_err(fault)?;
        let is_listed = answers.iter().any(|(_, read)| *read == UserRead::ListUsers);
        let Some((first, others)) = decoded.split_first() else { return Err("The list has no user.".into()) };
        let mut description = first.description;
        let mut notices = Vec::new();
        match others {
            [] => {}
            [other] if first.username == other.username => description = joined(first, other),
            _ => notices.push("The text has several users. The form has the first.".into()),
        }
        if listed > 1 {
            notices.push(format!("The list has {listed} users. The form has the first."));
        }
        if let Some(status) = first.status_not_modeled {
            return Err(format!("UserStatus is {status}, which no rule covers."));
        }
        let kind = if is_listed { UserRead::ListUsers } else { first.read };
        if description.configured.is_none() {
            notices.push(
                "This answer doesn't show a password, a TOTP token or a passkey that isn't enabled as MFA. Add what \
                 AdminGetUserAuthFactors returns."
                    .into(),
            );
        }
        let user = description.facts().map_err(fault)?;
        Ok(Self { kind: operation(kind), state: State { user, ..state.clone() }, notices })
    }
}

/// The user of two answers, of which one is of `GetUserAuthFactors`.
fn joined(first: &UserAnswer<'_>, other: &UserAnswer<'_>) -> UserDescription {
    match (first.read, other.read) {
        (UserRead::GetUserAuthFactors, _) => other.description.with_auth_factors(first.description),
        (_, UserRead::GetUserAuthFactors) => first.description.with_auth_factors(other.description),
        _ => first.description,
    }
}

const fn operation(read: UserRead) -> &'static str {
    match read {
        UserRead::ListUsers => "ListUsers",
        UserRead::GetUserAuthFactors => "GetUserAuthFactors",
        UserRead::AdminGetUser | _ => "AdminGetUser",
    }
}

/// What only `DescribeUserPool` shows.
const DESCRIBED: &[PoolMember] = &[
    PoolMember::Tier,
    PoolMember::FirstFactors,
    PoolMember::AccountRecovery,
    PoolMember::EmailSendingAccount,
    PoolMember::Device,
    PoolMember::ThreatProtection,
];

/// What only `GetUserPoolMfaConfig` shows.
const CONFIGURED: &[PoolMember] =
    &[PoolMember::Mode, PoolMember::SmsMfa, PoolMember::SoftwareTokenMfa, PoolMember::EmailMfa, PoolMember::WebAuthn];

/// Keeps a member as the form has it.
fn keep(pool: &mut Pool, form: &Pool, member: PoolMember) {
    let form = form.clone();
    match member {
        PoolMember::Tier => pool.tier = form.tier,
        PoolMember::Mode => pool.mode = form.mode,
        PoolMember::SmsConfiguration => pool.sms_configuration = form.sms_configuration,
        PoolMember::SmsMfa => pool.sms_mfa = form.sms_mfa,
        PoolMember::SoftwareTokenMfa => pool.software_token_mfa = form.software_token_mfa,
        PoolMember::EmailMfa => pool.email_mfa = form.email_mfa,
        PoolMember::WebAuthn => pool.web_authn = form.web_authn,
        PoolMember::FirstFactors => pool.passwordless = form.passwordless,
        PoolMember::AccountRecovery => pool.account_recovery = form.account_recovery,
        PoolMember::EmailSendingAccount => pool.email_sending_account = form.email_sending_account,
        PoolMember::Device => pool.device = form.device,
        PoolMember::ThreatProtection => pool.threat_protection = form.threat_protection,
        PoolMember::RiskActions => pool.risk_actions = form.risk_actions,
        // A later member of the engine stays as it was read.
        _ => {}
    }
}

/// The values that a file leaves open, as a sentence.
fn open_values(judged: &JudgedResource) -> String {
    let mut names: Vec<String> = Vec::new();
    for pool in &judged.judgment.pools {
        if let Certainty::Sometimes(variables) = &pool.certainty {
            for variable in variables {
                let name = format!("{} ({})", variable.name, variable.reason);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    format!(
        "The pool depends on values that the text leaves open: {}. The form has one of the possible pools.",
        names.join(", ")
    )
}
