//! Copies of the database beside it, whole and small: `backups/handsup-0007.db`. The newest five are kept.

use crate::private;
use crate::storage::purge::Purged;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, SqliteConnection, query, query_scalar};
use std::path::{Path, PathBuf};

/// How many are kept.
const KEPT: usize = 5;

/// Writes a copy as the database stands now, and forgets the oldest. To restore one: end the program, put the copy in the
/// place of the database, remove the database's `-wal` and `-shm`, start again.
pub(super) async fn back_up(connection: &mut SqliteConnection, file: &Path) -> anyhow::Result<PathBuf> {
    let folder = file.with_file_name("backups");
    private::make_folder(&folder)?;
    let there = numbered(&folder)?;
    let number = there.last().map_or(1, |(number, _)| number + 1);
    let copy = folder.join(format!("handsup-{number:04}.db"));
    // Under another name until it is whole: a crash in the middle leaves no half backup among the good ones.
    let unfinished = folder.join("unfinished");
    drop(private::empty(&unfinished)?);
    sqlx::query("vacuum into $1").bind(unfinished.to_string_lossy()).execute(connection).await?;
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, &copy)?;
    for (_, oldest) in there.iter().take((there.len() + 1).saturating_sub(KEPT)) {
        std::fs::remove_file(oldest)?;
    }
    Ok(copy)
}

/// Writes every backup anew that holds something of what has gone for good; one that cannot be is removed.
pub(super) async fn remove_from_all(file: &Path, gone: &Purged) -> anyhow::Result<()> {
    let folder = file.with_file_name("backups");
    if !folder.exists() {
        return Ok(());
    }
    for (_, copy) in numbered(&folder)? {
        if let Err(error) = remove_from(&copy, gone).await {
            std::fs::remove_file(&copy)?;
            tracing::warn!(error = format!("{error:#}"), copy = %copy.display(), "backups: one that held what was deleted could not be written anew, and was removed");
        }
    }
    Ok(())
}

/// The codes are the same in every version; what refers to a poll goes with it.
async fn remove_from(copy: &Path, gone: &Purged) -> anyhow::Result<()> {
    let (polls, meetings) = (json!(gone.polls).to_string(), json!(gone.meetings).to_string());
    let mut looking = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(copy).read_only(true)).await?;
    let holds: bool = query_scalar(
        "select exists (select 1 from polls where poll_code in (select value from json_each($1))) \
         or exists (select 1 from meetings where join_code in (select value from json_each($2)))",
    )
    .bind(&polls)
    .bind(&meetings)
    .fetch_one(&mut looking)
    .await?;
    looking.close().await?;
    if !holds {
        return Ok(());
    }
    let unfinished = copy.with_file_name("unfinished");
    drop(private::empty(&unfinished)?);
    std::fs::copy(copy, &unfinished)?;
    let whole = SqliteConnectOptions::new()
        .filename(&unfinished)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Memory)
        .pragma("secure_delete", "1")
        .pragma("temp_store", "memory");
    let mut anew = SqliteConnection::connect_with(&whole).await?;
    query("delete from meetings where join_code in (select value from json_each($1))").bind(meetings).execute(&mut anew).await?;
    query("delete from polls where poll_code in (select value from json_each($1))").bind(polls).execute(&mut anew).await?;
    query("vacuum").execute(&mut anew).await?;
    anew.close().await?;
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, copy)?;
    Ok(())
}

/// The backups that are there, oldest first.
fn numbered(folder: &Path) -> std::io::Result<Vec<(u32, PathBuf)>> {
    let mut there = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let number = path.file_stem().and_then(|name| name.to_str()?.strip_prefix("handsup-")?.parse().ok());
        there.extend(number.filter(|_| path.extension().is_some_and(|ending| ending == "db")).map(|number| (number, path)));
    }
    there.sort_unstable();
    Ok(there)
}
