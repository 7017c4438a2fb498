//! Why a visitor's request is refused. `http::problem` maps each refusal to a status code and a
//! text.

use super::{AnswerFault, OwnVote, PollState};

/// The identity by which a second vote was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// The same browser token.
    Device,
    /// The same network address.
    Address,
}

/// Why a request is refused, with the values that the explanation needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No poll has this code.
    NoSuchPoll,
    /// No meeting has this code.
    NoSuchMeeting,
    /// No question of the meeting's board has this id, or this visitor may not see it.
    NoSuchQuestion,
    /// The question has another version than the one that the change replaces.
    DecidedSince,
    /// The board takes no questions and no votes.
    BoardNotOpen,
    /// The device has asked too often, or too many; the text says when it may again.
    TooManyQuestions(String),
    /// Nobody has written this text, or it is redacted.
    NoSuchTerm,
    /// A second vote in one round; `earlier` is returned to the same device only.
    AlreadyVoted {
        /// By which identity it was recognised.
        matched_by: MatchedBy,
        /// The device's own counted vote.
        earlier: Option<OwnVote>,
    },
    /// Under the rule that compares addresses, a vote whose address does not distinguish devices:
    /// an IPv6 address in the local network whose network card is unknown.
    Ipv4Needed,
    /// The device has reached the limit of vote changes in this round; its vote counts unchanged.
    TooManyChanges {
        /// Its counted vote.
        earlier: OwnVote,
    },
    /// Guests have reached the limit of polls: those of one address group, or all together.
    TooManyGuestPolls,
    /// A guest's poll has reached the limit of rounds.
    TooManyRounds,
    /// The ballot was answered in another round.
    RoundPassed,
    /// Voting is not open.
    PollNotOpen(PollState),
    /// The list of devices that have voted in this round was deleted with the end of its meeting, or is lost with its salt, so
    /// that the round takes no more votes.
    RollErased,
    /// Voting has not ended; receipts and the log are published then.
    PollNotClosed,
    /// The result is not visible to this visitor yet, and so neither is the proof that a vote is in it.
    NotPublished,
    /// No vote of this result has this commitment.
    NotInResult,
    /// A change that the poll's state does not permit; the text says what to do first.
    WrongState(String),
    /// Options cannot be added or removed after the first vote.
    OptionsLocked,
    /// A timer of zero, or of more than a day.
    InvalidTimer,
    /// A meeting starts in more than a day.
    InvalidStart,
    /// A meeting's name is too long.
    InvalidName,
    /// Not a valid Wi-Fi name or password.
    InvalidWifi,
    /// A private note is too long.
    InvalidNote,
    /// A word of the host's own list is too long, or there are too many.
    InvalidWords(String),
    /// A look with a colour that is none, or a size of type that is too small or too large; the text says which.
    InvalidLook(String),
    /// A file that is no logo; the text says why.
    InvalidLogo(String),
    /// The meeting has no logo.
    NoSuchLogo,
    /// An order that does not contain each poll of the meeting exactly once.
    InvalidOrder,
    /// The meeting has ended.
    MeetingEnded,
    /// A step from a state that the meeting has left: somebody else has taken one.
    StepPassed,
    /// A step back over an open poll with votes.
    VotesCounted {
        /// How many.
        votes: u64,
    },
    /// A step that would open a closed poll with votes again, and is not confirmed.
    WouldReopen {
        /// How many.
        votes: u64,
    },
    /// A step that would put a poll on stage while another one is open, and is not confirmed.
    PollStillOpen {
        /// The question of the open one.
        question: String,
    },
    /// As many phones lead the meeting as can.
    TooManyRemotes,
    /// The meeting has reached the limit of polls.
    TooManyPolls,
    /// The question is blank or too long.
    InvalidQuestion(String),
    /// Too few, too many, blank, too long or equal options.
    InvalidOptions(String),
    /// `min_choices` and `max_choices` do not fit the kind, the number of options or each other.
    InvalidChoices(String),
    /// A ballot names too few, too many, repeated or foreign options.
    InvalidChoice(String),
    /// A setting of a prompt is outside its range, or belongs to another kind.
    InvalidPrompt {
        /// The setting.
        field: &'static str,
        /// What is allowed; continues the sentence "`field` is …".
        allowed: String,
    },
    /// An answer does not fit its poll.
    InvalidAnswer {
        /// The field at fault, as it was sent: `rank_12`, `points.12`.
        field: String,
        /// What is wrong with it.
        fault: AnswerFault,
    },
    /// The browser token is not a UUID.
    InvalidToken,
}
