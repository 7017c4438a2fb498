//! Forged `Host`, `Origin`, paths and cookies.

use http::Method;
use support::{House, OPTIONS, Poll, QUESTION, Response};

/// Sends a GET request whose `Host` header lines are `hosts`.
async fn get_with_hosts(house: &House, hosts: &str) -> Option<Response> {
    house.answers(format!("GET /healthz HTTP/1.1\r\n{hosts}\r\n")).await
}

#[tokio::test]
async fn our_own_host_names_are_accepted() {
    let house = House::with(|config| config.allowed_hosts = vec!["Vote.Example.org".into()]).await;
    let port = house.addr().port();
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]", "192.168.1.20", "vote.example.org", "VOTE.EXAMPLE.ORG"] {
        get_with_hosts(&house, &format!("host: {host}\r\n")).await.expect(host).is(200);
        get_with_hosts(&house, &format!("host: {host}:{port}\r\n")).await.expect(host).is(200);
    }
}

#[tokio::test]
async fn foreign_host_names_are_refused() {
    let house = House::with(|config| config.allowed_hosts = vec!["vote.example.org".into()]).await;
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost.",
        "127.0.0.1.",
        "vote.example.org.",
        "xvote.example.org",
        "vote.example.org.evil.example",
        "127.0.0.1%00.evil.example",
        "0x7f000001.evil",
        "handsup.local",
        "*",
    ] {
        let answer = get_with_hosts(&house, &format!("host: {host}\r\n")).await.expect(host);
        assert!(matches!(answer.status, 400 | 421), "{host}: {}", answer.status);
        if answer.status == 421 {
            answer.is_refused(421, "wrong_host");
        }
    }
}

#[tokio::test]
async fn a_malformed_host_is_a_bad_request() {
    let house = House::open().await;
    let long = format!("host: {}\r\n", "a".repeat(10_000));
    for hosts in [
        "",
        "host: \r\n",
        "host: 127.0.0.1\r\nhost: 127.0.0.1\r\n",
        "host: 127.0.0.1\r\nhost: evil.example\r\n",
        "host: [::1\r\n",
        "host: user@127.0.0.1\r\n",
        "host: user:password@127.0.0.1\r\n",
        "host: 127.0.0.1@evil.example\r\n",
        "host: 127.0.0.1:99999\r\n",
        "host: 127.0.0.1:\r\n",
        "host: 127.0.0.1:80:80\r\n",
        "host: 127.0.0.1/evil\r\n",
        "host: 127.0.0.1 evil\r\n",
        "host: \u{e4}.example\r\n",
        &long,
    ] {
        let answer = get_with_hosts(&house, hosts).await.expect("an answer");
        assert_eq!(answer.status_and_code(), (400, "bad_request".into()), "{}", hosts.chars().take(60).collect::<String>());
    }
}

#[tokio::test]
async fn a_wrong_host_header_is_refused_at_every_route() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/", &poll.path(""), "/socket.io/?EIO=4&transport=polling", "/api/console", "/openapi.json", "/icon.svg", "/nowhere"] {
        let answer = house.answers(format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\n\r\n")).await.expect(path);
        answer.is_refused(421, "wrong_host");
    }
}

async fn voted_from(house: &House, poll: &Poll, origins: &[&str]) -> Response {
    let phone = house.phone();
    let ballot = serde_json::json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
    let request = phone.request(Method::POST, &poll.path("/vote")).json(&ballot);
    phone.send(origins.iter().fold(request, |request, origin| request.header("origin", *origin))).await
}

#[tokio::test]
async fn a_vote_from_our_own_page_is_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    voted_from(&house, &poll, &[&format!("http://{}", house.addr())]).await.is_counted();
    voted_from(&house, &poll, &[]).await.is_counted();
}

#[tokio::test]
async fn a_vote_from_the_page_of_the_public_url_is_counted() {
    let house = House::with(|config| {
        config.public_url = Some("https://vote.example.org/".into());
        config.secret_key = Some("0123456789abcdef0123456789abcdef".into());
    })
    .await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    voted_from(&house, &poll, &["https://vote.example.org"]).await.is_counted();
    voted_from(&house, &poll, &["https://vote.example.org.evil.example"]).await.is_refused(403, "bad_origin");
}

#[tokio::test]
async fn a_vote_from_a_page_of_another_origin_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let own = format!("http://{}", house.addr());
    for origins in [
        &["http://evil.example"][..],
        &["null"],
        &[""],
        &[&own, "http://evil.example"],
        &[&own, &own],
        &["http://127.0.0.1"],
        &["http://127.0.0.1:1"],
        &[&format!("https://{}", house.addr())],
        &[&format!("{own}.evil.example")],
        &[&format!("http://user@{}", house.addr())],
        &[&format!("{own}/")],
        &["file://"],
    ] {
        let answer = voted_from(&house, &poll, origins).await;
        assert_eq!(answer.status_and_code(), (403, "bad_origin".into()), "{origins:?}");
    }
    assert_eq!(house.count("votes").await, 0);
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_use_the_hosts_session() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let browser = house.phone();
    browser.becomes_host(house.host_key()).await.is(200);
    let request = browser.request(Method::PATCH, &format!("/api/polls/{}", poll.code)).header("origin", "http://evil.example");
    browser.send(request.json(&serde_json::json!({ "state": "closed" }))).await.is_refused(403, "bad_origin");
    assert_eq!(house.host().sees(&poll).await["state"], "open");
}

#[tokio::test]
async fn a_socket_from_a_page_of_another_origin_is_refused() {
    let house = House::open().await;
    let phone = house.phone();
    let request = phone.request(Method::GET, "/socket.io/?EIO=4&transport=polling").header("origin", "http://evil.example");
    phone.send(request).await.is_refused(403, "bad_origin");
    let headers = [("origin", "http://evil.example".to_owned())];
    assert!(support::Engine::open(house.addr(), phone.address(), &headers).await.is_err());
    let own = [("origin", format!("http://{}", house.addr()))];
    support::Engine::open(house.addr(), phone.address(), &own).await.expect("our own page may connect");
}

#[tokio::test]
async fn no_path_leads_out_of_the_assets() {
    let house = House::open().await;
    for path in [
        "/assets/../manifest.json",
        "/assets/..%2fmanifest.json",
        "/assets/%2e%2e/manifest.json",
        "/assets/%2e%2e%2fmanifest.json",
        "/assets/..%2f..%2f..%2fCargo.toml",
        "/assets/..%5c..%5cCargo.toml",
        "/assets/....//manifest.json",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/%00",
        "/assets/.",
        "/assets/..",
        "/assets/",
        "/assets",
        "/manifest.json",
        "/../../../../etc/passwd",
        "//etc/passwd",
    ] {
        let answer = house.answers(format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")).await.expect(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {} {}", answer.status, answer.text());
    }
}

#[tokio::test]
async fn a_device_cookie_that_we_did_not_sign_identifies_no_browser() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, serde_json::json!({ "results": "after_vote" })).await;
    let mut voter = house.phone();
    voter.gets_cookie(&poll).await;
    voter.votes_for(&poll, "Tabs").await.is_counted();
    let signed = voter.cookies();
    let forged = [
        format!("handsup_device={}", voter.token()),
        format!("handsup_device={}{}", "A".repeat(44), voter.token()),
        signed.replace(voter.token(), "6f9619ff-8b86-4d01-b42d-00c04fc964ff"),
        "handsup_device=".into(),
        format!("handsup_host={}", voter.token()),
    ];
    for cookie in forged {
        let stranger = house.phone();
        let answer = stranger.send(stranger.request(Method::GET, &poll.path("/results")).header("cookie", &cookie)).await;
        let results = answer.is(200).json();
        assert!(results["your_vote"].is_null() && results["results_visible"] == false, "{cookie}");
    }
}
