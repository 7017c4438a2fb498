//! Failures of the database: the error that callers get, and the log lines.

use crate::log::outages;

/// The name of the database in log lines about its outages.
pub(crate) const COMPONENT: &str = "database";

/// Logs a failure, once per outage. A row that cannot be read is an outage of its own, not the whole database's.
pub(super) fn note_failure(error: &sqlx::Error) {
    match error {
        // The database was closed by a shutdown, before this request.
        sqlx::Error::PoolClosed => {}
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            outages().failed(COMPONENT, &error.to_string(), error);
        }
        _ => outages().failed(COMPONENT, "", error),
    }
}

/// Logs the outcome of a read. While writing `fails`, a successful read does not end the outage.
pub(super) fn note_read<T>(outcome: &Result<T, sqlx::Error>, fails: bool) {
    match outcome {
        Ok(_) if fails => {}
        Ok(_) => outages().worked(COMPONENT),
        Err(error) => note_failure(error),
    }
}

/// Why an operation on the database failed. It is not the visitor's mistake: the same request may succeed later.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    /// The database does not answer, or fails.
    #[error("the database does not work")]
    Unavailable(#[from] sqlx::Error),
    /// The group that the ballot was in could not be committed; the log has the reason.
    #[error("a batch of ballots was rolled back")]
    NotCommitted,
    /// More ballots wait than the writer takes.
    #[error("too many ballots wait to be written")]
    Overloaded,
    /// The writer has stopped, because the program is ending.
    #[error("the database is closed")]
    Closed,
}
