//! The advertised address while the computer's network changes.

use super::*;
use crate::lan::Medium;
use tempfile::TempDir;

fn nic(name: &str, address: &str, gateway: bool) -> Interface {
    let kind = Medium::recognise([name], if name.starts_with("wl") { Medium::Wifi } else { Medium::Ethernet });
    let addresses = vec![address.parse().expect("an address with its network")];
    let gateway = gateway.then(|| "192.0.2.1".parse().expect("an address"));
    Interface { name: name.into(), friendly: None, up: true, kind, gateway, addresses }
}

fn wifi() -> Interface {
    nic("wlan0", "192.168.1.23/24", true)
}

fn cable() -> Interface {
    nic("eth0", "10.20.0.7/16", true)
}

/// A host's computer that is in these networks.
struct Laptop {
    data: TempDir,
    reach: AdvertisedAddress,
}

fn reach(data: &TempDir, interfaces: &[Interface], listening: &str, advertise_ip: Option<&str>) -> AdvertisedAddress {
    let advertise_ip = advertise_ip.map(|address| address.parse().expect("an address"));
    let settings = Settings { listening: listening.parse().expect("an address"), advertise_ip, public_url: None };
    let reach = AdvertisedAddress::new(settings, AddressPreferences::read(data.path()), Vec::new);
    reach.set_interfaces(interfaces);
    reach
}

impl Laptop {
    fn in_the(interfaces: &[Interface]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        Self { reach: reach(&data, interfaces, "0.0.0.0:4242", None), data }
    }

    /// Ends the program and starts it again, perhaps elsewhere.
    fn again_in(self, interfaces: &[Interface]) -> Self {
        Self { reach: reach(&self.data, interfaces, "0.0.0.0:4242", None), ..self }
    }

    fn moves_to(&self, interfaces: &[Interface]) -> String {
        self.reach.set_interfaces(interfaces);
        self.shows()
    }

    fn shows(&self) -> String {
        self.reach.address().unwrap_or_default()
    }

    /// Chooses an address without asking the system, as `choose` does.
    fn host_chooses(&self, address: &str) {
        let mut known = self.reach.known();
        let chosen = known.candidates.iter().find(|candidate| candidate.address.to_string() == address).cloned();
        known.remembered.save(&chosen.expect("a candidate"));
        self.reach.publish(&mut known);
    }

    fn comes(&self, from: &str, here: &str) {
        self.reach.record_connection(from.parse().expect("an address"), here.parse().expect("an address"));
    }

    fn verified(&self) -> Vec<String> {
        self.reach.network().candidates.into_iter().filter(|it| it.verified).map(|it| it.address).collect()
    }
}

#[test]
fn a_choice_outlives_the_program_and_holds_where_it_was_made() {
    let laptop = Laptop::in_the(&[wifi(), cable()]);
    assert_eq!((laptop.shows().as_str(), laptop.reach.network().by_host), ("192.168.1.23:4242", false));
    laptop.host_chooses("10.20.0.7");
    assert_eq!((laptop.shows().as_str(), laptop.reach.network().by_host), ("10.20.0.7:4242", true));

    let laptop = laptop.again_in(&[wifi(), nic("eth0", "10.20.0.99/16", true)]);
    assert_eq!(laptop.shows(), "10.20.0.99:4242", "another address from the same network");
    assert_eq!(laptop.moves_to(&[wifi()]), "192.168.1.23:4242", "the cable is out");
    assert_eq!(laptop.moves_to(&[wifi(), nic("eth0", "172.16.0.4/24", true)]), "192.168.1.23:4242", "a cable elsewhere");
    assert_eq!(laptop.moves_to(&[wifi(), cable()]), "10.20.0.7:4242", "back");
}

#[test]
fn whoever_comes_from_elsewhere_proves_an_address() {
    let laptop = Laptop::in_the(&[wifi(), cable()]);
    for own in ["127.0.0.1", "192.168.1.23", "10.20.0.7"] {
        laptop.comes(own, "10.20.0.7");
    }
    assert_eq!(laptop.verified(), Vec::<String>::new());
    laptop.comes("10.20.0.31", "10.20.0.7");
    assert_eq!(laptop.verified(), ["10.20.0.7"]);
    assert_eq!(laptop.shows(), "10.20.0.7:4242", "proven before as likely");
    laptop.comes("192.168.1.50", "192.168.1.23");
    assert_eq!(laptop.shows(), "10.20.0.7:4242", "and it stays");
    assert_eq!(laptop.moves_to(&[wifi()]), "192.168.1.23:4242");
    assert_eq!(laptop.moves_to(&[wifi(), cable()]), "192.168.1.23:4242");
    assert_eq!(laptop.verified(), ["192.168.1.23"], "what was gone has to be proven again");
    laptop.comes("10.9.9.9", "10.9.9.1");
    assert_eq!(laptop.verified(), ["192.168.1.23"], "only what is ours");
}

#[test]
fn what_is_wrong_has_a_word() {
    for (interfaces, shown, trouble) in [
        (vec![], "", Some("no_network")),
        (vec![nic("eth0", "169.254.3.4/16", false), nic("docker0", "172.17.0.1/16", false)], "", Some("no_address")),
        (vec![nic("docker0", "172.17.0.1/16", false), nic("tun0", "10.8.0.6/24", true)], "", Some("only_inward")),
        (vec![Interface { up: false, ..wifi() }], "", Some("disconnected")),
        (vec![nic("eth0", "203.0.113.7/24", true)], "203.0.113.7:4242", Some("public")),
        (vec![nic("vEthernet (External)", "192.168.0.17/24", true)], "192.168.0.17:4242", Some("inward")),
        (vec![wifi()], "192.168.1.23:4242", None),
    ] {
        let network = Laptop::in_the(&interfaces).reach.network();
        assert_eq!((network.address.unwrap_or_default().as_str(), network.trouble.as_deref()), (shown, trouble), "{interfaces:?}");
    }
}

#[test]
fn settings_stand_above_everything() {
    let data = tempfile::tempdir().expect("a folder");
    let named = reach(&data, &[nic("eth0", "203.0.113.7/24", true)], "0.0.0.0:4242", Some("203.0.113.7")).network();
    assert_eq!((named.address.as_deref(), named.trouble), (Some("203.0.113.7:4242"), None), "whoever names it knows it");
    let alone = reach(&data, &[wifi()], "127.0.0.1:4242", None).network();
    assert_eq!((alone.address.as_deref(), alone.trouble.as_deref()), (Some("127.0.0.1:4242"), Some("loopback")));
    assert_eq!(alone.candidates, []);
}

#[test]
fn a_link_local_address_is_shown_when_the_host_says_so() {
    let laptop = Laptop::in_the(&[nic("eth0", "169.254.3.4/16", false)]);
    assert_eq!(laptop.shows(), "");
    laptop.host_chooses("169.254.3.4");
    assert_eq!(laptop.shows(), "169.254.3.4:4242");
}
