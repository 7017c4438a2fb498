//! Implements [`Health`]: whether the database answers and can be written to.

use super::super::{Health, StorageError};
use super::Database;
use super::dialect::{probe, query};
use async_trait::async_trait;
use tokio::sync::watch;

#[async_trait]
impl Health for Database {
    fn failing(&self) -> watch::Receiver<bool> {
        self.failing.clone()
    }

    async fn ping(&self) -> Result<(), StorageError> {
        self.read(|connection| Box::pin(async move { query("select 1 from polls limit 1").fetch_optional(connection).await.map(|_| ()) }))
            .await
    }

    async fn probe(&self) -> Result<(), StorageError> {
        self.write(|connection| Box::pin(probe(connection))).await
    }

    fn pool(&self) -> Option<(usize, usize)> {
        Some((self.readers.size() as usize, self.readers.num_idle()))
    }

    async fn close(&self) {
        self.stop_removing();
        self.readers.close().await;
        self.writer.close().await;
    }
}
