//! Rules for the sources: the order of the modules, no side effects, and serde only at the edge.

use std::path::{Path, PathBuf};

use cognito_mfa::sign_in::CompiledPolicy;
use cognito_mfa::wire::{AuthResponse, DecodeError, ErrorBody, Request, stored};
use cognito_mfa::{Pool, PoolPolicy, Rejection, SignIn, Step, User};

/// Each module can use itself and the modules before it.
const ORDER: &[&str] = &[
    "set",
    "names",
    "evidence",
    "exception",
    "factor",
    "pool",
    "user",
    "command",
    "note",
    "rules",
    "apply",
    "sign_in",
    "recovery",
    "wire",
    "invariants",
    "generate",
];

/// The source files, each with its top-level module.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inner = path.strip_prefix(&root).unwrap();
                let module = inner.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_string();
                let text = std::fs::read_to_string(&path).unwrap();
                sources.push((module, path, text));
            }
        }
    }
    assert!(sources.len() > 40);
    sources
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

#[test]
fn modules_use_only_earlier_modules() {
    let place = |module: &str| ORDER.iter().position(|one| *one == module);
    for (module, path, text) in sources() {
        let Some(own) = place(&module) else {
            assert!(matches!(module.as_str(), "lib" | "tables"), "the order doesn't contain {module}");
            continue;
        };
        for line in code(&text) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
                let other = place(&used).unwrap_or_else(|| panic!("{}: crate::{used}", path.display()));
                assert!(other <= own, "{}: {module} uses {used}", path.display());
            }
        }
    }
}

#[test]
fn only_the_wire_module_and_the_generators_of_requests_use_serde() {
    for (module, path, text) in sources() {
        // The generators write requests and damage them.
        let is_generator = path.ends_with("generate/request.rs") || path.ends_with("generate/bent.rs");
        let knows = code(&text).any(|line| line.contains("serde") && !line.contains("feature = \"serde\""));
        assert!(!knows || module == "wire" || is_generator, "{} uses serde", path.display());
    }
}

#[test]
fn the_engine_has_no_side_effects() {
    let deeds = [
        "std::",
        "println!",
        "eprintln!",
        "dbg!",
        "Cell<",
        "static mut",
        "Mutex",
        "Atomic",
        "thread",
        "async ",
        "unsafe",
        ".unwrap()",
        ".expect(",
        "panic!",
        "unreachable!",
        "todo!",
        "unimplemented!",
    ];
    for (_, path, text) in sources() {
        for line in code(&text) {
            for deed in deeds {
                assert!(!line.contains(deed), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn files_are_small() {
    for (module, path, text) in sources() {
        // The length of a table depends on its number of rows.
        let is_table =
            module == "rules" || path.ends_with("sign_in/reason.rs") || path.ends_with("sign_in/decision.rs");
        let limit = if is_table { 400 } else { 280 };
        // Examples don't make a file harder to read.
        let lines = code(&text).count();
        assert!(lines <= limit, "{}: {lines} lines of code", path.display());
    }
}

/// Doesn't compile if a host can't move these types to other threads.
#[test]
fn hosts_can_share_every_state_and_answer_between_threads() {
    fn shared<T: Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    let sizes = [
        shared::<Pool>(),
        shared::<PoolPolicy>(),
        shared::<CompiledPolicy>(),
        shared::<User>(),
        shared::<SignIn>(),
        shared::<Step>(),
        shared::<Rejection>(),
        shared::<DecodeError>(),
        shared::<ErrorBody>(),
        shared::<AuthResponse>(),
        shared::<Request<'static>>(),
        shared::<stored::Pool>(),
    ];
    assert!(sizes.iter().all(|size| *size > 0));
}
