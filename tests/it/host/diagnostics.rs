//! Diagnostics of whether phones reach the server: the console's light, and the observations that it is based on.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, QUESTION, Response, Socket};

/// A house that trusts `X-Forwarded-For` from loopback, so that a request may come from another computer.
async fn house_behind_a_proxy() -> House {
    House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await
}

/// A request of the phone that a proxy on this computer forwards for another address.
async fn comes_from(phone: &Phone, address: &str) -> Response {
    phone.send(phone.request(Method::GET, "/").header("x-forwarded-for", address)).await
}

async fn diagnosis(house: &House) -> Value {
    house.host().get("/api/doctor").await.is(200).json()
}

#[tokio::test]
async fn only_a_visit_from_another_computer_turns_the_light_green() {
    let house = house_behind_a_proxy().await;
    let mut console = Socket::connect(&house.host()).await;
    console.until("doctor", |diagnosis| diagnosis["reason"] == "this_computer_only" && diagnosis["light"] == "red").await;
    let phone = house.phone();
    phone.get("/").await.is(200);
    assert_eq!(diagnosis(&house).await["arrivals"], json!([]));
    comes_from(&phone, "192.168.1.77").await.is(200);
    let shown = console.until("doctor", |diagnosis| diagnosis["light"] == "green").await;
    assert_eq!(shown["reason"], "reached");
    assert_eq!(shown["arrivals"], json!([{ "address": "127.0.0.1", "requests": 1 }]));
    comes_from(&phone, "192.168.1.78").await.is(200);
    console.until("doctor", |diagnosis| diagnosis["arrivals"][0]["requests"] == 2).await;
    assert!(!shown.to_string().contains("192.168.1"), "no phone's address is shown");
}

#[tokio::test]
async fn a_request_with_a_wrong_host_does_not_count_as_a_visit() {
    let house = house_behind_a_proxy().await;
    let phone = house.phone();
    let request = phone.request(Method::GET, "/").header("x-forwarded-for", "192.168.1.77").header("host", "elsewhere.example");
    phone.send(request).await.is_refused(421, "wrong_host");
    assert_eq!(diagnosis(&house).await["arrivals"], json!([]));
}

#[tokio::test]
async fn diagnostics_name_the_port_for_firewalls_and_only_to_the_host() {
    let house = House::open().await;
    let shown = diagnosis(&house).await;
    assert_eq!(shown["port"], house.addr().port());
    assert_eq!(shown["system"], std::env::consts::OS);
    assert!(shown["program"].as_str().is_some_and(|file| std::path::Path::new(file).is_file()), "{shown}");
    house.phone().get("/api/doctor").await.is_refused(401, "host_only");
}

#[tokio::test]
async fn the_host_receives_how_many_phones_were_measured_and_answered() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let _phone = house.phone().joins(&poll).await;
    let shown = console.until("doctor", |diagnosis| !diagnosis["latency"].is_null()).await;
    assert_eq!((&shown["latency"]["asked"], &shown["latency"]["answered"]), (&json!(1), &json!(1)), "{shown}");
}
