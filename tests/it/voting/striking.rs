//! Votes that one device has cast from several of its addresses, and how the host strikes them.
//!
//! Loopback clients have no network card, so these stories write hashes of cards and addresses into the votes afterwards.
//! Stories with real cards are in `tests/e2e/one-card.test.mjs`.

use handsup_server::verify;
use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, Response, story};

/// Three votes of one card from three addresses, two of another card from one address, and one without a known card.
async fn six_votes(house: &House) -> (Poll, Vec<Phone>) {
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let mut phones = Vec::new();
    for option in ["Tabs", "Tabs", "Spaces", "Tabs", "Spaces", "Spaces"] {
        let phone = house.phone();
        phone.votes_for(&poll, option).await.is_counted();
        phones.push(phone);
    }
    for (position, card, source) in [(1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4), (5, 2, 4)] {
        record_source(house, position, card, source).await;
    }
    (poll, phones)
}

async fn record_source(house: &House, position: u32, card: u8, source: u8) {
    let hash = |n: u8| {
        if house.database().to_string_lossy().starts_with("postgres") { format!("decode('{n:032}', 'hex')") } else { format!("x'{n:032}'") }
    };
    let (card, source) = (hash(card), hash(source));
    // The creation and the opening of the poll are entries 1 and 2 of its log.
    house.tampers(&format!("update roll set card_key = {card}, source_key = {source} where answer = {position} + 2")).await;
}

async fn extra_votes(house: &House, poll: &Poll) -> Value {
    house.host().get(&format!("/api/polls/{}/extra-votes", poll.code)).await.is(200).json()
}

async fn strikes(house: &House, poll: &Poll) -> Response {
    let host = house.host();
    host.send(host.request(Method::DELETE, &format!("/api/polls/{}/extra-votes", poll.code))).await
}

#[story]
async fn the_host_sees_one_devices_addresses_and_not_one_address_of_many_devices() {
    let house = House::open().await;
    let (poll, _) = six_votes(&house).await;
    assert_eq!(extra_votes(&house, &poll).await, json!({ "votes": 3, "devices": 1 }));
}

#[story]
async fn striking_keeps_the_first_vote_and_all_screens_show_the_lower_counts() {
    let house = House::open().await;
    let (poll, _) = six_votes(&house).await;
    let mut watcher = house.phone().joins(&poll).await;
    let struck = strikes(&house, &poll).await.is(200).json();
    assert_eq!((&struck["total_votes"], &struck["options"][0]["vote_count"]), (&json!(4), &json!(2)));
    watcher.until("poll_state", |results| results["total_votes"] == 4).await;
    assert_eq!(extra_votes(&house, &poll).await, json!({ "votes": 0, "devices": 0 }));
    assert_eq!(strikes(&house, &poll).await.is(200).json()["total_votes"], 4, "there is nothing left to strike");
}

#[story]
async fn a_strike_is_in_the_log_which_still_adds_up() {
    let house = House::open().await;
    let (poll, _) = six_votes(&house).await;
    strikes(&house, &poll).await.is(200);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    let host = house.host();
    let recount = host.get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["struck"], &recount["findings"]), (&json!(5), &json!(2), &json!([])));
    let list = host.get(&format!("/api/polls/{}/receipts", poll.code)).await.is(200).json();
    assert_eq!((list["receipts"].as_array().map(Vec::len), list["struck"].as_array().map(Vec::len)), (Some(5), Some(2)));
    let csv = format!("/api/polls/{}/receipts?format=csv", poll.code);
    for (language, struck) in [("en", "(struck by the host)"), ("de", "(von der Moderation gestrichen)")] {
        let list = host.get(&format!("{csv}&lang={language}")).await;
        assert_eq!(list.is(200).text().matches(struck).count(), 2, "{language}: {}", list.text());
    }
    let log = host.get(&format!("/api/polls/{}/log", poll.code)).await.is(200).json();
    let events = log["events"].as_array().expect("events").iter().map(|event| event["event"].as_str().expect("a text"));
    let strikes: Vec<&str> = events.filter(|event| event.contains("struck")).collect();
    assert_eq!(strikes, [r#"{"event":"struck","round":1,"ballot":4}"#, r#"{"event":"struck","round":1,"ballot":5}"#]);
    let verdict = verify(&house.database()).await.expect("the database can be read");
    assert!(verdict.is_clean() && verdict.to_string().contains("2 votes were struck by the host"), "{verdict}");
}

#[story]
async fn after_the_close_no_vote_can_be_struck() {
    let house = House::open().await;
    let (poll, _) = six_votes(&house).await;
    assert_eq!(house.number("select count(card_key) + count(source_key) from roll").await, 10);
    house.host().closes(&poll).await;
    strikes(&house, &poll).await.is_refused(409, "wrong_state");
    assert_eq!(
        house.number("select count(card_key) + count(source_key) from roll").await,
        0,
        "the hashes of cards and addresses are deleted"
    );
}

#[story]
async fn the_voter_of_a_struck_vote_may_vote_again_and_that_of_the_kept_one_may_not() {
    let house = House::open().await;
    let (poll, phones) = six_votes(&house).await;
    strikes(&house, &poll).await.is(200);
    phones[0].votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    phones[1].votes_for(&poll, "Spaces").await.is_counted();
}

#[story]
async fn a_past_round_excludes_its_struck_votes() {
    let house = House::open().await;
    let (poll, _) = six_votes(&house).await;
    strikes(&house, &poll).await.is(200);
    let host = house.host();
    host.closes(&poll).await;
    host.sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &json!({ "run_again": true })).await.is(200);
    let rounds = host.get(&format!("/api/polls/{}/rounds", poll.code)).await.is(200).json();
    assert_eq!(rounds[0]["total_votes"], 4, "{rounds}");
    let verdict = verify(&house.database()).await.expect("the database can be read");
    assert!(verdict.is_clean(), "{verdict}");
}
