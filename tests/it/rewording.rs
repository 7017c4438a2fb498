//! Mending a question: freely before the first vote, words alone after it, and never in silence.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, story};

fn wish(options: &[&str]) -> Value {
    json!({ "options": options.iter().map(|text| json!({ "option_text": text })).collect::<Vec<_>>() })
}

fn texts(poll: &Value) -> Vec<&str> {
    poll["options"].as_array().expect("options").iter().filter_map(|option| option["option_text"].as_str()).collect()
}

#[story]
async fn before_the_first_vote_everything_may_change() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().joins(&poll).await;
    let mut change = wish(&["Tabs", "Spaces", "Both"]);
    change["question"] = "Tabs, spaces or both?".into();
    assert_eq!(texts(&house.host().changes(&poll, &change).await), ["Tabs", "Spaces", "Both"]);
    let heard = socket.until("poll_state", |state| state["question"] == "Tabs, spaces or both?").await;
    assert_eq!(texts(&heard), ["Tabs", "Spaces", "Both"]);
    let phone = house.phone();
    let ballot = json!({ "option_id": heard["options"][2]["id"], "browser_token": phone.token() });
    phone.casts(&poll, &ballot).await.is_counted();
    assert_eq!(house.count("edits").await, 0);
}

#[story]
async fn after_the_first_vote_words_may_be_mended_and_it_is_written_down() {
    let house = House::open().await;
    let poll = house.poll("Tabs or spcaes?", &["Tabs", "Spcaes"]).await;
    house.phone().votes_for(&poll, "Spcaes").await.is_counted();
    let mut change = wish(&OPTIONS);
    change["question"] = QUESTION.into();
    let mended = house.host().changes(&poll, &change).await;
    assert_eq!((texts(&mended), &mended["options"][1]["vote_count"]), (OPTIONS.to_vec(), &json!(1)));
    assert_eq!(house.count("edits").await, 2, "the question and one option");
    assert_eq!(house.word("select before || ' → ' || after from edits where option_id is not null").await, "Spcaes → Spaces");
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!(recount["findings"], json!([]));
}

#[story]
async fn once_there_are_votes_options_neither_come_nor_go() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let path = format!("/api/polls/{}", poll.code);
    for options in [vec!["Tabs", "Spaces", "Both"], vec!["Tabs", "Spaces", "Both", "None"]] {
        house.host().sends(Method::PATCH, &path, &wish(&options)).await.is_refused(409, "options_locked");
    }
    house.host().sends(Method::PATCH, &path, &wish(&["Tabs"])).await.is_refused(422, "invalid_options");
    assert_eq!(texts(&house.host().sees(&poll).await), OPTIONS);
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().sends(Method::PATCH, &path, &wish(&["A", "B", "C"])).await.is_refused(409, "options_locked");
}
