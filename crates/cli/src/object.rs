//! The JSON objects in a text.

use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::place::Place;

/// A JSON object, and where it starts.
pub(crate) struct JsonObject<'t> {
    pub(crate) place: Place,
    pub(crate) json: &'t str,
}

/// The JSON objects of a text that starts at this place.
pub(crate) fn objects(start: Place, text: &str) -> impl Iterator<Item = Result<JsonObject<'_>, Fault>> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut passed = 0;
    let mut here = start.clone();
    serde_json::Deserializer::from_str(text).into_iter::<&RawValue>().map(move |value| {
        let value = value.map_err(|error| Fault::not_json(&start, error.line(), error.column()))?;
        let offset = offset(text, value.get());
        here = here.after(text.get(passed..offset));
        passed = offset;
        let object = JsonObject { place: here.clone(), json: value.get() };
        if object.json.starts_with('{') { Ok(object) } else { Err(here.fault("expected a JSON object")) }
    })
}

/// Some programs write this in front of a text.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Where a part of a text starts in it: the distance of their addresses.
pub(crate) fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}
