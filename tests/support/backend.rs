//! On which database a story's houses stand.

use std::future::Future;

tokio::task_local! {
    static ON_POSTGRES: bool;
}

/// Tells a story whose houses stand on SQLite.
pub async fn on_sqlite(story: impl Future<Output = ()>) {
    Box::pin(ON_POSTGRES.scope(false, story)).await;
}

/// Tells a story whose houses stand on PostgreSQL.
pub async fn on_postgres(story: impl Future<Output = ()>) {
    Box::pin(ON_POSTGRES.scope(true, story)).await;
}

/// Whether this story's houses stand on PostgreSQL.
pub(crate) fn is_on_postgres() -> bool {
    ON_POSTGRES.try_with(|on| *on).unwrap_or(false)
}
