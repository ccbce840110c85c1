//! Two pools side by side: counts over every kind of user, and a heat map of named groups of users and sign-ins.

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::assurance::Attachment;
use cognito_mfa::sign_in::{CompiledPolicy, Device, FirstFactor, PasskeyProof, Resolution};
use cognito_mfa::user::{Password, UserStatus};
use cognito_mfa::{Attempt, PoolPolicy, UserFacts};
use cognito_mfa_insight::{Comparison, Effect, Phrase, SignInPaths};
use serde::Serialize;

use crate::answer::written;
use crate::state::State;
use crate::walk::{Node, walk};

/// Compares the pool of a state with the other one, over every kind of user.
///
/// The answer has the number of kinds of users for each effect in the state's sign-in (`counts`), and a heat map: `rows` are
/// groups of users, `columns` are sign-ins, and each of the `cells` has the number of kinds of users for each effect, and a
/// user to look at.
///
/// ```
/// let answer = cognito_mfa_playground::compare(r#"{"other": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}}"#);
/// assert!(answer.starts_with(r#"{"ok":{"counts":{"users":38880,"#) && answer.contains("These users now get a challenge."));
///
/// let answer = cognito_mfa_playground::compare("{}");
/// assert_eq!(answer, r#"{"error":"other: There is no pool to compare with."}"#);
/// ```
#[must_use]
pub fn compare(state: &str) -> String {
    written(State::read(state).and_then(|(state, _)| ComparisonView::of(&state)))
}

/// Walks the sign-in of a state through both of its pools: `{"before": …, "after": …}`.
///
/// ```
/// let walks = cognito_mfa_playground::walks(r#"{"other": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}}"#);
/// assert!(walks.starts_with(r#"{"ok":{"before":{"kind":"authenticated""#) && walks.contains(r#""after":{"kind":"challenge""#));
/// ```
#[must_use]
pub fn walks(state: &str) -> String {
    written(State::read(state).and_then(|(state, _)| {
        let other = State { pool: state.other.clone().ok_or(NO_OTHER)?, ..state.clone() };
        Ok(Walks { before: walk(&state), after: walk(&other) })
    }))
}

#[derive(Serialize)]
struct Walks {
    before: Node,
    after: Node,
}

pub(crate) const NO_OTHER: &str = "other: There is no pool to compare with.";

#[derive(Serialize)]
struct ComparisonView {
    counts: Counts,
    rows: Vec<Label>,
    columns: Vec<Label>,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Counts {
    /// The number of kinds of users.
    users: u64,
    /// The number of those without an effect.
    same: u64,
    effects: Vec<EffectCount>,
}

#[derive(Serialize)]
struct EffectCount {
    code: &'static str,
    sentence: &'static str,
    users: u64,
}

#[derive(Serialize)]
struct Label {
    id: &'static str,
    label: String,
}

#[derive(Serialize)]
struct Cell {
    row: &'static str,
    column: &'static str,
    /// The most frequent effect, or `same`.
    effect: &'static str,
    /// The number of kinds of users.
    users: u64,
    same: u64,
    effects: Vec<EffectCount>,
    sample: Sample,
}

/// A user of a cell with its most frequent effect.
#[derive(Serialize)]
struct Sample {
    user: String,
    attempt: String,
    before: String,
    after: String,
    state: State,
}

/// A named group of users. Each user is in the first group that takes them.
struct Group {
    id: &'static str,
    label: &'static str,
    takes: fn(UserFacts) -> bool,
}

const GROUPS: &[Group] = &[
    Group { id: "disabled", label: "disabled users", takes: UserFacts::is_disabled },
    Group {
        id: "other-status",
        label: "users with another status than CONFIRMED",
        takes: |user| user.status() != UserStatus::Confirmed,
    },
    Group {
        id: "no-password",
        label: "users without a password, with no factor enabled",
        takes: |user| user.password() == Password::Absent && user.enabled().is_empty(),
    },
    Group {
        id: "no-password-enabled",
        label: "users without a password, with a factor enabled",
        takes: |user| user.password() == Password::Absent,
    },
    Group {
        id: "bare",
        label: "users with no factor enabled, and nothing to receive a code with",
        takes: |user| user.enabled().is_empty() && user.possessed().codes().is_empty(),
    },
    Group { id: "not-enabled", label: "users with no factor enabled", takes: |user| user.enabled().is_empty() },
    Group {
        id: "passkey",
        label: "users with passkey MFA enabled",
        takes: |user| user.enabled().contains(Factor::Passkey),
    },
    Group { id: "totp", label: "users with TOTP enabled", takes: |user| user.enabled().contains(Factor::Totp) },
    Group { id: "sms", label: "users with SMS enabled", takes: |user| user.enabled().contains(Factor::Sms) },
    Group { id: "email", label: "users with only email enabled", takes: |_| true },
];

/// The sign-ins of the heat map.
const ATTEMPTS: [(&str, Attempt); 6] = [
    ("password", Attempt::password()),
    ("email-otp", Attempt::with(FirstFactor::EmailOtp)),
    ("sms-otp", Attempt::with(FirstFactor::SmsOtp)),
    ("passkey", Attempt::with(FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform))),
    ("remembered-device", Attempt { device: Device::Remembered, ..Attempt::password() }),
    ("high-risk", Attempt { risk: RiskLevel::High, ..Attempt::password() }),
];

impl ComparisonView {
    fn of(state: &State) -> Result<Self, String> {
        let other = state.other.as_ref().ok_or(NO_OTHER)?;
        let (before, after) = (state.policy(), other.policy());
        let users: Vec<UserFacts> = UserFacts::all().collect();
        let label = |id, phrase: &str| Label { id, label: phrase.into() };
        Ok(Self {
            counts: counts(&before, &after, &users, state.attempt()),
            rows: GROUPS.iter().map(|group| label(group.id, group.label)).collect(),
            columns: ATTEMPTS.iter().map(|(id, attempt)| label(id, &Phrase(*attempt).to_string())).collect(),
            cells: cells(state, &before, &after, &users),
        })
    }
}

fn counts(before: &PoolPolicy, after: &PoolPolicy, users: &[UserFacts], attempt: Attempt) -> Counts {
    let mut tally = Tally::default();
    for user in users {
        tally.add(*user, 1, &Comparison::new(before, after, *user, attempt));
    }
    Counts { users: tally.users, same: tally.same, effects: tally.effects() }
}

fn cells(state: &State, before: &PoolPolicy, after: &PoolPolicy, users: &[UserFacts]) -> Vec<Cell> {
    let mut groups: Vec<(&Group, Vec<UserFacts>)> = GROUPS.iter().map(|group| (group, Vec::new())).collect();
    for user in users {
        if let Some((_, members)) = groups.iter_mut().find(|(group, _)| (group.takes)(*user)) {
            members.push(*user);
        }
    }
    // As tables, the policies decide a whole population sooner.
    let (before, after) = (before.compile(), after.compile());
    let mut cells = Vec::new();
    for (group, members) in &groups {
        for (column, attempt) in ATTEMPTS {
            cells.extend(Cell::new(state, (&before, &after), group, (column, attempt), members));
        }
    }
    cells
}

/// The users of a cell who get the same two answers.
struct SameAnswers {
    before: Resolution,
    after: Resolution,
    users: u64,
    /// The plainest of them.
    sample: UserFacts,
}

impl Cell {
    fn new(
        state: &State,
        (before, after): (&CompiledPolicy, &CompiledPolicy),
        group: &Group,
        (column, attempt): (&'static str, Attempt),
        members: &[UserFacts],
    ) -> Option<Self> {
        let mut answers: Vec<SameAnswers> = Vec::new();
        for user in members {
            let (was, is) = (before.resolve(*user, attempt), after.resolve(*user, attempt));
            match answers.iter_mut().find(|same| same.before == was && same.after == is) {
                Some(same) => {
                    same.users += 1;
                    if size(*user) < size(same.sample) {
                        same.sample = *user;
                    }
                }
                None => answers.push(SameAnswers { before: was, after: is, users: 1, sample: *user }),
            }
        }
        let mut tally = Tally::default();
        for same in &answers {
            tally.add(same.sample, same.users, &same.comparison(attempt));
        }
        let (effect, user) = tally.most_frequent()?;
        let mut sample = state.clone();
        (sample.user, sample.asked.attempt) = (user, attempt);
        // The table would be in each cell.
        sample.population = None;
        Some(Self {
            row: group.id,
            column,
            effect: effect.map_or("same", Effect::code),
            users: tally.users,
            same: tally.same,
            effects: tally.effects(),
            sample: Sample {
                user: user.to_string(),
                attempt: Phrase(attempt).to_string(),
                before: format!("{}.", Phrase(before.resolve(user, attempt))),
                after: format!("{}.", Phrase(after.resolve(user, attempt))),
                state: sample,
            },
        })
    }
}

impl SameAnswers {
    /// The comparison of the two answers alone. The sign-in paths are left out, because they aren't about one sign-in.
    fn comparison(&self, attempt: Attempt) -> Comparison {
        let policy = PoolPolicy::default();
        let mut comparison = Comparison::new(&policy, &policy, self.sample, attempt);
        (comparison.before, comparison.after) = (self.before, self.after);
        (comparison.paths_before, comparison.paths_after) = (SignInPaths::default(), SignInPaths::default());
        comparison
    }
}

/// Counts kinds of users by effect.
#[derive(Default)]
struct Tally {
    users: u64,
    same: u64,
    /// The plainest user without an effect.
    unchanged: Option<UserFacts>,
    /// Each effect with its users, and the plainest of them.
    by_effect: Vec<(Effect, u64, UserFacts)>,
}

/// How much a user has. The sample is a user with little.
fn size(user: UserFacts) -> (u32, u32) {
    (user.to_bits().count_ones(), user.to_bits())
}

impl Tally {
    fn add(&mut self, user: UserFacts, count: u64, comparison: &Comparison) {
        self.users += count;
        let mut is_same = true;
        for effect in comparison.effects() {
            is_same = false;
            match self.by_effect.iter_mut().find(|(other, ..)| *other == effect) {
                Some((_, users, sample)) => {
                    *users += count;
                    if size(user) < size(*sample) {
                        *sample = user;
                    }
                }
                None => self.by_effect.push((effect, count, user)),
            }
        }
        if is_same {
            self.same += count;
            if self.unchanged.is_none_or(|other| size(user) < size(other)) {
                self.unchanged = Some(user);
            }
        }
    }

    /// The effects, in the order in which insight lists them.
    fn effects(&self) -> Vec<EffectCount> {
        let mut effects = self.by_effect.clone();
        effects.sort_by_key(|(effect, ..)| *effect);
        let count = |(effect, users, _): &(Effect, u64, UserFacts)| EffectCount {
            code: effect.code(),
            sentence: effect.sentence(),
            users: *users,
        };
        effects.iter().map(count).collect()
    }

    /// The effect of most users, with one of them. `None` stands for no effect, which counts only if no user has one.
    fn most_frequent(&self) -> Option<(Option<Effect>, UserFacts)> {
        let most = self.by_effect.iter().max_by_key(|(effect, users, _)| (*users, std::cmp::Reverse(*effect)));
        most.map(|(effect, _, user)| (Some(*effect), *user)).or_else(|| Some((None, self.unchanged?)))
    }
}
