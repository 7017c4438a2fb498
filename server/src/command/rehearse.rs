//! `handsup-server rehearse`: simulates a room full of phones against a server, either a new one
//! without data or a running one.

use crate::config::command::Rehearse;
use crate::{Config, Server};
use anyhow::Context;
use handsup_crowd::{Host, Rehearsal, Report, Target};
use std::io::Write;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

impl Rehearse {
    /// Runs the rehearsal with the configured host key; prints progress on standard error and the outcome on standard output.
    ///
    /// # Errors
    /// When the rehearsal cannot begin or breaks off, or its report cannot be written.
    pub async fn run(&self, host_key: Option<&str>) -> anyhow::Result<ExitCode> {
        if let Some(folder) = &self.child_data_dir {
            return serve_as_child(folder).await.map(|()| ExitCode::SUCCESS);
        }
        let report = match &self.against {
            Some(address) => self.play(self.host_at(address, host_key).await?, None).await?,
            None => self.play_on_child_server().await?,
        };
        println!("{report}");
        if let Some(file) = &self.json {
            std::fs::write(file, report.json().to_string()).with_context(|| format!("could not write {}", file.display()))?;
        }
        Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn host_at(&self, address: &str, host_key: Option<&str>) -> anyhow::Result<Host> {
        let key = self.key.as_deref().or(host_key);
        let key = key.context(
            "a running server needs its host key: set HOST_KEY or HOST_KEY_FILE; it is in handsup.json in the server's data directory",
        )?;
        Ok(Host::new(Target::find(address).await?, key))
    }

    async fn play_on_child_server(&self) -> anyhow::Result<Report> {
        let folder = tempfile::tempdir().context("no place for the data")?;
        let (mut child, host) = start_child_server(folder.path()).await?;
        let outcome = self.play(host, child.id()).await;
        child.kill().await?;
        outcome
    }

    async fn play(&self, host: Host, process: Option<u32>) -> anyhow::Result<Report> {
        let (phones, time) = (self.phones, Duration::from_secs(self.seconds));
        eprintln!("{phones} phones come to http://{} within {} s …", host.target().authority(), self.seconds);
        Rehearsal { host, kind: self.kind, phones, time, process }.run().await
    }
}

/// Starts this program as a server in a process of its own, so that its memory can be measured
/// apart from that of the simulated phones.
async fn start_child_server(folder: &Path) -> anyhow::Result<(Child, Host)> {
    let program = std::env::current_exe().context("this program has no file")?;
    let mut command = Command::new(program);
    command.args(["rehearse", "--stage"]).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().context("the server for the rehearsal could not be started")?;
    let mut lines = BufReader::new(child.stdout.take().context("its output is ours")?).lines();
    let line = lines.next_line().await?.context("the server for the rehearsal ended at once")?;
    let (address, key) = line.split_once(' ').context("the server for the rehearsal said something else")?;
    Ok((child, Host::new(Target::find(address).await?, key)))
}

/// Serves until standard input ends, as it does when the parent process ends or is killed.
async fn serve_as_child(folder: &Path) -> anyhow::Result<()> {
    let server = Server::bind(&Config::scratch(folder.to_path_buf())).await?;
    // The parent process reads this line: see `start_child_server`.
    let _unread = writeln!(std::io::stdout(), "http://{} {}", server.addr(), server.host_key());
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        let _ended = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
        stopping.cancel();
    });
    server.serve(stop).await
}
