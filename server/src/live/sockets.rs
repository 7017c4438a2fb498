//! This instance's Socket.IO sockets: one by its id, messages to Socket.IO rooms or to every socket, and the goodbye.

use crate::wire::HostClosed;
use serde::Serialize;
use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// The sockets, and why they are to close once the server ends. Clones share them. Messages go nowhere once they are closed.
#[derive(Clone)]
pub(crate) struct Sockets {
    io: SocketIo,
    closing: CancellationToken,
    goodbye: Arc<OnceLock<&'static str>>,
}

impl Sockets {
    pub(super) fn new(io: SocketIo) -> Self {
        Self { io, closing: CancellationToken::new(), goodbye: Arc::default() }
    }

    /// The socket with this id, while it is connected.
    pub(super) fn get(&self, sid: Sid) -> Option<SocketRef> {
        self.io.of("/")?.get_socket(sid)
    }

    /// A token that is cancelled after the goodbye; cancelling it closes nothing else.
    pub(super) fn closing(&self) -> CancellationToken {
        self.closing.child_token()
    }

    /// Sends a message to every socket in these Socket.IO rooms, never dropped.
    pub(super) async fn emit<T: Serialize + ?Sized>(&self, event: &'static str, rooms: Vec<String>, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.to(rooms).emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message not delivered to some sockets, they will poll");
        }
    }

    /// The same, dropped where a socket's connection is not ready for it: the next message makes up for this one.
    pub(super) async fn emit_volatile<T: Serialize + ?Sized>(&self, event: &'static str, rooms: Vec<String>, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.to(rooms).volatile().emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message not delivered to some sockets");
        }
    }

    /// Sends a message to every socket, never dropped.
    pub(super) async fn emit_to_all<T: Serialize + ?Sized>(&self, event: &'static str, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message to all not delivered to some sockets, they will poll");
        }
    }

    /// Sends every socket that the server ends, and keeps the reason for sockets that connect later.
    pub(crate) async fn broadcast_goodbye(&self, reason: &'static str) {
        let _first = self.goodbye.set(reason);
        self.emit_to_all("host_closed", &HostClosed { reason: reason.into() }).await;
        self.closing.cancel();
    }

    /// Why this server ends, once it has announced it; no socket may join any more.
    #[must_use]
    pub(crate) fn goodbye(&self) -> Option<&'static str> {
        self.goodbye.get().copied()
    }
}
