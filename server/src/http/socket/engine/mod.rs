//! Engine.IO handshakes: delays the first ping by `pingInterval`, as the protocol has it.
//!
//! engineioxide sends that ping within milliseconds. A client that is still joining takes it for
//! the response that it waits for, or misses it, and loses its connection `pingTimeout` later. This
//! module therefore answers the first ping in the client's stead: over polling before it returns
//! the session's id, over a websocket inside the stream (`quiet.rs`). The client answers all later
//! pings. Source: the protocol's description, <https://github.com/socketio/engine.io-protocol>,
//! "Heartbeat".

mod quiet;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use quiet::FirstPingFilter;
use serde::Deserialize;
use socketioxide::service::SocketIoService;
use std::convert::Infallible;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tower::Service;

/// The path of all Engine.IO requests.
const PATH: &str = "/socket.io/";
/// The largest open packet, in bytes: a session's id, the transports to upgrade to, and three numbers.
const MAX_OPEN_PACKET_BYTES: usize = 1024;

/// The transport that a session begins with.
enum Opening {
    /// Long polling.
    Polling,
    /// A websocket, with the `Sec-WebSocket-Key` of its handshake.
    Websocket(HeaderValue),
}

/// The field of an open packet that this module reads.
#[derive(Deserialize)]
struct OpenPacket {
    sid: String,
}

/// Answers a request below Engine.IO's path.
pub(crate) async fn answer(sockets: SocketIoService<Router>, request: Request) -> Response {
    match Opening::of(&request) {
        Some(Opening::Polling) => open_by_polling(sockets, request).await,
        Some(Opening::Websocket(key)) => open_by_websocket(sockets, request, &key),
        None => forward(sockets, request).await,
    }
}

async fn forward(mut sockets: SocketIoService<Router>, request: Request) -> Response {
    match sockets.call(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(never) => match never as Infallible {},
    }
}

impl Opening {
    /// The transport that a request opens a session with; `None` for requests of existing sessions
    /// and for malformed ones, which engineioxide answers.
    fn of(request: &Request) -> Option<Self> {
        let is_engine_io = [PATH, PATH.trim_end_matches('/')].contains(&request.uri().path());
        let query = request.uri().query()?;
        let parameter = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        if !is_engine_io || request.method() != Method::GET || parameter("EIO") != Some("4") || parameter("sid").is_some() {
            return None;
        }
        match parameter("transport")? {
            "polling" => Some(Self::Polling),
            "websocket" if upgrades(request.headers()) => request.headers().get(header::SEC_WEBSOCKET_KEY).cloned().map(Self::Websocket),
            _ => None,
        }
    }
}

fn upgrades(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a session, fetches its first ping and answers it, then returns the open packet.
async fn open_by_polling(sockets: SocketIoService<Router>, request: Request) -> Response {
    let opened = forward(sockets.clone(), request).await;
    if opened.status() != StatusCode::OK {
        return opened;
    }
    let (head, body) = opened.into_parts();
    let packet = to_bytes(body, MAX_OPEN_PACKET_BYTES).await.unwrap_or_default();
    if let Some(open) = packet.strip_prefix(b"0").and_then(|open| serde_json::from_slice::<OpenPacket>(open).ok()) {
        let session_request = |method, body| {
            let mut request = Request::new(Body::from(body));
            *request.method_mut() = method;
            *request.uri_mut() = format!("{PATH}?EIO=4&transport=polling&sid={}", open.sid).parse().unwrap_or_default();
            request
        };
        // The first GET returns the ping alone: the session has joined no namespace yet.
        forward(sockets.clone(), session_request(Method::GET, "")).await;
        forward(sockets, session_request(Method::POST, "3")).await;
    }
    Response::from_parts(head, Body::from(packet))
}

/// Switches protocols, and runs Engine.IO over a stream that withholds the first ping.
fn open_by_websocket(mut sockets: SocketIoService<Router>, mut request: Request, key: &HeaderValue) -> Response {
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    tokio::spawn(async move {
        match upgrade.await {
            Ok(stream) => {
                let session = (FirstPingFilter::new(TokioIo::new(stream)), Request::from_parts(parts, ()));
                if let Err(error) = sockets.call(session).await {
                    tracing::debug!(%error, "engine.io: websocket handshake refused");
                }
            }
            Err(error) => tracing::debug!(%error, "engine.io: upgrade to websocket failed"),
        }
    });
    let head = [
        (header::CONNECTION, HeaderValue::from_static("Upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()).parse().expect("base64 is a header's value")),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, head).into_response()
}
