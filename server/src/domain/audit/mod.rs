//! Recounts a poll: checks its log, and compares what the log says with the poll's own counts, texts, rules and times.

mod chain;
mod coverage;
mod definition;
mod finding;
mod history;
mod sums;

pub use coverage::Coverage;
pub use finding::Finding;

use super::merkle::Hash;
use super::{Answer, Class, Commitment, Definition, Edit, Link, PollCode, PollState, Receipt, RoundTimes, Seal, Tally};
use history::History;
use std::collections::BTreeMap;
use sums::option_sum;

/// A poll's whole log beside the poll's own counts, texts, rules and times.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The poll's code, from which the chain's first link is derived.
    pub code: PollCode,
    /// The round that `tally` and `total_votes` count.
    pub round: u32,
    /// The poll's state.
    pub state: PollState,
    /// How the poll reads.
    pub definition: Definition,
    /// The poll's sums.
    pub tally: Tally,
    /// The sums of its earlier rounds, by round; none in an exported log.
    pub earlier_tallies: BTreeMap<u32, Tally>,
    /// The earlier wordings that reports show; `None` in an exported log.
    pub edits: Option<Vec<Edit>>,
    /// The poll's total of ballots.
    pub total_votes: u64,
    /// The poll's count of log entries, in all rounds.
    pub log_length: u64,
    /// The log's last link as stored with the poll; [`Link::first`] while the log is empty.
    pub log_head: Link,
    /// The poll's rounds, as far as they are recorded.
    pub rounds: Vec<SealedRound>,
    /// The ballots of the log, in its order.
    pub votes: Vec<LoggedVote>,
    /// The other entries of the log, in its order.
    pub events: Vec<LoggedEvent>,
}

/// A round's times and the seal of its last close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedRound {
    /// From 1.
    pub round: u32,
    /// When voting was open.
    pub times: RoundTimes,
    /// `None` before the first close.
    pub seal: Option<Seal>,
}

/// A ballot in the log, without the voter. In entries of version 1, also the strike of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedVote {
    /// 1, 2, 3 … within the poll.
    pub position: u64,
    /// The round it was cast in.
    pub round: u32,
    /// What it says; `None` once redacted. A strike chooses no option.
    pub answer: Option<Answer>,
    /// Random; an input of the commitment.
    pub nonce: [u8; 16],
    /// The commitment to the answer; `None` in an entry of version 1.
    pub commitment: Option<Commitment>,
    /// The receipt that an exported log states; `None` for a row of the database, which holds none.
    pub stated_receipt: Option<String>,
    /// How its voter was admitted.
    pub class: Class,
    /// The position of the earlier vote that this one replaces or strikes.
    pub replaces: Option<u64>,
    /// Whether the database marks it as counting; `None` in an exported log.
    pub counts: Option<bool>,
    /// Chains it to the entry before it.
    pub link: Link,
}

/// Another entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// 1, 2, 3 … within the poll.
    pub position: u64,
    /// The event as text: see [`Event::parse`](super::Event::parse).
    pub text: String,
    /// Chains it to the entry before it.
    pub link: Link,
}

/// The close of a round, as a voter needs it to verify a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The text of its event.
    pub event: String,
    /// The link before it.
    pub previous: Link,
    /// Its link, which is the seal.
    pub link: Link,
    /// The commitments of the votes that it has counted, in the log's order.
    pub commitments: Vec<Commitment>,
}

/// The proof that a vote is in the result of a closed poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The seal of the close.
    pub seal: Seal,
    /// The text of its event.
    pub event: String,
    /// The link before it.
    pub previous: Link,
    /// The place of the vote among those that count, from 0.
    pub index: usize,
    /// How many votes count.
    pub size: usize,
    /// The hashes from the vote up to the root.
    pub path: Vec<Hash>,
}

/// The result of a recount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// Votes of the current round that count: logged, and neither replaced nor struck.
    pub votes: u64,
    /// How many times those votes name an option.
    pub choices: u64,
    /// The sum of the options' counts.
    pub option_sum: u64,
    /// Receipts of those votes that match their vote, each counted once.
    pub receipts: u64,
    /// Votes of the current round that the host has struck.
    pub struck: u64,
    /// Answers that the host has redacted, in all rounds.
    pub redacted: u64,
    /// All inconsistencies; empty when there are none.
    pub findings: Vec<Finding>,
}

impl LoggedVote {
    /// The options it chooses.
    #[must_use]
    pub fn option_ids(&self) -> &[i64] {
        self.answer.as_ref().map_or(&[], Answer::option_ids)
    }

    /// Whether this entry of version 1 strikes a vote: it names no option.
    #[must_use]
    pub fn strikes(&self) -> bool {
        self.commitment.is_none() && self.option_ids().is_empty()
    }

    /// The voter's receipt.
    #[must_use]
    pub fn receipt(&self, poll: &PollCode) -> Receipt {
        match &self.commitment {
            Some(commitment) => Receipt::of(commitment),
            None => Receipt::of_version_1(poll, self.round, self.option_ids(), &self.nonce),
        }
    }
}

impl Audit {
    /// The seal of the current round, as [`Poll::seal_text`](super::Poll::seal_text).
    #[must_use]
    pub fn seal_text(&self) -> String {
        self.seal().map_or(self.log_head, |seal| seal.link).seal()
    }

    /// The seal of the current round's last close, while the poll is closed.
    #[must_use]
    pub fn seal(&self) -> Option<Seal> {
        let current = self.rounds.iter().find(|sealed| sealed.round == self.round);
        current.and_then(|sealed| sealed.seal).filter(|_| self.state == PollState::Closed)
    }

    /// Checks the log from the first entry to the last, and recounts its votes.
    #[must_use]
    pub fn recount(&self) -> Recount {
        let mut findings = Vec::new();
        self.check_chain(&mut findings);
        let receipts = self.check_receipts(&mut findings);
        let history = History::of(self, &mut findings);
        self.check_definition(&history, &mut findings);
        self.check_edits(&history, &mut findings);
        self.check_rounds(&history, &mut findings);
        self.check_marks(&history, &mut findings);
        let counting = history.counting_in(self.round);
        let tally = self.check_sums(&history, &mut findings);
        let votes = counting.len() as u64;
        if votes != self.total_votes {
            findings.push(Finding::WrongTotal { says: self.total_votes, holds: votes });
        }
        Recount {
            votes,
            choices: option_sum(&tally),
            option_sum: option_sum(&self.tally),
            struck: history.struck_in(self.round).len() as u64,
            receipts: counting.iter().filter(|vote| receipts.contains(&vote.position)).count() as u64,
            redacted: self.votes.iter().filter(|vote| vote.answer.is_none()).count() as u64,
            findings,
        }
    }

    /// The votes of the current round that the host has struck, in the order of striking.
    #[must_use]
    pub fn struck(&self) -> Vec<&LoggedVote> {
        History::of(self, &mut Vec::new()).struck_in(self.round)
    }

    /// The votes that count in the current round, in the log's order.
    #[must_use]
    pub fn counting(&self) -> Vec<&LoggedVote> {
        History::of(self, &mut Vec::new()).counting_in(self.round)
    }
}

#[cfg(test)]
mod tests;
