//! Which vectors run, and which of their lines are compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;
use cognito_mfa_conform::{LineReport, VectorFile};

use crate::fault::Fault;
use crate::files::unreadable;
use crate::place::Place;

/// The name of a file, or a part of it, perhaps with a line.
#[derive(Clone)]
pub(crate) struct Filter {
    file: String,
    line: Option<usize>,
}

/// The lines to compare.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Lines that were measured on the live service
    Measured,
    /// Lines that need only SMS and TOTP
    Classic,
}

/// Which vectors run, and which of their lines are compared.
pub(crate) struct Selection<'a> {
    pub(crate) filters: &'a [Filter],
    pub(crate) only: &'a [Only],
}

impl FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.rsplit_once(':') {
            Some((file, line)) => {
                let line = line.parse().map_err(|_| "expected a part of a file's name, or FILE:LINE")?;
                Ok(Self { file: file.into(), line: Some(line) })
            }
            None => Ok(Self { file: text.into(), line: None }),
        }
    }
}

impl Filter {
    /// Whether this filter chooses the file. With the ending, a filter is the whole name, so that the command that repeats a
    /// line chooses one file.
    fn fits(&self, file: &str) -> bool {
        if Path::new(&self.file).extension().is_some_and(|extension| extension == "jsonl") {
            file == self.file
        } else {
            file.contains(&self.file)
        }
    }
}

impl Selection<'_> {
    /// The files to run. Without a folder, they are the command's own.
    pub(crate) fn files(&self, folder: Option<&Path>) -> Result<Vec<VectorFile>, Fault> {
        let mut files = match folder {
            None => VectorFile::built_in(),
            Some(folder) => read_folder(folder)?,
        };
        files.retain(|file| self.filters.is_empty() || self.filters.iter().any(|filter| filter.fits(&file.name)));
        Ok(files)
    }

    /// Whether this line is compared.
    pub(crate) fn compares(&self, line: &LineReport) -> bool {
        let fits =
            |filter: &Filter| filter.fits(&line.file) && filter.line.is_none_or(|number| number == line.vector.number);
        let is_only = |only: &Only| match only {
            Only::Measured => line.vector.evidence.as_ref().is_some_and(|letters| letters.contains('M')),
            Only::Classic => line.vector.has("classic"),
        };
        (self.filters.is_empty() || self.filters.iter().any(fits)) && self.only.iter().all(is_only)
    }
}

fn read_folder(folder: &Path) -> Result<Vec<VectorFile>, Fault> {
    let fault = |path: &Path, error: &std::io::Error| Place::file(&path.to_string_lossy()).fault(unreadable(error));
    let (mut folders, mut paths): (Vec<PathBuf>, Vec<PathBuf>) = (vec![folder.into()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(|error| fault(&next, &error))? {
            let path = entry.map_err(|error| fault(&next, &error))?.path();
            // A link to a folder could lead back here.
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "jsonl") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).map_err(|error| fault(&path, &error))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Ok(VectorFile::read(&name, &bytes))
    };
    paths.into_iter().map(read).collect()
}
