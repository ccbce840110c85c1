//! Files and standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use indicatif::ProgressDrawTarget;

use crate::fault::Fault;
use crate::lines::Lines;
use crate::object::{JsonObject, objects};
use crate::place::Place;
use crate::progress::Progress;
use crate::source::Source;

/// The files of one command.
pub(crate) struct Files<'a> {
    /// Standard input, until it is read.
    input: Option<&'a mut dyn Read>,
    progress: fn() -> ProgressDrawTarget,
    /// Texts that don't come from the disk, each with its name.
    given: Vec<(Source, String)>,
}

/// A whole file in memory.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl<'a> Files<'a> {
    pub(crate) fn new(input: &'a mut dyn Read, progress: fn() -> ProgressDrawTarget) -> Self {
        Self { input: Some(input), progress, given: Vec::new() }
    }

    /// Adds a text that was read in another way than from a file.
    #[cfg(feature = "live")]
    pub(crate) fn add(&mut self, source: &Source, text: String) {
        self.given.push((source.clone(), text));
    }

    /// Whether the text of this name doesn't come from the disk.
    pub(crate) fn is_given(&self, source: &Source) -> bool {
        source.is_standard_input() || self.given.iter().any(|(given, _)| given == source)
    }

    /// Where the command draws its progress.
    #[cfg(any(feature = "conform", feature = "live"))]
    pub(crate) fn draw_target(&self) -> ProgressDrawTarget {
        (self.progress)()
    }

    /// Reads a whole file.
    pub(crate) fn text(&mut self, source: &Source) -> Result<Text, Fault> {
        let name = source.name();
        let (mut reader, _) = self.open(source)?;
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| Place::file(&name).fault(unreadable(&error)))?;
        let text = utf8(&Place::line(&name, 1), bytes)?;
        Ok(Text { name, text })
    }

    /// Opens a file that may be long. A progress bar shows how much has been read.
    pub(crate) fn lines(&mut self, source: &Source) -> Result<Lines<'_>, Fault> {
        let draw = self.progress;
        let (reader, size) = self.open(source)?;
        Ok(Lines::new(source.name(), reader, Progress::new(size, draw)))
    }

    /// Opens a file. Returns its size too, if it's known.
    pub(crate) fn open(&mut self, source: &Source) -> Result<(Box<dyn BufRead + '_>, Option<u64>), Fault> {
        let place = Place::file(&source.name());
        if source.is_standard_input() {
            let twice = "`-` appears more than once. Standard input can be read only once";
            let input = self.input.take().ok_or_else(|| place.fault(twice))?;
            return Ok((Box::new(BufReader::new(input)), None));
        }
        if let Some((_, text)) = self.given.iter().find(|(given, _)| given == source) {
            return Ok((Box::new(text.as_bytes()), Some(text.len() as u64)));
        }
        let file = File::open(&source.0).map_err(|error| place.fault(unreadable(&error)))?;
        let size = file.metadata().ok().map(|data| data.len());
        Ok((Box::new(BufReader::with_capacity(1 << 16, file)), size))
    }
}

pub(crate) fn unreadable(error: &std::io::Error) -> String {
    format!("can't read this file: {error}")
}

impl Text {
    /// The JSON objects of the file, one after another.
    pub(crate) fn objects(&self) -> impl Iterator<Item = Result<JsonObject<'_>, Fault>> {
        objects(Place::line(&self.name, 1), &self.text)
    }

    /// The only JSON object of the file.
    pub(crate) fn object(&self) -> Result<JsonObject<'_>, Fault> {
        let mut objects = self.objects();
        let empty = "nothing to read. Expected a JSON object";
        let only = objects.next().unwrap_or_else(|| Err(Place::file(&self.name).fault(empty)))?;
        match objects.next().transpose()? {
            None => Ok(only),
            Some(second) => Err(second.place.fault("a second JSON object starts here. Expected only one")),
        }
    }
}

/// The bytes as text. They start at this place. The error names the line that isn't UTF-8.
pub(crate) fn utf8(start: &Place, bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        start.after(text.get(..valid)).fault(NOT_UTF8)
    })
}

pub(crate) const NOT_UTF8: &str = "not UTF-8 text. Save the file as UTF-8";
