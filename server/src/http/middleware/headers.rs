//! Security headers: those of every response, and the policies of documents.

use crate::app::App;
use axum::Extension;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use parking_lot::RwLock;

/// Extension of a response whose page may also load pictures from these origins: this computer's other addresses.
#[derive(Debug, Clone)]
pub(crate) struct ExtraImgSrc(pub(crate) Vec<String>);

/// Extension of a response whose page and the console belong together: the console frames the projector's page to show what the room
/// sees. Every other page neither frames nor is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The page may frame pages of this origin.
    Frames,
    /// Pages of this origin may frame the page.
    Framed,
}

/// Sets how the page may be framed, or frame.
pub(crate) fn with_framing(framing: Framing, page: Response) -> Response {
    (Extension(framing), page).into_response()
}

/// Lets the page load the picture that identifies this server (`/here/{mark}`) from this computer's
/// other addresses.
pub(crate) fn with_other_addresses(app: &App, page: Response) -> Response {
    (Extension(ExtraImgSrc(app.advertised.urls())), page).into_response()
}

/// The parts of a request that its response's headers depend on.
pub(crate) struct HeaderContext {
    /// The requested host, if the policy can name it.
    host: Option<HeaderValue>,
    /// Whether the response is a file that the CDN fetches from this server.
    for_cdn: bool,
}

/// One year. Without `includeSubDomains`, because subdomains may belong to other servers.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

impl HeaderContext {
    /// Reads them from a request, before a handler consumes it.
    pub(crate) fn from_request(app: &App, request: &Request) -> Self {
        let for_cdn = app.assets.origin.is_some() && request.uri().path().starts_with("/assets/");
        let host = request.headers().get(header::HOST).filter(|host| host.to_str().is_ok_and(is_plain));
        Self { host: host.cloned(), for_cdn }
    }

    /// Sets the headers of the response.
    pub(crate) fn apply(&self, app: &App, policies: &PolicyCache, response: &mut Response) {
        let framing = response.extensions().get::<Framing>().copied();
        let render = |pictures: &[String]| {
            let host = self.host.as_ref().and_then(|host| host.to_str().ok());
            content_security_policy(host, app.assets.origin.as_deref(), pictures, framing)
        };
        if is_document(response.headers()) {
            let policy = match (response.extensions().get::<ExtraImgSrc>(), framing) {
                (Some(origins), _) => render(&origins.0),
                (None, Some(_)) => render(&[]),
                (None, None) => policies.get_or_render(self.host.as_ref(), || render(&[])),
            };
            set_policies(response.headers_mut(), policy, framing);
        }
        set_headers(response.headers_mut(), self.for_cdn);
        if app.public_url.as_deref().is_some_and(|url| url.starts_with("https://")) {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
        }
    }
}

/// Caches the content security policy for the host that was requested last: all phones in a room request the same
/// one, and rendering the policy takes longer than all other headers together.
#[derive(Debug, Default)]
pub(crate) struct PolicyCache(RwLock<Option<(Option<HeaderValue>, HeaderValue)>>);

impl PolicyCache {
    fn get_or_render(&self, host: Option<&HeaderValue>, render: impl FnOnce() -> HeaderValue) -> HeaderValue {
        if let Some((cached, policy)) = &*self.0.read()
            && cached.as_ref() == host
        {
            return policy.clone();
        }
        let policy = render();
        // A copy: the request's host is a slice of its connection's read buffer, which it would keep alive.
        let host = host.and_then(|host| HeaderValue::from_bytes(host.as_bytes()).ok());
        *self.0.write() = Some((host, policy.clone()));
        policy
    }
}

/// Whether the response is a document, or may be opened as one. A script or a style sheet runs under the policies of the page that loads
/// it: its own would be a third of a kilobyte in each of the files of a first visit, which browsers ignore.
fn is_document(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    !matches!(media.split(';').next().unwrap_or_default().trim(), "text/css" | "text/javascript")
}

/// Sets the policies of a document: only our own files may load or run, no page of another origin may frame ours, and no URL is sent
/// to other sites.
///
/// `same-origin` and not `no-referrer`: under `no-referrer` browsers send `Origin: null` with our own plain forms, and
/// a phone without JavaScript could not vote.
fn set_policies(headers: &mut HeaderMap, policy: HeaderValue, framing: Option<Framing>) {
    // One allocation for all headers below and the request's id.
    headers.reserve(8);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    let frame_options = if framing == Some(Framing::Framed) { "SAMEORIGIN" } else { "DENY" };
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frame_options));
}

/// Sets the headers of every response: its media type is what it says, and no other origin may load it.
fn set_headers(headers: &mut HeaderMap, for_cdn: bool) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let resource_policy = if for_cdn { "cross-origin" } else { "same-origin" };
    // `resume::here` has set its own, because other origins may embed its picture.
    headers.entry(HeaderName::from_static("cross-origin-resource-policy")).or_insert(HeaderValue::from_static(resource_policy));
    if for_cdn {
        // The CDN passes its copies on with these headers, to pages of another origin.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Whether text consists of characters of a host or a URL alone, and so cannot extend the policy.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]/".contains(&byte))
}

/// The policy: scripts, styles and images load from this origin or from the CDN, images also from
/// `pictures`; connections and forms go to this origin alone.
///
/// In older Safaris `'self'` does not cover `ws:`, so the policy also names the socket's URL, with
/// the requested host. IPv6 addresses are left out, because a policy cannot name them (CSP 3,
/// `host-source`).
fn content_security_policy(host: Option<&str>, cdn: Option<&str>, pictures: &[String], framing: Option<Framing>) -> HeaderValue {
    let socket = host.filter(|host| !host.contains('[')).map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let cdn = cdn.map(|origin| format!(" {origin}")).unwrap_or_default();
    let pictures =
        pictures.iter().filter(|origin| is_plain(origin) && !origin.contains('[')).fold(String::new(), |all, origin| all + " " + origin);
    let ancestors = if framing == Some(Framing::Framed) { "'self'" } else { "'none'" };
    let frames = if framing == Some(Framing::Frames) { "frame-src 'self'; " } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self'{cdn}; style-src 'self'{cdn}; img-src 'self'{cdn} data:{pictures}; connect-src 'self'{socket}; \
         {frames}form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
