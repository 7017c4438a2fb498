//! PostgreSQL without the server, on separate tables in the installation's PostgreSQL: a
//! transaction for each vote, which is the simplest design, and groups of rows. The tables have one
//! unique index instead of the server's two, and no foreign keys, so the baseline does less work.

use super::installation::Installation;
use crate::tasks::gather;
use handsup_crowd::{Figures, Row, count};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, query, query_scalar};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

/// How many connections vote, with a transaction for each vote.
const VOTERS: i64 = 64;
/// How many connections insert groups of rows, each for its own poll.
const WRITERS: i64 = 4;
/// Rows a commit: the most votes that an instance commits together.
const GROUP: u16 = 256;

const SCHEMA: &str = "
    drop schema if exists baseline cascade;
    create schema baseline;
    create table baseline.polls (id bigint primary key, total_votes bigint not null default 0);
    create table baseline.options (id bigint primary key, vote_count bigint not null default 0);
    create table baseline.votes (
        id bigint generated always as identity primary key, poll_id bigint not null, option_id bigint not null,
        browser_token bytea not null, nonce bytea, link bytea, created_at timestamptz not null default now()
    );
    create unique index on baseline.votes (poll_id, browser_token);
    insert into baseline.polls (id) select generate_series (1, 64);
    insert into baseline.options (id) select generate_series (1, 64);
";

/// Measures a transaction for each vote, first without counts and then with them. A vote with
/// counts updates its option's and its poll's row, whose locks all voters of the poll wait for.
/// Returns the votes a second with counts.
pub(super) async fn one_by_one(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<f64> {
    let what = format!("baseline: a transaction for each vote on the same PostgreSQL, {VOTERS} connections");
    let rows = measure_votes(installation, false, time, &format!("{what}, no counts"), figures).await?;
    let votes = measure_votes(installation, true, time, &format!("{what}, row and counts"), figures).await?;
    anyhow::ensure!(rows > 0.0 && votes > 0.0, "the baseline stored nothing");
    Ok(votes)
}

/// Casts votes from all connections in a closed loop, `with_counts` or as rows alone, and checks
/// what was stored. Returns votes a second.
async fn measure_votes(
    installation: &Installation,
    with_counts: bool,
    time: Duration,
    what: &str,
    figures: &mut Figures,
) -> anyhow::Result<f64> {
    let mut owner = recreate_tables(installation).await?;
    let mut connections = Vec::new();
    for _ in 0..VOTERS {
        connections.push(PgConnection::connect(installation.postgres()).await?);
    }
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for mut connection in connections {
        crowd.spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < time {
                let sent = Instant::now();
                vote(&mut connection, with_counts).await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let (times, failed) = gather(crowd).await;
    let (mut times, took) = (times.concat(), began.elapsed());
    let stored: i64 = query_scalar("select count(*) from baseline.votes").fetch_one(&mut owner).await?;
    let counted: i64 = query_scalar("select total_votes from baseline.polls where id = 1").fetch_one(&mut owner).await?;
    let rows_match = failed > 0 || i64::try_from(times.len())? == stored;
    anyhow::ensure!(rows_match && counted == if with_counts { stored } else { 0 }, "the baseline counts wrongly");
    figures.add(Row::new(what).rate(times.len(), took).times(&mut times).errors(failed));
    Ok(count(times.len()) / took.as_secs_f64())
}

async fn vote(connection: &mut PgConnection, with_counts: bool) -> sqlx::Result<()> {
    let mut transaction = connection.begin().await?;
    query("insert into baseline.votes (poll_id, option_id, browser_token) values (1, 1, $1)")
        .bind(Uuid::new_v4().as_bytes().to_vec())
        .execute(&mut *transaction)
        .await?;
    if with_counts {
        query("update baseline.options set vote_count = vote_count + 1 where id = 1").execute(&mut *transaction).await?;
        query("update baseline.polls set total_votes = total_votes + 1 where id = 1").execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// Inserts as many rows as a few connections can, [`GROUP`] in one statement, and updates the
/// counts once for each group.
pub(super) async fn in_groups(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let mut owner = recreate_tables(installation).await?;
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for poll in 1..=WRITERS {
        let mut connection = PgConnection::connect(installation.postgres()).await?;
        crowd.spawn(async move {
            let mut groups = 0;
            while began.elapsed() < time {
                insert_group(&mut connection, poll).await?;
                groups += 1;
            }
            anyhow::Ok(groups)
        });
    }
    let (groups, failed) = gather(crowd).await;
    let (rows, took) = (groups.iter().sum::<usize>() * usize::from(GROUP), began.elapsed());
    let counted: i64 = query_scalar("select sum(total_votes)::bigint from baseline.polls").fetch_one(&mut owner).await?;
    anyhow::ensure!(failed > 0 || i64::try_from(rows)? == counted, "the baseline counts wrongly");
    let what = format!("baseline: rows of votes in the same PostgreSQL, {GROUP} a commit, {WRITERS} connections, a poll each");
    figures.add(Row::new(what).rate(rows, took).errors(failed));
    owner.close().await?;
    Ok(())
}

async fn insert_group(connection: &mut PgConnection, poll: i64) -> sqlx::Result<()> {
    // Tokens and nonces have the 16 bytes of a UUID, links twice as many.
    let random = || (0..GROUP).map(|_| Uuid::new_v4().as_bytes().to_vec()).collect::<Vec<_>>();
    let mut transaction = connection.begin().await?;
    query(
        "insert into baseline.votes (poll_id, option_id, browser_token, nonce, link) \
         select $1, $1, * from unnest($2::bytea[], $3::bytea[], $4::bytea[])",
    )
    .bind(poll)
    .bind(random())
    .bind(random())
    .bind(random().into_iter().map(|half| half.repeat(2)).collect::<Vec<_>>())
    .execute(&mut *transaction)
    .await?;
    query("update baseline.options set vote_count = vote_count + $2 where id = $1")
        .bind(poll)
        .bind(i64::from(GROUP))
        .execute(&mut *transaction)
        .await?;
    query("update baseline.polls set total_votes = total_votes + $2 where id = $1")
        .bind(poll)
        .bind(i64::from(GROUP))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

/// Drops and creates the tables; returns the connection that was used.
async fn recreate_tables(installation: &Installation) -> anyhow::Result<PgConnection> {
    let mut owner = PgConnection::connect(installation.postgres()).await?;
    sqlx::raw_sql(SCHEMA).execute(&mut owner).await?;
    Ok(owner)
}
