//! The voter's page as the server renders it: before its script runs, and where none can.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION};

const SPEAKERS: [&str; 4] = ["Ada", "Grace", "Barbara", "Margaret"];

/// A poll that takes `min` to `max` of four options.
async fn several(house: &House, min: u8, max: u8) -> Poll {
    house.poll_with("Who speaks?", &SPEAKERS, json!({ "kind": "multiple", "min_choices": min, "max_choices": max })).await
}

async fn rating(house: &House, scale: u8) -> Poll {
    Poll::from_created(house.host().creates(&json!({ "question": "How was it?", "kind": "rating", "scale": scale })).await.is(201).json())
}

/// What the page shows to a phone that reads this language.
async fn shown(phone: &Phone, path: &str, language: &str) -> String {
    let request = phone.request(Method::GET, path).header("accept", "text/html").header("accept-language", language);
    phone.send(request).await.shown().to_owned()
}

/// The values of the ticked options.
fn ticked(page: &str) -> Vec<i64> {
    let inputs = page.split("<input ").filter(|input| input.split('>').next().is_some_and(|input| input.contains(" checked")));
    inputs.filter_map(|input| input.split("value=\"").nth(1)?.split('"').next()?.parse().ok()).collect()
}

#[tokio::test]
async fn the_page_for_a_wrong_code_says_once_how_long_codes_are() {
    let house = House::open().await;
    let phone = house.phone();
    for path in ["/m/ZZZZZZ", "/poll/ZZZZZZZZ", "/?code=what", "/?code=ZZZZZZ"] {
        for (language, lengths) in
            [("en", "6 letters and digits, a single poll’s has 8"), ("de", "6 Buchstaben und Ziffern, der einer einzelnen Abstimmung 8")]
        {
            let page = shown(&phone, path, language).await;
            assert_eq!(page.matches(lengths).count(), 1, "{path}: {page}");
            assert_eq!(page.matches("letters").count() + page.matches("Buchstaben").count(), 1, "{path}: {page}");
        }
        assert!(!phone.get(path).await.text().contains("letters"), "{path}");
    }
}

#[tokio::test]
async fn a_ballot_says_how_many_options_it_takes() {
    let house = House::open().await;
    for (min, max, english, german) in [
        (1, 3, "Choose up to 3", "Bis zu 3 Optionen wählen"),
        (2, 3, "Choose 2 to 3", "2 bis 3 Optionen wählen"),
        (1, 4, "Choose as many as you like", "Beliebig viele Optionen wählen"),
        (2, 4, "Choose at least 2", "Mindestens 2 Optionen wählen"),
        (2, 2, "Choose 2", "Genau 2 Optionen wählen"),
        (1, 1, "Choose one", "Eine Option wählen"),
    ] {
        let poll = several(&house, min, max).await;
        for (language, hint) in [("en", english), ("de", german)] {
            let page = shown(&house.phone(), &poll.path(""), language).await;
            assert!(page.contains(&format!("id=\"hint\">{hint}</p>")), "{page}");
        }
    }
}

#[tokio::test]
async fn a_form_with_too_few_or_too_many_ticks_shows_the_limits_and_keeps_its_ticks() {
    let house = House::open().await;
    for (min, max, chosen, limits) in
        [(2, 3, 1, "Choose 2 to 3."), (2, 2, 3, "Choose 2."), (1, 3, 4, "Choose up to 3."), (2, 4, 0, "Choose at least 2.")]
    {
        let poll = several(&house, min, max).await;
        let mut phone = house.phone();
        phone.gets_cookie(&poll).await;
        let refused = phone.votes_by_form(&poll, &SPEAKERS[..chosen]).await;
        let page = refused.is(422).shown();
        assert!(page.contains(limits) && page.contains(&format!("{chosen} chosen")), "{page}");
        assert_eq!(ticked(page), poll.ids(&SPEAKERS[..chosen]));
        assert_eq!(
            refused.boot()["notice"]["detail"].as_str().map(|detail| detail.contains(limits)),
            Some(true),
            "the script shows it too"
        );
    }
}

#[tokio::test]
async fn a_form_that_is_refused_for_its_address_keeps_its_ticks_too() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let first = house.phone();
    first.votes_for(&poll, "Tabs").await.is_counted();
    let mut second = first.neighbour();
    second.gets_cookie(&poll).await;
    let refused = second.votes_by_form(&poll, &OPTIONS[1..]).await;
    assert_eq!(ticked(refused.is(409).shown()), poll.ids(&OPTIONS[1..]));
}

#[tokio::test]
async fn a_form_over_the_rate_limit_links_back_to_its_poll() {
    let house = House::with(|config| config.vote_limit_per_minute = 1).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &OPTIONS[..1]).await;
    let refused = phone.votes_by_form(&poll, &OPTIONS[1..]).await;
    let link = format!("href=\"{}\"", poll.path(""));
    assert!(refused.is(429).shown().contains(&link), "{}", refused.text());
    phone.opens(&poll.path("")).await.is_page(200);
}

#[tokio::test]
async fn a_mean_has_the_decimal_separator_of_the_language() {
    let house = House::open().await;
    let poll = rating(&house, 5).await;
    for mark in ["3", "4"] {
        house.phone().votes_for(&poll, mark).await.is_counted();
    }
    house.host().closes(&poll).await;
    let path = poll.path("");
    let (english, german) = (shown(&house.phone(), &path, "en").await, shown(&house.phone(), &path, "de").await);
    assert!(english.contains(">3.5 on average<") && german.contains(">3,5 im Durchschnitt<"), "{english}{german}");
}

#[tokio::test]
async fn a_rating_asks_for_a_number_in_its_range() {
    let house = House::open().await;
    for (scale, english, german) in [(5, "Rate from 1 to 5", "Von 1 bis 5 bewerten"), (10, "Rate from 1 to 10", "Von 1 bis 10 bewerten")] {
        let poll = rating(&house, scale).await;
        assert!(shown(&house.phone(), &poll.path(""), "en").await.contains(english));
        assert!(shown(&house.phone(), &poll.path(""), "de").await.contains(german));
    }
}

#[tokio::test]
async fn a_single_vote_is_written_in_the_singular() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    for path in [poll.path(""), format!("/screen/{}", poll.meeting())] {
        let page = shown(&house.phone(), &path, "en").await;
        assert!(page.contains("1 vote<") && !page.contains("1 votes"), "{page}");
    }
}

#[tokio::test]
async fn the_timer_the_round_and_the_meetings_name_are_on_the_page() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("All hands").await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "meeting": meeting })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.host().changes(&poll, &json!({ "timer_seconds": 3600 })).await;
    let page = shown(&house.phone(), &poll.meeting_path(""), "en").await;
    assert!(page.contains(">1:00:00 left</p>") || page.contains(">59:59 left</p>"), "{page}");
    assert!(page.contains("Round 2") && page.contains("<bdi>All hands</bdi>"), "{page}");
    let alone = shown(&house.phone(), &poll.path(""), "de").await;
    assert!(alone.contains("Runde 2") && !alone.contains("All hands"), "{alone}");
}

#[tokio::test]
async fn a_counted_vote_repeats_the_choice_under_a_heading() {
    let house = House::open().await;
    let poll = several(&house, 1, 4).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &SPEAKERS[1..3]).await;
    let page = shown(&phone, &poll.path(""), "en").await;
    let (_, counted) = page.split_once("class=\"counted\"").expect("counted");
    let (counted, _) = counted.split_once("</div>").expect("an end");
    assert!(counted.contains(">Counted</h2>"), "{counted}");
    let chosen: Vec<_> = SPEAKERS.iter().filter(|name| counted.contains(&format!("<bdi>{name}</bdi>"))).collect();
    assert_eq!(chosen, [&SPEAKERS[1], &SPEAKERS[2]]);
}

#[tokio::test]
async fn a_page_without_a_script_says_that_it_does_not_update_and_links_to_refresh() {
    let house = House::open().await;
    let lobby = house.host().starts_meeting("All hands").await;
    let ready = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
    let open = house.poll(QUESTION, &OPTIONS).await;
    for path in [format!("/m/{lobby}"), ready.path(""), open.path("")] {
        let page = shown(&house.phone(), &path, "en").await;
        assert_eq!(page.matches("This page does not update by itself.").count(), 1, "{path}: {page}");
        assert!(
            page.contains("<a href=\"\">Refresh</a>") && !page.contains("<noscript>"),
            "old engines run no script and show no noscript: {page}"
        );
    }
}

#[tokio::test]
async fn a_vote_that_may_change_can_be_changed_without_a_script() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &OPTIONS[..1]).await;
    let page = shown(&phone, &poll.path(""), "en").await;
    assert_eq!(ticked(&page), poll.ids(&OPTIONS[..1]));
    phone.votes_by_form(&poll, &OPTIONS[1..]).await;
    let votes: Vec<Value> = house.host().sees(&poll).await["options"].as_array().expect("options").clone();
    assert_eq!((&votes[0]["vote_count"], &votes[1]["vote_count"]), (&json!(0), &json!(1)));
}
