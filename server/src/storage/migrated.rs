//! What became of a database's tables.

use std::path::PathBuf;

/// From which schema to which.
#[derive(Debug)]
pub(crate) struct Migrated {
    /// What was found; `None` where there were no tables.
    pub(crate) from: Option<i64>,
    /// What is there now.
    pub(crate) to: i64,
    /// Where a copy from before lies, if one was made.
    pub(crate) backup: Option<PathBuf>,
}
