//! What a recount can find, as a code with its values and as an English sentence.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;
use utoipa::ToSchema;

/// One inconsistency and where it is: a stable code, and the values that its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Finding {
    /// A position is missing.
    VoteMissing {
        /// The expected position.
        #[ts(type = "number")]
        expected: u64,
        /// The position found.
        #[ts(type = "number")]
        found: u64,
    },
    /// A position is out of order.
    VoteMisplaced {
        /// The expected position.
        #[ts(type = "number")]
        expected: u64,
        /// The position found.
        #[ts(type = "number")]
        found: u64,
    },
    /// A receipt does not fit its vote.
    WrongReceipt {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// Two votes have the same receipt.
    SameReceipt {
        /// The later of the two.
        #[ts(type = "number")]
        position: u64,
    },
    /// A link does not fit its vote and the link before it.
    BrokenLink {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// An entry replaces or strikes a vote that does not exist, does not count any more, or belongs
    /// to another round; or it names neither an option nor a vote.
    WrongReplacement {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// A vote names an option that the poll does not have.
    UnknownOption {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
        /// The option.
        #[ts(type = "number")]
        option_id: i64,
    },
    /// The log is shorter than the poll's count of its entries.
    LogTooShort {
        /// The poll's count.
        #[ts(type = "number")]
        says: u64,
        /// The entries in the log.
        #[ts(type = "number")]
        holds: u64,
    },
    /// The log is longer than the poll's count of its entries.
    LogTooLong {
        /// The poll's count.
        #[ts(type = "number")]
        says: u64,
        /// The entries in the log.
        #[ts(type = "number")]
        holds: u64,
    },
    /// The log's last link differs from the one stored with the poll.
    WrongEnd,
    /// An option's count differs from the votes that name it.
    WrongOptionCount {
        /// The option's text.
        option_text: String,
        /// The option's count.
        #[ts(type = "number")]
        says: u64,
        /// How many votes name it.
        #[ts(type = "number")]
        holds: u64,
    },
    /// Another sum than an option's count differs from the answers in the log.
    WrongSum {
        /// What is summed.
        key: String,
        /// The poll's sum.
        #[ts(type = "number")]
        says: i64,
        /// The sum of the answers.
        #[ts(type = "number")]
        holds: i64,
    },
    /// An answer is missing, and no event says that the host has redacted it.
    AnswerMissing {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// A vote is marked as counting where the log says that it does not, or the other way round.
    WrongMark {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// A vote was counted while voting was closed.
    VoteWhileClosed {
        /// The vote.
        #[ts(type = "number")]
        position: u64,
    },
    /// An event that this version does not know, or that cannot stand alone.
    UnknownEvent {
        /// The event.
        #[ts(type = "number")]
        position: u64,
    },
    /// A close counts other votes or sums than those before it, or reads the poll in another way.
    WrongClose {
        /// The close.
        #[ts(type = "number")]
        position: u64,
    },
    /// The question differs from the one in the log.
    OtherQuestion {
        /// The poll's question.
        says: String,
        /// The question in the log.
        logged: String,
    },
    /// The text of an option, or whether it is right, differs from the log.
    OtherOption {
        /// The option's text.
        says: String,
        /// The text in the log; empty where the log has no such option.
        logged: String,
    },
    /// The options are others than those in the log, or in another order.
    OtherOptions,
    /// A rule, or a setting of the kind, differs from the log.
    OtherRules,
    /// The earlier wordings differ from those in the log.
    OtherEdits,
    /// The current round is another one than that in the log.
    OtherRound {
        /// The poll's round.
        says: u32,
        /// The round in the log.
        logged: u32,
    },
    /// The times of a round differ from those in the log.
    OtherTimes {
        /// The round.
        round: u32,
    },
    /// The poll is in another state than its log ends with.
    OtherState,
    /// The seal of a round is missing, or is not that of its last close.
    WrongSeal {
        /// The round.
        round: u32,
    },
    /// The signature of a round's seal is missing, or is not of the key beside it.
    WrongSignature {
        /// The round.
        round: u32,
    },
    /// The poll's total differs from the votes in its log that count in the current round.
    WrongTotal {
        /// The poll's total.
        #[ts(type = "number")]
        says: u64,
        /// The votes in the log that count.
        #[ts(type = "number")]
        holds: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::VoteMissing { expected, found } => write!(f, "vote {expected} is missing: vote {found} follows"),
            Self::VoteMisplaced { expected, found } => write!(f, "vote {found} stands where vote {expected} should"),
            Self::WrongReceipt { position } => write!(f, "vote {position}: its receipt does not fit what it says"),
            Self::SameReceipt { position } => write!(f, "vote {position}: another vote has the same receipt"),
            Self::BrokenLink { position } => {
                write!(f, "vote {position}: the chain breaks here; this vote was altered, or one was put in or taken out before it")
            }
            Self::WrongReplacement { position } => write!(f, "vote {position}: it replaces a vote that it cannot replace"),
            Self::UnknownOption { position, option_id } => write!(f, "vote {position}: the poll has no option {option_id}"),
            Self::LogTooShort { says, holds } => {
                write!(f, "the log holds {holds} votes, the poll says {says}: {} are missing at its end", says - holds)
            }
            Self::LogTooLong { says, holds } => {
                write!(f, "the log holds {holds} votes, the poll says {says}: some were added behind its back")
            }
            Self::WrongEnd => f.write_str("the log does not end as the poll notes: its last votes were exchanged"),
            Self::WrongOptionCount { option_text, says, holds } => write!(f, "“{option_text}” says {says}, but {holds} votes name it"),
            Self::WrongSum { key, says, holds } => write!(f, "the poll says {says} for “{key}”, the answers in the log add up to {holds}"),
            Self::AnswerMissing { position } => write!(f, "vote {position}: its answer is missing, and no event says that it was redacted"),
            Self::WrongMark { position } => write!(f, "vote {position}: whether it counts is not what the log says"),
            Self::VoteWhileClosed { position } => write!(f, "vote {position}: voting was closed when it was added"),
            Self::UnknownEvent { position } => write!(f, "event {position}: this version does not know it"),
            Self::WrongClose { position } => {
                write!(f, "event {position}: it closes the voting with other votes, sums or texts than the log has before it")
            }
            Self::OtherQuestion { says, logged } => write!(f, "the question is “{says}”, but the log says “{logged}”"),
            Self::OtherOption { says, logged } => write!(f, "an option is “{says}”, but the log says “{logged}”"),
            Self::OtherOptions => f.write_str("the options are others than those in the log, or in another order"),
            Self::OtherRules => f.write_str("a rule of the poll is another than the log says"),
            Self::OtherEdits => f.write_str("the earlier wordings are others than those in the log"),
            Self::OtherRound { says, logged } => write!(f, "the poll is in round {says}, but the log in round {logged}"),
            Self::OtherTimes { round } => write!(f, "round {round}: it was open at other times than the log says"),
            Self::OtherState => f.write_str("its state, or whether voting is open, is not what the log ends with"),
            Self::WrongSeal { round } => write!(f, "round {round}: its seal is not that of its last close"),
            Self::WrongSignature { round } => write!(f, "round {round}: the signature of its seal is not that of the key beside it"),
            Self::WrongTotal { says, holds } => write!(f, "the poll says {says} votes, the log holds {holds} that count"),
        }
    }
}
