//! Selects which of the usable addresses the QR code carries. Pure: takes the address shown now and the candidates, returns the
//! address to show.

use super::Candidate;
use std::net::IpAddr;

/// The address for the QR code when the host has chosen none.
///
/// An address to which another device has connected is in `proven`, and is preferred to others with the same reason. The
/// selection is stable, because the QR code may be printed: a proven address of the local network stays as long as it is usable,
/// and any other is replaced by one with a better reason, or with the same reason and proven.
#[must_use]
pub(crate) fn select(shown: Option<IpAddr>, ranked: &[Candidate], proven: &[IpAddr]) -> Option<IpAddr> {
    let is_proven = |candidate: &Candidate| proven.contains(&candidate.address);
    let usable = || ranked.iter().filter(|candidate| candidate.usable);
    let best = usable().min_by_key(|candidate| (candidate.reason, !is_proven(candidate)))?;
    let Some(current) = usable().find(|candidate| Some(candidate.address) == shown) else {
        return Some(best.address);
    };
    let keeps_current = is_proven(current) && !current.reason.is_vpn_or_virtual();
    let better = best.reason < current.reason || is_proven(best) && !is_proven(current);
    Some(if better && !keeps_current { best.address } else { current.address })
}

#[cfg(test)]
mod tests {
    use super::super::Reason;
    use super::*;

    const WIFI: &str = "192.168.1.23";
    const CABLE: &str = "10.20.0.7";

    fn candidate(address: &str, reason: Reason) -> Candidate {
        let address = address.parse().expect("an address");
        Candidate { address, interface: "eth0".into(), network: "eth0".into(), reason, up: true, usable: true }
    }

    /// The candidates of a laptop with Wi-Fi and cable, which have the same reason, and these others.
    fn laptop(others: &[Candidate]) -> Vec<Candidate> {
        [candidate(WIFI, Reason::DefaultNetwork), candidate(CABLE, Reason::DefaultNetwork)]
            .into_iter()
            .chain(others.iter().cloned())
            .collect()
    }

    fn selected(shown: &str, ranked: &[Candidate], proven: &[&str]) -> Option<String> {
        let proven: Vec<IpAddr> = proven.iter().map(|address| address.parse().expect("an address")).collect();
        select(shown.parse().ok(), ranked, &proven).map(|address| address.to_string())
    }

    #[test]
    fn the_shown_address_stays_unless_a_likelier_or_proven_one_replaces_it() {
        let container = candidate("172.17.0.1", Reason::VirtualNetwork);
        let router = candidate("192.168.8.100", Reason::OtherPrivate);
        for (case, shown, ranked, proven, expected) in [
            ("nothing is shown yet: the first candidate with the best reason", "", laptop(&[]), &[][..], WIFI),
            ("nothing is shown yet, and the cable's address is proven", "", laptop(&[]), &[CABLE], CABLE),
            ("an address with the same reason appeared", CABLE, laptop(&[]), &[], CABLE),
            ("the other address with the same reason was proven", WIFI, laptop(&[]), &[CABLE], CABLE),
            ("both addresses are proven", CABLE, laptop(&[]), &[WIFI, CABLE], CABLE),
            (
                "the shown address is proven, and one with a better reason appeared",
                "192.168.8.100",
                laptop(std::slice::from_ref(&router)),
                &["192.168.8.100"],
                "192.168.8.100",
            ),
            ("the shown address is not proven, and one with a better reason appeared", "192.168.8.100", laptop(&[router]), &[], WIFI),
            ("the shown address of a container is proven", "172.17.0.1", laptop(std::slice::from_ref(&container)), &["172.17.0.1"], WIFI),
            ("the address of a container was proven", WIFI, laptop(&[container]), &["172.17.0.1"], WIFI),
            ("the shown address no longer exists", "192.168.8.100", laptop(&[]), &["192.168.8.100"], WIFI),
        ] {
            assert_eq!(selected(shown, &ranked, proven).as_deref(), Some(expected), "{case}");
        }
    }

    #[test]
    fn unusable_addresses_are_never_shown() {
        let down = Candidate { usable: false, ..candidate(WIFI, Reason::DefaultNetwork) };
        assert_eq!(selected(WIFI, std::slice::from_ref(&down), &[WIFI]), None);
        assert_eq!(selected(WIFI, &[down, candidate(CABLE, Reason::OtherPrivate)], &[]).as_deref(), Some(CABLE));
        assert_eq!(selected("", &[], &[]), None);
    }
}
