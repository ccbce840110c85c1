//! A walk finds the files of a folder, and goes on after an error.

use std::fs;
use std::path::{Path, PathBuf};

use cognito_mfa_infra::{FoundFile, Origin, read_text, walk};

/// A folder of its own for one test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cognito-mfa-infra-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The text without the folder's own name.
    fn shown(&self, text: &str) -> String {
        text.replace(self.0.to_str().unwrap(), "$")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn found(folder: &Folder, path: &Path) -> Vec<String> {
    let show = |found: Result<FoundFile, _>| {
        found.map_or_else(|error: cognito_mfa_infra::FileError| error.to_string(), |file| file.name.to_string())
    };
    walk(path).map(show).map(|text| folder.shown(&text)).collect()
}

#[test]
fn a_walk_is_sorted_and_leaves_out_hidden_folders_and_node_modules() {
    let folder = Folder::new("sorted");
    for path in
        ["b.json", "a/z.yaml", "a/.hidden.yaml", ".git/x.json", "node_modules/y.json", "cdk.out/stack.template.json"]
    {
        folder.write(path, "{}");
    }
    folder.write(".gitignore", "cdk.out\n");
    assert_eq!(
        found(&folder, &folder.0),
        ["$/.gitignore", "$/a/.hidden.yaml", "$/a/z.yaml", "$/b.json", "$/cdk.out/stack.template.json"]
    );
    // A folder that is given by its name is always read.
    assert_eq!(found(&folder, &folder.0.join("node_modules")), ["$/node_modules/y.json"]);
    let only = walk(&folder.0.join("b.json")).next().unwrap().unwrap();
    assert_eq!(only.origin, Origin::Named);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_and_a_broken_link_are_reported_and_the_walk_goes_on() {
    let folder = Folder::new("loop");
    folder.write("a/x.json", "{}");
    folder.write("z.json", "{}");
    std::os::unix::fs::symlink(&folder.0, folder.0.join("a/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.0.join("gone")).unwrap();
    assert_eq!(
        found(&folder, &folder.0),
        [
            "$/a/up: a symbolic link to a folder around it, $. Remove the link",
            "$/a/x.json",
            "$/gone: no such file or folder",
            "$/z.json",
        ]
    );
}

#[test]
fn a_missing_file_is_an_error() {
    let folder = Folder::new("missing");
    assert_eq!(found(&folder, &folder.0.join("pool.json")), ["$/pool.json: no such file or folder"]);
}

#[track_caller]
fn check(content: &[u8], named: &str, walked: Option<&str>) {
    let read = |origin| read_text(&"a".into(), origin, content);
    assert_eq!(read(Origin::Named).unwrap_err().to_string(), named);
    match (read(Origin::Walked), walked) {
        (Ok(text), None) => assert_eq!(text, None),
        (Err(error), Some(expected)) => assert_eq!(error.to_string(), expected),
        (other, _) => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_text_is_an_error_only_where_it_was_asked_for() {
    check(b"\x7fELF\0\0", "a: a binary file. Expected JSON or YAML", None);
    check(
        b"PK\x03\x04\x14",
        "a: a saved plan or another archive, not text. If it's a plan, use the output of `terraform show -json FILE`",
        None,
    );
    check(b"\xff\xfe{\0}\0", "a: UTF-16 text, as older versions of PowerShell write it. Save the file as UTF-8", None);
    check(b"caf\xe9", "a:1:4: not UTF-8 text. Save the file as UTF-8", None);
    let template = b"Type: AWS::Cognito::UserPool\nName: caf\xe9";
    let error = "a:2:10: not UTF-8 text. Save the file as UTF-8";
    check(template, error, Some(error));
}

#[test]
fn more_than_100_megabytes_are_refused() {
    let read = |size: u64| {
        let spaces = std::io::Read::take(std::io::repeat(b' '), size);
        read_text(&"a".into(), Origin::Named, spaces).map(|text| text.map(|text| text.len()))
    };
    assert_eq!(read(100_000_000).unwrap(), Some(100_000_000));
    assert_eq!(read(100_000_001).unwrap_err().to_string(), "a: larger than 100 MB. Expected a smaller file");
}
