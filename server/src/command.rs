//! What the program can do besides serving.

use crate::rehearse::Rehearse;
use clap::Subcommand;
use std::path::PathBuf;

/// A command; without one, the program serves.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Check a database or an exported log: every link of its chain, every sum, every receipt. Exit code 0: all is well;
    /// 1: something is wrong, and it says what and where; 2: the file cannot be read.
    Verify {
        /// The database (`handsup.db`, or one of its backups), or a log exported as JSON.
        file: PathBuf,
    },
    /// Try out an evening: so many phones come, vote, and vote once more all at once. Says how long everything took, and
    /// whether each vote was counted exactly once. Exit code 0: it was, and nothing failed; 1: something went wrong.
    Rehearse(Rehearse),
}
