//! `handsup-server check`: reports everything that is wrong with a set-up. Starts no server. Writes
//! nothing that lasts, unless a flag accepts a new `SECRET_KEY`: Redis is probed with an entry that
//! expires at once, and the folder of a database file with a temporary file.

use crate::app::keys::fingerprint;
use crate::cluster::configuration_problems;
use crate::config::Config;
use crate::config::command::Check;
use crate::setup::{self, Finding};
use crate::storage::{self, DatabaseUrl, Instance};
use crate::{bootstrap, version};
use std::process::ExitCode;
use std::time::Duration;

/// Timeout for connecting to Redis and writing to it.
const REDIS_TIMEOUT: Duration = Duration::from_secs(3);

impl Check {
    /// Runs the checks and prints the findings on standard output.
    pub async fn run(&self, config: &Config) -> ExitCode {
        let mut findings = setup::findings(config);
        match bootstrap::redis(config) {
            Ok(redis) => findings.extend(check_redis(redis).await),
            Err(error) => findings.push(Finding::Error(format!("{error:#}"))),
        }
        findings.extend(self.check_database(config).await);
        report(&findings)
    }

    async fn check_database(&self, config: &Config) -> Vec<Finding> {
        let database = match config.data_dir().and_then(|dir| config.database(&dir)) {
            Ok(database) => database,
            Err(error) => return vec![Finding::Error(format!("{error:#}"))],
        };
        let key = config.secret_key.as_ref().map(|secret| fingerprint(secret.as_bytes()));
        let inspection = match storage::inspect(&database, key, self.adopt_secret_key).await {
            Ok(inspection) => inspection,
            Err(error) => return vec![Finding::Error(format!("{error:#}"))],
        };
        let this_instance = Instance { id: String::new(), version: version::NUMBER.into(), uses_redis: config.redis().is_some() };
        let errors = inspection.errors.into_iter().map(Finding::Error);
        let warnings =
            inspection.warnings.into_iter().chain(configuration_problems(&this_instance, &inspection.instances)).map(Finding::Warning);
        errors.chain(warnings).chain(check_folder(&database)).collect()
    }
}

/// Checks that this user can write to the folder of the database file, or to the one where it would
/// be created.
fn check_folder(database: &DatabaseUrl) -> Option<Finding> {
    let DatabaseUrl::File(file) = database else { return None };
    // A file name without a folder means a file in the working directory.
    let folder = std::path::absolute(file).ok()?;
    let existing = folder.ancestors().skip(1).find(|folder| folder.exists())?;
    let error = tempfile::tempfile_in(existing).err()?;
    Some(Finding::Error(format!("this user cannot write to {}: {error}", existing.display())))
}

async fn check_redis(redis: Option<redis::Client>) -> Option<Finding> {
    let attempt = async {
        let mut connection = redis.as_ref()?.get_multiplexed_async_connection().await.map_err(|error| error.to_string());
        let outcome = match &mut connection {
            Ok(connection) => check_write(connection).await,
            Err(error) => Err(std::mem::take(error)),
        };
        outcome.err()
    };
    let error =
        tokio::time::timeout(REDIS_TIMEOUT, attempt).await.unwrap_or_else(|_| Some(format!("no answer within {REDIS_TIMEOUT:?}")))?;
    Some(Finding::Error(format!(
        "Redis at REDIS_URL cannot be used ({error}). Votes count without it, but each instance sees the others late, and limits hold at each alone"
    )))
}

/// Checks that Redis accepts writes: a full Redis, or a replica, answers but refuses them.
async fn check_write(connection: &mut redis::aio::MultiplexedConnection) -> Result<(), String> {
    let probe = redis::cmd("SET").arg("handsup:check").arg(1).arg("PX").arg(1).query_async::<()>(connection).await;
    probe.map_err(|error| error.to_string())
}

/// Prints the findings; exit code 0: none; 1: warnings; 2: errors.
fn report(findings: &[Finding]) -> ExitCode {
    for finding in findings {
        println!("{finding}");
    }
    let errors = findings.iter().filter(|finding| matches!(finding, Finding::Error(_))).count();
    match (errors, findings.len() - errors) {
        (0, 0) => {
            println!("Nothing is wrong with this set-up.");
            ExitCode::SUCCESS
        }
        (0, warnings) => {
            println!("A server would start. Warnings: {warnings}.");
            ExitCode::from(1)
        }
        (errors, warnings) => {
            println!("Errors: {errors}. Warnings: {warnings}.");
            ExitCode::from(2)
        }
    }
}
