//! A disk that takes 5 ms longer for every fsync: a program that commits vote by vote waits for each, one that commits in
//! groups does not. A few lines of C between the program and the system make it slow; nothing is changed in the program.

use crate::house::{House, pinned};
use crate::votes;
use anyhow::Context;
use handsup_crowd::{Column, Figures, Row};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The preloaded library that delays fsync.
const SHIM: &str = include_str!("../slow_fsync.c");

/// Votes on such a disk, and rows one by one on the same.
pub(crate) async fn measure(server: &Path, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    anyhow::ensure!(cfg!(target_os = "linux"), "the disk can be slowed down on Linux alone");
    let shim = vec![("LD_PRELOAD".to_owned(), build()?.display().to_string())];
    let alone = one_by_one(&shim, time).await?;
    figures.add(Row::new("fsync + 5 ms, baseline: a transaction for each row").value(alone, "a second"));
    let house = House::start_in(server, shim).await?;
    let ours = votes::as_many_as_possible(&house, 64, time, "fsync + 5 ms: durable votes, 64 keep-alive clients", figures).await?;
    figures.add(Row::new("fsync + 5 ms: votes for each row of the baseline").value(ours / alone, "×").at_least(Column::Value, 50.0));
    let what = "fsync + 5 ms: durable votes, 512 keep-alive clients";
    votes::as_many_as_possible(&house, 512, time, what, figures).await.map(|_| ())
}

/// Built beside this program, so that `cargo clean` removes it.
fn build() -> anyhow::Result<PathBuf> {
    let beside = std::env::current_exe()?;
    let (source, shim) = (beside.with_file_name("slow_fsync.c"), beside.with_file_name("slow_fsync.so"));
    std::fs::write(&source, SHIM)?;
    let built = std::process::Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&shim, &source]).status();
    anyhow::ensure!(built.context("slowing the disk down needs a C compiler")?.success(), "the C compiler failed");
    Ok(shim)
}

async fn one_by_one(surroundings: &[(String, String)], time: Duration) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut child = pinned(&std::env::current_exe()?);
    child.args(["rows", "--seconds", &time.as_secs().to_string(), "--folder"]).arg(folder.path());
    let output = child.envs(surroundings.iter().cloned()).kill_on_drop(true).output().await?;
    String::from_utf8(output.stdout)?.trim().parse().context("the baseline did not tell its rate")
}
