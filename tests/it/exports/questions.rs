//! Questions from the audience in exported files and in the printed report: those that everybody sees, and how many others there were.

use super::formats::{exported, workbook};
use http::Method;
use serde_json::{Value, json};
use support::{House, story};

/// A meeting with five questions, one of each state; returns its join code.
async fn a_board(house: &House) -> String {
    let code = house.host().starts_meeting("Town hall").await;
    let rules = json!({ "board": "open", "moderation": "after", "names": true });
    house.host().sends(Method::PATCH, &format!("/api/meetings/{code}/board"), &rules).await.is(200);
    let asks = async |text: &str, name: &str| {
        let phone = house.phone();
        let body = json!({ "text": text, "name": name, "browser_token": phone.token() });
        phone.sends(Method::POST, &format!("/m/{code}/questions"), &body).await.is(201).json()["id"].clone()
    };
    let changes = async |id: &Value, change: &Value| {
        house.host().sends(Method::PATCH, &format!("/api/questions/{id}"), change).await.is(200);
    };
    let (first, answered) = (asks("=1+1?", "Ada").await, asks("When do we <move>?", "").await);
    for (text, change) in [
        ("A declined secret?", json!({ "state": "declined" })),
        ("A held secret?", json!({ "state": "held" })),
        ("A merged secret?", json!({ "merged_into": first })),
    ] {
        changes(&asks(text, "Secretive").await, &change).await;
    }
    changes(&answered, &json!({ "state": "answered", "answer": "In May." })).await;
    code
}

#[story]
async fn every_format_has_the_questions_that_are_shown_and_counts_the_others() {
    let house = House::open().await;
    let code = a_board(&house).await;
    let meeting = format!("meetings/{code}");
    let board = exported(&house, &meeting, "json").await.json()["board"].clone();
    assert_eq!(board["account"], json!({ "asked": 4, "answered": 1, "declined": 1, "held": 1 }));
    let shown_at = |at: usize| ["text", "name", "state", "votes", "answer"].map(|field| board["questions"][at][field].clone());
    assert_eq!(shown_at(0), [json!("=1+1?"), json!("Ada"), json!("open"), json!(2), json!("")]);
    assert_eq!(shown_at(1), [json!("When do we <move>?"), json!(""), json!("answered"), json!(1), json!("In May.")]);
    let csv = exported(&house, &meeting, "csv").await;
    let rows: Vec<&str> = csv.text().trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].ends_with(",asked_by,asked_at,answer"), "{}", rows[0]);
    assert!(rows[1].contains(",'=1+1?,audience_question,open,") && rows[1].contains(",Ada,20"), "{}", rows[1]);
    assert!(rows[2].ends_with(",In May."), "{}", rows[2]);
    let columns = rows[0].split(',').count();
    assert!(rows.iter().all(|row| row.split(',').count() == columns), "{rows:?}");
    let mut book = workbook(&house, &meeting).await;
    assert_eq!(book.sheets(), ["Overview", "Results", "Questions"]);
    let sheet = book.rows("Questions");
    assert_eq!(sheet[0], ["Question", "Asked by", "State", "Votes", "The host’s answer", "Asked"]);
    assert_eq!(sheet[1][..5], ["=1+1?", "Ada", "Open", "2", ""]);
    assert_eq!(sheet[4][0], "4 questions asked, 1 answered, 1 not taken, 1 waiting");
    assert_eq!((sheet.len(), book.formulas()), (5, Vec::new()));
    let page = house.host().opens(&format!("/api/{meeting}/report")).await;
    let shown = page.shown();
    for part in ["4 questions asked, 1 answered, 1 not taken, 1 waiting", "In May.", "Ada", "each device is kept as a hash"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(page.is_page(200).contains("When do we &#60;move&#62;?"));
    for text in [board.to_string(), csv.text().to_owned(), book.everything(), page.text().to_owned()] {
        assert!(!text.to_lowercase().contains("secret"), "{text}");
    }
}

#[story]
async fn a_file_without_questions_says_that_there_are_none() {
    let house = House::open().await;
    let code = a_board(&house).await;
    let poll = house.poll("Why?", &["Yes", "No"]).await;
    assert_eq!(exported(&house, &format!("polls/{}", poll.code), "json").await.json()["board"], Value::Null, "one poll");
    let empty = house.host().starts_meeting("Empty").await;
    assert_eq!(exported(&house, &format!("meetings/{empty}"), "json").await.json()["board"], Value::Null);
    assert_eq!(exported(&house, &format!("meetings/{empty}"), "csv").await.text().lines().count(), 1);
    assert_eq!(workbook(&house, &format!("meetings/{empty}")).await.sheets(), ["Overview", "Results"]);
    let ended = json!({ "ended": true });
    house.host().sends(Method::PATCH, &format!("/api/meetings/{code}"), &ended).await.is(200);
    let page = house.host().opens(&format!("/api/meetings/{code}/report")).await;
    assert!(page.shown().contains("was deleted when the meeting ended"), "{}", page.shown());
}
