//! What is stored and shown about people, and what is not.

use serde_json::json;
use support::{House, OPTIONS, QUESTION, log, story};

#[tokio::test]
async fn addresses_are_stored_nowhere_in_plain_text() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.joins(&poll).await;
    house.stop().await;
    let address = phone.address().to_string();
    let files = |folder: &std::path::Path| std::fs::read_dir(folder).expect("the data").filter_map(Result::ok).map(|file| file.path());
    let backups = files(&house.data().join("backups")).collect::<Vec<_>>();
    assert!(!backups.is_empty(), "backups are searched as well");
    for file in files(house.data()).filter(|path| path.is_file()).chain(backups) {
        let bytes = std::fs::read(&file).expect("a file");
        assert!(!bytes.windows(address.len()).any(|window| window == address.as_bytes()), "{address} in {}", file.display());
    }
    // The address as four bytes is searched only where addresses are hashed: elsewhere, random
    // bytes may equal it.
    let std::net::IpAddr::V4(v4) = phone.address() else { panic!("phones stand in 127.0.0.0/8") };
    let query = format!("select count(*) from roll where instr(hex(address_key), '{:08X}') > 0", v4.to_bits());
    assert_eq!(house.number(&query).await, 0);
}

#[story]
async fn the_same_address_in_another_poll_cannot_be_recognised() {
    let house = House::open().await;
    let phone = house.phone();
    for question in ["The first?", "The second?"] {
        let poll = house.poll(question, &OPTIONS).await;
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    assert_eq!(house.number("select count(distinct address_key) from roll").await, 2);
}

#[story]
async fn under_the_device_rule_no_hash_of_an_address_is_stored() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(house.number("select count(address_key) from roll").await, 0);
}

#[story]
async fn the_log_has_neither_addresses_nor_tokens_nor_keys() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is(409);
    phone.neighbour().votes_for(&poll, "Tabs").await.is(409);
    phone.results(&poll).await;
    phone.casts(&poll, &json!({ "option_id": "?", "browser_token": phone.token() })).await.is(400);
    phone.joins(&poll).await;
    phone.becomes_host(house.host_key()).await.is(200);
    let secret = phone.page_secret().expect("a host's page");
    // A malformed request, which is logged.
    house.answers("nonsense\r\n\r\n").await;
    let logged = log::everything();
    assert!(logged.contains(&poll.code), "requests are in the captured log");
    for secret in [phone.address().to_string().as_str(), phone.token(), house.host_key(), &secret] {
        assert!(!logged.contains(secret), "{secret} is in the log");
    }
}

#[story]
async fn no_response_links_a_voter_to_a_choice() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let voter = house.phone();
    let receipt = voter.votes_for(&poll, "Tabs").await.is_counted()["receipt"].as_str().expect("a receipt").to_owned();
    let guest = house.phone();
    let mut texts = vec![guest.results(&poll).await.to_string(), guest.joins(&poll).await.snapshot.to_string()];
    texts.push(guest.opens(&poll.path("")).await.text().to_owned());
    texts.push(house.host().sees(&poll).await.to_string());
    texts.push(house.host().get("/api/console").await.text().to_owned());
    for text in texts {
        assert!(!text.contains(voter.token()) && !text.contains(&receipt), "{text}");
    }
}
