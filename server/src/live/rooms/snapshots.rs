//! A poll's snapshot for each of its audiences: rendered, and broadcast to their Socket.IO rooms.

use super::room::Room;
use crate::clock::Clock;
use crate::domain::{Audience, Poll, PollCode};
use crate::live::audiences::room_name;
use crate::live::presence::Presence;
use crate::live::sockets::Sockets;
use crate::wire::{Refused, Results};
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
    pub(super) fn receivers(&self, code: &PollCode) -> u32 {
        self.presence.local.phones_in(code)
    }

    /// Sends a snapshot to each audience; with `volatile`, a newer one replaces it until the connection is ready.
    pub(super) async fn broadcast(&self, event: &'static str, poll: &Poll, room: Option<&Room>, volatile: bool) {
        let guests_see_results = poll.shows_results_to(Audience::Guest);
        if guests_see_results == poll.shows_results_to(Audience::Voted) {
            let rooms = vec![room_name(&poll.code, Audience::Guest), room_name(&poll.code, Audience::Voted)];
            self.emit(event, rooms, &self.render(poll, room, Audience::Guest), volatile).await;
        } else {
            for audience in [Audience::Guest, Audience::Voted] {
                self.emit(event, vec![room_name(&poll.code, audience)], &self.render(poll, room, audience), volatile).await;
            }
        }
        self.emit(event, vec![room_name(&poll.code, Audience::Host)], &self.render(poll, room, Audience::Host), volatile).await;
    }

    async fn emit(&self, event: &'static str, rooms: Vec<String>, results: &Results, volatile: bool) {
        if volatile {
            self.sockets.emit_volatile(event, rooms, results).await;
        } else {
            self.sockets.emit(event, rooms, results).await;
        }
    }
}
