//! Failures of the database: the error that callers get, and the log lines of outages.

use crate::log::outages;

/// The name of the database in log lines about its outages.
pub(crate) const COMPONENT: &str = "database";

/// Logs a failure of the database. Repeated failures are one outage, with a line for its beginning
/// and its end. A row that cannot be read is an outage of its own, not the whole database's.
pub(super) fn log_failure(error: &sqlx::Error) {
    match error {
        // A shutdown closed the database before this operation.
        sqlx::Error::PoolClosed => {}
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            outages().failed(COMPONENT, &error.to_string(), error);
        }
        _ => outages().failed(COMPONENT, "", error),
    }
}

/// Logs a failure, or records that the database works. While writes fail, the success of a read does
/// not end the outage.
pub(super) fn log_outcome<T>(outcome: &Result<T, sqlx::Error>, writes_fail: bool) {
    match outcome {
        Ok(_) if writes_fail => {}
        Ok(_) => outages().worked(COMPONENT),
        Err(error) => log_failure(error),
    }
}

/// Why an operation on the database failed. The visitor made no mistake: the same request may
/// succeed later.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    /// The database does not answer, or fails.
    #[error("the database does not work")]
    Unavailable(#[from] sqlx::Error),
    /// The transaction of the ballot's batch failed and was rolled back; the log has the reason.
    #[error("a batch of ballots was rolled back")]
    NotCommitted,
    /// The writer's queue is full.
    #[error("too many ballots wait to be written")]
    Overloaded,
    /// The writer has stopped, because the program is shutting down.
    #[error("the database is closed")]
    Closed,
}
