//! What every host window receives: lists of polls, the network, the projector, whether votes can be stored, the diagnosis.

use super::sockets::Sockets;
use crate::domain::{JoinCode, Meeting, Poll};
use crate::wire::{Current, Diagnosis, MeetingPolls, Moved, Network, ProjectorNow, StorageState};
use serde::Serialize;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;

/// The Socket.IO room of every host window.
pub(super) const HOSTS: &str = "hosts";

/// The events of every host window. Clones share the sockets.
#[derive(Clone)]
pub(crate) struct HostFeed {
    sockets: Sockets,
}

impl HostFeed {
    pub(super) fn new(sockets: Sockets) -> Self {
        Self { sockets }
    }

    /// Adds a socket to the host windows.
    pub(crate) fn join(&self, sid: Sid) {
        if let Some(socket) = self.sockets.get(sid) {
            Self::admit(&socket);
        }
    }

    pub(super) fn admit(socket: &SocketRef) {
        socket.join(HOSTS);
    }

    /// Sends a meeting's list of polls, and its deleted polls that have votes.
    pub(crate) async fn emit_polls(&self, meeting: &JoinCode, polls: &[Poll], deleted: &[Poll]) {
        self.emit("polls", &MeetingPolls::of(meeting, polls, deleted)).await;
    }

    /// Sends the meeting that was opened last, and whether it has ended.
    pub(crate) async fn emit_current(&self, meeting: &Meeting) {
        self.emit("current", &Current::of(meeting)).await;
    }

    /// Sends where the projector's window is.
    pub(crate) async fn emit_projector(&self, now: &ProjectorNow) {
        self.emit("projector", now).await;
    }

    /// Sends the addresses of this computer.
    pub(crate) async fn emit_network(&self, network: &Network) {
        self.emit("network", network).await;
    }

    /// Sends whether votes can be stored.
    pub(crate) async fn emit_storage(&self, failing: bool) {
        self.emit("storage", &StorageState { failing }).await;
    }

    /// Sends the diagnosis of the network between the phones and this computer.
    pub(crate) async fn emit_diagnosis(&self, diagnosis: &Diagnosis) {
        self.emit("doctor", diagnosis).await;
    }

    /// Sends the estimate of devices that may have voted twice, if it has `changed`, on a task of its own.
    pub(super) fn emit_duplicates(&self, changed: Option<u32>) {
        let Some(doubtful) = changed else { return };
        let hosts = self.clone();
        tokio::spawn(async move { hosts.emit("moved", &Moved { doubtful }).await });
    }

    async fn emit<T: Serialize + ?Sized>(&self, event: &'static str, message: &T) {
        self.sockets.emit(event, vec![HOSTS.to_owned()], message).await;
    }
}
