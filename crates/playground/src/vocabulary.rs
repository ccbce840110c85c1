//! The form: the groups of controls with their values, the presets and the profiles.

use cognito_mfa::Profile;
use serde::Serialize;

use crate::answer::written;
use crate::attempt_controls::{ATTEMPT, Asked};
use crate::control::{Choice, Control, Kind, Value, labels};
use crate::pool_controls::{POOL, default_pool, in_form};
use crate::presets::{Preset, presets};
use crate::state::State;
use crate::user_controls::{USER, default_user};

/// Returns the form, so that the page contains no list of values.
///
/// The answer has the `groups` of controls (`pool`, `user` and `attempt`), the `profiles`, the `presets`, and the state that the
/// form starts with (`start`). Each control has an `id` (its name in the state), a `label`, a line of `help`, a `kind` (`choice`,
/// `flags` or `switch`), its `values` (each with a `code` and a `label`), and its `default`.
///
/// ```
/// let form = cognito_mfa_playground::vocabulary();
/// assert!(form.starts_with(r#"{"ok":{"groups":[{"id":"pool","label":"Pool","controls":[{"id":"UserPoolTier","#));
/// assert!(form.contains(r#"{"code":"ON","label":"ON"}"#) && !form.contains("REQUIRED_BY_LAW"));
/// ```
#[must_use]
pub fn vocabulary() -> String {
    let asked = Asked::default();
    let pool = in_form(&default_pool(Profile::default()));
    let groups = [
        Group { id: "pool", label: "Pool", controls: views(POOL, &pool) },
        Group { id: "user", label: "User", controls: views(USER, &default_user()) },
        Group { id: "attempt", label: "Sign-in", controls: views(ATTEMPT, &asked) },
    ];
    let label = |profile| match profile {
        Profile::Observed => "Observed: what was measured on the live service".into(),
        Profile::Documented => "Documented: what AWS documents".into(),
    };
    let profiles = labels(Profile::ALL, Profile::name, label);
    written(Ok(Vocabulary { groups, profiles, presets: presets(), start: State::default() }))
}

#[derive(Serialize)]
struct Vocabulary {
    groups: [Group; 3],
    profiles: Vec<Choice>,
    presets: Vec<Preset>,
    start: State,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
    label: &'static str,
    controls: Vec<ControlView>,
}

#[derive(Serialize)]
struct ControlView {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    kind: Kind,
    values: Vec<Choice>,
    default: Value,
}

fn views<S>(controls: &[Control<S>], default: &S) -> Vec<ControlView> {
    let view = |control: &Control<S>| ControlView {
        id: control.id,
        label: control.id,
        help: control.help,
        kind: control.kind,
        values: (control.values)(),
        default: (control.get)(default),
    };
    controls.iter().map(view).collect()
}
