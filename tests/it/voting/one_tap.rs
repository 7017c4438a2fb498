//! One tap as a rule of a poll: phones act on it, the server keeps it and says it.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, story};

#[story]
async fn one_tap_is_a_rule_that_every_visitor_sees_and_a_host_can_change() {
    let mut house = House::open().await;
    let plain = house.poll(QUESTION, &OPTIONS).await;
    assert_eq!(plain.created.get("one_tap"), None, "what is the default is absent");
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "one_tap": true })).await;
    let phone = house.phone();
    assert_eq!(phone.results(&poll).await["one_tap"], true);
    let changed = house.host().changes(&poll, &json!({ "one_tap": false })).await;
    assert_eq!(changed.get("one_tap"), None);
    house.host().changes(&poll, &json!({ "one_tap": true })).await;
    house.restart().await;
    assert_eq!(house.host().sees(&poll).await["one_tap"], true, "it is stored");
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!(recount["findings"], json!([]), "the log has the rule");
}

#[story]
async fn copies_and_files_of_questions_have_the_rule() {
    let house = House::open().await;
    let from = house.host().starts_meeting("From").await;
    let body = json!({ "question": QUESTION, "options": OPTIONS, "one_tap": true, "meeting": from });
    let created = house.host().creates(&body).await.is(201).json();
    let copy = format!("/api/polls/{}/copy", created["poll_code"].as_str().expect("a code"));
    assert_eq!(house.host().sends(Method::POST, &copy, &Value::Null).await.is(201).json()["one_tap"], true);
    for (format, media) in [("json", "application/json"), ("csv", "text/csv")] {
        let questions = |meeting: &str| format!("/api/meetings/{meeting}/questions?format={format}");
        let file = house.host().get(&questions(&from)).await.is(200).clone();
        let into = house.host().starts_meeting("Into").await;
        house.host().posts(&format!("/api/meetings/{into}/questions"), media, file.body.clone()).await.is(201);
        assert_eq!(house.host().get(&questions(&into)).await.is(200).body, file.body, "{}", file.text());
    }
    let polls = house.host().get(&format!("/api/meetings/{from}/questions?format=json")).await.is(200).json()["polls"].clone();
    assert_eq!((&polls[0]["one_tap"], &polls[1]["one_tap"]), (&json!(true), &json!(true)));
    let report = house.host().get(&format!("/api/meetings/{from}/export?format=json")).await.is(200).json();
    assert_eq!(report["polls"][0]["one_tap"], true);
}
