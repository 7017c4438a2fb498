//! Recounts a poll: checks its log, and compares the log's sums with the poll's counts.

mod finding;

pub use finding::Finding;

use super::{Entry, Link, PollCode, PollOption, Receipt};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// A poll's whole log beside the poll's own counts.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The poll's code, from which the chain's first link is derived.
    pub code: PollCode,
    /// The round that `options` and `total_votes` count.
    pub round: u32,
    /// The poll's options with their counts.
    pub options: Vec<PollOption>,
    /// The poll's total of ballots.
    pub total_votes: u64,
    /// The poll's count of log entries, in all rounds.
    pub log_length: u64,
    /// The log's last link as stored with the poll; [`Link::first`] while the log is empty.
    pub log_head: Link,
    /// The log, in its order.
    pub votes: Vec<LoggedVote>,
}

/// An entry of the log, without the voter: a vote, or the strike of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedVote {
    /// 1, 2, 3 … within the poll.
    pub position: u64,
    /// The round it was cast in.
    pub round: u32,
    /// The options it names, sorted; none for a strike.
    pub option_ids: Vec<i64>,
    /// Random; the receipt is made from it.
    pub nonce: [u8; 16],
    /// The voter's receipt.
    pub receipt: String,
    /// The position of the earlier vote that this one replaces or strikes.
    pub replaces: Option<u64>,
    /// Chains it to the entry before it.
    pub link: Link,
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
    /// All inconsistencies; empty when there are none.
    pub findings: Vec<Finding>,
}

impl LoggedVote {
    /// Whether this entry strikes a vote: it names no option.
    #[must_use]
    pub fn strikes(&self) -> bool {
        self.option_ids.is_empty()
    }
}

impl Audit {
    /// The votes of the current round that the host has struck, in the order of striking.
    #[must_use]
    pub fn struck(&self) -> Vec<&LoggedVote> {
        let strikes = self.votes.iter().filter(|vote| vote.strikes() && vote.round == self.round);
        strikes.filter_map(|strike| self.votes.iter().find(|vote| Some(vote.position) == strike.replaces)).collect()
    }

    /// Checks the log from the first entry to the last, and recounts its votes.
    #[must_use]
    pub fn recount(&self) -> Recount {
        let mut findings = Vec::new();
        self.check_chain(&mut findings);
        let receipts = self.check_receipts(&mut findings);
        let counting = self.check_votes(&mut findings);
        let mut votes_by_option: HashMap<i64, u64> = HashMap::new();
        for vote in &counting {
            for id in &vote.option_ids {
                *votes_by_option.entry(*id).or_default() += 1;
            }
        }
        let votes = counting.len() as u64;
        for option in &self.options {
            let holds = votes_by_option.get(&option.id).copied().unwrap_or(0);
            if holds != option.vote_count {
                findings.push(Finding::WrongOptionCount { option_text: option.text.clone(), says: option.vote_count, holds });
            }
        }
        if votes != self.total_votes {
            findings.push(Finding::WrongTotal { says: self.total_votes, holds: votes });
        }
        Recount {
            votes,
            choices: votes_by_option.values().sum(),
            // Counts in a forged log may overflow.
            option_sum: self.options.iter().fold(0, |sum, option| sum.saturating_add(option.vote_count)),
            struck: self.votes.iter().filter(|vote| vote.strikes() && vote.round == self.round).count() as u64,
            receipts: counting.iter().filter(|vote| receipts.contains(&vote.position)).count() as u64,
            findings,
        }
    }

    /// The votes that count in the current round, in the log's order.
    #[must_use]
    pub fn counting(&self) -> Vec<&LoggedVote> {
        self.check_votes(&mut Vec::new())
    }

    /// Checks the order of positions, that each link follows from the one before it, the log's
    /// length, and its last link. After a broken link the check continues from the stored link, so
    /// that one altered vote is one finding, not one for each later vote.
    fn check_chain(&self, findings: &mut Vec<Finding>) {
        let mut link = Link::first(&self.code);
        for (expected, vote) in (1..).zip(&self.votes) {
            let found = vote.position;
            match found.cmp(&expected) {
                Ordering::Equal => {}
                Ordering::Greater => findings.push(Finding::VoteMissing { expected, found }),
                Ordering::Less => findings.push(Finding::VoteMisplaced { expected, found }),
            }
            let LoggedVote { round, option_ids, nonce, replaces, .. } = vote;
            if link.next(Entry { round: *round, option_ids, nonce, replaces: *replaces }) != vote.link {
                findings.push(Finding::BrokenLink { position: found });
            }
            link = vote.link;
        }
        let (says, holds) = (self.log_length, self.votes.len() as u64);
        match holds.cmp(&says) {
            Ordering::Less => findings.push(Finding::LogTooShort { says, holds }),
            Ordering::Greater => findings.push(Finding::LogTooLong { says, holds }),
            Ordering::Equal if self.log_head != link => findings.push(Finding::WrongEnd),
            Ordering::Equal => {}
        }
    }

    /// The positions of the entries whose receipts match and are unique.
    fn check_receipts(&self, findings: &mut Vec<Finding>) -> HashSet<u64> {
        let mut seen = HashSet::new();
        let mut matching = HashSet::new();
        for vote in &self.votes {
            let position = vote.position;
            if Receipt::new(&self.code, vote.round, &vote.option_ids, &vote.nonce).as_str() != vote.receipt {
                findings.push(Finding::WrongReceipt { position });
            } else if seen.insert(vote.receipt.as_str()) {
                matching.insert(position);
            } else {
                findings.push(Finding::SameReceipt { position });
            }
        }
        matching
    }

    /// The votes that count in the current round, in the log's order. Adds wrong replacements and
    /// unknown options of all rounds to `findings`.
    fn check_votes(&self, findings: &mut Vec<Finding>) -> Vec<&LoggedVote> {
        let option_ids: HashSet<i64> = self.options.iter().map(|option| option.id).collect();
        let mut counting: HashMap<u64, &LoggedVote> = HashMap::new();
        for vote in &self.votes {
            let position = vote.position;
            let replaced = vote.replaces.map(|earlier| counting.remove(&earlier).filter(|earlier| earlier.round == vote.round));
            if replaced == Some(None) {
                findings.push(Finding::WrongReplacement { position });
            }
            findings.extend(
                vote.option_ids.iter().filter(|id| !option_ids.contains(id)).map(|id| Finding::UnknownOption { position, option_id: *id }),
            );
            match (vote.strikes(), vote.replaces) {
                (false, _) => _ = counting.insert(position, vote),
                (true, Some(_)) => {}
                (true, None) => findings.push(Finding::WrongReplacement { position }),
            }
        }
        let mut counting: Vec<_> = counting.into_values().filter(|vote| vote.round == self.round).collect();
        counting.sort_unstable_by_key(|vote| vote.position);
        counting
    }
}

#[cfg(test)]
mod tests;
