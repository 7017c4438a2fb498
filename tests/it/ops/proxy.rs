//! nginx or HAProxy with the shipped configuration, on other ports and paths.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use support::{eventually, in_time};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// Which program is the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyProgram {
    Nginx,
    Haproxy,
}

/// What a proxy program is started for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Check,
    Serve,
}

/// A running proxy; it ends when this is dropped.
pub(crate) struct Proxy {
    addr: SocketAddr,
    log_lines: mpsc::UnboundedReceiver<String>,
    _process: Child,
    _folder: TempDir,
}

impl ProxyProgram {
    fn file_name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx.conf",
            Self::Haproxy => "haproxy.cfg",
        }
    }

    /// The length of the request ids that it generates.
    pub(crate) fn id_length(self) -> usize {
        match self {
            Self::Nginx => 32,
            Self::Haproxy => 36,
        }
    }

    /// The shipped configuration with these ports and paths, and with one server for each address in `servers`.
    fn configuration(self, front: SocketAddr, servers: &[SocketAddr], folder: &Path) -> String {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/deploy").join(self.file_name());
        let mut text = std::fs::read_to_string(&file).expect("the file is shipped");
        let folder = folder.display();
        let replacements = match self {
            Self::Nginx => vec![
                ("listen 8080;".to_owned(), format!("listen {front};")),
                ("pid /run/nginx.pid;".to_owned(), format!("pid {folder}/pid;")),
                (
                    "http {\n".to_owned(),
                    ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                        .iter()
                        .fold("http {\n".to_owned(), |all, what| all + &format!("  {what}_temp_path {folder}/{what};\n")),
                ),
            ],
            Self::Haproxy => vec![("bind :8080\n".to_owned(), format!("bind {front}\n"))],
        };
        for (from, to) in replacements {
            assert!(text.contains(&from), "{} has {from}", file.display());
            text = text.replacen(&from, &to, 1);
        }
        // The shipped file names two servers; further ones are copies of the second one's line.
        let second = text.lines().find(|line| line.contains("handsup-2:4242")).expect("a second server").to_owned();
        for number in 3..=servers.len() {
            text = text.replacen(&second, &format!("{second}\n{}", second.replace("handsup-2", &format!("handsup-{number}"))), 1);
        }
        for (number, addr) in servers.iter().enumerate() {
            let name = format!("handsup-{}:4242", number + 1);
            assert!(text.contains(&name), "{} has {name}", file.display());
            text = text.replace(&name, &addr.to_string());
        }
        // What still has a shipped name is a server that this story does not start.
        text.lines().filter(|line| !line.contains("handsup-")).fold(String::new(), |all, line| all + line + "\n")
    }

    fn command(self, file: &Path, folder: &Path, task: Task) -> Command {
        match self {
            Self::Nginx => {
                let mut nginx = Command::new("nginx");
                // One process: it ends when it is killed, and may read a directory that only this user may read.
                nginx.args(["-g", "daemon off; master_process off;", "-e", "stderr", "-p"]).arg(folder).arg("-c").arg(file);
                if task == Task::Check {
                    nginx.arg("-t");
                }
                nginx
            }
            Self::Haproxy => {
                let mut haproxy = Command::new("haproxy");
                haproxy.arg(if task == Task::Check { "-c" } else { "-db" }).arg("-f").arg(file);
                haproxy
            }
        }
    }
}

impl Proxy {
    /// Checks the configuration with the program itself, starts it in front of these servers, and waits until it listens.
    pub(crate) async fn start(kind: ProxyProgram, front: SocketAddr, servers: &[SocketAddr]) -> Self {
        let folder = TempDir::new().expect("a directory");
        let file = folder.path().join(kind.file_name());
        std::fs::write(&file, kind.configuration(front, servers, folder.path())).expect("a file");
        let output = kind.command(&file, folder.path(), Task::Check).output().await;
        let output = output.unwrap_or_else(|error| panic!("{kind:?}: {error}. Run `make test-rust`, which installs it"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut command = kind.command(&file, folder.path(), Task::Serve);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("it starts");
        let (sender, log_lines) = mpsc::unbounded_channel();
        forward_lines(process.stdout.take().expect("its output is piped"), sender.clone());
        forward_lines(process.stderr.take().expect("its output is piped"), sender);
        eventually("the proxy to listen", async || TcpStream::connect(front).await.is_ok()).await;
        Self { addr: front, log_lines, _process: process, _folder: folder }
    }

    /// Where it listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Waits until it logs a line that contains `part`.
    pub(crate) async fn logs(&mut self, part: &str) {
        in_time(part, async {
            loop {
                let line = self.log_lines.recv().await.expect("it runs");
                if line.contains(part) {
                    return;
                }
            }
        })
        .await;
    }
}

fn forward_lines(output: impl tokio::io::AsyncRead + Unpin + Send + 'static, sender: mpsc::UnboundedSender<String>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let _dropped = sender.send(line);
        }
    });
}
