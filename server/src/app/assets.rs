//! The files that Vite has built, and the URLs under which pages load them.

use axum::http::Uri;
use rust_embed::Embed;
use std::collections::HashMap;

/// The files that Vite has built. A debug build reads them from the folder at run time, a release
/// build embeds them.
#[derive(Embed)]
#[folder = "../ui/dist"]
pub(crate) struct Built;

/// The URLs of the built files that pages load.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assets {
    /// The origin of the CDN that serves the files, for the pages' Content-Security-Policy; `None`
    /// if this server serves them.
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
    /// The script of the page that begins a host's session.
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

/// An entry of Vite's manifest.
#[derive(serde::Deserialize)]
struct Entry {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

impl Assets {
    /// Reads Vite's manifest. `base` is the URL of the CDN from which browsers load the files;
    /// empty if this server serves them.
    pub(crate) fn read(base: &str) -> anyhow::Result<Self> {
        use anyhow::Context;
        let file = Built::get("manifest.json").context("the web pages are not built: run `make ui` at the top of the repository")?;
        let manifest: HashMap<String, Entry> =
            serde_json::from_slice(&file.data).context("ui/dist/manifest.json cannot be read: run `make ui`")?;
        let js = |source: &str| manifest.get(source).map(|entry| format!("{base}/{}", entry.file)).unwrap_or_default();
        let styles = |source: &str| styles(&manifest, source).into_iter().map(|file| format!("{base}/{file}")).collect();
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

/// The styles of the entry of a source file: first those of its imports, then its own.
fn styles(manifest: &HashMap<String, Entry>, source: &str) -> Vec<String> {
    let Some(entry) = manifest.get(source) else {
        return Vec::new();
    };
    let mut css: Vec<String> = entry.imports.iter().flat_map(|import| styles(manifest, import)).collect();
    for file in &entry.css {
        if !css.contains(file) {
            css.push(file.clone());
        }
    }
    css
}
