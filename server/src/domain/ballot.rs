//! A ballot, and the vote that it becomes.

use super::{Answer, AnswerShape, Class, Commitment, Event, Prompt, Receipt, Salt, Voter};

/// A ballot that is valid for its poll.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// The poll's primary key in the database.
    pub poll_id: i64,
    /// The round it was cast in.
    pub round: u32,
    /// When it was cast, in milliseconds since 1970. Compared with the poll's deadline, and not stored.
    pub now: i64,
    /// What it says.
    pub answer: Answer,
    /// The voter.
    pub voter: Voter,
    /// The salt under which the voter was hashed.
    pub salt: Salt,
    /// Random, stored with the vote; an input of the commitment.
    pub nonce: [u8; 16],
    /// The commitment to the answer.
    pub commitment: Commitment,
}

/// A counted vote with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// What it says.
    pub answer: Answer,
    /// The voter's receipt.
    pub receipt: Receipt,
    /// The nonce of its commitment, with which the voter can verify the receipt; `None` for a vote without a commitment,
    /// from an earlier version.
    pub nonce: Option<[u8; 16]>,
}

/// A counted vote, as its own voter reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVote {
    /// The vote.
    pub vote: Vote,
    /// What it says, in the form of its poll's kind.
    pub shape: AnswerShape,
}

impl Vote {
    /// The vote as its voter reads it; `prompt` is that of its poll.
    #[must_use]
    pub fn shown(self, prompt: &Prompt) -> OwnVote {
        OwnVote { shape: prompt.shape(&self.answer), vote: self }
    }
}

impl Ballot {
    /// The vote that the ballot becomes.
    #[must_use]
    pub fn vote(&self) -> Vote {
        Vote { answer: self.answer.clone(), receipt: Receipt::of(&self.commitment), nonce: Some(self.nonce) }
    }

    /// The event of the log when it counts, and replaces the vote at this position.
    #[must_use]
    pub fn event(&self, replaces: Option<u64>) -> Event {
        Event::ballot(self.round, Class::Device, &self.commitment, replaces)
    }
}
