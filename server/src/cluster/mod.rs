//! Several instances on one database: each publishes through Redis which polls and stages have changed (see
//! `live::cluster_events`).
//!
//! No vote waits until its event is published: it is counted, acknowledged, and broadcast to this
//! instance's own phones without that. Only the limits that all instances share
//! (`app::limit::shared`) ask Redis before a ballot is counted; they skip it after a failure.
//!
//! While Redis is unreachable, each instance compares its cache with the database between two
//! attempts to connect; once it is connected again, it reads every cached poll and meeting again. A
//! connection counts as working while the instance receives its own messages on it.

mod beat;
mod database_watch;
mod message;
mod message_order;
mod redis_connection;
mod redis_link;
mod resync;
mod signed;

pub(crate) use beat::{configuration_problems, send_heartbeats};
pub(crate) use database_watch::watch_database;

use crate::live::{ClusterEvent, ClusterEvents};
use message_order::MessageOrder;
use signed::Signer;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Publishes this instance's events to the others, and applies theirs.
pub(crate) struct Cluster {
    redis: redis::Client,
    signer: Arc<Signer>,
    order: MessageOrder,
    events: mpsc::Receiver<ClusterEvent>,
    /// Taken from `events` but not published yet; published on the next connection if this one breaks.
    unpublished: Vec<ClusterEvent>,
    connected: watch::Sender<bool>,
}

impl Cluster {
    /// Prepares to connect through `redis` as the instance `me`; also returns the publisher of this instance's events. Messages are
    /// signed with `secret`, and accepted only if they are.
    #[must_use]
    pub(crate) fn new(redis: redis::Client, secret: &[u8], me: String) -> (Self, ClusterEvents) {
        let (publisher, events) = ClusterEvents::shared();
        (
            Self {
                redis,
                signer: Arc::new(Signer::new(secret)),
                order: MessageOrder::new(me),
                events,
                unpublished: Vec::new(),
                connected: watch::Sender::new(false),
            },
            publisher,
        )
    }

    /// A receiver of whether Redis is connected, now and at every change.
    #[must_use]
    pub(crate) fn connected(&self) -> watch::Receiver<bool> {
        self.connected.subscribe()
    }
}
