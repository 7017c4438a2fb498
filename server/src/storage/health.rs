//! The health of the database: whether it answers, whether it can be written to, and its shutdown.

use super::StorageError;
use async_trait::async_trait;
use tokio::sync::watch;

/// Reports the health of the database, and closes it.
#[async_trait]
pub(crate) trait Health: Send + Sync {
    /// A receiver of whether the last write failed; it is notified of the first failure, and of the
    /// first success after that.
    fn failing(&self) -> watch::Receiver<bool>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Tries a write, to find out whether the database has recovered from a failed one. A server
    /// that receives no more requests would otherwise not notice.
    async fn probe(&self) -> Result<(), StorageError> {
        self.ping().await
    }

    /// How many connections for reads are open, and how many of them are idle; `None` where there
    /// is no pool.
    fn pool(&self) -> Option<(usize, usize)> {
        None
    }

    /// Commits the queued writes, and closes the database.
    async fn close(&self);
}
