//! The server under load: a process of its own with a fresh database.

use crate::pin;
use anyhow::Context;
use handsup_load::{Client, Target};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A program on the server's core, where there is `taskset` to keep it there.
pub(crate) fn pinned(program: &Path) -> Command {
    if std::process::Command::new("taskset").arg("--version").output().is_err() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", pin::SERVER]).arg(program);
    command
}

/// A running server.
pub(crate) struct House {
    target: Target,
    key: String,
    data: TempDir,
    process: Child,
}

impl House {
    /// Starts it without limits, and waits until it says where it is.
    pub(crate) async fn start(program: Option<&Path>) -> anyhow::Result<Self> {
        let beside = std::env::current_exe()?.with_file_name("handsup-server");
        let program: PathBuf = program.map_or(beside, Path::to_path_buf);
        let data = tempfile::tempdir()?;
        let mut process = pinned(&program)
            .args(["--bind", "127.0.0.1:0", "--no-mdns", "--vote-limit-per-minute", "0", "--connections-per-address", "0", "--log", "warn"])
            .arg("--data-dir")
            .arg(data.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {}: build it with `cargo build --release -p handsup-server`", program.display()))?;
        let mut lines = BufReader::new(process.stdout.take().context("its output")?).lines();
        let mut said = String::new();
        while let Some(line) = lines.next_line().await? {
            said = line;
            if said.contains("key=") {
                break;
            }
        }
        let (host, key) = said.rsplit_once("/host/enter?key=").context("it did not say where it listens")?;
        let addr = host.rsplit_once("http://").context("it did not say where it listens")?.1.parse()?;
        Ok(Self { target: Target::at(addr), key: key.to_owned(), data, process })
    }

    /// The server's resident memory in kB; `None` where the system does not tell.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())
    }

    /// The processor time the server has had so far, in hundredths of a second.
    pub(crate) fn processor(&self) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()?)).ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
    }

    /// Where it listens.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// A folder on the same disk as its database.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    /// A fresh poll under the per-device rule: its code and its first option.
    pub(crate) async fn poll(&self) -> anyhow::Result<(String, i64)> {
        let wish = json!({ "question": "How fast?", "options": ["Fast", "Faster"], "fairness": "device" });
        let made = self.ask("POST", "/create", &wish).await?;
        let code = made["poll_code"].as_str().context("a poll")?.to_owned();
        Ok((code, made["options"][0]["id"].as_i64().context("an option")?))
    }

    /// Fails unless the poll counts exactly so many, in its total and in its options.
    pub(crate) async fn must_count(&self, code: &str, votes: usize) -> anyhow::Result<()> {
        let poll = self.ask("GET", &format!("/api/polls/{code}"), &Value::Null).await?;
        let options: i64 = poll["options"].as_array().context("options")?.iter().filter_map(|option| option["vote_count"].as_i64()).sum();
        let total = poll["total_votes"].as_i64();
        anyhow::ensure!(
            total == i64::try_from(votes).ok() && total == Some(options),
            "{votes} votes were answered, {total:?} are counted, {options} in the options"
        );
        Ok(())
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut client = Client::connect(&self.target, 1).await?;
        let head = format!("authorization: Bearer {}\r\n", self.key);
        let (status, body) = client.ask(method, path, &head, &body.to_string()).await?;
        anyhow::ensure!(status < 300, "{method} {path}: {status}");
        Ok(serde_json::from_slice(&body)?)
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.process.kill().await?)
    }
}
