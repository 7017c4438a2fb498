//! How many times a second PostgreSQL can read a poll. An instance does that when another instance
//! has changed the poll. The round trips are those of the server; statements are not prepared.

use super::installation::Installation;
use crate::tasks::gather;
use handsup_crowd::{Figures, Kind, Row};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, query};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How many connections read, as many as those of one instance.
const READERS: u32 = 8;
/// The statements that begin a read transaction.
const BEGIN: &str = "begin isolation level repeatable read read only; \
    set local lock_timeout = '3s'; set local statement_timeout = '5s'; set local idle_in_transaction_session_timeout = '10s'";

/// Reads one poll from all connections, each in a closed loop.
pub(super) async fn measure(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let question = installation.first().asks("What is new?", Kind::Choice).await?;
    let options = installation.postgres().parse::<PgConnectOptions>()?.statement_cache_capacity(0);
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for _ in 0..READERS {
        let (mut connection, code) = (PgConnection::connect_with(&options).await?, question.code.clone());
        crowd.spawn(async move {
            let mut reads = 0;
            while began.elapsed() < time {
                read(&mut connection, &code).await?;
                reads += 1;
            }
            anyhow::Ok(reads)
        });
    }
    let (reads, failed) = gather(crowd).await;
    let what = format!("baseline: a poll read anew from the same PostgreSQL, {READERS} connections");
    figures.add(Row::new(what).rate(reads.iter().sum(), began.elapsed()).errors(failed));
    Ok(())
}

/// Reads the poll and its options in one transaction.
async fn read(connection: &mut PgConnection, code: &str) -> anyhow::Result<()> {
    let mut snapshot = connection.begin_with(BEGIN).await?;
    let poll = query("select * from polls where poll_code = $1 and deleted_at is null").bind(code).fetch_all(&mut *snapshot).await?;
    let options = query("select * from options where poll_id = (select id from polls where poll_code = $1) order by position")
        .bind(code)
        .fetch_all(&mut *snapshot)
        .await?;
    snapshot.rollback().await?;
    anyhow::ensure!(poll.len() == 1 && options.len() == 2, "the poll is not there");
    Ok(())
}
