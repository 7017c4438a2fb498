//! Moderators: who has a meeting's link decides what is shown of its questions, words and open answers, and may do nothing else.

use http::Method;
use serde_json::{Value, json};
use support::{Caller, House, OPTIONS, Poll, QUESTION, Response, Socket, story};

/// A meeting with a question and a word that wait, and the link of its moderators.
struct Moderated {
    house: House,
    code: String,
    poll: Poll,
    question: i64,
    key: String,
}

impl Moderated {
    async fn open() -> Self {
        let house = House::open().await;
        let body = json!({ "question": "What comes to mind?", "kind": "words", "moderation": "hold" });
        let poll = Poll::from_created(house.host().creates(&body).await.is(201).json());
        let code = poll.meeting().to_owned();
        let rules = json!({ "board": "open", "moderation": "hold" });
        house.host().sends(Method::PATCH, &format!("/api/meetings/{code}/board"), &rules).await.is(200);
        let phone = house.phone();
        phone.answers(&poll, &json!({ "texts": ["Courage"] })).await.is_counted();
        let asked = json!({ "text": "Why?", "browser_token": phone.token() });
        let asked = phone.sends(Method::POST, &format!("/m/{code}/questions"), &asked).await.is(201).json();
        let key = key_of(&link(&house, &code, false).await);
        Self { house, code, poll, question: asked["id"].as_i64().expect("an id"), key }
    }

    fn moderator(&self) -> Caller {
        self.house.phone().bearing(&self.key)
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/meetings/{}{rest}", self.code)
    }

    fn terms(&self, rest: &str) -> String {
        format!("/api/polls/{}/{rest}", self.poll.code)
    }
}

async fn link(house: &House, code: &str, renew: bool) -> String {
    let made = house.host().sends(Method::POST, &format!("/api/meetings/{code}/moderator"), &json!({ "renew": renew })).await;
    made.is(200).json()["url"].as_str().expect("a URL").to_owned()
}

fn key_of(url: &str) -> String {
    url.split_once("#key=").expect("a key in the fragment").1.to_owned()
}

#[story]
async fn who_has_the_link_decides_what_is_shown() {
    let room = Moderated::open().await;
    let moderator = room.moderator();
    let url = link(&room.house, &room.code, false).await;
    assert_eq!(key_of(&url), room.key, "the link stays the same until the host makes a new one");
    let path = url.split_once('#').map(|(page, _)| page[page.find("/m/").expect("a page")..].to_owned()).expect("a path");
    room.house.phone().opens(&path).await.is_page(200);
    let shown = moderator.get(&room.path("/moderation")).await.is(200).json();
    assert_eq!((&shown["polls"][0]["held"], &shown["board"]["questions"][0]["state"]), (&json!(1), &json!("held")));
    let terms = moderator.get(&room.terms("terms")).await.is(200).json();
    let decision = json!({ "decisions": [{ "term": terms["terms"][0]["term"], "verdict": "show" }] });
    moderator.sends(Method::POST, &room.terms("terms"), &decision).await.is(200);
    moderator.sends(Method::POST, &room.terms("terms/undo"), &json!({})).await.is(200);
    moderator.sends(Method::POST, &room.terms("terms"), &decision).await.is(200);
    assert_eq!(room.house.phone().results(&room.poll).await["words"][0]["text"], "Courage");
    moderator.sends(Method::PATCH, &format!("/api/questions/{}", room.question), &json!({ "state": "pinned" })).await.is(200);
    let board = moderator.get(&room.path("/board")).await.is(200).json();
    assert_eq!(board["questions"][0]["state"], "pinned");
}

#[story]
async fn the_link_permits_nothing_else() {
    let room = Moderated::open().await;
    let moderator = room.moderator();
    let choice = room.house.poll(QUESTION, &OPTIONS).await;
    let elsewhere = room.house.host().starts_meeting("Another meeting").await;
    let change = json!({ "state": "closed" });
    let refused = [
        (Method::PATCH, room.path("/board"), json!({ "board": "closed" })),
        (Method::PATCH, room.path(""), json!({ "ended": true })),
        (Method::POST, room.path("/moderator"), json!({ "renew": true })),
        (Method::DELETE, room.path("/moderator"), Value::Null),
        (Method::GET, room.path("/export"), Value::Null),
        (Method::GET, room.path("/report"), Value::Null),
        (Method::GET, room.path(""), Value::Null),
        (Method::PATCH, room.terms("").trim_end_matches('/').to_owned(), change.clone()),
        (Method::GET, room.terms("export"), Value::Null),
        (Method::POST, room.terms("redactions"), json!({ "term": "0".repeat(32) })),
        (Method::DELETE, room.terms("").trim_end_matches('/').to_owned(), Value::Null),
        (Method::GET, "/api/console".into(), Value::Null),
        (Method::GET, "/api/host/sessions".into(), Value::Null),
        (Method::POST, "/api/host/links".into(), Value::Null),
        (Method::GET, format!("/api/meetings/{elsewhere}/moderation"), Value::Null),
        (Method::GET, format!("/api/meetings/{elsewhere}/board"), Value::Null),
    ];
    for (method, path, body) in refused {
        let answer = moderator.sends(method.clone(), &path, &body).await;
        assert_eq!(answer.status_and_code(), (403, "host_only".into()), "{method} {path}");
    }
    // A question and a poll of another meeting.
    let other_meeting = json!({ "meeting": elsewhere, "question": "There?", "kind": "text" });
    let other = Poll::from_created(room.house.host().creates(&other_meeting).await.is(201).json());
    moderator.get(&format!("/api/polls/{}/terms", other.code)).await.is_refused(403, "host_only");
    let board = json!({ "board": "open" });
    room.house.host().sends(Method::PATCH, &format!("/api/meetings/{elsewhere}/board"), &board).await.is(200);
    let phone = room.house.phone();
    let asked = json!({ "text": "Elsewhere?", "browser_token": phone.token() });
    let asked = phone.sends(Method::POST, &format!("/m/{elsewhere}/questions"), &asked).await.is(201).json();
    moderator
        .sends(Method::PATCH, &format!("/api/questions/{}", asked["id"]), &json!({ "state": "open" }))
        .await
        .is_refused(404, "no_such_question");
    assert_eq!(room.house.host().sees(&choice).await["state"], "open");
    // The host is not delayed by what a moderator tries.
    room.house.host().get("/api/console").await.is(200);
}

#[story]
async fn a_link_is_invalid_after_a_new_one_and_after_the_meetings_end() {
    let mut room = Moderated::open().await;
    let (old, shown) = (room.moderator(), room.path("/moderation"));
    room.key = key_of(&link(&room.house, &room.code, true).await);
    old.get(&shown).await.is_refused(403, "host_only");
    room.moderator().get(&shown).await.is(200);
    room.house.host().sends(Method::DELETE, &room.path("/moderator"), &Value::Null).await.is(204);
    room.moderator().get(&shown).await.is_refused(403, "host_only");
    room.key = key_of(&link(&room.house, &room.code, false).await);
    room.moderator().get(&shown).await.is(200);
    for change in [json!({ "deleted": true }), json!({ "deleted": false })] {
        room.house.host().sends(Method::PATCH, &room.path(""), &change).await.is(200);
        room.moderator().get(&shown).await.is_refused(403, "host_only");
    }
    room.key = key_of(&link(&room.house, &room.code, false).await);
    room.moderator().get(&shown).await.is(200);
    for ended in [true, false] {
        room.house.host().sends(Method::PATCH, &room.path(""), &json!({ "ended": ended })).await.is(200);
        room.moderator().get(&shown).await.is_refused(403, "host_only");
        if ended {
            let made = room.house.host().sends(Method::POST, &room.path("/moderator"), &json!({})).await;
            made.is_refused(409, "meeting_ended");
        }
    }
    for wrong in ["", "00", &"0".repeat(76), &room.key.replace('0', "1"), &room.key[..74]] {
        room.house.phone().bearing(wrong).get(&shown).await.is_refused(403, "host_only");
    }
}

#[story]
async fn two_moderators_take_back_their_own_decisions() {
    let room = Moderated::open().await;
    room.house.phone().answers(&room.poll, &json!({ "texts": ["Patience"] })).await.is_counted();
    let (one, other) = (room.moderator(), room.house.host());
    let list = one.get(&room.terms("terms")).await.is(200).json();
    let term =
        |text: &str| list["terms"].as_array().expect("terms").iter().find(|term| term["text"] == text).expect("a term")["term"].clone();
    let decides = async |who: &Caller, text: &str, verdict: &str| {
        let decision = json!({ "decisions": [{ "term": term(text), "verdict": verdict }] });
        who.sends(Method::POST, &room.terms("terms"), &decision).await.is(200).json()["act"].clone()
    };
    let first = decides(&one, "Courage", "show").await;
    let second = decides(&other, "Patience", "show").await;
    let undoes = async |who: &Caller, act: &Value| who.sends(Method::POST, &room.terms("terms/undo"), &json!({ "act": act })).await;
    undoes(&one, &first).await.is(200);
    undoes(&one, &first).await.is_refused(409, "wrong_state");
    let status = async |text: &str| {
        let list = one.get(&room.terms("terms")).await.is(200).json();
        list["terms"].as_array().expect("terms").iter().find(|term| term["text"] == text).expect("a term")["status"].clone()
    };
    assert_eq!((status("Courage").await, status("Patience").await), (json!("held"), json!("shown")), "the other decision stays");
    decides(&one, "Patience", "ban").await;
    undoes(&other, &second).await.is_refused(409, "wrong_state");
    assert_eq!(status("Patience").await, "banned");
}

#[story]
async fn a_decision_about_a_question_is_not_taken_back_once_somebody_else_has_decided() {
    let room = Moderated::open().await;
    let ask = async |text: &str| {
        let phone = room.house.phone();
        let asked = json!({ "text": text, "browser_token": phone.token() });
        phone.sends(Method::POST, &format!("/m/{}/questions", room.code), &asked).await.is(201).json()["id"].clone()
    };
    let (one, other) = (room.moderator(), room.house.host());
    let changes = async |who: &Caller, id: &Value, change: Value| who.sends(Method::PATCH, &format!("/api/questions/{id}"), &change).await;
    let of = |board: &Response, id: &Value| {
        board.json()["questions"].as_array().expect("questions").iter().find(|other| other["id"] == *id).expect("the question").clone()
    };
    let when = ask("When do we move?").await;
    let declined = of(changes(&one, &when, json!({ "state": "declined" })).await.is(200), &when);
    assert_eq!((&declined["state"], &declined["version"]), (&json!("declined"), &json!(1)));
    // The other one shows it, thinks better of it, and declines it too: the state is the same again.
    changes(&other, &when, json!({ "state": "open" })).await.is(200);
    changes(&other, &when, json!({ "state": "declined" })).await.is(200);
    let undo = json!({ "state": "held", "replaces": declined["version"] });
    changes(&one, &when, undo).await.is_refused(409, "decided_since");
    let board = one.get(&format!("/api/meetings/{}/board", room.code)).await;
    assert_eq!(of(board.is(200), &when)["state"], "declined");
    // Both at once about the same version: one of them is told.
    let now = json!({ "state": "open", "replaces": 3 });
    let (first, second) = tokio::join!(changes(&one, &when, now.clone()), changes(&other, &when, now));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);

    // A merge is a decision about what it takes along, too.
    let (who, which) = (ask("Who pays?").await, ask("Which train?").await);
    changes(&one, &who, json!({ "merged_into": when })).await.is(200);
    let (there, back) = (json!({ "merged_into": which }), json!({ "merged_into": when }));
    let (crosswise, opposite) = tokio::join!(changes(&one, &when, there), changes(&other, &which, back));
    let mut statuses = [crosswise.status, opposite.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "no ring");
    let board = one.get(&format!("/api/meetings/{}/board", room.code)).await;
    assert!(of(board.is(200), &who)["version"].as_u64() >= Some(1));
}

#[story]
async fn a_moderators_page_is_told_what_comes_and_is_no_phone() {
    let room = Moderated::open().await;
    let mut socket = Socket::connect_as(&room.house.phone(), &json!({ "moderator": room.key })).await;
    let phone = room.house.phone();
    let mut follower = phone.joins(&room.poll).await;
    let asked = json!({ "text": "When?", "browser_token": phone.token() });
    phone.sends(Method::POST, &format!("/m/{}/questions", room.code), &asked).await.is(201);
    socket.until("questions", |frame| frame["account"]["held"] == 2).await;
    phone.answers(&room.poll, &json!({ "texts": ["Patience"] })).await.is_counted();
    let news = socket.next("moderation").await;
    assert_eq!(news["poll_code"], room.poll.code);
    let counted = follower.until("vote_update", |update| update["total_votes"] == 2).await;
    assert_eq!(counted["connected"], 1, "a moderator is no phone");
    link(&room.house, &room.code, true).await;
    let events = socket.is_closed().await;
    assert!(!events.iter().any(|(name, _)| name == "vote_update" || name == "polls"), "{events:?}");
}
