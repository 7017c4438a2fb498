//! Whether the database takes votes, and how many connections to it are open.

use super::error::PollError;
use crate::storage::Storage;
use std::sync::Arc;
use tokio::sync::watch;

/// The health of the database.
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

    /// Whether votes can be stored: the database answers, and after a failed write a trial write succeeds.
    pub(crate) async fn ready(&self) -> Result<(), PollError> {
        self.storage.ping().await?;
        if *self.storage.failing().borrow() {
            self.storage.probe().await?;
        }
        Ok(())
    }

    /// How many connections are open, and how many of them are idle.
    pub(crate) fn pool(&self) -> Option<(usize, usize)> {
        self.storage.pool()
    }
}
