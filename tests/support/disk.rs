//! Disks of a story's own, to be filled and broken. Where mounting is not allowed, the story is [`skipped`](crate::skipped).

use crate::skipped;
use std::fs::File;
use std::io::{ErrorKind, copy, repeat};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A small mounted disk; it is unmounted when this is dropped, also when the story fails.
#[derive(Debug)]
pub struct Disk {
    root: TempDir,
}

impl Disk {
    /// A tmpfs of two mebibytes, which is soon full; `None` where mounting is not allowed.
    #[must_use]
    pub fn small() -> Option<Self> {
        Self::mounted(|disk| run("mount", &["-t", "tmpfs", "-o", "size=2m", "handsup", text(&disk.folder())]))
    }

    /// An ext4 file system in a file, which can be [broken](Self::breaks); `None` where mounting is not allowed.
    #[must_use]
    pub fn fragile() -> Option<Self> {
        Self::mounted(|disk| {
            let image = File::create_new(disk.image()).and_then(|image| image.set_len(32 << 20));
            image.map_err(|error| error.to_string())?;
            // Read-only at an error, whatever the default in this computer's `mke2fs.conf` is.
            run("mkfs.ext4", &["-q", "-e", "remount-ro", text(&disk.image())])?;
            disk.mount_image()
        })
    }

    fn mounted(mount: impl FnOnce(&Self) -> Result<(), String>) -> Option<Self> {
        let disk = Self { root: TempDir::with_prefix("handsup-disk-").expect("a directory") };
        std::fs::create_dir(disk.folder()).expect("a directory");
        mount(&disk).map_err(|why| skipped(&format!("a disk of its own cannot be mounted here: {why}"))).ok()?;
        Some(disk)
    }

    /// Where it is mounted.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.path().join("disk")
    }

    fn image(&self) -> PathBuf {
        self.root.path().join("image")
    }

    fn mount_image(&self) -> Result<(), String> {
        run("mount", &["-t", "ext4", "-o", "loop", text(&self.image()), text(&self.folder())])
    }

    /// Fills it with one file, and returns its path.
    #[must_use]
    pub fn fill(&self) -> PathBuf {
        let ballast = self.folder().join("ballast");
        let mut file = File::create(&ballast).expect("a file");
        let error = copy(&mut repeat(0), &mut file).expect_err("a full disk");
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        ballast
    }

    /// Makes it read-only, also for open files: what Linux does to a disk or a card that fails.
    pub fn breaks(&self) {
        run("mount", &["-o", "remount,abort", text(&self.folder())]).expect("it can be broken");
        let error = File::create(self.folder().join("anything")).expect_err("a broken disk");
        assert_eq!(error.kind(), ErrorKind::ReadOnlyFilesystem);
    }

    /// Repairs it: unmounts it, checks it with `e2fsck` and mounts it again.
    pub fn repair(&self) {
        run("umount", &[text(&self.folder())]).expect("no program uses it any more");
        let output = Command::new("e2fsck").args(["-f", "-p"]).arg(self.image()).output().expect("e2fsck(8) is there");
        // 1: errors were found and corrected. Source: `e2fsck(8)`.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        self.mount_image().expect("it could be mounted before");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // `-l`: a program that was just killed may still have files open. The loop device is freed with its last user.
        let _best_effort = run("umount", &["-l", text(&self.folder())]);
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("our paths are text")
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
