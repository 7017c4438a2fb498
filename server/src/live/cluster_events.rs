//! Events between instances that share a database, published through Redis.
//!
//! An event about a poll, a stage or a list says that it has changed, without its new content: the receiver reads that from the
//! database and updates its own phones. So a change is sent once to each instance, not once to each phone. A lost event of a poll,
//! a stage or a board is made up for by the next, which has a higher `seq`. Publishing never blocks, because it is on the path of votes.

use super::presence::PresenceReport;
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Poll};
use crate::metrics;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// The most events that wait to be published; further ones are dropped.
const MAX_QUEUED_EVENTS: usize = 4096;

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
        /// Whether receivers broadcast it immediately, instead of with the next throttled update.
        at_once: bool,
        /// The round it is in.
        round: u32,
        /// Browsers that voted in that round since the last event: they may now see results that are hidden until one has voted.
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
    /// A meeting's board has changed.
    Board {
        /// Which meeting.
        code: String,
        /// The board's latest `seq`; `None` where the sender has not read it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
    },
    /// How many phones the sender has, and how many votes it has refused, by poll and meeting.
    #[serde(rename = "here")]
    Presence(PresenceReport),
}

impl ClusterEvent {
    pub(super) fn from_poll(poll: &Poll, at_once: bool, voted: &[VoterHash]) -> Self {
        Self::Poll { code: poll.code.to_string(), seq: poll.seq, at_once, round: poll.round, voted: voted.to_vec() }
    }

    pub(super) fn from_board(code: &JoinCode, seq: Option<u64>) -> Self {
        Self::Board { code: code.to_string(), seq }
    }

    pub(super) fn from_stage(code: &JoinCode, seq: u64) -> Self {
        Self::Stage { code: code.to_string(), seq }
    }
}

/// Publishes events to the other instances; without Redis, discards them. Clones share the channel.
#[derive(Clone, Default)]
pub(crate) struct ClusterEvents(Option<mpsc::Sender<ClusterEvent>>);

impl ClusterEvents {
    /// A publisher, and the receiver of its events.
    #[must_use]
    pub(crate) fn shared() -> (Self, mpsc::Receiver<ClusterEvent>) {
        let (sender, receiver) = mpsc::channel(MAX_QUEUED_EVENTS);
        (Self(Some(sender)), receiver)
    }

    /// Whether events are published, which needs Redis.
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

    /// Publishes that a meeting's list of polls has changed.
    pub(crate) fn list(&self, code: &JoinCode) {
        self.publish(|| ClusterEvent::List { code: code.to_string() });
    }

    /// Publishes that a meeting's board has changed.
    pub(super) fn board(&self, code: &JoinCode) {
        self.publish(|| ClusterEvent::from_board(code, None));
    }

    fn publish(&self, event: impl FnOnce() -> ClusterEvent) {
        if let Some(sender) = &self.0
            && sender.try_send(event()).is_err()
        {
            metrics::cluster_events("dropped", 1);
        }
    }
}
