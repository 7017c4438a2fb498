//! A phone that leads a meeting.

use super::JoinCode;

/// How many phones can lead a meeting at a time, those that wait for confirmation too.
pub const MOST_REMOTES: usize = 8;

/// A phone that leads a meeting, or waits for the host to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Primary key in the database.
    pub id: i64,
    /// The meeting.
    pub meeting: JoinCode,
    /// The number that the phone and the console both show, below 10,000.
    pub number: u16,
    /// The browser's name.
    pub name: String,
    /// When it was paired, in milliseconds since 1970.
    pub paired_at: i64,
    /// Whether the host has confirmed it. Before, it can do nothing.
    pub is_confirmed: bool,
}

/// A phone to be paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRemote {
    /// SHA-256 of the token in its cookie.
    pub token_hash: [u8; 32],
    /// The number of the one-time code that it has sent.
    pub code: [u8; 16],
    /// The number that the phone and the console both show.
    pub number: u16,
    /// The browser's name.
    pub name: String,
    /// When it is paired, in milliseconds since 1970.
    pub now: i64,
}
