//! Every field of POST `/create`, PATCH `/api/polls/{code}` and PUT `/api/network`: an invalid value is refused with its code
//! and not stored.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, story};

/// Sends each row as the host: each is refused, and nothing is stored.
async fn all_are_refused(rows: &[(&str, Value)], status: u16, code: &str) {
    let house = House::open().await;
    let host = house.host();
    for (what, body) in rows {
        let answer = host.creates(body).await;
        assert_eq!(answer.status_and_code(), (status, code.to_owned()), "{what}: {}", answer.text());
    }
    assert_eq!(house.row_count().await, 0);
}

fn poll_with(field: &str, value: Value) -> Value {
    let mut body = json!({ "question": QUESTION, "options": OPTIONS });
    body[field] = value;
    body
}

fn poll_without(field: &str) -> Value {
    let mut body = poll_with("kind", json!("single"));
    body.as_object_mut().expect("an object").remove(field);
    body
}

#[story]
async fn a_body_that_is_no_poll_is_refused() {
    let rows = [
        ("null", Value::Null),
        ("a list", json!([])),
        ("a text", json!("a poll, please")),
        ("a number", json!(4)),
        ("no question", poll_without("question")),
        ("no options", poll_without("options")),
        ("an unknown field", poll_with("colour", json!("red"))),
        ("a field of another letter case", poll_with("Question", json!("?"))),
        ("a code of one's own", poll_with("poll_code", json!("AAAAAAAA"))),
    ];
    all_are_refused(&rows, 400, "bad_request").await;
}

#[story]
async fn fields_of_another_type_are_refused() {
    let rows = [
        ("question: number", poll_with("question", json!(7))),
        ("question: null", poll_with("question", Value::Null)),
        ("question: list", poll_with("question", json!([QUESTION]))),
        ("options: text", poll_with("options", json!("Tabs"))),
        ("options: null", poll_with("options", Value::Null)),
        ("options: object", poll_with("options", json!({ "0": "Tabs", "1": "Spaces" }))),
        ("options: of numbers", poll_with("options", json!([1, 2]))),
        ("options: with null", poll_with("options", json!(["Tabs", null]))),
        ("kind: unknown", poll_with("kind", json!("essay"))),
        ("kind: number", poll_with("kind", json!(1))),
        ("min_choices: text", poll_with("min_choices", json!("1"))),
        ("max_choices: fraction", poll_with("max_choices", json!(1.5))),
        ("max_choices: enormous", poll_with("max_choices", json!(1e300))),
        ("fairness: unknown", poll_with("fairness", json!("none"))),
        ("results: unknown", poll_with("results", json!("never"))),
        ("allow_change: text", poll_with("allow_change", json!("yes"))),
        ("allow_change: number", poll_with("allow_change", json!(1))),
        ("one_tap: number", poll_with("one_tap", json!(1))),
        ("state: unknown", poll_with("state", json!("burning"))),
        ("meeting: number", poll_with("meeting", json!(123_456))),
    ];
    all_are_refused(&rows, 400, "bad_request").await;
}

#[story]
async fn a_question_is_1_to_500_characters_and_not_blank() {
    let rows = [
        ("empty", poll_with("question", json!(""))),
        ("spaces", poll_with("question", json!(" \t\n "))),
        ("no-break space", poll_with("question", json!("\u{a0}"))),
        ("nothing visible", poll_with("question", json!("\u{200b}\u{200d}\u{2060}"))),
        ("controls only", poll_with("question", json!("\u{0}\u{1b}\u{202e}"))),
        ("501", poll_with("question", json!("x".repeat(501)))),
        ("501 wide", poll_with("question", json!("é".repeat(501)))),
    ];
    all_are_refused(&rows, 422, "invalid_question").await;
}

#[story]
async fn options_are_2_to_20_of_1_to_200_characters_and_no_two_equal() {
    let many: Vec<String> = (1..=21).map(|n| format!("Option {n}")).collect();
    let rows = [
        ("none", poll_with("options", json!([]))),
        ("one", poll_with("options", json!(["Tabs"]))),
        ("twenty-one", poll_with("options", json!(many))),
        ("an empty one", poll_with("options", json!(["Tabs", ""]))),
        ("a blank one", poll_with("options", json!(["Tabs", "  \n"]))),
        ("an invisible one", poll_with("options", json!(["Tabs", "\u{200b}"]))),
        ("201 characters", poll_with("options", json!(["Tabs", "x".repeat(201)]))),
        ("the same twice", poll_with("options", json!(["Tabs", "Tabs"]))),
        ("the same after trimming", poll_with("options", json!(["Tabs", " Tabs\t"]))),
        ("the same but for the spaces inside", poll_with("options", json!(["Hard tabs", "Hard  tabs"]))),
        ("the same in another normal form", poll_with("options", json!(["caf\u{e9}", "cafe\u{301}"]))),
        ("the same but for an invisible control", poll_with("options", json!(["Tabs", "Tabs\u{202e}"]))),
        ("the same but for a zero-width space", poll_with("options", json!(["Tabs", "Tabs\u{200b}"]))),
        ("the same but for a soft hyphen", poll_with("options", json!(["Coop", "Co\u{ad}op"]))),
        ("the same heart as text and as emoji", poll_with("options", json!(["\u{2764}", "\u{2764}\u{fe0f}"]))),
        ("the same digit in full width", poll_with("options", json!(["1", "\u{ff11}"]))),
        ("the same but for a noncharacter", poll_with("options", json!(["Tabs", "Tabs\u{fffe}"]))),
        ("the same but for a ligature", poll_with("options", json!(["fish", "\u{fb01}sh"]))),
        ("the same but for a Hangul filler", poll_with("options", json!(["Tabs", "\u{3164}Tabs"]))),
    ];
    all_are_refused(&rows, 422, "invalid_options").await;
}

#[story]
async fn the_longest_texts_and_the_most_options_are_accepted() {
    let house = House::open().await;
    let options: Vec<String> = (0..20).map(|n| format!("{n:02}{}", "ü".repeat(198))).collect();
    let created = house.host().creates(&json!({ "question": "é".repeat(500), "options": options })).await.is(201).json();
    assert_eq!(created["options"].as_array().map(Vec::len), Some(20));
    assert_eq!(created["question"].as_str().map(|question| question.chars().count()), Some(500));
    house.poll("?", &["a", "b"]).await;
}

#[story]
async fn forms_are_read_as_strictly_as_json() {
    let house = House::open().await;
    let good = [("question", QUESTION), ("options", "Tabs"), ("options", "Spaces")];
    for (field, status) in [
        (("colour", "red"), 400),
        (("kind", "essay"), 400),
        (("results", ""), 400),
        (("min_choices", "two"), 400),
        (("min_choices", "-1"), 422),
        (("options", "Tabs"), 422),
        (("max_choices", "2"), 422),
    ] {
        let fields: Vec<_> = good.into_iter().chain([field]).collect();
        let host = house.host();
        let answer = host.send(host.request(Method::POST, "/create").form(&fields)).await;
        assert_eq!(answer.status, status, "{field:?}: {}", answer.text());
    }
    assert_eq!(house.row_count().await, 0);
}

#[story]
async fn an_invalid_change_of_a_poll_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/polls/{}", poll.code);
    for body in [
        json!({ "state": "burning" }),
        json!({ "state": 1 }),
        json!({ "fairness": "none" }),
        json!({ "results": true }),
        json!({ "revealed": "yes" }),
        json!({ "allow_change": 1 }),
        json!({ "question": 1 }),
        json!({ "options": ["A", "B"] }),
        json!({ "timer_seconds": -1 }),
        json!({ "timer_seconds": 1.5 }),
        json!({ "timer_seconds": 10, "add_seconds": 10 }),
        json!({ "run_again": "yes" }),
        json!({ "deleted": true }),
        json!({ "round": 7 }),
        json!({ "total_votes": 100 }),
        json!([]),
        json!(null),
    ] {
        let answer = house.host().sends(Method::PATCH, &path, &body).await;
        assert_eq!(answer.status_and_code(), (400, "bad_request".into()), "{body}");
    }
    house.host().sends(Method::PATCH, "/api/polls/ZZZZZZZZ", &json!({})).await.is_refused(404, "no_such_poll");
    house.host().get("/api/polls/nonsense").await.is_refused(404, "no_such_poll");
    assert_eq!(house.host().sees(&poll).await["seq"], poll.created["seq"], "nothing was changed");
}

#[story]
async fn an_invalid_choice_of_address_is_refused() {
    let house = House::open().await;
    for body in [json!({ "address": 7 }), json!({ "address": null, "port": 80 }), json!("127.0.0.1"), json!(null)] {
        let answer = house.host().sends(Method::PUT, "/api/network", &body).await;
        assert_eq!(answer.status_and_code(), (400, "bad_request".into()), "{body}");
    }
    for address in ["", "999.1.1.1", "127.0.0.1:80", "localhost", "::g"] {
        let answer = house.host().sends(Method::PUT, "/api/network", &json!({ "address": address })).await;
        assert_eq!(answer.status_and_code(), (422, "invalid_address".into()), "{address}");
    }
}
