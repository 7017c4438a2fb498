//! How long phones take to answer: some of them are asked over their sockets, there and back.

use super::Live;
use crate::wire::Latency;
use socketioxide::AckError;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use std::time::{Duration, Instant};

impl Live {
    /// Asks at most so many phones (`echo`, which they acknowledge) and waits for the answers; `None` where there are no
    /// phones to ask. A hidden page is not asked: the question alone would wake its phone.
    pub(crate) async fn ask_phones(&self, most: usize) -> Option<Latency> {
        let awake = |sid: &Sid| !self.heartbeats.is_hidden(*sid);
        let phones: Vec<_> = self.watching.some_phones(most, awake).into_iter().filter_map(|sid| self.socket(sid)).collect();
        let asked = u32::try_from(phones.len()).ok().filter(|asked| *asked > 0)?;
        let answers = futures::future::join_all(phones.iter().map(there_and_back)).await;
        let mut times: Vec<_> = answers.into_iter().flatten().collect();
        times.sort_unstable();
        let median = times.get(times.len() / 2)?;
        let median_ms = u64::try_from(median.as_millis()).unwrap_or(u64::MAX);
        Some(Latency { median_ms, answered: u32::try_from(times.len()).unwrap_or(asked), asked })
    }
}

async fn there_and_back(phone: &SocketRef) -> Option<Duration> {
    let began = Instant::now();
    let answer = phone.emit_with_ack::<_, serde_json::Value>("echo", &()).ok()?;
    // An answer is an answer, with or without something in it.
    matches!(answer.await, Ok(_) | Err(AckError::Decode(_))).then(|| began.elapsed())
}
