//! The state of the database connection: whether it answers, whether it can be written to, and its end.

use super::StorageError;
use async_trait::async_trait;
use tokio::sync::watch;

/// Reports the health of the database, and closes it.
#[async_trait]
pub(crate) trait Health: Send + Sync {
    /// A receiver of whether the last write failed; it changes with the first failure and the first success after it.
    fn failing(&self) -> watch::Receiver<bool>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Tries a write after a failed one; returns whether it worked. A server that receives no more requests would otherwise
    /// never notice that the database has recovered.
    async fn probe(&self) -> Result<(), StorageError> {
        self.ping().await
    }

    /// How many connections are open, and how many of them are idle.
    fn pool(&self) -> Option<(usize, usize)> {
        None
    }

    /// Commits the queued writes, and closes the database.
    async fn close(&self);
}
