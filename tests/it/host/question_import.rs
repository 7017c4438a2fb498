//! Import of questions: all of them or none, in any encoding that spreadsheets write.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, Response, story};

const CSV: &str = "text/csv";

async fn sends(house: &House, meeting: &str, file: impl Into<Vec<u8>>) -> Response {
    house.host().posts(&format!("/api/meetings/{meeting}/questions"), CSV, file.into()).await
}

async fn questions(house: &House, meeting: &str, format: &str) -> Response {
    house.host().get(&format!("/api/meetings/{meeting}/questions?format={format}")).await.is(200).clone()
}

async fn first_question(house: &House, meeting: &str) -> String {
    questions(house, meeting, "json").await.json()["polls"][0]["question"].as_str().expect("a question").to_owned()
}

#[story]
async fn a_table_becomes_drafts_at_the_end_of_the_meeting() {
    let house = House::open().await;
    let poll = house.poll("First?", &OPTIONS).await;
    let meeting = poll.meeting();
    let table = "question,kind,option 1,option 2,option 3,correct,note,results\n\
                 Capital of Peru?,single,Lima,Quito,,1,\"Wait.\nThen reveal.\",on_reveal\n\
                 Which are prime?,multiple,2,3,4,A; B,,\n\
                 How was it?,rating,,,,,,\n";
    let imported = sends(&house, meeting, table).await.is(201).json();
    assert_eq!((&imported["imported"], &imported["encoding"], &imported["notice"]), (&json!(3), &json!("utf-8"), &Value::Null));
    let codes = house.host().polls_of(meeting).await;
    assert_eq!(json!(codes[1..]), imported["poll_codes"], "in the order of the file, after what was there");
    let quiz = house.host().get(&format!("/api/polls/{}", codes[1])).await.is(200).json();
    assert_eq!((&quiz["state"], &quiz["results"], &quiz["note"]), (&json!("draft"), &json!("on_reveal"), &json!("Wait.\nThen reveal.")));
    assert_eq!((&quiz["options"][0]["correct"], &quiz["options"][1]["correct"]), (&json!(true), &json!(false)));
    let rating = house.host().get(&format!("/api/polls/{}", codes[3])).await.is(200).json();
    assert_eq!((&rating["kind"], rating["options"].as_array().map(Vec::len)), (&json!("rating"), Some(5)));
    assert_eq!(house.phone().opens(&poll.meeting_path("")).await.boot()["snapshot"]["poll_code"], poll.code, "the stage stays");
}

#[story]
async fn exported_questions_are_imported_unchanged() {
    let house = House::open().await;
    let from = house.host().starts_meeting("From").await;
    for body in [
        json!({ "question": "=1+1, \"or\" 'so'?", "options": ["'=x", "-1", "a;b", "👩‍👩‍👧‍👦"], "correct": [1, 3], "note": "- one\n= two", "fairness": "device" }),
        json!({ "question": "ما رأيك؟", "options": OPTIONS, "kind": "multiple", "min_choices": 1, "max_choices": 1, "allow_change": true }),
        json!({ "question": "Ten?", "kind": "rating", "scale": 10, "correct": [9], "results": "after_vote", "auto_reveal": true }),
    ] {
        let mut body = body;
        body["meeting"] = from.clone().into();
        house.host().creates(&body).await.is(201);
    }
    for (format, media) in [("json", "application/json"), ("csv", CSV)] {
        let file = questions(&house, &from, format).await;
        assert!(file.header("content-disposition").contains(&format!("handsup-{from}-questions-From.{format}")));
        let into = house.host().starts_meeting("Into").await;
        house.host().posts(&format!("/api/meetings/{into}/questions"), media, file.body.clone()).await.is(201);
        assert_eq!(questions(&house, &into, format).await.body, file.body, "{}", file.text());
        assert_eq!(questions(&house, &into, "json").await.json(), questions(&house, &from, "json").await.json());
    }
}

#[story]
async fn all_bad_rows_are_reported_at_once_and_nothing_is_imported() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = "question,kind,option 1,option 2,correct\nGood?,,a,b,\n,,a,b,\nTwice?,,a,a,\nKind?,essay,a,b,\n\nRight?,,a,b,3\n";
    let problem = sends(&house, &meeting, table).await.is_refused(422, "invalid_import");
    let rows = problem["rows"].as_array().expect("rows").iter().map(|row| (row["row"].clone(), row["field"].clone())).collect::<Vec<_>>();
    let expected = [(3, "question"), (4, "options"), (5, "kind"), (7, "correct")].map(|(row, field)| (json!(row), json!(field)));
    for row in &expected {
        assert!(rows.contains(row), "{row:?} in {problem}");
    }
    assert_eq!((rows.len(), &problem["count"]), (4, &json!(4)));
    assert!(problem["rows"].as_array().expect("rows").iter().all(|row| row["detail"].as_str().is_some_and(|detail| detail.len() > 10)));
    let questions_with_errors = json!({ "polls": [{ "question": "Good?", "options": OPTIONS }, { "question": "", "options": ["a"], "note": "x".repeat(2001) }, 7, { "question": 1 }] });
    let path = format!("/api/meetings/{meeting}/questions");
    let problem = house.host().sends(Method::POST, &path, &questions_with_errors).await.is_refused(422, "invalid_import");
    assert_eq!(problem["count"], 5, "{problem}");
    assert!(house.host().polls_of(&meeting).await.is_empty());
}

#[story]
async fn of_five_hundred_bad_rows_a_hundred_are_listed_and_all_are_counted() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = format!("question,option 1,option 2\n{}", "Why?,same,same\n".repeat(500));
    let problem = sends(&house, &meeting, table).await.is_refused(422, "invalid_import");
    assert_eq!((problem["rows"].as_array().map(Vec::len), &problem["count"]), (Some(100), &json!(500)));
}

#[story]
async fn a_file_in_any_usual_encoding_is_read_and_a_guessed_encoding_is_reported() {
    let house = House::open().await;
    let text = "question;option 1;option 2\r\nGröße?;groß;klein\r\n";
    let utf16 = |bom: [u8; 2], unit: fn(u16) -> [u8; 2]| [vec![bom], text.encode_utf16().map(unit).collect()].concat().concat();
    let latin_1 = text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin")).collect::<Vec<_>>();
    for (file, encoding, noticed) in [
        (text.as_bytes().to_vec(), "utf-8", false),
        (format!("\u{feff}{text}").into_bytes(), "utf-8", false),
        (utf16([0xff, 0xfe], u16::to_le_bytes), "utf-16le", false),
        (utf16([0xfe, 0xff], u16::to_be_bytes), "utf-16be", false),
        (latin_1, "windows-1252", true),
    ] {
        let meeting = house.host().starts_meeting(encoding).await;
        let imported = sends(&house, &meeting, file).await.is(201).json();
        assert_eq!((&imported["encoding"], imported["notice"].is_string()), (&json!(encoding), noticed));
        assert_eq!(first_question(&house, &meeting).await, "Größe?");
    }
}

#[story]
async fn a_file_that_is_no_table_is_refused_with_a_reason() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let long = format!("question,option 1,option 2\n\"{}", "x".repeat(100_000));
    let broken_utf16 = [0xff, 0xfe, 0x00, 0xd8, 0x41];
    for file in [
        &b""[..],
        b"\n\n",
        b"\xef\xbb\xbf",
        b"question,option 1,option 2\n",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\x00\x01\x02\xff",
        b"Why?,a,b\n",
        &broken_utf16,
        long.as_bytes(),
        b"question,option 1,option 2,what\nWhy?,a,b,c\n",
    ] {
        let problem = sends(&house, &meeting, file).await.is_refused(422, "invalid_import");
        assert!(problem["rows"][0]["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{problem}");
    }
    let path = format!("/api/meetings/{meeting}/questions");
    for json in ["", "{}", "[]", "{\"polls\":7}", "{\"polls\":[]}", "{\"polls\":[", &"[".repeat(10_000)] {
        house.host().posts(&path, "application/json", json.to_owned()).await.is_refused(422, "invalid_import");
    }
    for media in ["text/plain", "application/vnd.ms-excel", "", "multipart/form-data"] {
        house.host().posts(&path, media, "question\nWhy?").await.is_refused(415, "unsupported_media");
    }
    assert!(house.host().polls_of(&meeting).await.is_empty());
}

#[story]
async fn the_import_takes_two_mebibytes_and_no_other_route_does() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = format!("question,option 1,option 2\nWhy?,a,b\n{}", "\n".repeat(1024 * 1024));
    sends(&house, &meeting, table).await.is(201);
    sends(&house, &meeting, "\n".repeat(2 * 1024 * 1024 + 1)).await.is_refused(413, "too_large");
    house.host().sends(Method::POST, "/api/meetings", &json!({ "name": "x".repeat(17_000) })).await.is_refused(413, "too_large");
}

#[story]
async fn a_meeting_takes_500_polls_and_not_one_more() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = |n: usize| format!("question,option 1,option 2\n{}", "Why?,a,b\n".repeat(n));
    sends(&house, &meeting, table(501)).await.is_refused(422, "too_many_polls");
    sends(&house, &meeting, table(499)).await.is(201);
    sends(&house, &meeting, table(2)).await.is_refused(422, "too_many_polls");
    assert_eq!(house.host().polls_of(&meeting).await.len(), 499, "all or nothing");
    sends(&house, &meeting, table(1)).await.is(201);
}

#[story]
async fn a_file_with_too_many_questions_is_not_read_beyond_the_501st() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let tiny = format!("question\n{}", "x\n".repeat(900_000));
    sends(&house, &meeting, tiny).await.is_refused(422, "too_many_polls");
    let json = format!("{{\"polls\":[{}7]}}", "7,".repeat(900_000));
    let path = format!("/api/meetings/{meeting}/questions");
    house.host().posts(&path, "application/json", json).await.is_refused(422, "too_many_polls");
}

#[story]
async fn only_the_host_imports_and_only_into_a_meeting_that_has_not_ended() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/meetings/{}/questions", poll.meeting());
    house.phone().get(&path).await.is_refused(401, "host_only");
    house.phone().posts(&path, CSV, "question\n").await.is_refused(401, "host_only");
    let file = "question,option 1,option 2\nWhy?,a,b\n";
    sends(&house, "ZZZZZZ", file).await.is_refused(404, "no_such_meeting");
    house.host().sends(Method::PATCH, &format!("/api/meetings/{}", poll.meeting()), &json!({ "ended": true })).await.is(200);
    sends(&house, poll.meeting(), file).await.is_refused(409, "meeting_ended");
    let unknown_fields = json!({ "polls": [{ "question": QUESTION, "options": OPTIONS, "meeting": "ZZZZZZ" }, { "question": QUESTION, "options": OPTIONS, "state": "open" }] });
    let open = house.host().starts_meeting("").await;
    let problem = house
        .host()
        .sends(Method::POST, &format!("/api/meetings/{open}/questions"), &unknown_fields)
        .await
        .is_refused(422, "invalid_import");
    assert_eq!(problem["count"], 2);
}

#[story]
async fn files_of_other_programs_are_refused_with_the_programs_name_and_none_of_their_bytes() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    for (file, name) in [
        (&b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml\x01\x02xl/workbook.xml"[..], "Excel"),
        (b"PK\x03\x04\x14\0\0\x08mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", "LibreOffice"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0", ".xls"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"<!doctype html>\n<table><tr><td>Why?</td></tr></table>", "web page"),
        (b"::Peru:: Capital of Peru? {=Lima ~Quito}\n", "GIFT"),
        (b"Capital of Peru?\nA. Lima\nB. Quito\nANSWER: A\n", "Aiken"),
        (b"#separator:tab\n#html:true\nCapital of Peru?\tLima\n", "Anki"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\x00\x01\x02\xff", "no text file"),
    ] {
        let problem = sends(&house, &meeting, file).await.is_refused(422, "invalid_import");
        assert_eq!(problem["count"], 1, "{problem}");
        let rows = problem["rows"].to_string();
        assert!(rows.contains(name) && !rows.contains("\\u00"), "{rows}");
    }
}

#[story]
async fn an_unclosed_quote_is_reported_with_its_row() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    for (table, row) in [
        ("question,option 1,option 2\nGood?,a,b\n\"Open?,a,b\nLost?,a,b\n", 3),
        ("question,option 1,option 2\n\"Closed\"?,a,b\n", 2),
        ("\"question,option 1,option 2\nGood?,a,b\n", 1),
    ] {
        let problem = sends(&house, &meeting, table).await.is_refused(422, "invalid_import");
        assert_eq!((&problem["rows"][0]["row"], &problem["count"]), (&json!(row), &json!(1)), "{problem}");
    }
    sends(&house, &meeting, "question, option 1,option 2\n “Why, oh why?”, \"a, b\", c\n").await.is(201);
    let poll = questions(&house, &meeting, "json").await.json()["polls"][0].clone();
    assert_eq!((&poll["question"], &poll["options"]), (&json!("Why, oh why?"), &json!(["a, b", "c"])));
}

/// Sends a file as a browser with German as its language does.
async fn sends_in_german(house: &House, meeting: &str, file: &str) -> Response {
    let host = house.host();
    let request = host.request(Method::POST, &format!("/api/meetings/{meeting}/questions"));
    host.send(request.header("accept-language", "de").header("content-type", CSV).body(file.to_owned())).await
}

#[story]
async fn an_export_that_german_excel_has_saved_is_imported_unchanged() {
    let house = House::open().await;
    let from = house.host().starts_meeting("From").await;
    let body = json!({ "question": "Größe, bitte?", "options": ["groß;=1+1", "klein", "2"], "correct": [2], "allow_change": true, "meeting": from });
    house.host().creates(&body).await.is(201);
    let request = house.host().request(Method::GET, &format!("/api/meetings/{from}/questions?format=csv"));
    let answer = house.host().send(request.header("accept-language", "de")).await;
    let file = answer.is(200).text();
    assert!(file.lines().next().is_some_and(|head| head.contains("question;kind;option 1;")), "{file}");
    assert!(file.contains("\"groß;'=1+1\";klein"), "{file}");
    // As German Excel writes it: in Windows-1252, with German truth values.
    let saved = file.trim_start_matches('\u{feff}').replace(";yes;", ";WAHR;").replace(";no\r\n", ";FALSCH\r\n");
    let bytes: Vec<u8> = saved.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin")).collect();
    let into = house.host().starts_meeting("Into").await;
    sends(&house, &into, bytes).await.is(201);
    assert_eq!(questions(&house, &into, "json").await.json(), questions(&house, &from, "json").await.json());
}

#[story]
async fn german_headers_and_answers_given_as_text_are_understood() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = "\u{feff}FRAGE\u{200b};Art;Antwort\u{a0}A;Antwort\u{a0}B;Richtige Antwort;Änderbar\nHauptstadt von Peru?;Einfachauswahl;Lima;Quito;lima;WAHR\n";
    sends_in_german(&house, &meeting, table).await.is(201);
    sends_in_german(&house, &meeting, "Sollen wir?\nMorgen, um acht?\n").await.is(201);
    let polls = questions(&house, &meeting, "json").await.json()["polls"].clone();
    assert_eq!((&polls[0]["kind"], &polls[0]["correct"], &polls[0]["allow_change"]), (&json!("single"), &json!([0]), &json!(true)));
    assert_eq!((&polls[2]["question"], &polls[2]["options"]), (&json!("Morgen, um acht?"), &json!(["Ja", "Nein"])));
}

#[story]
async fn reasons_are_in_the_readers_language_and_ambiguous_answers_are_refused() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let table = "question,option 1,option 2,option 3,correct,kind\nWhich?,2,3,4,2,\n,a,b,,,\nWhy?,a,a,,,\nHow?,a,b,,9,essay\n";
    let english = sends(&house, &meeting, table).await.is_refused(422, "invalid_import");
    let german = sends_in_german(&house, &meeting, table).await.is_refused(422, "invalid_import");
    assert_eq!((&english["count"], &german["count"]), (&json!(5), &json!(5)), "{english}");
    for (row, (in_english, in_german)) in
        english["rows"].as_array().expect("rows").iter().zip(german["rows"].as_array().expect("rows")).enumerate()
    {
        assert_eq!((&in_english["row"], &in_english["field"]), (&in_german["row"], &in_german["field"]));
        assert_ne!(in_english["detail"], in_german["detail"], "row {row}");
    }
    assert!(english["rows"][0]["detail"].as_str().is_some_and(|detail| detail.contains("could mean two")), "{english}");
}

#[story]
async fn a_charset_in_the_header_is_used_and_bytes_that_are_invalid_in_it_are_refused() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let path = format!("/api/meetings/{meeting}/questions");
    let table = b"question,option 1,option 2\nF\xfcnf \xa4?,a,b\n".to_vec();
    let imported = house.host().posts(&path, "text/csv; charset=ISO-8859-15", table.clone()).await.is(201).json();
    assert_eq!((&imported["encoding"], &imported["notice"]), (&json!("iso-8859-15"), &Value::Null));
    assert_eq!(first_question(&house, &meeting).await, "Fünf €?");
    house.host().posts(&path, "text/csv; charset=utf-8", table.clone()).await.is_refused(422, "invalid_import");
    house.host().posts(&path, "text/csv; charset=klingon", table).await.is_refused(415, "unsupported_media");
    sends(&house, &meeting, &b"question,option 1,option 2\nWhat\x81?,a,b\n"[..]).await.is_refused(422, "invalid_import");
}
