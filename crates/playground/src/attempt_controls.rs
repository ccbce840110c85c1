//! The controls for the sign-in: what the user starts with, the device, the risk, and the level to reach.

use cognito_mfa::Attempt;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::assurance::AcrLevel;
use cognito_mfa::sign_in::{Device, FirstFactor};
use cognito_mfa_insight::Phrase;

use crate::control::{Choice, Control, Kind, Value, labels, names};

/// A sign-in and the level that the app asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    pub(crate) attempt: Attempt,
    pub(crate) level: Option<AcrLevel>,
}

/// The value of `TargetAcrValues` when the app asks for no level.
const NONE: &str = "none";

pub(crate) const ATTEMPT: &[Control<Asked>] = &[
    Control {
        id: "FirstFactor",
        help: "What the user has proven first.",
        kind: Kind::Choice,
        values: first_factors,
        get: |asked| Value::choice(asked.attempt.first_factor.name()),
        set: |asked, value| {
            let named = |name: &str| FirstFactor::KINDS.iter().copied().find(|first| first.name() == name);
            asked.attempt.first_factor = value.one(named)?;
            Some(())
        },
    },
    Control {
        id: "Device",
        help: "Whether the pool knows or remembers the device of the user.",
        kind: Kind::Choice,
        values: || names(Device::ALL, Device::name),
        get: |asked| Value::choice(asked.attempt.device.name()),
        set: |asked, value| {
            asked.attempt.device = value.one(Device::from_name)?;
            Some(())
        },
    },
    Control {
        id: "RiskLevel",
        help: "The risk of the sign-in, as threat protection sees it.",
        kind: Kind::Choice,
        values: || names(RiskLevel::ALL, RiskLevel::name),
        get: |asked| Value::choice(asked.attempt.risk.name()),
        set: |asked, value| {
            asked.attempt.risk = value.one(RiskLevel::from_name)?;
            Some(())
        },
    },
    Control {
        id: "TargetAcrValues",
        help: "The level of assurance that the app asks for (step-up).",
        kind: Kind::Choice,
        values: levels,
        get: |asked| Value::choice(asked.level.map_or(NONE, AcrLevel::name)),
        set: |asked, value| {
            let named = |name: &str| AcrLevel::from_name(name).map(Some);
            asked.level = value.one(|name| if name == NONE { Some(None) } else { named(name) })?;
            Some(())
        },
    },
];

fn first_factors() -> Vec<Choice> {
    let label = |first| {
        let phrase = Phrase(Attempt::with(first)).to_string();
        phrase.strip_prefix("signing in ").unwrap_or(&phrase).to_owned()
    };
    labels(FirstFactor::KINDS, FirstFactor::name, label)
}

fn levels() -> Vec<Choice> {
    let mut values = vec![Choice { code: NONE, label: NONE.into() }];
    values.extend(names(AcrLevel::ALL, AcrLevel::name));
    values
}
