//! How many times a second the same PostgreSQL reads a poll: what every instance does after a message that
//! another has changed it. The same round trips as the server makes, without prepared statements.

use super::installation::Installation;
use crate::tasks::gather;
use handsup_crowd::{Figures, Row};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, query};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// As many as one instance reads with.
const READERS: u32 = 8;
/// The connections, and how long they read.
const BEGIN: &str = "begin isolation level repeatable read read only; \
    set local lock_timeout = '3s'; set local statement_timeout = '5s'; set local idle_in_transaction_session_timeout = '10s'";

/// One poll, by connections that never rest.
pub(super) async fn measure(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let question = installation.first().asks("What is new?").await?;
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

async fn read(connection: &mut PgConnection, code: &str) -> anyhow::Result<()> {
    let mut moment = connection.begin_with(BEGIN).await?;
    let poll = query("select * from polls where poll_code = $1 and deleted_at is null").bind(code).fetch_all(&mut *moment).await?;
    let options = query("select * from options where poll_id = (select id from polls where poll_code = $1) order by position")
        .bind(code)
        .fetch_all(&mut *moment)
        .await?;
    moment.rollback().await?;
    anyhow::ensure!(poll.len() == 1 && options.len() == 2, "the poll is not there");
    Ok(())
}
