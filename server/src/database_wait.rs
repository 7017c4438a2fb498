//! Waits for a database that is not available when the server starts, and answers requests meanwhile with a 503.
//!
//! After a power cut the server may start before PostgreSQL. Only transient errors are retried: a
//! wrong password or another version's tables end the start with an error. A SQLite file is never
//! waited for.

use crate::domain::Signer;
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

/// The pause between two attempts.
const RETRY_DELAY: Duration = Duration::from_millis(500);
/// Timeout for the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// The database, and a notice for the host if it was damaged.
type Opened = (Arc<dyn Storage>, Option<String>);

/// Opens the database, and retries for as long as PostgreSQL is unavailable. Meanwhile requests on
/// `listeners` are answered with 503, except `/healthz`; `limiter` limits their connections as
/// while serving. `signer` signs the seals of polls.
///
/// # Errors
/// When opening fails with an error that is not transient.
pub(crate) async fn open_database(
    database_url: &DatabaseUrl,
    listeners: &[TcpListener],
    limiter: &Arc<ConnectionLimiter>,
    signer: &Arc<Signer>,
) -> anyhow::Result<Opened> {
    match storage::open(database_url, signer).await {
        Err(error) if matches!(database_url, DatabaseUrl::Postgres(_)) && storage::is_unavailable(&error) => {
            outages().failed(storage::COMPONENT, "", &format!("{error:#}; waiting for it"));
        }
        opened => return opened,
    }
    tokio::select! {
        opened = open_with_retries(database_url, signer) => opened,
        never = join_all(listeners.iter().map(|listener| serve_unavailable(listener, limiter))) => match never.into_iter().next() {
            Some(never) => match never {},
            None => open_with_retries(database_url, signer).await,
        },
    }
}

async fn open_with_retries(database_url: &DatabaseUrl, signer: &Arc<Signer>) -> anyhow::Result<Opened> {
    loop {
        tokio::time::sleep(RETRY_DELAY).await;
        match storage::open(database_url, signer).await {
            Err(error) if storage::is_unavailable(&error) => {
                outages().failed(storage::COMPONENT, "", &format!("{error:#}; waiting for it"));
            }
            opened => {
                outages().worked(storage::COMPONENT);
                return opened;
            }
        }
    }
}

/// Answers requests until this future is dropped; open connections are still answered after that.
async fn serve_unavailable(listener: &TcpListener, limiter: &Arc<ConnectionLimiter>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(serve_connection(stream, limiter.clone().enter(peer.ip().to_canonical())))),
            Err(_) => tokio::time::sleep(RETRY_DELAY).await,
        }
    }
}

async fn serve_connection(stream: TcpStream, entering: impl Future<Output = Option<ConnectionPermit>>) {
    let Some(permit) = entering.await else { return };
    let answering = http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).keep_alive(false).serve_connection(
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
        problem.with_status_and_headers(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response())
    } else {
        problem.into_response()
    }
}

/// The page for browsers, in both languages, because the middleware that negotiates the language
/// does not run yet.
const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<meta http-equiv=\"refresh\" content=\"3\"><title>Handsup</title>\
<body style=\"font:1.25rem/1.5 system-ui,sans-serif;max-width:30em;margin:15vh auto;padding:0 1em\">\
<p>Handsup is starting and waits for its database. This page tries again by itself.</p>\
<p lang=\"de\">Handsup startet und wartet auf seine Datenbank. Diese Seite versucht es von selbst noch einmal.</p></body></html>\n";
