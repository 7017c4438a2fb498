//! One program at a time on one database file.
//!
//! The lock is the operating system's, on a file beside the database, so it goes with the process that holds it, however
//! that ends: what is left on the disk after `kill -9` keeps nobody out. A third file says where the holder is found, because
//! on Windows nobody can read a file that another process has locked.

use crate::secure_fs;
use crate::storage::DatabaseUrl;
use anyhow::Context;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a program that is about to serve, or about to end, may take for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the lock is tried meanwhile.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// Another program has the database open.
#[derive(Debug, thiserror::Error)]
pub struct AlreadyRuns {
    /// Where its pages are, as `http://127.0.0.1:4242`; empty for a program that serves none.
    pub address: String,
}

impl std::fmt::Display for AlreadyRuns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.address {
            "" => f.write_str("another Handsup works on this data at the moment"),
            address => write!(f, "Handsup already runs on this data, at {address}"),
        }
    }
}

/// The right to write to a database, until it is dropped.
#[derive(Debug)]
pub(crate) struct DataLock {
    /// Nothing where there is nothing to lock: PostgreSQL takes many, and where this user makes no files, none is written.
    held: Option<(File, PathBuf)>,
}

impl DataLock {
    /// Takes the lock of a database before it is opened. A holder that does not say where it is found is given some seconds:
    /// it has only just started, or is about to end.
    ///
    /// # Errors
    /// [`AlreadyRuns`] when another program holds it; when the lock's file is there and cannot be opened.
    pub(crate) async fn take(place: &DatabaseUrl) -> anyhow::Result<Self> {
        let DatabaseUrl::File(database) = place else { return Ok(Self { held: None }) };
        // One database behind two paths has one lock.
        let database = database.canonicalize().unwrap_or_else(|_| database.clone());
        let (lock, address) = (database.with_added_extension("lock"), database.with_added_extension("address"));
        let file = match secure_fs::open_or_make(&lock) {
            Ok(file) => file,
            Err(_) if !lock.exists() => return Ok(Self { held: None }),
            Err(error) => return Err(error).with_context(|| format!("could not open {}", lock.display())),
        };
        let began = Instant::now();
        while !try_lock(&file).with_context(|| format!("could not lock {}", lock.display()))? {
            let address = std::fs::read_to_string(&address).unwrap_or_default();
            if !address.is_empty() || began.elapsed() > PATIENCE {
                return Err(AlreadyRuns { address }.into());
            }
            tokio::time::sleep(TRY_EVERY).await;
        }
        // What a holder that was killed said about itself holds no longer.
        forget(&address);
        Ok(Self { held: Some((file, address)) })
    }

    /// Whoever comes in vain is told that the holder is found at this address.
    pub(crate) fn serves_at(&self, address: &str) {
        if let Some((_, file)) = &self.held
            && let Err(error) = secure_fs::replace(file, address.as_bytes())
        {
            tracing::info!(%error, file = %file.display(), "data lock: the server's address could not be written");
        }
    }

    /// The holder is about to end: whoever comes now waits for that.
    pub(crate) fn is_about_to_end(&self) {
        if let Some((_, address)) = &self.held {
            forget(address);
        }
    }
}

impl Drop for DataLock {
    fn drop(&mut self) {
        self.is_about_to_end();
    }
}

/// Whether the lock is ours now. A file system without locks has none for SQLite either.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn forget(address: &Path) {
    match std::fs::remove_file(address) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            tracing::info!(%error, file = %address.display(), "data lock: the address file could not be removed");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn database(folder: &TempDir) -> DatabaseUrl {
        DatabaseUrl::File(folder.path().join("handsup.db"))
    }

    #[tokio::test]
    async fn whoever_comes_second_is_told_where_the_first_is_and_comes_in_after_it() {
        let folder = TempDir::new().unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.serves_at("http://127.0.0.1:4242");
        let refused = DataLock::take(&database(&folder)).await.unwrap_err();
        assert_eq!(refused.to_string(), "Handsup already runs on this data, at http://127.0.0.1:4242");
        assert!(refused.is::<AlreadyRuns>());
        drop(first);
        DataLock::take(&database(&folder)).await.unwrap();
    }

    #[tokio::test]
    async fn whoever_comes_while_the_first_ends_waits_for_it() {
        let folder = TempDir::new().unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.serves_at("http://127.0.0.1:4242");
        first.is_about_to_end();
        let place = database(&folder);
        let (second, ()) = tokio::join!(DataLock::take(&place), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        second.unwrap();
    }

    #[tokio::test]
    async fn what_a_killed_holder_left_on_the_disk_keeps_nobody_out() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("handsup.db.lock"), "").unwrap();
        std::fs::write(folder.path().join("handsup.db.address"), "http://127.0.0.1:4242").unwrap();
        let _held = DataLock::take(&database(&folder)).await.unwrap();
        assert!(!folder.path().join("handsup.db.address").exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn one_database_behind_two_paths_has_one_lock() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("handsup.db"), "").unwrap();
        std::os::unix::fs::symlink(folder.path().join("handsup.db"), folder.path().join("other.db")).unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.serves_at("http://127.0.0.1:4242");
        let other = DatabaseUrl::File(folder.path().join("other.db"));
        assert!(DataLock::take(&other).await.unwrap_err().is::<AlreadyRuns>());
    }

    #[tokio::test]
    async fn where_no_file_can_be_made_nothing_is_locked_and_nothing_fails() {
        let folder = TempDir::new().unwrap();
        let nowhere = DatabaseUrl::File(folder.path().join("missing").join("handsup.db"));
        DataLock::take(&nowhere).await.unwrap();
    }
}
