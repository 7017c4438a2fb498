//! What only the host may do, walked from the document that the routes themselves write.

use http::Method;
use support::{House, OPTIONS, QUESTION};

/// What is for everybody. A route that is not named here is the host's, and must be shut to others.
const PUBLIC: [&str; 14] = [
    "/",
    "/healthz",
    "/host/enter",
    "/m/{code}",
    "/m/{code}/qr.png",
    "/m/{code}/qr.svg",
    "/poll/{code}",
    "/poll/{code}/qr.png",
    "/poll/{code}/qr.svg",
    "/poll/{code}/results",
    "/poll/{code}/share",
    "/poll/{code}/vote",
    "/readyz",
    "/screen/{code}",
];

/// Every path and method of the document that is not public; codes filled in.
async fn doors(house: &House) -> Vec<(Method, String)> {
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let document = house.phone().get("/openapi.json").await.is(200).json();
    let mut doors = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if PUBLIC.contains(&path.as_str()) {
            continue;
        }
        for method in methods.as_object().expect("methods").keys() {
            if let Ok(method) = Method::from_bytes(method.to_ascii_uppercase().as_bytes()) {
                doors.push((method, path.replace("{code}", &poll.code)));
            }
        }
    }
    doors
}

#[tokio::test]
async fn no_host_route_answers_without_the_key() {
    let house = House::open().await;
    let doors = doors(&house).await;
    assert!(doors.len() >= 7, "the walk finds its way: {doors:?}");
    let before = house.rows().await;
    for (method, path) in doors {
        for key in [None, Some("wrong"), Some(""), Some("null")] {
            let guest = house.phone();
            let request = guest.request(method.clone(), &path).json(&serde_json::json!({ "question": QUESTION, "options": OPTIONS }));
            let request = match key {
                Some(key) => request.bearer_auth(key),
                None => request,
            };
            let answer = guest.send(request).await;
            assert_eq!(answer.told(), (403, "host_only".into()), "{method} {path} with {key:?}");
        }
    }
    assert_eq!(house.rows().await, before);
}

#[tokio::test]
async fn every_host_route_opens_with_the_key() {
    let house = House::open().await;
    for (method, path) in doors(&house).await {
        let host = house.host();
        let answer = host.send(host.request(method.clone(), &path).json(&serde_json::json!({}))).await;
        assert_ne!(answer.status, 403, "{method} {path}");
    }
}

#[tokio::test]
async fn a_wrong_key_makes_nobody_the_host() {
    let house = House::open().await;
    let key = house.host_key().to_owned();
    let almost = format!("{}0", &key[..key.len() - 1]);
    let almost = if almost == key { format!("{}1", &key[..key.len() - 1]) } else { almost };
    for query in [
        "",
        "?key=",
        "?key=wrong",
        &format!("?key={almost}"),
        &format!("?key={}", &key[1..]),
        &format!("?key={key}0"),
        "?key=%00",
        "?kex=1",
    ] {
        let guest = house.phone();
        let answer = guest.get(&format!("/host/enter{query}")).await;
        assert_eq!(answer.told(), (403, "host_only".into()), "{query}");
        assert_eq!(guest.cookies(), "", "{query}");
    }
}

#[tokio::test]
async fn a_host_key_of_ones_own_opens_and_the_old_cookie_does_not() {
    let house = House::with(|config| config.host_key = Some("open-sesame".into())).await;
    assert_eq!(house.host_key(), "open-sesame");
    let browser = house.phone();
    browser.opens("/host/enter?key=open-sesame").await.is(303);
    browser.get("/api/console").await.is(200);
    let other = House::open().await;
    let stranger = other.phone();
    let request = stranger.request(Method::GET, "/api/console").header("cookie", browser.cookies());
    stranger.send(request).await.is_refused(403, "host_only");
}

#[tokio::test]
async fn a_guests_socket_hears_nothing_that_is_for_the_host() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let mut guest = phone.joins(&poll).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is(409);
    house.poll("Another?", &OPTIONS).await;
    house.host().closes(&poll).await;
    let mut house = house;
    house.stop().await;
    for (event, body) in guest.is_closed().await {
        assert!(!matches!(event.as_str(), "polls" | "network"), "{event}");
        assert!(body.get("refused").is_none(), "{event} {body}");
    }
}
