//! Static files, embedded in the binary: scripts and styles, compressed at build time, and the icon.

use crate::app::assets::Built;
use crate::http::extract::query::Segment;
use crate::http::middleware::negotiate;
use crate::http::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../icons"]
#[include = "handsup.svg"]
struct Icons;

/// One year: the name of a built file contains a hash of its content.
const CACHE_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// GET `/assets/{file}`, in the best encoding that the browser accepts: brotli, gzip or plain.
pub(crate) async fn asset(Segment(file): Segment, headers: HeaderMap) -> Result<Response, Problem> {
    // Only a plain name: no path traversal, and no compressed file other than as an encoding of its
    // original.
    let plain_name = |file: &String| !file.contains(['/', '\\']) && ![".br", ".gz"].iter().any(|ending| file.ends_with(ending));
    let file = file.filter(plain_name).ok_or_else(Problem::not_found)?;
    let name = format!("assets/{file}");
    let compressed = negotiate::encoding(&headers, &["br", "gzip"]).and_then(|encoding| {
        let ending = if encoding == "br" { ".br" } else { ".gz" };
        Built::get(&format!("{name}{ending}")).map(|file| (encoding, file))
    });
    let plain = Built::get(&name).ok_or_else(Problem::not_found)?;
    let media = plain.metadata.mimetype().to_owned();
    let (encoding, file) = compressed.map_or((None, plain), |(encoding, file)| (Some(encoding), file));
    let mut response = answer(file, &media);
    response.headers_mut().insert(header::CACHE_CONTROL, CACHE_FOR_A_YEAR);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// GET `/icon.svg` and `/favicon.ico`: a bar chart that is a raised hand. Its bars keep to a grid of 16, which makes them sharp at 32
/// pixels. Every phone loads it with its first page.
pub(crate) async fn icon() -> Result<Response, Problem> {
    let mut response = answer(Icons::get("handsup.svg").ok_or_else(Problem::not_found)?, "image/svg+xml");
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

fn answer(file: EmbeddedFile, media: &str) -> Response {
    ([(header::CONTENT_TYPE, media)], file.data).into_response()
}
