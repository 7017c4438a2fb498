//! Opens the port, accepts connections, and serves HTTP on them until the shutdown.
//!
//! It has its own accept loop, because `axum::serve` has neither a header timeout, which closes idle connections, nor a connection
//! limit, without which one address group could use up all connections.

mod connection_limit;

pub(crate) use connection_limit::{ConnectionLimiter, ConnectionPermit};

use crate::advertised_address::AdvertisedAddress;
use crate::app::client::{Arrived, Peer};
use crate::http::HttpService;
use crate::log::outages;
use anyhow::Context;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures::FutureExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Protocol, Socket, Type};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a request's head may take, and how long an idle connection stays open.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of a request's head.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The most headers of a request.
const MAX_HEADERS: usize = 64;
/// How long open connections may take to finish at shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a connection that has not sent a request yet stays open for one at shutdown.
const FIRST_REQUEST_TIMEOUT: Duration = Duration::from_millis(250);

/// Binds the first of the `choices` that can be bound; each holds the addresses of one port.
pub(crate) fn bind(choices: &[Vec<SocketAddr>]) -> anyhow::Result<Vec<TcpListener>> {
    let mut last_error = None;
    for addresses in choices {
        match bind_all(addresses) {
            Ok(listeners) => return Ok(listeners),
            Err(failed) => last_error = Some(failed),
        }
    }
    let (address, error) = last_error.context("no address to listen on")?;
    Err(error).with_context(|| match choices {
        [_] => format!("could not listen on {address}: is another program using this port? Choose another with --bind"),
        _ => "ports 4242 to 4251 are all taken: end another program, or choose a port with --bind".to_owned(),
    })
}

/// Binds all of these addresses. Fails, with the address at fault, when the first cannot be bound or any is in use; others are skipped, as IPv6 is on a
/// computer without it.
fn bind_all(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, (SocketAddr, std::io::Error)> {
    let mut listeners = Vec::new();
    for address in addresses {
        match listen(*address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if listeners.is_empty() || error.kind() == std::io::ErrorKind::AddrInUse => {
                return Err((*address, error));
            }
            Err(error) => tracing::info!(%address, %error, "listener: address not available"),
        }
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // On Windows this option would let two programs share the port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(4096)?;
    TcpListener::from_std(socket.into())
}

/// The two steps of a shutdown.
#[derive(Clone)]
pub(crate) struct Shutdown {
    /// Cancelled first: closes each connection after its next response, so that proxies connect to another instance.
    pub(crate) draining: CancellationToken,
    /// Cancelled second: no more connections are accepted.
    pub(crate) stop: CancellationToken,
}

/// Accepts connections until the shutdown, then lets running requests finish. `advertised` records the addresses that clients use.
pub(crate) async fn serve(
    listeners: Vec<TcpListener>,
    http: HttpService,
    limiter: Arc<ConnectionLimiter>,
    advertised: AdvertisedAddress,
    shutdown: Shutdown,
) {
    let connections = TaskTracker::new();
    for listener in listeners {
        connections.spawn(accept(listener, http.clone(), limiter.clone(), advertised.clone(), connections.clone(), shutdown.clone()));
    }
    connections.close();
    shutdown.stop.cancelled().await;
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, connections.wait()).await.is_err() {
        tracing::info!(open = connections.len(), "shutdown: closing connections that did not finish in time");
    }
}

async fn accept(
    listener: TcpListener,
    http: HttpService,
    limiter: Arc<ConnectionLimiter>,
    advertised: AdvertisedAddress,
    connections: TaskTracker,
    shutdown: Shutdown,
) {
    while let Some(accepted) = next_connection(&listener, &shutdown.stop).await {
        match accepted {
            Ok((stream, peer)) => {
                let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
                if let Ok(local) = stream.local_addr() {
                    advertised.record_connection(peer.ip(), local.ip().to_canonical());
                }
                let (http, shutdown) = (http.clone(), shutdown.clone());
                let mut acquiring = Box::pin(limiter.clone().enter(peer.ip()));
                match acquiring.as_mut().now_or_never() {
                    // A limit is reached: closing immediately is cheaper for both sides than a response.
                    Some(None) => {}
                    Some(Some(permit)) => _ = connections.spawn(serve_connection(stream, peer, permit, http, shutdown)),
                    None => {
                        connections.spawn(async move {
                            if let Some(permit) = acquiring.await {
                                serve_connection(stream, peer, permit, http, shutdown).await;
                            }
                        });
                    }
                }
            }
            Err(error) => {
                // Most likely out of file descriptors until other connections close.
                outages().failed("listener", "", &error);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// The next connection. After `stop`, those that are in the system's backlog, which closing the listener would reset, then `None`.
async fn next_connection(listener: &TcpListener, stop: &CancellationToken) -> Option<io::Result<(TcpStream, SocketAddr)>> {
    match stop.run_until_cancelled(listener.accept()).await {
        None => {
            // Lets the runtime check once more whether the listener is ready.
            tokio::task::yield_now().await;
            listener.accept().now_or_never().filter(Result::is_ok)
        }
        accepted => accepted,
    }
}

/// Serves one connection until it is closed.
async fn serve_connection(stream: TcpStream, peer: SocketAddr, permit: ConnectionPermit, http: HttpService, shutdown: Shutdown) {
    let _best_effort = stream.set_nodelay(true);
    let arrived = stream.local_addr().ok().map(|local| Arrived(local.ip().to_canonical()));
    let permit = Arc::new(permit);
    let request_permit = permit.clone();
    let draining = Arc::new(shutdown.draining);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        request_permit.record_request();
        let mut request = crate::http::fold_case(crate::http::trim_slash(request.map(Body::new)));
        request.extensions_mut().insert(Peer(peer));
        if let Some(arrived) = arrived {
            request.extensions_mut().insert(arrived);
        }
        let (http, draining) = (http.clone(), draining.clone());
        // Boxed, so that an idle connection does not reserve memory for the future of a request.
        Box::pin(async move {
            let response = http.answer(request).await;
            Ok::<_, Infallible>(if draining.is_cancelled() { with_connection_close(response) } else { response })
        })
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    let stopped = async {
        shutdown.stop.cancelled().await;
        if !permit.has_sent_request() {
            tokio::time::sleep(FIRST_REQUEST_TIMEOUT).await;
        }
    };
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stopped => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "listener: connection aborted");
    }
    drop(permit);
}

/// Adds `Connection: close` to a response, unless the connection becomes a websocket.
fn with_connection_close(mut response: Response) -> Response {
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
