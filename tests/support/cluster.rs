//! A PostgreSQL of our own on a free port of this computer, its data in a directory that goes with it.
//!
//! It runs under a shell that waits for the end of its input and then ends PostgreSQL and removes the data. The other end of
//! that pipe is ours, and the system closes it when this process ends, in whichever way.

use crate::Certificate;
use crate::wait::eventually_blocking;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};

/// Runs a server until its input ends.
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

/// A database of a cluster, which goes when this is dropped.
#[derive(Debug)]
pub struct Database {
    port: u16,
    name: String,
}

impl Cluster {
    /// A new one, which waits for the disk as PostgreSQL does; most stories share [`shared`](Self::shared).
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// One that speaks TLS with this certificate.
    #[must_use]
    pub fn start_encrypted(certificate: &Certificate) -> Self {
        let mut cluster = Self::make();
        // PostgreSQL reads no key that another user owns.
        let files = [("ssl_cert_file", certificate.file()), ("ssl_key_file", certificate.key())];
        for (setting, file) in files {
            let own = cluster.data.join(setting);
            std::fs::copy(&file, &own).expect("it can be copied");
            hand_over(&own);
            cluster.settings.extend(["-c".to_owned(), format!("{setting}={}", own.display())]);
        }
        cluster.settings.extend(["-c", "ssl=on"].map(str::to_owned));
        cluster.start_again();
        cluster
    }

    fn start_with(settings: &[&str]) -> Self {
        let mut cluster = Self::make();
        cluster.settings = settings.iter().map(ToString::to_string).collect();
        cluster.start_again();
        cluster
    }

    /// Its data, without a server yet.
    fn make() -> Self {
        let data = tempfile::TempDir::with_prefix("handsup-postgres-").expect("a directory").keep();
        hand_over(&data);
        let made = unprivileged("initdb")
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--pgdata"])
            .arg(data.join("data"))
            .current_dir(&data)
            .output()
            .expect("initdb can be started");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port").port();
        Self { data, port, settings: Vec::new(), guard: None }
    }

    /// The one that all stories of this process share; it is started when the first asks for it. It never waits for the disk:
    /// hundreds of databases are made and dropped here, and none of them is looked at after a crash.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start_with(&["-c", "fsync=off", "-c", "full_page_writes=off"]))
    }

    /// Starts it after [`stop`](Self::stop), on the same data and port, and waits until it answers.
    pub fn start_again(&mut self) {
        let mut server = unprivileged("postgres");
        server.arg("-D").arg(self.data.join("data")).args(["-h", "127.0.0.1", "-k", "", "-p", &self.port.to_string()]);
        server.args(["-c", "max_connections=300", "-c", "shared_buffers=64MB"]).args(&self.settings);
        self.guard = Some(guarded(&self.data, &server));
        self.answers();
    }

    /// Stops it at once, as `systemctl stop` does; its data stays.
    pub fn stop(&mut self) {
        let (mut guard, input) = self.guard.take().expect("it runs");
        // The shell would remove the data too: it goes first, and then what it watched over.
        guard.kill().expect("it is ours");
        guard.wait().expect("it is ours");
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

    /// What a role of it opens a database with.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements as its superuser.
    pub async fn does(&self, database: &str, statements: &str) {
        let mut connection = connect(self.port, database).await;
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.expect("the statements are right");
    }

    /// The first row of a query by its superuser.
    pub async fn numbers(&self, question: &'static str) -> Vec<i64> {
        let row = sqlx::query(question).fetch_one(&mut connect(self.port, "postgres").await).await.expect("the question is right");
        (0..row.len()).map(|column| row.get(column)).collect()
    }

    /// An empty database.
    pub async fn empty_database(&self) -> Database {
        self.database_from("template0").await
    }

    /// A database with our tables: a copy of one that was made once.
    pub async fn database(&self) -> Database {
        static MADE: OnceCell<String> = OnceCell::const_new();
        let template = MADE
            .get_or_init(async || {
                let made = self.empty_database().await;
                let mut config = handsup_server::Config::scratch(self.data.clone());
                config.database_url = Some(made.url());
                handsup_server::Migrate::default().migrate(&config).await.expect("the tables can be made");
                let name = made.name.clone();
                std::mem::forget(made);
                name
            })
            .await;
        self.database_from(template).await
    }

    async fn database_from(&self, template: &str) -> Database {
        static LAST: AtomicU32 = AtomicU32::new(0);
        // PostgreSQL copies a database only while it has no other connection, another copy included.
        static TURN: Mutex<()> = Mutex::const_new(());
        let name = format!("house_{}", LAST.fetch_add(1, Ordering::Relaxed));
        let _turn = TURN.lock().await;
        self.does("postgres", &format!("create database {name} template {template}")).await;
        Database { port: self.port, name }
    }

    fn answers(&self) {
        let listens = || TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, self.port).into(), Duration::from_secs(1)).is_ok();
        let log = || std::fs::read_to_string(self.data.join("log")).unwrap_or_default();
        eventually_blocking("PostgreSQL to be ready", || listens() && self.is_ready(), log);
    }

    fn is_ready(&self) -> bool {
        let state = std::fs::read_to_string(self.data.join("data/postmaster.pid")).unwrap_or_default();
        state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
    }
}

impl Database {
    /// What a server opens it with.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A connection to it, as another program has.
    pub async fn connect(&self) -> PgConnection {
        connect(self.port, &self.name).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (port, name) = (self.port, std::mem::take(&mut self.name));
        // It is not waited for: where this process ends first, the whole cluster goes.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(port).username("postgres").database("postgres");
                if let Ok(mut connection) = PgConnection::connect_with(&options).await {
                    let gone = sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists {name} with (force)")));
                    let _perhaps = gone.execute(&mut connection).await;
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
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Gives a file or directory to that user.
pub(crate) fn hand_over(directory: &Path) {
    if is_root() {
        std::os::unix::fs::chown(directory, Some(NOBODY), Some(NOBODY)).expect("root may give away");
    }
}

/// A program run as `nobody`: these refuse to run as root.
pub(crate) fn start_as_nobody(file: &Path) -> Command {
    if !is_root() {
        return Command::new(file);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(file);
    command
}

fn unprivileged(program: &str) -> Command {
    start_as_nobody(&program_file(program))
}

/// Debian keeps what only servers need out of the search path.
fn program_file(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let mut candidates: Vec<_> = versions.chain(["/usr/bin", "/usr/local/bin", "/usr/pgsql/bin"].map(PathBuf::from)).collect();
    candidates.sort();
    let found = candidates.iter().rev().map(|folder| folder.join(program)).find(|file| file.exists());
    found.expect("PostgreSQL is not installed: run tests/setup/system-packages.sh test")
}

/// Starts it under the guard.
pub(crate) fn guarded(data: &Path, server: &Command) -> (Child, ChildStdin) {
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, "guard"]).arg(data).arg(server.get_program()).args(server.get_args());
    // Ctrl-C ends this process, and thereby the guard; it must not end the guard before it has cleaned up.
    std::os::unix::process::CommandExt::process_group(&mut guard, 0);
    let mut guard = guard.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a shell");
    let input = guard.stdin.take().expect("its input is ours");
    (guard, input)
}
