//! Over a link that is slow and breaks again and again, a voter that sends its ballot again is counted exactly once.

use super::official_client::Client;
use futures::future::join_all;
use std::collections::HashSet;
use std::net::SocketAddr;
use support::{FlakyLink, House, OPTIONS, Poll, QUESTION, RawConnection, fresh_address, in_time, one_vote_per_device};
use uuid::Uuid;

const PHONES: usize = 100;
/// Clients of the official library, which reconnects by itself.
const OFFICIAL_CLIENTS: usize = 3;

/// Sends the same ballot until there is a response, as a phone's page does; returns the receipt, and how often it was sent.
async fn votes_until_answered(link: SocketAddr, poll: &Poll) -> (String, usize) {
    let ballot = poll.ballot("Spaces", Uuid::new_v4());
    let mut tries = 0;
    in_time("an answer in the end", async {
        loop {
            tries += 1;
            let Some(mut connection) = RawConnection::try_connect(link, fresh_address()).await else { continue };
            if let Some(answer) = connection.asks(&ballot).await {
                return (answer.is_counted_now_or_before(), tries);
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_link_that_breaks_every_vote_counts_once_and_every_phone_sees_the_total() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let link = FlakyLink::to(house.addr(), 42).await;
    let mut clients: Vec<Client> = (0..OFFICIAL_CLIENTS).map(|_| Client::start(link.addr(), "websocket", &poll, &house.phone())).collect();
    let votes = join_all((0..PHONES).map(|_| votes_until_answered(link.addr(), &poll))).await;
    let tries: usize = votes.iter().map(|(_, tries)| tries).sum();
    assert!(tries > PHONES, "the link did break: {tries} tries");
    let receipts: HashSet<&str> = votes.iter().map(|(receipt, _)| receipt.as_str()).collect();
    assert_eq!(receipts.len(), PHONES, "a receipt for each");
    let all_votes = i64::try_from(PHONES + OFFICIAL_CLIENTS).expect("a small number");
    for client in &mut clients {
        loop {
            let received = client.next_line("the total").await;
            let total = match received.what.as_str() {
                "join" => &received.body["snapshot"]["total_votes"],
                "vote_update" => &received.body["total_votes"],
                _ => continue,
            };
            if *total == all_votes {
                break;
            }
        }
    }
    assert_eq!(house.count("votes").await, all_votes);
    assert!(handsup_server::verify(&house.database()).await.expect("a database").is_clean());
}
