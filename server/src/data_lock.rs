//! Ensures that one process at a time uses a database file.
//!
//! The lock is the operating system's lock on a file beside the database. It is released when its
//! holder's process ends, also by `kill -9`. A third file contains the address of the holder,
//! because Windows does not let other processes read a locked file.

use crate::secure_fs;
use crate::storage::DatabaseUrl;
use anyhow::Context;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for a holder without an address, which is starting or ending.
const HOLDER_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause between two attempts.
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// Another program has the database open.
#[derive(Debug, thiserror::Error)]
pub struct AlreadyRuns {
    /// The URL of that program's pages, such as `http://127.0.0.1:4242`; empty for a command that
    /// serves none.
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

/// The lock on a database, released when dropped.
#[derive(Debug)]
pub(crate) struct DataLock {
    /// The locked file, and the path of the address file. `None` without a lock: for PostgreSQL,
    /// which several processes may use, and where the lock file cannot be created.
    held: Option<(File, PathBuf)>,
}

impl DataLock {
    /// Takes the lock of a database before it is opened. Waits up to ten seconds for a holder
    /// without an address, which is starting or ending.
    ///
    /// # Errors
    /// [`AlreadyRuns`] when another process holds it; an I/O error when the lock file exists and
    /// cannot be opened or locked.
    pub(crate) async fn take(database_url: &DatabaseUrl) -> anyhow::Result<Self> {
        let DatabaseUrl::File(database) = database_url else { return Ok(Self { held: None }) };
        // Symbolic links to a database share its lock.
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
            if !address.is_empty() || began.elapsed() > HOLDER_TIMEOUT {
                return Err(AlreadyRuns { address }.into());
            }
            tokio::time::sleep(RETRY_DELAY).await;
        }
        // A holder that was killed did not remove its address.
        remove_address(&address);
        Ok(Self { held: Some((file, address)) })
    }

    /// Writes the address that [`AlreadyRuns`] reports to other processes.
    pub(crate) fn publish_address(&self, address: &str) {
        if let Some((_, file)) = &self.held
            && let Err(error) = secure_fs::replace(file, address.as_bytes())
        {
            tracing::info!(%error, file = %file.display(), "data lock: the server's address could not be written");
        }
    }

    /// Removes the address, so that other processes wait for the end of this one.
    pub(crate) fn withdraw_address(&self) {
        if let Some((_, address)) = &self.held {
            remove_address(address);
        }
    }
}

impl Drop for DataLock {
    fn drop(&mut self) {
        self.withdraw_address();
    }
}

/// Tries to lock the file. A file system without locks counts as locked, since SQLite cannot lock on it either.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Removes the address file; a failure is logged.
fn remove_address(address: &Path) {
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
    async fn a_second_process_gets_the_address_of_the_first_and_can_lock_after_its_end() {
        let folder = TempDir::new().unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.publish_address("http://127.0.0.1:4242");
        let refused = DataLock::take(&database(&folder)).await.unwrap_err();
        assert_eq!(refused.to_string(), "Handsup already runs on this data, at http://127.0.0.1:4242");
        assert!(refused.is::<AlreadyRuns>());
        drop(first);
        DataLock::take(&database(&folder)).await.unwrap();
    }

    #[tokio::test]
    async fn a_process_waits_for_a_holder_that_is_ending() {
        let folder = TempDir::new().unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.publish_address("http://127.0.0.1:4242");
        first.withdraw_address();
        let database_url = database(&folder);
        let (second, ()) = tokio::join!(DataLock::take(&database_url), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        second.unwrap();
    }

    #[tokio::test]
    async fn files_left_by_a_killed_holder_do_not_prevent_locking() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("handsup.db.lock"), "").unwrap();
        std::fs::write(folder.path().join("handsup.db.address"), "http://127.0.0.1:4242").unwrap();
        let _held = DataLock::take(&database(&folder)).await.unwrap();
        assert!(!folder.path().join("handsup.db.address").exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_symbolic_link_to_a_database_shares_its_lock() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("handsup.db"), "").unwrap();
        std::os::unix::fs::symlink(folder.path().join("handsup.db"), folder.path().join("other.db")).unwrap();
        let first = DataLock::take(&database(&folder)).await.unwrap();
        first.publish_address("http://127.0.0.1:4242");
        let other = DatabaseUrl::File(folder.path().join("other.db"));
        assert!(DataLock::take(&other).await.unwrap_err().is::<AlreadyRuns>());
    }

    #[tokio::test]
    async fn a_lock_file_that_cannot_be_created_is_no_error() {
        let folder = TempDir::new().unwrap();
        let in_missing_folder = DatabaseUrl::File(folder.path().join("missing").join("handsup.db"));
        DataLock::take(&in_missing_folder).await.unwrap();
    }
}
