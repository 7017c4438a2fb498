//! An evening with a word cloud, open answers and forty questions: ten phones, one of them without JavaScript and one that only
//! listens, two moderators and a projector. Nothing that a moderator has not shown is ever on a guest's door.

use crate::cluster::shared_rooms::two_instances;
use http::Method;
use serde_json::{Value, json};
use support::{Caller, House, Phone, Poll, Redis, Socket, Workbook, eventually, on_postgres, story};

/// What is in every text that no moderator shows, in lower case.
const UNSHOWN: &str = "zzunshown";

/// The evening at one instance, or at two.
struct Evening<'a> {
    houses: [&'a House; 2],
    code: String,
    words: Poll,
    texts: Poll,
    moderators: [Caller; 2],
    phones: Vec<Phone>,
    /// What follows: phones, the listener, a projector; and with what they join.
    followers: Vec<(Socket, Value)>,
    /// The snapshots with which their joins were answered.
    snapshots: Vec<Value>,
}

impl<'a> Evening<'a> {
    async fn opens(one: &'a House, other: &'a House) -> Self {
        let host = one.host();
        let code = host.starts_meeting("An evening").await;
        let create = async |question: &str, kind: &str| {
            let body = json!({ "meeting": code, "question": question, "kind": kind, "moderation": "hold" });
            Poll::from_created(host.creates(&body).await.is(201).json())
        };
        let (words, texts) = (create("What do we need?", "words").await, create("What was missing?", "text").await);
        let rules = json!({ "board": "open", "moderation": "hold", "names": true });
        host.sends(Method::PATCH, &format!("/api/meetings/{code}/board"), &rules).await.is(200);
        let url = host.sends(Method::POST, &format!("/api/meetings/{code}/moderator"), &json!({})).await.is(200).json()["url"].clone();
        let key = url.as_str().and_then(|url| url.split_once("#key=")).expect("a key").1.to_owned();
        let houses = [one, other];
        let phones: Vec<Phone> = (0..10).map(|n| houses[n % 2].phone()).collect();
        let mut evening = Self {
            houses,
            moderators: houses.map(|house| house.phone().bearing(&key)),
            code,
            words,
            texts,
            phones,
            followers: Vec::new(),
            snapshots: Vec::new(),
        };
        for house in houses {
            eventually("the meeting to be known at each instance", async || {
                house.phone().get(&format!("/m/{}/stage", evening.code)).await.status == 200
            })
            .await;
        }
        let phone = json!({ "join_code": evening.code });
        for n in [0, 1, 2, 3, 7] {
            evening.followers.push((Socket::connect(&evening.phones[n]).await, phone.clone()));
        }
        let projector = json!({ "join_code": evening.code, "screen": true });
        evening.followers.push((Socket::connect(&other.phone()).await, projector));
        evening
    }

    /// Two of the ten write what nobody shall see; phone 6 has no JavaScript, and phone 7 only listens.
    fn is_rude(n: usize) -> bool {
        n >= 8
    }

    /// Changes the stage; what follows joins again, as pages do that find another poll there.
    async fn stages(&mut self, stage: &Value) {
        let shown = self.houses[0].host().sets_stage(&self.code, stage).await;
        for house in self.houses {
            eventually("the stage at each instance", async || {
                house.phone().get(&format!("/m/{}/stage", self.code)).await.is(200).json()["seq"] == shown["seq"]
            })
            .await;
        }
        for (socket, join) in &mut self.followers {
            self.snapshots.push(socket.joins(join.clone()).await.clone());
        }
    }

    async fn answers(&self, poll: &Poll, text: impl Fn(usize) -> String) {
        for (n, phone) in self.phones.iter().enumerate().filter(|(n, _)| *n != 7) {
            let text = if Self::is_rude(n) { format!("{UNSHOWN} {n}") } else { text(n) };
            if n == 6 {
                let page = format!("/poll/{}", poll.code);
                phone.opens(&page).await.is_page(200);
                let form = [("text", text.as_str()), ("browser_token", phone.token())];
                assert_eq!(phone.posts_form(&format!("{page}/vote"), &form).await.status, 303);
            } else {
                phone.answers(poll, &json!({ "texts": [text] })).await.is_counted();
            }
        }
    }

    /// Shows what is not rude and bans what is, but for one text, which nobody decides about; the moderators take turns.
    async fn moderates(&self, poll: &Poll) {
        let path = format!("/api/polls/{}/terms", poll.code);
        let list = self.moderators[0].get(&path).await.is(200).json();
        let held = list["terms"].as_array().expect("terms").iter().filter(|term| term["status"] == "held");
        for (n, term) in held.enumerate() {
            let text = term["text"].as_str().expect("a text");
            let verdict = if text.to_lowercase().contains(UNSHOWN) { "ban" } else { "show" };
            if text.ends_with('9') && verdict == "ban" {
                continue;
            }
            let decision = json!({ "decisions": [{ "term": term["term"], "verdict": verdict }] });
            self.moderators[n % 2].sends(Method::POST, &path, &decision).await.is(200);
        }
    }

    async fn asks(&self, n: usize, round: usize) {
        let (phone, path) = (&self.phones[n], format!("/m/{}/questions", self.code));
        let text = if Self::is_rude(n) { format!("{UNSHOWN} question {n} {round}?") } else { format!("Question {n} in round {round}?") };
        let name = if Self::is_rude(n) { UNSHOWN } else { "Ada" };
        if n == 6 {
            phone.opens(&path).await.is_page(200);
            let form = [("text", text.as_str()), ("name", name), ("browser_token", phone.token())];
            assert_eq!(phone.posts_form(&path, &form).await.status, 303);
        } else {
            let body = json!({ "text": text, "name": name, "browser_token": phone.token() });
            phone.sends(Method::POST, &path, &body).await.is(201);
        }
    }

    async fn board(&self) -> Vec<Value> {
        let board = self.moderators[0].get(&format!("/api/meetings/{}/board", self.code)).await.is(200).json();
        board["questions"].as_array().expect("questions").clone()
    }

    async fn changes(&self, moderator: usize, question: &Value, change: &Value) {
        self.moderators[moderator].sends(Method::PATCH, &format!("/api/questions/{}", question["id"]), change).await.is(200);
    }

    /// Both moderators at once: one takes every other question.
    async fn moderates_questions(&self) {
        let held: Vec<Value> = self.board().await.into_iter().filter(|question| question["state"] == "held").collect();
        let half = async |moderator: usize| {
            for question in held.iter().skip(moderator).step_by(2) {
                let is_rude = question["text"].as_str().is_some_and(|text| text.contains(UNSHOWN));
                self.changes(moderator, question, &json!({ "state": if is_rude { "declined" } else { "open" } })).await;
            }
        };
        tokio::join!(half(0), half(1));
    }

    /// What guests, and whoever has an export, can read.
    async fn doors(&self) -> Vec<(String, String)> {
        let mut doors = Vec::new();
        let (code, host) = (&self.code, self.houses[0].host());
        for house in self.houses {
            let guest = house.phone();
            let mut pages = vec![
                format!("/m/{code}"),
                format!("/m/{code}/questions"),
                format!("/m/{code}/questions?sort=new"),
                format!("/m/{code}/questions?sort=new&after=30"),
                format!("/screen/{code}"),
            ];
            for poll in [&self.words, &self.texts] {
                pages.extend(["", "/results", "/answers", "/share"].map(|door| format!("/poll/{}{door}", poll.code)));
            }
            for page in pages {
                doors.push((page.clone(), guest.opens(&page).await.text().to_owned()));
                doors.push((format!("{page} as JSON"), guest.get(&page).await.text().to_owned()));
            }
        }
        for poll in [&self.words, &self.texts] {
            doors.push((
                format!("chart of {}", poll.code),
                host.get(&format!("/api/polls/{}/chart.svg", poll.code)).await.text().to_owned(),
            ));
        }
        let export = format!("/api/meetings/{code}/export?format=");
        for format in ["json", "csv"] {
            doors.push((format.to_owned(), host.get(&format!("{export}{format}")).await.is(200).text().to_owned()));
        }
        let book = host.get(&format!("{export}xlsx")).await.is(200).body.clone();
        doors.push(("xlsx".into(), Workbook::open(&book).everything()));
        doors.push(("report".into(), host.opens(&format!("/api/meetings/{code}/report")).await.text().to_owned()));
        doors
    }
}

/// Plays the evening; returns what followed it.
async fn is_played(one: &House, other: &House) -> Vec<Socket> {
    let mut evening = Evening::opens(one, other).await;
    let words = json!({ "poll_code": evening.words.code });
    evening.stages(&words).await;
    evening.answers(&evening.words, |n| if n < 4 { "Hope".into() } else { format!("trust{}", "!".repeat(n)) }).await;
    evening.moderates(&evening.words).await;
    let texts = json!({ "poll_code": evening.texts.code });
    evening.stages(&texts).await;
    evening.answers(&evening.texts, |n| format!("More of number {n}, please.")).await;
    evening.moderates(&evening.texts).await;
    evening.stages(&json!({ "view": "board" })).await;
    for round in 0..4 {
        if round == 3 {
            // Each device has three that wait.
            for question in evening.board().await.iter().filter(|question| question["state"] == "open").take(10) {
                evening.changes(0, question, &json!({ "state": "answered", "answer": "Yes." })).await;
            }
            for question in evening.board().await.iter().filter(|question| question["state"] == "open") {
                evening.changes(1, question, &json!({ "state": "answered" })).await;
            }
        }
        for n in (0..10).filter(|n| *n != 7) {
            evening.asks(n, round).await;
        }
        // The listener's turn is another phone's.
        let extra = one.phone();
        let body = json!({ "text": format!("From the back, {round}?"), "browser_token": extra.token() });
        extra.sends(Method::POST, &format!("/m/{}/questions", evening.code), &body).await.is(201);
        evening.moderates_questions().await;
        one.tampers("update questions set asked_at = asked_at - 20000").await;
    }
    let open: Vec<Value> = evening.board().await.into_iter().filter(|question| question["state"] == "open").collect();
    evening.changes(0, &open[0], &json!({ "state": "pinned" })).await;
    evening.changes(1, &open[1], &json!({ "merged_into": open[2]["id"] })).await;
    for (house, phone) in evening.houses.iter().zip(&evening.phones) {
        let vote = format!("/m/{}/questions/{}/vote", evening.code, open[0]["id"]);
        phone.send(phone.request(Method::PUT, &vote).header("x-browser-token", phone.token())).await.is(200);
        eventually("the board at each instance", async || {
            let page = house.phone().get(&format!("/m/{}/questions", evening.code)).await.is(200).json();
            page["account"] == json!({ "asked": 39, "answered": 24, "declined": 8, "held": 0 }) && page["questions"][0]["state"] == "pinned"
        })
        .await;
        eventually("the words at each instance", async || {
            let results = house.phone().results(&evening.words).await;
            (&results["words"][0]["text"], &results["words"][0]["count"], &results["answers"], &results["hidden"])
                == (&json!("Hope"), &json!(4), &json!(9), &json!(2))
        })
        .await;
        eventually("the open answers at each instance", async || {
            let page = house.phone().get(&format!("/poll/{}/answers", evening.texts.code)).await.is(200).json();
            page["texts"].as_array().map(Vec::len) == Some(7) && page["hidden"] == 2
        })
        .await;
    }
    for (door, content) in evening.doors().await {
        assert!(!content.to_lowercase().contains(UNSHOWN), "on the door {door}: {content}");
    }
    let exported = one.host().get(&format!("/api/meetings/{}/export?format=json", evening.code)).await.is(200).json();
    assert_eq!(exported["board"]["questions"].as_array().map(Vec::len), Some(31), "39 but for eight declined");
    for poll in [&evening.words, &evening.texts] {
        let recount = one.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
        assert_eq!((&recount["votes"], &recount["findings"]), (&json!(9), &json!([])));
    }
    assert!(!json!(evening.snapshots).to_string().to_lowercase().contains(UNSHOWN), "{:?}", evening.snapshots);
    evening.followers.into_iter().map(|(socket, _)| socket).collect()
}

/// Every frame of a follower that was received before its server ended.
async fn read_no_unshown_text(followers: Vec<Socket>) {
    for mut follower in followers {
        let frames = follower.is_closed().await;
        assert!(frames.iter().any(|(_, frame)| frame.to_string().contains("Hope")), "it has followed the evening");
        for (event, frame) in frames {
            assert!(!frame.to_string().to_lowercase().contains(UNSHOWN), "{event}: {frame}");
        }
    }
}

#[story]
async fn an_evening_at_one_instance() {
    let mut house = House::open().await;
    let followers = is_played(&house, &house).await;
    house.stop().await;
    read_no_unshown_text(followers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_at_two_instances() {
    on_postgres(async {
        let redis = Redis::start();
        let (mut one, mut other) = two_instances(&redis).await;
        let followers = is_played(&one, &other).await;
        one.stop().await;
        other.stop().await;
        read_no_unshown_text(followers).await;
    })
    .await;
}
