//! Our "no" to a visitor. Which status code each becomes is known to `http::problem` alone.

use super::{PollState, Vote};

/// Which mark gave a second vote away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The same browser token.
    Device,
    /// The same network address.
    Address,
}

/// What a visitor asked for and cannot have, with what they need to know to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No poll has this code.
    NoSuchPoll,
    /// No meeting has this code.
    NoSuchMeeting,
    /// A second vote in one round; `earlier` is returned to the same device only.
    AlreadyVoted {
        /// What gave it away.
        mark: Mark,
        /// The device's own counted vote.
        earlier: Option<Vote>,
    },
    /// Under the rule that asks for the address, a vote from where nothing tells devices apart: over IPv6 in the local
    /// network, from a card that is not known.
    NoMark,
    /// The device has changed its vote in this round as often as it may; the vote stands as it is.
    TooManyChanges {
        /// Its counted vote.
        earlier: Vote,
    },
    /// Guests have made as many polls as they may: those of one address group, or all together.
    TooManyGuestPolls,
    /// A guest's poll has had as many rounds as it may.
    TooManyRounds,
    /// The poll takes no votes now.
    PollNotOpen(PollState),
    /// Receipts are listed once voting has ended.
    PollNotClosed,
    /// A step that does not follow from where the poll stands; with what to do first.
    WrongState(String),
    /// Options cannot be exchanged after the first vote.
    OptionsLocked,
    /// A timer of nothing, or of more than a day.
    InvalidTimer,
    /// A meeting's name is too long.
    InvalidName,
    /// No Wi-Fi has such a name, or such a password.
    InvalidWifi,
    /// A private note is too long.
    InvalidNote,
    /// An order that does not name each poll of the meeting once.
    InvalidOrder,
    /// The meeting has ended.
    MeetingEnded,
    /// A meeting has as many polls as it can hold.
    TooManyPolls,
    /// The question is blank or too long.
    InvalidQuestion(String),
    /// Too few, too many, blank, too long or equal options.
    InvalidOptions(String),
    /// `min_choices` and `max_choices` do not fit.
    InvalidChoices(String),
    /// A ballot names too few, too many, or foreign options.
    InvalidChoice(String),
    /// The browser token is not a UUID.
    InvalidToken,
}
