//! A server that starts before its database does, as after a power cut, when all programs start at once; and how a start ends
//! that waiting cannot help.

use handsup_server::{Config, Server};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;
use support::{Cluster, OPTIONS, Phone, QUESTION, RawConnection, Starting, eventually, fresh_address, one_vote_per_device, run};
use tempfile::TempDir;

const SECRET: &str = "SECRET_KEY=0123456789abcdef0123456789abcdef";

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// Starts the program on a database that is not there; what it logs goes into the file `log` in its data directory.
fn starts(data: &Path, addr: SocketAddr, url: &str) -> Starting {
    let (log, url) = (data.join("log"), format!("DATABASE_URL={url}"));
    let script = "log=$1; shift; exec env -i PATH=\"$PATH\" \"$@\" 2>\"$log\"";
    Starting::at(data, addr, &["sh", "-c", script, "sh", log.to_str().expect("a plain path"), &url, SECRET])
}

async fn until_it_listens(addr: SocketAddr) {
    eventually("the program to listen", async || tokio::net::TcpStream::connect(addr).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_its_database_logs_it_and_then_takes_votes() {
    let data = TempDir::new().expect("a directory");
    let (mut cluster, addr) = (Cluster::start(), free_address());
    cluster.stop();
    let starting = starts(data.path(), addr, &cluster.url("postgres", "postgres"));
    until_it_listens(addr).await;
    let phone = Phone::new(addr);
    let health = phone.get("/healthz").await.is(200).text().to_owned();
    assert!(health.starts_with("ok\n") && health.contains(env!("CARGO_PKG_VERSION")) && health.contains("schema "), "{health}");
    let readiness = phone.get("/readyz").await;
    readiness.is_refused(503, "storage_unavailable");
    assert_eq!(readiness.header("retry-after"), "2");
    let page = phone.opens("/m/AB3DE9").await;
    assert!(page.status == 503 && page.text().contains("waits for its database"), "{}", page.text());
    let log = std::fs::read_to_string(data.path().join("log")).expect("a log");
    assert!(log.lines().count() == 1 && log.contains("database: ") && log.contains("waiting for it"), "{log}");
    let starting_again = tokio::task::spawn_blocking(move || {
        cluster.start_again();
        cluster
    });
    let (program, cluster) = tokio::join!(starting.until_ready(), starting_again);
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
    program.phone().get("/readyz").await.is(200);
    drop(cluster);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_signal_ends_a_waiting_server_with_success() {
    let (data, addr) = (TempDir::new().expect("a directory"), free_address());
    let mut starting = starts(data.path(), addr, "postgres://nobody@127.0.0.1:1/nowhere");
    until_it_listens(addr).await;
    Phone::new(addr).get("/readyz").await.is(503);
    starting.signal("TERM").await;
    assert!(starting.ends().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_server_limits_connections_and_gives_programs_no_page() {
    let (data, addr) = (TempDir::new().expect("a directory"), free_address());
    let mut config = Config::scratch(data.path().to_owned());
    config.bind = Some(addr);
    config.database_url = Some("postgres://nobody@127.0.0.1:1/nowhere".into());
    config.secret_key = Some(SECRET.into());
    tokio::select! {
        _ = Server::bind(&config) => panic!("there is no database"),
        () = a_crowd_is_limited(addr) => {}
    }
}

async fn a_crowd_is_limited(addr: SocketAddr) {
    until_it_listens(addr).await;
    let phone = Phone::new(addr);
    let program = phone.request(http::Method::GET, "/m/AB3DE9").header("accept", "text/html;q=0, application/json");
    phone.send(program).await.is_refused(503, "storage_unavailable");
    let (greedy, mut connections) = (fresh_address(), Vec::new());
    for _ in 0..80 {
        connections.push(RawConnection::connect(addr, greedy).await);
    }
    // Connections are accepted in order: once these requests are answered, the 80 were accepted or closed.
    for _ in 0..10 {
        phone.get("/healthz").await.is(200);
    }
    let mut answered = 0;
    for connection in &mut connections {
        answered += usize::from(connection.asks(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await.is_some());
    }
    assert!((1..=64).contains(&answered), "{answered} of 80 silent connections were kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_waiting_cannot_fix_ends_the_start_with_its_reason() {
    let data = TempDir::new().expect("a directory");
    let url = Cluster::shared().url("postgres", "no_such_database");
    let data_dir = data.path().to_str().expect("a plain path");
    let secret = SECRET.trim_start_matches("SECRET_KEY=");
    let arguments = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir, "--database-url", &url, "--secret-key", secret];
    let ended = run(&arguments);
    let output = tokio::time::timeout(Duration::from_secs(20), ended).await.expect("it does not wait");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && stderr.contains("no_such_database"), "{stderr}");
}

#[tokio::test]
async fn the_version_is_printed_with_the_schema() {
    let stdout = String::from_utf8(run(&["--version"]).await.stdout).expect("text");
    assert!(stdout.starts_with(&format!("handsup-server {} (schema ", env!("CARGO_PKG_VERSION"))), "{stdout}");
}
