//! What [`Instances`](crate::storage::Instances) does on SQLite, where one server at a time uses a
//! file.

use super::super::instances::{Fingerprint, Instance};
use super::dialect::Session;

/// Returns no other instances: one server uses a file.
#[expect(clippy::unused_async, reason = "PostgreSQL's version awaits")]
pub(super) async fn beat(_: &mut Session, _: &Instance) -> Result<Vec<Instance>, sqlx::Error> {
    Ok(Vec::new())
}

/// Does nothing: a file has no list of instances.
#[expect(clippy::unused_async, reason = "PostgreSQL's version awaits")]
pub(super) async fn leave(_: &mut Session, _: &str) -> Result<(), sqlx::Error> {
    Ok(())
}

/// Always true: the key is in a file beside the database.
#[expect(clippy::unused_async, reason = "PostgreSQL's version awaits")]
pub(super) async fn check_key(_: &mut Session, _: Fingerprint, _: bool) -> Result<bool, sqlx::Error> {
    Ok(true)
}
