//! Imports in the server run one way: what stands lower names nothing that stands above it.

use std::path::Path;

/// A folder of `server/src`, and what no file in it imports.
const FLOORS: [(&str, &[&str]); 6] = [
    ("domain", &["crate::app", "crate::http", "crate::storage", "crate::live", "crate::wire", "axum", "sqlx", "socketioxide", "tokio"]),
    ("storage", &["crate::app", "crate::http", "crate::live", "crate::wire", "axum", "socketioxide"]),
    ("live", &["crate::app", "crate::http", "crate::storage", "axum", "sqlx"]),
    ("wire", &["crate::app", "crate::http", "crate::storage", "crate::live", "axum", "sqlx", "socketioxide"]),
    ("cluster", &["crate::http"]),
    ("app", &["crate::http"]),
];

fn imports(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            imports(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&entry).expect("a source file");
            let uses = text.lines().filter_map(|line| line.trim_start().trim_start_matches("pub(crate) ").strip_prefix("use "));
            found.extend(uses.map(|import| (entry.display().to_string(), import.to_owned())));
        }
    }
}

#[test]
fn no_floor_imports_one_above_it() {
    let mut upwards = Vec::new();
    for (floor, above) in FLOORS {
        let mut found = Vec::new();
        imports(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src").join(floor), &mut found);
        assert!(found.len() > 5, "{floor} was looked at");
        let named = |import: &str, name: &str| import.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';', ' ']));
        upwards.extend(found.into_iter().filter(|(_, import)| above.iter().any(|name| named(import, name))));
    }
    assert_eq!(upwards, Vec::new());
}
