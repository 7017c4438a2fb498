//! A poll with its whole history: the content of a report.

use super::{Poll, PollState, RoundTally, RoundTimes};

/// A poll, its earlier rounds, and its rewordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The poll with the counts of its current round.
    pub poll: Poll,
    /// When voting in the current round was open.
    pub times: RoundTimes,
    /// The rounds before the current one, the earliest first.
    pub earlier: Vec<RoundTally>,
    /// Rewordings since the first vote, the earliest first.
    pub edits: Vec<Edit>,
}

/// A rewording of the question or an option after the first vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The position of the option among the poll's, from 0; `None` for the question.
    pub option: Option<usize>,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
    /// Milliseconds since 1970.
    pub edited_at: i64,
}

impl Record {
    /// The earlier rounds and, unless the poll is a draft, the current one, even without a vote;
    /// the earliest first.
    #[must_use]
    pub fn rounds(&self) -> Vec<RoundTally> {
        let current = (self.poll.state != PollState::Draft).then(|| self.current());
        self.earlier.iter().cloned().chain(current).collect()
    }

    /// The result of the current round.
    #[must_use]
    pub fn current(&self) -> RoundTally {
        let Poll { round, total_votes, ref tally, .. } = self.poll;
        RoundTally { round, total_votes, tally: tally.clone(), times: self.times }
    }
}
