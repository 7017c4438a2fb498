//! `handsup-server purge`: purges now what a server would purge later, and leaves no trace of it in the file.

use crate::clock::Clock;
use crate::config::Config;
use crate::config::command::PurgeNow;
use crate::data_lock::DataLock;
use crate::secure_fs;
use crate::storage::{self, DatabaseUrl, Due, Purge};
use anyhow::{Context, ensure};
use std::process::ExitCode;

impl PurgeNow {
    /// Purges, and prints on standard output what was deleted.
    pub async fn run(&self, config: &Config) -> ExitCode {
        match self.purge(config).await {
            Ok(said) => {
                println!("{said}");
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
        let place = config.database(&data_dir)?;
        let _lock = DataLock::take(&place).await?;
        let (database, _) = storage::open(&place).await?;
        ensure!(
            !storage::is_in_use(&place).await?,
            "a server uses this database now, and deletes what is due by itself: end it first. One that was killed is forgotten after 15 seconds"
        );
        let now = Clock::system().now_millis();
        let days = self.older_than.or(config.retention_days);
        let due = Due {
            // Recently deleted meetings are included, although they could still be restored.
            meetings_deleted_before: i64::MAX,
            polls_deleted_before: i64::MAX,
            unused_since: days.map(|days| now - i64::from(days) * 24 * 3600 * 1000),
        };
        let gone = database.purge(Purge::Due(due)).await?;
        database.rewrite().await?;
        let what = format!("Deleted for good: {} polls and {} meetings.", gone.polls.len(), gone.meetings.len());
        let traces = database.leave_no_trace().await;
        database.close().await;
        traces.with_context(|| format!("{what} Not every trace of what was deleted is gone; say it again once this is mended"))?;
        Ok(match place {
            DatabaseUrl::File(file) => {
                format!("{what} {} was written anew, and so was every backup that held any of it.", file.display())
            }
            DatabaseUrl::Postgres(_) => format!(
                "{what} PostgreSQL writes over their room with time; `vacuum full`, which locks the tables, does it at once. Backups of \
                 PostgreSQL, and archives of its log, are for whoever makes them to renew."
            ),
        })
    }
}
