//! What is deleted for good leaves no trace in the file: freed pages are overwritten (`secure_delete`), the write-ahead log is
//! emptied, and backups that hold it are written anew.

use super::purge::{self, Found};
use super::{Database, backup, dialect::BEGIN};
use crate::log::outages;
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::{Connection, query};

/// How often the write-ahead log is emptied anew while somebody reads what it holds.
const TRIES: usize = 50;
/// Between two of these tries.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

impl Database {
    /// Removes what was found; what was brought back meanwhile stays, unless a host has named it.
    pub(super) async fn remove(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let mut gone = Purged::default();
        let named = matches!(what, Purge::Poll(_));
        for (id, code, polls) in found.meetings {
            self.write(move |connection| {
                Box::pin(async move {
                    let mut transaction = connection.begin_with(BEGIN).await?;
                    purge::remove_meeting(&mut transaction, id).await?;
                    transaction.commit().await
                })
            })
            .await?;
            gone.meetings.push(code);
            gone.polls.extend(polls);
        }
        for (id, code) in found.polls {
            let removed = self.write(move |connection| {
                Box::pin(async move {
                    let mut transaction = connection.begin_with(BEGIN).await?;
                    let removed = purge::remove_poll(&mut transaction, id, !named).await?;
                    transaction.commit().await?;
                    Ok(removed)
                })
            });
            gone.polls.extend(removed.await?.then_some(code));
        }
        if !gone.is_empty() {
            self.leave_no_trace(&gone).await?;
        }
        Ok(gone)
    }

    async fn leave_no_trace(&self, gone: &Purged) -> Result<(), StorageError> {
        for _ in 0..TRIES {
            let busy: i64 = self
                .write(|connection| {
                    Box::pin(async move { sqlx::query_scalar("pragma wal_checkpoint(truncate)").fetch_one(connection).await })
                })
                .await?;
            if busy == 0 {
                break;
            }
            tokio::time::sleep(AGAIN).await;
        }
        if let Err(error) = backup::remove_from_all(&self.file, gone).await {
            outages().failed("backups", "", &format!("{error:#}"));
        }
        Ok(())
    }

    /// Writes the whole file anew: also what an earlier version has left in freed pages is gone.
    pub(super) async fn rewrite(&self) -> Result<(), StorageError> {
        self.write(|connection| {
            Box::pin(async move {
                // What it writes meanwhile beside the file would lie in the system's temporary folder.
                query("pragma temp_store = memory").execute(&mut *connection).await?;
                query("vacuum").execute(&mut *connection).await?;
                query("pragma wal_checkpoint(truncate)").execute(connection).await.map(|_| ())
            })
        })
        .await
    }
}
