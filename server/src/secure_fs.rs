//! Files and folders for this user alone: in them are the keys, and every vote.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes the folder if it is missing. The mode of an existing one stays as it is.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}

/// Opens a file for writing from its beginning; makes it if it is missing.
pub(crate) fn empty(file: &Path) -> io::Result<File> {
    open(OpenOptions::new().write(true).create(true).truncate(true), file)
}

/// Opens a file for reading and writing as it is; makes it if it is missing.
pub(crate) fn open_or_make(file: &Path) -> io::Result<File> {
    open(OpenOptions::new().read(true).write(true).create(true).truncate(false), file)
}

/// Makes an empty file where there is none yet.
pub(crate) fn make_if_missing(file: &Path) -> io::Result<()> {
    match open(OpenOptions::new().write(true).create_new(true), file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Takes other users' rights to a file away, where it is there and they have some.
pub(crate) fn take_for_this_user(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        match std::fs::metadata(file) {
            Ok(found) if found.permissions().mode() & 0o077 != 0 => {
                let own = found.permissions().mode() & 0o700;
                return std::fs::set_permissions(file, PermissionsExt::from_mode(own));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Writes a whole file in one step: a crash leaves the old one or the new one, never half of one.
pub(crate) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let fresh = file.with_added_extension("new");
    let mut open = empty(&fresh)?;
    open.write_all(text)?;
    open.sync_all()?;
    std::fs::rename(&fresh, file)
}

/// Waits until the disk knows the names in the folder of this file, where the system can be asked to.
pub(crate) fn sync_folder_of(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _as_it_is = file;
    Ok(())
}

fn open(options: &mut OpenOptions, file: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(file)
}
