//! The server under load: a separate process with a new database.

use crate::pin;
use anyhow::Context;
use handsup_crowd::{Host, Kind, Question, Tally, Target, Usage};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{self, Command};

/// The host key of the measured server.
const HOST_KEY: &str = "a-key-for-measuring-0123456789abcdef";

/// A running server.
pub(crate) struct House {
    program: PathBuf,
    /// Additional environment variables.
    variables: Vec<(String, String)>,
    host: Host,
    data: TempDir,
    process: process::Child,
}

impl House {
    /// Starts it without rate and connection limits, and waits until it has printed its address.
    pub(crate) async fn start(program: &Path) -> anyhow::Result<Self> {
        Self::start_with(program, Vec::new()).await
    }

    /// The same with further environment variables.
    pub(crate) async fn start_with(program: &Path, variables: Vec<(String, String)>) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let (process, host) = serve(program, &variables, data.path(), "127.0.0.1:0").await?;
        Ok(Self { program: program.to_owned(), variables, host, data, process })
    }

    /// Kills the process with SIGKILL.
    pub(crate) async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.process.kill().await?)
    }

    /// Starts it again at the same address with the same data.
    pub(crate) async fn restart(&mut self) -> anyhow::Result<()> {
        let address = self.host.target().authority().to_owned();
        (self.process, self.host) = serve(&self.program, &self.variables, self.data.path(), &address).await?;
        Ok(())
    }

    /// The server's address.
    pub(crate) fn target(&self) -> &Target {
        self.host.target()
    }

    /// Memory and processor time so far; `None` where the system has no `/proc`.
    pub(crate) fn usage(&self) -> Option<Usage> {
        self.process.id().and_then(Usage::of)
    }

    /// A folder on the same disk as its database.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    /// The server's host.
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// Creates a poll.
    pub(crate) async fn poll(&self) -> anyhow::Result<Question> {
        self.asks(Kind::Choice).await
    }

    /// Creates a poll of this kind.
    pub(crate) async fn asks(&self, kind: Kind) -> anyhow::Result<Question> {
        self.host.asks("How fast?", kind).await
    }

    /// Fails unless the poll has exactly this number of votes in its total, in its
    /// figures and in a recount.
    pub(crate) async fn must_count(&self, question: &Question, votes: usize) -> anyhow::Result<()> {
        let tally = self.counts(question, votes).await?;
        anyhow::ensure!(tally.is_exact(), "{tally}");
        Ok(())
    }

    /// Closes the poll.
    pub(crate) async fn closes(&self, question: &Question) -> anyhow::Result<()> {
        self.host.closes(question).await
    }

    /// Recounts the poll's votes; returns how many there are.
    pub(crate) async fn recounts(&self, question: &Question) -> anyhow::Result<u64> {
        self.host.recounts(question).await
    }

    /// The server's counts, to be compared with the number of acknowledged `votes`.
    pub(crate) async fn counts(&self, question: &Question, votes: usize) -> anyhow::Result<Tally> {
        self.host.counts(question, votes).await
    }
}

/// This program, started as a baseline server.
pub(crate) struct Child {
    pub(crate) target: Target,
    process: process::Child,
}

impl Child {
    /// Starts it on the server's core, and waits until it has printed its address.
    pub(crate) async fn start(arguments: &[&str], variables: &[(String, String)]) -> anyhow::Result<Self> {
        let mut command = pinned(&std::env::current_exe()?);
        command.args(arguments).envs(variables.iter().cloned()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn()?;
        let mut lines = BufReader::new(process.stdout.take().context("its output")?).lines();
        let link = lines.next_line().await?.context("its address")?;
        Ok(Self { target: Target::find(&link).await?, process })
    }

    /// Memory and processor time so far.
    pub(crate) fn usage(&self) -> Option<Usage> {
        self.process.id().and_then(Usage::of)
    }
}

/// A command for a program on the server's core, if `taskset` is installed; otherwise on any core.
pub(crate) fn pinned(program: &Path) -> Command {
    if std::process::Command::new("taskset").arg("--version").output().is_err() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", pin::SERVER]).arg(program);
    command
}

async fn serve(program: &Path, variables: &[(String, String)], data: &Path, bind: &str) -> anyhow::Result<(process::Child, Host)> {
    let mut process = pinned(program)
        .args(["--bind", bind, "--no-mdns", "--vote-limit-per-minute", "0", "--connections-per-address", "0", "--log", "warn"])
        .arg("--data-dir")
        .arg(data)
        .env("HOST_KEY", HOST_KEY)
        .envs(variables.iter().cloned())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("could not start {}: build it with `cargo build --release -p handsup-server`", program.display()))?;
    let mut lines = BufReader::new(process.stdout.take().context("its output")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = line.strip_prefix("Handsup is listening on ") {
            return Ok((process, Host::new(Target::find(address).await?, HOST_KEY)));
        }
    }
    anyhow::bail!("{} ended before it said where it listens", program.display())
}
