//! What each meeting's stage shows, broadcast to the phones and projectors that follow the meeting, and to every host window.

use super::air::{Air, Cost};
use super::channels::{self, invited, meeting_screens};
use super::cluster_events::ClusterEvents;
use super::host_feed::HOSTS;
use super::presence::Presence;
use super::rooms::frame_length;
use super::sockets::Sockets;
use crate::domain::{JoinCode, Meeting};
use crate::wire::{Invitation, StageNow};
use dashmap::{DashMap, DashSet};
use std::sync::Arc;
use tokio::time::Instant;

/// The stages of this instance, by meeting.
pub(crate) struct Stages {
    meetings: DashMap<JoinCode, Arc<Meeting>>,
    /// The meetings with a scheduled update of their number of phones.
    dirty_counts: DashSet<JoinCode>,
    sockets: Sockets,
    presence: Arc<Presence>,
    events: ClusterEvents,
    air: Air,
}

impl Stages {
    /// Starts without stages; their changes are published through `events`, and what phones are sent is recorded in `air`.
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, events: ClusterEvents, air: Air) -> Self {
        Self { meetings: DashMap::default(), dirty_counts: DashSet::default(), sockets, presence, events, air }
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
        StageNow::of(meeting, self.presence.of_meeting(&meeting.code))
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
                stages.sockets.emit("stage", vec![HOSTS.to_owned(), meeting_screens(&code)], &stages.now(&meeting)).await;
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

    /// Sends consoles and projectors the stage at once, and phones within a moment.
    async fn emit(&self, meeting: &Meeting) {
        let now = self.now(meeting);
        self.sockets.emit("stage", vec![HOSTS.to_owned(), meeting_screens(&meeting.code)], &now).await;
        let phones = self.presence.local.phones_at(&meeting.code);
        for (n, slices) in channels::groups(phones).enumerate() {
            if n > 0 {
                tokio::time::sleep(channels::PAUSE).await;
            }
            self.sockets.emit("stage", channels::meeting_phones_of(&meeting.code, slices), &now).await;
        }
        self.air.record_unpaced(Cost::of_frames(phones, frame_length("stage", &now)), Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::{BoardRules, BoardState, Moderation, QrSize, Stage, View};
    use crate::live::Live;
    use socketioxide::SocketIo;

    #[tokio::test]
    async fn messages_after_socketio_was_closed_are_dropped() {
        let (_layer, io) = SocketIo::new_layer();
        io.ns("/", async || {});
        let live = Live::new(io.clone(), Clock::system(), b"secret", ClusterEvents::default(), None);
        let code = JoinCode::parse("K7Q2M9").unwrap();
        let stage = Stage { view: View::Lobby, poll: None, bars: true, qr: QrSize::Corner, seq: 1 };
        let meeting = Meeting {
            id: 1,
            code,
            name: String::new(),
            created_at: 0,
            ended_at: None,
            stage,
            board: BoardRules { state: BoardState::Off, moderation: Moderation::Hold, names: false },
            moderator: None,
        };
        io.close().await;
        io.delete_ns("/");
        live.stages.emit(&meeting).await;
        live.sockets.broadcast_goodbye("quit").await;
    }
}
