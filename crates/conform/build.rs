//! Lists the vectors, which are part of the crate, so that the installed command needs no other files.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("vectors");
    println!("cargo::rerun-if-changed=vectors");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let entry = |file: &PathBuf| {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        format!("({name:?}, include_bytes!({:?}))", file.to_string_lossy())
    };
    let entries: Vec<_> = files.iter().map(entry).collect();
    let list = format!("&[{}]", entries.join(","));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("vectors.rs"), list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(path);
        }
    }
    Ok(())
}
