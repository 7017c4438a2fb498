//! How many messages a second Redis delivers to subscribers, without the server.
//! Uses the protocol directly, so that Redis and not the crowd is the bottleneck.
//! Source: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.

use super::installation::Installation;
use crate::tasks::gather;
use anyhow::Context;
use handsup_crowd::{Figures, Row};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The length of an instance's message about a poll, in bytes: sender, poll, sequence number.
const MESSAGE_BYTES: usize = 140;
/// The size of the buffer for a read, which may contain many messages.
const BUFFER_BYTES: usize = 64 * 1024;

/// Measures with as many publishers as subscribers, as between instances. Each publisher waits for
/// Redis's answer to a message before the next one.
pub(super) async fn deliveries(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    for instances in [2, 50] {
        let (delivered, took) = delivered_by(installation.redis(), instances, time).await?;
        let what = format!("baseline: messages that the same Redis delivers, {instances} tell and {instances} hear");
        figures.add(Row::new(what).rate(delivered, took));
    }
    Ok(())
}

/// How many messages all subscribers have received together, and how long that took.
async fn delivered_by(redis: &str, instances: usize, time: Duration) -> anyhow::Result<(usize, Duration)> {
    let mut subscribers = Vec::new();
    for _ in 0..instances {
        subscribers.push(subscribed(redis).await?);
    }
    let began = Instant::now();
    let mut publishing = JoinSet::new();
    for _ in 0..instances {
        publishing.spawn(publishes(TcpStream::connect(redis).await?, began, time));
    }
    let mut receiving = JoinSet::new();
    let (total, total_receiver) = watch::channel(None);
    for subscriber in subscribers {
        receiving.spawn(receives(subscriber, total_receiver.clone()));
    }
    let (published, failed) = gather(publishing).await;
    anyhow::ensure!(failed == 0, "{failed} publishers were cut off");
    let sent: usize = published.iter().sum();
    total.send_replace(Some(sent));
    let (received, cut_off) = gather(receiving).await;
    anyhow::ensure!(cut_off == 0 && received.iter().all(|received| *received == sent), "Redis did not deliver everything");
    Ok((sent * instances, began.elapsed()))
}

/// A connection that has subscribed to the channel.
async fn subscribed(redis: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(redis).await?;
    stream.write_all(b"SUBSCRIBE baseline\r\n").await?;
    let mut welcome = Vec::new();
    while !welcome.ends_with(b":1\r\n") {
        anyhow::ensure!(stream.read_buf(&mut welcome).await? > 0, "Redis hung up");
    }
    Ok(stream)
}

/// Publishes for `time` from `began` on, and returns the number of messages.
async fn publishes(mut stream: TcpStream, began: Instant, time: Duration) -> anyhow::Result<usize> {
    let message = format!("*3\r\n$7\r\nPUBLISH\r\n$8\r\nbaseline\r\n${MESSAGE_BYTES}\r\n{}\r\n", "n".repeat(MESSAGE_BYTES));
    let (mut sent, mut answer) = (0, Vec::with_capacity(64));
    while began.elapsed() < time {
        stream.write_all(message.as_bytes()).await?;
        sent += 1;
        answer.clear();
        while !answer.ends_with(b"\r\n") {
            anyhow::ensure!(stream.read_buf(&mut answer).await? > 0, "Redis hung up");
        }
    }
    Ok(sent)
}

/// Receives until all published messages have arrived; `total` provides their number
/// once it is known. Counts by bytes, because all messages have the same length.
/// Returns the number of messages.
async fn receives(mut stream: TcpStream, mut total: watch::Receiver<Option<usize>>) -> anyhow::Result<usize> {
    let message_length = format!("*3\r\n$7\r\nmessage\r\n$8\r\nbaseline\r\n${MESSAGE_BYTES}\r\n").len() + MESSAGE_BYTES + 2;
    let (mut bytes, mut buffer) = (0, vec![0; BUFFER_BYTES]);
    loop {
        let expected = *total.borrow_and_update();
        if expected.is_some_and(|expected| bytes >= expected * message_length) {
            return Ok(bytes / message_length);
        }
        tokio::select! {
            read = stream.read(&mut buffer) => match read? {
                0 => anyhow::bail!("Redis hung up"),
                some => bytes += some,
            },
            changed = total.changed() => changed.context("the total was never sent")?,
        }
    }
}
