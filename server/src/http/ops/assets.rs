//! Our own files: scripts, styles and the icon, carried inside the program and compressed when it was built.

use crate::http::extract::query::Segment;
use crate::http::middleware::negotiate;
use crate::http::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};
use std::collections::HashMap;

/// What Vite has built. A debug build reads the folder at run time, a release build carries it.
#[derive(Embed)]
#[folder = "../ui/dist"]
struct Built;

#[derive(Embed)]
#[folder = "../icons"]
#[include = "handsup.svg"]
struct Icons;

/// A year: the name changes when the content does.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

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

/// GET `/assets/{file}`, as the browser can take it: brotli, gzip or plain.
pub(crate) async fn asset(Segment(file): Segment, headers: HeaderMap) -> Result<Response, Problem> {
    // One plain name: no way out of the folder, and packed files only as what they pack.
    let plain_name = |file: &String| !file.contains(['/', '\\']) && ![".br", ".gz"].iter().any(|ending| file.ends_with(ending));
    let file = file.filter(plain_name).ok_or_else(Problem::not_found)?;
    let name = format!("assets/{file}");
    let packed = negotiate::encoding(&headers, &["br", "gzip"]).and_then(|encoding| {
        let ending = if encoding == "br" { ".br" } else { ".gz" };
        Built::get(&format!("{name}{ending}")).map(|file| (encoding, file))
    });
    let plain = Built::get(&name).ok_or_else(Problem::not_found)?;
    let media = plain.metadata.mimetype().to_owned();
    let (encoding, file) = packed.map_or((None, plain), |(encoding, file)| (Some(encoding), file));
    let mut response = answer(file, &media);
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// GET `/icon.svg` and `/favicon.ico`.
pub(crate) async fn icon() -> Result<Response, Problem> {
    let mut response = answer(Icons::get("handsup.svg").ok_or_else(Problem::not_found)?, "image/svg+xml");
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

fn answer(file: EmbeddedFile, media: &str) -> Response {
    ([(header::CONTENT_TYPE, media)], file.data).into_response()
}
