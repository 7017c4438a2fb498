//! The ordinary case of the routes that hosts and guests use most: as JSON, and as a plain form where there is one.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, story};

#[story]
async fn create_answers_json_with_the_poll_and_its_share_url() {
    let house = House::open().await;
    let created = house.host().creates(&json!({ "question": QUESTION, "options": OPTIONS })).await.is(201).json();
    let code = created["poll_code"].as_str().expect("a code");
    assert!(code.len() == 8 && code.bytes().all(|b| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&b)), "{code}");
    assert_eq!(created["share_url"], format!("http://{}/poll/{code}", house.addr()));
    assert_eq!(created["options"][1]["option_text"], "Spaces");
    assert!(created["options"][0]["id"].is_i64());
    assert!(created.get("host_token").is_none(), "the host needs no token");
}

#[story]
async fn create_without_settings_makes_a_poll_with_the_defaults() {
    let house = House::open().await;
    let created = house.poll(QUESTION, &OPTIONS).await.created;
    let expected = json!({ "kind": "single", "fairness": "device_and_address", "results": "live", "allow_change": false, "state": "open" });
    for (field, value) in expected.as_object().expect("an object") {
        assert_eq!(&created[field], value, "{field}");
    }
}

#[story]
async fn create_from_a_form_leads_to_the_share_page() {
    let house = House::open().await;
    let fields = [("question", QUESTION), ("options[]", "Tabs"), ("options[]", "Spaces"), ("options[]", "")];
    let answer = house.host().posts_form("/create", &fields).await;
    let share = answer.leads_to();
    assert!(share.starts_with("/poll/") && share.ends_with("/share"), "{share}");
    house.phone().opens(share).await.is_page(200);
}

#[story]
async fn the_share_page_has_a_qr_code_the_address_and_the_code() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = house.phone().opens(&poll.path("/share")).await;
    let page = answer.is_page(200);
    assert!(page.contains("<svg"), "a QR code");
    assert!(page.contains(&format!("{}/poll/{}", house.addr(), poll.code)), "the address as text");
    assert!(page.contains(&format!("{} {}", &poll.code[..4], &poll.code[4..])), "the code in two halves");
}

#[story]
async fn the_qr_code_is_served_as_svg_and_as_png() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let drawing = house.phone().get(&poll.path("/qr.svg")).await;
    assert_eq!(drawing.is(200).header("content-type"), "image/svg+xml");
    assert!(drawing.text().starts_with("<svg") || drawing.text().starts_with("<?xml"));
    let picture = house.phone().get(&poll.path("/qr.png?size=300")).await;
    assert_eq!(picture.is(200).header("content-type"), "image/png");
    assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    let width = u32::from_be_bytes(picture.body[16..20].try_into().expect("four bytes"));
    assert!((200..=300).contains(&width), "whole-pixel modules, at most as wide as asked for: {width}");
}

#[story]
async fn the_voting_page_has_the_question_and_the_options_in_its_html() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = house.phone().opens(&poll.path("")).await;
    let page = answer.is_page(200);
    for text in [QUESTION, "Tabs", "Spaces", "<form", &poll.path("/vote"), &format!("value=\"{}\"", poll.id("Tabs"))] {
        assert!(page.contains(text), "{text}");
    }
}

#[story]
async fn a_vote_by_json_answers_with_a_receipt_and_the_results() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let counted = house.phone().votes_for(&poll, "Spaces").await.is_counted();
    assert_eq!(counted["results"]["options"][1]["vote_count"], 1);
    assert_eq!(counted["results"]["options"][1]["percentage"], 100.0);
}

#[story]
async fn a_vote_by_form_leads_back_to_the_page_which_says_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let answer = phone.votes_by_form(&poll, &["Tabs"]).await;
    assert_eq!(answer.leads_to(), poll.path(""));
    let page = phone.opens(&poll.path("")).await;
    let vote = &page.boot()["snapshot"]["your_vote"];
    assert_eq!(vote["option_ids"], json!([poll.id("Tabs")]));
    assert!(page.is_page(200).contains(vote["receipt"].as_str().expect("a receipt")));
}

#[story]
async fn a_vote_by_form_counts_without_cookies_by_the_hidden_field() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let id = poll.id("Tabs").to_string();
    let fields = [("option_id", id.as_str()), ("browser_token", phone.token())];
    // Answered at once and not by a redirect: a browser without cookies would return as a new voter.
    phone.posts_form(&poll.path("/vote"), &fields).await.is_page(200);
    assert_eq!(phone.results(&poll).await["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
}

#[story]
async fn a_vote_by_form_that_is_refused_comes_back_as_the_page_with_the_reason() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &["Tabs"]).await.is(303);
    let refused = phone.votes_by_form(&poll, &["Spaces"]).await;
    let page = refused.is_page(409);
    assert!(page.contains("Already voted") && page.contains(QUESTION));
}

#[story]
async fn the_results_have_the_shape_of_the_contract() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for option in ["Tabs", "Tabs", "Spaces"] {
        house.phone().votes_for(&poll, option).await.is_counted();
    }
    let results = house.phone().get(&poll.path("/results")).await.is(200).json();
    let expected = json!({
        "poll_code": poll.code, "question": QUESTION, "kind": "single", "state": "open", "round": 1,
        "total_votes": 3, "connected": 0, "still_choosing": 0, "results_visible": true, "your_vote": null,
        "options": [
            { "id": poll.id("Tabs"), "option_text": "Tabs", "vote_count": 2, "percentage": 66.7 },
            { "id": poll.id("Spaces"), "option_text": "Spaces", "vote_count": 1, "percentage": 33.3 }
        ]
    });
    for (field, value) in expected.as_object().expect("an object") {
        assert_eq!(&results[field], value, "{field}");
    }
    assert!(results["seq"].is_u64());
    assert!(results.get("refused").is_none(), "for the host alone");
}

#[story]
async fn the_results_identify_a_device_by_its_cookie_too() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let receipt = phone.votes_for(&poll, "Tabs").await.is_counted()["receipt"].clone();
    let results = phone.get(&poll.path("/results")).await.is(200).json();
    assert_eq!(results["your_vote"]["receipt"], receipt);
}

#[story]
async fn a_meetings_code_leads_to_its_newest_poll() {
    let house = House::open().await;
    house.poll("The first one?", &OPTIONS).await;
    let newest = house.poll("The second one?", &OPTIONS).await;
    let page = house.phone().opens(&newest.meeting_path("")).await;
    assert_eq!(page.boot()["snapshot"]["poll_code"], newest.code);
    assert_eq!(page.boot()["stage"]["poll_code"], newest.code);
    let typed = newest.meeting_path("").replace("/m/", "/?code=");
    assert_eq!(house.phone().opens(&typed).await.leads_to(), newest.meeting_path(""));
}

#[story]
async fn the_host_link_makes_a_browser_the_host() {
    let house = House::open().await;
    let browser = house.phone();
    browser.get("/api/console").await.is_refused(401, "host_only");
    browser.follows_host_link(house.host_link()).await.is(200);
    browser.get("/api/console").await.is(200);
    let console = browser.opens("/").await;
    assert!(console.is_page(200).contains("id=\"boot\""));
    assert_eq!(console.boot()["polls"], json!([]));
}

#[story]
async fn the_console_lists_a_meetings_polls_in_order_with_the_newest_on_stage() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    let second = house.poll("The second one?", &OPTIONS).await;
    let console = house.host().get("/api/console").await.is(200).json();
    assert_eq!(codes(&console["polls"]), [first.code.as_str(), &second.code]);
    assert_eq!(console["meeting"]["poll_code"], second.code);
    assert_eq!(console["staged"]["poll_code"], second.code);
    assert_eq!(console["network"]["address"], house.addr().to_string());
    assert!(console["version"].is_string());
    assert_eq!(codes(&house.host().get("/api/polls").await.is(200).json()), [second.code.as_str(), &first.code]);
}

#[story]
async fn the_host_reads_and_changes_one_poll() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let seen = house.host().sees(&poll).await;
    assert_eq!(seen["share_url"], poll.created["share_url"]);
    assert_eq!(seen["refused"]["too_many_requests"], 0);
    let changed = house.host().changes(&poll, &json!({ "results": "on_reveal", "allow_change": true, "fairness": "device" })).await;
    assert_eq!(
        (&changed["results"], &changed["allow_change"], &changed["fairness"]),
        (&json!("on_reveal"), &json!(true), &json!("device"))
    );
}

#[story]
async fn the_network_can_be_asked_for_and_an_address_chosen() {
    let house = House::open().await;
    let host = house.host();
    let network = host.get("/api/network").await.is(200).json();
    assert_eq!(network["base_url"], format!("http://{}", house.addr()));
    host.sends(Method::PUT, "/api/network", &json!({ "address": null })).await.is(200);
    host.sends(Method::PUT, "/api/network", &json!({ "address": "8.8.8.8" })).await.is_refused(422, "invalid_address");
    host.sends(Method::PUT, "/api/network", &json!({ "address": "here" })).await.is_refused(422, "invalid_address");
}

#[story]
async fn health_and_readiness_answer() {
    let house = House::open().await;
    house.phone().get("/healthz").await.is(200);
    house.phone().get("/readyz").await.is(200);
}

#[story]
async fn the_openapi_document_names_every_route_of_the_contract() {
    let house = House::open().await;
    let document = house.phone().get("/openapi.json").await.is(200).json();
    for path in ["/", "/create", "/poll/{code}", "/poll/{code}/share", "/poll/{code}/vote", "/poll/{code}/results", "/healthz", "/readyz"] {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
}

#[story]
async fn where_anyone_may_create_a_guest_gets_a_token_for_its_own_poll_alone() {
    let house = House::with(|config| config.create_access = handsup_server::config::CreateAccess::Open).await;
    let body = json!({ "question": QUESTION, "options": OPTIONS });
    let maker = house.phone();
    let mine = Poll::from_created(maker.sends(Method::POST, "/create", &body).await.is(201).json());
    let other = house.poll(QUESTION, &OPTIONS).await;
    let token = mine.created["host_token"].as_str().expect("a token for the maker");
    let closing = |poll: &Poll| {
        let request = maker.request(Method::PATCH, &format!("/api/polls/{}", poll.code));
        maker.send(request.bearer_auth(token).json(&json!({ "state": "closed" })))
    };
    assert_eq!(closing(&mine).await.is(200).json()["state"], "closed");
    closing(&other).await.is_refused(403, "host_only");
    let list = maker.send(maker.request(Method::GET, "/api/polls").bearer_auth(token)).await;
    list.is_refused(403, "host_only");
}

#[story]
async fn where_the_host_alone_creates_others_are_refused() {
    let house = House::open().await;
    let body = json!({ "question": QUESTION, "options": OPTIONS });
    house.phone().sends(Method::POST, "/create", &body).await.is_refused(401, "host_only");
    assert_eq!(house.row_count().await, 0);
}

fn codes(polls: &Value) -> Vec<&str> {
    polls.as_array().expect("a list").iter().filter_map(|poll| poll["poll_code"].as_str()).collect()
}
