//! A meeting: a series of polls under one join code, and the stage that everybody follows.

use super::{JoinCode, Name, PollCode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A meeting as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The database's key.
    pub id: i64,
    /// What people type, and what the QR code of the evening carries.
    pub code: JoinCode,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; `None` while it goes on.
    pub ended_at: Option<i64>,
    /// What is shown now.
    pub stage: Stage,
}

/// What the host shows: on the projector, and on every phone that follows the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What is to be seen.
    pub view: View,
    /// The poll on stage; behind the lobby and a blank screen it stays where it was.
    pub poll: Option<PollCode>,
    /// Whether the projector shows bars, where the poll's own rule lets it.
    pub bars: bool,
    /// How large the projector shows the QR code.
    pub qr: QrSize,
    /// Grows with every change; a snapshot with a smaller number than the one held is stale.
    pub seq: u64,
}

/// What is to be seen on the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// How to join, and how many have.
    #[default]
    Lobby,
    /// A poll.
    Poll,
    /// Nothing, so that everybody looks at the speaker.
    Blank,
}

/// How large the projector shows the QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QrSize {
    /// Beside the poll.
    #[default]
    Corner,
    /// Over everything, for the last row.
    Full,
    /// Not at all.
    Off,
}

/// A host's wish about a meeting; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingChange {
    /// Another name.
    pub name: Option<Name>,
    /// End it, or open it again.
    pub ended: Option<bool>,
    /// Take it out of sight, or bring it back.
    pub deleted: Option<bool>,
    /// Its polls in another order: all of them, each once.
    pub order: Option<Vec<PollCode>>,
    /// What to show.
    pub stage: Option<StageChange>,
}

/// A wish about the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageChange {
    /// What is to be seen.
    pub view: Option<View>,
    /// Another poll of this meeting; a draft becomes ready by it.
    pub poll: Option<PollCode>,
    /// Whether the projector shows bars.
    pub bars: Option<bool>,
    /// How large the projector shows the QR code.
    pub qr: Option<QrSize>,
}

/// A meeting as a line in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLine {
    /// The meeting.
    pub meeting: Meeting,
    /// How many polls it has.
    pub polls: u64,
    /// Ballots counted in it, in the current round of each poll.
    pub votes: u64,
}

/// What one round of a poll came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundTally {
    /// From 1.
    pub round: u32,
    /// Counted ballots.
    pub total_votes: u64,
    /// Ballots that name each option, in the poll's order.
    pub counts: Vec<u64>,
    /// When voting was open.
    pub times: RoundTimes,
}

/// When the voting of a round began and ended, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundTimes {
    /// When it was opened first; `None` where it is not recorded.
    pub opened_at: Option<i64>,
    /// When it was closed last; `None` while it is open, or where it is not recorded.
    pub closed_at: Option<i64>,
}
