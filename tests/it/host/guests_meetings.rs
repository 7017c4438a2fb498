//! Where anyone may create (`CREATE_ACCESS=open`): which meetings a guest may add polls to, and which stages it may change.

use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, QUESTION, Response, story};

async fn open_house() -> House {
    House::with(|config| config.create_access = CreateAccess::Open).await
}

/// Makes a poll as a guest, with the token of an earlier one where there is one.
async fn makes(guest: &Phone, token: Option<&Value>, mut body: Value) -> Response {
    body["options"] = json!(OPTIONS);
    let request = guest.request(Method::POST, "/create").json(&body);
    guest
        .send(match token {
            Some(token) => request.bearer_auth(token.as_str().expect("a token")),
            None => request,
        })
        .await
}

#[story]
async fn a_guest_cannot_add_polls_to_the_hosts_meeting_by_its_join_code() {
    let house = open_house().await;
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    let guest = house.phone();
    let own = makes(&guest, None, json!({ "question": "Mine?" })).await.is(201).json();
    let rows_before = house.row_count().await;
    let code = hosts_poll.meeting();
    for (named, token) in [
        (code.to_owned(), None),
        (code.to_lowercase(), None),
        (code.to_owned(), Some(&own["host_token"])),
        (own["meeting"].as_str().expect("a code").to_owned(), None),
        ("ZZZZZZ".to_owned(), Some(&own["host_token"])),
        ("no code".to_owned(), None),
    ] {
        for state in ["open", "ready", "draft"] {
            let body = json!({ "question": "Whose stage?", "meeting": named, "state": state });
            makes(&house.phone(), token, body).await.is_refused(403, "host_only");
        }
        let form = [("question", "Whose?"), ("options[]", "A"), ("options[]", "B"), ("meeting", named.as_str())];
        house.phone().posts_form("/create", &form).await.is_page(403);
    }
    assert_eq!(house.row_count().await, rows_before);
    assert_eq!(house.phone().opens(&hosts_poll.meeting_path("")).await.boot()["snapshot"]["poll_code"], hosts_poll.code);
}

#[story]
async fn a_guest_adds_polls_to_its_own_meeting_with_its_token() {
    let house = open_house().await;
    let guest = house.phone();
    let first = makes(&guest, None, json!({ "question": "First?" })).await.is(201).json();
    let body = json!({ "question": "Second?", "meeting": first["meeting"] });
    let second = makes(&guest, Some(&first["host_token"]), body).await.is(201).json();
    assert_eq!(second["meeting"], first["meeting"]);
    let path = format!("/m/{}", first["meeting"].as_str().expect("a code"));
    assert_eq!(house.phone().opens(&path).await.boot()["snapshot"]["poll_code"], second["poll_code"]);
}

#[story]
async fn the_console_the_projector_and_the_hosts_next_poll_stay_in_the_hosts_meeting() {
    let house = open_house().await;
    let guest = house.phone();
    makes(&guest, None, json!({ "question": "The very first?" })).await.is(201);
    assert_eq!(house.host().get("/api/console").await.is(200).json()["meeting"], Value::Null, "a guest's is not the host's");
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    makes(&guest, None, json!({ "question": "After it?" })).await.is(201);
    assert_eq!(house.host().get("/api/console").await.is(200).json()["meeting"]["join_code"], hosts_poll.meeting());
    assert_eq!(house.phone().opens("/screen").await.leads_to(), format!("/screen/{}", hosts_poll.meeting()));
    assert_eq!(house.poll("And on?", &OPTIONS).await.meeting(), hosts_poll.meeting());
}

#[story]
async fn a_guest_cannot_change_the_stage_of_its_meeting_once_the_host_has_opened_it() {
    let house = open_house().await;
    let guest = house.phone();
    let draft = makes(&guest, None, json!({ "question": "Later?", "state": "draft" })).await.is(201).json();
    let meeting = draft["meeting"].as_str().expect("a code");
    for ended in [true, false] {
        house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), &json!({ "ended": ended })).await.is(200);
    }
    assert_eq!(house.host().get("/api/console").await.is(200).json()["meeting"]["join_code"], meeting);
    let body = json!({ "question": "Still mine?", "meeting": meeting });
    makes(&guest, Some(&draft["host_token"]), body).await.is_refused(403, "host_only");
    let path = format!("/api/polls/{}", draft["poll_code"].as_str().expect("a code"));
    for change in [json!({ "state": "open" }), json!({ "state": "ready" })] {
        let request = guest.request(Method::PATCH, &path).bearer_auth(draft["host_token"].as_str().expect("a token"));
        guest.send(request.json(&change)).await.is_refused(403, "host_only");
    }
    house.host().sends(Method::PATCH, &path, &json!({ "state": "open" })).await.is(200);
}
