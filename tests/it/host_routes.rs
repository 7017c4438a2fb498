//! What only the host may do, walked from the document that the routes themselves write.

use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use support::{House, OPTIONS, Poll, QUESTION, story};

/// What is for everybody. A route that is not named here is the host's, and must be shut to others.
const PUBLIC: [&str; 20] = [
    "/",
    "/healthz",
    "/here/{mark}",
    "/host/enter",
    "/m/{code}",
    "/m/{code}/qr.png",
    "/m/{code}/qr.svg",
    "/m/{code}/stage",
    "/metrics",
    "/poll/{code}",
    "/poll/{code}/qr.png",
    "/poll/{code}/qr.svg",
    "/poll/{code}/results",
    "/poll/{code}/share",
    "/poll/{code}/vote",
    "/problems/{code}",
    "/readyz",
    "/resume",
    "/screen",
    "/screen/{code}",
];

/// Every path and method of the document that is not public; codes filled in.
async fn doors(house: &House) -> Vec<(Method, String)> {
    doors_to(house, &house.poll(QUESTION, &OPTIONS).await).await
}

/// The same with the code of this poll.
async fn doors_to(house: &House, poll: &Poll) -> Vec<(Method, String)> {
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

#[story]
async fn no_host_route_answers_without_the_key() {
    let house = House::open().await;
    let doors = doors(&house).await;
    assert!(doors.len() >= 7, "the walk finds its way: {doors:?}");
    let before = house.rows().await;
    for (method, path) in doors {
        for key in [None, Some("wrong"), Some(""), Some("null")] {
            let guest = house.phone();
            let request = guest.request(method.clone(), &path).json(&json!({ "question": QUESTION, "options": OPTIONS }));
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

/// Sends a guest with this header to every door; which of them did not stay shut comes back.
async fn opened_with(house: &House, doors: &[(Method, String)], header: (&str, &str)) -> Vec<String> {
    let mut opened = Vec::new();
    for (method, path) in doors {
        let guest = house.phone();
        let request = guest.request(method.clone(), path).header(header.0, header.1).json(&json!({}));
        let answer = guest.send(request).await;
        if answer.told() != (403, "host_only".into()) {
            opened.push(path.clone());
        }
    }
    opened
}

#[story]
async fn no_host_route_answers_to_a_cookie_that_is_not_this_houses() {
    let (house, other) = (House::open().await, House::open().await);
    let doors = doors(&house).await;
    let elsewhere = other.phone();
    elsewhere.opens(&format!("/host/enter?key={}", other.host_key())).await.is(303);
    let mut guest = house.phone();
    guest.settles_on(&house.poll(QUESTION, &OPTIONS).await).await;
    let as_host = guest.cookies().replace("handsup_device", "handsup_host");
    let key = format!("handsup_host={}", house.host_key());
    for cookie in ["handsup_host=", "handsup_host=wrong", "handsup_host=true", &key, &elsewhere.cookies(), &guest.cookies(), &as_host] {
        assert_eq!(opened_with(&house, &doors, ("cookie", cookie)).await, [""; 0], "{cookie}");
    }
}

#[story]
async fn the_token_of_a_poll_opens_this_poll_and_nothing_else() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let created = house.phone().sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    let bearer = format!("Bearer {}", created["host_token"].as_str().expect("authority over the own poll"));
    let (own, another) = (Poll::from_created(created), house.poll(QUESTION, &OPTIONS).await);
    let shut = |doors: Vec<(Method, String)>| doors.into_iter().filter(|(_, path)| path != "/create").collect::<Vec<_>>();
    let foreign = shut(doors_to(&house, &another).await);
    assert_eq!(opened_with(&house, &foreign, ("authorization", &bearer)).await, [""; 0]);
    let doors = shut(doors_to(&house, &own).await);
    let its_own: Vec<_> = doors
        .iter()
        .map(|(_, path)| path.clone())
        .filter(|path| path.contains("/api/polls/") && path.contains(&own.code) && !path.ends_with("/copy"))
        .collect();
    assert!(its_own.len() >= 4, "{its_own:?}");
    assert_eq!(opened_with(&house, &doors, ("authorization", &bearer)).await, its_own);
}

#[story]
async fn a_flood_of_wrong_keys_keeps_the_host_out_of_nothing() {
    let house = House::open().await;
    let guesser = house.phone();
    for guess in 0..1_000 {
        guesser.get(&format!("/host/enter?key={guess:064x}")).await.is_refused(403, "host_only");
    }
    let browser = guesser.neighbour();
    browser.opens(&format!("/host/enter?key={}", house.host_key())).await.is(303);
    browser.get("/api/console").await.is(200);
}

#[story]
async fn every_host_route_opens_with_the_key() {
    let house = House::open().await;
    for (method, path) in doors(&house).await {
        let host = house.host();
        let answer = host.send(host.request(method.clone(), &path).json(&json!({}))).await;
        assert_ne!(answer.status, 403, "{method} {path}");
    }
}

#[story]
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

#[story]
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

#[story]
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
        assert!(!matches!(event.as_str(), "polls" | "network" | "storage" | "doctor"), "{event}");
        assert!(body.get("refused").is_none(), "{event} {body}");
    }
}
