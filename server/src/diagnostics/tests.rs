use super::*;
use crate::wire::NetworkCandidate;

const PHONE: &str = "192.168.1.77";
const LOCAL: &str = "192.168.1.20";

fn network(address: Option<&str>, ranking_reason: &str) -> Network {
    let candidates = address.iter().map(|address| NetworkCandidate {
        address: (*address).into(),
        interface: "wlan0".into(),
        reason: ranking_reason.into(),
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

fn local_network() -> Network {
    network(Some(LOCAL), "default_network")
}

fn diagnostics() -> Diagnostics {
    Diagnostics::new(4242, "/opt/handsup".into())
}

fn arrives(diagnostics: &Diagnostics, client: &str, at: &str) {
    diagnostics.record_request(client.parse().unwrap(), at.parse().unwrap());
}

#[test]
fn without_an_arrival_the_light_turns_red_after_a_minute_of_a_code_on_a_screen() {
    let diagnostics = diagnostics();
    assert_eq!(diagnostics.diagnose(&local_network(), true, 1_000).reason, Reason::Waiting);
    assert_eq!(diagnostics.diagnose(&local_network(), true, 60_999).light, Light::Amber);
    let late = diagnostics.diagnose(&local_network(), true, 61_000);
    assert_eq!((late.light, late.reason), (Light::Red, Reason::Nobody));
    arrives(&diagnostics, PHONE, LOCAL);
    let reached = diagnostics.diagnose(&local_network(), true, 62_000);
    assert_eq!((reached.light, reached.reason), (Light::Green, Reason::Reached));
}

#[test]
fn the_minute_runs_only_while_the_code_is_on_a_screen_and_restarts_at_a_new_address() {
    let diagnostics = diagnostics();
    diagnostics.diagnose(&local_network(), true, 0);
    diagnostics.diagnose(&local_network(), false, 59_000);
    assert_eq!(diagnostics.diagnose(&local_network(), true, 100_000).reason, Reason::Waiting);
    assert_eq!(diagnostics.diagnose(&local_network(), true, 160_000).reason, Reason::Nobody);
    let other = network(Some("10.0.0.5"), "default_network");
    assert_eq!(diagnostics.diagnose(&other, true, 160_001).reason, Reason::Waiting);
    assert_eq!(diagnostics.diagnose(&other, true, 220_001).reason, Reason::Nobody);
}

#[test]
fn arrivals_at_the_old_address_do_not_count_for_the_new_one() {
    let diagnostics = diagnostics();
    diagnostics.diagnose(&local_network(), true, 0);
    arrives(&diagnostics, PHONE, LOCAL);
    assert_eq!(diagnostics.diagnose(&local_network(), true, 1).reason, Reason::Reached);
    let other = network(Some("10.0.0.5"), "default_network");
    assert_eq!(diagnostics.diagnose(&other, true, 2).reason, Reason::Waiting);
    assert_eq!(diagnostics.diagnose(&local_network(), true, 3).reason, Reason::Reached, "a device has connected to this address before");
}

#[test]
fn requests_of_other_devices_are_counted_by_the_local_address() {
    let diagnostics = diagnostics();
    for (client, at) in
        [(PHONE, LOCAL), ("10.0.0.9", "10.0.0.5"), ("10.0.0.8", "10.0.0.5"), (LOCAL, LOCAL), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")]
    {
        arrives(&diagnostics, client, at);
    }
    let arrivals: Vec<_> =
        diagnostics.diagnose(&local_network(), true, 0).arrivals.into_iter().map(|arrival| (arrival.address, arrival.requests)).collect();
    assert_eq!(arrivals, [("10.0.0.5".into(), 2), (LOCAL.into(), 1)]);
}

#[test]
fn a_doubtful_address_is_reported_and_that_of_a_vpn_until_a_device_connects() {
    let diagnostics = diagnostics();
    for (address, ranking_reason, reason, light) in [
        (None, "", Reason::NoNetwork, Light::Red),
        (Some("127.0.0.1"), "", Reason::ThisComputerOnly, Light::Red),
        (Some("10.8.0.2"), "tunnel", Reason::Vpn, Light::Amber),
        (Some("203.0.113.5"), "public", Reason::Public, Light::Amber),
    ] {
        let diagnosis = diagnostics.diagnose(&network(address, ranking_reason), true, 0);
        assert_eq!((diagnosis.reason, diagnosis.light), (reason, light));
    }
    arrives(&diagnostics, "10.8.0.9", "10.8.0.2");
    assert_eq!(diagnostics.diagnose(&network(Some("10.8.0.2"), "tunnel"), true, 0).reason, Reason::Reached);
}

#[test]
fn slow_answers_of_phones_are_reported() {
    let diagnostics = diagnostics();
    arrives(&diagnostics, PHONE, LOCAL);
    for (median_ms, reason) in [(20, Reason::Reached), (699, Reason::Reached), (700, Reason::Slow)] {
        diagnostics.record_latency(Some(Latency { median_ms, answered: 3, asked: 3 }));
        assert_eq!(diagnostics.diagnose(&local_network(), true, 0).reason, reason, "{median_ms}");
    }
}

#[tokio::test]
async fn the_first_arrival_is_signalled_at_once() {
    let diagnostics = diagnostics();
    diagnostics.diagnose(&local_network(), true, 0);
    arrives(&diagnostics, PHONE, LOCAL);
    diagnostics.wait_for_first_arrival().await;
}
