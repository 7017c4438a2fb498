//! A host's address changes: a phone redeems a ticket at the new address and stays the same voter. A ticket allows nothing else.
//! Also browsers without cookies, and windows inside other apps.

use handsup_server::Config;
use http::Method;
use serde_json::{Value, json};
use std::net::IpAddr;
use support::{House, OPTIONS, Phone, Poll, QUESTION, Response, story};

const OTHER_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 9, 8, 7));

/// Makes the house advertise another address.
fn advertise_other_address(config: &mut Config) {
    config.advertise_ip = Some(OTHER_ADDRESS);
}

/// The answer of GET `/resume` to a phone with a cookie: its ticket, and the host's other addresses.
async fn resume_data(phone: &Phone) -> Value {
    phone.get("/resume").await.is(200).json()
}

/// A phone that has opened a page.
async fn phone_with_a_cookie(house: &House) -> Phone {
    let mut phone = house.phone();
    phone.gets_cookie(&house.poll("Anybody?", &OPTIONS).await).await;
    phone
}

async fn ticket_of(phone: &Phone) -> String {
    resume_data(phone).await["ticket"].as_str().expect("a ticket").to_owned()
}

/// Redeems a ticket as a program does, or a browser that has opened no page yet.
async fn redeems(phone: &Phone, ticket: &str) -> Response {
    phone.sends(Method::POST, "/resume", &json!({ "ticket": ticket })).await
}

/// Redeems a ticket as a page does in a browser that had no cookie.
async fn redeems_with_page(phone: &Phone, page: &Response, ticket: &str) -> Response {
    phone.sends(Method::POST, "/resume", &json!({ "ticket": ticket, "newcomer": page.boot()["newcomer"] })).await
}

/// A phone that has voted, and its ticket.
async fn voter_with_a_ticket(house: &House, poll: &Poll) -> (Phone, String) {
    let mut phone = house.phone();
    phone.gets_cookie(poll).await;
    phone.votes_for(poll, "Tabs").await.is_counted();
    let ticket = ticket_of(&phone).await;
    (phone, ticket)
}

async fn poll_by_device(house: &House) -> Poll {
    house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await
}

/// The sources from which a page may load images.
fn image_sources(page: &Response) -> &str {
    let policy = page.header("content-security-policy");
    policy.split(';').map(str::trim).find_map(|part| part.strip_prefix("img-src ")).unwrap_or("")
}

#[tokio::test]
async fn a_browser_without_a_cookie_becomes_the_tickets_voter() {
    let house = House::open().await;
    let poll = poll_by_device(&house).await;
    let (phone, ticket) = voter_with_a_ticket(&house, &poll).await;
    let mut arrived = house.phone();
    let page = arrived.gets_cookie(&poll).await;
    let resumed = redeems_with_page(&arrived, &page, &ticket).await.is(200).json();
    assert_eq!(resumed["browser_token"], phone.token());
    assert_eq!(
        arrived.opens(&poll.path("")).await.boot()["snapshot"]["your_vote"]["option_ids"],
        json!([poll.id("Tabs")]),
        "the cookie identifies the voter too"
    );
    arrived.votes_by_form(&poll, &["Spaces"]).await.is(409);
    assert_eq!(house.phone().results(&poll).await["total_votes"], 1);
}

#[tokio::test]
async fn an_invalid_ticket_is_refused_and_changes_nothing() {
    let (house, other) = (House::open().await, House::open().await);
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let good = ticket_of(&phone_with_a_cookie(&house).await).await;
    let foreign = ticket_of(&phone_with_a_cookie(&other).await).await;
    let for_another_address = good.replace("127.0.0.1", "127.0.0.2");
    for ticket in ["", "x", "..", &foreign, &for_another_address, &good.to_uppercase(), &format!("{good} ")] {
        let refused = redeems(&house.phone(), ticket).await;
        refused.is_refused(422, "invalid_ticket");
        assert!(refused.headers.get("set-cookie").is_none(), "{ticket}");
    }
    let mine = &phone.opens(&poll.path("")).await.boot()["snapshot"]["your_vote"]["option_ids"];
    assert_eq!(mine, &json!([poll.id("Tabs")]), "the phone is still the same voter");
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_redeem_a_ticket() {
    let house = House::open().await;
    let phone = house.phone();
    let ticket = ticket_of(&phone_with_a_cookie(&house).await).await;
    let request = phone.request(Method::POST, "/resume").header("origin", "http://10.0.0.9").json(&json!({ "ticket": ticket }));
    phone.send(request).await.is_refused(403, "bad_origin");
}

#[tokio::test]
async fn a_browser_without_a_cookie_gets_no_ticket() {
    let house = House::open().await;
    let phone = house.phone();
    phone.get("/resume").await.is_refused(422, "invalid_token");
    phone.get(&format!("/resume?browser_token={}", phone.token())).await.is_refused(422, "invalid_token");
    let named = phone.request(Method::GET, "/resume").header("x-browser-token", phone.token());
    phone.send(named).await.is_refused(422, "invalid_token");
}

#[story]
async fn a_ticket_that_was_redeemed_is_refused() {
    let mut house = House::open().await;
    let poll = poll_by_device(&house).await;
    let (phone, ticket) = voter_with_a_ticket(&house, &poll).await;
    redeems(&house.phone(), &ticket).await.is(200);
    let crowd = house.phones(3);
    for stranger in &crowd {
        let page = stranger.opens(&poll.path("")).await;
        let refused = redeems_with_page(stranger, &page, &ticket).await;
        refused.is_refused(422, "invalid_ticket");
        assert!(refused.headers.get("set-cookie").is_none());
    }
    house.restart().await;
    let late = phone.at_instance(house.addr());
    redeems(&late, &ticket).await.is_refused(422, "invalid_ticket");
    assert_eq!(house.count("tickets").await, 1);
}

#[story]
async fn a_link_with_a_ticket_does_not_change_a_browser_that_has_a_cookie() {
    let house = House::open().await;
    let poll = poll_by_device(&house).await;
    let (attacker, ticket) = voter_with_a_ticket(&house, &poll).await;
    let victim = house.phone();
    let first = victim.opens(&poll.path("")).await;
    let second = victim.opens(&poll.path("")).await;
    assert!(first.boot()["newcomer"].is_string() && second.boot()["newcomer"].is_null(), "the second page was opened with a cookie");
    let cookies_before = victim.cookies();
    redeems_with_page(&victim, &second, &ticket).await.is_refused(422, "invalid_ticket");
    redeems(&victim, &ticket).await.is_refused(422, "invalid_ticket");
    let other = house.phone().opens(&poll.path("")).await;
    redeems_with_page(&victim, &other, &ticket).await.is_refused(422, "invalid_ticket");
    assert_eq!(victim.cookies(), cookies_before);
    victim.votes_by_form(&poll, &["Spaces"]).await.is(303);
    assert_eq!(attacker.results(&poll).await["your_vote"]["option_ids"], json!([poll.id("Tabs")]), "the attacker sees its own vote");
    assert_eq!(house.host().sees(&poll).await["total_votes"], 2);
    assert_eq!(house.count("tickets").await, 0, "and the ticket is not used up");
}

#[story]
async fn a_phone_that_lost_the_response_may_redeem_its_ticket_again() {
    let house = House::open().await;
    let poll = poll_by_device(&house).await;
    let (phone, ticket) = voter_with_a_ticket(&house, &poll).await;
    let arrived = house.phone();
    let page = arrived.opens(&poll.path("")).await;
    let cookies_before = arrived.cookies();
    redeems_with_page(&arrived, &page, &ticket).await.is(200);
    // The response was lost, and its cookie with it.
    let lost = house.phone();
    let body = json!({ "ticket": ticket, "newcomer": page.boot()["newcomer"] });
    let request = lost.request(Method::POST, "/resume").header("cookie", &cookies_before).json(&body);
    assert_eq!(lost.send(request).await.is(200).json()["browser_token"], phone.token());
    // The cookie arrived, and the body was lost.
    redeems_with_page(&arrived, &page, &ticket).await.is(200);
}

#[tokio::test]
async fn only_the_voters_pages_may_load_images_from_the_hosts_other_addresses() {
    let house = House::with(advertise_other_address).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let url = format!("http://{OTHER_ADDRESS}:{}", house.addr().port());
    for path in [poll.path(""), poll.meeting_path("")] {
        assert_eq!(image_sources(&house.phone().opens(&path).await), format!("'self' data: {url}"), "{path}");
    }
    for path in [poll.path("/share"), format!("/screen/{}", poll.meeting()), "/nowhere".into()] {
        assert_eq!(image_sources(&house.phone().opens(&path).await), "'self' data:", "{path}");
    }
    assert_eq!(resume_data(&phone_with_a_cookie(&house).await).await["ways"], json!([url]));
}

#[tokio::test]
async fn with_a_public_url_phones_get_no_other_addresses() {
    let house = House::with(|config| {
        config.public_url = Some("http://127.0.0.1:1".into());
        config.secret_key = Some("0123456789abcdef0123456789abcdef".into());
    })
    .await;
    assert_eq!(resume_data(&phone_with_a_cookie(&house).await).await["ways"], json!([]));
}

#[tokio::test]
async fn the_probe_image_for_other_origins_is_served_only_at_this_servers_own_path() {
    let (house, other) = (House::open().await, House::open().await);
    let prepared_mark = |prepared: Value| prepared["mark"].as_str().expect("a mark").to_owned();
    let (ours, theirs) = (
        prepared_mark(resume_data(&phone_with_a_cookie(&house).await).await),
        prepared_mark(resume_data(&phone_with_a_cookie(&other).await).await),
    );
    let probe = house.phone().get(&format!("/here/{ours}")).await;
    assert_eq!(probe.is(200).header("content-type"), "image/svg+xml");
    assert_eq!(probe.header("cross-origin-resource-policy"), "cross-origin");
    for name in ["access-control-allow-origin", "set-cookie"] {
        assert!(probe.headers.get(name).is_none(), "{name}");
    }
    for wrong in [&theirs, "x", ""] {
        let answer = house.phone().get(&format!("/here/{wrong}")).await;
        answer.is_refused(404, "not_found");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    }
}

/// Votes as a browser without cookies and scripts does: only the page's hidden field identifies it.
async fn votes_without_cookies(house: &House, poll: &Poll) -> Response {
    let page = house.phone().opens(&poll.path("")).await;
    let stranger = house.phone();
    let (option, token) = (poll.id("Tabs").to_string(), page.boot()["browser_token"].as_str().expect("a token").to_owned());
    stranger.posts_form(&poll.path("/vote"), &[("browser_token", &token), ("option_id", &option)]).await
}

#[tokio::test]
async fn without_cookies_and_scripts_a_vote_counts_at_once_where_the_address_identifies_it() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = votes_without_cookies(&house, &poll).await;
    let page = answer.is_page(200);
    assert!(page.contains("Counted") && page.contains("receipt"), "{page}");
    assert_eq!(house.phone().results(&poll).await["total_votes"], 1);
}

#[tokio::test]
async fn without_cookies_and_scripts_a_vote_is_refused_where_the_device_alone_identifies_it() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let answer = votes_without_cookies(&house, &poll).await;
    let page = answer.is_page(422);
    assert!(page.contains("this browser keeps no cookies") && page.contains("Allow cookies"), "{page}");
    assert_eq!(house.phone().results(&poll).await["total_votes"], 0);
}

#[tokio::test]
async fn an_in_app_window_links_to_the_real_browser_and_can_still_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let in_app_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
    for path in [poll.path(""), poll.meeting_path("")] {
        let phone = house.phone();
        let page = phone.send(phone.request(Method::GET, &path).header("user-agent", in_app_agent)).await;
        let url = format!("http://{}{path}", house.addr());
        assert!(page.shown().contains("This window is not your browser") && page.shown().contains(&format!("href=\"{url}\"")), "{path}");
        assert!(page.shown().contains("<form"), "{path}");
        assert!(!house.phone().opens(&path).await.shown().contains("not your browser"), "{path}");
    }
}
