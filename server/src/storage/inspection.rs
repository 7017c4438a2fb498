//! What `handsup-server check` finds in a database.

use super::instances::Instance;

/// The findings of a check of a database.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    /// Problems that keep a server from starting.
    pub(crate) errors: Vec<String>,
    /// Problems with which a server starts nevertheless.
    pub(crate) warnings: Vec<String>,
    /// The servers that use the database now; always empty for SQLite.
    pub(crate) instances: Vec<Instance>,
}

/// The error for a database that was used with another `SECRET_KEY`.
pub(crate) const OTHER_KEY: &str = "SECRET_KEY is another than the one that this database was used with: an address that has voted \
    could vote again, and no cookie of before would be known. Give every instance the same. Where it has to change, end all of \
    them and run `handsup-server check --adopt-secret-key` with the new one";

/// The error for a PostgreSQL role that lacks rights on the tables.
pub(crate) const MISSING_RIGHTS: &str =
    "this role may not use the tables of this version: run server/deploy/postgres-role.sql again, as their owner";
