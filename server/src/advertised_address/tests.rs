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

/// A host's computer.
struct Laptop {
    data: TempDir,
    advertised: AdvertisedAddress,
}

fn advertised(data: &TempDir, interfaces: &[Interface], listening: &str, advertise_ip: Option<&str>) -> AdvertisedAddress {
    let advertise_ip = advertise_ip.map(|address| address.parse().expect("an address"));
    let settings = Settings { listening: listening.parse().expect("an address"), advertise_ip, public_url: None };
    let advertised = AdvertisedAddress::new(settings, AddressPreferences::read(data.path()), Vec::new);
    advertised.set_interfaces(interfaces);
    advertised
}

impl Laptop {
    fn on(interfaces: &[Interface]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        Self { advertised: advertised(&data, interfaces, "0.0.0.0:4242", None), data }
    }

    /// Ends the program and starts it again, on these networks.
    fn restarted_on(self, interfaces: &[Interface]) -> Self {
        Self { advertised: advertised(&self.data, interfaces, "0.0.0.0:4242", None), ..self }
    }

    /// Changes the computer's interfaces; returns the address in the QR code.
    fn moved_to(&self, interfaces: &[Interface]) -> String {
        self.advertised.set_interfaces(interfaces);
        self.shows()
    }

    /// The address in the QR code; empty if there is none.
    fn shows(&self) -> String {
        self.advertised.address().unwrap_or_default()
    }

    /// Saves the host's choice as `choose` does, but does not read the system's interfaces again.
    fn host_chooses(&self, address: &str) {
        let mut state = self.advertised.state();
        let chosen = state.candidates.iter().find(|candidate| candidate.address.to_string() == address).cloned();
        state.preferences.save(&chosen.expect("a candidate"));
        self.advertised.publish(&mut state);
    }

    /// A device connects from one address to another of this computer's.
    fn connects(&self, from: &str, to: &str) {
        self.advertised.record_connection(from.parse().expect("an address"), to.parse().expect("an address"));
    }

    /// The candidates that are proven.
    fn verified(&self) -> Vec<String> {
        self.advertised.network().candidates.into_iter().filter(|candidate| candidate.verified).map(|candidate| candidate.address).collect()
    }
}

#[test]
fn a_choice_is_stored_and_applies_on_the_network_it_was_made_on() {
    let laptop = Laptop::on(&[wifi(), cable()]);
    assert_eq!((laptop.shows().as_str(), laptop.advertised.network().by_host), ("192.168.1.23:4242", false));
    laptop.host_chooses("10.20.0.7");
    assert_eq!((laptop.shows().as_str(), laptop.advertised.network().by_host), ("10.20.0.7:4242", true));

    let laptop = laptop.restarted_on(&[wifi(), nic("eth0", "10.20.0.99/16", true)]);
    assert_eq!(laptop.shows(), "10.20.0.99:4242", "another address from the same network");
    assert_eq!(laptop.moved_to(&[wifi()]), "192.168.1.23:4242", "the cable is unplugged");
    assert_eq!(laptop.moved_to(&[wifi(), nic("eth0", "172.16.0.4/24", true)]), "192.168.1.23:4242", "the cable is in another network");
    assert_eq!(laptop.moved_to(&[wifi(), cable()]), "10.20.0.7:4242", "in the network of the choice again");
}

#[test]
fn a_connection_from_another_device_proves_an_address() {
    let laptop = Laptop::on(&[wifi(), cable()]);
    for own in ["127.0.0.1", "192.168.1.23", "10.20.0.7"] {
        laptop.connects(own, "10.20.0.7");
    }
    assert_eq!(laptop.verified(), Vec::<String>::new());
    laptop.connects("10.20.0.31", "10.20.0.7");
    assert_eq!(laptop.verified(), ["10.20.0.7"]);
    assert_eq!(laptop.shows(), "10.20.0.7:4242", "of two addresses of equal rank, the proven one is shown");
    laptop.connects("192.168.1.50", "192.168.1.23");
    assert_eq!(laptop.shows(), "10.20.0.7:4242", "a proven address stays");
    assert_eq!(laptop.moved_to(&[wifi()]), "192.168.1.23:4242");
    assert_eq!(laptop.moved_to(&[wifi(), cable()]), "192.168.1.23:4242");
    assert_eq!(laptop.verified(), ["192.168.1.23"], "an address that was gone has to be proven again");
    laptop.connects("10.9.9.9", "10.9.9.1");
    assert_eq!(laptop.verified(), ["192.168.1.23"], "not an address of this computer");
}

#[test]
fn each_problem_is_reported_by_its_code() {
    for (interfaces, shown, trouble) in [
        (vec![], "", Some("no_network")),
        (vec![nic("eth0", "169.254.3.4/16", false), nic("docker0", "172.17.0.1/16", false)], "", Some("no_address")),
        (vec![nic("docker0", "172.17.0.1/16", false), nic("tun0", "10.8.0.6/24", true)], "", Some("only_inward")),
        (vec![Interface { up: false, ..wifi() }], "", Some("disconnected")),
        (vec![nic("eth0", "203.0.113.7/24", true)], "203.0.113.7:4242", Some("public")),
        (vec![nic("vEthernet (External)", "192.168.0.17/24", true)], "192.168.0.17:4242", Some("inward")),
        (vec![wifi()], "192.168.1.23:4242", None),
    ] {
        let network = Laptop::on(&interfaces).advertised.network();
        assert_eq!((network.address.unwrap_or_default().as_str(), network.trouble.as_deref()), (shown, trouble), "{interfaces:?}");
    }
}

#[test]
fn settings_decide_before_the_ranking() {
    let data = tempfile::tempdir().expect("a folder");
    let by_setting = advertised(&data, &[nic("eth0", "203.0.113.7/24", true)], "0.0.0.0:4242", Some("203.0.113.7")).network();
    assert_eq!(
        (by_setting.address.as_deref(), by_setting.trouble),
        (Some("203.0.113.7:4242"), None),
        "an address from the settings has no problem"
    );
    let on_loopback = advertised(&data, &[wifi()], "127.0.0.1:4242", None).network();
    assert_eq!((on_loopback.address.as_deref(), on_loopback.trouble.as_deref()), (Some("127.0.0.1:4242"), Some("loopback")));
    assert_eq!(on_loopback.candidates, []);
}

#[test]
fn a_link_local_address_is_shown_once_the_host_chooses_it() {
    let laptop = Laptop::on(&[nic("eth0", "169.254.3.4/16", false)]);
    assert_eq!(laptop.shows(), "");
    laptop.host_chooses("169.254.3.4");
    assert_eq!(laptop.shows(), "169.254.3.4:4242");
}
