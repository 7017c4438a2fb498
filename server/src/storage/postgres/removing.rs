//! What is deleted for good, on PostgreSQL: on a connection of its own, since the votes of a large poll take longer to go than any
//! request may wait. The role of the servers may remove meetings and polls; their votes go with them by the tables' own rules.

use super::purge::{self, Found};
use super::{Database, dialect::BEGIN_REMOVING};
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::Connection;

impl Database {
    /// Removes what was found; what was brought back or used meanwhile stays, unless a host has named it.
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

    /// Nothing: what PostgreSQL writes is PostgreSQL's.
    #[expect(clippy::unused_async, reason = "SQLite waits here")]
    pub(super) async fn remove_traces(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Nothing goes on by itself here.
    #[expect(clippy::unused_self, reason = "SQLite's has something to stop")]
    pub(super) fn stop_removing(&self) {}

    /// Lets PostgreSQL use the room of what has gone again. Only `vacuum full`, which locks the tables, writes them anew.
    #[expect(clippy::unused_async, reason = "SQLite waits here")]
    pub(super) async fn rewrite(&self) -> Result<(), StorageError> {
        Ok(())
    }
}
