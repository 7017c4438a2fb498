//! What is left to do once rows were deleted for good: the write-ahead log is emptied, and backups that hold them are written
//! anew. It is noted in a file before the rows go, so whatever ends the program on the way, the next start takes it up.

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

/// How soon the write-ahead log is emptied anew, where a reader held it.
const READ_AGAIN: Duration = Duration::from_secs(1);
/// How soon everything is tried again after a failure, as of a disk that is full.
const FAILED_AGAIN: Duration = Duration::from_mins(10);

/// The traces of what was deleted for good, which one at a time removes.
pub(super) struct Traces {
    file: PathBuf,
    writer: Arc<Writer<SqliteWriteSession>>,
    readers: SqlitePool,
    /// Held while codes are noted and their rows go, and while it is looked which rows have gone.
    noted: Mutex<()>,
    /// Held during a removal of traces.
    turn: Mutex<()>,
    more: Notify,
}

/// How far it came.
#[derive(Debug, PartialEq, Eq)]
enum Swept {
    /// There is nothing left.
    Clean,
    /// A reader holds the write-ahead log.
    StillRead,
}

impl Traces {
    pub(super) fn new(file: PathBuf, writer: Arc<Writer<SqliteWriteSession>>, readers: SqlitePool) -> Arc<Self> {
        Arc::new(Self { file, writer, readers, noted: Mutex::default(), turn: Mutex::default(), more: Notify::new() })
    }

    /// Notes what is about to go, lets it go, and has its traces removed soon.
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

    /// Removes traces whenever there are some, those of an earlier run first.
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

    /// Removes them now.
    ///
    /// # Errors
    /// With what is left, and why.
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
        // Neither waits for the other to succeed.
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

    /// What was noted and has gone. What is still there could not be deleted, or a backup has brought it back: it is noted no
    /// longer.
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

    /// More may have been noted meanwhile.
    async fn are_removed(&self, gone: &Purged) -> io::Result<()> {
        let _noted = self.noted.lock().await;
        let left = self.read().await?.without(gone);
        self.write(&left).await
    }

    /// Moves the write-ahead log into the file, which overwrites there what has gone, and cuts it off; false while a
    /// reader holds it. It takes its turn with the ballots, and so waits for no lock.
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

/// Those of these codes that are still there.
async fn there(reader: &mut SqliteConnection, query: &'static str, codes: &[String]) -> Result<Vec<String>, sqlx::Error> {
    query_scalar(query).bind(json!(codes).to_string()).fetch_all(reader).await
}
