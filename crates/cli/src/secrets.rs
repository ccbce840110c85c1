//! Request bodies as the command prints them: without passwords, codes and tokens.

use std::fmt;

use cognito_mfa::wire::Credential;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Returns a JSON value with `"…"` in place of each secret value. The rest stays as written, without spaces.
///
/// The access tokens of scenarios name a pool and a user, so they are no secrets. A signed token is hidden.
pub(crate) fn without_secrets(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    write(json, &mut shown);
    shown
}

const HIDDEN: &str = "\"…\"";

fn write(json: &str, shown: &mut String) {
    let result = match json.trim_start().as_bytes().first() {
        Some(b'{') => serde_json::Deserializer::from_str(json).deserialize_map(Writer(shown)),
        Some(b'[') => serde_json::Deserializer::from_str(json).deserialize_seq(Writer(shown)),
        Some(b'"') if is_signed_token(json) => return shown.push_str(HIDDEN),
        _ => return shown.push_str(json),
    };
    if result.is_err() {
        shown.push_str(HIDDEN);
    }
}

/// Writes the members of an object, or the elements of a list.
struct Writer<'s>(&'s mut String);

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        let Self(shown) = self;
        shown.push('{');
        let mut between = "";
        while let Some(raw_name) = members.next_key::<&RawValue>()? {
            shown.push_str(between);
            shown.push_str(raw_name.get());
            shown.push(':');
            if is_secret(raw_name) {
                members.next_value::<IgnoredAny>()?;
                shown.push_str(HIDDEN);
            } else {
                write(members.next_value::<&RawValue>()?.get(), shown);
            }
            between = ",";
        }
        shown.push('}');
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut elements: S) -> Result<(), S::Error> {
        let Self(shown) = self;
        shown.push('[');
        let mut between = "";
        while let Some(element) = elements.next_element::<&RawValue>()? {
            shown.push_str(between);
            write(element.get(), shown);
            between = ",";
        }
        shown.push(']');
        Ok(())
    }
}

/// Whether a member's value is a secret: a credential of the engine's list, or one by its name.
fn is_secret(raw_name: &RawValue) -> bool {
    let name: String = serde_json::from_str(raw_name.get()).unwrap_or_default();
    let is_credential = |one: &Credential| [one.member(), one.key()].contains(&Some(name.as_str()));
    let lowercase = name.to_ascii_lowercase();
    Credential::ALL.iter().any(is_credential)
        || ["password", "code", "secret"].iter().any(|word| lowercase.contains(word))
}

/// Whether a string looks like a JSON Web Token, whose header starts with `{"`.
fn is_signed_token(json: &str) -> bool {
    serde_json::from_str::<String>(json).is_ok_and(|value| value.starts_with("eyJ"))
}
