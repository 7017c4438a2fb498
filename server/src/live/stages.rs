//! What each meeting's stage shows, broadcast to the phones and projectors that follow the meeting, and to every host window.

use super::cluster_events::ClusterEvents;
use super::host_feed::HOSTS;
use super::presence::Presence;
use super::sockets::Sockets;
use crate::domain::{JoinCode, Meeting};
use crate::wire::{Invitation, StageNow};
use dashmap::{DashMap, DashSet};
use std::sync::Arc;

/// The stages of this instance, by meeting.
pub(crate) struct Stages {
    meetings: DashMap<JoinCode, Arc<Meeting>>,
    /// The meetings with a scheduled update of their number of phones.
    dirty_counts: DashSet<JoinCode>,
    sockets: Sockets,
    presence: Arc<Presence>,
    events: ClusterEvents,
}

impl Stages {
    /// Starts without stages; their changes are published through `events`.
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, events: ClusterEvents) -> Self {
        Self { meetings: DashMap::default(), dirty_counts: DashSet::default(), sockets, presence, events }
    }

    /// The cached meeting with this code.
    #[must_use]
    pub(crate) fn meeting(&self, code: &JoinCode) -> Option<Arc<Meeting>> {
        self.meetings.get(code).map(|meeting| meeting.clone())
    }

    /// Every cached meeting.
    pub(super) fn all(&self) -> Vec<Arc<Meeting>> {
        self.meetings.iter().map(|meeting| meeting.clone()).collect()
    }

    /// Stores a meeting unless a newer one is cached; returns the newest.
    pub(crate) fn cache(&self, meeting: Arc<Meeting>) -> Arc<Meeting> {
        let mut cached = self.meetings.entry(meeting.code.clone()).or_insert_with(|| meeting.clone());
        if meeting.stage.seq > cached.stage.seq {
            *cached = meeting;
        }
        cached.clone()
    }

    /// Removes a deleted meeting.
    pub(crate) fn forget(&self, code: &JoinCode) {
        self.meetings.remove(code);
    }

    /// What a meeting's stage shows, and how many phones follow it.
    #[must_use]
    pub(crate) fn now(&self, meeting: &Meeting) -> StageNow {
        StageNow::of(meeting, self.presence.phones_at(&meeting.code))
    }

    /// If a meeting's stage has changed: stores it, broadcasts it to its followers and publishes it to the other instances.
    pub(crate) fn announce(self: &Arc<Self>, meeting: Arc<Meeting>) {
        let (code, seq) = (meeting.code.clone(), meeting.stage.seq);
        if self.store_and_broadcast(meeting) {
            self.events.stage(&code, seq);
        }
    }

    /// As [`announce`](Self::announce), without publishing. Returns whether the stage has changed.
    pub(super) fn store_and_broadcast(self: &Arc<Self>, meeting: Arc<Meeting>) -> bool {
        if self.meeting(&meeting.code).is_some_and(|cached| cached.stage.seq >= meeting.stage.seq) {
            return false;
        }
        let meeting = self.cache(meeting);
        let stages = self.clone();
        tokio::spawn(async move { stages.emit(&meeting).await });
        true
    }

    /// Schedules an update of the number of the meeting's phones for hosts and projectors; changes until then share it.
    pub(super) fn mark_count_dirty(self: &Arc<Self>, code: &JoinCode) {
        if self.meeting(code).is_none() || !self.dirty_counts.insert(code.clone()) {
            return;
        }
        let (stages, code) = (self.clone(), code.clone());
        tokio::spawn(async move {
            tokio::time::sleep(super::COUNT_UPDATE_INTERVAL).await;
            stages.dirty_counts.remove(&code);
            if let Some(meeting) = stages.meeting(&code) {
                stages.sockets.emit("stage", vec![HOSTS.to_owned(), screens(&code)], &stages.now(&meeting)).await;
            }
        });
    }

    /// Sends projectors and consoles how to join at a new address. `invitation` builds the message for a meeting; its second
    /// argument is whether the receivers are near, and so may receive how to join the room's Wi-Fi.
    pub(crate) async fn invite(&self, invitation: impl Fn(&JoinCode, bool) -> Invitation) {
        for meeting in self.all() {
            for is_near in [true, false] {
                self.sockets.emit("invitation", vec![invited(&meeting.code, is_near)], &invitation(&meeting.code, is_near)).await;
            }
        }
    }

    async fn emit(&self, meeting: &Meeting) {
        let rooms = vec![HOSTS.to_owned(), screens(&meeting.code), phones(&meeting.code)];
        self.sockets.emit("stage", rooms, &self.now(meeting)).await;
    }
}

/// The Socket.IO room of a meeting's phones.
pub(super) fn phones(code: &JoinCode) -> String {
    format!("m/{code}")
}

/// The Socket.IO room of a meeting's projectors and consoles, which also receive changes of the number of phones.
pub(super) fn screens(code: &JoinCode) -> String {
    format!("m/{code}/screens")
}

/// The Socket.IO room of a meeting's screens that may (`is_near`) or may not receive how to join the room's Wi-Fi.
pub(super) fn invited(code: &JoinCode, is_near: bool) -> String {
    format!("m/{code}/{}", if is_near { "near" } else { "afar" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::{QrSize, Stage, View};
    use crate::live::Live;
    use socketioxide::SocketIo;

    #[tokio::test]
    async fn messages_after_socketio_was_closed_are_dropped() {
        let (_layer, io) = SocketIo::new_layer();
        io.ns("/", async || {});
        let live = Live::new(io.clone(), Clock::system(), b"secret", ClusterEvents::default());
        let code = JoinCode::parse("K7Q2M9").unwrap();
        let stage = Stage { view: View::Lobby, poll: None, bars: true, qr: QrSize::Corner, seq: 1 };
        let meeting = Meeting { id: 1, code, name: String::new(), created_at: 0, ended_at: None, stage };
        io.close().await;
        io.delete_ns("/");
        live.stages.emit(&meeting).await;
        live.sockets.broadcast_goodbye("quit").await;
    }
}
