//! The installation of two instances: starts it by a script, and holds the
//! addresses of its programs.

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

/// The host key of the measured instances.
const HOST_KEY: &str = "a-key-for-measuring-0123456789abcdef";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../server/deploy/two-instances.sh");

/// How long an instance may take to show the other's votes.
const SYNC_TIMEOUT: Duration = Duration::from_secs(2);
/// The pause between two reads of the counts.
const RETRY_DELAY: Duration = Duration::from_millis(20);

/// The error that a program which the script needs is not installed.
#[derive(Debug)]
pub(super) struct NotInstalled(String);

/// A running installation.
pub(super) struct Installation {
    script: Child,
    /// The script's standard error.
    error_output: File,
    instances: [Host; 2],
    /// nginx.
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
    /// Starts all programs, without limits on votes and connections, and waits until they serve.
    ///
    /// # Errors
    /// [`NotInstalled`] if a program is missing.
    pub(super) async fn start(server: &Path) -> anyhow::Result<Self> {
        let mut error_output = tempfile::tempfile()?;
        let mut script = on_all_cores()
            .arg(SCRIPT)
            .env("HANDSUP_SERVER", server)
            .env("FRONT", free_address().await?)
            .envs([("VOTE_LIMIT_PER_MINUTE", "0"), ("CONNECTIONS_PER_ADDRESS", "0"), ("DRAIN_SECONDS", "0"), ("HOST_KEY", HOST_KEY)])
            // The script must start its own PostgreSQL and Redis, not use configured ones.
            .env_remove("DATABASE_URL")
            .env_remove("REDIS_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(error_output.try_clone()?)
            .spawn()
            .with_context(|| format!("could not start {SCRIPT}"))?;
        let mut lines = BufReader::new(script.stdout.take().context("its output")?).lines();
        match Addresses::read(&mut lines).await {
            Ok(Addresses { postgres, redis, instances, front }) => Ok(Self { script, error_output, instances, front, postgres, redis }),
            Err(error) => {
                script.wait().await?;
                Err(error_in(&mut error_output)?.unwrap_or(error))
            }
        }
    }

    /// Ends all programs and waits for them.
    ///
    /// # Errors
    /// If the script has written anything to standard error.
    pub(super) async fn ends(mut self) -> anyhow::Result<()> {
        self.terminate();
        self.script.wait().await?;
        error_in(&mut self.error_output)?.map_or(Ok(()), Err)
    }

    /// Instance A, which also creates the polls.
    pub(super) fn first(&self) -> &Host {
        &self.instances[0]
    }

    /// Instance B.
    pub(super) fn second(&self) -> &Host {
        &self.instances[1]
    }

    /// The address of nginx.
    pub(super) fn front(&self) -> &Target {
        &self.front
    }

    /// The URL of its PostgreSQL.
    pub(super) fn postgres(&self) -> &str {
        &self.postgres
    }

    /// The address of its Redis, as `host:port`.
    pub(super) fn redis(&self) -> &str {
        &self.redis
    }

    /// The id of the script's process, which has started all others; `None` once it has ended.
    pub(super) fn process(&self) -> Option<u32> {
        self.script.id()
    }

    /// Fails unless both instances have exactly this number of votes in the total, in the figures
    /// and in a recount. Waits up to two seconds, because an instance receives the other's votes
    /// after they are acknowledged.
    pub(super) async fn must_count(&self, question: &Question, votes: usize) -> anyhow::Result<()> {
        let until = Instant::now() + SYNC_TIMEOUT;
        for (host, name) in self.instances.iter().zip(["A", "B"]) {
            loop {
                let tally = host.counts(question, votes).await?;
                if tally.is_exact() {
                    break;
                }
                anyhow::ensure!(Instant::now() < until, "instance {name}: {tally}");
                sleep(RETRY_DELAY).await;
            }
        }
        Ok(())
    }

    /// Sends SIGTERM to the script.
    fn terminate(&self) {
        if let Some(process) = self.script.id() {
            // The script then ends the other programs in order; with SIGKILL it could not.
            let _ended = std::process::Command::new("kill").arg(process.to_string()).status();
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.terminate();
    }
}

/// The addresses that the script prints.
struct Addresses {
    postgres: String,
    redis: String,
    instances: [Host; 2],
    front: Target,
}

impl Addresses {
    async fn read(lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<Self> {
        let postgres = rest_after("PostgreSQL: ", lines).await?;
        let redis = rest_after("Redis: redis://", lines).await?;
        let instances = [host(&rest_after("Instance 1: ", lines).await?).await?, host(&rest_after("Instance 2: ", lines).await?).await?];
        let front = Target::find(&rest_after("Voters and host, through nginx: ", lines).await?).await?;
        // If the pipe were closed before the last line, printing that would end the script.
        rest_after("Ctrl-C ", lines).await?;
        Ok(Self { postgres, redis, instances, front })
    }
}

/// The rest of the next line, which has to start with these words.
async fn rest_after(words: &str, lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<String> {
    let line = lines.next_line().await?.with_context(|| format!("the installation ended before it said “{words}”"))?;
    Ok(line.strip_prefix(words).with_context(|| format!("the installation said “{line}” instead of “{words}”"))?.to_owned())
}

/// The host of the instance at this URL.
async fn host(address: &str) -> anyhow::Result<Host> {
    Ok(Host::new(Target::find(address).await?, HOST_KEY))
}

/// The script's error output as an error; `None` if it is empty.
fn error_in(error_output: &mut File) -> anyhow::Result<Option<anyhow::Error>> {
    let mut text = String::new();
    error_output.rewind()?;
    error_output.read_to_string(&mut text)?;
    let text = text.trim().to_owned();
    Ok(match text.as_str() {
        "" => None,
        missing if missing.contains("is not installed") => Some(NotInstalled(text).into()),
        _ => Some(anyhow::Error::msg(text)),
    })
}

/// A command for bash on all cores: otherwise it would inherit the pinning of the crowd.
fn on_all_cores() -> Command {
    let Some(cores) = pin::everywhere() else { return Command::new("bash") };
    let mut command = Command::new("taskset");
    command.args(["-c", &cores, "bash"]);
    command
}

/// A free loopback address for nginx. Its port is below the system's ephemeral ports, which an
/// outgoing connection of an instance could take before nginx starts.
async fn free_address() -> anyhow::Result<String> {
    let first = 20_000 + u16::try_from(std::process::id() % 10_000)?;
    for port in first..32_000 {
        if let Ok(free) = TcpListener::bind(("127.0.0.1", port)).await {
            return Ok(free.local_addr()?.to_string());
        }
    }
    anyhow::bail!("no port is free for nginx")
}
