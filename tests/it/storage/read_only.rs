//! Data that cannot be written at start: the program refuses to start, says what to do, and changes nothing.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{OPTIONS, Program, QUESTION, one_vote_per_device, run_under, skipped};
use tempfile::TempDir;

/// Runs a program without root's capabilities to ignore file permissions.
const WITHOUT_OVERRIDE: [&str; 3] =
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"];

/// The wrapper under which file permissions bind the program; `None` where root cannot give up its capabilities.
fn bound_by_permissions(data: &Path) -> Option<&'static [&'static str]> {
    if data.metadata().expect("a directory").uid() != 0 {
        return Some(&[]);
    }
    let [setpriv, bound, inherited] = WITHOUT_OVERRIDE;
    let output = Command::new(setpriv).args([bound, inherited, "true"]).output();
    if output.is_ok_and(|output| output.status.success()) {
        return Some(&WITHOUT_OVERRIDE);
    }
    skipped("root may write everything here, and cannot give that up");
    None
}

/// Permissions of a file or folder that were reduced, and are restored when this is dropped.
struct ReducedPermissions(PathBuf, Permissions);

impl ReducedPermissions {
    fn to(path: &Path, mode: u32) -> Self {
        let original = path.metadata().expect("it is there").permissions();
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("the file belongs to this user");
        Self(path.to_owned(), original)
    }
}

impl Drop for ReducedPermissions {
    fn drop(&mut self) {
        fs::set_permissions(&self.0, self.1.clone()).expect("the file belongs to this user");
    }
}

/// A data directory, and in a folder of its own a database with a vote.
async fn data_and_database() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a directory");
    let mut program = Program::start(folder.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
    program.signal("TERM").await;
    assert!(program.ends().await);
    let votes = folder.path().join("votes");
    fs::create_dir(&votes).expect("a directory");
    let database = votes.join("handsup.db");
    fs::rename(program.database(), &database).expect("it can be moved");
    (folder, database)
}

/// Starts the program while `path` has only these permissions. It must refuse; returns what it prints to standard
/// error, or `None` where the story is skipped.
async fn refuses(data: &Path, database: &Path, path: &Path, mode: u32) -> Option<String> {
    let wrapper = bound_by_permissions(data)?;
    let bytes_before = fs::read(database).expect("a database");
    let reduced = ReducedPermissions::to(path, mode);
    let (data, url) = (data.to_str().expect("a path"), format!("sqlite://{}", database.display()));
    let refusal = run_under(wrapper, &["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data, "--database-url", &url]).await;
    drop(reduced);
    assert_eq!(refusal.status.code(), Some(1), "it does not start: {refusal:?}");
    assert!(refusal.stdout.is_empty(), "no link is printed: {refusal:?}");
    assert_eq!(fs::read(database).expect("still there"), bytes_before, "nothing in it is changed");
    Some(String::from_utf8(refusal.stderr).expect("text"))
}

#[tokio::test]
async fn a_read_only_database_refuses_the_start_with_what_to_do() {
    let (folder, database) = data_and_database().await;
    let Some(words) = refuses(folder.path(), &database, &database, 0o400).await else { return };
    assert!(words.contains("may be read, but not written") && words.contains("left as it is"), "{words}");
    assert!(words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn an_unreadable_database_refuses_the_start_with_what_to_do() {
    let (folder, database) = data_and_database().await;
    let Some(words) = refuses(folder.path(), &database, &database, 0o000).await else { return };
    assert!(words.contains("could not read") && words.contains("left as it is") && words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_read_only_folder_of_the_database_refuses_the_start_with_what_to_do() {
    let (folder, database) = data_and_database().await;
    let Some(words) = refuses(folder.path(), &database, database.parent().expect("a folder"), 0o500).await else { return };
    assert!(words.contains("write to its folder") && words.contains("left as it is") && words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_read_only_data_directory_refuses_the_start_and_demands_another_one() {
    let (folder, database) = data_and_database().await;
    let Some(words) = refuses(folder.path(), &database, folder.path(), 0o500).await else { return };
    assert!(words.contains("could not write") && words.contains("--data-dir"), "{words}");
}
