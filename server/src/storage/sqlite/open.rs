//! Opens the database file: checks that it is undamaged and one of this program's, and migrates it.
//! A damaged file is moved aside, another program's file is left as it is.

use super::{backfill_log, backup, salts, salts_file};
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

/// The first bytes of every SQLite file.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The end of the advice for a file that this user may not read or write.
const OR_OTHER_FILE: &str = "or name another file with DATABASE_URL";

/// Whether a file is damaged.
enum Condition {
    Undamaged,
    /// With what SQLite reports.
    Damaged(String),
}

/// An opened database, migrated to this version.
pub(super) struct Opened {
    /// The connection for writes.
    pub(super) connection: SqliteConnection,
    /// A notice for the host, where a damaged file was moved aside.
    pub(super) notice: Option<String>,
    /// The result of the migration.
    pub(super) migrated: Migrated,
}

/// Opens a file; creates it or migrates it where needed. A damaged one is moved aside, and a new
/// one created.
pub(super) async fn open(file: &Path) -> anyhow::Result<Opened> {
    let shown = file.display();
    let mut notice = None;
    if let Condition::Damaged(damage) = check(file).await? {
        let aside = move_aside(file).with_context(|| format!("the database {shown} is damaged ({damage}) and could not be moved aside"))?;
        let message = format!(
            "The database {shown} is damaged ({damage}). It was moved to {}, and a new one was begun. \
             To go back to a backup, see the folder backups beside it.",
            aside.display()
        );
        tracing::error!("{message}");
        notice = Some(message);
    }
    let mut connection = connect(file).await?;
    ensure_ours(&mut connection, file).await?;
    restrict_to_this_user(file);
    backup::delete_temporary_files(file);
    salts_file::create(&mut connection, file)
        .await
        .with_context(|| format!("could not open the file of salts {}", salts_file::file_of(file).display()))?;
    let from = schema_of(&mut connection).await?;
    let backup = back_up_before_changes(&mut connection, file).await?;
    MIGRATIONS.run(&mut connection).await.with_context(|| {
        format!("could not bring the database {shown} up to date; was it written by a newer version? It was left as it is: install the newer version, or name another file with DATABASE_URL")
    })?;
    backfill_log::chain_old_votes(&mut connection)
        .await
        .with_context(|| format!("could not build the hash chain of the votes in {shown}"))?;
    salts::repair(&mut connection).await.with_context(|| format!("could not repair the salts of the meetings in {shown}"))?;
    // A program that was killed may have left the roll of an ended meeting in the write-ahead log.
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut connection).await?;
    Ok(Opened { connection, notice, migrated: Migrated { from, to: schema(), backup } })
}

async fn connect(file: &Path) -> anyhow::Result<SqliteConnection> {
    let shown = file.display();
    // SQLite itself would create a file that every user may read. The write-ahead log gets the
    // permissions of the database.
    secure_fs::make_if_missing(file)
        .with_context(|| format!("could not make the database {shown}: let this user write to its folder, {OR_OTHER_FILE}"))?;
    // SQLite opens a file that it may not write without an error, and the first vote would be a
    // 503.
    OpenOptions::new().append(true).open(file).with_context(|| {
        format!("the database {shown} may be read, but not written. It was left as it is: let this user write it, {OR_OTHER_FILE}")
    })?;
    SqliteConnection::connect_with(&super::options(file).create_if_missing(true))
        .await
        .with_context(|| format!("could not open the database {shown}; it was left as it is"))
}

/// Checks every page, read-only. A file that is no database is an error and not damaged, so that
/// another program's file is not moved.
async fn check(file: &Path) -> anyhow::Result<Condition> {
    if !file.exists() {
        return Ok(Condition::Undamaged);
    }
    let shown = file.display();
    let foreign = || format!("{shown} is not a database this program can read. It was left as it is: move it away and start again");
    match kind_of(file)? {
        FileKind::Empty => return Ok(Condition::Undamaged),
        FileKind::Stub => return Ok(Condition::Damaged("it is cut off after its first bytes".into())),
        FileKind::Foreign => anyhow::bail!(foreign()),
        FileKind::Database => {}
    }
    let checking = async {
        let mut connection = SqliteConnection::connect_with(&super::read_only_options(file)).await?;
        let check_result: String = sqlx::query_scalar("pragma quick_check(1)").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(check_result)
    };
    match checking.await {
        Ok(check_result) if check_result == "ok" => Ok(Condition::Undamaged),
        Ok(damage) => Ok(Condition::Damaged(damage)),
        Err(error) if code(&error) == Some(CORRUPT) => Ok(Condition::Damaged(error.to_string())),
        // SQLite can neither open nor create the write-ahead log beside the file, which a read
        // needs.
        Err(error) if matches!(code(&error), Some(READ_ONLY | CANNOT_OPEN)) => Err(error).with_context(|| {
            format!(
                "could not open the database {shown} together with its logs. It was left as it is: let this user write to its folder (most often that is it), {OR_OTHER_FILE}"
            )
        }),
        Err(error) => Err(error).with_context(foreign),
    }
}

/// The kind of a file, by its first bytes.
enum FileKind {
    /// No bytes.
    Empty,
    /// Not a SQLite file.
    Foreign,
    /// The beginning of a SQLite file, less than a page.
    Stub,
    Database,
}

/// Reads the kind of a file. SQLite takes a file of less than a page for an empty database and
/// would overwrite it, so the page size in the header is compared with the file's length. Source:
/// <https://www.sqlite.org/fileformat.html>.
fn kind_of(file: &Path) -> anyhow::Result<FileKind> {
    let mut head = Vec::new();
    let mut opened = File::open(file).with_context(|| {
        format!("could not read the database {}. It was left as it is: let this user read and write it, {OR_OTHER_FILE}", file.display())
    })?;
    opened.by_ref().take(100).read_to_end(&mut head)?;
    let length = opened.metadata()?.len();
    let page_size = match head.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => u64::from(*high) << 8 | u64::from(*low),
        _ => u64::MAX,
    };
    Ok(match head.strip_prefix(MAGIC) {
        _ if head.is_empty() => FileKind::Empty,
        Some(_) if length < page_size => FileKind::Stub,
        Some(_) => FileKind::Database,
        None => FileKind::Foreign,
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

/// Renames the file to the first unused name of the form `….damaged-1`, with its write-ahead log
/// and shared memory; returns the new path.
fn move_aside(file: &Path) -> std::io::Result<PathBuf> {
    let mut number = 1;
    let mut aside = beside(file, ".damaged-1");
    while aside.exists() {
        number += 1;
        aside = beside(file, &format!(".damaged-{number}"));
    }
    std::fs::rename(file, &aside)?;
    for suffix in ["-wal", "-shm"] {
        match std::fs::rename(beside(file, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// Lets only this user read the file, its write-ahead log and shared memory: earlier versions
/// created them readable for others. Has no effect on a file system without permissions.
fn restrict_to_this_user(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        if let Err(error) = secure_fs::restrict_to_owner(&beside(file, suffix)) {
            tracing::warn!(%error, "database: permissions could not be restricted to this user");
        }
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

/// Refuses a database that has tables but none of sqlx's migrations: it is another program's.
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

/// The number of the newest migration that was applied to a database; `None` for an empty one.
pub(super) async fn schema_of(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let has_migrations: bool = sqlx::query_scalar("select exists (select 1 from sqlite_schema where name = '_sqlx_migrations')")
        .fetch_one(&mut *connection)
        .await?;
    if !has_migrations {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(connection).await
}

/// Writes a backup where migrations are pending; returns its path. A database without tables needs
/// none.
async fn back_up_before_changes(connection: &mut SqliteConnection, file: &Path) -> anyhow::Result<Option<PathBuf>> {
    if schema_of(connection).await?.is_none() {
        return Ok(None);
    }
    let applied: HashSet<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations").fetch_all(&mut *connection).await?.into_iter().collect();
    if MIGRATIONS.iter().all(|migration| applied.contains(&migration.version)) {
        return Ok(None);
    }
    let copy = backup::back_up(connection, file).await.context("could not back up the database before changing it; nothing was changed")?;
    tracing::info!(copy = %copy.display(), "migration: backup written");
    Ok(Some(copy))
}
