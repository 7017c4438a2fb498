//! What is deleted for good leaves no trace in the file: freed pages are overwritten (`secure_delete`), and the
//! [traces](super::traces) are removed.

use super::purge::{self, Found};
use super::{Database, dialect::BEGIN};
use crate::storage::StorageError;
use crate::storage::purge::{Purge, Purged};
use sqlx::{Connection, query};

impl Database {
    /// Removes what was found; what was brought back or used meanwhile stays, unless a host has named it.
    pub(super) async fn remove(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let going = codes(&found);
        self.traces.delete_with_traces(&going, self.remove_rows(what, found)).await.map_err(sqlx::Error::Io)?
    }

    async fn remove_rows(&self, what: &Purge, found: Found) -> Result<Purged, StorageError> {
        let mut gone = Purged::default();
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
                gone.meetings.push(code);
                gone.polls.extend(polls);
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
            gone.polls.extend(removed.await?.then_some(code));
        }
        Ok(gone)
    }

    /// See [`Purging::leave_no_trace`](crate::storage::Purging::leave_no_trace).
    pub(super) async fn remove_traces(&self) -> anyhow::Result<()> {
        self.traces.remove().await
    }

    /// Nothing more is removed from now on; what was begun is taken up by the next start.
    pub(super) fn stop_removing(&self) {
        self.removing.abort();
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

/// The codes of all that was found.
fn codes(found: &Found) -> Purged {
    let of_meetings = found.meetings.iter().flat_map(|(_, _, polls)| polls);
    let polls = of_meetings.chain(found.polls.iter().map(|(_, code)| code)).cloned().collect();
    Purged { polls, meetings: found.meetings.iter().map(|(_, code, _)| code.clone()).collect() }
}
