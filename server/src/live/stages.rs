//! What each meeting's stage shows, broadcast to the phones and projectors that follow the meeting, and to every host window.

use super::channels::invited;
use super::cluster_events::ClusterEvents;
use super::meeting_feed::MeetingFeed;
use super::presence::Presence;
use super::room::{Rooms, Topic};
use super::sockets::Sockets;
use crate::clock::Clock;
use crate::domain::{JoinCode, Meeting};
use crate::wire::{Invitation, StageNow};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The meetings that this instance has cached.
pub(crate) struct Stages {
    rooms: Rooms<Meeting>,
    sockets: Sockets,
    presence: Arc<Presence>,
    clock: Clock,
    events: ClusterEvents,
    feed: MeetingFeed,
}

/// Whether an update of a meeting's number of phones is scheduled.
#[derive(Default)]
pub(super) struct CountUpdate(AtomicBool);

impl Topic for Meeting {
    type Code = JoinCode;
    type Updates = CountUpdate;

    fn seq(&self) -> u64 {
        self.stage.seq
    }
}

impl Stages {
    /// Starts without meetings; their changes are published through `events` and broadcast through `feed`.
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, clock: Clock, events: ClusterEvents, feed: MeetingFeed) -> Self {
        Self { rooms: Rooms::default(), sockets, presence, clock, events, feed }
    }

    /// The cached meeting with this code.
    #[must_use]
    pub(crate) fn meeting(&self, code: &JoinCode) -> Option<Arc<Meeting>> {
        self.rooms.newest(code)
    }

    /// Every cached meeting, with the latest `seq` of its stage.
    pub(super) fn seqs(&self) -> Vec<(JoinCode, u64)> {
        self.rooms.seqs()
    }

    /// Stores a meeting unless a newer one is cached; returns the newest.
    pub(crate) fn cache(&self, meeting: Arc<Meeting>) -> Arc<Meeting> {
        let code = meeting.code.clone();
        self.rooms.store(&code, meeting).0.newest()
    }

    /// Removes a deleted meeting.
    pub(crate) fn forget(&self, code: &JoinCode) {
        self.rooms.remove(code);
    }

    /// What a meeting's stage shows, and how many phones follow it.
    #[must_use]
    pub(crate) fn now(&self, meeting: &Meeting) -> StageNow {
        StageNow::of(meeting, self.presence.of_meeting(&meeting.code), self.clock.now_millis())
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
        let code = meeting.code.clone();
        let (room, is_news) = self.rooms.store(&code, meeting);
        if is_news {
            let stages = self.clone();
            tokio::spawn(async move { stages.emit(&room.newest()).await });
        }
        is_news
    }

    /// Schedules an update of the number of the meeting's phones for hosts and projectors; changes until then share it.
    pub(super) fn mark_count_dirty(self: &Arc<Self>, code: &JoinCode) {
        let Some(room) = self.rooms.get(code) else { return };
        if room.updates.0.swap(true, Ordering::Relaxed) {
            return;
        }
        let (stages, code) = (self.clone(), code.clone());
        tokio::spawn(async move {
            tokio::time::sleep(super::COUNT_UPDATE_INTERVAL).await;
            room.updates.0.store(false, Ordering::Relaxed);
            if let Some(meeting) = stages.meeting(&code) {
                stages.feed.emit_to_screens("stage", &code, None, &stages.now(&meeting)).await;
            }
        });
    }

    /// Sends projectors and consoles how to join at a new address. `invitation` builds the message for a meeting; its second
    /// argument is whether the receivers are near, and so may receive how to join the room's Wi-Fi.
    pub(crate) async fn invite(&self, invitation: impl Fn(&JoinCode, bool) -> Invitation) {
        for (code, _) in self.seqs() {
            for is_near in [true, false] {
                self.sockets.emit("invitation", vec![invited(&code, is_near)], &invitation(&code, is_near)).await;
            }
        }
    }

    async fn emit(&self, meeting: &Meeting) {
        self.feed.emit("stage", &meeting.code, None, &self.now(meeting)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BoardRules, BoardState, Item, Look, Moderation, QrSize, Stage, View};
    use crate::live::Live;
    use socketioxide::SocketIo;

    #[tokio::test]
    async fn messages_after_socketio_was_closed_are_dropped() {
        let (_layer, io) = SocketIo::new_layer();
        io.ns("/", async || {});
        let live = Live::new(io.clone(), Clock::system(), b"secret", ClusterEvents::default(), None);
        let code = JoinCode::parse("K7Q2M9").unwrap();
        let stage = Stage { item: Item::Lobby, last_poll: None, beneath: View::Lobby, bars: true, qr: QrSize::Corner, seq: 1 };
        let meeting = Meeting {
            id: 1,
            code,
            name: String::new(),
            created_at: 0,
            ended_at: None,
            stage,
            board: BoardRules { state: BoardState::Off, moderation: Moderation::Hold, names: false, show_after: None },
            moderator_nonce: None,
            starts_at: None,
            recap: None,
            look: Look::default(),
        };
        io.close().await;
        io.delete_ns("/");
        live.stages.emit(&meeting).await;
        live.sockets.broadcast_goodbye("quit").await;
    }
}
