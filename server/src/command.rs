//! What the program can do besides serving.

use crate::import::Import;
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
    /// tables' owner is another than the server's own role: a server that finds them up to date changes none.
    Migrate,
    /// Move everything from one database into another: from a desktop's file into PostgreSQL, or back. In one transaction, with
    /// the same codes, receipts and seals; every row is compared and every vote counted again before it is committed. End
    /// the servers on both first. Exit code 0: all of it is there; 1: the votes do not add up where they are, and nothing was
    /// moved; 2: it could not be done, and nothing was moved.
    Import(Import),
    /// Try out an evening: so many phones come, vote, and vote once more all at once. Says how long everything took, and
    /// whether each vote was counted exactly once. Exit code 0: it was, and nothing failed; 1: something went wrong.
    Rehearse(Rehearse),
}
