//! A meeting: a series of polls under one join code, the stage that its projector and phones
//! follow, and the results of its polls' rounds.

use super::{BoardChange, BoardRules, JoinCode, Look, LookChange, Name, OwnWords, PollCode, Recap, StartChange, Tally};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A meeting as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Primary key in the database.
    pub id: i64,
    /// The code that people type, and that the QR code contains.
    pub code: JoinCode,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; `None` for a live meeting.
    pub ended_at: Option<i64>,
    /// What its projector and phones show now.
    pub stage: Stage,
    /// The rules of its board.
    pub board: BoardRules,
    /// What the link of its moderators is derived from; `None` without a link.
    pub moderator_nonce: Option<ModeratorNonce>,
    /// When it starts, as its host has announced it, in milliseconds since 1970; `None` where that is not announced, and once a poll
    /// was opened.
    pub starts_at: Option<i64>,
    /// What it was; `None` while it goes on, and in lists of meetings.
    pub recap: Option<Recap>,
    /// How it looks.
    pub look: Look,
}

/// New words of a meeting's host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWordsChange {
    /// The new words.
    pub words: OwnWords,
    /// The version of the words that they replace; `None` replaces any.
    pub replaces: Option<String>,
}

/// A change of the link of a meeting's moderators. A meeting that has ended has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeratorChange {
    /// Makes a link, unless there is one.
    Make(ModeratorNonce),
    /// Makes a link in place of the one there is.
    Renew(ModeratorNonce),
    /// Removes the link.
    End,
}

/// Random bytes from which the link of a meeting's moderators is derived.
pub type ModeratorNonce = [u8; 16];

/// What the host shows on the projector and on the phones that follow the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What is shown.
    pub item: Item,
    /// The poll that was put on stage last, also while something else is shown.
    pub last_poll: Option<PollCode>,
    /// What a blank screen hides, and what is shown again after it; where the screen is not blank, what is shown.
    pub beneath: View,
    /// Whether the projector shows bars, provided the poll's rule permits it.
    pub bars: bool,
    /// How large the projector shows the QR code.
    pub qr: QrSize,
    /// Grows with every change: of two snapshots, the one with the smaller number is stale.
    pub seq: u64,
}

/// What a stage shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// How to join, and how many phones have.
    Lobby,
    /// A poll.
    Poll(PollCode),
    /// Questions from the audience.
    Board,
    /// Nothing.
    Blank,
}

impl Item {
    /// Which kind of item it is.
    #[must_use]
    pub const fn view(&self) -> View {
        match self {
            Self::Lobby => View::Lobby,
            Self::Poll(_) => View::Poll,
            Self::Board => View::Board,
            Self::Blank => View::Blank,
        }
    }

    /// The poll, where it is one.
    #[must_use]
    pub const fn poll(&self) -> Option<&PollCode> {
        match self {
            Self::Poll(code) => Some(code),
            Self::Lobby | Self::Board | Self::Blank => None,
        }
    }
}

/// Which kind of [`Item`] a stage shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// How to join, and how many phones have.
    #[default]
    Lobby,
    /// A poll.
    Poll,
    /// Questions from the audience.
    Board,
    /// Nothing.
    Blank,
}

/// How large the projector shows the QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QrSize {
    /// Beside the poll.
    #[default]
    Corner,
    /// Over everything, readable from the last row.
    Full,
    /// Not at all.
    Off,
}

/// A change of a meeting; `None` leaves a field unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingChange {
    /// The new name.
    pub name: Option<Name>,
    /// True ends it, false reopens it.
    pub ended: Option<bool>,
    /// True deletes it, false restores it.
    pub deleted: Option<bool>,
    /// The new order of its polls: all of them, each once.
    pub order: Option<Vec<PollCode>>,
    /// A change of its stage.
    pub stage: Option<StageChange>,
    /// A change of its board.
    pub board: Option<BoardChange>,
    /// A change of the link of its moderators.
    pub moderator: Option<ModeratorChange>,
    /// A change of its announced start. A meeting that has ended has none.
    pub start: Option<StartChange>,
    /// The new words of its host.
    pub own_words: Option<OwnWordsChange>,
    /// A change of its look.
    pub look: Option<LookChange>,
}

/// A change of the stage; `None` leaves a field unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageChange {
    /// What is shown.
    pub view: Option<View>,
    /// Another poll of this meeting, which is shown then; a draft becomes ready.
    pub poll: Option<PollCode>,
    /// Whether the projector shows bars.
    pub bars: Option<bool>,
    /// How large the projector shows the QR code.
    pub qr: Option<QrSize>,
}

/// A meeting as a row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingOverview {
    /// The meeting.
    pub meeting: Meeting,
    /// How many polls it has.
    pub polls: u64,
    /// Ballots counted in it, in the current round of each poll.
    pub votes: u64,
}

/// The result of one round of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundTally {
    /// From 1.
    pub round: u32,
    /// Counted ballots.
    pub total_votes: u64,
    /// The sums of its answers.
    pub tally: Tally,
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
