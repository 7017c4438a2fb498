//! Votes on a disk that takes 5 ms longer for every fsync. A program with a transaction for each
//! vote waits 5 ms for each vote; one that commits in groups waits once for each group. A preloaded
//! library delays fsync, so the measured program itself is unchanged.

use crate::house::{House, pinned};
use crate::votes;
use anyhow::Context;
use handsup_crowd::{Column, Figures, Row};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The C source of the preloaded library that delays fsync.
const SHIM_SOURCE: &str = include_str!("../slow_fsync.c");

/// Measures a transaction for each row as a baseline, then the server's votes,
/// both on the slow disk.
pub(crate) async fn measure(server: &Path, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    anyhow::ensure!(cfg!(target_os = "linux"), "the disk can be slowed down on Linux alone");
    let shim = vec![("LD_PRELOAD".to_owned(), build()?.display().to_string())];
    let baseline = one_by_one(&shim, time).await?;
    figures.add(Row::new("fsync + 5 ms, baseline: a transaction for each row").value(baseline, "a second"));
    let house = House::start_with(server, shim).await?;
    let ours = votes::as_many_as_possible(&house, 64, time, "fsync + 5 ms: durable votes, 64 keep-alive clients", figures).await?;
    figures.add(Row::new("fsync + 5 ms: votes for each row of the baseline").value(ours / baseline, "×").at_least(Column::Value, 50.0));
    let what = "fsync + 5 ms: durable votes, 512 keep-alive clients";
    votes::as_many_as_possible(&house, 512, time, what, figures).await.map(|_| ())
}

/// Compiles the library beside this program, so that `cargo clean` removes it; returns its path.
fn build() -> anyhow::Result<PathBuf> {
    let beside = std::env::current_exe()?;
    let (source, shim) = (beside.with_file_name("slow_fsync.c"), beside.with_file_name("slow_fsync.so"));
    std::fs::write(&source, SHIM_SOURCE)?;
    let built = std::process::Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&shim, &source]).status();
    anyhow::ensure!(built.context("slowing the disk down needs a C compiler")?.success(), "the C compiler failed");
    Ok(shim)
}

/// The baseline: rows a second with a transaction for each, by this program as a child.
async fn one_by_one(variables: &[(String, String)], time: Duration) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut child = pinned(&std::env::current_exe()?);
    child.args(["rows", "--seconds", &time.as_secs().to_string(), "--folder"]).arg(folder.path());
    let output = child.envs(variables.iter().cloned()).kill_on_drop(true).output().await?;
    String::from_utf8(output.stdout)?.trim().parse().context("the baseline did not print its rate")
}
