//! Removes the traces of rows that were deleted for good: empties the write-ahead log, and rewrites backups that hold them.
//! Their codes are written to a file before the rows are deleted, so that the next start can resume after a crash.

use super::backup;
use super::write_session::SqliteWriteSession;
use crate::secure_fs;
use crate::storage::purge::Purged;
use crate::storage::writer::Writer;
use anyhow::ensure;
use serde_json::json;
use sqlx::{SqliteConnection, SqlitePool, query_scalar};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};

/// The pause before the next try to empty the write-ahead log, where a reader held it.
const READ_AGAIN: Duration = Duration::from_secs(1);
/// The pause before the next try after a failure, such as a full disk.
const FAILED_AGAIN: Duration = Duration::from_mins(10);

/// The pending traces of rows that were deleted for good.
pub(super) struct Traces {
    file: PathBuf,
    writer: Arc<Writer<SqliteWriteSession>>,
    readers: SqlitePool,
    /// Held while codes are written down and their rows deleted, and while it is checked which rows are deleted.
    noted: Mutex<()>,
    /// Held during a removal of traces: one runs at a time.
    turn: Mutex<()>,
    more: Notify,
}

/// The outcome of a removal.
#[derive(Debug, PartialEq, Eq)]
enum Swept {
    /// No traces are left.
    Clean,
    /// A reader holds the write-ahead log.
    StillRead,
}

impl Traces {
    pub(super) fn new(file: PathBuf, writer: Arc<Writer<SqliteWriteSession>>, readers: SqlitePool) -> Arc<Self> {
        Arc::new(Self { file, writer, readers, noted: Mutex::default(), turn: Mutex::default(), more: Notify::new() })
    }

    /// Writes down the codes that `delete` is about to delete, runs it, and schedules the removal of their traces.
    pub(super) async fn delete_with_traces<T>(&self, going: &Purged, delete: impl Future<Output = T>) -> io::Result<T> {
        let _noted = self.noted.lock().await;
        let mut all = self.read().await?;
        all.polls.extend(going.polls.iter().cloned());
        all.meetings.extend(going.meetings.iter().cloned());
        self.write(&all).await?;
        let deleted = delete.await;
        self.more.notify_one();
        Ok(deleted)
    }

    /// Removes traces whenever there are some, those of an earlier run first; never returns.
    pub(super) async fn keep_removing(self: Arc<Self>) {
        loop {
            let again = match self.sweep().await {
                Ok(Swept::Clean) => None,
                Ok(Swept::StillRead) => Some(READ_AGAIN),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "purge: traces left, retrying in ten minutes");
                    Some(FAILED_AGAIN)
                }
            };
            match again {
                None => self.more.notified().await,
                Some(pause) => {
                    let _sooner = tokio::time::timeout(pause, self.more.notified()).await;
                }
            }
        }
    }

    /// Removes the traces now.
    ///
    /// # Errors
    /// Says what is left, and why.
    pub(super) async fn remove(&self) -> anyhow::Result<()> {
        ensure!(self.sweep().await? == Swept::Clean, "another program reads what the write-ahead log of {} holds", self.file.display());
        Ok(())
    }

    async fn sweep(&self) -> anyhow::Result<Swept> {
        let _turn = self.turn.lock().await;
        let gone = self.gone().await?;
        if gone.is_empty() {
            return Ok(Swept::Clean);
        }
        // Each is done even if the other fails.
        let (log, backups) = (self.empty_log().await, backup::write_anew(&self.file, &gone).await);
        let is_empty = log?;
        backups?;
        if !is_empty {
            return Ok(Swept::StillRead);
        }
        self.are_removed(&gone).await?;
        tracing::info!(polls = gone.polls.len(), meetings = gone.meetings.len(), "purge: no file of this program holds the data any more");
        Ok(Swept::Clean)
    }

    /// The codes that were written down and whose rows are deleted. Codes whose rows exist are dropped: the deletion failed, or a
    /// backup was restored.
    async fn gone(&self) -> anyhow::Result<Purged> {
        let _noted = self.noted.lock().await;
        let noted = self.read().await?;
        if noted.is_empty() {
            return Ok(noted);
        }
        let mut reader = self.readers.acquire().await?;
        let polls =
            there(&mut reader, "select poll_code from polls where poll_code in (select value from json_each($1))", &noted.polls).await?;
        let meetings =
            there(&mut reader, "select join_code from meetings where join_code in (select value from json_each($1))", &noted.meetings)
                .await?;
        let gone = noted.without(&Purged { polls, meetings });
        if gone != noted {
            self.write(&gone).await?;
        }
        Ok(gone)
    }

    /// Removes these codes from the file, which may have got new ones meanwhile.
    async fn are_removed(&self, gone: &Purged) -> io::Result<()> {
        let _noted = self.noted.lock().await;
        let left = self.read().await?.without(gone);
        self.write(&left).await
    }

    /// Checkpoints the write-ahead log into the file, which overwrites the deleted rows there, and truncates it; false while a
    /// reader holds it. It is queued with the ballots on the writer's connection, and so never waits for a lock.
    async fn empty_log(&self) -> anyhow::Result<bool> {
        let busy = self.writer.write(|connection| {
            Box::pin(async move {
                sqlx::query("pragma busy_timeout = 0").execute(&mut *connection).await?;
                let busy: Result<i64, _> = query_scalar("pragma wal_checkpoint(truncate)").fetch_one(&mut *connection).await;
                let waits_again = format!("pragma busy_timeout = {}", super::BUSY.as_millis());
                sqlx::query(sqlx::AssertSqlSafe(waits_again)).execute(connection).await?;
                busy
            })
        });
        Ok(busy.await? == 0)
    }

    fn note(&self) -> PathBuf {
        self.file.with_added_extension("deleted")
    }

    async fn read(&self) -> io::Result<Purged> {
        let note = self.note();
        run_blocking(move || match std::fs::read(&note) {
            Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!(%error, file = %note.display(), "purge: record of deletions cannot be read, backups may still hold deleted data");
                Purged::default()
            })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Purged::default()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn write(&self, noted: &Purged) -> io::Result<()> {
        let (note, text) = (self.note(), json!(noted).to_string());
        let nothing = noted.is_empty();
        run_blocking(move || {
            if nothing { forget(&note) } else { secure_fs::replace(&note, text.as_bytes()).and_then(|()| secure_fs::sync_folder_of(&note)) }
        })
        .await
    }
}

fn forget(note: &Path) -> io::Result<()> {
    match std::fs::remove_file(note) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// The codes among these whose rows exist.
async fn there(reader: &mut SqliteConnection, query: &'static str, codes: &[String]) -> Result<Vec<String>, sqlx::Error> {
    query_scalar(query).bind(json!(codes).to_string()).fetch_all(reader).await
}
