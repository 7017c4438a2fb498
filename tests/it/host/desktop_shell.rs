//! The desktop window is a browser on the server and has no other powers: nothing in its
//! configuration gives it any. The project's URL is in one file.

use serde_json::{Value, json};

const SHELL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src-tauri");

#[test]
fn the_window_is_given_no_capability_no_command_and_no_page_of_its_own() {
    let text = std::fs::read_to_string(format!("{SHELL}/tauri.conf.json")).expect("the configuration");
    let conf: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(conf["app"]["windows"], json!([]));
    assert_eq!(conf["app"]["withGlobalTauri"], false);
    assert_eq!(conf["app"]["security"], json!({ "capabilities": [], "csp": "default-src 'none'" }));
    let files = std::fs::read_dir(format!("{SHELL}/capabilities")).expect("a folder").map(|file| file.expect("a file").file_name());
    assert_eq!(files.collect::<Vec<_>>(), ["README.md"], "any other file there would be a capability");
}

#[test]
fn the_projects_url_is_in_one_place_or_nowhere() {
    let file = |path: &str| std::fs::read_to_string(format!("{SHELL}/../{path}")).unwrap_or_else(|error| panic!("{path}: {error}"));
    // Without a `homepage` of the bundle, Tauri takes the package's, as the menu does.
    let bundle: Value = serde_json::from_str(&file("src-tauri/tauri.conf.json")).expect("JSON");
    assert_eq!(bundle["bundle"]["homepage"], Value::Null);
    assert!(file("src-tauri/src/menu.rs").contains("CARGO_PKG_HOMEPAGE"));
    for path in [
        "Cargo.toml",
        "server/Cargo.toml",
        "server/crowd/Cargo.toml",
        "tests/Cargo.toml",
        "tests/load/Cargo.toml",
        "ui/package.json",
        "server/deploy/handsup.service",
    ] {
        let text = file(path).to_lowercase();
        let named = text.lines().find(|line| {
            ["repository", "homepage", "documentation"].iter().any(|key| line.trim_start_matches([' ', '"']).starts_with(key))
        });
        assert_eq!(named, None, "{path}");
    }
    for prose in ["SECURITY.md", "README.md", "CONTRIBUTING.md"] {
        assert!(!file(prose).contains("github.com/handsup"), "{prose}");
    }
}

#[test]
fn no_code_of_the_shell_registers_a_command() {
    let sources = std::fs::read_dir(format!("{SHELL}/src")).expect("sources").map(|entry| entry.expect("an entry").path());
    let sources: Vec<_> = sources.filter(|path| path.is_file()).collect();
    assert!(sources.len() > 3, "the sources are found: {sources:?}");
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("text");
        for entry_point in ["invoke_handler", "tauri::command", "generate_handler", "initialization_script", "add_capability"] {
            assert!(!text.contains(entry_point), "{entry_point} in {}", source.display());
        }
    }
}
