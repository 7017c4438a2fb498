//! The words that a host adds to the word lists of a meeting: they hold words, open answers, questions and names, also such as are shown
//! already, and their senders are told nothing.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use support::{House, Phone, Poll, Redis, Response, eventually, on_postgres, story};

/// A meeting with a poll of words, one of open answers, and a board.
struct Room {
    house: House,
    code: String,
    words: Poll,
    text: Poll,
}

impl Room {
    async fn open() -> Self {
        Self::of(House::open().await).await
    }

    async fn of(house: House) -> Self {
        let code = house.host().starts_meeting("Town hall").await;
        let poll = async |kind: &str| {
            let body =
                json!({ "question": "What comes to mind?", "kind": kind, "allow_change": true, "moderation": "after", "meeting": code });
            Poll::from_created(house.host().creates(&body).await.is(201).json())
        };
        let (words, text) = (poll("words").await, poll("text").await);
        let rules = json!({ "board": "open", "moderation": "after", "names": true });
        house.host().sends(Method::PATCH, &format!("/api/meetings/{code}/board"), &rules).await.is(200);
        Self { house, code, words, text }
    }

    fn path(&self) -> String {
        format!("/api/meetings/{}/words", self.code)
    }

    async fn tries(&self, words: &Value) -> Response {
        self.house.host().sends(Method::PUT, &self.path(), &json!({ "words": words })).await
    }

    async fn lists(&self, words: &[&str]) -> Value {
        self.tries(&json!(words)).await.is(200).json()["words"].clone()
    }

    async fn stored(&self) -> Value {
        self.house.host().get(&self.path()).await.is(200).json()["words"].clone()
    }

    async fn asks(&self, text: &str, name: &str) -> Value {
        let phone = self.house.phone();
        let body = json!({ "text": text, "name": name, "browser_token": phone.token() });
        phone.sends(Method::POST, &format!("/m/{}/questions", self.code), &body).await.is(201).json()
    }

    async fn board(&self) -> Value {
        self.house.host().get(&format!("/api/meetings/{}/board", self.code)).await.is(200).json()
    }

    async fn sets_board(&self, rules: &Value) {
        self.house.host().sends(Method::PATCH, &format!("/api/meetings/{}/board", self.code), rules).await.is(200);
    }

    async fn state(&self, question: &Value) -> Value {
        let board = self.board().await;
        let questions = board["questions"].as_array().expect("questions");
        questions.iter().find(|other| other["id"] == question["id"]).expect("the question")["state"].clone()
    }

    async fn terms(&self, poll: &Poll) -> Value {
        self.house.host().get(&format!("/api/polls/{}/terms", poll.code)).await.is(200).json()["terms"].clone()
    }

    async fn decides(&self, poll: &Poll, verdict: &str) {
        let decision = json!({ "term": self.terms(poll).await[0]["term"], "verdict": verdict });
        self.house
            .host()
            .sends(Method::POST, &format!("/api/polls/{}/terms", poll.code), &json!({ "decisions": [decision] }))
            .await
            .is(200);
    }

    /// The words that a guest sees.
    async fn shown(&self) -> Vec<Value> {
        let results = self.house.phone().results(&self.words).await;
        results["words"].as_array().expect("words").iter().map(|word| word["text"].clone()).collect()
    }

    /// What a guest can read of the meeting, at most a second old.
    async fn doors(&self, guest: &Phone) -> String {
        let mut doors = String::new();
        for poll in [&self.words, &self.text] {
            doors += guest.opens(&poll.path("")).await.text();
            doors += guest.requests_results(poll).await.text();
            doors += &guest.joins(poll).await.snapshot.to_string();
        }
        for path in [self.text.path("/answers"), format!("/m/{}/questions", self.code), format!("/m/{}/questions?sort=mine", self.code)] {
            doors += guest.get(&path).await.text();
            doors += guest.opens(&path).await.text();
        }
        doors + guest.opens(&format!("/screen/{}", self.code)).await.text()
    }
}

fn listed(terms: &Value) -> Vec<(Value, Value)> {
    terms.as_array().expect("terms").iter().map(|term| (term["status"].clone(), term["listed"].clone())).collect()
}

#[story]
async fn a_listed_own_word_is_on_no_guests_door_and_its_sender_is_told_nothing() {
    let room = Room::open().await;
    assert_eq!(
        room.lists(&["Falke", " Projekt  Adler\u{200b} ", "", "FALKE", "💩"]).await,
        json!(["Falke", "Projekt Adler\u{200b}", "💩"])
    );
    let (guest, sender, other) = (room.house.phone(), room.house.phone(), room.house.phone());
    let mut frames = guest.follows(&room.code).await;
    let answer = async |phone: &Phone, poll: &Poll, text: &str| phone.answers(poll, &json!({ "texts": [text] })).await.is_counted();
    for (poll, held, shown) in [(&room.words, "Ｆal\u{200b}KE!", "Finch"), (&room.text, "Das Projekt-ADLER ist 💩!", "Eine Meinung")] {
        let (held, shown) = (answer(&sender, poll, held).await, answer(&other, poll, shown).await);
        let fields = |answer: &Value| answer.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        assert_eq!(fields(&held), fields(&shown), "both are answered alike");
        assert_eq!(listed(&room.terms(poll).await), [(json!("held"), json!(true)), (json!("shown"), json!(false))]);
    }
    let by_text = room.asks("Was ist mit dem falke?", "").await;
    let by_name = room.asks("Und wer fragt?", "Der Falke").await;
    for question in [&by_text, &by_name] {
        assert_eq!(question["state"], "open", "its sender is not told");
        assert!(!question.to_string().contains("list"), "{question}");
    }
    let open = room.asks("Was gibt es zu essen?", "Ada").await;
    eventually("the frames to have all three", async || frames.next("questions").await["account"]["asked"] == 3).await;
    Box::pin(eventually("the list to have the open one", async || room.doors(&guest).await.contains("zu essen"))).await;
    let doors = room.doors(&guest).await.to_lowercase();
    for secret in ["falke", "ｆalke", "adler", "💩", "wer fragt"] {
        assert!(!doors.contains(secret), "{secret} is on a door: {doors}");
    }
    assert_eq!((room.shown().await, room.state(&open).await), (vec![json!("Finch")], json!("open")));
    assert_eq!(room.house.phone().results(&room.words).await["hidden"], 1, "turnout is told");
    let recount = room.house.host().get(&format!("/api/polls/{}/recount", room.words.code)).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["findings"]), (&json!(2), &json!([])));
}

#[story]
async fn two_hosts_do_not_overwrite_each_others_words() {
    let house = House::open().await;
    let path = format!("/api/meetings/{}/words", house.host().starts_meeting("Town hall").await);
    let read = house.host().get(&path).await.is(200).json();
    let puts =
        async |words: Value, version: &Value| house.host().sends(Method::PUT, &path, &json!({ "words": words, "version": version })).await;
    let first = puts(json!(["Falke"]), &read["version"]).await.is(200).json();
    assert_ne!(first["version"], read["version"]);
    puts(json!(["Adler"]), &read["version"]).await.is_refused(409, "wrong_state");
    assert_eq!(house.host().get(&path).await.is(200).json(), first);
    puts(json!(["Falke", "Adler"]), &first["version"]).await.is(200);
}

#[story]
async fn what_is_shown_already_is_held_by_a_changed_list_and_shown_again_without_it() {
    let room = Room::open().await;
    for (poll, text) in [(&room.words, "Falke"), (&room.text, "Ein Falke")] {
        room.house.phone().answers(poll, &json!({ "texts": [text] })).await.is_counted();
    }
    let question = room.asks("Wo ist der Falke?", "").await;
    let guest = room.house.phone();
    room.house.host().sets_stage(&room.code, &json!({ "poll_code": room.words.code })).await;
    let (mut wall, mut frames) = (room.house.host().opens_a_projector(&room.code).await, guest.follows(&room.code).await);
    frames.until("questions", |frame| frame["account"]["asked"] == 1).await;
    assert_eq!(room.shown().await, [json!("Falke")]);

    room.lists(&["falke"]).await;
    wall.until("poll_state", |state| state["words"] == json!([]) && state["hidden"] == 1).await;
    let frame = frames.until("questions", |frame| frame["account"]["held"] == 1).await;
    assert!(frame["changed"] == true && !frame.to_string().contains("alke"), "{frame}");
    assert!(!room.doors(&guest).await.to_lowercase().contains("falke"));
    assert_eq!(room.state(&question).await, "held");

    room.lists(&["Habicht"]).await;
    wall.until("poll_state", |state| state["words"][0]["text"] == "Falke").await;
    frames.until("questions", |frame| frame["account"]["held"] == 0 && frame["changed"] == true).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![json!("Falke")], json!("open")));
    assert_eq!(listed(&room.terms(&room.text).await), [(json!("shown"), json!(false))]);
}

#[story]
async fn what_the_host_has_decided_stays_whatever_is_listed() {
    let room = Room::open().await;
    room.house.phone().answers(&room.words, &json!({ "texts": ["Falke"] })).await.is_counted();
    let question = room.asks("Falke?", "").await;
    let patch = async |state: &str| {
        let path = format!("/api/questions/{}", question["id"]);
        room.house.host().sends(Method::PATCH, &path, &json!({ "state": state })).await.is(200);
    };
    room.lists(&["falke"]).await;
    room.decides(&room.words, "show").await;
    patch("open").await;
    room.lists(&["falke", "habicht"]).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![json!("Falke")], json!("open")));
    room.decides(&room.words, "ban").await;
    patch("held").await;
    room.lists(&[]).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![], json!("held")));
}

#[story]
async fn the_rule_says_whether_a_listed_text_waits() {
    let room = Room::open().await;
    let path = format!("/api/polls/{}", room.words.code);
    let rule = async |moderation: &str| {
        room.house.host().sends(Method::PATCH, &path, &json!({ "moderation": moderation })).await.is(200);
        room.sets_board(&json!({ "moderation": moderation })).await;
    };
    room.house.phone().answers(&room.words, &json!({ "texts": ["Falke"] })).await.is_counted();
    let question = room.asks("Falke?", "").await;
    rule("off").await;
    room.lists(&["falke"]).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![json!("Falke")], json!("open")), "everything is shown");
    rule("after").await;
    room.lists(&["falke"]).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![], json!("held")));
    rule("hold").await;
    room.lists(&[]).await;
    assert_eq!((room.shown().await, room.state(&question).await), (vec![], json!("held")), "nothing is shown by itself");
}

#[story]
async fn a_changed_or_repeated_answer_and_a_later_round_are_compared_with_the_list_of_now() {
    let room = Room::open().await;
    let phone = room.house.phone();
    let answers = async |phone: &Phone, text: &str| phone.answers(&room.words, &json!({ "texts": [text] })).await.is_counted();
    answers(&phone, "Falke").await;
    room.lists(&["falke"]).await;
    answers(&room.house.phone(), "falke").await;
    answers(&phone, "Adler").await;
    assert_eq!(room.shown().await, [json!("Adler")]);
    room.lists(&["adler"]).await;
    assert_eq!(room.shown().await, [json!("falke")]);
    room.house.host().closes(&room.words).await;
    room.house.host().changes(&room.words, &json!({ "run_again": true, "state": "open" })).await;
    answers(&phone, "ADLER").await;
    answers(&room.house.phone(), "Falke").await;
    assert_eq!(room.shown().await, [json!("Falke")]);
}

#[story]
async fn votes_that_come_while_the_list_changes_are_held_like_all_others() {
    let room = Room::open().await;
    let phones = room.house.phones(24);
    let votes = join_all(phones.iter().enumerate().map(async |(n, phone)| {
        let text = if n % 2 == 0 { "Falke".to_owned() } else { format!("Falke {n}") };
        phone.answers(&room.words, &json!({ "texts": [text] })).await.is_counted();
    }));
    tokio::join!(votes, async {
        for words in [&["habicht"][..], &["falke", "habicht"], &["falke"]] {
            room.lists(words).await;
        }
    });
    assert_eq!(room.shown().await, Vec::<Value>::new());
    assert!(listed(&room.terms(&room.words).await).iter().all(|term| *term == (json!("held"), json!(true))));
}

#[story]
async fn a_list_that_does_not_fit_is_refused_and_changes_nothing() {
    let room = Room::open().await;
    let full: Vec<String> = (0..500).map(|n| format!("{n:03}{}", "💩".repeat(47))).collect();
    let escaped: Vec<String> = full.iter().map(|word| format!("\"{}\"", word.replace('💩', "\\ud83d\\udca9"))).collect();
    let host = room.house.host();
    let body = format!("{{\"words\":[{}]}}", escaped.join(","));
    let request = host.request(Method::PUT, &room.path()).header("content-type", "application/json").body(body);
    assert_eq!(host.send(request).await.is(200).json()["words"], json!(full), "500 words of 50 emoji fit, however they are written");
    let too_many = [full.clone(), vec!["one more".into()]].concat();
    for (words, part) in [(json!(too_many), "500 entries fit"), (json!(["ok", "x".repeat(51)]), "Entry 2 has 51 characters; 50 fit")] {
        let refused = room.tries(&words).await.is_refused(422, "invalid_words");
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains(part)), "{refused}");
    }
    room.tries(&json!(vec!["x".repeat(40); 10_000])).await.is_refused(413, "too_large");
    for words in [json!("falke"), json!([7]), json!([["falke"]]), Value::Null] {
        room.tries(&words).await.is_refused(400, "bad_request");
    }
    assert_eq!(room.stored().await, json!(full));
    let guest = room.house.phone();
    guest.get(&room.path()).await.is_refused(401, "host_only");
    guest.sends(Method::PUT, &room.path(), &json!({ "words": [] })).await.is_refused(401, "host_only");
    host.get("/api/meetings/ZZZZZZ/words").await.is_refused(404, "no_such_meeting");
    host.sends(Method::PUT, "/api/meetings/ZZZZZZ/words", &json!({ "words": [] })).await.is_refused(404, "no_such_meeting");
    let other = host.starts_meeting("Another one").await;
    assert_eq!(host.get(&format!("/api/meetings/{other}/words")).await.is(200).json()["words"], json!([]), "each meeting has its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_changed_at_one_instance_holds_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = crate::cluster::shared_rooms::two_instances(&redis).await;
        let room = Room::of(one).await;
        let answers = async |text: &str| other.phone().answers(&room.words, &json!({ "texts": [text] })).await.is_counted();
        answers("Falke").await;
        room.asks("Wo ist der Falke?", "").await;
        let mut socket = other.phone().joins(&room.words).await;
        let guest = other.phone();
        let mut frames = guest.follows(&room.code).await;
        let path = format!("/m/{}/questions", room.code);
        eventually("the other instance to show it", async || guest.get(&path).await.text().contains("Falke")).await;

        room.lists(&["falke"]).await;
        socket.until("poll_state", |state| state["words"] == json!([]) && state["hidden"] == 1).await;
        frames.until("questions", |frame| frame["account"]["held"] == 1).await;
        eventually("the other instance to hide it", async || !guest.get(&path).await.text().contains("Falke")).await;
        answers("FALKE!").await;
        answers("Finch").await;
        let words = other.phone().results(&room.words).await["words"].clone();
        assert_eq!(words, json!([{ "text": "Finch", "count": 1 }]));
        assert_eq!(other.host().get(&room.path()).await.is(200).json()["words"], json!(["falke"]));
    })
    .await;
}
