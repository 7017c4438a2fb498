//! A file is one server's alone: it meets no others.

use super::super::instances::{Fingerprint, Instance};
use super::dialect::Session;

/// None: SQLite has one server.
#[expect(clippy::unused_async, reason = "PostgreSQL waits here")]
pub(super) async fn beat(_: &mut Session, _: &Instance) -> Result<Vec<Instance>, sqlx::Error> {
    Ok(Vec::new())
}

/// Nothing to take out.
#[expect(clippy::unused_async, reason = "PostgreSQL waits here")]
pub(super) async fn leave(_: &mut Session, _: &str) -> Result<(), sqlx::Error> {
    Ok(())
}

/// The key lies beside the file, and is the one it was always used with.
#[expect(clippy::unused_async, reason = "PostgreSQL waits here")]
pub(super) async fn takes_key(_: &mut Session, _: Fingerprint, _: bool) -> Result<bool, sqlx::Error> {
    Ok(true)
}
