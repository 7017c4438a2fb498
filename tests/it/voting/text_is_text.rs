//! Text that people write is shown as they wrote it, except for deceptive characters, and never runs.

use serde_json::json;
use support::{House, Poll, story};

const SCRIPT: &str = "<script>alert('hi')</script>";
const MARKUP: &str = "</title></bdi><img src=x onerror=alert(1)>\"'&amp;";

async fn hostile(house: &House) -> Poll {
    house.poll(SCRIPT, &[MARKUP, "Spaces"]).await
}

#[story]
async fn markup_in_a_poll_is_escaped_on_every_page() {
    let house = House::open().await;
    let poll = hostile(&house).await;
    let host = house.phone();
    host.becomes_host(house.host_key()).await.is(200);
    let pages = [
        house.phone().opens(&poll.path("")).await,
        house.phone().opens(&poll.path("/share")).await,
        house.phone().opens("/poll/ZZZZZZZZ").await,
        host.opens("/").await,
    ];
    for page in pages {
        let text = page.text();
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x") && !text.contains("</title></bdi>"), "{text}");
        assert!(text.contains("alert("), "but it is there, as text");
    }
}

#[story]
async fn markup_in_a_poll_arrives_unchanged_as_data() {
    let house = House::open().await;
    let poll = hostile(&house).await;
    let boot = house.phone().opens(&poll.path("")).await.boot();
    assert_eq!((&boot["snapshot"]["question"], &boot["snapshot"]["options"][0]["option_text"]), (&json!(SCRIPT), &json!(MARKUP)));
    assert_eq!(house.phone().results(&poll).await["question"], SCRIPT);
    assert_eq!(house.phone().joins(&poll).await.snapshot["question"], SCRIPT);
}

#[story]
async fn markup_in_a_code_is_escaped_on_the_error_page() {
    let house = House::open().await;
    for path in
        ["/poll/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/?code=%3Cscript%3Ealert(1)%3C/script%3E", "/poll/%22%20onfocus=alert(1)%20x=%22"]
    {
        let answer = house.phone().opens(path).await;
        let page = answer.is_page(404);
        assert!(!page.contains("<script>alert") && !page.contains("\" onfocus"), "{path}: {page}");
    }
}

#[story]
async fn markup_in_a_field_name_is_escaped_on_the_error_page() {
    let house = House::open().await;
    let answer = house.host().posts_form("/create", &[("<script>alert(1)</script>", "x")]).await;
    assert!(!answer.is_page(400).contains("<script>alert"));
}

#[story]
async fn deceptive_characters_are_removed() {
    let house = House::open().await;
    let poll = house.poll("Pay\u{202e}reverof\u{0} now\u{1b}[31m?", &["a\u{feff}b", "c\u{2066}d"]).await;
    assert_eq!(poll.created["question"], "Payreverof now[31m?");
    assert_eq!((poll.id("ab") > 0, poll.id("cd") > 0), (true, true));
}

#[story]
async fn noncharacters_are_removed_from_every_text_and_charts_are_drawn() {
    let house = House::open().await;
    let texts = json!({ "note": "a\u{fffe}\nb\u{fdd0}" });
    let poll = house.poll_with("Tabs\u{fffe} or\u{ffff} spaces\u{1ffff}?", &["Ta\u{fffe}bs", "Spaces\u{10ffff}"], texts).await;
    assert_eq!((poll.created["question"].as_str(), poll.id("Tabs") > 0, poll.id("Spaces") > 0), (Some("Tabs or spaces?"), true, true));
    let seen = house.host().sees(&poll).await;
    assert_eq!(seen["note"], "a\nb");
    let meeting = house.host().starts_meeting("Eve\u{ffff}ning").await;
    assert_eq!(house.phone().get(&format!("/m/{meeting}/stage")).await.is(200).json()["name"], "Evening");
    let table = "question,option 1,option 2\nWh\u{fffe}y?,Be\u{ffff}cause,Why not\n";
    house.host().posts(&format!("/api/meetings/{meeting}/questions"), "text/csv", table).await.is(201);
    let exported = house.host().get(&format!("/api/meetings/{meeting}/questions?format=json")).await.is(200).json();
    assert_eq!((&exported["polls"][0]["question"], &exported["polls"][0]["options"][0]), (&json!("Why?"), &json!("Because")));
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let chart = house.host().get(&format!("/api/polls/{}/chart.svg", poll.code)).await.is(200).clone();
    assert!(chart.text().contains("Tabs or spaces?"));
    let drawn = house.host().get(&format!("/api/polls/{}/chart.png", poll.code)).await;
    assert!(matches!(drawn.status, 200 | 503), "503 is a computer without fonts");
}

#[story]
async fn a_stored_noncharacter_of_an_earlier_version_does_not_break_charts() {
    let house = House::open().await;
    let poll = house.poll("Here?", &["Yes", "No"]).await;
    house.tampers("update options set option_text = 'Ye\u{ffff}s' where option_text = 'Yes'").await;
    house.phone().votes_for(&poll, "No").await.is_counted();
    for picture in ["chart.svg", "chart.png"] {
        let drawn = house.host().get(&format!("/api/polls/{}/{picture}", poll.code)).await;
        assert!(matches!(drawn.status, 200 | 503), "{picture}: {}", drawn.status);
        assert!(!drawn.body.windows(3).any(|bytes| bytes == "\u{ffff}".as_bytes()), "{picture}");
    }
}

#[story]
async fn emoji_families_other_scripts_and_formulas_stay_as_they_are() {
    let house = House::open().await;
    for text in ["👩‍👩‍👧‍👦?", "می‌خواهم", "=1+1", "@SUM(A1)", "-2", "日本語", "'; drop table polls; --", "%s%n{{7*7}}${7*7}"]
    {
        let poll = house.poll(text, &[text, "other"]).await;
        let results = house.phone().results(&poll).await;
        assert_eq!((&results["question"], &results["options"][0]["option_text"]), (&json!(text), &json!(text)));
    }
}
