//! What `check` finds in a database.

use super::instances::Instance;

/// What was found; nothing was changed.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// What a server would not start with.
    pub(crate) errors: Vec<String>,
    /// What a server would start with all the same.
    pub(crate) warnings: Vec<String>,
    /// The servers that are on it now.
    pub(crate) instances: Vec<Instance>,
}

/// Why a server does not start on a database that was used with another key.
pub(crate) const OTHER_KEY: &str = "SECRET_KEY is another than the one that this database was used with: an address that has voted \
    could vote again, and no cookie of before would be known. Give every instance the same. Where it has to change, end all of \
    them and run `handsup-server check --adopt-secret-key` with the new one";

/// Why a server cannot see who else is there.
pub(crate) const NO_RIGHTS: &str =
    "this role may not use the tables of this version: run server/deploy/postgres-role.sql again, as their owner";
