//! The result of a migration.

use std::path::PathBuf;

/// The schema versions before and after a migration.
#[derive(Debug)]
pub(crate) struct Migrated {
    /// The version before; `None` for an empty database.
    pub(crate) from: Option<i64>,
    /// The version after.
    pub(crate) to: i64,
    /// The path of the backup from before, if one was made.
    pub(crate) backup: Option<PathBuf>,
}
