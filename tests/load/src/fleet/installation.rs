//! The installation: the script that starts it, and where everything is.

use crate::pin;
use anyhow::Context;
use handsup_crowd::{Host, Question, Target};
use std::fmt;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::{Instant, sleep};

/// The host key of an installation that is started only to be measured.
const HOST_KEY: &str = "a-key-for-measuring-0123456789abcdef";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../server/deploy/two-instances.sh");

/// How long an instance may take to know what the other has counted, and how often to ask.
const PATIENCE: Duration = Duration::from_secs(2);
const A_MOMENT: Duration = Duration::from_millis(20);

/// A program that the script needs is not on this computer.
#[derive(Debug)]
pub(super) struct NotInstalled(String);

/// It runs.
pub(super) struct Installation {
    script: Child,
    complaints: File,
    instances: [Host; 2],
    front: Target,
    postgres: String,
    redis: String,
}

impl fmt::Display for NotInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotInstalled {}

impl Installation {
    /// Starts everything without limits on votes and connections, and waits until all of it is there.
    pub(super) async fn start(server: &Path) -> anyhow::Result<Self> {
        let mut complaints = tempfile::tempfile()?;
        let mut script = on_all_cores()
            .arg(SCRIPT)
            .env("HANDSUP_SERVER", server)
            .env("FRONT", free_address().await?)
            .envs([("VOTE_LIMIT_PER_MINUTE", "0"), ("CONNECTIONS_PER_ADDRESS", "0"), ("DRAIN_SECONDS", "0"), ("HOST_KEY", HOST_KEY)])
            // Nobody's own database: what is measured is thrown away.
            .env_remove("DATABASE_URL")
            .env_remove("REDIS_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(complaints.try_clone()?)
            .spawn()
            .with_context(|| format!("could not start {SCRIPT}"))?;
        let mut lines = BufReader::new(script.stdout.take().context("its output")?).lines();
        match Places::read(&mut lines).await {
            Ok(Places { postgres, redis, instances, front }) => Ok(Self { script, complaints, instances, front, postgres, redis }),
            Err(error) => {
                script.wait().await?;
                Err(why(&mut complaints)?.unwrap_or(error))
            }
        }
    }

    /// Ends everything, and waits until it has. An error where it had ended before by itself, or complained.
    pub(super) async fn ends(mut self) -> anyhow::Result<()> {
        self.is_told_to_end();
        self.script.wait().await?;
        why(&mut self.complaints)?.map_or(Ok(()), Err)
    }

    /// The instance that votes go to, where they go to one alone.
    pub(super) fn first(&self) -> &Host {
        &self.instances[0]
    }

    /// The other one.
    pub(super) fn second(&self) -> &Host {
        &self.instances[1]
    }

    /// nginx.
    pub(super) fn front(&self) -> &Target {
        &self.front
    }

    /// Where its PostgreSQL is.
    pub(super) fn postgres(&self) -> &str {
        &self.postgres
    }

    /// Where its Redis is, as `host:port`.
    pub(super) fn redis(&self) -> &str {
        &self.redis
    }

    /// The process that has started all others.
    pub(super) fn process(&self) -> Option<u32> {
        self.script.id()
    }

    /// Fails unless both instances count exactly so many, in total, in options, and counted again. An instance knows the other's
    /// votes a moment later than they are acknowledged; it may take that moment, and no longer.
    pub(super) async fn must_count(&self, question: &Question, votes: usize) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        for (host, name) in self.instances.iter().zip(["A", "B"]) {
            loop {
                let tally = host.counts(question, votes).await?;
                if tally.is_exact() {
                    break;
                }
                anyhow::ensure!(Instant::now() < until, "instance {name}: {tally}");
                sleep(A_MOMENT).await;
            }
        }
        Ok(())
    }

    fn is_told_to_end(&self) {
        if let Some(process) = self.script.id() {
            // It ends the others itself, each in its turn; killed outright it could not.
            let _gone = std::process::Command::new("kill").arg(process.to_string()).status();
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.is_told_to_end();
    }
}

/// What the script prints.
struct Places {
    postgres: String,
    redis: String,
    instances: [Host; 2],
    front: Target,
}

impl Places {
    async fn read(lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<Self> {
        let postgres = after("PostgreSQL: ", lines).await?;
        let redis = after("Redis: redis://", lines).await?;
        let instances = [host(&after("Instance 1: ", lines).await?).await?, host(&after("Instance 2: ", lines).await?).await?];
        let front = Target::find(&after("Voters and host, through nginx: ", lines).await?).await?;
        // Closing the pipe before the last line would end the script.
        after("Ctrl-C ", lines).await?;
        Ok(Self { postgres, redis, instances, front })
    }
}

/// What the next line says after these words.
async fn after(words: &str, lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<String> {
    let line = lines.next_line().await?.with_context(|| format!("the installation ended before it said “{words}”"))?;
    Ok(line.strip_prefix(words).with_context(|| format!("the installation said “{line}” instead of “{words}”"))?.to_owned())
}

async fn host(address: &str) -> anyhow::Result<Host> {
    Ok(Host::new(Target::find(address).await?, HOST_KEY))
}

/// Its error output, if there is any.
fn why(complaints: &mut File) -> anyhow::Result<Option<anyhow::Error>> {
    let mut said = String::new();
    complaints.rewind()?;
    complaints.read_to_string(&mut said)?;
    let said = said.trim().to_owned();
    Ok(match said.as_str() {
        "" => None,
        missing if missing.contains("is not installed") => Some(NotInstalled(said).into()),
        _ => Some(anyhow::Error::msg(said)),
    })
}

/// Undoes the pinning of the crowd, which every process that it starts inherits.
fn on_all_cores() -> Command {
    let Some(cores) = pin::everywhere() else { return Command::new("bash") };
    let mut command = Command::new("taskset");
    command.args(["-c", &cores, "bash"]);
    command
}

/// A free port below those that the system gives to outgoing connections: an instance's connection to PostgreSQL could
/// take those before nginx does.
async fn free_address() -> anyhow::Result<String> {
    let first = 20_000 + u16::try_from(std::process::id() % 10_000)?;
    for port in first..32_000 {
        if let Ok(free) = TcpListener::bind(("127.0.0.1", port)).await {
            return Ok(free.local_addr()?.to_string());
        }
    }
    anyhow::bail!("no port is free for nginx")
}
