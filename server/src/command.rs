//! What the program can do besides serving.

use crate::check::Check;
use crate::import::Import;
use crate::migrate::Migrate;
use crate::purge::PurgeNow;
use crate::rehearse::Rehearse;
use clap::Subcommand;
use std::path::PathBuf;

/// A command; without one, the program serves.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Check a database or an exported log: every link of its chain, every sum, every receipt. Exit code 0: all is well;
    /// 1: something is wrong, and it says what and where; 2: the file cannot be read.
    Verify {
        /// The database (`handsup.db`, or one of its backups, or `postgres://…`), or a log exported as JSON.
        place: PathBuf,
    },
    /// Make the tables in the database that `DATABASE_URL` names, or bring them up to date, and end. For PostgreSQL, where the
    /// tables' owner is another than the server's own role: a server that finds them up to date changes none. A file of SQLite is
    /// copied first; for PostgreSQL, say that there is a backup.
    Migrate(Migrate),
    /// Say everything that is wrong with a set-up, without starting a server: settings that undo each other, misspelt variables, a
    /// database or a Redis that cannot be used, instances on one database that were set up differently. Exit code 0: nothing;
    /// 1: warnings; 2: a server would not start, or not do what it is there for.
    Check(Check),
    /// Move everything from one database into another: from a desktop's file into PostgreSQL, or back. In one transaction, with
    /// the same codes, receipts and seals; every row is compared and every vote counted again before it is committed. End
    /// the servers on both first. Exit code 0: all of it is there; 1: the votes do not add up where they are, and nothing was
    /// moved; 2: it could not be done, and nothing was moved.
    Import(Import),
    /// Delete for good what was deleted and can still be taken back, and meetings older than a limit; then write the file anew, and
    /// its backups. A server does the first by itself when a meeting ends, or after a week. Refused while a server uses the database.
    /// Exit code 0: no file of this program holds it any more; 2: it could not be done, or not all of it, and it says what is left.
    Purge(PurgeNow),
    /// Try out an evening: so many phones come, vote, and vote once more all at once. Says how long everything took, and
    /// whether each vote was counted exactly once. Exit code 0: it was, and nothing failed; 1: something went wrong.
    Rehearse(Rehearse),
}
