//! `handsup-server import FROM TO`: copies a database into another, such as a desktop's file into PostgreSQL or back, and
//! verifies the copy.

use super::verify::{Verdict, is_database, verify};
use crate::config::command::Import;
use crate::data_lock::DataLock;
use crate::storage::{self, DatabaseUrl};
use anyhow::{Context, ensure};
use std::io::Write;
use std::process::ExitCode;

/// Locks a database file, which fails while a server has it open. Locks nothing for PostgreSQL,
/// where the transfer asks the database which servers use it.
async fn lock_unused(database: &DatabaseUrl) -> anyhow::Result<DataLock> {
    DataLock::take(database).await.with_context(|| format!("a server uses {database} now: end it first"))
}

impl Import {
    /// Copies the database; prints the result on standard output, and progress and errors on
    /// standard error.
    pub async fn run(&self) -> ExitCode {
        match self.transfer().await {
            Ok(code) => code,
            Err(error) => {
                eprintln!("{error:#}\nNothing was imported.");
                ExitCode::from(2)
            }
        }
    }

    async fn transfer(&self) -> anyhow::Result<ExitCode> {
        let (from, to) = (DatabaseUrl::parse_or_file(&self.from)?, DatabaseUrl::parse_or_file(&self.to)?);
        ensure!(self.from != self.to, "this is one and the same database");
        if let DatabaseUrl::File(file) = &from {
            ensure!(
                is_database(file).with_context(|| format!("could not read {from}"))?,
                "{from} is not a Handsup database. What the console exports says what a meeting came to, but not by which marks its voters \
                 are recognised, nor the rules, drafts and earlier rounds: a server could not go on from it. Import the file handsup.db itself, \
                 or one of its backups"
            );
        }
        // Votes that arrive during the transfer would be lost, or counted twice.
        let _locks = (lock_unused(&from).await?, lock_unused(&to).await?);
        let source_verdict = verify(&self.from).await?;
        if !source_verdict.is_clean() {
            println!("{source_verdict}");
            eprintln!("The votes in {from} do not add up. Nothing was imported.");
            return Ok(ExitCode::from(1));
        }
        let mut progress = std::io::stderr();
        let transferred = storage::transfer(&from, &to, self.replace, |table, rows| {
            let _closed = writeln!(progress, "{table}: {rows}");
        })
        .await?;
        let verdict = Verdict::from(transferred.audits);
        println!("{verdict}\n{} rows moved from {from} to {to}, each compared with where it came from.", transferred.rows);
        if transferred.deleted_polls > 0 {
            println!("{} polls were deleted where they are, and did not come along.", transferred.deleted_polls);
        }
        Ok(ExitCode::SUCCESS)
    }
}
