//! Temporary files, which get their final name once they are complete and synced to disk.

use crate::{entropy, hex, secure_fs};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The prefix of temporary files' names.
const PREFIX: &str = "unfinished";

/// A temporary file under a unique name. It is deleted when this is dropped, unless it was renamed.
pub(super) struct TemporaryFile(PathBuf);

impl TemporaryFile {
    /// Creates an empty file in this folder, readable for this user only.
    pub(super) fn create_in(folder: &Path) -> io::Result<Self> {
        let file = folder.join(format!("{PREFIX}-{}", hex::encode(&entropy::bytes::<8>())));
        drop(secure_fs::empty(&file)?);
        Ok(Self(file))
    }

    /// Its path, for SQLite.
    pub(super) fn path(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }

    /// Syncs the complete file to disk and renames it to this path, atomically.
    pub(super) async fn rename_to(self, path: &Path) -> io::Result<()> {
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || {
            std::fs::File::open(&self.0)?.sync_all()?;
            std::fs::rename(&self.0, &path)?;
            secure_fs::sync_folder_of(&path)
        })
        .await?
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::info!(%error, file = %self.0.display(), "backup: temporary file could not be removed, the next start will");
            }
            _ => {}
        }
    }
}

/// Deletes all temporary files in a folder, and SQLite's journals of them.
pub(super) fn delete_all(folder: &Path) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
