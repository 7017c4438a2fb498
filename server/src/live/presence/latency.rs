//! Measures the round-trip time to phones over their sockets.

use crate::wire::Latency;
use socketioxide::AckError;
use socketioxide::extract::SocketRef;
use std::time::{Duration, Instant};

/// Sends `echo` to these phones and waits for the acknowledgements; `None` where there are no phones or none has acknowledged.
pub(super) async fn measure(phones: &[SocketRef]) -> Option<Latency> {
    let asked = u32::try_from(phones.len()).ok().filter(|asked| *asked > 0)?;
    let answers = futures::future::join_all(phones.iter().map(round_trip)).await;
    let mut times: Vec<_> = answers.into_iter().flatten().collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2)?;
    let median_ms = u64::try_from(median.as_millis()).unwrap_or(u64::MAX);
    Some(Latency { median_ms, answered: u32::try_from(times.len()).unwrap_or(asked), asked })
}

async fn round_trip(phone: &SocketRef) -> Option<Duration> {
    let began = Instant::now();
    let answer = phone.emit_with_ack::<_, serde_json::Value>("echo", &()).ok()?;
    // The content of an acknowledgement does not matter.
    matches!(answer.await, Ok(_) | Err(AckError::Decode(_))).then(|| began.elapsed())
}
