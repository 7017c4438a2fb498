//! The files that Vite has built, and the URLs under which pages load them.

use crate::domain::Kind;
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
    /// The styles that the pages which only the server writes have beside the voter's.
    pub(crate) pages_css: Vec<String>,
    /// The scripts of each kind of poll that the voter's page loads beside its own, in the order of [`Kind::ALL`].
    kind_js: Vec<Vec<String>>,
    /// The styles of all kinds but choices.
    kind_css: Vec<String>,
    /// The script of a meeting's questions.
    pub(crate) questions_js: String,
    /// The script of a meeting's moderators.
    pub(crate) moderate_js: String,
    /// The styles of a meeting's moderators.
    pub(crate) moderate_css: Vec<String>,
    /// The script of a remote.
    pub(crate) remote_js: String,
    /// The styles of a remote.
    pub(crate) remote_css: Vec<String>,
    /// The host's script.
    pub(crate) host_js: String,
    /// The host's styles.
    pub(crate) host_css: Vec<String>,
    /// The projector's script.
    pub(crate) screen_js: String,
    /// The projector's styles.
    pub(crate) screen_css: Vec<String>,
    /// The bar's script.
    pub(crate) bar_js: String,
    /// The bar's styles.
    pub(crate) bar_css: Vec<String>,
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
    /// The scripts of a kind of poll on the voter's page, the one that is imported last.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands fields over by reference")]
    pub(crate) fn kind_js(&self, kind: &Kind) -> &[String] {
        Kind::ALL.iter().position(|known| known == kind).and_then(|at| self.kind_js.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The styles of kinds of polls on the voter's page that are more than options to choose from.
    pub(crate) fn kind_css(&self) -> &[String] {
        &self.kind_css
    }

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
            vote_js: js(PAGE),
            vote_css: styles(PAGE),
            pages_css: styles("src/pages/main.ts"),
            kind_js: Kind::ALL.map(|kind| kind_js(&manifest, kind).into_iter().map(|file| format!("{base}/{file}")).collect()).into(),
            kind_css: kind_css(&manifest).into_iter().map(|file| format!("{base}/{file}")).collect(),
            questions_js: js("src/questions/main.ts"),
            moderate_js: js("src/moderate/main.ts"),
            moderate_css: styles("src/moderate/main.ts"),
            remote_js: js("src/remote/main.ts"),
            remote_css: styles("src/remote/main.ts"),
            host_js: js("src/host/main.ts"),
            host_css: styles("src/host/main.ts"),
            screen_js: js("src/screen/main.ts"),
            screen_css: styles("src/screen/main.ts"),
            bar_js: js("src/bar/main.ts"),
            bar_css: styles("src/bar/main.ts"),
            enter_js: js("src/enter/main.ts"),
            share_js: js("src/share/main.ts"),
            report_js: js("src/report/main.ts"),
            report_css: styles("src/report/main.ts"),
            sheets_js: js("src/sheets/main.ts"),
            sheets_css: styles("src/sheets/main.ts"),
        })
    }
}

/// The source file of the voter's page.
const PAGE: &str = "src/vote/main.ts";

/// The source file of a kind on the voter's page.
fn kind_source(kind: Kind) -> String {
    let folder = match kind {
        Kind::Single | Kind::Multiple => "choice",
        Kind::Rating | Kind::Grid | Kind::Ranking | Kind::Points | Kind::Number | Kind::Words | Kind::Text => kind.name(),
    };
    format!("src/kinds/{folder}/phone.ts")
}

/// The scripts of a kind that are not those of the voter's page itself.
fn kind_js(manifest: &HashMap<String, Entry>, kind: Kind) -> Vec<String> {
    let mut js = Vec::new();
    scripts(manifest, &kind_source(kind), PAGE, &mut js);
    js
}

/// The styles of all kinds that are not those of the voter's page itself.
fn kind_css(manifest: &HashMap<String, Entry>) -> Vec<String> {
    let shared = styles(manifest, PAGE);
    let mut css: Vec<String> = Kind::ALL.iter().flat_map(|kind| styles(manifest, &kind_source(*kind))).collect();
    css.retain(|file| !shared.contains(file));
    css.sort_unstable();
    css.dedup();
    css
}

/// Adds the scripts of a source file's entry to `found`: first those of its imports, but for `page`.
fn scripts(manifest: &HashMap<String, Entry>, source: &str, page: &str, found: &mut Vec<String>) {
    let Some(entry) = manifest.get(source).filter(|entry| source != page && !found.contains(&entry.file)) else { return };
    for import in &entry.imports {
        scripts(manifest, import, page, found);
    }
    found.push(entry.file.clone());
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
