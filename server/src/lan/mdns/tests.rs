//! Announcements on loopback alone, so that no test sends packets into the local network.

use super::*;
use mdns_sd::{DnsNameChange, ServiceEvent};
use std::net::Ipv4Addr;

/// Longer than any event takes: probing takes three times 250 ms, and mDNS may answer half a second late.
const TIMEOUT: Duration = Duration::from_secs(10);

fn on_loopback(name: &str, host: &str) -> Announcement {
    let properties = [("name", name), ("path", "/"), ("version", "0.0.0")];
    Announcement::register(name, host, 4242, &properties, || vec![Ipv4Addr::LOCALHOST.into()]).expect("mDNS starts")
}

async fn next(events: &Receiver<ServiceEvent>) -> ServiceEvent {
    tokio::time::timeout(TIMEOUT, events.recv_async()).await.expect("an event in time").expect("a living daemon")
}

#[tokio::test]
async fn a_service_browser_finds_the_server_until_it_withdraws() {
    let browser = ServiceDaemon::new().expect("mDNS starts");
    browser.disable_interface(IfKind::All).expect("a choice of interfaces");
    browser.enable_interface(IfKind::LoopbackV4).expect("a choice of interfaces");
    let events = browser.browse("_handsup._tcp.local.").expect("browsing");

    let announcement = on_loopback("Handsup that ends", "handsup-ends.local.");
    let ours = |fullname: &str| fullname.starts_with("Handsup that ends.");
    let resolved = loop {
        match next(&events).await {
            ServiceEvent::ServiceResolved(service) if ours(&service.fullname) => break service,
            _ => {}
        }
    };
    assert_eq!((resolved.get_port(), resolved.get_hostname()), (4242, "handsup-ends.local."));
    assert_eq!(resolved.get_property_val_str("path"), Some("/"));
    assert!(resolved.get_addresses_v4().contains(&Ipv4Addr::LOCALHOST));

    let began = Instant::now();
    announcement.withdraw().await;
    assert!(began.elapsed() < Duration::from_secs(1));
    while !matches!(next(&events).await, ServiceEvent::ServiceRemoved(_, fullname) if ours(&fullname)) {}
}

#[tokio::test]
async fn the_reannouncer_announces_again() {
    let announcement = on_loopback("Handsup that slept", "handsup-slept.local.");
    let events = announcement.daemon.monitor().expect("a listener");
    let announced = async || loop {
        let event = tokio::time::timeout(TIMEOUT, events.recv_async()).await.expect("an event in time").expect("a living daemon");
        if matches!(event, DaemonEvent::Announce(name, _) if name.contains("_handsup._tcp")) {
            return;
        }
    };
    announced().await;
    announcement.reannouncer().reannounce();
    announced().await;
    announcement.withdraw().await;
}

#[test]
fn only_a_conflict_of_the_host_name_renames_the_host() {
    let change = |original: &str, new_name: &str, rr_type| {
        let change = DnsNameChange { original: original.into(), new_name: new_name.into(), rr_type, intf_name: "lo".into() };
        renamed(&DaemonEvent::NameChange(change), "handsup.local.")
    };
    let name = AnnouncedName { host: "handsup-2.local".into(), renamed: true };
    assert_eq!(change("handsup.local.", "handsup-2.local.", RRType::A), Some(name));
    assert_eq!(change("Handsup._http._tcp.local.", "Handsup (2)._http._tcp.local.", RRType::SRV), None);
    assert_eq!(change("other.local.", "other-2.local.", RRType::A), None);
}

#[test]
fn a_long_label_is_truncated_between_characters() {
    assert_eq!(label("Handsup on Anna's laptop"), "Handsup on Anna's laptop");
    assert_eq!(label(&"é".repeat(40)), "é".repeat(31));
    assert_eq!(label(""), "");
}
