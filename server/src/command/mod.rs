//! The program's commands besides serving.

mod check;
mod import;
mod migrate;
mod purge;
mod rehearse;
mod steps;
mod verify;

pub use verify::{Verdict, verify};

use crate::config::Config;
use crate::config::command::{Anchors, Command};
use crate::host_key;
use std::path::Path;
use std::process::ExitCode;

/// Runs the command of the headless server or the desktop app; `None` without one, when the program
/// is to serve. Prints the outcome on standard output, and errors on standard error.
pub async fn run(config: &Config) -> Option<ExitCode> {
    if config.print_config {
        println!("{}", config.shown());
        return Some(ExitCode::SUCCESS);
    }
    Some(match config.command.as_ref()? {
        Command::Verify { source, anchors } => verify_and_print(source, anchors).await,
        Command::Migrate(migrate) => migrate.run(config).await,
        Command::Check(check) => check.run(config).await,
        Command::Purge(purge) => purge.run(config).await,
        Command::Import(import) => import.run().await,
        Command::HostLink => print_outcome(host_key::link(config)),
        Command::NewHostKey => print_outcome(host_key::renew(config)),
        Command::Step(step) => step.run(config).await,
        Command::Rehearse(rehearse) => exit_code(rehearse.run(config.host_key.as_deref()).await),
    })
}

fn exit_code(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        eprintln!("Error: {error:#}");
        ExitCode::FAILURE
    })
}

fn print_outcome(outcome: anyhow::Result<String>) -> ExitCode {
    exit_code(outcome.map(|text| {
        println!("{text}");
        ExitCode::SUCCESS
    }))
}

/// Verifies a database or an exported log, and prints the findings; see [`Command::Verify`] for the exit codes.
async fn verify_and_print(source: &Path, anchors: &Anchors) -> ExitCode {
    match verify(source).await.and_then(|verdict| verdict.anchored_by(anchors)) {
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
