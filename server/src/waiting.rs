//! Waits for a database that is not available when the server starts, and answers requests meanwhile with a 503.
//!
//! After a power cut the server may start before the database. Only transient errors are waited for: a wrong password or
//! another version's tables end the start with an error.

use crate::http::{Problem, alive, wants_page};
use crate::listen::{ConnectionLimiter, ConnectionPermit};
use crate::log::outages;
use crate::storage::{self, DatabaseUrl, Storage};
use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse, Response};
use futures::future::join_all;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The pause between two tries.
const AGAIN: Duration = Duration::from_millis(500);
/// How long a request may take to arrive meanwhile.
const HEAD_WITHIN: Duration = Duration::from_secs(5);

/// The database, and a notice for the host where it was damaged.
type Opened = (Arc<dyn Storage>, Option<String>);

/// Opens the database, and waits for it without a limit. Meanwhile requests on `listeners` are answered with 503, except
/// `/healthz`; `limiter` limits their connections as it does later.
///
/// # Errors
/// When opening fails with an error that is not transient.
pub(crate) async fn open_database(
    place: &DatabaseUrl,
    listeners: &[TcpListener],
    limiter: &Arc<ConnectionLimiter>,
) -> anyhow::Result<Opened> {
    match storage::open(place).await {
        Err(error) if matches!(place, DatabaseUrl::Postgres(_)) && storage::is_away(&error) => {
            outages().failed(storage::COMPONENT, "", &format!("{error:#}; waiting for it"));
        }
        opened => return opened,
    }
    tokio::select! {
        opened = open_patiently(place) => opened,
        never = join_all(listeners.iter().map(|listener| turn_away(listener, limiter))) => match never.into_iter().next() {
            Some(never) => match never {},
            None => open_patiently(place).await,
        },
    }
}

async fn open_patiently(place: &DatabaseUrl) -> anyhow::Result<Opened> {
    loop {
        tokio::time::sleep(AGAIN).await;
        match storage::open(place).await {
            Err(error) if storage::is_away(&error) => outages().failed(storage::COMPONENT, "", &format!("{error:#}; waiting for it")),
            opened => {
                outages().worked(storage::COMPONENT);
                return opened;
            }
        }
    }
}

/// Answers requests until this is dropped; responses that have begun are finished.
async fn turn_away(listener: &TcpListener, limiter: &Arc<ConnectionLimiter>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(converse(stream, limiter.clone().enter(peer.ip().to_canonical())))),
            Err(_) => tokio::time::sleep(AGAIN).await,
        }
    }
}

async fn converse(stream: TcpStream, entering: impl Future<Output = Option<ConnectionPermit>>) {
    let Some(permit) = entering.await else { return };
    let answering = http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN).keep_alive(false).serve_connection(
        TokioIo::new(stream),
        service_fn(async |request| {
            permit.record_request();
            Ok::<_, Infallible>(answer(&request).await)
        }),
    );
    if let Err(error) = answering.await {
        tracing::debug!(%error, "listener: connection aborted while waiting for the database");
    }
}

async fn answer(request: &Request<Incoming>) -> Response<Body> {
    if request.uri().path() == "/healthz" {
        return alive().await.into_response();
    }
    let problem = Problem::storage_unavailable();
    if wants_page(request.headers()) {
        problem.mark(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response())
    } else {
        problem.into_response()
    }
}

/// The page for browsers, as a constant, because templates and texts are not loaded yet.
const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<meta http-equiv=\"refresh\" content=\"3\"><title>Handsup</title>\
<body style=\"font:1.25rem/1.5 system-ui,sans-serif;max-width:30em;margin:15vh auto;padding:0 1em\">\
<p>Handsup is starting and waits for its database. This page tries again by itself.</p>\
<p lang=\"de\">Handsup startet und wartet auf seine Datenbank. Diese Seite versucht es von selbst noch einmal.</p></body></html>\n";
