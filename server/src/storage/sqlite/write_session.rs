//! The writer's connection to SQLite, which is replaced after a failure.

use super::super::questions::{Marked, SentMark};
use super::super::{Recorded, log_failure, writer};
use super::{backup, options, question_marks, record_ballots, salts_file};
use crate::domain::{Ballot, Refusal};
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};

/// The writer's connection, and the database file to open it again.
pub(in super::super) struct SqliteWriteSession {
    connection: SqliteConnection,
    file: PathBuf,
}

impl SqliteWriteSession {
    pub(super) fn new(connection: SqliteConnection, file: PathBuf) -> Self {
        Self { connection, file }
    }
}

impl writer::WriteSession for SqliteWriteSession {
    type Session = SqliteConnection;

    async fn ready(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        Ok(&mut self.connection)
    }

    async fn record(connection: &mut SqliteConnection, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
        record_ballots::record(connection, ballots).await
    }

    async fn mark(connection: &mut SqliteConnection, marks: &[SentMark]) -> Result<Vec<Result<Marked, Refusal>>, sqlx::Error> {
        question_marks::record(connection, marks).await
    }

    /// Replaces the connection. On a full disk SQLite rolls the transaction back by itself; sqlx's
    /// connection would still count it as open, and fail from then on.
    async fn failed(&mut self) {
        match connect(&self.file).await {
            Ok(fresh) => {
                if let Err(error) = std::mem::replace(&mut self.connection, fresh).close().await {
                    tracing::debug!(%error, "database: failed connection not closed cleanly");
                }
            }
            // The old connection stays. If the next write fails too, this is called again.
            Err(error) => log_failure(&error),
        }
    }

    /// Optimizes the database, checkpoints the write-ahead log, and makes a backup if anything was
    /// written.
    async fn end(mut self, changed: bool) {
        if let Err(error) = optimize(&mut self.connection).await {
            tracing::warn!(%error, "shutdown: database could not be optimized");
        }
        if changed && let Err(error) = backup::back_up(&mut self.connection, &self.file).await {
            tracing::warn!(error = format!("{error:#}"), "shutdown: backup failed");
        }
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "shutdown: database not closed cleanly");
        }
    }
}

/// A new connection for writes.
async fn connect(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(&options(file)).await?;
    salts_file::attach(&mut connection, file).await?;
    sqlx::query("pragma salts.secure_delete = 1").execute(&mut connection).await?;
    Ok(connection)
}

/// Updates the statistics of the query planner, and checkpoints the write-ahead log into the
/// database.
async fn optimize(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("pragma optimize").execute(&mut *connection).await?;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(connection).await?;
    Ok(())
}
