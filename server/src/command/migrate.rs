//! `handsup-server migrate`: creates the tables, or migrates them to this version's schema.

use crate::config::Config;
use crate::config::command::Migrate;
use crate::data_lock::DataLock;
use crate::secure_fs;
use crate::storage::{self, Migrated};
use std::process::ExitCode;

impl Migrate {
    /// Migrates, and prints the result on standard output.
    pub async fn run(&self, config: &Config) -> ExitCode {
        match self.migrate(config).await {
            Ok(summary) => {
                println!("{summary}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            }
        }
    }

    /// Migrates; returns the result as a sentence.
    ///
    /// # Errors
    /// What failed and what to do about it; [`AlreadyRuns`](crate::AlreadyRuns) while a server has the file open.
    pub async fn migrate(&self, config: &Config) -> anyhow::Result<String> {
        let data_dir = config.data_dir()?;
        secure_fs::make_folder(&data_dir)?;
        let database = config.database(&data_dir)?;
        let _lock = DataLock::take(&database).await?;
        let Migrated { from, to, backup } = storage::migrate(&database, self.i_have_a_backup).await?;
        let copy = backup.map(|copy| format!(" A copy from before is {}.", copy.display())).unwrap_or_default();
        Ok(match from {
            None => format!("Made the tables of {database} (schema {to})."),
            Some(from) if from == to => format!("{database} is up to date (schema {to}). Nothing was changed."),
            Some(from) => format!("Brought {database} from schema {from} to schema {to}.{copy}"),
        })
    }
}
