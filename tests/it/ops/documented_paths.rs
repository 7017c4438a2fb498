//! Every source file that a document names exists, and every story that `make soak` names: documents change with the files.

use std::path::{Path, PathBuf};

const DOCUMENTS: [&str; 6] =
    ["README.md", "SECURITY.md", "CONTRIBUTING.md", "migrations/README.md", "server/deploy/SCALING.md", "tests/load/README.md"];
const SOURCE_EXTENSIONS: [&str; 3] = ["rs", "mjs", "py"];
/// Folders of built and installed files, and of Git.
const NOT_OURS: [&str; 4] = ["target", "node_modules", ".git", "dist"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn is_source(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| SOURCE_EXTENSIONS.iter().any(|source_extension| extension == *source_extension))
}

/// Adds every source file below a folder to `paths`, as `/server/src/lib.rs`.
fn source_files(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}/{name}");
        if entry.path().is_dir() && !NOT_OURS.contains(&name.as_str()) {
            source_files(&entry.path(), &path, paths);
        } else if is_source(&name) {
            paths.push(path);
        }
    }
}

/// The source files that a document names between backticks.
fn named_sources(document: &str) -> Vec<&str> {
    document.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|name| !name.contains(' ') && is_source(name)).collect()
}

/// Whether a file is the named one, in whatever folder; `*` in a name stands for any text.
fn matches(file: &str, name: &str) -> bool {
    match name.split_once('*') {
        None => file.ends_with(&format!("/{name}")),
        Some((start, end)) => file.ends_with(end) && file.contains(&format!("/{start}")),
    }
}

#[test]
fn every_source_file_that_a_document_names_exists() {
    let mut files = Vec::new();
    source_files(&repository(), "", &mut files);
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(repository().join(document)).expect("the document");
        let named = named_sources(&text);
        missing.extend(named.iter().filter(|name| !files.iter().any(|file| matches(file, name))).map(|name| format!("{document}: {name}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// The anchor of a heading, as hosts of code make it.
fn anchor(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    heading.trim().chars().filter(kept).collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_heading_to_which_a_document_links_is_there() {
    let texts = DOCUMENTS.map(|document| (document, std::fs::read_to_string(repository().join(document)).expect("the document")));
    let mut missing = Vec::new();
    for (document, text) in &texts {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let Some((path, wanted)) = link.split_once('#') else { continue };
            let path = if path.is_empty() { document } else { path };
            let Some((_, target)) = texts.iter().find(|(name, _)| *name == path) else { continue };
            let headings = target.lines().filter(|line| line.starts_with('#'));
            if !headings.map(|line| anchor(line.trim_start_matches('#'))).any(|heading| heading == wanted) {
                missing.push(format!("{document}: {link}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// The tests that a recipe of the Makefile names, as filters of `cargo test`.
fn named_tests<'a>(makefile: &'a str, target: &str) -> Vec<&'a str> {
    let from_target = makefile.split_once(&format!("\n{target}:")).expect("the target").1;
    let recipe = from_target.lines().skip(1).take_while(|line| line.starts_with('\t'));
    let is_name = |word: &&str| word.contains('_') && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    recipe.flat_map(str::split_whitespace).filter(is_name).collect()
}

#[test]
fn every_test_that_the_makefile_names_exists() {
    let mut files = Vec::new();
    source_files(&repository(), "", &mut files);
    let rust = files.iter().filter(|file| Path::new(file).extension().is_some_and(|extension| extension == "rs"));
    let sources: Vec<String> = rust.map(|file| std::fs::read_to_string(repository().join(&file[1..])).expect("a source")).collect();
    let is_function = |name: &str| sources.iter().flat_map(|source| source.lines()).any(|line| line.contains("fn ") && line.contains(name));
    let makefile = std::fs::read_to_string(repository().join("Makefile")).expect("the Makefile");
    // How many tests each recipe names, so that an unread name is noticed.
    for (target, count) in [("soak", 10), ("types", 1)] {
        let names = named_tests(&makefile, target);
        assert_eq!(names.len(), count, "{target}: {names:?}");
        let missing: Vec<_> = names.into_iter().filter(|name| !is_function(name)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{target}");
    }
}
