//! Meetings: their polls in the host's order, deleted polls and copies, their end, and the history.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, story};

/// Changes a meeting, and returns its new state.
async fn patched(house: &House, meeting: &str, body: &Value) -> Value {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), body).await.is(200).json()
}

#[story]
async fn polls_are_listed_in_the_order_that_the_host_sets() {
    let house = House::open().await;
    let [a, b, c] = [house.poll("A?", &OPTIONS).await, house.poll("B?", &OPTIONS).await, house.poll("C?", &OPTIONS).await];
    let meeting = a.meeting();
    assert_eq!(house.host().polls_of(meeting).await, [a.code.clone(), b.code.clone(), c.code.clone()]);
    let path = format!("/api/meetings/{meeting}/order");
    house.host().sends(Method::PUT, &path, &json!({ "poll_codes": [c.code, a.code, b.code] })).await.is(200);
    assert_eq!(house.host().polls_of(meeting).await, [c.code.clone(), a.code.clone(), b.code.clone()]);
    for wrong in [json!([c.code, a.code]), json!([c.code, a.code, a.code]), json!([c.code, a.code, "ZZZZZZZZ"]), json!(["nonsense"])] {
        house.host().sends(Method::PUT, &path, &json!({ "poll_codes": wrong })).await.is_refused(422, "invalid_order");
    }
}

#[story]
async fn a_new_meeting_gets_new_polls_and_may_copy_the_questions_of_an_earlier_one() {
    let house = House::open().await;
    let earlier = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal", "correct": [1], "note": "Ask slowly." })).await;
    house.phone().votes_for(&earlier, "Tabs").await.is_counted();
    let copied =
        house.host().sends(Method::POST, "/api/meetings", &json!({ "name": "Again", "like": earlier.meeting() })).await.is(201).json();
    let codes = house.host().polls_of(copied["join_code"].as_str().expect("a code")).await;
    assert_eq!(codes.len(), 1);
    let copy = house.host().get(&format!("/api/polls/{}", codes[0])).await.is(200).json();
    assert_eq!((&copy["state"], &copy["results"], &copy["total_votes"]), (&json!("draft"), &json!("on_reveal"), &json!(0)));
    assert_eq!((&copy["options"][1]["correct"], &copy["note"]), (&json!(true), &json!("Ask slowly.")));
    assert_eq!(house.poll("New?", &OPTIONS).await.meeting(), copied["join_code"]);
    assert_eq!(house.host().sees(&earlier).await["total_votes"], 1);
}

#[story]
async fn consoles_that_need_a_meeting_at_the_same_time_get_the_same_one() {
    let house = House::open().await;
    let ensured =
        async || house.host().sends(Method::POST, "/api/meetings", &json!({ "if_none": true })).await.is(201).json()["join_code"].clone();
    let (one, other) = tokio::join!(ensured(), ensured());
    assert_eq!(one, other);
    assert_eq!(house.poll(QUESTION, &OPTIONS).await.meeting(), one);
    assert_eq!(ensured().await, one);
    patched(&house, one.as_str().expect("a code"), &json!({ "ended": true })).await;
    assert_ne!(ensured().await, one, "an ended meeting is not the current one");
}

#[story]
async fn an_ended_meeting_closes_its_polls_and_can_be_opened_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().follows(poll.meeting()).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(patched(&house, poll.meeting(), &json!({ "ended": true })).await["ended"], true);
    socket.until("stage", |stage| stage["ended"] == true).await;
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
    let page = house.phone().opens(&poll.meeting_path("")).await;
    assert!(page.is_page(200).contains("The meeting has ended"));
    assert_eq!(house.number("select count(*) from roll").await, 0, "who has voted is deleted");
    assert_ne!(house.poll("Another evening?", &OPTIONS).await.meeting(), poll.meeting());
    assert_eq!(patched(&house, poll.meeting(), &json!({ "ended": false })).await["ended"], false);
    let console = house.host().get("/api/console").await.is(200).json();
    assert_eq!(console["meeting"]["join_code"], poll.meeting(), "the one opened last is the current one");
    let path = format!("/api/polls/{}", poll.code);
    let refused = house.host().sends(Method::PATCH, &path, &json!({ "state": "open" })).await.is_refused(409, "roll_erased");
    assert!(
        refused["detail"].as_str().is_some_and(|detail| detail.contains("Run the poll again")),
        "who has voted is forgotten: {refused}"
    );
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
}

#[story]
async fn no_poll_opens_in_a_meeting_that_has_ended() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let draft = house.poll_with("One more?", &OPTIONS, json!({ "state": "draft" })).await;
    patched(&house, poll.meeting(), &json!({ "ended": true })).await;
    for (poll, state) in [(&poll, "open"), (&draft, "open"), (&draft, "ready")] {
        let path = format!("/api/polls/{}", poll.code);
        house.host().sends(Method::PATCH, &path, &json!({ "state": state })).await.is_refused(409, "meeting_ended");
    }
    house.host().changes(&poll, &json!({ "revealed": true })).await;
}

#[story]
async fn a_phone_that_follows_a_deleted_poll_sees_its_voting_end() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().joins(&poll).await;
    house.host().sends(Method::DELETE, &format!("/api/polls/{}", poll.code), &Value::Null).await.is(204);
    socket.until("poll_state", |state| state["state"] == "closed").await;
    assert_eq!(socket.calls("join", json!({ "poll_code": poll.code })).await["problem"]["code"], "no_such_poll");
}

#[story]
async fn the_history_is_searched_by_name_code_and_question() {
    let house = House::open().await;
    let host = house.host();
    let (friday, monday) = (host.starts_meeting("Friday town hall").await, host.starts_meeting("Monday").await);
    house.poll_with("Where to hold the OFFSITE?", &OPTIONS, json!({ "meeting": friday })).await;
    let search_results = async |search: &str| {
        let lines = host.get(&format!("/api/meetings?search={search}")).await.is(200).json();
        lines.as_array().expect("a list").iter().map(|line| line["join_code"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(search_results("").await, [monday.as_str(), &friday]);
    assert_eq!(search_results("town").await, [friday.as_str()]);
    assert_eq!(search_results("offsite").await, [friday.as_str()]);
    assert_eq!(search_results(&monday.to_ascii_lowercase()).await, [monday.as_str()]);
    assert!(search_results("%25").await.is_empty(), "what a host types is text, not a pattern");
    patched(&house, &friday, &json!({ "deleted": true })).await;
    assert_eq!(search_results("").await, [monday.as_str()]);
    house.phone().opens(&format!("/m/{friday}")).await.is_page(404);
    patched(&house, &friday, &json!({ "deleted": false })).await;
    assert_eq!(search_results("town").await, [friday.as_str()]);
}

#[story]
async fn a_deleted_poll_exists_for_nobody_and_is_restored_with_its_votes() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(Method::DELETE, &path, &Value::Null).await.is(204);
    house.phone().get(&poll.path("/results")).await.is_refused(404, "no_such_poll");
    house.phone().votes_for(&poll, "Tabs").await.is_refused(404, "no_such_poll");
    house.host().sends(Method::DELETE, &path, &Value::Null).await.is_refused(404, "no_such_poll");
    assert!(house.host().polls_of(poll.meeting()).await.is_empty());
    assert_eq!(house.phone().opens(&poll.meeting_path("")).await.boot()["stage"]["view"], "lobby");
    let restored = house.host().sends(Method::PATCH, &path, &json!({ "deleted": false })).await.is(200).json();
    assert_eq!((&restored["total_votes"], &restored["state"]), (&json!(1), &json!("closed")), "votes and all, but no longer open");
    phone.votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
}

#[story]
async fn a_deleted_poll_with_votes_is_offered_for_restoring_until_the_meeting_ends() {
    let house = House::open().await;
    let host = house.host();
    let (voted, empty) = (house.poll(QUESTION, &OPTIONS).await, house.poll("Nobody asked?", &OPTIONS).await);
    let later = house.poll("And now?", &OPTIONS).await;
    for poll in [&voted, &later] {
        house.phone().votes_for(poll, "Tabs").await.is_counted();
    }
    let mut console = host.joins(&later).await;
    for poll in [&voted, &empty] {
        host.sends(Method::DELETE, &format!("/api/polls/{}", poll.code), &Value::Null).await.is(204);
    }
    let list = console.until("polls", |list| list["polls"].as_array().map(Vec::len) == Some(1)).await;
    assert_eq!((&list["deleted"][0]["poll_code"], &list["deleted"][0]["total_votes"]), (&json!(voted.code), &json!(1)));
    let offered = async || host.get("/api/console").await.is(200).json()["deleted"].clone();
    assert_eq!(offered().await.as_array().map(Vec::len), Some(1), "the deleted poll without a vote is not offered");
    let restored = host.sends(Method::PATCH, &format!("/api/polls/{}", voted.code), &json!({ "deleted": false })).await.is(200).json();
    assert_eq!(restored["total_votes"], 1);
    assert_eq!(offered().await, json!([]));
    host.changes(&later, &json!({ "run_again": true })).await;
    host.sends(Method::DELETE, &format!("/api/polls/{}", later.code), &Value::Null).await.is(204);
    assert_eq!(offered().await[0]["poll_code"], later.code, "its votes are in an earlier round");
    patched(&house, voted.meeting(), &json!({ "ended": true })).await;
    let list = console.until("polls", |list| list["deleted"] == json!([])).await;
    assert_eq!(list["join_code"], voted.meeting());
}

#[story]
async fn a_copy_is_a_draft_without_votes() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let copy = house.host().sends(Method::POST, &format!("/api/polls/{}/copy", poll.code), &Value::Null).await.is(201).json();
    assert_eq!((&copy["state"], &copy["total_votes"], &copy["allow_change"]), (&json!("draft"), &json!(0), &json!(true)));
    assert_ne!(copy["poll_code"], poll.code);
}

#[story]
async fn a_guests_poll_does_not_take_the_stage_from_the_host() {
    let house = House::with(|config| config.create_access = handsup_server::config::CreateAccess::Open).await;
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    let guests_poll =
        house.phone().sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    assert_ne!(guests_poll["meeting"], hosts_poll.meeting());
    assert_eq!(house.phone().opens(&hosts_poll.meeting_path("")).await.boot()["snapshot"]["poll_code"], hosts_poll.code);
}

#[story]
async fn names_and_notes_that_are_too_long_are_refused() {
    let house = House::open().await;
    let long = "x".repeat(201);
    house.host().sends(Method::POST, "/api/meetings", &json!({ "name": long })).await.is_refused(422, "invalid_name");
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(Method::PATCH, &path, &json!({ "note": "x".repeat(2001) })).await.is_refused(422, "invalid_note");
    house.host().changes(&poll, &json!({ "note": "One.\nTwo." })).await;
    assert_eq!(house.host().sees(&poll).await["note"], "One.\nTwo.");
    assert!(house.phone().results(&poll).await.get("note").is_none(), "a private note is the host's");
}

#[story]
async fn a_meeting_has_five_hundred_polls_at_most() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house
        .tampers(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 499) \
             insert into polls (meeting_id, poll_code, question, prompt, fairness, results, allow_change, state, created_at, position) \
             select meeting_id, 'Q' || (1000000 + i), 'Copied ' || i, prompt, fairness, results, allow_change, 'draft', created_at, i + 1 \
             from polls, n where polls.id = 1",
        )
        .await;
    assert_eq!(house.host().polls_of(poll.meeting()).await.len(), 500);
    house.host().creates(&json!({ "question": "One more?", "options": OPTIONS })).await.is_refused(422, "too_many_polls");
    let copy = format!("/api/polls/{}/copy", poll.code);
    house.host().sends(Method::POST, &copy, &Value::Null).await.is_refused(422, "too_many_polls");
    let console = house.host().get("/api/console").await.is(200).json();
    assert_eq!(console["polls"].as_array().map(Vec::len), Some(500));
}

#[story]
async fn a_long_question_of_emoji_families_and_right_to_left_options_stay_whole() {
    let house = House::open().await;
    let question = format!("{}?", "👩‍👩‍👧‍👦".repeat(71));
    let poll = house.poll(&question, &["نعم", "‏لا"]).await;
    let page = house.phone().opens(&poll.meeting_path("")).await;
    assert!(page.shown().contains(&question));
    assert_eq!(poll.created["options"][0]["option_text"], "نعم");
}

#[story]
async fn two_hosts_that_close_or_repeat_a_poll_at_once_do_it_once() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let (one, other) = (house.host(), house.host());
    let press = async |body: Value| {
        let path = format!("/api/polls/{}", poll.code);
        let (a, b) = tokio::join!(one.sends(Method::PATCH, &path, &body), other.sends(Method::PATCH, &path, &body));
        [a.status, b.status]
    };
    assert_eq!(press(json!({ "state": "closed" })).await, [200, 200], "the second close changes nothing");
    let mut statuses = press(json!({ "run_again": true })).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "one more round, not two");
    assert_eq!(house.host().sees(&poll).await["round"], 2);
    assert_eq!(press(json!({ "state": "open" })).await, [200, 200]);
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
}
