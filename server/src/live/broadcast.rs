//! Broadcasts: a poll's snapshot to its three audiences, and events to hosts or to every socket.

use super::{HOSTS, Live, room_name};
use crate::domain::{Audience, JoinCode, Meeting, Poll};
use crate::wire::{Current, Diagnosis, HostClosed, MeetingPolls, Moved, Network, ProjectorNow, Results, StorageState, Ways};
use serde::Serialize;

impl Live {
    /// Sends host windows a meeting's list of polls, and those that were deleted with votes.
    pub(crate) async fn emit_polls(&self, meeting: &JoinCode, polls: &[Poll], deleted: &[Poll]) {
        self.broadcast("polls", vec![HOSTS.to_owned()], &MeetingPolls::of(meeting, polls, deleted)).await;
    }

    /// Sends host windows the meeting that was opened last, and whether it has ended.
    pub(crate) async fn emit_current(&self, meeting: &Meeting) {
        self.broadcast("current", vec![HOSTS.to_owned()], &Current::of(meeting)).await;
    }

    /// Sends host windows where the projector's window is.
    pub(crate) async fn emit_projector(&self, now: &ProjectorNow) {
        self.broadcast("projector", vec![HOSTS.to_owned()], now).await;
    }

    /// Sends host windows the addresses of this computer.
    pub(crate) async fn emit_network(&self, network: &Network) {
        self.broadcast("network", vec![HOSTS.to_owned()], network).await;
    }

    /// Sends every socket this computer's URLs (`http://10.0.0.2:4242`), for when the one in use stops working.
    pub(crate) async fn broadcast_urls(&self, ways: Vec<String>) {
        let hosts = ways.iter().filter_map(|way| way.strip_prefix("http://")).map(str::to_owned);
        self.emit_duplicates(self.returning.found_at(hosts));
        if let Some(everybody) = self.io.of("/")
            && let Err(error) = everybody.emit("ways", &Ways { ways }).await
        {
            tracing::debug!(%error, "some phones did not hear of the new address; they will ask");
        }
    }

    /// Sends host windows a new estimate of possible duplicates, on a task of its own.
    pub(super) fn emit_duplicates(&self, doubtful: Option<u32>) {
        let Some(doubtful) = doubtful else { return };
        let live = self.clone();
        tokio::spawn(async move { live.broadcast("moved", vec![HOSTS.to_owned()], &Moved { doubtful }).await });
    }

    /// Sends host windows whether votes can be stored.
    pub(crate) async fn emit_storage(&self, failing: bool) {
        self.broadcast("storage", vec![HOSTS.to_owned()], &StorageState { failing }).await;
    }

    /// Sends host windows the diagnosis of the connection between phones and this computer.
    pub(crate) async fn emit_diagnosis(&self, diagnosis: &Diagnosis) {
        self.broadcast("doctor", vec![HOSTS.to_owned()], diagnosis).await;
    }

    /// Sends every socket that the server ends, and keeps the reason for sockets that connect later.
    pub(crate) async fn broadcast_goodbye(&self, reason: &'static str) {
        let _first = self.goodbye.set(reason);
        if let Some(everybody) = self.io.of("/")
            && let Err(error) = everybody.emit("host_closed", &HostClosed { reason: reason.into() }).await
        {
            tracing::debug!(%error, "some phones did not hear the goodbye");
        }
        self.closing.cancel();
    }

    /// Why this server ends, once it has announced it; no socket may join any more.
    #[must_use]
    pub(crate) fn goodbye(&self) -> Option<&'static str> {
        self.goodbye.get().copied()
    }

    /// Sends a snapshot to each audience of its poll, serialised once an audience.
    pub(super) async fn broadcast_poll(&self, event: &'static str, poll: &Poll, volatile: bool) {
        let guest = poll.shows_results_to(Audience::Guest);
        if guest == poll.shows_results_to(Audience::Voted) {
            self.send(
                event,
                vec![room_name(&poll.code, Audience::Guest), room_name(&poll.code, Audience::Voted)],
                &self.results(poll, Audience::Guest),
                volatile,
            )
            .await;
        } else {
            self.send(event, vec![room_name(&poll.code, Audience::Guest)], &self.results(poll, Audience::Guest), volatile).await;
            self.send(event, vec![room_name(&poll.code, Audience::Voted)], &self.results(poll, Audience::Voted), volatile).await;
        }
        self.send(event, vec![room_name(&poll.code, Audience::Host)], &self.results(poll, Audience::Host), volatile).await;
    }

    async fn send(&self, event: &'static str, doors: Vec<String>, results: &Results, volatile: bool) {
        let Some(sockets) = self.io.of("/") else { return };
        let to = sockets.to(doors);
        let to = if volatile { to.volatile() } else { to };
        if let Err(error) = to.emit(event, results).await {
            tracing::debug!(%error, event, "some sockets were too slow for a message");
        }
    }

    /// Sends a message to every socket in these rooms, never dropped. Does nothing once the sockets are closed.
    pub(super) async fn broadcast<T: Serialize + ?Sized>(&self, event: &'static str, rooms: Vec<String>, message: &T) {
        let Some(sockets) = self.io.of("/") else { return };
        if let Err(error) = sockets.to(rooms).emit(event, &message).await {
            tracing::debug!(%error, event, "some sockets were too slow for a message; they will ask");
        }
    }
}
