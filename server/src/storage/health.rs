//! The state of the database connection: whether it answers, whether it can be written to, and its end.

use super::StorageError;
use async_trait::async_trait;
use tokio::sync::watch;

/// Says whether the database works, and closes it.
#[async_trait]
pub(crate) trait Health: Send + Sync {
    /// Whether what was to be written last could not be; changes with the first failure and the first success after it.
    fn failing(&self) -> watch::Receiver<bool>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Whether something can be written now, after something could not: a server that receives no more requests would
    /// otherwise never notice that it works again.
    async fn probe(&self) -> Result<(), StorageError> {
        self.ping().await
    }

    /// How many connections are open, and how many of them are idle.
    fn pool(&self) -> Option<(usize, usize)> {
        None
    }

    /// Writes what waits, and closes the database in good order.
    async fn close(&self);
}
