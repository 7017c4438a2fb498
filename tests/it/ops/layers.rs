//! The layers of the server: a lower layer imports no higher one, and use cases are below HTTP.

use std::path::{Path, PathBuf};

/// A folder of `server/src`, and what no file in it may import.
const LAYERS: [(&str, &[&str]); 6] = [
    ("domain", &["crate::app", "crate::http", "crate::storage", "crate::live", "crate::wire", "axum", "sqlx", "socketioxide", "tokio"]),
    ("storage", &["crate::app", "crate::http", "crate::live", "crate::wire", "axum", "socketioxide"]),
    ("live", &["crate::app", "crate::http", "crate::storage", "axum", "sqlx"]),
    ("wire", &["crate::app", "crate::http", "crate::storage", "crate::live", "axum", "sqlx", "socketioxide"]),
    ("cluster", &["crate::http"]),
    ("app", &["crate::http"]),
];

/// Every source file below a folder of `server/src`, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                collect(&entry, sources);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&entry).expect("a source file");
                sources.push((entry, text));
            }
        }
    }
    let mut sources = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src").join(folder), &mut sources);
    assert!(sources.len() > 3, "{folder} has sources");
    sources
}

/// What follows `use` in each import of a file.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim_start().trim_start_matches("pub(crate) ").strip_prefix("use "))
}

#[test]
fn no_layer_imports_a_higher_one() {
    let mut upwards = Vec::new();
    for (layer, above) in LAYERS {
        let begins_with = |import: &str, name: &str| import.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';', ' ']));
        for (file, text) in sources(layer) {
            let forbidden = imports(&text).filter(|import| above.iter().any(|name| begins_with(import, name)));
            upwards.extend(forbidden.map(|import| (file.clone(), import.to_owned())));
        }
    }
    assert_eq!(upwards, Vec::new());
}

/// Only `http/mod.rs` imports the router; a handler, an extractor or a middleware must not depend on it.
#[test]
fn no_part_of_http_imports_the_router() {
    let all = sources("http");
    let parts = all.iter().filter(|(file, _)| !file.ends_with("http/mod.rs"));
    let importing = parts.filter(|(_, text)| imports(text).any(|import| import.contains("router::") && !import.starts_with("utoipa_axum")));
    assert_eq!(importing.map(|(file, _)| file).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

/// A use case is a method of `App` in `app/`, whose errors have no HTTP status; a handler parses, calls one and responds.
#[test]
fn no_use_case_is_in_http() {
    let all = sources("http");
    let holding = all.iter().filter(|(_, text)| text.lines().any(|line| line.starts_with("impl App ")));
    assert_eq!(holding.map(|(file, _)| file).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}
