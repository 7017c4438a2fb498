//! The routes that only the host may use, walked from `/openapi.json`, which the routes themselves generate.

use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use support::{House, OPTIONS, Poll, QUESTION, story};

/// The public routes. Every other route is the host's, and must refuse guests.
const PUBLIC: [&str; 32] = [
    "/",
    "/healthz",
    "/here/{mark}",
    "/host/enter",
    "/host/leave",
    "/m/{code}",
    "/m/{code}/logo.png",
    "/m/{code}/look.css",
    "/m/{code}/moderate",
    "/m/{code}/qr.png",
    "/m/{code}/qr.svg",
    "/m/{code}/questions",
    "/m/{code}/questions/{id}/report",
    "/m/{code}/questions/{id}/vote",
    "/m/{code}/remote",
    "/m/{code}/remote/step",
    "/m/{code}/stage",
    "/metrics",
    "/poll/{code}",
    "/poll/{code}/answers",
    "/poll/{code}/more-time",
    "/poll/{code}/proof",
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
async fn routes(house: &House) -> Vec<(Method, String)> {
    routes_to(house, &house.poll(QUESTION, &OPTIONS).await).await
}

/// The same with the code of this poll.
async fn routes_to(house: &House, poll: &Poll) -> Vec<(Method, String)> {
    let document = house.phone().get("/openapi.json").await.is(200).json();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if PUBLIC.contains(&path.as_str()) {
            continue;
        }
        for method in methods.as_object().expect("methods").keys() {
            if let Ok(method) = Method::from_bytes(method.to_ascii_uppercase().as_bytes()) {
                routes.push((method, path.replace("{code}", &poll.code)));
            }
        }
    }
    routes
}

#[story]
async fn no_host_route_answers_without_the_key() {
    let house = House::open().await;
    let routes = routes(&house).await;
    assert!(routes.len() >= 7, "the document has the host's routes: {routes:?}");
    let rows_before = house.row_count().await;
    for (method, path) in routes {
        for key in [None, Some("wrong"), Some(""), Some("null")] {
            let guest = house.phone();
            let request = guest.request(method.clone(), &path).json(&json!({ "question": QUESTION, "options": OPTIONS }));
            let request = match key {
                Some(key) => request.bearer_auth(key),
                None => request,
            };
            let answer = guest.send(request).await;
            // Without a key: 401 with a challenge. With a wrong key: 403.
            let (status, challenge) = if key.is_none() { (401, "Bearer realm=\"Handsup\"") } else { (403, "") };
            assert_eq!(answer.status_and_code(), (status, "host_only".into()), "{method} {path} with {key:?}");
            assert_eq!(answer.header("www-authenticate"), challenge, "{method} {path}");
        }
    }
    assert_eq!(house.row_count().await, rows_before);
}

/// Requests every route as a guest with this header, and returns the paths that did not refuse it.
async fn opened_with(house: &House, routes: &[(Method, String)], header: (&str, &str)) -> Vec<String> {
    let mut opened = Vec::new();
    for (method, path) in routes {
        let guest = house.phone();
        let request = guest.request(method.clone(), path).header(header.0, header.1).json(&json!({}));
        let answer = guest.send(request).await;
        if answer.status_and_code() != (403, "host_only".into()) {
            opened.push(path.clone());
        }
    }
    opened
}

#[story]
async fn no_host_route_accepts_a_cookie_that_this_house_did_not_issue() {
    let (house, other) = (House::open().await, House::open().await);
    let routes = routes(&house).await;
    let host_of_other = other.phone();
    host_of_other.becomes_host(other.host_key()).await.is(200);
    let mut guest = house.phone();
    guest.gets_cookie(&house.poll(QUESTION, &OPTIONS).await).await;
    let as_host = guest.cookies().replace("handsup_device", "handsup_host");
    let key = format!("handsup_host={}", house.host_key());
    for cookie in ["handsup_host=", "handsup_host=wrong", "handsup_host=true", &key, &host_of_other.cookies(), &guest.cookies(), &as_host] {
        assert_eq!(opened_with(&house, &routes, ("cookie", cookie)).await, [""; 0], "{cookie}");
    }
}

#[story]
async fn the_token_of_a_poll_opens_this_poll_and_nothing_else() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let created = house.phone().sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    let bearer = format!("Bearer {}", created["host_token"].as_str().expect("authority over the own poll"));
    let (own, another) = (Poll::from_created(created), house.poll(QUESTION, &OPTIONS).await);
    let without_create = |routes: Vec<(Method, String)>| routes.into_iter().filter(|(_, path)| path != "/create").collect::<Vec<_>>();
    let foreign = without_create(routes_to(&house, &another).await);
    assert_eq!(opened_with(&house, &foreign, ("authorization", &bearer)).await, [""; 0]);
    let routes = without_create(routes_to(&house, &own).await);
    let its_own: Vec<_> = routes
        .iter()
        .map(|(_, path)| path.clone())
        .filter(|path| path.contains("/api/polls/") && path.contains(&own.code) && !path.ends_with("/copy"))
        .collect();
    assert!(its_own.len() >= 4, "{its_own:?}");
    assert_eq!(opened_with(&house, &routes, ("authorization", &bearer)).await, its_own);
}

#[story]
async fn a_flood_of_wrong_keys_is_slowed_down_and_does_not_keep_the_host_out() {
    let house = House::open().await;
    let signed_in = house.phone();
    signed_in.becomes_host(house.host_key()).await.is(200);
    let guesser = house.phone();
    for guess in 0..10 {
        guesser.becomes_host(&format!("{guess:064x}")).await.is_refused(403, "host_only");
    }
    // Each key that is checked doubles the wait for the next, up to five minutes.
    let mut checked = 0;
    for guess in 0..200 {
        let answer = guesser.send(guesser.request(Method::GET, "/api/console").bearer_auth(format!("{guess:064x}"))).await;
        if answer.status == 403 {
            checked += 1;
        } else {
            answer.is_refused(429, "too_many_requests");
            assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1));
        }
    }
    assert!(checked < 10, "{checked} of 200 keys were checked");
    signed_in.get("/api/console").await.is(200);
    // The right key, which is too long to be guessed, is accepted at once, also from the guesser's address.
    for browser in [house.phone(), guesser.neighbour()] {
        browser.becomes_host(house.host_key()).await.is(200);
        browser.get("/api/console").await.is(200);
    }
}

#[tokio::test]
async fn a_guessable_key_is_limited_together_with_the_guesses() {
    let house = House::with(|config| config.host_key = Some("open-sesame".into())).await;
    let guesser = house.phone();
    for guess in 0..30 {
        guesser.becomes_host(&format!("open-{guess}")).await;
    }
    guesser.becomes_host("open-sesame").await.is_refused(429, "too_many_requests");
    house.phone().becomes_host("open-sesame").await.is(200);
}

#[tokio::test]
async fn a_polls_token_does_not_count_as_a_wrong_key() {
    let house = House::with(|config| {
        config.host_key = Some("open-sesame".into());
        config.create_access = CreateAccess::Open;
    })
    .await;
    let maker = house.phone();
    let created = maker.sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    let token = created["host_token"].as_str().expect("a token").to_owned();
    let own = Poll::from_created(created);
    let body = json!({ "question": "More?", "options": OPTIONS, "meeting": own.meeting() });
    for (method, path) in [(Method::POST, "/create".to_owned()), (Method::DELETE, format!("/api/polls/{}", own.code))] {
        for _ in 0..12 {
            maker.send(maker.request(method.clone(), &path).bearer_auth(&token).json(&body)).await;
        }
        maker.neighbour().becomes_host("open-sesame").await.is(200);
    }
}

#[story]
async fn every_host_route_opens_with_the_key() {
    let house = House::open().await;
    for (method, path) in routes(&house).await {
        let host = house.host();
        let answer = host.send(host.request(method.clone(), &path).json(&json!({}))).await;
        assert_ne!(answer.status, 403, "{method} {path}");
    }
}

#[story]
async fn a_wrong_key_makes_no_browser_the_host() {
    let house = House::open().await;
    let key = house.host_key().to_owned();
    let almost = format!("{}0", &key[..key.len() - 1]);
    let almost = if almost == key { format!("{}1", &key[..key.len() - 1]) } else { almost };
    for wrong in ["", "wrong", &almost, &key[1..], &format!("{key}0"), "\0", house.host_link()] {
        let guest = house.phone();
        assert_eq!(guest.becomes_host(wrong).await.status_and_code(), (403, "host_only".into()), "{wrong:?}");
        let code = guest.sends(Method::POST, "/host/enter", &json!({ "code": wrong })).await;
        assert_eq!(code.status_and_code(), (403, "host_only".into()), "{wrong:?}");
        assert_eq!(guest.cookies(), "", "{wrong:?}");
    }
    for body in [json!({}), json!({ "key": key, "code": key }), json!({ "kex": key }), json!({ "key": 1 })] {
        house.phone().sends(Method::POST, "/host/enter", &body).await.is_refused(400, "bad_request");
    }
    // A browser stores queries in its history, so a key in a query is ignored.
    let guest = house.phone();
    guest.opens(&format!("/host/enter?key={key}")).await.is_page(200);
    assert_eq!(guest.cookies(), "");
}

#[story]
async fn a_configured_host_key_is_accepted_and_its_cookie_is_not_at_another_house() {
    let house = House::with(|config| config.host_key = Some("the-hosts-own-0123456789abcdef-key".into())).await;
    assert_eq!(house.host_key(), "the-hosts-own-0123456789abcdef-key");
    let browser = house.phone();
    browser.becomes_host("the-hosts-own-0123456789abcdef-key").await.is(200);
    browser.get("/api/console").await.is(200);
    let other = House::open().await;
    let stranger = other.phone();
    let request = stranger.request(Method::GET, "/api/console").header("cookie", browser.cookies());
    let request = request.header(support::PAGE_HEADER, browser.page_secret().expect("a host's page"));
    stranger.send(request).await.is_refused(403, "host_only");
}

#[story]
async fn a_guests_socket_receives_nothing_that_is_for_the_host() {
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
