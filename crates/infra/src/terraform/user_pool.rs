//! `aws_cognito_user_pool`: the requests that the provider sends for it, in its order.
//!
//! - Create: `CreateUserPool` without `MfaConfiguration`, then `SetUserPoolMfaConfig` if the mode isn't OFF or there is a
//!   WebAuthn block.
//! - Update: `SetUserPoolMfaConfig` if one of its attributes changes, then `UpdateUserPool` with everything.

use std::sync::Arc;

use crate::call::Call;
use crate::choices::Choices;
use crate::node::{Node, NodeKind};
use crate::place::Span;
use crate::setting::Split;

use super::attributes::is_same;
use super::reader::{Block, Lists, Presence, Reader, is_empty, map, not_shown, string};
use super::risk::TerraformRisk;

/// A user pool of a plan or state.
///
/// [`TerraformFile`](crate::terraform::TerraformFile) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerraformPool {
    /// The address, such as `module.auth["eu"].aws_cognito_user_pool.staff`.
    pub address: Arc<str>,
    /// Where the resource is in the file.
    pub span: Span,
    /// What Terraform does with it.
    pub action: Action,
    /// Its attributes after the apply. Unknown values are [`NodeKind::Unknown`].
    pub after: Node,
    /// Its attributes now, for an update.
    pub before: Option<Node>,
    /// The risk configuration of the whole pool.
    pub risk: Option<TerraformRisk>,
    /// The risk configurations of its app clients, which aren't the pool's.
    pub client_risks: Vec<TerraformRisk>,
    /// The values that the file marks as sensitive. Never print them.
    pub sensitive: Vec<String>,
}

/// What Terraform does with a pool.
///
/// [`TerraformFile`](crate::terraform::TerraformFile) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// The plan creates it.
    Create,
    /// The plan changes it in place.
    Update,
    /// The plan deletes it and creates another one, which has no users.
    Replace,
    /// The plan doesn't change it, or the file is a state. The requests are those that would create it again.
    Keep,
}

/// The attributes that are read.
pub(super) const ATTRIBUTES: &[&str] = &[
    "account_recovery_setting",
    "device_configuration",
    "email_configuration",
    "email_mfa_configuration",
    "id",
    "mfa_configuration",
    "name",
    "sign_in_policy",
    "sms_authentication_message",
    "sms_configuration",
    "software_token_mfa_configuration",
    "user_pool_add_ons",
    "user_pool_tier",
    "web_authn_configuration",
];

/// The attributes that are optional and computed: if nothing sets them, the plan says that they are unknown.
pub(super) const COMPUTED: &[&[&str]] = &[
    &["sms_configuration"],
    &["sms_configuration", "sns_region"],
    &["sign_in_policy"],
    &["user_pool_tier"],
    &["mfa_configuration"],
];

const CREATE: &str = "CreateUserPool";
const UPDATE: &str = "UpdateUserPool";
const SET_MFA: &str = "SetUserPoolMfaConfig";

/// The attributes whose change makes the provider call `SetUserPoolMfaConfig`.
const MFA_ATTRIBUTES: &[&str] = &[
    "mfa_configuration",
    "sms_authentication_message",
    "sms_configuration",
    "software_token_mfa_configuration",
    "web_authn_configuration",
    "email_mfa_configuration",
];

/// The attributes whose change makes the provider call `UpdateUserPool`.
const OTHER_ATTRIBUTES: &[&str] = &[
    "account_recovery_setting",
    "device_configuration",
    "email_configuration",
    "sign_in_policy",
    "sms_authentication_message",
    "sms_configuration",
    "user_pool_add_ons",
    "user_pool_tier",
];

const MODES: &[&str] = &["OFF", "ON", "OPTIONAL"];
const TIERS: &[&str] = &["LITE", "ESSENTIALS", "PLUS"];
const FACTORS: &[&str] = &["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"];
const FACTOR_CONFIGURATIONS: &[&str] = &["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"];
const ID: &str = "local_1";
const ROLE: &str = "arn:aws:iam::123456789012:role/known-after-apply";

/// What an unknown list of first factors can be. PASSWORD is always one of them.
const FIRST_FACTORS: Lists = Lists(&[
    &["PASSWORD"],
    &["PASSWORD", "EMAIL_OTP"],
    &["PASSWORD", "SMS_OTP"],
    &["PASSWORD", "WEB_AUTHN"],
    &["PASSWORD", "EMAIL_OTP", "SMS_OTP"],
    &["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"],
    &["PASSWORD", "SMS_OTP", "WEB_AUTHN"],
    &["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"],
]);

impl TerraformPool {
    /// The requests that the provider sends, with these choices for what the plan leaves open.
    pub fn calls(&self, choices: &mut Choices) -> Vec<Call> {
        let shows_existing = self.action == Action::Keep;
        let mut sender =
            Sender { reader: Reader { choices }, pool: self, root: Block::of(&self.after), shows_existing };
        let mut calls = match self.action {
            Action::Create | Action::Replace | Action::Keep => sender.create(),
            Action::Update => sender.update(),
        };
        if let Some(risk) = self.risk.as_ref().filter(|_| self.kept_risk().is_none()) {
            calls.extend(risk.call(sender.reader.choices));
        }
        calls
    }

    /// The risk configuration that an update of the pool leaves as it is.
    fn kept_risk(&self) -> Option<&TerraformRisk> {
        self.risk.as_ref().filter(|risk| risk.action == Action::Keep && self.action == Action::Update)
    }

    /// The pool before an update, as the service's own answers: `DescribeUserPool`, `GetUserPoolMfaConfig` and, if the plan shows
    /// it, `DescribeRiskConfiguration`.
    pub fn answers_before(&self, choices: &mut Choices) -> Option<Vec<Node>> {
        let before = self.before.as_ref().filter(|_| self.action == Action::Update)?;
        let mut sender =
            Sender { reader: Reader { choices }, pool: self, root: Block::of(before), shows_existing: true };
        let mode = sender.mode();
        let id = sender.root.text("id", ID).or_else(|| Some(string(before.span, ID)));
        let settings = sender.settings();
        let described = with(settings, [("Id", id), ("MfaConfiguration", mode.clone())]);
        let is_on = !is_off(mode.as_ref());
        let config = map(
            before.span,
            [
                ("MfaConfiguration", mode),
                ("SoftwareTokenMfaConfiguration", sender.software_token()),
                ("SmsMfaConfiguration", sender.sms_block().filter(|_| is_on)),
                ("EmailMfaConfiguration", sender.email_block()),
                ("WebAuthnConfiguration", sender.web_authn()),
            ],
        );
        let risk = self.kept_risk().map(|risk| risk.answer(sender.reader.choices));
        Some([map(before.span, [("UserPool", Some(described))]), config].into_iter().chain(risk).collect())
    }

    /// The two updates that lead to the same pool. The first one leaves out every attribute that makes the provider call
    /// `SetUserPoolMfaConfig`, and the first factors if they come last. `None` if an update would change nothing of its own, or if
    /// this provider's order leaves nothing to split.
    pub(super) fn in_two_steps(&self, split: Split) -> Option<[Self; 2]> {
        const FIRST_FACTORS: &str = "sign_in_policy";
        let is_later =
            |name: &str| MFA_ATTRIBUTES.contains(&name) || (name == FIRST_FACTORS && split == Split::FirstFactorsLast);
        let before = self.before.as_ref().filter(|_| self.action == Action::Update)?;
        let null = || Node { span: self.span, kind: NodeKind::Null };
        let mut after = self.after.clone();
        let NodeKind::Map(entries) = &mut after.kind else { return None };
        for entry in entries.iter_mut().filter(|entry| is_later(&entry.key)) {
            entry.value = before.get(&entry.key).cloned().unwrap_or_else(null);
        }
        let first = Self { after: after.clone(), risk: None, ..self.clone() };
        let second = Self { before: Some(after), ..self.clone() };
        let changes = |step: &Self, names: &[&str]| names.iter().any(|name| step.changes(name));
        // The provider's own order has the others last already.
        let has_later = match split {
            Split::OtherOrder => true,
            Split::FirstFactorsLast => changes(&second, &[FIRST_FACTORS]),
            Split::TierLast | Split::SenderLast | Split::RecoveryLast | Split::AllButFirstFactorsLast => false,
        };
        (has_later && changes(&first, OTHER_ATTRIBUTES) && changes(&second, MFA_ATTRIBUTES)).then_some([first, second])
    }

    /// The relying party ID before an update. An open one is taken for the same.
    fn relying_party_before(&self) -> &str {
        let block = self.before.as_ref().and_then(|before| before.get("web_authn_configuration")?.elements().first());
        block.and_then(|block| block.get("relying_party_id")?.text()).unwrap_or("example.com")
    }

    /// Whether an attribute changes in an update.
    pub(crate) fn changes(&self, name: &str) -> bool {
        let null = Node { span: self.span, kind: NodeKind::Null };
        let before = self.before.as_ref().and_then(|before| before.get(name)).unwrap_or(&null);
        let after = self.after.get(name).unwrap_or(&null);
        !is_same(before, after) && (!is_empty(before) || !is_empty(after))
    }
}

/// Builds the requests of one run.
struct Sender<'c, 'p> {
    reader: Reader<'c>,
    pool: &'p TerraformPool,
    /// The attributes that are sent.
    root: Block<'p>,
    /// Whether they are those of a pool that exists.
    shows_existing: bool,
}

impl Sender<'_, '_> {
    fn create(&mut self) -> Vec<Call> {
        let span = self.pool.span;
        let name = self.root.text("name", "pool");
        let message = self.sms_message();
        let body = with(self.settings(), [("PoolName", name), ("SmsAuthenticationMessage", message)]);
        let mut calls = vec![Call { operation: CREATE, body }];
        let mode = self.mode().filter(|mode| mode.text() != Some("OFF"));
        let web_authn = self.web_authn();
        // An empty block counts here, although nothing is sent for it.
        let has_empty_block =
            self.pool.after.get("web_authn_configuration").is_some_and(|block| !block.elements().is_empty());
        let has_web_authn = web_authn.is_some() || has_empty_block;
        if mode.is_some() || has_web_authn {
            let token = self.software_token().filter(|_| mode.is_some());
            let email = self.email_block().filter(|_| mode.is_some());
            let members = [
                ("UserPoolId", Some(self.id())),
                ("MfaConfiguration", mode),
                ("SoftwareTokenMfaConfiguration", token),
                ("SmsMfaConfiguration", self.sms_block()),
                ("EmailMfaConfiguration", email),
                ("WebAuthnConfiguration", web_authn),
            ];
            calls.push(Call { operation: SET_MFA, body: map(span, members) });
        }
        calls
    }

    fn update(&mut self) -> Vec<Call> {
        let span = self.pool.span;
        let mut calls = Vec::new();
        let mode = self.mode();
        if MFA_ATTRIBUTES.iter().any(|name| self.pool.changes(name)) {
            let sms = if is_off(mode.as_ref()) { None } else { self.sms_block() };
            let members = [
                ("UserPoolId", Some(self.id())),
                ("MfaConfiguration", mode.clone()),
                ("SoftwareTokenMfaConfiguration", self.software_token()),
                ("SmsMfaConfiguration", sms),
                ("EmailMfaConfiguration", self.email_block()),
                ("WebAuthnConfiguration", self.web_authn()),
            ];
            calls.push(Call { operation: SET_MFA, body: map(span, members) });
        }
        if OTHER_ATTRIBUTES.iter().any(|name| self.pool.changes(name)) {
            let (id, message) = (self.id(), self.sms_message());
            let members = [("UserPoolId", Some(id)), ("MfaConfiguration", mode), ("SmsAuthenticationMessage", message)];
            let body = with(self.settings(), members);
            calls.push(Call { operation: UPDATE, body });
        }
        calls
    }

    /// What `CreateUserPool` and `UpdateUserPool` have in common.
    fn settings(&mut self) -> Node {
        let span = self.pool.span;
        let tier = self.reader.word(&self.root, "user_pool_tier", TIERS, Presence::Required);
        let (recovery, device, email) = (self.recovery(), self.device(), self.email());
        let (policies, sms, add_ons) = (self.policies(), self.sms_configuration(), self.add_ons());
        let tier = tier.or_else(|| self.tier_of_existing(add_ons.as_ref()));
        let members = [
            ("AccountRecoverySetting", recovery),
            ("DeviceConfiguration", device),
            ("EmailConfiguration", email),
            ("Policies", policies),
            ("SmsConfiguration", sms),
            ("UserPoolAddOns", add_ons),
            ("UserPoolTier", tier),
        ];
        map(span, members)
    }

    /// The tier of a pool that exists, if older versions of the provider don't show it: it includes threat protection that is on.
    /// If an update turns threat protection on, every tier is tried.
    fn tier_of_existing(&mut self, add_ons: Option<&Node>) -> Option<Node> {
        const TIER: &str = "user_pool_tier";
        if !self.shows_existing {
            return None;
        }
        let is_on = |mode: Option<&Node>| matches!(mode.and_then(Node::text), Some("AUDIT" | "ENFORCED"));
        let mode = add_ons.and_then(|add_ons| add_ons.get("AdvancedSecurityMode"));
        if is_on(mode) {
            return Some(string(mode?.span, "PLUS"));
        }
        let after = self.pool.after.get("user_pool_add_ons")?.elements().first()?;
        if self.root.has(TIER) || !is_on(after.get("advanced_security_mode")) {
            return None;
        }
        let hidden = not_shown(after.span, format!("{}.{TIER}", self.pool.address));
        let hidden = map(after.span, [(TIER, Some(hidden))]);
        self.reader.word(&Block::of(&hidden), TIER, TIERS, Presence::Required)
    }

    fn id(&self) -> Node {
        let known = self.pool.before.as_ref().and_then(|before| before.get("id"));
        let known = known.or_else(|| self.pool.after.get("id")).filter(|id| id.text().is_some());
        known.cloned().unwrap_or_else(|| string(self.pool.span, ID))
    }

    fn mode(&mut self) -> Option<Node> {
        self.reader.word(&self.root, "mfa_configuration", MODES, Presence::Required)
    }

    fn sms_message(&mut self) -> Option<Node> {
        self.root.text("sms_authentication_message", "Your code is {####}.")
    }

    fn recovery(&mut self) -> Option<Node> {
        const LISTS: Lists = Lists(&[
            &["admin_only"],
            &["verified_email"],
            &["verified_phone_number"],
            &["verified_email", "verified_phone_number"],
            &["verified_phone_number", "verified_email"],
        ]);
        const NAMES: &[&str] = &["verified_email", "verified_phone_number", "admin_only"];
        let block = self.reader.block(&self.root, "account_recovery_setting")?;
        let list = block.attribute("recovery_mechanism")?;
        let mechanism = |span: Span, name: Option<Node>, priority: Option<Node>| {
            map(span, [("Name", name), ("Priority", priority)])
        };
        let mechanisms = if matches!(list.kind, NodeKind::Unknown(_)) {
            // The names in the order of their priorities.
            let names = self.reader.words(&block, "recovery_mechanism", NAMES, LISTS)?;
            let number = |priority: usize| Node { span: list.span, kind: NodeKind::Number(priority.to_string()) };
            let numbered = names.elements().iter().enumerate();
            numbered.map(|(index, name)| mechanism(list.span, Some(name.clone()), Some(number(index + 1)))).collect()
        } else {
            let mut read = |element: &Node| {
                let name = self.reader.word(&Block::of(element), "name", NAMES, Presence::Required);
                let priority = self.reader.number(&Block::of(element), "priority", &[1, 2]);
                mechanism(element.span, name, priority)
            };
            list.elements().iter().map(&mut read).collect()
        };
        let mechanisms = Node { span: list.span, kind: NodeKind::List(mechanisms) };
        Some(map(block.span(), [("RecoveryMechanisms", Some(mechanisms))]))
    }

    fn device(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "device_configuration")?;
        let challenge = self.reader.flag(&block, "challenge_required_on_new_device");
        let prompt = self.reader.flag(&block, "device_only_remembered_on_user_prompt");
        let members =
            [("ChallengeRequiredOnNewDevice", Some(challenge)), ("DeviceOnlyRememberedOnUserPrompt", Some(prompt))];
        Some(map(block.span(), members))
    }

    fn email(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "email_configuration")?;
        let accounts = &["COGNITO_DEFAULT", "DEVELOPER"];
        let account = self.reader.word(&block, "email_sending_account", accounts, Presence::Required);
        Some(map(block.span(), [("EmailSendingAccount", account)]))
    }

    fn policies(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "sign_in_policy")?;
        let factors = self.reader.words(&block, "allowed_first_auth_factors", FACTORS, FIRST_FACTORS);
        let policy = map(block.span(), [("AllowedFirstAuthFactors", factors)]);
        Some(map(block.span(), [("SignInPolicy", Some(policy))]))
    }

    fn add_ons(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "user_pool_add_ons")?;
        let modes = &["OFF", "AUDIT", "ENFORCED"];
        let mode = self.reader.word(&block, "advanced_security_mode", modes, Presence::Required);
        Some(map(block.span(), [("AdvancedSecurityMode", mode)]))
    }

    fn sms_configuration(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "sms_configuration")?;
        let members = [
            ("SnsCallerArn", block.text("sns_caller_arn", ROLE)),
            ("ExternalId", block.text("external_id", "known-after-apply")),
            (
                "SnsRegion",
                block.attribute("sns_region").filter(|region| region.text().is_some_and(|text| !text.is_empty())),
            ),
        ];
        Some(map(block.span(), members))
    }

    fn sms_block(&mut self) -> Option<Node> {
        let configuration = self.sms_configuration()?;
        let message = self.sms_message();
        let members = [("SmsConfiguration", Some(configuration.clone())), ("SmsAuthenticationMessage", message)];
        Some(map(configuration.span, members))
    }

    fn software_token(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "software_token_mfa_configuration")?;
        let enabled = self.reader.flag(&block, "enabled");
        Some(map(block.span(), [("Enabled", Some(enabled))]))
    }

    fn email_block(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "email_mfa_configuration")?;
        let members = [
            ("Message", block.text("message", "Your code is {####}.")),
            ("Subject", block.text("subject", "Your code")),
        ];
        Some(map(block.span(), members))
    }

    fn web_authn(&mut self) -> Option<Node> {
        let block = self.reader.block(&self.root, "web_authn_configuration")?;
        let verification = &["preferred", "required"];
        let name = "factor_configuration";
        let factor = if block.has(name) {
            self.reader.word(&block, name, FACTOR_CONFIGURATIONS, Presence::Optional)
        } else if self.shows_existing {
            // Something else may have set it: see the finding about providers without this attribute.
            let path = format!("{}.web_authn_configuration[0].{name}", self.pool.address);
            let hidden = map(block.span(), [(name, Some(not_shown(block.span(), path)))]);
            self.reader.word(&Block::of(&hidden), name, FACTOR_CONFIGURATIONS, Presence::Required)
        } else {
            None
        };
        let members = [
            ("RelyingPartyId", block.text("relying_party_id", self.pool.relying_party_before())),
            ("UserVerification", self.reader.word(&block, "user_verification", verification, Presence::Required)),
            ("FactorConfiguration", factor),
        ];
        Some(map(block.span(), members))
    }
}

fn is_off(mode: Option<&Node>) -> bool {
    mode.is_none_or(|mode| mode.text() == Some("OFF"))
}

/// The map with more members.
fn with<const N: usize>(base: Node, members: [(&str, Option<Node>); N]) -> Node {
    let Node { span, kind } = map(base.span, members);
    let (NodeKind::Map(mut entries), NodeKind::Map(more)) = (base.kind, kind) else {
        return Node { span, kind: NodeKind::Map(Vec::new()) };
    };
    entries.extend(more);
    Node { span, kind: NodeKind::Map(entries) }
}
