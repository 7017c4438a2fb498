//! Budgets limit the expensive requests of guests, so that no other client has to wait.

use futures::future::join_all;
use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use support::{Caller, House, OPTIONS, QUESTION, Response, skipped};

/// The width of a PNG in pixels. Source: <https://www.w3.org/TR/png-3/#11IHDR>.
fn width(picture: &Response) -> u32 {
    let bytes = picture.is(200).body.get(16..20).and_then(|four| four.try_into().ok());
    u32::from_be_bytes(bytes.expect("a head"))
}

#[tokio::test]
async fn a_guests_picture_is_at_most_1024_wide_and_the_hosts_2048() {
    let house = House::with(|config| config.advertise_ip = Some([192, 168, 1, 7].into())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in [poll.path("/qr.png"), poll.meeting_path("/qr.png")] {
        let width_of = async |caller: &Caller, size: &str| width(&caller.get(&format!("{path}{size}")).await);
        let (guest, host) = (house.phone(), house.host());
        assert!(
            (900..=1024).contains(&width_of(&guest, "?size=2048").await) && (900..=1024).contains(&width_of(&guest, "?size=1024").await)
        );
        assert!((1900..=2048).contains(&width_of(&host, "?size=2048").await));
        assert!((400..=512).contains(&width_of(&guest, "").await));
        guest.get(&format!("{path}?size=2049")).await.is_refused(400, "bad_request");
    }
}

#[tokio::test]
async fn a_qr_code_has_the_same_bytes_at_every_request() {
    let house = House::with(|config| config.advertise_ip = Some([192, 168, 1, 7].into())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = poll.path("/qr.png?size=1000");
    let (first, second) = (house.phone().get(&path).await, house.phone().get(&path).await);
    assert_eq!(first.is(200).body, second.is(200).body);
    assert_ne!(first.body, house.phone().get(&poll.meeting_path("/qr.png?size=1000")).await.is(200).body);
}

#[tokio::test]
async fn a_guest_that_keeps_asking_for_charts_is_limited_and_the_host_and_others_are_not() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let greedy = house.phone();
    let own = greedy.sends(Method::POST, "/create", &json!({ "question": QUESTION, "options": OPTIONS })).await.is(201).json();
    let path = format!("/api/polls/{}/chart.png?width=1", own["poll_code"].as_str().expect("a code"));
    let asks = async |key: &str| greedy.send(greedy.request(Method::GET, &path).header("authorization", format!("Bearer {key}"))).await;
    // A chart is charged 50 ms of a core, even where it is refused for its width and not drawn.
    let token = own["host_token"].as_str().expect("a token");
    let mut passed = 0;
    let refused = loop {
        match asks(token).await {
            answer if answer.status == 429 => break answer,
            answer => answer.is_refused(400, "bad_request"),
        };
        passed += 1;
        assert!(passed < 1_000, "a thousand of them are fifty seconds of a core");
    };
    assert!(passed >= 59, "the budget is three seconds of a core: {passed}");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|wait| wait >= 1));
    // Deleting for good is charged half a second, because it may rewrite the backups.
    let code = own["poll_code"].as_str().expect("a code");
    let deletes = async || {
        let request = greedy.request(Method::DELETE, &format!("/api/polls/{code}?for_good=true"));
        greedy.send(request.header("authorization", format!("Bearer {token}"))).await
    };
    let mut deletions = 0;
    while deletes().await.status != 429 {
        deletions += 1;
        assert!(deletions < 100, "a hundred of them are fifty seconds of a core");
    }
    asks(house.host_key()).await.is_refused(400, "bad_request");
    house.phone().opens(&poll.path("")).await.is_page(200);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    // Sockets and ballots have a budget of their own, also behind the same address.
    let mut neighbour = greedy.neighbour().joins(&poll).await;
    neighbour.calls("alive", json!({})).await;
    greedy.neighbour().votes_for(&poll, "Tabs").await.is_counted();
}

/// Sends requests of `ask` until the budget refuses one. Where it refuses none of a thousand, and none of a
/// thousand of `plain`, which nothing exempts, this computer answers no faster than the budget refills (by a
/// quarter of a core): the story is skipped, and the result is false. Tried three times, because the computer may
/// have been busy with the first thousand alone.
async fn exhausts(ask: impl AsyncFn() -> Response, plain: impl AsyncFn() -> Response) -> bool {
    for _ in 0..3 {
        if any_is_refused(&ask).await {
            return true;
        }
        if !any_is_refused(&plain).await {
            skipped("this computer is too busy to exhaust a budget");
            return false;
        }
    }
    panic!("the budget refuses a plain guest, and not these requests");
}

/// Whether one of a thousand is refused; fifty at a time, because one after the other may be slower than the budget refills.
async fn any_is_refused(ask: impl AsyncFn() -> Response) -> bool {
    for _ in 0..20 {
        if join_all((0..50).map(|_| ask())).await.iter().any(|answer| answer.status == 429) {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_neighbour_does_not_exhaust_the_budget_of_a_hosts_browser() {
    let house = House::with(|config| {
        config.create_access = CreateAccess::Open;
        config.advertise_ip = Some([192, 168, 1, 7].into());
    })
    .await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let greedy = house.phone();
    let own = greedy.sends(Method::POST, "/create", &json!({ "question": QUESTION, "options": OPTIONS })).await.is(201).json();
    let (code, token) = (own["poll_code"].as_str().expect("a code"), own["host_token"].as_str().expect("a token"));
    let (host, other) = (greedy.neighbour(), House::open().await);
    host.becomes_host(house.host_key()).await.is(200);
    let host_of_other = other.phone();
    host_of_other.becomes_host(other.host_key()).await.is(200);
    let opens = async |path: &str, cookies: &str| {
        let browser = greedy.neighbour();
        browser.send(browser.request(Method::GET, path).header("cookie", cookies)).await
    };
    let chart = format!("/api/polls/{code}/chart.png?width=1");
    while greedy.send(greedy.request(Method::GET, &chart).bearer_auth(token)).await.status != 429 {}
    let picture = poll.path("/qr.png");
    let plain = async || greedy.get(&picture).await;
    // Repeated, because a single answer to the host could be due to a budget that has just refilled.
    for _ in 0..50 {
        if !exhausts(plain, plain).await {
            return;
        }
        opens(&picture, &host.cookies()).await.is(200);
    }
    // Neither a session of another house nor one that has ended exempts a browser from the budget.
    let cookies = host_of_other.cookies();
    if !exhausts(async || opens(&picture, &cookies).await, plain).await {
        return;
    }
    let ended_session = host.cookies();
    host.sends(Method::POST, "/host/leave", &json!({})).await.is(204);
    exhausts(async || opens(&picture, &ended_session).await, plain).await;
}
