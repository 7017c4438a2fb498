//! Other Handsup servers on this network, found by mDNS, so that a second computer can open the first one's projector page
//! without typing an address.

use super::HANDSUP;
use crate::domain::Name;
use mdns_sd::{Receiver, ResolvedService, ServiceEvent};
use std::net::{IpAddr, SocketAddr};
use tokio::sync::watch;

/// The most neighbours that are listed; the limit bounds forged announcements.
const MAX_NEIGHBOURS: usize = 20;

/// Another Handsup server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Neighbour {
    /// The announced name of its computer, without deceptive characters.
    pub(crate) name: String,
    /// The address and port it listens on.
    pub(crate) address: SocketAddr,
    /// The name of its service, which is unique.
    service: String,
}

/// Updates the list with each event until the events end, leaving out this server's announcement, whose id is `own_id`.
pub(super) async fn follow(events: Receiver<ServiceEvent>, own_id: String, sender: watch::Sender<Vec<Neighbour>>) {
    while let Ok(event) = events.recv_async().await {
        sender.send_if_modified(|listed| {
            let previous = listed.clone();
            apply(listed, &event, &own_id);
            *listed != previous
        });
    }
}

fn apply(listed: &mut Vec<Neighbour>, event: &ServiceEvent, own_id: &str) {
    match event {
        ServiceEvent::ServiceResolved(service) => {
            listed.retain(|other| other.service != service.fullname);
            if service.get_property_val_str("id") != Some(own_id) && listed.len() < MAX_NEIGHBOURS {
                listed.extend(neighbour(service));
            }
            listed.sort_by(|first, second| first.service.cmp(&second.service));
        }
        ServiceEvent::ServiceRemoved(_, service) => listed.retain(|other| other.service != *service),
        _ => {}
    }
}

/// The server that an announcement describes; `None` without an address that a browser can open. The texts are untrusted.
fn neighbour(resolved: &ResolvedService) -> Option<Neighbour> {
    let reachable = |address: &IpAddr| match address {
        IpAddr::V4(v4) => !v4.is_unspecified() && !v4.is_multicast(),
        IpAddr::V6(v6) => !v6.is_unicast_link_local() && !v6.is_unspecified() && !v6.is_multicast(),
    };
    // IPv4 sorts before IPv6, and is preferred.
    let address = resolved.get_addresses().iter().map(mdns_sd::ScopedIp::to_ip_addr).filter(reachable).min()?;
    let announced = resolved.get_property_val_str("name").unwrap_or_default();
    let service = resolved.fullname.strip_suffix(HANDSUP).map_or(resolved.fullname.as_str(), |name| name.trim_end_matches('.'));
    let name = if announced.is_empty() { service } else { announced };
    let name = Name::parse(name).ok().map(|name| name.as_str().to_owned()).filter(|name| !name.is_empty());
    Some(Neighbour {
        name: name.unwrap_or_else(|| address.to_string()),
        address: SocketAddr::new(address, resolved.port),
        service: resolved.fullname.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mdns_sd::ServiceInfo;

    fn announced(instance: &str, properties: &[(&str, &str)], addresses: &str) -> ServiceEvent {
        let service = ServiceInfo::new(HANDSUP, instance, "handsup.local.", addresses, 4242, properties).expect("a service");
        ServiceEvent::ServiceResolved(Box::new(service.as_resolved_service()))
    }

    fn listed_after(events: &[ServiceEvent]) -> Vec<(String, String)> {
        let mut listed = Vec::new();
        for event in events {
            apply(&mut listed, event, "ours");
        }
        listed.into_iter().map(|other| (other.name, other.address.to_string())).collect()
    }

    fn list_of_one(name: &str, address: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), address.to_owned())]
    }

    #[test]
    fn other_servers_are_listed_updated_and_removed_and_this_one_is_left_out() {
        let anna = || announced("Handsup on anna", &[("name", "anna"), ("id", "hers")], "10.0.0.2");
        let moved = announced("Handsup on anna", &[("name", "anna"), ("id", "hers")], "192.168.1.9");
        let ours = announced("Handsup on us", &[("name", "us"), ("id", "ours")], "10.0.0.1");
        let removed = ServiceEvent::ServiceRemoved(HANDSUP.into(), format!("Handsup on anna.{HANDSUP}"));
        assert_eq!(listed_after(&[ours]), []);
        assert_eq!(listed_after(&[anna(), anna()]), list_of_one("anna", "10.0.0.2:4242"));
        assert_eq!(listed_after(&[anna(), moved]), list_of_one("anna", "192.168.1.9:4242"));
        assert_eq!(listed_after(&[anna(), removed]), []);
    }

    #[test]
    fn announced_texts_are_cleaned_and_limited() {
        let bidi = announced("Handsup on mallory", &[("name", "safe\u{202e}\u{7}")], "10.0.0.3");
        assert_eq!(listed_after(&[bidi]), list_of_one("safe", "10.0.0.3:4242"));
        let nameless = announced("Handsup (2)", &[], "10.0.0.3");
        assert_eq!(listed_after(&[nameless]), list_of_one("Handsup (2)", "10.0.0.3:4242"));
        let both = announced("Handsup on anna", &[("name", "anna")], "fd00::1,10.0.0.2");
        assert_eq!(listed_after(&[both]), list_of_one("anna", "10.0.0.2:4242"));
        assert_eq!(listed_after(&[announced("Handsup on nowhere", &[], "fe80::1")]), []);
        let many: Vec<_> = (0..50).map(|n| announced(&format!("Handsup {n}"), &[], "10.0.0.3")).collect();
        assert_eq!(listed_after(&many).len(), MAX_NEIGHBOURS);
    }
}
