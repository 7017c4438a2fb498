//! The origin check of every request: the requested host (Host), the page that sends the request (Origin), and the client's
//! address.
//!
//! A host name that is not this server's is refused, which stops DNS rebinding. A request that
//! changes something, or goes to Socket.IO, must come from our own pages or from a program. After
//! this check the Host header decides nothing, and no link is built from it. It is used for the
//! socket's URL in the content security policy, in resume tickets, and to estimate how many devices
//! voted twice after this computer's address changed.

use crate::app::App;
use crate::app::client::{Arrived, ClientIp, Peer};
use crate::app::limit::group;
use crate::app::limit::price::names_session;
use crate::app::proxies::is_forwarded;
use crate::app::socket_permits::SocketPermit;
use crate::http::extract::credentials;
use crate::http::middleware::guests;
use crate::http::problem::Problem;
use crate::lan::Behind;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// Admits a request and stores its [`ClientIp`] in its extensions, or returns the refusal.
pub(crate) async fn admit(app: &App, request: &mut Request) -> Result<(), Problem> {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip().to_canonical());
    let address = app.trusted_proxies.client(peer, request.headers());
    // A client behind a proxy has no entry in this computer's neighbour table.
    let behind = if address == peer { app.cards.behind(address).await } else { Behind::Elsewhere };
    let client = ClientIp::new(address, behind);
    let client = if is_forwarded(request.headers()) { client.forwarded() } else { client };
    if let Some(permit) = check(app, (request.method(), request.uri(), request.headers()), client).await? {
        // Socketioxide stores the extensions of the handshake, and so the permit, until the session
        // ends.
        request.extensions_mut().insert(permit);
    }
    if let Some(Arrived(at)) = request.extensions().get() {
        app.diagnostics.record_request(client.address, *at);
    }
    request.extensions_mut().insert(client);
    Ok(())
}

/// Checks Host and Origin; returns the permit of a new Socket.IO session, within its limits.
async fn check(
    app: &App,
    (method, uri, headers): (&Method, &Uri, &HeaderMap),
    client: ClientIp,
) -> Result<Option<Arc<SocketPermit>>, Problem> {
    let host = host(headers)?;
    if !app.names.is_ours(host.host()) {
        return Err(Problem::wrong_host());
    }
    let is_socket = uri.path().to_ascii_lowercase().starts_with("/socket.io");
    let changes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if (is_socket || changes) && !same_origin(app.public_url.as_deref(), headers, &host) {
        return Err(Problem::bad_origin());
    }
    if !is_socket || names_session(uri.query()) {
        return Ok(None);
    }
    let charged = app.limits.charge_handshake(client);
    guests::lift_for_host(app, headers, client, charged).await?;
    let group = group(client);
    let permit = match app.socket_permits.acquire(group, false) {
        None => app.socket_permits.acquire(group, app.may_be_host(credentials::of_headers(headers, client)).await),
        permit => permit,
    };
    permit.map(Some).ok_or_else(Problem::overloaded)
}

/// The one Host header, parsed; 400 if it is missing, repeated, or has user information or an
/// invalid port.
pub(crate) fn host(headers: &HeaderMap) -> Result<Authority, Problem> {
    let malformed = || Problem::bad_request("The Host header is missing or malformed.");
    match lines(headers, &header::HOST)[..] {
        [host] if host.len() <= 255 && !host.contains('@') => {
            let authority: Authority = host.parse().map_err(|_| malformed())?;
            // `Authority::port` returns only ports that fit into 16 bits, so the text behind the name is parsed here.
            let behind_name = host.strip_prefix(authority.host()).ok_or_else(malformed)?;
            let port_is_fine = behind_name.is_empty() || behind_name.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
            if port_is_fine && !authority.host().is_empty() { Ok(authority) } else { Err(malformed()) }
        }
        _ => Err(malformed()),
    }
}

/// Whether the Origin header permits a change: absent (a program or an old browser), the requested
/// host over HTTP, or the public URL.
pub(crate) fn same_origin(public_url: Option<&str>, headers: &HeaderMap, host: &Authority) -> bool {
    let origins: Vec<_> = headers.get_all(header::ORIGIN).iter().collect();
    match origins[..] {
        [] => true,
        [origin] => origin.to_str().is_ok_and(|origin| {
            public_url == Some(origin) || origin.strip_prefix("http://").is_some_and(|page| page.eq_ignore_ascii_case(host.as_str()))
        }),
        _ => false,
    }
}

fn lines<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("\u{fffd}")).collect()
}
