//! Voting in a closed loop: each client casts the next ballot when the last one is answered.

use crate::tasks::gather;
use handsup_crowd::{Client, Question, Row, Target, count};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The measurements of a closed loop.
pub(crate) struct Rush {
    times: Vec<Duration>,
    failed: usize,
    took: Duration,
}

impl Rush {
    /// Votes with this number of clients for this long. Each client has its own address, each
    /// ballot a new browser token.
    pub(crate) async fn at(target: &Target, question: &Question, clients: u32, time: Duration) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut crowd = JoinSet::new();
        for n in 0..clients {
            let (mut client, question) = (Client::connect(target, n).await?, question.clone());
            crowd.spawn(async move {
                let mut times = Vec::new();
                while began.elapsed() < time {
                    let sent = Instant::now();
                    client.vote(&question, n + 64 * u32::try_from(times.len())?).await?;
                    times.push(sent.elapsed());
                }
                anyhow::Ok(times)
            });
        }
        let (times, failed) = gather(crowd).await;
        Ok(Self { times: times.concat(), failed, took: began.elapsed() })
    }

    /// How many votes were acknowledged; `None` if a client failed, because its votes are unknown.
    pub(crate) fn acknowledged(&self) -> Option<usize> {
        (self.failed == 0).then_some(self.times.len())
    }

    /// How long the loop ran.
    pub(crate) fn took(&self) -> Duration {
        self.took
    }

    /// Acknowledged votes a second.
    pub(crate) fn rate(&self) -> f64 {
        count(self.times.len()) / self.took.as_secs_f64()
    }

    /// The row for the table.
    pub(crate) fn row(&mut self, what: &str) -> Row {
        Row::new(what).rate(self.times.len(), self.took).times(&mut self.times).errors(self.failed)
    }
}
