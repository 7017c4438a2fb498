//! What the console is told about the way from phones to this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How things stand between phones and this computer: the event `doctor`, to hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Diagnosis {
    /// The colour of the connection light.
    pub light: Light,
    /// Why it has that colour.
    pub reason: Reason,
    /// Requests from other computers, by the address of this one that they came in on; the busiest first.
    pub arrivals: Vec<Arrival>,
    /// How fast phones answer; null while none has been asked.
    #[schema(required)]
    pub latency: Option<Latency>,
    /// The port to let in, for firewalls.
    pub port: u16,
    /// This computer's system: `linux`, `macos`, `windows` or another.
    pub system: String,
    /// The file of this program, for firewalls that go by programs.
    pub program: String,
    /// Whether the computer is kept awake now, because a poll is open in the current meeting.
    pub awake: bool,
}

/// The colour of the connection light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Phones come through.
    Green,
    /// Not proven yet, or not as it should be.
    Amber,
    /// Something is in the way.
    Red,
}

/// Why the connection light has its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Another computer or phone has reached this one.
    Reached,
    /// They reach it, and wait long for every answer.
    Slow,
    /// Nobody has come yet, and it is early.
    Waiting,
    /// The address is that of a VPN.
    Vpn,
    /// The address is a public one.
    Public,
    /// The QR code has been on a screen for a minute, and nobody came.
    Nobody,
    /// There is no address that a phone could use.
    NoNetwork,
    /// The server listens on this computer alone.
    ThisComputerOnly,
}

/// What has come in on one address of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Arrival {
    /// The address, without the port.
    pub address: String,
    /// Requests since the program started.
    #[ts(type = "number")]
    pub requests: u64,
}

/// How fast phones answer when they are asked over their sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Latency {
    /// Half of them answered within so many milliseconds, there and back.
    #[ts(type = "number")]
    pub median_ms: u64,
    /// How many answered.
    pub answered: u32,
    /// How many were asked; a phone that sleeps does not answer.
    pub asked: u32,
}
