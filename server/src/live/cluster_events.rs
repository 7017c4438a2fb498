//! What instances that share a database tell each other.
//!
//! Only that something is newer, never what it looks like now: whoever hears of it reads it from the database, and its own
//! pulse tells its own phones. So the number of phones costs nothing between instances, and news that are lost heal with the
//! next. Telling never waits: it stands on the way of votes.

use super::remote_presence::PresenceReport;
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Poll};
use crate::metrics;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// What may wait to be told. Beyond it news are dropped: the next that is told of a poll or a stage makes up for them.
const WAITING: usize = 4096;

/// Something that others may want to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClusterEvent {
    /// A poll has changed.
    Poll {
        /// Which.
        code: String,
        /// It is at this number now.
        seq: u64,
        /// Phones hear of it at once: it was opened, closed, revealed.
        at_once: bool,
        /// The round it is in.
        round: u32,
        /// Who has voted in that round: nobody waits for them any more, and they may see results that wait for a vote.
        voted: Vec<VoterHash>,
    },
    /// What a meeting's stage shows has changed.
    Stage {
        /// Which meeting.
        code: String,
        /// Its stage is at this number now.
        seq: u64,
    },
    /// A meeting's list of polls has changed.
    List {
        /// Which meeting.
        code: String,
    },
    /// How many phones are here.
    Here(PresenceReport),
}

impl ClusterEvent {
    pub(super) fn from_poll(poll: &Poll, at_once: bool, voted: &[VoterHash]) -> Self {
        Self::Poll { code: poll.code.to_string(), seq: poll.seq, at_once, round: poll.round, voted: voted.to_vec() }
    }

    pub(super) fn from_stage(code: &JoinCode, seq: u64) -> Self {
        Self::Stage { code: code.to_string(), seq }
    }
}

/// The way to the others. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct ClusterEvents(Option<mpsc::Sender<ClusterEvent>>);

impl ClusterEvents {
    /// With others, and what is told to them.
    #[must_use]
    pub(crate) fn shared() -> (Self, mpsc::Receiver<ClusterEvent>) {
        let (told, waiting) = mpsc::channel(WAITING);
        (Self(Some(told)), waiting)
    }

    /// Whether there are others.
    pub(super) fn is_shared(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn poll(&self, poll: &Poll, at_once: bool, voted: &[VoterHash]) {
        self.publish(|| ClusterEvent::from_poll(poll, at_once, voted));
    }

    pub(super) fn stage(&self, code: &JoinCode, seq: u64) {
        self.publish(|| ClusterEvent::from_stage(code, seq));
    }

    /// A meeting's list of polls has changed.
    pub(crate) fn list(&self, code: &JoinCode) {
        self.publish(|| ClusterEvent::List { code: code.to_string() });
    }

    fn publish(&self, item: impl FnOnce() -> ClusterEvent) {
        if let Some(others) = &self.0
            && others.try_send(item()).is_err()
        {
            metrics::cluster_events("dropped", 1);
        }
    }
}
