//! Deletes for good on PostgreSQL, on a connection outside of the pool: deleting the votes of a
//! large poll takes longer than a request may wait. The role of the servers has the right to delete
//! meetings and polls; foreign keys cascade to their votes.

use super::purge::{self, Found};
use super::{Database, dialect::BEGIN_REMOVING};
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::Connection;

impl Database {
    /// Deletes what was found, except what was restored or used since. [`Purge::Poll`] deletes its
    /// poll in any case. Returns the codes of what was deleted.
    pub(super) async fn remove(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let mut purged = Purged::default();
        let mut connection = self.hosts.establish().await?;
        for (id, code, polls) in found.meetings {
            let mut transaction = connection.begin_with(BEGIN_REMOVING).await?;
            let removed = purge::remove_meeting(&mut transaction, id, what).await?;
            transaction.commit().await?;
            if removed {
                purged.meetings.push(code);
                purged.polls.extend(polls);
            }
        }
        for (id, code) in found.polls {
            let mut transaction = connection.begin_with(BEGIN_REMOVING).await?;
            let removed = purge::remove_poll(&mut transaction, id, what).await?;
            transaction.commit().await?;
            purged.polls.extend(removed.then_some(code));
        }
        connection.close().await?;
        Ok(purged)
    }

    /// Does nothing: PostgreSQL manages its own files.
    #[expect(clippy::unused_async, reason = "SQLite's version awaits")]
    pub(super) async fn remove_traces(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Does nothing: PostgreSQL manages its own files.
    #[expect(clippy::unused_async, reason = "SQLite's version awaits")]
    pub(super) async fn forget_erased(&self) {}

    /// Does nothing: there is no background task to stop.
    #[expect(clippy::unused_self, reason = "SQLite's version stops a task")]
    pub(super) fn stop_removing(&self) {}

    /// Does nothing: PostgreSQL reuses freed space, and only `vacuum full`, which locks the tables, would rewrite them.
    #[expect(clippy::unused_async, reason = "SQLite's version awaits")]
    pub(super) async fn rewrite(&self) -> Result<(), StorageError> {
        Ok(())
    }
}
