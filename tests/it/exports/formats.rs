//! Exported results, charts and the printed report equal what was shown, and contain nothing about voters.

use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, Response, Workbook, story};

const FORMATS: [&str; 3] = ["json", "csv", "xlsx"];

/// The export of `what`, such as `meetings/K7Q2M9` or `polls/AB3DE9ZX`.
pub(crate) async fn exported(house: &House, what: &str, format: &str) -> Response {
    house.host().get(&format!("/api/{what}/export?format={format}")).await.is(200).clone()
}

pub(crate) async fn report(house: &House, poll: &Poll) -> Value {
    exported(house, &format!("meetings/{}", poll.meeting()), "json").await.json()
}

pub(crate) async fn workbook(house: &House, what: &str) -> Workbook {
    Workbook::open(&exported(house, what, "xlsx").await.body)
}

/// Three votes for Tabs; then another round with one for Spaces.
pub(crate) async fn two_rounds(house: &House, rules: Value) -> Poll {
    let poll = house.poll_with(QUESTION, &OPTIONS, rules).await;
    for phone in house.phones(3) {
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    poll
}

#[story]
async fn a_report_equals_what_was_shown_round_by_round() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({})).await;
    let reported = report(&house, &poll).await["polls"][0].clone();
    let rounds = house.host().get(&format!("/api/polls/{}/rounds", poll.code)).await.is(200).json();
    assert_eq!(reported["rounds"], rounds);
    let shown = house.host().sees(&poll).await;
    for (index, option) in shown["options"].as_array().expect("options").iter().enumerate() {
        assert_eq!(reported["rounds"][1]["vote_counts"][index], option["vote_count"]);
        assert_eq!(reported["rounds"][1]["percentages"][index], option["percentage"]);
        assert_eq!(reported["options"][index]["option_text"], option["option_text"]);
    }
    assert_eq!((&reported["receipts"], reported["seal"].as_str().map(str::len)), (&json!(4), Some(19)));
    let alone = exported(&house, &format!("polls/{}", poll.code), "json").await.json();
    assert_eq!(alone["polls"], json!([reported]));
}

#[story]
async fn a_report_has_rounds_without_votes_and_drafts_but_no_deleted_poll() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.poll_with("Later?", &OPTIONS, json!({ "state": "draft" })).await;
    let deleted = house.poll("Gone?", &OPTIONS).await;
    house.host().sends(http::Method::DELETE, &format!("/api/polls/{}", deleted.code), &Value::Null).await.is(204);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    let polls = report(&house, &poll).await["polls"].clone();
    assert_eq!(polls.as_array().map(Vec::len), Some(2));
    assert_eq!((&polls[0]["rounds"][1]["total_votes"], &polls[0]["rounds"][1]["vote_counts"]), (&json!(0), &json!([0, 0])));
    assert_eq!((&polls[1]["asked"], &polls[1]["rounds"], &polls[1]["seal"]), (&json!(false), &json!([]), &Value::Null));
}

#[story]
async fn a_report_has_means_right_answers_and_rules() {
    let house = House::open().await;
    let rating = Poll::from_created(
        house.host().creates(&json!({ "question": "How was it?", "kind": "rating", "results": "on_reveal" })).await.is(201).json(),
    );
    for mark in ["5", "4", "4"] {
        house.phone().votes_for(&rating, mark).await.is_counted();
    }
    let quiz = house.poll_with(QUESTION, &OPTIONS, json!({ "correct": [1], "fairness": "device", "allow_change": true })).await;
    let polls = report(&house, &quiz).await["polls"].clone();
    assert_eq!((&polls[0]["rounds"][0]["mean"], &polls[0]["results"]), (&json!(4.33), &json!("on_reveal")));
    assert_eq!((&polls[1]["options"][0]["correct"], &polls[1]["options"][1]["correct"]), (&json!(false), &json!(true)));
    assert_eq!((&polls[1]["fairness"], &polls[1]["allow_change"]), (&json!("device"), &json!(true)));
}

#[story]
async fn a_report_has_rewordings_and_refusals_and_after_a_restart_no_refusals() {
    let mut house = House::open().await;
    let poll = house.poll("Tabs or spcaes?", &["Tabs", "Spcaes"]).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    let options = json!([{ "option_text": "Tabs" }, { "option_text": "Spaces" }]);
    house.host().changes(&poll, &json!({ "question": QUESTION, "options": options })).await;
    let reported = report(&house, &poll).await["polls"][0].clone();
    assert_eq!(reported["refused"]["already_voted_device"], 1);
    assert_eq!((&reported["edits"][0]["before"], &reported["edits"][0]["option"]), (&json!("Tabs or spcaes?"), &Value::Null));
    assert_eq!((&reported["edits"][1]["after"], &reported["edits"][1]["option"]), (&json!("Spaces"), &json!(1)));
    house.restart().await;
    assert_eq!(report(&house, &poll).await["polls"][0]["refused"], Value::Null);
}

#[story]
async fn csv_has_a_row_for_each_poll_round_and_option() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({ "correct": [0] })).await;
    house.poll_with("Later?", &OPTIONS, json!({ "state": "draft" })).await;
    let file = exported(&house, &format!("meetings/{}", poll.meeting()), "csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text().starts_with("\u{feff}meeting,join_code,poll,poll_code,question,"));
    let rows: Vec<&str> = file.text().trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 1 + 4 + 2, "{rows:?}");
    let code = &poll.code;
    assert!(rows[1].contains(&format!("1,{code},Tabs or spaces?,single,open,yes,1,1,Tabs,yes,3,100,3,,live")), "{}", rows[1]);
    assert!(rows[4].contains(&format!("1,{code},Tabs or spaces?,single,open,yes,2,2,Spaces,no,1,100,1,,live")), "{}", rows[4]);
    assert!(rows[5].contains("Later?,single,draft,no,,1,Tabs,no,,,,,live"), "{}", rows[5]);
}

#[story]
async fn a_workbook_has_the_counts_of_every_round_and_every_poll_in_the_readers_language() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({ "correct": [0] })).await;
    house.poll_with("Later?", &OPTIONS, json!({ "state": "draft" })).await;
    let what = format!("meetings/{}", poll.meeting());
    let mut book = workbook(&house, &what).await;
    let rounds = house.host().get(&format!("/api/polls/{}/rounds", poll.code)).await.is(200).json();
    let rows = book.rows("Results");
    assert_eq!(rows.len(), 1 + 2 * OPTIONS.len() + OPTIONS.len(), "a head, two rounds, a draft: {rows:?}");
    for (row, (round, index)) in rows[1..].iter().zip([(0, 0), (0, 1), (1, 0), (1, 1)]) {
        let shown = &rounds[round];
        assert_eq!((row[1].as_str(), row[5].as_str()), (poll.code.as_str(), OPTIONS[index]));
        assert_eq!((row[3].clone(), row[9].clone()), (shown["round"].to_string(), shown["total_votes"].to_string()));
        assert_eq!(row[7], shown["vote_counts"][index].to_string());
        assert_eq!(row[8].parse().ok(), shown["percentages"][index].as_f64().map(|share| share / 100.0));
        assert_eq!(row[6], if index == 0 { "✓" } else { "" });
    }
    let overview = book.rows("Overview");
    assert_eq!(overview[7][6], "1", "the votes of the last round: {:?}", overview[7]);
    let german = house.host().get(&format!("/api/{what}/export?format=xlsx&lang=de")).await.is(200).body.clone();
    assert_eq!(Workbook::open(&german).sheets(), ["Übersicht", "Ergebnisse"]);
}

#[story]
async fn no_text_is_a_formula_in_an_exported_spreadsheet() {
    let house = House::open().await;
    let poll = house.poll("=1+1?", &["@SUM(A1)", "＝2+2", "-3", "'=4"]).await;
    let csv = exported(&house, &format!("polls/{}", poll.code), "csv").await;
    for cell in [",'=1+1?,", ",'@SUM(A1),", ",'＝2+2,", ",'-3,", ",''=4,"] {
        assert!(csv.text().contains(cell), "{cell}: {}", csv.text());
    }
    let mut book = workbook(&house, &format!("polls/{}", poll.code)).await;
    assert_eq!(book.formulas(), Vec::<String>::new());
    let cells = book.everything();
    for text in ["=1+1?", "@sum(a1)", "＝2+2", "-3", "'=4"] {
        assert!(cells.lines().any(|cell| cell == text), "{text}: {cells}");
    }
}

#[story]
async fn a_negative_figure_is_a_number_in_a_table() {
    let house = House::open().await;
    let body = json!({ "question": "How cold?", "kind": "number", "decimals": 1, "unit": "-x" });
    let poll = Poll::from_created(house.host().creates(&body).await.is(201).json());
    house.phone().answers(&poll, &json!({ "number": "-5.5" })).await.is_counted();
    let csv = exported(&house, &format!("polls/{}", poll.code), "csv").await;
    assert!(csv.text().contains(",-5.5,") && !csv.text().contains("'-5.5"), "{}", csv.text());
}

#[story]
async fn a_file_has_a_readable_name_and_is_not_cached() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("Größe: \"Q1/Q2\"").await;
    for format in FORMATS {
        let file = exported(&house, &format!("meetings/{meeting}"), format).await;
        let name = format!(
            "attachment; filename=\"handsup-{meeting}-Gr-e-Q1-Q2.{format}\"; filename*=UTF-8''handsup-{meeting}-Gr%C3%B6%C3%9Fe-Q1-Q2.{format}"
        );
        assert_eq!((file.header("content-disposition"), file.header("cache-control")), (name.as_str(), "no-store"));
    }
}

#[story]
async fn only_the_host_can_export_hidden_results() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    for format in FORMATS {
        for what in [format!("meetings/{}", poll.meeting()), format!("polls/{}", poll.code)] {
            house.phone().get(&format!("/api/{what}/export?format={format}")).await.is_refused(401, "host_only");
        }
    }
    assert_eq!(report(&house, &poll).await["polls"][0]["rounds"][0]["vote_counts"], json!([1, 0]));
}

#[story]
async fn no_export_has_a_voters_token_address_or_nonce() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let receipt = phone.votes_for(&poll, "Tabs").await.is_counted()["receipt"].as_str().expect("a receipt").to_owned();
    house.host().closes(&poll).await;
    let nonce = house.hex_of_the_vote("nonce").await;
    let (device, address) = (house.hex_in_the_roll("device_key").await, house.hex_in_the_roll("address_key").await);
    let token = phone.token().to_lowercase();
    let secrets = [&token, &token.replace('-', ""), &phone.address().to_string(), &receipt.to_lowercase(), &nonce, &device, &address];
    let mut texts = vec![workbook(&house, &format!("meetings/{}", poll.meeting())).await.everything()];
    let paths = [
        format!("/api/meetings/{}/export?format=json", poll.meeting()),
        format!("/api/meetings/{}/export?format=csv", poll.meeting()),
        format!("/api/polls/{}/chart.svg", poll.code),
        format!("/api/meetings/{}/report", poll.meeting()),
    ];
    for path in paths {
        let text = house.host().get(&path).await.is(200).text().to_lowercase();
        assert!(text.contains("tabs"), "{path} has the results");
        texts.push(text);
    }
    for (text, secret) in texts.iter().flat_map(|text| secrets.iter().map(move |secret| (text, secret))) {
        assert!(!text.contains(secret.as_str()), "{secret} in {text}");
    }
}

#[story]
async fn what_does_not_exist_cannot_be_exported() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().get("/api/meetings/ZZZZZZ/export").await.is_refused(404, "no_such_meeting");
    house.host().get("/api/polls/ZZZZZZZZ/export").await.is_refused(404, "no_such_poll");
    for format in ["exe", "", "JSON"] {
        house.host().get(&format!("/api/polls/{}/export?format={format}", poll.code)).await.is_refused(400, "bad_request");
    }
}

#[story]
async fn a_chart_shows_the_question_and_every_share_as_text_and_nothing_else() {
    let house = House::open().await;
    let poll = house.poll("<script>alert(1)</script> & \"more\"?", &["<b>", "ما رأيك؟", "👩‍👩‍👧‍👦"]).await;
    house.phone().votes_for(&poll, "<b>").await.is_counted();
    let path = format!("/api/polls/{}/chart.svg", poll.code);
    for query in ["", "?theme=dark", "?lang=de&width=640", "?round=1&width=2400"] {
        let chart = house.host().get(&format!("{path}{query}")).await.is(200).clone();
        assert_eq!(chart.header("content-type"), "image/svg+xml");
        assert!(chart.text().contains("&lt;script&gt;") && !chart.text().contains("<script") && !chart.text().contains("<b>"), "{query}");
        assert!(chart.text().contains(if query.contains("de") { "100\u{a0}%" } else { "100%" }), "{query}");
        assert!(chart.header("set-cookie").is_empty(), "a picture sets no language cookie");
    }
    for wrong in ["?width=319", "?width=2401", "?width=wide", "?theme=pink", "?round=-1"] {
        house.host().get(&format!("{path}{wrong}")).await.is_refused(400, "bad_request");
    }
    house.host().get(&format!("{path}?round=2")).await.is_refused(404, "no_such_round");
    house.phone().get(&path).await.is_refused(401, "host_only");
}

#[story]
async fn a_chart_of_an_earlier_round_shows_that_round() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({})).await;
    let chart = async |round: u32| house.host().get(&format!("/api/polls/{}/chart.svg?round={round}", poll.code)).await.is(200).clone();
    assert!(chart(1).await.text().contains("Round 1 · 3 votes"));
    assert!(chart(2).await.text().contains("Round 2 · 1 vote"));
}

#[story]
async fn a_right_answer_is_on_the_chart_once_it_is_shown_to_the_room() {
    // The tick beside a right answer is the only path in the picture.
    let tick = "<path";
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "correct": [0] })).await;
    house.host().closes(&poll).await;
    let path = format!("/api/polls/{}/chart.svg", poll.code);
    assert!(!house.host().get(&path).await.text().contains(tick));
    house.host().changes(&poll, &json!({ "answer_shown": true })).await;
    assert!(house.host().get(&path).await.text().contains(tick));
}

#[story]
async fn a_png_chart_has_the_requested_width_or_is_refused_without_fonts() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let picture = house.host().get(&format!("/api/polls/{}/chart.png?width=640", poll.code)).await;
    if picture.status == 503 {
        picture.is_refused(503, "no_fonts");
        return;
    }
    assert!(picture.is(200).body.starts_with(b"\x89PNG"));
    assert_eq!(picture.body[16..20], 640u32.to_be_bytes());
}

#[story]
async fn the_report_is_a_page_to_print_in_the_readers_language() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({ "results": "on_reveal" })).await;
    house.poll_with("<script>later?</script>", &OPTIONS, json!({ "state": "draft" })).await;
    let path = format!("/api/meetings/{}/report", poll.meeting());
    let page = house.host().opens(&path).await;
    let text = page.is_page(200);
    for part in
        ["Round 1 · 3 votes", "Round 2 · 1 vote", "nobody until the reveal", "not asked", "Receipts: 4", "Seal", "&#60;script&#62;later?"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("style=") && !text.contains("<style"), "the page's policy forbids styles inside it");
    assert!(house.host().opens(&format!("{path}?lang=de")).await.is_page(200).contains("Runde 1 · 3 Stimmen"));
    house.phone().opens(&path).await.is_page(401);
}

/// A meeting of 100 polls with 5,000 votes each, in two rounds, inserted straight into the database.
async fn a_large_meeting(house: &House) -> String {
    let meeting = house.host().starts_meeting("Large").await;
    let table = format!("question,option 1,option 2,option 3,option 4\n{}", "Which of these?,a,b,c,d\n".repeat(100));
    house.host().posts(&format!("/api/meetings/{meeting}/questions"), "text/csv", table).await.is(201);
    house
        .tampers(
            "insert into votes (poll_id, round, position, answer, nonce, link) \
             with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) \
             select polls.id, 1 + (i > 2500), i + 2, \
             json_object('options', json_array((select id from options where poll_id = polls.id and position = i % 4))), \
             randomblob(16), randomblob(32) from polls, n; \
             insert into tallies (poll_id, round, key, count) select poll_id, round.value, 'option ' || options.id, 625 \
             from options, json_each('[1,2]') as round; \
             update polls set round = 2, state = 'closed', total_votes = 2500, ballots = 5000, log_length = 5002;",
        )
        .await;
    meeting
}

#[tokio::test]
#[ignore = "measures; run it with --release and --nocapture"]
async fn a_large_meeting_is_exported_within_three_seconds() {
    let house = House::open().await;
    let meeting = a_large_meeting(&house).await;
    let exports = FORMATS.map(|format| format!("export?format={format}"));
    for export in exports.iter().map(String::as_str).chain(["report"]) {
        let began = std::time::Instant::now();
        let file = house.host().get(&format!("/api/meetings/{meeting}/{export}")).await.is(200).clone();
        println!("{export}: {} bytes in {:?}", file.body.len(), began.elapsed());
        assert!(began.elapsed().as_secs() < 3, "{export}");
    }
}
