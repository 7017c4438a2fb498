//! Limits on guessing codes: a guesser runs out of attempts over all routes together, and phones behind the same address
//! go on.

use http::Method;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{House, OPTIONS, Phone, Poll, QUESTION, Response};
use tokio::sync::Mutex;

/// How many unknown codes the clients of one address may try at once.
const TRIES: usize = 30;
/// After how long they may try one more.
const REFILL_INTERVAL: Duration = Duration::from_secs(6);

/// A join code that no meeting has.
fn unused_code() -> String {
    static TRIED: AtomicUsize = AtomicUsize::new(0);
    format!("ZZ{:04}", TRIED.fetch_add(1, Ordering::Relaxed))
}

/// Runs `ask` while the guesser has no attempts left, and returns its result. Runs it again where the
/// guesser got another attempt meanwhile.
async fn without_attempts<T>(guesser: &Phone, ask: impl AsyncFn() -> T) -> T {
    loop {
        let began = Instant::now();
        let answer = guesser.get(&format!("/screen/{}", unused_code())).await;
        if answer.status != 429 {
            continue;
        }
        // Whole seconds, rounded up: the guesser gets no attempt for at least one second less.
        let seconds = answer.header("retry-after").parse::<u64>().expect("seconds") - 1;
        if seconds == 0 {
            continue;
        }
        let answer = ask().await;
        if began.elapsed() < Duration::from_secs(seconds) {
            return answer;
        }
    }
}

/// A poll, and a phone that has opened it from behind a hall's router.
async fn a_hall(house: &House) -> (Poll, Phone) {
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let hall = house.phone();
    hall.opens(&poll.path("")).await.is_page(200);
    (poll, hall)
}

/// A ballot by form, as a page of this meeting sends it.
async fn votes_by_form(phone: &Phone, poll: &Poll, meeting: &str) -> Response {
    let id = poll.id("Tabs").to_string();
    phone.posts_form(&poll.path("/vote"), &[("option_id", &id), ("browser_token", phone.token()), ("meeting", meeting)]).await
}

#[tokio::test]
async fn a_guesser_is_limited_before_any_lookup_and_the_hall_goes_on() {
    let house = House::open().await;
    let (opened, secret) = (house.host().starts_meeting("The hall's").await, house.host().starts_meeting("Another").await);
    let hall = house.phone();
    hall.opens(&format!("/m/{opened}")).await.is_page(200);
    let (guesser, began) = (hall.neighbour(), Instant::now());
    let mut tried = 0;
    for _ in 0..200 {
        let answer = guesser.get(&format!("/screen/{}", unused_code())).await;
        if answer.status == 429 {
            break;
        }
        answer.is_refused(404, "no_such_meeting");
        tried += 1;
    }
    let refilled = usize::try_from(began.elapsed().as_secs() / REFILL_INTERVAL.as_secs()).expect("few") + 1;
    assert!((TRIES..=TRIES + refilled).contains(&tried), "{tried}");
    // Every route answers a code that exists like one that does not.
    for path in [format!("/screen/{secret}"), format!("/m/{secret}"), format!("/m/{secret}/stage"), format!("/?code={secret}")] {
        assert_eq!(without_attempts(&guesser, async || guesser.get(&path).await.status).await, 429, "{path}");
    }
    hall.neighbour().opens(&format!("/m/{opened}")).await.is_page(200);
    hall.neighbour().follows(&opened).await;
    house.phone().opens(&format!("/screen/{secret}")).await.is_page(200);
}

#[tokio::test]
async fn wrong_codes_of_polls_and_over_a_socket_share_one_limit() {
    let house = House::open().await;
    let (_, guesser) = a_hall(&house).await;
    let mut socket = guesser.connects().await;
    let mut codes = Vec::new();
    for guess in 0..20 {
        codes.push(guesser.get(&format!("/poll/ZZZZ{guess:04}/results")).await.code());
        let ack = socket.calls("join", json!({ "poll_code": format!("YYYY{guess:04}") })).await;
        codes.push(ack["problem"]["code"].as_str().unwrap_or("joined").to_owned());
    }
    assert_eq!(codes[..TRIES], vec!["no_such_poll"; TRIES]);
    assert!(codes[TRIES..].iter().any(|code| code == "too_many_requests"), "{codes:?}");
}

#[tokio::test]
async fn a_code_that_exists_does_not_count_against_the_limit() {
    let house = House::open().await;
    let reader = house.phone();
    for n in 0..TRIES + 10 {
        let poll = house.poll(&format!("Question {n}?"), &OPTIONS).await;
        reader.opens(&poll.path("")).await.is_page(200);
    }
    reader.get(&format!("/m/{}", unused_code())).await.is_refused(404, "no_such_meeting");
}

#[tokio::test]
async fn every_guest_route_with_a_code_checks_the_limit_before_the_lookup() {
    let house = House::open().await;
    let secret = house.poll(QUESTION, &OPTIONS).await;
    let guesser = house.phone();
    let document: Value = house.host().get("/openapi.json").await.is(200).json();
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            if path.contains("{code}") && !path.starts_with("/problems") && operation["tags"][0] == "voting" {
                routes.push((method.to_ascii_uppercase(), path.clone()));
            }
        }
    }
    assert!(routes.len() >= 10, "{routes:?}");
    for (method, template) in routes {
        let code = if template.starts_with("/poll/") { &secret.code } else { secret.meeting() };
        let path = template.replace("{code}", code);
        let method: Method = method.parse().expect("a method");
        let ballot = json!({ "option_id": secret.id("Tabs"), "browser_token": guesser.token() });
        let asks = async || guesser.sends(method.clone(), &path, &ballot).await.status;
        assert_eq!(without_attempts(&guesser, asks).await, 429, "{method} {template}");
    }
    assert_eq!(house.host().sees(&secret).await["total_votes"], 0);
}

#[tokio::test]
async fn a_percent_encoded_code_counts_as_the_same_code() {
    let house = House::open().await;
    let secret = house.poll(QUESTION, &OPTIONS).await;
    let guesser = house.phone();
    let disguised = |code: &str, position: usize| {
        let letter = code.as_bytes()[position];
        format!("{}%{letter:02x}{}", &code[..position], &code[position + 1..])
    };
    let (meeting, poll) = (secret.meeting(), secret.code.as_str());
    for path in [
        format!("/screen/{}", disguised(meeting, 0)),
        format!("/m/{}", disguised(meeting, 5)),
        format!("/m/{}/stage", disguised(meeting, 2).to_lowercase()),
        format!("/m/{}%20{}", &meeting[..3], &meeting[3..]),
        format!("/poll/{}/results", disguised(poll, 0)),
        format!("/?code={}", disguised(poll, 7)),
    ] {
        assert_eq!(without_attempts(&guesser, async || guesser.get(&path).await.status).await, 429, "{path}");
    }
}

#[tokio::test]
async fn a_neighbours_bad_requests_do_not_block_a_code_that_the_hall_has_opened() {
    let house = House::open().await;
    let (poll, hall) = a_hall(&house).await;
    let guesser = hall.neighbour();
    votes_by_form(&guesser, &poll, "x").await;
    votes_by_form(&guesser, &poll, &unused_code()).await;
    guesser.posts(&poll.path("/vote"), "text/plain", "nonsense").await.is_refused(415, "unsupported_media");
    guesser.get(&poll.path("/nonsense")).await.is_refused(404, "not_found");
    let next = hall.neighbour();
    assert_eq!(without_attempts(&guesser, async || next.opens(&poll.path("")).await.status).await, 200);
    assert_eq!(without_attempts(&guesser, async || next.requests_results(&poll).await.status).await, 200);
    assert_eq!(house.host().sees(&poll).await["total_votes"], 0);
}

#[tokio::test]
async fn a_guesser_does_not_block_the_next_poll_of_a_meeting_that_the_hall_follows() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    let router = house.phone();
    let (by_post, by_socket, by_form) = (router.neighbour(), router.neighbour(), router.neighbour());
    let socket = Mutex::new(by_socket.follows(first.meeting()).await);
    for phone in [&by_post, &by_form] {
        phone.opens(&first.meeting_path("")).await.is_page(200);
    }
    let second = house.poll_with("The second one?", &OPTIONS, json!({ "fairness": "device" })).await;
    house.host().sets_stage(first.meeting(), &json!({ "poll_code": second.code })).await;
    let other = house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
    assert_eq!(without_attempts(&router, async || by_post.requests_results(&other).await.status).await, 429, "not the poll that is shown");
    house.host().sets_stage(first.meeting(), &json!({ "view": "blank" })).await;
    assert_eq!(without_attempts(&router, async || by_post.requests_results(&second).await.status).await, 429, "while the stage is blank");
    house.host().sets_stage(first.meeting(), &json!({ "view": "poll" })).await;
    assert_eq!(without_attempts(&router, async || by_post.votes_for(&second, "Tabs").await.status).await, 200);
    let third = house.poll_with("The third one?", &OPTIONS, json!({ "fairness": "device" })).await;
    let ballot = json!({ "poll_code": third.code, "option_id": third.id("Tabs"), "browser_token": by_socket.token() });
    assert_eq!(without_attempts(&router, async || socket.lock().await.calls("vote", ballot.clone()).await["ok"].clone()).await, true);
    let fourth = house.poll_with("The fourth one?", &OPTIONS, json!({ "fairness": "device" })).await;
    assert_eq!(without_attempts(&router, async || votes_by_form(&by_form, &fourth, first.meeting()).await.status).await, 303);
    // A code that the hall has opened stays exempt from the limit when the meeting goes on.
    assert_eq!(without_attempts(&router, async || by_post.requests_results(&second).await.status).await, 200);
}

/// How many of [`TRIES`] further wrong codes are looked up, and not refused.
async fn looked_up(guesser: &Phone) -> usize {
    let mut count = 0;
    for _ in 0..TRIES {
        count += usize::from(guesser.get(&format!("/screen/{}", unused_code())).await.status == 404);
    }
    count
}

#[tokio::test]
async fn a_lookup_that_failed_in_an_outage_does_not_count_against_the_limit() {
    let house = House::open().await;
    let phone = house.phone();
    house.tampers("alter table polls rename to polls_away").await;
    for n in 0..TRIES + 10 {
        phone.get(&format!("/poll/ZZZZ{n:04}/results")).await.is_refused(503, "storage_unavailable");
    }
    let ballot = json!({ "option_id": 1, "browser_token": phone.token() });
    for n in 0..TRIES + 10 {
        phone.sends(Method::POST, &format!("/poll/YYYY{n:04}/vote"), &ballot).await.is_refused(503, "storage_unavailable");
    }
    house.tampers("alter table polls_away rename to polls").await;
    assert_eq!(looked_up(&phone).await, TRIES);
}

#[tokio::test]
async fn a_lookup_that_the_limit_on_votes_prevented_does_not_count_against_the_limit() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    for _ in 0..10 {
        phone.votes_for(&poll, "Tabs").await;
    }
    phone.votes_for(&poll, "Tabs").await.is_refused(429, "too_many_requests");
    let ballot = json!({ "option_id": 1, "browser_token": phone.token() });
    let mut refused = 0;
    for n in 0..TRIES * 2 {
        refused += usize::from(phone.sends(Method::POST, &format!("/poll/ZZZZ{n:04}/vote"), &ballot).await.status == 429);
    }
    assert!(looked_up(&phone.neighbour()).await + (TRIES * 2 - refused) >= TRIES, "{refused} were refused");
}

#[tokio::test]
async fn a_refusal_before_the_lookup_does_not_exempt_the_code() {
    let house = House::open().await;
    let (_, guesser) = a_hall(&house).await;
    let secret = house.poll("Another?", &OPTIONS).await;
    guesser.posts(&secret.path("/vote"), "text/plain", "nonsense").await.is_refused(415, "unsupported_media");
    guesser.get(&secret.path("/nonsense")).await.is_refused(404, "not_found");
    guesser.sends(Method::DELETE, &secret.path(""), &json!({})).await.is_refused(405, "method_not_allowed");
    assert_eq!(without_attempts(&guesser, async || guesser.requests_results(&secret).await.status).await, 429);
}

#[tokio::test]
async fn a_forms_response_does_not_show_whether_its_meeting_exists() {
    let house = House::open().await;
    let (poll, hall) = a_hall(&house).await;
    let secret = house.host().starts_meeting("Another").await;
    let guesser = hall.neighbour();
    for meeting in [&secret, &unused_code()] {
        assert_eq!(without_attempts(&guesser, async || votes_by_form(&guesser, &poll, meeting).await.status).await, 429, "{meeting}");
    }
}

#[tokio::test]
async fn a_ballot_over_a_socket_counts_as_a_guess_too() {
    let house = House::open().await;
    let (poll, guesser) = a_hall(&house).await;
    let secret = house.poll("Another?", &OPTIONS).await;
    let votes = async |code: &str| {
        let mut socket = guesser.joins(&poll).await;
        let ack = socket.calls("vote", json!({ "poll_code": code, "option_id": 1, "browser_token": guesser.token() })).await;
        ack["problem"]["code"].as_str().unwrap_or("counted").to_owned()
    };
    for code in [secret.code.as_str(), "ZZZZ0000"] {
        assert_eq!(without_attempts(&guesser, async || votes(code).await).await, "too_many_requests", "{code}");
    }
}

#[tokio::test]
async fn a_guest_cannot_tell_a_draft_from_no_poll() {
    let house = House::open().await;
    let draft = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "draft" })).await;
    let guesser = house.phone();
    let mut socket = guesser.connects().await;
    for _ in 0..3 {
        guesser.requests_results(&draft).await.is_refused(404, "no_such_poll");
        let ack = socket.calls("join", json!({ "poll_code": draft.code })).await;
        assert_eq!(ack["problem"]["code"], "no_such_poll");
    }
    // If a request had counted as opening the draft, its code would be exempt from the limit now.
    assert_eq!(without_attempts(&guesser, async || guesser.requests_results(&draft).await.status).await, 429);
    house.host().get(&draft.path("/results")).await.is(200);
}
