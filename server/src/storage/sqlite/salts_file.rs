//! The file with the salts of meetings, `handsup.db.salts` beside `handsup.db`. Every connection that reads polls attaches
//! it under the name `salts`. It is part of no backup, since a backup is a copy of the database alone.

use crate::secure_fs;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::path::{Path, PathBuf};

/// The file of a database.
pub(super) fn file_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}.salts", database.display()))
}

/// Attaches the file. It must exist.
pub(super) async fn attach(connection: &mut SqliteConnection, database: &Path) -> Result<(), sqlx::Error> {
    let file = file_of(database);
    sqlx::query("attach $1 as salts").bind(file.to_string_lossy().into_owned()).execute(connection).await.map(|_| ())
}

/// Attaches the file for reads; where it is missing, an empty table takes its place.
pub(super) async fn attach_or_empty(connection: &mut SqliteConnection, database: &Path) -> Result<(), sqlx::Error> {
    if file_of(database).exists() {
        return attach(connection, database).await;
    }
    sqlx::raw_sql("create temporary table salts (join_code text primary key, opened_at integer not null, salt blob not null)")
        .execute(connection)
        .await
        .map(|_| ())
}

/// Creates the file if it is missing, with permissions for this user only, attaches it, and creates its table. A damaged
/// file is deleted and replaced: it is not kept aside, because nothing would ever
/// delete the salts in such a copy.
pub(super) async fn create(connection: &mut SqliteConnection, database: &Path) -> anyhow::Result<()> {
    let file = file_of(database);
    secure_fs::make_if_missing(&file)?;
    if let Err(error) = attach_and_create(connection, database).await {
        if !is_damaged(&error) {
            return Err(error.into());
        }
        tracing::warn!(%error, file = %file.display(), "storage: file of salts is damaged, replaced by an empty one");
        // Fails where attaching has failed, as with a damaged header.
        let _not_attached = sqlx::query("detach salts").execute(&mut *connection).await;
        delete(database)?;
        secure_fs::make_if_missing(&file)?;
        attach_and_create(connection, database).await?;
    }
    secure_fs::restrict_to_owner(&file)?;
    Ok(())
}

async fn attach_and_create(connection: &mut SqliteConnection, database: &Path) -> Result<(), sqlx::Error> {
    attach(connection, database).await?;
    for statement in [
        "pragma salts.journal_mode = wal",
        "pragma salts.secure_delete = 1",
        "create table if not exists salts.salts \
         (join_code text primary key, opened_at integer not null, salt blob not null check (length (salt) = 32)) strict",
    ] {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    let damage: String = sqlx::query_scalar("pragma salts.quick_check(1)").fetch_one(&mut *connection).await?;
    // `quick_check` returns damage as text, unless reading a page has already failed with an error.
    if damage == "ok" { Ok(()) } else { Err(sqlx::Error::Decode(damage.into())) }
}

/// Deletes the file with its write-ahead log and its shared memory.
fn delete(database: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        match std::fs::remove_file(format!("{}{suffix}", file_of(database).display())) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Whether SQLite says that the file is damaged, or no database: `SQLITE_CORRUPT` or `SQLITE_NOTADB`.
fn is_damaged(error: &sqlx::Error) -> bool {
    if matches!(error, sqlx::Error::Decode(_)) {
        return true;
    }
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| matches!(code & 0xff, 11 | 26))
}
