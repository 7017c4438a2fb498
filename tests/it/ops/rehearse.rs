//! `handsup-server rehearse`: a meeting with simulated phones, which checks that every vote is counted.

use serde_json::Value;
use std::net::SocketAddr;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{House, in_time, run};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn rehearse(arguments: &[&str]) -> Output {
    run(&[&["rehearse", "--phones", "20", "--seconds", "1"], arguments].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_on_its_own_server_counts_every_vote_and_succeeds() {
    let folder = TempDir::new().expect("a directory");
    let file = folder.path().join("figures.json");
    let output = rehearse(&["--json", file.to_str().expect("a path")]).await;
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("exact: 20 votes were acknowledged"), "{}", printed(&output));
    let report: Value = serde_json::from_slice(&std::fs::read(file).expect("the figures")).expect("JSON");
    assert_eq!(report["well"], true);
    assert_eq!(report["counts"][1]["votes"]["recounted"], 20);
    assert!(report["figures"][0]["p99_ms"].as_f64().expect("a time") > 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_asks_questions_of_every_kind() {
    let house = House::open().await;
    let address = format!("http://{}", house.addr());
    for kind in ["rating", "grid", "ranking", "points", "number"] {
        let output = rehearse(&["--kind", kind, "--against", &address, "--key", house.host_key()]).await;
        assert_eq!(output.status.code(), Some(0), "{kind}: {}", printed(&output));
        let console = house.host().get("/api/console").await.is(200).json();
        let last = console["polls"].as_array().and_then(|polls| polls.last()).expect("polls");
        assert_eq!(last["kind"], kind);
        assert_eq!(last["total_votes"], 20, "{kind}");
    }
    let output = rehearse(&["--kind", "clouds"]).await;
    assert_eq!(output.status.code(), Some(2));
    assert!(printed(&output).contains("kinds are choice, rating"), "{}", printed(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_on_a_running_server_with_its_host_key_leaves_two_closed_polls() {
    let house = House::open().await;
    let output = rehearse(&["--against", &format!("http://{}", house.addr()), "--key", house.host_key()]).await;
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let console = house.host().get("/api/console").await.is(200).json();
    let states: Vec<&Value> = console["polls"].as_array().expect("polls").iter().map(|poll| &poll["state"]).collect();
    assert_eq!(states, ["closed", "closed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_without_the_right_host_key_is_refused() {
    let house = House::open().await;
    let address = format!("http://{}", house.addr());
    let output = rehearse(&["--against", &address]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("needs its host key"), "{}", printed(&output));
    let output = rehearse(&["--against", &address, "--key", "not-the-key"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("does not know this host key"), "{}", printed(&output));
}

/// A proxy in front of a house that forwards everything but the first vote: in its place it sends a request that is answered 200.
async fn a_proxy_that_loses_a_vote(house: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    let lost = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        while let Ok((phone, _)) = listener.accept().await {
            let connection = TcpStream::connect(house).await.expect("the house listens");
            let ((from_phone, mut to_phone), (mut from_house, to_house)) = (phone.into_split(), connection.into_split());
            tokio::spawn(forward(from_phone, to_house, lost.clone()));
            tokio::spawn(async move { tokio::io::copy(&mut from_house, &mut to_phone).await });
        }
    });
    addr
}

async fn forward(mut phone: OwnedReadHalf, mut house: OwnedWriteHalf, lost: Arc<AtomicBool>) -> std::io::Result<()> {
    let mut buffer = vec![0; 16_384];
    loop {
        let length = phone.read(&mut buffer).await?;
        let is_lost = buffer.starts_with(b"POST /poll/") && !lost.swap(true, Ordering::Relaxed);
        let request: &[u8] = if is_lost { b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n" } else { &buffer[..length] };
        if length == 0 {
            return Ok(());
        }
        house.write_all(request).await?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_was_acknowledged_and_lost_fails_the_rehearsal() {
    let house = House::open().await;
    let proxy = a_proxy_that_loses_a_vote(house.addr()).await;
    let address = format!("http://{proxy}");
    let output = in_time("the rehearsal", rehearse(&["--against", &address, "--key", house.host_key()])).await;
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    assert!(printed(&output).contains("NOT exact: 20 votes were acknowledged, but the total says 19"), "{}", printed(&output));
}
