//! Copies of the database beside it, whole and small: `backups/handsup-0007.db`. The newest five are kept.

use crate::private;
use sqlx::SqliteConnection;
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
