//! How many messages a second Redis hands to its subscribers, without us: its own protocol in a few bytes, so that Redis is
//! busy and not the crowd. Source: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.

use super::installation::Installation;
use crate::crowd::gather;
use anyhow::Context;
use handsup_crowd::{Figures, Row};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// As long as news of one poll: who tells, which poll, its number.
const NEWS: usize = 140;
/// A read's worth: Redis may have put many messages into one.
const ROOM: usize = 64 * 1024;

/// As many tell as hear, as instances do: each its next news when the last one is answered.
pub(super) async fn deliveries(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    for instances in [2, 50] {
        let (delivered, took) = told(installation.redis(), instances, time).await?;
        let what = format!("baseline: messages that the same Redis delivers, {instances} tell and {instances} hear");
        figures.add(Row::new(what).rate(delivered, took));
    }
    Ok(())
}

/// How many messages arrived altogether, and how long that took.
async fn told(redis: &str, instances: usize, time: Duration) -> anyhow::Result<(usize, Duration)> {
    let mut subscribers = Vec::new();
    for _ in 0..instances {
        subscribers.push(subscribed(redis).await?);
    }
    let began = Instant::now();
    let mut telling = JoinSet::new();
    for _ in 0..instances {
        telling.spawn(tells(TcpStream::connect(redis).await?, began, time));
    }
    let mut hearing = JoinSet::new();
    let (last, told) = watch::channel(None);
    for subscriber in subscribers {
        hearing.spawn(hears(subscriber, told.clone()));
    }
    let (tellers, failed) = gather(telling).await;
    anyhow::ensure!(failed == 0, "{failed} tellers were cut off");
    let told: usize = tellers.iter().sum();
    last.send_replace(Some(told));
    let (heard, deaf) = gather(hearing).await;
    anyhow::ensure!(deaf == 0 && heard.iter().all(|heard| *heard == told), "Redis did not deliver everything");
    Ok((told * instances, began.elapsed()))
}

async fn subscribed(redis: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(redis).await?;
    stream.write_all(b"SUBSCRIBE baseline\r\n").await?;
    let mut welcome = Vec::new();
    while !welcome.ends_with(b":1\r\n") {
        anyhow::ensure!(stream.read_buf(&mut welcome).await? > 0, "Redis hung up");
    }
    Ok(stream)
}

/// Tells until the time is over; how many.
async fn tells(mut stream: TcpStream, began: Instant, time: Duration) -> anyhow::Result<usize> {
    let news = format!("*3\r\n$7\r\nPUBLISH\r\n$8\r\nbaseline\r\n${NEWS}\r\n{}\r\n", "n".repeat(NEWS));
    let (mut told, mut answer) = (0, Vec::with_capacity(64));
    while began.elapsed() < time {
        stream.write_all(news.as_bytes()).await?;
        told += 1;
        answer.clear();
        while !answer.ends_with(b"\r\n") {
            anyhow::ensure!(stream.read_buf(&mut answer).await? > 0, "Redis hung up");
        }
    }
    Ok(told)
}

/// Counts messages by their bytes, which are the same for each, until all that were told are here.
async fn hears(mut stream: TcpStream, mut last: watch::Receiver<Option<usize>>) -> anyhow::Result<usize> {
    let message = format!("*3\r\n$7\r\nmessage\r\n$8\r\nbaseline\r\n${NEWS}\r\n").len() + NEWS + 2;
    let (mut bytes, mut buffer) = (0, vec![0; ROOM]);
    loop {
        let told = *last.borrow_and_update();
        if told.is_some_and(|told| bytes >= told * message) {
            return Ok(bytes / message);
        }
        tokio::select! {
            read = stream.read(&mut buffer) => match read? {
                0 => anyhow::bail!("Redis hung up"),
                some => bytes += some,
            },
            changed = last.changed() => changed.context("nothing more was told")?,
        }
    }
}
