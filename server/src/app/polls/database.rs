//! The health of the database, and its connection pool.

use super::error::PollError;
use crate::storage::Storage;
use std::sync::Arc;
use tokio::sync::watch;

/// Reports whether the database accepts votes, and how many connections are open.
pub(crate) struct Database {
    storage: Arc<dyn Storage>,
}

impl Database {
    pub(super) fn new(storage: Arc<dyn Storage>) -> Self {
        Self { storage }
    }

    /// A receiver of whether the last write failed; it is notified of every change.
    pub(crate) fn failing(&self) -> watch::Receiver<bool> {
        self.storage.failing()
    }

    /// Whether votes can be stored: the database answers, and after a failed write a trial write
    /// succeeds.
    pub(crate) async fn ready(&self) -> Result<(), PollError> {
        self.storage.ping().await?;
        if *self.storage.failing().borrow() {
            self.storage.probe().await?;
        }
        Ok(())
    }

    /// The open connections of the read pool, and how many of them are idle; `None` without a pool.
    pub(crate) fn pool(&self) -> Option<(usize, usize)> {
        self.storage.pool()
    }
}
