//! Polls of every kind: asked, answered in every way, shown, refused by the name of the field, and exported as they were shown.

use http::Method;
use serde_json::{Value, json};
use support::{House, Phone, Poll, Response, story};

/// A poll of each kind that is more than options to choose from.
struct Kinds {
    scale: Poll,
    grid: Poll,
    ranking: Poll,
    points: Poll,
    number: Poll,
}

async fn asked(house: &House, body: Value) -> Poll {
    Poll::from_created(house.host().creates(&body).await.is(201).json())
}

impl Kinds {
    async fn asked(house: &House, rules: &Value) -> Self {
        let of = async |body: Value| {
            let mut body = body;
            body.as_object_mut().expect("an object").extend(rules.as_object().expect("an object").clone());
            asked(house, body).await
        };
        Self {
            scale: of(json!({ "question": "Again?", "kind": "rating", "preset": "nps", "labels": ["never", "any time"] })).await,
            grid: of(json!({ "question": "How is it?", "kind": "grid", "options": ["Clear", "Short"], "scale": 3, "scale_from": 0, "partial": true })).await,
            ranking: of(json!({ "question": "In which order?", "kind": "ranking", "options": ["Solar", "Wind", "Sea"] })).await,
            points: of(json!({ "question": "What is worth what?", "kind": "points", "options": ["Roof", "Cellar"], "budget": 10, "spend_all": true })).await,
            number: of(json!({ "question": "How far?", "kind": "number", "decimals": 1, "from": "0", "to": "1,000.5", "unit": "km", "right": "42", "tolerance": "0,5" })).await,
        }
    }

    fn all(&self) -> [&Poll; 5] {
        [&self.scale, &self.grid, &self.ranking, &self.points, &self.number]
    }

    /// Three answers to each poll.
    fn answers(&self) -> Vec<(&Poll, [Value; 3])> {
        let [clear, short] = self.grid.ids(&["Clear", "Short"])[..] else { panic!() };
        let [solar, wind, sea] = self.ranking.ids(&["Solar", "Wind", "Sea"])[..] else { panic!() };
        let [roof, cellar] = self.points.ids(&["Roof", "Cellar"])[..] else { panic!() };
        let by = |id: i64, value: u16| json!({ id.to_string(): value });
        let both = |one: (i64, u16), other: (i64, u16)| json!({ one.0.to_string(): one.1, other.0.to_string(): other.1 });
        vec![
            (&self.scale, [json!({ "mark": 10 }), json!({ "mark": 9 }), json!({ "mark": 0 })]),
            (
                &self.grid,
                [json!({ "marks": both((clear, 2), (short, 1)) }), json!({ "marks": by(clear, 1) }), json!({ "marks": by(short, 0) })],
            ),
            (&self.ranking, [json!({ "ranking": [wind, solar, sea] }), json!({ "ranking": [wind] }), json!({ "ranking": [solar, wind] })]),
            (
                &self.points,
                [
                    json!({ "points": by(roof, 10) }),
                    json!({ "points": both((roof, 4), (cellar, 6)) }),
                    json!({ "points": both((roof, 1), (cellar, 9)) }),
                ],
            ),
            (&self.number, [json!({ "number": "41,7" }), json!({ "number": 42.5 }), json!({ "number": "1'000" })]),
        ]
    }
}

/// Three phones answer each poll.
async fn answered(house: &House, kinds: &Kinds) -> Vec<Phone> {
    let phones = house.phones(3);
    for (poll, answers) in kinds.answers() {
        for (phone, answer) in phones.iter().zip(&answers) {
            phone.answers(poll, answer).await.is_counted();
        }
    }
    phones
}

/// The fields of these results by name; those that are absent are null.
fn fields(results: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), results[*name].clone())).collect::<serde_json::Map<_, _>>().into()
}

#[story]
async fn results_of_every_kind_have_its_figures() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({})).await;
    let phones = answered(&house, &kinds).await;
    let seen = async |poll: &Poll| phones[0].results(poll).await;
    let scale = seen(&kinds.scale).await;
    let figures =
        json!({ "scale": 11, "scale_from": 0, "labels": ["never", "any time"], "preset": "nps", "mean": 6.33, "median": 9.0, "nps": 33 });
    assert_eq!(fields(&scale, &["scale", "scale_from", "labels", "preset", "mean", "median", "nps"]), figures);
    assert_eq!((&scale["options"][0]["option_text"], &scale["options"][10]["vote_count"]), (&json!("0"), &json!(1)));
    let grid = seen(&kinds.grid).await;
    let [clear, short] = kinds.grid.ids(&["Clear", "Short"])[..] else { panic!() };
    assert_eq!(
        grid["grid"],
        json!([
            { "id": clear, "counts": [0, 1, 1], "skipped": 1, "mean": 1.5 },
            { "id": short, "counts": [1, 1, 0], "skipped": 1, "mean": 0.5 }
        ])
    );
    assert_eq!((&grid["partial"], &grid["options"][0]["vote_count"], &grid["mean"]), (&json!(true), &json!(2), &Value::Null));
    let ranking = seen(&kinds.ranking).await;
    let [solar, wind, sea] = kinds.ranking.ids(&["Solar", "Wind", "Sea"])[..] else { panic!() };
    assert_eq!(
        ranking["ranking"],
        json!([
            { "id": solar, "place": 2, "points": 3.5, "first": 1, "mean_place": 1.5, "ranked": 2 },
            { "id": wind, "place": 1, "points": 5.0, "first": 2, "mean_place": 1.33, "ranked": 3 },
            { "id": sea, "place": 3, "points": 0.5, "first": 0, "mean_place": 3.0, "ranked": 1 }
        ])
    );
    assert_eq!((&ranking["beats_all"], &ranking["max_ranked"], &ranking["rank_all"]), (&json!(wind), &json!(3), &json!(false)));
    let points = seen(&kinds.points).await;
    let [roof, cellar] = kinds.points.ids(&["Roof", "Cellar"])[..] else { panic!() };
    assert_eq!(
        points["points"],
        json!([{ "id": roof, "sum": 15, "mean": 5.0, "givers": 3 }, { "id": cellar, "sum": 15, "mean": 5.0, "givers": 2 }])
    );
    let number = seen(&kinds.number).await;
    assert_eq!(
        fields(&number["number"], &["count", "median", "min", "max", "mean"]),
        json!({ "count": 3, "median": "42.5", "min": "41.7", "max": "1000", "mean": "361.4" })
    );
    assert_eq!(
        fields(&number, &["decimals", "from", "to", "unit", "right"]),
        json!({ "decimals": 1, "from": "0", "to": "1000.5", "unit": "km", "right": null })
    );
}

#[story]
async fn a_phone_finds_its_own_answer_as_it_sent_it_and_may_change_it() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "allow_change": true })).await;
    for (poll, [first, second, _]) in kinds.answers() {
        let phone = house.phone();
        phone.answers(poll, &first).await.is_counted();
        let own = |results: &Value| results["your_vote"]["answer"].clone();
        let shown = own(&phone.results(poll).await);
        // A mark is its option, and a number is written with a point.
        phone.answers(poll, &shown).await.is_refused(409, "already_voted_device");
        assert_eq!(own(&phone.answers(poll, &shown).await.json()), shown, "{first}");
        phone.answers(poll, &second).await.is_counted();
        assert_ne!(own(&phone.results(poll).await), shown, "{second}");
        assert_eq!(house.host().sees(poll).await["total_votes"], 1);
        phone.answers(poll, &first).await.is_counted();
        assert_eq!(own(&phone.results(poll).await), shown);
    }
}

#[story]
async fn hidden_figures_are_shown_to_nobody_but_the_host() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "results": "on_reveal", "blank": true })).await;
    let phones = answered(&house, &kinds).await;
    let names = ["median", "nps", "grid", "ranking", "beats_all", "points", "number", "right", "blank", "mean"];
    for poll in kinds.all() {
        for seen in [
            phones[0].results(poll).await,
            phones[0].joins(poll).await.snapshot,
            phones[0].opens(&poll.path("")).await.boot()["snapshot"].clone(),
        ] {
            assert!(names.iter().all(|name| seen[*name].is_null()), "{seen}");
            assert!(seen["options"].as_array().expect("options").iter().all(|option| option["vote_count"].is_null()), "{seen}");
            assert!(seen.get("blank").is_some(), "a phone knows that it may abstain");
        }
        let page = phones[0].opens(&poll.path("")).await;
        assert!(!page.shown().contains("median") && !page.shown().contains("average"), "{}", page.shown());
        house.host().reveals(poll).await;
        let shown = phones[0].results(poll).await;
        assert!(names.iter().any(|name| !shown[*name].is_null()), "{shown}");
        assert!(shown["right"].is_null(), "{shown}");
    }
}

#[story]
async fn the_right_number_is_told_after_the_close_with_how_many_are_right() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({})).await;
    answered(&house, &kinds).await;
    let phone = house.phone();
    let right = json!({ "value": "42", "tolerance": "0.5", "answers": 2 });
    assert_eq!(house.host().sees(&kinds.number).await["right"], right, "the host sees it");
    let mut socket = phone.joins(&kinds.number).await;
    house.host().closes(&kinds.number).await;
    assert!(phone.results(&kinds.number).await.get("right").is_none());
    // The event of the close names the right answer, so that no proof is given before the host shows it.
    let proof = kinds.number.path(&format!("/proof?commitment={}", "0".repeat(64)));
    assert_eq!(phone.get(&proof).await.is(409).json()["code"], "not_published");
    house.host().changes(&kinds.number, &json!({ "answer_shown": true })).await;
    assert_eq!(socket.until("poll_state", |state| state["answer_shown"] == true).await["right"], right);
    let shown = phone.opens(&kinds.number.path("")).await.shown().to_owned();
    assert!(shown.contains("right answer: 42\u{a0}km (± 0.5)"), "{shown}");
    assert_eq!(phone.get(&proof).await.is(404).json()["code"], "not_in_result");
}

#[story]
async fn a_blank_answer_is_turnout_and_in_no_figure() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    let single = asked(&house, json!({ "question": "Yes?", "options": ["Yes", "No"], "blank": true })).await;
    answered(&house, &kinds).await;
    for poll in kinds.all().into_iter().chain([&single]) {
        let before = house.host().sees(poll).await;
        let phone = house.phone();
        phone.answers(poll, &json!("blank")).await.is_counted();
        house.phone().posts_form(&poll.path("/vote"), &[("browser_token", house.phone().token()), ("blank", "true")]).await;
        let after = house.host().sees(poll).await;
        assert_eq!((&after["blank"], after["total_votes"].as_u64()), (&json!(2), before["total_votes"].as_u64().map(|votes| votes + 2)));
        for figure in ["mean", "median", "nps", "ranking", "points", "number"] {
            assert_eq!(after[figure], before[figure], "{figure} of {}", after["question"]);
        }
        assert_eq!(phone.results(poll).await["your_vote"]["answer"], "blank");
    }
    let without = asked(&house, json!({ "question": "Yes?", "options": ["Yes", "No"] })).await;
    house.phone().answers(&without, &json!("blank")).await.is_refused(422, "invalid_answer");
    assert!(house.host().sees(&without).await.get("blank").is_none());
}

#[story]
async fn a_poll_with_blank_answers_alone_has_a_chart_and_a_page_and_files() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    let single = asked(&house, json!({ "question": "Yes?", "options": ["Yes", "No"], "blank": true })).await;
    for poll in kinds.all().into_iter().chain([&single]) {
        let phone = house.phone();
        phone.opens(&poll.path("")).await;
        sent(&phone, poll, &[("blank", "true")], "en").await.is(303);
        let chart = house.host().get(&format!("/api/polls/{}/chart.svg", poll.code)).await.is(200).clone();
        assert!(chart.text().contains("1 vote") && !chart.text().contains("NaN"), "{}", chart.text());
        for format in ["csv", "xlsx", "json"] {
            house.host().get(&format!("/api/polls/{}/export?format={format}", poll.code)).await.is(200);
        }
        let page = phone.opens(&poll.path("")).await.shown().to_owned();
        for (text, is_shown) in [("You abstained", true), ("1 abstained", true), ("NaN", false)] {
            assert_eq!(page.contains(text), is_shown, "{text} of {}: {page}", poll.created["question"]);
        }
    }
}

#[story]
async fn twenty_three_ballots_have_four_winners() {
    let house = House::for_crowds().await;
    let poll = asked(&house, json!({ "question": "Who?", "kind": "ranking", "options": ["A", "B", "C", "D"] })).await;
    for (times, order) in [(6, "ADBC"), (1, "BADC"), (2, "BDAC"), (5, "DABC"), (9, "CBAD")] {
        let ids: Vec<i64> = order.chars().map(|letter| poll.id(&letter.to_string())).collect();
        for phone in house.phones(times) {
            phone.answers(&poll, &json!({ "ranking": ids })).await.is_counted();
        }
    }
    let seen = house.host().sees(&poll).await;
    let of = |field: &str| seen["ranking"].as_array().expect("options").iter().map(|option| option[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("points"), [41.0, 38.0, 27.0, 32.0].map(|points| json!(points)), "A wins by points");
    assert_eq!(of("first"), [6, 3, 9, 5].map(|first| json!(first)), "C wins by first places");
    assert_eq!(of("place"), [1, 2, 4, 3].map(|place| json!(place)));
    house.host().closes(&poll).await;
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!((&recount["findings"], &recount["votes"]), (&json!([]), &json!(23)), "{recount}");
}

/// The problem of a refused form, which is a page: its status, and the alert that it shows.
fn alert(page: &Response) -> (u16, String) {
    let text = page.shown().to_owned();
    let alert = text.split("role=\"alert\">").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap_or_default();
    (page.status, alert.to_owned())
}

#[story]
async fn wrong_answers_name_their_field_and_count_nothing() {
    let house = House::for_crowds().await;
    let kinds = Kinds::asked(&house, &json!({})).await;
    let phone = house.phone();
    let [clear, _] = kinds.grid.ids(&["Clear", "Short"])[..] else { panic!() };
    let [solar, wind, sea] = kinds.ranking.ids(&["Solar", "Wind", "Sea"])[..] else { panic!() };
    let [roof, cellar] = kinds.points.ids(&["Roof", "Cellar"])[..] else { panic!() };
    for (poll, answer, field) in [
        (&kinds.scale, json!({ "mark": 11 }), "mark".to_owned()),
        (&kinds.grid, json!({ "marks": { clear.to_string(): 3 } }), format!("marks.{clear}")),
        (&kinds.grid, json!({ "marks": { clear.to_string(): -1 } }), format!("marks.{clear}")),
        (&kinds.grid, json!({ "marks": { solar.to_string(): 1 } }), format!("marks.{solar}")),
        (&kinds.grid, json!({ "marks": {} }), "marks".into()),
        (&kinds.grid, json!({ "marks": { "x".repeat(9): 1 } }), "marks.xxxxxxxxx".into()),
        (&kinds.ranking, json!({ "ranking": [solar, solar] }), "ranking".into()),
        (&kinds.ranking, json!({ "ranking": [roof] }), "ranking".into()),
        (&kinds.ranking, json!({ "ranking": [] }), "ranking".into()),
        (&kinds.ranking, json!({ "ranking": [solar, wind, sea, solar] }), "ranking".into()),
        (&kinds.ranking, json!({ "options": [solar] }), "options".into()),
        (&kinds.points, json!({ "points": { roof.to_string(): 9 } }), "points".into()),
        (&kinds.points, json!({ "points": { roof.to_string(): 11 } }), format!("points.{roof}")),
        (&kinds.points, json!({ "points": { roof.to_string(): 6, cellar.to_string(): 5 } }), "points".into()),
        (&kinds.points, json!({ "points": { roof.to_string(): 1_000_000_000 } }), format!("points.{roof}")),
        (&kinds.points, json!({ "points": { roof.to_string(): -1 } }), format!("points.{roof}")),
        (&kinds.points, json!({ "points": { roof.to_string(): 2.5 } }), format!("points.{roof}")),
        (&kinds.number, json!({ "number": "1e3" }), "number".into()),
        (&kinds.number, json!({ "number": "NaN" }), "number".into()),
        (&kinds.number, json!({ "number": "Infinity" }), "number".into()),
        (&kinds.number, json!({ "number": 1e300 }), "number".into()),
        (&kinds.number, json!({ "number": "1000.6" }), "number".into()),
        (&kinds.number, json!({ "number": "-1" }), "number".into()),
        (&kinds.number, json!({ "number": "3.14" }), "number".into()),
        (&kinds.number, json!({ "number": "1\u{301}".repeat(3_000) }), "number".into()),
        (&kinds.number, json!({ "number": "" }), "number".into()),
        (&kinds.number, json!({ "number": null }), "number".into()),
        (&kinds.number, json!("blank"), "answer".into()),
    ] {
        let refused = phone.answers(poll, &answer).await;
        let problem = refused.json();
        assert_eq!((refused.status, problem["code"].as_str()), (422, Some("invalid_answer")), "{answer:.80}: {problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with(&format!("{field}: "))), "{answer:.80}: {problem}");
    }
    let ids = json!({ "option_ids": [solar], "browser_token": phone.token() });
    phone.casts(&kinds.ranking, &ids).await.is_refused(422, "invalid_answer");
    for poll in kinds.all() {
        assert_eq!(house.host().sees(poll).await["total_votes"], 0);
    }
}

#[story]
async fn settings_that_do_not_fit_are_refused_by_their_name() {
    let house = House::open().await;
    let options = |count: usize| (0..count).map(|at| format!("Option {at}")).collect::<Vec<_>>();
    for (body, code, field) in [
        (json!({ "kind": "rating", "scale_from": 2 }), "invalid_prompt", "scale_from"),
        (json!({ "kind": "rating", "labels": ["one", "two", "three"] }), "invalid_prompt", "labels"),
        (json!({ "kind": "rating", "labels": ["", "good"] }), "invalid_prompt", "labels"),
        (json!({ "kind": "rating", "preset": "nps", "scale": 5 }), "invalid_prompt", "scale"),
        (json!({ "kind": "rating", "shuffled": true }), "invalid_prompt", "shuffled"),
        (json!({ "kind": "grid", "options": options(11) }), "invalid_options", ""),
        (json!({ "kind": "grid", "options": options(2), "budget": 10 }), "invalid_prompt", "budget"),
        (json!({ "kind": "ranking", "options": options(13) }), "invalid_options", ""),
        (json!({ "kind": "ranking", "options": options(2), "max_ranked": 3 }), "invalid_prompt", "max_ranked"),
        (json!({ "kind": "ranking", "options": options(2), "max_ranked": 0 }), "invalid_prompt", "max_ranked"),
        (json!({ "kind": "points", "options": options(2), "budget": 9 }), "invalid_prompt", "budget"),
        (json!({ "kind": "points", "options": options(1) }), "invalid_options", ""),
        (json!({ "kind": "number", "options": options(2) }), "invalid_options", ""),
        (json!({ "kind": "number", "decimals": 7 }), "invalid_prompt", "decimals"),
        (json!({ "kind": "number", "from": 2, "to": 1 }), "invalid_prompt", "to"),
        (json!({ "kind": "number", "from": "many" }), "invalid_prompt", "from"),
        (json!({ "kind": "number", "to": "1,000", "decimals": 3 }), "invalid_prompt", "to"),
        (json!({ "kind": "number", "right": 7, "to": 5 }), "invalid_prompt", "right"),
        (json!({ "kind": "number", "tolerance": 1 }), "invalid_prompt", "tolerance"),
        (json!({ "kind": "number", "unit": "x".repeat(21) }), "invalid_prompt", "unit"),
    ] {
        let mut body = body;
        body["question"] = "What?".into();
        let refused = house.host().creates(&body).await;
        refused.is_refused(422, code);
        let detail = refused.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.starts_with(field), "{body}: {detail}");
    }
    for body in [json!({ "kind": "grid" }), json!({ "kind": "ranking" }), json!({ "kind": "points" }), json!({ "kind": "clouds" })] {
        house.host().creates(&json!({ "question": "What?", "kind": body["kind"] })).await.is_refused(400, "bad_request");
    }
    let unknown = json!({ "question": "What?", "options": options(2), "labells": ["a", "b"] });
    house.host().creates(&unknown).await.is_refused(400, "bad_request");
}

#[story]
async fn a_form_creates_a_poll_of_every_kind() {
    let house = House::open().await;
    for (fields, seen) in [
        (
            vec![("kind", "grid"), ("options", "Clear"), ("scale", "7"), ("labels", "no"), ("labels", "yes"), ("partial", "on")],
            json!({ "scale": 7, "labels": ["no", "yes"], "partial": true }),
        ),
        (
            vec![("kind", "ranking"), ("options", "A"), ("options", "B"), ("max_ranked", "1"), ("shuffled", "1")],
            json!({ "max_ranked": 1, "shuffled": true }),
        ),
        (
            vec![("kind", "number"), ("from", "-1,5"), ("decimals", "1"), ("unit", "°C"), ("blank", "1")],
            json!({ "from": "-1.5", "unit": "°C", "blank": 0 }),
        ),
    ] {
        let made = house.host().posts_form("/create", &[&[("question", "What?")], &fields[..]].concat()).await;
        let code = made.is(303).header("location").split('/').nth(2).expect("a code").to_owned();
        let poll = house.host().get(&format!("/api/polls/{code}")).await.is(200).json();
        for (name, value) in seen.as_object().expect("an object") {
            assert_eq!(&poll[name], value, "{name} of {poll}");
        }
    }
    house.host().posts_form("/create", &[("question", "What?"), ("kind", "points"), ("budget", "many")]).await.is(400);
}

/// The fields of an answer in the form of a page without a script.
async fn sent(phone: &Phone, poll: &Poll, answer: &[(&str, &str)], language: &str) -> Response {
    let fields = [answer, &[("browser_token", phone.token())]].concat();
    let request = phone.request(Method::POST, &poll.path("/vote")).header("accept", "text/html").header("accept-language", language);
    phone.send(request.form(&fields)).await
}

#[story]
async fn without_a_script_every_kind_is_answered_and_read() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    let [clear, short] = kinds.grid.ids(&["Clear", "Short"])[..] else { panic!() };
    let [solar, wind, sea] = kinds.ranking.ids(&["Solar", "Wind", "Sea"])[..] else { panic!() };
    let [roof, cellar] = kinds.points.ids(&["Roof", "Cellar"])[..] else { panic!() };
    let named = |prefix: &str, id: i64| format!("{prefix}_{id}");
    for (poll, answer, hint, counted, figures) in [
        (&kinds.scale, vec![("option_id".to_owned(), kinds.scale.id("9").to_string())], "Rate from 0 to 10", "9", "9.0 on average"),
        (
            &kinds.grid,
            vec![(named("mark", clear), "2".into()), (named("mark", short), String::new())],
            "Rate each line from 0 to 2",
            "Clear: 2",
            "1 without an answer",
        ),
        (
            &kinds.ranking,
            vec![(named("rank", solar), "2".into()), (named("rank", wind), "1".into()), (named("rank", sea), String::new())],
            "Give places from 1, the best, to 3",
            "B Wind",
            "B Wind beats every other one",
        ),
        (
            &kinds.points,
            vec![(named("points", roof), "7".into()), (named("points", cellar), "3".into())],
            "Share out all 10 points",
            "Roof: 7 points",
            "from 1 voter",
        ),
        (
            &kinds.number,
            vec![("number".into(), "41,7".into())],
            "From 0\u{a0}km to 1,000.5\u{a0}km",
            "41.7\u{a0}km",
            "middle half 41.7\u{a0}km to 41.7\u{a0}km",
        ),
    ] {
        let phone = house.phone();
        let page = phone.opens(&poll.path("")).await.shown().to_owned();
        assert!(page.contains(&format!("id=\"hint\">{hint}</p>")), "{hint}: {page}");
        for (field, _) in &answer {
            assert!(page.contains(&format!("name=\"{field}\"")), "{field}: {page}");
        }
        let first = page.split("<button").find(|button| button.contains("type=\"submit\"")).expect("a button to submit");
        assert!(
            page.contains("name=\"blank\"") && !first.split('>').next().is_some_and(|tag| tag.contains("blank")),
            "Enter submits: {page}"
        );
        let fields: Vec<_> = answer.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent(&phone, poll, &fields, "en").await.is(303);
        let shown = phone.opens(&poll.path("")).await.shown().to_owned();
        for text in [counted, figures] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
    }
}

#[story]
async fn a_refused_form_says_what_is_wrong_and_keeps_all_that_was_typed() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({})).await;
    let [solar, wind] = kinds.ranking.ids(&["Solar", "Wind"])[..] else { panic!() };
    let [roof, cellar] = kinds.points.ids(&["Roof", "Cellar"])[..] else { panic!() };
    let full_grid = asked(&house, json!({ "question": "How is it?", "kind": "grid", "options": ["Tall", "Wide"] })).await;
    let tall = full_grid.id("Tall");
    let named = |prefix: &str, id: i64| format!("{prefix}_{id}");
    for (poll, answer, english, german, kept) in [
        (
            &kinds.ranking,
            vec![(named("rank", solar), "1"), (named("rank", wind), "1")],
            "Two options have the same place",
            "Zwei Optionen haben denselben Platz",
            "value=\"1\" selected",
        ),
        (&kinds.ranking, vec![(named("rank", solar), "3")], "No option has place 1", "Keine Option hat Platz 1", "value=\"3\" selected"),
        (
            &kinds.points,
            vec![(named("points", roof), "7"), (named("points", cellar), "4")],
            "1 point too many",
            "1 Punkt zu viel",
            "value=\"7\"",
        ),
        (
            &kinds.points,
            vec![(named("points", roof), "seven")],
            "whole numbers of points, 10 at most",
            "ganze Punkte eintragen, höchstens 10",
            "value=\"seven\"",
        ),
        (&kinds.ranking, vec![(named("rank", solar), "4")], "every place from 1 to 3", "jeden Platz von 1 bis 3", "name=\"rank_"),
        (&kinds.points, vec![(named("points", roof), "7")], "3 points left", "3 Punkte", "value=\"7\""),
        (&full_grid, vec![(named("mark", tall), "2")], "1 line has no answer yet", "1 Zeile hat noch keine Antwort", "value=\"2\" checked"),
        (&kinds.number, vec![("number".to_owned(), "1,000")], "1000 or 1.0? Please write", "1000 oder 1,0? Bitte", "value=\"1,000\""),
        (&kinds.number, vec![("number".to_owned(), "1.234")], "At most 1 decimal place", "Höchstens 1 Nachkommastelle", "value=\"1.234\""),
        (&kinds.number, vec![("number".to_owned(), "3.14")], "At most 1 decimal place", "Höchstens 1 Nachkommastelle", "value=\"3.14\""),
        (&kinds.number, vec![("number".to_owned(), "1e3")], "This is not a number", "keine Zahl", "value=\"1e3\""),
        (
            &kinds.number,
            vec![("number".to_owned(), "1001")],
            "From 0\u{a0}km to 1,000.5\u{a0}km",
            "Von 0\u{a0}km bis 1.000,5\u{a0}km",
            "value=\"1001\"",
        ),
    ] {
        for (language, words) in [("en", english), ("de", german)] {
            let phone = house.phone();
            let fields: Vec<_> = answer.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            let page = sent(&phone, poll, &fields, language).await;
            let (status, alert) = alert(&page);
            assert!(status == 422 && alert.contains(words), "{words}, in {language}: {status}: {alert}");
            assert!(page.shown().contains(kept), "{kept}: {}", page.shown());
        }
        assert_eq!(house.host().sees(poll).await["total_votes"], 0);
    }
}

#[story]
async fn rounds_and_exports_say_what_was_shown() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    answered(&house, &kinds).await;
    let host = house.host();
    let figures = ["mean", "median", "nps", "blank", "grid", "ranking", "beats_all", "points", "number"];
    for poll in kinds.all() {
        let shown = host.sees(poll).await;
        host.changes(poll, &json!({ "run_again": true })).await;
        host.changes(poll, &json!({ "state": "open" })).await;
        let rounds = host.get(&format!("/api/polls/{}/rounds", poll.code)).await.is(200).json();
        assert_eq!(fields(&rounds[0], &figures), fields(&shown, &figures));
        let report = host.get(&format!("/api/polls/{}/export?format=json", poll.code)).await.is(200).json();
        assert_eq!(report["polls"][0]["rounds"][0], rounds[0]);
        let csv = host.get(&format!("/api/polls/{}/export?format=csv", poll.code)).await.is(200).text().to_owned();
        let mut table = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let head: Vec<String> = table.headers().expect("a head").iter().map(str::to_owned).collect();
        let rows: Vec<_> = table.records().map(|row| row.expect("a row")).collect();
        let cell = |row: usize, name: &str| rows[row][head.iter().position(|head| head == name).expect(name)].to_owned();
        match shown["kind"].as_str().expect("a kind") {
            "rating" => assert_eq!(
                [cell(10, "mark"), cell(10, "label"), cell(10, "vote_count"), cell(0, "nps"), cell(0, "median")],
                ["10", "any time", "1", "33", "9"]
            ),
            "grid" => {
                assert_eq!([cell(2, "option_text"), cell(2, "mark"), cell(2, "vote_count"), cell(2, "mean")], ["Clear", "2", "1", "1.5"]);
            }
            "ranking" => {
                assert_eq!([cell(1, "option_text"), cell(1, "place"), cell(1, "points"), cell(1, "beats_all")], ["Wind", "1", "5", "yes"]);
            }
            "points" => assert_eq!([cell(1, "sum"), cell(1, "givers"), cell(1, "mean"), cell(1, "blank")], ["15", "2", "5", "0"]),
            "number" => assert_eq!([cell(0, "median"), cell(0, "count"), cell(0, "max")], ["42.5", "3", "1000"]),
            other => panic!("{other}"),
        }
        for format in ["csv", "xlsx"] {
            host.get(&format!("/api/polls/{}/export?format={format}&lang=de", poll.code)).await.is(200);
        }
        host.get(&format!("/api/polls/{}/chart.svg?round=1", poll.code)).await.is(200);
    }
    let printed = host.get(&format!("/api/meetings/{}/report", kinds.grid.meeting())).await.is(200).shown().to_owned();
    for text in ["any time", "Clear", "Beats every other", "Given by", "Median 42.5"] {
        assert!(printed.contains(text), "{text}: {printed}");
    }
}

#[story]
async fn receipts_and_the_log_stand_for_every_kind_of_answer() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    answered(&house, &kinds).await;
    for poll in kinds.all() {
        house.phone().answers(poll, &json!("blank")).await.is_counted();
        house.host().closes(poll).await;
        let path = |rest: &str| format!("/api/polls/{}/{rest}", poll.code);
        let recount = house.host().get(&path("recount")).await.is(200).json();
        assert_eq!((&recount["findings"], &recount["votes"]), (&json!([]), &json!(4)), "{recount}");
        let list = house.host().get(&path("receipts")).await.is(200).json();
        let mut said: Vec<String> = list["receipts"].as_array().expect("receipts").iter().map(|row| row["options"].to_string()).collect();
        said.sort();
        let expected = match house.host().sees(poll).await["kind"].as_str().expect("a kind") {
            "rating" => [r#"["0 never"]"#, r#"["10 any time"]"#, r#"["9"]"#, r#"["You abstained"]"#],
            "grid" => [r#"["Clear: 1"]"#, r#"["Clear: 2","Short: 1"]"#, r#"["Short: 0"]"#, r#"["You abstained"]"#],
            "ranking" => {
                [r#"["1. A Solar","2. B Wind"]"#, r#"["1. B Wind","2. A Solar","3. C Sea"]"#, r#"["1. B Wind"]"#, r#"["You abstained"]"#]
            }
            "points" => [
                r#"["A Roof: 1 point","B Cellar: 9 points"]"#,
                r#"["A Roof: 10 points"]"#,
                r#"["A Roof: 4 points","B Cellar: 6 points"]"#,
                r#"["You abstained"]"#,
            ],
            "number" => ["[\"1,000\u{a0}km\"]", "[\"41.7\u{a0}km\"]", "[\"42.5\u{a0}km\"]", r#"["You abstained"]"#],
            other => panic!("{other}"),
        };
        assert_eq!(said, expected);
        house.host().get(&path("receipts?format=csv")).await.is(200);
        house.host().get(&path("log")).await.is(200);
    }
}

#[story]
async fn questions_of_every_kind_are_exported_and_imported_unchanged() {
    let house = House::open().await;
    let kinds = Kinds::asked(&house, &json!({ "blank": true })).await;
    asked(
        &house,
        json!({ "question": "Mixed?", "kind": "ranking", "options": ["A", "B"], "max_ranked": 1, "rank_all": true, "shuffled": true }),
    )
    .await;
    asked(&house, json!({ "question": "Words?", "kind": "rating", "scale": 3, "scale_from": 0, "labels": ["a | b", "|", "c"] })).await;
    let from = kinds.grid.meeting();
    for (format, media) in [("json", "application/json"), ("csv", "text/csv")] {
        let file = house.host().get(&format!("/api/meetings/{from}/questions?format={format}")).await.is(200).clone();
        let into = house.host().starts_meeting("Into").await;
        house.host().posts(&format!("/api/meetings/{into}/questions"), media, file.body.clone()).await.is(201);
        let again = house.host().get(&format!("/api/meetings/{into}/questions?format={format}")).await.is(200).clone();
        assert_eq!(again.body, file.body, "{}", file.text());
    }
}

#[story]
async fn a_table_names_kinds_and_settings_in_two_languages() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("Table").await;
    let table = "Frage;Art;Option 1;Option 2;Budget;Von;Bis;Einheit;Richtig;Enthaltung\n\
                 Wohin?;Rangfolge;Berg;Meer;;;;;;ja\n\
                 Wie viel?;Punkte;Dach;Keller;20;;;;;\n\
                 Wie weit?;Zahl;;;;0;100;km;42;\n";
    let path = format!("/api/meetings/{meeting}/questions");
    house.host().posts(&path, "text/csv", table).await.is(201);
    let polls = house.host().get(&format!("{path}?format=json")).await.is(200).json()["polls"].clone();
    assert_eq!((&polls[0]["kind"], &polls[0]["blank"]), (&json!("ranking"), &json!(true)));
    assert_eq!((&polls[1]["kind"], &polls[1]["budget"]), (&json!("points"), &json!(20)));
    assert_eq!(
        fields(&polls[2], &["kind", "from", "to", "unit", "right", "correct"]),
        json!({ "kind": "number", "from": "0", "to": "100", "unit": "km", "right": "42", "correct": null })
    );
    for (row, field, word) in [("Was?;Wolken;;;;;;;;", "kind", "rangfolge"), ("Was?;Punkte;a;b;viele;;;;;", "budget", "viele")] {
        let head = table.split('\n').next().expect("a head");
        let request = house.host().request(Method::POST, &path).header("content-type", "text/csv").header("accept-language", "de");
        let refused = house.host().send(request.body(format!("{head}\n{row}\n"))).await;
        let rows = refused.is_refused(422, "invalid_import")["rows"].clone();
        assert_eq!(rows[0]["field"], field);
        assert!(rows[0]["detail"].as_str().is_some_and(|detail| detail.contains(word)), "{rows}");
    }
}
