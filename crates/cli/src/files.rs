//! Files and standard input, and the JSON objects that stand in them.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use indicatif::ProgressDrawTarget;
use serde_json::value::RawValue;

use crate::fault::{Fault, Place};
use crate::lines::Lines;
use crate::progress::Progress;

/// What a file is named by on the command line; `-` is standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source(pub(crate) OsString);

/// The files of one run.
pub(crate) struct Files<'a> {
    /// Until it is read.
    input: Option<&'a mut dyn Read>,
    progress: fn() -> ProgressDrawTarget,
}

/// A file that was read whole.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A JSON object in a text, and where it begins.
pub(crate) struct JsonObject<'t> {
    pub(crate) place: Place,
    pub(crate) json: &'t str,
}

impl Source {
    pub(crate) fn name(&self) -> String {
        if self.is_input() { "standard input".into() } else { self.0.to_string_lossy().into_owned() }
    }

    pub(crate) fn is_input(&self) -> bool {
        self.0 == "-"
    }
}

impl<'a> Files<'a> {
    pub(crate) fn new(input: &'a mut dyn Read, progress: fn() -> ProgressDrawTarget) -> Self {
        Self { input: Some(input), progress }
    }

    /// Reads a file whole.
    pub(crate) fn text(&mut self, source: &Source) -> Result<Text, Fault> {
        let name = source.name();
        let (mut reader, _) = self.open(source)?;
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| Place::file(&name).fault(error.to_string()))?;
        let text = utf8(&Place::line(&name, 1), bytes)?;
        Ok(Text { name, text })
    }

    /// Opens a file that may be long, and shows how far its reading has got.
    pub(crate) fn lines(&mut self, source: &Source) -> Result<Lines<'_>, Fault> {
        let draw = self.progress;
        let (reader, size) = self.open(source)?;
        Ok(Lines::new(source.name(), reader, Progress::new(size, draw)))
    }

    fn open(&mut self, source: &Source) -> Result<(Box<dyn BufRead + '_>, Option<u64>), Fault> {
        let place = Place::file(&source.name());
        if source.is_input() {
            let input = self.input.take().ok_or_else(|| place.fault("expected to be named once"))?;
            return Ok((Box::new(BufReader::new(input)), None));
        }
        let opened = File::open(PathBuf::from(&source.0));
        let file = opened.map_err(|error| place.fault(format!("expected a file that can be read: {error}")))?;
        let size = file.metadata().ok().map(|data| data.len());
        Ok((Box::new(BufReader::with_capacity(1 << 16, file)), size))
    }
}

impl Text {
    /// The JSON objects, one after another.
    pub(crate) fn objects(&self) -> impl Iterator<Item = Result<JsonObject<'_>, Fault>> {
        objects(Place::line(&self.name, 1), &self.text)
    }

    /// The one JSON object that there is.
    pub(crate) fn object(&self) -> Result<JsonObject<'_>, Fault> {
        let mut objects = self.objects();
        let only = objects.next().unwrap_or_else(|| Err(Place::file(&self.name).fault("expected a JSON object")))?;
        match objects.next().transpose()? {
            None => Ok(only),
            Some(second) => Err(second.place.fault("expected the end of the file")),
        }
    }
}

/// The JSON objects of a text that begins here.
pub(crate) fn objects(begin: Place, text: &str) -> impl Iterator<Item = Result<JsonObject<'_>, Fault>> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut passed = 0;
    let mut here = begin.clone();
    serde_json::Deserializer::from_str(text).into_iter::<&RawValue>().map(move |value| {
        let value = value.map_err(|error| begin.not_json(error.line(), error.column()))?;
        let start = start_of(text, value.get());
        here = here.after(text.get(passed..start));
        passed = start;
        let object = JsonObject { place: here.clone(), json: value.get() };
        if object.json.starts_with('{') { Ok(object) } else { Err(here.fault("expected a JSON object")) }
    })
}

/// What some programs write before a text.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Where a part of a text begins in it: as far as their addresses lie apart.
pub(crate) fn start_of(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// Bytes that begin here as text, or the line that is none.
pub(crate) fn utf8(begin: &Place, bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        begin.after(text.get(..valid)).fault("expected text in UTF-8")
    })
}
