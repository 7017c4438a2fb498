//! The files that Vite has built, carried inside the program, and the addresses under which pages link to them.

use axum::http::Uri;
use rust_embed::Embed;
use std::collections::HashMap;

/// What Vite has built. A debug build reads the folder at run time, a release build carries it.
#[derive(Embed)]
#[folder = "../ui/dist"]
pub(crate) struct Built;

/// The addresses of the built files that pages link to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assets {
    /// Where they come from, if not from here: what the policy of every page has to name.
    pub(crate) origin: Option<String>,
    /// The voter's script.
    pub(crate) vote_js: String,
    /// The voter's styles.
    pub(crate) vote_css: Vec<String>,
    /// The host's script.
    pub(crate) host_js: String,
    /// The host's styles.
    pub(crate) host_css: Vec<String>,
    /// The projector's script.
    pub(crate) screen_js: String,
    /// The projector's styles.
    pub(crate) screen_css: Vec<String>,
    /// The script that makes a browser the host.
    pub(crate) enter_js: String,
    /// The share page's script.
    pub(crate) share_js: String,
    /// The printed report's script.
    pub(crate) report_js: String,
    /// The printed report's styles.
    pub(crate) report_css: Vec<String>,
    /// The join sheets' script.
    pub(crate) sheets_js: String,
    /// The join sheets' styles.
    pub(crate) sheets_css: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Entry {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

impl Assets {
    /// Reads Vite's manifest. Browsers load what it names from `base`: a CDN, or from here where that is empty.
    pub(crate) fn read(base: &str) -> anyhow::Result<Self> {
        use anyhow::Context;
        let file = Built::get("manifest.json").context("the web pages are not built: run `make ui` at the top of the repository")?;
        let manifest: HashMap<String, Entry> =
            serde_json::from_slice(&file.data).context("ui/dist/manifest.json cannot be read: run `make ui`")?;
        let js = |entry: &str| manifest.get(entry).map(|entry| format!("{base}/{}", entry.file)).unwrap_or_default();
        let styles = |entry: &str| styles(&manifest, entry).into_iter().map(|file| format!("{base}/{file}")).collect();
        Ok(Self {
            origin: base.parse::<Uri>().ok().and_then(|base| Some(format!("{}://{}", base.scheme_str()?, base.authority()?))),
            vote_js: js("src/vote/main.ts"),
            vote_css: styles("src/vote/main.ts"),
            host_js: js("src/host/main.ts"),
            host_css: styles("src/host/main.ts"),
            screen_js: js("src/screen/main.ts"),
            screen_css: styles("src/screen/main.ts"),
            enter_js: js("src/enter/main.ts"),
            share_js: js("src/share/main.ts"),
            report_js: js("src/report/main.ts"),
            report_css: styles("src/report/main.ts"),
            sheets_js: js("src/sheets/main.ts"),
            sheets_css: styles("src/sheets/main.ts"),
        })
    }
}

/// An entry's own styles after those of what it imports.
fn styles(manifest: &HashMap<String, Entry>, entry: &str) -> Vec<String> {
    let Some(found) = manifest.get(entry) else {
        return Vec::new();
    };
    let mut css: Vec<String> = found.imports.iter().flat_map(|import| styles(manifest, import)).collect();
    for file in &found.css {
        if !css.contains(file) {
            css.push(file.clone());
        }
    }
    css
}
