//! Starts a PostgreSQL server (a "cluster" in its own terms) on a free loopback port, with its data in a temporary directory.
//!
//! The server runs under a shell that reads a pipe to its end, then stops PostgreSQL and removes the data. This process holds
//! the pipe's other end, which the system closes when the process ends, even when it is killed.

use crate::Certificate;
use crate::address::server_port;
use crate::wait::eventually_blocking;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};

/// A shell script that runs a server until standard input ends, then stops it and removes its data (`$1`).
const GUARD: &str = r#"data=$1; shift
"$@" </dev/null >>"$data/log" 2>&1 &
cat >/dev/null
kill -INT $! 2>/dev/null
wait
rm -rf "$data""#;

/// A running PostgreSQL.
pub struct Cluster {
    data: PathBuf,
    port: u16,
    settings: Vec<String>,
    guard: Option<(Child, ChildStdin)>,
}

/// A database of a cluster; it is deleted when this is dropped.
#[derive(Debug)]
pub struct Database {
    port: u16,
    name: String,
}

impl Cluster {
    /// Starts one with PostgreSQL's default, `fsync` on; most stories use [`shared`](Self::shared).
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one that accepts TLS, with this certificate.
    #[must_use]
    pub fn start_encrypted(certificate: &Certificate) -> Self {
        let mut cluster = Self::create();
        // PostgreSQL refuses a key that another user owns, so each file is copied.
        let files = [("ssl_cert_file", certificate.file()), ("ssl_key_file", certificate.key())];
        for (setting, file) in files {
            let copy = cluster.data.join(setting);
            std::fs::copy(&file, &copy).expect("it can be copied");
            hand_over(&copy);
            cluster.settings.extend(["-c".to_owned(), format!("{setting}={}", copy.display())]);
        }
        cluster.settings.extend(["-c", "ssl=on"].map(str::to_owned));
        cluster.start_again();
        cluster
    }

    fn start_with(settings: &[&str]) -> Self {
        let mut cluster = Self::create();
        cluster.settings = settings.iter().map(ToString::to_string).collect();
        cluster.start_again();
        cluster
    }

    /// Creates the data directory; the server is not started.
    fn create() -> Self {
        let data = tempfile::TempDir::with_prefix("handsup-postgres-").expect("a directory").keep();
        hand_over(&data);
        let output = unprivileged("initdb")
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--pgdata"])
            .arg(data.join("data"))
            .current_dir(&data)
            .output()
            .expect("initdb can be started");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        let port = server_port();
        Self { data, port, settings: Vec::new(), guard: None }
    }

    /// The cluster that all stories of this process share, started at the first call. Its `fsync` is off: hundreds of
    /// databases are made and dropped on it, and none of them is read after a crash.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start_with(&["-c", "fsync=off", "-c", "full_page_writes=off"]))
    }

    /// Starts the server, after [`stop`](Self::stop) on the same data and port, and waits until it is ready.
    pub fn start_again(&mut self) {
        let mut server = unprivileged("postgres");
        server.arg("-D").arg(self.data.join("data")).args(["-h", "127.0.0.1", "-k", "", "-p", &self.port.to_string()]);
        // Every house of the shared cluster has a pool of connections, and many stories run at once.
        server.args(["-c", "max_connections=300", "-c", "shared_buffers=64MB"]).args(&self.settings);
        self.guard = Some(guarded(&self.data, &server));
        self.wait_until_ready();
    }

    /// Stops the server by a fast shutdown (SIGINT); its data stays.
    pub fn stop(&mut self) {
        let (mut guard, input) = self.guard.take().expect("it runs");
        // The guard would also remove the data, so it is killed before the server is stopped.
        guard.kill().expect("the guard is our child");
        guard.wait().expect("the guard is our child");
        drop(input);
        let pid = std::fs::read_to_string(self.data.join("data/postmaster.pid")).expect("it runs");
        let pid = pid.lines().next().expect("a number").to_owned();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill(1) is there").success());
        eventually_blocking("PostgreSQL to end", || !self.data.join("data/postmaster.pid").exists(), String::new);
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL by which a role opens a database.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements as its superuser.
    pub async fn does(&self, database: &str, statements: &str) {
        let mut connection = connect(self.port, database).await;
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.expect("the statements are right");
    }

    /// The first row of a query by its superuser, as whole numbers.
    pub async fn numbers(&self, query: &'static str) -> Vec<i64> {
        let row = sqlx::query(query).fetch_one(&mut connect(self.port, "postgres").await).await.expect("the query is right");
        (0..row.len()).map(|column| row.get(column)).collect()
    }

    /// An empty database.
    pub async fn empty_database(&self) -> Database {
        self.database_from("template0").await
    }

    /// A database with our tables: a copy of a template that the first call makes.
    pub async fn database(&self) -> Database {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(async || {
                let template = self.empty_database().await;
                let mut config = handsup_server::Config::scratch(self.data.clone());
                config.database_url = Some(template.url());
                handsup_server::Migrate::default().migrate(&config).await.expect("the tables can be made");
                let name = template.name.clone();
                std::mem::forget(template);
                name
            })
            .await;
        self.database_from(template).await
    }

    async fn database_from(&self, template: &str) -> Database {
        static LAST: AtomicU32 = AtomicU32::new(0);
        // PostgreSQL copies a template only while nothing else is connected to it, not even another copy.
        static COPYING: Mutex<()> = Mutex::const_new(());
        let name = format!("house_{}", LAST.fetch_add(1, Ordering::Relaxed));
        let _copying = COPYING.lock().await;
        self.does("postgres", &format!("create database {name} template {template}")).await;
        Database { port: self.port, name }
    }

    fn wait_until_ready(&self) {
        let listens = || TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, self.port).into(), Duration::from_secs(1)).is_ok();
        let log = || std::fs::read_to_string(self.data.join("log")).unwrap_or_default();
        eventually_blocking("PostgreSQL to be ready", || listens() && self.is_ready(), log);
    }

    fn is_ready(&self) -> bool {
        let state = std::fs::read_to_string(self.data.join("data/postmaster.pid")).unwrap_or_default();
        // The eighth line is the status of the server.
        state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
    }
}

impl Database {
    /// Its URL, by which a server opens it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A connection to it that is not the server's.
    pub async fn connect(&self) -> PgConnection {
        connect(self.port, &self.name).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (port, name) = (self.port, std::mem::take(&mut self.name));
        // In the background: if this process ends first, the guard removes the whole cluster.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(port).username("postgres").database("postgres");
                if let Ok(mut connection) = PgConnection::connect_with(&options).await {
                    let statement = sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists {name} with (force)")));
                    let _best_effort = statement.execute(&mut connection).await;
                }
            });
        });
    }
}

async fn connect(port: u16, database: &str) -> PgConnection {
    let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(port).username("postgres").database(database);
    PgConnection::connect_with(&options).await.expect("PostgreSQL answers")
}

/// The user id of `nobody`, on every Linux.
const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Gives a file or directory to `nobody`, where this process runs as root.
pub(crate) fn hand_over(path: &Path) {
    if is_root() {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("root may give away");
    }
}

/// A command for a program, run as `nobody` where this process is root: PostgreSQL and PgBouncer refuse to run as root.
pub(crate) fn command_as_nobody(file: &Path) -> Command {
    if !is_root() {
        return Command::new(file);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(file);
    command
}

fn unprivileged(program: &str) -> Command {
    command_as_nobody(&program_file(program))
}

/// The file of a PostgreSQL program. Debian installs it in `/usr/lib/postgresql/VERSION/bin`, which is not in `PATH`.
fn program_file(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let mut candidates: Vec<_> = versions.chain(["/usr/bin", "/usr/local/bin", "/usr/pgsql/bin"].map(PathBuf::from)).collect();
    candidates.sort();
    let file = candidates.iter().rev().map(|folder| folder.join(program)).find(|file| file.exists());
    file.expect("PostgreSQL is not installed: run tests/setup/system-packages.sh test")
}

/// Starts `server` under [`GUARD`]; returns the shell, and a pipe: closing it stops both.
pub(crate) fn guarded(data: &Path, server: &Command) -> (Child, ChildStdin) {
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, "guard"]).arg(data).arg(server.get_program()).args(server.get_args());
    // In a process group of its own: Ctrl-C ends this process, and must not end the guard before it has cleaned up.
    std::os::unix::process::CommandExt::process_group(&mut guard, 0);
    let mut guard = guard.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a shell");
    let input = guard.stdin.take().expect("its input is piped");
    (guard, input)
}
