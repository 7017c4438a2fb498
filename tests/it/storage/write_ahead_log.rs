//! The write-ahead log is checkpointed while votes go on, so that a long meeting does not fill the disk.

use serde_json::json;
use support::{House, OPTIONS, QUESTION};

/// How large the log may get, in bytes.
const MAX_LOG_BYTES: u64 = 8 * 1024 * 1024;
/// Enough votes, one after the other, to write several times as much.
const VOTES: usize = 600;

#[tokio::test]
async fn the_log_stays_small_however_many_votes_come() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let phone = house.phone();
    let log = house.database().with_extension("db-wal");
    let mut largest = 0;
    for _ in 0..VOTES {
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": uuid::Uuid::new_v4() });
        phone.casts(&poll, &ballot).await.is_counted();
        largest = largest.max(std::fs::metadata(&log).expect("a log").len());
    }
    assert!(largest <= MAX_LOG_BYTES, "{largest} bytes");
}
