//! Which devices are connected to this instance and how many to the others, which of their pages are visible, and how fast phones
//! answer.

mod device_counts;
mod followers;
mod heartbeat;
mod latency;
mod numbers;
mod remote;

pub(crate) use followers::Member;
pub(super) use followers::{Departure, Followers};
pub(super) use remote::{ChangedCounts, PresenceReport, RemotePresence};

use super::sockets::Sockets;
use crate::clock::Clock;
use crate::domain::{JoinCode, PollCode};
use crate::wire::{self, Latency};
use heartbeat::Heartbeats;
use numbers::Numbers;
use socketioxide::socket::Sid;
use std::time::Instant;

/// The connected devices.
pub(crate) struct Presence {
    sockets: Sockets,
    heartbeats: Heartbeats,
    numbers: Numbers,
    /// The sockets of this instance.
    pub(super) local: Followers,
    /// The counts that other instances report.
    pub(super) remote: RemotePresence,
}

impl Presence {
    pub(super) fn new(sockets: Sockets, clock: Clock) -> Self {
        let numbers = Numbers::new(clock);
        let (local, remote) = (Followers::new(numbers.clone()), RemotePresence::new(numbers.clone()));
        Self { sockets, heartbeats: Heartbeats::default(), numbers, local, remote }
    }

    /// Removes a socket that has closed; returns what it followed.
    pub(super) fn leave(&self, sid: Sid) -> Departure {
        self.heartbeats.forget(sid);
        self.local.leave(sid)
    }

    /// The number of phones of a poll at every instance, and how many devices among them have not voted.
    pub(super) fn of_poll(&self, code: &PollCode) -> wire::Presence {
        let seq = self.numbers.last();
        wire::Presence { seq, ..self.local.presence(code) + self.remote.presence(code) }
    }

    /// The number of phones that follow a meeting, at every instance; none of them counts as choosing.
    pub(super) fn of_meeting(&self, meeting: &JoinCode) -> wire::Presence {
        let seq = self.numbers.last();
        wire::Presence { seq, connected: self.local.phones_at(meeting) + self.remote.phones_at(meeting), still_choosing: 0 }
    }

    /// Whether a socket has joined.
    #[must_use]
    pub(crate) fn contains(&self, sid: Sid) -> bool {
        self.local.contains(sid)
    }

    /// The number of phones of this instance that have joined.
    #[must_use]
    pub(crate) fn phones(&self) -> usize {
        self.local.phones()
    }

    /// Whether a console or a projector is connected: both show how to join.
    #[must_use]
    pub(crate) fn has_screens(&self) -> bool {
        self.local.screens() > 0
    }

    /// Whether a projector is connected to this instance.
    #[must_use]
    pub(crate) fn has_projectors(&self) -> bool {
        self.local.has_projectors()
    }

    /// Records that a page is visible, or that it is hidden from now on.
    pub(crate) fn alive(&self, sid: Sid, hidden: bool) {
        self.heartbeats.beat(sid, hidden, Instant::now());
    }

    /// Closes the connections of visible pages that have missed their beats: their phones are unreachable.
    pub(crate) fn close_silent(&self) {
        for sid in self.heartbeats.silent(Instant::now()) {
            self.heartbeats.forget(sid);
            if let Some(socket) = self.sockets.get(sid) {
                let _closed = socket.disconnect();
            }
        }
    }

    /// Sends `echo` to at most `limit` phones and waits for the acknowledgements; `None` where there are no phones or none has
    /// acknowledged. Hidden pages are left out, because the message alone would wake their phones.
    pub(crate) async fn measure_latency(&self, limit: usize) -> Option<Latency> {
        let is_visible = |sid: &Sid| !self.heartbeats.is_hidden(*sid);
        let phones: Vec<_> = self.local.some_phones(limit, is_visible).into_iter().filter_map(|sid| self.sockets.get(sid)).collect();
        latency::measure(&phones).await
    }
}
