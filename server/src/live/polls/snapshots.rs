//! A poll's snapshot for each of its audiences: rendered, and broadcast to their Socket.IO rooms.

use super::event::Event;
use super::room::Room;
use crate::clock::Clock;
use crate::domain::{Audience, Poll, PollCode};
use crate::live::air::Cost;
use crate::live::channels::{self, Frames};
use crate::live::presence::Presence;
use crate::live::sockets::Sockets;
use crate::wire::{Count, Refused, Results, TextsChanged};
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
        let revision = room.map_or(poll.seq, |room| room.revision_of(poll));
        let mut results = Results::of(poll, audience, self.presence.of_poll(&poll.code), revision, self.clock.now_millis());
        if audience == Audience::Host {
            results.refused = Some(self.refusals(&poll.code, room).unwrap_or_default());
            results.asked_for_time = Some(self.time_requests(poll, room)).filter(|devices| *devices > 0);
        }
        results
    }

    /// The results as JSON, from the cache where possible, without the refusals that hosts see.
    ///
    /// # Errors
    /// When the results cannot be serialised, which does not happen with strings and numbers.
    pub(super) fn render_text(&self, poll: &Arc<Poll>, room: &Room, audience: Audience) -> serde_json::Result<Arc<str>> {
        let presence = self.presence.of_poll(&poll.code);
        let render = || Results::of(poll, audience, presence, room.revision_of(poll), self.clock.now_millis());
        room.updates.results_cache.get_or_render(poll, audience, presence, render)
    }

    /// Votes refused in a poll at every instance; `None` where it has no room at this one and no other instance has refused any.
    pub(super) fn refusals(&self, code: &PollCode, room: Option<&Room>) -> Option<Refused> {
        let all = room.map(Room::refusals).into_iter().chain(self.presence.remote.refused(code));
        all.reduce(|one, other| one + other)
    }

    /// How many devices have asked every instance for more time since the poll's timer was set.
    fn time_requests(&self, poll: &Poll, room: Option<&Room>) -> u32 {
        room.map_or(0, |room| room.time_requests(poll)) + self.presence.remote.time_requests(&poll.code)
    }

    /// How many phones of this instance follow a poll, and so receive its snapshots.
    pub(super) fn phones_in(&self, code: &PollCode) -> u32 {
        self.presence.local.phones_in(code)
    }

    /// How many consoles and projectors this instance has.
    pub(super) fn screens(&self) -> u32 {
        u32::try_from(self.presence.local.screens()).unwrap_or(u32::MAX)
    }

    /// Sends a poll's consoles and projectors an update, which a newer one replaces until their connection is ready.
    pub(super) async fn update_screens(&self, poll: &Poll, room: &Room) {
        self.emit_to_screens(Event::UPDATE, poll, room).await;
    }

    /// As [`update_screens`](Self::update_screens), to a room's phones; returns what it cost.
    pub(super) async fn update_phones(&self, room: &Room) -> Cost {
        self.emit_to_phones(Event::UPDATE, || room.newest(), room).await
    }

    /// Sends every follower of a poll its state: screens at once, phones within a moment. A phone that is late in that moment
    /// receives what has changed meanwhile with it. Returns what it cost to update the phones.
    pub(super) async fn broadcast_state(&self, poll: &Arc<Poll>, room: &Room) -> Cost {
        self.emit_to_screens(Event::STATE, poll, room).await;
        let newest = || Some(room.newest()).filter(|newest| newest.seq > poll.seq).unwrap_or_else(|| poll.clone());
        self.emit_to_phones(Event::STATE, newest, room).await
    }

    async fn emit_to_screens(&self, event: Event, poll: &Poll, room: &Room) {
        let has_new_paper = room.updates.for_screens.take_paper(room.revision_of(poll));
        for audience in [Audience::Host, Audience::Guest] {
            let to = |frames| {
                vec![if audience == Audience::Host {
                    channels::consoles(&poll.code, frames)
                } else {
                    channels::projectors(&poll.code, frames)
                }]
            };
            let results = self.render(poll, Some(room), audience);
            event.emit(&self.sockets, to(Frames::Whole), &results).await;
            if has_new_paper {
                Event::PAPER.emit(&self.sockets, to(Frames::Counts), &results).await;
            }
            event.emit(&self.sockets, to(Frames::Counts), &Count::from(results)).await;
        }
        if poll.kind().takes_texts() {
            let news = TextsChanged { poll_code: poll.code.to_string(), seq: poll.seq };
            self.sockets.emit("moderation", vec![channels::moderators(&poll.meeting)], &news).await;
        }
    }

    /// Sends phones the poll that `newest` returns, group by group.
    async fn emit_to_phones(&self, event: Event, newest: impl Fn() -> Arc<Poll> + Send, room: &Room) -> Cost {
        let first = newest();
        let receivers = self.receivers(&first.code);
        let has_new_paper = room.updates.for_phones.take_paper(room.revision_of(&first));
        let mut largest = Frame::default();
        for (n, slices) in channels::groups(receivers.whole + receivers.counts).enumerate() {
            if n > 0 {
                tokio::time::sleep(channels::PAUSE).await;
            }
            let poll = newest();
            for audiences in audiences_alike(&poll) {
                let results = self.render(&poll, Some(room), audiences[0]);
                let to = |frames| channels::phones_of(&poll.code, audiences, frames, &slices);
                if receivers.whole > 0 {
                    largest.whole = largest.whole.max(event.emit(&self.sockets, to(Frames::Whole), &results).await);
                }
                if has_new_paper {
                    largest.paper = largest.paper.max(Event::PAPER.emit(&self.sockets, to(Frames::Counts), &results).await);
                }
                if receivers.counts > 0 {
                    largest.count = largest.count.max(event.emit(&self.sockets, to(Frames::Counts), &Count::from(results)).await);
                }
            }
        }
        largest.cost(receivers)
    }

    /// How many phones of this instance receive whole snapshots of a poll, and how many counts.
    fn receivers(&self, code: &PollCode) -> Receivers {
        let whole = self.presence.local.whole_in(code);
        Receivers { whole, counts: self.phones_in(code).saturating_sub(whole) }
    }
}

/// Phones by what their frames contain.
#[derive(Clone, Copy)]
struct Receivers {
    whole: u32,
    counts: u32,
}

/// The largest frames of an update, in bytes; 0 for what was not sent.
#[derive(Default)]
struct Frame {
    whole: usize,
    count: usize,
    paper: usize,
}

impl Frame {
    fn cost(&self, to: Receivers) -> Cost {
        let cost = |phones, frame| if frame > 0 { Cost::of_frames(phones, frame) } else { Cost::default() };
        cost(to.whole, self.whole) + cost(to.counts, self.count) + cost(to.counts, self.paper)
    }
}

/// The audiences of phones, those that see the same together: they share a message, which is serialised once.
fn audiences_alike(poll: &Poll) -> Vec<&'static [Audience]> {
    let is_alike = poll.shows_results_to(Audience::Guest) == poll.shows_results_to(Audience::Voted);
    if is_alike { vec![&[Audience::Guest, Audience::Voted]] } else { vec![&[Audience::Guest], &[Audience::Voted]] }
}
