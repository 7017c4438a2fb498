//! The findings of `check` in a database.

use super::instances::Instance;

/// The findings of a look at a database, which changes nothing in it.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    /// Reasons for which a server would not start.
    pub(crate) errors: Vec<String>,
    /// Problems with which a server would start.
    pub(crate) warnings: Vec<String>,
    /// The servers that use it now.
    pub(crate) instances: Vec<Instance>,
}

/// Why a server does not start on a database that was used with another key.
pub(crate) const OTHER_KEY: &str = "SECRET_KEY is another than the one that this database was used with: an address that has voted \
    could vote again, and no cookie of before would be known. Give every instance the same. Where it has to change, end all of \
    them and run `handsup-server check --adopt-secret-key` with the new one";

/// Why a server cannot read the list of instances.
pub(crate) const NO_RIGHTS: &str =
    "this role may not use the tables of this version: run server/deploy/postgres-role.sql again, as their owner";
