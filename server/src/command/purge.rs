//! `handsup-server purge`: purges at once what a server would purge later, and removes its traces
//! from the database file and the backups.

use crate::clock::Clock;
use crate::config::Config;
use crate::config::command::PurgeNow;
use crate::data_lock::DataLock;
use crate::domain::Signer;
use crate::entropy;
use crate::secure_fs;
use crate::storage::{self, DatabaseUrl, Due, Purge};
use anyhow::{Context, ensure};
use std::process::ExitCode;
use std::sync::Arc;

impl PurgeNow {
    /// Purges, and prints on standard output what was deleted.
    pub async fn run(&self, config: &Config) -> ExitCode {
        match self.purge(config).await {
            Ok(summary) => {
                println!("{summary}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::from(2)
            }
        }
    }

    async fn purge(&self, config: &Config) -> anyhow::Result<String> {
        let data_dir = config.data_dir()?;
        secure_fs::make_folder(&data_dir)?;
        let database_url = config.database(&data_dir)?;
        let _lock = DataLock::take(&database_url).await?;
        // It closes no poll, so nothing is signed.
        let (database, _) = storage::open(&database_url, &Arc::new(Signer::from_seed(entropy::bytes()))).await?;
        ensure!(
            !storage::is_in_use(&database_url).await?,
            "a server uses this database now, and deletes what is due by itself: end it first. One that was killed is forgotten after 15 seconds"
        );
        let now = Clock::system().now_millis();
        let days = self.older_than.or(config.retention_days);
        let due = Due {
            // Every deleted meeting and poll, although those deleted recently could still be restored.
            meetings_deleted_before: i64::MAX,
            polls_deleted_before: i64::MAX,
            unused_since: days.map(|days| now - i64::from(days) * 24 * 3600 * 1000),
        };
        let purged = database.purge(Purge::Due(due)).await?;
        database.rewrite().await?;
        let summary = format!("Deleted for good: {} polls and {} meetings.", purged.polls.len(), purged.meetings.len());
        let traces = database.remove_traces().await;
        database.close().await;
        traces.with_context(|| format!("{summary} Not every trace of what was deleted is gone; say it again once this is mended"))?;
        Ok(match database_url {
            DatabaseUrl::File(file) => {
                format!("{summary} {} was written anew, and so was every backup that held any of it.", file.display())
            }
            DatabaseUrl::Postgres(_) => format!(
                "{summary} PostgreSQL writes over their room with time; `vacuum full`, which locks the tables, does it at once. Backups of \
                 PostgreSQL, and archives of its log, are for whoever makes them to renew."
            ),
        })
    }
}
