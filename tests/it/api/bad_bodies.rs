//! Request bodies that are too large, broken, compressed or of another media type: every route refuses them with the same
//! codes and stores nothing.

use http::{Method, header};
use support::{House, OPTIONS, Poll, QUESTION, Response, story};

const JSON: &str = "application/json";

/// Sends a body to the two routes that take one from visitors: both refuse it and store nothing. `/create` gets the host key.
async fn both_refuse(media: &str, body: impl AsRef<[u8]>, status: u16, code: &str) {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let rows_before = house.row_count().await;
    for answer in [
        house.phone().posts(&poll.path("/vote"), media, body.as_ref().to_vec()).await,
        house.host().posts("/create", media, body.as_ref().to_vec()).await,
    ] {
        assert_eq!(answer.status_and_code(), (status, code.to_owned()), "{}", answer.text());
    }
    assert_eq!(house.row_count().await, rows_before);
}

#[story]
async fn malformed_json_is_refused() {
    for body in ["", "{", "{\"question\":", "{\"question\":\"a\",}", "nonsense", "{} {}", "\u{feff}{}", "{'question':'a'}", "\0"] {
        both_refuse(JSON, body, 400, "bad_request").await;
    }
}

#[story]
async fn json_that_is_not_utf8_is_refused() {
    both_refuse(JSON, b"{\"question\":\"\xff\xfe\"}", 400, "bad_request").await;
    both_refuse(JSON, b"{\"question\":\"\xed\xa0\x80\"}", 400, "bad_request").await;
}

#[story]
async fn lone_surrogates_are_refused() {
    let question = r#"{"question":"\ud800?","options":["a","b"]}"#;
    both_refuse(JSON, question, 400, "bad_request").await;
    let token = r#"{"option_id":1,"browser_token":"\udfff"}"#;
    both_refuse(JSON, token, 400, "bad_request").await;
}

#[story]
async fn deeply_nested_json_is_refused() {
    both_refuse(JSON, "[".repeat(10_000), 400, "bad_request").await;
    both_refuse(JSON, format!("{{\"options\":{}", "[".repeat(10_000)), 400, "bad_request").await;
    both_refuse(JSON, "{\"a\":".repeat(3_000), 400, "bad_request").await;
}

#[story]
async fn a_repeated_field_is_refused() {
    both_refuse(JSON, r#"{"question":"a","question":"b","options":["a","b"],"browser_token":"x","browser_token":"y"}"#, 400, "bad_request")
        .await;
}

#[story]
async fn a_body_of_another_media_type_is_refused() {
    for media in [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "application/jsonx",
        "nonsense",
        "",
    ] {
        both_refuse(media, "{}", 415, "unsupported_media").await;
    }
}

#[story]
async fn a_body_without_a_media_type_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.send(phone.request(Method::POST, &poll.path("/vote")).body("{}")).await.is_refused(415, "unsupported_media");
    phone.send(phone.request(Method::POST, &poll.path("/vote"))).await.is_refused(415, "unsupported_media");
}

#[story]
async fn json_with_a_charset_is_json() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let ballot = format!("{{\"option_id\":{},\"browser_token\":\"{}\"}}", poll.id("Tabs"), phone.token());
    phone.posts(&poll.path("/vote"), "Application/JSON; charset=utf-8", ballot).await.is_counted();
}

#[story]
async fn a_compressed_body_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    for encoding in ["gzip", "br", "deflate", "identity, gzip"] {
        let request = phone.request(Method::POST, &poll.path("/vote")).header(header::CONTENT_TYPE, JSON);
        let answer = phone.send(request.header(header::CONTENT_ENCODING, encoding).body(vec![0x1f, 0x8b, 8, 0])).await;
        answer.is_refused(415, "unsupported_media");
    }
}

#[story]
async fn a_json_route_does_not_take_forms() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let host = house.host();
    let request = host.request(Method::PATCH, &format!("/api/polls/{}", poll.code)).form(&[("state", "closed")]);
    host.send(request).await.is_refused(415, "unsupported_media");
}

#[story]
async fn a_body_of_a_megabyte_is_too_large() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let body = format!("{{\"browser_token\":\"{}\"}}", "x".repeat(1_000_000));
    let header = format!("content-length: {}\r\n", body.len());
    for answer in to_both_routes(&house, &poll, &header, &body).await {
        answer.is_refused(413, "too_large");
    }
}

#[story]
async fn a_chunked_body_is_measured_while_it_arrives() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let body = format!("{}0\r\n\r\n", format!("400\r\n{}\r\n", "x".repeat(0x400)).repeat(1_000));
    for answer in to_both_routes(&house, &poll, "transfer-encoding: chunked\r\n", &body).await {
        answer.is_refused(413, "too_large");
    }
}

#[story]
async fn a_content_length_that_is_no_number_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for length in ["-1", "1e3", "99999999999999999999999999", "five"] {
        let answer = post(&house, &poll.path("/vote"), &format!("content-length: {length}\r\n"), "{}").await;
        assert!(answer.is_none_or(|answer| (400..500).contains(&answer.status)), "{length}");
    }
}

/// Sends a body to both routes as raw bytes: an HTTP client may give up while it sends a megabyte that is already refused.
async fn to_both_routes(house: &House, poll: &Poll, length_header: &str, body: &str) -> Vec<Response> {
    let rows_before = house.row_count().await;
    let with_key = format!("authorization: Bearer {}\r\n{length_header}", house.host_key());
    let mut answers = Vec::new();
    for (path, headers) in [(poll.path("/vote"), length_header), ("/create".into(), &with_key)] {
        answers.push(post(house, &path, headers, body).await.expect("an answer"));
    }
    assert_eq!(house.row_count().await, rows_before);
    answers
}

async fn post(house: &House, path: &str, headers: &str, body: &str) -> Option<Response> {
    house.answers(format!("POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {JSON}\r\n{headers}\r\n{body}", house.addr())).await
}
