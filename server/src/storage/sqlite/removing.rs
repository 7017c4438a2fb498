//! Deletes for good on SQLite: `secure_delete` overwrites the rows in the file, and [`Traces`]
//! removes them from the write-ahead log and from backups.
//!
//! [`Traces`]: super::traces::Traces

use super::purge::{self, Found};
use super::{Database, dialect::BEGIN};
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::{Connection, query};

impl Database {
    /// Deletes what was found, except what was restored or used since. [`Purge::Poll`] deletes its
    /// poll in any case. Returns the codes of what was deleted.
    pub(super) async fn remove(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let found_codes = codes(&found);
        self.traces.delete_with_traces(&found_codes, self.remove_rows(what, found)).await.map_err(sqlx::Error::Io)?
    }

    async fn remove_rows(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let mut purged = Purged::default();
        for (id, code, polls) in found.meetings {
            let what = what.clone();
            let removed = self.write(move |connection| {
                Box::pin(async move {
                    let mut transaction = connection.begin_with(BEGIN).await?;
                    let removed = purge::remove_meeting(&mut transaction, id, &what).await?;
                    transaction.commit().await?;
                    Ok(removed)
                })
            });
            if removed.await? {
                purged.meetings.push(code);
                purged.polls.extend(polls);
            }
        }
        for (id, code) in found.polls {
            let what = what.clone();
            let removed = self.write(move |connection| {
                Box::pin(async move {
                    let mut transaction = connection.begin_with(BEGIN).await?;
                    let removed = purge::remove_poll(&mut transaction, id, &what).await?;
                    transaction.commit().await?;
                    Ok(removed)
                })
            });
            purged.polls.extend(removed.await?.then_some(code));
        }
        Ok(purged)
    }

    /// See [`Purging::remove_traces`](crate::storage::Purging::remove_traces).
    pub(super) async fn remove_traces(&self) -> anyhow::Result<()> {
        self.traces.remove().await
    }

    /// Removes deleted rolls and salts, and redacted answers, from the write-ahead logs, now or as soon as no reader prevents it.
    pub(super) async fn forget_erased(&self) {
        self.traces.forget_erased().await;
    }

    /// Stops the background task that removes traces; the next start resumes it.
    pub(super) fn stop_removing(&self) {
        self.removal_task.abort();
    }

    /// Rewrites the whole file without the free pages, in which an earlier version left deleted
    /// data.
    pub(super) async fn rewrite(&self) -> Result<(), StorageError> {
        self.write(|connection| {
            Box::pin(async move {
                query("vacuum").execute(&mut *connection).await?;
                query("pragma wal_checkpoint(truncate)").execute(connection).await.map(|_| ())
            })
        })
        .await
    }
}

/// The codes of everything that was found, including the polls of meetings.
fn codes(found: &Found) -> Purged {
    let of_meetings = found.meetings.iter().flat_map(|(_, _, polls)| polls);
    let polls = of_meetings.chain(found.polls.iter().map(|(_, code)| code)).cloned().collect();
    Purged { polls, meetings: found.meetings.iter().map(|(_, code, _)| code.clone()).collect() }
}
