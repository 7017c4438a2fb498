//! This instance's Socket.IO sockets: look-up by id, messages to Socket.IO rooms or to every socket, and the shutdown message.

use crate::wire::HostClosed;
use serde::Serialize;
use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// The sockets, and the reason for the shutdown once there is one. Clones share them.
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

    /// A child token that is cancelled once the shutdown message was sent; cancelling it affects nothing else.
    pub(super) fn closing(&self) -> CancellationToken {
        self.closing.child_token()
    }

    /// Sends a message to every socket in these Socket.IO rooms through its queue. It is dropped where that queue is full, and for all
    /// sockets once Socket.IO is closed.
    pub(super) async fn emit<T: Serialize + ?Sized>(&self, event: &'static str, rooms: Vec<String>, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.to(rooms).emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message not delivered to some sockets, whose pages will request it");
        }
    }

    /// As [`emit`](Self::emit), but outside the queue: while a socket's connection is not ready, only the latest such message waits.
    pub(super) async fn emit_volatile<T: Serialize + ?Sized>(&self, event: &'static str, rooms: Vec<String>, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.to(rooms).volatile().emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message not delivered to some sockets");
        }
    }

    /// As [`emit`](Self::emit), to every socket.
    pub(super) async fn emit_to_all<T: Serialize + ?Sized>(&self, event: &'static str, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.emit(event, &message).await {
            tracing::debug!(%error, event, "broadcast: message to all not delivered to some sockets, whose pages will request it");
        }
    }

    /// Sends every socket the shutdown message, and stores the reason for sockets that connect later.
    pub(crate) async fn broadcast_goodbye(&self, reason: &'static str) {
        let _first = self.goodbye.set(reason);
        self.emit_to_all("host_closed", &HostClosed { reason: reason.into() }).await;
        self.closing.cancel();
    }

    /// The reason for the shutdown, once it was announced; from then on new sockets are refused.
    #[must_use]
    pub(crate) fn goodbye(&self) -> Option<&'static str> {
        self.goodbye.get().copied()
    }
}
