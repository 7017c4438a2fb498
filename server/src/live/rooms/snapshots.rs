//! A poll's snapshot for each of its audiences: rendered, and broadcast to their Socket.IO rooms.

use super::room::Room;
use crate::clock::Clock;
use crate::domain::{Audience, Poll, PollCode};
use crate::live::air::Cost;
use crate::live::channels;
use crate::live::presence::Presence;
use crate::live::sockets::Sockets;
use crate::wire::{Refused, Results};
use serde::Serialize;
use std::sync::Arc;

/// Renders and broadcasts snapshots, each serialised once per audience instead of once per phone. Clones share the sockets.
#[derive(Clone)]
pub(super) struct Snapshots {
    sockets: Sockets,
    presence: Arc<Presence>,
    clock: Clock,
}

impl Snapshots {
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, clock: Clock) -> Self {
        Self { sockets, presence, clock }
    }

    /// The poll as `audience` may see it now; `room` is the poll's room, if it has one.
    pub(super) fn render(&self, poll: &Poll, room: Option<&Room>, audience: Audience) -> Results {
        let mut results = Results::of(poll, audience, self.presence.of_poll(&poll.code), self.clock.now_millis());
        if audience == Audience::Host {
            results.refused = Some(self.refusals(&poll.code, room).unwrap_or_default());
        }
        results
    }

    /// The results as JSON, from the cache where possible, without the refusals that hosts see.
    ///
    /// # Errors
    /// When the results cannot be serialised, which does not happen with strings and numbers.
    pub(super) fn render_text(&self, poll: &Arc<Poll>, room: &Room, audience: Audience) -> serde_json::Result<Arc<str>> {
        let presence = self.presence.of_poll(&poll.code);
        let render = || Results::of(poll, audience, presence, self.clock.now_millis());
        room.results_cache.get_or_render(poll, audience, presence, render)
    }

    /// Votes refused in a poll at every instance; `None` where it has no room at this one and no other instance has refused any.
    pub(super) fn refusals(&self, code: &PollCode, room: Option<&Room>) -> Option<Refused> {
        let all = room.map(Room::refusals).into_iter().chain(self.presence.remote.refused(code));
        all.reduce(|one, other| one + other)
    }

    /// How many phones of this instance follow a poll, and so receive its snapshots.
    pub(super) fn phones_in(&self, code: &PollCode) -> u32 {
        self.presence.local.phones_in(code)
    }

    /// Sends a poll's consoles and projectors an update, which a newer one replaces until their connection is ready.
    pub(super) async fn update_screens(&self, poll: &Poll, room: &Room) {
        self.emit_to_screens("vote_update", poll, Some(room), true).await;
    }

    /// As [`update_screens`](Self::update_screens), to a room's phones; returns what it cost.
    pub(super) async fn update_phones(&self, room: &Room) -> Cost {
        self.emit_to_phones("vote_update", || room.newest(), true).await
    }

    /// Sends every follower of a poll its state: screens at once, phones within a moment. A phone that is late in that moment
    /// receives what has changed meanwhile with it. Returns what it cost to update the phones.
    pub(super) async fn broadcast_state(&self, poll: &Arc<Poll>, room: Option<&Room>) -> Cost {
        self.emit_to_screens("poll_state", poll, room, false).await;
        let newest = || room.map(Room::newest).filter(|newest| newest.seq > poll.seq).unwrap_or_else(|| poll.clone());
        self.emit_to_phones("poll_state", newest, false).await
    }

    async fn emit_to_screens(&self, event: &'static str, poll: &Poll, room: Option<&Room>, volatile: bool) {
        for (audience, to) in [(Audience::Host, channels::consoles(&poll.code)), (Audience::Guest, channels::projectors(&poll.code))] {
            self.emit(event, vec![to], &self.render(poll, room, audience), volatile).await;
        }
    }

    /// Sends phones the poll that `newest` returns, group by group.
    async fn emit_to_phones(&self, event: &'static str, newest: impl Fn() -> Arc<Poll> + Send, volatile: bool) -> Cost {
        let phones = self.phones_in(&newest().code);
        let mut frame = 0;
        for (n, slices) in channels::groups(phones).enumerate() {
            if n > 0 {
                tokio::time::sleep(channels::PAUSE).await;
            }
            let poll = newest();
            let all = [Audience::Guest, Audience::Voted];
            let guests_see_results = poll.shows_results_to(Audience::Guest);
            // Audiences that see the same share a message, which is serialised once.
            let alike = guests_see_results == poll.shows_results_to(Audience::Voted);
            for audiences in if alike { vec![&all[..]] } else { vec![&all[..1], &all[1..]] } {
                let results = self.render(&poll, None, audiences[0]);
                frame = frame.max(frame_length(event, &results));
                self.emit(event, channels::phones_of(&poll.code, audiences, &slices), &results, volatile).await;
            }
        }
        Cost::of_frames(phones, frame)
    }

    async fn emit(&self, event: &'static str, rooms: Vec<String>, results: &Results, volatile: bool) {
        if volatile {
            self.sockets.emit_volatile(event, rooms, results).await;
        } else {
            self.sockets.emit(event, rooms, results).await;
        }
    }
}

/// The length of an event's frame in bytes: `42["event",message]`.
pub(in crate::live) fn frame_length(event: &str, message: &impl Serialize) -> usize {
    let mut written = Written(0);
    // Fails only for what cannot be sent either.
    let _counted = serde_json::to_writer(&mut written, message);
    r#"42["",]"#.len() + event.len() + written.0
}

/// Counts bytes, and discards them.
struct Written(usize);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
