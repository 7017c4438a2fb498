//! Whether phones come through: what the console's light says, and what it goes by.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, QUESTION, Response, Socket};

/// Behind a proxy that is believed, a visitor of this loopback house comes from another computer.
async fn house() -> House {
    House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await
}

async fn comes_from(phone: &Phone, elsewhere: &str) -> Response {
    phone.send(phone.request(Method::GET, "/").header("x-forwarded-for", elsewhere)).await
}

async fn diagnosis(house: &House) -> Value {
    house.host().get("/api/doctor").await.is(200).json()
}

#[tokio::test]
async fn this_computers_own_visits_prove_nothing_and_the_first_from_elsewhere_turns_the_light_green() {
    let house = house().await;
    let mut console = Socket::connect(&house.host()).await;
    console.until("doctor", |told| told["reason"] == "this_computer_only" && told["light"] == "red").await;
    let phone = house.phone();
    phone.get("/").await.is(200);
    assert_eq!(diagnosis(&house).await["arrivals"], json!([]));
    comes_from(&phone, "192.168.1.77").await.is(200);
    let told = console.until("doctor", |told| told["light"] == "green").await;
    assert_eq!(told["reason"], "reached");
    assert_eq!(told["arrivals"], json!([{ "address": "127.0.0.1", "requests": 1 }]));
    comes_from(&phone, "192.168.1.78").await.is(200);
    console.until("doctor", |told| told["arrivals"][0]["requests"] == 2).await;
    assert!(!told.to_string().contains("192.168.1"), "whose phone it was is nobody's business");
}

#[tokio::test]
async fn who_is_turned_away_at_the_gate_is_no_arrival() {
    let house = house().await;
    let phone = house.phone();
    let request = phone.request(Method::GET, "/").header("x-forwarded-for", "192.168.1.77").header("host", "elsewhere.example");
    phone.send(request).await.is_refused(421, "wrong_host");
    assert_eq!(diagnosis(&house).await["arrivals"], json!([]));
}

#[tokio::test]
async fn it_names_the_port_for_firewalls_and_tells_only_the_host() {
    let house = House::open().await;
    let told = diagnosis(&house).await;
    assert_eq!(told["port"], house.addr().port());
    assert_eq!(told["system"], std::env::consts::OS);
    assert!(told["program"].as_str().is_some_and(|file| std::path::Path::new(file).is_file()), "{told}");
    house.phone().get("/api/doctor").await.is_refused(401, "host_only");
}

#[tokio::test]
async fn phones_are_asked_how_fast_they_answer_and_the_host_hears_the_median() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let _awake = house.phone().joins(&poll).await;
    let told = console.until("doctor", |told| !told["latency"].is_null()).await;
    assert_eq!((&told["latency"]["asked"], &told["latency"]["answered"]), (&json!(1), &json!(1)), "{told}");
}
