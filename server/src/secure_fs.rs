//! Files and folders that only this user can access: they contain the keys and all votes.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Creates the folder and its parents if missing. The mode of an existing folder is not changed.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens an empty file for writing: truncates an existing one, creates a missing one.
pub(crate) fn empty(file: &Path) -> io::Result<File> {
    open(OpenOptions::new().write(true).create(true).truncate(true), file)
}

/// Opens a file for reading and writing without truncating it; creates a missing one.
pub(crate) fn open_or_make(file: &Path) -> io::Result<File> {
    open(OpenOptions::new().read(true).write(true).create(true).truncate(false), file)
}

/// Creates an empty file if there is none.
pub(crate) fn make_if_missing(file: &Path) -> io::Result<()> {
    match open(OpenOptions::new().write(true).create_new(true), file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Removes the access of other users to a file; does nothing if it is missing, or on systems other
/// than Unix.
pub(crate) fn restrict_to_owner(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        match std::fs::metadata(file) {
            Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => {
                let own = metadata.permissions().mode() & 0o700;
                return std::fs::set_permissions(file, PermissionsExt::from_mode(own));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Replaces a file atomically: after a crash it has its old or its new contents, never a part.
pub(crate) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let replacement = file.with_added_extension("new");
    let mut writer = empty(&replacement)?;
    writer.write_all(text)?;
    writer.sync_all()?;
    std::fs::rename(&replacement, file)
}

/// Replaces a file atomically by one that only this user can access, whatever the mode of what was there before, also at the
/// replacement's name.
pub(crate) fn replace_for_owner(file: &Path, text: &[u8]) -> io::Result<()> {
    let replacement = file.with_added_extension("new");
    match std::fs::remove_file(&replacement) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut writer = open(OpenOptions::new().write(true).create_new(true), &replacement)?;
    writer.write_all(text)?;
    std::fs::rename(&replacement, file)
}

/// Syncs the folder of this file, so that a rename in it survives a power cut; does nothing on
/// systems other than Unix.
pub(crate) fn sync_folder_of(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _unused = file;
    Ok(())
}

fn open(options: &mut OpenOptions, file: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(file)
}
