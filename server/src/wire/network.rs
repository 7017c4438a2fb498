//! The addresses of this computer, and other hosts on its network.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How phones reach this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Network {
    /// The address in the QR code, as `192.168.1.20:4242`; null when no phone could reach this computer.
    #[schema(required)]
    pub address: Option<String>,
    /// The same as a URL, without a trailing slash.
    #[schema(required)]
    pub base_url: Option<String>,
    /// Whether the host chose it, now or earlier on this network; false when it was chosen automatically.
    pub by_host: bool,
    /// Whether it is configured (`ADVERTISE_IP`, `PUBLIC_URL`, `BIND`), so that there is no choice.
    pub by_settings: bool,
    /// What is wrong with the address, or why there is none: `no_network`, `disconnected`,
    /// `no_address` (the network has assigned none), `only_inward` (there are only addresses of
    /// VPNs and virtual networks), `inward` (the address is one of those), `public`, or `loopback`
    /// (only this computer can connect); null when nothing is wrong.
    #[schema(required)]
    pub trouble: Option<String>,
    /// `handsup.local:4242` once it is announced.
    #[schema(required)]
    pub local_name: Option<String>,
    /// Whether the `.local` name was changed because another computer had it.
    pub renamed: bool,
    /// The addresses of this computer that phones may reach, the likeliest first.
    pub candidates: Vec<NetworkCandidate>,
    /// Other Handsup hosts that announce themselves on this network, at most 20.
    pub others: Vec<OtherHost>,
}

/// One address of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NetworkCandidate {
    /// Without the port.
    pub address: String,
    /// The interface's name, as the system shows it to users.
    pub interface: String,
    /// Why it has its rank: `default_network`, `other_private`, `public`, `carrier_grade_nat`,
    /// `ipv6`, `tunnel`, `virtual_network` or `link_local`.
    pub reason: String,
    /// Whether its interface is switched on and connected.
    pub connected: bool,
    /// Whether another computer or a phone has reached this one through it.
    pub verified: bool,
    /// Whether it is the one in the QR code.
    pub chosen: bool,
}

/// Another Handsup host on this network, as announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OtherHost {
    /// Its computer's name.
    pub name: String,
    /// The address that people type.
    pub address: String,
    /// Its projector page.
    pub screen_url: String,
}

/// A host's choice of address.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressChoice {
    /// One of the candidates; null returns to the automatic choice.
    #[schema(required)]
    pub address: Option<String>,
}
