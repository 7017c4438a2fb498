//! Deletes for good on PostgreSQL: on a connection of its own, since deleting the votes of a large poll takes longer than any
//! request may wait. The servers' role may delete meetings and polls; foreign keys cascade to their votes.

use super::purge::{self, Found};
use super::{Database, dialect::BEGIN_REMOVING};
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::Connection;

impl Database {
    /// Deletes what was found, except what was restored or used meanwhile, unless a host has named it.
    pub(super) async fn remove(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let mut gone = Purged::default();
        let mut connection = self.hosts.establish().await?;
        for (id, code, polls) in found.meetings {
            let mut transaction = connection.begin_with(BEGIN_REMOVING).await?;
            let removed = purge::remove_meeting(&mut transaction, id, what).await?;
            transaction.commit().await?;
            if removed {
                gone.meetings.push(code);
                gone.polls.extend(polls);
            }
        }
        for (id, code) in found.polls {
            let mut transaction = connection.begin_with(BEGIN_REMOVING).await?;
            let removed = purge::remove_poll(&mut transaction, id, what).await?;
            transaction.commit().await?;
            gone.polls.extend(removed.then_some(code));
        }
        connection.close().await?;
        Ok(gone)
    }

    /// Does nothing: PostgreSQL manages its own files.
    #[expect(clippy::unused_async, reason = "SQLite waits here")]
    pub(super) async fn remove_traces(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Does nothing: there is no background task to stop.
    #[expect(clippy::unused_self, reason = "SQLite's has something to stop")]
    pub(super) fn stop_removing(&self) {}

    /// Does nothing: PostgreSQL reuses freed space, and only `vacuum full`, which locks the tables, would rewrite them.
    #[expect(clippy::unused_async, reason = "SQLite waits here")]
    pub(super) async fn rewrite(&self) -> Result<(), StorageError> {
        Ok(())
    }
}
