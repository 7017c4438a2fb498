//! Reads a host's credentials from a request's head. `app/hosts/authority.rs` verifies them.

use crate::app::client::ClientIp;
use crate::app::hosts::authority::Credentials;
use crate::app::keys::{Keys, bearer};
use crate::app::moderators::ModeratorKey;
use crate::domain::AddressGroup;
use crate::http::problem::Problem;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, header};
use std::net::Ipv4Addr;

/// The header that carries the page's secret.
const PAGE_HEADER: &str = "x-handsup-host";

/// The header that carries the secret of a remote's page.
const REMOTE_HEADER: &str = "x-handsup-remote";

/// The credentials of a request: its headers, and for a GET its URL, which may end with a ticket.
pub(crate) fn of_request(parts: &Parts) -> Credentials<'_> {
    let path_and_query = if parts.method == Method::GET { parts.uri.path_and_query().map(PathAndQuery::as_str) } else { None };
    Credentials { path_and_query, ..in_headers(&parts.headers, client(parts)) }
}

/// The credentials in headers alone.
pub(crate) fn of_headers(headers: &HeaderMap, client: ClientIp) -> Credentials<'_> {
    in_headers(headers, client.group())
}

/// The credentials of a socket: the headers of its handshake, and the page's secret from the
/// payload, because browsers cannot set headers there.
pub(crate) fn of_handshake<'a>(parts: &'a Parts, page_secret: Option<&'a str>) -> Credentials<'a> {
    let headers = in_headers(&parts.headers, client(parts));
    Credentials { page_secret: page_secret.or(headers.page_secret), ..headers }
}

/// The refusal of what only the host may do: 401 for a request without an `Authorization` header, a
/// page's secret or one of our cookies, 403 for every other.
pub(crate) fn refusal(headers: &HeaderMap) -> Problem {
    let has_credentials = headers.contains_key(header::AUTHORIZATION) || headers.contains_key(PAGE_HEADER) || Keys::has_cookie(headers);
    if has_credentials { Problem::host_only() } else { Problem::no_credentials() }
}

/// The page's secret, where a header carries it.
pub(crate) fn page_secret(headers: &HeaderMap) -> Option<&str> {
    headers.get(PAGE_HEADER)?.to_str().ok()
}

/// The token and the page's secret of a remote, where a request carries both.
pub(crate) fn of_remote(headers: &HeaderMap) -> Option<([u8; 32], &str)> {
    Some((Keys::remote_token(headers)?, headers.get(REMOTE_HEADER)?.to_str().ok()?))
}

/// What a request brings along to moderate a meeting: a bearer's token, or both secrets of a remote.
pub(crate) fn of_moderator(headers: &HeaderMap) -> Option<ModeratorKey> {
    let of_link = bearer(headers).map(|token| ModeratorKey::Link(token.into()));
    of_link.or_else(|| of_remote(headers).map(|(token, secret)| ModeratorKey::Remote(token, secret.into())))
}

/// The same of a socket, whose page sends the link's token or its secret in the payload.
pub(crate) fn of_moderators_handshake(parts: &Parts, link: Option<String>, remote: Option<String>) -> Option<ModeratorKey> {
    let of_remote = || Some(ModeratorKey::Remote(Keys::remote_token(&parts.headers)?, remote?));
    link.map(ModeratorKey::Link).or_else(of_remote)
}

fn in_headers(headers: &HeaderMap, client: AddressGroup) -> Credentials<'_> {
    Credentials { key: bearer(headers), token: Keys::host_token(headers), page_secret: page_secret(headers), path_and_query: None, client }
}

fn client(parts: &Parts) -> AddressGroup {
    parts.extensions.get::<ClientIp>().copied().unwrap_or_else(|| ClientIp::elsewhere(Ipv4Addr::UNSPECIFIED.into())).group()
}
