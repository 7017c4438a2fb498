//! What every answer says to the browser about itself.

use super::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing but our own files may load or run, no other page may frame us, and no address leaks to other sites.
///
/// `same-origin` and not `no-referrer`: under `no-referrer` browsers send `Origin: null` with our own plain forms, and
/// a phone without JavaScript could not vote.
pub(super) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let cdn = app.assets.origin.as_deref();
    let policy = content_security_policy(request.headers(), cdn);
    let for_cdn = cdn.is_some() && request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let readers = if for_cdn { "cross-origin" } else { "same-origin" };
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(readers));
    if for_cdn {
        // What the CDN fetches here it hands on with its headers, to pages of another origin than its own.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Our own files come from here or from the CDN, scripts and styles and what styles draw, and nothing else does.
///
/// `'self'` does not cover `ws:` in older Safaris, so the socket's address is named as well: the very host asked for.
fn content_security_policy(headers: &HeaderMap, cdn: Option<&str>) -> HeaderValue {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b)));
    let socket = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let cdn = cdn.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{cdn}; style-src 'self'{cdn}; img-src 'self'{cdn} data:; connect-src 'self'{socket}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
