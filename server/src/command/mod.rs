//! The program's commands besides serving.

mod check;
mod import;
mod migrate;
mod purge;
mod rehearse;
mod verify;

pub use check::Check;
pub use import::Import;
pub use migrate::Migrate;
pub use purge::PurgeNow;
pub use rehearse::Rehearse;
pub use verify::{Verdict, verify};

use crate::config::Config;
use crate::host_key;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// Rehearse an evening: so many phones come, vote, and vote once more all at once. Prints how long everything took, and
    /// whether each vote was counted exactly once. Exit code 0: it was, and nothing failed; 1: something went wrong.
    Rehearse(Rehearse),
    /// Print a link that makes one browser the host of the server with these settings, once and within an hour.
    HostLink,
    /// Draw a new host key for the server with this data directory, which takes it at once if it runs: whoever has the old one
    /// is out, and every session ends. A link for this computer is printed.
    NewHostKey,
}

/// Runs the command, for both programs alike; `None` where there is none and the program is to serve. The outcome is printed
/// on standard output, errors on standard error.
pub async fn run(config: &Config) -> Option<ExitCode> {
    if config.print_config {
        println!("{}", config.shown());
        return Some(ExitCode::SUCCESS);
    }
    Some(match config.command.as_ref()? {
        Command::Verify { place } => check(place).await,
        Command::Migrate(migrate) => migrate.run(config).await,
        Command::Check(check) => check.run(config).await,
        Command::Purge(purge) => purge.run(config).await,
        Command::Import(import) => import.run().await,
        Command::HostLink => printed(host_key::link(config)),
        Command::NewHostKey => printed(host_key::renew(config)),
        Command::Rehearse(rehearse) => done(rehearse.run(config.host_key.as_deref()).await),
    })
}

fn done(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        eprintln!("Error: {error:#}");
        ExitCode::FAILURE
    })
}

fn printed(outcome: anyhow::Result<String>) -> ExitCode {
    done(outcome.map(|words| {
        println!("{words}");
        ExitCode::SUCCESS
    }))
}

/// Verifies a database or an exported log, and prints the findings; see [`Command::Verify`] for the exit codes.
async fn check(place: &Path) -> ExitCode {
    match verify(place).await {
        Ok(verdict) => {
            println!("{verdict}");
            if verdict.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}
