//! Data that may be read but not written at start: the program says so before the first vote, says what to do, and leaves
//! everything as it is.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{OPTIONS, Program, QUESTION, for_crowds, run_under, skipped};
use tempfile::TempDir;

/// Root may write whatever the rights say, unless it gives that up.
const BOUND_BY_RIGHTS: [&str; 3] =
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"];

/// What makes the program be bound by the rights of files; `None` where that cannot be had.
fn bound_by_rights(data: &Path) -> Option<&'static [&'static str]> {
    if data.metadata().expect("a directory").uid() != 0 {
        return Some(&[]);
    }
    let [setpriv, bound, inherited] = BOUND_BY_RIGHTS;
    let tried = Command::new(setpriv).args([bound, inherited, "true"]).output();
    if tried.is_ok_and(|tried| tried.status.success()) {
        return Some(&BOUND_BY_RIGHTS);
    }
    skipped("root may write everything here, and cannot give that up");
    None
}

/// Rights that are taken away, and restored when this is dropped.
struct Taken(PathBuf, Permissions);

impl Taken {
    fn from(what: &Path, left: u32) -> Self {
        let before = what.metadata().expect("it is there").permissions();
        fs::set_permissions(what, Permissions::from_mode(left)).expect("it is ours");
        Self(what.to_owned(), before)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        fs::set_permissions(&self.0, self.1.clone()).expect("it is ours");
    }
}

/// Folders for the keys and for the database, with a vote in it.
async fn a_vote() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a directory");
    let mut program = Program::start(folder.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, for_crowds()).await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
    program.signal("TERM").await;
    assert!(program.ends().await);
    let votes = folder.path().join("votes");
    fs::create_dir(&votes).expect("a directory");
    let database = votes.join("handsup.db");
    fs::rename(program.database(), &database).expect("it can be moved");
    (folder, database)
}

/// Starts, with these rights left to one of the files, and has to refuse; what it says.
async fn refuses(data: &Path, database: &Path, what: &Path, left: u32) -> Option<String> {
    let wrapper = bound_by_rights(data)?;
    let before = fs::read(database).expect("a database");
    let taken = Taken::from(what, left);
    let (data, url) = (data.to_str().expect("a path"), format!("sqlite://{}", database.display()));
    let refusal = run_under(wrapper, &["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data, "--database-url", &url]).await;
    drop(taken);
    assert_eq!(refusal.status.code(), Some(1), "it does not start: {refusal:?}");
    assert!(refusal.stdout.is_empty(), "nobody is given a link: {refusal:?}");
    assert_eq!(fs::read(database).expect("still there"), before, "nothing in it is changed");
    Some(String::from_utf8(refusal.stderr).expect("text"))
}

#[tokio::test]
async fn a_database_that_may_only_be_read_is_no_start_and_what_to_do_is_said() {
    let (folder, database) = a_vote().await;
    let Some(words) = refuses(folder.path(), &database, &database, 0o400).await else { return };
    assert!(words.contains("may be read, but not written") && words.contains("left as it is"), "{words}");
    assert!(words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_database_that_may_not_be_read_is_no_start_and_what_to_do_is_said() {
    let (folder, database) = a_vote().await;
    let Some(words) = refuses(folder.path(), &database, &database, 0o000).await else { return };
    assert!(words.contains("could not read") && words.contains("left as it is") && words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_folder_that_may_only_be_read_is_no_start_and_the_database_is_not_called_foreign() {
    let (folder, database) = a_vote().await;
    let Some(words) = refuses(folder.path(), &database, database.parent().expect("a folder"), 0o500).await else { return };
    assert!(words.contains("write to its folder") && words.contains("left as it is") && words.contains("DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_data_directory_that_may_only_be_read_is_no_start_and_another_one_is_asked_for() {
    let (folder, database) = a_vote().await;
    let Some(words) = refuses(folder.path(), &database, folder.path(), 0o500).await else { return };
    assert!(words.contains("could not write") && words.contains("--data-dir"), "{words}");
}
