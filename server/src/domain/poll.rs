//! A poll: its question, its options, its state and its counts.

use super::{JoinCode, Kind, Link, OptionId, PollCode, PollRules, Prompt, Salt, Seal, Summary, Tally};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The state of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollState {
    /// Being written; hidden from guests.
    Draft,
    /// Visible to guests; voting is not open yet.
    Ready,
    /// Voting is open.
    #[default]
    Open,
    /// Voting has ended.
    Closed,
}

/// A poll as the database holds it, with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Primary key in the database.
    pub id: i64,
    /// The code in its address and QR code.
    pub code: PollCode,
    /// The meeting it belongs to.
    pub meeting: JoinCode,
    /// Cleaned text, 1 to 500 characters.
    pub question: String,
    /// What it asks for, with its settings.
    pub prompt: Prompt,
    /// Which second votes are refused, and who sees counts.
    pub rules: PollRules,
    /// The poll's state.
    pub state: PollState,
    /// Whether the results are revealed to every visitor.
    pub revealed: bool,
    /// Whether right answers are shown.
    pub answer_shown: bool,
    /// When the timer ends voting, in milliseconds since 1970; only while voting is open.
    pub closes_at: Option<i64>,
    /// Whether results are revealed when the timer ends voting.
    pub auto_reveal: bool,
    /// The host's private note, at most 2,000 characters.
    pub note: String,
    /// From 1; each rerun starts the next.
    pub round: u32,
    /// Monotonic: grows with every change of the poll or its votes, across rounds and restarts.
    pub seq: u64,
    /// Counted ballots of this round.
    pub total_votes: u64,
    /// In the host's order.
    pub options: Vec<PollOption>,
    /// The sums of the answers of this round.
    pub tally: Tally,
    /// Ballots in all rounds, replaced and struck ones too. With the first one the options are fixed.
    pub ballots: u64,
    /// The last round whose roll was deleted with the end of its meeting, or lost with its salt: that round takes no more
    /// ballots, because second votes would not be recognised. 0 for none.
    pub erased_round: u32,
    /// Entries in its log: ballots and other events, of all rounds.
    pub log_length: u64,
    /// The log's last link, to which the next entry is chained.
    pub log_head: Link,
    /// The seal of this round's last close; `None` unless the poll is closed, and for one that an earlier version has closed.
    pub seal: Option<Seal>,
    /// The salt of its meeting's roll; `None` once the meeting has ended.
    pub salt: Option<Salt>,
}

/// One of a poll's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// Primary key in the database, so unique over all polls.
    pub id: i64,
    /// Cleaned text, 1 to 200 characters.
    pub text: String,
    /// Whether it is a right answer; shown to guests once [`Poll::answer_shown`].
    pub correct: bool,
}

impl Poll {
    /// The kind of answer.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.prompt.kind()
    }

    /// The fewest and the most options a ballot names: 1 and 1 except for [`Kind::Multiple`].
    #[must_use]
    pub fn choices(&self) -> (usize, usize) {
        self.prompt.choices(self.options.len())
    }

    /// The ids of the options, in the host's order.
    #[must_use]
    pub fn option_ids(&self) -> Vec<OptionId> {
        self.options.iter().map(|option| option.id).collect()
    }

    /// Counted ballots of this round that name an option.
    #[must_use]
    pub fn votes_for(&self, option: &PollOption) -> u64 {
        self.prompt.named(option.id, &self.tally)
    }

    /// What results show of this round.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.prompt.summary(&self.option_ids(), &self.tally, self.total_votes)
    }

    /// Whether it has a right answer: an option, or a number.
    #[must_use]
    pub fn has_right_answer(&self) -> bool {
        self.options.iter().any(|option| option.correct) || self.prompt.right_number(&Tally::default()).is_some()
    }

    /// The seal that is shown and written down: that of the last close, or the log's last link while there is none.
    #[must_use]
    pub fn seal_text(&self) -> String {
        self.seal.map_or(self.log_head, |seal| seal.link).seal()
    }
}

#[cfg(test)]
impl Poll {
    /// An open poll without votes.
    pub(crate) fn without_votes(prompt: Prompt, options: &[(OptionId, &str)]) -> Self {
        let code = PollCode::parse("AB3DE9ZX").unwrap();
        Self {
            id: 1,
            log_head: Link::first(&code),
            code,
            meeting: JoinCode::parse("K7Q2M9").unwrap(),
            question: "Here?".into(),
            prompt,
            rules: PollRules::default(),
            state: PollState::Open,
            revealed: false,
            answer_shown: false,
            closes_at: None,
            auto_reveal: false,
            note: String::new(),
            round: 1,
            seq: 1,
            total_votes: 0,
            options: options.iter().map(|(id, text)| PollOption { id: *id, text: (*text).into(), correct: false }).collect(),
            tally: Tally::default(),
            ballots: 0,
            erased_round: 0,
            log_length: 0,
            seal: None,
            salt: None,
        }
    }
}
