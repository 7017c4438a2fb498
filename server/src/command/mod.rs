//! The program's commands besides serving.

mod check;
mod import;
mod migrate;
mod purge;
mod rehearse;
mod verify;

pub use verify::{Verdict, verify};

use crate::config::Config;
use crate::config::command::Command;
use crate::host_key;
use std::path::Path;
use std::process::ExitCode;

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
