//! Events between instances that share a database.
//!
//! An event says only that something is newer, never its content: the receiver reads it from the database and updates its own
//! phones. So the number of phones costs nothing between instances, and a lost event is made up for by the next. Publishing
//! never blocks, because it is on the path of votes.

use super::presence::PresenceReport;
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Poll};
use crate::metrics;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// The most events that wait to be published. Further ones are dropped; the next event of the same poll or stage makes up for them.
const WAITING: usize = 4096;

/// An event for the other instances.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClusterEvent {
    /// A poll has changed.
    Poll {
        /// Which poll.
        code: String,
        /// Its latest `seq`.
        seq: u64,
        /// Broadcast immediately: it was opened, closed or revealed.
        at_once: bool,
        /// The round it is in.
        round: u32,
        /// Browsers that voted in that round since the last event: they may see results that wait for a vote.
        voted: Vec<VoterHash>,
    },
    /// What a meeting's stage shows has changed.
    Stage {
        /// Which meeting.
        code: String,
        /// The stage's latest `seq`.
        seq: u64,
    },
    /// A meeting's list of polls has changed.
    List {
        /// Which meeting.
        code: String,
    },
    /// The sender's phones and refusals.
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

/// Publishes events to the other instances, if there are any. Clones share the channel.
#[derive(Clone, Default)]
pub(crate) struct ClusterEvents(Option<mpsc::Sender<ClusterEvent>>);

impl ClusterEvents {
    /// A publisher, and the receiver of its events.
    #[must_use]
    pub(crate) fn shared() -> (Self, mpsc::Receiver<ClusterEvent>) {
        let (sender, waiting) = mpsc::channel(WAITING);
        (Self(Some(sender)), waiting)
    }

    /// Whether events are published: there are other instances.
    #[must_use]
    pub(crate) fn is_shared(&self) -> bool {
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
