//! Live updates: which sockets follow which poll or meeting, and what they are sent.
//!
//! Each poll has a room. Phones that have not voted, phones that have, and hosts may see different results, so each poll has
//! three Socket.IO rooms, one an audience; a snapshot is serialised once an audience, not once a phone. What changes often
//! (votes, presence) is [throttled](throttle); what must not be missed (open, closed, revealed) is sent immediately.

mod broadcast;
mod cluster_events;
mod device_counts;
mod heartbeat;
mod latency;
mod presence;
mod refusals;
mod remote_presence;
mod replication;
mod results_cache;
mod returning_voters;
mod room;
mod stages;
mod throttle;
mod unpublished;
mod voter_hash;

pub(crate) use cluster_events::{ClusterEvent, ClusterEvents};
pub(crate) use presence::{Departure, Followers, Member};
pub(crate) use voter_hash::VoterHash;

use crate::clock::Clock;
use crate::domain::{Audience, BrowserToken, JoinCode, Meeting, Poll, PollCode, PollState, Refusal};
use crate::wire::{Presence, Refused, Results};
use dashmap::{DashMap, DashSet};
use refusals::Refusals;
use remote_presence::RemotePresence;
use returning_voters::ReturningVoters;
use room::Room;
use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use voter_hash::VoterHashes;

/// The Socket.IO room of every host window.
const HOSTS: &str = "hosts";

/// The shortest pause between two updates of the number of phones.
const COUNT_AGAIN: Duration = Duration::from_millis(250);

/// The rooms of this server. Clones share them.
#[derive(Clone)]
pub(crate) struct Live {
    io: SocketIo,
    clock: Clock,
    voters: VoterHashes,
    rooms: Arc<DashMap<PollCode, Arc<Room>>>,
    stages: Arc<DashMap<JoinCode, Arc<Meeting>>>,
    arriving: Arc<DashSet<JoinCode>>,
    watching: Arc<Followers>,
    heartbeats: Arc<heartbeat::Heartbeats>,
    returning: Arc<ReturningVoters>,
    elsewhere: Arc<RemotePresence>,
    news: ClusterEvents,
    closing: CancellationToken,
    goodbye: Arc<OnceLock<&'static str>>,
}

impl Live {
    /// Rooms that speak through `io`. `secret` keys the hashes by which voters are named in them.
    #[must_use]
    pub(crate) fn new(io: SocketIo, clock: Clock, secret: &[u8]) -> Self {
        Self {
            io,
            clock,
            voters: VoterHashes::new(secret),
            rooms: Arc::default(),
            stages: Arc::default(),
            arriving: Arc::default(),
            watching: Arc::default(),
            heartbeats: Arc::default(),
            returning: Arc::default(),
            elsewhere: Arc::default(),
            news: ClusterEvents::default(),
            closing: CancellationToken::new(),
            goodbye: Arc::default(),
        }
    }

    /// The newest snapshot of a poll that this server has seen.
    #[must_use]
    pub(crate) fn newest(&self, code: &PollCode) -> Option<Arc<Poll>> {
        self.rooms.get(code).map(|room| room.newest())
    }

    /// Stores a snapshot unless a newer one is known; returns the newest.
    #[must_use]
    pub(crate) fn cache(&self, poll: Arc<Poll>) -> Arc<Poll> {
        self.room(&poll).store_if_newer(poll)
    }

    /// Lets a socket join the room of its audience in a poll, and the rooms of its meeting.
    pub(crate) fn join(&self, poll: Option<&Arc<Poll>>, sid: Sid, member: Member) {
        let room = poll.map(|poll| self.room(poll));
        let follows = member.follows.clone();
        let (audience, is_phone, is_near) = (member.audience, member.is_phone, member.is_near);
        if let Some(browser) = member.browser.filter(|_| is_phone) {
            self.emit_duplicates(self.returning.enter(sid, browser, &member.host));
        }
        let voter = poll.zip(member.browser).map(|(poll, browser)| self.voters.hash(&poll.code, browser));
        self.mark_departure(&self.watching.enter(sid, poll.map(|poll| poll.code.clone()), voter, member));
        let Some(socket) = self.socket(sid) else {
            return self.leave(sid);
        };
        socket.leave_all();
        if let Some(poll) = poll {
            socket.join(room_name(&poll.code, audience));
        }
        if let Some(meeting) = &follows {
            if is_phone {
                socket.join(stages::door(meeting));
            } else {
                socket.join([stages::screens(meeting), stages::invited(meeting, is_near)]);
            }
            self.touch_meeting(meeting);
        }
        if audience == Audience::Host {
            socket.join(HOSTS);
        }
        if let Some(room) = room {
            room.mark_count_dirty();
        }
    }

    /// Forgets a socket that has gone.
    pub(crate) fn leave(&self, sid: Sid) {
        self.heartbeats.forget(sid);
        self.mark_departure(&self.watching.leave(sid));
        self.emit_duplicates(self.returning.leave(sid));
    }

    /// Removes a deleted poll after broadcasting its `last` state.
    pub(crate) fn forget(&self, last: &Arc<Poll>) {
        self.announce_state(last);
        if let Some((_, room)) = self.rooms.remove(&last.code) {
            room.close();
        }
    }

    /// Schedules updates of the counts that a departed socket was in.
    fn mark_departure(&self, left: &Departure) {
        if let Some(room) = left.poll.as_ref().and_then(|code| self.rooms.get(code).map(|room| room.clone())) {
            room.mark_count_dirty();
        }
        if let Some(meeting) = &left.meeting {
            self.touch_meeting(meeting);
        }
    }

    /// Lets a socket join the hosts' room: lists of polls, network, diagnostics.
    pub(crate) fn welcome_host(&self, sid: Sid) {
        if let Some(socket) = self.socket(sid) {
            socket.join(HOSTS);
        }
    }

    /// A vote was counted: schedules an update of the room, and moves the voter's own phones to the voters' audience.
    pub(crate) fn announce_vote(&self, poll: &Arc<Poll>, browser: BrowserToken) {
        let voter = self.voters.hash(&poll.code, browser);
        let room = self.room(poll);
        let _newest = self.keep(&room, poll.clone());
        self.promote_voter(poll, voter);
        if self.news.is_shared() {
            room.untold.add_voter(voter);
        }
        room.mark_dirty();
    }

    /// Keeps a snapshot in its room; the newest comes back. In a round that is new here everybody is a guest again, also who
    /// has voted in the one before.
    fn keep(&self, room: &Room, poll: Arc<Poll>) -> Arc<Poll> {
        let newest = room.store_if_newer(poll);
        self.start_round(&newest);
        newest
    }

    /// Moves a browser's phones to the voters' audience, and schedules an update of the count of devices without a vote.
    pub(crate) fn promote_to_voted(&self, poll: &Poll, browser: BrowserToken) {
        self.promote_voter(poll, self.voters.hash(&poll.code, browser));
    }

    fn promote_voter(&self, poll: &Poll, voter: VoterHash) {
        self.start_round(poll);
        let phones = self.watching.has_voted(&poll.code, poll.round, voter);
        if phones.is_empty() {
            return;
        }
        self.change_rooms(poll, phones, Audience::Guest, Audience::Voted);
        if let Some(room) = self.rooms.get(&poll.code) {
            room.mark_count_dirty();
        }
    }

    /// Moves phones that had voted in an earlier round back to the guests' audience.
    fn start_round(&self, poll: &Poll) {
        let phones = self.watching.start_round(&poll.code, poll.round);
        self.change_rooms(poll, phones, Audience::Voted, Audience::Guest);
    }

    fn change_rooms(&self, poll: &Poll, phones: Vec<Sid>, from: Audience, to: Audience) {
        for socket in phones.into_iter().filter_map(|sid| self.socket(sid)) {
            socket.leave(room_name(&poll.code, from));
            socket.join(room_name(&poll.code, to));
        }
    }

    /// The poll's state or rules changed: broadcasts it immediately, in a message that is never dropped.
    pub(crate) fn announce_state(&self, poll: &Arc<Poll>) {
        if poll.state == PollState::Open && poll.total_votes == 0 {
            self.emit_duplicates(self.returning.start_over());
        }
        let room = self.room(poll);
        let newest = self.keep(&room, poll.clone());
        room.untold.published_to(newest.seq);
        self.broadcast_state(&newest);
        self.news.poll(&newest, true, &[]);
    }

    /// A ballot was refused: hosts see it in their counts.
    pub(crate) fn refused(&self, code: &PollCode, refusal: &Refusal, browser: BrowserToken) {
        if let Some(room) = self.rooms.get(code) {
            room.count_refusal(|refusals| refusals.count(refusal, browser));
        }
    }

    /// A ballot came too fast to be looked at.
    pub(crate) fn refused_too_fast(&self, code: &PollCode) {
        if let Some(room) = self.rooms.get(code) {
            room.count_refusal(Refusals::count_too_fast);
        }
    }

    /// The poll as `audience` may see it now.
    #[must_use]
    pub(crate) fn results(&self, poll: &Poll, audience: Audience) -> Results {
        let mut results = Results::of(poll, audience, self.presence(&poll.code), self.clock.now_millis());
        if audience == Audience::Host {
            results.refused = Some(self.refusals(&poll.code).unwrap_or_default());
        }
        results
    }

    /// The same as JSON, for those who have voted and those who have not.
    ///
    /// # Errors
    /// None that we know of: results are words and numbers.
    pub(crate) fn results_text(&self, poll: &Arc<Poll>, audience: Audience) -> serde_json::Result<Arc<str>> {
        let here = self.presence(&poll.code);
        self.room(poll).written.get_or_render(poll, audience, here, || Results::of(poll, audience, here, self.clock.now_millis()))
    }

    fn presence(&self, code: &PollCode) -> Presence {
        self.watching.presence(code) + self.elsewhere.presence(code)
    }

    /// Votes refused in a poll since this server started (and the others, where there are several), by reason; `None` where
    /// no client has followed it since.
    #[must_use]
    pub(crate) fn refusals(&self, code: &PollCode) -> Option<Refused> {
        let here = self.rooms.get(code).map(|room| room.refusals());
        let both = here.into_iter().chain(self.elsewhere.refused(code));
        both.reduce(|here, elsewhere| here + elsewhere)
    }

    /// Whether a socket follows something.
    #[must_use]
    pub(crate) fn is_watching(&self, sid: Sid) -> bool {
        self.watching.contains(sid)
    }

    /// Phones (not host windows) that follow some poll.
    #[must_use]
    pub(crate) fn phones(&self) -> usize {
        self.watching.phones()
    }

    /// Polls that a client has followed since the start.
    #[must_use]
    pub(crate) fn rooms(&self) -> usize {
        self.rooms.len()
    }

    /// Where events for the other instances are published.
    #[must_use]
    pub(crate) fn cluster_events(&self) -> &ClusterEvents {
        &self.news
    }

    /// How many phones may have become a second voter when the address changed.
    #[must_use]
    pub(crate) fn possible_duplicates(&self) -> u32 {
        self.returning.possible_duplicates()
    }

    /// Whether a console or a projector is connected, which shows how to join.
    #[must_use]
    pub(crate) fn has_screens(&self) -> bool {
        self.watching.screens() > 0
    }

    /// The meetings in which people can vote now.
    #[must_use]
    pub(crate) fn voting(&self) -> HashSet<JoinCode> {
        let newest = self.rooms.iter().map(|room| room.newest());
        newest.filter(|poll| poll.state == PollState::Open).map(|poll| poll.meeting.clone()).collect()
    }

    fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.io.of("/")?.get_socket(sid)
    }

    fn room(&self, poll: &Arc<Poll>) -> Arc<Room> {
        self.rooms
            .entry(poll.code.clone())
            .or_insert_with(|| {
                let room = Arc::new(Room::new(poll.clone(), self.closing.child_token()));
                throttle::start(self.clone(), room.clone());
                room
            })
            .clone()
    }
}

/// The Socket.IO room of one audience of a poll.
fn room_name(code: &PollCode, audience: Audience) -> String {
    match audience {
        Audience::Host => format!("{code}/host"),
        Audience::Voted => format!("{code}/voted"),
        Audience::Guest => format!("{code}/guest"),
    }
}
