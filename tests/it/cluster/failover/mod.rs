//! Several real programs on one PostgreSQL and one Redis: one is killed, all are restarted in turn, their clocks differ,
//! Redis is stopped.

mod voters;

use crate::live::official_client::Client;
use crate::ops::proxy::{Proxy, ProxyProgram};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use support::{Cluster, Database, OPTIONS, Phone, Poll, Program, QUESTION, Redis, eventually, fresh_address, one_vote_per_device, soak};
use tempfile::TempDir;
use voters::{AcknowledgedVotes, CLIENTS, Crowd, GOES_ON_WITHIN};

/// How many votes each story waits for before and after an incident.
const VOTES: usize = 200;
/// How many official clients watch the poll.
const OFFICIAL_CLIENTS: usize = 3;
/// Starts a program whose clock is a minute ahead of all others.
const CLOCK_AHEAD: [&str; 4] = [
    "sh",
    "-c",
    "exec env LD_PRELOAD=\"$(faketime -f +0s printenv LD_PRELOAD)\" FAKETIME=+60s FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 \"$@\"",
    "ahead",
];

/// Instances of one secret on one database and one Redis, and a proxy in front of them.
struct Installation {
    programs: Vec<Program>,
    proxy: Proxy,
    redis: Redis,
    database: Database,
    _data: Vec<TempDir>,
}

impl Installation {
    /// One instance for each wrapper.
    async fn start(kind: ProxyProgram, wrappers: &[&[&str]]) -> Self {
        let (database, redis) = (Cluster::shared().empty_database().await, Redis::start());
        let front = SocketAddr::new(fresh_address(), 8080);
        let settings = [
            format!("DATABASE_URL={}", database.url()),
            format!("REDIS_URL={}", redis.url()),
            format!("PUBLIC_URL=http://{front}"),
            "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned(),
            "TRUSTED_PROXIES=127.0.0.1/32".to_owned(),
            "DRAIN_SECONDS=1".to_owned(),
        ];
        let data: Vec<TempDir> = wrappers.iter().map(|_| TempDir::new().expect("a directory")).collect();
        let mut programs = Vec::new();
        for (folder, wrapper) in data.iter().zip(wrappers) {
            let mut command = vec!["env"];
            command.extend(settings.iter().map(String::as_str));
            command.extend_from_slice(wrapper);
            programs.push(Program::start_under(folder.path(), &command).await);
        }
        let addresses: Vec<SocketAddr> = programs.iter().map(Program::addr).collect();
        let installation = Self { proxy: Proxy::start(kind, front, &addresses).await, programs, redis, database, _data: data };
        for program in &installation.programs {
            installation.until_connected_to_redis(program).await;
        }
        installation
    }

    async fn poll(&self) -> Poll {
        self.programs[0].poll(QUESTION, &OPTIONS, one_vote_per_device()).await
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.programs.iter().map(Program::addr).collect()
    }

    /// Waits until a program is connected to Redis; messages of the others before that may be lost.
    async fn until_connected_to_redis(&self, program: &Program) {
        eventually("the connection to Redis", async || program.phone().get("/readyz").await.status == 200).await;
    }

    /// An official client that connects through the proxy and votes; adds the acknowledgement of its vote to `acknowledged`.
    async fn a_client_watches(&self, poll: &Poll, acknowledged: &mut Vec<serde_json::Value>) -> Client {
        let phone = Phone::new(self.proxy.addr());
        let mut client = Client::start(self.proxy.addr(), "websocket", poll, &phone);
        acknowledged.push(client.next("vote").await);
        client
    }

    /// Starts a program again that has ended, at the same address and on the same data.
    async fn starts_again(&mut self, index: usize) {
        let ended = self.programs.remove(index);
        self.programs.insert(index, ended.starts_again().await);
        self.until_connected_to_redis(&self.programs[index]).await;
    }

    /// Asserts that every instance counts these votes and no others, and that the chain verifies.
    async fn counted_exactly(&self, poll: &Poll, acknowledged: &AcknowledgedVotes) {
        for program in &self.programs {
            eventually("the same total everywhere", async || program.host().sees(poll).await["total_votes"] == acknowledged.len()).await;
        }
        let receipts = acknowledged.receipts();
        let mut reader = self.database.connect().await;
        let stored: Vec<Vec<u8>> = sqlx::query_scalar("select commitment from votes").fetch_all(&mut reader).await.expect("the votes");
        let stored: Vec<String> = stored.iter().map(|commitment| receipt_of(commitment)).collect();
        assert_eq!(stored.len(), acknowledged.len(), "no vote too many");
        assert!(stored.iter().all(|receipt| receipts.contains(receipt.as_str())), "every acknowledged vote is there");
        let verdict = handsup_server::verify(Path::new(&self.database.url())).await.expect("the database answers");
        assert!(verdict.is_clean(), "{verdict}");
    }
}

/// The receipt of a vote: the first 40 bits of its commitment in Crockford's base32.
fn receipt_of(commitment: &[u8]) -> String {
    let bits = commitment.iter().take(5).fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit =
        |place: u32| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[usize::try_from(bits >> (35 - 5 * place) & 31).expect("5 bits")]);
    (0..8).map(digit).collect()
}

/// The value of the first metric whose line begins with `name`; 0 where there is none.
async fn metric(program: &Program, name: &str) -> u64 {
    let metrics = program.phone().get("/metrics").await;
    let line = metrics.is(200).text().lines().find(|line| line.starts_with(name)).map(str::to_owned);
    line.and_then(|line| line.split_whitespace().next_back()?.parse().ok()).unwrap_or(0)
}

/// Waits until a client sees `votes` votes; returns its longest time without a connection, or `None` where it kept the first.
async fn until_votes(client: &mut Client, votes: usize) -> Option<Duration> {
    let (mut lost_at, mut longest_gap) = (None, None);
    loop {
        let received = client.next_line("all votes").await;
        let total = match received.what.as_str() {
            "join" => &received.body["snapshot"]["total_votes"],
            "vote_update" => &received.body["total_votes"],
            what => {
                lost_at = (what == "disconnect").then_some(received.at).or(lost_at);
                continue;
            }
        };
        longest_gap = lost_at.take().map(|lost_at| received.at - lost_at).max(longest_gap);
        if *total == votes {
            return longest_gap;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_a_killed_instance_go_on_at_the_other_two() {
    let mut installation = Installation::start(ProxyProgram::Nginx, &[&[], &[], &[]]).await;
    let poll = installation.poll().await;
    let (mut clients, mut votes) = (Vec::new(), Vec::new());
    while metric(&installation.programs[0], "handsup_sockets ").await == 0 || clients.len() < OFFICIAL_CLIENTS {
        clients.push(installation.a_client_watches(&poll, &mut votes).await);
    }
    let at_the_first = metric(&installation.programs[0], "handsup_sockets ").await;
    let mut crowd = Crowd::start(&installation.addresses(), &poll);
    crowd.until_votes(VOTES).await;
    installation.programs[0].is_killed().await;
    crowd.until_moved(CLIENTS / 3).await;
    crowd.until_votes(VOTES).await;
    let mut acknowledged = crowd.stop().await;
    assert_eq!(acknowledged.moved().len(), CLIENTS / 3, "only voters of the killed instance moved");
    let slowest = acknowledged.moved().into_iter().max().expect("some moved");
    soak::within("a voter to be counted elsewhere", GOES_ON_WITHIN, slowest);
    acknowledged.extend(&votes);
    let mut lost = 0;
    for client in &mut clients {
        if let Some(gap) = until_votes(client, acknowledged.len()).await {
            soak::within("a client to be connected to another instance", GOES_ON_WITHIN, gap);
            lost += 1;
        }
    }
    assert_eq!(lost, at_the_first, "only clients of the killed instance lost their connection");
    installation.starts_again(0).await;
    installation.counted_exactly(&poll, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_every_instance_is_restarted_in_turn_and_no_vote_fails() {
    let mut installation = Installation::start(ProxyProgram::Nginx, &[&[], &[]]).await;
    let poll = installation.poll().await;
    let (mut clients, mut votes) = (Vec::new(), Vec::new());
    for _ in 0..OFFICIAL_CLIENTS {
        clients.push(installation.a_client_watches(&poll, &mut votes).await);
    }
    // The crowd has one address to vote at, so a vote that gets no answer, or another than "counted", fails the story.
    let mut crowd = Crowd::start(&[installation.proxy.addr()], &poll);
    for index in 0..installation.programs.len() {
        crowd.until_votes(VOTES).await;
        installation.programs[index].signal("TERM").await;
        assert!(installation.programs[index].ends().await);
        crowd.until_votes(VOTES).await;
        installation.starts_again(index).await;
        // The next instance is stopped only once nginx sends votes to this one again.
        let counted = "handsup_votes_total{outcome=\"counted\"";
        eventually("nginx to send votes", async || metric(&installation.programs[index], counted).await != 0).await;
    }
    let mut acknowledged = crowd.stop().await;
    acknowledged.extend(&votes);
    for client in &mut clients {
        assert!(until_votes(client, acknowledged.len()).await.is_some(), "every client's instance was restarted");
    }
    installation.counted_exactly(&poll, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_whose_clocks_differ_by_a_minute_write_one_chain() {
    let installation = Installation::start(ProxyProgram::Nginx, &[&[], &CLOCK_AHEAD]).await;
    let poll = installation.poll().await;
    installation.programs[1].poll("Is it later here?", &OPTIONS, one_vote_per_device()).await;
    let mut reader = installation.database.connect().await;
    let apart: i64 =
        sqlx::query_scalar("select max(created_at) - min(created_at) from polls").fetch_one(&mut reader).await.expect("two polls");
    assert!((50_000..120_000).contains(&apart), "the clocks differ by {apart} ms");
    let mut crowd = Crowd::start(&installation.addresses(), &poll);
    crowd.until_votes(VOTES).await;
    let acknowledged = crowd.stop().await;
    installation.counted_exactly(&poll, &acknowledged).await;
    // A vote at one instance counts at the other, and a close at one holds at the other.
    let phone = installation.programs[0].phone();
    let same_phone = phone.at_instance(installation.programs[1].addr());
    phone.votes_for(&poll, "Tabs").await.is_counted();
    same_phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    installation.programs[1].host().closes(&poll).await;
    installation.programs[0].phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_uses_all_instances_while_none_reaches_redis() {
    let mut installation = Installation::start(ProxyProgram::Haproxy, &[&[], &[]]).await;
    let poll = installation.poll().await;
    let mut votes = Vec::new();
    let mut earlier_client = installation.a_client_watches(&poll, &mut votes).await;
    installation.redis.stop();
    installation.proxy.logs("backend handsup has no server available").await;
    let mut later_client = installation.a_client_watches(&poll, &mut votes).await;
    Phone::new(installation.proxy.addr()).votes_for(&poll, "Spaces").await.is_counted();
    until_votes(&mut later_client, 3).await;
    assert_eq!(until_votes(&mut earlier_client, 3).await, None, "the earlier client has kept its connection");
}
