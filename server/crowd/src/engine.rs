//! A client for Engine.IO 4 and Socket.IO 5 over a websocket: sends and receives text packets, and
//! answers pings. Source: <https://github.com/socketio/socket.io-protocol>,
//! <https://github.com/socketio/engine.io-protocol>.

use anyhow::Context;
use futures::{SinkExt, StreamExt};
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// Headers of a packet in bytes: IPv4, TCP with timestamps, and a websocket frame.
const PACKET_HEADERS: usize = 20 + 32 + 4;

/// One Socket.IO connection.
#[derive(Debug)]
pub struct Engine {
    socket: WebSocketStream<TcpStream>,
    updates: Updates,
}

/// The updates of a poll that one connection has received, states included, or several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Updates {
    /// How many.
    pub count: usize,
    /// Their bytes, headers of the transport included.
    pub bytes: usize,
}

impl Updates {
    fn record(&mut self, packet: &str) {
        if ["vote_update", "poll_state", "paper"].iter().any(|event| packet.starts_with(&format!("42[\"{event}\""))) {
            self.count += 1;
            self.bytes += packet.len() + PACKET_HEADERS;
        }
    }
}

impl Engine {
    /// Opens a websocket from the local address `from`, with these headers on its handshake, and
    /// connects to the namespace `/`.
    ///
    /// # Errors
    /// When the server refuses the connection or the handshake.
    pub async fn open(server: SocketAddr, from: IpAddr, headers: &[(&'static str, String)]) -> anyhow::Result<Self> {
        Self::open_with(server, from, headers, "").await
    }

    /// As [`open`](Self::open), with a payload for the handshake of the namespace, as JSON.
    ///
    /// # Errors
    /// When the server refuses the connection or the handshake.
    pub async fn open_with(server: SocketAddr, from: IpAddr, headers: &[(&'static str, String)], payload: &str) -> anyhow::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        Self::connected(socket.connect(server).await?, server, headers, payload).await
    }

    /// The same over an open connection; `authority` is sent as `Host`.
    ///
    /// # Errors
    /// When the server refuses the handshake.
    pub async fn over(stream: TcpStream, authority: impl Display, headers: &[(&'static str, String)]) -> anyhow::Result<Self> {
        Self::connected(stream, authority, headers, "").await
    }

    async fn connected(
        stream: TcpStream,
        authority: impl Display,
        headers: &[(&'static str, String)],
        payload: &str,
    ) -> anyhow::Result<Self> {
        let mut engine = Self::bare(stream, authority, headers).await?;
        anyhow::ensure!(engine.receives().await.is_some_and(|open| open.starts_with("0{")), "the engine opens");
        engine.sends(format!("40{payload}")).await?;
        anyhow::ensure!(engine.receives().await.is_some_and(|connected| connected.starts_with("40{")), "the namespace connects");
        Ok(engine)
    }

    /// Opens a websocket only: without waiting for Engine.IO's open packet,
    /// and without a namespace.
    ///
    /// # Errors
    /// When the server refuses the handshake.
    pub async fn bare(stream: TcpStream, authority: impl Display, headers: &[(&'static str, String)]) -> anyhow::Result<Self> {
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{authority}/socket.io/?EIO=4&transport=websocket").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse()?);
        }
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        Ok(Self { socket, updates: Updates::default() })
    }

    /// Joins a poll's room as the page does, and returns the acknowledgement or the first update: later ones are counts alone,
    /// except of a server of an earlier version, which refuses to be asked for them.
    ///
    /// # Errors
    /// When the server refuses, or closes the connection.
    pub async fn join(&mut self, code: &str) -> anyhow::Result<Utf8Bytes> {
        let of_poll = format!("\"poll_code\":\"{code}\"");
        let welcome = self.joins(&format!("{of_poll},\"paper\":false")).await?;
        let welcome = if welcome.contains("bad_request") { self.joins(&of_poll).await? } else { welcome };
        anyhow::ensure!(welcome.contains("\"ok\":true") || welcome.contains("vote_update"), "a phone may not join: {welcome}");
        Ok(welcome)
    }

    /// As [`join`](Self::join), as a projector, which is no phone.
    ///
    /// # Errors
    /// When the server refuses, or closes the connection.
    pub async fn join_as_projector(&mut self, code: &str) -> anyhow::Result<()> {
        let welcome = self.joins(&format!("\"poll_code\":\"{code}\",\"screen\":true")).await?;
        anyhow::ensure!(welcome.contains("\"ok\":true") || welcome.contains("vote_update"), "a projector may not join: {welcome}");
        Ok(())
    }

    /// Joins a meeting's room, to follow its board.
    ///
    /// # Errors
    /// When the server refuses, or closes the connection.
    pub async fn join_meeting(&mut self, code: &str) -> anyhow::Result<()> {
        let welcome = self.joins(&format!("\"join_code\":\"{code}\"")).await?;
        anyhow::ensure!(welcome.contains("\"ok\":true"), "a phone may not join the meeting: {welcome}");
        Ok(())
    }

    async fn joins(&mut self, what: &str) -> anyhow::Result<Utf8Bytes> {
        self.sends(format!("420[\"join\",{{{what}}}]")).await?;
        self.receives().await.context("a phone was cut off")
    }

    /// The updates that it has received so far.
    #[must_use]
    pub fn updates(&self) -> Updates {
        self.updates
    }

    /// Sends one packet.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn sends(&mut self, packet: String) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(packet)).await?)
    }

    /// The next packet that is not a ping; `None` once the socket is closed.
    pub async fn receives(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.socket.next().await?.ok()? {
                Message::Text(ping) if ping == "2" => self.sends("3".into()).await.ok()?,
                Message::Text(packet) => {
                    self.updates.record(&packet);
                    return Some(packet);
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}
