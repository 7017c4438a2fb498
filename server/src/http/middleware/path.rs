//! Normalizes paths for the router: trailing slashes and upper case, as people and QR codes write
//! them.

/// Removes trailing slashes, which people and programs add: `/poll/AB3DE9ZX/` becomes
/// `/poll/AB3DE9ZX`. Engine.IO's path, which ends with one, stays.
pub(crate) fn trim_slash<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() < path.len() && !trimmed.is_empty() && trimmed != "/socket.io" {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("{trimmed}{query}").parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Lowers the case of a path with a code, except for the code itself: `/POLL/AB3DE9ZX` becomes `/poll/AB3DE9ZX`.
/// QR codes use upper-case URLs, because they encode to a smaller picture. Applied outside the
/// router, which matches paths as they are.
pub(crate) fn fold_case<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let folds = ["/poll/", "/m/", "/screen/"].iter().any(|prefix| {
        path.len() > prefix.len() && path.is_char_boundary(prefix.len()) && path[..prefix.len()].eq_ignore_ascii_case(prefix)
    });
    if folds && path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let mut parts = path.splitn(4, '/');
        let (_, prefix, code, subpath) = (parts.next(), parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next());
        let subpath = subpath.map(|subpath| format!("/{}", subpath.to_ascii_lowercase())).unwrap_or_default();
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("/{}/{code}{subpath}{query}", prefix.to_ascii_lowercase()).parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}
