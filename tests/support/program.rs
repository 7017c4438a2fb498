//! The real program as a process of its own, for signals, crashes and resource limits.

use crate::address::server_port;
use crate::{Host, Phone, Poll, database, in_time};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The host key of programs that are started with a `SECRET_KEY`.
const HOST_KEY: &str = "the-hosts-own-0123456789abcdef-key";

/// A `handsup-server` that has not printed its address yet.
#[derive(Debug)]
pub struct Starting {
    process: Child,
    data: PathBuf,
    wrapper: Vec<String>,
    key: Option<&'static str>,
}

impl Starting {
    /// Starts one on this data and at this address. `wrapper` is a command that runs it, as in `["env", "NAME=value"]`.
    #[must_use]
    pub fn at(data: &Path, bind: SocketAddr, wrapper: &[&str]) -> Self {
        // A host key derived from SECRET_KEY is stored in no file, so the story sets one. The two settings stand side by side,
        // because a wrapper may clear the environment before them.
        let secret_position =
            wrapper.iter().position(|word| word.strip_prefix("SECRET_KEY=").is_some_and(|secret| !secret.trim().is_empty()));
        let (mut with_key, host_key) = (wrapper.to_vec(), format!("HOST_KEY={HOST_KEY}"));
        if let Some(position) = secret_position {
            with_key.insert(position, &host_key);
        }
        let mut command = command(&with_key);
        command.args(["--bind", &bind.to_string(), "--no-mdns", "--vote-limit-per-minute", "0", "--connections-per-address", "0"]);
        command.args(["--log", "warn", "--data-dir"]).arg(data);
        let process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("the program starts");
        Self {
            process,
            data: data.to_owned(),
            wrapper: wrapper.iter().map(ToString::to_string).collect(),
            key: secret_position.map(|_| HOST_KEY),
        }
    }

    /// Sends it a signal.
    pub async fn signal(&self, name: &str) {
        signal(&self.process, name).await;
    }

    /// Waits until it has ended by itself, and returns whether with success.
    pub async fn ends(&mut self) -> bool {
        in_time("the program to end", self.process.wait()).await.expect("it is our child").success()
    }

    /// Waits until it prints its address.
    pub async fn until_ready(mut self) -> Program {
        let mut lines = BufReader::new(self.process.stdout.take().expect("its output is piped")).lines();
        let mut printed = Vec::new();
        let addr = loop {
            let line = in_time("the program to print its address", lines.next_line()).await.expect("text").expect("it does not end");
            printed.push(line.clone());
            if let Some(addr) = line.strip_prefix("Handsup is listening on http://") {
                break addr.parse().expect("an address");
            }
        };
        // The next line is the last that it prints at its start: the host link, or that there is none.
        printed.push(in_time("the last line", lines.next_line()).await.expect("text").expect("it does not end"));
        let key = self.key.map_or_else(|| stored_key(&self.data), str::to_owned);
        Program { process: self.process, addr, key, data: self.data, wrapper: self.wrapper, printed }
    }
}

async fn signal(process: &Child, name: &str) {
    let id = process.id().expect("it runs").to_string();
    let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().await;
    assert!(sent.expect("kill(1) is there").success(), "it was there to be signalled");
}

/// A running `handsup-server` without limits on votes and connections.
#[derive(Debug)]
pub struct Program {
    process: Child,
    addr: SocketAddr,
    key: String,
    data: PathBuf,
    wrapper: Vec<String>,
    printed: Vec<String>,
}

/// The host key that a program has generated and stored with its data.
fn stored_key(data: &Path) -> String {
    let secrets = std::fs::read(data.join("handsup.json")).expect("the program has stored its secrets");
    let secrets: Value = serde_json::from_slice(&secrets).expect("JSON");
    secrets["host_key"].as_str().expect("a host key").to_owned()
}

impl Program {
    /// Starts it on this data, on a free port, and waits until it prints its address.
    pub async fn start(data: &Path) -> Self {
        Self::start_at(data, ([127, 0, 0, 1], server_port()).into(), &[]).await
    }

    /// Starts it by a command that runs it, as in `["prlimit", "--nofile=256"]`.
    pub async fn start_under(data: &Path, wrapper: &[&str]) -> Self {
        Self::start_at(data, ([127, 0, 0, 1], server_port()).into(), wrapper).await
    }

    async fn start_at(data: &Path, bind: SocketAddr, wrapper: &[&str]) -> Self {
        Starting::at(data, bind, wrapper).until_ready().await
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its resident memory in bytes. Source: `proc_pid_status(5)`.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory_of("VmRSS:")
    }

    /// The peak of its resident memory in bytes.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        self.memory_of("VmHWM:")
    }

    fn memory_of(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(self.proc_dir().join("status")).expect("it runs");
        let kilobytes = status.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"));
        kilobytes.expect("a line for its memory").trim().parse::<u64>().expect("a number") * 1024
    }

    /// How many files and connections it has open.
    #[must_use]
    pub fn open_files(&self) -> usize {
        std::fs::read_dir(self.proc_dir().join("fd")).expect("it runs").count()
    }

    /// Its directory in `/proc`.
    fn proc_dir(&self) -> PathBuf {
        Path::new("/proc").join(self.process.id().expect("it runs").to_string())
    }

    /// The lines it printed before it was ready.
    #[must_use]
    pub fn printed(&self) -> String {
        self.printed.join("\n")
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("handsup.db")
    }

    /// Changes the database without the program.
    pub async fn tampers(&self, statement: &str) {
        database::tamper(&self.database(), statement).await;
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> Host {
        Host::new(self.addr, &self.key)
    }

    /// A new phone in the room.
    #[must_use]
    pub fn phone(&self) -> Phone {
        Phone::new(self.addr)
    }

    /// A poll with these rules.
    pub async fn poll(&self, question: &str, options: &[&str], mut rules: Value) -> Poll {
        rules["question"] = question.into();
        rules["options"] = options.into();
        Poll::from_created(self.host().creates(&rules).await.is(201).json())
    }

    /// Sends it a signal, as `TERM` or `STOP`.
    pub async fn signal(&self, name: &str) {
        signal(&self.process, name).await;
    }

    /// Suspends the process for so many seconds, as when the computer sleeps. The story is about the length of the sleep; it is
    /// not a wait for an event.
    pub async fn sleeps(&self, seconds: u32) {
        let id = self.process.id().expect("it runs");
        let sleep = format!("kill -STOP {id} && sleep {seconds}; kill -CONT {id}");
        let slept = in_time("the end of the sleep", Command::new("sh").args(["-c", &sleep]).status()).await;
        assert!(slept.expect("a shell").success(), "it was there to be put to sleep");
    }

    /// Waits until it has ended by itself, and returns whether with success.
    pub async fn ends(&mut self) -> bool {
        in_time("the program to end", self.process.wait()).await.expect("it is our child").success()
    }

    /// `kill -9`.
    pub async fn is_killed(&mut self) {
        self.process.kill().await.expect("it is our child");
    }

    /// Starts it again after its end, at the same address, on the same data, by the same wrapper.
    pub async fn starts_again(self) -> Self {
        let wrapper: Vec<&str> = self.wrapper.iter().map(String::as_str).collect();
        Self::start_at(&self.data, self.addr, &wrapper).await
    }
}

/// Runs the program with these arguments to its end.
pub async fn run(arguments: &[&str]) -> Output {
    run_under(&[], arguments).await
}

/// The same under `wrapper`, a command that runs the program.
pub async fn run_under(wrapper: &[&str], arguments: &[&str]) -> Output {
    in_time("the program to end", command(wrapper).args(arguments).kill_on_drop(true).output()).await.expect("the program starts")
}

fn command(wrapper: &[&str]) -> Command {
    match wrapper {
        [] => Command::new(program_file()),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(program_file());
            command
        }
    }
}

/// Poll rules: one vote per device, so that many phones may share an address.
#[must_use]
pub fn one_vote_per_device() -> Value {
    json!({ "fairness": "device" })
}

/// The program that was built beside this test.
fn program_file() -> PathBuf {
    let program = std::env::current_exe().expect("this test has a file").with_file_name("../handsup-server");
    assert!(program.exists(), "the program is not built: run `cargo build -p handsup-server`, or `make test-rust`");
    program
}
