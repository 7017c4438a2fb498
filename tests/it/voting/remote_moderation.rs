//! A phone that leads the meeting also moderates it, as who has the moderators' link does, for as long as it leads.

use super::remotes::{Remote, Room};
use http::Method;
use serde_json::{Value, json};
use support::{Poll, Response, Socket, story};

/// A meeting in which a word and a question wait, and the phone that leads it.
struct Moderated {
    room: Room,
    words: Poll,
    question: i64,
    remote: Remote,
}

impl Moderated {
    async fn open() -> Self {
        let room = Room::open().await;
        let body = json!({ "meeting": room.poll.meeting(), "question": "What comes to mind?", "kind": "words", "moderation": "hold" });
        let words = Poll::from_created(room.house.host().creates(&body).await.is(201).json());
        let rules = json!({ "board": "open", "moderation": "hold" });
        room.house.host().sends(Method::PATCH, &room.path("/board"), &rules).await.is(200);
        let phone = room.house.phone();
        phone.answers(&words, &json!({ "texts": ["Courage"] })).await.is_counted();
        let asked = json!({ "text": "Why?", "browser_token": phone.token() });
        let asked = phone.sends(Method::POST, &format!("/m/{}/questions", room.poll.meeting()), &asked).await.is(201).json();
        let remote = room.confirmed().await;
        Self { question: asked["id"].as_i64().expect("an id"), room, words, remote }
    }

    async fn held(&self) -> Value {
        self.remote.reads().await.is(200).json()["held"].clone()
    }

    async fn changes_the_question(&self, change: &Value) -> Response {
        self.remote.sends(Method::PATCH, &format!("/api/questions/{}", self.question), change).await
    }
}

#[story]
async fn a_remote_decides_what_is_shown_and_knows_how_much_waits() {
    let room = Moderated::open().await;
    assert_eq!(room.held().await, 2);
    let shown = room.remote.gets(&room.room.path("/moderation")).await.is(200).json();
    assert_eq!((&shown["polls"][0]["held"], &shown["board"]["questions"][0]["state"]), (&json!(1), &json!("held")));
    let terms_path = format!("/api/polls/{}/terms", room.words.code);
    let term = room.remote.gets(&terms_path).await.is(200).json()["terms"][0]["term"].clone();
    for (verdict, held) in [("show", 1), ("hold", 2), ("ban", 1)] {
        let decision = json!({ "decisions": [{ "term": term, "verdict": verdict }] });
        room.remote.sends(Method::POST, &terms_path, &decision).await.is(200);
        assert_eq!(room.held().await, held, "{verdict}");
    }
    room.remote.sends(Method::POST, &format!("{terms_path}/undo"), &json!({})).await.is(200);
    assert_eq!(room.held().await, 2, "taken back");
    room.changes_the_question(&json!({ "state": "pinned" })).await.is(200);
    assert_eq!(room.held().await, 1);
}

#[story]
async fn a_remote_moderates_its_own_meeting_and_only_while_it_leads() {
    let room = Moderated::open().await;
    let (open, own) = (json!({ "state": "open" }), room.room.path("/moderation"));
    let elsewhere = room.room.house.host().starts_meeting("Elsewhere").await;
    room.remote.gets(&format!("/api/meetings/{elsewhere}/moderation")).await.is_refused(401, "host_only");
    let other = json!({ "meeting": elsewhere, "question": "There?", "kind": "text" });
    let other = Poll::from_created(room.room.house.host().creates(&other).await.is(201).json());
    room.remote.gets(&format!("/api/polls/{}/terms", other.code)).await.is_refused(401, "host_only");
    let waiting = room.room.paired().await;
    waiting.gets(&own).await.is_refused(401, "host_only");
    assert_eq!(waiting.reads().await.is(200).json()["held"], Value::Null);
    let redaction = json!({ "term": "0".repeat(32) });
    let redactions = format!("/api/polls/{}/redactions", room.words.code);
    room.remote.sends(Method::POST, &redactions, &redaction).await.is_refused(401, "host_only");
    room.room.house.host().sends(Method::DELETE, &room.room.path_of(&room.remote).await, &Value::Null).await.is(204);
    room.remote.gets(&own).await.is_refused(401, "host_only");
    room.changes_the_question(&open).await.is_refused(401, "host_only");
}

#[story]
async fn where_nothing_can_be_moderated_nothing_is_said_to_wait() {
    let room = Room::open().await;
    let remote = room.confirmed().await;
    assert_eq!(remote.reads().await.is(200).json()["held"], Value::Null);
    room.house.host().sends(Method::PATCH, &room.path("/board"), &json!({ "board": "open" })).await.is(200);
    assert_eq!(remote.reads().await.is(200).json()["held"], 0);
}

#[story]
async fn a_remotes_page_is_told_what_comes_until_the_phone_is_ended() {
    let room = Moderated::open().await;
    let phone = room.room.house.phone();
    let mut socket = Socket::connect_as(&room.remote.phone, &json!({ "remote": room.remote.secret })).await;
    let asked = json!({ "text": "When?", "browser_token": phone.token() });
    phone.sends(Method::POST, &format!("/m/{}/questions", room.remote.meeting), &asked).await.is(201);
    socket.until("questions", |frame| frame["account"]["held"] == 2).await;
    room.room.house.host().sends(Method::DELETE, &room.room.path_of(&room.remote).await, &Value::Null).await.is(204);
    socket.is_closed().await;
}
