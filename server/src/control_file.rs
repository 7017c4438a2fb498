//! The file by which a command of the same user finds the server that runs on a data directory, and takes steps on it.
//!
//! The key in it permits steps and nothing else. It is drawn at each start and never stored elsewhere, so a file that a killed server
//! has left opens nothing.

use crate::secure_fs;
use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The file's name in the data directory.
const FILE_NAME: &str = "handsup.control";

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 4096;

/// What the file says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Control {
    /// The server's URL for programs on this computer.
    pub(crate) url: String,
    /// The key that permits steps.
    pub(crate) key: String,
}

/// The file of a running server, removed when dropped.
#[derive(Debug)]
pub(crate) struct ControlFile {
    path: PathBuf,
    text: Vec<u8>,
}

impl ControlFile {
    /// Writes the file; `None` if that fails, which is logged: only commands need it.
    pub(crate) fn publish(data_dir: &Path, control: &Control) -> Option<Self> {
        let path = data_dir.join(FILE_NAME);
        let written = serde_json::to_vec(control).map_err(io::Error::from).and_then(|text| {
            secure_fs::replace_for_owner(&path, &text)?;
            Ok(text)
        });
        match written {
            Ok(text) => Some(Self { path, text }),
            Err(error) => {
                tracing::info!(%error, file = %path.display(), "control file: not written, so commands do not find this server");
                None
            }
        }
    }
}

impl Drop for ControlFile {
    fn drop(&mut self) {
        // Another instance on the same data directory may have replaced it.
        if std::fs::read(&self.path).is_ok_and(|text| text == self.text) {
            let _removed = std::fs::remove_file(&self.path);
        }
    }
}

/// Reads the file of a data directory.
///
/// # Errors
/// If there is none, or another user can read it or has written it; the text names the next step.
pub(crate) fn read(data_dir: &Path) -> anyhow::Result<Control> {
    let path = data_dir.join(FILE_NAME);
    let shown = path.display();
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "no Handsup runs on the data in {}. Start it first; where it runs on other data, name them with --data-dir",
            data_dir.display()
        ),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            bail!("this user may not read {shown}. Run the command as the user who has started Handsup")
        }
        Err(error) => return Err(error).with_context(|| format!("could not read {shown}")),
    };
    check_owner(&file.metadata()?, &path)?;
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).with_context(|| format!("could not read {shown}"))?;
    serde_json::from_str(&text).with_context(|| format!("{shown} is damaged. Restart Handsup, which writes it anew"))
}

/// Refuses a file that other users can read or write, and one that is another user's.
#[cfg(unix)]
fn check_owner(metadata: &Metadata, path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let shown = path.display();
    ensure!(metadata.is_file(), "{shown} is no file. Remove it, and restart Handsup, which writes it anew");
    let own = tempfile::tempfile().and_then(|file| file.metadata()).context("could not find out who this user is")?.uid();
    ensure!(metadata.uid() == own, "{shown} is another user's. Run the command as the user who has started Handsup");
    let is_shared = metadata.mode() & 0o077 != 0;
    ensure!(!is_shared, "other users of this computer can read {shown}, so it is not used. Restart Handsup, which writes it anew");
    Ok(())
}

#[cfg(not(unix))]
fn check_owner(metadata: &Metadata, path: &Path) -> anyhow::Result<()> {
    ensure!(metadata.is_file(), "{} is no file. Remove it, and restart Handsup, which writes it anew", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn published(folder: &TempDir, key: &str) -> ControlFile {
        ControlFile::publish(folder.path(), &Control { url: "http://127.0.0.1:4242".into(), key: key.into() }).unwrap()
    }

    fn error(folder: &TempDir) -> String {
        read(folder.path()).unwrap_err().to_string()
    }

    #[test]
    fn the_file_is_there_while_the_server_runs() {
        let folder = TempDir::new().unwrap();
        assert!(error(&folder).starts_with("no Handsup runs on the data in"));
        let file = published(&folder, "one");
        assert_eq!(read(folder.path()).unwrap().key, "one");
        drop(file);
        assert!(error(&folder).starts_with("no Handsup runs on the data in"));
    }

    #[test]
    fn a_server_that_ends_leaves_the_file_of_another_one() {
        let folder = TempDir::new().unwrap();
        let first = published(&folder, "one");
        let _second = published(&folder, "two");
        drop(first);
        assert_eq!(read(folder.path()).unwrap().key, "two");
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let folder = TempDir::new().unwrap();
        let _file = published(&folder, "one");
        for text in ["", "{}", "{\"url\":1,\"key\":\"k\"}", &"x".repeat(10_000)] {
            std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
            assert!(error(&folder).contains("is damaged"), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_not_used_and_is_replaced_by_the_next_start() {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(FILE_NAME);
        let _file = published(&folder, "one");
        for mode in [0o640, 0o604, 0o620, 0o666] {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert!(error(&folder).starts_with("other users of this computer can read"), "{mode:o}");
        }
        // Left by an attempt of somebody else to have the next key readable.
        let replacement = path.with_added_extension("new");
        std::fs::write(&replacement, "").unwrap();
        std::fs::set_permissions(&replacement, Permissions::from_mode(0o666)).unwrap();
        let _next = published(&folder, "two");
        assert_eq!(read(folder.path()).unwrap().key, "two");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_in_its_place_is_no_file() {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
        assert!(error(&folder).contains("is no file"));
    }
}
