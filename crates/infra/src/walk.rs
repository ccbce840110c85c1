//! Files and folders: which files to read, and their text.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::document::mentions_cognito;
use crate::file_error::FileError;
use crate::place::Position;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 100_000_000;

/// How much of a file shows whether it's text.
const HEAD: usize = 8192;

/// A file to read.
///
/// ```
/// use std::path::Path;
/// use cognito_mfa_infra::walk;
///
/// let found: Vec<_> = walk(Path::new("README.md")).collect::<Result<_, _>>()?;
/// assert!(found[0].text()?.is_some_and(|text| text.contains("cognito-mfa-infra")));
///
/// assert!(walk(Path::new("no-such-file")).all(|file| file.is_err()));
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundFile {
    /// Its name for a person to read: the given path, and the path below it.
    pub name: Arc<str>,
    /// Its path.
    pub path: PathBuf,
    /// Whether it was given by its own name or found in a folder.
    pub origin: Origin,
}

/// How a file was found.
///
/// Closed, because there is nothing between the two.
///
/// [`read_text`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// It was given by its name. It has to be a file that can be judged.
    Named,
    /// It was found in a folder. Most files there have nothing to do with user pools.
    Walked,
}

/// The file, or the files in the folder, sorted by name. Left out are folders whose names start with a dot, and
/// `node_modules`. A `.gitignore` isn't obeyed, because it usually contains `cdk.out`.
///
/// An error doesn't end the walk. A named path that is neither a regular file nor a folder is an error, unless it's a pipe that
/// the shell has opened.
pub fn walk(path: &Path) -> impl Iterator<Item = Result<FoundFile, FileError>> {
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_wanted);
    walk.filter_map(|entry| match entry {
        Ok(entry) => {
            let origin = if entry.depth() == 0 { Origin::Named } else { Origin::Walked };
            let name = Arc::from(entry.path().to_string_lossy().as_ref());
            if entry.file_type().is_file() || (origin == Origin::Named && is_open_pipe(entry.path())) {
                return Some(Ok(FoundFile { name, path: entry.into_path(), origin }));
            }
            let is_wrong = origin == Origin::Named && !entry.file_type().is_dir();
            let message = "not a regular file. Expected a file, a folder, or `-` for standard input";
            is_wrong.then(|| Err(FileError { file: name, position: None, message: message.into() }))
        }
        Err(error) => Some(Err(walk_error(path, &error))),
    })
}

/// Whether a path is a pipe that the shell has opened, as `<(command)` does. Any other pipe could wait forever.
fn is_open_pipe(path: &Path) -> bool {
    path.starts_with("/dev/fd") || path.starts_with("/proc") || path == Path::new("/dev/stdin")
}

fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() == 0 || !entry.file_type().is_dir() || !(name.starts_with('.') || name == "node_modules")
}

fn walk_error(root: &Path, error: &walkdir::Error) -> FileError {
    let path = error.path().unwrap_or(root);
    let message = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => {
            format!("a symbolic link to a folder around it, {}. Remove the link", ancestor.display())
        }
        (None, Some(error)) => unreadable(error),
        (None, None) => "can't read this folder".into(),
    };
    FileError { file: Arc::from(path.to_string_lossy().as_ref()), position: None, message }
}

impl FoundFile {
    /// The text of the file. `None` if it was found in a folder and can't be one that is judged: it isn't text.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the file can't be read, is larger than 100 MB, or isn't UTF-8 text.
    pub fn text(&self) -> Result<Option<String>, FileError> {
        let file = File::open(&self.path).map_err(|error| self.error(unreadable(&error)))?;
        read_text(&self.name, self.origin, file)
    }

    fn error(&self, message: String) -> FileError {
        FileError { file: self.name.clone(), position: None, message }
    }
}

/// The text of an input of at most 100 MB. `None` if it was found in a folder and isn't text.
///
/// ```
/// use cognito_mfa_infra::{Origin, read_text};
///
/// let name = "template.yaml".into();
/// assert_eq!(read_text(&name, Origin::Named, "Resources: {}".as_bytes())?.as_deref(), Some("Resources: {}"));
///
/// let error = read_text(&name, Origin::Named, &b"Resources:\n  caf\xe9: {}"[..]).unwrap_err();
/// assert_eq!(error.to_string(), "template.yaml:2:6: not UTF-8 text. Save the file as UTF-8");
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
///
/// # Errors
///
/// [`FileError`] if the input can't be read, is larger than 100 MB, or isn't UTF-8 text.
pub fn read_text(name: &Arc<str>, origin: Origin, mut input: impl Read) -> Result<Option<String>, FileError> {
    let error = |position, message: String| FileError { file: name.clone(), position, message };
    let io_error = |fault: std::io::Error| error(None, unreadable(&fault));
    let mut bytes = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut bytes).map_err(io_error)?;
    if let Some(message) = not_text(&bytes) {
        // In a folder, only a file whose name says that it's text is worth a message.
        let lower = name.to_ascii_lowercase();
        let is_text = [".yaml", ".yml", ".template"].iter().any(|end| lower.ends_with(end));
        return if origin == Origin::Named || is_text { Err(error(None, message.into())) } else { Ok(None) };
    }
    let rest = (MAX_SIZE + 1).saturating_sub(bytes.len() as u64);
    input.take(rest).read_to_end(&mut bytes).map_err(io_error)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(error(None, "larger than 100 MB. Expected a smaller file".into()));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(fault) => {
            let text = String::from_utf8_lossy(fault.as_bytes());
            if origin == Origin::Walked && !mentions_cognito(&text) {
                return Ok(None);
            }
            let valid = fault.as_bytes().get(..fault.utf8_error().valid_up_to()).unwrap_or_default();
            let position = end_of(&String::from_utf8_lossy(valid));
            Err(error(Some(position), "not UTF-8 text. Save the file as UTF-8".into()))
        }
    }
}

/// What a file that isn't text is. `None` for text.
fn not_text(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4, ..] => Some(
            "a saved plan or another archive, not text. If it's a plan, use the output of `terraform show -json FILE`",
        ),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Some("UTF-16 text, as older versions of PowerShell write it. Save the file as UTF-8")
        }
        _ if head.contains(&0) => Some("a binary file. Expected JSON or YAML"),
        _ => None,
    }
}

/// The position after a text.
fn end_of(text: &str) -> Position {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    Position { line, column: last.strip_prefix('\u{feff}').unwrap_or(last).chars().count() + 1 }
}

fn unreadable(error: &std::io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        "no such file or folder".into()
    } else {
        format!("can't be read: {error}")
    }
}
