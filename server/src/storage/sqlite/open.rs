//! Opens the database file: checks that it is undamaged and ours, and migrates it. Data in it is never overwritten.

use super::{backfill_log, backup};
use crate::secure_fs;
use crate::storage::Migrated;
use anyhow::Context;
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Every migration, in order.
static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

/// The number of the newest migration.
pub(crate) fn schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The first bytes of every database file.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The advice for a file that this user has no right to.
const OR: &str = "or name another file with DATABASE_URL";

/// The state of a file.
enum Condition {
    Whole,
    Damaged(String),
}

/// An undamaged, migrated database.
pub(super) struct Opened {
    /// The connection for writes.
    pub(super) connection: SqliteConnection,
    /// A notice for the host, where a damaged file was moved aside.
    pub(super) notice: Option<String>,
    /// The result of the migration.
    pub(super) migrated: Migrated,
}

/// Opens a file; creates or migrates it where needed.
pub(super) async fn open(file: &Path) -> anyhow::Result<Opened> {
    let shown = file.display();
    let mut notice = None;
    if let Condition::Damaged(how) = look_at(file).await? {
        let aside = move_aside(file).with_context(|| format!("the database {shown} is damaged ({how}) and could not be moved aside"))?;
        let words = format!(
            "The database {shown} is damaged ({how}). It was moved to {}, and a new one was begun. \
             To go back to a backup, see the folder backups beside it.",
            aside.display()
        );
        tracing::error!("{words}");
        notice = Some(words);
    }
    let mut connection = connect(file).await?;
    ensure_ours(&mut connection, file).await?;
    keep_private(file);
    backup::forget_unfinished(file);
    let from = schema_of(&mut connection).await?;
    let backup = back_up_before_changes(&mut connection, file).await?;
    MIGRATIONS.run(&mut connection).await.with_context(|| {
        format!("could not bring the database {shown} up to date; was it written by a newer version? It was left as it is: install the newer version, or name another file with DATABASE_URL")
    })?;
    backfill_log::chain_old_votes(&mut connection)
        .await
        .with_context(|| format!("could not build the hash chain of the votes in {shown}"))?;
    Ok(Opened { connection, notice, migrated: Migrated { from, to: schema(), backup } })
}

async fn connect(file: &Path) -> anyhow::Result<SqliteConnection> {
    let shown = file.display();
    // SQLite would create it readable for every user, and gives its logs the permissions of the database.
    secure_fs::make_if_missing(file)
        .with_context(|| format!("could not make the database {shown}: let this user write to its folder, {OR}"))?;
    // SQLite opens a read-only file without an error, and the first vote would be a 503.
    OpenOptions::new().append(true).open(file).with_context(|| {
        format!("the database {shown} may be read, but not written. It was left as it is: let this user write it, {OR}")
    })?;
    SqliteConnection::connect_with(&super::options(file).create_if_missing(true))
        .await
        .with_context(|| format!("could not open the database {shown}; it was left as it is"))
}

/// Checks every page, read-only. A file that is no database is an error: another program's file is not moved.
async fn look_at(file: &Path) -> anyhow::Result<Condition> {
    if !file.exists() {
        return Ok(Condition::Whole);
    }
    let shown = file.display();
    let foreign = || format!("{shown} is not a database this program can read. It was left as it is: move it away and start again");
    match head_of(file)? {
        Head::Nothing => return Ok(Condition::Whole),
        Head::Stub => return Ok(Condition::Damaged("it is cut off after its first bytes".into())),
        Head::Foreign => anyhow::bail!(foreign()),
        Head::Database => {}
    }
    let checking = async {
        let mut connection = SqliteConnection::connect_with(&super::only_reading(file)).await?;
        let found: String = sqlx::query_scalar("pragma quick_check(1)").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(found)
    };
    match checking.await {
        Ok(found) if found == "ok" => Ok(Condition::Whole),
        Ok(found) => Ok(Condition::Damaged(found)),
        Err(error) if code(&error) == Some(CORRUPT) => Ok(Condition::Damaged(error.to_string())),
        // A read needs the write-ahead log beside the file, which can be neither opened nor created.
        Err(error) if matches!(code(&error), Some(READ_ONLY | CANNOT_OPEN)) => Err(error).with_context(|| {
            format!(
                "could not open the database {shown} together with its logs. It was left as it is: let this user write to its folder (most often that is it), {OR}"
            )
        }),
        Err(error) => Err(error).with_context(foreign),
    }
}

/// The kind of a file, by its first bytes.
enum Head {
    Nothing,
    Foreign,
    /// A database of less than a page.
    Stub,
    Database,
}

/// The kind of a file. SQLite takes a file of less than a page for an empty database and would overwrite it.
/// Source: <https://www.sqlite.org/fileformat.html>.
fn head_of(file: &Path) -> anyhow::Result<Head> {
    let mut head = Vec::new();
    let mut opened = File::open(file).with_context(|| {
        format!("could not read the database {}. It was left as it is: let this user read and write it, {OR}", file.display())
    })?;
    opened.by_ref().take(100).read_to_end(&mut head)?;
    let length = opened.metadata()?.len();
    let page = match head.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => u64::from(*high) << 8 | u64::from(*low),
        _ => u64::MAX,
    };
    Ok(match head.strip_prefix(MAGIC) {
        _ if head.is_empty() => Head::Nothing,
        Some(_) if length < page => Head::Stub,
        Some(_) => Head::Database,
        None => Head::Foreign,
    })
}

/// `SQLITE_READONLY`, `SQLITE_CORRUPT` and `SQLITE_CANTOPEN`. Source: <https://www.sqlite.org/rescode.html>.
const READ_ONLY: u32 = 8;
const CORRUPT: u32 = 11;
const CANNOT_OPEN: u32 = 14;

/// SQLite's primary result code of an error.
fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code)?;
    Some(code.parse::<u32>().ok()? & 0xff)
}

/// Renames the file and its logs to the first free number.
fn move_aside(file: &Path) -> std::io::Result<PathBuf> {
    let mut number = 1;
    let mut aside = beside(file, ".damaged-1");
    while aside.exists() {
        number += 1;
        aside = beside(file, &format!(".damaged-{number}"));
    }
    std::fs::rename(file, &aside)?;
    for log in ["-wal", "-shm"] {
        match std::fs::rename(beside(file, log), beside(&aside, log)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// Restricts the files to this user, which earlier versions did not; without effect on file systems without permissions.
fn keep_private(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        if let Err(error) = secure_fs::take_for_this_user(&beside(file, ending)) {
            tracing::warn!(%error, "database: permissions could not be restricted to this user");
        }
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

/// Refuses a database that has tables and none of ours, because it belongs to another program.
async fn ensure_ours(connection: &mut SqliteConnection, file: &Path) -> anyhow::Result<()> {
    let foreign: bool = sqlx::query_scalar(
        "select exists (select 1 from sqlite_schema where type = 'table') \
         and not exists (select 1 from sqlite_schema where name = '_sqlx_migrations')",
    )
    .fetch_one(connection)
    .await?;
    anyhow::ensure!(
        !foreign,
        "{} is another program's database. It was left as it is: name another file with DATABASE_URL, or move this one away",
        file.display()
    );
    Ok(())
}

/// The number of the newest migration that was applied to a database; `None` where it has no tables.
pub(super) async fn schema_of(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let ours: bool = sqlx::query_scalar("select exists (select 1 from sqlite_schema where name = '_sqlx_migrations')")
        .fetch_one(&mut *connection)
        .await?;
    if !ours {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(connection).await
}

async fn back_up_before_changes(connection: &mut SqliteConnection, file: &Path) -> anyhow::Result<Option<PathBuf>> {
    if schema_of(connection).await?.is_none() {
        return Ok(None);
    }
    let done: HashSet<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations").fetch_all(&mut *connection).await?.into_iter().collect();
    if MIGRATIONS.iter().all(|migration| done.contains(&migration.version)) {
        return Ok(None);
    }
    let copy = backup::back_up(connection, file).await.context("could not back up the database before changing it; nothing was changed")?;
    tracing::info!(copy = %copy.display(), "migration: backup written");
    Ok(Some(copy))
}
