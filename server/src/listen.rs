//! The doors to the street: which port, and who may stand in it.
//!
//! Our own accept loop, because `axum::serve` has neither a header timeout nor a cap: a phone that connects and says
//! nothing is shown out, and one address cannot take every place.

use crate::figures;
use crate::http::{Arrived, Peer};
use crate::reach::Reach;
use anyhow::Context;
use axum::Router;
use axum::body::Body;
use dashmap::DashMap;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use socket2::{Domain, Protocol, Socket, Type};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a request's head may take, and how long an idle connection is kept.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Bytes and lines of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
const HEAD_LINES: usize = 64;
/// Connections of one address that have not yet sent a whole request: only the silent ones are suspect.
const SILENT: usize = 64;
/// How long open connections may take to finish when the server stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// File descriptors kept for everything that is not a connection.
const SPARE_FILES: u64 = 64;

/// Takes the first port that is free on IPv4 (and on IPv6, where there is any).
pub(crate) fn bind(choices: &[Vec<SocketAddr>]) -> anyhow::Result<Vec<TcpListener>> {
    let mut refusal = None;
    for addresses in choices {
        match bind_all(addresses) {
            Ok(listeners) => return Ok(listeners),
            Err(error) => refusal = Some((addresses[0], error)),
        }
    }
    let (address, error) = refusal.context("no address to listen on")?;
    Err(error).with_context(|| match choices {
        [_] => format!("could not listen on {address}: is another program using this port? Choose another with --bind"),
        _ => "ports 4242 to 4251 are all taken: end another program, or choose a port with --bind".to_owned(),
    })
}

/// All of them, where the first must work; a computer without IPv6 does without.
fn bind_all(addresses: &[SocketAddr]) -> std::io::Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for address in addresses {
        match listen(*address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if listeners.is_empty() || error.kind() == std::io::ErrorKind::AddrInUse => {
                return Err(error);
            }
            Err(error) => tracing::info!(%address, %error, "not listening there"),
        }
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // On Windows the same option would let two programs share the port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(4096)?;
    TcpListener::from_std(socket.into())
}

/// How many connections there are, and whose.
pub(crate) struct Crowd {
    per_address: usize,
    everybody: usize,
    all: AtomicUsize,
    addresses: DashMap<IpAddr, Places>,
}

#[derive(Default)]
struct Places {
    all: usize,
    silent: usize,
}

/// One connection's place; given back when dropped.
struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
    spoke: AtomicBool,
}

impl Crowd {
    /// `per_address` connections for one address (0: as many as there are), and for everybody together what the limit on
    /// open files leaves, which is raised as far as this user may.
    pub(crate) fn new(per_address: u32) -> Arc<Self> {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let everybody = usize::try_from(files.saturating_sub(SPARE_FILES)).unwrap_or(usize::MAX).max(16);
        let per_address = if per_address == 0 { usize::MAX } else { per_address as usize };
        Arc::new(Self { per_address, everybody, all: AtomicUsize::new(0), addresses: DashMap::new() })
    }

    fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        if self.all.load(Ordering::Relaxed) >= self.everybody {
            figures::turned_away("everybody");
            return None;
        }
        let mut places = self.addresses.entry(address).or_default();
        if places.all >= self.per_address {
            figures::turned_away("address");
            return None;
        }
        if self.per_address != usize::MAX && places.silent >= SILENT {
            figures::turned_away("silent");
            return None;
        }
        places.all += 1;
        places.silent += 1;
        self.all.fetch_add(1, Ordering::Relaxed);
        figures::connection(true);
        Some(Place { crowd: self.clone(), address, spoke: AtomicBool::new(false) })
    }
}

impl Place {
    /// The first whole request is here: this connection is not a silent one.
    fn speaks(&self) {
        if !self.spoke.swap(true, Ordering::Relaxed)
            && let Some(mut places) = self.crowd.addresses.get_mut(&self.address)
        {
            places.silent -= 1;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.all.fetch_sub(1, Ordering::Relaxed);
        figures::connection(false);
        if let Some(mut places) = self.crowd.addresses.get_mut(&self.address) {
            places.all -= 1;
            if !*self.spoke.get_mut() {
                places.silent -= 1;
            }
        }
        self.crowd.addresses.remove_if(&self.address, |_, places| places.all == 0);
    }
}

/// Accepts until `stop`, then lets what is under way finish. `reach` hears by which of our addresses people come.
pub(crate) async fn serve(listeners: Vec<TcpListener>, router: Router, crowd: Arc<Crowd>, reach: Reach, stop: CancellationToken) {
    let connections = TaskTracker::new();
    for listener in listeners {
        let accepting = accept(listener, router.clone(), crowd.clone(), reach.clone(), connections.clone(), stop.clone());
        connections.spawn(accepting);
    }
    connections.close();
    stop.cancelled().await;
    if tokio::time::timeout(FAREWELL, connections.wait()).await.is_err() {
        tracing::info!(open = connections.len(), "closing connections that did not finish in time");
    }
}

async fn accept(listener: TcpListener, router: Router, crowd: Arc<Crowd>, reach: Reach, connections: TaskTracker, stop: CancellationToken) {
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
                if let Ok(here) = stream.local_addr() {
                    reach.came_in(peer.ip(), here.ip().to_canonical());
                }
                // No place: closing at once is cheaper for both than an answer.
                let Some(place) = crowd.enter(peer.ip()) else {
                    continue;
                };
                connections.spawn(converse(stream, peer, place, router.clone(), stop.clone()));
            }
            Err(error) => {
                // Out of file descriptors, most likely: others have to finish first.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// One connection, from its first byte to its last.
async fn converse(stream: TcpStream, peer: SocketAddr, place: Place, router: Router, stop: CancellationToken) {
    let _best_effort = stream.set_nodelay(true);
    let arrived = stream.local_addr().ok().map(|here| Arrived(here.ip().to_canonical()));
    let place = Arc::new(place);
    let speaking = place.clone();
    let service = router.map_request(move |mut request: axum::http::Request<Incoming>| {
        speaking.speaks();
        request.extensions_mut().insert(Peer(peer));
        if let Some(arrived) = arrived {
            request.extensions_mut().insert(arrived);
        }
        crate::http::fold_case(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_headers(HEAD_LINES)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
    drop(place);
}
