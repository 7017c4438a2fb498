//! Join codes and the room's Wi-Fi are shown without a code to the local network alone, never to the internet.

use http::Method;
use serde_json::{Value, json};
use support::{Caller, House, OPTIONS, QUESTION, Socket};

const PASSWORD: &str = "walrus-and-carpenter";

/// A house that trusts a proxy, so that a client may come from outside the local network.
async fn on_the_internet() -> House {
    House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await
}

/// Opens a projector: its page, and a socket that follows it.
async fn opens_a_projector(visitor: &Caller, meeting: &str) -> (String, Socket) {
    let page = visitor.opens(&format!("/screen/{meeting}")).await.is_page(200).to_owned();
    let mut socket = Socket::connect(visitor).await;
    socket.joins(json!({ "join_code": meeting, "screen": true })).await;
    (page, socket)
}

#[tokio::test]
async fn from_outside_the_local_network_a_visitor_needs_the_code() {
    let house = on_the_internet().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let stranger = house.phone().passed_on_for("203.0.113.7");
    stranger.get("/screen").await.is_refused(404, "no_such_meeting");
    for path in ["/", "/nowhere", "/poll/ZZZZZZZZ", "/m/ZZZZZZ"] {
        let answer = stranger.opens(path).await;
        let page = answer.text();
        assert!(answer.status == 200 || answer.status == 404, "{path}: {}", answer.status);
        assert!(!page.contains(&poll.code) && !page.contains(poll.meeting()) && !page.contains(QUESTION), "{path}: {page}");
    }
    stranger.opens(&poll.path("")).await.is_page(200);
    stranger.opens(&poll.meeting_path("")).await.is_page(200);
    let host = house.host().passed_on_for("203.0.113.7");
    assert_eq!(host.opens("/screen").await.leads_to(), format!("/screen/{}", poll.meeting()));
}

#[tokio::test]
async fn on_the_local_network_the_address_leads_to_the_meeting() {
    let house = on_the_internet().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    assert_eq!(phone.opens("/screen").await.leads_to(), format!("/screen/{}", poll.meeting()));
    assert_eq!(phone.opens("/").await.leads_to(), poll.meeting_path(""));
    assert!(phone.opens("/nowhere").await.is_page(404).contains(&poll.code));
}

#[tokio::test]
async fn an_untrusted_proxy_makes_no_visitor_local() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.passed_on_for("192.168.1.7").get("/screen").await.is_refused(404, "no_such_meeting");
    for passed_on in ["forwarded", "via", "x-real-ip", "x-forwarded-host"] {
        let request = phone.request(Method::GET, "/screen").header(passed_on, "192.168.1.7");
        phone.send(request).await.is_refused(404, "no_such_meeting");
    }
    assert_eq!(phone.opens("/screen").await.leads_to(), format!("/screen/{}", poll.meeting()));
}

#[tokio::test]
async fn the_wifi_is_shown_on_local_projectors_and_the_hosts_and_on_no_other() {
    let house = on_the_internet().await;
    let meeting = house.host().starts_meeting("Town hall").await;
    let wifi = json!({ "ssid": "Town hall guests", "password": PASSWORD });
    let enters = async || house.host().sends(Method::PUT, "/api/wifi", &wifi).await.is(200).json();
    enters().await;
    let has_password = |page: &Value| page.to_string().contains(PASSWORD);
    let (room, host) = (house.phone(), house.host().passed_on_for("203.0.113.7"));
    let (page, mut local) = opens_a_projector(&room, &meeting).await;
    assert!(page.contains(PASSWORD) && has_password(&local.next("invitation").await));
    let (page, mut hosts) = opens_a_projector(&host, &meeting).await;
    assert!(page.contains(PASSWORD) && has_password(&hosts.next("invitation").await));
    let (page, mut strangers) = opens_a_projector(&house.phone().passed_on_for("203.0.113.7"), &meeting).await;
    assert!(!page.contains(PASSWORD) && !page.contains("Town hall guests"));
    assert!(!has_password(&strangers.next("invitation").await));
    enters().await;
    assert!(has_password(&local.next("invitation").await) && has_password(&hosts.next("invitation").await));
    assert!(!has_password(&strangers.next("invitation").await), "nor when the Wi-Fi is entered again");
}
