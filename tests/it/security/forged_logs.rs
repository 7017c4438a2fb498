//! What somebody with write access to the database changes in a closed poll, and what `verify` finds of it: without an
//! anchor, with a seal that was written down, and with the fingerprint of the server's key.

use super::forger::{Entry, Forger, blob};
use super::version_1::LogOf1;
use handsup_server::domain::{Event, Signer};
use serde_json::{Value, json};
use support::{House, Poll, QUESTION, run, story};

const CHOICES: [&str; 3] = ["Tabs", "Spaces", "Neither"];

/// A house with a closed poll of two rounds, with changed votes and a reworded option, and what was written down of it.
struct Evening {
    house: House,
    poll: Poll,
    /// The seals of both rounds.
    seals: [String; 2],
    key: String,
}

impl Evening {
    async fn new() -> Self {
        let house = House::open().await;
        let poll = house.poll_with(QUESTION, &CHOICES, json!({ "allow_change": true })).await;
        let host = house.host();
        votes(&house, &poll, &[&["Tabs", "Spaces"], &["Spaces"], &["Tabs"]]).await;
        let reworded = ["Tabs", "Spaces, four of them", "Neither"].map(|text| json!({ "option_text": text }));
        host.changes(&poll, &json!({ "options": reworded })).await;
        let first = closes(&house, &poll).await;
        host.changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
        votes(&house, &poll, &[&["Tabs"], &["Neither", "Tabs"], &["Spaces"]]).await;
        let second = closes(&house, &poll).await;
        let text = |recount: &Value, field: &str| recount[field].as_str().expect("text").to_owned();
        Self { seals: [text(&first, "seal"), text(&second, "seal")], key: text(&second, "key"), house, poll }
    }

    /// Runs `verify` with these anchors; returns its exit code, and what it prints.
    async fn verify(&self, anchors: &[&str]) -> (i32, String) {
        let place = self.house.database();
        let output = run(&[&["verify", place.to_str().expect("a plain path")], anchors].concat()).await;
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().expect("it ends by itself"), printed)
    }

    /// Changes the database; `verify` must find this.
    async fn after(&self, statement: &str, finding: &str) {
        self.house.tampers(statement).await;
        self.has(finding).await;
    }

    /// `verify` finds this without an anchor.
    async fn has(&self, finding: &str) {
        let (code, printed) = self.verify(&[]).await;
        assert!(code == 1 && printed.contains("DOES NOT ADD UP") && printed.contains(finding), "{code}: {printed}");
    }

    /// `verify` finds nothing without an anchor, and says that there was none.
    async fn agrees_with_itself(&self) {
        let (code, printed) = self.verify(&[]).await;
        assert!(code == 0 && printed.contains("not anchored") && !printed.contains("DOES NOT"), "{code}: {printed}");
    }

    /// The seal of the last close and the key both find the forgery.
    async fn is_found_with_seal_and_with_key(&self) {
        self.is_found_with(&["--seal", &self.seals[1]]).await;
        self.is_found_with(&["--key", &self.key]).await;
    }

    async fn is_found_with(&self, anchors: &[&str]) {
        let (code, printed) = self.verify(anchors).await;
        assert!(code == 1 && printed.contains("\n! ") | printed.contains("          ! "), "{anchors:?}: {code}: {printed}");
    }

    async fn forger(&self) -> Forger<'_> {
        Forger::of(&self.house, &self.poll).await
    }

    fn id(&self, option: &str) -> i64 {
        self.poll.id(option)
    }
}

/// One phone for each list, which votes for one after the other.
async fn votes(house: &House, poll: &Poll, ballots: &[&[&str]]) {
    for choices in ballots {
        let phone = house.phone();
        for choice in *choices {
            phone.votes_for(poll, choice).await.is_counted();
        }
    }
}

/// Closes the poll; returns its recount.
async fn closes(house: &House, poll: &Poll) -> Value {
    house.host().closes(poll).await;
    house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json()
}

/// The forger's own key.
fn own_key() -> Signer {
    Signer::from_seed([66; 32])
}

// Nothing was forged.

#[story]
async fn an_unforged_poll_is_clean_and_anchored_by_its_seal_or_by_the_key() {
    let evening = Evening::new().await;
    evening.agrees_with_itself().await;
    for anchors in [["--seal", &evening.seals[1]], ["--key", &evening.key], ["--seal", &evening.seals[1].to_lowercase().replace('-', "")]] {
        let (code, printed) = evening.verify(&anchors).await;
        assert!(code == 0 && printed.contains(", anchored: ") && !printed.contains("not anchored"), "{anchors:?}: {printed}");
    }
    let (code, printed) = evening.verify(&["--seal", &evening.seals[0], "--seal", &evening.seals[1], "--key", &evening.key]).await;
    assert!(code == 0 && printed.contains(", anchored: "), "{printed}");
}

#[story]
async fn taking_the_log_apart_and_putting_it_back_changes_nothing() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    forger.mend_closes();
    forger.puts_back(None).await;
    let (code, printed) = evening.verify(&["--seal", &evening.seals[1], "--key", &evening.key]).await;
    assert!(code == 0 && printed.contains(", anchored: "), "the forger computes every hash as the server does: {printed}");
}

#[story]
async fn the_roll_is_no_part_of_what_is_sealed() {
    let evening = Evening::new().await;
    assert!(evening.house.count("roll").await > 0);
    evening.house.tampers("delete from roll").await;
    let (code, printed) = evening.verify(&["--seal", &evening.seals[1]]).await;
    assert!(code == 0 && printed.contains(", anchored: "), "{printed}");
}

// What is found without an anchor.

#[story]
async fn swapped_texts_of_options_are_found() {
    let evening = Evening::new().await;
    let (tabs, spaces) = (evening.id("Tabs"), evening.id("Spaces"));
    let swap = format!(
        "update options set option_text = case id when {tabs} then 'Spaces, four of them' else 'Tabs' end where id in ({tabs}, {spaces})"
    );
    evening.after(&swap, "an option is “Tabs”, but the log says “Spaces, four of them”").await;
}

#[story]
async fn options_in_another_order_are_found() {
    let evening = Evening::new().await;
    evening.after("update options set position = position + 100; update options set position = 102 - position", "in another order").await;
}

#[story]
async fn a_question_reworded_without_an_entry_is_found() {
    let evening = Evening::new().await;
    evening
        .after("update polls set question = 'Spaces or tabs?'", "the question is “Spaces or tabs?”, but the log says “Tabs or spaces?”")
        .await;
}

#[story]
async fn an_option_reworded_with_an_edit_but_without_an_entry_is_found() {
    let evening = Evening::new().await;
    let id = evening.id("Neither");
    let reword = format!(
        "update options set option_text = 'Both' where id = {id}; \
         insert into edits (poll_id, option_id, before, after, edited_at) select poll_id, {id}, 'Neither', 'Both', 5 from options where id = {id}"
    );
    evening.after(&reword, "an option is “Both”, but the log says “Neither”").await;
}

#[story]
async fn a_forged_history_of_rewordings_is_found() {
    let evening = Evening::new().await;
    evening.after("update edits set before = 'Only spaces'", "DOES NOT ADD UP").await;
    evening.after("delete from edits", "DOES NOT ADD UP").await;
}

#[story]
async fn another_right_answer_is_found() {
    let evening = Evening::new().await;
    evening.after(&format!("update options set correct = not correct where id = {}", evening.id("Tabs")), "but the log says").await;
}

#[story]
async fn a_changed_rule_is_found() {
    for rule in ["allow_change = not allow_change", "one_tap = not one_tap", "fairness = 'device'", "results = 'on_reveal'"] {
        let evening = Evening::new().await;
        evening.after(&format!("update polls set {rule}"), "a rule of the poll is another than the log says").await;
    }
}

#[story]
async fn a_changed_setting_of_the_kind_is_found() {
    let evening = Evening::new().await;
    let prompt = r#"{"kind":"multiple","min_choices":1,"max_choices":3}"#;
    evening.after(&format!("update polls set prompt = '{prompt}'"), "a rule of the poll is another than the log says").await;
}

#[story]
async fn changed_times_are_found() {
    for time in ["opened_at = opened_at - 1000", "closed_at = closed_at + 1000", "closed_at = null"] {
        for round in [1, 2] {
            let evening = Evening::new().await;
            evening
                .after(&format!("update rounds set {time} where round = {round}"), &format!("round {round}: it was open at other times"))
                .await;
        }
    }
}

#[story]
async fn a_tail_cut_with_everything_mended_and_without_the_close_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let last = forger.last_ballot();
    forger.entries.truncate(last);
    forger.puts_back(None).await;
    evening.has("its state, or whether voting is open, is not what the log ends with").await;
    evening.is_found_with_seal_and_with_key().await;
    evening.house.tampers("update rounds set seal = null, signature = null, key = null where round = 2").await;
    evening.has("round 2: it was open at other times than the log says").await;
    evening.house.tampers("delete from rounds where round = 2").await;
    evening.has("round 2: it was open at other times than the log says").await;
}

#[story]
async fn a_tail_cut_with_everything_mended_and_with_a_new_close_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let last = forger.last_ballot();
    forger.entries.remove(last);
    forger.mend_closes();
    forger.puts_back(None).await;
    evening.has("round 2: the signature of its seal is not that of the key beside it").await;
    evening.house.tampers("update rounds set signature = null, key = null where round = 2").await;
    evening.has("round 2: the signature of its seal is not that of the key beside it").await;
}

#[story]
async fn a_tail_cut_before_an_unchanged_close_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let last = forger.last_ballot();
    forger.entries.remove(last);
    forger.puts_back(Some(&own_key())).await;
    evening.has("it closes the voting with other votes, sums or texts than the log has before it").await;
}

#[story]
async fn a_tail_added_with_everything_mended_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    forger.entries.push(Forger::ballot(2, evening.id("Spaces"), 9));
    forger.puts_back(None).await;
    evening.has("voting was closed when it was added").await;
    // The same before the close, which is mended.
    let added = forger.entries.pop().expect("the forged ballot");
    forger.entries.insert(forger.last_close(), added);
    forger.mend_closes();
    forger.puts_back(None).await;
    evening.has("round 2: the signature of its seal is not that of the key beside it").await;
}

#[story]
async fn an_altered_vote_with_everything_but_its_links_mended_is_found() {
    let evening = Evening::new().await;
    let stored_links = |table: &str| format!("create table kept_{table} as select poll_id, position, link from {table}");
    for table in ["votes", "events"] {
        evening.house.tampers(&stored_links(table)).await;
    }
    evening
        .house
        .tampers("create table kept_polls as select id, log_head from polls; create table kept_rounds as select * from rounds")
        .await;
    let mut forger = evening.forger().await;
    let last = forger.last_ballot();
    forger.alter(last, evening.id("Neither"));
    forger.puts_back(None).await;
    for table in ["votes", "events"] {
        let from = format!("from kept_{table} as kept where kept.poll_id = {table}.poll_id and kept.position = {table}.position");
        evening.house.tampers(&format!("update {table} set link = (select kept.link {from})")).await;
    }
    evening
        .house
        .tampers(
            "update polls set log_head = (select log_head from kept_polls where kept_polls.id = polls.id); \
             update rounds set seal = (select seal from kept_rounds where kept_rounds.id = rounds.id)",
        )
        .await;
    evening.has(&format!("vote {}: the chain breaks here", last + 1)).await;
}

#[story]
async fn an_altered_vote_with_everything_mended_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    forger.alter(forger.last_ballot(), evening.id("Neither"));
    forger.mend_closes();
    forger.puts_back(None).await;
    evening.has("round 2: the signature of its seal is not that of the key beside it").await;
}

#[story]
async fn a_removed_signature_is_found() {
    for round in [1, 2] {
        let evening = Evening::new().await;
        let removed = format!("update rounds set signature = null, key = null where round = {round}");
        evening.after(&removed, &format!("round {round}: the signature of its seal")).await;
    }
}

#[story]
async fn a_replaced_signature_is_found() {
    let evening = Evening::new().await;
    let other = "update rounds set signature = (select other.signature from rounds as other where other.poll_id = rounds.poll_id and other.round = 1)";
    evening.after(other, "round 2: the signature of its seal").await;
    let key = blob(&evening.house, &own_key().key());
    let evening = Evening::new().await;
    evening.after(&format!("update rounds set key = {key} where round = 2"), "round 2: the signature of its seal").await;
}

#[story]
async fn a_replaced_or_removed_seal_is_found() {
    for seal in ["(select other.seal from rounds as other where other.poll_id = rounds.poll_id and other.round = 1)", "null"] {
        let evening = Evening::new().await;
        evening.after(&format!("update rounds set seal = {seal} where round = 2"), "round 2: its seal is not that of its last close").await;
    }
}

#[story]
async fn forged_sums_of_an_earlier_round_are_found() {
    let evening = Evening::new().await;
    evening.after("update tallies set count = count + 5 where round = 1", "DOES NOT ADD UP").await;
    let evening = Evening::new().await;
    evening.after("delete from tallies where round = 1", "DOES NOT ADD UP").await;
}

#[story]
async fn a_vote_that_is_marked_as_not_counting_is_found() {
    let evening = Evening::new().await;
    evening.after("update votes set counts = false where round = 1", "DOES NOT ADD UP").await;
    let evening = Evening::new().await;
    evening.after("update votes set counts = true", "DOES NOT ADD UP").await;
}

#[story]
async fn a_vote_of_another_class_is_found() {
    let evening = Evening::new().await;
    evening.house.tampers("update votes set class = 'hand' where round = 2").await;
    let (code, printed) = evening.verify(&[]).await;
    assert!(code == 2 && printed.contains("the class of a vote"), "this version knows one class only: {code}: {printed}");
}

#[story]
async fn a_poll_that_is_set_back_to_its_first_round_is_found() {
    let evening = Evening::new().await;
    evening.after("update polls set round = 1, total_votes = 3", "DOES NOT ADD UP").await;
}

#[story]
async fn a_poll_that_is_set_to_a_round_of_no_votes_is_found() {
    let evening = Evening::new().await;
    evening.after("update polls set round = 3, total_votes = 0, state = 'ready'", "DOES NOT ADD UP").await;
}

#[story]
async fn a_closed_poll_that_is_set_to_ready_is_found() {
    for state in ["ready", "draft", "open"] {
        let evening = Evening::new().await;
        evening.after(&format!("update polls set state = '{state}'"), "DOES NOT ADD UP").await;
    }
}

#[story]
async fn a_struck_vote_that_was_never_struck_is_found() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let ballot = forger.last_ballot() as u64 + 1;
    forger.entries.insert(forger.last_close(), Entry::Event(Event::Struck { round: 2, ballot }));
    forger.mend_closes();
    forger.puts_back(None).await;
    evening.has("round 2: the signature of its seal is not that of the key beside it").await;
}

// What is found with an anchor alone.

#[story]
async fn a_deleted_poll_is_found_with_its_seal() {
    for deletion in ["delete from polls", "update polls set deleted_at = 5"] {
        let evening = Evening::new().await;
        let other = evening.house.poll("Another one?", &["Yes", "No"]).await;
        closes(&evening.house, &other).await;
        evening.house.tampers(&format!("{deletion} where poll_code = '{}'", evening.poll.code)).await;
        let (code, printed) = evening.verify(&[]).await;
        assert_eq!(code, 0, "nothing is left that could disagree: {printed}");
        let (code, printed) = evening.verify(&["--seal", &evening.seals[1]]).await;
        assert!(code == 1 && printed.contains(&format!("no poll here has the seal {}", evening.seals[1].replace('-', ""))), "{printed}");
    }
}

#[story]
async fn a_log_rewritten_from_the_first_entry_is_found_with_seal_and_with_key_alone() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    for index in 0..forger.entries.len() {
        forger.alter(index, evening.id("Spaces"));
    }
    forger.mend_closes();
    forger.puts_back(Some(&own_key())).await;
    assert_eq!(evening.house.number("select count from tallies where round = 2").await, 3, "another outcome");
    evening.agrees_with_itself().await;
    evening.is_found_with_seal_and_with_key().await;
    let (_, printed) = evening.verify(&["--key", &evening.key]).await;
    assert!(printed.contains(&format!("another key has signed the seal: {}", own_key().fingerprint())), "{printed}");
}

#[story]
async fn a_rewritten_log_beside_the_old_seal_is_found() {
    let evening = Evening::new().await;
    let kept = "create table kept_rounds as select * from rounds";
    evening.house.tampers(kept).await;
    let mut forger = evening.forger().await;
    forger.alter(forger.last_ballot(), evening.id("Neither"));
    forger.mend_closes();
    forger.puts_back(Some(&own_key())).await;
    // The true seal, signature and key, as those of a round that never was.
    let plant = "insert into rounds (poll_id, round, opened_at, closed_at, seal, signature, key) \
                 select poll_id, 9, opened_at, closed_at, seal, signature, key from kept_rounds where round = 2";
    evening.house.tampers(plant).await;
    evening.has("DOES NOT ADD UP").await;
    for anchors in [["--seal", &evening.seals[1]], ["--key", &evening.key]] {
        evening.is_found_with(&anchors).await;
        let (_, printed) = evening.verify(&anchors).await;
        assert!(!printed.contains(", anchored: "), "the seal is that of no close in this log: {printed}");
    }
}

#[story]
async fn a_closed_poll_that_the_forger_has_opened_again_is_found_with_seal_and_with_key() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let close = forger.entries[forger.last_close()].clone();
    forger.entries.extend([
        Entry::Event(Event::Reopened { at: 7, round: 2 }),
        Forger::ballot(2, evening.id("Spaces"), 7),
        Forger::ballot(2, evening.id("Spaces"), 8),
        close,
    ]);
    forger.mend_closes();
    forger.puts_back(Some(&own_key())).await;
    evening.agrees_with_itself().await;
    evening.is_found_with_seal_and_with_key().await;
}

#[story]
async fn a_closed_poll_that_the_forger_has_run_again_is_not_anchored_by_the_seal_of_an_earlier_round() {
    let evening = Evening::new().await;
    let mut forger = evening.forger().await;
    let (close, times) = (forger.entries[forger.last_close()].clone(), "(select max(opened_at) from rounds)");
    forger.entries.extend([
        Entry::Event(Event::RunAgain { at: 7, round: 3 }),
        Entry::Event(Event::Opened { at: 7, round: 3 }),
        Forger::ballot(3, evening.id("Spaces"), 7),
    ]);
    let Entry::Event(Event::Closed { votes, tally, root, definition, .. }) = close else { panic!("it is a close") };
    forger.entries.push(Entry::Event(Event::Closed { at: 8, round: 3, votes, tally, tally_hash: None, root, definition }));
    forger.mend_closes();
    let row =
        format!("insert into rounds (poll_id, round, opened_at, closed_at) select poll_id, 3, {times}, 8 from rounds where round = 2");
    evening.house.tampers(&format!("{row}; update rounds set opened_at = 7 where round = 3; update polls set round = 3")).await;
    forger.puts_back(Some(&own_key())).await;
    // The forger leaves the signatures of the true rounds as they were, and signs the third.
    evening.agrees_with_itself().await;
    evening.is_found_with(&["--key", &evening.key]).await;
    let (_, printed) = evening.verify(&["--seal", &evening.seals[1]]).await;
    assert!(printed.contains("not anchored") && !printed.contains(", anchored: "), "the result that is shown is not: {printed}");
}

#[story]
async fn a_log_rewritten_as_one_of_an_earlier_version_is_found_with_seal_and_with_key() {
    let evening = Evening::new().await;
    let mut forged = LogOf1::new(&evening.poll.code);
    for _ in 0..3 {
        forged.add(1, &[evening.id("Spaces")], None);
    }
    evening.house.tampers(&forged.replace_log(&evening.house, 1)).await;
    evening.agrees_with_itself().await;
    evening.is_found_with_seal_and_with_key().await;
}

#[story]
async fn the_seal_of_a_close_that_was_taken_back_is_told_from_a_forgery() {
    let evening = Evening::new().await;
    evening.house.host().changes(&evening.poll, &json!({ "state": "open" })).await;
    votes(&evening.house, &evening.poll, &[&["Tabs"]]).await;
    let last = closes(&evening.house, &evening.poll).await["seal"].as_str().expect("a seal").to_owned();
    let (code, printed) = evening.verify(&["--seal", &evening.seals[1]]).await;
    assert!(code == 1 && !printed.contains("no poll here has the seal") && printed.contains("opened again"), "{printed}");
    let (code, printed) = evening.verify(&["--seal", &evening.seals[1], "--seal", &last]).await;
    assert!(code == 0 && printed.contains(", anchored: "), "the last seal covers the earlier one: {printed}");
}

// Exported logs.

/// What is forged in an exported log, and how.
type Forgery = (&'static str, fn(&mut Value));

#[story]
async fn an_exported_log_with_other_texts_or_counts_to_read_is_found() {
    let evening = Evening::new().await;
    let log = evening.house.host().get(&format!("/api/polls/{}/log", evening.poll.code)).await.is(200).json();
    let file = evening.house.data().join("log.json");
    let place = file.to_str().expect("a plain path");
    std::fs::write(&file, log.to_string()).expect("a file");
    let clean = run(&["verify", place, "--seal", &evening.seals[1]]).await;
    assert_eq!(clean.status.code(), Some(0), "{}", String::from_utf8_lossy(&clean.stdout));
    let forgeries: [Forgery; 9] = [
        ("the question", |log| log["question"] = json!("Spaces or tabs?")),
        ("a text", |log| log["options"][0]["option_text"] = json!("Spaces")),
        ("a count", |log| log["options"][0]["vote_count"] = json!(40)),
        ("an option", |log| log["options"] = json!([log["options"][0]])),
        ("the total", |log| log["total_votes"] = json!(40)),
        ("the definition", |log| log["definition"]["question"] = json!("Spaces or tabs?")),
        ("an answer", |log| log["votes"][0]["answer"] = json!("blank")),
        ("an answer of another kind", |log| log["votes"][0]["answer"] = json!({ "number": 9 })),
        ("the state", |log| _ = log.as_object_mut().and_then(|log| log.remove("state"))),
    ];
    for (what, forge) in forgeries {
        let mut forged = log.clone();
        forge(&mut forged);
        std::fs::write(&file, forged.to_string()).expect("a file");
        let output = run(&["verify", place]).await;
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(matches!(output.status.code(), Some(1 | 2)), "{what}: {printed}");
    }
}

#[story]
async fn a_redacted_answer_verifies_with_its_event_and_not_without() {
    let evening = Evening::new().await;
    let ballot = evening.forger().await.last_ballot() + 1;
    let house = &evening.house;
    house.tampers(&format!("update votes set answer = null where position = {ballot}")).await;
    evening.has(&format!("vote {ballot}: its answer is missing, and no event says that it was redacted")).await;
    let event = Event::Redacted { ballot: ballot as u64 }.to_text();
    let end = handsup_server::domain::Link::stored(&evening.head().await).expect("a link").next(&event);
    let end = blob(house, end.as_bytes());
    house
        .tampers(&format!(
            "insert into events (poll_id, position, event, link) select id, log_length + 1, '{event}', {end} from polls; \
             update polls set log_length = log_length + 1, log_head = {end}"
        ))
        .await;
    let (code, printed) = evening.verify(&["--seal", &evening.seals[1], "--key", &evening.key]).await;
    assert!(code == 0 && printed.contains(", anchored: ") && printed.contains("1 answers were redacted"), "{printed}");
    let recount = house.host().get(&format!("/api/polls/{}/recount", evening.poll.code)).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["receipts"], &recount["findings"]), (&json!(3), &json!(3), &json!([])));
    // A redaction hides one answer, and no more.
    evening.after("update tallies set count = count + 1 where round = 2", "DOES NOT ADD UP").await;
}

impl Evening {
    /// The last link of the log.
    async fn head(&self) -> Vec<u8> {
        let column = if super::forger::is_on_postgres(&self.house) { "encode(log_head, 'hex')" } else { "lower(hex(log_head))" };
        let digits = self.house.text(&format!("select {column} from polls")).await;
        (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits")).collect()
    }
}
