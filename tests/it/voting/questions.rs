//! Questions from the audience: asked and voted for by devices, merged and moderated by the host, without a script and from a flood.

use http::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{House, Phone, Redis, Response, eventually, on_postgres, story};

/// A meeting with an open board.
struct Room {
    house: House,
    code: String,
}

impl Room {
    async fn with(rules: &Value) -> Self {
        let house = House::open().await;
        let code = house.host().starts_meeting("Town hall").await;
        let room = Self { house, code };
        room.sets(&json!({ "board": "open" })).await;
        room.sets(rules).await;
        room
    }

    /// A board that shows questions at once.
    async fn open() -> Self {
        Self::with(&json!({ "moderation": "after" })).await
    }

    /// A browser that has opened the page, and so has a device cookie.
    async fn browser(&self) -> Phone {
        let phone = self.house.phone();
        phone.opens(&self.path("")).await.is(200);
        phone
    }

    async fn sets(&self, rules: &Value) -> Value {
        self.house.host().sends(Method::PATCH, &format!("/api/meetings/{}/board", self.code), rules).await.is(200).json()
    }

    fn path(&self, rest: &str) -> String {
        format!("/m/{}/questions{rest}", self.code)
    }

    async fn tries(&self, phone: &Phone, text: &str) -> Response {
        phone.sends(Method::POST, &self.path(""), &json!({ "text": text, "browser_token": phone.token() })).await
    }

    /// Asks; returns the question.
    async fn asks(&self, phone: &Phone, text: &str) -> Value {
        self.tries(phone, text).await.is(201).json()
    }

    /// A question from a phone of its own; returns its id.
    async fn has(&self, text: &str) -> i64 {
        self.asks(&self.house.phone(), text).await["id"].as_i64().expect("an id")
    }

    async fn votes(&self, phone: &Phone, method: Method, question: i64) -> Response {
        phone.send(phone.request(method, &self.path(&format!("/{question}/vote"))).header("x-browser-token", phone.token())).await
    }

    async fn list(&self, phone: &Phone, query: &str) -> Value {
        phone.send(phone.request(Method::GET, &self.path(query)).header("x-browser-token", phone.token())).await.is(200).json()
    }

    /// Texts and votes of the questions that a new phone sees once they are these: a list is at most a second old.
    async fn shows(&self, expected: &Value) {
        let guest = self.house.phone();
        eventually(&format!("the list to be {expected}"), async || pairs(&self.list(&guest, "").await) == *expected).await;
    }

    async fn changes(&self, question: i64, change: &Value) -> Response {
        self.house.host().sends(Method::PATCH, &format!("/api/questions/{question}"), change).await
    }
}

fn pairs(page: &Value) -> Value {
    page["questions"].as_array().expect("questions").iter().map(|question| json!([question["text"], question["votes"]])).collect()
}

#[story]
async fn a_question_is_asked_and_seen_and_the_same_one_again_is_a_vote() {
    let room = Room::open().await;
    let phones = room.house.phones(3);
    let first = room.asks(&phones[0], "  Why no\nstairs? ").await;
    assert_eq!(
        (&first["text"], &first["votes"], &first["own"], &first["voted"]),
        (&json!("Why no stairs?"), &json!(1), &json!(true), &json!(true))
    );
    for (phone, votes) in phones[1..].iter().zip(2..) {
        let same = room.asks(phone, "why no STAIRS").await;
        assert_eq!(
            (&same["id"], &same["text"], &same["votes"], &same["own"]),
            (&first["id"], &first["text"], &json!(votes), &json!(false))
        );
    }
    assert_eq!(room.asks(&phones[2], "Why no stairs").await["votes"], 3, "a device votes once, and may say it twice");
    room.shows(&json!([["Why no stairs?", 3]])).await;
    assert_eq!(room.list(&phones[0], "?sort=mine").await["questions"][0]["own"], true);
    assert_eq!(room.list(&phones[1], "?sort=mine").await["questions"], json!([]));
    let page = room.house.phone().opens(&room.path("")).await;
    assert!(page.is_page(200).contains("Why no stairs?"), "{}", page.text());
}

#[story]
async fn a_question_that_waits_is_shown_once_as_many_have_asked_it_as_the_host_says() {
    let room = Room::with(&json!({ "moderation": "hold", "show_after": 3 })).await;
    let phones = room.house.phones(4);
    for phone in &phones[..2] {
        assert_eq!(room.asks(phone, "Why no stairs?").await["state"], "held");
    }
    assert_eq!(room.asks(&phones[1], "WHY NO STAIRS").await["state"], "held", "one device is one, however often it asks");
    room.shows(&json!([])).await;
    assert_eq!(room.asks(&phones[2], "why no stairs").await["state"], "open");
    room.shows(&json!([["Why no stairs?", 3]])).await;

    // The rule shows what waits already, but nothing that the host has decided about.
    let (once, declined) = (room.asks(&phones[3], "Who pays?").await, room.asks(&room.house.phone(), "Who lies?").await);
    room.changes(declined["id"].as_i64().expect("an id"), &json!({ "state": "declined" })).await.is(200);
    room.asks(&room.house.phone(), "Who lies?").await;
    room.sets(&json!({ "show_after": 1 })).await;
    room.shows(&json!([["Why no stairs?", 3], [once["text"], 1]])).await;
    assert_eq!(room.sets(&json!({ "show_after": 0 })).await["show_after"], 0);
    assert_eq!(room.asks(&phones[2], "And now?").await["state"], "held");
}

#[story]
async fn a_hundred_who_ask_the_same_at_once_are_a_hundred_votes_for_one_question() {
    let room = Room::with(&json!({ "moderation": "hold", "show_after": 100 })).await;
    let phones = room.house.phones(100);
    let asked = futures::future::join_all(phones.iter().map(|phone| room.asks(phone, "Why no stairs?"))).await;
    assert!(asked.iter().all(|question| question["id"] == asked[0]["id"]), "{asked:?}");
    assert_eq!(asked.iter().filter(|question| question["state"] == "open").count(), 1, "the last one shows it");
    room.shows(&json!([["Why no stairs?", 100]])).await;
    assert_eq!(room.list(&phones[0], "").await["account"]["asked"], 1);
}

#[story]
async fn a_device_votes_once_and_can_take_its_vote_back() {
    let room = Room::open().await;
    let (question, phone) = (room.has("Why?").await, room.house.phone());
    for (method, votes, voted) in [(Method::PUT, 2, true), (Method::PUT, 2, true), (Method::DELETE, 1, false), (Method::DELETE, 1, false)] {
        let shown = room.votes(&phone, method, question).await.is(200).json();
        assert_eq!((&shown["votes"], &shown["voted"]), (&json!(votes), &json!(voted)));
    }
    room.changes(question, &json!({ "state": "answered", "answer": "Because." })).await.is(200);
    room.votes(&phone, Method::PUT, question).await.is_refused(409, "wrong_state");
    assert_eq!(room.list(&phone, "?sort=new").await["questions"][0]["answer"], "Because.");
    room.votes(&phone, Method::PUT, 4_711).await.is_refused(404, "no_such_question");
    let other = room.house.host().starts_meeting("Another one").await;
    let elsewhere = format!("/m/{other}/questions/{question}/report");
    room.house.host().sends(Method::PATCH, &format!("/api/meetings/{other}/board"), &json!({ "board": "open" })).await.is(200);
    phone.send(phone.request(Method::POST, &elsewhere).header("x-browser-token", phone.token())).await.is_refused(404, "no_such_question");
}

#[story]
async fn what_waits_for_the_host_is_on_no_other_guests_door() {
    let room = Room::with(&json!({ "moderation": "hold", "names": true })).await;
    let (asker, same, guest) = (room.house.phone(), room.house.phone(), room.house.phone());
    let mut socket = guest.follows(&room.code).await;
    let body = json!({ "text": "Who sold the boat?", "name": "Ada L", "browser_token": asker.token() });
    let held = asker.sends(Method::POST, &room.path(""), &body).await.is(201).json();
    assert_eq!((&held["state"], &held["name"]), (&json!("held"), &json!("Ada L")));
    let question = held["id"].as_i64().expect("an id");
    let frame = socket.next("questions").await;
    assert!(!frame.to_string().contains("boat") && frame["votes"] == json!([]), "{frame}");
    assert_eq!(frame["account"], json!({ "asked": 1, "answered": 0, "declined": 0, "held": 1 }));
    for sort in ["", "?sort=new", "?sort=mine"] {
        for phone in [&guest, &same] {
            let page = room.list(phone, sort).await.to_string() + phone.opens(&room.path(sort)).await.is_page(200);
            assert!(!page.contains("boat") && !page.contains("Ada L"), "{page}");
        }
    }
    room.votes(&guest, Method::PUT, question).await.is_refused(404, "no_such_question");
    // Who asks the same adds a vote, and is not told who has asked first.
    let answer = room.asks(&same, "who sold the BOAT").await;
    assert_eq!((&answer["text"], &answer["name"], &answer["votes"]), (&json!("who sold the BOAT"), &json!(""), &json!(1)));
    assert_eq!(room.list(&same, "?sort=mine").await["questions"][0]["name"], "", "nor later");
    let own = room.list(&asker, "?sort=mine").await["questions"][0].clone();
    assert_eq!((&own["state"], &own["votes"], &own["text"]), (&json!("held"), &json!(2), &json!("Who sold the boat?")));
    let host = room.changes(question, &json!({ "state": "open" })).await.is(200).json();
    assert_eq!((&host["questions"][0]["votes"], &host["questions"][0]["name"]), (&json!(2), &json!("Ada L")));
    socket.until("questions", |frame| frame["changed"] == true && frame["account"]["held"] == 0).await;
    room.shows(&json!([["Who sold the boat?", 2]])).await;
}

#[story]
async fn a_merge_counts_distinct_devices_and_no_ring() {
    let room = Room::open().await;
    let phones = room.house.phones(3);
    let id = |question: &Value| question["id"].as_i64().expect("an id");
    let one = id(&room.asks(&phones[0], "Is there tea?").await);
    let other = id(&room.asks(&phones[1], "Will tea be served?").await);
    let third = room.has("Coffee?").await;
    for (phone, question) in [(&phones[2], one), (&phones[2], other)] {
        room.votes(phone, Method::PUT, question).await.is(200);
    }
    room.changes(one, &json!({ "merged_into": one })).await.is_refused(409, "wrong_state");
    room.changes(other, &json!({ "merged_into": one })).await.is(200);
    room.shows(&json!([["Is there tea?", 3], ["Coffee?", 1]])).await;
    room.changes(one, &json!({ "merged_into": other })).await.is_refused(409, "wrong_state");
    room.changes(other, &json!({ "state": "merged" })).await.is_refused(409, "wrong_state");
    // A vote for the merged one counts for the other, and can be taken back there by its asker.
    assert_eq!(room.asks(&room.house.phone(), "will tea be served").await["votes"], 4);
    let back = room.votes(&phones[1], Method::DELETE, one).await.is(200).json();
    assert_eq!((&back["votes"], &back["voted"]), (&json!(3), &json!(false)));
    room.changes(third, &json!({ "state": "declined" })).await.is(200);
    room.changes(one, &json!({ "merged_into": third })).await.is_refused(409, "wrong_state");
    room.changes(other, &json!({ "state": "open" })).await.is(200);
    room.shows(&json!([["Is there tea?", 2], ["Will tea be served?", 2]])).await;
}

#[story]
async fn a_declined_question_leaves_the_list_and_stays_in_the_account() {
    let room = Room::open().await;
    let (gone, stays, done) = (room.has("Nonsense?").await, room.has("Why?").await, room.has("When?").await);
    room.changes(gone, &json!({ "state": "declined" })).await.is(200);
    room.changes(done, &json!({ "state": "answered" })).await.is(200);
    let board = room.changes(stays, &json!({ "state": "pinned" })).await.is(200).json();
    let account = json!({ "asked": 3, "answered": 1, "declined": 1, "held": 0 });
    assert_eq!(board["account"], account);
    room.shows(&json!([["Why?", 1], ["When?", 1]])).await;
    let guest = room.house.phone();
    assert_eq!(room.list(&guest, "").await["account"], account);
    assert!(guest.opens(&room.path("")).await.shown().contains("3 questions asked, 1 answered, 1 not taken"));
    let guest = room.house.phone();
    guest.sends(Method::PATCH, &format!("/api/questions/{gone}"), &json!({ "state": "open" })).await.is_refused(401, "host_only");
    guest.get(&format!("/api/meetings/{}/board", room.code)).await.is_refused(401, "host_only");
}

#[story]
async fn what_a_meetings_end_has_deleted_changes_no_sum_afterwards() {
    let room = Room::open().await;
    let (first, second) = (room.has("Why now?").await, room.has("Why not later?").await);
    let voter = room.house.phone();
    room.votes(&voter, Method::PUT, first).await.is(200);
    room.changes(second, &json!({ "merged_into": first })).await.is(200);
    let ends = async |ended: bool| {
        room.house.host().sends(Method::PATCH, &format!("/api/meetings/{}", room.code), &json!({ "ended": ended })).await.is(200);
    };
    ends(true).await;
    room.changes(first, &json!({ "state": "answered", "answer": "Because." })).await.is(200);
    room.shows(&json!([["Why now?", 3]])).await;
    ends(false).await;
    room.changes(first, &json!({ "state": "open" })).await.is(200);
    room.votes(&voter, Method::PUT, first).await.is_refused(409, "wrong_state");
    let again = room.has("WHY NOW").await;
    assert_ne!(again, first, "it is asked anew");
    room.changes(again, &json!({ "merged_into": first })).await.is_refused(409, "wrong_state");
    room.shows(&json!([["Why now?", 3], ["WHY NOW", 1]])).await;
}

#[story]
async fn separated_questions_have_the_votes_of_those_who_have_written_them() {
    let room = Room::open().await;
    let (first, second) = (room.has("Why now?").await, room.has("Why not later?").await);
    room.changes(second, &json!({ "merged_into": first })).await.is(200);
    for _ in 0..3 {
        assert_eq!(room.asks(&room.house.phone(), "why not LATER").await["id"], first);
    }
    room.shows(&json!([["Why now?", 5]])).await;
    room.changes(second, &json!({ "state": "open" })).await.is(200);
    room.shows(&json!([["Why not later?", 4], ["Why now?", 1]])).await;
}

#[story]
async fn nobody_reads_what_others_have_asked_while_it_waits_whatever_was_merged() {
    let room = Room::with(&json!({ "moderation": "hold" })).await;
    let (secret, other) = (room.has("A secret of somebody?").await, room.has("Another thing?").await);
    room.changes(other, &json!({ "merged_into": secret })).await.is(200);
    let curious = room.house.phone();
    assert_eq!(room.asks(&curious, "another thing").await["text"], "another thing");
    room.changes(other, &json!({ "state": "held" })).await.is(200);
    let mine = room.list(&curious, "?sort=mine").await;
    assert_eq!(pairs(&mine), json!([["Another thing?", 1]]), "it has asked the same");
    room.changes(other, &json!({ "answer": "A draft" })).await.is(200);
    assert!(!room.list(&curious, "?sort=mine").await.to_string().contains("A draft"), "an answer is shown with its question");
    let open = room.has("Shown?").await;
    room.changes(open, &json!({ "state": "open" })).await.is(200);
    room.changes(other, &json!({ "merged_into": open })).await.is(200);
    room.changes(other, &json!({ "merged_into": secret })).await.is_refused(409, "wrong_state");
}

#[story]
async fn what_was_declined_waits_when_it_is_asked_again() {
    let room = Room::open().await;
    let question = room.has("Is he a thief?").await;
    room.changes(question, &json!({ "state": "declined" })).await.is(200);
    let again = room.house.phone();
    let asked = room.asks(&again, "is he a THIEF").await;
    assert_eq!((&asked["state"], &asked["own"]), (&json!("held"), &json!(true)));
    let held = asked["id"].as_i64().expect("an id");
    let same = room.house.phone();
    let asked = room.asks(&same, "IS HE A THIEF").await;
    assert_eq!((&asked["text"], &asked["own"]), (&json!("IS HE A THIEF"), &json!(true)), "it is not told that others have asked");
    room.changes(held, &json!({ "state": "declined" })).await.is(200);
    for phone in [&again, &same] {
        assert_eq!(room.list(phone, "?sort=mine").await["questions"][0]["state"], "declined");
    }
    room.shows(&json!([])).await;
}

#[story]
async fn who_has_voted_for_what_is_taken_off_does_not_keep_it() {
    let room = Room::open().await;
    let (question, voter) = (room.has("Is he a thief?").await, room.house.phone());
    room.votes(&voter, Method::PUT, question).await.is(200);
    for state in ["declined", "held"] {
        room.changes(question, &json!({ "state": state })).await.is(200);
        assert_eq!(room.list(&voter, "?sort=mine").await["questions"], json!([]), "{state}");
    }
}

#[story]
async fn a_question_of_a_deleted_meeting_is_not_changed() {
    let room = Room::open().await;
    let question = room.has("Why now?").await;
    let sets = async |deleted: bool| {
        room.house.host().sends(Method::PATCH, &format!("/api/meetings/{}", room.code), &json!({ "deleted": deleted })).await.is(200);
    };
    sets(true).await;
    room.changes(question, &json!({ "state": "declined" })).await.is_refused(404, "no_such_question");
    sets(false).await;
    room.shows(&json!([["Why now?", 1]])).await;
}

#[story]
async fn a_program_that_invents_devices_votes_like_as_many_new_phones_may() {
    let room = Room::open().await;
    let question = room.has("Why now?").await;
    let attacker = room.house.phone();
    let mut taken = 0;
    while attacker
        .send(
            attacker
                .request(Method::PUT, &room.path(&format!("/{question}/vote")))
                .header("x-browser-token", uuid::Uuid::new_v4().to_string()),
        )
        .await
        .status
        == 200
    {
        taken += 1;
        assert!(taken < 200, "as ballots of new devices");
    }
}

#[story]
async fn a_report_is_counted_once_a_device_for_the_host_alone() {
    let room = Room::open().await;
    let (question, phone) = (room.has("Why is he so stupid?").await, room.house.phone());
    for _ in 0..2 {
        let path = room.path(&format!("/{question}/report"));
        phone.send(phone.request(Method::POST, &path).header("x-browser-token", phone.token())).await.is(204);
    }
    let board = room.house.host().get(&format!("/api/meetings/{}/board", room.code)).await.is(200).json();
    assert_eq!((&board["questions"][0]["reports"], &board["questions"][0]["votes"]), (&json!(1), &json!(1)));
    assert!(!room.list(&phone, "").await.to_string().contains("reports"));
    let browser = room.browser().await;
    let path = room.path(&format!("/{question}/report"));
    let answer = browser.posts_form(&path, &[("browser_token", browser.token())]).await;
    assert_eq!((answer.status, answer.leads_to()), (303, room.path(&format!("?reported={question}#q{question}")).as_str()));
    assert!(browser.opens(&room.path(&format!("?reported={question}"))).await.shown().contains("Reported. The host takes a look."));
    let board = room.house.host().get(&format!("/api/meetings/{}/board", room.code)).await.is(200).json();
    assert_eq!(board["questions"][0]["reports"], 2);
    for id in [format!("0{question}"), format!("+{question}")] {
        browser.posts_form(&room.path(&format!("/{id}/report")), &[]).await.is(404);
    }
}

#[story]
async fn a_name_that_imitates_another_waits_and_the_host_can_take_a_name_off() {
    let room = Room::with(&json!({ "moderation": "after", "names": true })).await;
    let asks = async |phone: &Phone, text: &str, name: &str| {
        let body = json!({ "text": text, "name": name, "browser_token": phone.token() });
        phone.sends(Method::POST, &room.path(""), &body).await.is(201).json()
    };
    let ada = room.house.phone();
    let first = asks(&ada, "One?", "Ada L.").await;
    assert_eq!(first["state"], "open");
    room.house.tampers("update questions set asked_at = asked_at - 20000").await;
    assert_eq!(asks(&ada, "Two?", "ADA L").await["state"], "open", "her own name");
    for (text, name) in
        [("Three?", "ada l"), ("Four?", "\u{410}da L."), ("Five?", "A\u{200b}da L."), ("Six?", "The Host"), ("Seven?", "Moderati\u{43e}n")]
    {
        let other = room.house.phone();
        let asked = asks(&other, text, name).await;
        assert_eq!((&asked["state"], &asked["name_doubtful"]), (&json!("open"), &Value::Null), "{name} is not told");
        let mine = room.list(&other, "?sort=mine").await["questions"][0].clone();
        assert_eq!((&mine["state"], &mine["votes"]), (&json!("open"), &json!(1)));
        let id = mine["id"].as_i64().expect("an id");
        for (method, votes) in [(Method::DELETE, 0), (Method::PUT, 1)] {
            assert_eq!(room.votes(&other, method, id).await.is(200).json()["votes"], votes);
        }
        room.votes(&room.house.phone(), Method::PUT, id).await.is_refused(404, "no_such_question");
        assert!(!room.list(&room.house.phone(), "?sort=new").await.to_string().contains(text));
    }
    assert_eq!(asks(&room.house.phone(), "Eight?", "Grace").await["state"], "open");
    let board = room.house.host().get(&format!("/api/meetings/{}/board", room.code)).await.is(200).json();
    let is_doubtful = |question: &&Value| question["name_doubtful"] == true && question["state"] == "held";
    assert_eq!(board["questions"].as_array().expect("questions").iter().filter(is_doubtful).count(), 5);
    let id = first["id"].as_i64().expect("an id");
    let off = room.changes(id, &json!({ "name_off": true })).await.is(200).json();
    let question =
        off["questions"].as_array().expect("questions").iter().find(|question| question["id"] == id).expect("a question").clone();
    assert_eq!((&question["name"], &question["name_off"], &question["state"]), (&json!("Ada L."), &json!(true), &json!("open")));
    eventually("the name to be gone", async || !room.list(&room.house.phone(), "").await.to_string().contains("Ada L.")).await;
    room.changes(id, &json!({ "name_off": false })).await.is(200);
    eventually("the name to be back", async || room.list(&room.house.phone(), "").await.to_string().contains("Ada L.")).await;
}

#[story]
async fn a_meeting_takes_two_thousand_questions() {
    let room = Room::open().await;
    let many = "insert into questions (meeting_id, term, text, name, state, votes, asked_at) \
        with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1999) \
        select meetings.id, '1234567890123456789012345678' || (1000 + n), 'Text', '', 'open', 1, 1 from numbers, meetings";
    room.house.tampers(many).await;
    room.asks(&room.house.phone(), "The last one?").await;
    room.tries(&room.house.phone(), "Another one?").await.is_refused(429, "too_many_questions");
    assert_eq!(room.asks(&room.house.phone(), "The last one?").await["votes"], 2);
}

#[story]
async fn phones_are_told_that_a_meeting_has_ended_and_nothing_of_a_board_that_is_off() {
    let room = Room::open().await;
    room.has("Why?").await;
    let mut socket = room.house.phone().follows(&room.code).await;
    let meeting = format!("/api/meetings/{}", room.code);
    for (ended, state) in [(true, "closed"), (false, "open")] {
        room.house.host().sends(Method::PATCH, &meeting, &json!({ "ended": ended })).await.is(200);
        socket.until("questions", |frame| frame["board"] == state).await;
    }
    room.sets(&json!({ "board": "off" })).await;
    let off = socket.until("questions", |frame| frame["board"] == "off").await;
    let nothing = json!({ "asked": 0, "answered": 0, "declined": 0, "held": 0 });
    assert_eq!((&off["account"], &room.list(&room.house.phone(), "").await["account"]), (&nothing, &nothing));
}

#[story]
async fn plain_forms_ask_and_vote_and_give_back_what_was_refused() {
    let room = Room::open().await;
    let (asker, voter) = (room.browser().await, room.browser().await);
    let form =
        |phone: &Phone, text: &str| vec![("text".to_owned(), text.to_owned()), ("browser_token".to_owned(), phone.token().to_owned())];
    let post = async |phone: &Phone, text: &str| {
        phone.send(phone.request(Method::POST, &room.path("")).header("accept", "text/html").form(&form(phone, text))).await
    };
    let answer = post(&asker, "Why <b>?").await;
    assert_eq!((answer.status, answer.leads_to()), (303, room.path("?sort=mine").as_str()));
    assert!(asker.opens(&room.path("?sort=mine")).await.is_page(200).contains("Why &#60;b&#62;?"));
    let question = room.list(&asker, "?sort=new").await["questions"][0]["id"].as_i64().expect("an id");
    let vote =
        async |on: &str| voter.posts_form(&room.path(&format!("/{question}/vote")), &[("browser_token", voter.token()), ("on", on)]).await;
    for (on, votes) in [("1", 2), ("0", 1)] {
        assert_eq!(vote(on).await.status, 303);
        let shown = room.list(&asker, "?sort=mine").await;
        assert_eq!(shown["questions"][0]["votes"], votes);
    }
    let long = "y".repeat(301);
    let refused = post(&voter, &long).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains(&long) && refused.shown().contains("301 characters; 300 fit"), "{}", refused.text());
    room.tries(&voter, "\u{202e}\u{200b}").await.is_refused(422, "invalid_answer");
    room.tries(&voter, &format!("a{}", "\u{301}".repeat(200))).await.is_refused(422, "invalid_answer");
}

#[story]
async fn a_closed_board_says_so_and_gives_the_text_back() {
    let room = Room::open().await;
    let (phone, question) = (room.house.phone(), room.has("Why?").await);
    room.sets(&json!({ "board": "closed" })).await;
    room.tries(&phone, "Too late?").await.is_refused(409, "board_not_open");
    room.votes(&phone, Method::PUT, question).await.is_refused(409, "board_not_open");
    let page = phone.posts_form(&room.path(""), &[("text", "My long thought"), ("browser_token", phone.token())]).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("My long thought") && page.shown().contains("No questions are taken now"), "{}", page.text());
    room.shows(&json!([["Why?", 1]])).await;
    room.sets(&json!({ "board": "off" })).await;
    room.shows(&json!([])).await;
    room.sets(&json!({ "board": "open" })).await;
    room.shows(&json!([["Why?", 1]])).await;
    room.house.host().sends(Method::PATCH, &format!("/api/meetings/{}", room.code), &json!({ "ended": true })).await.is(200);
    room.tries(&phone, "Still?").await.is_refused(409, "board_not_open");
    assert_eq!(room.house.number("select count(*) from question_marks").await, 0, "marks go with the meeting's end");
}

#[story]
async fn a_flood_from_one_device_is_refused() {
    let room = Room::open().await;
    let phone = room.browser().await;
    room.asks(&phone, "One?").await;
    room.tries(&phone, "Two?").await.is_refused(429, "too_many_questions");
    room.asks(&phone, "one").await;
    let page = phone.posts_form(&room.path(""), &[("text", "My second one"), ("browser_token", phone.token())]).await;
    assert!(page.status == 429 && page.text().contains("My second one"), "{}", page.text());
    for text in ["Two?", "Three?"] {
        room.house.tampers("update questions set asked_at = asked_at - 20000").await;
        room.asks(&phone, text).await;
    }
    room.house.tampers("update questions set asked_at = asked_at - 20000").await;
    room.tries(&phone, "Four?").await.is_refused(429, "too_many_questions");
    room.changes(room.list(&phone, "?sort=mine").await["questions"][0]["id"].as_i64().expect("an id"), &json!({ "state": "answered" }))
        .await
        .is(200);
    room.asks(&phone, "Four?").await;
}

#[story]
async fn phones_receive_at_most_one_frame_a_second_and_the_votes_that_changed() {
    let room = Room::open().await;
    let question = room.has("Why?").await;
    room.shows(&json!([["Why?", 1]])).await;
    let mut socket = room.house.phone().follows(&room.code).await;
    for phone in room.house.phones(5) {
        room.votes(&phone, Method::PUT, question).await.is(200);
    }
    let (mut began, mut frames) = (Instant::now(), 0);
    loop {
        let frame = socket.next("questions").await;
        frames += 1;
        // What was on its way before the first one was received does not count.
        assert!(frames == 1 || began.elapsed() > Duration::from_millis(700), "{frame} after {:?}", began.elapsed());
        began = Instant::now();
        if frame["votes"] == json!([[question, 6]]) || frame["changed"] == true && frames > 1 {
            assert!(frame.to_string().len() < 250, "{frame}");
            break;
        }
        if frames == 1 {
            room.votes(&room.house.phone(), Method::PUT, question).await.is(200);
            let next = socket.next("questions").await;
            assert!(began.elapsed() > Duration::from_millis(700), "{next} after {:?}", began.elapsed());
            assert_eq!((&next["votes"][0][0], &next["changed"]), (&json!(question), &json!(false)));
            break;
        }
    }
}

#[story]
async fn the_host_puts_the_questions_on_the_stage_and_projectors_are_told() {
    let room = Room::open().await;
    let host = room.house.host();
    let mut wall = host.opens_a_projector(&room.code).await;
    assert_eq!(host.sets_stage(&room.code, &json!({ "view": "board" })).await["view"], "board");
    let shown = wall.until("stage", |stage| stage["view"] == "board").await;
    assert_eq!(shown["board"], "open");
    room.sets(&json!({ "board": "closed" })).await;
    wall.until("stage", |stage| stage["board"] == "closed").await;
    let stage = room.house.phone().get(&format!("/m/{}/stage", room.code)).await.is(200).json();
    assert_eq!((&stage["view"], &stage["board"]), (&json!("board"), &json!("closed")));
    room.sets(&json!({ "board": "off" })).await;
    wall.until("stage", |stage| stage["view"] == "lobby" && stage["board"] == "off").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_at_one_instance_is_shown_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = crate::cluster::shared_rooms::two_instances(&redis).await;
        let code = one.host().starts_meeting("Town hall").await;
        let room = Room { house: one, code };
        room.sets(&json!({ "board": "open", "moderation": "off" })).await;
        let question = room.has("Why?").await;
        let guest = other.phone();
        let mut socket = guest.follows(&room.code).await;
        eventually("the other instance to show it", async || pairs(&room.list(&guest, "").await) == json!([["Why?", 1]])).await;
        room.votes(&room.house.phone(), Method::PUT, question).await.is(200);
        socket.until("questions", |frame| frame["votes"] == json!([[question, 2]]) || frame["changed"] == true).await;
        eventually("the other instance to count it", async || pairs(&room.list(&guest, "").await) == json!([["Why?", 2]])).await;
    })
    .await;
}
