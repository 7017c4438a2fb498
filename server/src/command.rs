//! What the headless program can do besides serving.

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
}
