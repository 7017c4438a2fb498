//! Polls: the newest snapshot of each, the votes that were refused, and the updates that its followers receive.
//!
//! What changes often (votes, presence) is [throttled](throttle); a change of a poll's state or rules (opened, closed,
//! revealed) is broadcast immediately.

mod changes;
mod event;
mod paper;
mod refusals;
mod results_cache;
mod room;
mod snapshots;
mod throttle;
mod time_requests;
mod unsent_changes;

pub(super) use event::frame_length;
use room::Room;

use super::air::Air;
use super::audiences::Audiences;
use super::cluster_events::ClusterEvents;
use super::host_feed::HostFeed;
use super::presence::Presence;
use super::returning_voters::ReturningVoters;
use super::room::Rooms;
use super::sockets::Sockets;
use super::voter_hash::VoterHash;
use crate::clock::Clock;
use crate::domain::{Audience, BrowserToken, JoinCode, Poll, PollCode, PollState, Refusal};
use crate::wire::{Refused, Results};
use refusals::Refusals;
use snapshots::Snapshots;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::time::Instant;

/// The polls that this instance has cached.
pub(crate) struct Polls {
    rooms: Rooms<Poll>,
    sockets: Sockets,
    snapshots: Snapshots,
    audiences: Audiences,
    hosts: HostFeed,
    returning_voters: Arc<ReturningVoters>,
    events: ClusterEvents,
    air: Air,
}

impl Polls {
    /// Starts without polls; their changes are published through `events`, and their phones share the `air`.
    pub(super) fn new(
        sockets: Sockets,
        presence: Arc<Presence>,
        audiences: Audiences,
        (hosts, returning_voters): (HostFeed, Arc<ReturningVoters>),
        (events, air): (ClusterEvents, Air),
        clock: Clock,
    ) -> Self {
        let snapshots = Snapshots::new(sockets.clone(), presence, clock);
        Self { rooms: Rooms::default(), sockets, snapshots, audiences, hosts, returning_voters, events, air }
    }

    /// The newest cached snapshot of a poll.
    #[must_use]
    pub(crate) fn newest(&self, code: &PollCode) -> Option<Arc<Poll>> {
        self.rooms.newest(code)
    }

    /// Stores a snapshot unless a newer one is cached; returns the newest.
    #[must_use]
    pub(crate) fn cache(&self, poll: Arc<Poll>) -> Arc<Poll> {
        let room = self.room(&poll);
        room.store_if_newer(poll);
        room.newest()
    }

    /// How many polls are cached.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.rooms.len()
    }

    /// The meetings of the cached polls that are open.
    #[must_use]
    pub(crate) fn meetings_with_open_polls(&self) -> HashSet<JoinCode> {
        let newest = self.rooms.all().into_iter().map(|room| room.newest());
        newest.filter(|poll| poll.state == PollState::Open).map(|poll| poll.meeting.clone()).collect()
    }

    /// The poll as `audience` may see it now.
    #[must_use]
    pub(crate) fn results(&self, poll: &Poll, audience: Audience) -> Results {
        self.snapshots.render(poll, self.rooms.get(&poll.code).as_deref(), audience)
    }

    /// The [`results`](Self::results) as JSON, without the refusals that hosts see.
    ///
    /// # Errors
    /// When the results cannot be serialised, which does not happen with strings and numbers.
    pub(crate) fn results_text(&self, poll: &Arc<Poll>, audience: Audience) -> serde_json::Result<Arc<str>> {
        self.snapshots.render_text(poll, &self.room(poll), audience)
    }

    /// Votes refused in a poll by every running instance, by reason; `None` where this instance has not cached the poll and no
    /// other one has refused any.
    #[must_use]
    pub(crate) fn refusals(&self, code: &PollCode) -> Option<Refused> {
        self.snapshots.refusals(code, self.rooms.get(code).as_deref())
    }

    /// Counts a refused ballot, for the poll's hosts.
    pub(crate) fn count_refused(&self, code: &PollCode, refusal: &Refusal, browser: BrowserToken) {
        if let Some(room) = self.rooms.get(code) {
            room.count_refusal(|refusals| refusals.count(refusal, browser));
        }
    }

    /// Counts a ballot that was refused by a rate limit.
    pub(crate) fn count_too_fast(&self, code: &PollCode) {
        if let Some(room) = self.rooms.get(code) {
            room.count_refusal(Refusals::count_too_fast);
        }
    }

    /// Counts a device that asks for more time, for the poll's hosts.
    pub(crate) fn ask_for_time(&self, poll: &Arc<Poll>, browser: BrowserToken) {
        self.room(poll).add_time_request(browser);
    }

    /// After a vote was counted: schedules an update of the room, and moves the voter's own phones to the voters' audience.
    pub(crate) fn announce_vote(&self, poll: &Arc<Poll>, browser: BrowserToken) {
        let voter = self.audiences.voter(&poll.code, browser);
        let room = self.room(poll);
        let _newest = self.store(&room, poll.clone());
        self.promote(poll, voter);
        if self.events.is_shared() {
            room.updates.unsent.add_voter(voter);
        }
        room.mark_dirty();
    }

    /// After a change of the poll's state or rules: broadcasts it immediately, and publishes it to the other instances.
    pub(crate) fn announce_state(self: &Arc<Self>, poll: &Arc<Poll>) {
        if poll.state == PollState::Open && poll.total_votes == 0 {
            self.hosts.emit_duplicates(self.returning_voters.start_over());
        }
        let room = self.room(poll);
        let newest = self.store(&room, poll.clone());
        room.updates.unsent.record_published(newest.seq);
        self.broadcast_state(&newest);
        self.events.poll(&newest, true, &[]);
    }

    /// Moves a browser's phones to the voters' audience, and schedules an update of the count of devices without a vote.
    pub(crate) fn promote_to_voted(&self, poll: &Poll, browser: BrowserToken) {
        self.promote(poll, self.audiences.voter(&poll.code, browser));
    }

    /// Broadcasts the `last` state of a deleted poll, and removes its room.
    pub(crate) fn announce_deletion(self: &Arc<Self>, last: &Arc<Poll>) {
        self.announce_state(last);
        self.remove(&last.code);
    }
}

/// Operations for the other modules of `live`.
impl Polls {
    /// A poll's room, opened if there is none.
    pub(super) fn room(&self, poll: &Arc<Poll>) -> Arc<Room> {
        self.rooms.get_or_open(&poll.code, || {
            let room = Arc::new(Room::open(poll.clone(), self.sockets.closing()));
            throttle::start(&self.snapshots, self.events.clone(), self.air.clone(), &room);
            room
        })
    }

    /// Every room.
    pub(super) fn all(&self) -> Vec<Arc<Room>> {
        self.rooms.all()
    }

    /// Stores a snapshot in its room; returns the newest. If the newest is in a new round, moves the phones that had voted in the
    /// previous one back to the guests' audience.
    pub(super) fn store(&self, room: &Room, poll: Arc<Poll>) -> Arc<Poll> {
        room.store_if_newer(poll);
        let newest = room.newest();
        self.audiences.start_round(&newest);
        newest
    }

    /// As [`promote_to_voted`](Self::promote_to_voted).
    pub(super) fn promote(&self, poll: &Poll, voter: VoterHash) {
        if self.audiences.promote(poll, voter) {
            self.mark_count_dirty(&poll.code);
        }
    }

    /// Schedules an update of a poll's presence.
    pub(super) fn mark_count_dirty(&self, code: &PollCode) {
        if let Some(room) = self.rooms.get(code) {
            room.mark_count_dirty();
        }
    }

    /// Broadcasts a poll's state to this instance's sockets, on a task of its own. It does not wait for the air.
    pub(super) fn broadcast_state(self: &Arc<Self>, poll: &Arc<Poll>) {
        let (polls, poll, room) = (self.clone(), poll.clone(), self.room(poll));
        tokio::spawn(async move {
            let began = Instant::now();
            let cost = polls.snapshots.broadcast_state(&poll, &room).await;
            polls.air.record(&poll.code, cost, began);
        });
    }

    /// Removes a poll's room and ends its updates.
    pub(super) fn remove(&self, code: &PollCode) {
        if let Some(room) = self.rooms.remove(code) {
            room.close();
            self.air.forget(code);
        }
    }
}
