//! Security headers of every response.

use crate::app::App;
use axum::Extension;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use parking_lot::RwLock;

/// Extension of a response whose page may also load pictures from these origins: this computer's other addresses.
#[derive(Debug, Clone)]
pub(crate) struct ExtraImgSrc(pub(crate) Vec<String>);

/// Lets the page load the mark's picture from this computer's other addresses.
pub(crate) fn with_other_addresses(app: &App, page: Response) -> Response {
    (Extension(ExtraImgSrc(app.reach.urls())), page).into_response()
}

/// The parts of a request that its response's headers depend on.
pub(crate) struct HeaderContext {
    /// The requested host, if it can stand in a policy.
    host: Option<HeaderValue>,
    for_cdn: bool,
}

/// A year, the minimum for browsers' preload lists. Without `includeSubDomains`: other servers may use them.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

impl HeaderContext {
    /// Read before the request is passed on.
    pub(crate) fn from_request(app: &App, request: &Request) -> Self {
        let for_cdn = app.assets.origin.is_some() && request.uri().path().starts_with("/assets/");
        let host = request.headers().get(header::HOST).filter(|host| host.to_str().is_ok_and(is_plain));
        Self { host: host.cloned(), for_cdn }
    }

    /// Sets the headers of the response.
    pub(crate) fn put_on(&self, app: &App, kept: &Policy, response: &mut Response) {
        let write = |pictures: &[String]| {
            let host = self.host.as_ref().and_then(|host| host.to_str().ok());
            content_security_policy(host, app.assets.origin.as_deref(), pictures)
        };
        let policy = match response.extensions().get::<ExtraImgSrc>() {
            Some(ways) => write(&ways.0),
            None => kept.get_or_render(self.host.as_ref(), || write(&[])),
        };
        put(response.headers_mut(), policy, self.for_cdn);
        if app.public_url.as_deref().is_some_and(|url| url.starts_with("https://")) {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
        }
    }
}

/// Cache of the policy for the last requested host: all phones in a room request the same one, and rendering it takes longer
/// than all other headers together.
#[derive(Debug, Default)]
pub(crate) struct Policy(RwLock<Option<(Option<HeaderValue>, HeaderValue)>>);

impl Policy {
    fn get_or_render(&self, host: Option<&HeaderValue>, write: impl FnOnce() -> HeaderValue) -> HeaderValue {
        if let Some((its, policy)) = &*self.0.read()
            && its.as_ref() == host
        {
            return policy.clone();
        }
        let policy = write();
        // A copy: the request's host is a slice of its connection's read buffer, which it would keep alive.
        let host = host.and_then(|host| HeaderValue::from_bytes(host.as_bytes()).ok());
        *self.0.write() = Some((host, policy.clone()));
        policy
    }
}

/// Only our own files may load or run, no other page may frame us, and no address leaks to other sites.
///
/// `same-origin` and not `no-referrer`: under `no-referrer` browsers send `Origin: null` with our own plain forms, and
/// a phone without JavaScript could not vote.
fn put(headers: &mut HeaderMap, policy: HeaderValue, for_cdn: bool) {
    // Reserves room for all headers below and for the request's id in one allocation.
    headers.reserve(8);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let readers = if for_cdn { "cross-origin" } else { "same-origin" };
    // `resume::here` has set its own: that response may be embedded.
    headers.entry(HeaderName::from_static("cross-origin-resource-policy")).or_insert(HeaderValue::from_static(readers));
    if for_cdn {
        // The CDN passes its copies on with these headers, to pages of another origin.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn is_plain(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]/".contains(&b))
}

/// The policy: scripts, styles and what styles load come from here or from the CDN, everything else from here alone.
///
/// `'self'` does not cover `ws:` in older Safaris, so the socket's address is named too, with the requested host. IPv6
/// addresses are left out, because a policy cannot name them (CSP 3, `host-source`).
fn content_security_policy(host: Option<&str>, cdn: Option<&str>, pictures: &[String]) -> HeaderValue {
    let socket = host.filter(|host| !host.contains('[')).map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let cdn = cdn.map(|origin| format!(" {origin}")).unwrap_or_default();
    let pictures = pictures.iter().filter(|way| is_plain(way) && !way.contains('[')).fold(String::new(), |all, way| all + " " + way);
    let policy = format!(
        "default-src 'none'; script-src 'self'{cdn}; style-src 'self'{cdn}; img-src 'self'{cdn} data:{pictures}; connect-src 'self'{socket}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
