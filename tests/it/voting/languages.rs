//! English and German: how the language is chosen, and what is translated.

use http::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use support::{House, OPTIONS, Phone, QUESTION, Response};

/// The response to a browser that prefers the languages `accepted`.
async fn opens_preferring(phone: &Phone, path: &str, accepted: &str) -> Response {
    let request = phone.request(Method::GET, path).header("accept", "text/html").header("accept-language", accepted);
    phone.send(request).await
}

#[track_caller]
fn is_in_language(answer: &Response, language: &str) {
    assert!(answer.text().contains(&format!("<html lang=\"{language}\">")), "{language}: {}", answer.text());
}

#[tokio::test]
async fn a_browser_that_prefers_german_gets_german() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = opens_preferring(&house.phone(), &poll.path(""), "de-AT,de;q=0.9,en;q=0.8").await;
    is_in_language(&page, "de");
    assert!(page.text().contains("Eine Option wählen") && !page.text().contains("Choose one"));
    assert_eq!(page.header("vary"), "accept, accept-language, cookie");
}

#[tokio::test]
async fn a_browser_that_prefers_neither_language_gets_english() {
    let house = House::open().await;
    for accepted in ["fr-FR,fr", "*", "\u{fffd}"] {
        is_in_language(&opens_preferring(&house.phone(), "/", accepted).await, "en");
    }
    is_in_language(&house.phone().opens("/").await, "en");
}

#[tokio::test]
async fn a_chosen_language_is_stored_in_a_cookie_and_overrides_the_browsers() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let chosen = phone.opens(&poll.path("?lang=de")).await;
    is_in_language(&chosen, "de");
    let cookies: Vec<_> = chosen.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("lang=de")).expect("a cookie");
    for part in ["SameSite=Lax", "Path=/", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    is_in_language(&opens_preferring(&phone, &poll.path("/share"), "en").await, "de");
    is_in_language(&phone.opens(&poll.path("?lang=en")).await, "en");
    is_in_language(&opens_preferring(&phone, &poll.path(""), "de").await, "en");
}

#[tokio::test]
async fn an_unsupported_language_is_not_stored() {
    let house = House::open().await;
    let answer = house.phone().opens("/?lang=xx").await;
    is_in_language(&answer, "en");
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn a_page_contains_only_the_script_texts_of_its_language_and_audience() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let voter = house.phone().opens(&poll.path("?lang=de")).await;
    let host = house.host().opens("/?lang=de").await;
    for (page, own_text, foreign_text) in [(voter, "gesperrt", "Neu zählen"), (host, "Neu zählen", "gesperrt")] {
        let (_, messages) = page.text().split_once("id=\"messages\">").expect("the script finds its texts");
        let (messages, _) = messages.split_once("</script>").expect("an end");
        assert!(messages.contains(own_text) && !messages.contains(foreign_text), "{messages}");
        assert!(serde_json::from_str::<Value>(messages).is_ok_and(|texts| texts.is_object()));
    }
}

#[tokio::test]
async fn the_language_link_leads_to_the_same_page() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    for (path, link) in [
        (poll.path(""), "href=\"?lang=de\""),
        (poll.path("/share"), "href=\"?lang=de\""),
        ("/?code=ZZZZZZZZ".into(), "code=ZZZZZZZZ"),
        ("//evil.example/".into(), "href=\"?lang=de\""),
    ] {
        let page = phone.opens(&path).await;
        assert!(page.text().contains(link), "{path}");
    }
    let refused = phone.posts_form(&poll.path("/vote"), &[]).await;
    assert!(refused.text().contains(&format!("href=\"{}?lang=de\"", poll.path(""))), "{}", refused.text());
}

#[tokio::test]
async fn a_refusal_is_in_the_visitors_language_on_a_page_and_keeps_its_code_elsewhere() {
    let house = House::open().await;
    let phone = house.phone();
    let page = opens_preferring(&phone, "/poll/ZZZZZZZZ", "de").await;
    assert!(page.is_page(404).contains("Zu diesem Code gibt es keine Abstimmung"));
    let request = phone.request(Method::GET, "/poll/ZZZZZZZZ").header("accept-language", "de");
    phone.send(request).await.is_refused(404, "no_such_poll");
}

#[tokio::test]
async fn a_second_vote_without_script_is_refused_in_german_too() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &OPTIONS[..1]).await;
    phone.opens(&poll.path("?lang=de")).await;
    let refused = phone.votes_by_form(&poll, &OPTIONS[1..2]).await;
    let page = refused.is_page(409);
    assert!(page.contains("Schon abgestimmt") && page.contains("100\u{a0}%"), "{page}");
}

/// The codes that the `OpenAPI` document names, in backticks, in the descriptions of error responses.
fn error_codes(document: &Value) -> BTreeSet<String> {
    let operations = document["paths"].as_object().into_iter().flatten().filter_map(|(_, path)| path.as_object()).flatten();
    let responses = operations.filter_map(|(_, operation)| operation["responses"].as_object()).flatten();
    let errors = responses.filter(|(status, _)| !status.starts_with(['2', '3']));
    let descriptions = errors.filter_map(|(_, response)| response["description"].as_str());
    descriptions.flat_map(|description| description.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_error_code_has_a_title_and_a_detail_in_every_language() {
    let house = House::open().await;
    let codes = error_codes(&house.phone().get("/openapi.json").await.json());
    assert!(codes.len() > 15, "{codes:?}");
    for language in ["en", "de"] {
        let file = format!("{}/../ui/messages/{language}.pages.json", env!("CARGO_MANIFEST_DIR"));
        let texts: Value = serde_json::from_slice(&std::fs::read(file).expect("the catalogue")).expect("JSON");
        let missing = |part: &str| codes.iter().filter(|code| texts[format!("problem_{part}_{code}")].is_null()).collect::<Vec<_>>();
        assert_eq!((missing("title"), missing("detail")), (vec![], vec![]), "{language}");
    }
}
