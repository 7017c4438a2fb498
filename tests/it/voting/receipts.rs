//! Receipts to take home, the chained log of every vote, and the recount.

use handsup_server::{Verdict, verify};
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, story};

/// A closed poll with three votes, and the receipts of the votes for Tabs, Spaces, Tabs.
async fn a_closed_poll(house: &House) -> (Poll, Vec<String>) {
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut receipts = Vec::new();
    for option in ["Tabs", "Spaces", "Tabs"] {
        let counted = house.phone().votes_for(&poll, option).await.is_counted();
        receipts.push(counted["receipt"].as_str().expect("a receipt").to_owned());
    }
    house.host().closes(&poll).await;
    (poll, receipts)
}

async fn get_json(house: &House, poll: &Poll, resource: &str) -> Value {
    house.host().get(&format!("/api/polls/{}/{resource}", poll.code)).await.is(200).json()
}

async fn verdict(house: &House) -> Verdict {
    verify(&house.database()).await.expect("the database can be read")
}

#[story]
async fn votes_options_and_receipts_add_up() {
    let house = House::open().await;
    let (poll, _) = a_closed_poll(&house).await;
    let recount = get_json(&house, &poll, "recount").await;
    for count in ["votes", "choices", "option_sum", "receipts"] {
        assert_eq!(recount[count], 3, "{count}");
    }
    assert_eq!(recount["findings"], json!([]));
    assert_eq!(recount["seal"].as_str().map(str::len), Some(19));
}

#[story]
async fn the_recount_of_an_open_poll_adds_up_too() {
    let house = House::open().await;
    let poll = house.poll_with("Which?", &["A", "B", "C"], json!({ "kind": "multiple", "allow_change": true })).await;
    let phone = house.phone();
    assert_eq!(get_json(&house, &poll, "recount").await["votes"], 0);
    phone.votes_for_all(&poll, &["A", "B"]).await.is_counted();
    phone.votes_for_all(&poll, &["B", "C"]).await.is_counted();
    let recount = get_json(&house, &poll, "recount").await;
    assert_eq!((&recount["votes"], &recount["choices"], &recount["option_sum"]), (&json!(1), &json!(2), &json!(2)));
    assert_eq!(recount["findings"], json!([]));
}

#[story]
async fn after_the_close_every_voters_receipt_is_listed_beside_its_choice() {
    let house = House::open().await;
    let (poll, receipts) = a_closed_poll(&house).await;
    let list = get_json(&house, &poll, "receipts").await;
    let rows = list["receipts"].as_array().expect("rows");
    assert_eq!(rows.len(), 3);
    for (receipt, option) in receipts.iter().zip(["Tabs", "Spaces", "Tabs"]) {
        assert!(rows.contains(&json!({ "receipt": receipt, "options": [option] })), "{receipt} in {list}");
    }
    let sorted = rows.is_sorted_by_key(|row| row["receipt"].as_str().unwrap_or_default());
    assert!(sorted, "sorted by receipt, so that the order does not show when each voted: {list}");
}

#[story]
async fn a_changed_vote_is_listed_by_its_last_receipt_only() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let changed = phone.votes_for(&poll, "Spaces").await.is_counted();
    house.host().closes(&poll).await;
    let list = get_json(&house, &poll, "receipts").await;
    assert_eq!(list["receipts"], json!([{ "receipt": changed["receipt"], "options": ["Spaces"] }]));
}

#[story]
async fn receipts_and_log_are_refused_before_the_close() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for what in ["receipts", "receipts?format=csv", "log"] {
        house.host().get(&format!("/api/polls/{}/{what}", poll.code)).await.is_refused(409, "poll_not_closed");
    }
}

#[story]
async fn the_list_for_spreadsheets_holds_no_formula() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &["=1+1", "B, \"b\""]).await;
    let first = house.phone().votes_for(&poll, "=1+1").await.is_counted();
    let second = house.phone().votes_for(&poll, "B, \"b\"").await.is_counted();
    house.host().closes(&poll).await;
    let file = house.host().get(&format!("/api/polls/{}/receipts?format=csv", poll.code)).await;
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"handsup-{}-receipts.csv\"", poll.code));
    let text = file.text();
    assert!(text.contains(&format!("{},'=1+1\r\n", first["receipt"].as_str().expect("a receipt"))), "{text}");
    assert!(text.contains(&format!("{},\"B, \"\"b\"\"\"\r\n", second["receipt"].as_str().expect("a receipt"))), "{text}");
    let german = house.host().get(&format!("/api/polls/{}/receipts?format=csv&lang=de", poll.code)).await.is(200).text().to_owned();
    assert!(german.lines().all(|line| line.contains(';')) && german.lines().count() == 3, "head and rows alike: {german}");
    house.host().get(&format!("/api/polls/{}/receipts?format=exe", poll.code)).await.is_refused(400, "bad_request");
}

#[story]
async fn receipts_log_and_recount_do_not_identify_a_voter() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    for what in ["receipts", "receipts?format=csv", "log", "recount"] {
        let text = house.host().get(&format!("/api/polls/{}/{what}", poll.code)).await.text().to_owned();
        assert!(!text.contains(phone.token()) && !text.contains(&phone.token().replace('-', "")), "{what}");
        assert!(!text.contains(&phone.address().to_string()) && !text.contains("created_at"), "{what}");
    }
}

#[story]
async fn an_exported_log_verifies_and_an_altered_one_does_not() {
    let house = House::open().await;
    let (poll, _) = a_closed_poll(&house).await;
    let file = house.data().join("log.json");
    let log = get_json(&house, &poll, "log").await;
    std::fs::write(&file, log.to_string()).expect("a file");
    assert!(verify(&file).await.expect("a log").is_clean());
    let mut altered = log.clone();
    altered["votes"][1]["option_ids"] = json!([poll.id("Tabs")]);
    std::fs::write(&file, altered.to_string()).expect("a file");
    let verdict = verify(&file).await.expect("a log");
    assert!(!verdict.is_clean());
    assert!(verdict.to_string().contains("vote 4: its receipt does not fit what it says"), "{verdict}");
}

#[story]
async fn verify_refuses_a_file_that_is_neither_a_log_nor_a_database() {
    let house = House::open().await;
    let (poll, _) = a_closed_poll(&house).await;
    let file = house.data().join("log.json");
    let mut log = get_json(&house, &poll, "log").await;
    log["log_head"] = json!("not a hash");
    let no_hash = log.to_string();
    for text in ["", "{}", "[1,2]", "Dear diary", "SQLite format 3\0 and then nothing", &no_hash, &"[".repeat(100_000)] {
        std::fs::write(&file, text).expect("a file");
        assert!(verify(&file).await.is_err(), "{}", text.chars().take(40).collect::<String>());
    }
    assert!(verify(&house.data().join("missing")).await.is_err());
}

#[story]
async fn a_database_verifies_also_while_it_is_in_use() {
    let house = House::open().await;
    a_closed_poll(&house).await;
    let verdict = verdict(&house).await;
    assert!(verdict.is_clean(), "{verdict}");
    assert!(verdict.to_string().contains("3 votes name 3 options; the options say 3; 3 receipts fit"), "{verdict}");
}

#[story]
async fn verify_finds_every_change_made_behind_the_servers_back() {
    for (statement, expected, code) in [
        (
            "update tallies set count = count + 1 where key = (select 'option ' || id from options where position = 0)",
            "“Tabs” says 3, but 2 votes name it",
            "wrong_option_count",
        ),
        ("update polls set total_votes = 9", "the poll says 9 votes, the log holds 3 that count", "wrong_total"),
        ("delete from votes where position = 4", "vote 4 is missing: vote 5 follows", "vote_missing"),
        ("delete from events where position = 6", "1 are missing at its end", "log_too_short"),
        (
            "update votes set nonce = (select nonce from votes where position = 4) where position = 3",
            "vote 3: its receipt does not fit what it says",
            "wrong_receipt",
        ),
        (
            "update votes set answer = (select answer from votes where position = 4) where position = 3",
            "vote 3: its receipt does not fit what it says",
            "wrong_receipt",
        ),
        (
            "update votes set commitment = (select link from votes where position = 4) where position = 3",
            "vote 3: the chain breaks here",
            "broken_link",
        ),
    ] {
        let house = House::open().await;
        let (poll, _) = a_closed_poll(&house).await;
        house.tampers(statement).await;
        let recount = get_json(&house, &poll, "recount").await;
        let findings = recount["findings"].as_array().expect("sentences");
        let index = findings.iter().position(|sentence| sentence.as_str().is_some_and(|sentence| sentence.contains(expected)));
        let index = index.unwrap_or_else(|| panic!("{statement}: {recount}"));
        assert_eq!(recount["details"][index]["code"], code, "details and findings are in the same order: {recount}");
        let verdict = verdict(&house).await;
        assert!(!verdict.is_clean() && verdict.to_string().contains(expected), "{statement}: {verdict}");
    }
}

#[story]
async fn the_log_goes_on_across_a_restart() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.restart().await;
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    assert_eq!(house.number("select max(position) from votes").await, 4, "the creation and the opening are entries 1 and 2");
    assert!(verdict(&house).await.is_clean());
}
