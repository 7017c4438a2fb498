//! PgBouncer in transaction mode, in front of a PostgreSQL: each transaction may run on another connection.

use crate::address::server_port;
use crate::cluster::{command_as_nobody, guarded, hand_over};
use crate::wait::eventually_blocking;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin};

/// A running PgBouncer; it is stopped, and its files are removed, when this is dropped or the process ends.
pub struct PgBouncer {
    port: u16,
    _guard: (Child, ChildStdin),
}

impl PgBouncer {
    /// Starts one in front of the PostgreSQL at a local port, with at most `connections` to each database.
    #[must_use]
    pub fn start(postgres_port: u16, connections: u32) -> Self {
        let data = tempfile::TempDir::with_prefix("handsup-bouncer-").expect("a directory").keep();
        let port = server_port();
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={postgres_port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {connections}\nmax_client_conn = 200\n"
        );
        let file = data.join("pgbouncer.ini");
        std::fs::write(&file, settings).expect("the settings can be written");
        hand_over(&data);
        let mut server = command_as_nobody(&program());
        server.arg(&file);
        let bouncer = Self { port, _guard: guarded(&data, &server) };
        eventually_blocking("PgBouncer to listen", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok(), String::new);
        bouncer
    }

    /// The URL by which a server opens a database through it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

fn program() -> PathBuf {
    let candidates = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"].map(PathBuf::from);
    candidates.into_iter().find(|file| file.exists()).expect("PgBouncer is not installed: run tests/setup/system-packages.sh test")
}
