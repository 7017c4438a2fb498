//! Removes the traces of polls and meetings that were deleted for good: empties the write-ahead
//! log, and rewrites the backups that contain them.
//!
//! Their codes are written to a record file before the rows are deleted, so that the next start can
//! resume after a crash.

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
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};

/// The pause before the next try, where a reader kept the write-ahead log from being emptied.
const RETRY_AFTER_READER: Duration = Duration::from_secs(1);
/// The pause before the next try after a failure, such as a full disk.
const RETRY_AFTER_FAILURE: Duration = Duration::from_mins(10);

/// Removes the traces of what was deleted for good.
pub(super) struct Traces {
    file: PathBuf,
    writer: Arc<Writer<SqliteWriteSession>>,
    readers: SqlitePool,
    /// Locked from the writing of codes to the record until their rows are deleted, and during
    /// every other access to the record.
    record_lock: Mutex<()>,
    /// Locked while traces are removed: one removal runs at a time.
    sweep_lock: Mutex<()>,
    /// Whether a deleted roll or a redacted answer may still be in the write-ahead log. The start of the program has emptied it.
    roll_is_left: AtomicBool,
    /// Notified of every deletion.
    deleted: Notify,
}

/// The outcome of a removal.
#[derive(Debug, PartialEq, Eq)]
enum Swept {
    /// No traces are left.
    Clean,
    /// A reader keeps the write-ahead log from being emptied.
    StillRead,
}

impl Traces {
    pub(super) fn new(file: PathBuf, writer: Arc<Writer<SqliteWriteSession>>, readers: SqlitePool) -> Arc<Self> {
        Arc::new(Self {
            file,
            writer,
            readers,
            record_lock: Mutex::default(),
            sweep_lock: Mutex::default(),
            roll_is_left: AtomicBool::new(false),
            deleted: Notify::new(),
        })
    }

    /// Records the codes that `delete` is about to delete, runs it, and schedules the removal of
    /// their traces.
    pub(super) async fn delete_with_traces<T>(&self, codes: &Purged, delete: impl Future<Output = T>) -> io::Result<T> {
        let _locked = self.record_lock.lock().await;
        let mut all = self.read_record().await?;
        all.polls.extend(codes.polls.iter().cloned());
        all.meetings.extend(codes.meetings.iter().cloned());
        self.write_record(&all).await?;
        let outcome = delete.await;
        self.deleted.notify_one();
        Ok(outcome)
    }

    /// Empties the write-ahead log after the roll of a meeting was deleted, or an answer redacted. Where that fails, the background task retries.
    pub(super) async fn forget_erased(&self) {
        self.roll_is_left.store(true, Ordering::Release);
        match self.sweep().await {
            Ok(Swept::Clean) => {}
            Ok(Swept::StillRead) => self.deleted.notify_one(),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "purge: what was erased is left in the write-ahead log, retrying");
                self.deleted.notify_one();
            }
        }
    }

    /// Removes traces after every deletion, and at first those that an earlier run has left; never
    /// returns.
    pub(super) async fn sweep_repeatedly(self: Arc<Self>) {
        loop {
            let retry_after = match self.sweep().await {
                Ok(Swept::Clean) => None,
                Ok(Swept::StillRead) => Some(RETRY_AFTER_READER),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "purge: traces left, retrying in ten minutes");
                    Some(RETRY_AFTER_FAILURE)
                }
            };
            match retry_after {
                None => self.deleted.notified().await,
                Some(pause) => {
                    let _sooner = tokio::time::timeout(pause, self.deleted.notified()).await;
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

    /// Empties the write-ahead log and rewrites backups, where the record names deleted codes.
    async fn sweep(&self) -> anyhow::Result<Swept> {
        let _locked = self.sweep_lock.lock().await;
        let purged = self.codes_without_rows().await?;
        let roll_is_left = self.roll_is_left.swap(false, Ordering::AcqRel);
        if purged.is_empty() {
            if !roll_is_left || self.empty_log().await? {
                return Ok(Swept::Clean);
            }
            self.roll_is_left.store(true, Ordering::Release);
            return Ok(Swept::StillRead);
        }
        // Both are tried, even if the first fails.
        let (log_is_empty, rewritten) = (self.empty_log().await, backup::purge_backups(&self.file, &purged).await);
        let log_is_empty = log_is_empty?;
        rewritten?;
        if !log_is_empty {
            return Ok(Swept::StillRead);
        }
        self.remove_from_record(&purged).await?;
        tracing::info!(
            polls = purged.polls.len(),
            meetings = purged.meetings.len(),
            "purge: no file of this program holds the data any more"
        );
        Ok(Swept::Clean)
    }

    /// The recorded codes whose rows are deleted. Codes whose rows exist are removed from the
    /// record: their deletion failed, or a backup was restored.
    async fn codes_without_rows(&self) -> anyhow::Result<Purged> {
        let _locked = self.record_lock.lock().await;
        let record = self.read_record().await?;
        if record.is_empty() {
            return Ok(record);
        }
        let mut reader = self.readers.acquire().await?;
        let polls =
            stored(&mut reader, "select poll_code from polls where poll_code in (select value from json_each($1))", &record.polls).await?;
        let meetings =
            stored(&mut reader, "select join_code from meetings where join_code in (select value from json_each($1))", &record.meetings)
                .await?;
        let purged = record.without(&Purged { polls, meetings });
        if purged != record {
            self.write_record(&purged).await?;
        }
        Ok(purged)
    }

    /// Removes these codes from the record, to which others may have been added meanwhile.
    async fn remove_from_record(&self, purged: &Purged) -> io::Result<()> {
        let _locked = self.record_lock.lock().await;
        let remaining = self.read_record().await?.without(purged);
        self.write_record(&remaining).await
    }

    /// Checkpoints the write-ahead log into the file, which overwrites the deleted rows there, and
    /// truncates it; false if a reader prevents that. It runs on the writer's connection between
    /// ballots, and so must not wait for a lock.
    async fn empty_log(&self) -> anyhow::Result<bool> {
        let busy = self.writer.write(|connection| {
            Box::pin(async move {
                sqlx::query("pragma busy_timeout = 0").execute(&mut *connection).await?;
                let busy: Result<i64, _> = query_scalar("pragma wal_checkpoint(truncate)").fetch_one(&mut *connection).await;
                let restore_timeout = format!("pragma busy_timeout = {}", super::BUSY.as_millis());
                sqlx::query(sqlx::AssertSqlSafe(restore_timeout)).execute(connection).await?;
                busy
            })
        });
        Ok(busy.await? == 0)
    }

    fn record_file(&self) -> PathBuf {
        self.file.with_added_extension("deleted")
    }

    async fn read_record(&self) -> io::Result<Purged> {
        let file = self.record_file();
        run_blocking(move || match std::fs::read(&file) {
            Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!(%error, file = %file.display(), "purge: record of deletions cannot be read, backups may still hold deleted data");
                Purged::default()
            })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Purged::default()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn write_record(&self, codes: &Purged) -> io::Result<()> {
        let (file, text) = (self.record_file(), json!(codes).to_string());
        let is_empty = codes.is_empty();
        run_blocking(move || {
            if is_empty {
                delete(&file)
            } else {
                secure_fs::replace(&file, text.as_bytes()).and_then(|()| secure_fs::sync_folder_of(&file))
            }
        })
        .await
    }
}

/// Deletes a file, if it exists.
fn delete(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// The codes among these whose rows exist.
async fn stored(reader: &mut SqliteConnection, query: &'static str, codes: &[String]) -> Result<Vec<String>, sqlx::Error> {
    query_scalar(query).bind(json!(codes).to_string()).fetch_all(reader).await
}
