//! The original design's edge-case table, row by row. "Concurrent votes" has a file of its own.

use support::{House, OPTIONS, QUESTION};

#[tokio::test]
async fn a_vote_is_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let counted = house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(counted["results"]["total_votes"], 1);
}
