//! The shape of a problem (RFC 9457), and the codes of the contract that no other file covers.

use http::Method;
use serde_json::json;
use support::{House, OPTIONS, QUESTION};

#[tokio::test]
async fn a_problem_has_type_title_status_detail_and_code() {
    let house = House::open().await;
    let problem = house.phone().get("/poll/ZZZZZZZZ/results").await.is_refused(404, "no_such_poll");
    assert_eq!(problem["status"], 404);
    for field in ["type", "title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
}

#[tokio::test]
async fn every_answer_carries_a_request_id() {
    let house = House::open().await;
    for path in ["/healthz", "/nowhere", "/poll/ZZZZZZZZ"] {
        assert!(!house.phone().get(path).await.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_a_405_problem() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for (method, path) in
        [(Method::GET, poll.path("/vote")), (Method::DELETE, poll.path("")), (Method::POST, "/healthz".into()), (Method::PUT, "/".into())]
    {
        let phone = house.phone();
        let answer = phone.send(phone.request(method.clone(), &path)).await;
        answer.is_refused(405, "method_not_allowed");
        let page = phone.send(phone.request(method, &path).header("accept", "text/html")).await;
        page.is_page(405);
        assert!(!answer.header("allow").is_empty(), "{path} has methods");
        assert_eq!(page.header("allow"), answer.header("allow"), "{path}, as a page");
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_a_problem_like_every_other() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/qr.svg?size=large", "/qr.png?size=-1", "/qr.png?size=31", "/qr.png?size=2049"] {
        assert_eq!(house.phone().get(&poll.path(path)).await.status_and_code(), (400, "bad_request".into()), "{path}");
    }
    house.phone().get("/?code=a&code=b").await.is_refused(400, "bad_request");
}

#[tokio::test]
async fn a_path_that_is_not_utf8_is_a_404_problem() {
    let house = House::open().await;
    house.phone().get("/poll/%ff").await.is_refused(404, "no_such_poll");
    house.phone().get("/m/%ff").await.is_refused(404, "no_such_meeting");
    house.phone().get("/assets/%ff").await.is_refused(404, "not_found");
}

#[tokio::test]
async fn a_problem_with_a_form_is_a_page() {
    let house = House::open().await;
    house.phone().posts_form("/create", &[("question", QUESTION)]).await.is_page(401);
    let phone = house.phone();
    phone.posts_form("/poll/ZZZZZZZZ/vote", &[("option_id", "1"), ("browser_token", phone.token())]).await.is_page(404);
    house.host().posts_form("/create", &[("question", ""), ("options", "a"), ("options", "b")]).await.is_page(422);
}

#[tokio::test]
async fn a_poll_for_a_meeting_that_does_not_exist_is_refused() {
    let house = House::open().await;
    for meeting in ["ZZZZZZ", "no", ""] {
        let body = json!({ "question": QUESTION, "options": OPTIONS, "meeting": meeting });
        house.host().creates(&body).await.is_refused(404, "no_such_meeting");
    }
    assert_eq!(house.row_count().await, 0);
}

#[tokio::test]
async fn every_code_that_the_document_names_has_a_page_that_explains_it() {
    let house = House::open().await;
    let document = house.phone().get("/openapi.json").await.is(200).json();
    let mut codes = std::collections::BTreeSet::new();
    for operation in document["paths"].as_object().expect("paths").values().flat_map(|path| path.as_object().expect("operations").values())
    {
        let responses = operation["responses"].as_object().expect("responses").iter().filter(|(status, _)| status.starts_with(['4', '5']));
        for (_, response) in responses {
            assert!(response["content"]["application/problem+json"]["schema"]["$ref"].is_string(), "{operation}");
            // Codes stand between backticks, as do a few other words, which are left out below.
            let quoted = response["description"].as_str().expect("a description").split('`').skip(1).step_by(2);
            codes.extend(quoted.filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).map(str::to_owned));
        }
    }
    assert!(codes.len() > 30, "{codes:?}");
    for code in codes.iter().filter(|code| !["rows", "count", "browser_token", "host_token", "meeting"].contains(&code.as_str())) {
        house.phone().opens(&format!("/problems/{code}")).await.is_page(200);
    }
    house.phone().opens("/problems/no_such_code").await.is_page(404);
}
