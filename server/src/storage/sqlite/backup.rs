//! Backups of the database: vacuumed copies in the folder `backups` beside it, such as
//! `handsup-0007.db`. They have no remotes: one that was ended must not lead again after a restore. A backup is deleted once there are
//! five newer ones. It is rewritten only to remove data that was deleted for good: a rename replaces it by a complete new copy.

use super::temporary_file::{self, TemporaryFile};
use crate::secure_fs;
use crate::storage::purge::Purged;
use anyhow::{Context, ensure};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, SqliteConnection, query, query_scalar};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// How many backups there are at most.
const MAX_BACKUPS: usize = 5;

/// Writes a backup of the database, and deletes the oldest beyond [`MAX_BACKUPS`]; returns the path
/// of the new one. To restore a backup: end the program, replace the database by the backup, delete
/// the database's `-wal` and `-shm`, and start again.
pub(super) async fn back_up(connection: &mut SqliteConnection, file: &Path) -> anyhow::Result<PathBuf> {
    let folder = folder_of(file);
    secure_fs::make_folder(&folder)?;
    let existing = numbered(&folder)?;
    let number = existing.last().map_or(1, |(number, _)| number + 1);
    let copy = folder.join(format!("handsup-{number:04}.db"));
    // A temporary file, so that a crash leaves no incomplete backup among the others.
    let temporary = TemporaryFile::create_in(&folder)?;
    query("vacuum into $1").bind(temporary.path()).execute(connection).await?;
    delete_remotes(&temporary).await?;
    temporary.rename_to(&copy).await?;
    for (_, oldest) in existing.iter().take((existing.len() + 1).saturating_sub(MAX_BACKUPS)) {
        std::fs::remove_file(oldest)?;
    }
    Ok(copy)
}

/// Deletes all remotes of a copy; one of an earlier version may have no table of them.
async fn delete_remotes(copy: &TemporaryFile) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(&options_of(copy)).await?;
    let has_table: bool =
        query_scalar("select exists (select 1 from sqlite_schema where name = 'remotes')").fetch_one(&mut connection).await?;
    if has_table {
        query("delete from remotes").execute(&mut connection).await?;
    }
    connection.close().await
}

/// The options to change a copy with: what is deleted is overwritten, and no other file is written.
fn options_of(copy: &TemporaryFile) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(copy.path())
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Memory)
        .pragma("secure_delete", "1")
        .pragma("temp_store", "memory")
}

/// Deletes the temporary files of a process that was killed. Only the holder of the data lock may
/// do so.
pub(super) fn delete_temporary_files(file: &Path) {
    if let Err(error) = temporary_file::delete_all(&folder_of(file)) {
        tracing::warn!(%error, "backup: incomplete file could not be removed");
    }
}

/// Rewrites every backup that contains these polls or meetings, without them. A backup that fails
/// stays as it was; the others are rewritten all the same, and the first error is returned.
pub(super) async fn purge_backups(file: &Path, purged: &Purged) -> anyhow::Result<()> {
    let folder = folder_of(file);
    let backups = tokio::task::spawn_blocking(move || numbered(&folder)).await??;
    let mut outcome = Ok(());
    for (_, copy) in backups {
        let written = remove_from(&copy, purged).await.with_context(|| format!("{} could not be written anew", copy.display()));
        outcome = outcome.and(written);
    }
    outcome
}

/// Rewrites a backup without these polls and meetings, if it contains any. Selects them by code,
/// since every version's schema has codes; foreign keys cascade to what refers to them.
async fn remove_from(copy: &Path, purged: &Purged) -> anyhow::Result<()> {
    let (polls, meetings) = (json!(purged.polls).to_string(), json!(purged.meetings).to_string());
    let mut old = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(copy).read_only(true)).await?;
    let contains_any: bool = query_scalar(
        "select exists (select 1 from polls where poll_code in (select value from json_each($1))) \
         or exists (select 1 from meetings where join_code in (select value from json_each($2)))",
    )
    .bind(&polls)
    .bind(&meetings)
    .fetch_one(&mut old)
    .await?;
    if !contains_any {
        old.close().await?;
        return Ok(());
    }
    let temporary = TemporaryFile::create_in(copy.parent().context("a backup lies in a folder")?)?;
    query("vacuum into $1").bind(temporary.path()).execute(&mut old).await?;
    old.close().await?;
    let mut new = SqliteConnection::connect_with(&options_of(&temporary)).await?;
    query("delete from meetings where join_code in (select value from json_each($1))").bind(meetings).execute(&mut new).await?;
    query("delete from polls where poll_code in (select value from json_each($1))").bind(polls).execute(&mut new).await?;
    query("vacuum").execute(&mut new).await?;
    let check_result: String = query_scalar("pragma quick_check(1)").fetch_one(&mut new).await?;
    new.close().await?;
    ensure!(check_result == "ok", "it is damaged: {check_result}");
    temporary.rename_to(copy).await?;
    Ok(())
}

fn folder_of(file: &Path) -> PathBuf {
    file.with_file_name("backups")
}

/// The existing backups with their numbers, oldest first.
fn numbered(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut backups = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let number = path.file_stem().and_then(|name| name.to_str()?.strip_prefix("handsup-")?.parse().ok());
        backups.extend(number.filter(|_| path.extension().is_some_and(|extension| extension == "db")).map(|number| (number, path)));
    }
    backups.sort_unstable();
    Ok(backups)
}
