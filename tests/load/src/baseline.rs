//! The machine alone, for ratios: a request that does nothing, and SQLite without us.

use crate::figures::Figures;
use crate::house::{self, House};
use anyhow::Context;
use handsup_load::{Client, Target};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A POST that does nothing, on hyper alone, by 64 clients that never rest; how many a second.
pub(crate) async fn bare(time: Duration, figures: &mut Figures) -> anyhow::Result<u64> {
    let mut process = house::pinned(&std::env::current_exe()?).arg("noop").stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let mut lines = BufReader::new(process.stdout.take().context("its output")?).lines();
    let addr = lines.next_line().await?.context("its address")?.parse()?;
    ask_on(&Target::at(addr), "POST", time, "baseline: a POST that does nothing, on hyper alone, 64 clients", figures).await
}

/// GET `/healthz` by the same clients: the gate and the router, but no work.
pub(crate) async fn nothing(house: &House, time: Duration, figures: &mut Figures) -> anyhow::Result<u64> {
    ask_on(house.target(), "GET", time, "baseline: our own GET /healthz, 64 clients", figures).await
}

async fn ask_on(target: &Target, method: &'static str, time: Duration, what: &str, figures: &mut Figures) -> anyhow::Result<u64> {
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for n in 0..64 {
        let mut client = Client::connect(target, n).await?;
        crowd.spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < time {
                let sent = Instant::now();
                let (status, _) = client.ask(method, "/healthz", "", "{}").await?;
                anyhow::ensure!(status == 200, "it answered {status}");
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = crowd.join_next().await {
        times.extend(done??);
    }
    Ok(figures.rate_and_times(what, began.elapsed(), &mut times))
}

/// Rows a second into a table with the votes' two indexes, committed alone and in groups of 100.
pub(crate) async fn database(folder: &Path, figures: &mut Figures) -> anyhow::Result<u64> {
    let mut in_groups = 0;
    let options = SqliteConnectOptions::new()
        .filename(folder.join("baseline.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::query("create table votes (id integer primary key, poll integer, token blob, address blob)").execute(&mut connection).await?;
    sqlx::query("create unique index by_token on votes (poll, token)").execute(&mut connection).await?;
    sqlx::query("create unique index by_address on votes (poll, address)").execute(&mut connection).await?;
    for (group, groups) in [(1, 2_000), (100, 200)] {
        let began = Instant::now();
        for _ in 0..groups {
            let mut transaction = connection.begin_with("begin immediate").await?;
            for _ in 0..group {
                let token = uuid::Uuid::new_v4();
                sqlx::query("insert into votes (poll, token, address) values (1, $1, $1)")
                    .bind(&token.as_bytes()[..])
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
        }
        in_groups = figures.rate(format!("baseline: SQLite rows, {group} a commit"), group * groups, began.elapsed());
    }
    Ok(in_groups)
}
