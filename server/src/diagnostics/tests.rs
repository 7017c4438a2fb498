use super::*;
use crate::wire::NetworkCandidate;

const PHONE: &str = "192.168.1.77";
const HERE: &str = "192.168.1.20";

fn network(address: Option<&str>, reason: &str) -> Network {
    let candidates = address.iter().map(|address| NetworkCandidate {
        address: (*address).into(),
        interface: "wlan0".into(),
        reason: reason.into(),
        connected: true,
        verified: false,
        chosen: true,
    });
    Network {
        candidates: candidates.collect(),
        base_url: address.map(|address| format!("http://{address}:4242")),
        address: address.map(|address| format!("{address}:4242")),
        by_host: false,
        by_settings: false,
        trouble: None,
        local_name: None,
        renamed: false,
        others: Vec::new(),
    }
}

fn usual() -> Network {
    network(Some(HERE), "default_network")
}

fn doctor() -> Diagnostics {
    Diagnostics::new(4242, "/opt/handsup".into())
}

fn comes(doctor: &Diagnostics, client: &str, at: &str) {
    doctor.arrived(client.parse().unwrap(), at.parse().unwrap());
}

#[test]
fn after_a_minute_of_a_code_on_a_screen_it_is_strange_that_nobody_came() {
    let doctor = doctor();
    assert_eq!(doctor.look(&usual(), true, 1_000).reason, Reason::Waiting);
    assert_eq!(doctor.look(&usual(), true, 60_999).light, Light::Amber);
    let late = doctor.look(&usual(), true, 61_000);
    assert_eq!((late.light, late.reason), (Light::Red, Reason::Nobody));
    comes(&doctor, PHONE, HERE);
    let reached = doctor.look(&usual(), true, 62_000);
    assert_eq!((reached.light, reached.reason), (Light::Green, Reason::Reached));
}

#[test]
fn the_minute_runs_only_while_the_code_is_on_a_screen_and_begins_anew_elsewhere() {
    let doctor = doctor();
    doctor.look(&usual(), true, 0);
    doctor.look(&usual(), false, 59_000);
    assert_eq!(doctor.look(&usual(), true, 100_000).reason, Reason::Waiting);
    assert_eq!(doctor.look(&usual(), true, 160_000).reason, Reason::Nobody);
    let elsewhere = network(Some("10.0.0.5"), "default_network");
    assert_eq!(doctor.look(&elsewhere, true, 160_001).reason, Reason::Waiting);
    assert_eq!(doctor.look(&elsewhere, true, 220_001).reason, Reason::Nobody);
}

#[test]
fn who_came_to_the_old_address_proves_nothing_about_the_new_one() {
    let doctor = doctor();
    doctor.look(&usual(), true, 0);
    comes(&doctor, PHONE, HERE);
    assert_eq!(doctor.look(&usual(), true, 1).reason, Reason::Reached);
    let elsewhere = network(Some("10.0.0.5"), "default_network");
    assert_eq!(doctor.look(&elsewhere, true, 2).reason, Reason::Waiting);
    assert_eq!(doctor.look(&usual(), true, 3).reason, Reason::Reached, "back where it was proven");
}

#[test]
fn requests_are_counted_by_the_address_they_came_in_on_and_this_computer_does_not_count() {
    let doctor = doctor();
    for (client, at) in
        [(PHONE, HERE), ("10.0.0.9", "10.0.0.5"), ("10.0.0.8", "10.0.0.5"), (HERE, HERE), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")]
    {
        comes(&doctor, client, at);
    }
    let arrivals: Vec<_> = doctor.look(&usual(), true, 0).arrivals.into_iter().map(|arrival| (arrival.address, arrival.requests)).collect();
    assert_eq!(arrivals, [("10.0.0.5".into(), 2), (HERE.into(), 1)]);
}

#[test]
fn the_light_says_what_is_wrong_with_the_address_until_somebody_proves_it() {
    let doctor = doctor();
    for (address, kind, reason, light) in [
        (None, "", Reason::NoNetwork, Light::Red),
        (Some("127.0.0.1"), "", Reason::ThisComputerOnly, Light::Red),
        (Some("10.8.0.2"), "tunnel", Reason::Vpn, Light::Amber),
        (Some("203.0.113.5"), "public", Reason::Public, Light::Amber),
    ] {
        let diagnosis = doctor.look(&network(address, kind), true, 0);
        assert_eq!((diagnosis.reason, diagnosis.light), (reason, light));
    }
    comes(&doctor, "10.8.0.9", "10.8.0.2");
    assert_eq!(doctor.look(&network(Some("10.8.0.2"), "tunnel"), true, 0).reason, Reason::Reached);
}

#[test]
fn phones_that_answer_late_turn_it_amber() {
    let doctor = doctor();
    comes(&doctor, PHONE, HERE);
    for (median_ms, reason) in [(20, Reason::Reached), (699, Reason::Reached), (700, Reason::Slow)] {
        doctor.answered(Some(Latency { median_ms, answered: 3, asked: 3 }));
        assert_eq!(doctor.look(&usual(), true, 0).reason, reason, "{median_ms}");
    }
}

#[tokio::test]
async fn the_first_one_is_news_at_once() {
    let doctor = doctor();
    doctor.look(&usual(), true, 0);
    comes(&doctor, PHONE, HERE);
    doctor.wait_for_first_arrival().await;
}
