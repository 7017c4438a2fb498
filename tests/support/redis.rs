//! Starts a Redis on a free loopback port, without persistence.

use crate::address::server_port;
use crate::wait::eventually_blocking;
use crate::{Certificate, in_time};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// A Redis; it ends when this is dropped.
pub struct Redis {
    port: u16,
    /// Certificate and key, where it speaks TLS.
    secured: Option<[PathBuf; 2]>,
    running: Option<Child>,
}

impl Redis {
    /// Starts one.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts one that accepts TLS only, with this certificate.
    #[must_use]
    pub fn start_encrypted(certificate: &Certificate) -> Self {
        Self::start_with(Some([certificate.file(), certificate.key()]))
    }

    fn start_with(secured: Option<[PathBuf; 2]>) -> Self {
        let port = server_port();
        let mut redis = Self { port, secured, running: None };
        redis.start_again();
        redis
    }

    /// Its URL, as `REDIS_URL` takes it.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.secured.is_some() { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The address that it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Kills it, as a crash does.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().and_then(|()| running.wait()).expect("Redis can be ended");
        }
    }

    /// Starts the server, at the same port and without data.
    pub fn start_again(&mut self) {
        let mut server = Command::new("redis-server");
        server.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let port = self.port.to_string();
        match &self.secured {
            None => server.args(["--port", &port]),
            Some([file, key]) => {
                server.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"]);
                server.arg("--tls-cert-file").arg(file).arg("--tls-key-file").arg(key).arg("--tls-ca-cert-file").arg(file)
            }
        };
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running = Some(server.spawn().expect("redis-server can be started: `make test` installs it"));
        eventually_blocking("Redis to listen", || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok(), String::new);
    }

    /// Suspends it while its connections stay open, as when a network is cut in two.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Resumes it.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// Limits its memory to one byte, so that it refuses writes; or lifts the limit (`maxmemory 0`).
    pub fn set_full(&self, full: bool) {
        let mut connection = TcpStream::connect(self.addr()).expect("it listens");
        writeln!(connection, "CONFIG SET maxmemory {}\r", u8::from(full)).expect("it reads");
        let mut answer = [0; 5];
        connection.read_exact(&mut answer).expect("it answers");
        assert_eq!(&answer, b"+OK\r\n");
    }

    fn signal(&self, name: &str) {
        let id = self.running.as_ref().expect("it runs").id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status().expect("kill can be started");
        assert!(status.success());
    }
}

impl Redis {
    /// Connects an intruder, and returns it once it has subscribed to the channel.
    pub async fn intruder_on(&self, channel: &'static str) -> Intruder {
        let connect = async || tokio::net::TcpStream::connect(self.addr()).await.expect("Redis listens").into_split();
        let (reading, mut subscribes) = connect().await;
        subscribes.write_all(format!("SUBSCRIBE {channel}\r\n").as_bytes()).await.expect("Redis reads");
        let mut intruder = Intruder { channel, lines: BufReader::new(reading).lines(), _subscribed: subscribes, writes: connect().await };
        // The acknowledgement of `SUBSCRIBE` ends with the number of subscriptions.
        while intruder.line().await != ":1" {}
        intruder
    }
}

/// A client with access to Redis that is no instance: it reads one channel, and publishes on it.
pub struct Intruder {
    channel: &'static str,
    lines: Lines<BufReader<OwnedReadHalf>>,
    _subscribed: OwnedWriteHalf,
    writes: (OwnedReadHalf, OwnedWriteHalf),
}

impl Intruder {
    /// The next line that contains `part`.
    pub async fn reads(&mut self, part: &str) -> String {
        loop {
            let line = self.line().await;
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Publishes a message.
    pub async fn writes(&mut self, message: &str) {
        let (channel, length) = (self.channel, message.len());
        let command = format!("*3\r\n$7\r\nPUBLISH\r\n${}\r\n{channel}\r\n${length}\r\n{message}\r\n", channel.len());
        self.writes.1.write_all(command.as_bytes()).await.expect("Redis reads");
    }

    async fn line(&mut self) -> String {
        in_time("a line of Redis", self.lines.next_line()).await.expect("Redis answers").expect("Redis keeps the connection open")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}
