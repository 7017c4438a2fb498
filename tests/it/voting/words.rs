//! Words and open answers: counted by what they say, moderated by term, shown on no guest's door before the host permits it, and
//! erased without breaking the record.

use crate::host::deleting::files_with;
use http::Method;
use serde_json::{Value, json};
use support::{House, Phone, Poll, Response, eventually, story};

/// A poll with these rules and texts from a phone each.
struct Room {
    house: House,
    poll: Poll,
    phones: Vec<Phone>,
}

impl Room {
    async fn with(kind: &str, rules: &Value, texts: &[&[&str]]) -> Self {
        let house = House::open().await;
        let mut body = json!({ "question": "What comes to mind?", "kind": kind });
        body.as_object_mut().expect("an object").extend(rules.as_object().expect("an object").clone());
        let poll = Poll::from_created(house.host().creates(&body).await.is(201).json());
        let phones = house.phones(texts.len());
        for (phone, texts) in phones.iter().zip(texts) {
            phone.answers(&poll, &json!({ "texts": texts })).await.is_counted();
        }
        Self { house, poll, phones }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/polls/{}/{rest}", self.poll.code)
    }

    async fn list(&self) -> Value {
        self.house.host().get(&self.path("terms")).await.is(200).json()
    }

    /// The key of a term by its shown text.
    async fn term(&self, text: &str) -> String {
        let list = self.list().await;
        let terms = list["terms"].as_array().expect("terms");
        terms.iter().find(|term| term["text"] == text).unwrap_or_else(|| panic!("no {text} in {list}"))["term"]
            .as_str()
            .expect("a key")
            .into()
    }

    async fn decides(&self, text: &str, verdict: &str) -> Response {
        let term = self.term(text).await;
        self.house.host().sends(Method::POST, &self.path("terms"), &json!({ "decisions": [{ "term": term, "verdict": verdict }] })).await
    }

    async fn merges(&self, text: &str, into: &str) -> Response {
        let decision = json!({ "term": self.term(text).await, "verdict": "merge", "into": self.term(into).await });
        self.house.host().sends(Method::POST, &self.path("terms"), &json!({ "decisions": [decision] })).await
    }

    async fn undoes(&self) -> Response {
        self.house.host().sends(Method::POST, &self.path("terms/undo"), &json!({})).await
    }

    /// The words that a guest sees, with their counts.
    async fn words(&self) -> Value {
        let results = self.house.phone().results(&self.poll).await;
        results["words"].as_array().expect("words").iter().map(|word| json!([word["text"], word["count"]])).collect()
    }

    /// What guests, and whoever has an export, can read of the poll.
    async fn doors(&self) -> Vec<(&'static str, String)> {
        let (guest, host, poll) = (self.house.phone(), self.house.host(), &self.poll);
        let meeting = poll.meeting();
        let mut doors = vec![
            ("page", guest.opens(&poll.path("")).await.text().to_owned()),
            ("results", guest.requests_results(poll).await.text().to_owned()),
            ("socket", guest.joins(poll).await.snapshot.to_string()),
            ("answers", guest.get(&poll.path("/answers")).await.text().to_owned()),
            ("answers page", guest.opens(&poll.path("/answers")).await.text().to_owned()),
            ("share", guest.opens(&poll.path("/share")).await.text().to_owned()),
            ("screen", guest.opens(&format!("/screen/{meeting}")).await.text().to_owned()),
            ("meeting", guest.opens(&format!("/m/{meeting}")).await.text().to_owned()),
            ("chart", host.get(&self.path("chart.svg")).await.text().to_owned()),
        ];
        for format in ["csv", "json"] {
            doors.push((format, host.get(&self.path(&format!("export?format={format}"))).await.is(200).text().to_owned()));
        }
        doors.push(("report", host.opens(&format!("/api/meetings/{meeting}/report")).await.text().to_owned()));
        doors
    }

    async fn is_on_no_door(&self, text: &str) {
        for (door, content) in self.doors().await {
            assert!(!content.contains(text), "{text} is on the door {door}: {content}");
        }
    }
}

#[story]
async fn words_are_counted_by_what_they_say() {
    let room = Room::with(
        "words",
        &json!({ "most": 3 }),
        &[
            &["Freedom", "New York"],
            &["freedom!", "coffee"],
            &["FREEDOM", "new  york", "Straße"],
            &["“Freedom”", "STRASSE"],
            &["schon"],
            &["schön"],
        ],
    )
    .await;
    let expected = json!([["Freedom", 4], ["new york", 2], ["Straße", 2], ["coffee", 1], ["schon", 1], ["schön", 1]]);
    assert_eq!(room.words().await, expected, "of equally frequent spellings the shortest is shown");
    let results = room.house.phone().results(&room.poll).await;
    assert_eq!((&results["answers"], &results["hidden"], &results["more"], &results["most"]), (&json!(6), &json!(0), &json!(0), &json!(3)));
    let own = room.phones[2].results(&room.poll).await["your_vote"]["answer"].clone();
    assert_eq!(own, json!({ "texts": ["FREEDOM", "new york", "Straße"] }));
    let shown = room.house.phone().opens(&room.poll.path("")).await.text().to_owned();
    assert!(
        shown.contains("<bdi>Freedom</bdi> <b class=\"num\" translate=\"no\">4</b>")
            && shown.contains("6 answers")
            && shown.contains("Write up to 3 words"),
        "{shown}"
    );
    let csv = room.house.host().get(&room.path("export?format=csv")).await.is(200).text().to_owned();
    assert!(csv.contains("new york") && csv.contains("schön"), "{csv}");
    let recount = room.house.host().get(&room.path("recount")).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["findings"]), (&json!(6), &json!([])));
}

#[story]
async fn what_waits_for_the_host_and_what_is_taken_off_is_on_no_guests_door() {
    let room = Room::with("words", &json!({ "moderation": "hold", "most": 1 }), &[&["Freedom"], &["Freedom"], &["Nonsense"]]).await;
    assert_eq!(room.words().await, json!([]));
    for word in ["Freedom", "Nonsense"] {
        room.is_on_no_door(word).await;
    }
    let results = room.house.phone().results(&room.poll).await;
    assert_eq!((&results["answers"], &results["hidden"]), (&json!(3), &json!(3)), "turnout is told");
    let list = room.list().await;
    let rows: Vec<_> = list["terms"]
        .as_array()
        .expect("terms")
        .iter()
        .map(|row| (row["text"].clone(), row["voters"].clone(), row["status"].clone()))
        .collect();
    assert_eq!(rows, [(json!("Freedom"), json!(2), json!("held")), (json!("Nonsense"), json!(1), json!("held"))]);
    let mut wall = room.house.host().opens_a_projector(room.poll.meeting()).await;
    room.decides("Freedom", "show").await.is(200);
    assert_eq!(wall.until("poll_state", |state| state["words"][0]["text"] == "Freedom").await["hidden"], 1);
    assert_eq!(room.words().await, json!([["Freedom", 2]]));
    room.decides("Freedom", "ban").await.is(200);
    wall.until("poll_state", |state| state["words"] == json!([])).await;
    room.is_on_no_door("Freedom").await;
    room.undoes().await.is(200);
    assert_eq!(room.words().await, json!([["Freedom", 2]]));
    room.undoes().await.is(200);
    assert_eq!(room.words().await, json!([]), "undo goes back one by one");
    room.undoes().await.is_refused(409, "wrong_state");
}

#[story]
async fn a_word_that_enough_voters_have_written_is_shown_by_itself_but_for_listed_ones() {
    let room = Room::with(
        "words",
        &json!({ "moderation": "hold", "show_after": 2, "most": 2 }),
        &[&["Sun", "arsch"], &["sun!"], &["Rain", "Arsch"]],
    )
    .await;
    assert_eq!(room.words().await, json!([["Sun", 2]]));
    room.is_on_no_door("rsch").await;
    let patched = room.house.host().changes(&room.poll, &json!({ "show_after": 0, "moderation": "after" })).await;
    assert_eq!((&patched["moderation"], &patched["show_after"]), (&Value::Null, &Value::Null), "what is the default is absent");
    assert_eq!(room.words().await, json!([["Sun", 2], ["Rain", 1]]));
    room.house.host().changes(&room.poll, &json!({ "moderation": "off" })).await;
    assert_eq!(room.words().await, json!([["arsch", 2], ["Sun", 2], ["Rain", 1]]));
}

#[story]
async fn a_merge_counts_each_voter_once_and_can_be_taken_back() {
    let room = Room::with("words", &json!({ "allow_change": true }), &[&["Tree", "Trees"], &["Trees"], &["Tree", "Bush"]]).await;
    let list = room.list().await;
    let like = list["terms"].as_array().expect("terms").iter().find(|row| row["text"] == "Trees").expect("Trees")["like"].clone();
    assert_eq!(like, json!(room.term("Tree").await), "a plural is suggested");
    room.merges("Trees", "Tree").await.is(200);
    assert_eq!(room.words().await, json!([["Tree", 3], ["Bush", 1]]), "three voters, not four entries");
    room.house.phone().answers(&room.poll, &json!({ "texts": ["trees", "TREE"] })).await.is_counted();
    assert_eq!(room.words().await, json!([["Tree", 4], ["Bush", 1]]));
    room.phones[1].answers(&room.poll, &json!({ "texts": ["Bush"] })).await.is_counted();
    assert_eq!(room.words().await, json!([["Tree", 3], ["Bush", 2]]));
    let ring = json!({ "decisions": [{ "term": room.term("Tree").await, "verdict": "merge", "into": room.list().await["terms"][0]["merged"][0]["term"] }] });
    room.house.host().sends(Method::POST, &room.path("terms"), &ring).await.is_refused(409, "wrong_state");
    assert_eq!(
        room.house.host().get(&room.path("recount")).await.is(200).json()["findings"],
        json!([]),
        "a merge is no part of the record"
    );
    room.undoes().await.is(200);
    assert_eq!(room.words().await, json!([["Tree", 3], ["Bush", 2], ["trees", 2]]));
}

#[story]
async fn decisions_are_all_carried_out_or_none() {
    let room = Room::with("words", &json!({ "moderation": "hold" }), &[&["Sun"], &["Rain"]]).await;
    let (sun, gone) = (room.term("Sun").await, "0".repeat(32));
    let send = async |body: Value| room.house.host().sends(Method::POST, &room.path("terms"), &body).await;
    let one = |term: &str, verdict: &str| json!({ "term": term, "verdict": verdict });
    send(json!({ "decisions": [one(&sun, "show"), one(&gone, "show")] })).await.is_refused(404, "no_such_term");
    assert_eq!(room.words().await, json!([]));
    for bad in [
        json!({ "decisions": [] }),
        json!({ "decisions": [one("sun", "show")] }),
        json!({ "decisions": [one(&sun, "merge")] }),
        json!({ "decisions": [{ "term": sun, "verdict": "show", "into": sun }] }),
    ] {
        send(bad).await.is_refused(400, "bad_request");
    }
    room.house
        .phone()
        .sends(Method::POST, &room.path("terms"), &json!({ "decisions": [one(&sun, "show")] }))
        .await
        .is_refused(401, "host_only");
    room.house.phone().get(&room.path("terms")).await.is_refused(401, "host_only");
    // Two moderators at once: the second decision about the same word is carried out too, and each is taken back alone.
    let (first, second) = tokio::join!(send(json!({ "decisions": [one(&sun, "show")] })), send(json!({ "decisions": [one(&sun, "ban")] })));
    first.is(200);
    second.is(200);
    room.undoes().await.is(200);
    room.undoes().await.is(200);
    assert_eq!(room.list().await["terms"][0]["decided"], false);
}

#[story]
async fn open_answers_are_read_in_pages_newest_first() {
    let texts: Vec<String> = (1..=52).map(|n| format!("Answer {n}\n\nwith <b>two</b> lines")).collect();
    let texts: Vec<[&str; 1]> = texts.iter().map(|text| [text.as_str()]).collect();
    let texts: Vec<&[&str]> = texts.iter().map(|text| &text[..]).collect();
    let room = Room::with("text", &json!({ "results": "on_reveal" }), &texts).await;
    let guest = room.house.phone();
    guest.get(&room.poll.path("/answers")).await.is_refused(409, "not_published");
    room.house.host().reveals(&room.poll).await;
    room.decides("Answer 51\n\nwith <b>two</b> lines", "ban").await.is(200);
    let first = guest.get(&room.poll.path("/answers")).await.is(200).json();
    assert_eq!((&first["answers"], &first["hidden"]), (&json!(52), &json!(1)));
    assert_eq!(
        (&first["texts"][0]["text"], &first["texts"][1]["text"]),
        (&json!("Answer 52\n\nwith <b>two</b> lines"), &json!("Answer 50\n\nwith <b>two</b> lines"))
    );
    let rest = guest.get(&room.poll.path(&format!("/answers?before={}", first["next"]))).await.is(200).json();
    assert_eq!((rest["texts"].as_array().expect("texts").len(), &rest["next"]), (1, &Value::Null));
    let page = guest.opens(&room.poll.path("/answers")).await;
    assert!(page.shown().contains("52 answers, 1 hidden by the host") && page.text().contains("&#60;b&#62;two"), "{}", page.text());
    let words = Room::with("words", &json!({}), &[&["Sun"]]).await;
    words.house.phone().get(&words.poll.path("/answers")).await.is_refused(409, "wrong_state");
}

#[story]
async fn receipts_say_a_text_as_results_show_it() {
    let rules = json!({ "moderation": "hold", "most": 2 });
    let room = Room::with("words", &rules, &[&["Sun", "Rain"], &["sun"], &["Sun"], &["Insult"], &["Sunshine"]]).await;
    room.decides("Sun", "show").await.is(200);
    room.decides("Insult", "ban").await.is(200);
    room.merges("Sunshine", "Sun").await.is(200);
    room.house.host().closes(&room.poll).await;
    let lists = async || {
        let json = room.house.host().get(&room.path("receipts")).await.is(200).json();
        let mut said: Vec<Vec<String>> = json["receipts"]
            .as_array()
            .expect("receipts")
            .iter()
            .map(|row| serde_json::from_value(row["options"].clone()).expect("texts"))
            .collect();
        said.sort();
        (said, room.house.host().get(&room.path("receipts?format=csv")).await.is(200).text().to_owned())
    };
    let unshown = "(not shown by the host)";
    let (said, csv) = lists().await;
    let expected = [vec![unshown], vec!["Sun"], vec!["Sun"], vec!["Sun", unshown], vec!["sun"]];
    assert_eq!(said, expected, "a merged word counts as the other");
    assert!(csv.contains(&format!("Sun | {unshown}")) && !csv.contains("Rain") && !csv.contains("Insult"), "{csv}");
    room.decides("Rain", "show").await.is(200);
    room.decides("Sun", "ban").await.is(200);
    let (said, csv) = lists().await;
    assert_eq!(said, [vec![unshown], vec![unshown], vec![unshown], vec![unshown], vec![unshown, "Rain"]]);
    assert!(!csv.to_lowercase().contains("sun"), "{csv}");
    let log = room.house.host().get(&room.path("log")).await.is(200).text().to_owned();
    assert!(log.contains("Insult"), "the log has each answer as it was given: {log}");
}

#[story]
async fn an_erased_text_is_nowhere_and_the_record_still_verifies() {
    let insult = "Somebody is an oaf";
    let room = Room::with("text", &json!({ "allow_change": true }), &[&["A good point"], &[insult], &["SOMEBODY IS AN OAF!"]]).await;
    room.house.host().closes(&room.poll).await;
    let term = room.term("Somebody is an oaf").await;
    let erase = json!({ "term": term });
    room.house.phone().sends(Method::POST, &room.path("redactions"), &erase).await.is_refused(401, "host_only");
    let list = room.house.host().sends(Method::POST, &room.path("redactions"), &erase).await.is(200).json();
    assert!(!list.to_string().to_lowercase().contains("oaf"), "{list}");
    room.house.host().sends(Method::POST, &room.path("redactions"), &erase).await.is_refused(404, "no_such_term");
    let log = room.house.host().get(&room.path("log")).await.is(200).text().to_owned();
    assert!(!log.to_lowercase().contains("oaf") && log.matches("redacted").count() >= 2, "{log}");
    for (door, content) in room.doors().await {
        assert!(!content.to_lowercase().contains("oaf"), "{door}: {content}");
    }
    for word in [insult, "SOMEBODY IS AN OAF"] {
        eventually("no file to have it", async || files_with(room.house.data(), word).is_empty()).await;
    }
    let results = room.house.phone().results(&room.poll).await;
    assert_eq!((&results["total_votes"], &results["answers"], &results["hidden"]), (&json!(3), &json!(3), &json!(2)));
    let recount = room.house.host().get(&room.path("recount")).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["receipts"], &recount["findings"]), (&json!(3), &json!(3), &json!([])));
    // Nothing that was erased can be taken back, or counted in another way.
    room.house.host().changes(&room.poll, &json!({ "state": "open" })).await;
    room.phones[1].answers(&room.poll, &json!({ "texts": ["Another one"] })).await.is_refused(409, "already_voted_device");
    room.house.host().closes(&room.poll).await;
    assert_eq!(room.house.host().get(&room.path("recount")).await.is(200).json()["findings"], json!([]));
}

#[story]
async fn an_act_is_taken_back_unless_a_later_one_builds_on_it() {
    let room = Room::with("words", &json!({ "moderation": "off", "fairness": "device" }), &[&["Apple"], &["Banana"], &["Cherry"]]).await;
    let acts = async |response: Response| response.is(200).json()["act"].clone();
    let undoes = async |act: &Value| room.house.host().sends(Method::POST, &room.path("terms/undo"), &json!({ "act": act })).await;
    let merge = acts(room.merges("Apple", "Banana").await).await;
    let ban = acts(room.decides("Banana", "ban").await).await;
    undoes(&merge).await.is_refused(409, "wrong_state");
    undoes(&ban).await.is(200);
    undoes(&merge).await.is(200);
    let merge = acts(room.merges("Apple", "Banana").await).await;
    acts(room.merges("Cherry", "Banana").await).await;
    undoes(&merge).await.is(200);
    assert_eq!(room.words().await, json!([["Banana", 2], ["Apple", 1]]), "another merge into the same is no conflict");
    let again = acts(room.decides("Apple", "show").await).await;
    let same = room.decides("Apple", "show").await.is(200).json();
    assert_eq!((again.is_i64(), &same["act"]), (true, &Value::Null), "what changes nothing is no act");
}

#[story]
async fn an_erased_text_neither_changes_the_voters_of_others_nor_comes_back_by_undoing() {
    let texts: [&[&str]; 5] = [&["Apple", "Banana"], &["Apple", "Cherry"], &["Banana", "Apple"], &["Cherry"], &["Plum", "Apple"]];
    let room = Room::with("words", &json!({ "moderation": "off", "fairness": "device" }), &texts).await;
    room.merges("Cherry", "Banana").await.is(200);
    room.decides("Apple", "ban").await.is(200);
    let apple =
        room.list().await["terms"].as_array().expect("terms").iter().find(|term| term["text"] == "Apple").expect("a term")["term"].clone();
    let redacts = async |term: &Value| room.house.host().sends(Method::POST, &room.path("redactions"), &json!({ "term": term })).await;
    redacts(&apple).await.is(200);
    assert_eq!(room.words().await, json!([["Banana", 4], ["Plum", 1]]), "voters of both, each once");
    room.undoes().await.is(200);
    assert_eq!(room.words().await, json!([["Banana", 2], ["Cherry", 2], ["Plum", 1]]), "the merge, not the ban of what is erased");
    room.undoes().await.is_refused(409, "wrong_state");
    room.merges("Cherry", "Banana").await.is(200);
    assert_eq!(room.words().await, json!([["Banana", 4], ["Plum", 1]]));
    room.house.phone().answers(&room.poll, &json!({ "texts": ["Apple"] })).await.is_counted();
    room.is_on_no_door("Apple").await;
    // Every answer with it is redacted already.
    let plum = room.term("Plum").await;
    redacts(&json!(plum)).await.is(200);
    room.is_on_no_door("Plum").await;
    redacts(&json!(plum)).await.is_refused(404, "no_such_term");
    let recount = room.house.host().get(&room.path("recount")).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["findings"]), (&json!(6), &json!([])));
}

#[story]
async fn hundreds_of_texts_are_shown_at_once_and_every_export_has_each() {
    let room = Room::with("words", &json!({ "moderation": "hold", "most": 10, "fairness": "device" }), &[]).await;
    for phone in 0..30 {
        let texts: Vec<String> = (0..10).map(|n| format!("Word {phone} {n}")).collect();
        room.house.phone().answers(&room.poll, &json!({ "texts": texts })).await.is_counted();
    }
    let list = room.list().await;
    let held = list["terms"].as_array().expect("terms");
    let decisions: Vec<Value> = held.iter().map(|term| json!({ "term": term["term"], "verdict": "show" })).collect();
    assert_eq!(decisions.len(), 300);
    room.house.host().sends(Method::POST, &room.path("terms"), &json!({ "decisions": decisions })).await.is(200);
    let meeting = room.poll.meeting();
    let json = room.house.host().get(&format!("/api/meetings/{meeting}/export?format=json")).await.is(200).json();
    let texts = json["polls"][0]["texts"][0]["texts"].as_array().expect("texts").clone();
    assert_eq!((texts.len(), &texts[0]["voters"]), (300, &json!(1)));
    let csv = room.house.host().get(&format!("/api/meetings/{meeting}/export?format=csv")).await.is(200).text().to_owned();
    assert_eq!(csv.matches("Word ").count(), 300);
}

#[story]
async fn what_was_erased_is_not_shown_again_when_somebody_writes_it_again() {
    let room = Room::with("words", &json!({ "moderation": "hold" }), &[&["Nonsense"]]).await;
    let term = room.term("Nonsense").await;
    room.decides("Nonsense", "show").await.is(200);
    room.house.host().sends(Method::POST, &room.path("redactions"), &json!({ "term": term })).await.is(200);
    room.house.phone().answers(&room.poll, &json!({ "texts": ["NONSENSE"] })).await.is_counted();
    for (door, content) in room.doors().await {
        assert!(!content.to_lowercase().contains("nonsense"), "{door}: {content}");
    }
}

#[story]
async fn a_round_of_hundreds_of_words_is_sealed_by_their_hash() {
    let words: Vec<Vec<String>> = (0..30).map(|phone| (0..10).map(|n| format!("Idea {}", phone * 10 + n)).collect()).collect();
    let words: Vec<Vec<&str>> = words.iter().map(|words| words.iter().map(String::as_str).collect()).collect();
    let words: Vec<&[&str]> = words.iter().map(Vec::as_slice).collect();
    let room = Room::with("words", &json!({ "most": 10 }), &words).await;
    room.house.host().closes(&room.poll).await;
    let log = room.house.host().get(&room.path("log")).await.is(200).json();
    let closed = log["events"]
        .as_array()
        .expect("events")
        .iter()
        .find(|event| event.to_string().contains("\\\"closed\\\"") || event["event"]["event"] == "closed");
    let closed = closed.expect("the close").to_string();
    assert!(closed.contains("tally_hash") && closed.len() < 2_000, "{closed}");
    assert_eq!(room.house.host().get(&room.path("recount")).await.is(200).json()["findings"], json!([]));
    room.house.tampers("update tallies set count = count + 1").await;
    let findings = room.house.host().get(&room.path("recount")).await.is(200).json()["findings"].clone();
    assert!(findings.as_array().is_some_and(|findings| !findings.is_empty()), "{findings}");
    // The words of the next round are its own; what was decided stays.
    room.decides("Idea 7", "ban").await.is(200);
    room.house.host().changes(&room.poll, &json!({ "run_again": true })).await;
    room.house.host().changes(&room.poll, &json!({ "state": "open" })).await;
    room.phones[0].answers(&room.poll, &json!({ "texts": ["Idea 7", "Idea 8"] })).await.is_counted();
    assert_eq!(room.words().await, json!([["Idea 8", 1]]));
}

#[story]
async fn wrong_texts_are_refused_by_the_name_of_the_field_and_kept() {
    let room = Room::with("words", &json!({ "most": 2 }), &[]).await;
    let phone = room.house.phone();
    for (texts, field) in [
        (json!(["one", "two", "three"]), "texts"),
        (json!(["one", "x".repeat(41)]), "texts.1"),
        (json!([format!("a{}", "\u{301}".repeat(4_000))]), "texts.0"),
        (json!(["\u{202e}\u{200b}"]), "texts.0"),
        (json!([]), "texts"),
        (json!("one"), "texts"),
    ] {
        let refused = phone.answers(&room.poll, &json!({ "texts": texts })).await.is_refused(422, "invalid_answer");
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.starts_with(&format!("{field}: "))), "{refused}");
    }
    let long = "x".repeat(41);
    let form = [("text", "kept"), ("text", long.as_str()), ("browser_token", phone.token())];
    let page = phone.send(phone.request(Method::POST, &room.poll.path("/vote")).header("accept", "text/html").form(&form)).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("value=\"kept\"") && page.text().contains(&long) && page.shown().contains("41 characters; 40 fit"),
        "{}",
        page.text()
    );
    let form = [("text", "kept"), ("text", ""), ("browser_token", phone.token())];
    phone.send(phone.request(Method::POST, &room.poll.path("/vote")).header("accept", "text/html").form(&form)).await.is(200);
    assert_eq!(room.words().await, json!([["kept", 1]]));
}
