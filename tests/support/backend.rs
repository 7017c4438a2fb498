//! Which database the houses of a story use.

use std::future::Future;

tokio::task_local! {
    static ON_POSTGRES: bool;
}

/// Runs a story whose houses use SQLite.
pub async fn on_sqlite(story: impl Future<Output = ()>) {
    Box::pin(ON_POSTGRES.scope(false, story)).await;
}

/// Runs a story whose houses use PostgreSQL.
pub async fn on_postgres(story: impl Future<Output = ()>) {
    Box::pin(ON_POSTGRES.scope(true, story)).await;
}

/// Whether this story's houses use PostgreSQL.
pub(crate) fn is_on_postgres() -> bool {
    ON_POSTGRES.try_with(|on| *on).unwrap_or(false)
}
