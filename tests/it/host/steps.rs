//! Steps of a meeting, as shortcuts and remotes take them: no console has to be open.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, Response, Socket, story};

/// A meeting with two drafts and a follower.
struct Evening {
    house: House,
    first: Poll,
    second: Poll,
    socket: Socket,
}

impl Evening {
    async fn begin(rules: Value) -> Self {
        let house = House::open().await;
        let mut draft = rules;
        draft["state"] = "draft".into();
        let first = house.poll_with("The first one?", &OPTIONS, draft.clone()).await;
        let second = house.poll_with("The second one?", &OPTIONS, draft).await;
        let socket = house.phone().follows(first.meeting()).await;
        Self { house, first, second, socket }
    }

    async fn sends(&self, body: &Value) -> Response {
        self.house.host().sends(Method::POST, &format!("/api/meetings/{}/step", self.first.meeting()), body).await
    }

    /// Takes a step, and returns what it did.
    async fn takes(&self, step: &str) -> Value {
        self.sends(&json!({ "step": step })).await.is(200).json()["did"].clone()
    }

    async fn now(&self) -> Value {
        self.house.host().get(&format!("/api/meetings/{}/step", self.first.meeting())).await.is(200).json()
    }
}

#[story]
async fn an_evening_is_led_by_next_alone() {
    let mut evening = Evening::begin(json!({ "results": "on_reveal" })).await;
    let before = evening.now().await;
    assert_eq!((&before["view"], &before["next"]["action"]), (&json!("lobby"), &json!("stage")));
    assert_eq!(evening.takes("next").await, "stage");
    evening.socket.until("stage", |stage| stage["poll_code"] == evening.first.code).await;
    assert_eq!(evening.takes("next").await, "open");
    evening.house.phone().votes_for(&evening.first, "Tabs").await.is_counted();
    let open = evening.now().await;
    assert_eq!((&open["poll"]["total_votes"], &open["next"]["action"], &open["back"]), (&json!(1), &json!("close"), &Value::Null));
    assert_eq!((&open["poll"]["number"], &open["poll"]["of"], &open["poll"]["hidden"]), (&json!(1), &json!(2), &json!(true)));
    for step in ["close", "reveal", "next"] {
        assert_eq!(evening.takes("next").await, step);
    }
    evening.socket.until("stage", |stage| stage["poll_code"] == evening.second.code).await;
    for step in ["open", "close", "reveal"] {
        assert_eq!(evening.takes("next").await, step);
    }
    let end = evening.sends(&json!({ "step": "next" })).await.is(200).json();
    assert_eq!((&end["did"], &end["now"]["next"]), (&Value::Null, &Value::Null), "nothing follows the last poll");
}

#[story]
async fn a_right_answer_is_a_step_of_its_own() {
    let evening = Evening::begin(json!({})).await;
    let options = json!([{ "option_text": "Tabs", "correct": true }, { "option_text": "Spaces" }]);
    evening.house.host().changes(&evening.first, &json!({ "options": options })).await;
    for step in ["stage", "open", "close", "answer", "next"] {
        assert_eq!(evening.takes("next").await, step);
    }
    for step in ["previous", "hide_answer", "reopen", "unopen"] {
        assert_eq!(evening.takes("back").await, step);
    }
    assert_eq!(evening.takes("back").await, Value::Null, "nothing precedes the first poll");
}

#[story]
async fn steps_by_name_change_nothing_twice() {
    let evening = Evening::begin(json!({ "results": "on_reveal" })).await;
    for (step, did) in [("open", "open"), ("timer", "timer"), ("more_time", "more_time"), ("close", "close"), ("reveal", "reveal")] {
        assert_eq!(evening.takes(step).await, did);
        if !step.contains("time") {
            assert_eq!(evening.takes(step).await, Value::Null, "{step} once more");
        }
    }
    for (step, did) in [("blank", "blank"), ("blank", "return"), ("lobby", "lobby"), ("lobby", "return")] {
        assert_eq!(evening.takes(step).await, did);
    }
    for (step, did) in [("lobby", "lobby"), ("blank", "blank"), ("blank", "lobby")] {
        assert_eq!(evening.takes(step).await, did, "what was beneath comes back");
    }
    evening.sends(&json!({ "step": "timer" })).await.is_refused(409, "wrong_state");
    evening.sends(&json!({ "step": "answer" })).await.is_refused(409, "wrong_state");
}

#[story]
async fn a_blank_screen_gives_the_board_back_and_says_what_it_hides() {
    let evening = Evening::begin(json!({})).await;
    let (host, meeting) = (evening.house.host(), evening.first.meeting().to_owned());
    let stage = async || {
        let stage = host.get(&format!("/m/{meeting}/stage")).await.is(200).json();
        (stage["view"].clone(), stage["beneath"].clone())
    };
    host.sends(Method::PATCH, &format!("/api/meetings/{meeting}/board"), &json!({ "board": "open" })).await.is(200);
    host.sets_stage(&meeting, &json!({ "poll_code": evening.first.code })).await;
    host.sets_stage(&meeting, &json!({ "view": "board" })).await;
    assert_eq!(evening.takes("blank").await, "blank");
    host.sets_stage(&meeting, &json!({ "view": "blank" })).await;
    assert_eq!(stage().await, (json!("blank"), json!("board")), "blanked twice, it hides the same");
    assert_eq!(evening.takes("blank").await, "return");
    assert_eq!(stage().await, (json!("board"), json!("board")));
    evening.takes("blank").await;
    host.sends(Method::PATCH, &format!("/api/meetings/{meeting}/board"), &json!({ "board": "off" })).await.is(200);
    evening.takes("blank").await;
    assert_eq!(stage().await, (json!("poll"), json!("poll")), "a board that is off does not come back");
}

#[story]
async fn a_step_that_would_lose_votes_is_refused_until_it_is_confirmed() {
    let evening = Evening::begin(json!({})).await;
    evening.takes("open").await;
    let phone = evening.house.phone();
    phone.votes_for(&evening.first, "Tabs").await.is_counted();
    evening.sends(&json!({ "step": "back" })).await.is_refused(409, "votes_counted");
    evening.takes("close").await;
    for step in ["back", "open"] {
        evening.sends(&json!({ "step": step })).await.is_refused(409, "would_reopen");
    }
    assert_eq!(evening.house.host().sees(&evening.first).await["state"], "closed", "a refusal changes nothing");
    let reopened = evening.sends(&json!({ "step": "back", "confirm": "reopen" })).await.is(200).json();
    assert_eq!((&reopened["did"], &reopened["now"]["poll"]["total_votes"]), (&json!("reopen"), &json!(1)));
    phone.votes_for(&evening.first, "Tabs").await.is_refused(409, "already_voted_device");
}

#[story]
async fn another_poll_is_not_staged_over_an_open_one_unless_that_is_confirmed() {
    let evening = Evening::begin(json!({})).await;
    let (host, meeting) = (evening.house.host(), evening.first.meeting().to_owned());
    let opens_first_and_stages_second = async || {
        host.changes(&evening.first, &json!({ "state": "open" })).await;
        host.sets_stage(&meeting, &json!({ "poll_code": evening.second.code })).await;
        host.sets_stage(&meeting, &json!({ "view": "lobby" })).await;
    };
    opens_first_and_stages_second().await;
    let refused = evening.sends(&json!({ "step": "next" })).await.is_refused(409, "poll_still_open");
    assert_eq!(refused["question"], host.sees(&evening.first).await["question"], "it is named");
    evening.sends(&json!({ "step": "next", "confirm": "leave" })).await.is(200);
    assert_eq!(host.sees(&evening.first).await["state"], "open");
    opens_first_and_stages_second().await;
    let done = evening.sends(&json!({ "step": "next", "confirm": "close" })).await.is(200).json();
    assert_eq!(done["now"]["poll"]["poll_code"], evening.second.code);
    assert_eq!(host.sees(&evening.first).await["state"], "closed");
}

#[story]
async fn of_two_presses_from_one_state_one_is_a_step() {
    let evening = Evening::begin(json!({})).await;
    evening.takes("next").await;
    let press = json!({ "step": "next", "from": evening.now().await["at"] });
    let (one, other) = tokio::join!(evening.sends(&press), evening.sends(&press));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let late = if one.status == 409 { one } else { other };
    late.is_refused(409, "step_passed");
    assert_eq!(evening.house.host().sees(&evening.first).await["state"], "open", "opened, and not closed again");
    // Votes do not make a press late.
    let press = json!({ "step": "close", "from": evening.now().await["at"] });
    evening.house.phone().votes_for(&evening.first, "Tabs").await.is_counted();
    assert_eq!(evening.sends(&press).await.is(200).json()["did"], "close");
}

#[story]
async fn presses_from_any_state_at_once_are_steps_one_after_the_other() {
    let evening = Evening::begin(json!({})).await;
    let press = json!({ "step": "next" });
    let done = futures::future::join_all((0..4).map(|_| evening.sends(&press))).await;
    let mut did: Vec<String> = done.iter().map(|done| done.is(200).json()["did"].as_str().expect("a step").to_owned()).collect();
    did.sort_unstable();
    assert_eq!(did, ["close", "next", "open", "stage"]);
}

#[story]
async fn steps_are_of_a_meeting_that_goes_on() {
    let evening = Evening::begin(json!({})).await;
    let host = evening.house.host();
    let current = host.get("/api/meetings/current/step").await.is(200).json();
    assert_eq!(current["join_code"], evening.first.meeting());
    host.get("/api/meetings/ZZZZZZ/step").await.is_refused(404, "no_such_meeting");
    for body in [json!({}), json!({ "step": "jump" }), json!({ "step": "next", "confirm": true }), json!({ "step": "next", "by": 2 })] {
        evening.sends(&body).await.is_refused(400, "bad_request");
    }
    host.sends(Method::PATCH, &format!("/api/meetings/{}", evening.first.meeting()), &json!({ "ended": true })).await.is(200);
    evening.sends(&json!({ "step": "next" })).await.is_refused(409, "meeting_ended");
    host.get("/api/meetings/current/step").await.is_refused(404, "no_such_meeting");
}
