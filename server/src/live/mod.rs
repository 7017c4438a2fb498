//! Live updates: which sockets follow which poll or meeting, and what is sent to them. Its parts:
//!
//! - [`Polls`]: each poll's newest snapshot, and the updates that its followers receive;
//! - [`Stages`]: what each meeting's projector shows;
//! - [`Boards`]: what has changed on each meeting's board;
//!   each of the three keeps its newest snapshots in [`Rooms`](room::Rooms);
//! - [`Presence`]: which devices are connected to this instance, and how many to the others;
//! - [`HostFeed`]: what every host window receives;
//! - [`ReturningVoters`]: how many devices may have voted twice after a change of the address;
//! - [`Air`]: how often phones are updated, and what they are sent;
//! - [`Replication`]: changes made by other instances, and [`ClusterEvents`], which publishes this instance's;
//! - [`Sockets`]: the sockets that the other parts send to.

mod air;
mod audiences;
mod boards;
mod channels;
mod cluster_events;
mod host_feed;
mod meeting_feed;
mod polls;
mod presence;
mod replication;
mod returning_voters;
mod room;
mod sockets;
mod stages;
mod voter_hash;

pub(crate) use air::Budget;
pub(crate) use channels::Frames;
pub(crate) use cluster_events::{ClusterEvent, ClusterEvents};
pub(crate) use presence::Member;
pub(crate) use voter_hash::VoterHash;

use crate::clock::Clock;
use crate::domain::{Audience, JoinCode, Poll};
use crate::wire::{Sending, Ways};
use air::Air;
use audiences::Audiences;
use boards::Boards;
use channels::Slice;
use host_feed::HostFeed;
use meeting_feed::MeetingFeed;
use polls::Polls;
use presence::{Departure, Presence};
use replication::Replication;
use returning_voters::ReturningVoters;
use socketioxide::SocketIo;
use socketioxide::socket::Sid;
use sockets::Sockets;
use stages::Stages;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The shortest pause between two updates of the number of phones.
const COUNT_UPDATE_INTERVAL: Duration = Duration::from_millis(250);

/// The live updates of this instance. Its own methods are those that involve several of its parts.
pub(crate) struct Live {
    /// Every socket, and the shutdown message.
    pub(crate) sockets: Sockets,
    /// The connected devices.
    pub(crate) presence: Arc<Presence>,
    /// What every host window receives.
    pub(crate) hosts: HostFeed,
    /// The estimate of devices that may have voted twice.
    pub(crate) returning_voters: Arc<ReturningVoters>,
    /// The polls' newest snapshots.
    pub(crate) polls: Arc<Polls>,
    /// What the meetings' projectors show.
    pub(crate) stages: Arc<Stages>,
    /// The meetings' boards.
    pub(crate) boards: Arc<Boards>,
    /// Publishes this instance's events to the others.
    pub(crate) events: ClusterEvents,
    /// Applies the events of other instances.
    pub(crate) replication: Replication,
    audiences: Audiences,
    air: Air,
}

impl Live {
    /// Sends through `io` and publishes through `events`. `secret` keys the hashes of voters; the phones share the `budget`, without
    /// which their updates are not limited.
    #[must_use]
    pub(crate) fn new(io: SocketIo, clock: Clock, secret: &[u8], events: ClusterEvents, budget: Option<Budget>) -> Self {
        let air = Air::new(budget);
        let sockets = Sockets::new(io);
        let presence = Arc::new(Presence::new(sockets.clone(), clock));
        let hosts = HostFeed::new(sockets.clone());
        let returning_voters = Arc::new(ReturningVoters::default());
        let audiences = Audiences::new(sockets.clone(), presence.clone(), secret);
        let feeds = (hosts.clone(), returning_voters.clone());
        let shared = (events.clone(), air.clone());
        let polls = Arc::new(Polls::new(sockets.clone(), presence.clone(), audiences.clone(), feeds, shared, clock));
        let feed = MeetingFeed::new(sockets.clone(), presence.clone(), air.clone());
        let stages = Arc::new(Stages::new(sockets.clone(), presence.clone(), clock, events.clone(), feed.clone()));
        let boards = Arc::new(Boards::new(events.clone(), feed));
        let replication = Replication::new(polls.clone(), stages.clone(), boards.clone(), presence.clone());
        Self { sockets, presence, hosts, returning_voters, polls, stages, boards, events, replication, audiences, air }
    }

    /// Lets a socket join the room of its audience in a poll, and the rooms of its meeting.
    pub(crate) fn join(&self, poll: Option<&Arc<Poll>>, sid: Sid, member: Member) {
        let room = poll.map(|poll| self.polls.room(poll));
        let follows = member.follows.clone();
        let (audience, frames, is_phone, is_near) = (member.audience, member.frames, member.is_phone, member.is_near);
        if let Some(browser) = member.browser.filter(|_| is_phone) {
            self.hosts.emit_duplicates(self.returning_voters.enter(sid, browser, &member.host));
        }
        let voter = poll.zip(member.browser).map(|(poll, browser)| self.audiences.voter(&poll.code, browser));
        self.mark_counts_dirty(&self.presence.local.enter(sid, poll.map(|poll| poll.code.clone()), voter, member));
        let Some(socket) = self.sockets.get(sid) else {
            return self.leave(sid);
        };
        socket.leave_all();
        let slice = Slice::of(sid);
        if let Some(poll) = poll {
            socket.join(match audience {
                Audience::Host => channels::consoles(&poll.code, frames),
                Audience::Guest | Audience::Voted if is_phone => channels::phones(&poll.code, audience, frames, slice),
                Audience::Guest | Audience::Voted => channels::projectors(&poll.code, frames),
            });
        }
        if let Some(meeting) = &follows {
            if is_phone {
                socket.join(channels::meeting_phones(meeting, slice));
            } else {
                socket.join([channels::meeting_screens(meeting), channels::invited(meeting, is_near)]);
            }
            self.stages.mark_count_dirty(meeting);
        }
        if audience == Audience::Host {
            HostFeed::admit(&socket);
        }
        if let Some(room) = room {
            room.mark_count_dirty();
        }
    }

    /// Lets a socket of a meeting's moderator receive what has changed of what is moderated. It is no phone and no projector.
    pub(crate) fn admit_moderator(&self, sid: Sid, meeting: &JoinCode) {
        if let Some(socket) = self.sockets.get(sid) {
            socket.join(channels::moderators(meeting));
        }
    }

    /// Removes a socket that has closed.
    pub(crate) fn leave(&self, sid: Sid) {
        self.mark_counts_dirty(&self.presence.leave(sid));
        self.hosts.emit_duplicates(self.returning_voters.leave(sid));
    }

    /// What this instance's phones are being sent; `None` without phones.
    #[must_use]
    pub(crate) fn sending(&self) -> Option<Sending> {
        self.air.sending(self.presence.phones(), Instant::now())
    }

    /// Schedules updates of the counts of the poll and the meeting that a socket has left.
    fn mark_counts_dirty(&self, left: &Departure) {
        if let Some(poll) = &left.poll {
            self.polls.mark_count_dirty(poll);
        }
        if let Some(meeting) = &left.meeting {
            self.stages.mark_count_dirty(meeting);
        }
    }

    /// Sends every socket this computer's URLs (`http://10.0.0.2:4242`), so that a page can move to another one when its own fails.
    pub(crate) async fn broadcast_urls(&self, urls: Vec<String>) {
        let hosts = urls.iter().filter_map(|url| url.strip_prefix("http://")).map(str::to_owned);
        self.hosts.emit_duplicates(self.returning_voters.replace_addresses(hosts));
        self.sockets.emit_to_all("ways", &Ways { ways: urls }).await;
    }
}
