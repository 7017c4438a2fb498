//! Diagnostics of the connection between phones and this computer, for consoles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The state of the connection between phones and this computer: the event `doctor`, to hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Diagnosis {
    /// The colour of the connection light.
    pub light: Light,
    /// Why the light has that colour.
    pub reason: Reason,
    /// Requests from other devices, by the address of this computer that they reached; most
    /// requests first.
    pub arrivals: Vec<Arrival>,
    /// How fast phones answer; null while there is no measurement.
    #[schema(required)]
    pub latency: Option<Latency>,
    /// What phones are being sent; null without phones.
    #[schema(required)]
    pub sending: Option<Sending>,
    /// The port to open in firewalls.
    pub port: u16,
    /// This computer's system: `linux`, `macos`, `windows` or another.
    pub system: String,
    /// The path of this program, for firewalls with rules per program.
    pub program: String,
    /// Whether this computer is kept awake, because a poll is open in the current meeting.
    pub awake: bool,
}

/// The colour of the connection light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Phones reach this computer.
    Green,
    /// Not verified yet, or phones answer slowly.
    Amber,
    /// Phones cannot reach it, or none has within a minute.
    Red,
}

/// Why the connection light has its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Another computer or phone has reached this one.
    Reached,
    /// Phones reach this computer, but answer slowly.
    Slow,
    /// No other device has connected yet; the QR code is hidden, or has been shown for less than a
    /// minute.
    Waiting,
    /// The address in the QR code is that of a VPN, and no other device has connected yet.
    Vpn,
    /// The address in the QR code is public, and no other device has connected yet.
    Public,
    /// The QR code has been shown for a minute, and no other device has connected.
    Nobody,
    /// This computer has no address that phones could use.
    NoNetwork,
    /// The server listens on this computer alone.
    ThisComputerOnly,
}

/// Requests on one address of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Arrival {
    /// The address, without the port.
    pub address: String,
    /// Requests since the program started.
    #[ts(type = "number")]
    pub requests: u64,
}

/// Round-trip times of phones, measured over their sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Latency {
    /// The median, in milliseconds.
    #[ts(type = "number")]
    pub median_ms: u64,
    /// Phones that answered.
    pub answered: u32,
    /// Phones that were asked; sleeping ones do not answer.
    pub asked: u32,
}

/// The updates that this server is sending to its phones, measured over the last five seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Sending {
    /// Connected phones.
    pub phones: u32,
    /// Updates a second to all of them together.
    #[ts(type = "number")]
    pub updates_per_second: u64,
    /// Bits a second, headers of the transport included.
    #[ts(type = "number")]
    pub bits_per_second: u64,
}
